//! The words that schools' names are made of, read from `templates/schools.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// The words of this build. A test rules out that the file is faulty.
pub(super) static WORDS: LazyLock<SchoolWords> = LazyLock::new(|| read().unwrap_or_default());

/// How names of schools are put together.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchoolWords {
    #[serde(rename = "kind")]
    kinds: Vec<SchoolKind>,
    short: Short,
    pub(super) places: Places,
    pub(super) sisters: Sisters,
}

/// A kind of school.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchoolKind {
    /// The one word for it.
    pub(super) word: String,
    pub(super) family: Family,
    /// Named after its town.
    #[serde(default)]
    pub(super) central: bool,
    spellings: Vec<String>,
}

/// Schools of one family under one name are one school, unless something nearer says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Family {
    Primary,
    Middle,
    High,
    Vocational,
    Kindergarten,
    Point,
    Special,
    /// 学校 says nothing of its stage.
    Any,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Short {
    numbered: BTreeMap<String, String>,
    whole: BTreeMap<String, String>,
}

/// What a place's name ends in.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Places {
    pub(super) town: Vec<String>,
    pub(super) county: Vec<String>,
    pub(super) above: Vec<String>,
    pub(super) lookalikes: Vec<String>,
}

/// What tells schools of nearly one name apart.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sisters {
    pub(super) characters: String,
    pub(super) parts: Vec<String>,
}

const NUMERALS: [(char, char); 9] = [
    ('1', '一'),
    ('2', '二'),
    ('3', '三'),
    ('4', '四'),
    ('5', '五'),
    ('6', '六'),
    ('7', '七'),
    ('8', '八'),
    ('9', '九'),
];

impl SchoolWords {
    /// The kind that a name ends in, and what stands before it.
    pub(super) fn split<'n>(&self, name: &'n str) -> (&'n str, Option<&SchoolKind>) {
        let spelt = self.kinds.iter().flat_map(|kind| kind.spellings.iter().map(move |spelling| (kind, spelling)));
        let ending =
            spelt.filter(|(_, spelling)| name.ends_with(spelling.as_str())).max_by_key(|(_, spelling)| spelling.len());
        match ending {
            Some((kind, spelling)) => (name.strip_suffix(spelling.as_str()).unwrap_or(name), Some(kind)),
            None => (name, None),
        }
    }

    /// Writes out what is written short: 高桥一小, 高桥第1小学 → 高桥第一小学; 实小 → 实验小学.
    pub(super) fn spelt_out(&self, name: &str) -> String {
        for (short, long) in &self.short.numbered {
            let Some(head) = name.strip_suffix(short.as_str()) else { continue };
            for (digit, numeral) in NUMERALS {
                if let Some(head) = head.strip_suffix([digit, numeral]) {
                    let head = head.strip_suffix('第').unwrap_or(head);
                    // 10 and 十一 are numbers of their own.
                    if !head.ends_with(|c: char| c.is_ascii_digit() || c == '十') {
                        return format!("{head}第{numeral}{long}");
                    }
                }
            }
        }
        let whole = self.short.whole.iter().find_map(|(short, long)| Some((name.strip_suffix(short.as_str())?, long)));
        whole.map_or_else(|| name.to_owned(), |(head, long)| format!("{head}{long}"))
    }
}

fn read() -> Result<SchoolWords, toml::de::Error> {
    toml::from_str(include_str!("../../templates/schools.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_can_be_read() {
        assert!(read().unwrap().kinds.len() > 10);
    }

    #[test]
    fn short_names_are_written_out() {
        for (short, long) in [
            ("高桥一小", "高桥第一小学"),
            ("高桥镇第2小学", "高桥镇第二小学"),
            ("县实小", "县实验小学"),
            ("第十一小学", "第十一小学"),
            ("柳林小学", "柳林小学"),
        ] {
            assert_eq!(WORDS.spelt_out(short), long);
        }
    }
}
