//! Names as written and the schools they stand for.

use super::*;

const CHILD: (&str, &str) = ("name", "王芳");

fn schools(town: &Township) -> Vec<String> {
    town.merge().schools.iter().map(|school| school.name.to_string()).collect()
}

#[test]
fn without_a_list_names_find_each_other() {
    let town = Township::new().file(&[
        &[CHILD, ("school", "高桥镇中心小学")],
        &[CHILD, ("school", "高桥 中心小学")],
        &[CHILD, ("school", "中心小学（盖章）")],
        &[CHILD, ("school", "柳林小学")],
        &[CHILD, ("school", "高桥镇柳林小学校")],
        &[CHILD, ("school", "柳琳小学")],
        &[CHILD, ("school", "高桥镇柳林中学")],
    ]);
    assert_eq!(schools(&town), ["柳琳小学", "高桥镇中心小学", "高桥镇柳林中学", "高桥镇柳林小学校"]);
    assert_eq!(town.merge().schools[1].written, ["中心小学（盖章）", "高桥 中心小学"]);
    assert!(town.merge().unknown_schools.is_empty());
}

#[test]
fn a_name_that_could_be_two_schools_stays_itself() {
    let town = Township::new().file(&[
        &[CHILD, ("school", "高桥镇柳林小学")],
        &[CHILD, ("school", "平安县高桥镇柳林小学")],
        &[CHILD, ("school", "石门镇柳林小学")],
        &[CHILD, ("school", "柳林小学")],
    ]);
    assert_eq!(schools(&town), ["平安县高桥镇柳林小学", "柳林小学", "石门镇柳林小学"]);
}

#[test]
fn the_list_decides() {
    let town = Township::new()
        .listing(&["高桥镇中心小学", "高桥镇柳林小学", "高桥镇大柳树小学", "高桥镇初级中学"])
        .file(&[
            &[CHILD, ("school", "高桥小学")],
            &[CHILD, ("school", "柳琳小学")],
            &[CHILD, ("school", "大柳村小学")],
            &[CHILD, ("school", "高桥中学")],
        ])
        .file(&[&[CHILD, ("school", "石桥小学")]])
        .file(&[&[CHILD]]);
    let merged = town.merge();
    let found: Vec<Option<usize>> = merged.school_of.values().copied().collect();
    assert_eq!(found, [Some(0), Some(1), Some(4), Some(3), Some(5), None]);
    assert!(merged.schools[..4].iter().all(|school| school.listed));
    assert_eq!(
        merged.schools[4..].iter().map(|school| (&*school.name, school.listed)).collect::<Vec<_>>(),
        [("大柳村小学", false), ("石桥小学", false)]
    );
    assert_eq!(merged.unknown_schools, [(0, 0), (1, 0), (2, 0)]);
}

#[test]
fn folder_and_file_names_are_schools_only_where_they_look_it() {
    let town = Township::new()
        .file_of(ClueSource::Folder, "柳林", &[&[CHILD]])
        .file_of(ClueSource::Folder, "第一批", &[&[CHILD]])
        .file_of(ClueSource::FileName, "石桥小学", &[&[CHILD]])
        .file_of(ClueSource::Title, "高桥镇柳林小学", &[&[CHILD]])
        .file_of(ClueSource::Folder, "高桥镇", &[&[CHILD]]);
    let merged = town.merge();
    assert_eq!(schools(&town), ["石桥小学", "高桥镇柳林小学"]);
    let found: Vec<Option<usize>> = merged.school_of.values().copied().collect();
    assert_eq!(found, [Some(1), None, Some(0), Some(1), None]);
    assert_eq!(merged.unknown_schools, [(1, 0), (4, 0)]);
}

#[test]
fn an_empty_cell_is_the_only_school_that_its_table_names() {
    let (here, there) = ([CHILD, ("school", "柳林小学")], [CHILD, ("school", "石桥小学")]);
    let town = Township::new().file(&[&here, &[CHILD]]).file(&[&here, &there, &[CHILD]]);
    let merged = town.merge();
    let found: Vec<Option<usize>> = merged.school_of.values().copied().collect();
    assert_eq!(found, [Some(0), Some(0), Some(0), Some(1), None]);
    assert_eq!(merged.unknown_schools, [(1, 0)]);
}

#[test]
fn a_school_that_sent_nothing_is_still_there() {
    let town = Township::new().listing(&["柳林小学", "石桥小学"]).file(&[&[CHILD, ("school", "石桥小学")]]);
    assert_eq!(schools(&town), ["柳林小学", "石桥小学"]);
}
