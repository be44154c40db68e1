//! The ledger's answers, read as what the writers need.

use crate::finding::Severity;
use crate::ledger::Datum;

/// The text, or nothing for NULL and empty text.
pub(super) fn text(datum: Option<&Datum>) -> Option<&str> {
    match datum {
        Some(Datum::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// The whole number; a sum over no rows is NULL and counts as zero.
pub(super) fn int(datum: Option<&Datum>) -> i64 {
    match datum {
        Some(Datum::Int(number)) => *number,
        Some(Datum::Real(number)) => *number as i64,
        _ => 0,
    }
}

/// The number counted from zero, or from one; nothing for NULL.
pub(super) fn position(datum: Option<&Datum>) -> Option<u32> {
    match datum {
        Some(Datum::Int(number)) => u32::try_from(*number).ok(),
        _ => None,
    }
}

/// The severity by its public name.
pub(super) fn severity(datum: Option<&Datum>) -> Severity {
    match text(datum) {
        Some("error") => Severity::Error,
        Some("warning") => Severity::Warning,
        _ => Severity::Info,
    }
}
