//! The first sheet of the township's workbook: the run in figures, the sheets with links, the proof, the signatures.

use rust_xlsxwriter::{FormatAlign, Url, Workbook, Worksheet};

use super::book::stamp_cell;
use super::grid::{Put, put};
use super::measure;
use super::overview::Overview;
use super::paper::{self, Paper};
use super::reconcile::{Reconciliation, difference};
use super::style::{Look, Styles, Tone};
use super::trouble::Trouble;
use super::wording::{self, pick};
use super::{CONTENTS, Sources};
use crate::finding::{Lang, Severity};

/// A sheet as the table of contents names it.
#[derive(Debug)]
pub(super) struct Listed {
    /// The sheet's name.
    pub(super) sheet: String,
    /// How many rows it has, where that says something.
    pub(super) rows: Option<u64>,
    /// What it is, in a line.
    pub(super) about: String,
}

/// Three pairs of a word and its figure across the page.
const WIDTHS: [f64; 6] = [18.0, 26.0, 18.0, 26.0, 18.0, 26.0];
const LINE: f64 = 22.0;

/// What the sheet is written from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Opening<'a> {
    pub(super) sources: &'a Sources<'a>,
    pub(super) styles: &'a Styles,
    pub(super) overview: &'a Overview,
    pub(super) reconciliation: &'a Reconciliation,
    pub(super) listed: &'a [Listed],
}

/// Writes the sheet.
pub(super) fn write(book: &mut Workbook, opening: &Opening<'_>, kind: &str) -> Result<(), Trouble> {
    let Opening { sources, styles, .. } = opening;
    let lang = sources.settings.lang;
    let sheet = book.add_worksheet().set_name(CONTENTS)?;
    for (column, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    sheet.set_screen_gridlines(false);
    let title = match lang {
        Lang::Zh => format!("{}留守儿童信息汇总", sources.town),
        Lang::En => format!("{}: left-behind children, consolidated", sources.town),
    };
    let centred = styles.title.clone().set_align(FormatAlign::Center);
    sheet.merge_range(0, 0, 0, 5, &title, &centred)?;
    sheet.set_row_height(0, 42)?;
    let mut row = facts(sheet, opening, 2)?;
    row = sheets(sheet, opening, row + 1)?;
    row = proof(sheet, opening, row + 1)?;
    row = signatures(sheet, styles, lang, row + 1)?;
    sheet.write_string_with_format(row + 1, 0, stamp_cell(sources, kind), &styles.stamp)?;
    let width = WIDTHS.iter().sum();
    paper::lay(sheet, &Paper { lang, header: None, frozen: 0, width })?;
    sheet.set_print_fit_to_pages(1, 1);
    Ok(())
}

fn heading(sheet: &mut Worksheet, styles: &Styles, row: u32, text: &str) -> Result<u32, Trouble> {
    sheet.set_row_height(row, 26)?;
    sheet.write_string_with_format(row, 0, text, &styles.heading)?;
    Ok(row + 1)
}

fn facts(sheet: &mut Worksheet, opening: &Opening<'_>, first: u32) -> Result<u32, Trouble> {
    let Opening { sources, styles, overview, .. } = opening;
    let (settings, lang) = (sources.settings, sources.settings.lang);
    let mut row = heading(sheet, styles, first, pick(lang, "一、本期概况", "1. This run"))?;
    let (received, read) = overview.file_counts();
    let several = |count: i64, zh: &str, en: &str| match lang {
        Lang::Zh => format!("{count} {zh}"),
        Lang::En => format!("{count} {en}"),
    };
    let severity = |severity: Severity| {
        let count = overview.problems_of(severity);
        let tone = if count > 0 { Tone::from(severity) } else { Tone::Plain };
        Fact { word: wording::severity(severity, lang).to_owned(), said: several(count, "个", ""), tone }
    };
    let plain = |word: &str, said: String| Fact { word: word.to_owned(), said, tone: Tone::Plain };
    let warned = |word: &str, said: String, count: i64| Fact { word: word.to_owned(), said, tone: toned(count) };
    let mut facts = vec![
        plain(pick(lang, "乡镇", "Township"), sources.town.to_owned()),
        plain(pick(lang, "期别", "Period"), format!("{}（{}）", wording::period(settings), settings.period)),
        plain(pick(lang, "统计截止日", "As of"), wording::day(settings)),
        plain(pick(lang, "收到文件", "Files received"), several(received, "个", "")),
        plain(pick(lang, "已读取", "Files read"), several(read, "个", "")),
        warned(pick(lang, "未读取", "Not read"), unread(overview, lang), received - read),
        plain(pick(lang, "学校", "Schools"), several(overview.schools, "所", "")),
        warned(
            pick(lang, "没有儿童的学校", "Schools without children"),
            several(overview.schools_without, "所", ""),
            overview.schools_without,
        ),
        plain(pick(lang, "留守儿童", "Children"), several(overview.children, "名", "")),
        severity(Severity::Error),
        severity(Severity::Warning),
        severity(Severity::Info),
    ];
    for (form, records) in &overview.records {
        facts.push(plain(form, several(*records, "条", "")));
    }
    facts.push(plain(pick(lang, "统计口径", "Definition"), wording::definition(settings)));
    for line in facts.chunks(PAIRS) {
        let mut lines = 1;
        for (at, Fact { word, said, tone }) in line.iter().enumerate() {
            let column = at as u16 * 2;
            lines = lines.max(measure::lines(said, 23.0));
            put(sheet, row, column, &Put::text(word), &styles.header)?;
            put(sheet, row, column + 1, &Put::text(said.trim()), styles.cell(Look::Text, *tone))?;
        }
        sheet.set_row_height(row, LINE.max(17.0 * f64::from(lines)))?;
        row += 1;
    }
    Ok(row)
}

/// A word and what it is in this run.
struct Fact {
    word: String,
    said: String,
    tone: Tone,
}

/// How many of them stand side by side.
const PAIRS: usize = WIDTHS.len() / 2;

const fn toned(count: i64) -> Tone {
    if count > 0 { Tone::Warning } else { Tone::Plain }
}

/// How many files were not read, and why.
fn unread(overview: &Overview, lang: Lang) -> String {
    let (received, read) = overview.file_counts();
    let unread = overview.files.iter().filter(|(status, _)| *status != "read");
    let reasons: Vec<String> = unread
        .map(|(status, count)| format!("{}{}{count}", wording::status(status, lang), pick(lang, "", " ")))
        .collect();
    match (reasons.is_empty(), lang) {
        (true, Lang::Zh) => "0 个".to_owned(),
        (true, Lang::En) => "0".to_owned(),
        (false, Lang::Zh) => format!("{} 个（{}）", received - read, reasons.join("，")),
        (false, Lang::En) => format!("{} ({})", received - read, reasons.join(", ")),
    }
}

fn sheets(sheet: &mut Worksheet, opening: &Opening<'_>, first: u32) -> Result<u32, Trouble> {
    let Opening { sources, styles, listed, .. } = opening;
    let lang = sources.settings.lang;
    let mut row =
        heading(sheet, styles, first, pick(lang, "二、各表目录（点表名可跳转）", "2. The sheets (click a name)"))?;
    put(sheet, row, 0, &Put::text(pick(lang, "序号", "No.")), &styles.header)?;
    put(sheet, row, 1, &Put::text(pick(lang, "工作表", "Sheet")), &styles.header)?;
    put(sheet, row, 2, &Put::text(pick(lang, "行数", "Rows")), &styles.header)?;
    sheet.merge_range(row, 3, row, 5, pick(lang, "有什么", "What it is"), &styles.header)?;
    sheet.set_row_height(row, LINE)?;
    row += 1;
    for (at, listed) in listed.iter().enumerate() {
        put(sheet, row, 0, &Put::Number((at + 1) as f64), styles.cell(Look::Centre, Tone::Plain))?;
        let link = Url::new(format!("internal:'{}'!A1", listed.sheet.replace('\'', "''"))).set_text(&listed.sheet);
        sheet.write_url_with_format(row, 1, link, &styles.link)?;
        let rows = listed.rows.map_or(Put::Nothing, |rows| Put::Number(rows as f64));
        put(sheet, row, 2, &rows, styles.cell(Look::Centre, Tone::Plain))?;
        sheet.merge_range(row, 3, row, 5, &listed.about, styles.cell(Look::Text, Tone::Plain))?;
        sheet.set_row_height(row, LINE.max(17.0 * f64::from(measure::lines(&listed.about, 66.0))))?;
        row += 1;
    }
    Ok(row)
}

/// The law of conservation over the whole run, in cells and in a sentence.
fn proof(sheet: &mut Worksheet, opening: &Opening<'_>, first: u32) -> Result<u32, Trouble> {
    let Opening { sources, styles, reconciliation, .. } = opening;
    let lang = sources.settings.lang;
    let row = heading(sheet, styles, first, pick(lang, "三、行数核对", "3. Every row accounted for"))?;
    let words = [
        pick(lang, "非空行", "Non-empty rows"),
        pick(lang, "合并", "Merged"),
        pick(lang, "重复", "Duplicate"),
        pick(lang, "待核实", "To check"),
        pick(lang, "忽略", "Ignored"),
        pick(lang, "差额", "Difference"),
    ];
    for (at, word) in words.into_iter().enumerate() {
        put(sheet, row, at as u16, &Put::text(word), &styles.header)?;
    }
    for (at, count) in reconciliation.total.into_iter().enumerate() {
        let value = match reconciliation.range(at) {
            Some(range) => Put::Formula(format!("=SUM({range})"), count as f64),
            None => Put::count(count),
        };
        put(sheet, row + 1, at as u16, &value, styles.cell(Look::Centre, Tone::Plain))?;
    }
    let difference = difference(reconciliation.total);
    let shown = row + 2;
    let formula = format!("=A{shown}-B{shown}-C{shown}-D{shown}-E{shown}");
    let tone = if difference == 0 { Tone::Good } else { Tone::Error };
    put(sheet, row + 1, 5, &Put::Formula(formula, difference as f64), styles.cell(Look::Centre, tone))?;
    let [nonempty, merged, duplicate, quarantined, ignored] = reconciliation.total;
    let mark = if difference == 0 {
        pick(lang, "✓ 相符，没有漏行", "✓ ties")
    } else {
        pick(lang, "✗ 不符", "✗ differs")
    };
    let sentence = match lang {
        Lang::Zh => format!(
            "各表行数合计 {nonempty} = 合并 {merged} + 重复 {duplicate} + 待核实 {quarantined} + 忽略 {ignored}　{mark}。逐表见“{}”。",
            super::RECONCILE
        ),
        Lang::En => format!(
            "{nonempty} rows = {merged} merged + {duplicate} duplicate + {quarantined} to check + {ignored} ignored, {mark}. Sheet by sheet: {}.",
            super::RECONCILE
        ),
    };
    sheet.merge_range(row + 2, 0, row + 2, 5, &sentence, &styles.prose)?;
    for at in row..=row + 2 {
        sheet.set_row_height(at, LINE)?;
    }
    Ok(row + 3)
}

fn signatures(sheet: &mut Worksheet, styles: &Styles, lang: Lang, first: u32) -> Result<u32, Trouble> {
    let row = heading(sheet, styles, first, pick(lang, "四、签字", "4. Signatures"))?;
    let places = [
        (pick(lang, "填报单位（盖章）", "Unit (seal)"), pick(lang, "负责人", "In charge")),
        (pick(lang, "填报人", "Filled in by"), pick(lang, "复核人", "Checked by")),
        (pick(lang, "电话", "Phone"), pick(lang, "填报日期", "Date")),
    ];
    let lines = places.len() as u32;
    let right = styles.unit.clone();
    for (at, (left, other)) in places.into_iter().enumerate() {
        let row = row + at as u32;
        sheet.set_row_height(row, 32)?;
        for (column, word) in [(0, left), (3, other)] {
            sheet.write_string_with_format(row, column, format!("{word}{}", pick(lang, "：", ":")), &right)?;
            sheet.write_blank(row, column + 1, &styles.blank)?;
            if column == 0 {
                sheet.write_blank(row, column + 2, &styles.blank)?;
            }
        }
    }
    Ok(row + lines)
}
