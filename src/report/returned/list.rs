//! The words of a copy: what stands in its notes, and the rows of its list.

use std::collections::BTreeMap;

use super::mark::{Entry, List, Mark, Marks, NOTE_HEAD, Tone};
use super::{Copy, Wording};
use crate::answer::{AnswerSheet, shown_spot};
use crate::finding::{Finding, Lang, Severity, Words, mask_long};
use crate::model::{Address, ReturnStamp};
use crate::report::problems::without_remedy;
use crate::report::wording::{self, pick};

/// The list's sheet.
const SHEET: &str = "问题清单";
/// The column to choose in, from zero.
const CHOICE: u32 = 6;

/// What a copy tells.
pub(super) struct Told<'a> {
    pub(super) wording: Wording<'a>,
    pub(super) copy: &'a Copy<'a>,
    /// The digest of the workbook that was sent first, and how many copies came back before.
    pub(super) stamp: (String, u32),
    pub(super) had_macros: bool,
    /// Whether it was written anew from its values.
    pub(super) is_rewritten: bool,
}

impl Told<'_> {
    fn lang(&self) -> Lang {
        self.wording.settings.lang
    }

    /// The findings as they stand in the workbook, notes that ask for nothing at the end.
    fn findings(&self) -> Vec<&Finding> {
        let mut findings = self.copy.findings.to_vec();
        findings.sort_by_key(|finding| {
            let place = &finding.place;
            (finding.severity == Severity::Info, place.sheet_index, place.row, place.column)
        });
        findings
    }
}

/// What a school may read: never of another school's child.
fn words(finding: &Finding) -> &Words {
    finding.to_school.as_ref().unwrap_or(&finding.message)
}

const fn tone(severity: Severity) -> Option<Tone> {
    match severity {
        Severity::Error => Some(Tone::Error),
        Severity::Warning => Some(Tone::Warning),
        Severity::Info => None,
    }
}

/// The sheet's name in the copy: one that no workbook takes was changed.
fn in_copy<'a>(names: &'a BTreeMap<String, String>, sheet: &'a str) -> &'a str {
    names.get(sheet).map_or(sheet, String::as_str)
}

/// The notes and colours, by the names of the copy's sheets. `names` tells of sheets that are called otherwise there.
pub(super) fn marks(told: &Told<'_>, names: &BTreeMap<String, String>) -> BTreeMap<String, Marks> {
    let lang = told.lang();
    let mut cells: BTreeMap<(&str, Address), Vec<&Finding>> = BTreeMap::new();
    for finding in told.findings() {
        if let (Some(sheet), Some(at)) = (finding.place.sheet.as_deref(), finding.place.cell()) {
            cells.entry((in_copy(names, sheet), at)).or_default().push(finding);
        }
    }
    let mut marks: BTreeMap<String, Marks> = BTreeMap::new();
    for ((sheet, at), mut findings) in cells {
        findings.sort_by_key(|finding| finding.severity);
        let mut note = NOTE_HEAD.to_owned();
        for (number, finding) in findings.iter().enumerate() {
            let severity = wording::severity(finding.severity, lang);
            let colon = pick(lang, "：", ": ");
            let number = if findings.len() > 1 { format!("{}. ", number + 1) } else { String::new() };
            let said = words(finding).get(lang);
            note.extend(["\n", &number, severity, colon, said]);
        }
        let tone = findings.first().and_then(|finding| tone(finding.severity));
        marks.entry(sheet.to_owned()).or_default().insert(at, Mark { note, tone });
    }
    marks
}

/// The list of all problems.
pub(super) fn list(told: &Told<'_>, names: &BTreeMap<String, String>) -> List {
    let lang = told.lang();
    let findings = told.findings();
    let period = wording::period(told.wording.settings);
    let (source, versions) = told.stamp.clone();
    let stamp = ReturnStamp { period: told.wording.settings.period.to_string(), source, versions };
    let many = findings.iter().filter_map(|finding| finding.place.sheet_index).max() > Some(0);
    let rows = findings.iter().enumerate().map(|(at, finding)| row(told, names, at + 1, finding, many)).collect();
    List {
        name: SHEET.to_owned(),
        title: match lang {
            Lang::Zh => format!("{SHEET}（{period}）"),
            Lang::En => format!("Problems to correct ({period})"),
        },
        lines: lines(told, &findings),
        stamp: stamp.cell(),
        columns: columns(lang),
        choices: (CHOICE, choices(lang)),
        rows,
        footer: pick(lang, "&L&9&A&C&9第 &P 页 共 &N 页", "&L&9&A&C&9page &P of &N").to_owned(),
    }
}

fn columns(lang: Lang) -> Vec<(String, f64)> {
    let columns = [
        (Words::new("序号", "No."), 6.0),
        (AnswerSheet::PLACE, 16.0),
        (Words::new("级别", "Severity"), 8.0),
        (AnswerSheet::SUBJECT, 12.0),
        (Words::new("哪里不对", "What is wrong"), 44.0),
        (Words::new("怎么改", "What to do"), 40.0),
        (AnswerSheet::DONE, 16.0),
        (AnswerSheet::WORDS, 26.0),
        (AnswerSheet::CODE, 18.0),
    ];
    columns.map(|(title, width)| (title.get(lang).to_owned(), width)).to_vec()
}

fn choices(lang: Lang) -> Vec<String> {
    let words = [
        AnswerSheet::CORRECTED,
        Words::new("属实无需改", "correct as it stands"),
        Words::new("暂时无法填写", "not known yet"),
    ];
    words.map(|words| words.get(lang).to_owned()).to_vec()
}

/// What to do with the copy, and what is different in it.
fn lines(told: &Told<'_>, findings: &[&Finding]) -> Vec<String> {
    let lang = told.lang();
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let mut lines = vec![
        match lang {
            Lang::Zh => format!(
                "错误 {errors} 处（红色格）必须改正；核实 {warnings} 处（黄色格）请核对：有错就改，没有错就在“处理情况”选“属实无需改”，并在“说明”写清楚。"
            ),
            Lang::En => format!(
                "{errors} errors (red) must be corrected. {warnings} places to check (yellow): correct them, or choose \"correct as it stands\" and explain."
            ),
        },
        pick(
            lang,
            "请直接在本文件里改，改好后把本文件发回来，文件名改了也不要紧。点“位置”可以跳到那一格；格里的批注和这张清单不用删。",
            "Correct this file itself and send it back, under any name. The links lead to the cells; the notes and this list may stay.",
        )
        .to_owned(),
    ];
    if told.is_rewritten {
        lines.push(
            pick(
                lang,
                "本文件按原文件的内容另存为 .xlsx：内容没有变，原来的格式、批注和图片没有带过来。",
                "This file is the original's content saved as .xlsx: nothing of the content changed; its look, notes and pictures were left behind.",
            )
            .to_owned(),
        );
    }
    if told.had_macros {
        lines.push(
            pick(
                lang,
                "原文件里的宏已经去掉，文件改存为 .xlsx；其余内容没有变。",
                "The original's macros were taken out and the file saved as .xlsx; nothing else changed.",
            )
            .to_owned(),
        );
    }
    lines
}

fn row(
    told: &Told<'_>,
    names: &BTreeMap<String, String>,
    number: usize,
    finding: &Finding,
    with_sheet: bool,
) -> Vec<Entry> {
    let lang = told.lang();
    let rule = told.wording.rules.iter().find(|rule| rule.code == finding.code);
    let remedy = rule.map(|rule| rule.remedy.get(lang)).unwrap_or_default();
    let message = words(finding).get(lang);
    vec![
        Entry::Centre(number.to_string()),
        place(names, finding, with_sheet, lang),
        Entry::Severity(wording::severity(finding.severity, lang).to_owned(), tone(finding.severity)),
        Entry::Text(finding.subject.as_deref().map(mask_long).unwrap_or_default()),
        Entry::Text(without_remedy(message, remedy).to_owned()),
        Entry::Text(remedy.to_owned()),
        Entry::Answer,
        Entry::Answer,
        Entry::Faint(finding.code.to_string()),
    ]
}

/// Where the problem stands, as a link that leads there.
fn place(names: &BTreeMap<String, String>, finding: &Finding, with_sheet: bool, lang: Lang) -> Entry {
    let place = &finding.place;
    let Some(sheet) = place.sheet.as_deref() else {
        return Entry::Centre(shown_spot(place, None, lang));
    };
    let at = Address::new(place.row.unwrap_or(0), place.column.unwrap_or(0));
    let sheet = in_copy(names, sheet);
    let is_whole = place.row.is_none() && place.column.is_none();
    let shown = (with_sheet || is_whole).then(|| mask_long(sheet));
    Entry::Link(shown_spot(place, shown.as_deref(), lang), sheet.to_owned(), at)
}
