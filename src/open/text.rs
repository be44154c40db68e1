//! Delimited text: one sheet of text cells, its blank lines counted.

use csv::StringRecord;

use super::fault;
use super::grid::{Budget, Grid};
use crate::decode::{self, Delimiter};
use crate::model::{Address, Book, CellValue, OpenFault};
use crate::settings::Limits;

pub(super) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Book, OpenFault> {
    let text = decode::text(bytes).map_err(|_| OpenFault::NotAWorkbook { actual: "unknown" })?;
    let (delimiter, start) = match decode::declared(&text) {
        Some(declared) => declared,
        None => (decode::sniff(&text).unwrap_or(Delimiter::Comma), 0),
    };
    let text = &text[start..];
    let mut budget = Budget::new(limits);
    let mut grid = Grid::new(name, false);
    // With an odd number of quotes one of them opens a cell that swallows every line below it.
    let is_quoted = text.bytes().filter(|&byte| byte == b'"').count() % 2 == 0;
    rows(text, delimiter, is_quoted, &mut grid, &mut budget)?;
    Ok(Book {
        sheets: vec![grid.finish()],
        modified: None,
        own: budget.own,
    })
}

fn rows(
    text: &str,
    delimiter: Delimiter,
    is_quoted: bool,
    grid: &mut Grid,
    budget: &mut Budget,
) -> Result<(), OpenFault> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(is_quoted)
        .delimiter(delimiter.byte())
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let (mut row, mut start) = (0u32, 0usize);
    while reader
        .read_record(&mut record)
        .map_err(|error| fault::damaged(error.kind_words()))?
    {
        let end = reader.position().byte() as usize;
        let stretch = text.get(start..end).unwrap_or_default();
        row = row.saturating_add(blank_lines(stretch, &text[..start]));
        for (column, cell) in (0u32..).zip(&record) {
            let cell = unwrapped(cell, is_quoted);
            grid.put(
                Address::new(row, column),
                CellValue::Text(cell.to_owned()),
                budget,
            )?;
        }
        row = row.saturating_add(1);
        start = end;
    }
    Ok(())
}

/// The blank lines before a record, which the reader passes over without counting them.
fn blank_lines(stretch: &str, before: &str) -> u32 {
    // The reader ends a record after `\r`; the `\n` that belongs to it stands before the next one.
    let stretch = if before.ends_with('\r') {
        stretch.strip_prefix('\n').unwrap_or(stretch)
    } else {
        stretch
    };
    let ends = &stretch[..stretch.len() - stretch.trim_start_matches(['\r', '\n']).len()];
    let pairs = ends.matches("\r\n").count();
    (ends.len() - pairs) as u32
}

/// A cell without what programs put around it: `="0123"` keeps a number's noughts, a tab after it its digits.
fn unwrapped(cell: &str, is_quoted: bool) -> &str {
    let trimmed = cell.trim_matches(['\t', ' ']);
    let inner = |text: &str| {
        text.strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'))
            .map(str::len)
    };
    if let Some(guarded) = trimmed.strip_prefix('=')
        && let Some(length) = inner(guarded)
    {
        return &guarded[1..=length];
    }
    if !is_quoted && let Some(length) = inner(trimmed) {
        return &trimmed[1..=length];
    }
    cell.trim_end_matches('\t').trim_start_matches('\t')
}

trait KindWords {
    fn kind_words(&self) -> &'static str;
}

impl KindWords for csv::Error {
    /// What went wrong, without the record that the library quotes.
    fn kind_words(&self) -> &'static str {
        match self.kind() {
            csv::ErrorKind::Utf8 { .. } => "text that is no text",
            _ => "text that cannot be divided into cells",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(String, String)> {
        let book = read(text.as_bytes(), "花名册", &Limits::default()).unwrap();
        assert_eq!(&*book.sheets[0].name, "花名册");
        let sheet = &book.sheets[0];
        let cells = sheet
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().map(move |cell| (row.index, cell)));
        cells
            .map(|(row, cell)| {
                (
                    Address::new(row, cell.column).to_string(),
                    cell.value.shown(),
                )
            })
            .collect()
    }

    fn places(text: &str) -> String {
        cells(text)
            .into_iter()
            .map(|(at, value)| format!("{at}={value}"))
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn blank_lines_count_and_line_breaks_in_quotes_do_not() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["", "a,b", "", "", "\"c", "d\",e", ",", "f,g"].join(end);
            let expected = format!("A2=a B2=b A5=c{end}d B5=e A7=f B7=g");
            assert_eq!(places(&text), expected, "{end:?}");
        }
    }

    #[test]
    fn text_stays_text_and_guards_are_taken_off() {
        assert_eq!(
            places(
                "姓名,身份证号\n王芳,\"=\"\"110105194912310021\"\"\"\n李明,110105194912310021\t\n"
            ),
            "A1=姓名 B1=身份证号 A2=王芳 B2=110105194912310021 A3=李明 B3=110105194912310021"
        );
        assert_eq!(places("sep=;\na;b,c\n1;2\n"), "A1=a B1=b,c A2=1 B2=2");
    }

    #[test]
    fn an_unpaired_quote_swallows_no_lines() {
        assert_eq!(
            places("a,b\n\"c,d\n\"e\",f\n"),
            "A1=a B1=b A2=\"c B2=d A3=e B3=f"
        );
    }
}
