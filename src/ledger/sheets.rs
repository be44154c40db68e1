//! Files, their sheets, what stands on them, and what became of every row.

use rusqlite::Transaction;

use super::fate::{self, RowFate, Tally};
use super::insert::Insert;
use super::sender::Sender;
use super::standing::{Standing, Standings};
use super::{Facts, LedgerError, tied};
use crate::form::Form;
use crate::model::{Address, Block, Fate, FileReading, FileStatus, SheetRecords, SourceKind};

/// Writes files, sheets, blocks, columns and rows.
pub(super) fn fill(
    transaction: &Transaction<'_>,
    period: &str,
    facts: &Facts<'_>,
    standings: &Standings<'_>,
) -> Result<(), LedgerError> {
    files(transaction, period, facts.files)?;
    let mut tables = Tables::new(transaction, period)?;
    for (file_no, file) in facts.files.iter().enumerate() {
        tables.superseded = file.status == FileStatus::Superseded;
        for (sheet_no, sheet) in file.sheets.iter().enumerate() {
            let place = (file_no as u32, sheet_no as u32);
            tables.sheet(place, sheet, standings.of_sheet(place.0, place.1), facts)?;
        }
    }
    Ok(())
}

fn files(transaction: &Transaction<'_>, period: &str, files: &[FileReading]) -> Result<(), LedgerError> {
    let columns = [
        "file",
        "path",
        "format",
        "status",
        "digest",
        "bytes",
        "same_as",
        "modified",
        "origin",
        "version",
        "filled_on",
        "named_period",
    ];
    let mut insert = Insert::into(transaction, period, "file", &columns)?;
    for (file_no, file) in files.iter().enumerate() {
        let source = &file.source;
        // A copy has the format of what it is a copy of.
        let original = source.same_as.as_ref().and_then(|path| files.iter().find(|other| other.source.path == *path));
        let format = match (source.kind, original.map(|file| file.source.kind)) {
            (SourceKind::Table(format), _) | (_, Some(SourceKind::Table(format))) => Some(format.name()),
            _ => None,
        };
        insert.row(&[
            &(file_no as u32),
            &source.path.as_ref(),
            &format,
            &file.status.name(),
            &source.digest,
            &i64::try_from(source.size).unwrap_or(i64::MAX),
            &source.same_as.as_deref(),
            &file.modified.map(|moment| moment.format("%Y-%m-%dT%H:%M:%S").to_string()),
            &file.origin(),
            &file.version.stamp.as_ref().map(|stamp| stamp.versions),
            &file.version.filled_on.map(|day| day.to_string()),
            &file.version.period.as_deref(),
        ])?;
    }
    Ok(())
}

/// The INSERTs of a sheet's tables.
struct Tables<'c> {
    sheet: Insert<'c>,
    block: Insert<'c>,
    column: Insert<'c>,
    row: Insert<'c>,
    printed: Insert<'c>,
    /// Whether a later copy takes the place of the file that is being written.
    superseded: bool,
}

impl<'c> Tables<'c> {
    fn new(transaction: &'c Transaction<'_>, period: &str) -> Result<Self, LedgerError> {
        let into = |table, columns: &[&str]| Insert::into(transaction, period, table, columns);
        Ok(Self {
            sheet: into(
                "sheet",
                &[
                    "file",
                    "sheet",
                    "name",
                    "hidden",
                    "school_no",
                    "form",
                    "layout",
                    "main_block",
                    "nonempty",
                    "merged",
                    "duplicate",
                    "quarantined",
                    "ignored",
                ],
            )?,
            block: into(
                "block",
                &[
                    "file",
                    "sheet",
                    "block",
                    "form",
                    "layout",
                    "area",
                    "school_no",
                    "header_rows",
                    "read",
                    "merged",
                    "duplicate",
                    "quarantined",
                ],
            )?,
            column: into(
                "block_column",
                &[
                    "file",
                    "sheet",
                    "block",
                    "position",
                    "letters",
                    "header",
                    "field",
                    "also",
                    "score",
                    "reason_zh",
                    "reason_en",
                    "cell",
                ],
            )?,
            row: into("row_fate", &["file", "sheet", "row_number", "fate", "reason", "content"])?,
            printed: tied::printed_into(transaction, period)?,
            superseded: false,
        })
    }

    fn sheet(
        &mut self,
        (file, number): (u32, u32),
        sheet: &SheetRecords,
        standings: &[Standing<'_>],
        facts: &Facts<'_>,
    ) -> Result<(), LedgerError> {
        let mut sender = Sender::Silent;
        for (place, block) in sheet.reading.blocks.iter().enumerate() {
            let of_it = |standing: &&Standing<'_>| standing.record.id.block as usize == place;
            let records: Vec<&Standing<'_>> = standings.iter().filter(of_it).collect();
            let of_block = Sender::of_block(&records, block, facts);
            sender = sender.and(of_block);
            self.block((file, number, place as u32), block, &records, of_block.school_no(), facts)?;
            let totals = sheet.printed.iter().filter(|total| total.block == place);
            if let Some(form) = form_of(block, facts) {
                tied::printed(&mut self.printed, (file, number), form, of_block.school_no(), totals)?;
            }
        }
        let main = main_block(&sheet.reading.blocks);
        let block = main.and_then(|main| sheet.reading.blocks.get(main));
        let mut fates = fate::of_rows(sheet, standings);
        if self.superseded {
            fate::supersede(&mut fates);
        }
        let tally = Tally::of(fates.iter().map(|row| row.fate));
        self.sheet.row(&[
            &file,
            &number,
            &sheet.name.as_ref(),
            &sheet.hidden,
            &sender.school_no(),
            &block.and_then(|block| form_of(block, facts)).map(|form| form.id.as_ref()),
            &block.map(|block| block.layout.name()),
            &main.map(|main| main as u32),
            &(sheet.reading.rows.len() as u32),
            &tally.merged,
            &tally.duplicate,
            &tally.quarantined,
            &tally.ignored,
        ])?;
        self.rows(file, number, sheet, &fates)
    }

    fn block(
        &mut self,
        (file, sheet, number): (u32, u32, u32),
        block: &Block,
        records: &[&Standing<'_>],
        school: Option<u32>,
        facts: &Facts<'_>,
    ) -> Result<(), LedgerError> {
        let form = form_of(block, facts);
        let tally = Tally::of(records.iter().filter_map(|record| record.fate));
        let header_rows: Vec<String> = block.header_rows.iter().map(|row| (row + 1).to_string()).collect();
        self.block.row(&[
            &file,
            &sheet,
            &number,
            &form.map(|form| form.id.as_ref()),
            &block.layout.name(),
            &block.area.to_string(),
            &school,
            &header_rows.join(","),
            &(records.len() as u32),
            &tally.merged,
            &tally.duplicate,
            &tally.quarantined,
        ])?;
        let field = |position: Option<usize>| form.and_then(|form| form.fields.get(position?)).map(|field| &*field.id);
        for (position, column) in block.columns.iter().enumerate() {
            self.column.row(&[
                &file,
                &sheet,
                &number,
                &(position as u32),
                &Address::new(0, column.column).column_letters(),
                &column.header,
                &field(column.field),
                &field(column.also),
                &column.score,
                &column.reason.zh.as_ref(),
                &column.reason.en.as_ref(),
                &column.place.map(|(label, _)| label.to_string()),
            ])?;
        }
        Ok(())
    }

    fn rows(&mut self, file: u32, number: u32, sheet: &SheetRecords, fates: &[RowFate]) -> Result<(), LedgerError> {
        self.row.rows(fates, |RowFate { row, fate, reason }, bind| {
            let content = (*fate == Fate::Quarantined).then(|| verbatim(sheet, *row)).flatten();
            bind(&[&file, &number, &(row + 1), &fate.name(), reason, &content])
        })
    }
}

fn form_of<'a>(block: &Block, facts: &Facts<'a>) -> Option<&'a Form> {
    facts.forms.0.get(block.form)
}

/// The row as it stands on the sheet: a JSON array of [column letters, text].
fn verbatim(sheet: &SheetRecords, row: u32) -> Option<String> {
    let cells = sheet.verbatim.get(&row)?;
    let cells: Vec<(String, &str)> =
        cells.iter().map(|(column, text)| (Address::new(0, *column).column_letters(), text.as_str())).collect();
    serde_json::to_string(&cells).ok()
}

/// The block with the most rows, the first of several.
fn main_block(blocks: &[Block]) -> Option<usize> {
    let rows = |block: &Block| block.area.last.row.saturating_sub(block.area.first.row);
    let most = blocks.iter().map(rows).max()?;
    blocks.iter().position(|block| rows(block) == most)
}
