//! The hours of a person's own day.

use crate::notices_port::{Preferences, Quiet, Rhythm};
use terms::Instant;

/// Milliseconds of a minute.
const MINUTE: i64 = 60_000;

/// Minutes of a day.
const DAY: i64 = 1440;

/// The minute since 1970 on the person's clock, and the part of it that has gone by.
fn local(offset: i16, at: Instant) -> (i64, i64) {
    let shifted = at.0.saturating_add(i64::from(offset) * MINUTE);
    (shifted.div_euclid(MINUTE), shifted.rem_euclid(MINUTE))
}

fn instant(offset: i16, minute: i64) -> Instant {
    Instant(minute.saturating_mul(MINUTE) - i64::from(offset) * MINUTE)
}

/// When the quiet hours end in which this moment lies; `None` outside of them.
pub fn end_of_quiet(quiet: Option<Quiet>, offset: i16, now: Instant) -> Option<Instant> {
    let Quiet { from, to } = quiet?;
    let (from, to) = (i64::from(from), i64::from(to));
    let (minute, _) = local(offset, now);
    let of_day = minute.rem_euclid(DAY);
    let (inside, ends_next_day) = if from <= to {
        ((from..to).contains(&of_day), false)
    } else {
        (of_day >= from || of_day < to, of_day >= from)
    };
    let midnight = minute - of_day;
    inside.then(|| instant(offset, midnight + to + if ends_next_day { DAY } else { 0 }))
}

/// The first moment of a rhythm after this one; `None` when everything goes out at once.
pub fn next_slot(rhythm: Rhythm, offset: i16, now: Instant) -> Option<Instant> {
    let last = last_slot(rhythm, offset, now)?;
    let days = if matches!(rhythm, Rhythm::Weekly(..)) { 7 } else { 1 };
    Some(Instant(last.0 + days * Instant::DAY))
}

/// The last moment of a rhythm that is not after this one.
pub fn last_slot(rhythm: Rhythm, offset: i16, now: Instant) -> Option<Instant> {
    let (minute, _) = local(offset, now);
    let midnight = minute - minute.rem_euclid(DAY);
    let (last, days) = match rhythm {
        Rhythm::AtOnce => return None,
        Rhythm::Daily(at) => (midnight + i64::from(at), 1),
        Rhythm::Weekly(weekday, at) => {
            // 1970-01-01 was a Thursday, the fourth day of a week that begins on Monday.
            let today = (midnight.div_euclid(DAY) + 3).rem_euclid(7);
            (midnight + (i64::from(weekday % 7) - today) * DAY + i64::from(at), 7)
        }
    };
    let mut last = last;
    while last > minute {
        last -= days * DAY;
    }
    while last + days * DAY <= minute {
        last += days * DAY;
    }
    Some(instant(offset, last))
}

/// Eight in the morning: when a digest comes for who has not said.
pub const MORNING: u16 = 8 * 60;

impl Preferences {
    /// How somebody is told who has not said: mail, what can wait once a day at eight, no quiet hours.
    pub fn usual(tenant: &str, account: &str, language: &str) -> Preferences {
        Preferences {
            account: account.to_owned(),
            tenant: tenant.to_owned(),
            mail: true,
            rhythm: Rhythm::Daily(MORNING),
            quiet: None,
            // Who reads Japanese most likely lives nine hours ahead of UTC.
            offset: if language == "ja" { 540 } else { 0 },
            deputy: String::new(),
            lines: Vec::new(),
        }
    }
}
