//! Who has not sent what: the sheet 报送情况, and a text per school to paste into a chat.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use calamine::{Reader, Xlsx, open_workbook};

use crate::desk::{AS_OF, Desk, huibiao, list};

const CONFIG: &str = "town = \"青石镇\"\nschools = [\"青石镇柳林小学\", \"青石镇石桥小学\", \"青石镇青山小学\", \"青石镇河口小学\", \"青石镇高桥小学\", \"青石镇新村小学\"]\nrequired_forms = [\"child-info\", \"call-log\"]\n";
const HEADER: &str = "姓名,性别,身份证号,出生日期,年级,班级,监护人姓名,监护人电话";

fn roster(title: &str, names: [&str; 3], year: u32) -> String {
    let mut text = format!("{title}\n{HEADER}\n");
    for (at, name) in names.iter().enumerate() {
        writeln!(text, "{name},男,,2017-05-1{at},三年级,1,{name}爷,138{year}456{at:02}").unwrap();
    }
    text
}

fn calls(title: &str, name: &str, day: &str) -> String {
    format!("{title}\n姓名,通话日期,通话对象\n{name},{day},父亲\n")
}

/// The rows of the sheet by school and form: due, sent, missing, late, returned, sent again, in words.
fn arrivals(desk: &Desk) -> BTreeMap<(String, String), Vec<String>> {
    let mut book: Xlsx<_> = open_workbook(desk.out().join("青石镇留守儿童汇总表_2026Q4.xlsx")).unwrap();
    let range = book.worksheet_range("报送情况").unwrap();
    let rows = range.rows().skip_while(|row| row[0] != "学校").skip(1);
    rows.map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>())
        .map(|row| ((row[0].clone(), row[1].clone()), row[2..].to_vec()))
        .collect()
}

#[test]
fn what_does_not_count_is_named() {
    let desk = Desk::new();
    desk.put("huibiao.toml", CONFIG);
    desk.put("青石镇高桥小学/花名册.csv", roster("青石镇高桥小学花名册", ["高一一", "高二二", "高三三"], 1111));
    // The quarter before: its ledger knows the file that 高桥小学 sends again unchanged.
    desk.report(&["--period", "2026Q3"]);
    desk.put("青石镇柳林小学/花名册.csv", roster("青石镇柳林小学花名册", ["王小芳", "李明", "陈大伟"], 1234));
    desk.put("青石镇柳林小学/通话.csv", calls("青石镇柳林小学亲情通话记录", "王小芳", "2026-10-12"));
    desk.put("青石镇石桥小学/花名册.xlsx", b"PK\x03\x04 cut off");
    desk.put("青石镇青山小学/花名册.csv", roster("青石镇青山小学2026年第三季度花名册", ["赵一", "钱二", "孙三"], 2222));
    desk.put("青石镇青山小学/通话.csv", calls("青石镇青山小学亲情通话记录", "赵一", "2026-08-12"));
    desk.put("青石镇河口小学/花名册.csv", roster("青石镇河口小学花名册", ["王小芳", "李明", "陈大伟"], 1234));
    let report = desk.report(&[]);
    assert!(list(&report, "outputs").iter().any(|output| output["path"] == "催报.txt" && output["kind"] == "reminder"));
    let told = arrivals(&desk);
    let of = |school: &str, form: &str| told[&(format!("青石镇{school}"), form.to_owned())].clone();
    let counts = |school: &str, form: &str| of(school, form)[..3].join(" ");
    assert_eq!(counts("柳林小学", "儿童信息表"), "1 1 0");
    assert_eq!(counts("柳林小学", "亲情通话记录"), "1 1 0");
    for (school, form, words) in [
        ("石桥小学", "儿童信息表", "打不开"),
        ("青山小学", "儿童信息表", "写的是 2026Q3 的"),
        ("青山小学", "亲情通话记录", "日期都不在本期"),
        ("高桥小学", "儿童信息表", "与 2026Q3 报的文件一字不差"),
        ("新村小学", "儿童信息表", "未报"),
    ] {
        assert_eq!(counts(school, form), "1 0 1", "{school} {form}");
        assert!(of(school, form)[6].contains(words), "{school} {form}: {:?}", of(school, form));
    }
    let copy = of("河口小学", "儿童信息表");
    assert!(copy[6].contains("柳林小学") && copy[6].contains("拿错"), "{copy:?}");
    assert_eq!(told[&("合计".to_owned(), String::new())][..3].join(" "), "12 3 9");
    let text = fs::read_to_string(desk.out().join("催报.txt")).unwrap();
    for words in ["【青石镇新村小学】", "没有报送：《儿童信息表》《亲情通话记录》", "“花名册.xlsx”打不开", "12月15日"]
    {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("王小芳") && !text.contains("1381234"), "{text}");
    assert!(text.starts_with('\u{feff}') && text.lines().count() > 10);
}

#[test]
fn a_file_of_after_the_deadline_is_late_and_a_corrected_one_is_sent_again() {
    let desk = Desk::new();
    desk.put("huibiao.toml", CONFIG.replace("call-log\"]", "child-info\"]").replace("\"child-info\", ", ""));
    let on =
        |day: &str| roster("青石镇柳林小学花名册", ["王小芳", "李明", "陈大伟"], 1234) + &format!("填报日期：{day}\n");
    let run = |desk: &Desk| {
        let out = desk.out();
        let (inbox, out) = (desk.inbox(), out.to_str().unwrap().to_owned());
        huibiao(&["run", inbox.to_str().unwrap(), "-o", &out, "--as-of", "2026-12-28"]);
        arrivals(desk)[&("青石镇柳林小学".to_owned(), "儿童信息表".to_owned())].clone()
    };
    desk.put("青石镇柳林小学/花名册.csv", on("2026年12月15日"));
    assert_eq!(run(&desk)[..6].join(" "), "1 1 0 0 1 0");
    let copy = fs::read(desk.out().join("退回修改/青石镇柳林小学/花名册.csv.xlsx")).unwrap();
    desk.put("青石镇柳林小学/花名册.csv", on("2026年12月16日"));
    assert_eq!(run(&desk)[..6].join(" "), "1 1 0 1 1 0");
    desk.put("青石镇柳林小学/花名册.csv", on("2026年12月15日")).put("青石镇柳林小学/改.xlsx", copy);
    assert_eq!(run(&desk)[..6].join(" "), "1 1 0 0 1 1");
}

#[test]
fn without_a_list_of_schools_nobody_is_missing() {
    let desk = Desk::new();
    desk.put("青石镇柳林小学/花名册.csv", roster("青石镇柳林小学花名册", ["王小芳", "李明", "陈大伟"], 1234));
    desk.report(&[]);
    assert!(!desk.out().join("催报.txt").exists());
    let mut book: Xlsx<_> = open_workbook(desk.out().join("青石镇留守儿童汇总表_2026Q4.xlsx")).unwrap();
    assert!(book.worksheet_range("报送情况").is_err());
    assert_eq!(AS_OF, "2026-11-22");
}
