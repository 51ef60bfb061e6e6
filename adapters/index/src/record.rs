//! A record as bytes: everything an answer shows, without what it affects (that stands in the postings).

use crate::codec::{Cursor, Short, put_number, put_signed, put_text};
use std::borrow::Cow;
use terms::{Day, Instant};
use vulnerability::{Advisory, Exploited, Rating, Scoring, Ssvc, State, SupportLife, Until};

/// Appends the record.
pub(crate) fn encode(advisory: &Advisory<'_>, out: &mut Vec<u8>) {
    let Advisory {
        id,
        aliases,
        related,
        state,
        withdrawn,
        modified,
        published,
        title,
        ratings,
        ssvc,
        exploited,
        epss,
        affected: _,
        unnamed,
        support,
    } = advisory;
    put_text(out, id);
    put_texts(out, aliases);
    put_texts(out, related);
    out.push(match state {
        State::Published => 0,
        State::Withdrawn => 1,
        State::Rejected => 2,
        State::Disputed => 3,
    });
    put_instant(out, *modified);
    put_instant(out, *published);
    put_text(out, title);
    put_number(out, ratings.len() as u64);
    for Rating { scoring, vector, tenths, scorer } in ratings {
        out.push(match scoring {
            Scoring::Cvss2 => 2,
            Scoring::Cvss30 => 30,
            Scoring::Cvss31 => 31,
            Scoring::Cvss4 => 40,
        });
        put_text(out, vector);
        out.push(tenths.map_or(0xff, |tenths| tenths.min(100)));
        put_text(out, scorer);
    }
    let is_there =
        [ssvc.is_some(), exploited.is_some(), epss.is_some(), *unnamed > 0, support.is_some(), withdrawn.is_some()];
    out.push(is_there.iter().zip(0u8..).fold(0, |flags, (there, bit)| flags | u8::from(*there) << bit));
    if let Some(Ssvc { exploitation, automatable, technical_impact }) = ssvc {
        for text in [exploitation, automatable, technical_impact] {
            put_text(out, text);
        }
    }
    if let Some(Exploited { listed, ransomware }) = exploited {
        put_signed(out, listed.map_or(i64::from(i32::MIN), |day| i64::from(day.0)));
        out.push(u8::from(*ransomware));
    }
    if let Some((probability, percentile)) = epss {
        put_number(out, u64::from(*probability));
        put_number(out, u64::from(*percentile));
    }
    if *unnamed > 0 {
        put_number(out, u64::from(*unnamed));
    }
    if let Some(SupportLife { active, security, extended }) = support {
        for until in [active, security, extended] {
            put_until(out, *until);
        }
    }
    if withdrawn.is_some() {
        put_instant(out, *withdrawn);
    }
}

fn put_until(out: &mut Vec<u8>, until: Until) {
    match until {
        Until::NotStated => out.push(0),
        Until::Open => out.push(1),
        Until::Ended => out.push(2),
        Until::On(day) => {
            out.push(3);
            put_signed(out, i64::from(day.0));
        }
    }
}

fn until(from: &mut Cursor<'_>) -> Result<Until, Short> {
    Ok(match from.byte()? {
        0 => Until::NotStated,
        1 => Until::Open,
        2 => Until::Ended,
        3 => Until::On(Day(i32::try_from(from.signed()?).map_err(|_| Short)?)),
        _ => return Err(Short),
    })
}

/// Reads a record back.
pub(crate) fn decode(bytes: &[u8]) -> Result<Advisory<'_>, Short> {
    let mut from = Cursor::new(bytes);
    let mut advisory = Advisory {
        id: Cow::Borrowed(from.text()?),
        aliases: texts(&mut from)?,
        related: texts(&mut from)?,
        state: match from.byte()? {
            0 => State::Published,
            1 => State::Withdrawn,
            2 => State::Rejected,
            3 => State::Disputed,
            _ => return Err(Short),
        },
        modified: instant(&mut from)?,
        published: instant(&mut from)?,
        title: Cow::Borrowed(from.text()?),
        ..Advisory::default()
    };
    for _ in 0..from.count()? {
        advisory.ratings.push(rating(&mut from)?);
    }
    let number = |from: &mut Cursor<'_>| u32::try_from(from.number()?).map_err(|_| Short);
    let flags = from.byte()?;
    if flags & 1 != 0 {
        let [exploitation, automatable, technical_impact] =
            [from.text()?, from.text()?, from.text()?].map(Cow::Borrowed);
        advisory.ssvc = Some(Ssvc { exploitation, automatable, technical_impact });
    }
    if flags & 2 != 0 {
        let day = i32::try_from(from.signed()?).map_err(|_| Short)?;
        advisory.exploited =
            Some(Exploited { listed: (day != i32::MIN).then_some(Day(day)), ransomware: from.byte()? != 0 });
    }
    if flags & 4 != 0 {
        advisory.epss = Some((number(&mut from)?, number(&mut from)?));
    }
    if flags & 8 != 0 {
        advisory.unnamed = number(&mut from)?;
    }
    if flags & 16 != 0 {
        let [active, security, extended] = [until(&mut from)?, until(&mut from)?, until(&mut from)?];
        advisory.support = Some(SupportLife { active, security, extended });
    }
    if flags & 32 != 0 {
        advisory.withdrawn = instant(&mut from)?;
    }
    Ok(advisory)
}

/// Only the record's id and aliases, to tell a hash collision from a hit.
pub(crate) fn ids(bytes: &[u8]) -> Result<(&str, Vec<Cow<'_, str>>), Short> {
    let mut from = Cursor::new(bytes);
    Ok((from.text()?, texts(&mut from)?))
}

fn rating<'a>(from: &mut Cursor<'a>) -> Result<Rating<'a>, Short> {
    let scoring = match from.byte()? {
        2 => Scoring::Cvss2,
        30 => Scoring::Cvss30,
        31 => Scoring::Cvss31,
        40 => Scoring::Cvss4,
        _ => return Err(Short),
    };
    let vector = Cow::Borrowed(from.text()?);
    let tenths = match from.byte()? {
        0xff => None,
        tenths => Some(tenths),
    };
    Ok(Rating { scoring, vector, tenths, scorer: Cow::Borrowed(from.text()?) })
}

fn put_texts(out: &mut Vec<u8>, texts: &[Cow<'_, str>]) {
    put_number(out, texts.len() as u64);
    for text in texts {
        put_text(out, text);
    }
}

fn texts<'a>(from: &mut Cursor<'a>) -> Result<Vec<Cow<'a, str>>, Short> {
    (0..from.count()?).map(|_| from.text().map(Cow::Borrowed)).collect()
}

/// 0 stands for unknown, so that the common case costs one byte.
fn put_instant(out: &mut Vec<u8>, instant: Option<Instant>) {
    match instant {
        None => put_signed(out, 0),
        Some(Instant(millis)) => put_signed(out, if millis >= 0 { millis.saturating_add(1) } else { millis }),
    }
}

fn instant(from: &mut Cursor<'_>) -> Result<Option<Instant>, Short> {
    Ok(match from.signed()? {
        0 => None,
        millis if millis > 0 => Some(Instant(millis - 1)),
        millis => Some(Instant(millis)),
    })
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use proptest::prelude::*;
    use terms::{Day, Instant};
    use vulnerability::{Advisory, Exploited, Rating, Scoring, Ssvc, State, SupportLife, Until};

    #[test]
    fn a_full_record_is_read_back() {
        let advisory = Advisory {
            id: "CVE-2014-0160".into(),
            aliases: vec!["GHSA-x".into(), "".into()],
            related: vec!["CVE-1".into()],
            state: State::Disputed,
            withdrawn: Some(Instant(7)),
            modified: Some(Instant(0)),
            published: Some(Instant(-5)),
            title: "心臓出血".into(),
            ratings: vec![Rating {
                scoring: Scoring::Cvss31,
                vector: "CVSS:3.1/AV:N".into(),
                tenths: Some(75),
                scorer: "x".into(),
            }],
            ssvc: Some(Ssvc { exploitation: "active".into(), ..Ssvc::default() }),
            exploited: Some(Exploited { listed: Some(Day(19116)), ransomware: true }),
            epss: Some((944_300, 999_900)),
            affected: Vec::new(),
            unnamed: 300,
            support: Some(SupportLife {
                active: Until::Open,
                security: Until::On(Day(21_000)),
                extended: Until::Ended,
            }),
        };
        let mut bytes = Vec::new();
        encode(&advisory, &mut bytes);
        assert_eq!(decode(&bytes), Ok(advisory));
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = decode(&bytes);
        }
    }
}
