//! Workbooks behind a password: what opens them, what does not, and where the password comes from.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use ms_offcrypto_writer::Ecma376AgileWriter;
use serde_json::Value;

use crate::decisions::{field_of, filled, header, one_roster, problems};
use crate::desk::{AS_OF, Desk, assert_same, contents, list, program};

pub(crate) const WORD: &str = "云溪 2026 密码é";

/// How an encrypted workbook begins.
const CONTAINER: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";

pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// A file outside the inbox.
pub(crate) fn file(desk: &Desk, name: &str, bytes: impl AsRef<[u8]>) -> String {
    let path = desk.home().join(name);
    fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

fn is_ours(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|kind| kind == "xlsx")
        && !name.starts_with("退回修改/")
        && !name.starts_with("留存/")
}

/// What the files say: workbooks decrypted, and the report without the digests of what is encrypted.
pub(crate) fn opened(files: &Files, word: &str) -> Files {
    let open = |(name, bytes): (&String, &Vec<u8>)| {
        let said = if is_ours(name) {
            assert!(bytes.starts_with(CONTAINER), "{name} is not encrypted");
            office_crypto::decrypt_from_bytes(bytes.clone(), word).unwrap()
        } else if name == "report.json" {
            let mut report: Value = serde_json::from_slice(bytes).unwrap();
            for output in report["outputs"].as_array_mut().unwrap() {
                let path = output["path"].as_str().unwrap();
                if let Some(bytes) = files.get(path).filter(|_| path != "report.json") {
                    assert_eq!(output["digest"], *blake3::hash(bytes).to_hex(), "{path}");
                }
                if is_ours(path) {
                    output["digest"] = Value::Null;
                }
            }
            report.to_string().into_bytes()
        } else {
            bytes.clone()
        };
        (name.clone(), said)
    };
    files.iter().map(open).collect()
}

/// The same of files that are not encrypted.
fn open_ones(files: &Files) -> Files {
    let mut said = files.clone();
    let mut report: Value = serde_json::from_slice(&files["report.json"]).unwrap();
    for output in report["outputs"].as_array_mut().unwrap() {
        if is_ours(output["path"].as_str().unwrap()) {
            output["digest"] = Value::Null;
        }
    }
    said.insert("report.json".to_owned(), report.to_string().into_bytes());
    said
}

#[test]
fn what_decrypts_is_what_would_have_been_written_and_is_encrypted_otherwise_each_time() {
    for (desk, more) in [
        (Desk::with("samples"), &["--edition", "full,working,public"][..]),
        (one_roster(), &["--edition", "full,working", "--dossiers"]),
    ] {
        decrypts_as_written(&desk, more);
    }
}

fn decrypts_as_written(desk: &Desk, every: &[&str]) {
    desk.report(every);
    let open = contents(&desk.out());
    // A notepad's own encoding, its line ends, and a line that is not the password.
    let (gb18030, _, _) = encoding_rs::GB18030.encode("云溪 2026 密码é\r\n第二行\r\n");
    let word = file(desk, "密码.txt", gb18030);
    let sealed = [every, &["--password-file", &word]].concat();
    desk.report(&sealed);
    let first = contents(&desk.out());
    assert!(first.keys().filter(|name| is_ours(name)).count() >= 5);
    assert_same(&opened(&first, WORD), &open_ones(&open));
    desk.report(&sealed);
    let second = contents(&desk.out());
    assert_same(&opened(&first, WORD), &opened(&second, WORD));
    for (name, bytes) in first.iter().filter(|(name, _)| is_ours(name)) {
        assert!(second[name] != *bytes, "{name} has the same salts twice");
        let wrong = office_crypto::decrypt_from_bytes(bytes.clone(), "云溪2026密码é");
        assert!(wrong.map_or(true, |package| !package.starts_with(b"PK")), "{name} opens with another password");
    }
    #[cfg(unix)]
    for name in second.keys() {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(desk.out().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn every_cell_is_verified_and_the_outputs_are_the_same() {
    let desk = Desk::with("samples");
    desk.report(&["--edition", "full,working,public"]);
    let before = contents(&desk.out());
    desk.report(&["--edition", "full,working,public", "--verify"]);
    assert_same(&before, &contents(&desk.out()));
    let word = file(&desk, "word", WORD);
    desk.report(&["--edition", "full,working,public", "--verify", "--password-file", &word]);
    assert_same(&open_ones(&before), &opened(&contents(&desk.out()), WORD));
}

/// Opens `$F` with the password `$P` and writes into `$O` what came of it.
const BY_OFFICE: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Go
 Dim a(1) As New com.sun.star.beans.PropertyValue
 a(0).Name = "Hidden" : a(0).Value = True
 a(1).Name = "Password" : a(1).Value = Environ("P")
 Dim d As Object
 On Error Resume Next
 d = StarDesktop.loadComponentFromURL(ConvertToURL(Environ("F")), "_blank", 0, a())
 Open Environ("O") For Output As #1
 If IsNull(d) Then
  Print #1, "closed"
 Else
  Print #1, "open " &amp; d.Sheets.Count
  d.close(True)
 End If
 Close #1
 StarDesktop.terminate()
End Sub
</script:module>
"#;

#[test]
fn libreoffice_opens_them_with_the_password_alone() {
    let office = "soffice";
    if Command::new(office).arg("--version").output().is_err() {
        println!("skipped: {office} is not here");
        return;
    }
    let desk = one_roster();
    let word = file(&desk, "word", WORD);
    desk.report(&["--password-file", &word]);
    let profile = desk.home().join("profile");
    let library = profile.join("user/basic/Standard");
    let office = |argument: &str| {
        let mut office = Command::new(office);
        office.arg(format!("-env:UserInstallation=file://{}", profile.display())).args(["--headless", argument]);
        office
    };
    assert!(office("--terminate_after_init").output().unwrap().status.success());
    fs::write(library.join("Module1.xba"), BY_OFFICE).unwrap();
    let list = fs::read_to_string(library.join("script.xlb")).unwrap();
    if !list.contains("Module1") {
        let with = "<library:element library:name=\"Module1\"/></library:library>";
        let list = list.replace("/>", "></library:library>").replace("</library:library>", with);
        fs::write(library.join("script.xlb"), list).unwrap();
    }
    for (word, says) in [(WORD, "open "), ("云溪", "closed")] {
        let told = desk.home().join("told");
        let mut office = office("macro:///Standard.Module1.Go");
        let output = office.env("F", problems(&desk)).env("P", word).env("O", &told).output().unwrap();
        let said = fs::read_to_string(&told).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        assert!(said.starts_with(says), "{word}: {said}");
    }
}

/// The run with something in the environment and nobody at the terminal.
fn run(desk: &Desk, variable: Option<&str>, more: &[&str]) -> Output {
    let mut command = program();
    command.arg("run").arg(desk.inbox()).args(["--as-of", AS_OF]).args(more).stdin(Stdio::null());
    command.env_remove("HUIBIAO_OUTPUT_PASSWORD");
    if let Some(word) = variable {
        command.env("HUIBIAO_OUTPUT_PASSWORD", word);
    }
    command.output().unwrap()
}

#[test]
fn without_a_password_that_can_be_used_nothing_is_written() {
    let desk = one_roster();
    let long = "密".repeat(256);
    let files = [("empty", ""), ("blank", " \u{3000}\n密码\n"), ("tab", "a\tb"), ("long", &long)];
    for (name, text) in files {
        let path = file(&desk, name, text);
        let output = run(&desk, Some("good"), &["--password-file", &path]);
        assert_eq!(output.status.code(), Some(2), "{name}");
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(name) && !said.contains(&long), "{said}");
    }
    // 茅台 in GB18030 is a row of accented letters in UTF-8, a damaged byte no character: neither is guessed.
    for (name, bytes) in [("either", &b"\xC3\xA9\xCC\xA8\r\n"[..]), ("damaged", b"abc\xFF\n"), ("edged", b"abc \r\n")] {
        let path = file(&desk, name, bytes);
        let output = run(&desk, None, &["--password-file", &path]);
        assert_eq!(output.status.code(), Some(2), "{name}");
    }
    let inside = desk.inbox().join("密码.csv");
    fs::write(&inside, "word\n").unwrap();
    assert_eq!(run(&desk, None, &["--password-file", inside.to_str().unwrap()]).status.code(), Some(2));
    fs::remove_file(inside).unwrap();
    let missing = desk.home().join("没有");
    assert_eq!(run(&desk, None, &["--password-file", missing.to_str().unwrap()]).status.code(), Some(2));
    let output = run(&desk, None, &["--encrypt"]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("--password-file") && said.contains("HUIBIAO_OUTPUT_PASSWORD"), "{said}");
    for nothing in ["", " "] {
        assert_eq!(run(&desk, Some(nothing), &["--encrypt"]).status.code(), Some(2));
    }
    assert!(!desk.out().exists());
    for nothing in ["", " "] {
        assert_eq!(run(&desk, Some(nothing), &[]).status.code(), Some(0));
    }
}

#[test]
fn a_password_of_the_environment_is_used_where_asked_for_and_stands_nowhere() {
    let desk = one_roster();
    let output = run(&desk, Some("hush-Ж7"), &["--encrypt", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let mut told = [output.stdout, output.stderr].concat();
    told.extend(run(&desk, Some("hush-Ж7"), &["--encrypt", "--print-config"]).stdout);
    assert!(!String::from_utf8_lossy(&told).contains("hush"));
    let files = contents(&desk.out());
    opened(&files, "hush-Ж7");
    for (name, bytes) in &files {
        assert!(memchr::memmem::find(bytes, "hush-Ж7".as_bytes()).is_none(), "{name}");
    }
    // What lies open is named.
    let said = String::from_utf8(run(&desk, Some("hush-Ж7"), &["--encrypt"]).stderr).unwrap();
    assert!(said.contains("没有加密：台账.sqlite") && said.contains("已加密 2 个"), "{said}");
    // Alone it encrypts nothing, and that is said.
    let output = run(&desk, Some("hush-Ж7"), &[]);
    assert!(String::from_utf8(output.stderr).unwrap().contains("--encrypt"));
    assert!(fs::read(problems(&desk)).unwrap().starts_with(b"PK"));
}

/// Writes a decision into an encrypted workbook as a spreadsheet program would: opened, changed, saved with a password.
fn decided(desk: &Desk, from: &Path, to: &Path, word: &str) {
    let [open, copy] = ["open.xlsx", "copy.xlsx"].map(|name| desk.home().join(name));
    fs::write(&open, office_crypto::decrypt_from_bytes(fs::read(from).unwrap(), WORD).unwrap()).unwrap();
    filled(&open, &copy, header("在哪打工", "父亲务工地"));
    let mut made = std::io::Cursor::new(Vec::new());
    let mut generator = rand_chacha::rand_core::SeedableRng::seed_from_u64(7);
    let generator: &mut rand_chacha::ChaCha20Rng = &mut generator;
    let mut writer = Ecma376AgileWriter::create(generator, word, &mut made).unwrap();
    std::io::Write::write_all(&mut writer, &fs::read(&copy).unwrap()).unwrap();
    writer.finalize().unwrap();
    fs::write(to, made.into_inner()).unwrap();
}

#[test]
fn what_the_clerk_writes_into_an_encrypted_workbook_is_followed() {
    // In the one that lies in OUT, with the password of the outputs or one of the configuration.
    for (word, config) in [(WORD, ""), ("another", "passwords = [\"another\"]\n")] {
        let desk = one_roster();
        let password = file(&desk, "word", WORD);
        let sealed = ["--password-file", &password];
        assert_eq!(field_of(&desk.report(&sealed), "G"), Value::Null);
        decided(&desk, &problems(&desk), &problems(&desk), word);
        let edited = fs::read(problems(&desk)).unwrap();
        desk.put("huibiao.toml", format!("required_forms = [\"child-info\"]\n{config}"));
        let report = desk.report(&sealed);
        assert_eq!(field_of(&report, "G"), "father_workplace", "{word}");
        let kept = list(&report, "outputs").iter().find(|output| output["kind"] == "kept").unwrap();
        assert!(fs::read(desk.out().join(kept["path"].as_str().unwrap())).unwrap() == edited);
    }
    let desk = one_roster();
    let password = file(&desk, "word", WORD);
    desk.report(&["--password-file", &password]);
    let named: PathBuf = desk.home().join("意见.xlsx");
    decided(&desk, &problems(&desk), &named, WORD);
    // Named, or in the inbox under any name, and opened by the environment alone.
    let fresh = one_roster();
    let decisions = ["--decisions", named.to_str().unwrap()];
    assert_eq!(run(&fresh, None, &decisions).status.code(), Some(2));
    assert!(!fresh.out().exists());
    let field = |desk: &Desk| {
        let report: Value = serde_json::from_slice(&fs::read(desk.out().join("report.json")).unwrap()).unwrap();
        let files = list(&report, "files");
        let roster = files.iter().find(|file| file["path"] == "名单.csv").unwrap();
        let columns = list(&list(roster, "sheets")[0], "columns").to_vec();
        columns.iter().find(|column| column["column"] == "G").unwrap()["field"].clone()
    };
    assert_eq!(run(&fresh, Some(WORD), &decisions).status.code(), Some(0));
    assert_eq!(field(&fresh), "father_workplace");
    for name in ["问题清单（已填）.xlsx", "甲.xlsx"] {
        let fresh = one_roster();
        fs::copy(&named, fresh.inbox().join(name)).unwrap();
        assert_eq!(run(&fresh, Some(WORD), &[]).status.code(), Some(0));
        assert_eq!(field(&fresh), "father_workplace", "{name}");
    }
    // Without the password it is kept, and that is said.
    fs::copy(&named, problems(&desk)).unwrap();
    let output = run(&desk, None, &[]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("问题清单_2026Q4.xlsx 被改动过，可是读不了"), "{said}");
    assert_eq!(field(&desk), Value::Null);
    assert_eq!(fs::read_dir(desk.out().join("留存")).unwrap().count(), 1);
}

#[test]
fn outputs_that_were_encrypted_and_are_no_more_are_spoken_of() {
    let desk = one_roster();
    let path = file(&desk, "word", "密码 1");
    assert_eq!(run(&desk, None, &["--password-file", &path]).status.code(), Some(0));
    let open = run(&desk, None, &[]);
    assert!(String::from_utf8(open.stderr).unwrap().contains("这次没有加密"));
    assert!(!String::from_utf8(run(&desk, None, &[]).stderr).unwrap().contains("这次没有加密"));
    let public = desk.home().join("公开");
    let more = ["--password-file", &path, "--edition", "public", "-o", public.to_str().unwrap()];
    let said = String::from_utf8(run(&desk, None, &more).stderr).unwrap();
    assert!(said.contains("没有加密：report.json。"), "{said}");
}
