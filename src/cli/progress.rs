//! A bar with file counts on a terminal, nothing elsewhere.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::finding::Lang;
use crate::pipeline::Event;

/// The bar.
pub(super) struct Progress {
    bar: ProgressBar,
    lang: Lang,
}

impl Progress {
    /// A bar on stderr if that is a terminal and nobody asked for quiet.
    pub(super) fn new(lang: Lang, quiet: bool) -> Self {
        let shown = !quiet && std::io::stderr().is_terminal();
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let colour = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let bar = ProgressBar::with_draw_target(None, target);
        let template = if colour { "{msg} {bar:30.green} {pos}/{len}" } else { "{msg} {bar:30} {pos}/{len}" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        Self { bar, lang }
    }

    /// Shows an event.
    pub(super) fn show(&self, event: Event<'_>) {
        let (zh, en) = match event {
            Event::Found { files } => {
                self.bar.set_length(files as u64);
                ("读表", "reading")
            }
            Event::Read { .. } => {
                self.bar.inc(1);
                return;
            }
            Event::Merging => ("去重、汇总", "merging"),
            Event::Writing => ("写结果", "writing"),
        };
        self.bar.set_message(if self.lang == Lang::Zh { zh } else { en });
    }

    /// Takes the bar away.
    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }
}
