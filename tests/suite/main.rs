//! One binary for all tests that use the crate from outside.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod answers;
mod anywhere;
mod arrivals;
mod blank;
mod cases;
mod corpus;
mod decisions;
mod desk;
mod editions;
mod every_form;
#[cfg(target_os = "linux")]
mod faults;
#[cfg(target_os = "linux")]
mod foreign;
mod formats;
mod further;
mod history;
mod hostile;
mod house;
mod listing;
mod outputs;
mod page;
mod properties;
mod readme;
mod returned;
mod rules;
mod run;
mod sample;
mod sample_figures;
mod samples;
mod sealed;
mod third_form;
mod township;
#[cfg(unix)]
mod unchanged;
#[cfg(unix)]
mod windows;
