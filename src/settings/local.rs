//! What a bureau sets by its own rules (DOMAIN §1 and §5): who counts, what is to be reached, what a centre should have.

use serde::{Deserialize, Serialize};

/// The definition `local` of a left-behind child.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Local {
    /// Whose absence counts.
    pub parents: LocalParents,
    /// For how many months a parent must be away. No form of the bureau's asks for them: schools go by it when they list
    /// a child, and the outputs say so.
    pub away_months: u32,
    /// The county's name, where a parent who works inside it is not away; empty where that is not asked.
    pub county: String,
}

/// Whose absence makes a child left behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum LocalParents {
    /// One parent's, or both.
    #[default]
    One,
    /// Both parents'.
    Both,
    /// Both parents', or one's while the other cannot care.
    Unable,
}

impl Default for Local {
    fn default() -> Self {
        Self { parents: LocalParents::One, away_months: 3, county: String::new() }
    }
}

impl Local {
    /// Whether its numbers can be meant.
    pub(super) fn sound(&self) -> Result<(), String> {
        if (1..=12).contains(&self.away_months) { Ok(()) } else { Err("local.away_months: from 1 to 12".to_owned()) }
    }

    /// Whether somebody who works at `place` has left the county; what nobody wrote leaves it open and counts as away.
    pub fn is_outside(&self, place: Option<&str>) -> bool {
        self.county.is_empty() || !place.is_some_and(|place| place.contains(&self.county))
    }
}

/// What a school should reach, in per cent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Targets {
    /// Children with a file.
    pub filed: u32,
    /// Children who are at school.
    pub kept: u32,
    /// Children with a helper.
    pub paired: u32,
}

impl Default for Targets {
    fn default() -> Self {
        Self { filed: 100, kept: 100, paired: 100 }
    }
}

impl Targets {
    /// Whether each is a share.
    pub(super) fn sound(self) -> Result<(), String> {
        let wrong = self.named().into_iter().find(|(_, value)| *value > 100);
        wrong.map_or(Ok(()), |(name, _)| Err(format!("targets.{name}: from 0 to 100")))
    }

    /// Each with its name.
    pub fn named(&self) -> [(&'static str, u32); 3] {
        [("filed", self.filed), ("kept", self.kept), ("paired", self.paired)]
    }
}

const CENTRE: &str = include_str!("../../templates/centre.toml");

/// What a centre should have.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CentreItem {
    /// What it is called.
    pub item: String,
    /// Words by which a line of the checklist means it, beside its name.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// How many at least; 0 takes it off the list.
    pub min: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenCentre {
    centre: Vec<CentreItem>,
}

impl CentreItem {
    /// The list inside the binary.
    pub fn builtin() -> Vec<Self> {
        // A test reads the file with the same call, so that no binary carries a broken one.
        toml::from_str::<WrittenCentre>(CENTRE).map(|written| written.centre).unwrap_or_default()
    }

    /// Puts an item into the list: in the place of the one of the same name, else at its end.
    pub fn put(self, items: &mut Vec<Self>) {
        match items.iter_mut().find(|known| known.item == self.item) {
            Some(known) => {
                let aliases = if self.aliases.is_empty() { std::mem::take(&mut known.aliases) } else { self.aliases };
                *known = Self { aliases, ..self };
            }
            None => items.push(self),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_of_centres_is_sound() {
        let items = toml::from_str::<WrittenCentre>(CENTRE).unwrap().centre;
        assert_eq!(items.len(), 14);
        assert_eq!(items, CentreItem::builtin());
        let mut items = items;
        CentreItem { item: "图书".to_owned(), aliases: Vec::new(), min: 500 }.put(&mut items);
        let books = items.iter().find(|item| item.item == "图书").unwrap();
        assert_eq!((items.len(), books.min, books.aliases.is_empty()), (14, 500, false));
    }

    #[test]
    fn work_inside_the_county_is_not_away() {
        let local = Local { county: "平川".to_owned(), ..Local::default() };
        assert!(
            !local.is_outside(Some("平川县城关镇")) && local.is_outside(Some("广东东莞")) && local.is_outside(None)
        );
        assert!(Local::default().is_outside(Some("平川县")));
    }
}
