//! Files whose readers cannot be trusted with memory are read in a child process that caps itself.
//!
//! A face that is started with [`ARGUMENT`] as its only argument calls [`serve`] on its standard input and output.
//! A worker reads one file after another and ends when its input closes. One that dies or takes too long is replaced.

mod cap;
mod child;
mod wire;

use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::PoisonError;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use super::Reader;
use crate::model::{Book, Format, OpenFault, ReturnStamp};
use crate::settings::Limits;

pub use child::serve;
use wire::{Answer, Ask};

/// How long a process whose output has ended may take to end itself.
const GRACE: Duration = Duration::from_secs(1);

/// The hidden first argument that makes a program a worker.
pub const ARGUMENT: &str = "__read-worker";

/// A child process that reads files.
#[derive(Debug)]
pub(super) struct Worker {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Nothing is left to be told about a process that has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Reader {
    /// Reads a file's bytes in a worker that is free, or in a new one; the time counts for both together.
    pub(super) fn by_worker(&self, format: Format, bytes: &[u8], stem: &str) -> Result<Book, OpenFault> {
        let deadline = Instant::now() + Duration::from_secs(self.limits.worker_seconds);
        let waiting = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut worker) = waiting {
            match worker.read(format, bytes, stem, deadline) {
                // What earlier files left in its memory must not decide about this one.
                Err(End::Died) => {}
                outcome => return self.settle(worker, outcome),
            }
        }
        let mut worker = Worker::start(self).map_err(|error| unusable(&error))?;
        let outcome = worker.read(format, bytes, stem, deadline);
        self.settle(worker, outcome)
    }

    /// Keeps the worker for the next file, or buries it.
    fn settle(&self, mut worker: Worker, outcome: Result<Result<Book, OpenFault>, End>) -> Result<Book, OpenFault> {
        match outcome {
            Ok(answered) => {
                self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(worker);
                answered
            }
            Err(end) => Err(end.fault(&mut worker, &self.limits)),
        }
    }
}

fn unusable(error: &io::Error) -> OpenFault {
    OpenFault::Io { detail: format!("the reading process cannot be started: {}", error.kind()) }
}

impl Worker {
    fn start(reader: &Reader) -> io::Result<Self> {
        let mut child = Command::new(&reader.worker)
            .arg(ARGUMENT)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (Some(mut input), Some(output)) = (input, output) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        wire::send(&mut input, &wire::Terms::from(&reader.limits))?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    /// Has one file read until the deadline. An outer error is the worker's end, not the file's fault.
    fn read(
        &mut self,
        format: Format,
        bytes: &[u8],
        stem: &str,
        deadline: Instant,
    ) -> Result<Result<Book, OpenFault>, End> {
        let Self { child, input, output } = self;
        let (done, watched) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let watch = scope.spawn(move || {
                let left = deadline.saturating_duration_since(Instant::now());
                let is_late = watched.recv_timeout(left) == Err(mpsc::RecvTimeoutError::Timeout);
                if is_late {
                    // A child that cannot be killed has ended by itself.
                    let _ = child.kill();
                }
                is_late
            });
            let ask = Ask { format: format.name().to_owned(), stem: stem.to_owned(), bytes: bytes.len() as u64 };
            let answered = exchange(input, output, &ask, bytes);
            drop(done);
            let is_late = watch.join().unwrap_or(false);
            match answered {
                Ok(answered) => Ok(answered),
                Err(_) if is_late => Err(End::Late),
                Err(_) => Err(End::Died),
            }
        })
    }
}

impl Worker {
    /// How the process ended. One that talks nonsense may live on: it is not waited for.
    fn ended(&mut self) -> Option<ExitStatus> {
        let deadline = Instant::now() + GRACE;
        while Instant::now() < deadline {
            match self.child.try_wait() {
                Ok(None) => thread::sleep(Duration::from_millis(10)),
                ended => return ended.ok().flatten(),
            }
        }
        None
    }
}

/// Asks for a file and gathers the answer.
fn exchange(
    input: &mut impl Write,
    output: &mut impl BufRead,
    ask: &Ask,
    bytes: &[u8],
) -> io::Result<Result<Book, OpenFault>> {
    wire::send(input, ask)?;
    input.write_all(bytes)?;
    input.flush()?;
    let mut book = Book::default();
    loop {
        match wire::receive(output)?.ok_or(io::ErrorKind::UnexpectedEof)? {
            Answer::Sheet(sheet) => book.sheets.push(sheet.into()),
            Answer::Row(row) => {
                if let Some(sheet) = book.sheets.last_mut() {
                    sheet.rows.push(row.into());
                }
            }
            Answer::End { modified, own, stamp } => {
                (book.modified, book.own) = (modified.and_then(wire::moment), own);
                book.stamp = stamp.as_deref().and_then(ReturnStamp::read);
                return Ok(Ok(book));
            }
            Answer::Fault(fault) => return Ok(Err(fault.into())),
        }
    }
}

/// How a worker ended.
#[derive(Debug)]
enum End {
    Late,
    Died,
}

impl End {
    fn fault(self, worker: &mut Worker, limits: &Limits) -> OpenFault {
        match self {
            Self::Late => {
                OpenFault::TooLarge { what: "time", actual: limits.worker_seconds, limit: limits.worker_seconds }
            }
            Self::Died => died(worker.ended(), limits),
        }
    }
}

/// A process that aborts itself has run out of memory: readers' panics are caught.
fn died(status: Option<ExitStatus>, limits: &Limits) -> OpenFault {
    match status {
        Some(status) if status.code() == Some(child::NO_SERVICE) => {
            OpenFault::Io { detail: "the reading process would not serve".to_owned() }
        }
        Some(status) if status.success() => {
            OpenFault::Io { detail: "the reading process is another program".to_owned() }
        }
        None => OpenFault::Io { detail: "the reading process gave no answer".to_owned() },
        _ => OpenFault::TooLarge { what: "memory", actual: limits.worker_bytes, limit: limits.worker_bytes },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Source, SourceKind};
    use std::path::PathBuf;
    use std::sync::Arc;

    fn opened(worker: &str) -> OpenFault {
        let place = tempfile::tempdir().unwrap();
        let absolute = place.path().join("x.xls");
        std::fs::write(&absolute, b"x").unwrap();
        let source = Source {
            path: Arc::from("x.xls"),
            absolute,
            member: None,
            size: 1,
            digest: blake3::hash(b"x").to_hex().to_string(),
            kind: SourceKind::Table(Format::Xls),
            same_as: None,
            detail: None,
        };
        super::super::open(&source, &Reader::new(Limits::default(), PathBuf::from(worker))).unwrap_err()
    }

    #[test]
    fn a_worker_that_is_none_is_said_plainly() {
        let OpenFault::Io { detail } = opened("/no/such/program") else { panic!("another fault") };
        assert!(detail.contains("cannot be started"), "{detail}");
    }

    #[cfg(unix)]
    #[test]
    fn a_worker_that_talks_nonsense_and_lives_on_is_no_hang() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let program = place.path().join("worker");
        std::fs::write(&program, "#!/bin/sh\necho nonsense\nexec sleep 60\n").unwrap();
        std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o700)).unwrap();
        let start = Instant::now();
        let fault = opened(program.to_str().unwrap());
        assert!(matches!(fault, OpenFault::Io { .. }), "{fault}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }

    #[cfg(unix)]
    #[test]
    fn a_worker_that_ends_at_once_is_no_hang() {
        assert!(matches!(opened("true"), OpenFault::Io { .. }));
    }
}
