//! A dossier of every child: read class by class, written several classes at once.

use std::path::Path;

use rayon::prelude::*;

use super::{JobError, Watch};
use crate::report::dossiers::{self, Shelf};
use crate::report::{Figures, Output, Sources};

/// Writes the dossiers below `staging`, in the order of the roster.
///
/// # Errors
///
/// A disk that refuses; a job that is stopped.
pub(super) fn write(
    sources: &Sources<'_>,
    figures: &Figures,
    watch: &Watch<'_>,
    staging: &Path,
) -> Result<Vec<Output>, JobError> {
    let shelf = Shelf::read(sources, figures)?;
    let settings = sources.settings;
    let mut outputs = Vec::new();
    for batch in shelf.batches() {
        let written: Vec<Output> = batch?
            .into_par_iter()
            .map(|binder| {
                watch.still_wanted()?;
                Ok(dossiers::write(&binder, settings, staging)?)
            })
            .collect::<Result<_, JobError>>()?;
        outputs.extend(written);
    }
    Ok(outputs)
}
