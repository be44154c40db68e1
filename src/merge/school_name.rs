//! A school's name taken apart: `贵州省平安县高桥镇柳林小学` is 平安, 高桥, 柳林 and the kind 小学.

use std::collections::BTreeSet;

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use super::school_words::{Family, SchoolKind, WORDS};
use crate::model::is_space;

/// How near two names are; the nearer the smaller.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Nearness {
    /// The same words.
    Same,
    /// The same name and kind; one leaves out province, county or town.
    WithoutPlace,
    /// The same name; the kinds are of one family (小学, 完小, 中心小学), or one leaves out 村.
    SameFamily,
    /// One is an abbreviation that leaves out the kind or the name.
    Abbreviated,
    /// A character of the name is another, or one says 学校 where the other says 小学: good for a list only.
    Loose,
}

/// A name taken apart.
#[derive(Clone, Debug)]
pub(super) struct SchoolName {
    /// As written, without spaces and without remarks in brackets.
    pub(super) shown: String,
    /// The same for comparing.
    word: String,
    county: Option<String>,
    pub(super) town: Option<String>,
    /// The name itself: 柳林. For a school that only its town names, the town's name.
    core: String,
    kind: Option<&'static SchoolKind>,
}

impl SchoolName {
    /// Takes `text` apart. `towns` are the names of the township's towns, which may stand before a name bare.
    pub(super) fn new(text: &str, towns: &BTreeSet<String>) -> Self {
        let shown = without_remarks(text);
        let word =
            WORDS.spelt_out(&shown.nfkc().filter(|c| !matches!(c, '(' | ')')).collect::<String>().to_lowercase());
        let (rest, kind) = WORDS.split(&word);
        let (mut county, mut town) = (None, None);
        let mut core = rest;
        while let Some((unit, level, after)) = leading_unit(core) {
            match level {
                Level::Town => town = Some(unit.to_owned()),
                Level::County => county = Some(unit.to_owned()),
                Level::Above => {}
            }
            core = after;
        }
        let bare = towns.iter().filter_map(|town| Some((town, core.strip_prefix(town.as_str())?)));
        if let Some((bare, after)) =
            bare.filter(|(_, after)| after.chars().count() > 1).max_by_key(|(bare, _)| bare.len())
        {
            town.get_or_insert_with(|| bare.clone());
            core = after;
        }
        let core = match (core, &town) {
            ("", Some(town)) if kind.is_some() => town.clone(),
            // A town's bare name is not one of its schools.
            _ if kind.is_none() && towns.contains(core) => String::new(),
            _ => core.to_owned(),
        };
        Self { shown, word, county, town, core, kind }
    }

    /// Whether a word in it says what kind of school it is.
    pub(super) fn has_kind(&self) -> bool {
        self.kind.is_some()
    }

    /// The key that all names share of which one may be near another (short of a misspelling).
    pub(super) fn block(&self) -> &str {
        self.core.strip_suffix('村').filter(|core| core.chars().count() > 1).unwrap_or(&self.core)
    }

    /// Whether it leaves out the name itself: `中心小学`.
    pub(super) fn is_nameless(&self) -> bool {
        self.core.is_empty()
    }

    /// How near two names are; `None` when they are two schools.
    pub(super) fn nearness(&self, other: &Self) -> Option<Nearness> {
        if self.word == other.word {
            return Some(Nearness::Same);
        }
        let differ =
            |ours: &Option<String>, theirs: &Option<String>| ours.is_some() && theirs.is_some() && ours != theirs;
        if differ(&self.county, &other.county) || differ(&self.town, &other.town) {
            return None;
        }
        let same_kind = self.kind_word() == other.kind_word();
        if self.core == other.core && same_kind && (self.has_kind() || !self.core.is_empty()) {
            return Some(Nearness::WithoutPlace);
        }
        if self.block() == other.block() && !self.core.is_empty() {
            return match (self.kind, other.kind) {
                (None, _) | (_, None) => Some(Nearness::Abbreviated),
                _ if same_kind || self.may_be_kind_of(other) => Some(Nearness::SameFamily),
                (Some(ours), Some(theirs)) if [ours.family, theirs.family].contains(&Family::Any) => {
                    Some(Nearness::Loose)
                }
                _ => None,
            };
        }
        if (self.core.is_empty() || other.core.is_empty()) && self.has_kind() && self.is_of_kind(other) {
            return Some(Nearness::Abbreviated);
        }
        (same_kind && is_misspelt(self.block(), other.block())).then_some(Nearness::Loose)
    }

    fn kind_word(&self) -> Option<&'static str> {
        self.kind.map(|kind| kind.word.as_str())
    }

    fn is_central(&self) -> bool {
        self.kind.is_some_and(|kind| kind.central)
    }

    /// Of the same kind, or of one family where that has no central school.
    fn is_of_kind(&self, other: &Self) -> bool {
        let stage = |name: &Self| name.kind.filter(|kind| !kind.central && kind.family != Family::Any);
        let family = |name: &Self| stage(name).map(|kind| kind.family);
        self.kind_word() == other.kind_word() || (family(self).is_some() && family(self) == family(other))
    }

    /// Of one family, and not a town's central school beside another that bears the town's name in full.
    fn may_be_kind_of(&self, other: &Self) -> bool {
        let family = |name: &Self| name.kind.map(|kind| kind.family).filter(|family| *family != Family::Any);
        let two_in_town = self.town.is_some() && other.town.is_some() && self.is_central() != other.is_central();
        family(self).is_some() && family(self) == family(other) && !two_in_town
    }
}

/// The town that a township's name or a school's name begins with, without 镇, 乡 or 街道.
pub(super) fn town_of(name: &str) -> Option<String> {
    SchoolName::new(name, &BTreeSet::new()).town
}

/// Drops white space, and brackets unless they name a part of the school: 柳林小学（盖章）, but 柳林小学（东校区）.
fn without_remarks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut bracket: Option<String> = None;
    for c in text.chars().filter(|&c| !is_space(c)) {
        match (c, &mut bracket) {
            ('(' | '（' | '[' | '【' | '〔', None) => bracket = Some(c.to_string()),
            (')' | '）' | ']' | '】' | '〕', Some(inside)) => {
                if WORDS.sisters.parts.iter().any(|part| inside.ends_with(part.as_str())) {
                    kept.push_str(inside);
                    kept.push(c);
                }
                bracket = None;
            }
            (_, Some(inside)) => inside.push(c),
            (_, None) => kept.push(c),
        }
    }
    let kept = kept.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '）' | '】' | ']'));
    if kept.is_empty() { text.chars().filter(|&c| !is_space(c)).collect() } else { kept.to_owned() }
}

/// What kind of place a school's name begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Above,
    County,
    Town,
}

/// The place that a name begins with, without its ending, and what follows.
fn leading_unit(text: &str) -> Option<(&str, Level, &str)> {
    let places = &WORDS.places;
    let endings = || {
        let of = |endings: &'static [String], level| endings.iter().map(move |ending| (ending.as_str(), level));
        of(&places.town, Level::Town).chain(of(&places.county, Level::County)).chain(of(&places.above, Level::Above))
    };
    for (count, (at, _)) in text.char_indices().enumerate() {
        let (name, rest) = text.split_at(at);
        for (ending, level) in endings() {
            let Some(after) = rest.strip_prefix(ending) else { continue };
            let upto = text.get(..at + ending.len()).unwrap_or(text);
            // Only counties have names of one character: 沛县, but not 镇南 or 新市.
            let named = count > 1 || (count == 1 && ending == "县");
            if named && !places.lookalikes.iter().any(|word| upto.ends_with(word.as_str())) {
                return Some((name, level, after));
            }
        }
    }
    None
}

/// Whether one character of a name is another: of three or more any, of two one that sounds the same.
fn is_misspelt(a: &str, b: &str) -> bool {
    let long = a.chars().count();
    if long != b.chars().count() || long < 2 {
        return false;
    }
    let differing: Vec<(char, char)> = a.chars().zip(b.chars()).filter(|(ours, theirs)| ours != theirs).collect();
    let sound = |c: char| c.to_pinyin().map(pinyin::Pinyin::plain);
    match differing[..] {
        [(ours, theirs)] => {
            ![ours, theirs].iter().any(|&c| c.is_ascii_digit() || WORDS.sisters.characters.contains(c))
                && (long > 2 || sound(ours) == sound(theirs))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearness(a: &str, b: &str) -> Option<Nearness> {
        let towns = BTreeSet::from(["高桥".to_owned()]);
        let (a, b) = (SchoolName::new(a, &towns), SchoolName::new(b, &towns));
        assert_eq!(a.nearness(&b), b.nearness(&a));
        a.nearness(&b)
    }

    #[test]
    fn names_of_one_school_are_near() {
        for (a, b, expected) in [
            ("高桥镇中心小学", "高桥镇 中心小学（盖章）", Some(Nearness::Same)),
            ("高桥镇中心小学", "高桥中心小学", Some(Nearness::WithoutPlace)),
            ("平安县高桥镇柳林小学", "柳林小学校", Some(Nearness::WithoutPlace)),
            ("高桥镇柳林小学", "高桥柳林小学", Some(Nearness::WithoutPlace)),
            ("高桥镇第一小学", "高桥一小", Some(Nearness::WithoutPlace)),
            ("柳林初级中学", "柳林中学", Some(Nearness::SameFamily)),
            ("柳林村小学", "柳林小学", Some(Nearness::SameFamily)),
            ("柳林村小", "柳林小学", Some(Nearness::SameFamily)),
            ("高桥镇中心小学", "高桥小学", Some(Nearness::SameFamily)),
            ("高桥镇中心小学", "中心小学", Some(Nearness::Abbreviated)),
            ("高桥镇初级中学", "初级中学", Some(Nearness::Abbreviated)),
            ("高桥镇初级中学", "中学", Some(Nearness::Abbreviated)),
            ("柳林", "柳林小学", Some(Nearness::Abbreviated)),
            ("柳林小学", "柳琳小学", Some(Nearness::Loose)),
            ("大柳树小学", "大柳村小学", None),
            ("柳林学校", "柳林小学", Some(Nearness::Loose)),
        ] {
            assert_eq!(nearness(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn two_schools_are_not() {
        for (a, b) in [
            ("高桥镇中心小学", "石门镇中心小学"),
            ("高桥镇中心小学", "高桥镇高桥小学"),
            ("高桥镇中心小学", "高桥镇中心幼儿园"),
            ("柳林小学", "柳林中学"),
            ("高桥镇", "平安县"),
            ("柳林小学", "杨林小学"),
            ("高桥镇第一小学", "高桥镇第二小学"),
            ("柳林小学（东校区）", "柳林小学（西校区）"),
            ("东风小学", "西风小学"),
        ] {
            assert_eq!(nearness(a, b), None, "{a} {b}");
        }
    }
}
