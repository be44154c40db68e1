//! Layouts as schools send them: a grid in text, and what must be seen in it.

mod cards;
mod headers;
mod layouts;
mod places;
mod proposals;
mod records;
mod rows;
mod sideways;

use std::sync::Arc;

use super::{Lexicon, recognise};
use crate::form::{Forms, builtin};
use crate::model::{Address, Area, Block, Book, Cell, CellValue, Row, RowRole, Sheet, SheetReading};

/// A sheet from text: a line is a row, `|` parts its cells, a bare number is one, `'` makes it text.
fn sheet(name: &str, text: &str, merges: &[&str]) -> Sheet {
    let mut rows = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let cells: Vec<Cell> = line
            .split('|')
            .enumerate()
            .map(|(column, text)| (column, text.trim_matches(' ')))
            .filter(|(_, text)| !text.is_empty())
            .map(|(column, text)| Cell { column: column as u32, value: value(text) })
            .collect();
        if !cells.is_empty() {
            rows.push(Row { index: index as u32, cells });
        }
    }
    let merges = merges.iter().map(|merge| {
        let (first, last) = merge.split_once(':').unwrap();
        Area::new(first.parse().unwrap(), last.parse().unwrap())
    });
    Sheet { name: Arc::from(name), hidden: false, rows, merges: merges.collect() }
}

fn value(text: &str) -> CellValue {
    if let Some(text) = text.strip_prefix('\'') {
        return CellValue::text(text);
    }
    match text.parse::<f64>() {
        Ok(number) if text.len() < 9 => CellValue::Number(number),
        _ => CellValue::text(text.replace("\\n", "\n")),
    }
}

/// What was read, with the forms that its numbers speak of.
struct Reading {
    forms: Forms,
    reading: SheetReading,
}

fn read_in(path: &str, sheet: Sheet) -> Reading {
    let forms = builtin().unwrap();
    let book = Book { sheets: vec![sheet], ..Book::default() };
    let reading = recognise(&book, path, &forms, &Lexicon::new(&forms)).remove(0);
    assert_eq!(reading.rows.len(), book.sheets[0].rows.len());
    assert!(reading.rows.iter().zip(&book.sheets[0].rows).all(|(role, row)| role.0 == row.index));
    Reading { forms, reading }
}

fn read(text: &str) -> Reading {
    read_in("表.xlsx", sheet("Sheet1", text, &[]))
}

fn read_merged(text: &str, merges: &[&str]) -> Reading {
    read_in("表.xlsx", sheet("Sheet1", text, merges))
}

impl Reading {
    fn block(&self, place: usize) -> &Block {
        self.reading.blocks.get(place).unwrap_or_else(|| panic!("no block {place}: {:#?}", self.reading.rows))
    }

    fn id(&self, block: usize, field: usize) -> &str {
        &self.forms.get(self.block(block).form).fields[field].id
    }

    fn form(&self, block: usize) -> &str {
        &self.forms.get(self.block(block).form).id
    }

    /// The columns of a block as `A name B sex C - D class+grade`; a serial column is `#`, rivals `?`.
    fn columns(&self, block: usize) -> String {
        let shown = self.block(block).columns.iter().map(|column| {
            let letters = Address::new(0, column.column).column_letters();
            let field = match column.field {
                Some(field) => match column.also {
                    Some(also) => format!("{}+{}", self.id(block, field), self.id(block, also)),
                    None => self.id(block, field).to_owned(),
                },
                None if column.serial => "#".to_owned(),
                None if !column.rivals.is_empty() => "?".to_owned(),
                None => "-".to_owned(),
            };
            format!("{letters} {field}")
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    /// The roles of the rows, one letter each: `.` data, `N` quarantined, `t p h r u T n s e b` ignored.
    fn roles(&self) -> String {
        use crate::model::IgnoreReason as Why;
        let letter = |role: &RowRole| match role {
            RowRole::Data => '.',
            RowRole::Quarantined(_) => 'Q',
            RowRole::Ignored(Why::SchoolList | Why::ProblemList) => 'L',
            RowRole::Ignored(Why::Title) => 't',
            RowRole::Ignored(Why::Particulars) => 'p',
            RowRole::Ignored(Why::Header) => 'h',
            RowRole::Ignored(Why::RepeatedHeader) => 'r',
            RowRole::Ignored(Why::Units) => 'u',
            RowRole::Ignored(Why::Total) => 'T',
            RowRole::Ignored(Why::Note) => 'n',
            RowRole::Ignored(Why::Signature) => 's',
            RowRole::Ignored(Why::Example) => 'e',
            RowRole::Ignored(Why::Preprinted) => 'b',
        };
        self.reading.rows.iter().map(|(_, role)| letter(role)).collect()
    }

    /// A record's value of a field, as shown, with its place: `三年级@A3`.
    fn cell(&self, block: usize, record: usize, id: &str) -> String {
        let field = self.forms.get(self.block(block).form).field(id).unwrap();
        let cell = self.block(block).records[record].cells.iter().find(|cell| cell.field == field);
        let Some(cell) = cell else {
            return "no column".to_owned();
        };
        let shown = cell.value.as_ref().map_or_else(|| "nothing".to_owned(), CellValue::shown);
        format!("{shown}@{}", cell.at)
    }

    /// The clues of a block for a field, the strongest first.
    fn clues(&self, block: usize, id: &str) -> Vec<String> {
        let form = self.forms.get(self.block(block).form);
        let field = form.field(id).unwrap();
        self.block(block).clues.iter().filter(|clue| clue.field == field).map(|clue| clue.text.clone()).collect()
    }
}
