//! The notation itself: splitting, percent-encoding, canonical text.

use super::{Comparator, Constraint, Vers, VersFault};
use std::fmt;

const SIGNS: [(&str, Comparator); 6] = [
    ("<=", Comparator::LessOrEqual),
    (">=", Comparator::GreaterOrEqual),
    ("!=", Comparator::NotEqual),
    ("<", Comparator::Less),
    (">", Comparator::Greater),
    ("=", Comparator::Equal),
];

pub(super) fn parse(text: &str) -> Result<Vers, VersFault> {
    let text: String = text.chars().filter(|sign| !sign.is_whitespace()).collect();
    unsorted(&text).map(Vers::sorted)
}

/// The constraints as they stand.
pub(super) fn unsorted(text: &str) -> Result<Vers, VersFault> {
    let rest = match text.split_at_checked(5) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("vers:") => rest,
        Some(_) | None => return Err(VersFault::Scheme),
    };
    let (kind, constraints) = rest.split_once('/').ok_or(VersFault::Type)?;
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+');
    if kind.is_empty() || !kind.bytes().all(sound) {
        return Err(VersFault::Type);
    }
    let kind = kind.to_ascii_lowercase();
    let constraints = constraints.trim_matches('|');
    if constraints == "*" {
        return Ok(Vers { kind, constraints: Vec::new() });
    }
    let constraints = constraints.split('|').filter(|text| !text.is_empty()).map(constraint);
    let constraints = constraints.collect::<Result<Vec<_>, _>>()?;
    if constraints.is_empty() { Err(VersFault::Empty) } else { Ok(Vers { kind, constraints }) }
}

/// Splits off a comparator; `=` when there is none.
pub(super) fn comparator(text: &str) -> (Comparator, &str) {
    let found = SIGNS.iter().find_map(|(sign, comparator)| text.strip_prefix(sign).map(|rest| (*comparator, rest)));
    found.unwrap_or((Comparator::Equal, text))
}

fn constraint(text: &str) -> Result<Constraint, VersFault> {
    let (comparator, version) = comparator(text);
    match version {
        "" => Err(VersFault::Empty),
        "*" => Err(VersFault::Star),
        version => Ok(Constraint { comparator, version: decoded(version)? }),
    }
}

fn decoded(text: &str) -> Result<String, VersFault> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let (digits, plain) = part.split_at_checked(2).ok_or(VersFault::Escape)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(VersFault::Escape);
        }
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| VersFault::Escape)?);
        bytes.extend_from_slice(plain.as_bytes());
    }
    String::from_utf8(bytes).map_err(|_| VersFault::Escape)
}

impl fmt::Display for Vers {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "vers:{}/", self.kind)?;
        if self.constraints.is_empty() {
            return out.write_str("*");
        }
        for (place, constraint) in self.constraints.iter().enumerate() {
            out.write_str(if place == 0 { "" } else { "|" })?;
            constraint.fmt(out)?;
        }
        Ok(())
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self.comparator {
            Comparator::Less => "<",
            Comparator::LessOrEqual => "<=",
            Comparator::Equal => "",
            Comparator::NotEqual => "!=",
            Comparator::GreaterOrEqual => ">=",
            Comparator::Greater => ">",
        })?;
        for byte in self.version.bytes() {
            match byte {
                // Clause 5.3.3.2: these are encoded, and what is no printable ASCII.
                b'>' | b'<' | b'=' | b'!' | b'*' | b'|' | b'%' | 0..=b' ' | 0x7F.. => write!(out, "%{byte:02X}")?,
                byte => write!(out, "{}", char::from(byte))?,
            }
        }
        Ok(())
    }
}
