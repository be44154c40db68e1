//! What the township is made of, `templates/sample/township.toml`: names, places, phrases.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use super::dice::Dice;

/// The file inside the binary.
const TEXT: &str = include_str!("../../templates/sample/township.toml");

/// The words. A test proves that the file is sound.
pub(super) static WORDS: LazyLock<SampleWords> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

/// The file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SampleWords {
    pub(super) places: Places,
    pub(super) school: Vec<SchoolKind>,
    pub(super) people: People,
    pub(super) classes: Classes,
    pub(super) fields: BTreeMap<String, Weighted>,
    pub(super) scene: Vec<Scene>,
    pub(super) phrases: Phrases,
    pub(super) around: Around,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Places {
    pub(super) region: String,
    pub(super) county: String,
    pub(super) town: [String; 2],
    pub(super) town_ending: String,
    pub(super) village: [String; 2],
    pub(super) village_ending: String,
    pub(super) groups: usize,
    pub(super) workplaces: Vec<String>,
}

/// A kind of school.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SchoolKind {
    pub(super) name: String,
    /// Whether a town has exactly one of it.
    #[serde(default)]
    pub(super) first: bool,
    /// The first and the last grade, 0 being all years before school.
    pub(super) grades: [usize; 2],
    /// Its children beside those of other schools.
    pub(super) share: f64,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) surnames: String,
    pub(super) boys: [String; 2],
    pub(super) girls: [String; 2],
    pub(super) men: [String; 2],
    pub(super) women: [String; 2],
    pub(super) elder_men: [String; 2],
    pub(super) elder_women: [String; 2],
    pub(super) phone_heads: Vec<String>,
    pub(super) phone_middle: String,
    pub(super) guardians: Vec<GuardianKind>,
    pub(super) father: Vec<String>,
    pub(super) mother: Vec<String>,
}

/// Somebody who looks after a child whose parents are away.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GuardianKind {
    pub(super) relation: String,
    pub(super) male: bool,
    pub(super) family: Family,
    pub(super) weight: u32,
}

/// Whose surname a guardian has.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Family {
    Father,
    Mother,
    Own,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Classes {
    /// The most children of one class.
    pub(super) most: usize,
    pub(super) name: String,
    /// The years before school, the oldest first.
    pub(super) nursery: Vec<String>,
}

/// Fields of a record that say one thing together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Scene {
    pub(super) form: String,
    #[serde(default)]
    pub(super) weight: u32,
    /// How often it is told; else the form's records are as many a month as are ordered, a scene for each by weight.
    pub(super) often: Option<Often>,
    /// To how many children it happens.
    #[serde(default = "whole")]
    pub(super) share: f64,
    /// Whether it happens to boarders alone.
    #[serde(default)]
    pub(super) boarders: bool,
    pub(super) says: BTreeMap<String, Vec<String>>,
}

const fn whole() -> f64 {
    1.0
}

/// How often a scene is told of a child, or of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Often {
    /// In every month.
    Month,
    /// On one day of the period.
    Once,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    pub(super) text: Vec<String>,
    pub(super) number: [u32; 2],
    pub(super) hours: [u32; 2],
    pub(super) minutes: [u32; 2],
    pub(super) amounts: Vec<u32>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Around {
    pub(super) title: String,
    pub(super) seasons: [String; 2],
    pub(super) particulars: String,
    pub(super) note: String,
    pub(super) signature: String,
    pub(super) total: String,
    /// The name of a workbook that holds all forms.
    pub(super) together: String,
}

/// Texts and how often each is said.
#[derive(Debug, Default, Deserialize)]
#[serde(transparent)]
pub(super) struct Weighted(BTreeMap<String, u32>);

impl Weighted {
    /// One of the texts; empty where nothing is to be said.
    pub(super) fn pick(&self, dice: &mut Dice) -> &str {
        dice.weighted(self.0.iter().map(|(text, weight)| (text.as_str(), *weight))).unwrap_or_default()
    }
}

/// `text` with what stands in `{…}` put in.
pub(super) fn told(text: &str, facts: &[(&str, &str)]) -> String {
    let mut told = text.to_owned();
    if text.contains('{') {
        for (key, fact) in facts {
            told = told.replace(&format!("{{{key}}}"), fact);
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_sound() {
        let words: SampleWords = toml::from_str(TEXT).unwrap();
        assert_eq!(words.school.iter().filter(|kind| !kind.first).count(), 2);
        let forms = crate::form::builtin().unwrap();
        for scene in &words.scene {
            let (_, form) = forms.by_id(&scene.form).unwrap();
            for (field, texts) in &scene.says {
                let field = form.field(field).and_then(|at| form.fields.get(at));
                let field = field.unwrap_or_else(|| panic!("{}: {:?}", scene.form, scene.says));
                for text in texts.iter().filter(|text| !field.values.is_empty() && !text.is_empty()) {
                    assert!(field.choice(text).is_some(), "{text}");
                }
            }
        }
        for (id, said) in &words.fields {
            let fields = forms.0.iter().flat_map(|form| &form.fields).filter(|field| *field.id == **id);
            let fields: Vec<_> = fields.collect();
            assert!(!fields.is_empty(), "{id}");
            for field in fields.iter().filter(|field| !field.values.is_empty()) {
                assert!(said.0.keys().all(|text| text.is_empty() || field.choice(text).is_some()), "{id}");
            }
        }
        assert!(words.people.guardians.iter().all(|kind| kind.weight > 0));
    }
}
