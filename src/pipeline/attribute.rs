//! Whose finding it is, and the order in which all outputs show them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::finding::Finding;
use crate::form::{Forms, Role};
use crate::model::{Address, ClueSource, FileReading, Merged, Place, RecordId};

/// Gives every finding without a school the school that must look at it: of the record at its row, else of its
/// sheet or file where that is one school's alone.
pub(super) fn schools(findings: &mut [Finding], files: &[FileReading], merged: &Merged) {
    let index = Index::new(files, merged).with_rows();
    for finding in findings.iter_mut().filter(|finding| finding.school.is_none()) {
        finding.school = index.school(&finding.place).map(|school| Arc::clone(&merged.schools[school].name));
    }
}

/// Who sent each file, and its path below the folder that is that school's.
pub(super) fn senders(files: &[FileReading], merged: &Merged, forms: &Forms) -> Vec<(Option<Arc<str>>, String)> {
    let index = Index::new(files, merged);
    let sender = |(at, file): (usize, &FileReading)| {
        let path = &*file.source.path;
        let school = index.sender(path, at, forms);
        let below = index.below(path, at, school.as_deref(), forms).to_owned();
        (school, below)
    };
    files.iter().enumerate().map(sender).collect()
}

/// Drops what is wrong in rows of hidden sheets that only say a child again: such a sheet is told once, as a whole.
pub(super) fn drop_silent(findings: &mut Vec<Finding>, files: &[FileReading], merged: &Merged) {
    let silent: BTreeSet<RecordId> = merged.folds.iter().filter(|fold| fold.silent).map(|fold| fold.record).collect();
    let mut rows: BTreeSet<(&str, u32, u32)> = BTreeSet::new();
    for file in files {
        let records = file.sheets.iter().flat_map(|sheet| &sheet.records);
        for record in records.filter(|record| silent.contains(&record.id)) {
            rows.extend(record.rows.iter().map(|row| (&*file.source.path, record.id.sheet, *row)));
        }
    }
    findings.retain(|finding| {
        let place = &finding.place;
        let row = place.file.as_deref().zip(place.sheet_index).zip(place.row);
        row.is_none_or(|((file, sheet), row)| !rows.contains(&(file, sheet, row)))
    });
}

/// Sorts findings by school (in the township's order, nobody's last), then place, then code.
pub(super) fn sort(findings: &mut [Finding], files: &[FileReading], merged: &Merged) {
    let schools: BTreeMap<&str, usize> =
        merged.schools.iter().enumerate().map(|(at, school)| (&*school.name, at)).collect();
    let paths: BTreeMap<&str, usize> = files.iter().enumerate().map(|(at, file)| (&*file.source.path, at)).collect();
    findings.sort_by_cached_key(|finding| {
        let school = finding.school.as_deref().and_then(|name| schools.get(name)).copied().unwrap_or(usize::MAX);
        let place = &finding.place;
        let file = place.file.as_deref().and_then(|path| paths.get(path)).copied();
        let spot = (file, place.sheet_index, place.row, place.column);
        (
            school,
            spot,
            finding.code.clone(),
            finding.field.clone(),
            finding.subject.clone(),
            finding.message.zh.to_string(),
        )
    });
}

/// Where the records of each sheet stand, by row.
struct Index<'a> {
    files: &'a [FileReading],
    merged: &'a Merged,
    paths: BTreeMap<&'a str, usize>,
    /// File, sheet and row, in order.
    rows: Vec<((u32, u32, u32), RecordId)>,
    folders: BTreeMap<&'a str, Option<usize>>,
}

impl<'a> Index<'a> {
    fn new(files: &'a [FileReading], merged: &'a Merged) -> Self {
        let paths = files.iter().enumerate().map(|(at, file)| (&*file.source.path, at)).collect();
        let mut index = Self { files, merged, paths, rows: Vec::new(), folders: BTreeMap::new() };
        let mut folders: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (at, file) in files.iter().enumerate() {
            if let Some((folder, _)) = file.source.path.split_once('/') {
                folders.entry(folder).or_default().push(at);
            }
        }
        for (folder, members) in folders {
            let school = only(members.iter().flat_map(|&file| index.schools_of_file(file)));
            index.folders.insert(folder, school.or_else(|| index.named(folder)));
        }
        index
    }

    /// The same, with the rows of all records: what stands at a row is asked of them.
    fn with_rows(mut self) -> Self {
        for record in self.files.iter().flat_map(|file| &file.sheets).flat_map(|sheet| &sheet.records) {
            for row in &record.rows {
                self.rows.push(((record.id.file, record.id.sheet, *row), record.id));
            }
        }
        // Of one row they stay in their order.
        self.rows.sort_by_key(|(at, _)| *at);
        self
    }

    fn school(&self, place: &Place) -> Option<usize> {
        let path = place.file.as_deref()?;
        let file = *self.paths.get(path)?;
        let Some(sheet) = place.sheet_index else {
            return self.school_of_file(path, file);
        };
        if let Some(row) = place.row {
            let at = (file as u32, sheet, row);
            let here = self.rows.get(self.rows.partition_point(|(other, _)| *other < at)..).unwrap_or_default();
            let here = here.iter().take_while(|(other, _)| *other == at).map(|(_, id)| *id);
            let school = here.filter(|id| self.covers(*id, place)).find_map(|id| self.school_of(id));
            if let Some(school) = school.or_else(|| self.school_of_block(file, sheet, place.cell()?)) {
                return Some(school);
            }
        }
        only(self.schools_of_sheet(file, sheet as usize)).or_else(|| self.school_of_file(path, file))
    }

    /// The only school of the block that a header's cell belongs to.
    fn school_of_block(&self, file: usize, sheet: u32, at: Address) -> Option<usize> {
        let sheet = self.files[file].sheets.get(sheet as usize)?;
        let block = sheet.reading.blocks.iter().position(|block| block.area.contains(at))?;
        let records = sheet.records.iter().filter(|record| record.id.block as usize == block);
        only(records.filter_map(|record| self.school_of(record.id)))
    }

    /// Whether the record's block reaches over the place's column: rows of tables side by side are several schools'.
    fn covers(&self, id: RecordId, place: &Place) -> bool {
        let Some(column) = place.column else {
            return true;
        };
        let area = self
            .files
            .get(id.file as usize)
            .and_then(|file| file.sheets.get(id.sheet as usize))
            .and_then(|sheet| sheet.reading.blocks.get(id.block as usize))
            .map(|block| block.area);
        area.is_none_or(|area| (area.first.column..=area.last.column).contains(&column))
    }

    fn school_of(&self, id: RecordId) -> Option<usize> {
        self.merged.school_of.get(&id).copied().flatten()
    }

    fn schools_of_sheet(&self, file: usize, sheet: usize) -> impl Iterator<Item = usize> {
        let records = self.files[file].sheets.get(sheet).map(|sheet| sheet.records.as_slice()).unwrap_or_default();
        records.iter().filter_map(|record| self.school_of(record.id))
    }

    fn schools_of_file(&self, file: usize) -> impl Iterator<Item = usize> {
        (0..self.files[file].sheets.len()).flat_map(move |sheet| self.schools_of_sheet(file, sheet))
    }

    /// The file's only school; for a file without records, that of the folder it lies in, or that its name tells.
    fn school_of_file(&self, path: &str, file: usize) -> Option<usize> {
        only(self.schools_of_file(file)).or_else(|| match path.split_once('/') {
            Some((folder, _)) => self.folders.get(folder).copied().flatten(),
            None => self.named(path),
        })
    }

    /// The school that sent a file: that of all its records; of records of several schools, that of the folder that it
    /// lies in, else the one that its titles name, else its name. It may be one that has no record at all.
    fn sender(&self, path: &str, file: usize, forms: &Forms) -> Option<Arc<str>> {
        let name = |school: usize| self.merged.schools.get(school).map(|school| Arc::clone(&school.name));
        let mut folders = path.split('/').rev().skip(1);
        only(self.schools_of_file(file))
            .or_else(|| folders.find_map(|folder| self.named(folder)))
            .and_then(name)
            .or_else(|| self.clue(file, forms, |source| source == ClueSource::Folder))
            .or_else(|| self.folders.get(path.split_once('/')?.0).copied().flatten().and_then(name))
            .or_else(|| self.clue(file, forms, |source| source <= ClueSource::Signature))
            .or_else(|| self.named(path.rsplit('/').next()?).and_then(name))
    }

    /// The one school that clues of such a source name, of all the file's tables.
    fn clue(&self, file: usize, forms: &Forms, wanted: impl Fn(ClueSource) -> bool) -> Option<Arc<str>> {
        let blocks = self.files.get(file)?.sheets.iter().flat_map(|sheet| &sheet.reading.blocks);
        let mut named = blocks.filter_map(|block| {
            let field = forms.0.get(block.form)?.role(Role::School)?;
            let clues = block.clues.iter().filter(|clue| clue.field == field && wanted(clue.source));
            let clue = clues.min_by_key(|clue| clue.source)?;
            let known = self.named(&clue.text).and_then(|school| self.merged.schools.get(school));
            Some(known.map_or_else(|| Arc::from(&*clue.text), |school| Arc::clone(&school.name)))
        });
        let first = named.next()?;
        named.all(|name| name == first).then_some(first)
    }

    /// A path below the folder that is the school's: one that bears its name, else one right below the inbox that holds
    /// nothing but its records.
    fn below<'p>(&self, path: &'p str, file: usize, school: Option<&str>, forms: &Forms) -> &'p str {
        let (Some(school), Some((folders, _))) = (school, path.rsplit_once('/')) else {
            return path;
        };
        let is = |found: Option<usize>| {
            found.and_then(|found| self.merged.schools.get(found)).is_some_and(|found| *found.name == *school)
        };
        let mut start = 0;
        for folder in folders.split('/') {
            start += folder.len() + 1;
            if is(self.named(folder)) {
                return path.get(start..).unwrap_or(path);
            }
        }
        let Some((first, below)) = path.split_once('/') else {
            return path;
        };
        let of_folder = || self.clue(file, forms, |source| source == ClueSource::Folder);
        let is_its = is(self.folders.get(first).copied().flatten()) || of_folder().as_deref() == Some(school);
        if is_its { below } else { path }
    }

    /// The school whose name stands in `text`, if it is only one; the longest name decides between two.
    fn named(&self, text: &str) -> Option<usize> {
        let schools = self.merged.schools.iter().enumerate();
        let written = schools.flat_map(|(at, school)| {
            std::iter::once(&*school.name).chain(school.written.iter().map(String::as_str)).map(move |name| (name, at))
        });
        let found: Vec<(usize, usize)> =
            written.filter(|(name, _)| text.contains(name)).map(|(name, at)| (name.len(), at)).collect();
        let longest = found.iter().map(|(length, _)| *length).max()?;
        only(found.into_iter().filter(|(length, _)| *length == longest).map(|(_, at)| at))
    }
}

/// The one value that all of `values` are, if there is one.
fn only(values: impl Iterator<Item = usize>) -> Option<usize> {
    let mut values = values;
    let first = values.next()?;
    values.all(|value| value == first).then_some(first)
}
