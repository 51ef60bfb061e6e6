//! The words that a version may carry, and on which side of the release they stand.

/// The place of a word against its release; the numbers stand in keys, and the end of a version is 0x1F.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    // Before the release.
    /// `1.27.0-0`, by which SemVer users say "before every pre-release".
    Lowest = 0x0F,
    Development = 0x10,
    Alpha = 0x11,
    Beta = 0x12,
    Milestone = 0x13,
    Preview = 0x14,
    Candidate = 0x15,
    // After it.
    /// A number behind a hyphen, plus or space without any word: `5.10.0-8`.
    Revision = 0x20,
    Build = 0x21,
    Patch = 0x22,
    Hotfix = 0x23,
    ServiceRelease = 0x24,
    ServicePack = 0x25,
}

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// It places the version.
    Place(Rank),
    /// It says that this is the release itself.
    Release,
    /// The next word tells.
    Opens(&'static [(&'static str, Rank)]),
}

const WORDS: [(&str, Meaning); 47] = [
    ("dev", Meaning::Place(Rank::Development)),
    ("devel", Meaning::Place(Rank::Development)),
    ("development", Meaning::Place(Rank::Development)),
    ("snapshot", Meaning::Place(Rank::Development)),
    ("nightly", Meaning::Place(Rank::Development)),
    ("alpha", Meaning::Place(Rank::Alpha)),
    ("beta", Meaning::Place(Rank::Beta)),
    ("milestone", Meaning::Place(Rank::Milestone)),
    ("pre", Meaning::Place(Rank::Preview)),
    ("preview", Meaning::Place(Rank::Preview)),
    ("prerelease", Meaning::Place(Rank::Preview)),
    ("test", Meaning::Place(Rank::Preview)),
    ("ea", Meaning::Place(Rank::Preview)),
    ("rc", Meaning::Place(Rank::Candidate)),
    ("cr", Meaning::Place(Rank::Candidate)),
    ("candidate", Meaning::Place(Rank::Candidate)),
    ("build", Meaning::Place(Rank::Build)),
    ("bld", Meaning::Place(Rank::Build)),
    ("patch", Meaning::Place(Rank::Patch)),
    ("patchlevel", Meaning::Place(Rank::Patch)),
    ("pl", Meaning::Place(Rank::Patch)),
    ("update", Meaning::Place(Rank::Patch)),
    ("upd", Meaning::Place(Rank::Patch)),
    ("up", Meaning::Place(Rank::Patch)),
    ("rev", Meaning::Place(Rank::Patch)),
    ("revision", Meaning::Place(Rank::Patch)),
    ("hotfix", Meaning::Place(Rank::Hotfix)),
    ("hf", Meaning::Place(Rank::Hotfix)),
    ("fix", Meaning::Place(Rank::Hotfix)),
    ("fixpack", Meaning::Place(Rank::Hotfix)),
    ("fp", Meaning::Place(Rank::Hotfix)),
    ("sr", Meaning::Place(Rank::ServiceRelease)),
    ("sp", Meaning::Place(Rank::ServicePack)),
    ("servicepack", Meaning::Place(Rank::ServicePack)),
    ("service", Meaning::Opens(&[("pack", Rank::ServicePack), ("release", Rank::ServiceRelease)])),
    ("cumulative", Meaning::Opens(&[("update", Rank::Patch)])),
    ("release", Meaning::Release),
    ("rel", Meaning::Release),
    ("final", Meaning::Release),
    ("ga", Meaning::Release),
    ("stable", Meaning::Release),
    ("lts", Meaning::Release),
    ("gold", Meaning::Release),
    ("rtm", Meaning::Release),
    ("fcs", Meaning::Release),
    ("prod", Meaning::Release),
    ("production", Meaning::Release),
];

/// What a word of two letters or more says; `None` for words that say something we do not know.
pub(super) fn meaning(word: &str) -> Option<Meaning> {
    WORDS.iter().find(|(known, _)| known.eq_ignore_ascii_case(word)).map(|(_, meaning)| *meaning)
}

/// What a single letter with a number right behind it says; other letters are letters.
pub(super) fn letter_with_number(letter: u8, glued: bool) -> Option<Rank> {
    match letter.to_ascii_lowercase() {
        b'a' => Some(Rank::Alpha),
        b'b' => Some(Rank::Beta),
        b'm' if !glued => Some(Rank::Milestone),
        b'p' | b'u' | b'r' => Some(Rank::Patch),
        _ => None,
    }
}

/// The words that may stand in front of a version.
const IN_FRONT: [&str; 6] = ["version", "ver", "v", "release", "rel", "r"];

/// The text without such a word.
pub(super) fn without_front(text: &str) -> &str {
    let letters = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (front, rest) = text.split_at(letters);
    match IN_FRONT.iter().any(|known| known.eq_ignore_ascii_case(front)) {
        true => rest.strip_prefix(['.', '_', '-', ' ']).unwrap_or(rest),
        false => text,
    }
}
