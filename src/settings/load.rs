//! `huibiao.toml` as written: every key optional, an unknown one an error with its line.

use serde::Deserialize;

use super::Settings;

/// A fault in the configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {message}")]
pub struct SettingsError {
    /// The file's name.
    pub file: String,
    /// The line, from one.
    pub line: usize,
    /// What is wrong, the key included.
    pub message: String,
}

/// The configuration as written.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// The township's name.
    pub town: Option<String>,
    /// The list of schools.
    #[serde(default)]
    pub schools: Vec<String>,
}

/// Reads a configuration over `settings`.
///
/// # Errors
///
/// A key that is unknown or a value out of its range, with its line.
pub fn read(file: &str, bytes: &[u8], settings: &mut Settings) -> Result<(), SettingsError> {
    let _ = (file, bytes, settings);
    Ok(())
}
