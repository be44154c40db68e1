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
    while let Some(known) = follows(&told, sums) {
        if !hide_beside(known, &mut told, sums) {
            break;
        }
    }
    told
}

/// A hidden count that follows from what is told, if there is one.
fn follows(told: &[Told], sums: &[Sum]) -> Option<usize> {
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
    let alone = equations.iter().find_map(|equation| {
        let mut told = equation.iter().enumerate().filter(|(_, value)| value.abs() > 1e-9);
        let first = told.next()?.0;
        told.next().is_none().then_some(first)
    });
    alone.and_then(|at| unknown.get(at).copied()).or_else(|| at_a_bound(told, sums))
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

/// A small count that follows because the hidden parts of a sum are all as small, or all as large, as they can be.
fn at_a_bound(told: &[Told], sums: &[Sum]) -> Option<usize> {
    for sum in sums {
        let Some(Told::Whole(whole)) = told.get(sum.whole) else { continue };
        let mut left = *whole;
        let mut few = Vec::new();
        let mut others = false;
        for &part in &sum.parts {
            match told.get(part) {
                Some(Told::Whole(count)) => left -= count,
                Some(Told::Few) => few.push(part),
                _ => others = true,
            }
        }
        let number = few.len() as i64;
        if !others && !few.is_empty() && (left == number || left == number * (LEAST - 1)) {
            return few.first().copied();
        }
    }
    None
}

/// Hides the smallest count that is told in a sum with this one; false where there is none left.
fn hide_beside(known: usize, told: &mut [Told], sums: &[Sum]) -> bool {
    let with = sums.iter().filter(|sum| sum.whole == known || sum.parts.contains(&known));
    let members = with.flat_map(|sum| sum.parts.iter().chain([&sum.whole]));
    let tellable = members.filter_map(|&place| match told.get(place) {
        Some(Told::Whole(count)) if *count > 0 => Some((*count, place)),
        _ => None,
    });
    // Where only empty counts are left beside it, one of any other sum.
    let anywhere = || {
        told.iter().enumerate().filter_map(|(place, told)| match told {
            Told::Whole(count) if *count > 0 => Some((*count, place)),
            _ => None,
        })
    };
    let smallest = tellable.min().or_else(|| anywhere().min());
    let Some((_, place)) = smallest else { return false };
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
        let mut all: Vec<Vec<i64>> =
            rows.iter().map(|row| [row.clone(), vec![row.iter().sum()]].concat()).collect();
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
        assert!(follows(&told, &sums).is_none());
        assert_eq!(told[0], Told::Few);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_that_is_hidden_follows(rows in proptest::collection::vec(proptest::collection::vec(0_i64..30, 3), 2..8)) {
            let (counts, sums) = table(&rows);
            let told = told(&counts, &sums);
            prop_assert!(follows(&told, &sums).is_none() || told.iter().all(|told| !matches!(told, Told::Whole(1..))));
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
