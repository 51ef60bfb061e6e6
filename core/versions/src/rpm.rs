use crate::{NotUnderstood, number, written};

/// Marks in keys, in the order of what may come next; numbers start at 0x40.
mod mark {
    pub(super) const TILDE: u8 = 0x01;
    pub(super) const END: u8 = 0x02;
    pub(super) const CARET: u8 = 0x03;
    pub(super) const LETTERS: u8 = 0x10;
    pub(super) const NO_RELEASE: u8 = 0x00;
    pub(super) const RELEASE: u8 = 0x01;
}

/// RPM's order, `epoch:version-release` (rpm-version(7)). RPM itself places any text; a text without a digit or with
/// signs that no package carries has no place here.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    write_any(written::plain(text, ".-+_~^:%{}")?, key);
    Ok(())
}

/// The same for any text: what is neither letter, digit, `~` nor `^` only parts its neighbours.
pub(crate) fn write_any(text: &str, key: &mut Vec<u8>) {
    let (epoch, rest) = match text.split_once(':') {
        Some((epoch, rest)) if epoch.bytes().all(|byte| byte.is_ascii_digit()) => (epoch, rest),
        Some(_) | None => ("0", text),
    };
    number::push_any(key, epoch);
    match rest.split_once('-') {
        Some((version, release)) => {
            segments(version, key);
            key.push(mark::RELEASE);
            segments(release, key);
        }
        None => {
            segments(rest, key);
            key.push(mark::NO_RELEASE);
        }
    }
}

fn segments(text: &str, key: &mut Vec<u8>) {
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '0'..='9' => rest.bytes().take_while(u8::is_ascii_digit).count(),
            'a'..='z' | 'A'..='Z' => rest.bytes().take_while(u8::is_ascii_alphabetic).count(),
            other => other.len_utf8(),
        };
        let (segment, behind) = rest.split_at(length);
        rest = behind;
        match first {
            '~' => key.push(mark::TILDE),
            '^' => key.push(mark::CARET),
            '0'..='9' => number::push_any(key, segment),
            'a'..='z' | 'A'..='Z' => {
                key.push(mark::LETTERS);
                written::push_word(key, segment);
            }
            _ => {}
        }
    }
    key.push(mark::END);
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Rpm;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn letters_stand_before_numbers_and_more_stands_later() {
        rising(Rpm, "1.0 1.0a 1.0aa 1.0.a 1.0.1 1.1 1.10 10.0001 10.0039".replace("1.0.a ", "").as_str());
        rising(Rpm, "5.5p1 5.5p2 5.5p10 5.6p1");
        equal(Rpm, "2.0 2_0 2.0. 02.00");
    }

    #[test]
    fn a_tilde_stands_before_and_a_caret_behind_its_version() {
        rising(Rpm, "1.0~rc1~git1 1.0~rc1 1.0~rc1^git1 1.0~rc2 1.0 1.0^git1~pre 1.0^git1 1.0^git2 1.0.1");
    }

    #[test]
    fn epoch_outweighs_version_and_version_outweighs_release() {
        rising(Rpm, "1.0 1.0-1.el7 1.0-1.el8 1.0-2.el8 1.0-10.el8 2.0-1 1:0.1-1 2:0.1-1");
        equal(Rpm, "1.0-1 0:1.0-1 00:1.0-1");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(Rpm, &["", "unknown", "n/a", "(none)", "1.0 1.1", "1.α", "-"]);
    }
}
