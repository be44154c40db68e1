//! The main job end to end: exit codes, what is touched and what is not, the same bytes every time.

use std::fs;

use crate::desk::{AS_OF, Desk, assert_same, contents, copy, huibiao, program};

const ROSTER: &str = "学校,年级,班级,姓名,性别,身份证号,监护人姓名,监护人电话\n\
    青石镇柳林小学,三年级,1,王小芳,女,110105201709180023,王大山,13812345678\n";

#[test]
fn an_inbox_without_a_file_gives_3_and_nothing_is_written() {
    let desk = Desk::new();
    desk.put("~$锁.xlsx", "x").put(".DS_Store", "x");
    assert_eq!(desk.run(&[]).status.code(), Some(3));
    assert!(!desk.out().exists());
    let missing = desk.home().join("没有");
    assert_eq!(huibiao(&["run", missing.to_str().unwrap()]).status.code(), Some(3));
}

#[test]
fn wrong_usage_gives_2_and_nothing_is_written() {
    let desk = Desk::new();
    desk.put("a.csv", ROSTER);
    for wrong in [
        &["--period", "2026"][..],
        &["--as-of", "22.11.2026"],
        &["--colour"],
        &["--templates", "没有"],
        &["--config", "没有"],
    ] {
        assert_eq!(desk.run(wrong).status.code(), Some(2), "{wrong:?}");
    }
    desk.put("huibiao.toml", "town = \"青石镇\"\ncolour = 1\n");
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("huibiao.toml:2") && said.contains("colour"), "{said}");
    assert!(!desk.out().exists());
}

#[test]
fn strange_files_in_out_give_2_and_stay() {
    let desk = Desk::new();
    desk.put("a.csv", ROSTER);
    fs::create_dir(desk.out()).unwrap();
    fs::write(desk.out().join("我的作业.docx"), "mine").unwrap();
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("我的作业.docx"));
    assert_eq!(contents(&desk.out()).into_keys().collect::<Vec<_>>(), ["我的作业.docx"]);
}

#[test]
fn the_inbox_is_only_read_and_nothing_is_left_beside_out() {
    let desk = Desk::with("samples");
    let before = contents(&desk.inbox());
    desk.report(&[]);
    assert_same(&before, &contents(&desk.inbox()));
    let mut beside: Vec<String> =
        fs::read_dir(desk.home()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    beside.sort();
    assert_eq!(beside, ["收件夹", "汇总结果"]);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let desk = Desk::with("samples");
    desk.report(&["--jobs", "1"]);
    let first = contents(&desk.out());
    // A second run over its own output, on more threads, in another time zone and locale.
    let output = program()
        .args([desk.inbox().to_str().unwrap(), "--as-of", AS_OF, "--jobs", "4"])
        .env("TZ", "America/Lima")
        .env("LANG", "en_US.UTF-8")
        .env("LC_ALL", "en_US.UTF-8")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert_same(&first, &contents(&desk.out()));
    // The same files in a folder of another name, with the output inside it.
    let elsewhere = desk.home().join("elsewhere").join("2026秋");
    copy(&desk.inbox(), &elsewhere);
    let out = elsewhere.join("out");
    huibiao(&["run", elsewhere.to_str().unwrap(), "-o", out.to_str().unwrap(), "--as-of", AS_OF]);
    assert_same(&first, &contents(&out));
    huibiao(&["run", elsewhere.to_str().unwrap(), "-o", out.to_str().unwrap(), "--as-of", AS_OF]);
    assert_same(&first, &contents(&out));
}

#[test]
fn an_output_that_somebody_edited_is_kept() {
    let desk = Desk::new();
    desk.put("a.csv", ROSTER);
    desk.report(&[]);
    let problems = desk.out().join("问题清单_2026Q4.xlsx");
    fs::write(&problems, "edited").unwrap();
    for _ in 0..2 {
        let report = desk.report(&[]);
        let kept: Vec<&str> = report["outputs"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|output| output["kind"] == "kept")
            .map(|output| output["path"].as_str().unwrap())
            .collect();
        assert_eq!(kept.len(), 1);
        assert!(kept[0].starts_with("留存/") && kept[0].ends_with("-问题清单_2026Q4.xlsx"));
        assert_eq!(fs::read(desk.out().join(kept[0])).unwrap(), b"edited");
    }
}

#[test]
fn one_bad_file_never_stops_the_others() {
    let desk = Desk::new();
    desk.put("a.csv", ROSTER)
        .put("坏.xlsx", b"PK\x03\x04 cut")
        .put("空.xlsx", "")
        .put("通知.pdf", b"%PDF-1.4\n")
        .put("图.xls", b"\x89PNG\r\n\x1a\n");
    let report = desk.report(&[]);
    assert_eq!(report["totals"]["children"], 1);
    let status = |path: &str| {
        let files = report["files"].as_array().unwrap();
        files.iter().find(|file| file["path"] == path).unwrap()["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(["a.csv", "坏.xlsx", "通知.pdf", "图.xls"].map(status), ["read", "unreadable", "other", "unreadable"]);
}

#[test]
fn json_goes_to_stdout_and_talk_to_stderr() {
    let desk = Desk::new();
    desk.put("a.csv", ROSTER);
    let output = desk.run(&["--json"]);
    assert_eq!(output.stdout, fs::read(desk.out().join("report.json")).unwrap());
    assert!(!output.stderr.is_empty());
    let output = desk.run(&["--quiet"]);
    assert!(output.stdout.is_empty() && output.stderr.is_empty());
}

#[test]
fn strict_makes_warnings_count() {
    let desk = Desk::new();
    // A sound roster of a child of twenty: a warning, no error.
    desk.put("a.csv", "学校,年级,班级,姓名,性别,身份证号,监护人姓名,监护人电话\n青石镇柳林小学,高三,1,王小芳,女,110105200610180029,王大山,13812345678\n");
    let report = desk.report(&[]);
    assert_eq!(report["totals"]["problems"]["error"], 0, "{}", report["problems"]);
    assert!(report["totals"]["problems"]["warning"].as_u64().unwrap() > 0);
    assert_eq!(desk.run(&[]).status.code(), Some(0));
    assert_eq!(desk.run(&["--strict"]).status.code(), Some(1));
}

#[test]
fn outputs_are_the_owners_alone() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let desk = Desk::new();
        desk.put("a.csv", ROSTER);
        desk.report(&[]);
        let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode(&desk.out()), 0o700);
        for name in contents(&desk.out()).keys() {
            assert_eq!(mode(&desk.out().join(name)), 0o600, "{name}");
        }
    }
}
