//! The first sheet: what to do first, in plain words; then how many problems lie on which sheet, by school, by kind,
//! and for each school by kind. One header stands for all of it, so that every printed page can repeat it.

use rust_xlsxwriter::{FormatAlign, FormatBorder, Url, Workbook, Worksheet};

use super::{KIND, Kind, OtherQuarter, SUMMARY, Tally, sheet_name};
use crate::finding::{Desk, Lang, Severity};
use crate::report::Sources;
use crate::report::book::stamp_cell;
use crate::report::grid::{Put, put};
use crate::report::measure;
use crate::report::paper::{self, Paper};
use crate::report::readback::Expected;
use crate::report::remarks::title;
use crate::report::style::{Look, Styles, Tone};
use crate::report::trouble::Trouble;
use crate::report::verify::Stated;
use crate::report::wording::{self, pick};

/// School, problem, severity, the desks, all.
const WIDTHS: [f64; 8] = [24.0, 46.0, 9.0, 13.0, 13.0, 13.0, 13.0, 11.0];
/// The column of the first desk and of the total, from zero.
const DESKS: u16 = 3;
const ALL: u16 = 7;
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
    for (at, width) in WIDTHS.into_iter().enumerate() {
        sheet.set_column_width(at as u16, width)?;
    }
    let stated = Stated::part(sources.verify.is_some());
    let mut page = Page { sheet, styles, sources, tally, lang, next: 0, stated };
    page.opening()?;
    page.steps()?;
    let header = page.header()?;
    let expected = page.schools()?;
    page.kinds()?;
    page.kinds_of_schools()?;
    let end = page.next + 1;
    page.sheet.write_string_with_format(end, 0, stamp_cell(sources, KIND), &styles.stamp)?;
    paper::lay(page.sheet, &Paper { lang, header: None, frozen: 0, width: WIDTHS.iter().sum() })?;
    page.sheet.set_repeat_rows(header, header)?;
    Ok(Expected { stated: page.stated.take(), ..expected })
}

/// The sheet being written, row after row.
struct Page<'a> {
    sheet: &'a mut Worksheet,
    styles: &'a Styles,
    sources: &'a Sources<'a>,
    tally: &'a Tally,
    lang: Lang,
    next: u32,
    stated: Stated,
}

impl Page<'_> {
    /// Writes a value.
    fn put(&mut self, row: u32, column: u16, value: &Put<'_>, (look, tone): (Look, Tone)) -> Result<(), Trouble> {
        self.stated.cell(row, column, value, look);
        Ok(put(self.sheet, row, column, value, self.styles.cell(look, tone))?)
    }

    /// What must be seen before all else, and the title.
    fn opening(&mut self) -> Result<(), Trouble> {
        let (lang, settings) = (self.lang, self.sources.settings);
        if let Some(other) = OtherQuarter::read(self.sources.ledger, settings.period)? {
            let words = other.words(settings.period);
            let alarm = self.styles.cell(Look::Text, Tone::Error).clone().set_bold().set_align(FormatAlign::Left);
            self.across(words.get(lang), &alarm)?;
        }
        let heading = match lang {
            Lang::Zh => format!("{}问题汇总（{}）", self.sources.town, wording::period(settings)),
            Lang::En => format!("{}: problems of {}", self.sources.town, settings.period),
        };
        let left = self.styles.title.clone().set_align(FormatAlign::Left);
        let row = self.next;
        self.across(&heading, &left)?;
        self.sheet.set_row_height(row, 36)?;
        Ok(())
    }

    /// Text over the whole width, as high as it needs.
    fn across(&mut self, text: &str, format: &rust_xlsxwriter::Format) -> Result<(), Trouble> {
        let width: f64 = WIDTHS.iter().sum::<f64>() - 6.0;
        self.sheet.merge_range(self.next, 0, self.next, ALL, text, format)?;
        self.sheet.set_row_height(self.next, (17.0 * f64::from(measure::lines(text, width))).max(LINE))?;
        self.next += 1;
        Ok(())
    }

    /// What to do, in the order to do it, without what there is nothing of.
    fn steps(&mut self) -> Result<(), Trouble> {
        let of = |desk: Desk| self.tally.of_desk(desk);
        let errors = self.tally.sum(|_, kind| kind.severity == Severity::Error);
        let (school, check, duty, note) = (of(Desk::School), of(Desk::Check), of(Desk::Duty), of(Desk::Note));
        let mut steps: Vec<(String, String)> = Vec::new();
        if let Some(counts) = super::progress::counts(self.sources)? {
            steps.push((
                format!("与上次汇总相比：{}（见“进展”）。", super::progress::in_words(counts, Lang::Zh)),
                format!("Since the run before: {} (see “进展”).", super::progress::in_words(counts, Lang::En)),
            ));
        }
        if duty > 0 {
            steps.push((
                format!("看“工作未落实”（{duty} 项）：先催没有报送的学校，再把缺的通话、家访、帮扶人落实到每个孩子。"),
                format!("“工作未落实” ({duty}): ask for what was not sent, then see that what is missing is done for each child."),
            ));
        }
        if school > 0 {
            steps.push((
                format!("看“请学校改”（{school} 处）：发回学校，在原表里改好后重新报送，替换收件夹里的旧表。"),
                format!("“请学校改” ({school}): the schools correct their own workbooks and send them again in place of the old ones."),
            ));
        }
        if check > 0 {
            steps.push((
                format!(
                    "看“请核对”（{check} 处）：重复、矛盾和可疑的地方。有错就改；没有错，在“处理意见”选一项或写明情况。"
                ),
                format!("“请核对” ({check}): duplicates, conflicts and doubts. Correct them, or choose a decision."),
            ));
        }
        let (headers, settled) = (super::headers::waiting(self.sources)?, super::settled::count(self.sources)?);
        if headers > 0 {
            steps.push((
                format!("看“待确认”（{headers} 个表头）：没人认得的表头，选定是哪一栏，存盘后再运行一次。"),
                format!("“待确认” ({headers} headers): say which field each is, save, and run again."),
            ));
        }
        let explained = super::explained::count(self.sources)?;
        if explained > 0 {
            steps.push((
                format!("“已说明”（{explained} 处）是学校写了说明的，不算在下面的问题里；不同意的，请与学校联系。"),
                format!("“已说明” ({explained}): explained by the schools; not counted among the problems below."),
            ));
        }
        if settled > 0 {
            steps.push((
                format!("“已处理”（{settled} 处）是已经核实、已经定了的，另计，不算在下面的问题里。"),
                format!("“已处理” ({settled}): settled; not counted among the problems below."),
            ));
        }
        if note > 0 {
            steps.push((
                format!("“提示”（{note} 处）不用改，知道即可。"),
                format!("“提示” ({note}): nothing has to be done."),
            ));
        }
        steps.push(if self.tally.total() == 0 {
            ("没有发现问题，可以把汇总表交上去了。".to_owned(), "No problem was found.".to_owned())
        } else if errors > 0 {
            (
                format!("全部改好后再运行一次汇总，直到没有“错误”（现在有 {errors} 个）。"),
                format!("Run the consolidation again until no error is left (there are {errors} now)."),
            )
        } else {
            ("没有必须改的“错误”。核对清楚后就可以交上去了。".to_owned(), "There is no error left.".to_owned())
        });
        let lang = self.lang;
        for ((zh, en), number) in steps.into_iter().zip(1..) {
            let text = if lang == Lang::Zh { format!("{number}．{zh}") } else { format!("{number}. {en}") };
            let prose = self.styles.prose.clone();
            self.across(&text, &prose)?;
        }
        self.next += 1;
        Ok(())
    }

    /// The header: the desks' names lead to their sheets.
    fn header(&mut self) -> Result<u32, Trouble> {
        let (lang, row) = (self.lang, self.next);
        let words = [
            pick(lang, "学校", "School"),
            pick(lang, "问题（代码）", "Problem (code)"),
            pick(lang, "级别", "Severity"),
        ];
        for (at, word) in words.into_iter().enumerate() {
            self.sheet.write_string_with_format(row, at as u16, word, &self.styles.header)?;
        }
        let link = self.styles.link.clone().set_align(FormatAlign::Center).set_bold();
        let link = link.set_background_color(rust_xlsxwriter::Color::RGB(0x00DC_E6F1)).set_border(FormatBorder::Thin);
        for (at, desk) in (DESKS..).zip(Desk::ALL) {
            let name = sheet_name(desk);
            let url = Url::new(format!("internal:'{name}'!A1")).set_text(name);
            self.sheet.write_url_with_format(row, at, url, &link)?;
        }
        self.sheet.write_string_with_format(row, ALL, pick(lang, "合计", "Total"), &self.styles.header)?;
        self.sheet.set_row_height(row, LINE + 4.0)?;
        self.next += 1;
        Ok(row)
    }

    fn section(&mut self, zh: &'static str, en: &'static str) -> Result<(), Trouble> {
        let heading = self.styles.heading.clone();
        let row = self.next;
        self.across(pick(self.lang, zh, en), &heading)?;
        self.sheet.set_row_height(row, 26)?;
        Ok(())
    }

    /// A row per school, and their total.
    fn schools(&mut self) -> Result<Expected, Trouble> {
        self.section("一、各校", "By school")?;
        let first_row = self.next;
        for school in 0..self.tally.schools.len() {
            let name = self.school(school);
            let all = pick(self.lang, "全部问题", "all problems");
            self.row(&name, all, None, |at, _| at == school, Tone::Plain)?;
        }
        let end_row = self.next;
        let rows = self.tally.schools.len() as u64;
        let total = pick(self.lang, "合计", "Total");
        self.row(total, "", None, |_, _| true, Tone::Total)?;
        if rows > 0 {
            for (column, letters) in (DESKS..=ALL).zip(["D", "E", "F", "G", "H"]) {
                let now = match Desk::ALL.get(usize::from(column - DESKS)) {
                    Some(desk) => self.tally.of_desk(*desk),
                    None => self.tally.total(),
                };
                let formula = Put::Formula(format!("=SUM({letters}{}:{letters}{end_row})", first_row + 1), now as f64);
                self.put(end_row, column, &formula, (Look::Count, Tone::Total))?;
            }
        }
        Ok(Expected {
            sheet: SUMMARY.to_owned(),
            column: u32::from(ALL),
            first_row,
            end_row,
            rows,
            sum: self.tally.total(),
            stated: Stated::default(),
        })
    }

    /// A row per kind of problem.
    fn kinds(&mut self) -> Result<(), Trouble> {
        self.section("二、各类问题（全部学校）", "By problem, all schools")?;
        let everywhere = pick(self.lang, "全部学校", "all schools");
        for kind in &self.tally.kinds {
            self.row(everywhere, &self.kind(kind), Some(kind.severity), |_, of| of == kind, Tone::Plain)?;
        }
        Ok(())
    }

    /// For each school a row per kind of problem.
    fn kinds_of_schools(&mut self) -> Result<(), Trouble> {
        self.section("三、各校的各类问题", "Each school by problem")?;
        for school in 0..self.tally.schools.len() {
            let name = self.school(school);
            for kind in &self.tally.kinds {
                if self.tally.sum(|at, of| at == school && of == kind) > 0 {
                    let severity = Some(kind.severity);
                    self.row(&name, &self.kind(kind), severity, |at, of| at == school && of == kind, Tone::Plain)?;
                }
            }
        }
        Ok(())
    }

    fn school(&self, school: usize) -> String {
        let name = self.tally.schools.get(school).and_then(Option::as_deref);
        name.unwrap_or(wording::school_unknown(self.lang)).to_owned()
    }

    fn kind(&self, kind: &Kind) -> String {
        let (open, close) = (pick(self.lang, "（", " ("), pick(self.lang, "）", ")"));
        format!("{}{open}{}{close}", title(self.sources, &kind.code), kind.code)
    }

    /// How many problems that are `wanted` stand on each desk's sheet.
    fn row(
        &mut self,
        school: &str,
        problem: &str,
        severity: Option<Severity>,
        wanted: impl Fn(usize, &Kind) -> bool,
        tone: Tone,
    ) -> Result<(), Trouble> {
        let row = self.next;
        self.put(row, 0, &Put::text(school), (Look::Text, tone))?;
        self.put(row, 1, &Put::text(problem), (Look::Text, tone))?;
        let (word, grave) = match severity {
            Some(severity) => (Put::text(wording::severity(severity, self.lang)), Tone::from(severity)),
            None => (Put::Nothing, tone),
        };
        self.put(row, 2, &word, (Look::Centre, grave))?;
        let mut all = 0;
        for (at, desk) in (DESKS..).zip(Desk::ALL) {
            let count = self.tally.sum(|school, kind| kind.desk == desk && wanted(school, kind));
            all += count;
            self.put(row, at, &Put::count(count), (Look::Count, tone))?;
        }
        let formula = Put::Formula(format!("=SUM(D{0}:G{0})", row + 1), all as f64);
        self.put(row, ALL, &formula, (Look::Count, Tone::Total))?;
        let lines = [(school, WIDTHS[0]), (problem, WIDTHS[1])].map(|(text, width)| measure::lines(text, width - 2.0));
        let lines = lines.into_iter().max().unwrap_or(1);
        self.sheet.set_row_height(row, (17.0 * f64::from(lines)).max(LINE))?;
        self.next += 1;
        Ok(())
    }
}
