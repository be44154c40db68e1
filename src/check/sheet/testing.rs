//! A sheet with one table for the rules' tests.

use std::sync::Arc;

use crate::finding::{Finding, Words};
use crate::form::{Forms, builtin};
use crate::model::{
    Address, Area, Block, ColumnMap, Guess, GuessState, IgnoreReason, Layout, Place, QuarantineReason, Record,
    RecordId, RowRole, SheetReading, Slot, Value,
};

pub(in crate::check) struct Page {
    forms: Forms,
    pub(in crate::check) reading: SheetReading,
    records: Vec<Record>,
    pub(in crate::check) hidden: bool,
}

impl Page {
    /// A table with these columns and so many records, every cell of which is filled.
    pub(in crate::check) fn of(columns: &[&str], records: u32) -> Self {
        let forms = builtin().unwrap();
        let (form, roster) = forms.roster().unwrap();
        let fields: Vec<usize> = columns.iter().map(|column| roster.field(column).unwrap()).collect();
        let maps = (0..).zip(&fields).map(|(column, field)| map(column, "", Some(*field))).collect();
        let record = |index: u32| {
            let mut slots = vec![Slot::default(); roster.fields.len()];
            for (column, field) in (0..).zip(&fields) {
                slots[*field] = Slot {
                    at: Some(Address::new(3 + index, column)),
                    value: Some(Value::text("甲")),
                    ..Slot::default()
                };
            }
            let id = RecordId { file: 0, sheet: 0, block: 0, index };
            Record {
                id,
                form,
                rows: vec![3 + index],
                slots: slots.into(),
                extra: Vec::new(),
                hidden: false,
                quarantine: None,
            }
        };
        let records: Vec<Record> = (0..records).map(record).collect();
        let block = Block {
            form,
            layout: Layout::Table,
            area: Area::new(Address::new(2, 0), Address::new(9, 9)),
            header_rows: vec![2],
            columns: maps,
            clues: Vec::new(),
            records: Vec::new(),
        };
        let rows = vec![(0, RowRole::Ignored(IgnoreReason::Title)), (3, RowRole::Data)];
        Self { forms, reading: SheetReading { blocks: vec![block], rows }, records, hidden: false }
    }

    /// A sheet that fits no form.
    pub(in crate::check) fn strange() -> Self {
        let mut page = Self::of(&[], 0);
        page.reading.blocks.clear();
        page.reading.rows = vec![(0, RowRole::Quarantined(QuarantineReason::NoForm))];
        page
    }

    /// Adds a column that no field claims.
    pub(in crate::check) fn unclaimed(mut self, header: &str, filled: bool, serial: bool, rivals: &[&str]) -> Self {
        let roster = self.forms.roster().unwrap().1;
        let rivals = rivals.iter().map(|rival| roster.field(rival).unwrap()).collect();
        let block = &mut self.reading.blocks[0];
        let column = block.columns.len() as u32;
        block.columns.push(ColumnMap { rivals, filled, serial, ..map(column, header, None) });
        self
    }

    /// Lets a column be one that was guessed.
    pub(in crate::check) fn guessed(mut self, column: usize, state: GuessState) -> Self {
        let column = &mut self.reading.blocks[0].columns[column];
        column.header = "监护人电活".to_owned();
        let fields = column.field.into_iter().collect();
        let why = Words::new("表头接近“监护人电话”", "the header is close to 监护人电话");
        column.guess = Some(Box::new(Guess { state, fields, score: 0.7, why, samples: Vec::new() }));
        self
    }

    /// Lets every record have a value that stands around the table.
    pub(in crate::check) fn telling(mut self, field: &str, value: &str) -> Self {
        let position = self.forms.roster().unwrap().1.field(field).unwrap();
        for record in &mut self.records {
            Arc::make_mut(&mut record.slots)[position].value = Some(Value::text(value));
        }
        self
    }

    pub(in crate::check) fn findings(&self) -> Vec<Finding> {
        let place = Place::sheet(&"甲.xlsx".into(), 0, &"Sheet1".into());
        crate::check::sheet(&self.reading, &self.records, self.hidden, &self.forms, &place)
    }

    /// Each finding as code, field, and column or sheet.
    pub(in crate::check) fn codes(&self) -> Vec<String> {
        let shown = |finding: &Finding| {
            let at = finding.place.cell().map_or("Sheet1".to_owned(), |cell| cell.to_string());
            format!("{} {} {at}", finding.code, finding.field.as_deref().unwrap_or("-"))
        };
        self.findings().iter().map(shown).collect()
    }
}

fn map(column: u32, header: &str, field: Option<usize>) -> ColumnMap {
    ColumnMap {
        column,
        header: header.to_owned(),
        field,
        also: None,
        score: 1.0,
        reason: Words::default(),
        rivals: Vec::new(),
        filled: true,
        serial: false,
        place: None,
        guess: None,
    }
}
