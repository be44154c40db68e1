//! One child or two.

use super::*;
use crate::model::{Fate, SuspicionReason};

type Suspected = ((u32, u32), (u32, u32), SuspicionReason);

fn suspicions(merged: &Merged) -> Vec<Suspected> {
    merged.suspicions.iter().map(|like| (place(&like.first), place(&like.second), like.reason)).collect()
}

#[test]
fn the_same_id_number_is_one_child() {
    let number = id(BORN, 12);
    let town = Township::new()
        .file_of(ClueSource::Title, "柳林小学", &[&[("name", "王芳"), ("id_number", &number)]])
        .file_of(ClueSource::Title, "石桥小学", &[&[("name", "王 芳"), ("id_number", &number), ("sex", "女")]]);
    let merged = town.merge();
    assert_eq!(reasons(&merged), [(FoldReason::IdNumber, true, false)]);
    assert_eq!(place(&merged.children[0].primary), (1, 0), "the fuller record stands for the child");
    assert_eq!(&*merged.schools[merged.children[0].school.unwrap()].name, "石桥小学");
    assert_eq!(town.says("school"), "石桥小学");
    assert_eq!(merged.fates.values().copied().collect::<Vec<_>>(), [Fate::Duplicate, Fate::Merged]);
    assert!(merged.conflicts.is_empty() && merged.suspicions.is_empty());
}

#[test]
fn one_id_number_under_two_names_is_two_children() {
    let number = id(BORN, 12);
    let town = Township::new().file(&[
        &[("school", "柳林小学"), ("name", "王芳"), ("id_number", &number)],
        &[("school", "石桥小学"), ("name", "李强"), ("id_number", &number)],
    ]);
    let merged = town.merge();
    assert_eq!(merged.children.len(), 2);
    assert_eq!(merged.shared_ids[0].records.len(), 2);
    assert!(merged.suspicions.is_empty() && merged.folds.is_empty());
}

#[test]
fn a_misspelt_name_under_one_id_number_is_a_conflict() {
    let number = id(BORN, 12);
    let sounds_alike = Township::new()
        .file(&[&[("school", "柳林小学"), ("name", "王芳"), ("id_number", &number)]])
        .file(&[&[("school", "柳林小学"), ("name", "王方"), ("id_number", &number)]]);
    let merged = sounds_alike.merge();
    assert_eq!((merged.children.len(), merged.shared_ids.len()), (1, 0));
    let name = sounds_alike.form().field("name").unwrap();
    assert_eq!(
        merged.conflicts.iter().map(|conflict| (place(&conflict.record), conflict.field)).collect::<Vec<_>>(),
        [((1, 0), name)]
    );

    let one_apart = |phone: &'static str| {
        Township::new()
            .file(&[&[("name", "王晓芳"), ("id_number", &number), ("guardian_phone", "13800001234")]])
            .file(&[&[("name", "王晓芬"), ("id_number", &number), ("guardian_phone", phone)]])
    };
    assert_eq!(one_apart("13800001234").merge().children.len(), 1);
    assert_eq!(one_apart("13900001234").merge().shared_ids.len(), 1);
}

#[test]
fn a_brother_with_a_copied_id_number_is_a_child_of_his_own() {
    let number = id(BORN, 12);
    let row = |name, birth, grade| {
        [
            ("name", name),
            ("id_number", number.as_str()),
            ("birth_date", birth),
            ("grade", grade),
            ("father_name", "王强"),
        ]
    };
    for (birth, grade) in [("2013-01-09", "六年级"), (BORN, "六年级"), ("2013-01-09", "三年级")] {
        let merged =
            Township::new().file(&[&row("王晓芳", BORN, "三年级")]).file(&[&row("王晓刚", birth, grade)]).merge();
        assert_eq!((merged.children.len(), merged.shared_ids.len()), (2, 1), "{birth} {grade}");
    }
}

#[test]
fn twins_with_one_id_number_are_not_a_slip_of_the_pen() {
    let number = id(BORN, 12);
    let twin = |name| [("name", name), ("id_number", number.as_str()), ("father_name", "王强")];
    let merged = Township::new().file(&[&twin("王大双"), &twin("王小双")]).merge();
    assert_eq!((merged.children.len(), merged.shared_ids.len()), (2, 1));
}

#[test]
fn a_row_without_a_name_is_the_child_of_its_id_number() {
    let number = id(BORN, 12);
    let town =
        Township::new().file(&[&[("id_number", &number), ("sex", "女")], &[("name", "王芳"), ("id_number", &number)]]);
    assert_eq!(town.says("name"), "王芳");
    assert_eq!(town.says("sex"), "女");
}

#[test]
fn twins_namesakes_and_siblings_stay_apart() {
    let (first, second) = (id(BORN, 12), id(BORN, 14));
    let (brother, other) = (id("2016-07-01", 11), id("2013-01-09", 22));
    let town = Township::new().file(&[
        &[
            ("name", "王大双"),
            ("id_number", &first),
            ("father_name", "王强"),
            ("mother_name", "李梅"),
            ("guardian_phone", "13800001234"),
        ],
        &[
            ("name", "王小双"),
            ("id_number", &second),
            ("father_name", "王强"),
            ("mother_name", "李梅"),
            ("guardian_phone", "13800001234"),
        ],
        &[
            ("name", "王小刚"),
            ("id_number", &brother),
            ("father_name", "王强"),
            ("mother_name", "李梅"),
            ("guardian_phone", "13800001234"),
        ],
        &[("name", "王大双"), ("id_number", &other), ("father_name", "王二"), ("guardian_phone", "13700001234")],
    ]);
    let merged = town.merge();
    assert_eq!(merged.children.len(), 4);
    assert!(merged.suspicions.is_empty(), "{:?}", merged.suspicions);
}

#[test]
fn without_an_id_number_name_birth_and_a_contact_tell() {
    let number = id(BORN, 12);
    for contact in [("guardian_name", "张秀英"), ("father_phone", "13800001234"), ("mother_name", "李梅")] {
        let town = Township::new()
            .file(&[&[("school", "柳林小学"), ("name", "王芳"), ("id_number", &number), contact]])
            .file(&[&[("school", "柳林小学"), ("name", "王芳"), ("birth_date", BORN), contact]])
            .file(&[&[("school", "石桥小学"), ("name", "王芳"), ("birth_date", "2014-03"), contact]]);
        let merged = town.merge();
        assert_eq!(
            reasons(&merged),
            [(FoldReason::NameBirthAndContact, false, false), (FoldReason::NameBirthAndContact, true, false)]
        );
        assert!(merged.conflicts.is_empty() && merged.suspicions.is_empty());
    }
}

#[test]
fn without_a_contact_name_and_birth_only_suggest() {
    let number = id(BORN, 12);
    let town = |other: Row<'_>| {
        let town = Township::new().file(&[&[
            ("name", "王芳"),
            ("id_number", &number),
            ("father_name", "王强"),
            ("guardian_name", "奶奶"),
        ]]);
        town.file(&[other]).merge()
    };
    let merged = town(&[("name", "王芳"), ("birth_date", BORN), ("guardian_name", "奶奶")]);
    assert_eq!(suspicions(&merged), [((0, 0), (1, 0), SuspicionReason::NameAndBirth)]);
    let namesake = town(&[("name", "王芳"), ("birth_date", BORN), ("father_name", "赵大海")]);
    assert!(namesake.suspicions.is_empty());
    let month_only = town(&[("name", "王芳"), ("birth_date", "2014-03")]);
    assert!(month_only.suspicions.is_empty());
}

#[test]
fn without_a_birth_date_name_and_a_contact_only_suggest() {
    let number = id(BORN, 12);
    let first = [("name", "王芳"), ("id_number", number.as_str()), ("father_name", "王强")];
    let town = |other: Row<'_>| Township::new().file(&[&first]).file(&[other]).merge();
    let again = town(&[("name", "王芳"), ("father_name", "王强")]);
    assert_eq!(suspicions(&again), [((0, 0), (1, 0), SuspicionReason::NameAndContact)]);
    assert_eq!(again.children.len(), 2);
    assert!(town(&[("name", "王芳"), ("father_name", "赵大海")]).suspicions.is_empty());
    assert!(town(&[("name", "王芳")]).suspicions.is_empty());
}

#[test]
fn a_faulty_id_number_tells_only_with_the_name() {
    let number = id(BORN, 12);
    let cut = format!("{}***", &number[..15]);
    let short = &number[..17];
    let town = |a: Row<'_>, b: Row<'_>| Township::new().file(&[a]).file(&[b]).merge();
    let merged = town(&[("name", "王芳"), ("id_number", short)], &[("name", "王芳"), ("id_number", short)]);
    assert_eq!(reasons(&merged), [(FoldReason::FaultyIdAndName, false, false)]);
    let merged = town(&[("name", "王芳"), ("id_number", short)], &[("name", "李强"), ("id_number", short)]);
    assert_eq!((merged.children.len(), merged.shared_ids.len(), merged.suspicions.len()), (2, 0, 0));
    let merged = town(&[("name", "王芳"), ("id_number", &cut)], &[("name", "王芳"), ("id_number", &number)]);
    assert_eq!(reasons(&merged), [(FoldReason::FaultyIdAndName, false, false)]);
    assert_eq!(place(&merged.children[0].primary), (1, 0), "the sound number stands");
    let merged = town(&[("name", "王大双"), ("id_number", &cut)], &[("name", "王小双"), ("id_number", &cut)]);
    assert_eq!((merged.children.len(), merged.suspicions.len()), (2, 0));
    let remark = town(&[("name", "王芳"), ("id_number", "待办")], &[("name", "王芳"), ("id_number", "待办")]);
    assert_eq!(remark.children.len(), 2);
}

#[test]
fn a_faulty_id_number_says_nothing_against_name_birth_and_contact() {
    let number = id(BORN, 12);
    let wrong = format!("{}{}", &number[..17], if number.ends_with('1') { '2' } else { '1' });
    let row = |number| [("name", "王芳"), ("id_number", number), ("birth_date", BORN), ("guardian_name", "张秀英")];
    let merged = Township::new().file(&[&row(&number)]).file(&[&row(&wrong)]).merge();
    assert_eq!(reasons(&merged), [(FoldReason::NameBirthAndContact, false, false)]);
}

#[test]
fn digits_that_changed_places_and_old_numbers_only_suggest() {
    let number = id(BORN, 12);
    let swapped = format!("{}21{}", &number[..15], &number[17..]);
    let old = format!("{}{}", &number[..6], &number[8..17]);
    for other in [&swapped, &old] {
        let row = |number| [("name", "王芳"), ("id_number", number), ("birth_date", BORN), ("guardian_name", "张秀英")];
        let merged = Township::new().file(&[&row(&number)]).file(&[&row(other)]).merge();
        assert_eq!(suspicions(&merged), [((0, 0), (1, 0), SuspicionReason::IdNearlySame)], "{other}");
        assert_eq!(merged.children.len(), 2);
    }
}

#[test]
fn names_that_are_alike_only_suggest() {
    let number = id(BORN, 12);
    let first = [("name", "王晓芳"), ("id_number", number.as_str()), ("guardian_name", "张秀英")];
    let town = |other: Row<'_>| Township::new().file(&[&first]).file(&[other]).merge();
    for name in ["王小芳", "王晓红"] {
        let merged = town(&[("name", name), ("birth_date", BORN), ("guardian_name", "张秀英")]);
        assert_eq!(suspicions(&merged), [((0, 0), (1, 0), SuspicionReason::NameNearlySame)], "{name}");
        let elsewhere = town(&[("name", name), ("birth_date", "2015-03-05"), ("guardian_name", "张秀英")]);
        assert!(elsewhere.suspicions.is_empty());
    }
    let stranger = town(&[("name", "王晓红"), ("birth_date", BORN), ("guardian_name", "赵大海")]);
    assert!(stranger.suspicions.is_empty());
}

#[test]
fn a_child_is_suspected_once() {
    let row = [("name", "王芳"), ("birth_date", BORN)];
    let merged = Township::new().file(&[&row, &row, &row]).merge();
    let reason = SuspicionReason::NameAndBirth;
    assert_eq!(suspicions(&merged), [((0, 0), (0, 1), reason), ((0, 0), (0, 2), reason)]);
}

#[test]
fn no_record_without_a_number_draws_two_numbers_together() {
    let (first, second) = (id(BORN, 12), id(BORN, 34));
    let row = |number| [("name", "王芳"), ("id_number", number), ("guardian_name", "张秀英")];
    let loose = [("name", "王芳"), ("birth_date", BORN), ("guardian_name", "张秀英")];
    let town = Township::new().file(&[&row(&first), &loose, &row(&second)]);
    assert_eq!(town.children(), [vec![(0, 0), (0, 1)], vec![(0, 2)]]);
}

#[test]
fn a_hidden_sheet_raises_no_suspicion() {
    let row = [("name", "王芳"), ("birth_date", BORN)];
    let merged = Township::new().empty_file().sheet(false, &[], &[&row]).sheet(true, &[], &[&row]).merge();
    assert_eq!((merged.children.len(), merged.suspicions.len()), (2, 0));
    let number = id(BORN, 12);
    let (ours, theirs) =
        ([("name", "王芳"), ("id_number", number.as_str())], [("name", "李强"), ("id_number", number.as_str())]);
    let merged = Township::new().empty_file().sheet(false, &[], &[&ours]).sheet(true, &[], &[&theirs]).merge();
    assert_eq!((merged.children.len(), merged.shared_ids.len()), (2, 0));
}

#[test]
fn a_made_up_number_tells_only_with_the_name() {
    let made_up = "999520112009011234";
    let town = |name| {
        Township::new()
            .file(&[&[("name", "王芳"), ("id_number", made_up)], &[("name", name), ("id_number", made_up)]])
            .merge()
    };
    assert_eq!(town("王芳").children.len(), 1);
    assert_eq!((town("李强").children.len(), town("李强").shared_ids.len()), (2, 0));
}

#[test]
fn a_quarantined_record_is_nobodys() {
    let mut town = Township::new().file(&[&[("name", "王芳")], &[("sex", "女")]]);
    town.files[0].sheets[0].records[1].quarantine = Some(crate::model::QuarantineReason::NoIdentity);
    let merged = town.merge();
    assert_eq!(merged.fates.values().copied().collect::<Vec<_>>(), [Fate::Merged, Fate::Quarantined]);
    assert_eq!(merged.children.len(), 1);
}
