//! Which child a record is about.

use super::*;

const CALL: &str = "call-log";
const HELP: &str = "assistance";

/// A roster of one school each, then one record: the file and row of the child it is about.
fn tied(rosters: &[(&str, &[Row<'_>])], (school, form): (&str, &str), row: Row<'_>) -> Option<(u32, u32)> {
    let mut town = Township::new();
    for (school, rows) in rosters {
        town = town.file_of(ClueSource::Title, school, rows);
    }
    let merged = town.records_of(school, form, &[row]).merge();
    let record = RecordId { file: rosters.len() as u32, sheet: 0, block: 0, index: 0 };
    assert_eq!(merged.fates[&record], crate::model::Fate::Merged);
    merged.child_of.get(&record).map(|&child| place(&merged.children[child].primary))
}

#[test]
fn the_id_number_decides_before_the_name() {
    let (first, second) = (id(BORN, 12), id("2013-01-09", 22));
    let here: &[Row<'_>] = &[&[("name", "王芳"), ("id_number", &first)], &[("name", "李强"), ("id_number", &second)]];
    let roster = [("柳林小学", here)];
    let at = ("柳林小学", HELP);
    assert_eq!(tied(&roster, at, &[("name", "王芬"), ("id_number", &first)]), Some((0, 0)));
    assert_eq!(tied(&roster, at, &[("name", "王芳"), ("id_number", &second)]), Some((0, 1)));
    assert_eq!(tied(&roster, at, &[("id_number", &second)]), Some((0, 1)));
    // Another sound number is another child, whatever its name.
    let stranger = id(BORN, 34);
    assert_eq!(tied(&roster, at, &[("name", "王芳"), ("id_number", &stranger)]), None);
}

#[test]
fn an_id_number_of_two_children_tells_with_the_name() {
    let number = id(BORN, 12);
    let here: &[Row<'_>] = &[&[("name", "王芳"), ("id_number", &number)], &[("name", "李强"), ("id_number", &number)]];
    let roster = [("柳林小学", here)];
    assert_eq!(tied(&roster, ("", HELP), &[("name", "李强"), ("id_number", &number)]), Some((0, 1)));
    assert_eq!(tied(&roster, ("", HELP), &[("name", "张伟"), ("id_number", &number)]), None);
}

#[test]
fn a_faulty_id_number_tells_only_together_with_the_name() {
    let (first, second) = (id(BORN, 12), id("2013-01-09", 22));
    let here: &[Row<'_>] = &[&[("name", "王芳"), ("id_number", &first)], &[("name", "王芳"), ("id_number", &second)]];
    let roster = [("柳林小学", here)];
    let at = ("柳林小学", HELP);
    let cut = format!("{}***", &second[..15]);
    assert_eq!(tied(&roster, at, &[("name", "王芳"), ("id_number", &cut)]), Some((0, 1)));
    assert_eq!(tied(&roster, at, &[("name", "王芳"), ("id_number", &second[..17])]), Some((0, 1)));
    assert_eq!(tied(&roster, at, &[("name", "李强"), ("id_number", &cut)]), None);
}

#[test]
fn name_and_school_decide_and_the_class_between_namesakes() {
    let here: &[Row<'_>] = &[
        &[("name", "王芳"), ("grade", "三年级"), ("class", "1"), ("birth_date", BORN)],
        &[("name", "王芳"), ("grade", "五年级"), ("class", "1"), ("birth_date", "2012-03-05")],
        &[("name", "李强"), ("grade", "三年级")],
    ];
    let there: &[Row<'_>] = &[&[("name", "李强"), ("grade", "六年级"), ("birth_date", BORN)]];
    let roster = [("柳林小学", here), ("石桥小学", there)];
    let at = |school| (school, CALL);
    assert_eq!(tied(&roster, at("石桥小学"), &[("name", "李　强")]), Some((1, 0)));
    assert_eq!(tied(&roster, at("柳林小学"), &[("name", "李强（转入）"), ("grade", "四年级")]), Some((0, 2)));
    assert_eq!(tied(&roster, at("柳林小学"), &[("name", "王芳"), ("grade", "五年级")]), Some((0, 1)));
    assert_eq!(tied(&roster, at("柳林小学"), &[("name", "王芳"), ("class", "1")]), None);
    assert_eq!(tied(&roster, at("柳林小学"), &[("name", "王芳")]), None);
}

#[test]
fn elsewhere_only_a_name_that_stands_once_in_the_township() {
    let here: &[Row<'_>] = &[&[("name", "王芳")], &[("name", "李强"), ("birth_date", BORN)]];
    let there: &[Row<'_>] = &[&[("name", "李强"), ("birth_date", "2012-03-05")], &[("name", "赵敏")]];
    let roster = [("柳林小学", here), ("石桥小学", there)];
    for school in ["", "柳林小学", "高桥小学"] {
        assert_eq!(tied(&roster, (school, CALL), &[("name", "赵敏")]), Some((1, 1)), "{school}");
    }
    assert_eq!(tied(&roster, ("高桥小学", CALL), &[("name", "李强"), ("grade", "三年级")]), None);
    assert_eq!(tied(&roster, ("", CALL), &[("name", "李强")]), None);
    assert_eq!(tied(&roster, ("柳林小学", CALL), &[("name", "赵明")]), None);
    assert_eq!(tied(&[], ("柳林小学", CALL), &[("name", "赵明")]), None);
}

#[test]
fn a_child_that_moved_is_known_at_both_schools() {
    let number = id(BORN, 12);
    let row: Row<'_> = &[("name", "王芳"), ("id_number", &number)];
    let other: Row<'_> = &[("name", "王芳"), ("birth_date", "2012-03-05")];
    let roster: [(&str, &[Row<'_>]); 3] = [("柳林小学", &[row]), ("石桥小学", &[row]), ("高桥小学", &[other])];
    for (school, child) in [("柳林小学", (0, 0)), ("石桥小学", (0, 0)), ("高桥小学", (2, 0))] {
        assert_eq!(tied(&roster, (school, CALL), &[("name", "王芳")]), Some(child), "{school}");
    }
}

#[test]
fn a_child_that_seems_to_stand_twice_is_the_first() {
    let number = id(BORN, 12);
    let swapped = format!("{}21{}", &number[..15], &number[17..]);
    let here: &[Row<'_>] = &[&[("name", "王芳"), ("id_number", &number)], &[("name", "王芳"), ("id_number", &swapped)]];
    let roster = [("柳林小学", here)];
    assert_eq!(tied(&roster, ("柳林小学", CALL), &[("name", "王芳")]), Some((0, 0)));
    assert_eq!(tied(&roster, ("柳林小学", HELP), &[("name", "王芳"), ("id_number", &swapped)]), Some((0, 1)));
}
