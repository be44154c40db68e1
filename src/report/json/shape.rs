//! The shape of `report.json`, key by key. `templates/report.schema.json` says the same for other programs.

use serde::Serialize;
use serde_json::{Map, Value};

use super::Cells;

#[derive(Serialize)]
pub(super) struct Report {
    pub(super) version: u32,
    pub(super) town: String,
    pub(super) period: String,
    pub(super) as_of: String,
    pub(super) totals: Totals,
    pub(super) files: Vec<File>,
    pub(super) schools: Vec<School>,
    pub(super) problems: Vec<Problem>,
    pub(super) outputs: Vec<Output>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) timings: Option<Map<String, Value>>,
}

#[derive(Serialize)]
pub(super) struct Totals {
    pub(super) files: u64,
    pub(super) sheets: u64,
    pub(super) rows: ByFate,
    pub(super) children: u64,
    pub(super) problems: BySeverity,
}

/// Rows by their fate.
#[derive(Clone, Copy, Serialize)]
pub(super) struct ByFate {
    pub(super) nonempty: u64,
    pub(super) merged: u64,
    pub(super) duplicate: u64,
    pub(super) quarantined: u64,
    pub(super) ignored: u64,
}

impl ByFate {
    /// The five numbers from column `first` on.
    pub(super) fn of(row: Cells<'_>, first: usize) -> Self {
        Self {
            nonempty: row.count(first),
            merged: row.count(first + 1),
            duplicate: row.count(first + 2),
            quarantined: row.count(first + 3),
            ignored: row.count(first + 4),
        }
    }
}

#[derive(Clone, Copy, Default, Serialize)]
pub(super) struct BySeverity {
    pub(super) error: u64,
    pub(super) warning: u64,
    pub(super) info: u64,
}

impl BySeverity {
    pub(super) fn add(&mut self, severity: &str, problems: u64) {
        match severity {
            "error" => self.error += problems,
            "warning" => self.warning += problems,
            _ => self.info += problems,
        }
    }
}

#[derive(Serialize)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) format: Option<String>,
    pub(super) status: String,
    pub(super) sheets: Vec<Sheet>,
}

#[derive(Serialize)]
pub(super) struct Sheet {
    pub(super) name: String,
    pub(super) hidden: bool,
    pub(super) school: Option<String>,
    pub(super) form: Option<String>,
    pub(super) layout: Option<String>,
    pub(super) rows: ByFate,
    pub(super) columns: Vec<Column>,
    pub(super) blocks: Vec<Block>,
}

#[derive(Serialize)]
pub(super) struct Block {
    pub(super) range: String,
    pub(super) form: String,
    pub(super) layout: String,
    pub(super) school: Option<String>,
    pub(super) header_rows: Vec<u32>,
    pub(super) records: Records,
    pub(super) columns: Vec<Column>,
}

#[derive(Serialize)]
pub(super) struct Records {
    pub(super) read: u64,
    pub(super) merged: u64,
    pub(super) duplicate: u64,
    pub(super) quarantined: u64,
}

#[derive(Clone, Serialize)]
pub(super) struct Column {
    #[serde(rename = "column")]
    pub(super) letters: String,
    pub(super) header: String,
    pub(super) field: Option<String>,
    /// A second field that the column carries, where it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) also: Option<String>,
    pub(super) score: f64,
    /// The label's cell, on a card or a table whose fields stand below one another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<String>,
}

#[derive(Serialize)]
pub(super) struct School {
    pub(super) name: String,
    pub(super) children: u64,
    pub(super) forms: Map<String, Value>,
    pub(super) problems: BySeverity,
}

#[derive(Serialize)]
pub(super) struct Problem {
    pub(super) code: String,
    pub(super) severity: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) school: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sheet: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) cell: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) row: Option<i64>,
    /// The letters of the column, for a problem of a whole column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) column: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) field: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) subject: Option<String>,
    pub(super) message: String,
}

#[derive(Serialize)]
pub(super) struct Output {
    pub(super) kind: &'static str,
    pub(super) path: String,
    /// Absent for `report.json`, which cannot hold its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) digest: Option<String>,
}

impl From<&crate::report::Output> for Output {
    fn from(output: &crate::report::Output) -> Self {
        Self { kind: output.kind, path: output.path.clone(), digest: output.digest.clone() }
    }
}
