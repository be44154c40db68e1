//! What is said to people: to stderr, in their language. Data goes to stdout. A closed pipe is nobody's fault.

use std::io::{self, Write};

use crate::finding::{Lang, Words, mask_numbers};

/// A voice on stderr and a pen on stdout.
#[derive(Clone, Copy, Debug)]
pub(super) struct Talk {
    lang: Lang,
    quiet: bool,
}

impl Talk {
    pub(super) const fn new(lang: Lang, quiet: bool) -> Self {
        Self { lang, quiet }
    }

    pub(super) const fn lang(self) -> Lang {
        self.lang
    }

    /// Says something, quiet or not: a failure.
    pub(super) fn say(self, words: &Words) {
        let _ = writeln!(io::stderr().lock(), "{}", printable(words.get(self.lang)));
    }

    /// Tells something that is good to know.
    pub(super) fn tell(self, zh: &str, en: &str) {
        if !self.quiet {
            let text = if self.lang == Lang::Zh { zh } else { en };
            let _ = writeln!(io::stderr().lock(), "{}", printable(text));
        }
    }

    /// Prints a line of data.
    pub(super) fn print(self, zh: &str, en: &str) {
        let text = if self.lang == Lang::Zh { zh } else { en };
        let _ = writeln!(io::stdout().lock(), "{}", printable(text));
    }

    /// Writes bytes of data as they are.
    pub(super) fn data(bytes: &[u8]) {
        let _ = io::stdout().lock().write_all(bytes);
    }
}

/// Text for a terminal: no ID number or phone in full, no control or direction characters, whatever a file or its name holds.
pub(super) fn printable(text: &str) -> String {
    mask_numbers(text)
        .chars()
        .map(|c| match c {
            '\n' => c,
            c if c.is_control() => '\u{FFFD}',
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}' => '\u{FFFD}',
            c => c,
        })
        .collect()
}

/// The terminal's language: what was asked for, else what the system says, else Chinese.
pub(super) fn lang(asked: Option<Lang>) -> Lang {
    asked.unwrap_or_else(|| match sys_locale::get_locale() {
        Some(locale) if locale.starts_with("en") => Lang::En,
        _ => Lang::Zh,
    })
}

#[cfg(test)]
mod tests {
    use super::printable;

    #[test]
    fn a_terminal_is_never_steered() {
        assert_eq!(printable("11010519491231002X.xlsx"), "110105********002X.xlsx");
        assert_eq!(printable("王\u{1b}[31m芳\u{202e}x\n"), "王\u{FFFD}[31m芳\u{FFFD}x\n");
    }
}
