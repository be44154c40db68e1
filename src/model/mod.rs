//! The nouns that every stage shares: places, cells, sheets, records, children. No I/O and no rules.

mod block;
mod cell;
mod fault;
mod grade;
mod id_number;
mod outcome;
mod place;
mod record;
mod sheet;
mod source;
mod stamp;
mod township;
mod words;

pub use block::{
    Block, Clue, ClueSource, ColumnMap, Guess, GuessState, Layout, RawCell, RawRecord, RowRole, SheetReading,
};
pub use cell::{CellValue, DatePrecision, is_blank, is_space};
pub use fault::Fault;
pub use grade::GRADES;
pub use id_number::IdNumber;
pub use outcome::{Conflict, Fold, FoldReason, SharedId, Suspicion, SuspicionReason};
pub use place::{Address, Area, Place};
pub use record::{Record, RecordId, Slot, Value};
pub use sheet::{Book, Cell, Row, Sheet};
pub use source::{FileStatus, Format, OpenFault, Source, SourceKind};
pub use stamp::{ReturnStamp, STAMP_CELL, STAMP_PROPERTY, Version, is_own};
pub use township::{
    Child, Event, Fate, FileReading, IgnoreReason, Merged, PrintedTotal, QuarantineReason, School, SheetRecords,
};
pub use words::{Lang, Words};
