//! Why a job wrote nothing.

use super::DecisionFault;
use crate::discover::DiscoverError;
use crate::form::TemplateError;
use crate::ledger::{EarlierFault, LedgerError};
use crate::outbox::OutboxError;
use crate::report::ReportError;

/// Why a job wrote nothing.
#[derive(Debug, thiserror::Error)]
pub enum JobError {
    /// The inbox holds no file.
    #[error("no file found")]
    NothingFound,
    /// The inbox cannot be read.
    #[error(transparent)]
    Discover(#[from] DiscoverError),
    /// OUT cannot be used.
    #[error(transparent)]
    Outbox(#[from] OutboxError),
    /// A template is faulty.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// A ledger of an earlier run cannot be used.
    #[error("{name}: {fault}")]
    Earlier {
        /// The file's name.
        name: String,
        /// Why.
        fault: EarlierFault,
    },
    /// A workbook of decisions that was named cannot be used.
    #[error("{name}: {fault}")]
    Decisions {
        /// The file's name.
        name: String,
        /// Why.
        fault: DecisionFault,
    },
    /// OUT holds a full edition, whose ledger the editions that were asked for would not carry on.
    #[error("the output folder holds the full edition")]
    FullEditionThere,
    /// The ledger refused: a template's SQL, or a full disk.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// An output could not be written.
    #[error(transparent)]
    Report(ReportError),
    /// Rows or records do not tie out: a fault of the program, never of a school.
    #[error("rows do not tie out: {}", .0.join("; "))]
    TieOut(Vec<String>),
    /// The threads could not be started.
    #[error("cannot start: {0}")]
    Threads(String),
    /// The face stopped it.
    #[error("interrupted")]
    Interrupted,
}

impl From<ReportError> for JobError {
    fn from(error: ReportError) -> Self {
        match error {
            ReportError::TieOut { path, detail } => Self::TieOut(vec![format!("{path}: {detail}")]),
            other => Self::Report(other),
        }
    }
}

impl JobError {
    /// Whether it is for want of room on the disk.
    pub fn is_disk_full(&self) -> bool {
        use std::io::ErrorKind::{QuotaExceeded, StorageFull};
        match self {
            Self::Outbox(OutboxError::Io { error, .. }) | Self::Report(ReportError::Io { error, .. }) => {
                matches!(error.kind(), StorageFull | QuotaExceeded)
            }
            Self::Ledger(LedgerError::DiskFull(_)) | Self::Report(ReportError::Ledger(LedgerError::DiskFull(_))) => {
                true
            }
            _ => false,
        }
    }
}
