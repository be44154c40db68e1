//! What already lies in OUT: ours as written, ours and edited since, or strange.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use serde::Deserialize;

use super::{KEPT, OutboxError, REPORT, files};

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
    /// The digest of all that lies there, where it is an earlier OUT.
    pub(super) state: Option<String>,
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
        let present = files(out)?;
        if present.is_empty() {
            return Ok(Self::default());
        }
        let report = fs::read(out.join(REPORT)).ok();
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
        let mut present: Vec<(String, String)> = present
            .into_iter()
            .map(|path| digest_of(&out.join(&path)).map(|digest| (path, digest)))
            .collect::<Result<_, _>>()?;
        let state = Some(state(present.iter().map(|(path, digest)| (&**path, &**digest))));
        present.retain(|(path, now)| match listed.get(path) {
            Some(Some(digest)) => now != digest || path.starts_with(KEPT),
            _ => false,
        });
        Ok(Self { edited: present, ledger, problems, state })
    }
}

/// A digest of files' paths and digests, in whatever order they come.
pub fn state<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut files: Vec<_> = files.into_iter().collect();
    files.sort_unstable();
    let mut hasher = blake3::Hasher::new();
    for (path, digest) in files {
        hasher.update(&(path.len() as u64).to_le_bytes());
        hasher.update(path.as_bytes());
        hasher.update(digest.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

/// BLAKE3 of a file, in hexadecimal.
///
/// # Errors
///
/// What the system says.
pub fn digest_of(path: &Path) -> Result<String, OutboxError> {
    let mut hasher = blake3::Hasher::new();
    let file = File::open(path).map_err(OutboxError::io(path))?;
    hasher.update_reader(file).map_err(OutboxError::io(path))?;
    Ok(hasher.finalize().to_hex().to_string())
}
