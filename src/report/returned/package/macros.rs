//! Macros: a workbook that was sent in with them goes back without.

use super::parts::Parts;
use super::workbook::Workbook;
use super::{Refused, content_types, relations};

/// What a workbook without macros is.
const PLAIN: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

/// Whether the workbook carries macros, or is of the kind that may.
pub(super) fn has(parts: &mut Parts<'_>, workbook: &Workbook) -> Result<bool, Refused> {
    let kind = content_types::get(parts, &workbook.part)?.unwrap_or_default();
    let known = relations::of(parts, &workbook.part)?;
    Ok(kind.to_lowercase().contains("macroenabled") || known.iter().any(|relation| relation.is("vbaProject")))
}

/// Takes the macros out.
pub(super) fn strip(parts: &mut Parts<'_>, workbook: &Workbook) -> Result<(), Refused> {
    let known = relations::of(parts, &workbook.part)?;
    if known.iter().any(|relation| relation.kind.to_lowercase().contains("macrosheet")) {
        return Err(Refused::Strange("a sheet of macros".to_owned()));
    }
    if !has(parts, workbook)? {
        return Ok(());
    }
    let projects: Vec<_> = known.iter().filter(|relation| relation.is("vbaProject") && !relation.is_external).collect();
    for project in &projects {
        for below in relations::of(parts, &project.target)?.iter().filter(|below| !below.is_external) {
            parts.remove(&below.target);
            content_types::forget(parts, &below.target)?;
        }
        parts.remove(&relations::list_of(&project.target));
        parts.remove(&project.target);
        content_types::forget(parts, &project.target)?;
    }
    let unwanted: Vec<String> = projects.iter().map(|relation| relation.id.clone()).collect();
    if !unwanted.is_empty() {
        relations::remove(parts, &workbook.part, &unwanted)?;
    }
    if parts.like("", ".bin").is_empty() {
        content_types::forget_extension(parts, "bin")?;
    }
    content_types::set(parts, &workbook.part, PLAIN)
}
