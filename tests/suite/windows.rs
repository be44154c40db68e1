//! The Windows program under Wine: the same township, part by part, as from the program of this system.
//!
//! `HUIBIAO_WINDOWS` names the folder with `huibiao.exe`; CI builds it and sets it. Ignored otherwise.

#![allow(clippy::print_stdout, reason = "a test that is passed over says why")]

use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::desk::{AS_OF, Desk, contents};

/// The Windows program, or why there is none.
fn program() -> Option<PathBuf> {
    let exe = PathBuf::from(std::env::var_os("HUIBIAO_WINDOWS")?).join("huibiao.exe");
    assert!(exe.is_file(), "{} is missing", exe.display());
    let started = wine(&exe, &["--version".as_ref()]);
    started.status.success().then_some(exe)
}

fn wine(exe: &Path, arguments: &[&std::ffi::OsStr]) -> Output {
    let mut command = Command::new("wine");
    command.arg(exe).args(arguments).env("WINEDEBUG", "-all").env("LANG", "C.UTF-8");
    command.output().unwrap()
}

/// A workbook as its parts; any other file as it is; `report.json` without the digests of workbooks.
fn parts(name: &str, bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    if name == "report.json" {
        let mut report: serde_json::Value = serde_json::from_slice(bytes).unwrap();
        for output in report["outputs"].as_array_mut().unwrap() {
            output.as_object_mut().unwrap().remove("digest");
        }
        return BTreeMap::from([(String::new(), report.to_string().into_bytes())]);
    }
    // Its zip headers name the system that wrote them.
    if Path::new(name).extension().is_none_or(|extension| extension != "xlsx") {
        return BTreeMap::from([(String::new(), bytes.to_vec())]);
    }
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..package.len())
        .map(|at| {
            let mut part = package.by_index(at).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
#[ignore = "needs the Windows program and Wine: CI asks for it"]
fn windows_gives_what_this_system_gives() {
    let Some(exe) = program() else {
        println!("passed over: no Windows program, or no Wine that starts it");
        return;
    };
    let desk = Desk::with("samples");
    // Names that are awkward on Windows: over 260 characters in all, and reserved ones.
    let long = format!("{0}/{0}/{0}/{0}", "很长的文件夹名".repeat(8));
    let roster = "学校,年级,班级,姓名,性别\n云溪镇柳林小学,三年级,1,王小芳,女孩子\n";
    desk.put(&format!("{long}/花名册.csv"), roster);
    desk.put("CON/aux.csv", roster.replace("王小芳", "李小明"));
    desk.report(&[]);
    let there = desk.home().join("在Windows");
    let run = ["run", "收件夹", "-o", "在Windows", "--as-of", AS_OF];
    let mut command = Command::new("wine");
    command.arg(exe).args(run).current_dir(desk.home()).env("WINEDEBUG", "-all").env("LANG", "C.UTF-8");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let (here, there) = (contents(&desk.out()), contents(&there));
    assert_eq!(here.keys().collect::<Vec<_>>(), there.keys().collect::<Vec<_>>());
    for (name, bytes) in &here {
        let (one, other) = (parts(name, bytes), parts(name, &there[name]));
        assert_eq!(one.keys().collect::<Vec<_>>(), other.keys().collect::<Vec<_>>(), "{name}");
        for (part, bytes) in &one {
            assert!(other[part] == *bytes, "{name}: {part} differs");
        }
    }
    let left: Vec<_> = fs::read_dir(desk.home()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "{left:?}");
}
