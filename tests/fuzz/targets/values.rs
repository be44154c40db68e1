//! Any texts as an ID number, a day, a phone and the rest of a child's row: values or faults, never a crash.
#![no_main]

use std::sync::LazyLock;

use huibiao::form::{Forms, builtin};
use huibiao::model::RecordId;
use huibiao::normalise;
use huibiao::recognise::{Lexicon, recognise};
use libfuzzer_sys::fuzz_target;

mod sheet;

static FORMS: LazyLock<(Forms, Lexicon)> = LazyLock::new(|| {
    let forms = builtin().expect("forms");
    let lexicon = Lexicon::new(&forms);
    (forms, lexicon)
});

const TITLES: [&str; 8] = ["姓名", "性别", "身份证号", "出生日期", "年级", "监护人姓名", "监护人电话", "与儿童关系"];

fuzz_target!(|rows: Vec<[String; 8]>| {
    let (forms, lexicon) = &*FORMS;
    let mut lines = vec![TITLES.map(str::to_owned).to_vec()];
    lines.extend(rows.into_iter().map(|row| row.to_vec()));
    let as_of = chrono::NaiveDate::from_ymd_opt(2026, 11, 22).expect("a day");
    for reading in recognise(&sheet::book(&lines), "名单.xlsx", forms, lexicon) {
        for block in &reading.blocks {
            for (index, raw) in block.records.iter().enumerate() {
                let id = RecordId { file: 0, sheet: 0, block: 0, index: index as u32 };
                let _ = normalise::record(raw, block, forms.get(block.form), id, false, as_of);
            }
        }
    }
});
