//! Tables on the terminal.

use super::cost::Cost;

/// A table of a name and three figures a line.
pub(crate) struct Table {
    lines: Vec<[String; 4]>,
}

impl Table {
    pub(crate) fn new(heads: [&str; 4]) -> Self {
        Self { lines: vec![heads.map(str::to_owned)] }
    }

    /// What something cost, and its share of `whole` CPU seconds.
    pub(crate) fn cost(&mut self, name: &str, cost: Cost, whole: f64) {
        self.lines.push([
            name.to_owned(),
            seconds(cost.cpu),
            seconds(cost.wall),
            format!("{:.1} %", cost.cpu / whole * 100.0),
        ]);
    }

    /// A figure beside its goal.
    pub(crate) fn goal(&mut self, name: &str, is: f64, most: f64) {
        let kept = if is <= most { "kept" } else { "missed" };
        self.lines.push([name.to_owned(), format!("{is:.2}"), format!("≤ {most:.2}"), kept.to_owned()]);
    }

    /// A figure beside a goal that it should reach.
    pub(crate) fn aim(&mut self, name: &str, is: f64, least: f64) {
        let kept = if is >= least { "kept" } else { "missed" };
        self.lines.push([name.to_owned(), format!("{is:.2}"), format!("≥ {least:.2}"), kept.to_owned()]);
    }

    pub(crate) fn print(&self) {
        println!();
        for [name, first, second, third] in &self.lines {
            println!("{name:<44}{first:>10}{second:>10}{third:>12}");
        }
    }
}

fn seconds(seconds: f64) -> String {
    if seconds.is_nan() { String::new() } else { format!("{seconds:.3}") }
}
