//! What each row is.

use super::{read, read_merged};

const HEADER: &str = "序号|姓名|性别|年级|身份证号|监护人|监护人电话|备注";
const CHILD: &str = "1|王小明|男|三年级|420899201602149012|王建国|13812345678|";

#[test]
fn lines_around_a_table() {
    let seen = read_merged(
        &format!(
            "附件1\n柳林小学2026年秋季留守儿童花名册\n填报单位：柳林小学（盖章）        填表人：王芳   2026年9月10日\n{HEADER}\n(1)|(2)|(3)|(4)|(5)|(6)|(7)|(8)\n\
             例|张三|男|三年级|420899201602149012|张建国|13812345678|\n{CHILD}\n2|||||||\n3|||||||\n合计|1人||||||\n\n\
             注：1.身份证号必须为18位。\n2.本表一式两份。\n填表人：王芳|||审核人：|||校长（签字）：|\n2026年9月10日"
        ),
        &["A2:H2"],
    );
    assert_eq!(seen.roles(), "ttphue.bbTnnss");
    assert_eq!(seen.block(0).records.len(), 1);
    assert_eq!(seen.block(0).area.to_string(), "A4:H7");
}

#[test]
fn totals_of_every_shape() {
    let seen = read(&format!(
        "{HEADER}\n{CHILD}\n小计|12人||||||\n{CHILD}\n|小计|12人|||||\n{CHILD}\n三年级小计|||||||\n{CHILD}\n|合  计||||||\n总计：|共3人||||||\n本页合计|3||||||\n|共3人||||||"
    ));
    assert_eq!(seen.roles(), "h.T.T.T.TTTT");
}

#[test]
fn examples_of_every_shape() {
    for example in [
        "示例|张三|男|三年级|420899201602149012|张建国|13812345678|",
        "例：|张三|男|三年级|420899201602149012|张建国|13812345678|",
        "1|（例）张三|男|三年级|420899201602149012|张建国|13812345678|",
        "1|张三（示例）|男|三年级|420899201602149012|张建国|13812345678|",
        "1|张三|男|三年级|420899201602149012|张建国|13812345678|示例",
        "|样例|男|三年级|420899201602149012|张建国|13812345678|",
        "例1|张三|男|三年级||张建国||",
    ] {
        let seen = read(&format!("{HEADER}\n{example}\n{CHILD}"));
        assert_eq!(seen.roles(), "he.", "{example}");
    }
}

#[test]
fn a_childs_name_is_not_a_word() {
    for child in [
        "1|注小明|男|三年级|420899201602149012|王建国|13812345678|",
        "1|合小计|男|三年级|420899201602149012|王建国|13812345678|",
        "1|例小平|男|三年级||王建国|13812345678|",
        "1|总小明|男|三年级||王建国|13812345678|合计少一人",
        "1|王小明||||||",
        "1|||||||420899201602149012",
        "1||||420899201602149012|||",
        "1|古丽·阿依|女|三年级||||",
        "1|王小明|男|三年级|1234|王建国|不详|说明：已转学",
        "|王小明|男|三年级||||",
        "|王小明||||||",
        "1|共小平|男|三年级||王建国|13812345678|",
        "1|校长青|男|三年级||王建国|13812345678|",
    ] {
        let seen = read(&format!("{HEADER}\n{CHILD}\n{child}\n{CHILD}"));
        assert_eq!(seen.roles(), "h...", "{child}");
    }
}

#[test]
fn rows_that_nobody_can_place() {
    let seen = read(&format!(
        "{HEADER}\n{CHILD}\n5||女|三年级||李建国|13812345679|\n{CHILD}\n6|—|女|三年级|无|李建国|13812345679|"
    ));
    assert_eq!(seen.roles(), "h....");
    let kept: Vec<bool> = seen.block(0).records.iter().map(|record| record.quarantine.is_some()).collect();
    assert_eq!(kept, [false, true, false, true]);
}

#[test]
fn preprinted_rows_with_constants() {
    let seen = read(
        "序号|学校|年级|姓名|性别|身份证号|监护人电话\n1|柳林小学|三年级|王小明|男|420899201602149012|13812345678\n2|柳林小学|三年级||||\n3|柳林小学|||||",
    );
    assert_eq!(seen.roles(), "h.bb");
}

#[test]
fn a_header_on_every_printed_page() {
    let seen = read(&format!(
        "留守儿童花名册\n{HEADER}\n{CHILD}\n{CHILD}\n{HEADER}\n{CHILD}\n留守儿童花名册\n{HEADER}\n{CHILD}"
    ));
    assert_eq!(seen.roles(), "th..r.tr.");
    assert_eq!(seen.reading.blocks.len(), 1);
    assert_eq!(seen.block(0).records.len(), 4);
    assert_eq!(seen.block(0).header_rows, [1]);
    let deep = "序号|姓名|性别|监护人|\n|||姓名|电话\n1|王小明|男|王建国|13812345678\n序号|姓名|性别|监护人|\n|||姓名|电话\n2|李丽|女|李建国|13812345679";
    for seen in
        [read(deep), read_merged(deep, &["A1:A2", "B1:B2", "C1:C2", "D1:E1", "A4:A5", "B4:B5", "C4:C5", "D4:E4"])]
    {
        assert_eq!(seen.roles(), "hh.rr.");
    }
}

#[test]
fn units_under_the_header() {
    let seen = read(&format!("{HEADER}\n甲|乙|丙|丁|戊|己|庚|辛\n{CHILD}"));
    assert_eq!(seen.roles(), "hu.");
    let seen = read(&format!("{HEADER}\n||（男/女）|||||\n{CHILD}"));
    assert_eq!(seen.roles(), "hu.");
    let seen = read(&format!("{HEADER}\n1|2|3|4|5|6|7|8\n{CHILD}"));
    assert_eq!(seen.roles(), "hu.");
}

#[test]
fn an_empty_form() {
    let seen = read(&format!("柳林小学留守儿童花名册\n{HEADER}\n1|||||||\n2|||||||"));
    assert_eq!(seen.roles(), "thbb");
    assert_eq!((seen.reading.blocks.len(), seen.block(0).records.len()), (1, 0));
    assert_eq!(seen.block(0).area.to_string(), "A2:H2");
}

#[test]
fn a_small_table_of_figures_below_the_roster() {
    let seen =
        read(&format!("{HEADER}\n{CHILD}\n{CHILD}\n\n|年级|男生|女生|合计|||\n|三年级|5|6|11|||\n|四年级|3|2|5|||"));
    assert_eq!(&seen.roles()[..3], "h..");
    assert!(seen.roles()[3..].chars().all(|role| role == 'Q' || role == 'T'), "{}", seen.roles());
    assert_eq!(seen.block(0).records.len(), 2);
}

#[test]
fn a_lone_remark_is_not_lost() {
    let seen = read(&format!("{HEADER}\n{CHILD}\n|||||||转走\n{CHILD}"));
    assert_eq!(seen.roles(), "h...");
    assert!(seen.block(0).records[1].quarantine.is_some());
}

#[test]
fn a_remark_in_the_first_column_loses_no_child() {
    let seen = read(
        "备注|姓名|性别|年级|监护人|监护人电话\n说明：已转学|王小明|男|三年级|王建国|13812345678\n注：低保|李丽|女|三年级|李建国|\n示范户|王小红|女|三年级|王建国|",
    );
    assert_eq!(seen.roles(), "h...");
}

#[test]
fn a_number_column_without_a_header() {
    let seen = read(
        "|姓名|性别|年级|监护人|监护人电话\n1|王小明|男|三年级|王建国|13812345678\n2|李丽|女|三年级|李建国|13812345679\n3|||||",
    );
    assert_eq!(seen.roles(), "h..b");
}

#[test]
fn counts_of_children_below() {
    let seen = read(&format!("{HEADER}\n{CHILD}\n共22人，其中男12人，女10人|||||||"));
    assert_eq!(seen.roles(), "h.T");
}

#[test]
fn a_row_without_name_after_a_repeated_header_is_the_tables() {
    let seen = read(&format!("{HEADER}\n{CHILD}\n{HEADER}\n5||女|三年级||李建国|13812345679|\n{CHILD}"));
    assert_eq!(seen.roles(), "h.r..");
    assert_eq!(seen.block(0).records.len(), 3);
}

#[test]
fn the_senders_name_below_is_a_signature() {
    for line in [
        "||||龙洞小学",
        "龙洞小学|||||||",
        "|||||龙洞小学|2026年11月13日|",
        "||||||龙洞小学 2026年9月",
        "龙洞小学（盖章）|||||||",
        "填报单位：龙洞小学|||||||",
        "||||填报单位：龙洞小学  填报人：王芳|||",
    ] {
        let seen = read(&format!("{HEADER}\n{CHILD}\n\n{line}"));
        assert_eq!(seen.roles(), "h.s", "{line}");
        assert_eq!(seen.clues(0, "school"), ["龙洞小学"], "{line}");
    }
    let seen = read(&format!("{HEADER}\n{CHILD}\n|龙洞小学||||||\n"));
    assert_eq!(seen.roles(), "h.s");
    let seen = read(&format!("{HEADER}\n{CHILD}\n|||||||转到龙洞小学\n{CHILD}"));
    assert_eq!(seen.roles(), "h...");
    assert!(seen.clues(0, "school").is_empty());
}

#[test]
fn a_closing_sentence_is_no_child() {
    for line in ["|以上情况属实||||||", "以上共两名留守儿童|||||||", "|经核查无其他留守儿童||||||"]
    {
        let seen = read(&format!("{HEADER}\n{CHILD}\n{line}"));
        assert!(matches!(seen.roles().as_str(), "h.n" | "h.T"), "{line}: {}", seen.roles());
    }
    let seen = read(&format!("{HEADER}\n{CHILD}\n2|以上官明|男|三年级||王建国|13812345678|"));
    assert_eq!(seen.roles(), "h..");
}

#[test]
fn words_in_the_names_place_that_name_nobody_are_no_children() {
    let header = "姓名|性别|身份证号|监护人姓名|监护人电话";
    let child = "王小明|男|420899201602149012|王建国|13812345678";
    for (line, role) in [
        ("以下空白||||", 'n'),
        ("（以下空白）||||", 'n'),
        ("男2人，女3人||||", 'T'),
        ("审核人||||", 's'),
        ("上报人：王五||||", 's'),
        ("示例||||", 'e'),
        ("本校无留守儿童||||", 'n'),
        ("…||||", 'n'),
    ] {
        let seen = read(&format!("{header}\n{child}\n{line}"));
        assert_eq!(seen.roles(), format!("h.{role}"), "{line}");
    }
    let seen = read(&format!("{header}\n{child}\n男小略|男||王建国|"));
    assert_eq!(seen.roles(), "h..");
}

#[test]
fn a_childs_row_is_no_example_and_a_note_beside_numbers_is_not_lost() {
    let header = "序号|姓名|性别|身份证号|监护人姓名|监护人电话|存在困难|备注";
    let child = |number: &str, trouble: &str, remark: &str| {
        format!("{number}|王小明|男|420899201602149012|王建国|13812345678|{trouble}|{remark}")
    };
    for (trouble, remark) in [("示范", ""), ("例如学习困难", "示范户"), ("", "例"), ("", "样本户")] {
        let seen = read(&format!("{header}\n{}", child("1", trouble, remark)));
        assert_eq!(seen.roles(), "h.", "{trouble} {remark}");
    }
    let seen = read(&format!("{header}\n{}", child("1", "", "示例")));
    assert_eq!(seen.roles(), "he");
    let seen = read(&format!("{header}\n{}\n2|||||||\n张三丰转到外校|||||||", child("1", "", "")));
    assert_eq!(&seen.roles()[..3], "h.b");
    assert!(seen.roles().ends_with(['.', 'Q']), "{}", seen.roles());
}

#[test]
fn hints_with_digits_leave_a_header_a_header() {
    let child = "王小明|男|420899201602149012|2016-02-14|王建国|13812345678|是";
    for header in [
        "姓名|性别|身份证号（18位，如522401201501010012）|出生日期（如20150101）|监护人姓名|监护人电话（11位，如13800000000）|备注",
        "姓名|性别|身份证号|出生日期|监护人姓名|监护人电话|2025年12月31日前是否返乡",
        "姓名|性别|身份证号|出生日期|监护人姓名|监护人电话|20261122",
    ] {
        let seen = read(&format!("{header}\n{child}\n{child}"));
        assert_eq!(seen.roles(), "h..", "{header}");
    }
}

#[test]
fn the_annex_of_the_next_table_is_no_child() {
    let head = "序号|姓名|性别|身份证号码";
    let seen = read(&format!(
        "三年级1班留守儿童登记表\n{head}\n1|尹建波|男|511002201707183678\n2|侯若凯|男|510781201709111216\n填表人：胡宇莹      审核人：      校长：\n|附件一\n|四年级1班留守儿童花名册\n{head}\n1|雷海浩|男|420821201511221134"
    ));
    assert_eq!(seen.roles(), "th..stth.");
}
