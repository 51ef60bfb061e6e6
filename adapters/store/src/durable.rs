//! Makes what SQLite wrote durable, once for everybody who waits.
//!
//! SQLite would wait for the disk within each transaction, one after the other. Here a transaction ends when its pages stand in the
//! log of writes, and whoever made it waits until that log was made durable after its end: one such step serves all who wait,
//! as the full mode of SQLite does for one. After a loss of power the log is read up to its last whole transaction.

use std::cell::Cell;
use std::fs::OpenOptions;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, PoisonError};

thread_local! {
    /// Whether this thread waits once for several changes, and whether it has made one since.
    static TOGETHER: Cell<Option<bool>> = const { Cell::new(None) };
}

/// Notes a change of this thread that is waited for later; `false`: it is waited for now.
pub(crate) fn is_waited_for_later() -> bool {
    TOGETHER.with(|together| {
        together.get().is_some() && {
            together.set(Some(true));
            true
        }
    })
}

/// Runs work whose changes are waited for once, after it. Whether there were any, and nobody around it waits for them.
pub(crate) fn together(work: &mut dyn FnMut()) -> bool {
    /// Ends it also when the work panics.
    struct End(Option<bool>);
    impl Drop for End {
        fn drop(&mut self) {
            TOGETHER.with(|together| together.set(self.0));
        }
    }
    let around = TOGETHER.with(Cell::get);
    let end = End(around);
    TOGETHER.with(|together| together.set(Some(false)));
    work();
    let changed = TOGETHER.with(Cell::get) == Some(true);
    drop(end);
    if around.is_some() && changed {
        return !is_waited_for_later();
    }
    changed
}

/// The log of writes of an SQLite file.
pub(crate) struct Durable {
    path: PathBuf,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Steps that were begun.
    begun: u64,
    /// Steps that are over.
    over: u64,
    /// The last of those that worked.
    good: u64,
}

impl Durable {
    /// For the log of writes beside this file.
    pub(crate) fn beside(file: &std::path::Path) -> Durable {
        let mut path = file.as_os_str().to_owned();
        path.push("-wal");
        Durable { path: path.into(), state: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits until everything written before this call is on the disk.
    pub(crate) fn wait(&self) -> io::Result<()> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A step that is under way may have begun before our pages stood there; the one after it has not.
        let wanted = state.begun + 1;
        loop {
            if state.good >= wanted {
                return Ok(());
            }
            if state.over == state.begun {
                state.begun += 1;
                let step = state.begun;
                drop(state);
                let done = self.step();
                state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
                state.over = step;
                if done.is_ok() {
                    state.good = step;
                }
                self.changed.notify_all();
                done?;
            } else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    }

    fn step(&self) -> io::Result<()> {
        // Write access, because Windows makes nothing durable without it.
        match OpenOptions::new().write(true).open(&self.path) {
            Ok(log) => log.sync_data(),
            // The log is taken away when everything in it was made durable in the file itself.
            Err(fault) if fault.kind() == ErrorKind::NotFound => Ok(()),
            Err(fault) => Err(fault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Durable, is_waited_for_later, together};

    #[test]
    fn changes_made_together_are_waited_for_once_by_the_outermost() {
        assert!(!is_waited_for_later());
        assert!(!together(&mut || ()), "nothing was changed");
        let mut inner = true;
        let outer = together(&mut || inner = together(&mut || assert!(is_waited_for_later())));
        assert_eq!((outer, inner), (true, false));
        assert!(!is_waited_for_later());
    }

    #[test]
    fn many_who_wait_are_served_by_few_steps() {
        let file = std::env::temp_dir().join(format!("tutela-durable-{}", std::process::id()));
        std::fs::write(file.with_file_name(format!("{}-wal", file.file_name().unwrap().to_str().unwrap())), "x")
            .unwrap();
        let durable = Durable::beside(&file);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..20).for_each(|_| durable.wait().unwrap()));
            }
        });
        let steps = durable.state.lock().unwrap().begun;
        assert!((20..=160).contains(&steps), "{steps}");
        std::fs::remove_file(durable.path).unwrap();
        assert!(Durable::beside(&file).wait().is_ok(), "what was taken away is durable");
    }
}
