//! What the audit finds, what was decided and explained, and what became of the run before.

use super::{Job, JobError, Township, attribute, verdicts};
use crate::answer::{self, Explanation, Heard, Now, Previous, Progress};
use crate::check;
use crate::ledger::Ledger;

/// Audits the ledger, follows what was decided and explained, looks back to the run before, and puts it all down.
pub(super) fn told(
    job: &Job,
    ledger: &mut Ledger,
    township: &mut Township,
    explanations: &[Explanation],
    previous: Option<&Previous>,
) -> Result<Option<Progress>, JobError> {
    let Township { settings, files, merged, findings, decisions, decided, settled, answers } = township;
    let forms = &job.templates.forms;
    let period = settings.period.to_string();
    let mut audited = job.templates.checks.audit(ledger)?;
    verdicts::mark(&mut audited, files, merged, forms);
    settled.extend(verdicts::follow(&mut audited, decisions, decided));
    findings.extend(audited);
    verdicts::settle(decisions, decided, &merged.ruled, &period);
    findings.extend(check::decisions(decisions, forms));
    let heard = Heard { files, answers, remembered: explanations, period: &period };
    let (explanations, explained) = answer::explain(findings, heard);
    attribute::sort(findings, files, merged);
    ledger.set_findings(findings)?;
    let now = Now { findings, explained: &explained, decided: settled, files };
    let progress = previous.and_then(|previous| Progress::since(previous, now));
    ledger.set_answers(&explanations, progress.as_ref())?;
    ledger.set_decisions(decisions)?;
    Ok(progress)
}
