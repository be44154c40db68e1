//! Files that a school sent a second time: nearly all their children stand in another file of the same school.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Child, FileReading, RecordId};

/// So many of a file's children, in percent, are nearly all of them.
const NEARLY_ALL: usize = 80;
/// A file with fewer children is told child by child.
const LEAST_CHILDREN: usize = 3;

/// The files of which nearly all children stand in another file of that school, each with that other file: where
/// both hold nearly all of each other's, the later one is told.
pub(super) fn revised(
    children: &[Child],
    files: &[FileReading],
    school_of: &BTreeMap<RecordId, Option<usize>>,
    hidden: &BTreeSet<RecordId>,
) -> Vec<(u32, u32)> {
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    let mut common: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for child in children {
        let visible = child.records.iter().filter(|id| !hidden.contains(id));
        let places: BTreeSet<(u32, Option<usize>)> =
            visible.map(|id| (id.file, school_of.get(id).copied().flatten())).collect();
        let in_files: BTreeSet<u32> = places.iter().map(|(file, _)| *file).collect();
        for &file in &in_files {
            *sizes.entry(file).or_default() += 1;
        }
        let pairs: BTreeSet<(u32, u32)> = places
            .iter()
            .flat_map(|(file, school)| places.iter().map(move |(other, theirs)| (file, other, school == theirs)))
            .filter(|(file, other, same)| *same && file != other)
            .map(|(file, other, _)| (*file, *other))
            .collect();
        for pair in pairs {
            *common.entry(pair).or_default() += 1;
        }
    }
    let covered = |file: u32, other: u32| {
        let size = sizes.get(&file).copied().unwrap_or_default();
        size >= LEAST_CHILDREN && common.get(&(file, other)).is_some_and(|common| common * 100 >= size * NEARLY_ALL)
    };
    let modified = |file: u32| files.get(file as usize).and_then(|file| file.modified);
    let later = |file: u32, other: u32| match (modified(file), modified(other)) {
        (Some(ours), Some(theirs)) if ours != theirs => ours > theirs,
        _ => file > other,
    };
    let mut told: BTreeMap<u32, (usize, u32)> = BTreeMap::new();
    for (&(file, other), &children) in &common {
        if covered(file, other) && (later(file, other) || !covered(other, file)) {
            let known = told.entry(file).or_insert((children, other));
            if children > known.0 {
                *known = (children, other);
            }
        }
    }
    told.into_iter().map(|(file, (_, other))| (file, other)).collect()
}
