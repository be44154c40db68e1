//! Headers of one to three rows, and which field each column is.

use super::{read, read_in, read_merged, sheet};

#[test]
fn one_row_in_any_order_and_spelling() {
    let seen = read(
        "序号|学生\\n姓 名*|性 别|★民　族|身份证号（18位）|出生年月日|班级（如三（2）班）|監護人姓名|与学生关系|监护人電話|父姓名|爸爸电话|鞋码\n\
         1|王小明|男|汉族|420899201602149012|2016/2/14|三(2)班|王建国|爷爷|13812345678|王强|13900001111|33\n\
         2|李丽|女|汉族|420899201602149023|2016/2/14|三(2)班|李建国|爷爷|13812345679|李强|13900001112|32",
    );
    assert_eq!(
        seen.columns(0),
        "A # B name C sex D ethnicity E id_number F birth_date G class+grade H guardian_name I guardian_relation J guardian_phone \
         K father_name L father_phone M -"
    );
    assert_eq!(seen.roles(), "h..");
    assert_eq!(seen.block(0).columns[1].header, "学生姓名*");
    assert!((seen.block(0).columns[2].score - 1.0).abs() < 1e-9);
    assert_eq!(seen.block(0).records[0].extra[0].0, "鞋码");
}

#[test]
fn two_rows_with_merged_groups() {
    let text = "序号|姓名|性别|年级|父亲信息||||监护人|||\n\
                ||||姓名|状况|务工地|电话|姓名|关系|年龄|联系电话\n\
                1|王小明|男|三年级|王强|外出务工|广东|13900001111|王建国|爷爷|66|13812345678";
    let merges = ["A1:A2", "B1:B2", "C1:C2", "D1:D2", "E1:H1", "I1:L1"];
    let expected = "A # B name C sex D grade E father_name F father_status G father_workplace H father_phone \
                    I guardian_name J guardian_relation K guardian_age L guardian_phone";
    for seen in [read_merged(text, &merges), read(text)] {
        assert_eq!(seen.columns(0), expected);
        assert_eq!(seen.roles(), "hh.");
        assert_eq!(seen.block(0).header_rows, [0, 1]);
        assert_eq!(seen.block(0).columns[4].header, "父亲信息/姓名");
    }
}

#[test]
fn groups_of_one_column_without_merges() {
    let seen = read(
        "编号|年级班级|监护人基本情况|||身份证件号|父亲基本情况|母亲基本情况|是否寄宿|被监护人姓名\n\
         ||电话|姓名|关系||姓名|姓名||\n\
         1|一(1)班|13800001111|王建国|爷爷|420899201602149012|王强|张芳|是|王小明",
    );
    let expected = "A # B class+grade C guardian_phone D guardian_name E guardian_relation F id_number G father_name \
                    H mother_name I boarding J name";
    assert_eq!((seen.columns(0).as_str(), seen.roles().as_str()), (expected, "hh."));
}

#[test]
fn one_label_under_a_group_is_a_header_row() {
    let seen = read(
        "年级|孩子姓名|身份证号码|家庭情况|监护人情况||留守类型\n\
         |||母亲情况|姓名|联系电话|\n\
         |||姓名|||\n\
         一年级|王小明|420899201602149012|张芳|王建国|13800001111|双亲留守",
    );
    let expected = "A grade B name C id_number D mother_name E guardian_name F guardian_phone G category";
    assert_eq!((seen.columns(0).as_str(), seen.roles().as_str()), (expected, "hhh."));
}

#[test]
fn three_rows() {
    let text = "附件1\n留守儿童信息登记表\n\
                序号|学生基本信息||||家庭情况|||||备注\n\
                |姓名|性别|身份证号|年级|父亲情况||母亲情况||监护人电话|\n\
                |||||姓名|打工地点|姓名|手机||\n\
                1|王小明|男|420899201602149012|三年级|王强|广东|张芳|13900001111|13812345678|";
    let merges =
        ["A2:K2", "A3:A5", "B3:E3", "F3:J3", "K3:K5", "B4:B5", "C4:C5", "D4:D5", "E4:E5", "F4:G4", "H4:I4", "J4:J5"];
    let expected = "A # B name C sex D id_number E grade F father_name G father_workplace H mother_name I mother_phone J guardian_phone K remark";
    for seen in [read_merged(text, &merges), read(text)] {
        assert_eq!(seen.columns(0), expected);
        assert_eq!(seen.roles(), "tthhh.");
        assert_eq!(seen.block(0).columns[5].header, "家庭情况/父亲情况/姓名");
    }
}

#[test]
fn a_lone_group_over_the_last_columns() {
    let text =
        "|||监护人||\n姓名|性别|身份证号|姓名|与儿童关系|电话\n王小明|男|420899201602149012|王建国|爷爷|13812345678";
    for seen in [read_merged(text, &["D1:F1"]), read(text)] {
        assert_eq!(seen.columns(0), "A name B sex C id_number D guardian_name E guardian_relation F guardian_phone");
        assert_eq!(seen.roles(), "hh.");
    }
}

#[test]
fn a_plain_phone_is_the_persons_before_it() {
    let seen = read(
        "姓名|性别|年级|父亲|电话|母亲|电话|监护人姓名|与儿童关系|联系电话\n\
         王小明|男|三年级|王强|13900001111|张芳|13900001112|王建国|爷爷|13812345678",
    );
    assert_eq!(
        seen.columns(0),
        "A name B sex C grade D father_name E father_phone F mother_name G mother_phone H guardian_name I guardian_relation J guardian_phone"
    );
    let seen = read(
        "姓名|性别|年级|身份证号|监护人|家庭住址|联系电话\n王小明|男|三年级|420899201602149012|王建国|双河村|13812345678",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade D id_number E guardian_name F home_address G guardian_phone");
}

#[test]
fn a_phone_of_nobody_or_of_a_stranger_is_not_guessed() {
    let seen =
        read("姓名|性别|年级|身份证号|家庭住址|联系电话\n王小明|男|三年级|420899201602149012|双河村|13812345678");
    assert_eq!(seen.columns(0), "A name B sex C grade D id_number E home_address F ?");
    let seen = read(
        "姓名|性别|年级|监护人|监护人电话|班主任|联系电话\n王小明|男|三年级|王建国|13812345678|刘老师|13900001111",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade D guardian_name E guardian_phone F - G -");
    let seen = read(
        "姓名|性别|年级|监护人|帮扶教师|联系电话|班主任电话\n王小明|男|三年级|王建国|刘芳|13900001111|13900001112",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade D guardian_name E helper_name F - G -");
}

#[test]
fn a_word_of_child_and_guardian_goes_to_its_neighbours() {
    let seen = read(
        "姓名|性别|年级|健康状况|监护人姓名|关系|年龄|身体状况|联系电话|家庭住址\n\
         王小明|男|三年级|健康|王建国|爷爷|66|良好|13812345678|双河村",
    );
    assert_eq!(
        seen.columns(0),
        "A name B sex C grade D health E guardian_name F guardian_relation G guardian_age H guardian_health I guardian_phone J home_address"
    );
    let seen = read("姓名|性别|年级|监护人姓名|关系|身体状况|联系电话\n王小明|男|三年级|王建国|爷爷|良好|13812345678");
    assert_eq!(
        seen.columns(0),
        "A name B sex C grade D guardian_name E guardian_relation F guardian_health G guardian_phone"
    );
    let seen =
        read("姓名|性别|年级|身份证号|姓名|关系|电话\n王小明|男|三年级|420899201602149012|王建国|爷爷|13812345678");
    assert_eq!(
        seen.columns(0),
        "A name B sex C grade D id_number E guardian_name F guardian_relation G guardian_phone"
    );
}

#[test]
fn two_columns_for_one_field() {
    // The second one is the guardian's: the first is clearly better.
    let seen = read(
        "姓名|身份证号|性别|年级|监护人|身份证号|监护人电话\n\
         王小明|420899201602149012|男|三年级|王建国|420899195602149012|13812345678",
    );
    assert_eq!(seen.columns(0), "A name B id_number C sex D grade E guardian_name F - G guardian_phone");
    // One is empty.
    let seen = read("姓名|身份证号|证件号码|性别|年级|监护人电话\n王小明||420899201602149012|男|三年级|13812345678");
    assert_eq!(seen.columns(0), "A name B - C id_number D sex E grade F guardian_phone");
    // Neither is better: none is guessed.
    let seen = read("姓名|性别|年级|现住址|家庭地址|监护人|监护人电话\n王小明|男|三年级|甲村|乙村|王建国|13812345678");
    assert_eq!(seen.columns(0), "A name B sex C grade D ? E ? F guardian_name G guardian_phone");
    assert_eq!(seen.id(0, seen.block(0).columns[3].rivals[0]), "home_address");
}

#[test]
fn what_only_looks_like_a_field_is_none() {
    let seen = read(
        "序号|班内学号|学籍辅号|学号|学籍号|姓名|性别|年龄|年级|父母姓名|父母务工地点|监护人姓名|监护人身份证号|监护人性别|监护人电话|班主任|政治面貌\n\
         1|5|33|12|G420899201602149012|王小明|男|9|三年级|王强、张芳|广东|王建国|420899195602149012|男|13812345678|刘芳|群众",
    );
    assert_eq!(
        seen.columns(0),
        "A # B - C - D - E student_number F name G sex H - I grade J - K - L guardian_name M - N - O guardian_phone P - Q -"
    );
}

#[test]
fn grade_and_class_in_one_column() {
    for (header, cell, expected) in [
        ("班级", "三(2)班", "class+grade"),
        ("班级", "302", "class+grade"),
        ("班级", "初一(3)", "class+grade"),
        ("班级", "大班", "class+grade"),
        ("年级班级", "三年级2班", "class+grade"),
        ("年级、班级", "", "class+grade"),
        ("班级", "2", "class"),
        ("班级", "2班", "class"),
        ("年级", "三(2)班", "grade+class"),
        ("年级", "三年级", "grade"),
        ("年级", "大班", "grade"),
    ] {
        let seen = read(&format!(
            "姓名|性别|{header}|身份证号|监护人|监护人电话\n王小明|男|{cell}|420899201602149012|王建国|13812345678"
        ));
        assert_eq!(
            seen.columns(0),
            format!("A name B sex C {expected} D id_number E guardian_name F guardian_phone"),
            "{header} {cell}"
        );
    }
    let seen = read("姓名|年级|班级|身份证号|监护人电话\n王小明|三年级|三(2)班|420899201602149012|13812345678");
    assert_eq!(seen.columns(0), "A name B grade C class D id_number E guardian_phone");
}

#[test]
fn cells_decide_where_headers_do_not() {
    let seen = read(
        "姓名|XB|号码|就读|监护人|监护人电话\n\
         王小明|男|420899201602149012|三年级|王建国|13812345678\n\
         李丽|女|420899201602149023|四年级|李建国|13812345679",
    );
    assert_eq!(seen.columns(0), "A name B sex C id_number D grade E guardian_name F guardian_phone");
    // A date alone is nobody's birth date, an ID number under a relative's header is not the child's.
    let seen = read(
        "姓名|性别|年级|入学时间|奶奶身份证|监护人|监护人电话\n王小明|男|三年级|2022/9/1|420899195602149012|王建国|13812345678",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade D - E - F guardian_name G guardian_phone");
}

#[test]
fn typos_and_likeness() {
    let seen = read(
        "学生性名|性另|年极|身份正号码|家庭祥细住址|监户人|监护人电活\n王小明|男|三年级|420899201602149012|双河村|王建国|13812345678",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade D id_number E home_address F guardian_name G guardian_phone");
    assert!(seen.block(0).columns[4].score < 1.0);
}

#[test]
fn a_bracket_may_name_the_person() {
    let seen = read(
        "姓名|性别|年级|姓名（父亲）|联系电话（父亲）|监护人|联系电话（监护人）\n王小明|男|三年级|王强|13900001111|王建国|13812345678",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade D father_name E father_phone F guardian_name G guardian_phone");
}

#[test]
fn a_group_that_is_nobody_of_ours() {
    let text = "姓名|性别|年级|监护人||班主任信息||帮扶责任人||\n|||姓名|电话|姓名|电话|姓名|职务|电话\n王小明|男|三年级|王建国|13812345678|刘芳|13900001111|陈明|干部|13900001112";
    let seen = read_merged(text, &["A1:A2", "B1:B2", "C1:C2", "D1:E1", "F1:G1", "H1:J1"]);
    assert_eq!(seen.columns(0), "A name B sex C grade D guardian_name E guardian_phone F - G - H helper_name I - J -");
}

#[test]
fn a_column_without_header() {
    let seen = read(
        "姓名|性别|年级||监护人|监护人电话|\n王小明|男|三年级||王建国|13812345678|转学\n李丽|女|三年级||李建国|13812345679|",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade E guardian_name F guardian_phone G -");
    assert_eq!(seen.block(0).columns[5].header, "");
    assert_eq!(seen.block(0).area.to_string(), "A1:G3");
}

#[test]
fn other_lists_are_no_roster() {
    for text in [
        "课程表\n|星期一|星期二|星期三|星期四|星期五\n第一节|语文|数学|语文|英语|体育\n第二节|数学|语文|音乐|美术|科学",
        "三年级成绩表\n序号|姓名|班级|语文|数学|英语|总分\n1|王小明|三(2)班|90|91|92|273\n2|李丽|三(2)班|80|91|92|263",
        "学号|姓名|性别|年级|语文|数学|英语|总分|名次\n1|王小明|男|三年级|90|91|92|273|1",
        "教师花名册\n序号|姓名|性别|民族|出生年月|身份证号|学历|职称|任教学科|家庭住址|联系电话\n1|刘芳|女|汉族|1980/1/1|420899198001019012|本科|高级|语文|镇上|13900001111",
        "填表说明\n一、本表由各校如实填写，于本季度末前上报。\n二、身份证号码请设置为文本格式后再录入。",
        "是否|健康|关系\n是|健康|祖父\n否|残疾|祖母",
        "序号|姓名|性别|职务|联系电话|备注\n1|刘芳|女|校长|13900001111|",
    ] {
        let seen = read(text);
        assert!(seen.reading.blocks.is_empty(), "{text}: {}", seen.columns(0));
        assert!(seen.roles().chars().all(|role| role == 'Q'), "{text}");
    }
}

#[test]
fn a_sparse_roster_is_one() {
    let seen = read("姓名|性别|年级|监护人|电话\n王小明|男|三年级|王建国|13812345678");
    assert_eq!(seen.columns(0), "A name B sex C grade D guardian_name E guardian_phone");
    let titled = read_in("柳林小学/留守儿童花名册.xlsx", sheet("Sheet1", "姓名|性别|班级\n王小明|男|三(2)班", &[]));
    assert_eq!(titled.columns(0), "A name B sex C class+grade");
}

#[test]
fn a_number_of_nobody_in_particular_is_the_person_befores_when_the_cells_are_phones() {
    let seen = read(
        "姓名|性别|年级|住址|证件号|监护人|关系|号码\n\
         王小明|男|三年级|双河村|420899201602149012|王建国|爷爷|13812345678\n\
         李丽|女|三年级|双河村|420899201602149023|李建国|奶奶|13812345679",
    );
    assert_eq!(
        seen.columns(0),
        "A name B sex C grade D home_address E id_number F guardian_name G guardian_relation H guardian_phone"
    );
    let seen =
        read("姓名|性别|年级|监护人|监护人电话|班主任|号码\n王小明|男|三年级|王建国|13812345678|刘芳|13900001111");
    assert_eq!(seen.columns(0), "A name B sex C grade D guardian_name E guardian_phone F - G -");
    let seen = read("姓名|性别|年级|监护人|号码\n王小明|男|三年级|王建国|3021\n李丽|女|三年级|李建国|3022");
    assert_eq!(seen.columns(0), "A name B sex C grade D guardian_name E -");
}

#[test]
fn what_follows_a_known_word_and_a_comma_is_a_hint() {
    let seen = read(
        "姓名|性别|年级|家庭住址,详细到组|监护人姓名、电话|身份证号，18位\n王小明|男|三年级|双河村1组|王建国13812345678|420899201602149012",
    );
    assert_eq!(seen.columns(0), "A name B sex C grade D home_address E - F id_number");
}

#[test]
fn labels_with_values_above_a_header_are_no_groups() {
    let seen = read(
        "留守儿童登记表|||||||\n学校名称|青石镇初级中学|||班主任|卢艳||\n序号|姓名|性别|年级|身份证号码|监护人姓名|与儿童关系|监护人电话\n\
         1|郎亮|男|初一|420899201602149012|郎浩|外公|13812345678",
    );
    assert_eq!(seen.roles(), "tph.");
    assert_eq!(seen.block(0).columns[4].header, "身份证号码");
    assert_eq!(seen.clues(0, "school"), ["青石镇初级中学"]);
}

#[test]
fn an_export_of_the_register_is_a_roster() {
    let seen = read(
        "学校标识码|学校名称|年级|班级|姓名|性别|出生日期|身份证件类型|身份证件号|民族|学籍号|国籍|港澳台侨外|是否独生子女|是否受过学前教育|是否留守儿童|是否随迁子女|是否孤儿|是否烈士或优抚子女|随班就读|残疾类型|是否由政府购买学位|是否需要申请资助|上下学距离|上下学方式|是否乘坐校车|成员1姓名|成员1关系|成员1联系电话|成员1是否监护人\n\
         '3134000123|柳林小学|三年级|1班|王小明|男|20160214|居民身份证|420899201602149012|汉族|G420899201602149012|中国|否|是|是|是|否|否|否|否|无|否|否|2|步行|否|王强|父亲|13900001111|是",
    );
    assert_eq!(
        seen.columns(0),
        "A - B school C grade D class E name F sex G birth_date H - I id_number J ethnicity K student_number L - M - N - O - P - Q - R - S - T - \
         U - V - W - X - Y - Z - AA father_name AB guardian_relation AC father_phone AD #"
    );
    assert_eq!(seen.roles(), "h.");
}

#[test]
fn a_bare_list_is_a_roster_by_its_title() {
    let seen = read("两河小学留守儿童名单\n序号|姓名|性别|年级班级|家庭住址\n1|冯森|男|一年级1班|双河村");
    assert_eq!(seen.columns(0), "A # B name C sex D class+grade E home_address");
    assert!(
        read("兴趣小组名单\n序号|姓名|性别|年级班级|家庭住址\n1|冯森|男|一年级1班|双河村").reading.blocks.is_empty()
    );
}

#[test]
fn an_age_far_behind_the_guardian_is_not_the_guardians() {
    let seen =
        read("姓名|性别|年级|监护人|监护人电话|家庭人口|是否低保|年龄\n王小明|男|三年级|王建国|13812345678|5|否|9");
    assert_eq!(seen.columns(0), "A name B sex C grade D guardian_name E guardian_phone F - G - H -");
    let seen = read(
        "姓名|性别|年级|父亲|年龄|外出时间|打工地点|监护人|年龄|电话\n王小明|男|三年级|王强|35|2020年3月|广东|王建国|66|13812345678",
    );
    assert_eq!(
        seen.columns(0),
        "A name B sex C grade D father_name E - F - G father_workplace H guardian_name I guardian_age J guardian_phone"
    );
}

#[test]
fn a_lone_word_above_one_column_is_no_group() {
    let seen = read(
        "留守儿童登记表\n||||班主任|||\n序号|姓名|性别|年级|身份证号码|监护人姓名|与儿童关系|监护人电话\n\
         1|郎亮|男|初一|420899201602149012|郎浩|外公|13812345678",
    );
    assert_eq!(seen.block(0).columns[4].header, "身份证号码");
    assert_eq!(seen.roles(), "tth.");
}

#[test]
fn many_strange_columns_do_not_outweigh_the_known_ones() {
    let strange: Vec<String> =
        (0..30).map(|at| format!("校本项目{}", ["甲", "乙", "丙", "丁", "戊"][at % 5])).collect();
    let cells = vec!["无"; 30].join("|");
    let seen = read(&format!(
        "姓名|性别|身份证号|年级|监护人姓名|监护人电话|{}\n王小明|男|420899201602149012|三年级|王建国|13812345678|{cells}",
        strange.join("|")
    ));
    assert_eq!(seen.roles(), "h.");
}

#[test]
fn a_short_list_under_a_rosters_title_is_a_roster() {
    let seen = read("柳林小学留守儿童名单\n姓名|身份证号\n王小明|420899201602149012\n李丽|420899201602149023");
    assert_eq!(seen.roles(), "th..");
}

#[test]
fn many_known_labels_are_a_header_whatever_stands_beside_them() {
    let unknown = (1..=150).fold(String::new(), |all, n| all + "|项目" + &n.to_string());
    let answers = "|是".repeat(150);
    let seen = read(&format!(
        "姓名|性别|身份证号|年级|班级|监护人姓名|与儿童关系|监护人电话{unknown}\n\
         王芳|女|'522423201712031229|三年级|1|王大山|祖父|'13812345678{answers}"
    ));
    assert_eq!((seen.form(0), &*seen.roles()), ("child-info", "h."));
}

#[test]
fn groups_of_groups_spread_over_empty_cells_of_a_text_file() {
    let seen = read(
        "留守儿童信息采集表\n序号|年级|家庭情况|||身份证号码|家庭情况|||姓名|性别\n||母亲||||父亲||||\n||联系方式|姓名|状况||联系电话|姓名|状况||\n1|一年级|13132006024|韩新慧|外出务工|433025202012246231|17195638527|刘雨超|外出打工|刘子磊|男\n2|二年级|15002152494|龙雅|在家|433025202102044449|13132006025|段建睿|外出打工|段晓瑶|女",
    );
    assert_eq!(seen.roles(), "thhh..");
    assert_eq!(seen.cell(0, 0, "mother_name"), "韩新慧@D5");
    assert_eq!(seen.cell(0, 0, "father_phone"), "17195638527@G5");
    assert_eq!(seen.cell(0, 1, "sex"), "女@K6");
}

#[test]
fn a_short_roster_is_told_by_its_title() {
    let rows = "编号|年级班级|寄宿情况|孩子姓名|性别|身份证件号码|帮扶人\n1|二(1)|否|易一娟|女|510723201711097608|文一源\n2|二(1)|否|叶志波|男|510781201808060717|〃";
    for title in ["儿童信息采集表", "儿童信息登记表", "2026年秋季儿童信息统计表"] {
        let seen = read(&format!("{title}\n{rows}"));
        assert_eq!((seen.form(0), &*seen.roles()), ("child-info", "th.."), "{title}");
    }
    // Whose children they are nobody says.
    assert_eq!(read(rows).roles(), "QQQ");
}
