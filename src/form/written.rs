//! The keys of a definition as TOML has them, before they are validated.

use serde::Deserialize;
use toml::Spanned;

use super::{Duty, FormKind, Kind, Meaning, Role, Within};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawForm {
    pub(super) id: Spanned<String>,
    pub(super) title: String,
    pub(super) title_en: String,
    pub(super) sheet: String,
    pub(super) order: i64,
    pub(super) kind: FormKind,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) duty: Option<Duty>,
    #[serde(default)]
    pub(super) within: Within,
    pub(super) titles: Vec<String>,
    #[serde(default)]
    pub(super) others: Vec<String>,
    #[serde(default)]
    pub(super) denials: Vec<String>,
    #[serde(default)]
    pub(super) group: Vec<RawGroup>,
    pub(super) field: Vec<RawField>,
    #[serde(default)]
    pub(super) tie: Vec<RawTie>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTie {
    pub(super) rule: Spanned<String>,
    #[serde(default)]
    pub(super) optional: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawGroup {
    pub(super) id: Spanned<String>,
    pub(super) names: Vec<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools, reason = "each is a key of the definition, independent of the others")]
pub(super) struct RawField {
    pub(super) id: Spanned<String>,
    /// The form whose field of the same id says everything that is not said here, but for `required` and `group`.
    pub(super) same_as: Option<Spanned<String>>,
    pub(super) label: Option<String>,
    pub(super) label_en: Option<String>,
    pub(super) kind: Option<Spanned<Kind>>,
    pub(super) role: Option<Spanned<Role>>,
    #[serde(default)]
    pub(super) required: bool,
    pub(super) aliases: Option<Vec<Spanned<String>>>,
    /// Headers beside those of `same_as`.
    #[serde(default)]
    pub(super) more_aliases: Vec<Spanned<String>>,
    /// Headers that mean the field where no other column says it better.
    #[serde(default)]
    pub(super) weak: Vec<String>,
    pub(super) group: Option<Spanned<String>>,
    pub(super) short: Option<Vec<String>>,
    pub(super) values: Option<Vec<RawChoice>>,
    pub(super) closed: Option<bool>,
    #[serde(default)]
    pub(super) from_title: bool,
    #[serde(default)]
    pub(super) private: bool,
    #[serde(default)]
    pub(super) card: bool,
    pub(super) range: Option<Spanned<(f64, f64)>>,
    pub(super) width: Option<f64>,
    /// The number of the column on the printed form, by which ties may name it: 2列.
    pub(super) column: Option<u32>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChoice {
    pub(super) value: Spanned<String>,
    #[serde(default)]
    pub(super) aliases: Vec<Spanned<String>>,
    pub(super) means: Option<Meaning>,
}
