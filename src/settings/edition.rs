//! For whom outputs are made: the township itself, those who work with them, everybody.

use std::str::FromStr;

/// An edition of the outputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edition {
    /// Everything.
    #[default]
    Full,
    /// Everything about every child, but ID numbers and phones are masked; no ledger, no schools' own workbooks.
    Working,
    /// Figures only, none so small that it tells of a child: what may be posted.
    Public,
}

impl Edition {
    /// Its name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Working => "working",
            Self::Public => "public",
        }
    }

    /// Its name for people, in file and folder names.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Full => "完整版",
            Self::Working => "工作版",
            Self::Public => "公开版",
        }
    }
}

/// No edition has this name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("版本写 full（完整）、working（工作）或 public（公开），可以写几个，用逗号隔开 (full, working or public): {0}")]
pub struct NoEdition(String);

impl FromStr for Edition {
    type Err = NoEdition;

    fn from_str(text: &str) -> Result<Self, NoEdition> {
        let all = [Self::Full, Self::Working, Self::Public];
        let named = all.into_iter().find(|edition| text == edition.name() || text == edition.label());
        named.ok_or_else(|| NoEdition(text.to_owned()))
    }
}
