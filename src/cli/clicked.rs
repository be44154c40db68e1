//! A face for people without a terminal: on Windows the program is started by a double click, or a folder is dropped on it.
//!
//! Alone it works on the folder [`INBOX`] beside it, which it makes and opens on the first start; with something
//! dropped on it, on that. The folder of the outputs opens at the end, and the window stays until Enter.

use std::ffi::OsString;
use std::fs;
use std::io::BufRead;
use std::path::{Path, PathBuf};

use super::exit::Exit;
use super::run;
use super::talk::{self, Talk};

/// The folder beside the program that holds what the schools sent.
const INBOX: &str = "收表";

/// Whether Windows' desktop started this program, so that the window is its own and closes with it.
pub(super) fn is_clicked() -> bool {
    #[cfg(windows)]
    return started_by_desktop().unwrap_or(false);
    #[cfg(not(windows))]
    false
}

/// Whether the process that started this one is the desktop.
#[cfg(windows)]
fn started_by_desktop() -> Option<bool> {
    use winsafe::{GetCurrentProcessId, HPROCESSLIST, co::TH32CS};
    const DESKTOP: &str = "explorer.exe";
    let me = GetCurrentProcessId();
    let mut processes = HPROCESSLIST::CreateToolhelp32Snapshot(TH32CS::SNAPPROCESS, None).ok()?;
    let entries: Vec<(u32, u32, String)> = processes
        .iter_processes()
        .filter_map(Result::ok)
        .map(|process| (process.th32ProcessID, process.th32ParentProcessID, process.szExeFile()))
        .collect();
    let parent = entries.iter().find(|(id, ..)| *id == me)?.1;
    let (_, _, name) = entries.iter().find(|(id, ..)| *id == parent)?;
    Some(name.eq_ignore_ascii_case(DESKTOP))
}

/// What a click asks for.
#[derive(Debug, PartialEq, Eq)]
enum Wish {
    /// The first start: the inbox was just made, and is to be filled.
    Begin(PathBuf),
    /// The main job on these.
    Run(Vec<PathBuf>),
    /// A command line all the same: a shortcut with arguments.
    Command,
}

/// Reads the wish from the arguments and from what lies beside the program.
fn wish(arguments: &[OsString], program: &Path) -> std::io::Result<Wish> {
    let typed = arguments.get(1..).unwrap_or_default();
    if typed.is_empty() {
        let inbox = program.parent().unwrap_or(Path::new(".")).join(INBOX);
        if inbox.is_dir() {
            return Ok(Wish::Run(vec![inbox]));
        }
        fs::create_dir(&inbox)?;
        return Ok(Wish::Begin(inbox));
    }
    let paths: Vec<PathBuf> = typed.iter().map(PathBuf::from).collect();
    Ok(if paths.iter().all(|path| path.exists()) { Wish::Run(paths) } else { Wish::Command })
}

/// Does what the click asks for; `dispatch` runs a command line.
pub(super) fn main(arguments: &[OsString], dispatch: impl Fn(&[OsString]) -> Exit) -> Exit {
    let talk = Talk::new(talk::lang(None), false);
    let program = std::env::current_exe().unwrap_or_default();
    let exit = match wish(arguments, &program) {
        Ok(Wish::Begin(inbox)) => {
            talk.tell(
                &format!("请把各学校交来的表格放进“{INBOX}”文件夹（已经打开），再双击一次本程序。"),
                &format!(
                    "Put the schools' spreadsheets into the folder {INBOX} (now open), then start this program again."
                ),
            );
            show(&inbox);
            Exit::Done
        }
        Ok(Wish::Run(inboxes)) => {
            let out = run::beside(&inboxes);
            let line = ["huibiao".into(), "run".into()].into_iter().chain(inboxes.iter().map(OsString::from));
            let exit = dispatch(&line.collect::<Vec<OsString>>());
            match exit {
                Exit::Done | Exit::Findings => show(&out),
                // Most likely it is empty: what is to be filled opens.
                Exit::Failed if arguments.len() < 2 => inboxes.iter().for_each(|inbox| show(inbox)),
                _ => {}
            }
            exit
        }
        Ok(Wish::Command) => dispatch(arguments),
        Err(error) => {
            talk.tell(
                &format!("这里不能建文件夹“{INBOX}”（{error}）。请把本程序放到桌面或“文档”里，再双击一次。"),
                &format!("The folder {INBOX} cannot be made here ({error}). Move this program to the desktop and start it again."),
            );
            Exit::Failed
        }
    };
    talk.tell("\n按回车键关闭这个窗口。", "\nPress Enter to close this window.");
    let _ = std::io::stdin().lock().read_line(&mut String::new());
    exit
}

/// Opens a folder on the desktop; where there is none, nobody waits for it.
fn show(folder: &Path) {
    if cfg!(windows) {
        let _ = std::process::Command::new("explorer.exe").arg(dunce::simplified(folder)).spawn();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_click_makes_the_inbox_and_the_next_works_on_it() {
        let home = tempfile::tempdir().unwrap();
        let (program, inbox) = (home.path().join("huibiao.exe"), home.path().join(INBOX));
        let clicked = [OsString::from("huibiao.exe")];
        assert_eq!(wish(&clicked, &program).unwrap(), Wish::Begin(inbox.clone()));
        assert!(inbox.is_dir());
        assert_eq!(wish(&clicked, &program).unwrap(), Wish::Run(vec![inbox]));
    }

    #[test]
    fn what_is_dropped_is_worked_on() {
        let home = tempfile::tempdir().unwrap();
        let dropped = home.path().join("各校");
        fs::create_dir(&dropped).unwrap();
        let line = [OsString::from("huibiao.exe"), dropped.clone().into()];
        assert_eq!(wish(&line, Path::new("huibiao.exe")).unwrap(), Wish::Run(vec![dropped]));
        let line = ["huibiao.exe", "--help"].map(OsString::from);
        assert_eq!(wish(&line, Path::new("huibiao.exe")).unwrap(), Wish::Command);
    }
}
