use crate::{NotUnderstood, number, written};

/// Marks in keys, from the earliest to the latest of what may come next.
mod mark {
    pub(super) const END: u8 = 0x10;
    pub(super) const BUILD: u8 = 0x11;
    pub(super) const SUFFIX_NUMBER: u8 = 0x12;
    pub(super) const LETTER: u8 = 0x18;
    pub(super) const NUMBER: u8 = 0x20;
    /// Opens a number with a zero in front, before all others.
    pub(super) const ZERO_IN_FRONT: u8 = 0x00;
}

/// Suffixes before the release and behind it, with their marks.
const SUFFIXES: [(&str, u8); 9] = [
    ("alpha", 0x01),
    ("beta", 0x02),
    ("pre", 0x03),
    ("rc", 0x04),
    ("cvs", 0x13),
    ("svn", 0x14),
    ("git", 0x15),
    ("hg", 0x16),
    ("p", 0x17),
];

/// Alpine's order as apk-tools 3 has it (apk-package(5)): `number{.number}{letter}{_suffix{number}}{~hash}{-r number}`.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = written::plain(text, "._-~")?;
    let mut rest = numbers(text, key)?;
    if let Some(letter) = rest.bytes().next().filter(u8::is_ascii_lowercase) {
        key.extend([mark::LETTER, letter]);
        rest = &rest[1..];
    }
    while let Some(behind) = rest.strip_prefix('_') {
        rest = suffix(behind, key)?;
    }
    if let Some(hash) = rest.strip_prefix('~') {
        // A commit says nothing about its place.
        let length = hash.bytes().take_while(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')).count();
        if length == 0 {
            return Err(NotUnderstood);
        }
        rest = &hash[length..];
    }
    if let Some(digits) = rest.strip_prefix("-r").filter(|digits| number::is_digits(digits)) {
        key.push(mark::BUILD);
        number::push_any(key, digits);
    } else if !rest.is_empty() {
        return Err(NotUnderstood);
    }
    key.push(mark::END);
    Ok(())
}

/// The first number by its value; the others as text where one has a zero in front, as digits behind a decimal point.
fn numbers<'a>(text: &'a str, key: &mut Vec<u8>) -> Result<&'a str, NotUnderstood> {
    let (first, mut rest) = number::split_digits(text);
    if first.is_empty() {
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
                written::push_word(key, digits);
            }
            Some(_) => number::push_any(key, digits),
        }
        rest = behind;
    }
    Ok(rest)
}

fn suffix<'a>(text: &'a str, key: &mut Vec<u8>) -> Result<&'a str, NotUnderstood> {
    let letters = text.bytes().take_while(u8::is_ascii_lowercase).count();
    let (word, rest) = text.split_at(letters);
    let (_, mark) = SUFFIXES.iter().find(|(known, _)| *known == word).ok_or(NotUnderstood)?;
    key.push(*mark);
    let (digits, rest) = number::split_digits(rest);
    if !digits.is_empty() {
        key.push(mark::SUFFIX_NUMBER);
        number::push_any(key, digits);
    }
    Ok(rest)
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Alpine;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn suffixes_stand_before_and_behind_the_release() {
        rising(
            Alpine,
            "1.2_alpha 1.2_alpha2 1.2_beta1 1.2_pre1 1.2_rc1 1.2 1.2-r1 1.2_cvs1 1.2_svn1 1.2_git1 1.2_hg1 1.2_p1 1.2_p2 1.2a 1.2b 1.2.1",
        );
        rising(Alpine, "1.0.4-r3 1.0.4-r4 1.0.4-r10 1.6");
    }

    #[test]
    fn a_number_with_a_zero_in_front_counts_as_digits_behind_a_point() {
        rising(Alpine, "1.0 1.001 1.01 1.010 1.02 1.1 1.2 1.10");
        rising(Alpine, "1.06-r6 006 7 07.1");
    }

    #[test]
    fn a_commit_says_nothing() {
        equal(Alpine, "1.2~abc123-r1 1.2-r1 1.2~0-r1");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(
            Alpine,
            &["", "1.", ".1", "1..2", "1.0bc", "1-r", "1.2_foo", "1.2A", "v1.0", "unknown", "1.0-1", "1.2~g"],
        );
    }
}
