//! Records, sheets, files and children → findings. One file per rule; the folder says what a finding is about.

use crate::finding::{Finding, Rule};
use crate::form::{Form, Forms};
use crate::model::{FileReading, Merged, Place, Record, SheetReading};
use crate::settings::Settings;

/// Every rule that is written in Rust.
pub fn rules() -> Vec<&'static Rule> {
    Vec::new()
}

/// What is wrong in one record: its cells, then the record as a whole.
pub fn record(record: &Record, form: &Form, sheet: &Place, settings: &Settings) -> Vec<Finding> {
    let _ = (record, form, sheet, settings);
    Vec::new()
}

/// What is wrong with a sheet and its columns.
pub fn sheet(reading: &SheetReading, records: &[Record], hidden: bool, forms: &Forms, sheet: &Place) -> Vec<Finding> {
    let _ = (reading, records, hidden, forms, sheet);
    Vec::new()
}

/// What is wrong with a file as a whole.
pub fn file(file: &FileReading) -> Vec<Finding> {
    let _ = file;
    Vec::new()
}

/// What merging found out about children and schools, in words.
pub fn merged(merged: &Merged, files: &[FileReading], forms: &Forms, settings: &Settings) -> Vec<Finding> {
    let _ = (merged, files, forms, settings);
    Vec::new()
}
