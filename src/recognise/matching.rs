//! Columns to fields: every column gets the field it clearly is, and no field is guessed between two.

use crate::form::{Form, FormKind, Kind, Role, words};

use super::candidates::{self, Candidate, Evidence, Why};
use super::date_parts;
use super::grades;
use super::lexicon::{FormWords, Lexicon};
use super::looks;
use super::near;

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
    pub(super) lost: Option<(usize, u32)>,
    /// Whether it only numbers the rows.
    pub(super) serial: bool,
    /// The column whose value it completes, and that one's field: the day of a month.
    pub(super) joined: Option<(u32, usize)>,
}

/// A table while its columns are matched.
pub(super) struct Board<'a> {
    pub(super) form: &'a Form,
    pub(super) words: &'a FormWords,
    pub(super) columns: &'a [Evidence<'a>],
    pub(super) matches: Vec<Match>,
    /// For each field, the column that has it.
    pub(super) claimed: Vec<Option<usize>>,
    /// For each field, whether columns were equally good for it.
    pub(super) disputed: Vec<bool>,
    /// What the headers alone name, for each column.
    pub(super) named: Vec<Vec<Candidate>>,
}

/// Matches the columns of a table with the fields of a form.
pub(super) fn assign(form: &Form, words: &FormWords, lexicon: &Lexicon, columns: &[Evidence<'_>]) -> Vec<Match> {
    let mut board = Board {
        form,
        words,
        columns,
        matches: columns
            .iter()
            .map(|column| Match { serial: is_serial(lexicon, column), ..Match::default() })
            .collect(),
        claimed: vec![None; form.fields.len()],
        disputed: vec![false; form.fields.len()],
        named: Vec::new(),
    };
    let mut named = board.propose(|column| candidates::named(form, words, &column.head));
    board.give_to_neighbours(&mut named);
    board.moments(&mut named);
    date_parts::join(form, words, columns, &mut board.matches, &mut named);
    board.named.clone_from(&named);
    board.settle(named);
    let beside = (0..columns.len()).map(|place| board.beside(place)).collect();
    board.settle(beside);
    board.follow_decisions();
    let near = board.propose(|column| near::near(form, words, column));
    board.settle(near);
    let weakly = board.propose(|column| candidates::weakly(form, words, column));
    board.settle(weakly);
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
        return numbers.len() >= 2
            && numbers.len() == column.sample.len()
            && numbers.windows(2).all(|pair| matches!(pair, [a, b] if *b == a + 1));
    }
    if !lexicon.is_serial(column.head.leaf()) {
        return false;
    }
    // Words in the column are totals, examples and signatures; codes make it more than a row's number.
    let counted: Vec<_> =
        column.sample.iter().map(|value| looks::plain(value)).filter(|text| looks::digits(text) > 0).collect();
    let numbers = counted
        .iter()
        .filter(|text| text.trim_matches(['(', ')', '.', '、']).parse::<u32>().is_ok_and(|number| number < 1_000_000))
        .count();
    numbers * 2 >= counted.len()
}

impl Board<'_> {
    /// Asks for candidates of every column that is still open.
    fn propose(&self, ask: impl Fn(&Evidence<'_>) -> Vec<Candidate>) -> Vec<Vec<Candidate>> {
        let open = |place: usize| {
            self.matches.get(place).is_some_and(|found| {
                found.taken.is_none() && !found.serial && found.rivals.is_empty() && found.joined.is_none()
            }) && !self.is_decided(place)
        };
        self.columns
            .iter()
            .enumerate()
            .map(|(place, column)| if open(place) { ask(column) } else { Vec::new() })
            .collect()
    }

    /// Gives every field to the column that is clearly the best for it.
    fn settle(&mut self, mut wishes: Vec<Vec<Candidate>>) {
        loop {
            for (place, wish) in wishes.iter_mut().enumerate() {
                self.drop_claimed(place, wish);
            }
            let Some(field) = wishes.iter().filter_map(|wish| wish.first()).map(|candidate| candidate.field).min()
            else {
                break;
            };
            let wants = |wish: &Vec<Candidate>| wish.first().is_some_and(|candidate| candidate.field == field);
            let mut contenders: Vec<(usize, f64)> = wishes
                .iter()
                .enumerate()
                .filter(|(_, wish)| wants(wish))
                .map(|(place, wish)| (place, wish.first().map_or(0.0, |candidate| self.rank(place, candidate))))
                .collect();
            contenders.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
            let first_of_weak = self.first_of_weak(field, &contenders, &wishes);
            match (contenders.as_slice(), first_of_weak) {
                ([(best, _)], _) => self.take(*best, &mut wishes),
                ([(best, rank), (_, second), ..], _) if rank - second >= CLEARLY => {
                    self.take(*best, &mut wishes);
                }
                (_, Some(best)) => self.take(best, &mut wishes),
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

    /// Of equally good columns whose headers only may mean a record's field, the one that the form names first:
    /// 联系人 before 关系.
    fn first_of_weak(&self, field: usize, contenders: &[(usize, f64)], wishes: &[Vec<Candidate>]) -> Option<usize> {
        let weak = |&(place, _): &(usize, f64)| {
            wishes.get(place).and_then(|wish| wish.first()).is_some_and(|candidate| candidate.why == Why::Weak)
        };
        if contenders.len() < 2 || self.form.kind == FormKind::Roster || !contenders.iter().all(weak) {
            return None;
        }
        let known = &self.form.fields.get(field)?.weak;
        let place_of = |place: usize| {
            let leaf = self.columns.get(place)?.head.leaf();
            known.iter().position(|word| words::header(word).plain == leaf)
        };
        let mut order: Vec<(usize, usize)> =
            contenders.iter().filter_map(|&(place, _)| place_of(place).map(|order| (order, place))).collect();
        order.sort_unstable();
        match order.as_slice() {
            [(first, place), (second, _), ..] if first < second => Some(*place),
            _ => None,
        }
    }

    /// Drops wishes for fields that are gone; a column with two equally good wishes keeps neither.
    fn drop_claimed(&mut self, place: usize, wish: &mut Vec<Candidate>) {
        let Some(found) = self.matches.get_mut(place) else {
            return;
        };
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
        self.by_fit(place, wish);
        let Some(found) = self.matches.get_mut(place) else {
            return;
        };
        if let [first, second, ..] = wish.as_slice()
            && (first.score - second.score).abs() < 0.01
            && self.claimed.get(second.field).is_some_and(Option::is_none)
        {
            found.rivals = vec![first.field, second.field];
            wish.clear();
        }
    }

    /// Of two equal wishes the cells choose where they fit one and not the other: 联系方式 is a phone or a way.
    fn by_fit(&self, place: usize, wish: &mut [Candidate]) {
        let Some(column) = self.columns.get(place) else { return };
        let fit = |candidate: &Candidate| column.fit_of(self.form, self.words, candidate.field);
        if let [first, second, ..] = wish
            && (first.score - second.score).abs() < 0.01
            && let (Some(one), Some(other)) = (fit(first), fit(second))
        {
            if one < 0.4 && other >= 0.6 {
                std::mem::swap(first, second);
            }
            if (one - other).abs() >= 0.4 {
                first.score += 0.02;
            }
        }
    }

    fn take(&mut self, place: usize, wishes: &mut [Vec<Candidate>]) {
        let Some(wish) = wishes.get_mut(place) else {
            return;
        };
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
        let (Some(column), Some(field)) = (self.columns.get(place), self.form.fields.get(candidate.field)) else {
            return 0.0;
        };
        let mut rank = candidate.score;
        rank += column.fit(self.words, candidate.field, field).map_or(0.0, |fit| 0.3 * (fit - 0.5));
        rank += if column.sample.is_empty() { 0.0 } else { 0.2 };
        let leaf = column.head.leaf();
        if self.form.kind != FormKind::Roster && words::header(&field.label.zh).plain == leaf {
            rank += 0.1;
        }
        let ambiguous = self.words.short(leaf).iter().any(|&short| short != candidate.field);
        if ambiguous && field.group == self.words.own_group {
            rank -= 0.1;
        }
        if field.group == self.words.own_group && self.group_before(&self.named, place).is_some() {
            rank -= 0.15;
        }
        let first_named = |place: usize| self.named.get(place).and_then(|found| found.first()).map(|found| found.field);
        let again = (0..place).any(|left| first_named(left) == Some(candidate.field));
        if again
            && field.kind == Kind::Person
            && first_named(place + 1).is_some_and(|next| self.person_group(next).is_some())
        {
            rank -= 0.15;
        }
        rank
    }

    /// A class column that also says the grade, or a grade column that also says the class.
    fn join_grade_and_class(&mut self) {
        let (Some(grade), Some(class)) = (self.form.role(Role::Grade), self.form.role(Role::Class)) else {
            return;
        };
        let of = |field: usize| self.claimed.get(field).copied().flatten();
        let (place, other, both) = match (of(grade), of(class)) {
            (None, Some(place)) => (place, grade, false),
            (Some(place), None) => (place, class, true),
            _ => return,
        };
        let Some(column) = self.columns.get(place) else {
            return;
        };
        let leaf = column.head.leaf();
        let names = |field: usize| {
            let label = self.form.fields.get(field).map_or("", |field| field.label.zh.as_ref());
            leaf.contains(label)
        };
        let standings: Vec<_> = column.sample.iter().map(|value| grades::in_cell(&value.shown())).collect();
        let joined =
            standings.iter().filter(|standing| standing.grade.is_some() && (!both || standing.class.is_some())).count();
        let joins = (names(grade) && names(class)) || (joined > 0 && joined * 10 >= standings.len() * 3);
        if joins
            && !self.disputed.get(other).copied().unwrap_or_default()
            && let Some(found) = self.matches.get_mut(place)
        {
            found.also = Some(other);
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
            // Asked only where it counts: it looks at all columns before this one.
            let stranger = open.len() > 1 && self.after_stranger(place);
            if let Some(found) = self.matches.get_mut(place)
                && found.taken.is_none()
                && !found.serial
                && found.rivals.is_empty()
                && open.len() > 1
                && !stranger
                && self.words.decided(&column.head).is_none()
            {
                found.rivals = open;
            }
        }
    }
}
