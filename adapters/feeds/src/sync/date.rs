//! Dates as HTTP writes them (RFC 9110, 5.6.7).

use terms::{Day, Instant};

const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The moment of `Sun, 06 Nov 1994 08:49:37 GMT`; the two forms that were given up in 1999 are not read.
pub(crate) fn moment(text: &str) -> Option<Instant> {
    let rest = text.trim().split_once(", ")?.1.strip_suffix(" GMT")?;
    let mut words = rest.split(' ');
    let day: u32 = words.next()?.parse().ok()?;
    let month = words.next()?;
    let month = MONTHS.iter().position(|name| *name == month)?;
    let year: i32 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(|part| part.parse::<i64>().ok());
    let (hour, minute, second) = (clock.next()??, clock.next()??, clock.next()??);
    // A leap second is the 60th.
    if hour > 23 || minute > 59 || second > 60 || hour < 0 || minute < 0 || second < 0 {
        return None;
    }
    let start = Day::from_ymd(year, u32::try_from(month).ok()? + 1, day)?.start();
    Some(Instant(start.0.checked_add(((hour * 60 + minute) * 60 + second) * 1000)?))
}

#[cfg(test)]
mod tests {
    use super::moment;
    use proptest::prelude::*;

    #[test]
    fn the_date_of_the_standard_is_read() {
        assert_eq!(moment("Sun, 06 Nov 1994 08:49:37 GMT").unwrap().to_string(), "1994-11-06T08:49:37Z");
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text: String) {
            let _ = moment(&text);
            let _ = moment(&format!("Sun, 06 Nov {text} GMT"));
        }
    }
}
