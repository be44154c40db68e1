//! What only another program can show: another reader of encrypted workbooks, a terminal, the calls to the system, a
//! shell's umask.
//!
//! `cargo test --test suite -- --ignored foreign` runs them, and CI does; what is not there is passed over in words.

#![allow(clippy::print_stdout, reason = "what is passed over must be seen")]

use std::fs;
use std::process::{Command, Output, Stdio};

use crate::anywhere::paths;
use crate::decisions::{one_roster, problems};
use crate::desk::{AS_OF, Desk, assert_same, contents, program};
use crate::sealed::{WORD, file, opened};

/// Opens a workbook in Python, which also proves that it was not tampered with.
const BY_PYTHON: &str = "import io, sys, msoffcrypto, openpyxl
office = msoffcrypto.OfficeFile(open(sys.argv[1], 'rb'))
office.load_key(password=sys.argv[2], verify_password=True)
plain = io.BytesIO()
office.decrypt(plain, verify_integrity=True)
print(len(openpyxl.load_workbook(plain).sheetnames))
";

#[test]
#[ignore = "needs python3"]
fn another_program_opens_them_with_the_password_alone() {
    let has = Command::new("python3").args(["-c", "import msoffcrypto, openpyxl"]).stderr(Stdio::null()).status();
    if !has.is_ok_and(|status| status.success()) {
        println!("skipped: python3 with msoffcrypto and openpyxl is not here");
        return;
    }
    let desk = one_roster();
    let word = file(&desk, "word", WORD);
    desk.report(&["--password-file", &word]);
    for (word, opens) in [(WORD, true), ("云溪 2026 密码", false)] {
        let output = Command::new("python3").args(["-c", BY_PYTHON]).arg(problems(&desk)).arg(word).output().unwrap();
        assert_eq!(output.status.success(), opens, "{}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Types two lines at a terminal of its own; prints what the terminal showed, then the exit code.
const AT_A_TERMINAL: &str = "import os, pty, sys, time
first, second, command = sys.argv[1], sys.argv[2], sys.argv[3:]
child, terminal = pty.fork()
if child == 0:
    os.execv(command[0], command)
shown = b''
for line in (first, second):
    while not shown.rstrip().endswith((b':', '：'.encode())):
        shown += os.read(terminal, 1024)
    time.sleep(0.3)
    os.write(terminal, line.encode() + b'\\n')
    shown += b'|'
try:
    while True:
        more = os.read(terminal, 1024)
        if not more:
            break
        shown += more
except OSError:
    pass
print(shown.decode())
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
";

#[test]
#[ignore = "needs python3"]
fn the_terminal_is_asked_twice_and_shows_nothing() {
    if Command::new("python3").arg("--version").output().is_err() {
        println!("skipped: python3 is not here");
        return;
    }
    let desk = one_roster();
    let typed = |first: &str, second: &str| {
        let mut python = Command::new("python3");
        python
            .env("XDG_CACHE_HOME", "/dev/null")
            .args(["-c", AT_A_TERMINAL, first, second])
            .arg(program().get_program())
            .arg("run")
            .arg(desk.inbox());
        python.args(["--as-of", AS_OF, "--encrypt"]).env_remove("HUIBIAO_OUTPUT_PASSWORD");
        let output = python.output().unwrap();
        (output.status.code().unwrap(), String::from_utf8_lossy(&output.stdout).into_owned())
    };
    let (code, shown) = typed("qingshi-甲", "qingshi-乙");
    assert_eq!(code, 2, "{shown}");
    assert!(!desk.out().exists());
    let (code, shown) = typed("qingshi-甲", "qingshi-甲");
    assert_eq!(code, 0, "{shown}");
    assert!(!shown.contains("qingshi"), "{shown}");
    opened(&contents(&desk.out()), "qingshi-甲");
}

/// What a command asked of the system's network, call by call; `None` where `strace` cannot look.
fn network(desk: &Desk, arguments: &[&str]) -> Option<(Output, String)> {
    let trace = desk.home().join("trace");
    let tried = Command::new("strace").args(["-f", "-o", "/dev/null", "true"]).output();
    if !tried.is_ok_and(|output| output.status.success()) {
        return None;
    }
    let mut strace = Command::new("strace");
    strace
        .env("XDG_CACHE_HOME", "/dev/null")
        .args(["-f", "-e", "trace=network", "-e", "signal=none", "-o"])
        .arg(&trace)
        .arg(program().get_program());
    let output = strace.args(arguments).env("HUIBIAO_OUTPUT_PASSWORD", "word").output().unwrap();
    Some((output, fs::read_to_string(&trace).unwrap()))
}

#[test]
#[ignore = "needs strace"]
fn no_command_opens_a_way_to_a_network() {
    let desk = Desk::with("samples");
    // What is read in a process of its own, and what names an address.
    fs::copy(crate::desk::project("tests/corpus/libreoffice.xls"), desk.inbox().join("旧.xls")).unwrap();
    desk.put("网页.xls", "<html><base href='http://example.com/'><img src='http://example.com/a.png'><table><tr><td>姓名</td></tr></table>");
    let [inbox, blank, sample] = [desk.inbox(), desk.home().join("空表"), desk.home().join("试用")];
    let (inbox, blank, sample) = (inbox.to_str().unwrap(), blank.to_str().unwrap(), sample.to_str().unwrap());
    let roster = desk.inbox().join("旧.xls");
    for arguments in [
        &["run", inbox, "--as-of", AS_OF, "--verify", "--encrypt", "--dossiers", "--edition", "full,public"][..],
        &["check", roster.to_str().unwrap()],
        &["explain", roster.to_str().unwrap()],
        &["template", "-o", blank],
        &["sample", "-o", sample, "--schools", "1", "--children", "3"],
    ] {
        let Some((output, trace)) = network(&desk, arguments) else {
            println!("passed over: strace is not to be had here");
            return;
        };
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", String::from_utf8_lossy(&output.stderr));
        // Within the machine, from one process of ours to another, is nobody's way out.
        let outside = trace.lines().filter(|line| {
            let opens = ["socket(", "connect(", "bind(", "sendto(", "sendmsg("].iter().any(|call| line.contains(call));
            opens && !line.contains("AF_UNIX") && !line.contains("ENOSYS")
        });
        let outside: Vec<&str> = outside.collect();
        assert!(outside.is_empty(), "{arguments:?}: {outside:#?}");
        assert!(trace.contains("exited with"), "{trace}");
    }
}

/// Runs the program under a umask.
fn under(umask: &str, desk: &Desk, out: &std::path::Path) -> Output {
    let mut shell = Command::new("sh");
    shell
        .env("XDG_CACHE_HOME", "/dev/null")
        .args(["-c", "umask \"$1\"; shift; exec \"$@\"", "sh", umask])
        .arg(program().get_program())
        .arg("run")
        .arg(desk.inbox());
    shell.args(["--as-of", AS_OF, "--edition", "full,working,public", "--dossiers", "-o"]).arg(out).output().unwrap()
}

#[test]
#[ignore = "needs a shell"]
fn whatever_the_umask_the_outputs_are_the_same_and_the_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let desk = one_roster();
    let [first, second] = ["000", "077"].map(|umask| {
        let out = desk.home().join(umask);
        let output = under(umask, &desk, &out);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        for path in paths(&out) {
            let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{umask}: {}", path.display());
        }
        contents(&out)
    });
    assert_same(&first, &second);
}
