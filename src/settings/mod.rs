//! The effective settings of a run: what `huibiao.toml` and the command line decide, with every default.

mod asked;
mod care;
mod edition;
mod load;
mod local;
mod origin;
mod password;
mod shown;
mod term;

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

pub use asked::{Asked, Per, Standards};
use care::WrittenCare;
pub use care::{Care, Weight};
pub use edition::{Edition, NoEdition};
pub use load::{SettingsError, read};
pub use local::{CentreItem, Local, LocalParents, Targets};
pub use origin::{Origin, Origins};
pub use password::{NoPassword, Password};
pub use term::Term;

use crate::finding::Lang;

/// Everything that stages may ask about the run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The township's name, where it is configured.
    pub town: Option<String>,
    /// The quarter that is gathered.
    pub period: Period,
    /// The day that ages and coverage are counted for.
    pub as_of: NaiveDate,
    /// The language of what is written.
    pub lang: Lang,
    /// The list of schools, in the bureau's order; empty when there is none.
    pub schools: Vec<ListedSchool>,
    /// The ids of the forms that every school must send, where the configuration says so.
    pub required_forms: Option<Vec<String>>,
    /// Who counts as left behind.
    pub profile: Profile,
    /// Limits against files that would exhaust the machine.
    pub limits: Limits,
    /// Duties and their limits.
    pub duties: Duties,
    /// What else must be done, how often.
    pub asked: Vec<Asked>,
    /// The standards that records are held to.
    pub standards: Standards,
    /// What the definition `local` asks for.
    pub local: Local,
    /// What a school should reach.
    pub targets: Targets,
    /// What a centre should have.
    pub centre: Vec<CentreItem>,
    /// What makes the level of care.
    pub care: Care,
    /// Whether what children said in counselling may stand in the outputs.
    pub counselling_text: bool,
    /// What protected workbooks may be opened with, tried in this order.
    pub passwords: Vec<Password>,
    /// What the configuration says of headers that no form knows.
    pub headers: Vec<HeaderSetting>,
    /// Where each setting comes from that is not the default.
    pub origins: Origins,
}

/// What the configuration says of a header: `[headers.child-info]`, `"在哪打工" = "father_workplace"`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderSetting {
    /// The configuration's name.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// The form's id.
    pub form: String,
    /// The header.
    pub header: String,
    /// The field's id or label; `None` where the header is no field.
    pub field: Option<String>,
}

impl Settings {
    /// The defaults for a run on `as_of`.
    pub fn new(as_of: NaiveDate) -> Self {
        Self {
            town: None,
            period: Period::of(as_of),
            as_of,
            lang: Lang::Zh,
            schools: Vec::new(),
            required_forms: None,
            profile: Profile::default(),
            limits: Limits::default(),
            duties: Duties::default(),
            asked: Asked::builtin(),
            standards: Standards::default(),
            local: Local::default(),
            targets: Targets::default(),
            centre: CentreItem::builtin(),
            care: Care::default(),
            counselling_text: false,
            passwords: Vec::new(),
            headers: Vec::new(),
            origins: Origins::default(),
        }
    }
}

impl Settings {
    /// Adds a school to the list, or its other names to the school of that name.
    pub fn list_school(&mut self, school: ListedSchool) {
        match self.schools.iter_mut().find(|known| known.name == school.name) {
            Some(known) => known.aliases.extend(school.aliases),
            None => self.schools.push(school),
        }
    }
}

/// A school on the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedSchool {
    /// The name that stands in every output.
    pub name: String,
    /// Other names it is known by.
    pub aliases: Vec<String>,
}

/// Who counts as left behind (DOMAIN §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile {
    /// The definition.
    pub definition: Definition,
    /// The youngest age that counts.
    pub least_age: i32,
    /// The oldest age that counts.
    pub greatest_age: i32,
}

impl Profile {
    /// A definition with the ages that it names itself: the registers' 3 to 15, the State Council's under 16, a
    /// bureau's own under 18.
    pub const fn of(definition: Definition) -> Self {
        let least_age = match definition {
            Definition::Xueji => 3,
            Definition::Guofa | Definition::Local => 0,
        };
        let greatest_age = match definition {
            Definition::Xueji | Definition::Guofa => 15,
            Definition::Local => 17,
        };
        Self { definition, least_age, greatest_age }
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::of(Definition::default())
    }
}

/// A definition of a left-behind child.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Definition {
    /// Education registers: one parent or both away.
    #[default]
    #[serde(rename = "xueji")]
    Xueji,
    /// State Council 2016 No. 13: both parents away, or one away while the other cannot care.
    #[serde(rename = "guofa-2016-13")]
    Guofa,
    /// The bureau's own ([`Local`]), under 18.
    #[serde(rename = "local")]
    Local,
}

/// What a file may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The largest file, in bytes.
    pub file_bytes: u64,
    /// The most that the parts of one package may unpack to, in bytes.
    pub unpacked_bytes: u64,
    /// The most that one part may unpack to, in bytes.
    pub part_bytes: u64,
    /// The greatest ratio of a part's size to its packed size, above 10 MiB.
    pub ratio: u64,
    /// The most entries in a package.
    pub entries: u64,
    /// The most rows with content on one sheet.
    pub rows: u64,
    /// The most cells with content in one file.
    pub cells: u64,
    /// The longest text of one cell, in bytes.
    pub text_bytes: u64,
    /// The memory of the process that reads other formats than xlsx, in bytes.
    pub worker_bytes: u64,
    /// The time that process may take for one file, in seconds.
    pub worker_seconds: u64,
}

impl Limits {
    /// None at all, for what this program wrote itself.
    pub const NONE: Self = {
        let most = u64::MAX >> 1;
        Self {
            file_bytes: most,
            unpacked_bytes: most,
            part_bytes: most,
            ratio: most,
            entries: most,
            rows: most,
            cells: most,
            text_bytes: most,
            worker_bytes: most,
            worker_seconds: most,
        }
    };
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: u64 = 1024 * 1024;
        Self {
            file_bytes: 256 * MIB,
            unpacked_bytes: 1024 * MIB,
            part_bytes: 512 * MIB,
            ratio: 500,
            entries: 10_000,
            rows: 1_048_576,
            cells: 5_000_000,
            text_bytes: MIB,
            worker_bytes: 1024 * MIB,
            worker_seconds: 20,
        }
    }
}

/// Duties and their limits (DOMAIN §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Duties {
    /// The most children that one helper should have.
    pub helper_children: u32,
    /// The day of a month from which its duties are due.
    pub month_due_day: u32,
    /// The day of the last month of a period by which schools send their forms.
    pub deadline_day: u32,
    /// The calls that a child has in a month of school; 0 asks for none.
    pub calls_per_month: u32,
    /// The visits at home that a child has in a term; 0 asks for none.
    pub visits_per_term: u32,
    /// The holidays: a month most of whose days lie in them has no monthly duties.
    pub holidays: [Option<Holiday>; MOST_HOLIDAYS],
}

impl Duties {
    /// The day by which schools send their forms; none for a year that no calendar has.
    pub fn deadline(&self, period: Period) -> Option<NaiveDate> {
        let last = period.last_day()?;
        last.with_day(self.deadline_day.min(last.day()))
    }
}

/// The most stretches of holidays in a year.
pub const MOST_HOLIDAYS: usize = 4;

/// Days of every year without school, the first and the last included: month and day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holiday {
    /// The first day.
    pub first: (u32, u32),
    /// The last day, not before the first.
    pub last: (u32, u32),
}

impl Holiday {
    /// Whether `day` is one of its days.
    pub fn holds(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&(day.month(), day.day()))
    }
}

impl FromStr for Holiday {
    type Err = NotAHoliday;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        // A leap year, so that the 29th of February may be named.
        let day = |text: &str| {
            let (month, day) = text.trim().split_once('-')?;
            let (month, day) = (month.parse().ok()?, day.parse().ok()?);
            NaiveDate::from_ymd_opt(2024, month, day).map(|_| (month, day))
        };
        let both = text.split_once("..").and_then(|(first, last)| Some((day(first)?, day(last)?)));
        let (first, last) = both.ok_or(NotAHoliday::Shape)?;
        if first <= last { Ok(Self { first, last }) } else { Err(NotAHoliday::Order) }
    }
}

/// The text is no stretch of days such as `07-10..08-31`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAHoliday {
    /// It is not written so, or one of its ends is no day.
    #[error("假期应写成 \"07-10..08-31\" 的样子 (a holiday looks like \"07-10..08-31\")")]
    Shape,
    /// It ends before it begins.
    #[error(
        "假期的最后一天在第一天之前；跨年的假期请分成两段 (it ends before it begins; write one over New Year as two)"
    )]
    Order,
}

impl Default for Duties {
    fn default() -> Self {
        let summer = Holiday { first: (7, 10), last: (8, 31) };
        let winter = Holiday { first: (1, 20), last: (2, 20) };
        Self {
            helper_children: 3,
            month_due_day: 20,
            deadline_day: 15,
            calls_per_month: 1,
            visits_per_term: 1,
            holidays: [Some(winter), Some(summer), None, None],
        }
    }
}

/// A quarter of a year: `2026Q4`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(into = "String", try_from = "String")]
pub struct Period {
    /// The year.
    pub year: i32,
    /// The quarter, 1 to 4.
    pub quarter: u32,
}

impl Period {
    /// The quarter that `date` lies in.
    pub fn of(date: NaiveDate) -> Self {
        Self { year: date.year(), quarter: date.month0() / 3 + 1 }
    }

    /// Whether `day` is one of its days.
    pub fn holds(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }

    /// Its last day; none for a year that no calendar has.
    pub fn last_day(self) -> Option<NaiveDate> {
        let (year, month) = if self.quarter >= 4 { (self.year + 1, 1) } else { (self.year, self.quarter * 3 + 1) };
        NaiveDate::from_ymd_opt(year, month, 1)?.pred_opt()
    }
}

impl From<Period> for String {
    fn from(period: Period) -> Self {
        period.to_string()
    }
}

impl TryFrom<String> for Period {
    type Error = NotAPeriod;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}Q{}", self.year, self.quarter)
    }
}

/// The text is no quarter such as `2026Q4`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("期别应写成 2026Q4 的样子 (a period looks like 2026Q4): {0}")]
pub struct NotAPeriod(String);

impl FromStr for Period {
    type Err = NotAPeriod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let refuse = || NotAPeriod(text.to_owned());
        let (year, quarter) = text.trim().split_once(['Q', 'q']).ok_or_else(refuse)?;
        if year.len() != 4 || quarter.len() != 1 {
            return Err(refuse());
        }
        let year = year.parse().map_err(|_| refuse())?;
        let quarter = quarter.parse().map_err(|_| refuse())?;
        if !(1..=4).contains(&quarter) {
            return Err(refuse());
        }
        Ok(Self { year, quarter })
    }
}
