//! The password of the outputs: from a file, the environment or the terminal. Never an argument, which every program on
//! the machine may read.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use console::Term;

use super::args::RunArgs;
use super::exit::Failure;
use super::talk::Talk;
use crate::finding::{Lang, Words};
use crate::pipeline::Job;
use crate::settings::Password;

/// The environment's variable with the password.
const VARIABLE: &str = "HUIBIAO_OUTPUT_PASSWORD";

/// The most bytes of a file of which the first line is a password.
const MOST_BYTES: u64 = 64 * 1024;

/// Gives the job the password that its workbooks are encrypted with, where that was asked for. With it, and with one that
/// only stands in the environment, earlier outputs are opened too.
///
/// # Errors
///
/// No password where one is needed, or one that cannot be used.
pub(super) fn put(job: &mut Job, args: &RunArgs, talk: Talk) -> Result<(), Failure> {
    let lang = talk.lang();
    let wanted = args.encrypt || args.password_file.is_some();
    // One that cannot be used is no fault of a run that does not ask for it.
    let set = variable(lang).or_else(|fault| if wanted { Err(fault) } else { Ok(None) })?;
    let password = match (&args.password_file, &set) {
        (Some(file), _) => {
            apart(file, &job.inboxes, lang)?;
            Some(in_file(file, lang)?)
        }
        (None, Some(password)) => Some(password.clone()),
        (None, None) if wanted => Some(asked(lang)?),
        (None, None) => None,
    };
    job.settings.passwords.extend(password.iter().cloned());
    if wanted {
        job.password = password;
    } else if set.is_some() {
        talk.tell(
            &format!("注意：设了 {VARIABLE}，但没有写 --encrypt，结果不加密。"),
            &format!("Note: {VARIABLE} is set, but without --encrypt the outputs are not encrypted."),
        );
    }
    Ok(())
}

/// The password in the environment, if it is set.
fn variable(lang: Lang) -> Result<Option<Password>, Failure> {
    let Some(value) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let text = value.into_string().map_err(|_| {
        Failure::usage(lang, format!("{VARIABLE} 里的不是文字。"), format!("{VARIABLE} does not hold text."))
    })?;
    fit(&text, VARIABLE, lang).map(Some)
}

/// The first line of a file.
fn in_file(path: &Path, lang: Lang) -> Result<Password, Failure> {
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let unread = |why: String| {
        Failure::usage(
            lang,
            format!("密码文件 {name} 读不了：{why}"),
            format!("the password file {name} cannot be read: {why}"),
        )
    };
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(MOST_BYTES).read_to_end(&mut bytes));
    read.map_err(|error| unread(error.to_string()))?;
    let first = crate::decode::first_line(&bytes).ok_or_else(|| {
        Failure::usage(
            lang,
            format!(
                "密码文件 {name} 的文字编码分不清。请用记事本另存为“带有 BOM 的 UTF-8”，或直接用 --encrypt 输入密码。"
            ),
            format!(
                "the encoding of the password file {name} is not certain: save it as UTF-8 with BOM, or use --encrypt."
            ),
        )
    })?;
    fit(&first, &name, lang)
}

/// Refuses a password file that would be read as a school's.
fn apart(path: &Path, inboxes: &[PathBuf], lang: Lang) -> Result<(), Failure> {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if inboxes.iter().any(|inbox| real(path).starts_with(real(inbox))) {
        return Err(Failure::usage(
            lang,
            "密码文件放在收件夹里，会被当成学校交的表。请放到别处再运行一次。",
            "The password file lies in the inbox, where it would be read as a school's: move it and run again.",
        ));
    }
    Ok(())
}

/// Asks twice at the terminal, which shows nothing of it.
fn asked(lang: Lang) -> Result<Password, Failure> {
    if !(io::stdin().is_terminal() && io::stderr().is_terminal()) {
        return Err(Failure::usage(
            lang,
            format!("要加密，但这里不能输入密码。请用 --password-file 指明写着密码的文件，或设环境变量 {VARIABLE}。"),
            format!(
                "A password is needed and nobody can be asked for it here: name a file with --password-file, or set {VARIABLE}."
            ),
        ));
    }
    let first = line(
        &Words::new("给结果设一个密码（输入时不显示）：", "A password for the outputs (it is not shown): "),
        lang,
    )?;
    let password = fit(&first, Words::new("输入的", "what was typed").get(lang), lang)?;
    if line(&Words::new("再输入一次：", "Once more: "), lang)? != first {
        return Err(Failure::usage(
            lang,
            "两次输入的密码不一样，什么也没有写。请再运行一次。",
            "The two passwords differ; nothing was written. Run again.",
        ));
    }
    Ok(password)
}

/// A line from the terminal, which shows nothing of it.
fn line(words: &Words, lang: Lang) -> Result<String, Failure> {
    let terminal = Term::stderr();
    let read = terminal.write_str(words.get(lang)).and_then(|()| terminal.read_secure_line());
    read.map_err(|error| {
        Failure::usage(lang, format!("没有读到密码：{error}"), format!("no password could be read: {error}"))
    })
}

/// The password if workbooks can have it.
fn fit(text: &str, whence: &str, lang: Lang) -> Result<Password, Failure> {
    Password::to_write_with(text)
        .map_err(|why| Failure::usage(lang, format!("{whence}：{why}"), format!("{whence}: {why}")))
}
