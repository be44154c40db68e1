//! The sheets of a class's workbook: its roster, and a page of A4 for every child.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};

use super::read::ROSTER;
use super::{Binder, Dossier};
use crate::finding::Lang;
use crate::report::book::Book;
use crate::report::measure;
use crate::report::put::{Put, put};
use crate::report::style::{Look, Styles, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::settings::Settings;

/// The widths of a page's columns: label, value, label, value.
const WIDTHS: [f64; 4] = [14.0, 30.0, 14.0, 30.0];
const LINE: f64 = 15.0;
const TITLE: f64 = 30.0;
const A4: u8 = 9;
/// What a spreadsheet allows.
const GREATEST_HEIGHT: f64 = 409.0;

/// The class's roster, each name a link to the child's sheet.
pub(super) fn roster(book: &mut Book, binder: &Binder, settings: &Settings) -> Result<(), Trouble> {
    let lang = settings.lang;
    let titles: [(&str, f64); 9] = [
        (pick(lang, "序号", "No."), 6.0),
        (&binder.labels.name, 12.0),
        (&binder.labels.sex, 6.0),
        (&binder.labels.birth, 12.0),
        (pick(lang, "联系人", "Contact"), 16.0),
        (&binder.labels.name, 12.0),
        (pick(lang, "电话", "Phone"), 16.0),
        (pick(lang, "关爱等级", "Hearts"), 10.0),
        (pick(lang, "记录条数", "Records"), 10.0),
    ];
    let mut new = book.sheet(pick(lang, ROSTER[0], ROSTER[1]))?;
    let styles = new.styles;
    let sheet = new.sheet()?;
    page(sheet, settings, true);
    let title = format!("{} {}", binder.title, pick(lang, "留守儿童一人一档", "dossiers"));
    sheet.set_row_height(0, TITLE)?.write_string_with_format(0, 0, &title, &styles.title)?;
    let count = binder.children.len();
    let line = either(
        settings,
        format!("共 {count} 名儿童　点姓名看每个孩子的一页"),
        format!("{count} children; each name leads to a page"),
    );
    sheet.write_string_with_format(1, 0, format!("{}　{line}", wording::period(settings)), &styles.subtitle)?;
    for (column, (title, width)) in titles.iter().enumerate() {
        sheet.write_string_with_format(2, column as u16, *title, &styles.header)?;
        sheet.set_column_width(column as u16, *width)?;
    }
    sheet.set_repeat_rows(2, 2)?.set_freeze_panes(3, 2)?;
    let plain = |look| styles.cell(look, Tone::Plain);
    for (place, child) in binder.children.iter().enumerate() {
        let row = place as u32 + 3;
        // Who is at home comes before the parents.
        let contact = child.contacts.iter().find(|contact| contact[0].contains(pick(lang, "监护人", "Guardian")));
        let contact = contact.or(child.contacts.first()).cloned().unwrap_or_default();
        put(sheet, row, 0, &Put::Number(place as f64 + 1.0), plain(Look::Number))?;
        link(sheet, (row, 1), &child.sheet, shown_name(child, settings), plain(Look::Text))?;
        put(sheet, row, 2, &Put::text(&*child.sex), plain(Look::Centre))?;
        put(sheet, row, 3, &Put::text(&*child.birth), plain(Look::Centre))?;
        put(sheet, row, 4, &Put::text(&*contact[0]), plain(Look::Text))?;
        put(sheet, row, 5, &Put::text(&*contact[1]), plain(Look::Text))?;
        put(sheet, row, 6, &Put::text(&*contact[2]), plain(Look::Line))?;
        put(sheet, row, 7, &Put::count(child.level), styles.cell(Look::Number, tone(child.level)))?;
        put(sheet, row, 8, &Put::Number(child.records.len() as f64), plain(Look::Count))?;
    }
    Ok(())
}

/// A child's page.
pub(super) fn child(book: &mut Book, binder: &Binder, child: &Dossier, settings: &Settings) -> Result<(), Trouble> {
    let lang = settings.lang;
    let mut new = book.sheet(&child.sheet)?;
    let styles = new.styles;
    let sheet = new.sheet()?;
    page(sheet, settings, false);
    for (column, width) in WIDTHS.iter().enumerate() {
        sheet.set_column_width(column as u16, *width)?;
    }
    let title = format!("{}　{}", shown_name(child, settings), pick(lang, "留守儿童档案", "dossier"));
    sheet.set_row_height(0, TITLE)?.write_string_with_format(0, 0, &title, &styles.title)?;
    let line = format!("{}　{}", binder.title, wording::period(settings));
    sheet.write_string_with_format(1, 0, &line, &styles.subtitle)?;
    link(sheet, (1, 3), pick(lang, ROSTER[0], ROSTER[1]), pick(lang, "← 回名册", "← roster"), &styles.link)?;
    let mut page = Page { sheet, styles, row: 2 };
    page.heading(pick(lang, "一、基本情况", "1. The card"))?;
    page.pairs(&child.card)?;
    page.heading(pick(lang, "二、联系卡", "2. Contacts"))?;
    page.header([
        pick(lang, "关系", "Who"),
        &binder.labels.name,
        pick(lang, "电话", "Phone"),
        pick(lang, "去向、务工地", "Where"),
    ])?;
    for contact in &child.contacts {
        page.cells(&contact.each_ref().map(String::as_str))?;
    }
    page.heading(pick(lang, "三、关爱等级", "3. Level of care"))?;
    page.wide(
        pick(lang, "等级", "Hearts"),
        &either(settings, format!("{} 心", child.level), child.level.to_string()),
        tone(child.level),
    )?;
    page.wide(pick(lang, "原因", "Reasons"), &child.reasons, Tone::Plain)?;
    page.wide(pick(lang, "下一步", "Next"), &child.next, Tone::Plain)?;
    let count = child.records.len();
    page.heading(&either(
        settings,
        format!("四、记录（共 {count} 条，按日期）"),
        format!("4. Records ({count}, by day)"),
    ))?;
    page.record_header([pick(lang, "何时", "Day"), pick(lang, "何事", "What"), pick(lang, "详情", "Content")])?;
    for told in &child.records {
        page.record(&told.day, &told.what, &told.text)?;
    }
    if child.records.is_empty() {
        page.record("", "", pick(lang, "本期没有记录。", "No record in the period."))?;
    }
    Ok(())
}

fn shown_name<'d>(child: &'d Dossier, settings: &Settings) -> &'d str {
    if child.name.is_empty() { pick(settings.lang, "（姓名不明）", "(name unknown)") } else { &child.name }
}

/// Words made at run time in the language of the outputs.
fn either(settings: &Settings, zh: String, en: String) -> String {
    if settings.lang == Lang::Zh { zh } else { en }
}

fn tone(level: i64) -> Tone {
    match level {
        4.. => Tone::Error,
        3 => Tone::Warning,
        _ => Tone::Plain,
    }
}

/// A cell that leads to another sheet of the workbook.
fn link(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    target: &str,
    text: &str,
    format: &rust_xlsxwriter::Format,
) -> Result<(), XlsxError> {
    let url = Url::new(format!("internal:'{}'!A1", target.replace('\'', "''"))).set_text(text);
    sheet.write_url_with_format(row, column, url, format).map(drop)
}

/// Sets a sheet up for A4: as wide as the paper, as long as it needs.
fn page(sheet: &mut Worksheet, settings: &Settings, landscape: bool) {
    if landscape {
        sheet.set_landscape();
    } else {
        sheet.set_portrait();
    }
    sheet
        .set_paper_size(A4)
        .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
        .set_print_center_horizontally(true)
        .set_print_fit_to_pages(1, 0)
        .set_footer(pick(settings.lang, "&L&9&A&R&9第 &P 页 共 &N 页", "&L&9&A&R&9page &P of &N"));
}

/// A child's page, written line by line.
struct Page<'s> {
    sheet: &'s mut Worksheet,
    styles: &'s Styles,
    row: u32,
}

impl Page<'_> {
    fn heading(&mut self, text: &str) -> Result<(), Trouble> {
        self.sheet.set_row_height(self.row, LINE * 1.8)?;
        self.sheet.write_string_with_format(self.row, 0, text, &self.styles.heading)?;
        self.row += 1;
        Ok(())
    }

    /// Labels and values, two to a line; what does not fit beside another has a line of its own.
    fn pairs(&mut self, pairs: &[(String, String)]) -> Result<(), Trouble> {
        let is_short = |text: &str| measure::width(text) <= WIDTHS[1] * 1.6;
        let mut rest = pairs;
        loop {
            match rest {
                [] => return Ok(()),
                [(label, value), (other, beside), more @ ..] if is_short(value) && is_short(beside) => {
                    self.cells_of([label, value, other, beside])?;
                    rest = more;
                }
                [(label, value), more @ ..] => {
                    self.wide(label, value, Tone::Plain)?;
                    rest = more;
                }
            }
        }
    }

    fn cells_of(&mut self, texts: [&str; 4]) -> Result<(), Trouble> {
        let lines = texts.iter().zip(WIDTHS).map(|(text, width)| lines(text, width)).max().unwrap_or(1);
        for (column, text) in texts.iter().enumerate() {
            let label = column % 2 == 0;
            let format = if label { &self.styles.header } else { self.styles.cell(Look::Text, Tone::Plain) };
            put(self.sheet, self.row, column as u16, &Put::text(*text), format)?;
        }
        self.end_row(lines)
    }

    /// A label and a value over the rest of the line.
    fn wide(&mut self, label: &str, value: &str, tone: Tone) -> Result<(), Trouble> {
        let format = self.styles.cell(Look::Text, tone);
        put(self.sheet, self.row, 0, &Put::text(label), &self.styles.header)?;
        self.sheet.merge_range(self.row, 1, self.row, 3, measure::fitting(value), format)?;
        self.end_row(lines(value, WIDTHS[1] + WIDTHS[2] + WIDTHS[3]).max(lines(label, WIDTHS[0])))
    }

    fn header(&mut self, texts: [&str; 4]) -> Result<(), Trouble> {
        for (column, text) in texts.iter().enumerate() {
            put(self.sheet, self.row, column as u16, &Put::text(*text), &self.styles.header)?;
        }
        self.end_row(1)
    }

    fn cells(&mut self, texts: &[&str; 4]) -> Result<(), Trouble> {
        let most = texts.iter().zip(WIDTHS).map(|(text, width)| lines(text, width)).max().unwrap_or(1);
        for (column, text) in texts.iter().enumerate() {
            put(self.sheet, self.row, column as u16, &Put::text(*text), self.styles.cell(Look::Text, Tone::Plain))?;
        }
        self.end_row(most)
    }

    fn record_header(&mut self, texts: [&str; 3]) -> Result<(), Trouble> {
        let [day, what, text] = texts;
        put(self.sheet, self.row, 0, &Put::text(day), &self.styles.header)?;
        put(self.sheet, self.row, 1, &Put::text(what), &self.styles.header)?;
        self.sheet.merge_range(self.row, 2, self.row, 3, text, &self.styles.header)?;
        self.end_row(1)
    }

    fn record(&mut self, day: &str, what: &str, text: &str) -> Result<(), Trouble> {
        let plain = self.styles.cell(Look::Text, Tone::Plain);
        put(self.sheet, self.row, 0, &Put::text(day), self.styles.cell(Look::Centre, Tone::Plain))?;
        put(self.sheet, self.row, 1, &Put::text(what), plain)?;
        self.sheet.merge_range(self.row, 2, self.row, 3, measure::fitting(text), plain)?;
        self.end_row(lines(text, WIDTHS[2] + WIDTHS[3]).max(lines(what, WIDTHS[1])))
    }

    /// Makes the row as high as its longest text; merged cells do not do this by themselves.
    fn end_row(&mut self, lines: u32) -> Result<(), Trouble> {
        self.sheet.set_row_height(self.row, (LINE * f64::from(lines) + 4.0).min(GREATEST_HEIGHT))?;
        self.row += 1;
        Ok(())
    }
}

/// How many lines a text takes in so many half-width characters.
fn lines(text: &str, width: f64) -> u32 {
    measure::lines(text, (width - 1.0) * 0.92).max(1)
}
