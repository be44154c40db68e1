use super::*;
use crate::model::Format;
use std::fs;
use std::io::Write;

fn found(files: &[(&str, &[u8])]) -> Vec<Source> {
    let inbox = tempfile::tempdir().unwrap();
    for (path, bytes) in files {
        let path = inbox.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    discover(&[inbox.path().to_path_buf()], None, &Limits::default()).unwrap()
}

fn kinds(files: &[(&str, &[u8])]) -> Vec<(String, SourceKind)> {
    found(files).into_iter().map(|source| (source.path.to_string(), source.kind)).collect()
}

fn zip(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn files_come_in_path_order_without_hidden_lock_and_configuration_files() {
    let table = b"a,b\n1,2\n";
    let other = b"a,b\n1,3\n";
    let third = b"a,b\n1,4\n";
    let paths: Vec<String> = found(&[
        ("b.csv", table),
        ("a/z.csv", other),
        ("a.csv", third),
        (".hidden/x.csv", table),
        (".x.csv", table),
        ("~$b.xlsx", table),
        ("huibiao.toml", b"town = \"x\""),
    ])
    .iter()
    .map(|source| source.path.to_string())
    .collect();
    assert_eq!(paths, ["a.csv", "a/z.csv", "b.csv"]);
}

#[test]
fn content_decides_and_the_name_only_says_what_a_misfit_is() {
    use SourceKind::{Empty, Other, Table, Unreadable};
    let xlsx = zip(&[("xl\\Workbook.xml", "<workbook/>")]);
    let typed =
        zip(&[("[Content_Types].xml", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")]);
    let binary = zip(&[("xl/workbook.bin", "")]);
    let ods = zip(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet")]);
    let docx = zip(&[("word/document.xml", "<w/>")]);
    let locked = zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", "<manifest:encryption-data/>"),
    ]);
    let cut = &xlsx[..xlsx.len() - 30];
    let html = "<html><table><tr><td>姓名</td></tr></table></html>".as_bytes();
    let prose = "请各校于周五前上报。\n谢谢！\n".as_bytes();
    let cases: Vec<(&str, &[u8], SourceKind)> = vec![
        ("1.dat", &xlsx, Table(Format::Xlsx)),
        ("2.xls", &typed, Table(Format::Xlsx)),
        ("3.xlsb", &binary, Table(Format::Xlsb)),
        ("4.ods", &ods, Table(Format::Ods)),
        ("5.ods", &locked, SourceKind::Encrypted),
        ("a.docx", &docx, Other),
        ("b.xls", &docx, Unreadable),
        ("c.xlsx", cut, Unreadable),
        ("d.zip", cut, Unreadable),
        ("e.png", b"\x89PNG\r\n\x1a\n\0\0", Other),
        ("f.xlsx", b"\x89PNG\r\n\x1a\n\0\0", Unreadable),
        ("g.xls", html, Table(Format::Html)),
        ("g2.xls", "提示：共1行\n<table><tr><td>姓名</td></tr></table>".as_bytes(), Table(Format::Html)),
        ("g3.xls", b"<html><body><p>none</p></body></html>", Unreadable),
        ("g4.html", b"<html><body><p>none</p></body></html>", Other),
        ("h.txt", prose, Other),
        ("i.xls", prose, Unreadable),
        ("j.csv", prose, Table(Format::Text)),
        ("k.txt", "姓名\t性别\n王芳\t女\n".as_bytes(), Table(Format::Text)),
        ("l.xls", "姓名\t性别\n李明\t男\n".as_bytes(), Table(Format::Text)),
        ("m.xlsx", b"", Unreadable),
        ("n.csv", b"", Empty),
        ("o.json", b"[1,2]", Other),
        (
            "p.xml",
            b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>",
            Table(Format::Xml),
        ),
        ("q.sqlite", b"SQLite format 3\0", Other),
        ("r.csv", b"BMI,x\n1,2\n", Table(Format::Text)),
    ];
    let files: Vec<(&str, &[u8])> = cases.iter().map(|&(name, bytes, _)| (name, bytes)).collect();
    let expected: Vec<(String, SourceKind)> = cases.iter().map(|&(name, _, kind)| (name.to_owned(), kind)).collect();
    assert_eq!(kinds(&files), expected);
}

#[test]
fn a_repeated_file_names_the_first() {
    let sources = found(&[("b/x.csv", b"a,b\n1,2\n"), ("a.csv", b"a,b\n1,2\n"), ("c.docx", b"PK"), ("d.docx", b"PK")]);
    assert_eq!(sources[1].kind, SourceKind::Identical);
    assert_eq!(sources[1].same_as.as_deref(), Some("a.csv"));
    assert_eq!(sources[0].digest, blake3::hash(b"a,b\n1,2\n").to_hex().to_string());
    assert!(sources[2..].iter().all(|source| source.kind == SourceKind::Other));
}

#[test]
fn out_inside_the_inbox_is_passed_over() {
    let inbox = tempfile::tempdir().unwrap();
    let out = inbox.path().join("汇总结果");
    fs::create_dir(&out).unwrap();
    fs::write(out.join("x.csv"), "a,b").unwrap();
    fs::write(inbox.path().join("y.csv"), "a,b").unwrap();
    let sources =
        discover(&[inbox.path().to_path_buf()], Some(&inbox.path().join("./汇总结果")), &Limits::default()).unwrap();
    assert_eq!(sources.len(), 1);
    assert_eq!(&*sources[0].path, "y.csv");
}

#[test]
fn several_inboxes_are_told_apart() {
    let place = tempfile::tempdir().unwrap();
    let mut inboxes = Vec::new();
    for (folder, text) in [("a/校", "1,2"), ("b/校", "3,4")] {
        let inbox = place.path().join(folder);
        fs::create_dir_all(&inbox).unwrap();
        fs::write(inbox.join("x.csv"), text).unwrap();
        inboxes.push(inbox);
    }
    inboxes.push(place.path().join("a/校/x.csv"));
    let sources = discover(&inboxes, None, &Limits::default()).unwrap();
    let paths: Vec<&str> = sources.iter().map(|source| &*source.path).collect();
    assert_eq!(paths, ["校 (2)/x.csv", "校/x.csv"]);
}

#[test]
fn a_file_beyond_the_limit_is_not_looked_into() {
    let inbox = tempfile::tempdir().unwrap();
    fs::write(inbox.path().join("x.csv"), "a,b\n1,2\n").unwrap();
    fs::write(inbox.path().join("y.mp4"), b"\0\0\0\x18ftypmp42").unwrap();
    let limits = Limits { file_bytes: 4, ..Limits::default() };
    let sources = discover(&[inbox.path().to_path_buf()], None, &limits).unwrap();
    assert_eq!(sources[0].detail, Some(OpenFault::TooLarge { what: "size", actual: 8, limit: 4 }));
    assert_eq!(sources[1].kind, SourceKind::Other);
}

#[cfg(unix)]
#[test]
fn links_are_followed_only_inside_and_pipes_never() {
    use std::os::unix::fs::symlink;
    let place = tempfile::tempdir().unwrap();
    let inbox = place.path().join("inbox");
    fs::create_dir_all(inbox.join("d.xlsx")).unwrap();
    fs::write(place.path().join("secret.csv"), "a,b\n1,2\n").unwrap();
    fs::write(inbox.join("a.csv"), "a,b\n1,2\n").unwrap();
    symlink("a.csv", inbox.join("b.csv")).unwrap();
    symlink("../secret.csv", inbox.join("c.csv")).unwrap();
    symlink("..", inbox.join("up")).unwrap();
    symlink(".", inbox.join("self")).unwrap();
    symlink("gone", inbox.join("broken.xlsx")).unwrap();
    let sources = discover(&[inbox], None, &Limits::default()).unwrap();
    let kinds: Vec<(&str, SourceKind)> = sources.iter().map(|source| (&*source.path, source.kind)).collect();
    assert_eq!(
        kinds,
        [
            ("a.csv", SourceKind::Table(Format::Text)),
            ("b.csv", SourceKind::Identical),
            ("broken.xlsx", SourceKind::Unreadable),
            ("c.csv", SourceKind::Unreadable),
            ("d.xlsx", SourceKind::Unreadable),
            ("up", SourceKind::Unreadable),
        ]
    );
}

#[test]
fn a_missing_inbox_is_an_error() {
    assert!(discover(&[PathBuf::from("/no/such/folder")], None, &Limits::default()).is_err());
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_listed_by_what_it_is_and_never_opened() {
    use std::os::unix::{fs::symlink, net::UnixListener};
    let root = tempfile::tempdir().unwrap();
    let inbox = root.path().join("收件");
    for folder in ["空.xlsx", "夹.xlsx", "空夹"] {
        fs::create_dir_all(inbox.join(folder)).unwrap();
    }
    fs::write(inbox.join("夹.xlsx/表.csv"), b"a,b\n1,2\n").unwrap();
    let made = std::process::Command::new("mkfifo").arg(inbox.join("管.xlsx")).status().unwrap();
    assert!(made.success());
    let _listener = UnixListener::bind(inbox.join("套.xlsx")).unwrap();
    symlink("/dev/zero", inbox.join("零.xlsx")).unwrap();
    symlink("管.xlsx", inbox.join("到管.xlsx")).unwrap();
    let found = discover(&[inbox], None, &Limits::default()).unwrap();
    let said: Vec<(&str, Option<&OpenFault>)> =
        found.iter().map(|source| (&*source.path, source.detail.as_ref())).collect();
    let none = |actual| OpenFault::NotAWorkbook { actual };
    let (pipe, link, folder) = (none("device"), none("link"), none("folder"));
    assert_eq!(
        said,
        [
            ("到管.xlsx", Some(&pipe)),
            ("夹.xlsx/表.csv", None),
            ("套.xlsx", Some(&pipe)),
            ("空.xlsx", Some(&folder)),
            ("管.xlsx", Some(&pipe)),
            ("零.xlsx", Some(&link)),
        ]
    );
    assert!(found.iter().all(|source| source.detail.is_none() || source.kind == SourceKind::Unreadable));
}

#[test]
fn an_archive_with_two_files_of_one_name_is_refused() {
    let bytes = zip(&[("一.csv", "a,b\n1,2\n"), ("二.csv", "a,b\n1,3\n")]);
    let (one, two) = ("一".as_bytes(), "二".as_bytes());
    let mut twins = bytes;
    while let Some(at) = twins.windows(3).position(|name| name == two) {
        twins[at..at + 3].copy_from_slice(one);
    }
    let found = found(&[("包.zip", &twins)]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].detail, Some(OpenFault::Damaged { detail: OpenFault::TWINS.to_owned() }));
}
