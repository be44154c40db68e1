//! A fictional township into a folder, several schools at once, the folder whole or not at all.

use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use crate::form::Forms;
use crate::report::{ReportError, school_form};
use crate::sample::{Delivery, Order, OrderError, SampleFile, SampleFormat, Township, Truth};

/// The configuration in the township's folder.
const CONFIGURATION: &str = "huibiao.toml";

/// Why no township was made.
#[derive(Debug, thiserror::Error)]
pub enum SampleError {
    /// The order cannot be met.
    #[error(transparent)]
    Order(#[from] OrderError),
    /// The folder holds something.
    #[error("not empty")]
    NotEmpty,
    /// A file could not be written.
    #[error(transparent)]
    File(#[from] ReportError),
    /// The disk refuses.
    #[error("{path}: {error}")]
    Io {
        /// What was touched.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

/// Makes the township that is ordered in `folder`, which must be absent or empty, and says what is true of it.
///
/// # Errors
///
/// See [`SampleError`]; the folder is untouched then.
pub fn sample(order: Order, forms: &Forms, folder: &Path) -> Result<Truth, SampleError> {
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |error| SampleError::Io { path, error }
    };
    let day = order.as_of;
    let township = Township::new(order, forms)?;
    match std::fs::read_dir(folder) {
        Ok(mut entries) => match entries.next() {
            Some(_) => return Err(SampleError::NotEmpty),
            None => std::fs::remove_dir(folder).map_err(io(folder))?,
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(io(folder)(error)),
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    std::fs::create_dir_all(parent).map_err(io(parent))?;
    let staging = tempfile::Builder::new().prefix(".huibiao-").tempdir_in(parent).map_err(io(parent))?;
    let configuration = staging.path().join(CONFIGURATION);
    std::fs::write(&configuration, township.configuration()).map_err(io(&configuration))?;
    let truths: Vec<Truth> = (0..township.schools())
        .into_par_iter()
        .map(|school| {
            let Delivery { files, truth } = township.delivery(school);
            files.iter().try_for_each(|file| write(file, day, staging.path()))?;
            Ok(truth)
        })
        .collect::<Result<_, SampleError>>()?;
    std::fs::rename(staging.keep(), folder).map_err(io(folder))?;
    let mut truth = Truth::default();
    for of_school in &truths {
        truth.add(of_school);
    }
    Ok(truth)
}

fn write(file: &SampleFile, day: chrono::NaiveDate, folder: &Path) -> Result<(), SampleError> {
    let path = folder.join(&file.path);
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| SampleError::Io { path: parent.to_path_buf(), error })?;
    }
    match (file.format, file.sheets.first()) {
        (SampleFormat::Utf8, Some(sheet)) => school_form::write_text(sheet, false, &path)?,
        (SampleFormat::Gb18030, Some(sheet)) => school_form::write_text(sheet, true, &path)?,
        _ => school_form::write(&file.sheets, day, &path)?,
    }
    Ok(())
}
