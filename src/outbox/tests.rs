use super::*;

fn write_run(out: &Path, text: &str) {
    let outbox = Outbox::claim(out).unwrap();
    let file = outbox.staging().join("a.xlsx");
    fs::write(&file, text).unwrap();
    let digest = digest_of(&file).unwrap();
    let mut outputs = vec![serde_json::json!({"kind": "consolidated", "path": "a.xlsx", "digest": digest})];
    outputs.push(serde_json::json!({"kind": "report", "path": "report.json"}));
    for kept in outbox.kept() {
        outputs.push(serde_json::json!({"kind": "kept", "path": kept.path, "digest": kept.digest}));
    }
    let report = serde_json::json!({"version": 1, "outputs": outputs});
    fs::write(outbox.staging().join("report.json"), report.to_string()).unwrap();
    outbox.commit().unwrap();
}

fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    walk(folder, "", &mut found).unwrap();
    found
}

#[test]
fn out_is_replaced_and_nothing_is_left_beside_it() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("汇总结果");
    write_run(&out, "one");
    write_run(&out, "two");
    assert_eq!(fs::read_to_string(out.join("a.xlsx")).unwrap(), "two");
    assert_eq!(names(&out), ["a.xlsx", "report.json"]);
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn a_strange_file_stops_the_run_and_stays() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    write_run(&out, "one");
    fs::write(out.join("我的笔记.txt"), "x").unwrap();
    match Outbox::claim(&out) {
        Err(OutboxError::Strange(names)) => assert_eq!(names, ["我的笔记.txt"]),
        other => panic!("{other:?}"),
    }
    assert_eq!(names(&out).len(), 3);
    let plain = home.path().join("other");
    fs::create_dir(&plain).unwrap();
    fs::write(plain.join("report.json"), "{}").unwrap();
    assert!(matches!(Outbox::claim(&plain), Err(OutboxError::Strange(_))));
}

#[test]
fn an_edited_output_is_kept_and_carried_over() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    write_run(&out, "one");
    fs::write(out.join("a.xlsx"), "edited by hand").unwrap();
    write_run(&out, "two");
    write_run(&out, "three");
    let kept: Vec<String> = names(&out).into_iter().filter(|name| name.starts_with(KEPT)).collect();
    assert_eq!(kept.len(), 1);
    assert!(kept[0].ends_with("-a.xlsx"));
    assert_eq!(fs::read_to_string(out.join(&kept[0])).unwrap(), "edited by hand");
}

#[test]
fn an_uncommitted_run_changes_nothing() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    write_run(&out, "one");
    let outbox = Outbox::claim(&out).unwrap();
    fs::write(outbox.staging().join("a.xlsx"), "half").unwrap();
    assert!(matches!(Outbox::claim(&out), Err(OutboxError::Busy)));
    drop(outbox);
    assert_eq!(fs::read_to_string(out.join("a.xlsx")).unwrap(), "one");
    assert_eq!(fs::read_dir(home.path()).unwrap().count(), 1);
}

#[test]
fn a_killed_exchange_is_undone() {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    write_run(&out, "one");
    fs::rename(&out, home.path().join(".out.旧")).unwrap();
    fs::create_dir(home.path().join(".out.新")).unwrap();
    drop(Outbox::claim(&out).unwrap());
    assert_eq!(fs::read_to_string(out.join("a.xlsx")).unwrap(), "one");
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays_a_link() {
    let home = tempfile::tempdir().unwrap();
    let (real, link) = (home.path().join("real"), home.path().join("link"));
    fs::create_dir(&real).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    write_run(&link, "one");
    write_run(&link, "two");
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(real.join("a.xlsx")).unwrap(), "two");
}
