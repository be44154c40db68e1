//! What a run costs beside what its libraries cost: the whole job, the floor, and where the job's time goes.
//!
//! The floor is reading every cell of the same inputs with calamine in parallel, and writing the cells of the
//! workbooks that the job has just made with rust_xlsxwriter: in this process, after the job. Times are CPU time of all
//! threads, so that a busy machine changes them little; nothing is asserted. The time per thousand rows of two sizes
//! side by side says how the cost grows.
//!
//! The physical floor is less than any program can do: unpacking every part of the inputs, and packing the parts of the
//! workbooks once.
//!
//! ```text
//! cargo bench                        600 workbooks: 200 schools, three forms
//! cargo bench -- sixty               60 workbooks
//! cargo bench -- small               162 workbooks
//! cargo bench -- county              3,800 workbooks
//! cargo bench -- million             one workbook with a million rows
//! cargo bench -- inbox FOLDER        what lies in FOLDER
//! ```

#![allow(clippy::unwrap_used, reason = "a measurement that cannot go on ends")]
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "the table is what it is run for")]

mod cost;
mod floor;
mod inbox;
mod job;
mod physical;
mod stages;
mod table;

use std::path::PathBuf;

use cost::Cost;
use table::Table;

/// The program's own allocator, for the floor too.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// What a run may cost, in CPU time of the floor: what was asked first, and what is aimed at.
const GREATEST_RATIOS: [f64; 2] = [1.4, 1.15];
const GREATEST_SHARE_OF_CHECKS: f64 = 0.1;
const GREATEST_SHARE_OF_A_SECOND_RUN: f64 = 0.1;
const LEAST_BUSY: f64 = 0.85;
const LEAST_FASTER_READING: f64 = 4.0;

fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path();
    let (inbox, greatest_peak_mib) = match asked.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["inbox", folder] => (PathBuf::from(folder), 400.0),
        ["sixty"] => (inbox::sixty(folder), 400.0),
        ["small"] => (inbox::small(folder), 400.0),
        [] => (inbox::township(folder), 400.0),
        ["county"] => (inbox::county(folder), 300.0),
        [inbox::MILLION, folder] => return inbox::write_million(folder.as_ref()),
        ["million"] => (inbox::million(folder), 512.0),
        _ => {
            eprintln!("cargo bench -- [sixty | small | county | million | inbox FOLDER]");
            std::process::exit(2);
        }
    };
    let job = job::run(&inbox, &folder.join("out"));
    let stages = stages::run(&inbox);
    let floor = floor::run(&inbox, &job.workbooks);
    let physical = physical::run(&inbox, &job.workbooks);
    print(&job, &stages, &floor, &physical, greatest_peak_mib);
}

fn print(
    job: &job::Taken,
    stages: &stages::Taken,
    floor: &floor::Taken,
    physical: &physical::Taken,
    greatest_peak_mib: f64,
) {
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
    table.cost("every part of the inputs unpacked", physical.unpacking, least);
    table.cost("every part of the outputs packed", physical.packing, least);
    table.print();

    let packing = physical.unpacking.cpu + physical.packing.cpu;
    println!("\nthe job takes {:.1} times the CPU of unpacking and packing alone", job.whole.cpu / packing);
    let mut table = Table::new(["goal", "is", "goal", ""]);
    for greatest in GREATEST_RATIOS {
        table.goal("job / floor, CPU", job.whole.cpu / least, greatest);
    }
    table.goal("peak memory of the job, MiB", job.peak_mib, greatest_peak_mib);
    let cores = std::thread::available_parallelism().map_or(1, usize::from) as f64;
    table.aim("share of the cores that was busy", job.whole.cpu / job.whole.wall / cores, LEAST_BUSY);
    table.aim("calamine / our reading, CPU", floor.reading.cpu / stages.open, LEAST_FASTER_READING);
    table.goal("second run / first, CPU", job.second.cpu / job.whole.cpu, GREATEST_SHARE_OF_A_SECOND_RUN);
    let understanding = stages.recognise + stages.normalise + stages.check;
    table.goal("recognise + normalise + check / reading", understanding / stages.open, GREATEST_SHARE_OF_CHECKS);
    table.print();
}
