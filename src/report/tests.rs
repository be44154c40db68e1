//! The workbooks as files: what a reader finds in them, and that they are the same each time.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use super::specimen::{self, township, write};
use crate::finding::Lang;

/// A part of a workbook as text.
fn part(file: &Path, name: &str) -> String {
    let mut package = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    std::io::read_to_string(package.by_name(name).unwrap()).unwrap()
}

/// The cells of the sheet with this name, as [`cells`].
fn cells_of(file: &Path, name: &str) -> BTreeMap<String, String> {
    let workbook = part(file, "xl/workbook.xml");
    let sheets: Vec<&str> = workbook.split("<sheet name=\"").skip(1).collect();
    cells(file, sheets.iter().position(|sheet| sheet.starts_with(&format!("{name}\""))).unwrap() + 1)
}

/// The cells of a sheet (from one): text as text, numbers with `#` before them, formulas as their value with `=`.
pub(super) fn cells(file: &Path, sheet: usize) -> BTreeMap<String, String> {
    let strings = part(file, "xl/sharedStrings.xml");
    let strings: Vec<&str> = strings.split("<si>").skip(1).map(|item| between(item, ">", "</t>")).collect();
    let mut cells = BTreeMap::new();
    for cell in part(file, &format!("xl/worksheets/sheet{sheet}.xml")).split("<c ").skip(1) {
        let (place, value) = (between(cell, "r=\"", "\""), between(cell, "<v>", "</v>"));
        let shown = match (cell.contains("t=\"s\""), cell.contains("<f>")) {
            _ if value.is_empty() => continue,
            (true, _) => strings[value.parse::<usize>().unwrap()].replace("&amp;", "&"),
            (false, true) => format!("={value}"),
            (false, false) => format!("#{value}"),
        };
        cells.insert(place.to_owned(), shown);
    }
    cells
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let Some((_, rest)) = text.split_once(before) else { return "" };
    rest.split_once(after).map_or("", |(inside, _)| inside)
}

/// The consolidated workbook and the workbook of problems of the specimen.
fn workbooks(folder: &Path, lang: Lang) -> (PathBuf, PathBuf) {
    let outputs = write(&township(6), lang, folder).unwrap();
    (folder.join(&outputs[0].path), folder.join(&outputs[1].path))
}

#[test]
fn the_roster_says_what_the_ledger_says() {
    let folder = tempfile::tempdir().unwrap();
    let roster = cells_of(&workbooks(folder.path(), Lang::Zh).0, "花名册");
    assert_eq!(roster["A1"], "石桥镇留守儿童花名册");
    assert_eq!((&*roster["D3"], &*roster["AH3"], &*roster["AL3"]), ("姓名", "其他信息", "来源行"));
    // The second child: text that looks like a formula is text, a day is a number, an ID number is text.
    assert_eq!((&*roster["A5"], &*roster["C5"], &*roster["G5"]), ("石桥镇中心小学", "#2", "52242320130202001X"));
    assert_eq!((&*roster["H5"], &roster["AF5"].chars().next()), ("#41307", &Some('=')));
    assert_eq!(roster["AI5"], "错误：必填项没有填（监护人电话）；身份证号校验位不对");
    assert_eq!((&*roster["AK5"], &*roster["AL5"]), ("留守儿童花名册", "#4"));
    // A month stays text.
    assert_eq!(roster["H8"], "2019-12");
    // Twenty-five children stand below three rows.
    assert!(roster.contains_key("D28") && !roster.contains_key("D29"));
}

#[test]
fn the_summary_sums_to_the_children() {
    let folder = tempfile::tempdir().unwrap();
    let summary = cells_of(&workbooks(folder.path(), Lang::Zh).0, "统计总表");
    let number = |place: &str| summary[place].trim_start_matches(['#', '=']).parse::<i64>().unwrap();
    assert_eq!((&*summary["A10"], number("B10")), ("新村小学", 0));
    assert_eq!((&*summary["A11"], number("B11")), ("（学校不明）", 1));
    assert_eq!((&*summary["A12"], &*summary["B12"]), ("合计", "=25"));
    for row in 5..=12 {
        for group in ["CDE", "FGHIJ", "KLM", "NOPQ", "RST", "UVW"] {
            let sum: i64 = group.chars().map(|column| number(&format!("{column}{row}"))).sum();
            assert_eq!(sum, number(&format!("B{row}")), "{group}{row}");
        }
    }
    assert_eq!((number("X5"), number("Y5"), number("Z5"), number("X10")), (2, 2, 1, 1));
}

#[test]
fn figures_that_do_not_tie_are_not_written() {
    let templates = tempfile::tempdir().unwrap();
    std::fs::create_dir(templates.path().join("reports")).unwrap();
    let sql = include_str!("../../templates/reports/summary.sql");
    let wrong = sql.replace("WHEN sex IN ('male', 'female') THEN 0", "WHEN sex IN ('male') THEN 0");
    assert_ne!(sql, wrong);
    std::fs::write(templates.path().join("reports/summary.sql"), wrong).unwrap();
    let figures = super::Figures::load(Some(templates.path())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let township = township(4);
    let ledger = crate::ledger::Ledger::build(&township.facts(), &[]).unwrap();
    let error = specimen::write_ledger(&township, &ledger, &figures, folder.path()).unwrap_err();
    assert!(matches!(&error, super::ReportError::TieOut { detail, .. } if detail.contains("性别")), "{error}");
}

#[test]
fn the_proof_adds_up_sheet_by_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let (consolidated, _) = workbooks(folder.path(), Lang::Zh);
    let proof = cells_of(&consolidated, "对账表");
    let row = |row: u32| {
        "ABCEFGHIJKLMN"
            .chars()
            .map(|column| proof.get(&format!("{column}{row}")).map_or("", |text| text))
            .collect::<Vec<_>>()
    };
    let path = "1/石桥镇中心小学2026年秋季留守儿童信息采集表.xlsx";
    let counts = ["#9", "#5", "#1", "#0", "#3", "=0", "✓", "标题1　表头1　签字1"];
    assert_eq!(row(4), [&[path, "已读取", "留守儿童花名册", "石桥镇中心小学", "儿童信息表"], &counts[..]].concat());
    assert!(row(9)[12].starts_with("待核实 2："), "{:?}", row(9));
    assert_eq!(row(10)[..3], ["高桥小学/扫描件.xlsx", "打不开", ""]);
    assert_eq!(row(10)[12], "文件打不开：内容不是表格，可能传坏了。请重新保存后再报。");
    assert_eq!(row(12)[5..12], ["=47", "=25", "=5", "=2", "=15", "=0", "✓"]);
    let quarantine = cells_of(&consolidated, "待核实");
    assert_eq!((&*quarantine["D4"], &*quarantine["E4"], &*quarantine["E3"]), ("#1", "星期一", "A列"));
    assert_eq!((&*quarantine["D5"], &*quarantine["F5"], quarantine.get("E5")), ("#5", "语文", None));
    let contents = cells_of(&consolidated, "目录");
    assert!(contents.values().any(|text| text.contains("各表行数合计 47 = 合并 25 + 重复 5 + 待核实 2 + 忽略 15　✓")));
}

#[test]
fn every_problem_stands_on_one_sheet_school_by_school() {
    let folder = tempfile::tempdir().unwrap();
    let (_, problems) = workbooks(folder.path(), Lang::Zh);
    let list = cells(&problems, 2);
    let column = |letter: char| {
        (4..=30).map(|row| list.get(&format!("{letter}{row}")).map_or("", |text| text)).collect::<Vec<_>>()
    };
    // Two cells of each of five schools, and a file of nobody's.
    assert_eq!((column('A')[10], column('A')[11]), ("#11", ""));
    assert!(column('B')[..10].is_sorted_by_key(|name| column('B').iter().position(|first| first == name)));
    assert_eq!((column('H')[..2].to_vec(), list["N4"].as_str()), (vec!["G4", "Z4"], "id-checksum"));
    let sheet = part(&problems, "xl/worksheets/sheet3.xml");
    assert!(sheet.contains("sqref=\"K4:K13\"") && sheet.contains("同一人,不是同一人"));
    assert!(part(&problems, "xl/worksheets/sheet2.xml").contains("sqref=\"K4:K14\""));
    let workbook = part(&problems, "xl/workbook.xml");
    let places: Vec<usize> = ["汇总", "请学校改", "请核对", "工作未落实", "提示"]
        .iter()
        .map(|name| workbook.find(&format!("<sheet name=\"{name}\"")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let summary = cells(&problems, 1);
    assert!(
        summary.values().any(|text| text == "=27")
            && summary.values().any(|text| text == "huibiao:stamp=problems;2026Q4")
    );
}

#[test]
fn the_reader_s_language_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let (consolidated, problems) = workbooks(folder.path(), Lang::En);
    let roster = cells_of(&consolidated, "花名册");
    assert_eq!((&*roster["D3"], &*roster["AL3"]), ("Name", "Source row"));
    assert_eq!((&*cells(&problems, 2)["C4"], &*cells(&problems, 2)["D4"]), ("error", "wrong check character"));
    assert!(problems.ends_with("问题清单_2026Q4.xlsx"));
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let township = township(8);
    let [one, two] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let outputs = write(&township, Lang::Zh, one.path()).unwrap();
    assert_eq!(outputs, write(&township, Lang::Zh, two.path()).unwrap());
    let paths: Vec<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    assert_eq!(paths, ["石桥镇留守儿童汇总表_2026Q4.xlsx", "问题清单_2026Q4.xlsx", "台账.sqlite", "report.html"]);
    for path in paths {
        assert_eq!(std::fs::read(one.path().join(path)).unwrap(), std::fs::read(two.path().join(path)).unwrap());
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    for output in write(&township(4), Lang::Zh, folder.path()).unwrap() {
        let mode = std::fs::metadata(folder.path().join(&output.path)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", output.path);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 4, "nothing streamed is left behind");
}

#[test]
fn sheets_stand_in_the_order_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let outputs = write(&township(4), Lang::Zh, folder.path()).unwrap();
    let workbook = part(&folder.path().join(&outputs[0].path), "xl/workbook.xml");
    let places: Vec<usize> =
        ["目录", "统计总表", "分项统计", "工作落实", "花名册", "帮扶记录", "通话记录", "重点关注", "待核实", "对账表"]
            .iter()
            .map(|name| workbook.find(&format!("<sheet name=\"{name}\"")).unwrap())
            .collect();
    assert!(places.is_sorted(), "{places:?}");
    let properties = part(&folder.path().join(&outputs[0].path), "docProps/custom.xml");
    assert!(properties.contains("name=\"huibiao\"") && properties.contains("consolidated;2026Q4"), "{properties}");
    let strings = part(&folder.path().join(&outputs[0].path), "xl/sharedStrings.xml");
    assert!(strings.contains("huibiao:stamp=consolidated;2026Q4"));
}

#[test]
fn an_empty_township_is_written_too() {
    let folder = tempfile::tempdir().unwrap();
    let empty = crate::ledger::fixture::Township::empty();
    for lang in [Lang::Zh, Lang::En] {
        let folder = folder.path().join(format!("{lang:?}"));
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(write(&empty, lang, &folder).unwrap().len(), 4);
    }
}

/// Writes the specimen where `HUIBIAO_SPECIMEN` says, to be looked at.
#[test]
fn a_specimen_to_look_at() {
    let Some(folder) = std::env::var_os("HUIBIAO_SPECIMEN") else { return };
    let children = std::env::var("HUIBIAO_CHILDREN").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let folder = Path::new(&folder).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        specimen::write(&township(children), lang, &folder).unwrap();
    }
}
