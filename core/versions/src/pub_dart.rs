use crate::NotUnderstood;
use crate::semver::{self, Parts};

/// Dart's order: SemVer, but build metadata counts, behind its version.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = text.trim_ascii();
    let (version, build) = match text.split_once('+') {
        Some((version, build)) => (version, semver::identifiers(build)?),
        None => (text, ""),
    };
    let (numbers, rest) = semver::split(version.strip_prefix(['v', 'V']).unwrap_or(version))?;
    Parts { numbers, pre: semver::pre_release(rest)?, pre_number: "" }.write_any(key);
    semver::write_identifiers(build.split('.').filter(|identifier| !identifier.is_empty()), key);
    key.push(0);
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Pub;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn build_metadata_stands_behind_its_version() {
        rising(
            Pub,
            "1.0.0-pre 1.0.0-pre+build 1.0.0 1.0.0+1 1.0.0+2 1.0.0+10 1.0.0+a 1.0.0+a.1 1.0.0+a1 1.0.0+a2 1.0.1",
        );
        equal(Pub, "1.2.3 v1.2.3 1.2.3.0");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(Pub, &["", "1.0.0+", "1.0.0-", "1.0.0 beta", "any", "^1.0.0"]);
    }
}
