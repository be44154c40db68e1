//! A form that stands in no line of the program: its definition and a rule of its own, in `tests/third-form`.

use calamine::{Data, Reader, Xlsx, open_workbook};

use crate::desk::{Desk, list, project};

const ROSTER: &str = "青石镇柳林小学留守儿童花名册\n\
    班级,姓名,性别,身份证号,监护人姓名,监护人电话\n\
    三(1)班,王小明,男,522401201803121010,王长贵,13812345678\n\
    三(1)班,李芳,女,522401201805061023,李有田,13812345679\n\
    三(1)班,孙丽,女,522401201807081028,孙有福,13812345670\n";

const LOANS: &str = "青石镇柳林小学图书借阅登记\n\
    序号,班级,借阅人,借书日期,图书名称,押金（元）,书架\n\
    1,三(1)班,王小明,10月12日,西游记,伍元,甲\n\
    2,三(1)班,王小明,2026.10.12,西游记,5,甲\n\
    3,三(1)班,赵不在,2026-10-13,红楼梦,一本旧书,乙\n\
    4,三(1)班,李芳,2026-09-13,,,\n\
    合计,,,,,10,\n";

#[test]
fn a_form_made_of_data_alone_is_read_checked_merged_and_written() {
    let desk = Desk::new();
    desk.put("花名册.csv", ROSTER).put("借阅.csv", LOANS);
    let templates = project("tests/third-form");
    let report = desk.report(&["--templates", templates.to_str().unwrap()]);

    let files = list(&report, "files");
    let loans = files.iter().find(|file| file["path"] == "借阅.csv").unwrap();
    let sheet = &loans["sheets"][0];
    assert_eq!(sheet["form"], "library-loan");
    assert_eq!(sheet["school"], "青石镇柳林小学");
    let fields: Vec<&str> = list(sheet, "columns").iter().filter_map(|column| column["field"].as_str()).collect();
    assert_eq!(fields, ["class", "name", "lent_on", "book", "deposit"]);
    let rows = &sheet["rows"];
    assert_eq!(
        (rows["merged"].as_u64(), rows["duplicate"].as_u64(), rows["ignored"].as_u64()),
        (Some(3), Some(1), Some(3))
    );
    assert_eq!(report["schools"][0]["forms"]["library-loan"], 3);

    let mut told: Vec<String> = list(&report, "problems")
        .iter()
        .filter(|problem| problem["file"] == "借阅.csv" || problem["code"] == "loan-missing")
        .map(|problem| {
            format!("{} {}", problem["code"].as_str().unwrap(), problem["cell"].as_str().unwrap_or_default())
        })
        .collect();
    told.sort();
    assert_eq!(
        told,
        [
            "column-unmapped G2",
            "loan-missing ",
            "missing-required E6",
            "number-invalid F5",
            "record-no-child ",
            "record-outside-period D6"
        ]
    );

    let path = list(&report, "outputs").iter().find(|output| output["kind"] == "consolidated").unwrap();
    let mut book: Xlsx<_> = open_workbook(desk.out().join(path["path"].as_str().unwrap())).unwrap();
    let written = book.worksheet_range("图书借阅").unwrap();
    let shown: Vec<Vec<String>> = written.rows().map(|row| row.iter().map(Data::to_string).collect()).collect();
    let header = shown.iter().position(|row| row.iter().any(|cell| cell == "书名")).unwrap();
    let at = |label: &str| shown[header].iter().position(|cell| cell == label).unwrap();
    let first = &shown[header + 1];
    assert_eq!(
        (first[at("姓名")].as_str(), first[at("书名")].as_str(), first[at("押金")].as_str()),
        ("王小明", "西游记", "5")
    );
    assert_eq!(first[at("其他信息")], "书架：甲");
    let names: Vec<String> = book.sheet_names();
    let place = |name: &str| names.iter().position(|sheet| sheet == name).unwrap();
    assert!(place("通话记录") < place("图书借阅") && place("图书借阅") < place("待核实"), "{names:?}");
}
