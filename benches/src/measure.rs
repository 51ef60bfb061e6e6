//! Two commands against each other: run in turns, each from a fresh process, the middle figure of each counts.

use crate::usage::Usage;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// A command to measure.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Exit statuses that are answers; any other means that nothing was measured.
    pub answers: &'static [i32],
    /// What its output must hold, looked at once before measuring: a program that does less is fast for nothing.
    pub proof: &'static str,
    /// A folder to empty before each run.
    pub fresh: Option<PathBuf>,
}

impl Candidate {
    /// A command whose only answer is status 0.
    pub fn new(program: &Path, arguments: impl IntoIterator<Item = impl Into<OsString>>) -> Candidate {
        let arguments = arguments.into_iter().map(Into::into).collect();
        Candidate { program: program.to_owned(), arguments, answers: &[0], proof: "", fresh: None }
    }

    /// Runs it once unmeasured, which also brings its files into memory, and looks for the proof of work in what it prints.
    fn prove(&self) -> Result<(), String> {
        let output = Command::new(&self.program).args(&self.arguments).stdin(Stdio::null()).output();
        let output = output.map_err(|fault| format!("{}: {fault}", self.program.display()))?;
        let there = String::from_utf8_lossy(&output.stdout).contains(self.proof);
        if there { Ok(()) } else { Err(format!("it printed no `{}`: it did not do the work", self.proof)) }
    }

    /// Runs it once, from a fresh process.
    pub fn run(&self, measure: &Path) -> Result<Usage, String> {
        if let Some(folder) = self.fresh.as_deref().filter(|folder| folder.exists()) {
            std::fs::remove_dir_all(folder).map_err(|fault| format!("{}: {fault}", folder.display()))?;
        }
        let output = Command::new(measure).arg(&self.program).args(&self.arguments).output();
        let output = output.map_err(|fault| format!("{}: {fault}", measure.display()))?;
        let line = String::from_utf8_lossy(&output.stdout);
        let usage = Usage::from_line(&line).ok_or_else(|| String::from_utf8_lossy(&output.stderr).trim().to_owned())?;
        if self.answers.contains(&usage.status) {
            return Ok(usage);
        }
        let name = self.program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Err(format!("`{name}` ended with status {}", usage.status))
    }
}

/// The middle figures of several runs; each of the three by itself.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// CPU time.
    pub cpu: Duration,
    /// Wall time.
    pub wall: Duration,
    /// Peak memory in KiB.
    pub peak_kib: u64,
}

/// Runs both in turns (A B A B …) and gives the middle figures of each.
pub fn in_turns(measure: &Path, runs: usize, pair: [&Candidate; 2]) -> Result<[Figures; 2], String> {
    let mut samples = [Vec::new(), Vec::new()];
    pair.iter().filter(|candidate| !candidate.proof.is_empty()).try_for_each(|candidate| candidate.prove())?;
    for _ in 0..runs {
        for (candidate, sample) in pair.iter().zip(&mut samples) {
            sample.push(candidate.run(measure)?);
        }
    }
    Ok(samples.map(|sample| middle(&sample)))
}

fn middle(sample: &[Usage]) -> Figures {
    Figures {
        cpu: median(sample.iter().map(|usage| usage.cpu)),
        wall: median(sample.iter().map(|usage| usage.wall)),
        peak_kib: median(sample.iter().map(|usage| usage.peak_kib)),
    }
}

fn median<T: Ord + Copy + Default>(values: impl Iterator<Item = T>) -> T {
    let mut values: Vec<T> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}
