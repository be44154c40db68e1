//! A school's own workbook back: what is written into it, what stays to the byte, and that it is data again.

#![allow(clippy::print_stdout, reason = "a test says what it skipped")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read};
use std::process::Command;

use serde_json::Value;

use crate::desk::{Desk, contents, list, project};

const HEAD: &str = "【汇表核查】";

/// The workbooks here that are edited and not written anew.
const ALL: [&str; 5] = ["xlsxwriter.xlsx", "openpyxl.xlsx", "threads.xlsx", "prefixed.xlsx", "strict.xlsx"];

type Parts = BTreeMap<String, Vec<u8>>;

fn parts(bytes: &[u8]) -> Parts {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = Parts::new();
    for index in 0..package.len() {
        let mut part = package.by_index(index).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        part.read_to_end(&mut bytes).unwrap();
        assert!(parts.insert(name, bytes).is_none());
    }
    parts
}

fn text(parts: &Parts, name: &str) -> String {
    String::from_utf8(parts[name].clone()).unwrap()
}

/// The elements of this name: their attributes, and the text in them.
fn elements(xml: &str, name: &str) -> Vec<(BTreeMap<String, String>, String)> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut found = Vec::new();
    let mut open = false;
    loop {
        let event = reader.read_event().unwrap();
        let is_empty = matches!(event, Event::Empty(_));
        match event {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == name => {
                let attributes = element.attributes().flatten().map(|attribute| {
                    let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap();
                    (attribute.key.local_name().as_ref().to_owned(), value.into_owned())
                });
                found.push((attributes.collect(), String::new()));
                open = !is_empty;
            }
            Event::End(element) if element.local_name().as_ref() == name => open = false,
            Event::Text(text) if open => found.last_mut().unwrap().1.push_str(&text.xml10_content()),
            Event::Eof => return found,
            _ => {}
        }
    }
}

/// What the part refers to with a type that ends so.
fn related(parts: &Parts, part: &str, kind: &str) -> Option<String> {
    let (folder, name) = part.rsplit_once('/').unwrap();
    let relations = parts.get(&format!("{folder}/_rels/{name}.rels"))?;
    let relations = String::from_utf8(relations.clone()).unwrap();
    let relation = elements(&relations, "Relationship").into_iter().find(|(one, _)| one["Type"].ends_with(kind))?;
    let target = &relation.0["Target"];
    Some(match target.strip_prefix('/') {
        Some(absolute) => absolute.to_owned(),
        None if target.starts_with("../") => format!("xl/{}", target.trim_start_matches("../")),
        None => format!("{folder}/{target}"),
    })
}

/// The part of the workbook's sheet of this number.
fn sheet(number: usize) -> String {
    format!("xl/worksheets/sheet{number}.xml")
}

/// The notes of a sheet by cell.
fn notes(parts: &Parts, sheet: &str) -> BTreeMap<String, String> {
    let Some(part) = related(parts, sheet, "/comments") else {
        return BTreeMap::new();
    };
    elements(&text(parts, &part), "comment").into_iter().map(|(of, said)| (of["ref"].clone(), said)).collect()
}

/// The cells of the first sheet of a file that have a problem.
fn wrong_cells(report: &Value, path: &str) -> BTreeSet<String> {
    let problems = list(report, "problems").iter().filter(|problem| problem["file"] == path);
    problems.filter_map(|problem| problem["cell"].as_str().map(str::to_owned)).collect()
}

/// Runs over one of the workbooks here, as 柳林小学 sends it: the report, the original and the copy.
fn returned(name: &str) -> (Desk, Value, Vec<u8>, Vec<u8>) {
    let desk = Desk::new();
    let original = fs::read(project("tests/returned").join(name)).unwrap();
    let path = format!("柳林小学/秋季/{name}");
    desk.put(&path, &original);
    let report = desk.report(&[]);
    let copy = list(&report, "outputs").iter().find(|output| output["kind"] == "returned").unwrap();
    let below = copy["path"].as_str().unwrap();
    let name = if name == "macros.xlsm" { "macros.xlsm.xlsx" } else { name };
    assert_eq!(below, format!("退回修改/青石镇柳林小学/秋季/{name}"));
    let copy = fs::read(desk.out().join(below)).unwrap();
    (desk, report, original, copy)
}

#[test]
fn every_part_that_need_not_change_stays_to_the_byte() {
    for name in ALL {
        let (_desk, _, original, copy) = returned(name);
        let (original, copy) = (parts(&original), parts(&copy));
        let may_differ = |part: &str| {
            let rest = part.to_lowercase();
            let kinds = ["comment", "vmldrawing", "commentsdrawing", ".rels", "styles.xml", "persons/"];
            rest == "[content_types].xml"
                || rest == "xl/workbook.xml"
                || rest == "docprops/custom.xml"
                || rest == "xl/worksheets/sheet1.xml"
                || kinds.iter().any(|kind| rest.contains(kind))
        };
        for (part, bytes) in &original {
            assert!(copy.contains_key(part), "{name}: {part} is gone");
            assert!(may_differ(part) || copy[part] == *bytes, "{name}: {part} differs");
        }
        let list = sheet(original.keys().filter(|part| part.starts_with("xl/worksheets/sheet")).count() + 1);
        for part in copy.keys().filter(|part| !original.contains_key(*part)) {
            assert!(may_differ(part) || *part == list, "{name}: {part} is new");
        }
    }
}

#[test]
fn a_sheet_changes_in_its_marked_cells_alone() {
    let (_desk, report, original, copy) = returned("xlsxwriter.xlsx");
    let (original, copy) = (parts(&original), parts(&copy));
    let wrong = wrong_cells(&report, "柳林小学/秋季/xlsxwriter.xlsx");
    let (old, new) = (text(&original, &sheet(1)), text(&copy, &sheet(1)));
    let cells = |xml: &str| -> BTreeMap<String, BTreeMap<String, String>> {
        elements(xml, "c").into_iter().map(|(of, _)| (of["r"].clone(), of)).collect()
    };
    let (before, after) = (cells(&old), cells(&new));
    for (at, of) in &after {
        assert_eq!(before.get(at) == Some(of), !wrong.contains(at), "{at}");
    }
    assert!(before.keys().all(|at| after.contains_key(at)));
    let rest = |xml: &str| {
        (xml[..xml.find("<sheetData>").unwrap()].to_owned(), xml[xml.find("</sheetData>").unwrap()..].to_owned())
    };
    assert_eq!(rest(&old), rest(&new), "what stands around the cells");
    assert_eq!(elements(&old, "v").len(), elements(&new, "v").len());
}

#[test]
fn every_wrong_cell_has_a_note_below_the_one_that_stood_there() {
    for name in ALL {
        let (_desk, report, original, copy) = returned(name);
        let (original, copy) = (parts(&original), parts(&copy));
        let wrong = wrong_cells(&report, &format!("柳林小学/秋季/{name}"));
        assert!(wrong.len() >= 5, "{name}: {wrong:?}");
        let (old, new) = (notes(&original, &sheet(1)), notes(&copy, &sheet(1)));
        let expected: BTreeSet<String> = wrong.iter().chain(old.keys()).cloned().collect();
        assert_eq!(new.keys().cloned().collect::<BTreeSet<_>>(), expected, "{name}");
        for (at, note) in &new {
            let before = old.get(at).cloned().unwrap_or_default();
            assert!(note.starts_with(&before), "{name} {at}: {note}");
            assert_eq!(note.contains(HEAD), wrong.contains(at), "{name} {at}: {note}");
        }
        // A box for every note.
        let drawing = related(&copy, &sheet(1), "/vmlDrawing").unwrap();
        let boxes =
            elements(&text(&copy, &drawing), "ClientData").into_iter().filter(|(of, _)| of["ObjectType"] == "Note");
        assert_eq!(boxes.count(), new.len(), "{name}");
    }
}

#[test]
fn a_conversation_is_answered() {
    let (_desk, _, _, copy) = returned("threads.xlsx");
    let copy = parts(&copy);
    let said = elements(&text(&copy, "xl/threadedComments/threadedComment1.xml"), "threadedComment");
    assert_eq!(said.len(), 2);
    assert!(said[0].1 == "这个孩子几年级？" && said[1].1.starts_with(HEAD));
    assert_eq!(said[1].0["parentId"], said[0].0["id"]);
    let persons = elements(&text(&copy, "xl/persons/person.xml"), "person");
    assert!(persons.iter().any(|(of, _)| of["id"] == said[1].0["personId"]));
}

#[test]
fn macros_do_not_go_back() {
    let (_desk, _, original, copy) = returned("macros.xlsm");
    assert!(parts(&original).contains_key("xl/vbaProject.bin"));
    let copy = parts(&copy);
    assert!(!copy.keys().any(|part| part.contains("vba")));
    let types = text(&copy, "[Content_Types].xml");
    assert!(!types.contains("macroEnabled") && !types.contains("vba"), "{types}");
    assert!(!text(&copy, "xl/_rels/workbook.xml.rels").contains("vba"));
}

/// What a run says of its files, without their names: children, problems by code and cell.
fn said(report: &Value) -> (u64, Vec<(String, String)>) {
    let problem = |problem: &Value| {
        let text = |key: &str| problem[key].as_str().unwrap_or_default().to_owned();
        (text("code"), text("cell"))
    };
    (report["totals"]["children"].as_u64().unwrap(), list(report, "problems").iter().map(problem).collect())
}

#[test]
fn a_copy_that_comes_back_is_data_and_its_list_is_not() {
    for name in ALL {
        let (_desk, report, _, copy) = returned(name);
        let second = Desk::new();
        second.put("柳林小学/改好.xlsx", &copy);
        let again = second.report(&[]);
        assert_eq!(said(&report), said(&again), "{name}");
        let file = &list(&again, "files")[0];
        assert_eq!(file["status"], "read");
        let sheets = list(file, "sheets");
        let listed = sheets.iter().find(|sheet| sheet["name"] == "问题清单").unwrap();
        assert_eq!(listed["rows"]["ignored"], listed["rows"]["nonempty"]);
        // Marked again, it carries one list and our notes once.
        let marked = fs::read(second.out().join("退回修改/青石镇柳林小学/改好.xlsx")).unwrap();
        let marked = parts(&marked);
        let workbook = text(&marked, "xl/workbook.xml");
        assert_eq!(workbook.matches("问题清单").count(), 1, "{workbook}");
        assert_eq!(notes(&parts(&copy), &sheet(1)), notes(&marked, &sheet(1)), "{name}");
        let stamps: Vec<String> = marked
            .values()
            .filter_map(|part| String::from_utf8(part.clone()).ok())
            .filter_map(|part| Some(part[part.find("returned;2026Q4;")?..].split(['<', '"']).next()?.to_owned()))
            .collect();
        assert!(stamps.len() == 2 && stamps[0] == stamps[1] && stamps[0].ends_with(";1"), "{stamps:?}");
    }
}

const CSV: &str = "学校,年级,班级,姓名,性别,身份证号,监护人姓名,监护人电话\n\
    青石镇柳林小学,三年级,1,王小芳,女,110105201709180023,王大山,1381\n\
    青石镇柳林小学,三年级,1,李强,男,110105201709180031,李大山,13812345679\n";

#[test]
fn another_format_comes_back_as_a_workbook_of_the_same_values() {
    for name in ["libreoffice.ods", "libreoffice.xls", "wps.et", "xlwt.xls"] {
        let desk = Desk::new();
        let bytes = fs::read(project("tests/corpus").join(name)).unwrap();
        desk.put(name, &bytes).put("柳林小学.csv", CSV);
        let report = desk.report(&[]);
        for file in list(&report, "outputs").iter().filter(|output| output["kind"] == "returned") {
            let path = file["path"].as_str().unwrap();
            assert_eq!(path.rsplit('.').next(), Some("xlsx"), "{path}");
            let copy = fs::read(desk.out().join(path)).unwrap();
            let second = Desk::new();
            second.put("改.xlsx", &copy);
            let again = second.report(&[]);
            let of = |report: &Value, name: &str| -> Vec<(String, String)> {
                let problems = list(report, "problems").iter().filter(|problem| problem["file"] == name);
                let text = |problem: &Value, key: &str| problem[key].as_str().unwrap_or_default().to_owned();
                problems.filter(|p| p["cell"].is_string()).map(|p| (text(p, "code"), text(p, "cell"))).collect()
            };
            let original = if path.contains("柳林小学.csv") { "柳林小学.csv" } else { name };
            assert_eq!(of(&report, original), of(&again, "改.xlsx"), "{path}");
        }
    }
}

#[test]
fn identifiers_stay_text_and_keep_all_their_digits() {
    let desk = Desk::new();
    desk.put("柳林小学.csv", CSV);
    desk.report(&[]);
    let copy = parts(&fs::read(desk.out().join("退回修改/青石镇柳林小学/柳林小学.csv.xlsx")).unwrap());
    assert!(text(&copy, "xl/sharedStrings.xml").contains(">110105201709180023<"));
}

#[test]
fn a_school_reads_nothing_of_another_schools_child() {
    let desk = Desk::new();
    let other = CSV.replace("青石镇柳林小学", "青石镇石桥小学").replace("王大山", "王石桥").replace("13812345679", "1");
    desk.put("柳林小学/名单.csv", CSV).put("石桥小学/名单.csv", &other);
    let report = desk.report(&[]);
    assert!(list(&report, "problems").iter().any(|problem| problem["code"] == "duplicate-across-schools"));
    let copies = contents(&desk.out().join("退回修改"));
    assert_eq!(copies.keys().collect::<Vec<_>>(), ["青石镇柳林小学/名单.csv.xlsx", "青石镇石桥小学/名单.csv.xlsx"]);
    for (path, strange) in [(0, ["石桥", "王石桥"]), (1, ["柳林", "王大山"])]
        .map(|(at, strange)| (copies.keys().nth(at).unwrap(), strange))
    {
        for (part, bytes) in parts(&copies[path]) {
            let said = String::from_utf8_lossy(&bytes).into_owned();
            assert!(strange.iter().all(|word| !said.contains(word)), "{path} {part}");
        }
    }
}

#[test]
fn a_workbook_without_a_problem_stays_where_it_is_and_runs_agree() {
    let desk = Desk::new();
    desk.put("好.csv", CSV.replace("1381\n", "13812345678\n"))
        .put("错.csv", CSV.replace("110105201709180031", "110105201709180058"));
    let report = desk.report(&["--jobs", "1"]);
    let copies: Vec<&str> = list(&report, "outputs")
        .iter()
        .filter(|o| o["kind"] == "returned")
        .filter_map(|o| o["path"].as_str())
        .collect();
    assert!(copies.iter().all(|path| !path.contains('好')), "{copies:?}");
    assert_eq!(copies.len(), 1);
    let first = contents(&desk.out());
    desk.report(&["--jobs", "4"]);
    crate::desk::assert_same(&first, &contents(&desk.out()));
}

#[test]
fn libreoffice_opens_a_copy() {
    let office = "soffice";
    if Command::new(office).arg("--version").output().is_err() {
        println!("skipped: {office} is not here");
        return;
    }
    let (desk, ..) = returned("xlsxwriter.xlsx");
    let copy = desk.out().join("退回修改/青石镇柳林小学/秋季/xlsxwriter.xlsx");
    let saved = desk.home().join("resaved");
    let output = Command::new(office)
        .arg(format!("-env:UserInstallation=file://{}", desk.home().join("profile").display()))
        .args(["--headless", "--convert-to", "xlsx", "--outdir"])
        .args([&saved, &copy])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && !said.contains("Error"), "{said}");
    // What LibreOffice saved is still recognised, and still says the same.
    let resaved = parts(&fs::read(saved.join("xlsxwriter.xlsx")).unwrap());
    let copy = parts(&fs::read(copy).unwrap());
    let plain = |notes: BTreeMap<String, String>| -> Vec<(String, String)> {
        notes.into_iter().map(|(at, note)| (at, note.split_whitespace().collect())).collect()
    };
    assert_eq!(plain(notes(&resaved, &sheet(1))), plain(notes(&copy, &sheet(1))));
    assert!(resaved.values().any(|part| String::from_utf8_lossy(part).contains("huibiao:stamp=returned;")));
}

#[test]
fn a_workbook_with_a_password_comes_back_with_it_and_one_without_without() {
    let desk = Desk::new();
    for name in ["encrypted.xlsx", "velvet.xlsx"] {
        desk.put(name, fs::read(project("tests/corpus").join(name)).unwrap());
    }
    desk.put("huibiao.toml", "passwords = [\"qingshi-2026\"]\n");
    let report = desk.report(&[]);
    let files = list(&report, "files");
    assert!(files.iter().all(|file| file["status"] == "read"), "{files:?}");
    let copies: Vec<&str> = list(&report, "outputs")
        .iter()
        .filter(|output| output["kind"] == "returned")
        .filter_map(|output| output["path"].as_str())
        .collect();
    let wanted = ["encrypted.xlsx", "velvet.xlsx"].map(|name| format!("退回修改/高桥镇中心小学/{name}"));
    assert_eq!(copies, wanted);
    let [locked, open] = wanted.map(|path| fs::read(desk.out().join(path)).unwrap());
    assert!(locked.starts_with(b"\xD0\xCF\x11\xE0") && open.starts_with(b"PK"));
    // Only who has the password reads it again, and its stamp says what it is.
    for (config, status) in [("", "encrypted"), ("passwords = [\"qingshi-2026\"]\n", "read")] {
        let second = Desk::new();
        second.put("huibiao.toml", config).put("改.xlsx", &locked);
        assert_eq!(list(&second.report(&[]), "files")[0]["status"], status);
    }
    let first = contents(&desk.out());
    desk.report(&[]);
    crate::desk::assert_same(&first, &contents(&desk.out()));
}
