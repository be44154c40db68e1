//! `alias-guessed`: a column was taken for a field by likeness. Its values count; somebody should see that it is right.

use crate::check::sheet::Seen;
use crate::check::{rule, with_remedy};
use crate::finding::{Finding, Level, Rule, Severity, mask};
use crate::model::{Address, GuessState};

pub(super) static RULE: Rule = rule(
    "alias-guessed",
    Severity::Info,
    Level::Column,
    ("表头是猜着认的", "a header was taken for a field by likeness"),
    (
        "表头和规定的写法不一样，程序按相近的写法认成了这一栏。",
        "The header is none of the known ones; it was taken for the field because the words are alike.",
    ),
    (
        "认对了的，不用处理；认错了的，请在“待确认”里定为别的栏。",
        "If it is right, leave it; else choose another field on the sheet of headers to settle.",
    ),
);

pub(super) fn check(seen: &Seen<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for block in &seen.reading.blocks {
        let Some(form) = seen.forms.0.get(block.form) else { continue };
        for column in &block.columns {
            let guess = column.guess.as_deref().filter(|guess| guess.state == GuessState::Adopted);
            let field = column.field.and_then(|field| form.fields.get(field));
            let Some((guess, field)) = guess.zip(field) else { continue };
            let letters = Address::new(0, column.column).column_letters();
            let header = mask(column.header.trim());
            let (zh, en) = (&field.label.zh, &field.label.en);
            let message = with_remedy(
                &RULE,
                &format!("{letters} 列“{header}”认成了“{zh}”：{}", guess.why.zh),
                &format!("column {letters}, \"{header}\", was taken for {en}: {}", guess.why.en),
            );
            let place = match block.header_rows.last() {
                Some(&row) => seen.place.at_cell(Address::new(row, column.column)),
                None => seen.place.at_column(column.column),
            };
            findings.push(RULE.at(place, message).field(&field.id));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use crate::check::sheet::testing::Page;
    use crate::model::GuessState;

    const COLUMNS: [&str; 6] = ["grade", "name", "sex", "id_number", "guardian_name", "guardian_phone"];

    #[test]
    fn fires_for_a_column_that_was_guessed_and_no_other() {
        let page = Page::of(&COLUMNS, 2).guessed(5, GuessState::Adopted);
        assert_eq!(page.codes(), ["alias-guessed guardian_phone F3"]);
        assert!(page.findings()[0].message.zh.contains("F 列“监护人电活”认成了“监护人电话”"));
        assert!(Page::of(&COLUMNS, 2).guessed(5, GuessState::Decided).codes().is_empty());
    }
}
