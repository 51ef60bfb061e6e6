//! GS1 Digital Link: a UDI as a web address, as cameras read it from a QR code. Nobody is asked at that address.

use super::{Udi, gs1};

/// Longer addresses are none of ours.
const LONGEST: usize = 2_048;

pub(super) fn parse(text: &str) -> Option<Udi> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    if text.len() > LONGEST {
        return None;
    }
    let rest = rest.split('#').next()?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    // What stands first is the name of a machine.
    let parts: Vec<&str> = path.split('/').skip(1).filter(|part| !part.is_empty()).collect();
    let at = parts.iter().position(|part| matches!(*part, "01" | "gtin"))?;
    let mut udi = gs1::of_digits(parts.get(at + 1)?)?;
    for pair in parts[at + 2..].chunks_exact(2) {
        gs1::take(&mut udi, identifier(pair[0]), &decoded(pair[1])?);
    }
    for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
        gs1::take(&mut udi, identifier(name), &decoded(value)?);
    }
    Some(udi)
}

/// The number of an element that is written as a word (GS1 Digital Link 1.1).
fn identifier(name: &str) -> &str {
    match name {
        "lot" => "10",
        "ser" => "21",
        other => other,
    }
}

/// A part of an address without its escapes; `None` where one is broken off.
fn decoded(part: &str) -> Option<String> {
    let (mut bytes, mut rest) = (Vec::with_capacity(part.len()), part.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        bytes.push(u8::try_from(digit(0)? * 16 + digit(1)?).ok()?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).ok()
}
