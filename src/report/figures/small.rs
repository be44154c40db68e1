//! Small counts of people kept from a table that everybody may see, so that no total gives them back.
//!
//! A count from one to four is hidden. Then further counts are hidden until no hidden one follows from the sums that
//! the table shows: a hidden count follows where the sums, taken together, leave it one value. That is asked of linear
//! algebra, not guessed: of the equations between the hidden counts none may reduce to a single one.

/// The least count of people that is told.
pub(super) const LEAST: i64 = 5;

/// Counts that sum to another: places in the list of all counts.
#[derive(Clone, Debug)]
pub(super) struct Sum {
    pub(super) parts: Vec<usize>,
    pub(super) whole: usize,
}

/// What becomes of a count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// It stands as it is.
    Whole(i64),
    /// It is one to four.
    Few,
    /// It is hidden so that another does not follow from it.
    Hidden,
}

/// Which of `counts`, bound by `sums`, are told.
pub(super) fn told(counts: &[i64], sums: &[Sum]) -> Vec<Told> {
    let mut told: Vec<Told> =
        counts.iter().map(|&count| if (1..LEAST).contains(&count) { Told::Few } else { Told::Whole(count) }).collect();
    loop {
        // A sum with one hidden member gives it away: that is most of what follows, and cheap to see.
        while let Some(sum) = sums.iter().find(|sum| gives_away(sum, &told)) {
            if !hide_in([sum].into_iter(), &mut told, sums) {
                return told;
            }
        }
        let known = follow(&told, sums);
        let mut hidden = false;
        for place in &known {
            let with = sums.iter().filter(|sum| sum.whole == *place || sum.parts.contains(place));
            hidden |= hide_in(with, &mut told, sums);
        }
        // Where all that is summed with it is hidden already, another takes part from afar.
        if !known.is_empty() && !hidden {
            hidden = hide_in(sums.iter(), &mut told, sums);
        }
        if !hidden {
            return told;
        }
    }
}

/// Whether just one member of a sum is hidden, or its small parts have just one way to make up what is left of it.
fn gives_away(sum: &Sum, told: &[Told]) -> bool {
    let members = sum.parts.iter().chain([&sum.whole]);
    let hidden = members.filter(|&&place| !matches!(told.get(place), Some(Told::Whole(_)) | None)).count();
    hidden == 1 || at_a_bound(sum, told)
}

/// The hidden counts that follow from what is told.
fn follow(told: &[Told], sums: &[Sum]) -> Vec<usize> {
    let is_hidden = |place: &usize| !matches!(told.get(*place), Some(Told::Whole(_)) | None);
    let unknown: Vec<usize> = (0..told.len()).filter(is_hidden).collect();
    let column = |place: usize| unknown.binary_search(&place).ok();
    let mut equations: Vec<Vec<f64>> = Vec::new();
    for sum in sums {
        let mut equation = vec![0.0; unknown.len()];
        let signed = sum.parts.iter().map(|&part| (part, 1.0)).chain([(sum.whole, -1.0)]);
        for (place, sign) in signed {
            if let Some(value) = column(place).and_then(|at| equation.get_mut(at)) {
                *value += sign;
            }
        }
        if equation.iter().any(|value| *value != 0.0) {
            equations.push(equation);
        }
    }
    reduce(&mut equations, unknown.len());
    let alone = equations.iter().filter_map(|equation| {
        let mut left = equation.iter().enumerate().filter(|(_, value)| value.abs() > 1e-9);
        let first = left.next()?.0;
        left.next().is_none().then_some(first)
    });
    alone.filter_map(|at| unknown.get(at).copied()).collect()
}

/// Gauss and Jordan: the equations in reduced form, in which a count that follows stands alone.
fn reduce(equations: &mut [Vec<f64>], columns: usize) {
    let mut row = 0;
    for column in 0..columns {
        let Some(pivot) = (row..equations.len()).find(|&at| equations[at][column].abs() > 1e-9) else {
            continue;
        };
        equations.swap(row, pivot);
        let by = equations[row][column];
        equations[row].iter_mut().for_each(|value| *value /= by);
        let reduced = equations[row].clone();
        for (at, equation) in equations.iter_mut().enumerate().filter(|(at, _)| *at != row) {
            let times = equation[column];
            if at != row && times.abs() > 1e-9 {
                equation.iter_mut().zip(&reduced).for_each(|(value, pivot)| *value -= times * pivot);
            }
        }
        row += 1;
    }
}

/// Whether the hidden parts of a sum are all as small, or all as large, as they can be.
fn at_a_bound(sum: &Sum, told: &[Told]) -> bool {
    let Some(Told::Whole(whole)) = told.get(sum.whole) else { return false };
    let (mut left, mut few) = (*whole, 0);
    for part in &sum.parts {
        match told.get(*part) {
            Some(Told::Whole(count)) => left -= count,
            Some(Told::Few) => few += 1,
            _ => return false,
        }
    }
    few > 0 && (left == few || left == few * (LEAST - 1))
}

/// Hides a count that is told in `among`: one whose other sums are not given away by that if there is one, of these the
/// smallest; false where none is left.
fn hide_in<'s>(among: impl Iterator<Item = &'s Sum>, told: &mut [Told], sums: &[Sum]) -> bool {
    let is_hidden = |place: &&usize| !matches!(told.get(**place), Some(Told::Whole(_)) | None);
    let gives_away = |place: usize| {
        let with = sums.iter().filter(|sum| sum.whole == place || sum.parts.contains(&place));
        with.filter(|sum| sum.parts.iter().chain([&sum.whole]).find(is_hidden).is_none()).count()
    };
    let members = among.flat_map(|sum| sum.parts.iter().chain([&sum.whole]));
    let tellable = members.filter_map(|&place| match told.get(place) {
        Some(Told::Whole(count)) if *count > 0 => Some((gives_away(place), *count, place)),
        _ => None,
    });
    let Some((.., place)) = tellable.min() else { return false };
    if let Some(told) = told.get_mut(place) {
        *told = Told::Hidden;
    }
    true
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Rows of counts with their sums to the right and below.
    fn table(rows: &[Vec<i64>]) -> (Vec<i64>, Vec<Sum>) {
        let width = rows[0].len() + 1;
        let mut all: Vec<Vec<i64>> = rows.iter().map(|row| [row.clone(), vec![row.iter().sum()]].concat()).collect();
        all.push((0..width).map(|column| all.iter().map(|row| row[column]).sum()).collect());
        let place = |row: usize, column: usize| row * width + column;
        let down = (0..width).map(|column| Sum {
            parts: (0..rows.len()).map(|row| place(row, column)).collect(),
            whole: place(rows.len(), column),
        });
        let across = (0..all.len()).map(|row| Sum {
            parts: (0..width - 1).map(|column| place(row, column)).collect(),
            whole: place(row, width - 1),
        });
        (all.concat(), down.chain(across).collect())
    }

    #[test]
    fn a_small_count_does_not_follow_from_its_row_or_column() {
        let (counts, sums) = table(&[vec![3, 20], vec![30, 40]]);
        let told = told(&counts, &sums);
        assert_eq!(told[0], Told::Few);
        assert_eq!(told.iter().filter(|told| **told == Told::Hidden).count(), 3);
        assert_eq!(told[8], Told::Whole(93));
    }

    #[test]
    fn large_counts_stand() {
        let (counts, sums) = table(&[vec![5, 20], vec![30, 0]]);
        assert!(told(&counts, &sums).iter().zip(&counts).all(|(told, count)| *told == Told::Whole(*count)));
    }

    #[test]
    fn two_small_counts_that_sum_to_two_are_each_one() {
        let (counts, sums) = table(&[vec![1, 1, 40, 2], vec![30, 40, 50, 6]]);
        let told = told(&counts, &sums);
        assert!(follow(&told, &sums).is_empty() && !sums.iter().any(|sum| gives_away(sum, &told)));
        assert_eq!(told[0], Told::Few);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_that_is_hidden_follows(rows in proptest::collection::vec(proptest::collection::vec(0_i64..30, 3), 2..8)) {
            let (counts, sums) = table(&rows);
            let told = told(&counts, &sums);
            let given = !follow(&told, &sums).is_empty() || sums.iter().any(|sum| gives_away(sum, &told));
            prop_assert!(!given || told.iter().all(|told| !matches!(told, Told::Whole(1..))));
            for (told, count) in told.iter().zip(&counts) {
                match told {
                    Told::Whole(shown) => prop_assert!(shown == count && !(1..LEAST).contains(count)),
                    Told::Few => prop_assert!((1..LEAST).contains(count)),
                    Told::Hidden => prop_assert!(*count >= LEAST),
                }
            }
        }
    }
}
