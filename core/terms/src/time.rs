//! Time values. Nothing here knows what time it is now; `now` is a parameter wherever it matters.

use std::fmt;

/// A calendar day (ISO 8601), counted from 1970-01-01.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day(pub i32);

impl Day {
    /// The day of a proleptic Gregorian date; `None` when the date does not exist.
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Day> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return None;
        }
        // Days from civil: the year starts in March, so that the leap day is the last one.
        let y = i64::from(year) - i64::from(month <= 2);
        let era = y.div_euclid(400);
        let of_era = y.rem_euclid(400);
        let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
        let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
        i32::try_from(days).ok().map(Day)
    }

    /// Year, month and day of the month.
    pub fn ymd(self) -> (i32, u32, u32) {
        let z = i64::from(self.0) + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = doy - (153 * mp + 2) / 5 + 1;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = yoe + era * 400 + i64::from(month <= 2);
        (year as i32, month as u32, day as u32)
    }

    /// Reads `2026-11-23`; anything after the tenth character is the caller's business.
    pub fn parse(text: &str) -> Option<Day> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return None;
        }
        Day::from_ymd(number(&bytes[..4])? as i32, number(&bytes[5..7])?, number(&bytes[8..])?)
    }

    /// The instant at which this day starts in UTC.
    pub fn start(self) -> Instant {
        Instant(i64::from(self.0) * Instant::DAY)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.ymd();
        write!(out, "{year:04}-{month:02}-{day:02}")
    }
}

/// A moment, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Instant(pub i64);

impl Instant {
    /// Milliseconds of a day.
    pub const DAY: i64 = 86_400_000;

    /// Reads RFC 3339 and the shapes feeds use in practice: no zone (taken as UTC), `+0000`, a bare day, any count of
    /// fraction digits.
    pub fn parse(text: &str) -> Option<Instant> {
        let text = text.trim();
        let day = Day::parse(text.get(..10)?)?;
        let rest = &text.as_bytes()[10..];
        if rest.is_empty() {
            return Some(day.start());
        }
        if rest.len() < 6 || !matches!(rest[0], b'T' | b't' | b' ') || rest[3] != b':' {
            return None;
        }
        let (hour, minute) = (number(&rest[1..3])?, number(&rest[4..6])?);
        let mut at = 6;
        let mut second = 0;
        if rest.get(at) == Some(&b':') {
            second = number(rest.get(at + 1..at + 3)?)?;
            at += 3;
        }
        let mut millis = 0;
        if matches!(rest.get(at), Some(b'.' | b',')) {
            let digits = rest[at + 1..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            for place in 0..3 {
                let digit = if place < digits { u32::from(rest[at + 1 + place] - b'0') } else { 0 };
                millis = millis * 10 + digit;
            }
            at += 1 + digits;
        }
        if hour > 24 || minute > 59 || second > 60 {
            return None;
        }
        let offset = zone_minutes(&rest[at..])?;
        let of_day = i64::from(hour * 3600 + minute * 60 + second) * 1000 + i64::from(millis);
        Some(Instant(day.start().0 + of_day - offset * 60_000))
    }

    /// The day in UTC.
    pub fn day(self) -> Day {
        Day(i32::try_from(self.0.div_euclid(Instant::DAY)).unwrap_or(i32::MAX))
    }

    /// Whole days from `earlier` to `self`; negative when `earlier` is later.
    pub fn days_since(self, earlier: Instant) -> i64 {
        (self.0.saturating_sub(earlier.0)).div_euclid(Instant::DAY)
    }
}

impl fmt::Display for Instant {
    /// RFC 3339 in UTC, with seconds.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.rem_euclid(Instant::DAY) / 1000;
        let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
        write!(out, "{}T{hour:02}:{minute:02}:{second:02}Z", self.day())
    }
}

/// When something happened or is due, as precisely as it is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// Nobody has said.
    #[default]
    Unknown,
    /// To the moment.
    Instant(Instant),
    /// To the day.
    Day(Day),
    /// To the month: year and month.
    Month(i32, u32),
    /// Not before this day; the end is open.
    NotBefore(Day),
}

impl When {
    /// Reads `2026-11-23`, `2026-11`, an RFC 3339 instant, `not before 2026-11-23` or `unknown`.
    pub fn parse(text: &str) -> Option<When> {
        let text = text.trim();
        if text == "unknown" {
            return Some(When::Unknown);
        }
        if let Some(day) = text.strip_prefix("not before ") {
            return Day::parse(day.trim()).map(When::NotBefore);
        }
        if let Some(day) = Day::parse(text) {
            return Some(When::Day(day));
        }
        if text.len() == 7 {
            let (year, month, _) = Day::parse(&format!("{text}-01"))?.ymd();
            return Some(When::Month(year, month));
        }
        Instant::parse(text).map(When::Instant)
    }

    /// The last day on which it may still be said to lie ahead; `None` when unknown or open.
    pub fn last_day(self) -> Option<Day> {
        match self {
            When::Unknown | When::NotBefore(_) => None,
            When::Instant(instant) => Some(instant.day()),
            When::Day(day) => Some(day),
            When::Month(year, month) => Day::from_ymd(year, month, days_in(year, month)),
        }
    }

    /// Whether it lies wholly before `today`; `None` when that cannot be said.
    pub fn is_past(self, today: Day) -> Option<bool> {
        match self {
            When::NotBefore(day) if day >= today => Some(false),
            other => other.last_day().map(|last| last < today),
        }
    }
}

impl fmt::Display for When {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            When::Unknown => write!(out, "unknown"),
            When::Instant(instant) => write!(out, "{instant}"),
            When::Day(day) => write!(out, "{day}"),
            When::Month(year, month) => write!(out, "{year:04}-{month:02}"),
            When::NotBefore(day) => write!(out, "not before {day}"),
        }
    }
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0u32, |value, byte| {
        byte.is_ascii_digit().then(|| value.checked_mul(10)?.checked_add(u32::from(byte - b'0'))).flatten()
    })
}

fn zone_minutes(zone: &[u8]) -> Option<i64> {
    let sign = match zone.first() {
        None | Some(b'Z' | b'z') => return (zone.len() <= 1).then_some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let (hours, minutes) = match zone.len() {
        3 => (number(&zone[1..3])?, 0),
        5 => (number(&zone[1..3])?, number(&zone[3..5])?),
        6 if zone[3] == b':' => (number(&zone[1..3])?, number(&zone[4..6])?),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then(|| sign * i64::from(hours * 60 + minutes))
}

#[cfg(test)]
mod tests {
    use super::{Day, Instant, When};

    fn same(text: &str, utc: &str) {
        assert_eq!(Instant::parse(text).map(|instant| instant.to_string()).as_deref(), Some(utc), "{text}");
    }

    #[test]
    fn feeds_write_time_in_many_ways() {
        same("2026-11-23", "2026-11-23T00:00:00Z");
        same("2025-08-25T17:04:19.9796Z", "2025-08-25T17:04:19Z");
        same("2026-01-11T00:00:00+0000", "2026-01-11T00:00:00Z");
        same("2026-01-11T00:30:00+09:00", "2026-01-10T15:30:00Z");
        same("2014-01-21T00:00:00", "2014-01-21T00:00:00Z");
        same("2026-08-21T00:00:00.000", "2026-08-21T00:00:00Z");
    }

    #[test]
    fn nonsense_is_no_time() {
        for text in ["", "yesterday", "2026-13-01", "2026-02-30T00:00:00Z", "2026-01-01T99:00:00Z", "2026-01-01Tあ"] {
            assert_eq!(Instant::parse(text), None, "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_read_back() {
        let first = Day::from_ymd(1999, 1, 1).unwrap().0;
        for day in first..first + 146_097 {
            assert_eq!(Day::parse(&Day(day).to_string()), Some(Day(day)));
        }
    }

    #[test]
    fn a_month_is_past_only_when_it_has_ended() {
        let month = When::parse("2026-02").unwrap();
        assert_eq!(month.is_past(Day::from_ymd(2026, 2, 28).unwrap()), Some(false));
        assert_eq!(month.is_past(Day::from_ymd(2026, 3, 1).unwrap()), Some(true));
        assert_eq!(When::Unknown.is_past(Day(0)), None);
    }
}
