//! What README promises: its commands run, its options and keys exist, and tests need nothing but cargo.

use std::collections::BTreeSet;
use std::fs;

use crate::desk::{Desk, copy, huibiao, program, project};

fn readme() -> String {
    fs::read_to_string(project("README.md")).unwrap()
}

/// The lines of README that are typed at a prompt.
fn typed(readme: &str) -> Vec<&str> {
    readme.lines().filter_map(|line| line.strip_prefix("$ ")).collect()
}

#[test]
fn its_first_command_runs_the_main_job_on_the_samples() {
    let readme = readme();
    let commands = typed(&readme);
    assert_eq!(commands.len(), 2, "{commands:?}");
    assert_eq!(commands[1], "cargo test");
    let arguments = commands[0].strip_prefix("cargo run --release -- ").unwrap();
    let desk = Desk::new();
    copy(&project("samples"), &desk.home().join("samples"));
    let output = program().args(arguments.split(' ')).current_dir(desk.home()).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(desk.out().join("report.json").is_file());
    let said = String::from_utf8(output.stderr).unwrap();
    let shown = readme.split("```text\n").nth(1).unwrap().split("```").next().unwrap();
    assert!(said.starts_with(shown), "README shows\n{shown}but the program said\n{said}");
}

#[test]
fn every_option_that_it_names_is_in_the_help() {
    let readme = readme();
    let typed = typed(&readme);
    let prose = readme.lines().filter(|line| !typed.iter().any(|command| line.ends_with(command)));
    let words = prose.flat_map(|line| line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')));
    let named: BTreeSet<&str> = words
        .filter(|word| word.strip_prefix("--").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_lowercase())))
        .collect();
    assert!(named.len() > 4, "{named:?}");
    let help: String = ["run", "check", "explain", "template", "sample"]
        .map(|command| {
            let output = huibiao(&[command, "--help"]);
            assert_eq!(output.status.code(), Some(0), "{command}");
            String::from_utf8(output.stdout).unwrap()
        })
        .concat();
    let known: BTreeSet<&str> =
        help.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).filter(|word| word.starts_with("--")).collect();
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "not in --help: {unknown:?}");
}

#[test]
fn its_configuration_is_accepted_as_it_stands() {
    let readme = readme();
    let configuration = readme.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let desk = Desk::new();
    desk.put("huibiao.toml", configuration);
    let roster = "学校,年级,姓名,性别,身份证号,监护人姓名,监护人电话\n\
        青小,三年级,王小芳,女,110105201709180023,王大山,13812345678\n";
    desk.put("a.csv", roster);
    let report = desk.report(&[]);
    assert_eq!(report["schools"][1]["name"], "青石镇中心小学", "{}", report["schools"]);
}

#[test]
fn tests_start_nothing_but_this_program_and_libreoffice() {
    // Those that nobody runs without asking for them may need more.
    let asked_for = ["faults.rs", "foreign.rs", "windows.rs"];
    let sources = crate::desk::contents(&project("tests/suite"));
    for (path, source) in sources.into_iter().filter(|(path, _)| !asked_for.contains(&path.as_str())) {
        let source = String::from_utf8(source).unwrap();
        for started in source.split("Command::new(").skip(1).filter_map(|rest| rest.split(')').next()) {
            assert!(["PROGRAM", "office", "\""].contains(&started), "{path}: {started}");
        }
    }
}
