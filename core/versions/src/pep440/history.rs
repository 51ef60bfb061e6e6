//! The order that Python's tools gave to texts from before PEP 440, such as `2004d`; packaging dropped it in version 22.
//!
//! It places any text at all, so it never judges a device; lists of comparisons that still hold such texts are checked by it.

use std::cmp::Ordering;

/// Which of two texts stood later; a text that PEP 440 does not know stood before all that it knows.
pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    match (super::read(a), super::read(b)) {
        (Ok(a), Ok(b)) => a.order(&b),
        (Ok(_), Err(_)) => Ordering::Greater,
        (Err(_), Ok(_)) => Ordering::Less,
        (Err(_), Err(_)) => parts(a).cmp(&parts(b)),
    }
}

/// The text in comparable parts: numbers filled to eight digits, words behind a star.
fn parts(text: &str) -> Vec<String> {
    let text = text.trim().to_ascii_lowercase();
    let mut parts: Vec<String> = Vec::new();
    for piece in pieces(&text) {
        let part = match piece {
            "." => continue,
            "-" => "*final-".to_owned(),
            "pre" | "preview" | "rc" => "*c".to_owned(),
            "dev" => "*@".to_owned(),
            _ if piece.starts_with(|sign: char| sign.is_ascii_digit()) => format!("{piece:0>8}"),
            _ => format!("*{piece}"),
        };
        add(&mut parts, part);
    }
    add(&mut parts, "*final".to_owned());
    parts
}

fn add(parts: &mut Vec<String>, part: String) {
    if part.starts_with('*') {
        if part.as_str() < "*final" {
            while parts.last().is_some_and(|last| last == "*final-") {
                parts.pop();
            }
        }
        while parts.last().is_some_and(|last| last == "00000000") {
            parts.pop();
        }
    }
    parts.push(part);
}

/// Runs of digits, runs of letters, single dots and hyphens, and runs of anything else.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let class = |byte: u8| match byte {
        b'0'..=b'9' => 0,
        b'a'..=b'z' => 1,
        b'.' => 2,
        b'-' => 3,
        _ => 4,
    };
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = class(*rest.as_bytes().first()?);
        let single = first == 2 || first == 3;
        let length = if single { 1 } else { rest.bytes().take_while(|byte| class(*byte) == first).count() };
        let (piece, behind) = rest.split_at(length);
        rest = behind;
        Some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn older_texts_stand_before_every_version_of_pep_440() {
        assert_eq!(compare("2004d", "0.dev0"), Less);
        assert_eq!(compare("1.0", "no-version"), Greater);
    }

    #[test]
    fn older_texts_are_ordered_among_themselves() {
        assert_eq!(compare("2004d", "2004e"), Less);
        assert_eq!(compare("0.9-pear", "0.10-apple"), Less);
        assert_eq!(compare("x-1.0.0", "x-1"), Equal);
        assert_eq!(compare("x-1.pre", "x-1"), Less);
    }
}
