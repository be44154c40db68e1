//! Every figure of the sheets in words: its name, its unit, what is counted, where it comes from.

use super::answer::Answered;
use super::{Column, ColumnKind, Section};
use crate::finding::Lang;
use crate::report::wording::pick;

/// A figure in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::report) struct Indicator {
    pub(in crate::report) sheet: String,
    pub(in crate::report) table: String,
    pub(in crate::report) name: String,
    pub(in crate::report) unit: String,
    pub(in crate::report) definition: String,
    pub(in crate::report) source: String,
}

/// The figures of some sheets, in their order. A number that only counts lines is none.
pub(in crate::report) fn indicators<'a>(sheets: impl Iterator<Item = &'a Answered<'a>>, lang: Lang) -> Vec<Indicator> {
    let mut indicators = Vec::new();
    for answered in sheets {
        let figure = answered.figure;
        let whole = figure.unit.get(lang);
        let whole = whole.strip_prefix(pick(lang, "单位：", "unit: ")).unwrap_or(whole);
        let shown: Vec<&str> = answered.shown().map(|table| table.section.source.as_str()).collect();
        for section in figure.sections.iter().filter(|section| shown.contains(&section.source.as_str())) {
            for column in section.columns.iter().filter(|column| !column.kind.is_words()) {
                let definition = definition(section, column, lang);
                if definition.is_empty() {
                    continue;
                }
                indicators.push(Indicator {
                    sheet: figure.sheet.clone(),
                    table: section.heading.get(lang).to_owned(),
                    name: name(section, column, lang),
                    unit: unit(column, whole, lang),
                    definition,
                    source: source(section, lang),
                });
            }
        }
    }
    indicators
}

fn name(section: &Section, column: &Column, lang: Lang) -> String {
    let label = column.label.get(lang);
    let group = column.group.and_then(|group| section.groups.get(group));
    match group.map(|group| (group.monthly, group.label.get(lang))) {
        None => label.to_owned(),
        Some((true, _)) => format!("{}{label}", pick(lang, "每月：", "each month: ")),
        Some((false, group)) => format!("{group}{}{label}", pick(lang, "：", ": ")),
    }
}

fn unit(column: &Column, whole: &str, lang: Lang) -> String {
    let own = column.unit.get(lang);
    match &column.kind {
        ColumnKind::Rate { .. } => "%".to_owned(),
        _ if !own.is_empty() => own.to_owned(),
        _ if !whole.is_empty() => whole.to_owned(),
        _ => pick(lang, "人", "persons").to_owned(),
    }
}

/// What the layout says of it; else what follows from its group, or from the two figures it is made of.
fn definition(section: &Section, column: &Column, lang: Lang) -> String {
    let own = [column.definition.get(lang), column.means.get(lang)];
    let group = column.group.and_then(|group| section.groups.get(group));
    let of_group = group.map_or("", |group| group.definition.get(lang));
    let label = |id: &str| {
        let found = section.columns.iter().find(|column| column.id == id);
        found.map_or("", |column| column.label.get(lang))
    };
    let said = own.into_iter().find(|words| !words.is_empty()).map(str::to_owned);
    let said = said.or_else(|| match (&column.kind, group) {
        (ColumnKind::Rate { of, by, .. }, _) => {
            Some(format!("{}{}{}{}", label(of), pick(lang, "÷", " by "), label(by), pick(lang, "。", ".")))
        }
        (_, Some(group)) => {
            let (whole, own) = (label(group.sums_to.as_deref()?), column.label.get(lang));
            Some(match lang {
                Lang::Zh => format!("{whole}中“{}：{own}”的部分。", group.label.zh),
                Lang::En => format!("the part of “{whole}” with {}: {own}.", group.label.en),
            })
        }
        _ => None,
    });
    let parts: Vec<String> = said.into_iter().chain((!of_group.is_empty()).then(|| of_group.to_owned())).collect();
    parts.join(pick(lang, "", " "))
}

fn source(section: &Section, lang: Lang) -> String {
    let from = section.from.get(lang);
    let between = if from.is_empty() { "" } else { pick(lang, "；", "; ") };
    format!("{from}{between}{}", section.source)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::figures::Figures;

    #[test]
    fn every_figure_of_the_layouts_can_be_explained() {
        let figures = Figures::load(None).unwrap();
        let sections = figures.0.iter().flat_map(|figure| &figure.sections);
        for section in sections {
            assert!(!section.from.zh.is_empty() && !section.from.en.is_empty(), "{}: no `from`", section.source);
            let figures = section.columns.iter().filter(|column| !column.kind.is_words() && column.id != "no");
            for column in figures {
                for lang in [Lang::Zh, Lang::En] {
                    assert!(!definition(section, column, lang).is_empty(), "{}: {}", section.source, column.id);
                }
            }
        }
    }
}
