//! Tables on their side, tables that go on on the next sheet, members by number, days in several columns.

use super::{read, read_merged, sheet};
use crate::form::builtin;
use crate::model::{Book, Layout};
use crate::recognise::{Lexicon, recognise};

const SIDE: &str = "柳林小学三年级留守儿童信息表\n姓名|王小明|李丽|张伟\n性别|男|女|男\n\
                    身份证号|420899201602149012|420899201503030026|420899201611050036\n监护人|王德贵|李建国|\n\
                    与儿童关系|祖父|祖父|母亲\n监护人电话|13985210003|13985210004|13985210005\n填表人：刘敏";

#[test]
fn a_table_on_its_side_has_a_child_to_a_column() {
    let seen = read(SIDE);
    assert_eq!((seen.reading.blocks.len(), seen.block(0).records.len()), (1, 3));
    assert_eq!(seen.block(0).layout, Layout::Table);
    assert_eq!(seen.roles(), "t......s");
    assert_eq!(seen.cell(0, 1, "name"), "李丽@C2");
    assert_eq!(seen.cell(0, 2, "guardian_name"), "nothing@D5");
    assert_eq!(seen.block(0).area.to_string(), "A2:D7");
    assert_eq!(seen.clues(0, "school"), ["柳林小学"]);
}

#[test]
fn a_table_on_its_side_may_have_groups() {
    let text = "|姓名|王小明|李丽\n|性别|男|女\n|年级|三年级|四年级\n父亲|姓名|王强|李勇\n|电话|13985210001|13985210002\n\
                监护人|姓名|王德贵|李建国\n|关系|祖父|祖父";
    let seen = read_merged(text, &["A4:A5", "A6:A7"]);
    assert_eq!(seen.cell(0, 1, "father_phone"), "13985210002@D5");
    assert_eq!(seen.cell(0, 0, "guardian_name"), "王德贵@C6");
}

#[test]
fn a_table_goes_on_on_the_next_sheet() {
    let first = "龙洞小学留守儿童花名册\n序号|姓名|性别|身份证号|监护人\n1|王小明|男|420899201602149012|王德贵";
    let second = "2|李丽|女|420899201503030026|李建国\n3|张伟|男|420899201611050036|张德贵\n填表人：刘敏";
    let other = "课程表\n语文|数学|英语\n美术|音乐|体育";
    let sheets = vec![sheet("1", first, &["A1:E1"]), sheet("2", second, &[]), sheet("3", other, &[])];
    let forms = builtin().unwrap();
    let readings = recognise(&Book { sheets, ..Book::default() }, "表.xlsx", &forms, &Lexicon::new(&forms));
    let block = &readings[1].blocks[0];
    assert_eq!(block.records.iter().map(|record| record.rows.clone()).collect::<Vec<_>>(), [[0], [1]]);
    assert_eq!(block.records[1].cells[0].at.to_string(), "B2");
    assert_eq!(block.area.to_string(), "A1:E2");
    assert_eq!(readings[1].rows.len(), 3);
    assert!(readings[2].blocks.is_empty());
}

#[test]
fn members_by_number_are_whom_each_row_says() {
    let text = "姓名|性别|身份证件号|年级|班级|成员1姓名|成员1关系|成员1联系电话|成员1是否监护人|成员2姓名|成员2关系|成员2联系电话|成员2是否监护人\n\
                王小明|男|420899201602149012|三年级|1|王强|父亲|13985210001|否|张芳|母亲|13985210002|是\n\
                李丽|女|420899201503030026|四年级|2|杨梅|母亲|13985210011|否|李德福|祖父|13985210012|是";
    let seen = read(text);
    assert_eq!(seen.cell(0, 0, "father_name"), "王强@F2");
    assert_eq!(seen.cell(0, 0, "mother_phone"), "13985210002@L2");
    assert_eq!(seen.cell(0, 0, "guardian_name"), "张芳@J2");
    assert_eq!(seen.cell(0, 1, "father_name"), "no column");
    assert_eq!(seen.cell(0, 1, "mother_name"), "杨梅@F3");
    assert_eq!(seen.cell(0, 1, "guardian_relation"), "祖父@K3");
    assert!(seen.block(0).records[1].extra.is_empty());
}

#[test]
fn a_day_stands_in_several_columns() {
    let calls = "2026年亲情通话记录\n姓名|班级|月|日|通话对象|通话内容\n王小明|三(2)班|10|12|父亲|学习\n李丽|三(2)班|11|3|母亲|生活";
    let seen = read(calls);
    assert_eq!(seen.cell(0, 0, "date"), "10月12日@C3");
    assert!(seen.block(0).records[0].extra.is_empty());
    let help = "帮扶记录表\n姓名|帮扶日期|||帮扶人|帮扶内容\n|年|月|日||\n王小明|2026|10|12|刘敏|谈心";
    let seen = read_merged(help, &["B2:D2", "A2:A3", "E2:E3", "F2:F3"]);
    assert_eq!(seen.cell(0, 0, "date"), "2026年10月12日@B4");
}
