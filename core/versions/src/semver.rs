use crate::{Key, NotUnderstood, number, written};
use std::cmp::Ordering;

/// Marks in keys; numbers start at 0x40.
mod mark {
    pub(super) const END_OF_IDENTIFIERS: u8 = 0x01;
    pub(super) const PRE_RELEASE: u8 = 0x10;
    pub(super) const RELEASE: u8 = 0x20;
    pub(super) const WORD: u8 = 0xF0;
}

/// The parts of a version that decide its place; build metadata is already gone.
pub(crate) struct Parts<'a> {
    /// Numbers with dots between them; those that are missing are zero.
    pub(crate) numbers: &'a str,
    /// Pre-release identifiers with dots between them; empty for a release.
    pub(crate) pre: &'a str,
    /// One more identifier behind them (Go writes `rc2` for `rc.2`); empty when there is none.
    pub(crate) pre_number: &'a str,
}

pub(crate) fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    Ok(read(a)?.order(&read(b)?))
}

pub(crate) fn key(version: &str) -> Result<Key, NotUnderstood> {
    Ok(read(version)?.key())
}

fn read(text: &str) -> Result<Parts<'_>, NotUnderstood> {
    let text = text.trim_ascii();
    let (numbers, rest) = split(text.strip_prefix(['v', 'V']).unwrap_or(text))?;
    Ok(Parts { numbers, pre: pre_release(rest)?, pre_number: "" })
}

/// Splits off the numbers, and drops build metadata (SemVer 2.0, 10: it takes no part in precedence).
pub(crate) fn split(text: &str) -> Result<(&str, &str), NotUnderstood> {
    let text = match text.split_once('+') {
        Some((_, build)) if !build.bytes().all(is_build_byte) || build.is_empty() => return Err(NotUnderstood),
        Some((text, _)) => text,
        None => text,
    };
    let end = text.bytes().position(|byte| !byte.is_ascii_digit() && byte != b'.').unwrap_or(text.len());
    let (numbers, rest) = text.split_at(end);
    if numbers.split('.').any(str::is_empty) { Err(NotUnderstood) } else { Ok((numbers, rest)) }
}

/// The identifiers behind a hyphen, or none at the end of the text.
pub(crate) fn pre_release(rest: &str) -> Result<&str, NotUnderstood> {
    match rest.strip_prefix('-') {
        Some(pre) => identifiers(pre),
        None if rest.is_empty() => Ok(rest),
        None => Err(NotUnderstood),
    }
}

/// The same text when it consists of pre-release identifiers.
pub(crate) fn identifiers(pre: &str) -> Result<&str, NotUnderstood> {
    let sound = |identifier: &str| {
        !identifier.is_empty() && identifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if pre.split('.').all(sound) { Ok(pre) } else { Err(NotUnderstood) }
}

fn is_build_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+' | b'~')
}

impl<'a> Parts<'a> {
    fn identifiers(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.pre.split('.').chain(Some(self.pre_number)).filter(|identifier| !identifier.is_empty())
    }

    /// Which of two versions is the later one (SemVer 2.0, 11).
    pub(crate) fn order(&self, other: &Parts<'_>) -> Ordering {
        number::order_dotted(self.numbers, other.numbers).then_with(|| {
            match (self.pre.is_empty(), other.pre.is_empty()) {
                (true, true) => Ordering::Equal,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => order_of_identifiers(self.identifiers(), other.identifiers()),
            }
        })
    }

    /// The key of the version.
    pub(crate) fn key(&self) -> Key {
        Key::written(self.numbers, |key| {
            number::push_dotted(key, self.numbers)?;
            if self.pre.is_empty() {
                key.push(mark::RELEASE);
                return Some(());
            }
            key.push(mark::PRE_RELEASE);
            for identifier in self.identifiers() {
                if number::is_digits(identifier) {
                    number::push(key, identifier)?;
                } else {
                    key.push(mark::WORD);
                    key.extend_from_slice(identifier.as_bytes());
                    key.push(0);
                }
            }
            key.push(mark::END_OF_IDENTIFIERS);
            Some(())
        })
    }

    /// Adds the version to a key, whatever the size of its numbers.
    pub(crate) fn write_any(&self, key: &mut Vec<u8>) {
        number::push_dotted_any(key, self.numbers);
        if self.pre.is_empty() {
            key.push(mark::RELEASE);
        } else {
            key.push(mark::PRE_RELEASE);
            write_identifiers(self.identifiers(), key);
        }
    }
}

/// Adds identifiers to a key, numbers before words, and their end.
pub(crate) fn write_identifiers<'a>(identifiers: impl Iterator<Item = &'a str>, key: &mut Vec<u8>) {
    for identifier in identifiers {
        if number::is_digits(identifier) {
            number::push_any(key, identifier);
        } else {
            key.push(mark::WORD);
            written::push_word(key, identifier);
        }
    }
    key.push(mark::END_OF_IDENTIFIERS);
}

fn order_of_identifiers<'a>(mut a: impl Iterator<Item = &'a str>, mut b: impl Iterator<Item = &'a str>) -> Ordering {
    loop {
        let found = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (number::is_digits(left), number::is_digits(right)) {
                (true, true) => number::order(left, right),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => left.cmp(right),
            },
        };
        if found != Ordering::Equal {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Semver;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn precedence_is_that_of_the_specification() {
        rising(
            Semver,
            "1.0.0-alpha 1.0.0-alpha.1 1.0.0-alpha.beta 1.0.0-beta 1.0.0-beta.2 1.0.0-beta.11 1.0.0-rc.1 1.0.0",
        );
        rising(Semver, "1.9.0 1.10.0 1.11.0 2.0.0-0 2.0.0-0.0 2.0.0");
    }

    #[test]
    fn build_metadata_and_a_leading_v_say_nothing() {
        equal(Semver, "1.2.3 v1.2.3 V1.2.3 1.2.3+build.7 1.2.3+other");
        equal(Semver, "1.2.3-rc.1 v1.2.3-rc.1+x");
    }

    #[test]
    fn missing_numbers_are_zero() {
        equal(Semver, "1 1.0 1.0.0 1.0.0.0");
        equal(Semver, "1-rc 1.0.0-rc");
    }

    #[test]
    fn numbers_behind_the_third_still_count() {
        rising(Semver, "1.2.3 1.2.3.0.1 1.2.3.4-rc 1.2.3.4 1.2.3.5 1.2.4-0");
    }

    #[test]
    fn numbers_of_any_length_are_ordered() {
        rising(Semver, "2.0.0 2.0.99999999999999999999998 2.0.99999999999999999999999 2.1.0");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(
            Semver,
            &["", "v", "1.", ".1", "1..2", "1.2.3-", "1.2.3-a..b", "1.2.3+", "1.2.3rc1", "a.b", "1.2.3-é"],
        );
    }
}
