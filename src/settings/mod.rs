//! The effective settings of a run: what `huibiao.toml` and the command line decide, with every default.

mod asked;
mod care;
mod duties;
mod edition;
mod load;
mod local;
mod origin;
mod password;
mod period;
mod shown;
mod term;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use asked::{Asked, Per, Standards};
use care::WrittenCare;
pub use care::{Care, Weight};
pub use duties::{Duties, Holiday, MOST_HOLIDAYS, NotAHoliday};
pub use edition::{Edition, NoEdition};
pub use load::{SettingsError, read};
pub use local::{CentreItem, Local, LocalParents, Targets};
pub use origin::{Origin, Origins};
pub use password::{NoPassword, Password};
pub use period::{NotAPeriod, Period};
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
