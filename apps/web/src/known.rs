//! Whom the store knew a moment ago, so that a page of ten requests asks it once who is calling.
//!
//! Everything that changes something lets go of all of it, so an account that is disabled here is out at once; on another
//! process with the same database within a second.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use terms::Instant;

/// How long somebody is known without asking, in milliseconds.
const KNOWN_FOR: i64 = 1_000;

/// So many are known at once; then all are let go of.
const MOST_KNOWN: usize = 10_000;

/// Who is known, by what they showed.
#[derive(Debug)]
pub(crate) struct Known<T>(Mutex<Held<T>>);

#[derive(Debug)]
struct Held<T> {
    by_key: HashMap<String, (Instant, Arc<T>)>,
    /// How often all were let go of: what was asked before that is not held after it.
    turn: u64,
}

impl<T> Default for Known<T> {
    fn default() -> Known<T> {
        Known(Mutex::new(Held { by_key: HashMap::new(), turn: 0 }))
    }
}

impl<T> Known<T> {
    /// Who showed this a moment ago; otherwise the turn in which the store is now asked.
    pub(crate) fn get(&self, key: &str, now: Instant) -> Result<Arc<T>, u64> {
        let held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match held.by_key.get(key) {
            Some((at, one)) if (0..KNOWN_FOR).contains(&now.0.saturating_sub(at.0)) => Ok(Arc::clone(one)),
            Some(_) | None => Err(held.turn),
        }
    }

    /// Holds whom the store told of in this turn.
    pub(crate) fn put(&self, key: String, now: Instant, turn: u64, one: &Arc<T>) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.turn != turn {
            return;
        }
        if held.by_key.len() >= MOST_KNOWN {
            held.by_key.clear();
        }
        held.by_key.insert(key, (now, Arc::clone(one)));
    }

    /// How often all were let go of: what somebody may was asked anew since, where it is another number than before.
    pub(crate) fn turn(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).turn
    }

    /// Lets go of everybody.
    pub(crate) fn let_go(&self) {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.turn += 1;
        held.by_key.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::Known;
    use std::sync::Arc;
    use terms::Instant;

    #[test]
    fn nobody_is_known_for_long_or_across_a_change() {
        let known = Known::default();
        let turn = known.get("a", Instant(0)).unwrap_err();
        known.put("a".to_owned(), Instant(0), turn, &Arc::new(1));
        assert_eq!(known.get("a", Instant(999)).map(|one| *one), Ok(1));
        assert!(known.get("a", Instant(1000)).is_err());
        known.let_go();
        assert!(known.get("a", Instant(1)).is_err());
        known.put("a".to_owned(), Instant(1), turn, &Arc::new(1));
        assert!(known.get("a", Instant(1)).is_err(), "what was asked before the change is not held");
    }
}
