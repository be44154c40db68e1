//! What already lies in OUT: ours as written, ours and edited since, or strange.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use serde::Deserialize;

use super::{KEPT, OutboxError, walk};

/// The kind of the output that is the database.
const LEDGER: &str = "ledger";
/// The kind of the output in which the clerk decides.
const PROBLEMS: &str = "problems";

/// What an earlier run says it wrote, held against what lies there.
#[derive(Debug, Default)]
pub(super) struct Listing {
    /// Listed files whose bytes are not those of their digest, and all files kept before: path and present digest.
    pub(super) edited: Vec<(String, String)>,
    /// The path of the database that the earlier run wrote, if it lies there.
    pub(super) ledger: Option<String>,
    /// The path of the workbook of problems that the earlier run wrote, if it lies there.
    pub(super) problems: Option<String>,
}

/// The part of `report.json` that tells what is ours.
#[derive(Deserialize)]
struct Report {
    outputs: Vec<ReportOutput>,
}

#[derive(Deserialize)]
struct ReportOutput {
    #[serde(default)]
    kind: String,
    path: String,
    digest: Option<String>,
}

impl Listing {
    /// What lies in `out`; strange files are an error.
    pub(super) fn of(out: &Path) -> Result<Self, OutboxError> {
        if !out.exists() {
            return Ok(Self::default());
        }
        let mut present = Vec::new();
        walk(out, "", &mut present)?;
        if present.is_empty() {
            return Ok(Self::default());
        }
        let report = fs::read(out.join("report.json")).ok();
        let report = report.and_then(|bytes| serde_json::from_slice::<Report>(&bytes).ok());
        let outputs = report.map(|report| report.outputs).unwrap_or_default();
        let of_kind = |kind: &str| outputs.iter().find(|output| output.kind == kind).map(|output| output.path.clone());
        let (ledger, problems) = (of_kind(LEDGER), of_kind(PROBLEMS));
        let listed: BTreeMap<String, Option<String>> =
            outputs.into_iter().map(|output| (output.path, output.digest)).collect();
        let strange: Vec<String> = present.iter().filter(|path| !listed.contains_key(path.as_str())).cloned().collect();
        if !strange.is_empty() {
            return Err(OutboxError::Strange(strange));
        }
        let [ledger, problems] = [ledger, problems].map(|path| path.filter(|path| present.contains(path)));
        let mut edited = Vec::new();
        for path in present {
            let Some(Some(digest)) = listed.get(&path) else {
                continue;
            };
            let now = digest_of(&out.join(&path))?;
            if now != *digest || path.starts_with(KEPT) {
                edited.push((path, now));
            }
        }
        Ok(Self { edited, ledger, problems })
    }
}

/// BLAKE3 of a file, in hexadecimal.
pub(super) fn digest_of(path: &Path) -> Result<String, OutboxError> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(OutboxError::io(path))?;
    hasher.update_reader(file).map_err(OutboxError::io(path))?;
    Ok(hasher.finalize().to_hex().to_string())
}
