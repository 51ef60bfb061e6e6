pub(crate) mod history;

use crate::{Key, NotUnderstood, number};
use std::cmp::Ordering;

/// Marks in keys; numbers start at 0x40.
mod mark {
    pub(super) const NO_POST: u8 = 0x01;
    pub(super) const END_OF_LOCAL: u8 = 0x02;
    pub(super) const LOCAL_WORD: u8 = 0x10;
    pub(super) const NO_DEV: u8 = 0xFF;
}

/// Where a version stands within its release; the numbers stand in keys.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    /// `1.0.dev1`: before every pre-release.
    Developed = 1,
    Alpha = 2,
    Beta = 3,
    Candidate = 4,
    /// No pre-release.
    Final = 5,
}

/// A version taken apart (PEP 440, appendix B); digits as written, an omitted number is zero.
struct Parts<'a> {
    epoch: &'a str,
    release: &'a str,
    stage: Stage,
    stage_number: &'a str,
    post: Option<&'a str>,
    dev: Option<&'a str>,
    /// Segments as written, any separators; empty when there is none.
    local: &'a str,
}

pub(crate) fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    Ok(read(a)?.order(&read(b)?))
}

pub(crate) fn key(version: &str) -> Result<Key, NotUnderstood> {
    let parts = read(version)?;
    Ok(Key::written(version, |key| parts.write(key)))
}

fn read(text: &str) -> Result<Parts<'_>, NotUnderstood> {
    let text = text.trim();
    let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (epoch, text) = match text.split_once('!') {
        Some((epoch, rest)) if number::is_digits(epoch) => (epoch, rest),
        Some(_) => return Err(NotUnderstood),
        None => ("0", text),
    };
    let (release, mut rest) = split_release(text)?;
    let (stage, stage_number) = take_stage(&mut rest).unwrap_or((Stage::Final, "0"));
    let post = take_post(&mut rest);
    let dev = take_word(&mut rest, &["dev"]).map(|(_, number)| number);
    let local = match rest.strip_prefix('+') {
        Some(local) if local.split(is_separator).all(is_segment) => local,
        None if rest.is_empty() => rest,
        Some(_) | None => return Err(NotUnderstood),
    };
    let stage = if stage == Stage::Final && post.is_none() && dev.is_some() { Stage::Developed } else { stage };
    Ok(Parts { epoch, release, stage, stage_number, post, dev, local })
}

fn split_release(text: &str) -> Result<(&str, &str), NotUnderstood> {
    let mut end = number::split_digits(text).0.len();
    if end == 0 {
        return Err(NotUnderstood);
    }
    while let Some(rest) = text[end..].strip_prefix('.') {
        match number::split_digits(rest).0.len() {
            0 => break,
            length => end += 1 + length,
        }
    }
    Ok(text.split_at(end))
}

fn is_separator(sign: char) -> bool {
    matches!(sign, '.' | '-' | '_')
}

fn is_segment(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// Takes one of `words` with the separator before it, the one behind it, and its number.
fn take_word<'a>(rest: &mut &'a str, words: &[&'static str]) -> Option<(&'static str, &'a str)> {
    let text = rest.strip_prefix(is_separator).unwrap_or(rest);
    let starts = |word: &&&str| text.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
    let word = words.iter().find(starts)?;
    let text = &text[word.len()..];
    let (number, text) = number::split_digits(text.strip_prefix(is_separator).unwrap_or(text));
    *rest = text;
    Some((word, if number.is_empty() { "0" } else { number }))
}

fn take_stage<'a>(rest: &mut &'a str) -> Option<(Stage, &'a str)> {
    // Longer spellings first; all of PEP 440, "Pre-release spelling".
    let (word, number) = take_word(rest, &["alpha", "a", "beta", "b", "preview", "pre", "c", "rc"])?;
    let stage = match word {
        "alpha" | "a" => Stage::Alpha,
        "beta" | "b" => Stage::Beta,
        _ => Stage::Candidate,
    };
    Some((stage, number))
}

fn take_post<'a>(rest: &mut &'a str) -> Option<&'a str> {
    // PEP 440, "Implicit post releases": `1.0-1`.
    if let Some(text) = rest.strip_prefix('-') {
        let (number, text) = number::split_digits(text);
        if !number.is_empty() {
            *rest = text;
            return Some(number);
        }
    }
    take_word(rest, &["post", "rev", "r"]).map(|(_, number)| number)
}

fn order_optional(a: Option<&str>, b: Option<&str>, against_none: Ordering) -> Ordering {
    match (a, b) {
        (None, None) => Ordering::Equal,
        (Some(_), None) => against_none,
        (None, Some(_)) => against_none.reverse(),
        (Some(a), Some(b)) => number::order(a, b),
    }
}

fn segments(local: &str) -> impl Iterator<Item = &str> {
    local.split(is_separator).filter(|segment| !segment.is_empty())
}

fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

/// PEP 440, "Local version identifiers": numbers after words, words without regard to case, more segments later.
fn order_local(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (segments(a), segments(b));
    loop {
        let found = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (number::is_digits(left), number::is_digits(right)) {
                (true, true) => number::order(left, right),
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                (false, false) => lower(left).cmp(lower(right)),
            },
        };
        if found != Ordering::Equal {
            return found;
        }
    }
}

impl Parts<'_> {
    fn order(&self, other: &Parts<'_>) -> Ordering {
        number::order(self.epoch, other.epoch)
            .then_with(|| number::order_dotted(self.release, other.release))
            .then_with(|| self.stage.cmp(&other.stage))
            .then_with(|| number::order(self.stage_number, other.stage_number))
            .then_with(|| order_optional(self.post, other.post, Ordering::Greater))
            .then_with(|| order_optional(self.dev, other.dev, Ordering::Less))
            .then_with(|| order_local(self.local, other.local))
    }

    fn write(&self, key: &mut Vec<u8>) -> Option<()> {
        number::push(key, self.epoch)?;
        number::push_dotted(key, self.release)?;
        key.push(self.stage as u8);
        if !matches!(self.stage, Stage::Final | Stage::Developed) {
            number::push(key, self.stage_number)?;
        }
        match self.post {
            Some(post) => number::push(key, post)?,
            None => key.push(mark::NO_POST),
        }
        match self.dev {
            Some(dev) => number::push(key, dev)?,
            None => key.push(mark::NO_DEV),
        }
        for segment in segments(self.local) {
            if number::is_digits(segment) {
                number::push(key, segment)?;
            } else {
                key.push(mark::LOCAL_WORD);
                key.extend(lower(segment));
                key.push(0);
            }
        }
        key.push(mark::END_OF_LOCAL);
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Pep440;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn the_stages_of_a_release_follow_each_other() {
        rising(
            Pep440,
            "1.0.dev456 1.0a1.dev1 1.0a1 1.0a2.dev456 1.0a12.dev456 1.0a12 1.0b1.dev456 1.0b2 1.0b2.post345.dev456 \
             1.0b2.post345 1.0rc1.dev456 1.0rc1 1.0 1.0+abc.5 1.0+abc.7 1.0+5 1.0.post456.dev34 1.0.post456 1.0.15 1.1.dev1",
        );
    }

    #[test]
    fn spellings_are_one_version() {
        equal(Pep440, "1.0 v1.0 V1 1.0.0 0!1.0 01.00");
        equal(Pep440, "1.0a1 1.0-alpha-1 1.0.ALPHA.1 1.0_a_1 1.0alpha01");
        equal(Pep440, "1.0rc0 1.0c 1.0pre 1.0-preview 1.0RC");
        equal(Pep440, "1.0.post1 1.0-1 1.0-r1 1.0rev1 1.0_post_1");
        equal(Pep440, "1.0+ubuntu.1 1.0+ubuntu-1 1.0+UBUNTU_01");
        assert_eq!(Pep440.compare("\t1.0.dev \n", "1.0dev0"), Ok(std::cmp::Ordering::Equal));
    }

    #[test]
    fn an_epoch_outweighs_everything() {
        rising(Pep440, "2019.12.31 1!0.1.dev1 1!0.1 2!0");
    }

    #[test]
    fn numbers_of_any_length_are_ordered() {
        rising(Pep440, "1.0a1 1.0a99999999999999999999999 1.0 99999999999999999999998 99999999999999999999999");
    }

    #[test]
    fn other_texts_are_not_understood() {
        not_understood(
            Pep440,
            &["", "v", "1.0.", "1.0+", "1.0+a..b", "1.0-bulbasaur", "2004d", "!1", "a!1", "1.0 rc", "1.0é"],
        );
    }
}
