//! Any texts as a sheet: its headers are matched, and each of its rows has one role.
#![no_main]

use std::sync::LazyLock;

use huibiao::form::{Forms, builtin};
use huibiao::recognise::{Lexicon, recognise};
use libfuzzer_sys::fuzz_target;

mod sheet;

static FORMS: LazyLock<(Forms, Lexicon)> = LazyLock::new(|| {
    let forms = builtin().expect("forms");
    let lexicon = Lexicon::new(&forms);
    (forms, lexicon)
});

fuzz_target!(|lines: Vec<Vec<String>>| {
    let (forms, lexicon) = &*FORMS;
    let book = sheet::book(&lines);
    let readings = recognise(&book, "柳林小学/名单.xlsx", forms, lexicon);
    assert_eq!(readings[0].rows.len(), book.sheets[0].rows.len());
});
