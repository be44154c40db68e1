//! Where school, grade and class are said, and what cells say by those above them.

use super::{read, read_in, read_merged, sheet};
use crate::model::ClueSource;

const TABLE: &str = "姓名|性别|身份证号|监护人|监护人电话\n王小明|男|420899201602149012|王建国|13812345678";

#[test]
fn the_school_in_every_place() {
    for line in [
        "学校：柳林小学|||填表人：王芳|",
        "学校：|柳林小学||填表人：|王芳",
        "学校|柳林小学|填表人|王芳|",
        "填报单位：柳林小学（盖章）        填表人：王芳   2026年9月10日",
        "学校（盖章）：柳林小学    填报人：王芳    填表日期：2026年11月5日",
        "学校名称：柳林小学填表人：王芳日期：2026年9月",
        "学 校： 柳林小学    填表人：王芳",
        "填报单位：____柳林小学____",
        "填表人：王芳    学校：柳林小学",
    ] {
        let seen = read(&format!("{line}\n{TABLE}"));
        assert_eq!(seen.clues(0, "school"), ["柳林小学"], "{line}");
        assert_eq!(seen.block(0).clues[0].source, ClueSource::LabelledCell, "{line}");
        assert_eq!(seen.roles(), "ph.", "{line}");
    }
    let seen = read(&format!("高桥镇中心小学2026年秋季留守儿童信息表\n{TABLE}"));
    assert_eq!(seen.clues(0, "school"), ["高桥镇中心小学"]);
    let seen = read_in("2026秋/石门小学/留守儿童.xlsx", sheet("柳林小学", TABLE, &[]));
    assert_eq!(seen.clues(0, "school"), ["柳林小学"]);
    let seen = read_in("石门小学/附件1-柳林小学(1).xlsx", sheet("Sheet1", TABLE, &[]));
    assert_eq!(seen.clues(0, "school"), ["柳林小学", "石门小学"]);
    let seen = read_in(
        "2026秋/第一批/留守儿童信息表.xlsx",
        sheet("Sheet1", &format!("青石镇留守儿童信息表\n填报单位：青石镇人民政府\n{TABLE}"), &[]),
    );
    assert!(seen.clues(0, "school").is_empty(), "{:?}", seen.clues(0, "school"));
}

#[test]
fn grade_and_class_in_every_place() {
    for (title, name, path, grade, class) in [
        ("柳林小学三年级（2）班留守儿童花名册", "Sheet1", "表.xlsx", "三年级", "2"),
        ("留守儿童花名册", "三（2）班", "表.xlsx", "三年级", "2"),
        ("留守儿童花名册", "三年级", "表.xlsx", "三年级", ""),
        ("留守儿童花名册", "302", "表.xlsx", "三年级", "2"),
        ("留守儿童花名册", "大班", "表.xlsx", "大班", ""),
        ("留守儿童花名册", "Sheet1", "柳林小学/石桥小学四年级（修改）.xlsx", "四年级", ""),
        ("学校：柳林小学  班级：三（2）班", "Sheet1", "表.xlsx", "三年级", "2"),
        ("一二年级留守儿童花名册", "1", "表.xlsx", "", ""),
    ] {
        let seen = read_in(path, sheet(name, &format!("{title}\n{TABLE}"), &[]));
        let first = |id: &str| seen.clues(0, id).first().cloned().unwrap_or_default();
        assert_eq!((first("grade").as_str(), first("class").as_str()), (grade, class), "{title} {name} {path}");
    }
}

#[test]
fn merges_downwards_fill_their_rows() {
    let text = "学校|年级|姓名|性别|身份证号|监护人|监护人电话\n\
                柳林小学|三年级|王小明|男|420899201602149012|王建国|13812345678\n\
                ||王小红|女|420899201602149023||\n\
                |四年级|李丽|女|420899201602149034|李建国|13812345679";
    let seen = read_merged(text, &["A2:A4", "B2:B3", "F2:F3", "G2:G3"]);
    assert_eq!(seen.cell(0, 1, "school"), "柳林小学@A2");
    assert_eq!(seen.cell(0, 1, "grade"), "三年级@B2");
    assert_eq!(seen.cell(0, 1, "guardian_name"), "王建国@F2");
    assert_eq!(seen.cell(0, 2, "grade"), "四年级@B4");
    assert_eq!(seen.cell(0, 2, "school"), "柳林小学@A2");
}

#[test]
fn runs_without_merges_are_filled_only_when_unmistakable() {
    let seen = read(
        "年级|姓名|性别|监护人|监护人电话\n三年级|王小明|男|王建国|13812345678\n|王小红|女|王建国|13812345678\n|王小刚|男|王建国|13812345678\n四年级|李丽|女|李建国|13812345679",
    );
    assert_eq!(seen.cell(0, 2, "grade"), "三年级@A4");
    let seen = read(
        "年级|姓名|性别|监护人|监护人电话\n三年级|王小明|男|王建国|13812345678\n三年级|王小红|女|王建国|13812345678\n|王小刚|男|王建国|13812345678\n四年级|李丽|女|李建国|13812345679",
    );
    assert_eq!(seen.cell(0, 2, "grade"), "nothing@A4");
}

#[test]
fn the_same_as_above() {
    let seen = read(
        "姓名|性别|家庭住址|监护人|监护人电话\n王小明|男|双河村|王建国|13812345678\n王小红|女|同上|〃|\"\n王小刚|男|同上|同 上|13812345679",
    );
    assert_eq!(seen.cell(0, 1, "home_address"), "双河村@C3");
    assert_eq!(seen.cell(0, 1, "guardian_phone"), "13812345678@E3");
    assert_eq!(seen.cell(0, 2, "guardian_name"), "王建国@D4");
    let field = seen.forms.get(0).field("home_address").unwrap();
    let cell = seen.block(0).records[2].cells.iter().find(|cell| cell.field == field).unwrap();
    assert_eq!(cell.ditto.as_deref(), Some("同上"));
}

#[test]
fn a_line_between_records_names_their_class() {
    let seen = read_merged(
        "姓名|性别|身份证号|监护人|监护人电话\n三年级（1）班||||\n王小明|男|420899201602149012|王建国|13812345678\n三年级（2）班||||\n李丽|女|420899201602149023|李建国|13812345679",
        &["A2:E2", "A4:E4"],
    );
    assert_eq!(seen.roles(), "ht.t.");
    assert_eq!(seen.reading.blocks.len(), 2);
    assert_eq!((seen.clues(0, "class"), seen.clues(1, "class")), (vec!["1".to_owned()], vec!["2".to_owned()]));
}

#[test]
fn a_note_between_title_and_header_hides_no_title() {
    let seen = read(&format!("柳林小学留守儿童花名册\n{TABLE}\n\n石桥小学留守儿童花名册\n注：带*的必填\n{TABLE}"));
    assert_eq!(seen.clues(1, "school"), ["石桥小学"]);
    assert_eq!(seen.roles(), "th.tnh.");
    let seen = read(&format!("表一：柳林小学留守儿童花名册\n年级：三    班级：2\n{TABLE}"));
    assert_eq!(
        (seen.clues(0, "school"), seen.clues(0, "grade"), seen.clues(0, "class")),
        (vec!["柳林小学".to_owned()], vec!["三年级".to_owned()], vec!["2".to_owned()])
    );
}

#[test]
fn a_day_is_no_class() {
    let seen = read_in("表.xlsx", sheet("9.10", TABLE, &[]));
    assert!(seen.clues(0, "grade").is_empty());
    let seen = read_in("新民小学/留守儿童.xlsx", sheet("Sheet1", TABLE, &[]));
    assert_eq!(seen.clues(0, "school"), ["新民小学"]);
}

#[test]
fn a_title_speaks_for_every_table_below_it() {
    let other = "姓名|身份证号|性别|年级|监护人姓名|监护人电话\n李丽|420899201602149012|女|四年级|李建国|13812345679";
    let seen = read(&format!("柳林小学留守儿童花名册\n{TABLE}\n\n{other}"));
    assert_eq!(seen.reading.blocks.len(), 2);
    assert_eq!(seen.clues(1, "school"), ["柳林小学"]);
    let seen = read(&format!("柳林小学三年级（1）班留守儿童花名册\n{TABLE}\n\n石桥小学留守儿童花名册\n{other}"));
    assert_eq!((seen.clues(1, "school"), seen.clues(1, "class").len()), (vec!["石桥小学".to_owned()], 0));
    let seen = read(&format!("柳林小学三年级（1）班留守儿童花名册\n{TABLE}\n\n四年级留守儿童花名册\n{other}"));
    assert_eq!(seen.clues(1, "school"), ["柳林小学"]);
    assert_eq!((seen.clues(1, "grade"), seen.clues(1, "class").len()), (vec!["四年级".to_owned()], 0));
}

#[test]
fn a_line_to_a_school_is_not_from_it() {
    let seen = read_in(
        "半坡小学报送.xlsx",
        sheet("报表", &format!("关于报送留守儿童信息的报告\n凤鸣乡中心学校：\n现将名单报送贵校。\n{TABLE}"), &[]),
    );
    assert_eq!(seen.clues(0, "school"), ["半坡小学"]);
}

#[test]
fn the_signature_is_every_sections() {
    let seen = read_merged(
        "姓名|性别|身份证号|监护人|监护人电话\n三年级（1）班||||\n王小明|男|420899201602149012|王建国|13812345678\n三年级（2）班||||\n李丽|女|420899201602149023|李建国|13812345679\n填报单位：半坡小学",
        &["A2:E2", "A4:E4"],
    );
    assert_eq!(seen.roles(), "ht.t.s");
    assert_eq!((seen.clues(0, "school"), seen.clues(1, "school")), (vec!["半坡小学".into()], vec!["半坡小学".into()]));
}

#[test]
fn a_kind_of_school_gives_way_to_a_name() {
    let titled = |name: &str, path: &str| {
        read_in(path, sheet(name, &format!("初级中学贫困留守学生\n{TABLE}"), &[])).clues(0, "school")
    };
    assert_eq!(titled("Sheet1", "河西镇初级中学.xlsx"), ["河西镇初级中学"]);
    assert_eq!(titled("Sheet1", "表.xlsx"), ["初级中学"]);
}

#[test]
fn the_other_sheets_of_a_file_say_whose_a_sheet_is() {
    let forms = crate::form::builtin().unwrap();
    let school = forms.get(0).field("school").unwrap();
    let clues = |titles: &[&str], path: &str| {
        let sheets = titles
            .iter()
            .enumerate()
            .map(|(at, title)| sheet(&format!("Sheet{at}"), &format!("{title}\n{TABLE}"), &[]));
        let book = crate::model::Book { sheets: sheets.collect(), ..crate::model::Book::default() };
        let last = super::recognise(&book, path, &forms, &super::Lexicon::new(&forms)).pop().unwrap();
        let clue = last.blocks[0].clues.iter().find(|clue| clue.field == school).cloned();
        clue.map(|clue| (clue.text, clue.source))
    };
    let own = "留守儿童花名册";
    let other = |name: &str| Some((name.to_owned(), ClueSource::OtherSheet));
    assert_eq!(clues(&["青石镇柳林小学留守儿童", "柳林小学留守儿童", own], "石桥小学.xlsx"), other("青石镇柳林小学"));
    assert_eq!(clues(&["河西镇初级中学留守学生", "初级中学贫困留守学生"], "表.xlsx"), other("河西镇初级中学"));
    assert_eq!(
        clues(&["柳林小学留守儿童", "石桥小学留守儿童", own], "石门小学.xlsx"),
        Some(("石门小学".to_owned(), ClueSource::FileName))
    );
}

#[test]
fn a_copys_number_is_no_class() {
    for (name, path, grade, class) in [
        ("Sheet1 (2)", "表.xlsx", "", ""),
        ("Sheet1", "梨园小学 最终版(2).xlsx", "", ""),
        ("Sheet1", "留守儿童信息表1(2).xlsx", "", ""),
        ("Sheet1", "四年级_2.xlsx", "四年级", ""),
        ("Sheet1", "四年级 - 副本 (2).xlsx", "四年级", ""),
        ("Sheet1", "四年级(1).xlsx", "四年级", ""),
        ("三年级 (2)", "表.xlsx", "三年级", ""),
        ("三年级(2)", "表.xlsx", "三年级", "2"),
        ("七（2）", "表.xlsx", "七年级", "2"),
        ("Sheet1", "柳林小学四(2).xlsx", "四年级", "2"),
        ("Sheet1", "柳林小学四（2）班.xlsx", "四年级", "2"),
    ] {
        let seen = read_in(path, sheet(name, TABLE, &[]));
        let first = |id: &str| seen.clues(0, id).first().cloned().unwrap_or_default();
        assert_eq!((first("grade").as_str(), first("class").as_str()), (grade, class), "{name} {path}");
    }
}

#[test]
fn labels_in_lines_above_name_grade_and_class() {
    for line in [
        "年级：三年级  班级：2班",
        "年级：三年级|班级：2班",
        "年级|三年级|班级|2班",
        "学校：柳林小学  年级：三  班级：二班",
    ] {
        let seen = read(&format!("{line}\n{TABLE}"));
        let first = |id: &str| seen.clues(0, id).first().cloned().unwrap_or_default();
        assert_eq!((first("grade").as_str(), first("class").as_str()), ("三年级", "2"), "{line}");
    }
}
