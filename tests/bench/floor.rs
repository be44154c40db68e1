//! What the libraries alone take for the same cells.

use std::io::Cursor;
use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};
use huibiao::decode;
use rayon::prelude::*;
use rust_xlsxwriter::Workbook;

use super::cost::{self, Cost};

/// What reading and writing cost, and how many cells that was.
pub(crate) struct Taken {
    pub(crate) reading: Cost,
    pub(crate) read: usize,
    pub(crate) writing: Cost,
    pub(crate) written: usize,
}

pub(crate) fn run(inbox: &Path, workbooks: &[PathBuf]) -> Taken {
    let mut inputs = Vec::new();
    inputs_in(inbox, &mut inputs);
    let (read, reading) = cost::of(|| inputs.par_iter().map(|input| cells_of(input)).sum());
    let contents: Vec<Vec<Sheet>> = workbooks.iter().map(|workbook| sheets(workbook)).collect();
    let written = contents.iter().flatten().map(|sheet| sheet.cells.len()).sum();
    let ((), writing) = cost::of(|| contents.iter().for_each(|sheets| write(sheets)));
    Taken { reading, read, writing, written }
}

pub(super) fn inputs_in(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            inputs_in(&path, found);
        } else {
            found.push(path);
        }
    }
}

fn workbook(path: &Path) -> Xlsx<Cursor<Vec<u8>>> {
    open_workbook_from_rs(Cursor::new(std::fs::read(path).unwrap())).unwrap()
}

/// Reads every cell of an input and counts those with content; a text's by csv.
fn cells_of(path: &Path) -> usize {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("xlsx") => {
            let mut book = workbook(path);
            let names = book.sheet_names();
            names.iter().map(|name| book.worksheet_range(name).unwrap().used_cells().count()).sum()
        }
        Some("csv") => {
            let bytes = std::fs::read(path).unwrap();
            let text = decode::text(&bytes).unwrap();
            let rows =
                csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes()).into_records();
            rows.flatten().map(|row| row.iter().filter(|cell| !cell.is_empty()).count()).sum()
        }
        _ => 0,
    }
}

/// The cells of a sheet that was written.
struct Sheet {
    name: String,
    cells: Vec<(u32, u16, Data)>,
}

fn sheets(path: &Path) -> Vec<Sheet> {
    let mut book = workbook(path);
    let read = |name: String| {
        let range = book.worksheet_range(&name).unwrap();
        let (row, column) = range.start().unwrap_or_default();
        let cells = range.used_cells().map(|(down, right, value)| {
            (row + down as u32, u16::try_from(column as usize + right).unwrap(), value.clone())
        });
        Sheet { cells: cells.collect(), name }
    };
    let names: Vec<String> = Reader::sheet_names(&workbook(path));
    names.into_iter().map(read).collect()
}

/// Writes the cells without any format.
fn write(sheets: &[Sheet]) {
    let mut book = Workbook::new();
    for Sheet { name, cells } in sheets {
        let sheet = book.add_worksheet().set_name(name).unwrap();
        for (row, column, value) in cells {
            match value {
                Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                    sheet.write_string(*row, *column, text).unwrap()
                }
                Data::Float(number) => sheet.write_number(*row, *column, *number).unwrap(),
                Data::Int(number) => sheet.write_number(*row, *column, *number as f64).unwrap(),
                Data::DateTime(moment) => sheet.write_number(*row, *column, moment.as_f64()).unwrap(),
                Data::Bool(truth) => sheet.write_boolean(*row, *column, *truth).unwrap(),
                _ => sheet,
            };
        }
    }
    std::hint::black_box(book.save_to_buffer().unwrap());
}
