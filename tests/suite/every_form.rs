//! A township that sends all fifteen forms: its figures against a script of its own, and each input against its figures.

use std::collections::{BTreeMap, BTreeSet};

use calamine::{Data, Reader, open_workbook_auto};
use serde_json::Value;

use crate::desk::{AS_OF, Desk, assert_same, contents, huibiao, list, project};
use crate::samples::consolidated;

/// The sheets of figures.
const SHEETS: [&str; 6] = ["统计总表", "分项统计", "各校分项", "工作落实", "各表落实", "重点关注"];

/// What stands in a cell of a table, by sheet › heading › row › column.
type Cells = BTreeMap<String, String>;

/// What stands in a file of `tests/figures`.
fn read(file: &str) -> Value {
    serde_json::from_slice(&std::fs::read(project("tests/figures").join(file)).unwrap()).unwrap()
}

/// The cells of all tables of these sheets.
fn cells(desk: &Desk, report: &Value) -> Cells {
    let mut book = open_workbook_auto(consolidated(desk, report)).unwrap();
    let mut cells = Cells::new();
    for sheet in SHEETS {
        let Ok(range) = book.worksheet_range(sheet) else { continue };
        let rows: Vec<Vec<String>> = range.rows().map(|row| row.iter().map(text).collect()).collect();
        of_sheet(sheet, &rows, &mut cells);
    }
    cells
}

fn text(cell: &Data) -> String {
    cell.to_string().trim().to_owned()
}

/// A table is what stands below a header: a row of more than two cells, perhaps with a second one below it. Its heading is
/// the last text that stood alone on a line before it.
fn of_sheet(sheet: &str, rows: &[Vec<String>], cells: &mut Cells) {
    let filled = |row: &[String]| row.iter().filter(|text| !text.is_empty()).count();
    let (mut heading, mut at) = ("", 0);
    while let Some(row) = rows.get(at) {
        at += 1;
        if filled(row) == 1 {
            heading = row.iter().find(|text| !text.is_empty()).map_or("", String::as_str);
        }
        if filled(row) <= 2 || row[0].is_empty() {
            continue;
        }
        let below = rows.get(at).filter(|below| below[0].is_empty() && filled(below) > 0);
        at += usize::from(below.is_some());
        let headers = headers(row, below.map(Vec::as_slice));
        while let Some(row) = rows.get(at).filter(|row| !row[0].is_empty() && filled(row) > 1) {
            at += 1;
            let words = row.get(1).filter(|text| !text.is_empty() && text.parse::<f64>().is_err());
            let name = words.map_or_else(|| row[0].clone(), |second| format!("{}|{second}", row[0]));
            for (header, text) in headers.iter().zip(row).skip(1).filter(|(header, _)| !header.is_empty()) {
                cells.insert(format!("{sheet}›{heading}›{name}›{header}"), text.clone());
            }
        }
    }
}

/// `group/column`, the group's name standing in its first column only.
fn headers(top: &[String], below: Option<&[String]>) -> Vec<String> {
    let Some(below) = below else { return top.to_vec() };
    let mut group = "";
    let both = top.iter().zip(below);
    both.map(|(top, below)| {
        group = if top.is_empty() { group } else { top };
        if below.is_empty() { top.clone() } else { format!("{group}/{below}") }
    })
    .collect()
}

#[test]
fn the_figures_of_all_forms_are_those_that_a_script_counts_from_the_generator_s_truth() {
    let desk = Desk::new();
    let inbox = desk.inbox();
    let asked = ["sample", "-o", inbox.to_str().unwrap(), "--as-of", AS_OF, "--json", "--details"];
    let of = ["--forms", "all", "--mess", "none", "--schools", "6", "--children", "120", "--seed", "3"];
    let made = huibiao(&[asked.as_slice(), &of].concat());
    let truth: Value = serde_json::from_slice(&made.stdout).unwrap();
    assert_eq!(truth["records"].as_object().unwrap().len(), 15, "{}", truth["records"]);
    // `tests/figures/README.md` says how Python made the expected figures of this very township.
    let wanted = read("expected.json");
    assert_eq!(wanted["records"], truth["records"], "the generator changed: count anew, as README.md there says");
    let report = desk.report(&[]);
    assert_eq!(list(&report, "problems"), &[] as &[Value], "a clean township");
    let found = cells(&desk, &report);
    let (mut wrong, mut compared) = (Vec::new(), 0);
    for (sheet, tables) in wanted["figures"].as_object().unwrap() {
        for (heading, rows) in tables.as_object().unwrap() {
            for (row, columns) in rows.as_object().unwrap() {
                for (column, figure) in columns.as_object().unwrap() {
                    let place = format!("{sheet}›{heading}›{row}›{column}");
                    compared += 1;
                    let is = found.get(&place).and_then(|text| text.parse::<f64>().ok());
                    if is != figure.as_f64() {
                        wrong.push(format!("{place}: wanted {figure}, found {:?}", found.get(&place)));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {compared}:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 800, "{compared}");
}

/// The files of a township of two schools.
const FILES: [(&str, &str); 14] = [
    (
        "柳林小学/花名册.csv",
        "年级,班级,姓名,性别,出生日期,父亲状况,母亲状况,监护人姓名,与儿童关系,监护人年龄,监护人电话,健康状况,家庭经济状况,帮扶人\n\
         三年级,1班,王小明,男,2018-05-12,外出务工,在家,李花,母亲,38,13885123456,健康,一般,周老师\n\
         五年级,2班,张小红,女,2016-03-15,外出务工,外出务工,张大爷,爷爷,66,13985123456,健康,一般,周老师\n\
         六年级,1班,刘小刚,男,2015-02-11,外出务工,外出务工,刘大爷,爷爷,65,13785123456,健康,困难,孙老师\n",
    ),
    (
        "高桥小学/花名册.csv",
        "年级,姓名,性别,出生日期,父亲状况,母亲状况,监护人姓名,与儿童关系,监护人电话,健康状况,家庭经济状况,帮扶人\n\
         四年级,赵小兰,女,2017-04-01,外出务工,在家,钱英,母亲,13585123456,健康,较好,何老师\n",
    ),
    (
        "柳林小学/通话.csv",
        "亲情通话记录\n姓名,年级,通话日期,通话对象\n王小明,三年级,2026-10-08,爸爸\n王小明,三年级,2026-11-08,爸爸\n\
         张小红,五年级,2026-10-09,妈妈\n张小红,五年级,2026-11-09,妈妈\n刘小刚,六年级,2026-10-10,妈妈\n刘小刚,六年级,2026-11-10,妈妈\n",
    ),
    (
        "柳林小学/谈心.csv",
        "谈心谈话记录\n姓名,年级,时间,谈话教师,谈话内容\n王小明,三年级,2026-10-20,孙老师,学习\n刘小刚,六年级,2026-11-05,孙老师,想家\n",
    ),
    (
        "柳林小学/体检.csv",
        "学生健康体检登记表\n姓名,年级,体检日期,身高(cm),体重(kg)\n王小明,三年级,2026-10-18,132,28\n张小红,五年级,2026-10-18,140,33\n",
    ),
    (
        "柳林小学/活动.csv",
        "关爱留守儿童活动记录表\n活动时间,活动类别,活动主题,校长是否参加\n2026-10-10,文体活动,运动会,是\n2026-11-06,家长会,家校携手,是\n",
    ),
    (
        "柳林小学/突发.csv",
        "突发事件报告登记表\n学生姓名,年级,发生时间,事件类型,通知监护人时间,通知家长时间,上报时间,是否报警\n\
         王小明,三年级,2026-11-03 14:20,疾病,2026-11-03 14:35,2026-11-03 15:00,2026-11-03 15:30,否\n\
         张小红,五年级,2026-11-04 09:00,疾病,2026-11-04 09:10,2026-11-04 09:40,2026-11-04 10:00,否\n",
    ),
    (
        "柳林小学/辍学.csv",
        "控辍保学劝返登记表\n姓名,年级,辍学时间,辍学原因,劝返时间,劝返人员,劝返结果,复学时间,上报时间\n\
         刘小刚,六年级,2026-10-08,厌学,2026-10-10,李校长,复学,2026-10-15,2026-10-09\n\
         王小明,三年级,2026-10-12,厌学,2026-10-13,李校长,复学,2026-10-16,2026-10-13\n",
    ),
    (
        "柳林小学/补助.csv",
        "2026年秋季学期寄宿生生活补助发放表\n姓名,年级,发放时间,补助金额\n王小明,三年级,2026-11-10,500\n张小红,五年级,2026-11-10,500\n",
    ),
    (
        "柳林小学/住校.csv",
        "住校生登记表\n姓名,年级,宿舍号,床位,接送人\n王小明,三年级,101,1,李花\n刘小刚,六年级,101,2,刘大爷\n",
    ),
    (
        "柳林小学/之家.csv",
        "留守儿童之家建设验收表\n学校：柳林小学\n项目,标准,数量,是否达标\n亲情电话,4部,4部,\n图书,300册,350册,是\n电脑,2台,若干,否\n",
    ),
    (
        "柳林小学/基本.csv",
        "学校基本情况统计表\n学校名称,在校学生数,留守儿童数,男生,女生,建档数\n柳林小学,120,3,2,1,3\n",
    ),
    (
        "柳林小学/结对.csv",
        "结对帮扶花名册\n学生姓名,年级,帮扶教师,职务\n王小明,三年级,周老师,教师\n张小红,五年级,周老师,教师\n",
    ),
    ("高桥小学/基本.csv", "学校基本情况统计表\n学校名称,在校学生数,留守儿童数,男生,女生,建档数\n高桥小学,40,1,0,1,1\n"),
];

/// The township with one text of one file changed.
fn township(change: Option<(&str, &str, &str)>) -> Cells {
    let desk = Desk::new();
    for (path, content) in FILES {
        match change.filter(|(file, ..)| *file == path) {
            Some((_, from, to)) => {
                assert!(content.contains(from), "{path}: {from}");
                desk.put(path, content.replacen(from, to, 1));
            }
            None => drop(desk.put(path, content)),
        }
    }
    let report = desk.report(&[]);
    cells(&desk, &report)
}

/// The places whose figures differ.
fn differing(before: &Cells, after: &Cells) -> BTreeSet<String> {
    let places: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    // Problems come and go with what is wrong; they are other tests' affair.
    let figures = places.into_iter().filter(|place| !place.contains("待改问题"));
    figures.filter(|place| before.get(*place) != after.get(*place)).cloned().collect()
}

#[test]
fn one_input_changes_its_own_figures_and_no_others() {
    let expected = read("changes.json");
    let base = township(None);
    let mut wrong = Vec::new();
    let mut told = Vec::new();
    for change in expected.as_array().unwrap() {
        let said = |key: &str| change[key].as_str().unwrap();
        let after = township(Some((said("file"), said("from"), said("to"))));
        let found = differing(&base, &after);
        let wanted: BTreeSet<String> =
            list(change, "changes").iter().map(|place| place.as_str().unwrap().to_owned()).collect();
        let name = said("what");
        wrong.extend(wanted.difference(&found).map(|place| format!("{name}: {place} did not change")));
        wrong.extend(found.difference(&wanted).map(|place| format!("{name}: {place} changed too")));
        let mut anew = change.clone();
        anew["changes"] = found.into_iter().collect();
        told.push(anew);
    }
    if std::env::var_os("HUIBIAO_REFRESH").is_some() {
        let text = serde_json::to_string_pretty(&told).unwrap() + "\n";
        std::fs::write(project("tests/figures/changes.json"), text).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_dossier_of_every_child_is_the_same_whatever_the_jobs_and_says_nothing_private() {
    let desk = Desk::new();
    for (path, content) in FILES {
        desk.put(path, content);
    }
    let talk = "心理辅导记录表\n姓名,年级,辅导时间,辅导教师,辅导形式,问题描述\n王小明,三年级,2026-10-22,何老师,个别,悄悄话一句\n";
    desk.put("柳林小学/心理.csv", talk);
    let report = desk.report(&["--dossiers", "--jobs", "1"]);
    let dossiers = list(&report, "outputs").iter().filter(|output| output["kind"] == "dossier");
    let paths: Vec<&str> = dossiers.map(|output| output["path"].as_str().unwrap()).collect();
    let classes = ["柳林小学/三年级1班", "柳林小学/五年级2班", "柳林小学/六年级1班", "高桥小学/四年级"];
    let wanted: BTreeSet<String> = classes.iter().map(|class| format!("一人一档/{class}.xlsx")).collect();
    assert_eq!(paths.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), wanted);
    let mut book = open_workbook_auto(desk.out().join("一人一档/柳林小学/三年级1班.xlsx")).unwrap();
    let page = book.worksheet_range("王小明").unwrap();
    let texts: Vec<String> = page.rows().flatten().map(text).collect();
    assert!(
        texts.iter().any(|text| text == "心理辅导") && !texts.iter().any(|text| text.contains("悄悄话")),
        "{texts:?}"
    );
    let days: Vec<&String> = texts.iter().filter(|text| text.len() == 10 && text.starts_with("2026-1")).collect();
    assert!(days.len() >= 7 && days.is_sorted(), "{days:?}");
    let first = contents(&desk.out());
    desk.report(&["--dossiers", "--jobs", "2"]);
    assert_same(&first, &contents(&desk.out()));
}

#[test]
fn the_configuration_is_printed_and_nothing_is_written() {
    let desk = Desk::new();
    desk.put("huibiao.toml", "profile = \"local\"\n[local]\nparents = \"both\"\n[care]\npoor = \"off\"\n");
    let printed = desk.run(&["--print-config", "--period", "2026Q3"]);
    assert_eq!(printed.status.code(), Some(0));
    let said = String::from_utf8(printed.stdout).unwrap();
    for line in [
        "parents = \"both\"  # huibiao.toml",
        "poor = \"off\"  # huibiao.toml",
        "ages = [0, 17]  # 默认 (default)",
        "period = \"2026Q3\"  # 命令行 --period (command line)",
    ] {
        assert!(said.lines().any(|known| known == line), "{line}\n{said}");
    }
    assert!(!desk.out().exists());
}

#[test]
fn the_bureau_s_own_definition_has_a_sheet_of_its_own() {
    let desk = Desk::new();
    for (path, content) in FILES.iter().filter(|(path, _)| path.contains("花名册")) {
        desk.put(path, content);
    }
    desk.put("huibiao.toml", "profile = \"local\"\n[local]\nparents = \"both\"\n");
    let report = desk.report(&[]);
    let mut book = open_workbook_auto(consolidated(&desk, &report)).unwrap();
    let range = book.worksheet_range("本县口径").unwrap();
    let row = range.rows().map(|row| row.iter().map(text).collect::<Vec<_>>()).find(|row| row[0] == "合计");
    assert_eq!(row.unwrap(), ["合计", "4", "2", "2", "0"]);
}
