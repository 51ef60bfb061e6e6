use crate::{NotUnderstood, number, written};

/// Marks in keys, from the earliest to the latest of what may come next.
mod mark {
    pub(super) const REVISION: u8 = 0x11;
    pub(super) const LETTER: u8 = 0x18;
    pub(super) const NUMBER: u8 = 0x20;
    /// Opens a number with a zero in front, before all others.
    pub(super) const ZERO_IN_FRONT: u8 = 0x00;
}

/// Suffixes before the release and behind it, with their marks.
const SUFFIXES: [(&str, u8); 5] = [("alpha", 0x01), ("beta", 0x02), ("pre", 0x03), ("rc", 0x04), ("p", 0x17)];

/// Gentoo's order (Package Manager Specification 3.3), near to Alpine's: a missing revision or suffix number is zero.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = written::plain(text, "._-")?;
    let (version, revision) = text.rsplit_once("-r").unwrap_or((text, "0"));
    let (first, mut rest) = number::split_digits(version);
    if first.is_empty() || !number::is_digits(revision) {
        return Err(NotUnderstood);
    }
    number::push_any(key, first);
    while let Some(behind) = rest.strip_prefix('.') {
        let (digits, behind) = number::split_digits(behind);
        key.push(mark::NUMBER);
        match digits.as_bytes().first() {
            None => return Err(NotUnderstood),
            Some(b'0') => {
                key.push(mark::ZERO_IN_FRONT);
                written::push_word(key, digits.trim_end_matches('0'));
            }
            Some(_) => number::push_any(key, digits),
        }
        rest = behind;
    }
    if let Some(letter) = rest.bytes().next().filter(u8::is_ascii_lowercase) {
        key.extend([mark::LETTER, letter]);
        rest = &rest[1..];
    }
    while let Some(behind) = rest.strip_prefix('_') {
        rest = suffix(behind, key)?;
    }
    if !rest.is_empty() {
        return Err(NotUnderstood);
    }
    key.push(mark::REVISION);
    number::push_any(key, revision);
    Ok(())
}

fn suffix<'a>(text: &'a str, key: &mut Vec<u8>) -> Result<&'a str, NotUnderstood> {
    let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let (word, rest) = text.split_at(letters);
    let (_, mark) = SUFFIXES.iter().find(|(known, _)| *known == word).ok_or(NotUnderstood)?;
    let (digits, rest) = number::split_digits(rest);
    key.push(*mark);
    number::push_any(key, digits);
    Ok(rest)
}
