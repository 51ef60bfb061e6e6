use super::{Agency, Udi, day_of_year, number};
use terms::Day;

/// Characters of the processor product identification code: facility, the facility's own code, product description (ISBT 128).
const DEVICE: usize = 16;

pub(super) fn parse(text: &str) -> Option<Udi> {
    let device = text.get(2..2 + DEVICE)?;
    if !device.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let mut udi = Udi::of(Agency::Iccbba, device);
    let mut rest = &text[2 + DEVICE..];
    while !rest.is_empty() {
        let (mark, length) = marks(rest)?;
        let value = rest.get(mark.len()..mark.len() + length)?;
        match mark {
            "=," => udi.serial = Some(value.to_owned()),
            "=>" => udi.expires = date(value),
            "=}" => udi.made = date(value),
            "&,1" => udi.lot = Some(value.to_owned()),
            _ => {}
        }
        rest = &rest[mark.len() + length..];
    }
    Some(udi)
}

/// The data structure that begins here, and how many characters follow its mark.
fn marks(rest: &str) -> Option<(&'static str, usize)> {
    const MARKS: [(&str, usize); 5] = [("=,", 6), ("=>", 6), ("=}", 6), ("&,1", 18), ("=", 15)];
    MARKS.into_iter().find(|(mark, _)| rest.starts_with(mark))
}

/// Century, year and day of the year: `014032` is 1 February 2014.
fn date(text: &str) -> Option<Day> {
    day_of_year(number(text.get(1..3)?)?, number(text.get(3..6)?)?)
}
