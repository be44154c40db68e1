//! The schools of the township: every name as written → one school, by the configured list or by each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::school_name::{Nearness, SchoolName, town_of};
use crate::form::{Forms, Role};
use crate::model::{Block, ClueSource, Fate, FileReading, Merged, Record, RecordId, School, SheetRecords, Value};
use crate::settings::Settings;

/// The schools, and the school of every record.
#[derive(Debug, Default)]
pub(super) struct Schools {
    pub(super) schools: Vec<School>,
    pub(super) school_of: BTreeMap<RecordId, Option<usize>>,
}

/// What a record says of its school.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    text: String,
    /// It comes from the name of a sheet, file or folder, which may be no school's name at all.
    weak: bool,
}

/// Attributes every record to its school.
pub(super) fn attribute(files: &[FileReading], forms: &Forms, settings: &Settings) -> Schools {
    // What each record says, as a position among all that is said.
    let records = files.iter().flat_map(|file| &file.sheets).map(|sheet| sheet.records.len()).sum();
    let mut said: Vec<(RecordId, Option<usize>)> = Vec::with_capacity(records);
    let mut positions: BTreeMap<Said, usize> = BTreeMap::new();
    let mut told: Vec<usize> = Vec::new();
    for sheet in files.iter().flat_map(|file| &file.sheets) {
        let mut only: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        let first = said.len();
        // A table says the same name in every row.
        let mut last: Option<(Said, usize)> = None;
        for record in &sheet.records {
            let position = says(record, sheet, forms).map(|words| match &last {
                Some((same, position)) if *same == words => *position,
                _ => {
                    let next = positions.len();
                    let position = *positions.entry(words.clone()).or_insert(next);
                    last = Some((words, position));
                    position
                }
            });
            if let Some(position) = position {
                only.entry(record.id.block).or_default().insert(position);
                told.resize(told.len().max(position + 1), 0);
                told[position] += 1;
            }
            said.push((record.id, position));
        }
        // A cell left empty in a table that names one school and no other: the child goes to that school.
        for (id, position) in &mut said[first..] {
            let all = only.get(&id.block).filter(|all| all.len() == 1);
            *position = position.or_else(|| all.and_then(BTreeSet::first).copied());
        }
    }
    let mut counts: BTreeMap<Said, usize> =
        positions.iter().map(|(words, &position)| (words.clone(), told[position])).collect();
    // A table that nobody filled in says that the school has no such child: it is heard of all the same.
    for sheet in files.iter().flat_map(|file| &file.sheets) {
        for words in unfilled(sheet, forms) {
            counts.entry(words).or_default();
        }
    }
    let towns = towns(&counts, settings);
    let mut names: Vec<Written> =
        counts.into_iter().map(|(said, records)| Written::new(said, records, &towns)).collect();
    let main_town = settings.town.as_deref().and_then(town_of);
    match_list(&mut names, settings, &towns, main_town.as_deref());
    let schools = found(&mut names, settings);
    let mut school_at: Vec<Option<usize>> = vec![None; positions.len()];
    for name in &names {
        if let Some(&position) = positions.get(&name.said) {
            school_at[position] = name.school;
        }
    }
    let school = |position: Option<usize>| position.and_then(|position| school_at.get(position).copied().flatten());
    Schools { schools, school_of: said.into_iter().map(|(id, position)| (id, school(position))).collect() }
}

/// The sheets with a record whose school nobody can tell, or is not on the list. A hidden sheet that only repeats
/// children is told by its being hidden.
pub(super) fn unknown(files: &[FileReading], merged: &Merged) -> Vec<(u32, u32)> {
    let known = |record: &Record| {
        let school = merged.school_of.get(&record.id).copied().flatten();
        school.and_then(|at| merged.schools.get(at)).is_some_and(|school| school.listed)
    };
    let repeated = |record: &Record| record.hidden && merged.fates.get(&record.id) == Some(&Fate::Duplicate);
    let mut sheets = BTreeSet::new();
    for record in files.iter().flat_map(|file| &file.sheets).flat_map(|sheet| &sheet.records) {
        if record.quarantine.is_none() && !repeated(record) && !known(record) {
            sheets.insert((record.id.file, record.id.sheet));
        }
    }
    sheets.into_iter().collect()
}

fn says(record: &Record, sheet: &SheetRecords, forms: &Forms) -> Option<Said> {
    let field = forms.0.get(record.form)?.role(Role::School)?;
    let slot = record.slots.get(field)?;
    let text = record.sound(field).map(Value::shown)?;
    let clues = sheet.reading.blocks.get(record.id.block as usize).map_or(&[][..], |block| &block.clues);
    let of_school = clues.iter().filter(|clue| slot.at.is_none() && clue.field == field);
    let source = of_school.map(|clue| clue.source).min();
    let weak = source.is_some_and(|source| source >= ClueSource::SheetName);
    (!text.trim().is_empty()).then(|| Said { text: text.trim().to_owned(), weak })
}

/// What stands above the tables of a sheet that hold no record.
fn unfilled(sheet: &SheetRecords, forms: &Forms) -> Vec<Said> {
    let filled: BTreeSet<u32> = sheet.records.iter().map(|record| record.id.block).collect();
    let blocks = sheet.reading.blocks.iter().enumerate().filter(|(at, _)| !filled.contains(&(*at as u32)));
    let clue = |block: &Block| {
        let field = forms.0.get(block.form)?.role(Role::School)?;
        let clue = block.clues.iter().filter(|clue| clue.field == field).min_by_key(|clue| clue.source)?;
        Some(Said { text: clue.text.trim().to_owned(), weak: clue.source >= ClueSource::SheetName })
    };
    blocks.filter_map(|(_, block)| clue(block)).collect()
}

/// The names of the towns that the names speak of.
fn towns(counts: &BTreeMap<Said, usize>, settings: &Settings) -> BTreeSet<String> {
    let listed = settings.schools.iter().flat_map(|school| std::iter::once(&school.name).chain(&school.aliases));
    let own = settings.town.iter().map(|town| town.trim_end_matches("街道").trim_end_matches(['镇', '乡']).to_owned());
    let written = counts.keys().map(|said| &said.text);
    own.chain(listed.chain(written).filter_map(|name| town_of(name))).filter(|town| town.chars().count() > 1).collect()
}

/// A name as it was written, and what became of it.
#[derive(Debug)]
struct Written {
    said: Said,
    name: SchoolName,
    records: usize,
    school: Option<usize>,
}

impl Written {
    fn new(said: Said, records: usize, towns: &BTreeSet<String>) -> Self {
        let name = SchoolName::new(&said.text, towns);
        Self { said, name, records, school: None }
    }

    /// Whether it can stand for a school by itself.
    fn is_name(&self) -> bool {
        !self.said.weak || self.name.has_kind()
    }
}

/// Finds each name on the list: the nearest school, if there is one nearest.
fn match_list(names: &mut [Written], settings: &Settings, towns: &BTreeSet<String>, main_town: Option<&str>) {
    let listed: Vec<(usize, SchoolName)> = settings
        .schools
        .iter()
        .enumerate()
        .flat_map(|(at, school)| std::iter::once(&school.name).chain(&school.aliases).map(move |name| (at, name)))
        .map(|(at, name)| (at, SchoolName::new(name, towns)))
        .collect();
    for written in names {
        let near: Vec<(Nearness, usize, Option<&str>)> = listed
            .iter()
            .filter_map(|(at, name)| Some((written.name.nearness(name)?, *at, name.town.as_deref())))
            .collect();
        let Some(nearest) = near.iter().map(|(nearness, _, _)| *nearness).min() else {
            continue;
        };
        let nearest: Vec<_> = near.iter().filter(|(nearness, _, _)| *nearness == nearest).collect();
        let schools: BTreeSet<usize> = nearest.iter().map(|(_, at, _)| *at).collect();
        // A name without a town is a school of the township before it is one of a neighbour.
        let own = nearest.iter().filter(|(_, _, town)| main_town.is_some() && *town == main_town);
        let own: BTreeSet<usize> = own.map(|(_, at, _)| *at).collect();
        written.school =
            [schools, own].iter().find(|schools| schools.len() == 1).and_then(|schools| schools.first().copied());
    }
}

/// The schools of the list, then those that the other names make among themselves, by name.
fn found(names: &mut [Written], settings: &Settings) -> Vec<School> {
    let mut schools: Vec<School> = settings
        .schools
        .iter()
        .map(|school| School { name: Arc::from(school.name.as_str()), written: Vec::new(), listed: true })
        .collect();
    let mut groups: Vec<(String, Vec<usize>)> =
        cluster(names).into_iter().filter_map(|members| Some((representative(names, &members)?, members))).collect();
    groups.sort();
    for (name, members) in groups {
        // Two clusters may be shown alike (their brackets dropped): then they are one school.
        let same = schools.iter().position(|school| !school.listed_in(settings) && *school.name == *name);
        let at = same.unwrap_or(schools.len());
        if same.is_none() {
            schools.push(School { name: Arc::from(name), written: Vec::new(), listed: settings.schools.is_empty() });
        }
        for member in members {
            names[member].school = Some(at);
        }
    }
    for written in names.iter() {
        let Some(school) = written.school.and_then(|at| schools.get_mut(at)) else {
            continue;
        };
        if *school.name != *written.said.text && !school.written.contains(&written.said.text) {
            school.written.push(written.said.text.clone());
        }
    }
    for school in &mut schools {
        school.written.sort();
    }
    schools
}

impl School {
    fn listed_in(&self, settings: &Settings) -> bool {
        settings.schools.iter().any(|school| *school.name == *self.name)
    }
}

/// Groups the names that are on no list: by words, then without places, then by family and abbreviation, each
/// only where it is unambiguous. A weak name that is like no other makes no group.
fn cluster(names: &[Written]) -> Vec<Vec<usize>> {
    let free = || (0..names.len()).filter(|&at| names[at].school.is_none());
    let mut blocks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    let mut nameless = Vec::new();
    for at in free() {
        if names[at].name.is_nameless() && names[at].name.has_kind() {
            nameless.push(at);
        } else {
            blocks.entry(names[at].name.block()).or_default().push(at);
        }
    }
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for members in blocks.into_values() {
        let mut block: Vec<Vec<usize>> = members.into_iter().map(|at| vec![at]).collect();
        join_same_place(names, &mut block);
        join_cliques(names, &mut block, Nearness::WithoutPlace, usize::MAX);
        join_cliques(names, &mut block, Nearness::SameFamily, 2);
        join_cliques(names, &mut block, Nearness::Abbreviated, 2);
        groups.append(&mut block);
    }
    for at in nameless {
        let near =
            |group: &Vec<usize>| group.iter().any(|&other| names[at].name.nearness(&names[other].name).is_some());
        let mut like: Vec<&mut Vec<usize>> = groups.iter_mut().filter(|group| near(group)).collect();
        match like.as_mut_slice() {
            [only] => only.push(at),
            _ => groups.push(vec![at]),
        }
    }
    groups.retain(|group| group.iter().any(|&at| names[at].is_name()));
    groups
}

/// Joins names that are the same words, or the same name in the same town.
fn join_same_place(names: &[Written], groups: &mut Vec<Vec<usize>>) {
    let mut joined: Vec<Vec<usize>> = Vec::new();
    for group in groups.drain(..) {
        let same = joined.iter_mut().find(|known| {
            known.iter().all(|&a| {
                group.iter().all(|&b| {
                    let (ours, theirs) = (&names[a].name, &names[b].name);
                    let nearness = ours.nearness(theirs);
                    nearness == Some(Nearness::Same)
                        || (nearness == Some(Nearness::WithoutPlace) && ours.town == theirs.town)
                })
            })
        });
        match same {
            Some(known) => known.extend(group),
            None => joined.push(group),
        }
    }
    *groups = joined;
}

/// Joins groups that are all as near as `nearness` to each other, if they are no more than `most`. Where one is
/// near to two that are apart, nothing is joined.
fn join_cliques(names: &[Written], groups: &mut Vec<Vec<usize>>, nearness: Nearness, most: usize) {
    let near = |a: &[usize], b: &[usize]| {
        a.iter()
            .all(|&a| b.iter().all(|&b| names[a].name.nearness(&names[b].name).is_some_and(|found| found <= nearness)))
    };
    let mut components: Vec<Vec<Vec<usize>>> = Vec::new();
    for group in groups.drain(..) {
        let (touching, apart): (Vec<_>, Vec<_>) =
            components.into_iter().partition(|component| component.iter().any(|other| near(other, &group)));
        let mut component: Vec<Vec<usize>> = touching.into_iter().flatten().collect();
        component.push(group);
        components = apart;
        components.push(component);
    }
    for component in components {
        let clique = component.iter().enumerate().all(|(nth, a)| component.iter().skip(nth + 1).all(|b| near(a, b)));
        if clique && component.len() <= most {
            groups.push(component.concat());
        } else {
            groups.extend(component);
        }
    }
}

/// The name that stands for a group: of those that somebody wrote down as a school's name the longest, then the
/// most frequent, then the first.
fn representative(names: &[Written], members: &[usize]) -> Option<String> {
    let strong = members.iter().any(|&at| !names[at].said.weak);
    let mut frequency: BTreeMap<&str, usize> = BTreeMap::new();
    for &at in members {
        if names[at].is_name() && names[at].said.weak != strong {
            *frequency.entry(&names[at].name.shown).or_default() += names[at].records;
        }
    }
    let longest = frequency.into_iter().min_by_key(|(name, records)| {
        (std::cmp::Reverse(name.chars().count()), std::cmp::Reverse(*records), name.to_owned())
    });
    longest.map(|(name, _)| name.to_owned())
}
