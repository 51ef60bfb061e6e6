//! What the server does by itself, in loops that never end: each goes on after a panic, and tells when it last moved.

use crate::complaints::{Complaints, REST};
use activities::store_fault::StoreFault;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// A loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loop {
    /// Checks again what is kept.
    Watch,
    /// Lets go of records whose time is over.
    Retention,
    /// Plans and writes what people are told.
    Plan,
    /// Sends mail.
    Mail,
    /// Posts events.
    Webhooks,
    /// Fetches feeds.
    Feeds,
}

impl Loop {
    const ALL: [Loop; 6] = [Loop::Watch, Loop::Retention, Loop::Plan, Loop::Mail, Loop::Webhooks, Loop::Feeds];

    /// Its name for programs.
    fn name(self) -> &'static str {
        match self {
            Loop::Watch => "watch",
            Loop::Retention => "retention",
            Loop::Plan => "plan",
            Loop::Mail => "mail",
            Loop::Webhooks => "webhooks",
            Loop::Feeds => "feeds",
        }
    }

    /// The longest that one of its steps may take: a check, a letter to a slow server, an archive of years that is taken in.
    fn patience(self) -> Duration {
        let minutes = match self {
            Loop::Watch | Loop::Plan => 10,
            Loop::Mail | Loop::Webhooks => 20,
            Loop::Retention => 30,
            Loop::Feeds => 120,
        };
        Duration::from_secs(minutes * 60)
    }
}

/// When each of them last moved.
#[derive(Debug)]
pub(crate) struct Loops {
    begin: Instant,
    /// Milliseconds after the beginning, and one more; 0: it was never started.
    moved: [AtomicU64; Loop::ALL.len()],
    panics: AtomicU64,
    /// So much later it is for tests, in milliseconds.
    #[cfg(test)]
    later: AtomicU64,
}

impl Default for Loops {
    fn default() -> Loops {
        Loops {
            begin: Instant::now(),
            moved: Default::default(),
            panics: AtomicU64::new(0),
            #[cfg(test)]
            later: AtomicU64::new(0),
        }
    }
}

impl Loops {
    /// Milliseconds since the beginning. The clock of the wall may jump.
    fn now(&self) -> u64 {
        let now = u64::try_from(self.begin.elapsed().as_millis()).unwrap_or(u64::MAX);
        #[cfg(test)]
        let now = now + self.later.load(Ordering::Relaxed);
        now
    }

    /// It is later now.
    #[cfg(test)]
    pub(crate) fn later(&self, by: Duration) {
        self.later.fetch_add(u64::try_from(by.as_millis()).unwrap(), Ordering::Relaxed);
    }

    /// A loop has moved.
    pub(crate) fn moved(&self, which: Loop) {
        self.moved[which as usize].store(self.now() + 1, Ordering::Relaxed);
    }

    /// How long ago each loop that was started last moved.
    fn ages(&self) -> impl Iterator<Item = (Loop, Duration)> {
        let now = self.now();
        Loop::ALL.into_iter().filter_map(move |which| {
            let moved = self.moved[which as usize].load(Ordering::Relaxed).checked_sub(1)?;
            Some((which, Duration::from_millis(now.saturating_sub(moved))))
        })
    }

    /// What is said of the first loop that stands still; `None`: all of them move.
    pub(crate) fn standing(&self) -> Option<String> {
        let (which, age) = self.ages().find(|(which, age)| *age >= which.patience())?;
        Some(format!("the loop \u{201c}{}\u{201d} has not moved for {} minutes\n", which.name(), age.as_secs() / 60))
    }

    /// Runs a piece of work; otherwise what it said when it panicked. Nothing that it left half done is seen by others: a transaction that
    /// was not ended is undone, and no lock of ours stays shut.
    pub(crate) fn caught<T>(&self, work: impl FnOnce() -> T) -> Result<T, String> {
        catch_unwind(AssertUnwindSafe(work)).map_err(|cause| {
            self.panics.fetch_add(1, Ordering::Relaxed);
            let words = cause.downcast_ref::<String>().map(String::as_str);
            let words = words.or_else(|| cause.downcast_ref::<&str>().copied()).unwrap_or("no words");
            format!("a fault of the program: {words}")
        })
    }

    /// Takes a step of a loop, and says what kept it from being done.
    pub(crate) fn step<T>(
        &self,
        which: Loop,
        complaints: &mut Complaints,
        step: impl FnOnce() -> Result<T, StoreFault>,
    ) -> Option<T> {
        self.moved(which);
        match self.caught(step) {
            Ok(Ok(done)) => return Some(done),
            Ok(Err(fault)) => complaints.say(&fault),
            Err(words) => complaints.say(&words),
        }
        std::thread::sleep(REST);
        None
    }

    /// How they stand, in the text format of Prometheus.
    pub(crate) fn text(&self) -> String {
        let mut text = String::from("# TYPE tutela_loop_idle_seconds gauge\n");
        for (which, age) in self.ages() {
            let _ = writeln!(text, "tutela_loop_idle_seconds{{loop=\"{}\"}} {}", which.name(), age.as_secs());
        }
        let panics = self.panics.load(Ordering::Relaxed);
        let _ = writeln!(text, "# TYPE tutela_panics_total counter\ntutela_panics_total {panics}");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Loop, Loops};
    use crate::complaints::Complaints;
    use std::time::Duration;

    #[test]
    fn a_loop_that_was_started_and_stands_still_for_minutes_is_told() {
        let loops = Loops::default();
        loops.later(Duration::from_secs(86_400));
        assert_eq!(loops.standing(), None, "none was started");
        loops.moved(Loop::Watch);
        loops.moved(Loop::Feeds);
        loops.later(Duration::from_secs(599));
        assert_eq!(loops.standing(), None);
        loops.later(Duration::from_secs(61));
        assert_eq!(loops.standing().unwrap(), "the loop “watch” has not moved for 11 minutes\n");
        assert!(loops.text().contains("tutela_loop_idle_seconds{loop=\"watch\"} 660\n"));
        loops.moved(Loop::Watch);
        assert_eq!(loops.standing(), None, "what takes long for feeds is usual");
    }

    #[test]
    fn a_step_that_panics_is_said_and_counted_and_the_next_one_is_taken() {
        let (loops, mut complaints) = (Loops::default(), Complaints::default());
        let mut step = |panics: bool| {
            loops.step(Loop::Plan, &mut complaints, || {
                assert!(!panics, "a step that panics");
                Ok(1)
            })
        };
        assert_eq!([step(true), step(false)], [None, Some(1)]);
        assert!(loops.text().contains("tutela_panics_total 1\n"));
    }
}
