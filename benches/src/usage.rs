//! CPU time and peak memory of a child that has ended, as the kernel counted them. Unix only.

use std::ffi::OsString;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What one process cost.
#[derive(Clone, Copy, Debug)]
pub struct Usage {
    /// User and system time of all its threads.
    pub cpu: Duration,
    /// From start to end.
    pub wall: Duration,
    /// Largest resident memory, in KiB.
    pub peak_kib: u64,
    /// Its exit status, -1 when a signal ended it.
    pub status: i32,
}

impl Usage {
    /// As one line, for the process that asked.
    pub fn line(&self) -> String {
        format!("{} {} {} {}", self.cpu.as_micros(), self.wall.as_micros(), self.peak_kib, self.status)
    }

    /// Reads what [`Usage::line`] wrote.
    pub fn from_line(line: &str) -> Option<Usage> {
        let mut words = line.split_whitespace();
        let mut number = || words.next()?.parse::<i64>().ok();
        let (cpu, wall, peak, status) = (number()?, number()?, number()?, number()?);
        Some(Usage {
            cpu: Duration::from_micros(u64::try_from(cpu).ok()?),
            wall: Duration::from_micros(u64::try_from(wall).ok()?),
            peak_kib: u64::try_from(peak).ok()?,
            status: i32::try_from(status).ok()?,
        })
    }
}

/// Runs one program to its end. The figures are those of all children of this process, so it must be the only one.
#[cfg(unix)]
pub fn of_only_child(program: &OsString, arguments: &[OsString]) -> Result<Usage, String> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let ended = command.status().map_err(|fault| format!("cannot run {}: {fault}", program.display()))?;
    let wall = start.elapsed();
    let usage =
        getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|fault| format!("the kernel gives no figures: {fault}"))?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_vendor = "apple") { 1024 } else { 1 };
    Ok(Usage {
        cpu: Duration::from_micros(u64::try_from(micros).unwrap_or(0)),
        wall,
        peak_kib: u64::try_from(usage.max_rss() / unit).unwrap_or(0),
        status: ended.code().unwrap_or(-1),
    })
}

/// Elsewhere nothing is measured.
#[cfg(not(unix))]
pub fn of_only_child(_: &OsString, _: &[OsString]) -> Result<Usage, String> {
    Err("processes are measured on Unix only".to_owned())
}

#[cfg(test)]
mod tests {
    use super::Usage;

    #[test]
    fn a_line_is_read_back() {
        let line = "1500 2500 4096 -1";
        assert_eq!(Usage::from_line(line).map(|usage| usage.line()).as_deref(), Some(line));
    }

    #[test]
    fn half_a_line_is_no_figure() {
        assert!(Usage::from_line("1500 2500").is_none());
    }
}
