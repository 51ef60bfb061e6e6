use std::fmt;
use terms::{Instant, When};

/// When something happened, as precisely as a person said it, with the zone in which it was said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dated {
    /// The time.
    pub when: When,
    /// Minutes east of UTC, when it was said to the moment.
    pub offset_minutes: Option<i32>,
}

impl Dated {
    /// A moment in UTC.
    pub fn utc(at: Instant) -> Dated {
        Dated { when: When::Instant(at), offset_minutes: Some(0) }
    }

    /// Reads what [`When::parse`] reads; a moment must name its zone (`Z` or `+09:00`), since a clock counts from it.
    pub fn parse(text: &str) -> Option<Dated> {
        let text = text.trim();
        match When::parse(text)? {
            when @ When::Instant(_) => Some(Dated { when, offset_minutes: Some(zone(text)?) }),
            when @ (When::Unknown | When::Day(_) | When::Month(..) | When::NotBefore(_)) => {
                Some(Dated { when, offset_minutes: None })
            }
        }
    }
}

impl fmt::Display for Dated {
    /// A moment in its own zone (RFC 3339), anything else as [`When`] says it.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (When::Instant(at), Some(offset)) = (self.when, self.offset_minutes) else {
            return write!(out, "{}", self.when);
        };
        let local = Instant(at.0.saturating_add(i64::from(offset) * 60_000)).to_string();
        let local = local.trim_end_matches('Z');
        match offset {
            0 => write!(out, "{local}Z"),
            _ => {
                let sign = if offset < 0 { '-' } else { '+' };
                write!(out, "{local}{sign}{:02}:{:02}", offset.abs() / 60, offset.abs() % 60)
            }
        }
    }
}

fn zone(text: &str) -> Option<i32> {
    if text.ends_with(['Z', 'z']) {
        return Some(0);
    }
    // The day has dashes too, so the sign is looked for after it.
    let at = text.get(10..)?.rfind(['+', '-'])? + 10;
    let digits: String = text[at + 1..].chars().filter(char::is_ascii_digit).collect();
    let (hours, minutes) = (digits.get(..2)?, digits.get(2..).filter(|rest| !rest.is_empty()).unwrap_or("0"));
    let minutes = hours.parse::<i32>().ok()? * 60 + minutes.parse::<i32>().ok()?;
    Some(if text[at..].starts_with('-') { -minutes } else { minutes })
}

#[cfg(test)]
mod tests {
    use super::Dated;

    fn same(text: &str) {
        assert_eq!(Dated::parse(text).map(|dated| dated.to_string()).as_deref(), Some(text));
    }

    #[test]
    fn a_moment_keeps_its_zone() {
        same("2026-11-23T09:00:00+09:00");
        same("2026-11-23T09:00:00-03:30");
        same("2026-11-23T09:00:00Z");
    }

    #[test]
    fn a_day_has_no_zone() {
        same("2026-11-23");
        same("2026-11");
        same("unknown");
    }

    #[test]
    fn a_moment_without_a_zone_is_refused() {
        assert_eq!(Dated::parse("2026-11-23T09:00:00"), None);
    }
}
