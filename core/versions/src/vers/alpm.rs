//! Arch Linux: `epoch:version-release` as `vercmp` compares it.

use crate::{NotUnderstood, number};
use std::cmp::Ordering;

pub(super) fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    let (left, right) = (split(a)?, split(b)?);
    Ok(number::order(left.epoch, right.epoch).then_with(|| segments(left.version, right.version)).then_with(|| match (
        left.release,
        right.release,
    ) {
        (Some(left), Some(right)) => segments(left, right),
        (None | Some(_), None | Some(_)) => Ordering::Equal,
    }))
}

struct Parts<'a> {
    epoch: &'a str,
    version: &'a str,
    release: Option<&'a str>,
}

fn split(text: &str) -> Result<Parts<'_>, NotUnderstood> {
    let text = crate::written::plain(text, ".-+_~^:")?;
    let (epoch, rest) = match text.split_once(':') {
        Some((epoch, rest)) if number::is_digits(epoch) => (epoch, rest),
        Some(_) => return Err(NotUnderstood),
        None => ("0", text),
    };
    let (version, release) = rest.rsplit_once('-').map_or((rest, None), |(version, release)| (version, Some(release)));
    Ok(Parts { epoch, version, release })
}

fn segments(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a, b);
    while !a.is_empty() && !b.is_empty() {
        let (left, right) = (after_signs(a), after_signs(b));
        let separators = (a.len() - left.len(), b.len() - right.len());
        (a, b) = (left, right);
        if a.is_empty() || b.is_empty() {
            break;
        }
        if separators.0 != separators.1 {
            return separators.0.cmp(&separators.1);
        }
        let digits = a.starts_with(|sign: char| sign.is_ascii_digit());
        let ((left, rest_a), (right, rest_b)) = (run(a, digits), run(b, digits));
        if right.is_empty() {
            return if digits { Ordering::Greater } else { Ordering::Less };
        }
        let found = if digits { number::order(left, right) } else { left.cmp(right) };
        if found != Ordering::Equal {
            return found;
        }
        (a, b) = (rest_a, rest_b);
    }
    // Letters left over stand before the release, anything else behind it.
    let letters = |text: &str| text.starts_with(|sign: char| sign.is_ascii_alphabetic());
    match (a.is_empty(), b.is_empty()) {
        (true, true) => Ordering::Equal,
        (true, false) if !letters(b) => Ordering::Less,
        (false, _) if letters(a) => Ordering::Less,
        (true | false, _) => Ordering::Greater,
    }
}

fn after_signs(text: &str) -> &str {
    text.trim_start_matches(|sign: char| !sign.is_ascii_alphanumeric())
}

fn run(text: &str, digits: bool) -> (&str, &str) {
    let inside = |sign: char| if digits { sign.is_ascii_digit() } else { sign.is_ascii_alphabetic() };
    text.split_at(text.find(|sign| !inside(sign)).unwrap_or(text.len()))
}
