//! A page's tables as they are met, tag by tag.

use html5gum::StartTag;

use crate::model::{Address, Area, CellValue, OpenFault, Sheet};
use crate::open::grid::{Budget, Grid};

/// The widest and tallest cell; HTML caps them likewise.
const SPAN: (u32, u32) = (1000, 65_534);
/// Tables inside tables: deeper ones are read as if they stood on this level.
const DEPTH: usize = 32;

/// A page that is being read.
#[derive(Default)]
pub(super) struct Page {
    /// The tables that are finished, in the order of their beginnings.
    tables: Vec<Table>,
    /// Positions of the tables that are open, the innermost last.
    open: Vec<usize>,
    name: Option<String>,
    /// Inside an element whose text nobody sees.
    unseen: Option<Vec<u8>>,
}

impl Page {
    pub(super) fn start(&mut self, tag: &StartTag<()>, budget: &mut Budget) -> Result<(), OpenFault> {
        let name = tag.name.as_slice();
        if matches!(name, b"script" | b"style" | b"title" | b"x:name") && !tag.self_closing {
            self.unseen = Some(name.to_vec());
            return Ok(());
        }
        if name == b"table" {
            if self.open.len() < DEPTH {
                self.open.push(self.tables.len());
                self.tables.push(Table::default());
            }
            return Ok(());
        }
        let Some(table) = self.table() else {
            return Ok(());
        };
        match name {
            b"tr" => table.end_row(),
            // A title of the table, as programs show it.
            b"caption" => {
                table.end_row();
                table.cell = Some(Cell::default());
            }
            b"td" | b"th" => {
                table.end_cell();
                table.cell = Some(Cell {
                    columns: span(tag, b"colspan", SPAN.0),
                    rows: span(tag, b"rowspan", SPAN.1),
                    number: attribute(tag, b"x:num").and_then(|number| number.trim().parse().ok()),
                    written: attribute(tag, b"x:str").map(str::to_owned),
                    ..Cell::default()
                });
                table.check(budget)?;
            }
            b"br" => table.push("\n", true),
            b"p" | b"div" | b"li" => table.paragraph(),
            _ => {}
        }
        Ok(())
    }

    pub(super) fn end(&mut self, name: &[u8]) {
        if self.unseen.as_deref() == Some(name) {
            self.unseen = None;
            return;
        }
        let Some(table) = self.table() else { return };
        match name {
            b"td" | b"th" => table.end_cell(),
            b"caption" | b"tr" | b"thead" | b"tbody" | b"tfoot" => table.end_row(),
            b"p" | b"div" | b"li" => table.paragraph(),
            b"table" => {
                table.end_row();
                self.open.pop();
            }
            _ => {}
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        match &self.unseen {
            Some(name) if name == b"x:name" && self.name.is_none() => {
                self.name = Some(text.trim().to_owned());
            }
            Some(_) => {}
            None => {
                if let Some(table) = self.table() {
                    table.push(text, false);
                }
            }
        }
    }

    /// Excel hides a description of the sheets in a comment.
    pub(super) fn comment(&mut self, comment: &str) {
        let name = || Some(comment.split_once("<x:Name>")?.1.split_once("</x:Name>")?.0.trim().to_owned());
        self.name = self.name.take().or_else(name).filter(|name| !name.is_empty());
    }

    /// The tables on one sheet, a blank row between them; none for a page without tables.
    pub(super) fn finish(mut self, stem: &str, budget: &mut Budget) -> Result<Option<Sheet>, OpenFault> {
        if self.tables.is_empty() {
            return Ok(None);
        }
        let mut grid = Grid::new(self.name.as_deref().unwrap_or(stem), false);
        let mut top = 0u32;
        for mut table in self.tables.drain(..) {
            table.end_row();
            if table.row == 0 {
                continue;
            }
            for (at, value) in table.cells {
                grid.put(Address::new(at.row.saturating_add(top), at.column), value, budget)?;
            }
            for area in table.merges {
                let moved = |at: Address| Address::new(at.row.saturating_add(top), at.column);
                grid.merge(Area::new(moved(area.first), moved(area.last)));
            }
            top = top.saturating_add(table.row + 1);
        }
        grid.finish().map(Some)
    }

    fn table(&mut self) -> Option<&mut Table> {
        self.open.last().and_then(|&position| self.tables.get_mut(position))
    }
}

fn attribute<'a>(tag: &'a StartTag<()>, name: &[u8]) -> Option<&'a str> {
    let (_, value) = tag.attributes.iter().find(|(key, _)| key.as_slice() == name)?;
    std::str::from_utf8(&value.value).ok()
}

fn span(tag: &StartTag<()>, name: &[u8], most: u32) -> u32 {
    attribute(tag, name).and_then(|value| value.trim().parse().ok()).unwrap_or(1u32).clamp(1, most)
}

/// A cell that is being read.
struct Cell {
    text: String,
    columns: u32,
    rows: u32,
    /// The number and the text that Excel stored (`x:num`, `x:str`).
    number: Option<f64>,
    written: Option<String>,
}

impl Default for Cell {
    fn default() -> Self {
        Self { text: String::new(), columns: 1, rows: 1, number: None, written: None }
    }
}

impl Cell {
    /// What the cell holds. Excel writes the stored value beside the shown one: it counts where the shown one is a
    /// number cut short or too wide for its column; a date is told by what is shown alone.
    fn value(self) -> Option<CellValue> {
        let shown = self.text.trim_matches([' ', '\n']);
        let is_full = !shown.is_empty() && shown.chars().all(|c| c == '#');
        if let Some(number) = self.number.filter(|number| number.is_finite())
            && (is_full || shown.replace(',', "").parse::<f64>().is_ok_and(|short| (short - number).abs() > 0.0))
        {
            return Some(CellValue::Number(number));
        }
        let text = match self.written {
            Some(written) if is_full || shown.is_empty() => written,
            _ => shown.to_owned(),
        };
        (!text.is_empty()).then(|| CellValue::text(text))
    }
}

#[derive(Default)]
struct Table {
    cells: Vec<(Address, CellValue)>,
    merges: Vec<Area>,
    /// The current row, and whether it has begun.
    row: u32,
    has_row: bool,
    column: u32,
    cell: Option<Cell>,
    /// For each column the first row that no cell from above reaches.
    free_from: Vec<u32>,
}

impl Table {
    /// Appends text; outside `<br>` a run of white space is one space.
    fn push(&mut self, text: &str, is_break: bool) {
        let Some(cell) = &mut self.cell else { return };
        if is_break {
            cell.text.truncate(cell.text.trim_end_matches(' ').len());
            cell.text.push_str(text);
            return;
        }
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\r' | '\n' | '\u{C}') {
                if !cell.text.is_empty() && !cell.text.ends_with([' ', '\n']) {
                    cell.text.push(' ');
                }
            } else {
                cell.text.push(character);
            }
        }
    }

    fn paragraph(&mut self) {
        if self.cell.as_ref().is_some_and(|cell| !cell.text.is_empty() && !cell.text.ends_with('\n')) {
            self.push("\n", true);
        }
    }

    fn end_cell(&mut self) {
        let Some(cell) = self.cell.take() else { return };
        self.has_row = true;
        while self.free_from.get(self.column as usize).is_some_and(|&row| row > self.row) {
            self.column += 1;
        }
        let first = Address::new(self.row, self.column);
        let last = Address::new(self.row.saturating_add(cell.rows - 1), self.column.saturating_add(cell.columns - 1));
        if cell.rows > 1 {
            let needed = last.column as usize + 1;
            if self.free_from.len() < needed && needed <= super::super::grid::LAST.column as usize + 1 {
                self.free_from.resize(needed, 0);
            }
            for free in self.free_from.iter_mut().skip(first.column as usize).take(cell.columns as usize) {
                *free = (*free).max(last.row + 1);
            }
        }
        if first != last {
            self.merges.push(Area::new(first, last));
        }
        self.column = self.column.saturating_add(cell.columns);
        if let Some(value) = cell.value() {
            self.cells.push((first, value));
        }
    }

    fn end_row(&mut self) {
        self.end_cell();
        if self.has_row {
            self.row = self.row.saturating_add(1);
        }
        self.has_row = false;
        self.column = 0;
    }

    /// The cells gathered so far count against the limits when they are put on the sheet; merges count here.
    fn check(&self, budget: &Budget) -> Result<(), OpenFault> {
        budget.allows(self.cells.len() as u64 + self.merges.len() as u64)
    }
}
