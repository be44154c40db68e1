//! The same bytes anywhere, and no number of anybody's in what is said.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use calamine::{Reader, open_workbook_auto};
use rust_xlsxwriter::Workbook;

use crate::desk::{AS_OF, Desk, assert_same, contents, huibiao, program};

/// A place and a way to run in.
struct Elsewhere {
    what: &'static str,
    /// The folder of the inbox, below the desk's.
    inbox: &'static str,
    /// Whether files are made in the reverse order: many file systems list them as they were made.
    reversed: bool,
    /// The age of all files, in days.
    aged: u64,
    jobs: &'static str,
    env: &'static [(&'static str, &'static str)],
}

const ELSEWHERE: [Elsewhere; 4] = [
    Elsewhere {
        what: "two at once, in Kathmandu, in the C locale",
        inbox: "a/收件夹",
        reversed: false,
        aged: 0,
        jobs: "2",
        env: &[("TZ", "Asia/Kathmandu"), ("LC_ALL", "C"), ("LANG", "C")],
    },
    Elsewhere {
        what: "eight at once, files of another order and age, a folder with blanks",
        inbox: "b/2026 秋（二） 复件",
        reversed: true,
        aged: 9_000,
        jobs: "8",
        env: &[("TZ", "America/Lima"), ("LC_ALL", "zh_CN.GB18030"), ("LANG", "zh_CN.GB18030")],
    },
    Elsewhere {
        what: "one at once, no home, odd time zone",
        inbox: "c/inbox.d/深/一/层",
        reversed: true,
        aged: 40,
        jobs: "1",
        env: &[("TZ", "<+14>-14"), ("LC_ALL", "tr_TR.UTF-8"), ("HOME", "/nowhere"), ("TMPDIR", "/nowhere")],
    },
    Elsewhere {
        what: "as many at once as there are, no time zone at all, files of tomorrow",
        inbox: "d/x",
        reversed: false,
        aged: 0,
        jobs: "0",
        env: &[("TZ", ":/nowhere"), ("LC_ALL", ""), ("LANG", "de_DE"), ("NO_COLOR", "1"), ("COLUMNS", "20")],
    },
];

#[test]
fn the_same_bytes_wherever_and_however_it_runs() {
    let desk = Desk::with("samples");
    let options = ["--as-of", AS_OF, "--edition", "full,working,public", "--quiet"];
    desk.report(&[&options[2..], &["--jobs", "1"]].concat());
    let (inbox, expected) = (contents(&desk.inbox()), contents(&desk.out()));
    for place in ELSEWHERE {
        let (there, out) = (desk.home().join(place.inbox), desk.home().join(place.inbox).with_extension("出"));
        let mut files: Vec<_> = inbox.iter().collect();
        if place.reversed {
            files.reverse();
        }
        for (name, bytes) in files {
            let path = there.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, bytes).unwrap();
            let then = SystemTime::now() - Duration::from_secs(place.aged * 86_400);
            fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
        }
        let mut command = program();
        command.arg("run").arg(&there).args(options).args(["--jobs", place.jobs, "-o"]).arg(&out);
        command.envs(place.env.iter().copied());
        let output = command.current_dir("/").stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}: {}", place.what, String::from_utf8_lossy(&output.stderr));
        println!("{}", place.what);
        assert_same(&expected, &contents(&out));
    }
}

/// A folder and everything below it.
pub(crate) fn paths(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.extend(if path.is_dir() { paths(&path) } else { vec![path] });
    }
    found
}

/// Numbers that stand in places where nobody looks for them. The folder of this name is a school.
const ID: &str = "110105201709180023";
const PHONES: [&str; 10] = [
    "13812345671",
    "13812345672",
    "13812345673",
    "13812345674",
    "13812345675",
    "13812345676",
    "13812345677",
    "13812345678",
    "13812345679",
    "13812345681",
];

/// A workbook with numbers in its title, headers, sheets' names and wrong columns.
fn strewn(file: &Path) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(format!("王小芳{ID}")).unwrap();
    let rows = [
        vec![format!("{} 留守儿童花名册 {ID}", PHONES[0])],
        ["学校", "年级", "班级", "姓名", "性别", "身份证号", "监护人姓名", "监护人电话", "电话13812345672"]
            .map(str::to_owned)
            .to_vec(),
        vec![
            format!("松坝镇{}小学", PHONES[2]),
            "三年级".into(),
            "1".into(),
            format!("王小芳{}", PHONES[3]),
            "女".into(),
            ID[..17].into(),
            "王大山".into(),
            "138123456".into(),
        ],
        vec![
            "松坝镇小学".into(),
            format!("三年级{}", PHONES[4]),
            "1".into(),
            ID.into(),
            format!("女{ID}"),
            PHONES[5].into(),
            "王大山".into(),
            ID.into(),
        ],
        vec![
            "松坝镇小学".into(),
            "三年级".into(),
            PHONES[6].into(),
            String::new(),
            "2017".into(),
            PHONES[7].into(),
            PHONES[8].into(),
            format!("{}x", PHONES[9]),
            ID.into(),
        ],
        vec![ID.into(), PHONES[9].into()],
    ];
    for (row, cells) in (0..).zip(rows) {
        sheet.write_row(row, 0, cells).unwrap();
    }
    let other = book.add_worksheet().set_name(PHONES[8]).unwrap();
    other.write_row(0, 0, ["乱写", PHONES[7], ID]).unwrap();
    book.save(file).unwrap();
}

/// Every ID number and mobile number in a text.
fn numbers(text: &str, found: &mut BTreeSet<String>) {
    for run in text.split(|c: char| !c.is_ascii_digit() && !matches!(c, 'X' | 'x')) {
        let digits = run.trim_end_matches(['x', 'X']).len();
        if (run.len() == 18 && digits >= 17) || (run.len() == 11 && digits == 11 && run.starts_with('1')) {
            found.insert(run.to_owned());
        }
    }
}

#[test]
fn nothing_that_is_said_carries_a_number_in_full() {
    let desk = Desk::new();
    let inbox = desk.inbox();
    fs::remove_dir(&inbox).unwrap();
    let made = ["sample", "--schools", "4", "--children", "80", "--forms", "all", "--mess", "heavy", "--seed", "11"];
    huibiao(&[&made[..], &["--as-of", AS_OF, "--quiet", "-o", inbox.to_str().unwrap()]].concat());
    strewn(&inbox.join("补报.xlsx"));
    desk.put("坏.xlsx", format!("{ID} {}", PHONES[0]));
    desk.put("松坝镇小学/名单.csv", format!("姓名,身份证号,电话\n张三,{ID},{}\n\"李四{ID},1,2\n", PHONES[1]));
    let mut secrets = BTreeSet::from([ID.to_owned()]);
    secrets.extend(PHONES.map(str::to_owned));
    let files: Vec<PathBuf> = paths(&inbox).into_iter().filter(|path| path.is_file()).collect();
    for file in &files {
        let Ok(mut book) = open_workbook_auto(file) else { continue };
        for (_, range) in book.worksheets() {
            range.used_cells().for_each(|(_, _, cell)| numbers(&cell.to_string(), &mut secrets));
        }
    }
    assert!(secrets.len() > 200, "{}", secrets.len());
    let out = desk.run(&["--json", "--timings"]);
    assert_eq!(out.status.code(), Some(1));
    let mut said = vec![("run".to_owned(), [out.stdout, out.stderr].concat())];
    for name in ["report.json", "report.html", "催报.txt"] {
        said.extend(fs::read(desk.out().join(name)).ok().map(|bytes| (name.to_owned(), bytes)));
    }
    for command in ["check", "explain"] {
        let mut arguments = vec![command, "--as-of", AS_OF];
        arguments.extend(files.iter().filter_map(|file| file.to_str()));
        let output = huibiao(&arguments);
        said.push((command.to_owned(), [output.stdout, output.stderr].concat()));
    }
    // What cannot be used is told as plainly: a configuration with a fault in the line of a number.
    desk.put(
        "huibiao.toml",
        format!("town = \"甲\"\npasswords = [\"{ID}\"]\n[headers.child-info]\n\"{ID}\" = \"{}\"\n", PHONES[0]),
    );
    let output = desk.run(&[]);
    assert_eq!(output.status.code(), Some(2));
    said.push(("faulty configuration".to_owned(), output.stderr));
    for (what, bytes) in said {
        let text = String::from_utf8(bytes).unwrap();
        for secret in &secrets {
            let at = text.find(secret.as_str());
            assert!(at.is_none(), "{what}: {:?}", at.map(|at| text[..at].chars().rev().take(40).collect::<String>()));
        }
    }
}
