//! The whole township: files with their records, and the children made of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{
    Address, Conflict, FileStatus, Fold, OpenFault, Record, RecordId, SharedId, SheetReading, Slot, Source, Suspicion,
    Version, Words,
};

/// A file with all that was read from it.
#[derive(Clone, Debug)]
pub struct FileReading {
    /// The file.
    pub source: Source,
    /// What became of it.
    pub status: FileStatus,
    /// Why it was not read, where there is more to say than the status.
    pub fault: Option<OpenFault>,
    /// Its sheets in order; none when it was not read.
    pub sheets: Vec<SheetRecords>,
    /// When the document says it was last changed, from inside the file.
    pub modified: Option<chrono::NaiveDateTime>,
    /// Which of several copies of a workbook it is.
    pub version: Version,
}

impl FileReading {
    /// The digest of the workbook that was sent first: of a marked copy that came back what its stamp says, of any
    /// other file its own.
    pub fn origin(&self) -> &str {
        self.version.stamp.as_ref().map_or(&self.source.digest, |stamp| &stamp.source)
    }
}

/// A sheet with its records.
#[derive(Clone, Debug)]
pub struct SheetRecords {
    /// The sheet's name.
    pub name: Arc<str>,
    /// Whether the file hides it.
    pub hidden: bool,
    /// How it was understood. The raw records have been taken out of its blocks.
    pub reading: SheetReading,
    /// The records of all its blocks, in order.
    pub records: Vec<Record>,
    /// Rows (from zero) that may need to be shown verbatim: column from zero and text of every cell.
    pub verbatim: BTreeMap<u32, Vec<(u32, String)>>,
    /// What its rows of totals print, beside the sums of the rows that they speak of.
    pub printed: Vec<PrintedTotal>,
}

/// A total that a sheet prints.
#[derive(Clone, Debug, PartialEq)]
pub struct PrintedTotal {
    /// The block, by its position on the sheet.
    pub block: usize,
    /// Its cell.
    pub at: Address,
    /// The field's position in the block's form.
    pub field: usize,
    /// What it says; `None` where that is no number.
    pub printed: Option<f64>,
    /// The sum of the rows; `None` where one of them says no number.
    pub summed: Option<f64>,
    /// How many rows that is.
    pub rows: u32,
}

/// What became of a row or a record (CONTRACT §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fate {
    /// It cannot be placed: on `待核实`, verbatim.
    Quarantined,
    /// It is the record, or the primary of several.
    Merged,
    /// It says the same record again.
    Duplicate,
    /// It is not data.
    Ignored,
}

impl Fate {
    /// The name `report.json` gives it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quarantined => "quarantined",
            Self::Merged => "merged",
            Self::Duplicate => "duplicate",
            Self::Ignored => "ignored",
        }
    }
}

/// Why a row is not data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum IgnoreReason {
    /// A title, or a line such as `附件1`.
    Title,
    /// A line with school, author and date.
    Particulars,
    /// A header.
    Header,
    /// A header that is printed again on a later page.
    RepeatedHeader,
    /// Units or numbers of columns under a header.
    Units,
    /// A total or subtotal.
    Total,
    /// A note.
    Note,
    /// A signature line.
    Signature,
    /// An example.
    Example,
    /// A preprinted row that nobody filled in.
    Preprinted,
    /// A row of the list of schools, which is configuration.
    SchoolList,
    /// A row of the list of problems in a marked copy that came back.
    ProblemList,
}

impl IgnoreReason {
    /// The words people read.
    pub const fn words(self) -> Words {
        match self {
            Self::Title => Words::new("标题", "title"),
            Self::Particulars => Words::new("填报信息", "particulars"),
            Self::Header => Words::new("表头", "header"),
            Self::RepeatedHeader => Words::new("重复的表头", "repeated header"),
            Self::Units => Words::new("单位或列号", "units or column numbers"),
            Self::Total => Words::new("合计", "total"),
            Self::Note => Words::new("说明", "note"),
            Self::Signature => Words::new("签名", "signature"),
            Self::Example => Words::new("示例", "example"),
            Self::Preprinted => Words::new("空白行", "preprinted empty row"),
            Self::SchoolList => Words::new("学校名册", "list of schools"),
            Self::ProblemList => Words::new("问题清单", "list of problems"),
        }
    }
}

/// Why a row cannot be placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuarantineReason {
    /// The sheet fits no form.
    NoForm,
    /// Neither a name nor an ID number stands in it.
    NoIdentity,
    /// It stands outside every table of its sheet.
    OutsideTable,
    /// A line of a text file with more cells than the header.
    Ragged,
    /// A line of a text file with a quote that nothing closes.
    Unpaired,
}

impl QuarantineReason {
    /// The words people read.
    pub const fn words(self) -> Words {
        match self {
            Self::NoForm => Words::new("这张工作表不像任何一种表", "the sheet fits no form"),
            Self::NoIdentity => Words::new("没有姓名，也没有身份证号", "neither a name nor an ID number"),
            Self::OutsideTable => Words::new("在表格之外", "outside every table"),
            Self::Ragged => Words::new("这一行的格数比表头多", "more cells than the header"),
            Self::Unpaired => Words::new("这一行的引号没有配对", "a quote is not closed"),
        }
    }
}

/// A school of the township.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// The name that stands in every output.
    pub name: Arc<str>,
    /// The names under which it was written, without `name`, sorted.
    pub written: Vec<String>,
    /// Whether it is on the configured list (true for all where there is no list).
    pub listed: bool,
}

/// A child with the records that speak of it.
#[derive(Clone, Debug)]
pub struct Child {
    /// The record that stands for the child.
    pub primary: RecordId,
    /// All its records in input order, the primary included.
    pub records: Vec<RecordId>,
    /// The surviving values, one per field of the form.
    pub slots: Arc<[Slot]>,
    /// The record that a field's value comes from; of a field that is not here, the primary.
    pub said_by: BTreeMap<usize, RecordId>,
    /// What stands in columns that no field claims, of all its records.
    pub extra: Vec<(String, String)>,
    /// The position of its school in [`Merged::schools`]; `None` when nobody can tell.
    pub school: Option<usize>,
}

/// An event that several records tell.
#[derive(Clone, Debug)]
pub struct Event {
    /// The surviving values, one per field of the form: the primary's, and what the others add.
    pub slots: Vec<Slot>,
    /// What stands in columns that no field claims, of all its records.
    pub extra: Vec<(String, String)>,
    /// The position of its school in [`Merged::schools`].
    pub school: Option<usize>,
}

/// The township after merging.
#[derive(Clone, Debug, Default)]
pub struct Merged {
    /// The schools, sorted by the list of the configuration, then by name.
    pub schools: Vec<School>,
    /// The school of every record.
    pub school_of: BTreeMap<RecordId, Option<usize>>,
    /// The fate of every record.
    pub fates: BTreeMap<RecordId, Fate>,
    /// The children in the order of the roster: school, grade, class, then input order.
    pub children: Vec<Child>,
    /// The child that a record of another form is about: its position in [`Merged::children`].
    pub child_of: BTreeMap<RecordId, usize>,
    /// The events that several records tell, by the record that stands for each.
    pub events: BTreeMap<RecordId, Event>,
    /// Folded records.
    pub folds: Vec<Fold>,
    /// Values that differ.
    pub conflicts: Vec<Conflict>,
    /// Records that may be one child.
    pub suspicions: Vec<Suspicion>,
    /// ID numbers under two names.
    pub shared_ids: Vec<SharedId>,
    /// Sheets whose school nobody can tell or that is not on the list: file and sheet position.
    pub unknown_schools: Vec<(u32, u32)>,
    /// What merging followed of what the clerk decided: the marks of pairs, values and schools.
    pub ruled: BTreeSet<String>,
    /// Files nearly all of whose children stand in another file of the same school: later file, earlier file.
    pub revised: Vec<(u32, u32)>,
}
