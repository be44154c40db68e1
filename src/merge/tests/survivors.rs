//! Who stands for a child, what its other records add, and where they differ.

use super::*;

#[test]
fn a_second_phone_joins_and_other_values_conflict() {
    let number = id(BORN, 12);
    let town = Township::new()
        .file(&[&[
            ("name", "王芳"),
            ("id_number", &number),
            ("guardian_phone", "13800001234"),
            ("home_address", "柳林村3组"),
            ("sex", "女"),
            ("father_phone", "1380"),
        ]])
        .file(&[&[
            ("name", "王芳"),
            ("id_number", &number),
            ("guardian_phone", "13900001234"),
            ("home_address", "石桥村1组"),
            ("father_phone", "13700001234"),
        ]]);
    let merged = town.merge();
    assert_eq!(town.says("guardian_phone"), "13800001234、13900001234");
    assert_eq!(town.says("father_phone"), "13700001234", "a faulty value gives way to a sound one");
    assert_eq!(town.says("home_address"), "柳林村3组");
    let address = town.form().field("home_address").unwrap();
    assert_eq!(merged.conflicts.len(), 1);
    assert_eq!((place(&merged.conflicts[0].record), merged.conflicts[0].field), ((1, 0), address));
    let father_phone = town.form().field("father_phone").unwrap();
    assert_eq!(merged.children[0].said_by.get(&father_phone).map(place), Some((1, 0)));
}

#[test]
fn a_hidden_copy_is_never_primary_and_never_told() {
    let number = id(BORN, 12);
    let visible: Row<'_> = &[("school", "柳林小学"), ("name", "王芳"), ("id_number", &number)];
    let hidden: Row<'_> =
        &[("school", "石桥小学"), ("name", "王芳"), ("id_number", &number), ("sex", "女"), ("home_address", "旧址")];
    let merged = Township::new().empty_file().sheet(true, &[], &[hidden]).sheet(false, &[], &[visible]).merge();
    assert_eq!(merged.children[0].primary.sheet, 1);
    assert_eq!(reasons(&merged), [(FoldReason::IdNumber, true, true)]);
    assert!(merged.conflicts.is_empty());
}

#[test]
fn the_record_that_agrees_with_the_id_number_stands() {
    let number = id(BORN, 12);
    let town = Township::new()
        .file(&[&[
            ("name", "王芳"),
            ("id_number", &number),
            ("birth_date", "2015-01-01"),
            ("sex", "男"),
            ("home_address", "柳林村"),
        ]])
        .file(&[&[("name", "王芳"), ("id_number", &number), ("birth_date", BORN)]]);
    assert_eq!(place(&town.merge().children[0].primary), (1, 0));
    assert_eq!(town.says("birth_date"), BORN);
    let mut town = Township::new()
        .file(&[&[("name", "王芳"), ("id_number", &number)]])
        .file(&[&[("name", "王芳"), ("id_number", &number)]]);
    assert_eq!(place(&town.merge().children[0].primary), (0, 0));
    town.files[1].modified = NaiveDate::from_ymd_opt(2026, 11, 1).unwrap().and_hms_opt(8, 0, 0);
    assert_eq!(place(&town.merge().children[0].primary), (1, 0), "the later document");
}

#[test]
fn the_roster_goes_by_school_grade_and_class() {
    let row = |name, school, grade, class| [("name", name), ("school", school), ("grade", grade), ("class", class)];
    let town = Township::new().listing(&["柳林小学", "石桥小学"]).file(&[
        &[("name", "无校")],
        &row("甲", "石桥小学", "一年级", "1"),
        &row("乙", "柳林小学", "六年级", "1"),
        &row("丙", "柳林小学", "二年级", "10"),
        &row("丁", "柳林小学", "二年级", "2"),
        &row("戊", "柳林小学", "二年级", "蓝天"),
        &row("己", "柳林小学", "学前", "大"),
    ]);
    let order: Vec<u32> = town.children().iter().map(|records| records[0].1).collect();
    assert_eq!(order, [6, 4, 3, 5, 2, 1, 0]);
}

#[test]
fn a_file_sent_again_is_told_once() {
    let numbers: Vec<String> = (1..=6).map(|nth| id(BORN, nth)).collect();
    let rows: Vec<Vec<(&str, &str)>> =
        numbers.iter().map(|number| vec![("name", "王芳"), ("id_number", number.as_str())]).collect();
    let rows: Vec<Row<'_>> = rows.iter().map(Vec::as_slice).collect();
    let title = ClueSource::Title;
    let town = |first: &[Row<'_>], second: &[Row<'_>], school| {
        Township::new().file_of(title, "柳林小学", first).file_of(title, school, second).merge().revised
    };
    assert_eq!(town(&rows, &rows, "柳林小学"), [(1, 0)]);
    assert_eq!(town(&rows, &rows[..5], "柳林小学"), [(1, 0)]);
    assert_eq!(town(&rows[..5], &rows, "柳林小学"), [(1, 0)]);
    assert_eq!(town(&rows, &rows, "石桥小学"), []);
    assert_eq!(town(&rows[..2], &rows, "柳林小学"), []);
}

#[test]
fn a_class_at_another_school_is_not_the_childs() {
    let number = id(BORN, 12);
    let town = Township::new()
        .file(&[&[
            ("school", "柳林小学"),
            ("name", "王芳"),
            ("id_number", &number),
            ("sex", "女"),
            ("ethnicity", "汉族"),
        ]])
        .file(&[&[
            ("school", "石桥小学"),
            ("name", "王芳"),
            ("id_number", &number),
            ("class", "2"),
            ("grade", "三年级"),
        ]]);
    let merged = town.merge();
    let field = |id| town.form().field(id).unwrap();
    assert!(merged.children[0].slots[field("class")].value.is_none());
    assert_eq!(town.says("grade"), "三年级");
}

#[test]
fn what_no_field_claims_is_kept_of_every_record() {
    let number = id(BORN, 12);
    let row: Row<'_> = &[("name", "王芳"), ("id_number", &number)];
    let mut town = Township::new().file(&[row, row]);
    let said = |header: &str, text: &str| (header.to_owned(), text.to_owned());
    town.files[0].sheets[0].records[0].extra = vec![said("鞋码", "35")];
    town.files[0].sheets[0].records[1].extra = vec![said("鞋码", "35"), said("爱好", "画画")];
    assert_eq!(town.merge().children[0].extra, [said("鞋码", "35"), said("爱好", "画画")]);
}
