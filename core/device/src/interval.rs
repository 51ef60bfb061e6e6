use std::fmt;
use terms::Day;

/// An allowed time, or the time between two repetitions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Interval {
    /// Hours.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Working days of a jurisdiction (`JP`, `US`, …).
    WorkingDays(u32, String),
    /// Calendar months.
    Months(u32),
}

impl Interval {
    /// Reads `12 months`, `1 year`, `90 days`, `72 hours` or `10 working days JP`; nothing of zero length.
    pub fn parse(text: &str) -> Option<Interval> {
        let mut words = text.split_whitespace();
        let count = words.next()?.parse::<u32>().ok().filter(|count| (1..=10_000).contains(count))?;
        let interval = match words.next()? {
            "hour" | "hours" => Interval::Hours(count),
            "day" | "days" => Interval::Days(count),
            "week" | "weeks" => Interval::Days(count * 7),
            "month" | "months" => Interval::Months(count),
            "year" | "years" => Interval::Months(count * 12),
            "working" => {
                words.next().filter(|word| matches!(*word, "day" | "days"))?;
                Interval::WorkingDays(count, words.next()?.to_owned())
            }
            _ => return None,
        };
        words.next().is_none().then_some(interval)
    }

    /// The day on which it has run out, counted from `start`; `None` for working days, which need a calendar.
    pub fn after(&self, start: Day) -> Option<Day> {
        match self {
            Interval::Hours(hours) => Some(Day(start.0.saturating_add((hours / 24) as i32))),
            Interval::Days(days) => Some(Day(start.0.saturating_add(*days as i32))),
            Interval::WorkingDays(..) => None,
            Interval::Months(months) => months_after(start, *months),
        }
    }
}

/// The same day of a later month, or the last day of that month where it is shorter.
fn months_after(start: Day, months: u32) -> Option<Day> {
    let (year, month, day) = start.ymd();
    let of_year = month - 1 + months;
    let (year, month) = (year + (of_year / 12) as i32, of_year % 12 + 1);
    (28..=day).rev().find_map(|day| Day::from_ymd(year, month, day)).or_else(|| Day::from_ymd(year, month, day))
}

impl fmt::Display for Interval {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Interval::Hours(count) => write!(out, "{count} hours"),
            Interval::Days(count) => write!(out, "{count} days"),
            Interval::WorkingDays(count, jurisdiction) => write!(out, "{count} working days {jurisdiction}"),
            Interval::Months(count) => write!(out, "{count} months"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Interval;
    use terms::Day;

    fn after(interval: &str, start: &str, end: &str) {
        let interval = Interval::parse(interval).unwrap();
        assert_eq!(interval.after(Day::parse(start).unwrap()).unwrap().to_string(), end);
    }

    #[test]
    fn months_end_inside_the_month() {
        after("1 month", "2027-01-31", "2027-02-28");
        after("12 months", "2028-02-29", "2029-02-28");
        after("1 year", "2025-12-01", "2026-12-01");
        after("11 months", "2025-12-05", "2026-11-05");
    }

    #[test]
    fn days_and_weeks_are_counted() {
        after("30 days", "2026-11-23", "2026-12-23");
        after("2 weeks", "2026-11-23", "2026-12-07");
    }

    #[test]
    fn nonsense_is_no_interval() {
        for text in ["", "12", "months", "0 days", "-1 days", "1 day extra", "3 working days", "9999999999 days"] {
            assert_eq!(Interval::parse(text), None, "{text}");
        }
    }
}
