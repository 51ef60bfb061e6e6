use crate::semver::{self, Parts};
use crate::{Key, NotUnderstood};
use std::cmp::Ordering;

pub(crate) fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    Ok(read(a)?.order(&read(b)?))
}

pub(crate) fn key(version: &str) -> Result<Key, NotUnderstood> {
    Ok(read(version)?.key())
}

fn read(text: &str) -> Result<Parts<'_>, NotUnderstood> {
    let text = text
        .trim_ascii()
        .trim_start_matches(|sign: char| matches!(sign, 'v' | 'V' | '=') || sign.is_ascii_whitespace());
    let (numbers, rest) = semver::split(text)?;
    // npm's loose reading: the hyphen before a pre-release may be missing once three numbers are there.
    let glued = rest.starts_with(|sign: char| sign.is_ascii_alphabetic()) && numbers.split('.').count() == 3;
    let pre = if glued { semver::identifiers(rest)? } else { semver::pre_release(rest)? };
    Ok(Parts { numbers, pre, pre_number: "" })
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Npm;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn signs_and_spaces_in_front_say_nothing() {
        equal(Npm, "1.2.3 v1.2.3 =1.2.3 =v1.2.3 1.2.3+x");
        assert_eq!(Npm.compare(" = v 1.2.3 ", "1.2.3"), Ok(std::cmp::Ordering::Equal));
    }

    #[test]
    fn a_pre_release_may_miss_its_hyphen() {
        equal(Npm, "1.2.3beta.4 1.2.3-beta.4");
        rising(Npm, "1.2.3alpha 1.2.3-beta 1.2.3");
    }

    #[test]
    fn tags_and_ranges_are_not_understood() {
        not_understood(Npm, &["latest", "^1.2.3", "1.2.x", "1.x", ">=1.0.0", "", "=", "1.2beta"]);
    }
}
