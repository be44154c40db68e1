//! Passwords of workbooks: they go in and never come out.

use std::fmt;

/// A password that a file may be opened with. It shows in no message and in no debug print.
#[derive(Clone, PartialEq, Eq)]
pub struct Password(String);

impl Password {
    /// Takes a password as it was written.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Takes a password that files are to be written with.
    ///
    /// # Errors
    ///
    /// One that nobody could type into a spreadsheet program, or that is nothing.
    pub fn to_write_with(text: &str) -> Result<Self, NoPassword> {
        if text.trim().is_empty() {
            return Err(NoPassword::Empty);
        }
        if text.trim() != text {
            return Err(NoPassword::Edged);
        }
        if text.encode_utf16().count() > MOST {
            return Err(NoPassword::TooLong);
        }
        if text.chars().any(char::is_control) {
            return Err(NoPassword::Control);
        }
        Ok(Self::new(text))
    }

    /// The password itself, for nothing but opening and writing a file.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// The longest password that a spreadsheet program takes, in units of UTF-16.
const MOST: usize = 255;

/// Why files cannot be written with a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPassword {
    /// It is empty, or nothing but blanks.
    #[error("密码是空的 (the password is empty)")]
    Empty,
    /// It begins or ends with a blank, which nobody sees: `echo word > file` on Windows leaves one.
    #[error("密码前面或后面有空格，请去掉 (the password begins or ends with a blank)")]
    Edged,
    /// It is longer than spreadsheet programs take.
    #[error("密码太长，最多 255 个字 (the password is longer than 255 characters)")]
    TooLong,
    /// It holds a tab or another character that nobody can type into a spreadsheet program.
    #[error("密码里有制表符之类打不出来的字符 (the password holds a character that cannot be typed)")]
    Control,
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_that_nobody_could_type_is_refused() {
        for (text, why) in [
            ("", NoPassword::Empty),
            (" \u{3000}", NoPassword::Empty),
            (&"密".repeat(256), NoPassword::TooLong),
            (&"𠮷".repeat(128), NoPassword::TooLong),
            ("a\tb", NoPassword::Control),
            ("a ", NoPassword::Edged),
            ("\u{a0}a", NoPassword::Edged),
        ] {
            assert_eq!(Password::to_write_with(text), Err(why));
        }
        for text in ["a", "密 码", &"密".repeat(255)] {
            assert_eq!(Password::to_write_with(text).map(|password| password.reveal().to_owned()).as_deref(), Ok(text));
        }
    }
}
