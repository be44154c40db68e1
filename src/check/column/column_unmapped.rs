//! `column-unmapped`: a column with content that no field claims. Nothing of it is lost: it goes to 其他信息.

use crate::check::sheet::Seen;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity, mask};
use crate::model::{Address, Block, ColumnMap, GuessState};

pub(super) static RULE: Rule = rule(
    "column-unmapped",
    Severity::Info,
    Level::Column,
    ("有一栏没有对应的项目", "a column that no field claims"),
    (
        "认不出的栏不参加统计，内容原样保留在“其他信息”里。",
        "Such a column is not counted; what stands in it is kept as it is.",
    ),
    (
        "内容不需要汇总的，不用处理；需要的，请把表头改成规定的名称。",
        "If it need not be gathered, leave it; else give it one of the usual headers.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    // A printed card asks the same on every copy: once for a sheet is enough.
    let mut told: Vec<&str> = Vec::new();
    for block in &seen.reading.blocks {
        for column in &block.columns {
            let open = column.field.is_none() && column.filled && !column.serial;
            if open && !(column.place.is_some() && told.contains(&column.header.as_str())) {
                told.push(&column.header);
                let (zh, en) = words(seen, block, column);
                // Pinned to the header's cell, which is where a person looks for the column.
                let place = match (column.place, block.header_rows.last()) {
                    (Some((label, _)), _) => seen.place.at_cell(label),
                    (None, Some(&row)) => seen.place.at_cell(Address::new(row, column.column)),
                    (None, None) => seen.place.at_column(column.column),
                };
                findings.push(RULE.at(place, with_remedy(&RULE, &zh, &en)));
            }
        }
    }
    findings
}

fn words(seen: &Seen<'_>, block: &Block, column: &ColumnMap) -> (String, String) {
    let letters = Address::new(0, column.column).column_letters();
    let header = mask(column.header.trim());
    let (named_zh, named_en) = if let Some((label, _)) = column.place {
        (format!("{label} 的“{header}”"), format!("\"{header}\" in {label}"))
    } else if header.is_empty() {
        (format!("{letters} 列没有表头"), format!("column {letters} has no header"))
    } else {
        (format!("{letters} 列“{header}”"), format!("column {letters}, \"{header}\","))
    };
    let rivals: Vec<_> = seen
        .forms
        .0
        .get(block.form)
        .map(|form| {
            column.rivals.iter().filter_map(|rival| form.fields.get(*rival)).map(|field| &field.label).collect()
        })
        .unwrap_or_default();
    if rivals.is_empty() {
        let (likely_zh, likely_en) = likely(seen, block, column);
        return (
            format!("{named_zh}，没有对应的项目，内容已放入“其他信息”{likely_zh}"),
            format!("{named_en} fits no field; what it says is kept with the record{likely_en}"),
        );
    }
    let zh: Vec<&str> = rivals.iter().map(|label| &*label.zh).collect();
    let en: Vec<&str> = rivals.iter().map(|label| &*label.en).collect();
    (
        format!("{named_zh}，可能是“{}”，拿不准，没有采用，内容已放入“其他信息”", zh.join("”或“")),
        format!("{named_en} could be {}; it was not guessed and is kept with the record", en.join(" or ")),
    )
}

/// What the column is likely to be, and where to say so.
fn likely(seen: &Seen<'_>, block: &Block, column: &ColumnMap) -> (String, String) {
    let form = seen.forms.0.get(block.form);
    let guess = column.guess.as_deref().filter(|guess| guess.state == GuessState::Open);
    let labels = guess.into_iter().flat_map(|guess| &guess.fields).filter_map(|field| form?.fields.get(*field));
    let labels: Vec<_> = labels.map(|field| &field.label).collect();
    let Some(guess) = guess.filter(|_| !labels.is_empty()) else {
        return (String::new(), String::new());
    };
    let zh: Vec<&str> = labels.iter().map(|label| &*label.zh).collect();
    let en: Vec<&str> = labels.iter().map(|label| &*label.en).collect();
    (
        format!("；看着像“{}”（alias-guessed：{}），是不是，请在“待确认”里定", zh.join("”或“"), guess.why.zh),
        format!("; it may be {} (alias-guessed: {}): say so on the sheet “待确认”", en.join(" or "), guess.why.en),
    )
}

#[cfg(test)]
mod tests {
    use crate::check::sheet::testing::Page;

    const COLUMNS: [&str; 6] = ["grade", "name", "sex", "id_number", "guardian_name", "guardian_phone"];

    #[test]
    fn fires_at_the_column_and_names_what_it_could_be() {
        let page = Page::of(&COLUMNS, 2).unclaimed("鞋码", true, false, &[]);
        assert_eq!(page.codes(), ["column-unmapped - G3"]);
        let page = Page::of(&COLUMNS, 2).unclaimed("电话", true, false, &["father_phone", "mother_phone"]);
        assert!(page.findings()[0].message.zh.contains("可能是“父亲电话”或“母亲电话”"));
    }

    #[test]
    fn stays_silent_on_numbers_of_rows_and_empty_columns() {
        assert!(Page::of(&COLUMNS, 2).unclaimed("序号", true, true, &[]).codes().is_empty());
        assert!(Page::of(&COLUMNS, 2).unclaimed("签名", false, false, &[]).codes().is_empty());
    }
}
