//! 汇表 huibiao: a township's spreadsheets about left-behind children in, one workbook and a list of faults out.
//!
//! ```text
//! main ─ cli ─► pipeline ─► discover → open → recognise → normalise → check ─► merge ─► ledger ─► audit ─► report
//!        └► catalogue (every rule's words)      └ per file, in parallel ┘  └ whole township ┘
//! all of them ─► settings ─► form ─► finding ─► model                              arrows point down only
//! ```
//!
//! | module | what it does |
//! |---|---|
//! | [`cli`] | one file per command; the only printing |
//! | [`pipeline`] | a job from inbox to outputs, stage after stage |
//! | [`catalogue`] | every rule's code, severity and words |
//! | [`discover`] | inbox → source files, sorted |
//! | [`open`] | source file → sheets of cells; the only place that knows formats |
//! | [`recognise`] | sheet + forms → blocks, columns, what each row is |
//! | [`normalise`] | cell + field kind → typed value or fault |
//! | [`check`] | record, sheet, file, child → findings |
//! | [`merge`] | all records → schools, children, duplicates, conflicts |
//! | [`ledger`] | everything → one SQLite database |
//! | [`audit`] | ledger → findings about the township, by SQL |
//! | [`report`] | ledger → workbooks and JSON |
//! | [`outbox`] | OUT whole or not at all |
//! | [`sample`] | a fictional township from a seed, as data |
//! | [`decision`] | what the clerk decided: sheets that are written, filled in and read back |
//! | [`answer`] | what schools answered: corrected copies, explanations, what is left of the last run's problems |
//! | [`settings`], [`form`], [`finding`], [`model`], [`decode`] | what all of them speak in |
//!
//! # Invariants
//!
//! - A stage never names another stage; `pipeline` alone knows their order.
//! - No stage prints, exits, reads the clock or the environment.
//! - calamine, rust_xlsxwriter, rusqlite, clap and rayon are each named in one place:
//!   `open`, `report`, `ledger`, `cli`, `pipeline`.
//! - Every value keeps its place until it is written.
//! - A data fault is a value, never an `Err`: one bad file costs its own rows, never the batch.

pub mod answer;
pub mod audit;
pub mod catalogue;
pub mod check;
pub mod cli;
pub mod decision;
pub mod decode;
pub mod discover;
pub mod finding;
pub mod form;
pub mod ledger;
pub mod merge;
pub mod model;
pub mod normalise;
pub mod open;
pub mod outbox;
pub mod pipeline;
pub mod recognise;
pub mod report;
pub mod sample;
pub mod settings;
