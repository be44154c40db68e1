//! A finding: what is wrong, where, how grave, in words for people. And the rule that raises it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

pub use crate::model::{Lang, Words};

use crate::model::Place;

/// How grave a finding is (CONTRACT §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 错误: the school must correct it.
    Error,
    /// 核实: correct it or explain it.
    Warning,
    /// 提示: good to know.
    Info,
}

impl Severity {
    /// The name `report.json` gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
        }
    }

    /// The word people read.
    pub const fn words(self) -> Words {
        match self {
            Self::Error => Words::new("错误", "error"),
            Self::Warning => Words::new("核实", "check"),
            Self::Info => Words::new("提示", "note"),
        }
    }
}

/// A problem code: short, fixed, public.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(pub Cow<'static, str>);

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a finding of a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// One cell.
    Cell,
    /// One row.
    Row,
    /// One column of a table.
    Column,
    /// One sheet.
    Sheet,
    /// One file.
    File,
    /// One school.
    School,
    /// One child.
    Child,
    /// One helper.
    Helper,
}

/// What has to be done about a rule's findings: the sheet of the workbook of problems that they stand on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Desk {
    /// The school corrects its sheet.
    School,
    /// Somebody compares, and corrects or explains.
    Check,
    /// Something was not done for a child, or not sent.
    Duty,
    /// Nothing has to be done.
    Note,
}

impl Desk {
    /// All of them, in the order of their sheets.
    pub const ALL: [Self; 4] = [Self::School, Self::Check, Self::Duty, Self::Note];

    /// What has to be done where the rule does not say.
    pub const fn of(severity: Severity, level: Level) -> Self {
        match (severity, level) {
            (Severity::Info, _) => Self::Note,
            (_, Level::School | Level::Child | Level::Helper) => Self::Duty,
            (Severity::Error, _) => Self::School,
            (Severity::Warning, _) => Self::Check,
        }
    }
}

/// A rule: its public code and the words that explain it.
#[derive(Clone, Debug)]
pub struct Rule {
    /// The public code.
    pub code: Code,
    /// How grave a breach is.
    pub severity: Severity,
    /// What a finding of it is about.
    pub level: Level,
    /// A short name, as it stands in lists: `身份证号校验位不对`.
    pub title: Words,
    /// Why it matters.
    pub why: Words,
    /// How to put it right.
    pub remedy: Words,
    /// What has to be done about its findings.
    pub desk: Desk,
    /// Whether many of its findings in one column of a sheet are told as one.
    pub together: bool,
}

impl Rule {
    /// The same rule with its findings on another sheet of the workbook of problems than [`Desk::of`] says.
    #[must_use]
    pub const fn on(mut self, desk: Desk) -> Self {
        self.desk = desk;
        self
    }

    /// The same rule; many of its findings in one column have one cause, and are told as one where people read them.
    #[must_use]
    pub const fn told_together(mut self) -> Self {
        self.together = true;
        self
    }

    /// A finding of this rule at `place`, saying `message`.
    pub fn at(&self, place: Place, message: Words) -> Finding {
        Finding {
            code: self.code.clone(),
            severity: self.severity,
            place,
            school: None,
            field: None,
            subject: None,
            message,
            to_school: None,
            mark: None,
        }
    }
}

/// Something that is wrong or worth knowing, at its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule's code.
    pub code: Code,
    /// How grave it is. Usually the rule's own; `id-length` is milder for a 15-digit number.
    pub severity: Severity,
    /// Where it is pinned.
    pub place: Place,
    /// The school that must look at it, once schools are known.
    pub school: Option<Arc<str>>,
    /// The field's id.
    pub field: Option<Arc<str>>,
    /// The child's or helper's name.
    pub subject: Option<String>,
    /// What is wrong, what stood there (masked), how to put it right.
    pub message: Words,
    /// Another wording for what goes back to the school, where `message` speaks of another school's child.
    pub to_school: Option<Words>,
    /// By which a decision about it knows it again, whatever becomes of rows and files; `None` where nothing can be
    /// decided.
    pub mark: Option<Box<str>>,
}

impl Finding {
    /// The same finding about a field.
    #[must_use]
    pub fn field(mut self, id: &Arc<str>) -> Self {
        self.field = Some(Arc::clone(id));
        self
    }

    /// The same finding about a person.
    #[must_use]
    pub fn subject(mut self, name: Option<String>) -> Self {
        self.subject = name;
        self
    }

    /// The same finding at another severity.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }
}

/// Hides what a message must not carry: of an ID number the middle, of a phone the middle four.
///
/// Any run of 15 or more digits (a final `X` included) keeps its first 6 and last 4 characters; a run of 11 that
/// begins like a mobile number keeps 3 and 4; other runs of 7 to 14 digits keep 3 and 2. Text between stays.
pub fn mask(text: &str) -> String {
    let characters: Vec<char> = text.chars().collect();
    let mut masked = String::with_capacity(text.len());
    let mut at = 0;
    while at < characters.len() {
        let mut end = at;
        while end < characters.len() && characters[end].is_numeric() {
            end += 1;
        }
        let digits = end - at;
        if digits >= 14 && end < characters.len() && matches!(characters[end], 'x' | 'X' | 'ｘ' | 'Ｘ') {
            end += 1;
        }
        let (head, tail) = match digits {
            0..=6 => (end - at, 0),
            7..=10 | 12..=13 => (3, 2),
            11 => (3, 4),
            _ => (6, 4),
        };
        for (place, &character) in characters[at..end].iter().enumerate() {
            let kept = place < head || place + tail >= end - at;
            masked.push(if kept { character } else { '*' });
        }
        if end == at {
            masked.push(characters[at]);
            end += 1;
        }
        at = end;
    }
    masked
}

/// Hides what may be an ID number where no data cell stands (headers, sheet names, the terminal): any run of 15 or
/// more digits, a final `X` included, keeps its first 6 and last 4 characters. Everything else stays.
pub fn mask_long(text: &str) -> String {
    masked_where(text, |_| false)
}

/// The same where nobody needs the name as it stands (`report.json`, the terminal, what goes to a group chat): a mobile
/// number, a run of 11 digits that begins like one, is hidden too.
pub fn mask_numbers(text: &str) -> String {
    masked_where(text, |run| {
        let digits: Vec<u32> = run.chars().filter_map(half_width).collect();
        digits.len() == 11 && run.chars().count() == 11 && matches!(digits[..], [1, 3..=9, ..])
    })
}

/// A digit of either width.
fn half_width(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => c.to_digit(10),
    }
}

/// Hides runs of 15 or more digits, and others that `hides`.
fn masked_where(text: &str, hides: impl Fn(&str) -> bool) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_numeric) {
        let (before, run) = rest.split_at(start);
        let end = run.find(|c: char| !c.is_numeric()).unwrap_or(run.len());
        let long = run[..end].chars().count() >= 15;
        let check = run[end..].chars().next().filter(|c| long && matches!(c, 'x' | 'X' | 'ｘ' | 'Ｘ'));
        let (run, behind) = run.split_at(end + check.map_or(0, char::len_utf8));
        masked.push_str(before);
        masked.push_str(&if long || hides(run) { mask(run) } else { run.to_owned() });
        rest = behind;
    }
    masked + rest
}

#[cfg(test)]
mod tests {
    use super::{mask, mask_long, mask_numbers};

    #[test]
    fn identifiers_never_stand_in_full() {
        assert_eq!(mask("11010519491231002X"), "110105********002X");
        assert_eq!(mask("电话13812345678，班级3"), "电话138****5678，班级3");
        assert_eq!(mask("2019-12-05"), "2019-12-05");
        assert_eq!(mask("0851-82345678"), "0851-823***78");
    }

    #[test]
    fn only_long_numbers_are_hidden_in_names() {
        assert_eq!(mask_long("编号11010519491231002X、110105194912310"), "编号110105********002X、110105*****2310");
        assert_eq!(mask_long("2026年13812345678班x"), "2026年13812345678班x");
        assert_eq!(mask_numbers("2026年13812345678班x"), "2026年138****5678班x");
        assert_eq!(mask_numbers("１３８１２３４５６７８和20261122105"), "１３８****５６７８和20261122105");
        assert_eq!(mask_numbers("11010519491231002X.xlsx"), "110105********002X.xlsx");
        assert_eq!(mask_long(&mask_long("表１２３４５６７８９０１２３４５６")), "表１２３４５６******３４５６");
    }
}
