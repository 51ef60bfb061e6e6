//! Works on many inputs on all cores, and hands the results on in the order given.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Results that wait for their turn are bounded, so that a slow first input does not fill the memory.
const AHEAD_EACH: usize = 16;
/// So many results are handed on at once where they come fast: waking somebody costs as much as a small answer.
const TOGETHER: usize = 8;

/// Results that are done and not yet handed on.
struct Waiting<T> {
    done: Vec<Option<T>>,
    /// The place whose result is handed on next.
    turn: usize,
    ready: usize,
    finished: usize,
}

/// Calls `work` with each place of `0..count` on all cores, and `take` with each result in order, as soon as some are
/// ready. After the first error of `take` the results that are still coming are dropped.
pub(crate) fn each_in_turn<T: Send, E>(
    count: usize,
    work: impl Fn(usize) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(count);
    let next = AtomicUsize::new(0);
    let waiting = Mutex::new(Waiting { done: (0..count).map(|_| None).collect(), turn: 0, ready: 0, finished: 0 });
    let (wake, room) = (Condvar::new(), Condvar::new());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                loop {
                    let place = next.fetch_add(1, Ordering::Relaxed);
                    if place >= count {
                        return;
                    }
                    let mut held = lock(&waiting);
                    while place > held.turn + workers * AHEAD_EACH {
                        held = room.wait(held).unwrap_or_else(PoisonError::into_inner);
                    }
                    drop(held);
                    let result = work(place);
                    let mut held = lock(&waiting);
                    held.done[place] = Some(result);
                    held.ready += 1;
                    held.finished += 1;
                    if held.ready >= TOGETHER || held.finished == count {
                        wake.notify_one();
                    }
                }
            });
        }
        hand_on(&waiting, count, (&wake, &room), &mut take)
    })
}

fn hand_on<T, E>(
    waiting: &Mutex<Waiting<T>>,
    count: usize,
    (wake, room): (&Condvar, &Condvar),
    take: &mut dyn FnMut(T) -> Result<(), E>,
) -> Result<(), E> {
    let mut outcome = Ok(());
    let mut held = lock(waiting);
    while held.turn < count {
        let turn = held.turn;
        let Some(result) = held.done[turn].take() else {
            held = wake.wait(held).unwrap_or_else(PoisonError::into_inner);
            continue;
        };
        held.turn += 1;
        held.ready -= 1;
        drop(held);
        if outcome.is_ok() {
            outcome = take(result);
        }
        room.notify_all();
        held = lock(waiting);
    }
    outcome
}

fn lock<T>(waiting: &Mutex<Waiting<T>>) -> MutexGuard<'_, Waiting<T>> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::each_in_turn;

    #[test]
    fn results_come_in_the_order_given_however_long_each_takes() {
        for count in [0, 1, 7, 8, 9, 300] {
            let mut seen = Vec::new();
            let slow = |place: usize| (0..(place * 7919) % 1000).fold(place, |sum, _| std::hint::black_box(sum));
            let outcome = each_in_turn(count, slow, |result| {
                seen.push(result);
                Ok::<(), ()>(())
            });
            assert_eq!((outcome, seen), (Ok(()), (0..count).collect()));
        }
    }

    #[test]
    fn after_an_error_nothing_more_is_taken() {
        let mut taken = 0;
        let outcome = each_in_turn(
            100,
            |place| place,
            |place| {
                taken += 1;
                if place == 10 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!((outcome, taken), (Err("enough"), 11));
    }
}
