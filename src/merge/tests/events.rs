//! One event or two, what the copies add, and what is not compared.

use super::*;
use crate::form::FormKind;

const CALL: &str = "call-log";
const HELP: &str = "assistance";
const DAY: (&str, &str) = ("date", "2026-10-12");
const NAME: (&str, &str) = ("name", "王芳");
const FATHER: (&str, &str) = ("callee", "父亲");
const SAID: (&str, &str) = ("content", "问候，谈学习");

fn school() -> Township {
    Township::new().file_of(ClueSource::Title, "柳林小学", &[&[NAME], &[("name", "李强")]])
}

/// How many events two records of a form are.
fn told(form: &str, first: Row<'_>, second: Row<'_>) -> usize {
    let merged = school().records_of("柳林小学", form, &[first, second]).merge();
    let events = merged.fates.iter().filter(|(id, fate)| id.file == 1 && **fate == crate::model::Fate::Merged).count();
    assert_eq!(merged.folds.len(), 2 - events);
    assert!(merged.conflicts.is_empty() && merged.suspicions.is_empty());
    events
}

#[test]
fn the_same_event_is_told_once() {
    let call: Row<'_> = &[NAME, DAY, FATHER, SAID, ("minutes", "10")];
    assert_eq!(told(CALL, call, call), 1);
    assert_eq!(told(CALL, call, &[("name", "王 芳"), DAY, ("callee", "爸爸"), ("content", "问候,谈学习。")]), 1);
    let help: Row<'_> = &[NAME, DAY, ("helper_name", "李老师"), SAID, ("method", "家访")];
    assert_eq!(told(HELP, help, &[NAME, DAY, ("helper_name", "李老师"), SAID, ("method", "入户走访")]), 1);
    // With callee and content the same, a slip elsewhere does not make it another call.
    assert_eq!(told(CALL, call, &[NAME, DAY, FATHER, SAID, ("minutes", "12")]), 1);
}

#[test]
fn another_child_day_person_time_or_content_is_another_event() {
    let call: Row<'_> = &[NAME, DAY, FATHER, SAID, ("time", "08:30")];
    for other in [
        [("name", "李强"), DAY, FATHER, SAID, ("time", "08:30")],
        [NAME, ("date", "2026-10-13"), FATHER, SAID, ("time", "08:30")],
        [NAME, DAY, ("callee", "母亲"), SAID, ("time", "08:30")],
        [NAME, DAY, FATHER, SAID, ("time", "19:00")],
        [NAME, DAY, FATHER, ("content", "问候"), ("time", "08:30")],
    ] {
        assert_eq!(told(CALL, call, &other), 2, "{other:?}");
    }
}

#[test]
fn where_something_is_not_told_nothing_may_differ() {
    let bare: Row<'_> = &[NAME, DAY, FATHER];
    assert_eq!(told(CALL, bare, bare), 1);
    assert_eq!(told(CALL, bare, &[NAME, DAY, FATHER, ("minutes", "10")]), 1);
    assert_eq!(told(CALL, &[NAME, DAY, FATHER, ("minutes", "8")], &[NAME, DAY, FATHER, ("minutes", "10")]), 2);
    assert_eq!(told(CALL, &[NAME, DAY, FATHER, ("mode", "视频")], &[NAME, DAY, FATHER, SAID]), 2);
    // A row that names nobody it was with is no copy of one that does, unless it says what was said.
    assert_eq!(told(CALL, &[NAME, DAY], &[NAME, DAY, FATHER, SAID]), 2);
    assert_eq!(told(CALL, &[NAME, DAY, SAID], &[NAME, DAY, FATHER, SAID]), 1);
}

#[test]
fn without_a_sound_day_only_the_same_row_is_the_same() {
    let undated: Row<'_> = &[NAME, ("date", "上周"), FATHER, SAID];
    assert_eq!(told(CALL, undated, undated), 1);
    assert_eq!(told(CALL, undated, &[NAME, FATHER, SAID]), 2);
    assert_eq!(told(CALL, undated, &[NAME, ("date", "上周"), FATHER, SAID, ("minutes", "3")]), 2);
    assert_eq!(told(CALL, &[NAME], &[NAME]), 2);
}

#[test]
fn a_row_that_fits_two_events_is_left_alone() {
    let rows: [Row<'_>; 3] =
        [&[NAME, DAY, FATHER, SAID], &[NAME, DAY, FATHER, ("content", "讲故事")], &[NAME, DAY, FATHER]];
    let merged = school().records_of("柳林小学", CALL, &rows).merge();
    assert!(merged.folds.is_empty());
}

#[test]
fn a_child_on_no_roster_is_known_by_name_and_school() {
    let row: Row<'_> = &[("name", "赵敏"), DAY, FATHER, SAID];
    assert_eq!(told(CALL, row, row), 1);
    assert_eq!(told(CALL, row, &[("name", "赵敏"), ("grade", "三年级"), DAY, FATHER, SAID]), 1);
    let in_class = |grade| [("name", "赵敏"), ("grade", grade), DAY, FATHER, SAID];
    assert_eq!(told(CALL, &in_class("二年级"), &in_class("三年级")), 2);
    let merged = school().records_of("柳林小学", CALL, &[row]).records_of("石桥小学", CALL, &[row]).merge();
    assert!(merged.folds.is_empty());
}

#[test]
fn a_form_without_persons_and_content_is_compared_as_a_whole() {
    let mut town = school();
    let mut form = town.forms.by_id(CALL).unwrap().1.clone();
    assert_eq!(form.kind, FormKind::Record);
    form.id = "weighing".into();
    form.fields.retain(|field| ["name", "date", "minutes"].contains(&&*field.id));
    town.forms.0.push(form);
    let row = |minutes| [NAME, DAY, ("minutes", minutes)];
    let merged = town.records_of("", "weighing", &[&row("40"), &row("41"), &row("40")]).merge();
    assert_eq!(merged.folds.iter().map(|fold| place(&fold.record)).collect::<Vec<_>>(), [(1, 2)]);
}

#[test]
fn copies_add_what_the_fullest_lacks() {
    let number = id(BORN, 12);
    let child: Row<'_> = &[NAME, ("id_number", &number)];
    let mut town = Township::new()
        .file_of(ClueSource::Title, "柳林小学", &[child])
        .file_of(ClueSource::Title, "石桥小学", &[child])
        .records_of("柳林小学", CALL, &[&[NAME, DAY, FATHER, SAID, ("recorder", "李老师")]])
        .records_of(
            "石桥小学",
            CALL,
            &[&[NAME, DAY, FATHER, SAID, ("minutes", "10"), ("mode", "视频"), ("class", "2")]],
        );
    town.files[2].sheets[0].records[0].extra = vec![("天气".to_owned(), "晴".to_owned())];
    let merged = town.merge();
    let calls: Vec<_> = merged.folds.iter().filter(|fold| fold.reason == FoldReason::SameEvent).collect();
    assert_eq!(calls.len(), 1);
    assert_eq!((place(&calls[0].record), place(&calls[0].primary)), ((2, 0), (3, 0)));
    assert!(calls[0].across_schools && !calls[0].silent);
    let event = &merged.events[&calls[0].primary];
    let form = town.forms.by_id(CALL).unwrap().1;
    let says = |id: &str| event.slots[form.field(id).unwrap()].value.as_ref().map(Value::shown);
    assert_eq!(says("recorder").as_deref(), Some("李老师"));
    assert_eq!(says("minutes").as_deref(), Some("10"));
    assert_eq!(event.extra, [("天气".to_owned(), "晴".to_owned())]);
    assert_eq!(&*merged.schools[event.school.unwrap()].name, "石桥小学");
}

#[test]
fn a_hidden_copy_never_stands_for_the_event() {
    let form = school().forms.by_id(CALL).unwrap().0;
    let merged = school()
        .empty_file()
        .table(form, true, &[(ClueSource::Title, "柳林小学")], &[&[NAME, DAY, FATHER, SAID, ("minutes", "10")]])
        .table(form, false, &[(ClueSource::Title, "柳林小学")], &[&[NAME, DAY, FATHER, SAID]])
        .merge();
    assert_eq!(reasons(&merged), [(FoldReason::SameEvent, false, true)]);
    assert_eq!(merged.folds[0].primary.sheet, 1);
}
