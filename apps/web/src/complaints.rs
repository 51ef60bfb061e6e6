//! What the server says on its own log when something it does by itself fails: once, and again each minute while it goes on.

use std::fmt::Display;
use std::time::{Duration, Instant};

/// How often the same words are said.
const EVERY: Duration = Duration::from_secs(60);

/// How long a step rests after a fault that may last: what failed a moment ago mostly fails again.
pub(crate) const REST: Duration = Duration::from_secs(2);

/// What one thread complained of last.
#[derive(Debug, Default)]
pub(crate) struct Complaints(Option<(String, Instant)>);

impl Complaints {
    /// Says it, unless that was said less than a minute ago.
    pub(crate) fn say(&mut self, what: &dyn Display) {
        if let Some(words) = self.due(what.to_string(), Instant::now()) {
            eprintln!("tutela serve: {words}");
        }
    }

    fn due(&mut self, words: String, now: Instant) -> Option<&str> {
        if self.0.as_ref().is_some_and(|(last, at)| *last == words && now.duration_since(*at) < EVERY) {
            return None;
        }
        Some(&self.0.insert((words, now)).0)
    }
}

#[cfg(test)]
mod tests {
    use super::{Complaints, EVERY};
    use std::time::Instant;

    #[test]
    fn the_same_words_are_said_once_a_minute_and_other_words_at_once() {
        let (mut complaints, begin) = (Complaints::default(), Instant::now());
        let mut said = |words: &str, after| complaints.due(words.to_owned(), begin + after).is_some();
        assert!(said("full", EVERY / 10) && !said("full", EVERY / 2));
        assert!(said("read-only", EVERY / 2) && said("full", EVERY / 2), "they are other words");
        assert!(said("full", EVERY * 2));
    }
}
