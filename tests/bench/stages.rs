//! The stages that a file goes through, each timed by itself on the thread that does it.

use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use huibiao::model::{Place, RecordId, SourceKind};
use huibiao::open::Reader;
use huibiao::{check, discover, normalise, open, recognise};
use rayon::prelude::*;

use super::{cost, job};

/// CPU seconds of all files together.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    pub(crate) open: f64,
    pub(crate) recognise: f64,
    pub(crate) normalise: f64,
    pub(crate) check: f64,
}

pub(crate) fn run(inbox: &Path) -> Taken {
    let job = job::job(inbox);
    let (settings, forms) = (&job.settings, &job.templates.forms);
    let sources = discover::discover(&job.inboxes, None, &settings.limits).unwrap();
    let reader = Reader::new(settings.limits, job.worker.clone());
    let lexicon = recognise::Lexicon::new(forms);
    let taken = Mutex::new(Taken::default());
    let add = |to: fn(&mut Taken) -> &mut f64, from: &mut Duration| {
        let now = cost::thread_cpu();
        *to(&mut taken.lock().unwrap()) += now.abs_diff(std::mem::replace(from, now)).as_secs_f64();
    };
    sources.par_iter().filter(|source| matches!(source.kind, SourceKind::Table(_))).for_each(|source| {
        let mut clock = cost::thread_cpu();
        let Ok(book) = open::open(source, &reader) else { return };
        add(|taken| &mut taken.open, &mut clock);
        let readings = recognise::recognise(&book, &source.path, forms, &lexicon);
        add(|taken| &mut taken.recognise, &mut clock);
        for (sheet, reading) in book.sheets.iter().zip(&readings) {
            let place = Place::sheet(&source.path, 0, &sheet.name);
            for block in &reading.blocks {
                let Some(form) = forms.0.get(block.form) else { continue };
                let mut records = Vec::with_capacity(block.records.len());
                for (index, raw) in (0..).zip(&block.records) {
                    let id = RecordId { file: 0, sheet: 0, block: 0, index };
                    records.push(normalise::record(raw, block, form, id, sheet.hidden, settings.as_of));
                }
                add(|taken| &mut taken.normalise, &mut clock);
                for record in &records {
                    std::hint::black_box(check::record(record, form, &place, settings));
                }
                add(|taken| &mut taken.check, &mut clock);
            }
        }
    });
    taken.into_inner().unwrap()
}
