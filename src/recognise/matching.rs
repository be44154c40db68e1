//! Columns to fields: every column gets the field it clearly is, and no field is guessed between two.

use std::borrow::Cow;

use crate::finding::Words;
use crate::form::{Form, Kind, Role, language};
use crate::model::{Address, ColumnMap};

use super::candidates::{self, Candidate, Evidence};
use super::grades;
use super::lexicon::{FormWords, Lexicon};
use super::looks;

/// How much better a column must be to be taken before another for the same field.
const CLEARLY: f64 = 0.08;

/// What became of a column.
#[derive(Clone, Debug, Default)]
pub(super) struct Match {
    /// The field it was taken for.
    pub(super) taken: Option<Candidate>,
    /// The field that it carries besides.
    pub(super) also: Option<usize>,
    /// Fields that it could be, but not more clearly than another column, or than each other.
    pub(super) rivals: Vec<usize>,
    /// The field that it would have been, and the column that has it.
    lost: Option<(usize, u32)>,
    /// Whether it only numbers the rows.
    pub(super) serial: bool,
}

struct Board<'a> {
    form: &'a Form,
    words: &'a FormWords,
    columns: &'a [Evidence<'a>],
    matches: Vec<Match>,
    /// For each field, the column that has it.
    claimed: Vec<Option<usize>>,
    /// For each field, whether columns were equally good for it.
    disputed: Vec<bool>,
    /// What the headers alone name, for each column.
    named: Vec<Vec<Candidate>>,
}

/// Matches the columns of a table with the fields of a form.
pub(super) fn assign(form: &Form, words: &FormWords, lexicon: &Lexicon, columns: &[Evidence<'_>]) -> Vec<Match> {
    let mut board = Board {
        form,
        words,
        columns,
        matches: columns.iter().map(|column| Match { serial: is_serial(lexicon, column), ..Match::default() }).collect(),
        claimed: vec![None; form.fields.len()],
        disputed: vec![false; form.fields.len()],
        named: Vec::new(),
    };
    let mut named = board.propose(|column| candidates::named(form, words, &column.head));
    board.give_to_neighbours(&mut named);
    board.named.clone_from(&named);
    board.settle(named);
    let beside = (0..columns.len()).map(|place| board.beside(place)).collect();
    board.settle(beside);
    let near = board.propose(|column| candidates::near(form, words, column));
    board.settle(near);
    let by_cells = board.propose(|column| candidates::by_cells(form, words, column));
    board.settle(by_cells);
    // Columns found by likeness may be the neighbours that a plain word waits for.
    let beside = (0..columns.len()).map(|place| board.beside(place)).collect();
    board.settle(beside);
    board.join_grade_and_class();
    board.leave_open();
    board.matches
}

fn is_serial(lexicon: &Lexicon, column: &Evidence<'_>) -> bool {
    if column.head.parts.is_empty() {
        // Without a header: one, two, three.
        let numbers: Vec<u32> = column.sample.iter().filter_map(|value| looks::plain(value).parse().ok()).collect();
        return numbers.len() >= 2 && numbers.len() == column.sample.len() && numbers.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1));
    }
    if !lexicon.is_serial(column.head.leaf()) {
        return false;
    }
    // Words in the column are totals, examples and signatures; codes make it more than a row's number.
    let counted: Vec<String> = column.sample.iter().map(|value| looks::plain(value)).filter(|text| looks::digits(text) > 0).collect();
    let numbers = counted.iter().filter(|text| text.trim_matches(['(', ')', '.', '、']).parse::<u32>().is_ok_and(|number| number < 1_000_000)).count();
    numbers * 2 >= counted.len()
}

impl Board<'_> {
    /// Asks for candidates of every column that is still open.
    fn propose(&self, ask: impl Fn(&Evidence<'_>) -> Vec<Candidate>) -> Vec<Vec<Candidate>> {
        let open = |place: usize| self.matches.get(place).is_some_and(|found| found.taken.is_none() && !found.serial && found.rivals.is_empty());
        self.columns.iter().enumerate().map(|(place, column)| if open(place) { ask(column) } else { Vec::new() }).collect()
    }

    /// The group that a field is of, when it is a person's other than the child.
    fn person_group(&self, field: usize) -> Option<usize> {
        self.form.fields.get(field)?.group.filter(|&group| Some(group) != self.words.own_group)
    }

    /// The group whose columns stand directly before a column; plain words (`年龄`) in between belong to it.
    fn group_before(&self, named: &[Vec<Candidate>], place: usize) -> Option<usize> {
        for left in (0..place).rev() {
            let column = self.columns.get(left)?;
            if let Some(candidate) = named.get(left)?.first() {
                return self.person_group(candidate.field);
            }
            if self.words.short(column.head.leaf()).is_empty() {
                return None;
            }
        }
        None
    }

    /// A word that the child and a guardian share (身体状况) is the guardian's between two of the guardian's columns.
    fn give_to_neighbours(&self, named: &mut [Vec<Candidate>]) {
        let group_at = |named: &[Vec<Candidate>], place: usize| named.get(place).and_then(|found| self.person_group(found.first()?.field));
        for place in 1..named.len() {
            let Some(field) = named.get(place).and_then(|found| found.first()).map(|candidate| candidate.field) else { continue };
            let Some(definition) = self.form.fields.get(field) else { continue };
            if definition.group != self.words.own_group || matches!(definition.kind, Kind::Text | Kind::Person) {
                continue;
            }
            let Some(group) = self.group_before(named, place) else { continue };
            let Some((column, next)) = self.columns.get(place).zip(self.columns.get(place + 1)) else { continue };
            let follows = group_at(named, place + 1) == Some(group)
                || (named.get(place + 1).is_some_and(Vec::is_empty) && !candidates::beside(self.form, self.words, &next.head, group).is_empty());
            let beside = candidates::beside(self.form, self.words, &column.head, group);
            if follows && !beside.is_empty() {
                if let Some(found) = named.get_mut(place) {
                    *found = beside;
                }
            }
        }
    }

    /// What a plain word (`联系电话`) means by the person whose columns stand before it.
    fn beside(&self, place: usize) -> Vec<Candidate> {
        let (Some(column), Some(found)) = (self.columns.get(place), self.matches.get(place)) else { return Vec::new() };
        if found.taken.is_some() || found.serial || self.words.short(column.head.leaf()).is_empty() {
            return Vec::new();
        }
        let mut between = 0;
        for left in (0..place).rev() {
            let (Some(before), Some(evidence)) = (self.matches.get(left), self.columns.get(left)) else { break };
            if before.serial {
                break;
            }
            let Some(field) = before.taken.as_ref().map(|taken| taken.field) else {
                if candidates::is_strangers(self.words, evidence.head.leaf()) {
                    break;
                }
                continue;
            };
            if let Some(group) = self.person_group(field) {
                return self.of_group(column, group, between);
            }
            let definition = self.form.fields.get(field);
            if definition.is_some_and(|field| field.kind == Kind::Person && field.role != Some(Role::ChildName)) {
                break;
            }
            between += 1;
        }
        self.before_its_group(place, column)
    }

    /// Whether the person whose columns stand before a column is none of the form's groups: a teacher, the helper.
    fn after_stranger(&self, place: usize) -> bool {
        for left in (0..place).rev() {
            let (Some(before), Some(evidence)) = (self.matches.get(left), self.columns.get(left)) else { return false };
            if let Some(taken) = &before.taken {
                let definition = self.form.fields.get(taken.field);
                return definition.is_some_and(|field| field.kind == Kind::Person && field.group.is_none());
            }
            if candidates::is_strangers(self.words, evidence.head.leaf()) {
                return true;
            }
        }
        false
    }

    /// Candidates of a group that stands before the column, with `between` other fields in between.
    fn of_group(&self, column: &Evidence<'_>, group: usize, between: usize) -> Vec<Candidate> {
        let mut found = candidates::beside(self.form, self.words, &column.head, group);
        if between > 0 {
            // Only a phone is looked for that far away: nobody else's can be meant.
            found.retain(|candidate| self.form.fields.get(candidate.field).is_some_and(|field| field.kind == Kind::Phone));
            found.iter_mut().for_each(|candidate| candidate.score = 0.65);
        }
        found
    }

    /// A second 姓名 belongs to the person whose other columns follow it.
    fn before_its_group(&self, place: usize, column: &Evidence<'_>) -> Vec<Candidate> {
        let named = self.matches.get(place).is_some_and(|found| found.lost.is_some());
        let next = self.matches.get(place + 1).and_then(|next| next.taken.as_ref()).and_then(|taken| self.person_group(taken.field));
        match next {
            Some(group) if named => candidates::beside(self.form, self.words, &column.head, group),
            _ => Vec::new(),
        }
    }

    /// Gives every field to the column that is clearly the best for it.
    fn settle(&mut self, mut wishes: Vec<Vec<Candidate>>) {
        loop {
            for (place, wish) in wishes.iter_mut().enumerate() {
                self.drop_claimed(place, wish);
            }
            let Some(field) = wishes.iter().filter_map(|wish| wish.first()).map(|candidate| candidate.field).min() else { break };
            let wants = |wish: &Vec<Candidate>| wish.first().is_some_and(|candidate| candidate.field == field);
            let mut contenders: Vec<(usize, f64)> = wishes
                .iter()
                .enumerate()
                .filter(|(_, wish)| wants(wish))
                .map(|(place, wish)| (place, wish.first().map_or(0.0, |candidate| self.rank(place, candidate))))
                .collect();
            contenders.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            match contenders.as_slice() {
                [(best, _)] => self.take(*best, &mut wishes),
                [(best, rank), (_, second), ..] if rank - second >= CLEARLY => self.take(*best, &mut wishes),
                _ => {
                    if let Some(disputed) = self.disputed.get_mut(field) {
                        *disputed = true;
                    }
                    for (place, _) in contenders {
                        if let Some(found) = self.matches.get_mut(place) {
                            found.rivals.push(field);
                        }
                        if let Some(wish) = wishes.get_mut(place) {
                            wish.clear();
                        }
                    }
                }
            }
        }
    }

    /// Drops wishes for fields that are gone; a column with two equally good wishes keeps neither.
    fn drop_claimed(&mut self, place: usize, wish: &mut Vec<Candidate>) {
        let Some(found) = self.matches.get_mut(place) else { return };
        if found.taken.is_some() {
            wish.clear();
        }
        while let Some(first) = wish.first() {
            if let Some(winner) = self.claimed.get(first.field).copied().flatten() {
                found.lost = found.lost.or(self.columns.get(winner).map(|column| (first.field, column.head.column)));
            } else if !self.disputed.get(first.field).copied().unwrap_or_default() {
                break;
            }
            wish.remove(0);
        }
        if let [first, second, ..] = wish.as_slice() {
            if (first.score - second.score).abs() < 0.01 && self.claimed.get(second.field).is_some_and(Option::is_none) {
                found.rivals = vec![first.field, second.field];
                wish.clear();
            }
        }
    }

    fn take(&mut self, place: usize, wishes: &mut [Vec<Candidate>]) {
        let Some(wish) = wishes.get_mut(place) else { return };
        if wish.is_empty() {
            return;
        }
        let taken = wish.remove(0);
        if let Some(claim) = self.claimed.get_mut(taken.field) {
            *claim = Some(place);
        }
        if let Some(found) = self.matches.get_mut(place) {
            found.taken = Some(taken);
            found.rivals.clear();
        }
        wish.clear();
    }

    /// How good a column is for a field: header, cells, neighbours.
    fn rank(&self, place: usize, candidate: &Candidate) -> f64 {
        let (Some(column), Some(field)) = (self.columns.get(place), self.form.fields.get(candidate.field)) else { return 0.0 };
        let mut rank = candidate.score;
        rank += looks::fit(field, &column.sample).map_or(0.0, |fit| 0.3 * (fit - 0.5));
        rank += if column.sample.is_empty() { 0.0 } else { 0.2 };
        let leaf = column.head.leaf();
        let ambiguous = self.words.short(leaf).iter().any(|&short| short != candidate.field);
        if ambiguous && field.group == self.words.own_group {
            rank -= 0.1;
        }
        if field.group == self.words.own_group && self.group_before(&self.named, place).is_some() {
            rank -= 0.15;
        }
        let first_named = |place: usize| self.named.get(place).and_then(|found| found.first()).map(|found| found.field);
        let again = (0..place).any(|left| first_named(left) == Some(candidate.field));
        if again && field.kind == Kind::Person && first_named(place + 1).is_some_and(|next| self.person_group(next).is_some()) {
            rank -= 0.15;
        }
        rank
    }

    /// A class column that also says the grade, or a grade column that also says the class.
    fn join_grade_and_class(&mut self) {
        let (Some(grade), Some(class)) = (self.form.role(Role::Grade), self.form.role(Role::Class)) else { return };
        let of = |field: usize| self.claimed.get(field).copied().flatten();
        let (place, other, both) = match (of(grade), of(class)) {
            (None, Some(place)) => (place, grade, false),
            (Some(place), None) => (place, class, true),
            _ => return,
        };
        let Some(column) = self.columns.get(place) else { return };
        let leaf = column.head.leaf();
        let names = |field: usize| {
            let label = self.form.fields.get(field).map_or("", |field| field.label.zh.as_ref());
            leaf.contains(label)
        };
        let standings: Vec<_> = column.sample.iter().map(|value| grades::in_cell(&value.shown())).collect();
        let joined = standings.iter().filter(|standing| standing.grade.is_some() && (!both || standing.class.is_some())).count();
        let joins = (names(grade) && names(class)) || (joined > 0 && joined * 10 >= standings.len() * 3);
        if joins && !self.disputed.get(other).copied().unwrap_or_default() {
            if let Some(found) = self.matches.get_mut(place) {
                found.also = Some(other);
            }
        }
    }

    /// Plain words that nothing decided are reported with all that they could mean.
    fn leave_open(&mut self) {
        for (place, column) in self.columns.iter().enumerate() {
            let open: Vec<usize> = self
                .words
                .short(column.head.leaf())
                .iter()
                .copied()
                .filter(|&field| self.claimed.get(field).is_some_and(Option::is_none) && column.head.parts.len() == 1)
                .collect();
            let stranger = self.after_stranger(place);
            if let Some(found) = self.matches.get_mut(place) {
                if found.taken.is_none() && !found.serial && found.rivals.is_empty() && open.len() > 1 && !stranger {
                    found.rivals = open;
                }
            }
        }
    }
}

/// A match as the rest of the program sees it.
pub(super) fn column_map(form: &Form, column: u32, header: String, found: &Match, filled: bool) -> ColumnMap {
    let label = |field: usize| form.fields.get(field).map(|field| field.label.clone()).unwrap_or_default();
    let (score, reason) = match (&found.taken, &found.lost) {
        (Some(taken), _) => (taken.score, taken.why.words()),
        _ if found.serial => (0.0, Words::new("行的序号，不是字段", "numbers the rows, no field")),
        _ if !found.rivals.is_empty() => {
            let names: Vec<Words> = found.rivals.iter().map(|&field| label(field)).collect();
            let join = |names: Vec<&str>, by: &str| names.join(by);
            let zh = join(names.iter().map(|name| name.zh.as_ref()).collect(), "、");
            let en = join(names.iter().map(|name| name.en.as_ref()).collect(), ", ");
            (0.0, Words::made(format!("可能是{zh}，分不清，没有猜"), format!("may be {en}; none is clearly better, none was guessed")))
        }
        (None, Some((field, winner))) => {
            let letters = Address::new(0, *winner).column_letters();
            let label = label(*field);
            (0.0, Words::made(format!("{}已取自更清楚的 {letters} 列", label.zh), format!("{} was taken from column {letters}, which is clearer", label.en)))
        }
        (None, None) => (0.0, Words { zh: Cow::Borrowed("没有字段用这个表头"), en: Cow::Borrowed("no field has this header") }),
    };
    ColumnMap {
        column,
        header,
        field: found.taken.as_ref().map(|taken| taken.field),
        also: found.also,
        score,
        reason,
        rivals: found.rivals.clone(),
        filled,
        serial: found.serial,
    }
}

/// How much speaks for a table being the form; `None` when it is not enough.
pub(super) fn verdict(form: &Form, words: &FormWords, columns: &[Evidence<'_>], matches: &[Match], titled: bool, foreign_title: bool) -> Option<f64> {
    let has = |role: Role| form.role(role).is_some_and(|field| matches.iter().any(|found| found.taken.as_ref().is_some_and(|taken| taken.field == field)));
    if !has(Role::ChildName) && !has(Role::ChildId) {
        return None;
    }
    let taken: Vec<&Candidate> = matches.iter().filter_map(|found| found.taken.as_ref()).collect();
    let count = |test: &dyn Fn(usize) -> bool| taken.iter().filter(|candidate| test(candidate.field)).count();
    let required = count(&|field| form.fields.get(field).is_some_and(|field| field.required));
    let telling = count(&|field| words.telling.get(field).copied().unwrap_or_default());
    let demanded = form.fields.iter().filter(|field| field.required).count();
    let foreign = columns
        .iter()
        .zip(matches)
        .filter(|(column, found)| found.taken.is_none() && language().headers.foreign.iter().any(|word| word == column.head.leaf()))
        .count();
    let enough = (telling >= 2 && taken.len() >= 3)
        || (telling >= 1 && taken.len() >= 4)
        || required * 5 >= demanded * 3
        || (titled && taken.len() >= 3);
    let strange = (foreign >= 2 && foreign >= telling && !titled) || (foreign_title && !titled && telling < 3);
    let score = taken.iter().map(|candidate| candidate.score).sum::<f64>() + 0.5 * telling as f64 + 0.5 * required as f64 + if titled { 3.0 } else { 0.0 };
    (enough && !strange).then_some(score - foreign as f64)
}
