//! Orders that are defined by what they write: bytes that sort as the versions do.
//!
//! There is one definition, so a key and a comparison cannot disagree; what is too long for a key is written and compared.

use crate::{Key, NotUnderstood};
use std::cmp::Ordering;

/// Adds a version to a key, number for number and word for word, without a limit of length.
pub(crate) type Write = fn(&str, &mut Vec<u8>) -> Result<(), NotUnderstood>;

pub(crate) fn compare(write: Write, a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    let (mut left, mut right) = (Vec::with_capacity(a.len() + 8), Vec::with_capacity(b.len() + 8));
    write(a, &mut left)?;
    write(b, &mut right)?;
    Ok(left.cmp(&right))
}

pub(crate) fn key(write: Write, version: &str) -> Result<Key, NotUnderstood> {
    let mut understood = Ok(());
    let key = Key::written(version, |key| {
        understood = write(version, key);
        understood.is_ok().then_some(())
    });
    understood.map(|()| key)
}

/// Adds a word and its end, so that a shorter word stands before a longer one.
pub(crate) fn push_word(key: &mut Vec<u8>, word: &str) {
    key.extend_from_slice(word.as_bytes());
    key.push(0);
}

/// The text without spaces around, when it holds a digit and nothing but ASCII letters, digits and `signs`.
///
/// `unknown`, `latest` or `${version}` would find a place in some of these orders; what they mean is not clear, so they
/// get none.
pub(crate) fn plain<'a>(text: &'a str, signs: &str) -> Result<&'a str, NotUnderstood> {
    let text = text.trim_ascii();
    let sound = |sign: char| sign.is_ascii_alphanumeric() || signs.contains(sign);
    let digit = text.bytes().any(|byte| byte.is_ascii_digit());
    if digit && text.chars().all(sound) { Ok(text) } else { Err(NotUnderstood) }
}
