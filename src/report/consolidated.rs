//! The township's workbook, sheet after sheet in the order the contract fixes.

use std::path::Path;

use rust_xlsxwriter::Color;

use super::contents::{self, Listed, Opening};
use super::figures::{self, Answered, Indicator};
use super::overview::Overview;
use super::readback::{self, Expected};
use super::reconcile::Reconciliation;
use super::trouble::Trouble;
use super::wording::pick;
use super::{INDICATORS, QUARANTINE, RECONCILE, Sources, book, indicators, quarantine, records, sheet_name, verify};
use crate::finding::Lang;
use crate::form::{Form, FormKind};

/// The kind of this output.
pub(super) const KIND: &str = "consolidated";

/// The sheets of figures that come first.
pub(super) const FIGURES: &[&str] = &["统计总表", "分项统计", "工作落实"];

/// The sheets whose place is fixed (CONTRACT §5). The forms' sheets stand at [`Place::Forms`]; a sheet of figures that
/// is not named here stands before them.
const ORDER: [Place; 9] = [
    Place::Contents,
    Place::Figures(FIGURES),
    Place::OtherFigures,
    Place::Roster,
    Place::Forms,
    Place::Figures(&["重点关注"]),
    Place::Indicators,
    Place::Quarantine,
    Place::Reconcile,
];

#[derive(Clone, Copy, Debug)]
enum Place {
    Contents,
    Figures(&'static [&'static str]),
    OtherFigures,
    Roster,
    Forms,
    Indicators,
    Quarantine,
    Reconcile,
}

/// A sheet to be written.
#[derive(Clone, Copy, Debug)]
enum Plan<'a> {
    Contents,
    Figure(&'a Answered<'a>),
    Form(&'a Form),
    Indicators,
    Quarantine,
    Reconcile,
}

/// Writes the workbook to `file` and reads it back.
pub(super) fn write(
    sources: &Sources<'_>,
    answered: &[Answered<'_>],
    file: &Path,
    folder: &Path,
) -> Result<(), Trouble> {
    let lang = sources.settings.lang;
    let overview = Overview::read(sources)?;
    let reconciliation = Reconciliation::read(sources)?;
    let plan = plan(sources, answered, &overview);
    let sheets =
        plan.iter().filter_map(|sheet| if let Plan::Figure(answered) = sheet { Some(*answered) } else { None });
    let explained = figures::indicators(sheets, lang);
    let mut listed = Vec::with_capacity(plan.len());
    for sheet in &plan {
        listed.extend(listing(sources, &overview, (&reconciliation, &explained), *sheet)?);
    }
    let title = format!("{}{}", sources.town, pick(lang, "留守儿童汇总表", ": left-behind children"));
    let mut book = book::open(sources, KIND, &title, folder);
    let mut expected: Vec<Expected> = Vec::new();
    let mut coloured = 0;
    for sheet in &plan {
        match sheet {
            Plan::Contents => {
                let (reconciliation, overview) = (&reconciliation, &overview);
                let opening = Opening { sources, styles: &book.styles, overview, reconciliation, listed: &listed };
                contents::write(&mut book.workbook, &opening, KIND)?;
            }
            Plan::Figure(answered) => {
                expected.extend(figures::write(&mut book, sources, answered)?);
            }
            Plan::Form(form) => expected.extend(records::write(&mut book, sources, form)?),
            Plan::Indicators => expected.extend(indicators::write(&mut book, sources, &explained)?),
            Plan::Quarantine => expected.extend(quarantine::write(&mut book, sources)?),
            Plan::Reconcile => expected.extend(reconciliation.write(&mut book, sources)?),
        }
        coloured = book.colour_from(coloured, tab_colour(*sheet));
    }
    book.save(file)?;
    readback::check(file, &expected)?;
    verify::check(sources.verify, file, &expected)
}

/// The sheets in their order.
fn plan<'a>(sources: &Sources<'a>, answered: &'a [Answered<'a>], overview: &Overview) -> Vec<Plan<'a>> {
    let fixed: Vec<&str> = ORDER
        .iter()
        .flat_map(|place| if let Place::Figures(names) = place { names } else { &[][..] })
        .copied()
        .collect();
    let answered = || answered.iter().filter(|answered| answered.is_sheet());
    let mut plan = Vec::new();
    for place in ORDER {
        match place {
            Place::Contents => plan.push(Plan::Contents),
            Place::Figures(names) => {
                for name in names {
                    plan.extend(answered().filter(|answered| answered.figure.sheet == *name).map(Plan::Figure));
                }
            }
            Place::OtherFigures => {
                let others = answered().filter(|answered| !fixed.contains(&&*answered.figure.sheet));
                plan.extend(others.map(Plan::Figure));
            }
            Place::Roster => plan.extend(sources.forms.roster().map(|(_, form)| Plan::Form(form))),
            Place::Forms => {
                let roster = sources.forms.roster().map(|(at, _)| at);
                let others = sources.forms.0.iter().enumerate().filter(|(at, _)| Some(*at) != roster);
                let shown = others.filter(|(_, form)| overview.shows(form));
                plan.extend(shown.map(|(_, form)| Plan::Form(form)));
            }
            Place::Indicators => plan.push(Plan::Indicators),
            Place::Quarantine => plan.push(Plan::Quarantine),
            Place::Reconcile => plan.push(Plan::Reconcile),
        }
    }
    plan
}

/// The line of a sheet in the table of contents, which does not list itself.
fn listing(
    sources: &Sources<'_>,
    overview: &Overview,
    (reconciliation, explained): (&Reconciliation, &[Indicator]),
    sheet: Plan<'_>,
) -> Result<Option<Listed>, Trouble> {
    let lang = sources.settings.lang;
    Ok(Some(match sheet {
        Plan::Contents => return Ok(None),
        Plan::Figure(answered) => Listed {
            sheet: answered.figure.sheet.clone(),
            rows: Some(answered.rows()),
            about: answered.figure.about.get(lang).to_owned(),
        },
        Plan::Form(form) => Listed {
            sheet: sheet_name(form),
            rows: Some(records::expected(sources, form)?.0),
            about: about(form, overview, lang),
        },
        Plan::Indicators => Listed {
            sheet: INDICATORS.to_owned(),
            rows: Some(explained.len() as u64),
            about: pick(
                lang,
                "每个数字的名称、计量单位、怎么算、从哪里来",
                "Every figure: its name, its unit, how it is counted, where it comes from",
            )
            .to_owned(),
        },
        Plan::Quarantine => Listed {
            sheet: QUARANTINE.to_owned(),
            rows: reconciliation.total.get(3).map(|count| count.unsigned_abs()),
            about: pick(
                lang,
                "有内容但放不进任何表的行，原样列出并说明原因，需要人工处理",
                "Rows with content that fit nowhere, as they stood, each with its reason",
            )
            .to_owned(),
        },
        Plan::Reconcile => Listed {
            sheet: RECONCILE.to_owned(),
            rows: Some(reconciliation.lines() as u64),
            about: pick(
                lang,
                "每个文件每张工作表的行数去向，证明没有漏掉一行",
                "What became of every row of every sheet of every file: the proof that none was lost",
            )
            .to_owned(),
        },
    }))
}

fn about(form: &Form, overview: &Overview, lang: Lang) -> String {
    match (form.kind, lang) {
        (FormKind::Roster, Lang::Zh) => {
            format!("全镇 {} 名留守儿童，每人一行，带问题说明和来源（文件、工作表、行）", overview.children)
        }
        (FormKind::Roster, Lang::En) => {
            format!("All {} children, a row each, with problems and source (file, sheet, row)", overview.children)
        }
        (_, Lang::Zh) => format!("各校报来的{}，每条一行，带来源", form.title.zh),
        (_, Lang::En) => format!("{}: a row per record, with its source", form.title.en),
    }
}

fn tab_colour(plan: Plan<'_>) -> Color {
    Color::RGB(match plan {
        Plan::Contents | Plan::Indicators => 0x0044_546A,
        Plan::Figure(_) => 0x005B_9BD5,
        Plan::Form(_) => 0x0070_AD47,
        Plan::Quarantine => 0x00FF_C000,
        Plan::Reconcile => 0x00A5_A5A5,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contents_come_first_and_the_proof_last() {
        assert!(matches!(ORDER[0], Place::Contents));
        assert!(matches!(ORDER[ORDER.len() - 1], Place::Reconcile));
    }
}
