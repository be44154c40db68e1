//! Faults from outside: kills, a full disk, calls that fail, a second run, an inbox that changes, few handles.
//!
//! After each the earlier outputs are intact or the new ones complete, the inbox is untouched and the words are plain.
//! They take minutes: `cargo test --test suite -- --ignored faults` runs them, and CI does. Chance comes from a seed
//! that is printed; `HUIBIAO_SEED` sets it.

#![allow(clippy::print_stdout, reason = "the seed of a failure must be seen")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use crate::desk::{AS_OF, Desk, assert_same, contents, copy, list, program};
use crate::township::Dice;

/// A folder's files and their bytes.
type Contents = BTreeMap<String, Vec<u8>>;

/// A desk whose OUT was written once, and what a run over the inbox as it is now must give: the inbox has changed since.
struct Scene {
    desk: Desk,
    /// The inbox as it is now.
    inbox: Contents,
    /// OUT as it stands.
    before: Contents,
    /// OUT as it will stand.
    after: Contents,
}

impl Scene {
    fn new(samples: &[&str]) -> Self {
        let desk = Desk::new();
        for sample in samples {
            copy_one(sample, &desk.inbox());
        }
        desk.report(&[]);
        let before = contents(&desk.out());
        desk.put("后到的.csv", "学校,年级,姓名,性别\n云溪镇后到小学,三年级,王后到,男\n");
        let inbox = contents(&desk.inbox());
        let whole = desk.home().join("整");
        fs::create_dir(&whole).unwrap();
        // The same history as OUT's: what a run makes of an OUT that is already there.
        copy(&desk.out(), &whole.join("汇总结果"));
        let done = command(&desk.inbox(), &whole.join("汇总结果")).output().unwrap();
        assert!(matches!(done.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&done.stderr));
        let after = contents(&whole.join("汇总结果"));
        fs::remove_dir_all(&whole).unwrap();
        assert!(before != after);
        Self { desk, inbox, before, after }
    }

    /// OUT is one or the other, whole, and the inbox is as it was; returns whether OUT is the new one, and puts the old
    /// one back.
    fn judge(&self, what: &str) -> bool {
        assert_same(&self.inbox, &contents(&self.desk.inbox()));
        let out = contents(&self.desk.out());
        let is_new = out == self.after;
        if is_new {
            fs::remove_dir_all(self.desk.out()).unwrap();
            write_all(&self.desk.out(), &self.before);
        } else {
            let differ: Vec<&String> = out
                .iter()
                .filter(|(name, bytes)| self.before.get(*name) != Some(*bytes))
                .map(|(name, _)| name)
                .collect();
            assert!(out == self.before, "{what}: OUT is neither the earlier nor the new one: {differ:?}");
        }
        is_new
    }

    /// OUT is whole, but a file of the inbox could not be read or marked, and `said` says so: a pipe to a reader broke.
    fn is_whole_without_a_file(&self, said: &[u8]) -> bool {
        let said = String::from_utf8_lossy(said);
        let report = fs::read(self.desk.out().join("report.json")).unwrap();
        let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
        let whole = list(&report, "outputs").iter().filter(|output| output["digest"].is_string()).all(|output| {
            let bytes = fs::read(self.desk.out().join(output["path"].as_str().unwrap())).unwrap();
            output["digest"] == blake3::hash(&bytes).to_hex().as_str()
        });
        whole && (said.contains("没有读成：") || said.contains("没有放进“退回修改”"))
    }

    /// A run that nothing disturbs cleans up after those that were disturbed.
    fn mends(&self) {
        let done = command(&self.desk.inbox(), &self.desk.out()).output().unwrap();
        assert!(matches!(done.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&done.stderr));
        assert_same(&self.after, &contents(&self.desk.out()));
        let mut beside: Vec<String> = fs::read_dir(self.desk.home())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        beside.sort();
        assert_eq!(beside, ["收件夹", "汇总结果"], "leftovers of a dead run");
    }
}

fn copy_one(sample: &str, inbox: &Path) {
    let from = crate::desk::project("samples").join(sample);
    if from.is_dir() {
        copy(&from, &inbox.join(sample));
    } else {
        fs::copy(from, inbox.join(sample)).unwrap();
    }
}

fn write_all(folder: &Path, files: &Contents) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// The main job as a process of its own.
fn command(inbox: &Path, out: &Path) -> Command {
    let mut command = program();
    command.arg("run").arg(inbox).arg("-o").arg(out).args(["--as-of", AS_OF]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The dice, and the seed that they were made of on the terminal.
fn dice(what: &str) -> Dice {
    let seed = std::env::var("HUIBIAO_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(20_261_122);
    println!("{what}: HUIBIAO_SEED={seed}");
    Dice::new(seed)
}

/// Names of the sample's first school folders, enough for a run that does everything and is soon over.
fn two_schools() -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(crate::desk::project("samples"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| name.chars().any(|letter| letter == '学'))
        .collect();
    names.sort();
    names.truncate(2);
    assert!(!names.is_empty());
    names
}

fn scene() -> Scene {
    let names = two_schools();
    Scene::new(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What a person reads is words: no panic, no name of a type.
fn plain(output: &Output, what: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    for foreign in ["panicked", "RUST_BACKTRACE", "Os {", "Error {", "internal fault", "内部错误", "ZipWriter"] {
        assert!(!said.contains(foreign), "{what}: {said}");
    }
}

#[test]
#[ignore = "minutes: CI asks for it"]
fn two_hundred_kills_leave_the_earlier_outputs_or_the_new_ones() {
    use std::os::unix::process::CommandExt;
    let scene = scene();
    let mut dice = dice("kills");
    let started = Instant::now();
    command(&scene.desk.inbox(), &scene.desk.out()).output().unwrap();
    let usual = started.elapsed();
    assert!(scene.judge("undisturbed"));
    let (mut killed, mut finished) = (0, 0);
    for _ in 0..200 {
        let after = usual.mul_f64(dice.below(1_150) as f64 / 1_000.0);
        // A group of its own: the plug is pulled on its workers too.
        let mut run = command(&scene.desk.inbox(), &scene.desk.out()).process_group(0).spawn().unwrap();
        let group = Pid::from_child(&run);
        let drains = drain(&mut run);
        let (ended, wait) = channel();
        let waiter = std::thread::spawn(move || {
            let status = run.wait().unwrap();
            let _ = ended.send(());
            status
        });
        if wait.recv_timeout(after) == Err(RecvTimeoutError::Timeout) {
            let _ = kill_process_group(group, Signal::KILL);
        }
        match waiter.join().unwrap().code() {
            None => killed += 1,
            Some(_) => finished += 1,
        }
        for drain in drains {
            drain.join().unwrap();
        }
        scene.judge("killed");
    }
    println!("killed {killed}, finished before the kill {finished}");
    assert!(killed > 100, "only {killed} runs were killed");
    scene.mends();
}

/// Reads a child's two pipes to their ends, so that it never waits for them.
fn drain(child: &mut Child) -> Vec<std::thread::JoinHandle<()>> {
    let mut out = child.stdout.take().unwrap();
    let mut err = child.stderr.take().unwrap();
    vec![
        std::thread::spawn(move || drop(std::io::copy(&mut out, &mut std::io::sink()))),
        std::thread::spawn(move || drop(std::io::copy(&mut err, &mut std::io::sink()))),
    ]
}

/// Whether `strace` can look into a process here.
fn can_trace() -> bool {
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    tried.is_ok_and(|output| output.status.success())
}

#[test]
#[ignore = "minutes: CI asks for it"]
fn a_call_that_fails_costs_the_run_and_nothing_else() {
    if !can_trace() {
        println!("passed over: strace is not to be had here");
        return;
    }
    let scene = scene();
    let (mut failed, mut done) = (0, 0);
    let calls = [
        ("write,pwrite64", "ENOSPC", 2_000),
        ("fsync,fdatasync", "EIO", 60),
        ("rename,renameat,renameat2", "EACCES", 3),
        ("mkdir,mkdirat", "EROFS", 8),
        ("openat", "EMFILE", 800),
        ("ftruncate,fallocate", "ENOSPC", 8),
    ];
    for (call, error, most) in calls {
        let mut nth = 1;
        while nth <= most {
            let inject = format!("inject={call}:error={error}:when={nth}");
            let mut traced = Command::new("strace");
            traced.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}"), "-e", &inject]);
            traced
                .env("XDG_CACHE_HOME", "/dev/null")
                .arg(program().get_program())
                .arg("run")
                .arg(scene.desk.inbox())
                .arg("-o")
                .arg(scene.desk.out());
            let output = traced.args(["--as-of", AS_OF, "--jobs", "1"]).output().unwrap();
            let what = format!("{call} {error} at its {nth}th");
            // Before the program has begun a failed call may end it in the loader: no words of ours.
            if !(call == "openat" && nth < 8) {
                plain(&output, &what);
            }
            if matches!(output.status.code(), Some(0 | 1)) && scene.is_whole_without_a_file(&output.stderr) {
                fs::remove_dir_all(scene.desk.out()).unwrap();
                write_all(&scene.desk.out(), &scene.before);
                assert_same(&scene.inbox, &contents(&scene.desk.inbox()));
                nth += 1 + nth / 4;
                continue;
            }
            let is_new = scene.judge(&what);
            match output.status.code() {
                Some(0 | 1) => {
                    done += 1;
                    // It said that it was done: then a file was unreadable, or the outputs are the new ones.
                    assert!(is_new || call == "openat", "{what}: said to be done, but OUT is the earlier one");
                }
                Some(2 | 3 | 127) => failed += 1,
                other => panic!("{what}: exit {other:?}: {}", String::from_utf8_lossy(&output.stderr)),
            }
            nth += 1 + nth / 4;
        }
    }
    println!("failed {failed}, done all the same {done}");
    assert!(failed > 10);
    scene.mends();
}

#[test]
#[ignore = "minutes: CI asks for it"]
fn a_full_disk_leaves_the_earlier_outputs() {
    let scene = scene();
    let mount = scene.desk.home().join("盘");
    fs::create_dir(&mount).unwrap();
    let (mut full, mut done) = (0, 0);
    // The smallest cannot hold even the earlier outputs; then so closely that the room ends in this output and that.
    for kib in (128..4_096).step_by(128).chain((4_096..=12_288).step_by(1_024)) {
        let size = format!("size={kib}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&mount).status();
        if !mounted.is_ok_and(|status| status.success()) {
            println!("passed over: no file system can be mounted here");
            return;
        }
        let out = mount.join("汇总结果");
        let room: usize = scene.before.values().map(|bytes| bytes.len() + 8_192).sum();
        let fits = room < kib * 1024;
        if fits {
            write_all(&out, &scene.before);
        }
        let output = command(&scene.desk.inbox(), &out).output().unwrap();
        let now = if out.exists() { contents(&out) } else { Contents::new() };
        let _ = Command::new("umount").arg(&mount).status();
        plain(&output, &size);
        match output.status.code() {
            Some(0 | 1) => {
                done += 1;
                assert!(!fits || now == scene.after, "{size}: said to be done, but OUT is not whole");
            }
            Some(3) => {
                full += 1;
                let said = String::from_utf8_lossy(&output.stderr);
                assert!(said.contains("磁盘满了") && said.lines().count() == 1, "{size}: {said}");
                assert!(now == if fits { scene.before.clone() } else { Contents::new() }, "{size}: OUT was touched");
            }
            other => panic!("{size}: exit {other:?}: {}", String::from_utf8_lossy(&output.stderr)),
        }
    }
    fs::remove_dir(&mount).unwrap();
    println!("too full {full}, done {done}");
    assert!(full > 0 && done > 0);
    assert_same(&scene.inbox, &contents(&scene.desk.inbox()));
}

#[test]
#[ignore = "minutes: CI asks for it"]
fn of_two_runs_at_once_one_waits_its_turn_or_says_so() {
    let scene = scene();
    for _ in 0..10 {
        let runs: Vec<Child> =
            (0..3).map(|_| command(&scene.desk.inbox(), &scene.desk.out()).spawn().unwrap()).collect();
        let outputs: Vec<Output> = runs.into_iter().map(|run| run.wait_with_output().unwrap()).collect();
        let codes: Vec<Option<i32>> = outputs.iter().map(|output| output.status.code()).collect();
        assert!(codes.iter().any(|code| matches!(code, Some(0 | 1))), "{codes:?}");
        for output in &outputs {
            plain(output, "two at once");
            if output.status.code() == Some(3) {
                assert!(String::from_utf8_lossy(&output.stderr).contains("另一个汇总"), "{output:?}");
            } else {
                assert!(matches!(output.status.code(), Some(0 | 1)), "{codes:?}");
            }
        }
        assert!(scene.judge("two at once"));
    }
    scene.mends();
}

#[test]
#[ignore = "minutes: CI asks for it"]
fn files_that_change_under_the_run_are_one_version_or_the_other() {
    let desk = Desk::new();
    let roster = |children: usize| {
        let rows = (0..children).map(|child| format!("三年级,1,王一{},男,王大山\n", letter(child)));
        format!("年级,班级,姓名,性别,监护人姓名\n{}", rows.collect::<String>())
    };
    let versions = [roster(40), roster(300)];
    let files: Vec<String> = (0..30).map(|file| format!("青石镇第{}小学.csv", letter(file))).collect();
    for file in &files {
        desk.put(file, &versions[0]);
    }
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let beside = desk.home().join("换");
            for turn in (0..2).cycle() {
                for file in &files {
                    fs::write(&beside, &versions[turn]).unwrap();
                    fs::rename(&beside, desk.inbox().join(file)).unwrap();
                }
                if stop.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        for _ in 0..8 {
            let report = desk.report(&["--timings"]);
            for sheet in report["files"].as_array().unwrap().iter().flat_map(|file| file["sheets"].as_array().unwrap())
            {
                let rows = sheet["rows"]["nonempty"].as_u64().unwrap();
                assert!(matches!(rows, 41 | 301), "{rows} rows: a mixture of two versions");
            }
        }
        stop.store(true, Ordering::Relaxed);
    });
}

/// A character of its own for each small number.
fn letter(number: usize) -> char {
    char::from_u32(0x4E00 + number as u32).unwrap()
}

#[test]
#[ignore = "minutes: CI asks for it"]
fn ten_thousand_files_need_no_more_than_256_handles() {
    let desk = Desk::new();
    for school in 0..100 {
        for child in 0..100 {
            let name = format!("王{}{}", letter(school), letter(child));
            desk.put(
                &format!("青石镇第{}小学/{name}.csv", letter(school)),
                format!("年级,班级,姓名,性别,监护人姓名,监护人电话\n三年级,1,{name},男,王大山,13812345678\n"),
            );
        }
    }
    let run = "ulimit -n 256 && exec \"$0\" run \"$1\" -o \"$2\" --as-of 2026-11-22";
    let output = Command::new("sh")
        .args(["-c", run])
        .arg(program().get_program())
        .arg(desk.inbox())
        .arg(desk.out())
        .output()
        .unwrap();
    plain(&output, "few handles");
    assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&fs::read(desk.out().join("report.json")).unwrap()).unwrap();
    assert_eq!(report["totals"]["files"], 10_000);
    assert_eq!(report["totals"]["children"], 10_000);
}

#[test]
#[ignore = "minutes: CI asks for it"]
fn townships_of_all_kinds_tie_out_and_run_twice_alike() {
    let mut dice = dice("townships");
    let rounds = std::env::var("HUIBIAO_SOAK").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(8);
    for _ in 0..rounds {
        let seed = dice.below(1_000_000).to_string();
        let schools = (1 + dice.below(6)).to_string();
        let mess = ["none", "light", "heavy"][dice.below(3)];
        println!("sample --seed {seed} --schools {schools} --mess {mess}");
        let desk = Desk::new();
        fs::remove_dir(desk.inbox()).unwrap();
        let made = program()
            .args(["sample", "--seed", &seed, "--schools", &schools, "--mess", mess, "--children", "60", "-o"])
            .arg(desk.inbox())
            .output()
            .unwrap();
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        desk.report(&["--jobs", "1"]);
        let first = contents(&desk.out());
        desk.report(&["--jobs", "2"]);
        assert_same(&first, &contents(&desk.out()));
    }
}

#[test]
fn an_interrupted_run_gives_130_and_leaves_the_earlier_outputs() {
    let scene = scene();
    let mut run = command(&scene.desk.inbox(), &scene.desk.out()).spawn().unwrap();
    // Its staging folder is there: it is at work.
    let staging = scene.desk.home().join(".汇总结果.新");
    let started = Instant::now();
    while !staging.exists() && run.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(20) {
        std::thread::yield_now();
    }
    rustix::process::kill_process(Pid::from_child(&run), Signal::INT).unwrap();
    let output = run.wait_with_output().unwrap();
    let is_new = scene.judge("interrupted");
    match output.status.code() {
        Some(130) => {
            assert!(!is_new);
            assert!(String::from_utf8_lossy(&output.stderr).contains("已中断"), "{output:?}");
        }
        other => assert!(matches!(other, Some(0 | 1)) && is_new, "{output:?}"),
    }
    scene.mends();
}

#[test]
fn a_place_that_cannot_be_written_gives_3_in_plain_words() {
    let desk = Desk::new();
    desk.put("a.csv", "学校,年级,姓名\n青石镇柳林小学,三年级,王小芳\n");
    fs::write(desk.home().join("文件"), "x").unwrap();
    let below_a_file = desk.home().join("文件").join("汇总结果");
    let output = command(&desk.inbox(), &below_a_file).output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", String::from_utf8_lossy(&output.stderr));
    plain(&output, "below a file");
    assert!(!desk.out().exists());
}
