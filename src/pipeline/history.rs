//! The ledgers of earlier runs: those that were given, then the one that lies in OUT.

use std::path::PathBuf;

use super::JobError;
use crate::ledger::{self, Earlier, EarlierFault, Facts, Ledger, LedgerError, Remembered};
use crate::outbox::Outbox;
use crate::settings::Period;

/// What happened to the ledger that lay in OUT. It is kept in either case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Somebody changed it since it was written; its earlier periods were copied all the same.
    Edited {
        /// Its path in OUT.
        path: String,
    },
    /// It cannot be used: earlier periods that only it has are not in the new ledger.
    Unusable {
        /// Its path in OUT.
        path: String,
        /// Where it is kept in the new OUT.
        kept: String,
        /// Why.
        fault: EarlierFault,
    },
    /// The outputs were encrypted, and those that took their place are not.
    Opened,
    /// The workbook of problems in OUT was changed, and what was decided in it cannot be read. It is kept.
    Undecided {
        /// Its path in OUT.
        path: String,
        /// Why.
        why: String,
    },
}

/// Earlier ledgers, the surest first, and what there is to say of them.
#[derive(Debug)]
pub(super) struct History {
    earlier: Vec<Earlier>,
    /// Whether the last of them is the one that lay in OUT, whose faults stop nobody.
    own: bool,
    /// The periods that were copied.
    pub(super) periods: Vec<Period>,
    /// What there is to say.
    pub(super) notes: Vec<Note>,
}

impl History {
    /// Opens the ledgers at `given`, and the one that lies in OUT.
    ///
    /// # Errors
    ///
    /// A given ledger that cannot be used; one in OUT that a newer version of this program wrote, which must not be
    /// replaced.
    pub(super) fn open(given: &[PathBuf], outbox: &mut Outbox) -> Result<Self, JobError> {
        let mut history = Self { earlier: Vec::new(), own: false, periods: Vec::new(), notes: Vec::new() };
        for path in given {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            history.earlier.push(Earlier::open(path).map_err(|fault| JobError::Earlier { name, fault })?);
        }
        let Some(ledger) = outbox.ledger().cloned() else {
            return Ok(history);
        };
        match Earlier::open(&ledger.file) {
            Ok(own) => {
                if ledger.edited {
                    history.notes.push(Note::Edited { path: ledger.path });
                }
                history.earlier.push(own);
                history.own = true;
            }
            Err(fault @ EarlierFault::Newer { .. }) => return Err(JobError::Earlier { name: ledger.path, fault }),
            Err(fault) => history.give_up(ledger.path, fault, outbox)?,
        }
        Ok(history)
    }

    /// What earlier runs were told and found.
    ///
    /// # Errors
    ///
    /// A given ledger that is damaged; the one in OUT is given up.
    pub(super) fn remembered(&mut self, this: Period, outbox: &mut Outbox) -> Result<Remembered, JobError> {
        loop {
            let fault = match ledger::remembered(&self.earlier, this) {
                Ok(remembered) => return Ok(remembered),
                Err(fault) => fault,
            };
            let Some(left) = outbox.ledger().cloned().filter(|_| self.own) else {
                let name = self.earlier.first().map(|earlier| earlier.name().to_owned());
                return Err(JobError::Earlier { name: name.unwrap_or_default(), fault });
            };
            self.earlier.pop();
            self.own = false;
            self.notes.clear();
            self.give_up(left.path, fault, outbox)?;
        }
    }

    /// Builds the ledger of `facts` over them, and closes them: their files may lie in OUT.
    ///
    /// # Errors
    ///
    /// As [`Ledger::build`].
    pub(super) fn build(&mut self, facts: &Facts<'_>, outbox: &mut Outbox) -> Result<Ledger, JobError> {
        let own = self.own.then(|| self.earlier.len() - 1);
        let built = match Ledger::build(facts, &self.earlier) {
            Err(LedgerError::Earlier { place, name, fault }) => match outbox.ledger().cloned() {
                Some(ledger) if Some(place) == own => {
                    self.earlier.pop();
                    self.notes.clear();
                    self.give_up(ledger.path, fault, outbox)?;
                    Ledger::build(facts, &self.earlier)
                }
                _ => return Err(JobError::Earlier { name, fault }),
            },
            other => other,
        };
        let periods = self.earlier.iter().flat_map(Earlier::periods).copied();
        self.periods = periods.filter(|period| *period != facts.settings.period).collect();
        self.periods.sort_unstable();
        self.periods.dedup();
        self.earlier.clear();
        Ok(built?)
    }

    fn give_up(&mut self, path: String, fault: EarlierFault, outbox: &mut Outbox) -> Result<(), JobError> {
        let kept = outbox.keep_whole(&path)?;
        self.notes.push(Note::Unusable { path, kept, fault });
        Ok(())
    }
}
