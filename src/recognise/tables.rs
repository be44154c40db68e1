//! Where tables stand on a sheet: below one another, beside each other, and what lies between.

use std::borrow::Cow;

use crate::form::{Forms, language};
use crate::model::{Address, Block, CellValue, IgnoreReason, RowRole, Sheet, SheetReading};

use super::candidates::Evidence;
use super::found::Found;
use super::grid::{Grid, Span};
use super::header::{self, ColumnHead, Heading};
use super::lexicon::{Lexicon, Subject};
use super::looks;
use super::matching;
use super::preamble;
use super::rows::{self, TITLE_ROWS};
use super::upright::upright;
use super::verdict::{self, Saying};

/// How many rows below a header are looked at to see what its columns hold.
const SAMPLE: usize = 60;
/// How many headers of one sheet are weighed. No sheet has so many different tables; a hostile one may claim to.
const MOST_TRIED: usize = 100;

/// A sheet while it is read.
pub(super) struct Reader<'a> {
    pub(super) grid: Grid<'a>,
    pub(super) forms: &'a Forms,
    pub(super) lexicon: &'a Lexicon,
    /// Whether the words of cards are told by all forms.
    pub(super) is_wide: bool,
    pub(super) path: &'a str,
    /// What is known of each row so far, by position.
    pub(super) roles: Vec<Option<RowRole>>,
    /// The tables found so far.
    pub(super) blocks: Vec<Block>,
    /// What the sheet's name speaks of, and what the file's does where that is silent.
    pub(super) named: Subject,
    /// Whether cards about a school are looked for, which ask for no child.
    pub(super) of_school: bool,
    /// Labels and values above lists of events.
    pub(super) heads: Vec<super::card::head::Head>,
}

/// Reads one sheet.
pub(super) fn read(sheet: &Sheet, path: &str, forms: &Forms, lexicon: &Lexicon) -> SheetReading {
    if is_instructions(sheet) {
        let note = |row: &crate::model::Row| (row.index, RowRole::Ignored(IgnoreReason::Note));
        return SheetReading { blocks: Vec::new(), rows: sheet.rows.iter().map(note).collect() };
    }
    super::transposed::read(sheet, path, forms, lexicon).unwrap_or_else(|| upright(sheet, path, forms, lexicon))
}

/// Whether a sheet is the one that a blank form of ours brings along, which says how to fill it in.
fn is_instructions(sheet: &Sheet) -> bool {
    let title = sheet.rows.first().and_then(|row| row.cells.first()).map(|cell| looks::plain(&cell.value));
    let ends = |title: Cow<'_, str>| language().rows.instructions.iter().any(|word| title.ends_with(word.as_str()));
    title.is_some_and(ends)
}

impl Reader<'_> {
    /// Reads the rows from position `start` up to `end` within some columns.
    pub(super) fn read(&mut self, span: Span, start: usize, end: usize) {
        if let Some(bands) = self.bands(span, start, end) {
            for band in bands {
                self.read(band, start, end);
            }
            return;
        }
        let (found, strangers) = self.find(span, start, end);
        let split = found.iter().position(|found| self.segments(&found.line, span).len() > 1);
        let Some(split) = split else {
            rows::read(self, span, start, end, &found, &strangers);
            return;
        };
        let Some(first) = found.get(split) else {
            return;
        };
        let segments = self.segments(&first.line, span);
        let from = first.start.max(start);
        let next = found.iter().skip(split + 1).find(|later| self.segments(&later.line, span).len() != segments.len());
        let until = next.map_or(end, |next| next.start);
        let before = found.get(..split).unwrap_or_default();
        if from > start {
            rows::read(self, span, start, from, before, &strangers);
        }
        for segment in segments {
            let (inside, strangers) = self.find(segment, from, until);
            rows::read(self, segment, from, until, &inside, &strangers);
        }
        if until < end {
            self.read(span, until, end);
        }
    }

    /// The headers that fit a form, and the positions of headers of other tables between them.
    pub(super) fn find(&self, span: Span, start: usize, end: usize) -> (Vec<Found>, Vec<usize>) {
        let mut found: Vec<Found> = Vec::new();
        let mut strangers = Vec::new();
        let mut position = start;
        let mut floor = start;
        let mut tried = 0;
        while position < end {
            let likeness = header::likeness(&self.grid, self.lexicon, position, span);
            let active = found
                .last()
                .filter(|_| strangers.last().is_none_or(|&last| found.last().is_some_and(|found| last < found.start)));
            if likeness.is_header()
                && active.is_some_and(|before| before.counts(self.forms, self.grid.cells(position, span)))
            {
                position += 1;
                continue;
            }
            let plainly = if active.is_some() { likeness.is_surely_header() } else { likeness.is_header() };
            let weakly = found.is_empty() && likeness.known == 1 && self.is_weak_header(position, span);
            let heading = if plainly || weakly || (active.is_some() && likeness.is_header()) {
                let above = super::card::head::floor(&self.heads, position);
                header::heading(&self.grid, self.lexicon, position, span, floor.max(above))
            } else {
                None
            };
            let Some(heading) = heading else {
                position += 1;
                continue;
            };
            let heading = match active {
                Some(before) if heading.repeats(&before.line) => self.as_before(heading, &before.line, position, span),
                _ => heading,
            };
            let after = self.grid.position(heading.bottom + 1).max(position + 1);
            let repeats = active.is_some_and(|before| heading.repeats(&before.line));
            if !repeats && !plainly && !weakly {
                position += 1;
                continue;
            }
            // Below a card's head each list is another child's.
            let is_headed = super::card::head::first(&self.heads, heading.top).is_some();
            let known = active.filter(|_| repeats && !is_headed && found.len() >= MOST_TRIED).cloned();
            let choice = match known {
                // A header over every child, as on salary slips, is the same table each time.
                Some(before) => Some(self.again(before, heading, span, floor)),
                None if is_headed || tried < MOST_TRIED => {
                    tried += 1;
                    let end = super::card::head::end_of_list(&self.heads, heading.top).unwrap_or(end).min(end);
                    self.choose(&heading, span, after, end, floor, active.filter(|_| repeats))
                }
                None => None,
            };
            match choice {
                Some(mut choice)
                    if !weakly || choice.columns.iter().filter(|(_, found)| found.taken.is_some()).count() >= 3 =>
                {
                    choice.repeat = repeats;
                    floor = after;
                    found.push(choice);
                    position = after;
                }
                _ => {
                    if active.is_some() {
                        strangers.push(position);
                    }
                    position += 1;
                }
            }
        }
        (found, strangers)
    }

    /// A header that is printed once more, without a record above it that says what headers say: 电话, 父母.
    fn as_before(&self, heading: Heading, before: &Heading, position: usize, span: Span) -> Heading {
        let is_row = |at: &usize| header::is_row_of(&self.grid, before, self.grid.cells(*at, span));
        let top = self.grid.position(heading.top);
        let first = (top..position).find(is_row).unwrap_or(position);
        let shorter = (first > top).then(|| header::heading(&self.grid, self.lexicon, position, span, first)).flatten();
        shorter.unwrap_or(heading)
    }

    /// The table before, printed on under its own header once more.
    fn again(&self, before: Found, heading: Heading, span: Span, floor: usize) -> Found {
        let (start, _) = self.preamble(span, self.grid.position(heading.top), floor);
        Found { line: heading.clone(), heading, start, repeat: true, ..before }
    }

    /// A row of short words over a row that holds data, where nothing better was found.
    fn is_weak_header(&self, position: usize, span: Span) -> bool {
        let cells = self.grid.cells(position, span);
        let short = cells.iter().all(|cell| cell.value.as_text().is_some_and(|text| text.chars().count() <= 14));
        let below = self.grid.cells(position + 1, span);
        cells.len() >= 3 && short && below.iter().any(|cell| looks::is_datum(&cell.value))
    }

    /// The form that fits a header best. Without a title it is of what the table was of whose header it repeats.
    fn choose(
        &self,
        heading: &Heading,
        span: Span,
        after: usize,
        end: usize,
        floor: usize,
        repeated: Option<&Found>,
    ) -> Option<Found> {
        let segment = self.segments(heading, span).first().copied().unwrap_or(span);
        let line = heading;
        let heading = if segment == span { line.clone() } else { line.within(segment) };
        let columns = self.evidence(&heading, segment, after, end);
        // What a card's head says is no title.
        let head = super::card::head::first(&self.heads, heading.top);
        let top = head.unwrap_or_else(|| self.grid.position(heading.top));
        let (start, whole) = self.preamble(span, top, floor);
        // Of tables beside each other each has its own title, or all have the one that is merged over them.
        let own = if segment == span { None } else { Some(self.preamble(segment, top, floor).1) };
        let title = own.filter(|own| !own.is_empty()).unwrap_or(whole);
        let title = if title.is_empty() { self.title_across(span, top) } else { title };
        let title = super::card::head::title(&self.heads, heading.top).map_or(title, str::to_owned);
        let foreign_title = language().headers.foreign_titles.iter().any(|word| title.contains(word.as_str()));
        let mut best: Option<Found> = None;
        let told = self.lexicon.subject(&title);
        let untitled = || repeated.map_or(&self.named, |before| &before.told).clone();
        let told = Some(told).filter(|told| !told.is_silent());
        let told = told.or_else(|| self.headed(&heading)).unwrap_or_else(untitled);
        for (form, (definition, words)) in self.forms.0.iter().zip(&self.lexicon.forms).enumerate() {
            let saying =
                Saying { titled: told.names(form), foreign: foreign_title || told.is_foreign(definition.kind) };
            if !verdict::may_be(definition, words, &columns, saying) {
                continue;
            }
            let matches = matching::assign(definition, words, self.lexicon, &columns);
            let Some(score) = verdict::verdict(self.forms, self.lexicon, definition, words, &columns, &matches, saying)
            else {
                continue;
            };
            if best.as_ref().is_none_or(|best| score > best.score) {
                let columns = columns.iter().map(|column| column.head.as_ref().clone()).zip(matches).collect();
                best = Some(Found {
                    heading: heading.clone(),
                    line: line.clone(),
                    form,
                    columns,
                    start,
                    repeat: false,
                    score,
                    told: told.clone(),
                });
            }
        }
        best
    }

    /// What a header's wider cells speak of (帮扶记录 over 日期, 形式, 内容), which is more than a sheet's name says.
    fn headed(&self, heading: &Heading) -> Option<Subject> {
        let wider = heading.columns.iter().filter_map(|column| column.words.split_last()).flat_map(|(_, wider)| wider);
        wider.map(|word| self.lexicon.subject(&word.plain)).find(|told| !told.is_silent() && !told.other)
    }

    /// What each column's header and first cells say; columns without a header count when they hold something.
    fn evidence<'s>(&'s self, heading: &'s Heading, span: Span, after: usize, end: usize) -> Vec<Evidence<'s>> {
        let mut samples: std::collections::BTreeMap<u32, Vec<&CellValue>> = std::collections::BTreeMap::new();
        let mut seen = 0;
        // Rows that repeat the header are not seen, yet they are looked at: a sheet of headers must not cost its square.
        for position in after..end.min(after + 4 * SAMPLE) {
            if seen >= SAMPLE {
                break;
            }
            let cells = self.grid.cells(position, span);
            if cells.len() < 2 {
                continue;
            }
            if header::likeness(&self.grid, self.lexicon, position, span).is_surely_header() {
                if header::is_row_of(&self.grid, heading, cells) {
                    continue;
                }
                break;
            }
            seen += 1;
            for cell in cells.iter().filter(|cell| !looks::holds_nothing(&cell.value) && !looks::is_ditto(&cell.value))
            {
                samples.entry(cell.column).or_default().push(&cell.value);
            }
        }
        let mut columns: Vec<Evidence<'s>> = Vec::new();
        for head in &heading.columns {
            let sample = samples.remove(&head.column).unwrap_or_default();
            columns.push(Evidence::new(std::borrow::Cow::Borrowed(head), sample));
        }
        let enough = (seen / 2).max(1);
        for (column, sample) in samples {
            if sample.len() >= enough {
                let head = ColumnHead { column, parts: Vec::new(), words: Vec::new() };
                columns.push(Evidence::new(std::borrow::Cow::Owned(head), sample));
            }
        }
        columns.sort_by_key(|column| column.head.column);
        columns
    }

    /// Where the lines above a header begin that belong to its table, and their text, normalised.
    fn preamble(&self, span: Span, top: usize, floor: usize) -> (usize, String) {
        let labels = self.lexicon.particulars(0);
        let mut start = top;
        let mut text = String::new();
        let mut best = top;
        while start > floor {
            let cells = self.grid.cells(start - 1, span);
            if cells.is_empty() {
                start -= 1;
                continue;
            }
            let role = preamble::role(cells, labels)
                .or_else(|| preamble::names_one(cells, self.lexicon).then_some(IgnoreReason::Particulars));
            let belongs = match role {
                Some(IgnoreReason::Title) => floor == 0 || self.is_title(start - 1, cells),
                // A note may stand between title and header; by itself it is the table's before.
                Some(_) => true,
                None => false,
            };
            if !belongs {
                break;
            }
            start -= 1;
            if floor == 0 || role != Some(IgnoreReason::Note) {
                best = start;
            }
            // What a note speaks of (家访 as a way to help) is no title.
            for cell in cells.iter().filter(|_| role != Some(IgnoreReason::Note)) {
                text.push_str(&looks::plain(&cell.value));
                text.push('\n');
            }
        }
        (best, text)
    }

    /// The titles that stand beside some columns and are merged over them, normalised.
    fn title_across(&self, span: Span, top: usize) -> String {
        let mut text = String::new();
        for row in self.grid.rows().get(top.saturating_sub(TITLE_ROWS)..top).unwrap_or_default() {
            for cell in row.cells.iter().filter(|cell| cell.column < span.first) {
                let merge = self.grid.merge(Address::new(row.index, cell.column));
                if preamble::touches(cell, merge, span.first, span.last) {
                    text.push_str(&looks::plain(&cell.value));
                    text.push('\n');
                }
            }
        }
        text
    }

    /// Whether a lone line below another table can be the title of the next: merged, or with a title's words.
    fn is_title(&self, position: usize, cells: &[crate::model::Cell]) -> bool {
        let Some(row) = self.grid.number(position) else {
            return false;
        };
        cells.iter().any(|cell| {
            let text = looks::plain(&cell.value);
            let wide = self
                .grid
                .merge(Address::new(row, cell.column))
                .is_some_and(|area| area.last.column > area.first.column + 1);
            let said =
                language().rows.title.iter().chain(&language().rows.annex).any(|word| text.contains(word.as_str()))
                    || !super::schools::in_text(&text).is_empty()
                    || super::grades::in_words(&text).grade.is_some();
            wide || (said && text.chars().count() >= 4) || self.lexicon.has_title(&text)
        })
    }

    /// Notes what a row is; of several answers the one that loses nothing stands.
    pub(super) fn mark(&mut self, position: usize, role: RowRole) {
        let weight = |role: &RowRole| match role {
            RowRole::Quarantined(_) => 0,
            RowRole::Data => 1,
            RowRole::Ignored(_) => 2,
        };
        if let Some(known) = self.roles.get_mut(position)
            && known.as_ref().is_none_or(|known| weight(&role) < weight(known))
        {
            *known = Some(role);
        }
    }
}
