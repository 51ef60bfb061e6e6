use crate::semver::{self, Parts};
use crate::{Key, NotUnderstood, number};
use std::cmp::Ordering;

pub(crate) fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    Ok(read(a)?.order(&read(b)?))
}

pub(crate) fn key(version: &str) -> Result<Key, NotUnderstood> {
    Ok(read(version)?.key())
}

fn read(text: &str) -> Result<Parts<'_>, NotUnderstood> {
    let text = text.trim_ascii();
    match text.strip_prefix("go") {
        // `go version` adds experiments behind a space: `go1.22.1 X:boringcrypto`.
        Some(toolchain) => read_toolchain(toolchain.split_ascii_whitespace().next().unwrap_or_default()),
        None => {
            let (numbers, rest) = semver::split(text.strip_prefix(['v', 'V']).unwrap_or(text))?;
            if let Some((pre, pre_number)) = stage(rest) {
                return Ok(Parts { numbers, pre, pre_number });
            }
            Ok(Parts { numbers, pre: semver::pre_release(rest)?, pre_number: "" })
        }
    }
}

/// A release of the Go distribution, `go1.21rc2`; a vendor's `-suffix` does not change its place.
fn read_toolchain(text: &str) -> Result<Parts<'_>, NotUnderstood> {
    let (numbers, rest) = semver::split(text)?;
    let hyphen = rest.strip_prefix('-');
    let first = rest.split('-').next().unwrap_or_default();
    if let Some((pre, pre_number)) = stage(hyphen.unwrap_or(first)) {
        return Ok(Parts { numbers, pre, pre_number });
    }
    let Some(suffix) = hyphen else {
        return semver::pre_release(rest).map(|pre| Parts { numbers, pre, pre_number: "" });
    };
    let suffix = semver::identifiers(suffix)?;
    let pre = if ["rc.", "beta.", "alpha.", "0"].iter().any(|word| suffix.starts_with(word)) { suffix } else { "" };
    Ok(Parts { numbers, pre, pre_number: "" })
}

/// `rc2` in its two parts; advisories write it `rc.2`.
fn stage(text: &str) -> Option<(&str, &str)> {
    let number = ["rc", "beta", "alpha"].iter().find_map(|word| text.strip_prefix(word))?;
    number::is_digits(number).then(|| (&text[..text.len() - number.len()], number))
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Go;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn modules_follow_semver_with_or_without_v() {
        equal(Go, "v1.2.3 1.2.3 v1.2.3+incompatible");
        rising(Go, "v1.2.3-rc.1 1.2.3 v2.0.0+incompatible");
    }

    #[test]
    fn pseudo_versions_stand_before_the_release_they_lead_to() {
        rising(
            Go,
            "v0.0.0-20190101000000-aaaaaaaaaaaa 0.0.0-20200101000000-000000000000 v0.0.0 v1.2.3 v1.2.4-0.20210101000000-abcdefabcdef v1.2.4",
        );
        rising(Go, "v1.2.4-rc.1 v1.2.4-rc.1.0.20210101000000-abcdefabcdef v1.2.4-rc.2");
    }

    #[test]
    fn toolchain_names_equal_their_semver_form() {
        equal(Go, "go1.21rc2 1.21rc2 1.21.0-rc.2 go1.21-rc2 go1.21.0-rc.2");
        equal(Go, "go1.20 1.20 1.20.0 v1.20.0 go1.20-bigcorp");
        equal(Go, "go1.19beta1 1.19.0-beta.1");
        rising(Go, "1.20 go1.21.0-0 go1.21beta1 go1.21rc1 1.21rc2 1.21.0-rc.10 go1.21.0 1.21.1");
        assert_eq!(Go.compare("go1.22.1 X:boringcrypto", "1.22.1"), Ok(std::cmp::Ordering::Equal));
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(Go, &["", "go", "(devel)", "devel go1.22-abcdef", "v", "latest", "1.20rcx", "go1.20x"]);
    }
}
