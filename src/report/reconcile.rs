//! The sheet that proves the law of conservation: every row of every sheet of every file has one fate.

use std::collections::BTreeMap;

use super::book::Book;
use super::datum;
use super::grid::{Column, Entry, Grid, Heading, Put};
use super::readback::Expected;
use super::style::{Look, Tone};
use super::trouble::Trouble;
use super::wording::{self, pick};
use super::{RECONCILE, Sources};
use crate::finding::{Lang, mask_long};
use crate::ledger::Datum;

/// Counts of rows: non-empty, merged, duplicate, quarantined, ignored.
pub(super) type Counts = [i64; 5];

/// The columns of the counts on the sheet; the difference stands right of them.
const COUNT_LETTERS: [&str; 5] = ["G", "H", "I", "J", "K"];
const FIRST_COUNT: u32 = 6;
/// The first row below the header, as the sheet shows it.
const FIRST_ROW: usize = 4;

/// A line of the sheet: a sheet of a file, or a file that has none.
#[derive(Debug)]
struct Line {
    file: u32,
    sheet: Option<u32>,
    path: String,
    status: String,
    name: String,
    hidden: bool,
    school: String,
    form: String,
    counts: Option<Counts>,
    explained: String,
}

/// All lines of the sheet and their sum.
#[derive(Debug)]
pub(super) struct Reconciliation {
    lines: Vec<Line>,
    /// The sum over all sheets.
    pub(super) total: Counts,
}

impl Reconciliation {
    /// Gathers the lines.
    pub(super) fn read(sources: &Sources<'_>) -> Result<Self, Trouble> {
        let mut lines = Vec::new();
        let sql = "SELECT p.file, h.sheet, p.path, p.status, h.name, h.hidden, h.nonempty, h.merged, h.duplicate,
                          h.quarantined, h.ignored
                   FROM file p LEFT JOIN sheet h ON h.period = p.period AND h.file = p.file
                   WHERE p.period = :period ORDER BY p.file, h.sheet NULLS FIRST";
        sources.ledger.each("report: sheets", sql, |row| -> Result<(), Trouble> {
            lines.push(line(row, sources.settings.lang));
            Ok(())
        })?;
        name_blocks(sources, &mut lines)?;
        explain_rows(sources, &mut lines)?;
        explain_files(sources, &mut lines)?;
        explain_copies(sources, &mut lines)?;
        for line in lines.iter_mut().filter(|line| !line.form.is_empty() && line.school.is_empty()) {
            line.school.push_str(wording::school_unknown(sources.settings.lang));
        }
        let mut total = Counts::default();
        for counts in lines.iter().filter_map(|line| line.counts) {
            for (sum, count) in total.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        Ok(Self { lines, total })
    }

    /// How many lines the sheet has.
    pub(super) fn lines(&self) -> usize {
        self.lines.len()
    }

    /// The cells of a count, as a formula elsewhere in the workbook names them: not the total's, which follows the
    /// filter.
    pub(super) fn range(&self, count: usize) -> Option<String> {
        let letters = COUNT_LETTERS.get(count)?;
        let last = FIRST_ROW + self.lines.len() - 1;
        (!self.lines.is_empty()).then(|| format!("'{RECONCILE}'!{letters}{FIRST_ROW}:{letters}{last}"))
    }

    /// Writes the sheet.
    pub(super) fn write(&self, book: &mut Book, sources: &Sources<'_>) -> Result<Vec<Expected>, Trouble> {
        let lang = sources.settings.lang;
        let title = match lang {
            Lang::Zh => format!("{}对账表", sources.town),
            Lang::En => format!("{}: reconciliation of rows", sources.town),
        };
        let subtitle = pick(
            lang,
            "每张工作表的每个非空行都有去处：非空行 = 合并 + 重复 + 待核实 + 忽略，差额为 0 打 ✓",
            "Every non-empty row has one fate: non-empty = merged + duplicate + to be checked + ignored; ✓ where the difference is 0",
        );
        let rows = self.lines.len() as u64;
        let sheet = book.sheet(RECONCILE)?;
        let heading = Heading { title: &title, subtitle, hint: "", lang, frozen: 0 };
        let mut grid = Grid::open(sheet, heading, columns(lang), rows, FIRST_COUNT)?;
        for (at, line) in self.lines.iter().enumerate() {
            grid.row(&line.entries(FIRST_ROW + at, lang))?;
        }
        let pages = grid.close(pick(lang, "没有收到文件。", "No file was received."), &self.totals(lang))?;
        let sheets = self.lines.iter().filter(|line| line.counts.is_some()).count() as u64;
        let [nonempty, ..] = self.total;
        pages.expected(FIRST_COUNT, sheets, nonempty)
    }

    fn totals(&self, lang: Lang) -> Vec<Entry<'static>> {
        let last = FIRST_ROW + self.lines.len() - 1;
        let mut totals = vec![Put::text(pick(lang, "合计", "Total")).toned(Tone::Total)];
        totals.extend((1..FIRST_COUNT).map(|_| Put::Nothing.toned(Tone::Total)));
        for (letters, count) in COUNT_LETTERS.iter().zip(self.total) {
            let formula = format!("=SUBTOTAL(109,{letters}{FIRST_ROW}:{letters}{last})");
            totals.push(Put::Formula(formula, count as f64).toned(Tone::Total));
        }
        let difference = difference(self.total);
        totals.push(Put::Formula(difference_formula(last + 1), difference as f64).toned(Tone::Total));
        totals.push(tick(difference));
        totals.push(Put::Nothing.toned(Tone::Total));
        totals
    }
}

/// What a sheet's rows lack of being accounted for.
pub(super) const fn difference(counts: Counts) -> i64 {
    let [nonempty, merged, duplicate, quarantined, ignored] = counts;
    nonempty - merged - duplicate - quarantined - ignored
}

fn difference_formula(row: usize) -> String {
    format!("=G{row}-H{row}-I{row}-J{row}-K{row}")
}

fn tick(difference: i64) -> Entry<'static> {
    if difference == 0 { Put::text("✓").toned(Tone::Good) } else { Put::text("✗").toned(Tone::Error) }
}

fn columns(lang: Lang) -> Vec<Column> {
    let count = |zh, en| Column::new(pick(lang, zh, en), Look::Count, 9.0);
    vec![
        Column::new(pick(lang, "文件", "File"), Look::Text, 40.0),
        Column::new(pick(lang, "状态", "State"), Look::Centre, 16.0),
        Column::new(pick(lang, "工作表", "Sheet"), Look::Text, 20.0),
        Column::new(pick(lang, "隐藏", "Hidden"), Look::Centre, 8.0),
        Column::new(pick(lang, "学校", "School"), Look::Text, 24.0),
        Column::new(pick(lang, "表格种类", "Form"), Look::Text, 16.0),
        count("非空行", "Non-empty"),
        count("合并", "Merged"),
        count("重复", "Duplicate"),
        count("待核实", "To check"),
        count("忽略", "Ignored"),
        Column::new(pick(lang, "差额", "Difference"), Look::Centre, 9.0),
        Column::new(pick(lang, "相符", "Ties"), Look::Centre, 6.0),
        Column::new(pick(lang, "说明", "Explanation"), Look::Text, 46.0),
    ]
}

fn line(row: &[Datum], lang: Lang) -> Line {
    let text = |at| datum::text(row.get(at)).unwrap_or_default();
    let sheet = datum::position(row.get(1));
    let count = |at| datum::int(row.get(at));
    Line {
        file: datum::position(row.first()).unwrap_or_default(),
        sheet,
        path: mask_long(text(2)),
        status: wording::status(text(3), lang).to_owned(),
        name: mask_long(text(4)),
        hidden: count(5) == 1,
        school: String::new(),
        form: String::new(),
        counts: sheet.map(|_| [count(6), count(7), count(8), count(9), count(10)]),
        explained: String::new(),
    }
}

impl Line {
    fn entries(&self, row: usize, lang: Lang) -> Vec<Entry<'_>> {
        let text = |text: &'_ str| if text.is_empty() { Put::Nothing } else { Put::text(text.to_owned()) };
        let read = if self.sheet.is_some() { Tone::Plain } else { Tone::Warning };
        let mut entries: Vec<Entry<'_>> = vec![
            text(&self.path).into(),
            text(&self.status).toned(read),
            text(&self.name).into(),
            if self.hidden { Put::text(pick(lang, "隐藏", "hidden")).toned(Tone::Info) } else { Put::Nothing.into() },
            text(&self.school).into(),
            text(&self.form).into(),
        ];
        match self.counts {
            None => entries.extend((0..7).map(|_| Entry::from(Put::Nothing))),
            Some(counts) => {
                for (at, count) in counts.into_iter().enumerate() {
                    let tone = if at == 3 && count > 0 { Tone::Warning } else { Tone::Plain };
                    entries.push(Put::count(count).toned(tone));
                }
                let difference = difference(counts);
                entries.push(Put::Formula(difference_formula(row), difference as f64).into());
                entries.push(tick(difference));
            }
        }
        entries.push(text(&self.explained).into());
        entries
    }
}

/// Names the schools and forms of each sheet's blocks, each once.
fn name_blocks(sources: &Sources<'_>, lines: &mut [Line]) -> Result<(), Trouble> {
    let sql = "SELECT h.file, h.sheet, b.form, COALESCE(s.name, t.name)
               FROM sheet h
               LEFT JOIN block b ON b.period = h.period AND b.file = h.file AND b.sheet = h.sheet
               LEFT JOIN school s ON s.period = h.period AND s.school_no = b.school_no
               LEFT JOIN school t ON t.period = h.period AND t.school_no = h.school_no
               WHERE h.period = :period ORDER BY h.file, h.sheet, b.block NULLS FIRST";
    sources.ledger.each("report: blocks", sql, |row| -> Result<(), Trouble> {
        let form = datum::text(row.get(2))
            .map(|id| sources.forms.by_id(id).map_or(id, |(_, form)| form.title.get(sources.settings.lang)).to_owned());
        if let Some(line) = find(lines, row) {
            add(&mut line.form, form.as_deref());
            add(&mut line.school, datum::text(row.get(3)));
        }
        Ok(())
    })
}

fn add(list: &mut String, name: Option<&str>) {
    let Some(name) = name else { return };
    if !list.split('、').any(|known| known == name) {
        if !list.is_empty() {
            list.push('、');
        }
        list.push_str(name);
    }
}

/// Tells how many rows are ignored or quarantined for which reason.
fn explain_rows(sources: &Sources<'_>, lines: &mut [Line]) -> Result<(), Trouble> {
    let lang = sources.settings.lang;
    let sql = "SELECT file, sheet, fate, reason, COUNT(*) FROM row_fate
               WHERE period = :period AND fate IN ('ignored', 'quarantined')
               GROUP BY file, sheet, fate, reason ORDER BY file, sheet, fate, reason";
    let mut told: BTreeMap<(u32, u32), Vec<(usize, String)>> = BTreeMap::new();
    sources.ledger.each("report: reasons", sql, |row| -> Result<(), Trouble> {
        let (Some(file), Some(sheet)) = (datum::position(row.first()), datum::position(row.get(1))) else {
            return Ok(());
        };
        let (reason, count) = (datum::text(row.get(3)).unwrap_or_default(), datum::int(row.get(4)));
        let (place, words) = if datum::text(row.get(2)) == Some("ignored") {
            let (place, word) = wording::ignored(reason, lang);
            (place, format!("{word}{}{count}", pick(lang, "", " ")))
        } else {
            let words = wording::quarantined(reason, lang);
            (usize::MAX, format!("{} {count}{}{words}", pick(lang, "待核实", "to check"), pick(lang, "：", ": ")))
        };
        told.entry((file, sheet)).or_default().push((place, words));
        Ok(())
    })?;
    for line in lines {
        let Some(sheet) = line.sheet else { continue };
        if let Some(mut reasons) = told.remove(&(line.file, sheet)) {
            reasons.sort();
            let words: Vec<String> = reasons.into_iter().map(|(_, words)| words).collect();
            line.explained = words.join("　");
        }
    }
    Ok(())
}

/// Tells of a file without sheets why it has none.
fn explain_files(sources: &Sources<'_>, lines: &mut [Line]) -> Result<(), Trouble> {
    let message = pick(sources.settings.lang, "message_zh", "message_en");
    let sql = format!(
        "SELECT p.file, NULL, f.{message} FROM finding f JOIN file p ON p.period = f.period AND p.path = f.file
         WHERE f.period = :period AND f.sheet_no IS NULL ORDER BY f.n"
    );
    sources.ledger.each("report: findings of files", &sql, |row| -> Result<(), Trouble> {
        if let (Some(line), Some(message)) = (find(lines, row), datum::text(row.get(2))) {
            if !line.explained.is_empty() {
                line.explained.push('\n');
            }
            line.explained.push_str(message);
        }
        Ok(())
    })
}

/// Tells of a copy that is not read which later one takes its place.
fn explain_copies(sources: &Sources<'_>, lines: &mut [Line]) -> Result<(), Trouble> {
    let sql = "SELECT h.file, h.sheet, p.same_as FROM file p JOIN sheet h ON h.period = p.period AND h.file = p.file
               WHERE p.period = :period AND p.status = 'superseded' ORDER BY h.file, h.sheet";
    sources.ledger.each("report: superseded copies", sql, |row| -> Result<(), Trouble> {
        if let (Some(line), Some(later)) = (find(lines, row), datum::text(row.get(2))) {
            let gap = if line.explained.is_empty() { "" } else { "　" };
            let (before, behind) =
                (pick(sources.settings.lang, "以“", "see “"), pick(sources.settings.lang, "”为准", "”"));
            line.explained.extend([gap, before, &mask_long(later), behind]);
        }
        Ok(())
    })
}

/// The line of the file and sheet that the first two columns name.
fn find<'a>(lines: &'a mut [Line], row: &[Datum]) -> Option<&'a mut Line> {
    let key = (datum::position(row.first())?, datum::position(row.get(1)));
    let at = lines.binary_search_by_key(&key, |line| (line.file, line.sheet)).ok()?;
    lines.get_mut(at)
}
