use crate::{NotUnderstood, number, written};

/// Marks in keys; `~` stands before the end of a run of signs, letters stand before other signs.
mod mark {
    pub(super) const TILDE: u8 = 0x01;
    pub(super) const END: u8 = 0x02;
    pub(super) const OTHER: u8 = 0x80;
}

/// Debian's order, `epoch:upstream-revision` (Debian Policy 5.6.12); a version starts with a digit.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = written::plain(text, ".-+~:")?;
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
    if !number::is_digits(epoch) || revision.is_empty() || revision.contains(':') {
        return Err(NotUnderstood);
    }
    if !upstream.starts_with(|sign: char| sign.is_ascii_digit()) {
        return Err(NotUnderstood);
    }
    write_any(text, key)
}

/// The same for any text whose epoch is a number.
pub(crate) fn write_any(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    let text = text.trim_ascii();
    let (epoch, rest) = text.split_once(':').unwrap_or(("0", text));
    if !number::is_digits(epoch) {
        return Err(NotUnderstood);
    }
    let (upstream, revision) = rest.rsplit_once('-').unwrap_or((rest, "0"));
    number::push_any(key, epoch);
    part(upstream, key);
    part(revision, key);
    Ok(())
}

/// Runs of signs and numbers in turn; a missing number is zero, and an empty text is zero.
fn part(text: &str, key: &mut Vec<u8>) {
    let mut rest = text;
    loop {
        let signs = rest.bytes().position(|byte| byte.is_ascii_digit()).unwrap_or(rest.len());
        key.extend(rest.bytes().take(signs).map(|byte| match byte {
            b'~' => mark::TILDE,
            letter if letter.is_ascii_alphabetic() => letter,
            other => mark::OTHER | other,
        }));
        key.push(mark::END);
        let (digits, behind) = number::split_digits(&rest[signs..]);
        number::push_any(key, digits);
        rest = behind;
        if rest.is_empty() {
            key.push(mark::END);
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Debian;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn a_tilde_stands_before_the_end_and_letters_before_other_signs() {
        rising(Debian, "1.0~~ 1.0~~a 1.0~ 1.0~rc1 1.0 1.0a 1.0b 1.0+b1 1.0.1 1.1");
        rising(Debian, "1.2.3-1~deb7u1 1.2.3-1 1.2.3-1ubuntu1 1.2.3-1+deb7u1 1.2.3-1.1 1.2.3-2 1.2.3-10");
        rising(Debian, "2.7.4+reloaded2-13 2.7.4+reloaded2-13ubuntu1 2.7.4+reloaded2-13+deb9u1");
    }

    #[test]
    fn an_epoch_outweighs_everything_and_a_missing_revision_is_zero() {
        equal(Debian, "1.0 0:1.0 1.0-0 1.0-00 01.00-0");
        rising(Debian, "9.9-9 1:0.1 1:0.1-1 2:0-1 99999999999999999999998:0 99999999999999999999999:0");
    }

    #[test]
    fn hyphens_and_colons_inside_belong_to_the_upstream_version() {
        rising(Debian, "1:1.0-2-1 1:1.0-2-2 1:1.0-3-1");
        rising(Debian, "0:1:2 0:1:3");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(
            Debian,
            &["", "unknown", "<unfixed>", "a:1", "1.0-", "v1.0", "1.0_1", "1.0-é", "1 2", ":1", "1:"],
        );
    }
}
