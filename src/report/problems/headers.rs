//! Headers that nobody knows: what each may be, and a column in which the clerk says what it is. The next run reads it.

use std::collections::{BTreeMap, BTreeSet};

use rust_xlsxwriter::{DataValidation, DataValidationErrorStyle, Formula};

use crate::decision::{self, Decisions, HEADERS, HeaderSheet, NO_FIELD};
use crate::finding::{Lang, Words, mask, mask_long};
use crate::form::Form;
use crate::ledger::Datum;
use crate::model::GuessState;
use crate::report::book::Book;
use crate::report::grid::{Column, Entry, Grid, Heading, Put};
use crate::report::readback::Expected;
use crate::report::style::{Look, Tone};
use crate::report::trouble::Trouble;
use crate::report::wording::{self, pick};
use crate::report::{Sources, datum};

/// The sheet that holds the lists to choose from, which nobody sees.
const LISTS: &str = "选项";
/// The places of the columns, from zero.
const FILES: u16 = 6;
const CHOICE: u16 = 9;

/// A header of a form, wherever it stands.
#[derive(Debug, Default)]
struct Asked {
    /// The header as written where it stands first.
    written: String,
    state: Option<GuessState>,
    /// The ids of the fields that it may be.
    fields: Vec<String>,
    reason: String,
    files: BTreeSet<String>,
    example: String,
    samples: Vec<String>,
    /// What was decided, as the ledger keeps it, and where.
    choice: String,
    source: String,
}

/// Form's position, header's key.
type Key = (usize, String);

/// Writes the sheet; nothing where there is nothing to ask and nothing was decided.
pub(super) fn write(book: &mut Book, sources: &Sources<'_>) -> Result<Vec<Expected>, Trouble> {
    let lang = sources.settings.lang;
    let asked = asked(sources)?;
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let rows = asked.len() as u64;
    let sheet = book.sheet(HEADERS)?;
    let title = match lang {
        Lang::Zh => format!("{}　{HEADERS}（{}）", sources.town, wording::period(sources.settings)),
        Lang::En => format!("{}: headers to settle ({})", sources.town, sources.settings.period),
    };
    let subtitle = pick(
        lang,
        "这些表头不是规定的写法。在“定为”里选一栏（没有这一栏就选“不是字段”），存盘后再运行一次，以后各期都照此办理；清空就是取消",
        "Headers that are none of the known ones. Choose what each is (or “no field”) and run again; it is remembered. Empty a cell to take it back",
    );
    let heading = Heading { title: &title, subtitle, hint: "", lang, frozen: 0 };
    let mut grid = Grid::open(sheet, heading, columns(lang), rows, u32::from(FILES))?;
    let mut sum = 0;
    let mut of_form: BTreeMap<usize, (u32, u32)> = BTreeMap::new();
    for (number, ((position, key), asked)) in (1..).zip(&asked) {
        let Some(form) = sources.forms.0.get(*position) else { continue };
        let at = grid.next_row();
        of_form.entry(*position).and_modify(|rows| rows.1 = at).or_insert((at, at));
        sum += asked.files.len().cast_signed() as i64;
        grid.row(&entries(number, form, key, asked, lang))?;
    }
    let pages = grid.close("", &[])?;
    let sheet = book.workbook.worksheet_from_name(HEADERS)?;
    for (list, (position, (first, last))) in (0..).zip(&of_form) {
        let Some(form) = sources.forms.0.get(*position) else { continue };
        let letters = crate::model::Address::new(0, list).column_letters();
        let formula = Formula::new(format!("={LISTS}!${letters}$1:${letters}${}", form.fields.len() + 1));
        let choices = DataValidation::new().allow_list_formula(formula);
        let choices = choices.set_error_style(DataValidationErrorStyle::Information).show_error_message(false);
        sheet.add_data_validation(*first, CHOICE, *last, CHOICE, &choices)?;
    }
    let lists = book.workbook.add_worksheet().set_name(LISTS)?;
    lists.set_hidden(true);
    for (column, position) in (0..).zip(of_form.keys()) {
        let fields = sources.forms.0.get(*position).into_iter().flat_map(|form| &form.fields);
        let none = HeaderSheet::NONE;
        let labels = std::iter::once(none.get(lang)).chain(fields.map(|field| field.label.get(lang)));
        for (row, label) in (0..).zip(labels) {
            lists.write_string(row, column, label)?;
        }
    }
    pages.expected(u32::from(FILES), rows, sum)
}

/// How many headers wait for somebody's word.
pub(super) fn waiting(sources: &Sources<'_>) -> Result<usize, Trouble> {
    let waits = |(key, asked): &&(Key, Asked)| asked.turn(sources.forms.0.get(key.0)) < 2;
    Ok(asked(sources)?.iter().filter(waits).count())
}

/// Every header that is asked about or was decided: form after form, those first that need somebody's word.
fn asked(sources: &Sources<'_>) -> Result<Vec<(Key, Asked)>, Trouble> {
    let lang = sources.settings.lang;
    let mut asked: BTreeMap<Key, Asked> = BTreeMap::new();
    let sql = format!(
        "SELECT b.form, g.header, c.header, g.state, g.fields, g.{}, g.samples, f.path, s.name, c.letters
         FROM column_guess g
         JOIN block b ON b.period = g.period AND b.file = g.file AND b.sheet = g.sheet AND b.block = g.block
         JOIN block_column c ON c.period = g.period AND c.file = g.file AND c.sheet = g.sheet AND c.block = g.block
           AND c.position = g.position
         JOIN file f ON f.period = g.period AND f.file = g.file
         JOIN sheet s ON s.period = g.period AND s.file = g.file AND s.sheet = g.sheet
         WHERE g.period = :period
         ORDER BY g.file NULLS FIRST, g.sheet NULLS FIRST, g.block NULLS FIRST, g.position NULLS FIRST",
        pick(lang, "reason_zh", "reason_en")
    );
    sources.ledger.each("report: headers", &sql, |row| -> Result<(), Trouble> {
        let text = |at: usize| datum::text(row.get(at)).unwrap_or_default();
        if let Some((position, _)) = sources.forms.by_id(text(0)) {
            asked.entry((position, text(1).to_owned())).or_default().take(row);
        }
        Ok(())
    })?;
    for (key, choice, source) in decided(sources)? {
        let known = asked.entry(key).or_default();
        (known.choice, known.source) = (choice, source);
    }
    let mut asked: Vec<(Key, Asked)> = asked.into_iter().collect();
    asked.sort_by_cached_key(|((form, key), asked)| {
        (*form, asked.turn(sources.forms.0.get(*form)), std::cmp::Reverse(asked.files.len()), key.clone())
    });
    Ok(asked)
}

/// What was decided of headers, but for what was taken back.
fn decided(sources: &Sources<'_>) -> Result<Vec<(Key, String, String)>, Trouble> {
    let mut decided = Vec::new();
    let sql = "SELECT key, choice, source FROM decision WHERE period = :period AND about = 'header' AND choice <> ''
               ORDER BY key NULLS FIRST";
    sources.ledger.each("report: decisions", sql, |row| -> Result<(), Trouble> {
        let text = |at: usize| datum::text(row.get(at)).unwrap_or_default();
        let known = text(0).split_once('|').and_then(|(form, key)| Some((sources.forms.by_id(form)?.0, key)));
        if let Some((position, key)) = known {
            decided.push(((position, key.to_owned()), text(1).to_owned(), text(2).to_owned()));
        }
        Ok(())
    })?;
    Ok(decided)
}

impl Asked {
    /// Takes in one place where the header stands.
    fn take(&mut self, row: &[Datum]) {
        let text = |at: usize| datum::text(row.get(at)).unwrap_or_default();
        let state = [GuessState::Open, GuessState::Adopted, GuessState::Decided];
        let state = state.into_iter().find(|state| state.name() == text(3));
        let fields: Vec<String> = text(4).split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect();
        if self.files.is_empty() {
            text(2).clone_into(&mut self.written);
            self.example = format!("{} › {} › {}", mask_long(text(7)), mask_long(text(8)), text(9));
        }
        // Where it stands several times, the place that tells most says what it may be.
        if self.state.is_none() || (self.fields.is_empty() && !fields.is_empty()) {
            (self.state, self.fields, self.reason) = (state, fields, text(5).to_owned());
        }
        for sample in text(6).split('、').filter(|sample| !sample.is_empty()) {
            if self.samples.len() < 3 && !self.samples.iter().any(|known| known == sample) {
                self.samples.push(sample.to_owned());
            }
        }
        self.files.insert(text(7).to_owned());
    }

    /// Who waits for an answer most stands first.
    fn turn(&self, form: Option<&Form>) -> u8 {
        match (self.choice.is_empty(), self.state) {
            (false, _) if form.is_some_and(|form| self.is_unknown(form)) => 0,
            (false, _) => 3,
            (true, Some(GuessState::Open)) if !self.fields.is_empty() => 0,
            (true, Some(GuessState::Adopted)) => 1,
            (true, _) => 2,
        }
    }

    /// Whether what was decided is no field.
    fn is_unknown(&self, form: &Form) -> bool {
        !self.choice.is_empty() && self.choice != NO_FIELD && form.field(&self.choice).is_none()
    }

    /// What the run made of it.
    fn standing(&self, form: &Form) -> Words {
        match (self.choice.is_empty(), self.state) {
            (false, _) if self.is_unknown(form) => Words::new("没有这一栏，没有采用", "no such field: not followed"),
            (false, None) => Words::new("已定；这一期没有这个表头", "decided; not in this period"),
            (false, Some(_)) => Words::new("已定，照此办理", "decided, followed"),
            (true, Some(GuessState::Adopted)) => Words::new("先按这一栏算了", "taken for it"),
            (true, _) => Words::new("没有采用，放在“其他信息”", "not used, kept with the record"),
        }
    }
}

fn columns(lang: Lang) -> Vec<Column> {
    let of = |words: &Words, look, widest| Column::new(words.get(lang), look, widest);
    vec![
        Column::new(pick(lang, "序号", "No."), Look::Centre, 8.0),
        of(&HeaderSheet::FORM, Look::Text, 16.0),
        of(&HeaderSheet::HEADER, Look::Text, 24.0),
        Column::new(pick(lang, "像哪一栏（建议）", "It may be"), Look::Text, 22.0),
        Column::new(pick(lang, "依据", "Because"), Look::Text, 28.0),
        Column::new(pick(lang, "现在怎样算", "Now"), Look::Text, 20.0),
        Column::new(pick(lang, "出现在几个文件", "Files"), Look::Centre, 10.0),
        Column::new(pick(lang, "例子（文件 › 工作表 › 列）", "For example (file › sheet › column)"), Look::Text, 36.0),
        Column::new(pick(lang, "样例值", "Cells"), Look::Text, 26.0),
        of(&HeaderSheet::CHOICE, Look::Text, 18.0),
        Column::new(pick(lang, "意见来自", "Decided in"), Look::Text, 22.0),
        Column::hidden(HeaderSheet::MARK.get(lang)),
    ]
}

fn entries<'a>(number: i64, form: &'a Form, key: &'a str, asked: &'a Asked, lang: Lang) -> Vec<Entry<'a>> {
    let label =
        |id: &String| form.field(id).and_then(|field| form.fields.get(field)).map(|field| field.label.get(lang));
    let labels: Vec<&str> = asked.fields.iter().filter_map(label).collect();
    let written = if asked.written.is_empty() { key } else { &asked.written };
    let text = |text: String| if text.is_empty() { Put::Nothing } else { Put::text(text) };
    let standing = Put::text(asked.standing(form).get(lang).to_owned());
    let waits = asked.turn(Some(form)) < 2;
    vec![
        Put::count(number).into(),
        Put::text(form.title.get(lang)).into(),
        Put::text(mask_long(written)).into(),
        text(labels.join(pick(lang, " 或 ", " or "))).into(),
        text(mask(&asked.reason)).into(),
        standing.toned(if waits { Tone::Warning } else { Tone::Plain }),
        Put::count(asked.files.len().cast_signed() as i64).into(),
        text(asked.example.clone()).into(),
        text(asked.samples.join("、")).into(),
        text(decision::shown(&asked.choice, form, lang)).toned(if waits { Tone::Warning } else { Tone::Plain }),
        text(mask_long(&asked.source)).into(),
        Put::text(decision::header_mark(&Decisions::header_key(form, key), &asked.choice)).into(),
    ]
}
