//! Which of several copies of one workbook is the latest.

use std::collections::{BTreeMap, BTreeSet};

use crate::form::{Forms, Role};
use crate::model::{FileReading, FileStatus, Record};

/// The files that a later copy of the same workbook takes the place of, each with that copy: both by position.
///
/// Copies are of one workbook when their stamps say so. The later one has been marked more often, else was filled in
/// later, else was saved later, as the documents themselves say; where they do not differ all of them are read. A copy
/// that holds less than half of an older one's children takes not its place, for no child may be lost: it was used as a
/// pattern, or only some rows came back.
pub fn superseded(files: &[FileReading], forms: &Forms) -> BTreeMap<usize, usize> {
    let mut copies: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, file) in files.iter().enumerate().filter(|(_, file)| file.status == FileStatus::Read) {
        copies.entry(file.origin()).or_default().push(at);
    }
    let mut superseded = BTreeMap::new();
    for copies in copies.into_values().filter(|copies| copies.len() > 1) {
        let known: BTreeMap<usize, BTreeSet<String>> =
            copies.iter().filter_map(|&at| Some((at, children(files.get(at)?, forms)))).collect();
        let mut left = copies;
        while !left.is_empty() {
            let latest = latest(&left, files);
            let Some(&newest) = latest.first() else { break };
            let older: Vec<usize> = left.into_iter().filter(|at| !latest.contains(at)).collect();
            let (replaced, others): (Vec<usize>, Vec<usize>) =
                older.into_iter().partition(|at| holds_most(known.get(&newest), known.get(at)));
            superseded.extend(replaced.into_iter().map(|at| (at, newest)));
            left = others;
        }
    }
    superseded
}

/// The latest of copies; several where nothing tells them apart.
fn latest(copies: &[usize], files: &[FileReading]) -> Vec<usize> {
    let of = |at: &usize| files.get(*at);
    let marked = |at: &usize| of(at).and_then(|file| file.version.stamp.as_ref()).map(|stamp| stamp.versions);
    let most = copies.iter().map(marked).max().flatten();
    let left: Vec<usize> = copies.iter().filter(|at| marked(at) == most).copied().collect();
    let left = greatest(left, |at| of(at)?.version.filled_on);
    greatest(left, |at| of(at)?.modified)
}

/// Those with the greatest value; all of them where one has none.
fn greatest<T: Ord + Copy>(copies: Vec<usize>, value: impl Fn(&usize) -> Option<T>) -> Vec<usize> {
    let values: Option<Vec<T>> = copies.iter().map(&value).collect();
    let Some(most) = values.and_then(|values| values.into_iter().max()) else {
        return copies;
    };
    copies.into_iter().filter(|at| value(at) == Some(most)).collect()
}

/// Whom a file speaks of: by name, and by number.
fn children(file: &FileReading, forms: &Forms) -> BTreeSet<String> {
    let says = |record: &Record, role| {
        let field = forms.0.get(record.form)?.role(role)?;
        Some(record.slots.get(field)?.value.as_ref()?.shown())
    };
    let records = || file.sheets.iter().flat_map(|sheet| &sheet.records);
    records().flat_map(|record| [says(record, Role::ChildName), says(record, Role::ChildId)]).flatten().collect()
}

/// Whether at least half of what the older copy tells stands in the newer.
fn holds_most(newer: Option<&BTreeSet<String>>, older: Option<&BTreeSet<String>>) -> bool {
    let (Some(newer), Some(older)) = (newer, older) else { return true };
    newer.intersection(older).count() * 2 >= older.len()
}
