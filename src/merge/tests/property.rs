//! The set of children does not depend on how rows are spread over files, nor on their order.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// A row: which child it speaks of, how it gives the ID number, and whether it gives a contact.
#[derive(Clone, Debug)]
struct Told {
    child: usize,
    number: u8,
    contact: bool,
    file: usize,
}

fn told() -> impl Strategy<Value = Vec<Told>> {
    let row = (0..8usize, 0..4u8, any::<bool>(), 0..3usize);
    let row = row.prop_map(|(child, number, contact, file)| Told { child, number, contact, file });
    prop::collection::vec(row, 1..24).prop_shuffle()
}

/// The children, each as the set of its rows (by a number of their own that no rule looks at).
fn children(rows: &[(usize, Told)]) -> BTreeSet<BTreeSet<usize>> {
    let mut town = Township::new();
    let mut places = BTreeMap::new();
    for file in 0..3 {
        let texts: Vec<(usize, Vec<(&str, String)>)> =
            rows.iter().filter(|(_, told)| told.file == file).map(|(nth, told)| (*nth, text(told))).collect();
        let borrowed: Vec<Vec<(&str, &str)>> =
            texts.iter().map(|(_, row)| row.iter().map(|(id, text)| (*id, text.as_str())).collect()).collect();
        let borrowed: Vec<Row<'_>> = borrowed.iter().map(Vec::as_slice).collect();
        for (index, (nth, _)) in texts.iter().enumerate() {
            places.insert((file as u32, index as u32), *nth);
        }
        town = town.file(&borrowed);
    }
    town.children().iter().map(|records| records.iter().map(|place| places[place]).collect()).collect()
}

fn text(told: &Told) -> Vec<(&'static str, String)> {
    // Names repeat: children 0 and 4, 1 and 5 … are namesakes, born a year apart.
    let names = ["王大双", "王小双", "李强", "赵敏"];
    let birth = format!("201{}-0{}-05", 2 + told.child / 4, 1 + told.child % 2);
    let number = id(&birth, 10 + told.child as u32);
    let mut row = vec![("name", names[told.child % 4].to_owned()), ("birth_date", birth)];
    match told.number {
        0 => row.push(("id_number", number)),
        1 => row.push(("id_number", number[..17].to_owned())),
        2 => row.push(("id_number", format!("{}***", &number[..15]))),
        _ => {}
    }
    if told.contact {
        row.push(("guardian_name", format!("监护{}", names[told.child % 4])));
    }
    row
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn spreading_and_reordering_rows_changes_no_child(rows in told(), seed in any::<u64>()) {
        let rows: Vec<(usize, Told)> = rows.into_iter().enumerate().collect();
        let expected = children(&rows);
        let mut moved = rows.clone();
        moved.sort_by_key(|(nth, _)| (*nth as u64 + 1).wrapping_mul(seed | 1).rotate_left(17));
        for (nth, told) in &mut moved {
            told.file = (*nth + seed as usize % 3) % 3;
        }
        prop_assert_eq!(children(&moved), expected.clone());
        let all: BTreeSet<usize> = expected.iter().flatten().copied().collect();
        prop_assert_eq!(all.len(), rows.len());
        for child in &expected {
            let of: BTreeSet<usize> = child.iter().map(|nth| rows[*nth].1.child).collect();
            prop_assert_eq!(of.len(), 1);
        }
    }
}
