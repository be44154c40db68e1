//! Cards: one child each, labels beside their values or above them.

use super::{read, read_in, read_merged, sheet};
use crate::model::{Layout, QuarantineReason};

const OFFICIAL: &str = "\
农村留守儿童基本情况登记表\n\
填报单位：柳林小学|||||填报日期：2026年11月3日\n\
个人\\n基本\\n情况|姓名|王小明|性别|男|民族|汉族|出生日期|2016-03-12\n\
|公民身份号码|420899201603120017|||||是否登记户口|是( ) 否(√)\n\
|身体情况|健康( ) 残疾(√) 患病(√)|||||患病类型|哮喘\n\
家庭情况|祖父姓名|王德贵|出生日期|1955-02-03|祖母姓名|—|出生日期|—\n\
|父亲姓名|王强|出生日期|1988-06-01|当前务工地点|广东|联系电话|13985210001\n\
|母亲姓名|—|出生日期|—|当前务工地点|—|联系电话|—\n\
实际监护情况|委托监护人姓名|王德贵|受委托监护人电话|13985210003|公民身份证号码|420899195502030011\n\
|与被监护人关系|祖父|居住地址|柳林村三组\n\
家庭经济来源|打工收入(√) 种养殖业(√)\n\
填表人（签名）：刘敏\n\
注：1.选择项目在( )中划“√”。";

const MERGES: [&str; 8] = ["A1:I1", "A3:A5", "C4:G4", "C5:G5", "A6:A8", "A9:A10", "B11:I11", "A13:I13"];

#[test]
fn labels_that_repeat_are_told_apart_by_person() {
    let seen = read_merged(OFFICIAL, &MERGES);
    assert_eq!(seen.block(0).layout, Layout::Card);
    assert_eq!((seen.form(0), seen.block(0).records.len()), ("child-info", 1));
    assert_eq!(seen.cell(0, 0, "name"), "王小明@C3");
    assert_eq!(seen.cell(0, 0, "birth_date"), "2016-03-12@I3");
    assert_eq!(seen.cell(0, 0, "id_number"), "420899201603120017@C4");
    assert_eq!(seen.cell(0, 0, "grandfather_name"), "王德贵@C6");
    assert_eq!(seen.cell(0, 0, "father_phone"), "13985210001@I7");
    assert_eq!(seen.cell(0, 0, "father_workplace"), "广东@G7");
    assert_eq!(seen.cell(0, 0, "guardian_name"), "王德贵@C9");
    assert_eq!(seen.cell(0, 0, "guardian_phone"), "13985210003@E9");
    assert_eq!(seen.cell(0, 0, "guardian_relation"), "祖父@C10");
    assert_eq!(seen.cell(0, 0, "guardian_address"), "柳林村三组@E10");
    assert_eq!(seen.cell(0, 0, "income_source"), "打工收入(√) 种养殖业(√)@B11");
    let extra: Vec<&str> = seen.block(0).records[0].extra.iter().map(|(header, _, _)| header.as_str()).collect();
    assert_eq!(extra, ["祖父/出生日期", "祖母/出生日期", "父亲/出生日期", "母亲/出生日期", "公民身份证号码"]);
    assert_eq!(seen.clues(0, "school"), ["柳林小学"]);
}

#[test]
fn every_row_of_a_card_is_its_record() {
    let seen = read_merged(OFFICIAL, &MERGES);
    assert_eq!(seen.roles(), "tp.........sn");
    assert_eq!(seen.block(0).records[0].rows, (2..11).collect::<Vec<u32>>());
    assert_eq!(seen.block(0).area.to_string(), "A3:I11");
}

#[test]
fn a_dash_in_the_place_of_a_parents_name_says_dead() {
    let seen = read_merged(OFFICIAL, &MERGES);
    assert_eq!(seen.cell(0, 0, "mother_status"), "去世@C8");
    assert_eq!(seen.cell(0, 0, "father_status"), "no column");
}

#[test]
fn what_is_missing_has_the_place_where_it_belongs() {
    let seen = read_merged(&OFFICIAL.replace("13985210003", ""), &MERGES);
    assert_eq!(seen.cell(0, 0, "guardian_phone"), "nothing@E9");
}

#[test]
fn a_card_nobody_filled_in_is_no_record() {
    let blank = "留守儿童登记卡\n姓名||性别|\n身份证号||年级|\n监护人||与儿童关系|\n联系电话||是否寄宿|□是 □否";
    let seen = read(blank);
    assert_eq!(seen.roles(), "tbbbb");
    assert!(seen.block(0).records.is_empty());
    let nameless = "留守儿童登记卡\n姓名||性别|男\n身份证号||年级|三年级\n监护人|王德贵|与儿童关系|祖父";
    assert_eq!(read(nameless).block(0).records[0].quarantine, Some(QuarantineReason::NoIdentity));
}

#[test]
fn labels_stand_over_their_values() {
    let text = "姓名|性别|年级|身份证号\n王小明|男|三年级|420899201602149012\n\
                父亲姓名|务工地点|联系电话|母亲姓名\n王强|广东|13985210001|张芳\n\
                监护人姓名|与儿童关系|监护人电话|备注\n王德贵|祖父|13985210003|";
    let seen = read(text);
    assert_eq!((seen.reading.blocks.len(), seen.roles().as_str()), (1, "......"));
    assert_eq!(seen.cell(0, 0, "father_workplace"), "广东@B4");
    assert_eq!(seen.cell(0, 0, "guardian_relation"), "祖父@B6");
    assert_eq!(seen.cell(0, 0, "remark"), "nothing@D6");
}

#[test]
fn a_family_has_as_many_rows_as_people() {
    let text = "姓名|王小明|性别|男√ 女|班级|三(2)班\n身份证号|420899201602149012||||\n\
                家庭成员|姓名|关系|年龄|电话|务工地点\n|王强|父亲|40|13985210001|广东\n|张芳|母亲|38|13985210002|广东\n\
                |王德贵|爷爷|66|13985210003|在家\n|王小妹|妹妹|5||\n监护人|王德贵|与学生关系|爷爷|联系电话|13985210003";
    let seen = read_merged(text, &["A3:A7", "B2:F2"]);
    assert_eq!(seen.roles(), "........");
    assert_eq!(seen.cell(0, 0, "father_phone"), "13985210001@E4");
    assert_eq!(seen.cell(0, 0, "mother_name"), "张芳@B5");
    assert_eq!(seen.cell(0, 0, "grandfather_name"), "王德贵@B6");
    assert_eq!(seen.cell(0, 0, "guardian_phone"), "13985210003@F8");
    let extra = &seen.block(0).records[0].extra;
    assert!(extra.iter().any(|(header, at, _)| header == "妹妹/姓名" && at.to_string() == "B7"), "{extra:?}");
}

const SMALL: [&str; 5] = [
    "留守儿童联系卡|||",
    "姓名|王小明|性别|男",
    "年级|三年级|身份证号|420899201602149012",
    "监护人|王德贵|关系|祖父",
    "联系电话|13985210003|住址|柳林村",
];

#[test]
fn several_cards_stand_below_one_another_and_side_by_side() {
    let one = SMALL.join("\n");
    let other = one.replace("王小明", "李丽").replace("420899201602149012", "420899201503030026");
    let seen = read(&format!("{one}\n\n{other}\n{one}"));
    assert_eq!((seen.reading.blocks.len(), seen.roles().as_str()), (3, "t....t....t...."));
    assert_eq!(seen.cell(1, 0, "name"), "李丽@B8");
    let beside: Vec<String> = SMALL.iter().map(|line| format!("{line}||{}", line.replace("王小明", "李丽"))).collect();
    let seen = read(&beside.join("\n"));
    assert_eq!(seen.reading.blocks.len(), 2);
    assert_eq!((seen.cell(0, 0, "name").as_str(), seen.cell(1, 0, "name").as_str()), ("王小明@B2", "李丽@G2"));
    assert_eq!(seen.roles(), "t....");
}

#[test]
fn labels_and_values_share_a_cell() {
    let seen = read(
        "留守儿童信息卡\n姓名：王小明|性别：男|班级：三(2)班\n身份证号：420899201602149012|监护人：王德贵|与儿童关系：祖父\n\
         监护人电话：13985210003|家庭住址：柳林村|备注：",
    );
    assert_eq!(seen.roles(), "t...");
    assert_eq!(seen.cell(0, 0, "guardian_name"), "王德贵@B3");
}

#[test]
fn a_card_of_help_is_a_record_of_help() {
    let text = "柳林小学留守儿童帮扶记录表\n学生姓名|王小明|班级|三(2)班\n帮扶人|刘敏|身份|班主任\n\
                帮扶日期|2026-10-12|帮扶形式|家访\n帮扶内容|了解近况||\n帮扶效果|情绪稳定||\n填表人：刘敏";
    let seen = read(text);
    assert_eq!((seen.form(0), seen.block(0).layout), ("assistance", Layout::Card));
    assert_eq!(seen.roles(), "t.....s");
    assert_eq!(seen.cell(0, 0, "helper_role"), "班主任@D3");
    assert_eq!(seen.cell(0, 0, "method"), "家访@D4");
    assert_eq!(seen.cell(0, 0, "date"), "2026-10-12@B4");
}

#[test]
fn the_head_of_a_card_names_the_child_of_the_events_below() {
    let text = "留守儿童帮扶记录卡\n姓名|王小明|性别|男|班级|三(2)班\n家庭住址|柳林村|监护人|王德贵||\n帮扶人|刘敏|身份|教师||\n\
                帮扶日期|帮扶形式|帮扶内容|帮扶效果||\n2026-10-12|谈心|了解近况|稳定||\n2026-11-03|家访|上门看望|重视||";
    let seen = read(text);
    assert_eq!((seen.form(0), seen.block(0).layout, seen.block(0).records.len()), ("assistance", Layout::Table, 2));
    assert_eq!(seen.roles(), "tppph..");
    assert_eq!(seen.clues(0, "name"), ["王小明"]);
    assert_eq!(seen.clues(0, "helper_role"), ["教师"]);
}

#[test]
fn a_table_is_no_card() {
    // Headers of several rows without merges, and a single child below them.
    let text =
        "姓名||性别|父亲||监护人||\n|||姓名|电话|姓名|关系|电话\n王小明||男|王强|13985210001|王德贵|祖父|13985210003";
    let seen = read(text);
    assert!(seen.reading.blocks.iter().all(|block| block.layout == Layout::Table));
    let personal = "姓名：王小明|班级：三(2)班\n日期|通话对象|时长\n2026-10-12|父亲|10\n2026-10-19|母亲|12";
    let seen = read_in("通话记录.xlsx", sheet("王小明", personal, &[]));
    assert_eq!(seen.block(0).layout, Layout::Table);
}
