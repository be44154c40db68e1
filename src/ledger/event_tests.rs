use super::fixture::Township;
use std::sync::Arc;

use super::tests::asked;
use super::*;
use crate::finding::Words;
use crate::form::{Choice, Field, Form, FormKind, Kind, Role};
use crate::model::{Fate, FileStatus, Fold, FoldReason, RecordId, Slot, Value};

/// A form beside the roster, as a bureau could add it, with a record folded into another.
fn with_events() -> Township {
    let mut township = Township::small();
    let field = |id: &str, kind: Kind, role: Option<Role>| Field {
        id: id.into(),
        label: Words::made(id, id),
        kind,
        role,
        required: false,
        aliases: Vec::new(),
        weak: Vec::new(),
        group: None,
        short: Vec::new(),
        values: vec![Choice { value: "是".to_owned(), aliases: vec!["√".to_owned()], means: None }],
        closed: false,
        from_title: false,
        private: false,
        card: false,
        range: None,
        width: 8.0,
        column: None,
    };
    let fields = vec![field("order", Kind::Number, None), field("done", Kind::YesNo, None)];
    township.forms.0.push(Form {
        id: "house-visit".into(),
        title: Words::new("走访", "Visits"),
        sheet: "走访".to_owned(),
        order: 50,
        kind: FormKind::Record,
        required: true,
        duty: None,
        within: crate::form::Within::default(),
        titles: Vec::new(),
        others: Vec::new(),
        denials: Vec::new(),
        groups: Vec::new(),
        fields,
        ties: Vec::new(),
        printed: Vec::new(),
    });
    township.file("走访.csv", FileStatus::Read);
    township.table("走访", Some(1), &[&[], &[]]);
    let position = township.forms.0.len() - 1;
    let sheet = &mut township.files[3].sheets[0];
    sheet.reading.blocks[0].form = position;
    let ids: Vec<RecordId> = sheet.records.iter().map(|record| record.id).collect();
    for record in &mut sheet.records {
        record.form = position;
        record.slots = Arc::new([
            Slot { value: Some(Value::Number(7.0)), ..Slot::default() },
            Slot { value: Some(Value::text("√")), ..Slot::default() },
        ]);
    }
    township.merged.fates.extend([(ids[0], Fate::Merged), (ids[1], Fate::Duplicate)]);
    township.merged.folds.push(Fold {
        record: ids[1],
        primary: ids[0],
        reason: FoldReason::IdNumber,
        across_schools: false,
        silent: true,
    });
    township
}

#[test]
fn another_form_has_a_row_per_merged_record() {
    let ledger = with_events().ledger();
    assert_eq!(
        asked(
            &ledger,
            "SELECT n, school_no, file, row_number, child, \"order\", done, done_as, extra FROM house_visit"
        ),
        ["1|1|3|3|-|7.0|√|是|-"]
    );
    assert_eq!(
        asked(&ledger, "SELECT n, record, fate FROM receipt WHERE form = 'house-visit' ORDER BY record"),
        ["1|0|merged", "1|1|duplicate"]
    );
    assert_eq!(ledger.tie_out(), Ok(()));
}

#[test]
fn a_form_that_takes_a_table_of_ours_is_refused() {
    let mut township = with_events();
    township.forms.0[1].id = "row-fate".into();
    let error = Ledger::build(&township.facts(), &[]).unwrap_err().to_string();
    assert!(error.starts_with("form row-fate:"), "{error}");
}
