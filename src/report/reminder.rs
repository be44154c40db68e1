//! A text per school, ready to paste into a chat: what it still has to send and to correct. No child is named in it.

use std::path::Path;

use super::Sources;
use super::datum;
use super::trouble::Trouble;
use super::wording::{self, pick};
use crate::finding::{Lang, mask_numbers};
use crate::ledger::Datum;

/// The kind of this output, and its file.
pub(super) const KIND: &str = "reminder";
pub(super) const FILE: &str = "催报.txt";

/// What programs for plain text on Windows know UTF-8 by.
const MARK: &str = "\u{feff}";

/// What one school is told.
#[derive(Debug, Default)]
struct School {
    name: String,
    missing: Vec<String>,
    /// Path, why, what.
    notes: Vec<(String, String, String)>,
    errors: i64,
    warnings: i64,
    files: i64,
}

/// Whether there is a list of schools, so that one can tell who has not sent what.
pub(super) fn is_wanted(sources: &Sources<'_>) -> Result<bool, Trouble> {
    let sql = "SELECT value FROM setting WHERE period = :period AND name = 'listed_schools' ORDER BY value NULLS FIRST";
    let answer = sources.ledger.ask("report: list of schools", sql)?;
    Ok(answer.rows.first().is_some_and(|row| datum::int(row.first()) > 0))
}

/// Writes the text to `file`.
pub(super) fn write(sources: &Sources<'_>, file: &Path) -> Result<(), Trouble> {
    let lang = sources.settings.lang;
    let schools: Vec<School> = schools(sources)?.into_iter().filter(School::is_asked).collect();
    let mut text = MARK.to_owned();
    if schools.is_empty() {
        text.push_str(pick(
            lang,
            "各校都报齐了，也没有要改的。",
            "Every school has sent everything, and nothing is to be corrected.",
        ));
        text.push_str("\r\n");
    }
    for school in &schools {
        for line in school.lines(sources) {
            text.push_str(&line);
            text.push_str("\r\n");
        }
        text.push_str("\r\n");
    }
    std::fs::write(file, text).map_err(Trouble::Io)
}

fn schools(sources: &Sources<'_>) -> Result<Vec<School>, Trouble> {
    let text = |row: &[Datum], at: usize| datum::text(row.get(at)).unwrap_or_default().to_owned();
    let names = "SELECT name FROM school WHERE period = :period ORDER BY school_no NULLS FIRST";
    let mut schools: Vec<School> = Vec::new();
    for row in sources.ledger.ask("reminder: schools", names)?.rows {
        schools.push(School { name: text(&row, 0), ..School::default() });
    }
    let of = |schools: &mut Vec<School>, name: &str, tell: &mut dyn FnMut(&mut School)| {
        if let Some(school) = schools.iter_mut().find(|school| school.name == name) {
            tell(school);
        }
    };
    let title = pick(sources.settings.lang, "title_zh", "title_en");
    let missing = format!(
        "SELECT school, {title} FROM arrival WHERE period = :period AND missing = 1
         ORDER BY school_no NULLS FIRST, position NULLS FIRST, form NULLS FIRST"
    );
    for row in sources.ledger.ask("reminder: forms", &missing)?.rows {
        of(&mut schools, &text(&row, 0), &mut |school| school.missing.push(text(&row, 1)));
    }
    let notes = "SELECT DISTINCT s.name, n.path, n.why, CASE WHEN n.why = 'copy' THEN '' ELSE n.what END
                 FROM arrival_note n JOIN school s ON s.period = n.period AND s.school_no = n.school_no
                 WHERE n.period = :period ORDER BY 1 NULLS FIRST, 2 NULLS FIRST, 3 NULLS FIRST, 4 NULLS FIRST";
    for row in sources.ledger.ask("reminder: files", notes)?.rows {
        let note = (text(&row, 1), text(&row, 2), text(&row, 3));
        of(&mut schools, &text(&row, 0), &mut |school| school.notes.push(note.clone()));
    }
    let problems = "SELECT school, SUM(CASE WHEN severity = 'error' THEN 1 ELSE 0 END),
                      SUM(CASE WHEN severity = 'warning' THEN 1 ELSE 0 END), COUNT(DISTINCT file)
                    FROM finding WHERE period = :period AND severity <> 'info' AND sheet_no IS NOT NULL AND school IS NOT NULL
                    GROUP BY school ORDER BY school NULLS FIRST";
    for row in sources.ledger.ask("reminder: problems", problems)?.rows {
        let [errors, warnings, files] = [1, 2, 3].map(|at| datum::int(row.get(at)));
        of(&mut schools, &text(&row, 0), &mut |school| {
            (school.errors, school.warnings, school.files) = (errors, warnings, files);
        });
    }
    Ok(schools)
}

impl School {
    fn is_asked(&self) -> bool {
        !self.missing.is_empty() || !self.notes.is_empty() || self.files > 0
    }

    fn lines(&self, sources: &Sources<'_>) -> Vec<String> {
        let (lang, settings) = (sources.settings.lang, sources.settings);
        let period = wording::period(settings);
        let (name, town) = (mask_numbers(&self.name), sources.town);
        let mut lines = vec![match lang {
            Lang::Zh => format!("【{name}】老师您好！{town}{period}留守儿童材料，贵校还有这些："),
            Lang::En => format!("[{name}] Left-behind children, {town}, {period}: please"),
        }];
        let asked = self.asked(lang);
        lines.extend((1..).zip(asked).map(|(number, line)| match lang {
            Lang::Zh => format!("{number}．{line}"),
            Lang::En => format!("{number}. {line}"),
        }));
        let day = settings.duties.deadline(settings.period);
        lines.push(match (lang, day) {
            (Lang::Zh, Some(day)) => format!("请在 {} 前报送，谢谢！", day.format("%-m月%-d日")),
            (Lang::Zh, None) => "请尽快报送，谢谢！".to_owned(),
            (Lang::En, Some(day)) => format!("Please send it by {day}. Thank you!"),
            (Lang::En, None) => "Thank you!".to_owned(),
        });
        lines
    }

    fn asked(&self, lang: Lang) -> Vec<String> {
        let mut asked = Vec::new();
        if !self.missing.is_empty() {
            let forms = self.missing.join("》《");
            asked.push(match lang {
                Lang::Zh => format!("没有报送：《{forms}》。没有内容的也请报一份空表。"),
                Lang::En => format!("send {}; an empty form where there is nothing.", self.missing.join(", ")),
            });
        }
        asked.extend(self.notes.iter().map(|note| said(note, lang)));
        if self.files > 0 {
            asked.push(self.to_correct(lang));
        }
        asked
    }

    fn to_correct(&self, lang: Lang) -> String {
        let (errors, warnings, files) = (self.errors, self.warnings, self.files);
        let counts = [
            (errors, format!("错误 {errors} 处（必须改）"), format!("{errors} errors")),
            (warnings, format!("核实 {warnings} 处（有错就改，没有错请写说明）"), format!("{warnings} doubts")),
        ];
        let told = counts.into_iter().filter(|(count, ..)| *count > 0);
        let told: Vec<String> = told.map(|(_, zh, en)| if lang == Lang::Zh { zh } else { en }).collect();
        match lang {
            Lang::Zh => {
                format!("报来的表里有{}，已在发回的 {files} 个文件里标出，请就在这些文件里改好发回。", told.join("、"))
            }
            Lang::En => format!(
                "correct {}, marked in the {files} files that come back to you, and send those files again.",
                told.join(" and ")
            ),
        }
    }
}

/// What is said of a file that does not count.
fn said((path, why, what): &(String, String, String), lang: Lang) -> String {
    let file = mask_numbers(path.rsplit('/').next().unwrap_or(path));
    let (zh, en) = match (why.as_str(), what.as_str()) {
        ("earlier", _) => {
            (format!("与 {what} 报的一字不差，请报本期的。"), format!("is the file of {what}; send this period's."))
        }
        ("named", _) => (format!("写的是 {what} 的，请报本期的。"), format!("is of {what}; send this period's.")),
        ("outside", _) => {
            ("里的日期都不在本期，请核对后报本期的。".to_owned(), "has no day of this period.".to_owned())
        }
        ("copy", _) => (
            "里的孩子几乎都是别的学校的，像是拿错了文件，请核对后重新报送。".to_owned(),
            "lists another school's children; send your own.".to_owned(),
        ),
        (_, "encrypted") => {
            ("有密码，打不开，请去掉密码再发。".to_owned(), "needs a password; send it without.".to_owned())
        }
        (_, "empty") => ("是空的，请看看是不是发错了。".to_owned(), "is empty.".to_owned()),
        _ => (
            "打不开，请用 WPS 或 Excel 另存为 .xlsx 再发。".to_owned(),
            "cannot be opened; save it as .xlsx and send it again.".to_owned(),
        ),
    };
    match lang {
        Lang::Zh => format!("“{file}”{zh}"),
        Lang::En => format!("“{file}” {en}"),
    }
}
