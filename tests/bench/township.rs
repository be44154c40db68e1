//! What a run costs beside what its libraries cost: the whole job, the floor, and where the job's time goes.
//!
//! The floor is reading every cell of the same inputs with calamine in parallel, and writing the cells of the
//! workbooks that the job has just made with rust_xlsxwriter: in this process, after the job. Times are CPU time of all
//! threads, so that a busy machine changes them little; nothing is asserted. The time per thousand rows of two sizes
//! side by side says how the cost grows.
//!
//! ```text
//! cargo bench                        600 workbooks: 200 schools, three forms
//! cargo bench -- small               162 workbooks
//! cargo bench -- county              3,800 workbooks
//! cargo bench -- inbox FOLDER        what lies in FOLDER
//! ```

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the table is what it is run for")]

mod cost;
mod floor;
mod inbox;
mod job;
mod stages;
mod table;

use std::path::PathBuf;

use cost::Cost;
use table::Table;

/// What a run may cost.
const GREATEST_RATIO: f64 = 1.4;
const GREATEST_PEAK_MIB: f64 = 400.0;
const GREATEST_SHARE_OF_CHECKS: f64 = 0.1;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let scratch = tempfile::tempdir().unwrap();
    let inbox = match asked.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["inbox", folder] => PathBuf::from(folder),
        ["small"] => inbox::small(scratch.path()),
        ["county"] => inbox::county(scratch.path()),
        [] => inbox::township(scratch.path()),
        _ => {
            eprintln!("cargo bench -- [small | county | inbox FOLDER]");
            std::process::exit(2);
        }
    };
    let job = job::run(&inbox, &scratch.path().join("out"));
    let stages = stages::run(&inbox);
    let floor = floor::run(&inbox, &job.workbooks);
    print(&job, &stages, &floor);
}

fn print(job: &job::Taken, stages: &stages::Taken, floor: &floor::Taken) {
    let least = floor.reading.cpu + floor.writing.cpu;
    println!("{} files, {} rows, {} cells read, {} cells written", job.files, job.rows, floor.read, floor.written);
    // The same figure of two sizes says how the cost grows.
    println!("{:.1} CPU ms per thousand rows", job.whole.cpu * 1e6 / job.rows.max(1) as f64);

    let mut table = Table::new(["the job", "CPU s", "wall s", "share"]);
    for (stage, cost) in &job.stages {
        table.cost(stage, *cost, job.whole.cpu);
    }
    table.cost("whole", job.whole, job.whole.cpu);
    table.print();

    let mut table = Table::new(["reading a file, stage by stage", "CPU s", "wall s", "of reading"]);
    let parts = [
        ("open", stages.open),
        ("recognise", stages.recognise),
        ("normalise", stages.normalise),
        ("check", stages.check),
    ];
    for (stage, cpu) in parts {
        table.cost(stage, Cost { cpu, wall: f64::NAN }, stages.open);
    }
    table.print();

    let mut table = Table::new(["the floor", "CPU s", "wall s", "share"]);
    table.cost("calamine reads the inputs", floor.reading, least);
    table.cost("rust_xlsxwriter writes the outputs", floor.writing, least);
    table.print();

    let mut table = Table::new(["goal", "is", "at most", ""]);
    table.goal("job / floor, CPU", job.whole.cpu / least, GREATEST_RATIO);
    table.goal("peak memory of the job, MiB", job.peak_mib, GREATEST_PEAK_MIB);
    let understanding = stages.recognise + stages.normalise + stages.check;
    table.goal("recognise + normalise + check / reading", understanding / stages.open, GREATEST_SHARE_OF_CHECKS);
    table.print();
}
