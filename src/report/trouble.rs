//! What can go wrong while one output is written, before anybody says which output it was.

use rust_xlsxwriter::XlsxError;
use zip::result::ZipError;

use super::ReportError;
use crate::ledger::LedgerError;

/// A failure inside one output.
#[derive(Debug)]
pub(super) enum Trouble {
    Ledger(LedgerError),
    Workbook(String),
    TieOut(String),
    Io(std::io::Error),
}

impl Trouble {
    /// The same failure with the output's path.
    pub(super) fn at(self, path: &str) -> ReportError {
        let path = path.to_owned();
        match self {
            Self::Ledger(error) => ReportError::Ledger(error),
            Self::Workbook(detail) => ReportError::Workbook { path, detail },
            Self::TieOut(detail) => ReportError::TieOut { path, detail },
            Self::Io(error) => ReportError::Io { path, error },
        }
    }
}

impl From<LedgerError> for Trouble {
    fn from(error: LedgerError) -> Self {
        Self::Ledger(error)
    }
}

impl From<XlsxError> for Trouble {
    /// A full disk keeps its own words; everything else is the writer's refusal.
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => Self::Io(error),
            XlsxError::ZipError(error) => Self::from(error),
            other => Self::Workbook(other.to_string()),
        }
    }
}

impl From<ZipError> for Trouble {
    /// As for the workbook's writer, which packs with the same crate.
    fn from(error: ZipError) -> Self {
        match error {
            ZipError::Io(error) => Self::Io(error),
            other => Self::Workbook(other.to_string()),
        }
    }
}

impl From<std::io::Error> for Trouble {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
