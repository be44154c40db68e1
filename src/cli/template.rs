//! `huibiao template`: blank forms for schools, made from the definitions that read them back.

use super::args::TemplateArgs;
use super::exit::{self, Exit, Failure};
use super::talk::{self, Talk};
use crate::finding::Words;
use crate::pipeline::{self, BlankError, Blanks};

pub(super) fn run(args: &TemplateArgs) -> Result<Exit, Failure> {
    let lang = talk::lang(None);
    let talk = Talk::new(lang, args.quiet);
    let forms = args.templates.as_deref().map_or_else(crate::form::builtin, crate::form::load);
    let forms = forms.map_err(|error| Failure::of(&error.into(), lang))?;
    let order = Blanks {
        asked: &args.forms,
        school: args.school.as_deref(),
        prefill: args.prefill.as_deref(),
        day: chrono::Local::now().date_naive(),
    };
    let made = pipeline::blanks(&order, &forms, &args.out).map_err(|error| {
        let (exit, words) = failure(&error);
        Failure { exit, words, lang }
    })?;
    let out = args.out.display();
    for name in &made {
        talk.tell(&format!("{out}/{name}"), &format!("{out}/{name}"));
    }
    talk.tell(
        "把表发给学校；填好收回来，放进收件夹，再运行 huibiao。",
        "Send the forms to the schools, put what comes back into the inbox, and run huibiao.",
    );
    Ok(Exit::Done)
}

fn failure(error: &BlankError) -> (Exit, Words) {
    match error {
        BlankError::NoSuchForm { asked, known } => (
            Exit::Usage,
            Words::made(
                format!("没有 {asked} 这种表。有的是：{}", known.join("、")),
                format!("There is no form {asked}. There are: {}", known.join(", ")),
            ),
        ),
        BlankError::NoSuchSchool { asked, known } => (
            Exit::Usage,
            Words::made(
                format!("台账里没有 {asked} 的儿童。台账里的学校：{}", known.join("、")),
                format!("The ledger has no children of {asked}. Its schools: {}", known.join(", ")),
            ),
        ),
        BlankError::Exists(name) => (
            Exit::Usage,
            Words::made(
                format!("{name} 已经有了，没有覆盖，什么也没有写。请换一个文件夹，或先把它移走。"),
                format!("{name} is there already; nothing was written. Choose another folder or move it away."),
            ),
        ),
        BlankError::Ledger { name, fault } => {
            let why = exit::earlier(fault);
            (
                Exit::Usage,
                Words::made(
                    format!("台账 {name} {}。什么也没有写。", why.zh),
                    format!("The ledger {name} {}. Nothing was written.", why.en),
                ),
            )
        }
        BlankError::File(_) | BlankError::Io { .. } => (
            Exit::Failed,
            Words::made(format!("空表没有写成：{error}"), format!("The forms could not be written: {error}")),
        ),
    }
}
