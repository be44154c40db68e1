//! The workbooks as files: what a reader finds in them, and that they are the same each time.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::specimen::{self, township, write};
use crate::finding::Lang;

/// A part of a workbook as text.
fn part(file: &Path, name: &str) -> String {
    let mut package = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    package
        .by_name(name)
        .unwrap()
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn the_same_ledger_gives_the_same_bytes() {
    let township = township(8);
    let [one, two] = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
    let outputs = write(&township, Lang::Zh, one.path()).unwrap();
    assert_eq!(outputs, write(&township, Lang::Zh, two.path()).unwrap());
    let paths: Vec<&str> = outputs.iter().map(|output| output.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "石桥镇留守儿童汇总表_2026Q4.xlsx",
            "问题清单_2026Q4.xlsx",
            "台账.sqlite"
        ]
    );
    for path in paths {
        assert_eq!(
            std::fs::read(one.path().join(path)).unwrap(),
            std::fs::read(two.path().join(path)).unwrap()
        );
    }
}

#[cfg(unix)]
#[test]
fn only_the_owner_may_read() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    for output in write(&township(4), Lang::Zh, folder.path()).unwrap() {
        let mode = std::fs::metadata(folder.path().join(&output.path))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600, "{}", output.path);
    }
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 3, "nothing streamed is left behind");
}

#[test]
fn sheets_stand_in_the_order_of_the_contract() {
    let folder = tempfile::tempdir().unwrap();
    let outputs = write(&township(4), Lang::Zh, folder.path()).unwrap();
    let workbook = part(&folder.path().join(&outputs[0].path), "xl/workbook.xml");
    let places: Vec<usize> = ["目录", "统计总表", "花名册", "待核实", "对账表"]
        .iter()
        .map(|name| workbook.find(&format!("<sheet name=\"{name}\"")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{places:?}");
    let properties = part(&folder.path().join(&outputs[0].path), "docProps/custom.xml");
    assert!(
        properties.contains("name=\"huibiao\"") && properties.contains("consolidated;2026Q4"),
        "{properties}"
    );
    let strings = part(
        &folder.path().join(&outputs[0].path),
        "xl/sharedStrings.xml",
    );
    assert!(strings.contains("huibiao:consolidated;2026Q4"));
}

#[test]
fn an_empty_township_is_written_too() {
    let folder = tempfile::tempdir().unwrap();
    let empty = crate::ledger::fixture::Township::empty();
    for lang in [Lang::Zh, Lang::En] {
        let folder = folder.path().join(format!("{lang:?}"));
        std::fs::create_dir(&folder).unwrap();
        assert_eq!(write(&empty, lang, &folder).unwrap().len(), 3);
    }
}

/// Writes the specimen where `HUIBIAO_SPECIMEN` says, to be looked at.
#[test]
fn a_specimen_to_look_at() {
    let Some(folder) = std::env::var_os("HUIBIAO_SPECIMEN") else {
        return;
    };
    let children = std::env::var("HUIBIAO_CHILDREN")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(12);
    for (lang, name) in [(Lang::Zh, "zh"), (Lang::En, "en")] {
        let folder = Path::new(&folder).join(name);
        std::fs::create_dir_all(&folder).unwrap();
        specimen::write(&township(children), lang, &folder).unwrap();
    }
}
