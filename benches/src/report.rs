//! The table a person reads.

use crate::jobs::Job;
use crate::measure::Figures;
use std::time::Duration;

/// The head of the table.
pub fn head() {
    println!("\n{:<26}{:>28}{:>28}{:>8}{:>9}", "", "tutela", "floor", "CPU", "ns per");
    println!("{:<26}{}{}{:>8}{:>9}   bar", "job", COLUMNS, COLUMNS, "ratio", "item");
}

const COLUMNS: &str = "  CPU ms  wall ms  peak MiB ";

/// One row, with the bar beside the figures.
pub fn row(job: &Job, [tutela, floor]: &[Figures; 2]) {
    let ratio = tutela.cpu.as_secs_f64() / floor.cpu.as_secs_f64().max(f64::EPSILON);
    let each = match job.components {
        0 => String::new(),
        components => format!("{}", tutela.cpu.as_nanos() / u128::from(components)),
    };
    let kept = match job.bar.kept(tutela, floor, job.bytes) {
        None => String::new(),
        Some(true) => format!("kept: {}", job.bar.words()),
        Some(false) => format!("NOT KEPT: {}", job.bar.words()),
    };
    println!("{:<26}{}{}{ratio:>8.2}{each:>9}   {kept}", job.name, cells(tutela), cells(floor));
}

/// Below a job that fills an index: how large it is.
pub fn index_size(job: &Job) {
    let Some(index) = job.tutela.fresh.as_ref().map(|home| home.join("index")) else { return };
    println!("{:<26}index: {:.0} MB", "", size(&index) as f64 / 1e6);
}

fn size(path: &std::path::Path) -> u64 {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.flatten().map(|entry| size(&entry.path())).sum(),
        Err(_) => path.metadata().map_or(0, |about| about.len()),
    }
}

/// A row without figures, and why.
pub fn not_measured(job: &Job, why: &str) {
    println!("{:<26}not measured: {why}", job.name);
}

fn cells(figures: &Figures) -> String {
    let milli = |time: Duration| time.as_secs_f64() * 1_000.0;
    let peak = figures.peak_kib as f64 / 1024.0;
    format!("{:>8.1}{:>9.1}{peak:>10.1} ", milli(figures.cpu), milli(figures.wall))
}
