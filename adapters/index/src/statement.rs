//! What one record says about one name, as bytes.

use crate::codec::{Cursor, Short, put_bytes, put_number, put_text};
use std::borrow::Cow;
use terms::Fingerprint;
use versions::{Bound, Interval, Scheme};
use vulnerability::{Affected, Beside, Listed, Name, Statement};

const NEEDS_OTHER: u8 = 1;
const BESIDE: u8 = 2;
const DENIES: u8 = 4;
const LOW: u8 = 1;
const LOW_INCLUSIVE: u8 = 2;
const LOW_KEY: u8 = 4;
const HIGH: u8 = 8;
const HIGH_INCLUSIVE: u8 = 16;
const HIGH_KEY: u8 = 32;

/// Appends what is said, without the record's number.
pub(crate) fn encode(affected: &Affected<'_>, out: &mut Vec<u8>) {
    let Affected { name, scheme, intervals, versions, unread_ranges, needs_other, denies, beside } = affected;
    let has_beside = if beside.is_empty() { 0 } else { BESIDE };
    let flag = |set: bool, bit: u8| if set { bit } else { 0 };
    out.push(flag(*needs_other, NEEDS_OTHER) | flag(*denies, DENIES) | has_beside);
    out.push(scheme.map_or(0, Scheme::number));
    put_number(out, u64::from(*unread_ranges));
    match name {
        Name::Package { release: restriction, .. }
        | Name::Cpe { rest: restriction, .. }
        | Name::Labelled { label: restriction, .. } => put_text(out, restriction),
    }
    put_number(out, intervals.len() as u64);
    for interval in intervals {
        put_interval(interval, out);
    }
    let mut listed: Vec<u64> = versions.iter().map(|version| Listed::fingerprint(*scheme, version)).collect();
    listed.sort_unstable();
    listed.dedup();
    put_number(out, listed.len() as u64);
    for fingerprint in listed {
        out.extend_from_slice(&fingerprint.to_le_bytes());
    }
    if !beside.is_empty() {
        put_beside(beside, out);
    }
}

/// What must stand beside a product. Of these nothing must stand beside them in turn.
fn put_beside(groups: &[Vec<Affected<'_>>], out: &mut Vec<u8>) {
    let mut spelling = String::new();
    put_number(out, groups.len() as u64);
    for group in groups {
        put_number(out, group.len() as u64);
        for affected in group {
            affected.name.spell(&mut spelling);
            out.extend_from_slice(&Name::fingerprint(&spelling).0.to_le_bytes());
            encode(&Affected { beside: Vec::new(), ..affected.clone() }, out);
        }
    }
}

/// Reads one statement of a posting.
pub(crate) fn decode<'a>(record: u32, from: &mut Cursor<'a>) -> Result<Statement<'a>, Short> {
    let (mut statement, has_beside) = plain(record, from)?;
    if has_beside {
        statement.beside = beside(record, from)?;
    }
    Ok(statement)
}

fn beside<'a>(record: u32, from: &mut Cursor<'a>) -> Result<Vec<Vec<Beside<'a>>>, Short> {
    let mut groups = Vec::with_capacity(from.count()?);
    for _ in 0..groups.capacity() {
        let mut group = Vec::with_capacity(from.count()?);
        for _ in 0..group.capacity() {
            let name = from.take(8)?.try_into().map_err(|_| Short)?;
            let (statement, nested) = plain(record, from)?;
            if nested {
                return Err(Short);
            }
            group.push(Beside { name: Fingerprint(u64::from_le_bytes(name)), statement });
        }
        groups.push(group);
    }
    Ok(groups)
}

/// A statement without what must stand beside it, and whether that follows.
fn plain<'a>(record: u32, from: &mut Cursor<'a>) -> Result<(Statement<'a>, bool), Short> {
    let flags = from.byte()?;
    let scheme = match from.byte()? {
        0 => None,
        number => Some(Scheme::from_number(number).ok_or(Short)?),
    };
    let unread_ranges = u32::try_from(from.number()?).map_err(|_| Short)?;
    let restriction = from.text()?;
    let mut intervals = Vec::with_capacity(from.count()?);
    for _ in 0..intervals.capacity() {
        intervals.push(interval(from)?);
    }
    let listed = from.count()?.checked_mul(8).ok_or(Short)?;
    let statement = Statement {
        record,
        scheme,
        restriction,
        intervals,
        listed: Listed(from.take(listed)?),
        unread_ranges,
        needs_other: flags & NEEDS_OTHER != 0,
        denies: flags & DENIES != 0,
        beside: Vec::new(),
    };
    Ok((statement, flags & BESIDE != 0))
}

fn put_interval(interval: &Interval<'_>, out: &mut Vec<u8>) {
    let Interval { low, high } = interval;
    let flags = |bound: &Option<Bound<'_>>, present: u8, inclusive: u8, key: u8| match bound {
        None => 0,
        Some(bound) => {
            present | if bound.inclusive { inclusive } else { 0 } | if bound.key.is_some() { key } else { 0 }
        }
    };
    out.push(flags(low, LOW, LOW_INCLUSIVE, LOW_KEY) | flags(high, HIGH, HIGH_INCLUSIVE, HIGH_KEY));
    for Bound { text, key, inclusive: _ } in [low, high].into_iter().flatten() {
        put_text(out, text);
        if let Some(key) = key {
            put_bytes(out, key);
        }
    }
}

fn interval<'a>(from: &mut Cursor<'a>) -> Result<Interval<'a>, Short> {
    let flags = from.byte()?;
    let mut bound = |present: u8, inclusive: u8, key: u8| -> Result<Option<Bound<'a>>, Short> {
        if flags & present == 0 {
            return Ok(None);
        }
        let text = Cow::Borrowed(from.text()?);
        let key = if flags & key == 0 { None } else { Some(Cow::Borrowed(from.bytes()?)) };
        Ok(Some(Bound { text, key, inclusive: flags & inclusive != 0 }))
    };
    Ok(Interval { low: bound(LOW, LOW_INCLUSIVE, LOW_KEY)?, high: bound(HIGH, HIGH_INCLUSIVE, HIGH_KEY)? })
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};
    use crate::codec::Cursor;
    use proptest::prelude::*;
    use versions::{Bound, Interval, Scheme};
    use vulnerability::{Affected, Name};

    #[test]
    fn a_statement_is_read_back() {
        let name = Name::Cpe { part: 'h', vendor: "v".into(), product: "p".into(), rest: "".into() };
        let platform = Affected { intervals: vec![Interval::default()], ..Affected::of(name, Some(Scheme::Generic)) };
        let affected = Affected {
            name: Name::Cpe { part: 'a', vendor: "openssl".into(), product: "openssl".into(), rest: "*:-".into() },
            scheme: Some(Scheme::Generic),
            intervals: vec![Interval {
                low: None,
                high: Some(Bound { text: "1.0.1g".into(), key: Some(vec![1, 2].into()), inclusive: false }),
            }],
            versions: vec!["1.0.1f".into(), "1.0.1f".into()],
            unread_ranges: 3,
            needs_other: true,
            denies: true,
            beside: vec![vec![platform.clone(), platform], Vec::new()],
        };
        let mut bytes = Vec::new();
        encode(&affected, &mut bytes);
        let statement = decode(7, &mut Cursor::new(&bytes)).unwrap();
        assert_eq!(statement.intervals, affected.intervals);
        assert_eq!((statement.record, statement.restriction, statement.unread_ranges), (7, "*:-", 3));
        assert!(statement.needs_other && statement.denies && statement.listed.names(Some(Scheme::Generic), "1.0.1f"));
        assert!(!statement.listed.names(Some(Scheme::Generic), "1.0.1e"));
        assert_eq!(statement.beside.iter().map(Vec::len).collect::<Vec<_>>(), [2, 0]);
        assert_eq!(statement.beside[0][1].statement.intervals, [Interval::default()]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
            let _ = decode(0, &mut Cursor::new(&bytes));
        }
    }
}
