//! Records of help and of calls, each form for itself and beside the others.

use super::{read, read_in, sheet};

#[test]
fn help_and_calls_are_told_apart() {
    let seen = read(
        "序号|姓名|班级|帮扶时间|帮扶教师|帮扶形式|帮扶内容|帮扶成效\n1|王小明|三(2)班|2026.10.12|张老师|家访|了解情况|良好",
    );
    assert_eq!(seen.form(0), "assistance");
    assert_eq!(seen.columns(0), "A # B name C class+grade D date E helper_name F method G content H result");
    let seen =
        read("姓名|日期|时间|联系人|关系|电话|时长（分钟）|内容\n王小明|10月12日|19:30|张芳|母亲|13812345678|12|学习");
    assert_eq!(
        (seen.form(0), &*seen.columns(0)),
        ("call-log", "A name B date C time D callee E - F phone G minutes H content")
    );
}

#[test]
fn the_cells_tell_day_from_time_and_length() {
    let columns = |header: &str, row: &str| {
        let seen = read(&format!("亲情通话记录\n{header}\n{row}"));
        assert_eq!(seen.form(0), "call-log", "{header}");
        seen.columns(0)
    };
    assert_eq!(columns("姓名|通话时间|通话对象", "王小明|2026-10-12|母亲"), "A name B date C callee");
    assert_eq!(columns("姓名|通话时间|通话对象", "王小明|2026-10-12 19:30|母亲"), "A name B date+time C callee");
    assert_eq!(columns("姓名|通话时间|通话对象", "王小明|10月12日 晚上7点|母亲"), "A name B date+time C callee");
    assert_eq!(columns("姓名|日期|通话时间|通话对象", "王小明|10.12|19:30|母亲"), "A name B date C time D callee");
    assert_eq!(columns("姓名|日期|通话时间|通话对象", "王小明|10.12|15分钟|母亲"), "A name B date C minutes D callee");
    assert_eq!(columns("姓名|日期|通话时间（分钟）|关系", "王小明|10.12|15|母亲"), "A name B date C minutes D callee");
    assert_eq!(columns("姓名|时间|联系方式|接听人", "王小明|10月12日|微信视频|母亲"), "A name B date C mode D callee");
    assert_eq!(
        columns("姓名|时间|联系方式|接听人", "王小明|10月12日|13812345678|母亲"),
        "A name B date C phone D callee"
    );
}

#[test]
fn each_kind_of_record_is_its_own_form() {
    for (form, text) in [
        (
            "contact",
            "留守儿童家访记录表\n姓名|班级|时间|家访教师|家访内容|备注\n王小明|三年级|2026.10.12|张老师|了解情况|无",
        ),
        ("pairing", "留守儿童结对帮扶花名册\n序号|姓名|班级|帮扶教师|联系电话\n1|王小明|三年级|张强|13812345678"),
        ("contact", "农村留守儿童谈心记录\n姓名|班级|时间|内容|备注\n王小明|三年级|2026.10.12|学习|无"),
        ("activity", "活动记录\n日期|主题|内容|参加人数\n2026.10.12|安全|讲座|30"),
        ("contact", "帮扶对象家访记录表\n姓名|班级|时间|教师|内容\n王小明|三(1)|2026-10-18|张强|了解情况"),
        ("pairing", "教师结对帮扶留守儿童一览表\n序号|姓名|班级|帮扶教师|联系电话\n1|王小明|三年级|张强|13812345678"),
    ] {
        assert_eq!(read(text).form(0), form, "{text}");
    }
}

#[test]
fn what_is_no_record_of_ours_is_left() {
    for text in [
        "教师值班记录\n日期|教师|内容|备注\n2026.10.12|张强|巡查|无",
        "学生请假登记表\n姓名|班级|时间|事由|班主任\n王小明|三年级|2026.10.12|感冒|张强",
    ] {
        assert!(read(text).reading.blocks.is_empty(), "{text}");
    }
}

#[test]
fn a_roster_stays_one() {
    let seen = read(
        "留守儿童花名册\n姓名|性别|身份证号|年级|监护人|监护人电话|帮扶人|联系频率\n王小明|男|420899201602149012|三年级|王建国|13812345678|张强|每周",
    );
    assert_eq!(seen.form(0), "child-info");
}

#[test]
fn the_forms_below_one_another() {
    let seen = read(
        "柳林小学留守儿童花名册\n姓名|性别|年级|身份证号|监护人|监护人电话\n王小明|男|三年级|420899201602149012|王建国|13812345678\n\n帮扶记录\n姓名|帮扶日期|帮扶人|帮扶内容\n王小明|2026.10.12|张强|辅导作业\n合计|1次\n\n通话记录\n姓名|通话日期|通话对象|时长\n王小明|2026.10.12|母亲|5分钟\n记录人：张强",
    );
    assert_eq!([seen.form(0), seen.form(1), seen.form(2)], ["child-info", "assistance", "call-log"]);
    assert_eq!(seen.roles(), "th.th.Tth.s");
    assert_eq!(seen.clues(2, "school"), ["柳林小学"]);
}

#[test]
fn a_sheet_of_one_child() {
    let rows = "日期|通话对象|时长|内容\n2026.10.12|母亲|5分钟|学习\n2026.10.19|父亲|8分钟|生活\n班主任签字：";
    for lines in [
        "亲情通话记录\n姓名：王小明　班级：三(2)班　学校：柳林小学",
        "亲情通话记录\n姓名|王小明|班级|三(2)班",
        "王小明同学亲情通话记录",
        "柳林小学三(2)班王小明亲情通话记录",
    ] {
        let seen = read(&format!("{lines}\n{rows}"));
        assert_eq!(seen.form(0), "call-log", "{lines}");
        assert_eq!(seen.clues(0, "name"), ["王小明"], "{lines}");
        assert!(seen.roles().ends_with("h..s"), "{lines}: {}", seen.roles());
        assert!(seen.block(0).records.iter().all(|record| record.quarantine.is_none()), "{lines}");
    }
    let seen = read_in("通话.xlsx", sheet("王小明", &format!("亲情通话记录\n{rows}"), &[]));
    assert_eq!(seen.clues(0, "name"), ["王小明"]);
    let seen = read(&format!("周末亲情通话记录\n{rows}"));
    assert_eq!(seen.clues(0, "name"), [""; 0]);
    assert_eq!(seen.roles(), "th..s");
}

#[test]
fn the_month_stands_in_the_title_or_the_sheets_name() {
    let text = "姓名|通话日期|通话对象|时长\n王小明|3日|母亲|5分钟";
    let seen = read_in("通话.xlsx", sheet("10月", &format!("柳林小学2026年通话记录\n{text}"), &[]));
    assert_eq!(seen.clues(0, "date"), ["2026年10月"]);
    let seen = read(&format!("柳林小学2026年10月份亲情通话记录\n{text}"));
    assert_eq!(seen.clues(0, "date"), ["2026年10月"]);
}

#[test]
fn a_title_in_two_parts_says_what_its_table_is() {
    let rows = "姓名|班级|时间|帮扶人姓名|主要内容\n王小明|三(1)|2026-10-18|张强|辅导语文";
    for title in ["2026年教师结对帮扶留守儿童记录表", "教师帮扶留守儿童情况记录表", "结对帮扶记录"]
    {
        assert_eq!(read(&format!("{title}\n{rows}")).form(0), "assistance", "{title}");
    }
}

#[test]
fn the_helper_stands_above_the_table() {
    let rows = "序号|学生姓名|班级|时间|帮扶内容|帮扶效果|学生签字\n1|王小明|三(1)班|10月12日|辅导数学|有进步|";
    for line in ["帮扶教师：张强", "帮扶人|张强|身份|教师"] {
        let seen = read(&format!("教师帮扶留守儿童情况记录表\n{line}\n{rows}"));
        assert_eq!((seen.form(0), &*seen.clues(0, "helper_name").join(",")), ("assistance", "张强"), "{line}");
        assert_eq!(seen.columns(0), "A # B name C class+grade D date E content F result G -", "{line}");
        assert!(seen.roles().ends_with("h."), "{line}: {}", seen.roles());
    }
}

#[test]
fn what_stands_between_the_child_and_its_events_is_passed_over() {
    let seen = read(
        "亲情通话记录表\n姓名|赵倩|性别|女|班级|四(2)班\n父亲|赵军|联系电话|13912345603|母亲|孙丽\n通话时间|通话方式|接听人|通话内容|时长（分钟）\n2026-10-02 19:00|视频|父亲|学习|10",
    );
    assert_eq!((seen.clues(0, "name"), seen.clues(0, "grade")), (vec!["赵倩".to_owned()], vec!["四年级".to_owned()]));
}

#[test]
fn tables_beside_each_other_have_their_own_titles() {
    let seen = read(
        "亲情电话记录表||||||教师结对帮扶留守儿童记录表\n姓名|班级|日期|时长|通话对象||姓名|班级|日期|结对教师|帮扶内容\n王小明|三(1)|2026-10-01|10|母亲||李芳|三(1)|2026-10-17|张强|辅导",
    );
    assert_eq!((seen.form(0), seen.form(1)), ("call-log", "assistance"));
}

#[test]
fn a_header_printed_again_is_of_the_table_above() {
    let header = "编号|班级|主要内容|成效|姓名|时间|帮扶人";
    let row = "1|3.1|辅导|好|王小明|2026-10-05|张强";
    let text = format!("帮扶记录表\n{header}\n{row}\n{row}\n{header}\n{row}");
    let seen = read_in("帮扶、通话.xlsx", sheet("结对帮扶", &text, &[]));
    assert_eq!(seen.roles(), "th..r.");
}

#[test]
fn a_child_named_above_needs_no_number_in_each_row() {
    let seen = read(
        "帮扶记录表\n姓名：崔文辉　　班级：六年级1班\n序号|证件号码|帮扶日期|结对教师|帮扶内容\n1||2026-10-27|叶美婷|辅导\n2|522328201503021952|2026-11-09|叶美婷|辅导",
    );
    assert!(seen.block(0).records.iter().all(|record| record.quarantine.is_none()));
}

#[test]
fn an_event_without_its_child_is_no_signature() {
    let row = "2||班主任|辅导作业|谈心|良好||2026年11月4日|胡心航";
    let seen = read(&format!(
        "帮扶记录\n序号|儿童姓名|身份|方式|帮扶主要内容|帮扶效果|身份证件号码|日期|代理家长\n1|邱永刚|班主任|辅导作业|谈心|良好|51100220160526133X|2026年10月13日|胡心航\n{row}\n班主任：张强"
    ));
    assert_eq!(seen.roles(), "th..s");
    assert_eq!(seen.block(0).records.iter().filter(|record| record.quarantine.is_some()).count(), 1);
}

#[test]
fn a_short_event_of_the_child_named_above_is_no_signature() {
    let seen = read(
        "帮扶记录表\n儿童姓名：钱一梦　　班级：五年级\n日期|主要内容|金额|帮扶人|身份\n20261011|辅导语文阅读|—|卢玉波|班主任\n20261128|购买冬季衣物||卢玉波|班主任\n20261130|谈心|||班主任\n20261201||校长|王强",
    );
    assert_eq!(seen.roles(), "tph...s");
    assert!(seen.block(0).records.iter().all(|record| record.quarantine.is_none()));
}

#[test]
fn a_schools_teachers_name_it() {
    let rows = "姓名|班级|时间|帮扶人姓名|主要内容\n王小明|三(1)|2026-10-18|张强|辅导语文";
    for (title, school) in [
        ("青石镇初级中学教师结对帮扶留守儿童记录表", vec!["青石镇初级中学"]),
        ("柳林小学教师帮扶记录", vec!["柳林小学"]),
        ("农村小学教师帮扶记录", vec![]),
        ("青石镇小学教师帮扶记录", vec![]),
    ] {
        assert_eq!(read(&format!("{title}\n{rows}")).clues(0, "school"), school, "{title}");
    }
}

#[test]
fn a_number_of_calls_is_no_child() {
    let seen =
        read("通话记录\n序号|姓名|通话日期|通话对象\n1|王小明|2026-10-01|母亲\n小计|35次||\n2|李芳|2026-10-02|母亲");
    assert_eq!(seen.roles(), "th.T.");
    let seen = read("通话记录\n通话日期|通话对象|姓名\n2026-10-01|母亲|王小明\n||35次\n2026-10-02|母亲|李芳");
    assert_eq!(seen.roles(), "th.T.");
}

#[test]
fn a_day_merged_over_several_calls_leaves_its_time_with_the_first() {
    let text = "姓名|通话时间|通话对象|通话内容\n王小明|2026-10-12 19:30|母亲|学习\n李明||父亲|安全\n张伟|2026-10-13 18:00|母亲|学习";
    let seen = super::read_merged(text, &["B2:B3"]);
    assert_eq!(seen.columns(0), "A name B date+time C callee D content");
    let date = seen.forms.get(seen.block(0).form).field("date").unwrap();
    let both = |record: usize| {
        let cells = &seen.block(0).records[record].cells;
        cells.iter().find(|cell| cell.field == date).map(|cell| cell.also.is_some())
    };
    assert_eq!([both(0), both(1), both(2)], [Some(true), Some(false), Some(true)]);
    assert_eq!(seen.cell(0, 1, "date"), "2026-10-12 19:30@B2");
}

#[test]
fn a_full_row_without_its_day_is_no_signature() {
    let seen = read(
        "帮扶记录表\n儿童姓名：邱源　　班级：大班\n学校|日期|包保教师|帮扶人身份|帮扶形式|帮扶内容|金额（元）\n青石镇中心小学|2026-10-03|钱金华|班主任|谈心|了解身体情况|100\n青石镇中心小学|无|钱金华|班主任|送温暖|了解身体情况|300\n青石镇中心小学|2026-11-06|钱金华|班主任|电话沟通|谈心|100",
    );
    assert_eq!(seen.roles(), "tph...");
}

#[test]
fn a_day_of_the_week_makes_no_header() {
    let child = |name: &str, first: &str| {
        format!(
            "姓名：{name}　　班级：二年级\n时间|通话时长|通话方式|通话对象|星期|通话内容\n{first}\n2026-10-30|半小时|微信视频|母亲|星期五|聊学习"
        )
    };
    let seen = read(&format!(
        "亲情通话记录\n{}\n{}\n{}",
        child("杜峰", "2026-10-16|8分钟|手机|妈妈|星期五|聊学习"),
        child("熊超", "||电话|妈妈|星期二|"),
        child("马建辉", "2026-10-22|8分钟|电话|妈妈|星期四|聊学习")
    ));
    assert_eq!(seen.roles(), "tph..ph..ph..");
}

#[test]
fn a_header_that_begins_like_a_name_names_nobody() {
    for second in ["成效", "方式"] {
        let seen = read(&format!(
            "姓名|{second}|帮扶时间|结对教师|金额|帮扶内容\n萧嘉倩|谈心|2026年11月1日|曹国妍||了解身体情况\n白悦|谈心|2026年11月4日|刘心洋||检查作业"
        ));
        assert_eq!(seen.roles(), "h..", "{second}");
    }
}

#[test]
fn a_short_list_below_its_child_is_no_card() {
    let calls = "留守儿童与家长通话记录\n学校：青石镇中心小学    填表人：熊嘉敏    填表日期：2026年11月5日\n姓名：|张小涵|班级：|三年级|\n编号|通话日期|天气|联系人|内容\n1|2026-10-02|晴|妈妈|商量春节回家时间\n2|2026-11-09|雨|〃|报平安\n注：每名留守儿童每月至少通话一次。";
    assert_eq!(read(calls).roles(), "tpph..n");
    let help = "留守儿童关爱帮扶记录表\n姓名：钟宇||班级：五年级||帮扶教师：范梦\n帮扶日期|帮扶内容|照片编号|备注|天气\n2026年10月13日|课后补习英语。|P761|无|晴";
    let seen = read(help);
    assert_eq!(seen.roles(), "tph.");
    assert_eq!(seen.clues(0, "name"), ["钟宇"]);
}

#[test]
fn what_stands_above_a_repeated_header_stays_a_record() {
    let head = "序号|儿童信息|||通话对象|通话日期|通话方式\n|年级|班级|姓名|||";
    let seen = read(&format!(
        "亲情电话记录表\n{head}\n1|1年级|1班|戴思佳|妈妈|10.20|电话\n2|2年级|1班|李佳佳|父母|11.12|电话\n{head}\n3|2年级|1班|方建欣|妈妈|12.01|视频"
    ));
    assert_eq!(seen.roles(), "thh..rr.");
    let head = "序号|儿童姓名|通话记录|||联系人|备注\n||日期|时长|方式||";
    let seen = read(&format!(
        "亲情电话记录表\n{head}\n94|钱小强|2026.12.9|8分钟|亲情电话|妈妈|通话正常\n95|宋若辉|每周一次|10分钟|亲情电话|爸爸|\n96|宋若辉|2026.11.27|15分钟|电话|妈妈|\n{head}\n97|宋若辉|2026.12.5|10分钟|微信视频|父亲|通话正常"
    ));
    assert_eq!(seen.roles(), "thh...rr.");
}

#[test]
fn lists_of_children_below_one_another_are_no_cards() {
    let child = |name: &str, days: &[&str]| {
        let rows = days.iter().map(|day| format!("\n{day}|30分|妈妈|聊学习|晴|蔡思敏")).collect::<Vec<_>>().concat();
        format!("姓名：{name}||班级：六年级\n时间|通话分钟数|接听人|通话主要内容|天气|记录教师\n|（分钟）{rows}")
    };
    let seen = read(&format!(
        "亲情电话登记表\n{}\n{}\n{}",
        child("余一英", &["10月24日", "11月4日"]),
        child("姜海月", &["10月5日", "10月27日"]),
        child("曹永敏", &["10月12日", "国庆期间"])
    ));
    assert_eq!(seen.roles(), "tphh..phh..phh..");
}

#[test]
fn a_month_or_some_minutes_make_no_header() {
    let seen = read(
        "亲情通话记录\n编号|学生|通话时间|通话方式|接听人\n21|吕红斌|10月19日|语音|父母\n22|吴明|10月|电话|妈妈\n23|吴明|8分钟|手机|父母\n24|宋婷|10月19日|视频|母亲",
    );
    assert_eq!(seen.roles(), "th....");
}

#[test]
fn a_row_that_is_counted_makes_no_header() {
    // Every word of it heads a column somewhere, but its number goes on.
    let seen = read(
        "帮扶记录表\n序号|姓名|帮扶日期|帮扶人|帮扶内容|备注\n1|王小明|2026-10-11|刘敏|辅导作业|\n2|李芳||班主任|家庭住址|电话\n3|张强|2026-10-13|刘敏|辅导作业|",
    );
    assert_eq!(seen.roles(), "th...");
    let seen = read(
        "帮扶记录表\n姓名|帮扶日期|帮扶人|身份|帮扶内容|备注\n王小明|2026-10-11|刘敏|教师|辅导作业|\n李芳|10月12日|帮扶人|班主任|家庭住址|电话\n张强|2026-10-13|刘敏|教师|辅导作业|",
    );
    assert_eq!(seen.roles(), "th...");
}
