use crate::{NotUnderstood, number, written};

/// What may come next in a version, from the earliest to the latest; the numbers stand in keys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    /// A word that is not known; only in the lists of others.
    Unknown = 0,
    /// `dev`; only in the lists of others.
    Development = 1,
    Alpha = 2,
    Beta = 3,
    Candidate = 4,
    End = 5,
    Number = 6,
    Patch = 7,
}

/// The order of PHP's `version_compare`, by which Packagist's advisories are placed; branches have no place.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = written::plain(text, ".-_")?;
    let text = without_v(text);
    if !text.starts_with(|sign: char| sign.is_ascii_digit()) || text.ends_with(['.', '-', '_']) {
        return Err(NotUnderstood);
    }
    // `1.x-dev` is a branch, and so is a lone `1.0-dev`: it moves.
    for piece in pieces(text) {
        if number::is_digits(piece) {
            key.push(Step::Number as u8);
            number::push_any(key, piece);
        } else {
            key.push(known(piece).ok_or(NotUnderstood)? as u8);
        }
    }
    key.push(Step::End as u8);
    Ok(())
}

pub(crate) fn without_v(text: &str) -> &str {
    text.strip_prefix(['v', 'V']).unwrap_or(text)
}

/// Runs of digits and runs of other signs; `.`, `-`, `_` and `+` part them.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(['.', '-', '_', '+']).flat_map(|part| {
        let mut rest = part;
        std::iter::from_fn(move || {
            let digit = rest.as_bytes().first()?.is_ascii_digit();
            let length = rest.find(|sign: char| sign.is_ascii_digit() != digit).unwrap_or(rest.len());
            let (piece, behind) = rest.split_at(length);
            rest = behind;
            Some(piece)
        })
    })
}

/// The words that Composer knows as stabilities.
fn known(word: &str) -> Option<Step> {
    match word.to_ascii_lowercase().as_str() {
        "alpha" | "a" => Some(Step::Alpha),
        "beta" | "b" => Some(Step::Beta),
        "rc" => Some(Step::Candidate),
        "patch" | "pl" | "p" => Some(Step::Patch),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Packagist;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn stabilities_follow_each_other() {
        rising(Packagist, "1.0a1 1.0-alpha2 1.0b1 1.0-beta.2 1.0RC1 1.0-rc2 1.0 1.0.0 1.0.1 1.0pl1 1.1");
        equal(Packagist, "1.0.0rc2 1.0.0.rc2 v1.0.0-RC2 V1.0.0_rc.2");
        equal(Packagist, "1.0pl1 1.0-patch1 1.0-p.1");
    }

    #[test]
    fn branches_and_words_that_are_not_known_have_no_place() {
        not_understood(
            Packagist,
            &["", "dev-main", "1.x-dev", "2.0-dev", "1.0.#", "1.0+build", "1.0-jumbo", "v", "1.0-"],
        );
    }
}
