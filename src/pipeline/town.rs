//! The township's name when nobody configured it.

use std::collections::BTreeMap;

use crate::model::Merged;

/// The words that end a township's name.
const ENDINGS: [&str; 3] = ["镇", "乡", "街道"];

/// The name when no school's name tells it.
const UNKNOWN: &str = "乡镇";

/// The 镇, 乡 or 街道 with which most schools' names begin; the first by name where two are equally common.
pub(super) fn of(merged: &Merged) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for school in &merged.schools {
        if let Some(town) = town_in(&school.name) {
            *counts.entry(town).or_default() += 1;
        }
    }
    let most = counts.values().max().copied().unwrap_or_default();
    counts.into_iter().find(|(_, count)| *count == most).map_or_else(|| UNKNOWN.to_owned(), |(town, _)| town)
}

/// The shortest beginning of `school` that ends like a township and has a name before the ending.
fn town_in(school: &str) -> Option<String> {
    let after_county = school.rfind(['县', '区', '市']).map_or(0, |at| at + "县".len());
    let rest =
        school.get(after_county..).filter(|rest| ENDINGS.iter().any(|ending| rest.contains(ending))).unwrap_or(school);
    let end = ENDINGS.iter().filter_map(|ending| rest.find(ending).map(|at| at + ending.len())).min()?;
    let town = rest.get(..end)?;
    (town.chars().count() >= 2).then(|| town.to_owned())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::School;

    #[test]
    fn the_town_is_what_most_schools_begin_with() {
        let schools = |names: &[&str]| Merged {
            schools: names
                .iter()
                .map(|&name| School { name: Arc::from(name), written: Vec::new(), listed: true })
                .collect(),
            ..Merged::default()
        };
        assert_eq!(of(&schools(&["青石镇中心小学", "青石镇柳林小学", "白云乡小学"])), "青石镇");
        assert_eq!(of(&schools(&["平川县高桥镇初级中学", "柳林小学"])), "高桥镇");
        assert_eq!(of(&schools(&["柳林小学"])), "乡镇");
    }
}
