//! What several have in common.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

use foldhash::fast::FixedState;

/// The keys that more than one of `items` has, or one of them twice, each with the items' positions in order; the keys
/// themselves come in no order. `keys` hands on those of an item.
///
/// Hardly a key is shared: of the others nothing is kept but a number, and only items with a shared key are asked twice.
pub(super) fn in_common<'t, T, K: Eq + Hash>(
    items: &'t [T],
    keys: impl Fn(&'t T, &mut dyn FnMut(K)),
) -> Vec<(K, Vec<usize>)> {
    let state = FixedState::default();
    let mut hashes: Vec<(u64, usize)> = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        keys(item, &mut |key| hashes.push((state.hash_one(key), at)));
    }
    hashes.sort_unstable();
    let met = hashes.chunk_by(|a, b| a.0 == b.0).filter(|run| run.len() > 1);
    let (mut repeated, mut asked) = (HashSet::<u64, FixedState>::default(), Vec::new());
    for run in met {
        repeated.extend(run.first().map(|&(hash, _)| hash));
        asked.extend(run.iter().map(|&(_, at)| at));
    }
    drop(hashes);
    asked.sort_unstable();
    asked.dedup();
    let mut found: HashMap<K, Vec<usize>, FixedState> = HashMap::default();
    for at in asked {
        let Some(item) = items.get(at) else { continue };
        keys(item, &mut |key| {
            if repeated.contains(&state.hash_one(&key)) {
                found.entry(key).or_default().push(at);
            }
        });
    }
    found.into_iter().filter(|(_, members)| members.len() > 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    enum Key<'a> {
        Number(u32),
        Name(&'a str),
    }

    #[test]
    fn a_key_said_twice_stands_twice_beside_the_others() {
        let items = [vec!["王芳", "李强"], vec!["王芳", "王芳"], vec!["张伟"]];
        let found = in_common(&items, |names, add| names.iter().for_each(add));
        assert_eq!(found, [(&"王芳", vec![0, 1, 1])]);
    }

    #[test]
    fn keys_that_hash_alike_are_told_apart() {
        #[derive(Debug, PartialEq, Eq)]
        struct Alike(u8);
        impl Hash for Alike {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                state.write_u8(0);
            }
        }
        let found = in_common(&[1, 2, 3, 2], |number, add| add(Alike(*number)));
        assert_eq!(found, [(Alike(2), vec![1, 3])]);
    }

    #[test]
    fn only_what_is_shared_is_found_and_by_all_that_share_it() {
        // Two of every three share their number; a tenth of the others say their own name twice.
        let items: Vec<(u32, String)> =
            (0..3_000).map(|n| (if n % 3 == 0 { n + 10_000 } else { n / 3 }, format!("王{n}"))).collect();
        let mut found = in_common(&items, |(number, name), add| {
            add(Key::Number(*number));
            add(Key::Name(name));
            if number % 10 == 0 && *number >= 10_000 {
                add(Key::Name(name));
            }
        });
        found.sort_unstable();
        let mut expected: Vec<(Key<'_>, Vec<usize>)> =
            (0..1_000).map(|at| (Key::Number(at as u32), vec![at * 3 + 1, at * 3 + 2])).collect();
        let twice = items.iter().enumerate().filter(|(_, (number, _))| number % 10 == 0 && *number >= 10_000);
        expected.extend(twice.map(|(at, (_, name))| (Key::Name(name), vec![at, at])));
        expected.sort_unstable();
        assert_eq!(found, expected);
    }
}
