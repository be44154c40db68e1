//! `huibiao explain`: how each sheet was understood, and what a problem code means.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::args::ExplainArgs;
use super::exit::{Exit, Failure};
use super::job;
use super::talk::{self, Talk};
use crate::catalogue;
use crate::finding::{Rule, Words, mask};
use crate::form::{Form, Forms};
use crate::model::{Address, Block, FileReading, Guess, GuessState, IgnoreReason, RowRole, SheetRecords};
use crate::pipeline::{self, Job, Watch};

pub(super) fn run(args: &ExplainArgs) -> Result<Exit, Failure> {
    let lang = talk::lang(args.common.lang);
    let talk = Talk::new(lang, false);
    let job = job::job(Vec::new(), &args.common)?;
    let mut files = Vec::new();
    for what in &args.what {
        let rules = catalogue::rules(&job.templates.checks);
        let code = what.to_string_lossy();
        match rules.iter().find(|rule| !what.exists() && rule.code.0 == code) {
            Some(rule) => explain_code(talk, rule),
            None if what.exists() => files.push(what.clone()),
            None => {
                let known: Vec<String> = rules.iter().map(|rule| rule.code.to_string()).collect();
                return Err(Failure::usage(
                    lang,
                    format!("没有这个文件，也没有这个问题代码：{code}。代码有：{}", known.join(" ")),
                    format!("no such file or problem code: {code}. The codes are: {}", known.join(" ")),
                ));
            }
        }
    }
    if !files.is_empty() {
        explain_files(talk, files, args)?;
    }
    Ok(Exit::Done)
}

fn explain_code(talk: Talk, rule: &Rule) {
    let grave = rule.severity.words();
    talk.print(
        &format!("{}  [{}]  {}", rule.code, grave.zh, rule.title.zh),
        &format!("{}  [{}]  {}", rule.code, grave.en, rule.title.en),
    );
    talk.print(&format!("  为什么：{}", rule.why.zh), &format!("  why:     {}", rule.why.en));
    talk.print(&format!("  怎么改：{}", rule.remedy.zh), &format!("  remedy:  {}", rule.remedy.en));
}

fn explain_files(talk: Talk, files: Vec<PathBuf>, args: &ExplainArgs) -> Result<(), Failure> {
    let failed = |error: pipeline::JobError| Failure::of(&error, talk.lang());
    let job: Job = job::job(files, &args.common)?;
    let sources = pipeline::find(&job, None).map_err(failed)?;
    let stop = AtomicBool::new(false);
    let township =
        pipeline::gather(&job, sources, &Watch { event: &|_| {}, stop: &stop, clock: None }).map_err(failed)?;
    for file in &township.files {
        explain_file(talk, file, &job.templates.forms);
        for finding in township.findings.iter().filter(|finding| finding.place.sheet.is_none()) {
            if finding.place.file.as_deref() == Some(&*file.source.path) {
                talk.print(&format!("  {}", finding.message.zh), &format!("  {}", finding.message.en));
            }
        }
    }
    Ok(())
}

fn explain_file(talk: Talk, file: &FileReading, forms: &Forms) {
    let name = Path::new(&*file.source.path).display().to_string();
    talk.print(&format!("文件 {name}（{}）", file.status.name()), &format!("file {name} ({})", file.status.name()));
    for sheet in &file.sheets {
        explain_sheet(talk, sheet, forms);
    }
}

fn explain_sheet(talk: Talk, sheet: &SheetRecords, forms: &Forms) {
    let name = mask(&sheet.name);
    let hidden = if sheet.hidden { ("（隐藏）", " (hidden)") } else { ("", "") };
    talk.print(
        &format!("  工作表 {name}{}：{} 行", hidden.0, sheet.reading.rows.len()),
        &format!("  sheet {name}{}: {} rows", hidden.1, sheet.reading.rows.len()),
    );
    if sheet.reading.blocks.is_empty() {
        talk.print("    不像任何一种表，全部待核实", "    fits no form; all its rows are quarantined");
    }
    for block in &sheet.reading.blocks {
        explain_block(talk, block, forms.get(block.form));
    }
    let mut ignored: BTreeMap<IgnoreReason, Vec<String>> = BTreeMap::new();
    for (row, role) in &sheet.reading.rows {
        if let RowRole::Ignored(reason) = role {
            ignored.entry(*reason).or_default().push((row + 1).to_string());
        }
    }
    for (reason, rows) in ignored {
        let words = reason.words();
        talk.print(
            &format!("    不是数据（{}）：第 {} 行", words.zh, rows.join("、")),
            &format!("    not data ({}): rows {}", words.en, rows.join(", ")),
        );
    }
}

fn explain_block(talk: Talk, block: &Block, form: &Form) {
    let rows: Vec<String> = block.header_rows.iter().map(|row| (row + 1).to_string()).collect();
    let rows = rows.join(",");
    let header = if rows.is_empty() {
        Default::default()
    } else {
        (format!("，表头第 {rows} 行"), format!(", header rows {rows}"))
    };
    talk.print(
        &format!("    {} {}（{}，{}）{}", block.area, form.title.zh, form.id, block.layout.name(), header.0),
        &format!("    {} {} ({}, {}){}", block.area, form.title.en, form.id, block.layout.name(), header.1),
    );
    for clue in &block.clues {
        let field = &form.fields[clue.field];
        talk.print(
            &format!("      {}：{}（{}）", field.label.zh, mask(&clue.text), clue.source.words().zh),
            &format!("      {}: {} ({})", field.label.en, mask(&clue.text), clue.source.words().en),
        );
    }
    for column in &block.columns {
        // Of a card the label's cell and that of its value: B4 → C4.
        let letters = match column.place {
            Some((label, value)) if label == value => label.to_string(),
            Some((label, value)) => format!("{label} → {value}"),
            None => Address::new(0, column.column).column_letters(),
        };
        let header = mask(&column.header);
        let names = |zh: bool| match column.field {
            Some(field) => {
                let also = column.also.map(|also| &form.fields[also]);
                std::iter::once(&form.fields[field])
                    .chain(also)
                    .map(|field| format!("{} ({})", if zh { &field.label.zh } else { &field.label.en }, field.id))
                    .collect::<Vec<_>>()
                    .join(" + ")
            }
            None => "-".to_owned(),
        };
        talk.print(
            &format!("      {letters:<3} {header} → {} {:.2} {}", names(true), column.score, column.reason.zh),
            &format!("      {letters:<3} {header} → {} {:.2} {}", names(false), column.score, column.reason.en),
        );
        if let Some(guess) = &column.guess {
            explain_guess(talk, guess, form);
        }
    }
}

/// What was guessed of a header that nobody knows.
fn explain_guess(talk: Talk, guess: &Guess, form: &Form) {
    let labels: Vec<&Words> =
        guess.fields.iter().filter_map(|field| form.fields.get(*field)).map(|f| &f.label).collect();
    if labels.is_empty() || guess.state == GuessState::Decided {
        return;
    }
    let zh: Vec<&str> = labels.iter().map(|label| &*label.zh).collect();
    let en: Vec<&str> = labels.iter().map(|label| &*label.en).collect();
    let taken = match guess.state {
        GuessState::Adopted => Words::new("猜着按这一栏算了", "taken for it by likeness"),
        _ => Words::new("没有采用", "not used"),
    };
    let why = Words::made(mask(&guess.why.zh), mask(&guess.why.en));
    talk.print(
        &format!("          alias-guessed 像“{}”{:.2}（{}），{}", zh.join("”或“"), guess.score, why.zh, taken.zh),
        &format!("          alias-guessed: like {} {:.2} ({}), {}", en.join(" or "), guess.score, why.en, taken.en),
    );
}
