use crate::{NotUnderstood, number, written};
use std::borrow::Cow;

/// Marks in keys, from the earliest to the latest of what may come next.
mod mark {
    /// `.alpha` to `.snapshot`, by their place among the qualifiers; five more for `-alpha` to `-snapshot`.
    pub(super) const EARLY: u8 = 0x01;
    /// What says nothing (`.ga`, `-ga`, `.0`) on the way to something that stands before the release.
    pub(super) const NOTHING_BEFORE: u8 = 0x0B;
    pub(super) const END: u8 = 0x10;
    /// `.ga` on the way to something that stands behind the release.
    pub(super) const DOT_NOTHING: u8 = 0x11;
    pub(super) const DOT_SERVICE_PACK: u8 = 0x12;
    pub(super) const DOT_WORD: u8 = 0x13;
    /// `-ga` on such a way.
    pub(super) const HYPHEN_NOTHING: u8 = 0x14;
    pub(super) const HYPHEN_SERVICE_PACK: u8 = 0x15;
    pub(super) const HYPHEN_WORD: u8 = 0x16;
    pub(super) const HYPHEN_NUMBER: u8 = 0x17;
    /// `.0` on such a way.
    pub(super) const DOT_ZERO: u8 = 0x18;
    pub(super) const DOT_NUMBER: u8 = 0x19;
}

/// Qualifiers before the release, in their order.
const EARLY: [&str; 5] = ["alpha", "beta", "milestone", "rc", "snapshot"];

/// What parts a token from the one before it; a change between digits and letters counts as a hyphen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Prefix {
    Start,
    Dot,
    Hyphen,
}

struct Token<'a> {
    prefix: Prefix,
    /// A number, or a qualifier; empty for the release itself.
    value: Cow<'a, str>,
}

/// Maven's order (POM reference, "Version Order Specification"). Maven itself places any text; a text without a digit or
/// with signs that no version carries has no place here.
pub(crate) fn write(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    write_any(written::plain(text, "._-+~")?, key);
    Ok(())
}

/// The same for any text.
pub(crate) fn write_any(text: &str, key: &mut Vec<u8>) {
    let text = text.to_lowercase();
    let tokens = trimmed(tokens(&text));
    let mut before = vec![false; tokens.len() + 1];
    for (place, token) in tokens.iter().enumerate().rev() {
        before[place] = if token.says_nothing() { before[place + 1] } else { token.is_early() };
    }
    for (token, before) in tokens.iter().zip(before) {
        token.write(before, key);
    }
    key.push(mark::END);
}

fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut prefix = Prefix::Start;
    let mut rest = text;
    loop {
        let length = rest.find(['.', '-']).unwrap_or(rest.len());
        let (raw, behind) = rest.split_at(length);
        for (place, value) in runs(raw).enumerate() {
            tokens.push(Token { prefix: if place == 0 { prefix } else { Prefix::Hyphen }, value });
        }
        match behind.bytes().next() {
            None => return tokens,
            Some(b'.') => prefix = Prefix::Dot,
            Some(_) => prefix = Prefix::Hyphen,
        }
        rest = &behind[1..];
    }
}

/// Runs of digits and runs of others, spelled in one way; nothing at all is zero.
fn runs(raw: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = Some(raw);
    std::iter::from_fn(move || {
        let text = rest?;
        let digit = text.starts_with(|sign: char| sign.is_ascii_digit());
        let length = text.find(|sign: char| sign.is_ascii_digit() != digit).unwrap_or(text.len());
        let (run, behind) = text.split_at(length);
        rest = (!behind.is_empty()).then_some(behind);
        Some(Cow::Borrowed(match run {
            "" => "0",
            "cr" => "rc",
            "ga" | "final" | "release" => "",
            "a" if rest.is_some() => "alpha",
            "b" if rest.is_some() => "beta",
            "m" if rest.is_some() => "milestone",
            run => run,
        }))
    })
}

/// Without what says nothing at the end and before each hyphen.
fn trimmed(mut tokens: Vec<Token<'_>>) -> Vec<Token<'_>> {
    let mut kept: Vec<Token<'_>> = Vec::with_capacity(tokens.len());
    let mut at_end = true;
    while let Some(token) = tokens.pop() {
        if at_end && !tokens.is_empty() && (token.value.is_empty() || number::is_zero(&token.value)) {
            continue;
        }
        at_end = token.prefix == Prefix::Hyphen;
        kept.push(token);
    }
    kept.reverse();
    kept
}

impl Token<'_> {
    fn is_number(&self) -> bool {
        number::is_digits(&self.value)
    }

    /// Whether the end of a version stands level with it.
    fn says_nothing(&self) -> bool {
        match self.prefix {
            Prefix::Start => false,
            Prefix::Dot => self.value.is_empty() || (self.is_number() && number::is_zero(&self.value)),
            Prefix::Hyphen => self.value.is_empty(),
        }
    }

    fn is_early(&self) -> bool {
        EARLY.contains(&&*self.value)
    }

    fn write(&self, before: bool, key: &mut Vec<u8>) {
        let hyphen = self.prefix == Prefix::Hyphen;
        let number = self.is_number();
        if self.says_nothing() && before {
            key.push(mark::NOTHING_BEFORE + u8::from(hyphen) + 2 * u8::from(number));
        } else if self.says_nothing() && number {
            key.push(mark::DOT_ZERO);
        } else if number {
            key.push(if hyphen { mark::HYPHEN_NUMBER } else { mark::DOT_NUMBER });
            number::push_any(key, &self.value);
        } else if let Some(place) = EARLY.iter().position(|early| *early == self.value) {
            key.push(mark::EARLY + 5 * u8::from(hyphen) + place as u8);
        } else if self.value.is_empty() {
            key.push(if hyphen { mark::HYPHEN_NOTHING } else { mark::DOT_NOTHING });
        } else if self.value == "sp" {
            key.push(if hyphen { mark::HYPHEN_SERVICE_PACK } else { mark::DOT_SERVICE_PACK });
        } else {
            key.push(if hyphen { mark::HYPHEN_WORD } else { mark::DOT_WORD });
            written::push_word(key, &self.value);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Scheme::Maven;
    use crate::testing::{equal, not_understood, rising};

    #[test]
    fn qualifiers_follow_each_other() {
        rising(
            Maven,
            "1-alpha-1 1-alpha-2 1-beta-1 1-milestone-1 1-rc-1 1-snapshot 1 1-sp 1-abc 1-jre 1-xyz 1-1 1-2 1.1-rc1 1.1",
        );
        rising(Maven, "1.0-alpha-1-SNAPSHOT 1.0-alpha-1 1.0");
    }

    #[test]
    fn spellings_are_one_version() {
        equal(Maven, "1 1.0 1.0.0 1-0 1.0-0 01 1. 1- 1.ga 1-final 1.RELEASE 1GA");
        equal(Maven, "1a1 1-alpha-1 1-ALPHA1 1.0.0-alpha1");
        equal(Maven, "1cr2 1-rc2 1.0-CR2");
        equal(Maven, "1m3 1-milestone-3 1Milestone3");
        equal(Maven, "1x 1-x 1.0-x 1.0.0x");
    }

    #[test]
    fn numbers_stand_behind_words_and_a_dot_behind_a_hyphen() {
        rising(Maven, "2.0 2.0-xyz 2.0-1 2.0-123 2.0.1-klm 2.0.1-lmn 2.0.1-123 2.1");
        rising(Maven, "6.1.0rc3 6.1.0 6.1H.5-beta 20190126.230843 1234567890.12345 12345678901234567890.1H.5-beta");
    }

    #[test]
    fn dotted_qualifiers_of_common_libraries_have_their_place() {
        rising(Maven, "4.0.0.Alpha1 4.0.0.Beta1 4.0.0.CR1 4.0.0.Final 4.0.0.SP1 4.0.1.Final");
        rising(Maven, "31.0-android 31.0-jre 31.0.1-jre 31.1-android");
        rising(Maven, "9.4.0 9.4.0.jre8 9.4.1.jre8 9.4.2.jre11");
        equal(Maven, "2.1.0.RELEASE 2.1.0");
    }

    #[test]
    fn texts_without_a_clear_place_are_not_understood() {
        not_understood(
            Maven,
            &["", "LATEST", "RELEASE", "${project.version}", "[1.0,2.0)", "1.0 2", "1,2", "unknown", "é1"],
        );
    }
}
