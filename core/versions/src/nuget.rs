use crate::semver::{self, Parts};
use crate::{Key, NotUnderstood};
use std::cmp::Ordering;

pub(crate) fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    let (a, b) = (a.to_ascii_lowercase(), b.to_ascii_lowercase());
    Ok(read(&a)?.order(&read(&b)?))
}

pub(crate) fn key(version: &str) -> Result<Key, NotUnderstood> {
    Ok(read(&version.to_ascii_lowercase())?.key())
}

/// SemVer with a fourth number, without regard to case; zeros in front say nothing.
fn read(text: &str) -> Result<Parts<'_>, NotUnderstood> {
    let text = text.trim_ascii();
    let (numbers, rest) = semver::split(text.strip_prefix('v').unwrap_or(text))?;
    if numbers.split('.').count() > 4 {
        return Err(NotUnderstood);
    }
    Ok(Parts { numbers, pre: semver::pre_release(rest)?, pre_number: "" })
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Nuget;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn case_says_nothing_and_missing_numbers_are_zero() {
        equal(Nuget, "1.0.0-BETA 1.0.0-beta 1.0-Beta+AA 1-beta+aa 1.0.0.0-beta");
        equal(Nuget, "1.0.01 1.0.1.0 v1.0.1");
    }

    #[test]
    fn the_fourth_number_counts() {
        rising(Nuget, "0.9.9.1 1.0.0-beta 1.0.0-beta.1 1.0.0-beta2 1.0.0 1.0.0.1-alpha 1.0.0.1-pre 1.0.0.1 1.0.1");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(Nuget, &["", "1.2.3.4.5", "1.0.*", "[1.0,2.0)", "1.0-", "1.0.0beta", "latest"]);
    }
}
