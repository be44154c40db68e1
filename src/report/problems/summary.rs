//! The first sheet: what to do, in plain words; problems by school and severity, and by school and kind.

use rust_xlsxwriter::{FormatAlign, Url, Workbook, Worksheet};

use super::{KIND, LIST, SUMMARY, Tally};
use crate::finding::{Lang, Severity};
use crate::model::Address;
use crate::report::Sources;
use crate::report::book::stamp_cell;
use crate::report::grid::{Put, put};
use crate::report::measure;
use crate::report::paper::{self, Paper};
use crate::report::readback::Expected;
use crate::report::remarks::title;
use crate::report::style::{Look, Styles, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};

const SEVERITIES: [Severity; 3] = [Severity::Error, Severity::Warning, Severity::Info];
/// The columns before the schools: problem, severity, total.
const BEFORE_SCHOOLS: usize = 3;
const WIDTHS: [f64; BEFORE_SCHOOLS] = [44.0, 12.0, 12.0];
const SCHOOL_WIDTH: f64 = 12.0;
/// The least width that the words at the top need.
const PROSE_COLUMNS: usize = 8;
const LINE: f64 = 20.0;

/// Writes the sheet.
pub(super) fn write(
    book: &mut Workbook,
    styles: &Styles,
    sources: &Sources<'_>,
    tally: &Tally,
) -> Result<Expected, Trouble> {
    let lang = sources.settings.lang;
    let sheet = book.add_worksheet().set_name(SUMMARY)?;
    sheet.set_screen_gridlines(false);
    let columns = (BEFORE_SCHOOLS + tally.schools.len()).max(PROSE_COLUMNS);
    let width = |at: usize| WIDTHS.get(at).copied().unwrap_or(SCHOOL_WIDTH);
    for at in 0..columns {
        sheet.set_column_width(at as u16, width(at))?;
    }
    let heading = match lang {
        Lang::Zh => format!("{}问题汇总（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: problems of {}", sources.town, sources.settings.period),
    };
    let last = PROSE_COLUMNS as u16 - 1;
    let centred = styles.title.clone().set_align(FormatAlign::Left);
    sheet.merge_range(0, 0, 0, last, &heading, &centred)?;
    sheet.set_row_height(0, 36)?;
    let row = instructions(sheet, styles, lang, 1)?;
    let (row, expected) = by_severity(sheet, styles, lang, tally, row + 1)?;
    let row = by_kind(sheet, styles, sources, tally, row + 1)?;
    sheet.write_string_with_format(row + 1, 0, stamp_cell(sources, KIND), &styles.stamp)?;
    let width = (0..columns).map(width).sum();
    paper::lay(sheet, &Paper { lang, header: None, frozen: 0, width })?;
    Ok(expected)
}

fn instructions(sheet: &mut Worksheet, styles: &Styles, lang: Lang, first: u32) -> Result<u32, Trouble> {
    let lines = [
        pick(
            lang,
            "一、红色“错误”：学校必须改正。请把本校的问题发回学校，在原表里改好后重新报送，替换收件夹里的旧表。",
            "1. Red, error: the school must correct it in its own workbook and send it again in place of the old one.",
        ),
        pick(
            lang,
            "二、黄色“核实”：请学校核对，有错就改；没有错，就在“处理意见”一列选一项或写明情况。",
            "2. Yellow, check: the school corrects it, or the decision column says why it is right.",
        ),
        pick(lang, "三、蓝色“提示”：不用改，知道即可。", "3. Blue, note: nothing has to be done."),
        pick(
            lang,
            "四、全部改好后，再运行一次汇总，直到没有“错误”。",
            "4. Run the consolidation again until no error is left.",
        ),
    ];
    let width: f64 = WIDTHS.iter().sum::<f64>() + SCHOOL_WIDTH * (PROSE_COLUMNS - BEFORE_SCHOOLS) as f64;
    let mut row = first;
    for line in lines {
        sheet.merge_range(row, 0, row, PROSE_COLUMNS as u16 - 1, line, &styles.prose)?;
        sheet.set_row_height(row, (17.0 * f64::from(measure::lines(line, width - 4.0))).max(LINE))?;
        row += 1;
    }
    let link = Url::new(format!("internal:'{LIST}'!A1")).set_text(pick(
        lang,
        "→ 打开逐条问题清单",
        "→ to the list of problems",
    ));
    let plain = styles.link.clone().set_border(rust_xlsxwriter::FormatBorder::None);
    sheet.write_url_with_format(row, 0, link, &plain)?;
    sheet.set_row_height(row, LINE)?;
    Ok(row + 1)
}

/// A row per school: errors, warnings, notes, all of them; the total below.
fn by_severity(
    sheet: &mut Worksheet,
    styles: &Styles,
    lang: Lang,
    tally: &Tally,
    first: u32,
) -> Result<(u32, Expected), Trouble> {
    sheet.write_string_with_format(first, 0, pick(lang, "各校问题个数", "Problems by school"), &styles.heading)?;
    sheet.set_row_height(first, 26)?;
    let header = first + 1;
    let mut headers = vec![pick(lang, "学校", "School")];
    headers.extend(SEVERITIES.map(|severity| wording::severity(severity, lang)));
    headers.push(pick(lang, "合计", "Total"));
    for (at, word) in headers.iter().enumerate() {
        sheet.write_string_with_format(header, at as u16, *word, &styles.header)?;
    }
    let mut sums = [0; 3];
    let start = header + 1;
    for (school, name) in tally.schools.iter().enumerate() {
        let row = start + school as u32;
        let name = name.as_deref().unwrap_or(wording::school_unknown(lang));
        put(sheet, row, 0, &Put::text(name), styles.cell(Look::Text, Tone::Plain))?;
        for (at, severity) in SEVERITIES.into_iter().enumerate() {
            let count = tally.of_severity(school, severity);
            sums[at] += count;
            let tone = if count > 0 { Tone::from(severity) } else { Tone::Plain };
            put(sheet, row, at as u16 + 1, &Put::count(count), styles.cell(Look::Count, tone))?;
        }
        let whole = SEVERITIES.iter().map(|severity| tally.of_severity(school, *severity)).sum::<i64>();
        let formula = Put::Formula(format!("=SUM(B{0}:D{0})", row + 1), whole as f64);
        put(sheet, row, 4, &formula, styles.cell(Look::Count, Tone::Plain))?;
    }
    let end = start + tally.schools.len() as u32;
    put(sheet, end, 0, &Put::text(pick(lang, "合计", "Total")), styles.cell(Look::Centre, Tone::Total))?;
    for (at, sum) in sums.into_iter().chain([tally.total()]).enumerate() {
        let formula = column_sum(at as u32 + 1, start, end, sum);
        put(sheet, end, at as u16 + 1, &formula, styles.cell(Look::Count, Tone::Total))?;
    }
    for row in header..=end {
        sheet.set_row_height(row, LINE)?;
    }
    let (rows, sum) = (tally.schools.len() as u64, tally.total());
    Ok((end + 1, Expected { sheet: SUMMARY.to_owned(), column: 4, first_row: start, end_row: end, rows, sum }))
}

/// The sum of a column's rows from `start` on, before `end`; zero where there is none.
fn column_sum(column: u32, start: u32, end: u32, sum: i64) -> Put<'static> {
    if start == end {
        return Put::count(sum);
    }
    let letters = Address::new(0, column).column_letters();
    Put::Formula(format!("=SUM({letters}{}:{letters}{end})", start + 1), sum as f64)
}

/// A row per kind of problem, a column per school.
fn by_kind(
    sheet: &mut Worksheet,
    styles: &Styles,
    sources: &Sources<'_>,
    tally: &Tally,
    first: u32,
) -> Result<u32, Trouble> {
    let lang = sources.settings.lang;
    sheet.write_string_with_format(
        first,
        0,
        pick(lang, "各类问题在各校的个数", "Kinds of problems by school"),
        &styles.heading,
    )?;
    sheet.set_row_height(first, 26)?;
    let header = first + 1;
    let words =
        [pick(lang, "问题（代码）", "Problem (code)"), pick(lang, "级别", "Severity"), pick(lang, "合计", "Total")];
    let schools = tally.schools.iter().map(|name| name.as_deref().unwrap_or(wording::school_unknown(lang)));
    let headers: Vec<&str> = words.into_iter().chain(schools).collect();
    let lines = headers.iter().skip(BEFORE_SCHOOLS).map(|word| measure::lines(word, SCHOOL_WIDTH - 2.0)).max();
    sheet.set_row_height(header, (17.0 * f64::from(lines.unwrap_or(1)) + 5.0).max(LINE))?;
    for (at, word) in headers.iter().enumerate() {
        sheet.write_string_with_format(header, at as u16, *word, &styles.header)?;
    }
    let mut row = header + 1;
    for (kind, (severity, code)) in tally.kinds.iter().enumerate() {
        let tone = Tone::from(*severity);
        let words = format!("{}{}", title(sources, code), pick(lang, "（", " ("));
        let words = format!("{words}{code}{}", pick(lang, "）", ")"));
        sheet.set_row_height(row, (17.0 * f64::from(measure::lines(&words, WIDTHS[0] - 2.0))).max(LINE))?;
        put(sheet, row, 0, &Put::text(words), styles.cell(Look::Text, Tone::Plain))?;
        put(sheet, row, 1, &Put::text(wording::severity(*severity, lang)), styles.cell(Look::Centre, tone))?;
        let counts: Vec<i64> = (0..tally.schools.len()).map(|school| tally.of_kind(school, kind)).collect();
        let last = Address::new(row, (BEFORE_SCHOOLS + counts.len()).saturating_sub(1) as u32);
        let formula = format!("=SUM({}:{last})", Address::new(row, BEFORE_SCHOOLS as u32));
        let whole = Put::Formula(formula, counts.iter().sum::<i64>() as f64);
        put(sheet, row, 2, &whole, styles.cell(Look::Count, Tone::Total))?;
        for (at, count) in counts.into_iter().enumerate() {
            let column = (BEFORE_SCHOOLS + at) as u16;
            put(sheet, row, column, &Put::count(count), styles.cell(Look::Count, Tone::Plain))?;
        }
        row += 1;
    }
    Ok(row)
}
