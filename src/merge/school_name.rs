//! A school's name taken apart: `贵州省平安县高桥镇柳林小学` is 平安, 高桥, 柳林 and the kind 小学.

use std::collections::BTreeSet;

use pinyin::ToPinyin;
use unicode_normalization::UnicodeNormalization;

use crate::model::is_space;

/// The kinds of schools: every spelling, the one word for it, and the family whose members may be one school.
/// A spelling that ends another stands after it.
const KINDS: [(&str, &str, Family); 35] = [
    ("中心完全小学", "中心小学", Family::Primary),
    ("中心小学校", "中心小学", Family::Primary),
    ("中心小学", "中心小学", Family::Primary),
    ("中心完小", "中心小学", Family::Primary),
    ("中心学校", "中心学校", Family::Any),
    ("中心校", "中心学校", Family::Any),
    ("小学教学点", "教学点", Family::Point),
    ("教学点", "教学点", Family::Point),
    ("中心幼儿园", "中心幼儿园", Family::Kindergarten),
    ("中心幼稚园", "中心幼儿园", Family::Kindergarten),
    ("幼儿园", "幼儿园", Family::Kindergarten),
    ("幼稚园", "幼儿园", Family::Kindergarten),
    ("幼教点", "幼儿园", Family::Kindergarten),
    ("完全小学校", "完全小学", Family::Primary),
    ("完全小学", "完全小学", Family::Primary),
    ("完小", "完全小学", Family::Primary),
    ("小学校", "小学", Family::Primary),
    ("小学", "小学", Family::Primary),
    ("初级中学校", "初级中学", Family::Middle),
    ("初级中学", "初级中学", Family::Middle),
    ("初中", "初级中学", Family::Middle),
    ("高级中学", "高级中学", Family::High),
    ("职业中学", "职业中学", Family::High),
    ("完全中学", "完全中学", Family::Middle),
    ("中学校", "中学", Family::Middle),
    ("中学", "中学", Family::Middle),
    ("高中", "高级中学", Family::High),
    ("九年一贯制学校", "九年制学校", Family::Any),
    ("九年义务教育学校", "九年制学校", Family::Any),
    ("九年制学校", "九年制学校", Family::Any),
    ("十二年一贯制学校", "十二年制学校", Family::Any),
    ("特殊教育学校", "特殊教育学校", Family::Special),
    ("特校", "特殊教育学校", Family::Special),
    ("民族学校", "民族学校", Family::Any),
    ("学校", "学校", Family::Any),
];

/// Chinese numerals, for `一小` = `第一小学`.
const NUMERALS: &str = "一二三四五六七八九十";

/// Schools of one family under one name are one school, unless something nearer says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Family {
    Primary,
    Middle,
    High,
    Kindergarten,
    Point,
    Special,
    /// 学校 says nothing of its stage.
    Any,
}

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
    kind: Option<(&'static str, Family)>,
}

impl SchoolName {
    /// Takes `text` apart. `towns` are the names of the township's towns, which may stand before a name bare.
    pub(super) fn new(text: &str, towns: &BTreeSet<String>) -> Self {
        let shown = without_remarks(text);
        let word = spelt_out(
            &shown
                .nfkc()
                .filter(|c| !matches!(c, '(' | ')'))
                .collect::<String>()
                .to_lowercase(),
        );
        let (rest, kind) = split_kind(&word);
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
        let bare = towns
            .iter()
            .filter_map(|town| Some((town, core.strip_prefix(town.as_str())?)));
        if let Some((bare, after)) = bare
            .filter(|(_, after)| after.chars().count() > 1)
            .max_by_key(|(bare, _)| bare.len())
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
        Self {
            shown,
            word,
            county,
            town,
            core,
            kind,
        }
    }

    /// The school in a text that says more: `2026年秋季柳林小学三年级` and `花名册-柳林小学` give `柳林小学`. For
    /// titles and the names of sheets, files and folders. `None` when no word says what kind of school it is.
    pub(super) fn cut(text: &str) -> Option<&str> {
        let ends = KINDS
            .iter()
            .filter_map(|(spelling, _, _)| Some(text.rfind(spelling)? + spelling.len()));
        let head = text.get(..ends.max()?)?;
        let part = head
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or(head);
        Some(without_term(part))
    }

    /// Whether a word in it says what kind of school it is.
    pub(super) fn has_kind(&self) -> bool {
        self.kind.is_some()
    }

    /// The key that all names share of which one may be near another (short of a misspelling).
    pub(super) fn block(&self) -> &str {
        self.core
            .strip_suffix('村')
            .filter(|core| core.chars().count() > 1)
            .unwrap_or(&self.core)
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
        let differ = |ours: &Option<String>, theirs: &Option<String>| {
            ours.is_some() && theirs.is_some() && ours != theirs
        };
        if differ(&self.county, &other.county) || differ(&self.town, &other.town) {
            return None;
        }
        let same_kind = self.kind_word() == other.kind_word();
        if self.core == other.core && same_kind {
            return Some(Nearness::WithoutPlace);
        }
        if self.block() == other.block() && !self.core.is_empty() {
            return match (self.kind, other.kind) {
                (None, _) | (_, None) => Some(Nearness::Abbreviated),
                _ if same_kind || self.may_be_kind_of(other) => Some(Nearness::SameFamily),
                (Some((_, Family::Any)), _) | (_, Some((_, Family::Any))) => Some(Nearness::Loose),
                _ => None,
            };
        }
        let central = same_kind
            && self
                .kind_word()
                .is_some_and(|kind| kind.starts_with("中心"));
        if central && (self.core.is_empty() || other.core.is_empty()) {
            return Some(Nearness::Abbreviated);
        }
        (same_kind && is_misspelt(self.block(), other.block())).then_some(Nearness::Loose)
    }

    fn kind_word(&self) -> Option<&'static str> {
        self.kind.map(|(word, _)| word)
    }

    fn is_central(&self) -> bool {
        self.kind_word()
            .is_some_and(|kind| kind.starts_with("中心"))
    }

    /// Of one family, and not a town's central school beside another that bears the town's name in full.
    fn may_be_kind_of(&self, other: &Self) -> bool {
        let families = self.kind.map(|(_, family)| family) == other.kind.map(|(_, family)| family);
        let two_in_town =
            self.town.is_some() && other.town.is_some() && self.is_central() != other.is_central();
        families && self.kind.is_some_and(|(_, family)| family != Family::Any) && !two_in_town
    }
}

/// The town that a township's name or a school's name begins with, without 镇, 乡 or 街道.
pub(super) fn town_of(name: &str) -> Option<String> {
    SchoolName::new(name, &BTreeSet::new()).town
}

/// Drops the school year and term that a text begins with.
fn without_term(text: &str) -> &str {
    const WORDS: [&str; 12] = [
        "学年度",
        "学年",
        "年度",
        "年",
        "第一学期",
        "第二学期",
        "上学期",
        "下学期",
        "秋季",
        "春季",
        "学期",
        "季度",
    ];
    let mut rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    if rest.len() == text.len() {
        return text;
    }
    while let Some(after) = WORDS.iter().find_map(|word| rest.strip_prefix(word)) {
        rest = after.trim_start_matches(|c: char| c.is_ascii_digit());
    }
    rest
}

/// Drops white space, and brackets unless they name a part of the school: 柳林小学（盖章）, but 柳林小学（东校区）.
fn without_remarks(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut bracket: Option<String> = None;
    for c in text.chars().filter(|&c| !is_space(c)) {
        match (c, &mut bracket) {
            ('(' | '（' | '[' | '【' | '〔', None) => bracket = Some(c.to_string()),
            (')' | '）' | ']' | '】' | '〕', Some(inside)) => {
                if ["校区", "分校", "校", "园", "部", "点"]
                    .iter()
                    .any(|part| inside.ends_with(part))
                {
                    kept.push_str(inside);
                    kept.push(c);
                }
                bracket = None;
            }
            (_, Some(inside)) => inside.push(c),
            (_, None) => kept.push(c),
        }
    }
    let kept =
        kept.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | '）' | '】' | ']'));
    if kept.is_empty() {
        text.chars().filter(|&c| !is_space(c)).collect()
    } else {
        kept.to_owned()
    }
}

/// Writes out what is short for a school's number: 一小, 第1小学 → 第一小学; 实小 → 实验小学.
fn spelt_out(word: &str) -> String {
    let mut word = word.to_owned();
    for (digit, numeral) in ('1'..='9').zip(NUMERALS.chars()) {
        word = word.replace(&format!("第{digit}"), &format!("第{numeral}"));
    }
    for numeral in NUMERALS.chars() {
        for (short, long) in [
            ("小学", "小学"),
            ("中学", "中学"),
            ("幼儿园", "幼儿园"),
            ("小", "小学"),
            ("中", "中学"),
            ("幼", "幼儿园"),
        ] {
            let Some(head) = word.strip_suffix(&format!("{numeral}{short}")) else {
                continue;
            };
            let head = head.strip_suffix('第').unwrap_or(head);
            return format!("{head}第{numeral}{long}");
        }
    }
    match word.strip_suffix("实小") {
        Some(head) => format!("{head}实验小学"),
        None => word,
    }
}

fn split_kind(word: &str) -> (&str, Option<(&'static str, Family)>) {
    for (spelling, kind, family) in KINDS {
        if let Some(rest) = word.strip_suffix(spelling) {
            return (rest, Some((kind, family)));
        }
    }
    match word.strip_suffix("村小") {
        Some(rest) if !rest.is_empty() => (rest, Some(("小学", Family::Primary))),
        _ => (word, None),
    }
}

/// What kind of place a school's name begins with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Above,
    County,
    Town,
}

/// The place that a name begins with, without its suffix, and what follows.
fn leading_unit(text: &str) -> Option<(&str, Level, &str)> {
    const SUFFIXES: [(&str, Level, usize); 10] = [
        ("街道办事处", Level::Town, 2),
        ("街道办", Level::Town, 2),
        ("街道", Level::Town, 2),
        ("镇", Level::Town, 2),
        ("乡", Level::Town, 2),
        ("县", Level::County, 1),
        ("区", Level::County, 2),
        ("省", Level::Above, 2),
        ("市", Level::Above, 2),
        ("自治州", Level::Above, 2),
    ];
    for (count, (at, _)) in text.char_indices().enumerate() {
        let (name, rest) = text.split_at(at);
        for (suffix, level, least) in SUFFIXES {
            let Some(after) = rest.strip_prefix(suffix) else {
                continue;
            };
            // 社区, 校区 and the like are no administrative places.
            let is_place = suffix != "区"
                || !name.ends_with(['社', '校', '园', '景', '库', '矿', '林', '牧', '山']);
            if count >= least && is_place {
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
    let differing: Vec<(char, char)> = a
        .chars()
        .zip(b.chars())
        .filter(|(ours, theirs)| ours != theirs)
        .collect();
    let sound = |c: char| c.to_pinyin().map(pinyin::Pinyin::plain);
    match differing[..] {
        [(ours, theirs)] => {
            !is_ordinal(ours) && !is_ordinal(theirs) && (long > 2 || sound(ours) == sound(theirs))
        }
        _ => false,
    }
}

/// Characters that tell sister schools apart and are never a slip: 第一 and 第二, 东 and 西.
fn is_ordinal(c: char) -> bool {
    NUMERALS.contains(c) || c.is_ascii_digit() || "东南西北中上下前后大小新老".contains(c)
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
            (
                "高桥镇中心小学",
                "高桥镇 中心小学（盖章）",
                Some(Nearness::Same),
            ),
            (
                "高桥镇中心小学",
                "高桥中心小学",
                Some(Nearness::WithoutPlace),
            ),
            (
                "平安县高桥镇柳林小学",
                "柳林小学校",
                Some(Nearness::WithoutPlace),
            ),
            (
                "高桥镇柳林小学",
                "高桥柳林小学",
                Some(Nearness::WithoutPlace),
            ),
            ("高桥镇第一小学", "高桥一小", Some(Nearness::WithoutPlace)),
            ("柳林初级中学", "柳林中学", Some(Nearness::SameFamily)),
            ("柳林村小学", "柳林小学", Some(Nearness::SameFamily)),
            ("柳林村小", "柳林小学", Some(Nearness::WithoutPlace)),
            ("高桥镇中心小学", "高桥小学", Some(Nearness::SameFamily)),
            ("高桥镇中心小学", "中心小学", Some(Nearness::Abbreviated)),
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
            ("柳林小学", "杨林小学"),
            ("高桥镇第一小学", "高桥镇第二小学"),
            ("柳林小学（东校区）", "柳林小学（西校区）"),
            ("东风小学", "西风小学"),
        ] {
            assert_eq!(nearness(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn a_sheet_name_is_cut_to_the_school() {
        assert_eq!(SchoolName::cut("柳林小学三年级2班"), Some("柳林小学"));
        assert_eq!(
            SchoolName::cut("柳林小学附属幼儿园大班"),
            Some("柳林小学附属幼儿园")
        );
        assert_eq!(
            SchoolName::cut("2026年秋季柳林小学留守儿童"),
            Some("柳林小学")
        );
        assert_eq!(
            SchoolName::cut("留守儿童花名册-柳林小学(三年级)"),
            Some("柳林小学")
        );
        assert_eq!(SchoolName::cut("第一批"), None);
    }
}
