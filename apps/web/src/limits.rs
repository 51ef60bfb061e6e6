//! How much one caller may ask for: a bucket of tokens that fills with time. Sign-ins have a smaller one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use terms::Instant;

/// Callers that are remembered; beyond it those whose bucket is full again are forgotten, then those who took least.
const MOST_CALLERS: usize = 10_000;

/// So many are remembered after that.
const FEWER_CALLERS: usize = MOST_CALLERS / 10 * 9;

/// A bucket for each caller.
#[derive(Debug)]
pub(crate) struct Limit {
    most: f64,
    per_second: f64,
    buckets: Mutex<HashMap<IpAddr, (f64, Instant)>>,
}

impl Limit {
    /// At most `most` at once, and `per_second` in the long run.
    pub(crate) fn new(most: u32, per_second: f64) -> Limit {
        Limit { most: f64::from(most), per_second, buckets: Mutex::default() }
    }

    /// Takes one; otherwise says in how many seconds there is one again.
    pub(crate) fn take(&self, caller: IpAddr, now: Instant) -> Result<(), u64> {
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= MOST_CALLERS && !buckets.contains_key(&caller) {
            self.forget(&mut buckets, now);
        }
        let (held, since) = buckets.entry(caller).or_insert((self.most, now));
        *held = self.filled(*held, *since, now);
        *since = now;
        if *held >= 1.0 {
            *held -= 1.0;
            return Ok(());
        }
        Err(((1.0 - *held) / self.per_second).ceil() as u64)
    }

    /// How many callers are remembered.
    #[cfg(test)]
    pub(crate) fn callers(&self) -> usize {
        self.buckets.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    /// Lets go of callers, so that a crowd of addresses takes no more memory than this.
    fn forget(&self, buckets: &mut HashMap<IpAddr, (f64, Instant)>, now: Instant) {
        buckets.retain(|_, (held, since)| self.filled(*held, *since, now) < self.most);
        let Some(mut over) = buckets.len().checked_sub(FEWER_CALLERS) else { return };
        let mut held: Vec<f64> = buckets.values().map(|(held, since)| self.filled(*held, *since, now)).collect();
        held.sort_unstable_by(f64::total_cmp);
        let line = held.get(FEWER_CALLERS).copied().unwrap_or(self.most);
        buckets.retain(|_, (held, since)| {
            let goes = over > 0 && self.filled(*held, *since, now) >= line;
            over -= usize::from(goes);
            !goes
        });
    }

    fn filled(&self, held: f64, since: Instant, now: Instant) -> f64 {
        // A clock that was set back fills nothing and takes nothing away.
        let seconds = now.0.saturating_sub(since.0).max(0) as f64 / 1000.0;
        (held + seconds * self.per_second).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::Limit;
    use std::net::{IpAddr, Ipv4Addr};
    use terms::Instant;

    const ONE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    const OTHER: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 2));

    #[test]
    fn a_bucket_empties_and_fills_with_time() {
        let limit = Limit::new(2, 0.5);
        let at = |seconds: i64| limit.take(ONE, Instant(seconds * 1000));
        assert_eq!([at(0), at(0), at(0), at(1), at(2)], [Ok(()), Ok(()), Err(2), Err(1), Ok(())]);
    }

    #[test]
    fn one_caller_does_not_empty_the_bucket_of_another() {
        let limit = Limit::new(1, 1.0);
        assert_eq!((limit.take(ONE, Instant(0)), limit.take(OTHER, Instant(0))), (Ok(()), Ok(())));
    }

    #[test]
    fn a_crowd_of_addresses_is_bounded_and_frees_nobody_who_took_too_much() {
        let limit = Limit::new(3, 0.001);
        let crowd = |number: u32| IpAddr::V4(Ipv4Addr::from(0x0a00_0000 + number));
        while limit.take(ONE, Instant(0)).is_ok() {}
        for number in 0..100_000 {
            assert_eq!(limit.take(crowd(number), Instant(0)), Ok(()));
            assert!(limit.buckets.lock().unwrap().len() <= super::MOST_CALLERS, "{number}");
        }
        assert!(limit.take(ONE, Instant(0)).is_err());
    }

    #[test]
    fn a_clock_set_back_opens_nothing() {
        let limit = Limit::new(1, 1.0);
        assert_eq!((limit.take(ONE, Instant(9000)), limit.take(ONE, Instant(0))), (Ok(()), Err(1)));
    }
}
