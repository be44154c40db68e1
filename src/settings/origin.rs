//! Where each setting comes from.

use std::collections::BTreeMap;

/// Where a setting comes from, if it is not the default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The configuration of this name.
    File(String),
    /// The command line's option.
    Option(&'static str),
    /// The environment's variable.
    Variable(&'static str),
}

/// The origins by dotted key: `standards.aid_primary`; of a list's entries by what they are about: `duty.contact.谈心`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(BTreeMap<String, Origin>);

impl Origins {
    /// The keys that a configuration gives; none where it is no TOML.
    pub(super) fn of_file(file: &str, text: &str) -> Self {
        let mut origins = Self::default();
        if let Ok(table) = text.parse::<toml::Table>() {
            for (key, value) in &table {
                origins.key(key, value, file);
            }
        }
        origins
    }

    fn key(&mut self, key: &str, value: &toml::Value, file: &str) {
        match value {
            toml::Value::Table(table) => {
                for (name, value) in table {
                    self.key(&format!("{key}.{name}"), value, file);
                }
            }
            toml::Value::Array(entries) if entries.iter().all(toml::Value::is_table) && !entries.is_empty() => {
                self.0.insert(key.to_owned(), Origin::File(file.to_owned()));
                for entry in entries.iter().filter_map(toml::Value::as_table) {
                    let said = |name: &str| entry.get(name).and_then(toml::Value::as_str);
                    let parts: Vec<&str> = ["item", "form", "kind", "with"].into_iter().filter_map(said).collect();
                    self.0.insert(format!("{key}.{}", parts.join(".")), Origin::File(file.to_owned()));
                }
            }
            _ => {
                self.0.insert(key.to_owned(), Origin::File(file.to_owned()));
            }
        }
    }

    /// Adds those of another, in the place of what is known.
    pub(super) fn add(&mut self, other: &Self) {
        self.0.extend(other.0.iter().map(|(key, origin)| (key.clone(), origin.clone())));
    }

    /// Says that an option or a variable gives a key.
    pub fn set(&mut self, key: &str, origin: Origin) {
        self.0.insert(key.to_owned(), origin);
    }

    /// Where a key comes from; none for the default.
    pub fn of(&self, key: &str) -> Option<&Origin> {
        self.0.get(key)
    }
}
