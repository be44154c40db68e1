//! Delimited text: one sheet of text cells, its blank lines counted.

use csv::StringRecord;

use super::fault;
use super::grid::{Budget, Grid};
use crate::decode::{self, Delimiter};
use crate::model::{Address, Book, CellValue, Lines, OpenFault};
use crate::settings::Limits;

pub(super) fn read(bytes: &[u8], name: &str, limits: &Limits) -> Result<Book, OpenFault> {
    if decode::is_mixed(bytes) {
        return Err(OpenFault::NotAWorkbook { actual: "mixed" });
    }
    let text = decode::text(bytes).map_err(|_| OpenFault::NotAWorkbook { actual: "unknown" })?;
    let (delimiter, start) = match decode::declared(&text) {
        Some(declared) => declared,
        None => (decode::sniff(&text).unwrap_or(Delimiter::Comma), 0),
    };
    let text = &text[start..];
    let mut budget = Budget::new(limits);
    let mut grid = Grid::new(name, false);
    let divided = if swallows(text, delimiter, limits)? {
        lines(text, delimiter, &mut grid, &mut budget)?
    } else {
        rows(text, delimiter, &mut grid, &mut budget)?
    };
    Ok(Book { sheets: vec![grid.finish()?], own: budget.own, lines: Some(divided), ..Book::default() })
}

fn reader(text: &str, delimiter: Delimiter, is_quoted: bool) -> csv::Reader<&[u8]> {
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .quoting(is_quoted)
        .delimiter(delimiter.byte())
        .from_reader(text.as_bytes())
}

/// The most cells, empty ones included, that a line may have: the library keeps a place for each.
const CELLS: u64 = 1_000_000;

/// Whether an unpaired quote has opened a cell that holds whole lines of the table, or the rest of the text: the
/// library closes such a cell at the next quote without a word, whatever stands behind it.
///
/// # Errors
///
/// Where a line has too many cells, or a cell too much text, for the library to be given them.
fn swallows(text: &str, delimiter: Delimiter, limits: &Limits) -> Result<bool, OpenFault> {
    let bytes = text.as_bytes();
    let (mut at, mut cells, mut is_swallowing) = (0, 0u64, false);
    while at < bytes.len() {
        let first = at;
        let mut holds_lines = false;
        if bytes[at] == b'"' && !is_swallowing {
            match closing(bytes, at + 1) {
                Some(close) => {
                    holds_lines = bytes[at..close].iter().any(|byte| matches!(byte, b'\n' | b'\r'));
                    at = close + 1;
                }
                None => is_swallowing = true,
            }
        }
        let rest = &bytes[at..];
        let end = memchr::memchr3(delimiter.byte(), b'\n', b'\r', rest).unwrap_or(rest.len());
        is_swallowing |= holds_lines && !rest[..end].trim_ascii().is_empty();
        if is_swallowing && holds_lines {
            // What the quote swallowed is lines of its own.
            at = first + bytes[first..].iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or_default();
        } else {
            at += end;
        }
        within("text", (at - first) as u64, limits.text_bytes)?;
        cells = if bytes.get(at) == Some(&delimiter.byte()) { cells + 1 } else { 0 };
        within("columns", cells, CELLS)?;
        at += 1;
    }
    Ok(is_swallowing)
}

fn within(what: &'static str, actual: u64, limit: u64) -> Result<(), OpenFault> {
    if actual > limit { Err(OpenFault::TooLarge { what, actual, limit }) } else { Ok(()) }
}

/// Where the quote stands that closes a cell; two together are one of its characters.
fn closing(bytes: &[u8], mut at: usize) -> Option<usize> {
    loop {
        at += memchr::memchr(b'"', bytes.get(at..)?)?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Reads a text whose quotes are broken: every line is a row, and its quotes count where they are paired in it.
fn lines(text: &str, delimiter: Delimiter, grid: &mut Grid, budget: &mut Budget) -> Result<Lines, OpenFault> {
    let mut divided = Lines::default();
    let unified = text.replace("\r\n", "\n");
    for (row, line) in (0u32..).zip(unified.split(['\n', '\r'])) {
        let is_quoted = line.bytes().filter(|&byte| byte == b'"').count() % 2 == 0;
        for record in reader(line, delimiter, is_quoted).records() {
            let record = record.map_err(|error| undivided(&error))?;
            put(&record, row, grid, budget)?;
            divided.note(row, record.len() as u32);
            if !is_quoted && record.iter().any(|cell| cell.trim_ascii_start().starts_with('"')) {
                divided.unpaired.push(row);
            }
        }
    }
    Ok(divided)
}

fn put(record: &StringRecord, row: u32, grid: &mut Grid, budget: &mut Budget) -> Result<(), OpenFault> {
    for (column, text) in (0u32..).zip(record.iter().map(unwrapped)).filter(|(_, text)| !text.is_empty()) {
        grid.put(Address::new(row, column), CellValue::text(text), budget)?;
    }
    Ok(())
}

fn rows(text: &str, delimiter: Delimiter, grid: &mut Grid, budget: &mut Budget) -> Result<Lines, OpenFault> {
    let mut divided = Lines::default();
    let mut reader = reader(text, delimiter, true);
    let mut record = StringRecord::new();
    let (mut row, mut start) = (0u32, 0usize);
    while reader.read_record(&mut record).map_err(|error| undivided(&error))? {
        let end = reader.position().byte() as usize;
        let stretch = text.get(start..end).unwrap_or_default();
        row = row.saturating_add(blank_lines(stretch, &text[..start]));
        put(&record, row, grid, budget)?;
        divided.note(row, record.len() as u32);
        row = row.saturating_add(1);
        start = end;
    }
    Ok(divided)
}

/// The blank lines before a record, which the reader passes over without counting them.
fn blank_lines(stretch: &str, before: &str) -> u32 {
    // The reader ends a record after `\r`; the `\n` that belongs to it stands before the next one.
    let stretch = if before.ends_with('\r') { stretch.strip_prefix('\n').unwrap_or(stretch) } else { stretch };
    let ends = &stretch[..stretch.len() - stretch.trim_start_matches(['\r', '\n']).len()];
    let pairs = ends.matches("\r\n").count();
    (ends.len() - pairs) as u32
}

/// A cell without what programs put around it: `="0123"` keeps a number's noughts, a tab after it its digits.
fn unwrapped(cell: &str) -> &str {
    let guarded = cell.trim_matches(['\t', ' ']).strip_prefix("=\"").and_then(|text| text.strip_suffix('"'));
    guarded.unwrap_or_else(|| cell.trim_matches('\t'))
}

/// What went wrong, without the record that the library quotes.
fn undivided(error: &csv::Error) -> OpenFault {
    fault::damaged(match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "text that is no text",
        _ => "text that cannot be divided into cells",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<(String, String)> {
        let book = read(text.as_bytes(), "花名册", &Limits::default()).unwrap();
        assert_eq!(&*book.sheets[0].name, "花名册");
        let sheet = &book.sheets[0];
        let cells = sheet.rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row.index, cell)));
        cells.map(|(row, cell)| (Address::new(row, cell.column).to_string(), cell.value.shown())).collect()
    }

    fn places(text: &str) -> String {
        cells(text).into_iter().map(|(at, value)| format!("{at}={value}")).collect::<Vec<_>>().join(" ")
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
    fn lines_and_delimiters_in_paired_quotes_stay_in_their_cell() {
        assert_eq!(
            places("姓名,住址\n王芳,\"高桥镇\n三组, 5号,\"\n李明,\"x\"\"y\n\"\n"),
            "A1=姓名 B1=住址 A2=王芳 B2=高桥镇\n三组, 5号, A3=李明 B3=x\"y\n"
        );
    }

    #[test]
    fn ragged_rows_titles_and_one_column_keep_their_places() {
        let wide = |mark: &str| (1..=20).map(|n| format!("{mark}{n}")).collect::<Vec<_>>().join(",");
        let titled = format!(
            "高桥小学留守儿童信息登记表，共3人、2班;请填好,谢谢\n{}\n{}\n{}\n",
            wide("h"),
            wide("a"),
            wide("b")
        );
        let read = places(&titled);
        assert!(read.contains("B1=谢谢") && read.ends_with("T4=b20"), "{read}");
        assert_eq!(places("a,b,c\nd\n,,e\nf,g,h,i\n"), "A1=a B1=b C1=c A2=d C3=e A4=f B4=g C4=h D4=i");
        assert_eq!(places("姓名\n\n王芳\n李明\n"), "A1=姓名 A3=王芳 A4=李明");
        assert_eq!(places("姓名\t家长\n王芳\t王强,李红\n"), "A1=姓名 B1=家长 A2=王芳 B2=王强,李红");
    }

    #[test]
    fn text_stays_text_and_guards_are_taken_off() {
        assert_eq!(
            places("姓名,身份证号\n王芳,\"=\"\"110105194912310021\"\"\"\n李明,110105194912310021\t\n"),
            "A1=姓名 B1=身份证号 A2=王芳 B2=110105194912310021 A3=李明 B3=110105194912310021"
        );
        assert_eq!(places("sep=;\na;b,c\n1;2\n"), "A1=a B1=b,c A2=1 B2=2");
    }

    #[test]
    fn an_unpaired_quote_swallows_no_lines() {
        assert_eq!(places("a,b\nc,d\n\"e,f"), "A1=a B1=b A2=c B2=d A3=\"e B3=f");
        assert_eq!(places("姓名\n\"王芳\n李明\n"), "A1=姓名 A2=\"王芳 A3=李明");
        assert_eq!(places("屏幕\n5\"\n\"a\nb\"\n"), "A1=屏幕 A2=5\" A3=a\nb");
        assert_eq!(places("a,b,c\n\"d,e,f\n\"g,h\",i,j\n"), "A1=a B1=b C1=c A2=\"d B2=e C2=f A3=g,h B3=i C3=j");
    }

    #[test]
    fn what_the_library_would_choke_on_is_refused_before() {
        let limits = Limits::default();
        let fault = |text: &str| read(text.as_bytes(), "x", &limits).unwrap_err();
        let commas = format!("姓名,学校\n{}\n", ",".repeat(1_000_001));
        assert!(matches!(fault(&commas), OpenFault::TooLarge { what: "columns", .. }));
        let long = "字".repeat(400_000);
        assert!(matches!(fault(&format!("姓名\n{long}\n")), OpenFault::TooLarge { what: "text", .. }));
        assert!(matches!(fault(&format!("姓名,x\n\"a\nb,c\n{long},d\n")), OpenFault::TooLarge { what: "text", .. }));
        assert!(read(format!("姓名,学校\n王芳{}\n", ",".repeat(16_000)).as_bytes(), "x", &limits).is_ok());
    }

    #[test]
    fn lines_say_how_they_were_divided() {
        let lines = |text: &str| read(text.as_bytes(), "x", &Limits::default()).unwrap().lines.unwrap();
        let even = lines("a,b\n\nc,d\ne,f,g\nh\n");
        assert_eq!((even.width(0), even.width(2), even.width(3), even.width(4)), (2, 2, 3, 1));
        assert!(even.unpaired.is_empty());
        assert_eq!(lines("a,b\n\"c,d\ne,5\nf,g\n").unpaired, [1]);
    }
}
