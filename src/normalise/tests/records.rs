//! Whole records: joined cells, clues, what is typed.

use super::*;

/// A block of one record whose cells stand side by side in row 5.
fn one(
    cells: &[(&str, Option<&str>, Option<CellValue>)],
    clues: &[(&str, &str, ClueSource, Option<Address>)],
) -> Record {
    let forms = forms();
    let (form_at, form) = forms.roster().unwrap();
    let raw = RawRecord {
        rows: vec![4],
        cells: (0..)
            .zip(cells)
            .map(|(column, (field, also, value))| RawCell {
                field: form.field(field).unwrap(),
                also: also.map(|also| form.field(also).unwrap()),
                at: Address::new(4, column),
                value: value.clone(),
                ditto: None,
            })
            .collect(),
        extra: vec![("鞋码".to_owned(), Address::new(4, 20), CellValue::Number(36.0))],
        quarantine: None,
    };
    let block = Block {
        form: form_at,
        layout: Layout::Table,
        area: crate::model::Area::new(Address::new(3, 0), Address::new(4, 20)),
        header_rows: vec![3],
        columns: Vec::new(),
        clues: clues
            .iter()
            .map(|(field, text, source, at)| Clue {
                field: form.field(field).unwrap(),
                text: (*text).to_owned(),
                source: *source,
                at: *at,
            })
            .collect(),
        records: Vec::new(),
    };
    record(&raw, &block, form, RecordId { file: 0, sheet: 0, block: 0, index: 0 }, false, as_of())
}

fn slot(record: &Record, field: &str) -> Slot {
    let forms = forms();
    record.slots[forms.roster().unwrap().1.field(field).unwrap()].clone()
}

#[test]
fn a_record_has_a_slot_for_every_field() {
    let record = one(
        &[("name", None, Some(text("王　芳"))), ("sex", None, None), ("class", None, Some(CellValue::Number(3.0)))],
        &[],
    );
    assert_eq!(record.slots.len(), forms().roster().unwrap().1.fields.len());
    let name = slot(&record, "name");
    assert_eq!((name.value, name.typed.as_deref()), (Some(Value::text("王芳")), Some("王　芳")));
    assert_eq!(slot(&record, "sex"), Slot { at: Some(Address::new(4, 1)), ..Slot::default() });
    assert_eq!(slot(&record, "class").typed, None);
    assert_eq!(slot(&record, "guardian_name"), Slot::default());
    assert_eq!(record.extra, vec![("鞋码".to_owned(), "36".to_owned())]);
}

#[test]
fn a_joined_cell_gives_grade_and_class() {
    for (written, grade, class) in [
        (text("三(2)班"), "三年级", "2"),
        (text("初一"), "七年级", ""),
        (text("七(1)"), "七年级", "1"),
        (text("大班"), "学前", "大班"),
        (CellValue::Number(3.2), "三年级", "2"),
        (CellValue::Number(302.0), "三年级", "2"),
        (CellValue::Number(32.0), "三年级", "2"),
        (text("2班"), "", "2"),
        (CellValue::Number(2.0), "", "2"),
        (day(2026, 3, 2), "三年级", "2"),
        (text("特教班"), "", "特教班"),
    ] {
        let record = one(&[("class", Some("grade"), Some(written.clone()))], &[]);
        let shown = |field| slot(&record, field).value.as_ref().map(Value::shown).unwrap_or_default();
        assert_eq!((shown("grade").as_str(), shown("class").as_str()), (grade, class), "{written:?}");
        assert_eq!(slot(&record, "grade").fault, None);
    }
    let record = one(&[("grade", Some("class"), Some(CellValue::Number(3.0)))], &[]);
    assert_eq!(slot(&record, "grade").value, Some(Value::text("三年级")));
    assert_eq!(slot(&record, "class").value, None);
}

#[test]
fn clues_fill_what_is_open_the_strongest_first() {
    let at = Address::new(1, 1);
    let clues = [
        ("school", "文件小学", ClueSource::FileName, None),
        ("school", "柳林小学", ClueSource::LabelledCell, Some(at)),
        ("grade", "三(2)班", ClueSource::SheetName, None),
        ("class", "三(2)班", ClueSource::SheetName, None),
    ];
    let record = one(&[("name", None, Some(text("王芳"))), ("grade", None, None)], &clues);
    assert_eq!((slot(&record, "school").value, slot(&record, "school").at), (Some(Value::text("柳林小学")), Some(at)));
    assert_eq!((slot(&record, "grade").value, slot(&record, "grade").at), (Some(Value::text("三年级")), None));
    assert_eq!(slot(&record, "class").value, Some(Value::Number(2.0)));
    let record = one(&[("grade", None, Some(text("四年级"))), ("class", None, Some(text("三年级")))], &clues);
    assert_eq!(slot(&record, "grade").value, Some(Value::text("四年级")));
}

#[test]
fn the_class_tells_the_grade_where_nothing_else_does() {
    let record = one(&[("class", None, Some(text("三(2)班")))], &[]);
    assert_eq!(slot(&record, "grade").value, Some(Value::text("三年级")));
    let record = one(&[("grade", None, Some(text("三(2)班")))], &[]);
    assert_eq!(slot(&record, "class").value, Some(Value::Number(2.0)));
}

#[test]
fn an_october_that_lost_its_zero_is_found_again() {
    let birth = |id: &str| {
        let record =
            one(&[("id_number", None, Some(text(id))), ("birth_date", None, Some(CellValue::Number(2012.1)))], &[]);
        slot(&record, "birth_date").value
    };
    assert_eq!(birth("522401201210101234"), Some(Value::Month { year: 2012, month: 10 }));
    assert_eq!(birth("522401201201101234"), Some(Value::Month { year: 2012, month: 1 }));
    assert_eq!(birth("522401201110101234"), Some(Value::Month { year: 2012, month: 1 }));
}

proptest::proptest! {
    /// Whatever stands in a cell, every kind reads it, and reads its own output the same way again.
    #[test]
    fn any_text_is_read(written in "[0-9０-９一二三十年月日班级()（）.\\-/ 　+,:xX男女#!\\PC]{0,24}") {
        let forms = forms();
        let form = forms.roster().unwrap().1;
        for field in &form.fields {
            for value in [text(&written), CellValue::Number(written.parse().unwrap_or(1e300))] {
                let asked = Asked { value: &value, columns: &[], field, form, as_of: as_of(), joined: false, first_kind: field.kind, month: TableMonth::default() };
                let reading = read(&asked);
                if let (Some(value), None) = (&reading.value, &reading.fault) {
                    let again = text(&value.shown());
                    let again = read(&Asked { value: &again, ..asked });
                    proptest::prop_assert!(again.fault.is_none() || field.kind == Kind::Number, "{}: {written:?} {reading:?}", field.id);
                }
            }
        }
    }
}
