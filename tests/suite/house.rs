//! The invariants at the top of `src/lib.rs`, kept by reading the source.

use std::fs;
use std::path::{Path, PathBuf};

const STAGES: [&str; 9] = ["discover", "open", "recognise", "normalise", "check", "merge", "ledger", "audit", "report"];

/// A source file: its path below `src/` and its code without comments and tests.
struct Code {
    path: String,
    lines: Vec<(usize, String)>,
}

impl Code {
    fn stage(&self) -> &str {
        self.path.split(['/', '.']).next().unwrap()
    }

    fn find<'a>(&'a self, word: &'a str) -> impl Iterator<Item = String> + 'a {
        self.lines
            .iter()
            .filter(move |(_, line)| line.contains(word))
            .map(move |(number, line)| format!("src/{}:{number}: {}", self.path, line.trim()))
    }
}

fn sources() -> Vec<Code> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    walk(&root, &mut paths);
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("\n#[cfg(test)]").next().unwrap().lines().enumerate();
            let lines = code.filter(|(_, line)| !line.trim_start().starts_with("//"));
            Code {
                path: path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/"),
                lines: lines.map(|(number, line)| (number + 1, line.to_owned())).collect(),
            }
        })
        // Modules for tests only: tests.rs, tests/, testing.rs, fixtures and specimens behind cfg(test).
        .filter(|code| !code.path.contains("test") && !code.path.ends_with("specimen.rs"))
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn none(breaches: &[String]) {
    assert!(breaches.is_empty(), "\n{}", breaches.join("\n"));
}

#[test]
fn a_stage_never_names_another() {
    // Everything after the ledger asks it: audit and report hold it in their hands, and that is their door.
    let allowed = [("audit", "ledger"), ("report", "ledger")];
    let mut breaches = Vec::new();
    for code in sources().iter().filter(|code| STAGES.contains(&code.stage())) {
        for other in STAGES.iter().filter(|&&other| other != code.stage() && !allowed.contains(&(code.stage(), other)))
        {
            breaches.extend(code.find(&format!("crate::{other}")));
        }
        breaches.extend(code.find("crate::pipeline"));
        breaches.extend(code.find("crate::cli"));
    }
    none(&breaches);
}

#[test]
fn only_the_commands_print_exit_and_read_the_clock() {
    let words = [
        "println!",
        "print!(",
        "dbg!",
        "process::exit",
        "SystemTime::now",
        "Utc::now",
        "Local::now",
        "env::var",
        "env::args",
        "env::temp_dir",
        "current_dir",
    ];
    none(
        &sources()
            .iter()
            .filter(|code| code.stage() != "cli")
            .flat_map(|code| words.iter().flat_map(|word| code.find(word)))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn each_big_library_is_named_in_one_place() {
    let homes = [
        ("calamine", "open"),
        ("rust_xlsxwriter", "report"),
        ("rusqlite", "ledger"),
        ("clap", "cli"),
        ("indicatif", "cli"),
        ("console", "cli"),
        ("rayon", "pipeline"),
    ];
    let sources = sources();
    let mut breaches = Vec::new();
    for (library, home) in homes {
        let path = format!("{library}::");
        breaches.extend(sources.iter().filter(|code| code.stage() != home).flat_map(|code| code.find(&path)));
        assert!(
            sources.iter().any(|code| code.stage() == home && code.find(&path).next().is_some()),
            "{library} is not in {home}"
        );
    }
    none(&breaches);
}

#[test]
fn no_form_and_no_column_is_named_in_the_source() {
    let forms = huibiao::form::builtin().unwrap();
    let mut names: Vec<String> = Vec::new();
    for form in &forms.0 {
        names.push(format!("\"{}\"", form.id));
        names.push(format!("\"{}\"", form.sheet));
        // A school, a grade and a class are words of the trade, not only columns: reports and kinds speak of them.
        let labels = form
            .fields
            .iter()
            .map(|field| &field.label.zh)
            .filter(|label| !["学校", "年级", "班级"].contains(&&***label));
        names.extend(labels.map(|label| format!("\"{label}\"")));
        names
            .extend(form.fields.iter().filter(|field| field.id.contains('_')).map(|field| format!("\"{}\"", field.id)));
    }
    // The definitions themselves are listed by file name where they are built in.
    let allowed = |breach: &String| breach.contains("include_str!");
    none(
        &sources()
            .iter()
            .flat_map(|code| names.iter().flat_map(|name| code.find(name)))
            .filter(|breach| !allowed(breach))
            .collect::<Vec<_>>(),
    );
}

#[test]
fn the_map_in_lib_names_every_module() {
    let sources = sources();
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let map = lib.split("# Invariants").next().unwrap();
    for code in &sources {
        let module = code.stage();
        assert!(
            matches!(module, "lib" | "main") || map.contains(&format!("[`{module}`]")),
            "the map does not name {module}"
        );
    }
}
