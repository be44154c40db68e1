//! The layouts as data: sound as built in, and each fault told with its place.

use super::*;

fn questions(sql: &str) -> BTreeMap<String, String> {
    let mut questions: BTreeMap<String, String> =
        QUESTIONS.iter().map(|(name, sql)| ((*name).to_owned(), (*sql).to_owned())).collect();
    questions.insert("summary".to_owned(), sql.to_owned());
    questions
}

#[test]
fn builtin_layouts_are_sound() {
    let figures = Figures::load(None).unwrap();
    assert_eq!(figures.0.len(), LAYOUTS.len());
    for section in figures.0.iter().flat_map(|figure| &figure.sections) {
        let groups = section.groups.iter().filter(|group| !group.monthly);
        let summed = groups.filter(|group| group.sums_to.is_some()).count();
        let counts = section.columns.iter().any(|column| column.kind == ColumnKind::Count);
        assert!(
            summed > 0 || !counts || section.ties.is_some() || section.source.contains("helpers"),
            "{}",
            section.source
        );
    }
}

#[test]
fn a_fault_names_file_line_and_key() {
    let layout = include_str!("../../../templates/reports/summary.toml");
    let parse = |layout: &str, sql: &str| layout::parse("summary", layout, &questions(sql)).unwrap_err();
    for (right, wrong, named) in [
        ("sums_to = \"children\"", "sums_to = \"childern\"", "group.sums_to"),
        ("unit_en", "unti_en", "unti_en"),
        ("question = \"summary\"", "question = \"sumary\"", "section.question"),
        ("column = \"children\", to", "column = \"childern\", to", "ties.column"),
    ] {
        let error = parse(&layout.replacen(right, wrong, 1), "SELECT 1");
        assert!(error.line > 1 && error.message.contains(named), "{error}");
    }
    assert_eq!(parse(layout, " \n").file, "reports/summary.sql");
    let error = parse(layout, "WITH\n-- include: childern\nSELECT 1");
    assert_eq!((&*error.file, error.line), ("reports/summary.sql", 2), "{error}");
}

#[test]
fn a_folder_overrides_the_question_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("reports")).unwrap();
    std::fs::write(folder.path().join("reports/summary.sql"), "SELECT 2").unwrap();
    let summary = |figures: Figures| figures.0.into_iter().find(|figure| figure.sheet == "统计总表").unwrap();
    let (changed, builtin) =
        (summary(Figures::load(Some(folder.path())).unwrap()), summary(Figures::load(None).unwrap()));
    assert_eq!(changed.sections[0].sql, "SELECT 2\n");
    assert_eq!(changed.sections[0].columns.len(), builtin.sections[0].columns.len());
}

#[test]
fn a_folder_adds_a_sheet_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("reports")).unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join("reports").join(name), text).unwrap();
    write("mine.sql", "SELECT 1 AS n");
    write(
        "mine.toml",
        "sheet = \"自定\"\ntitle = \"题\"\ntitle_en = \"t\"\nabout = \"\"\nabout_en = \"\"\n[[section]]\nquestion = \"mine\"\n\
         [[section.column]]\nid = \"n\"\nlabel = \"数\"\nlabel_en = \"n\"\nkind = \"count\"\nwidth = 8\n",
    );
    let figures = Figures::load(Some(folder.path())).unwrap();
    assert!(figures.0.iter().any(|figure| figure.sheet == "自定"));
}
