//! From which version to which: the ways in which records write it.

use std::borrow::Cow;
use versions::{Bound, Interval, Scheme};

/// A version, and whether it belongs to the run.
type End<'a> = (Cow<'a, str>, bool);

/// A run of versions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Span<'a> {
    pub(super) low: Option<End<'a>>,
    pub(super) high: Option<End<'a>>,
}

impl<'a> Span<'a> {
    /// The run of an entry; `None` when its words name no versions.
    pub(super) fn of(
        version: &Cow<'a, str>,
        before: Option<&Cow<'a, str>>,
        to: Option<&Cow<'a, str>>,
    ) -> Option<Span<'a>> {
        let (end, inclusive) = match (before, to) {
            (Some(before), _) => (before, false),
            (None, Some(to)) => (to, true),
            (None, None) => return Span::alone(version),
        };
        let high = match end.trim() {
            "*" => None,
            text => Some(match open_ended(text) {
                // `lessThanOrEqual: 5.4.*` holds all that begins with 5.4.
                Some((_, next)) => (Cow::Owned(next), false),
                None => (version_word(end)?, inclusive),
            }),
        };
        let low = match version.trim() {
            "0" | "*" | "" | "-" | "n/a" | "N/A" | "unspecified" => None,
            text => Some(match open_ended(text) {
                Some((low, _)) => (Cow::Owned(low), true),
                None => (version_word(version)?, true),
            }),
        };
        Some(Span { low, high })
    }

    /// One version, all of them, all of a branch (`4.2.x`), or a condition in signs (`>= 1.0, < 2.3`).
    fn alone(version: &Cow<'a, str>) -> Option<Span<'a>> {
        let text = version.trim();
        if matches!(text.to_ascii_lowercase().as_str(), "*" | "all" | "all versions" | "any") {
            return Some(Span::default());
        }
        if let Some((low, next)) = open_ended(text) {
            return Some(Span { low: Some((Cow::Owned(low), true)), high: Some((Cow::Owned(next), false)) });
        }
        if text.starts_with(['<', '>', '=']) {
            return conditions(text);
        }
        let word = version_word(version)?;
        Some(Span { low: Some((word.clone(), true)), high: Some((word, true)) })
    }

    /// The versions at its ends.
    pub(super) fn ends(&self) -> impl Iterator<Item = &Cow<'a, str>> {
        [&self.low, &self.high].into_iter().flatten().map(|(text, _)| text)
    }

    /// The version, when it holds just one.
    pub(super) fn single(&self) -> Option<&Cow<'a, str>> {
        match (&self.low, &self.high) {
            (Some((low, true)), Some((high, true))) if low == high => Some(low),
            _ => None,
        }
    }

    pub(super) fn interval(self, scheme: Scheme) -> Interval<'a> {
        let bound = |end: Option<End<'a>>| end.map(|(text, inclusive)| Bound::new(scheme, text, inclusive));
        Interval { low: bound(self.low), high: bound(self.high) }
    }
}

/// A text that can be a version: one word with a digit in it.
fn version_word<'a>(text: &Cow<'a, str>) -> Option<Cow<'a, str>> {
    let word = text.trim();
    let is_version = word.bytes().any(|byte| byte.is_ascii_digit())
        && !word.contains(|letter: char| letter.is_whitespace() || matches!(letter, '<' | '>' | ',' | '*'));
    is_version.then(|| match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(_) => Cow::Owned(word.to_owned()),
    })
}

/// `4.2.*` and `4.x.x`: the first version of the branch, and the first of the next one.
fn open_ended(text: &str) -> Option<(String, String)> {
    let mut stem = text;
    while let Some(shorter) = [".*", ".x", ".X"].iter().find_map(|end| stem.strip_suffix(end)) {
        stem = shorter;
    }
    if stem.len() == text.len() {
        return None;
    }
    let digits = stem.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (front, number) = stem.split_at(stem.len() - digits);
    let next = number.parse::<u64>().ok()?.checked_add(1)?;
    Some((stem.to_owned(), format!("{front}{next}")))
}

/// `>= 1.0, < 2.3`
fn conditions<'a>(text: &str) -> Option<Span<'a>> {
    let mut span = Span::default();
    for condition in text.split(',') {
        let condition = condition.trim();
        let signs = condition.len() - condition.trim_start_matches(['<', '>', '=']).len();
        let (sign, version) = condition.split_at(signs);
        let version = version_word(&Cow::Borrowed(version))?.into_owned();
        let (low, high) = (span.low.is_none(), span.high.is_none());
        match sign {
            ">" | ">=" if low => span.low = Some((Cow::Owned(version), sign.len() > 1)),
            "<" | "<=" if high => span.high = Some((Cow::Owned(version), sign.len() > 1)),
            "=" | "==" if low && high => {
                span.low = Some((Cow::Owned(version.clone()), true));
                span.high = Some((Cow::Owned(version), true));
            }
            _ => return None,
        }
    }
    Some(span)
}

#[cfg(test)]
mod tests {
    use super::Span;

    fn expect(version: &str, before: Option<&str>, to: Option<&str>, wanted: &str) {
        let span = Span::of(&version.into(), before.map(Into::into).as_ref(), to.map(Into::into).as_ref());
        let end = |end: &Option<(_, bool)>, inside: char, outside: char| match end {
            None => outside.to_string(),
            Some((text, inclusive)) => {
                let sign = if *inclusive { inside } else { outside };
                if inside == '[' { format!("{sign}{text}") } else { format!("{text}{sign}") }
            }
        };
        let shown = span
            .map_or("none".to_owned(), |span| format!("{},{}", end(&span.low, '[', '('), end(&span.high, ']', ')')));
        assert_eq!(shown, wanted, "{version} {before:?} {to:?}");
    }

    #[test]
    fn ends_are_read_as_the_record_writes_them() {
        expect("1.0", Some("2.0"), None, "[1.0,2.0)");
        expect("1.0", None, Some("2.0"), "[1.0,2.0]");
        expect("0", Some("2.0"), None, "(,2.0)");
        expect("unspecified", None, Some("2.0"), "(,2.0]");
        expect("4.19.1", None, Some("4.19.*"), "[4.19.1,4.20)");
        expect("6.10", None, Some("*"), "[6.10,)");
        expect("*", Some("*"), None, "(,)");
    }

    #[test]
    fn a_version_alone_is_itself_a_branch_or_a_condition() {
        expect("1.2.3", None, None, "[1.2.3,1.2.3]");
        expect("4.2.x", None, None, "[4.2,4.3)");
        expect("4.x.x", None, None, "[4,5)");
        expect("< 5.0.0", None, None, "(,5.0.0)");
        expect(">= 1.0, < 2.3", None, None, "[1.0,2.3)");
        expect("= 1.0", None, None, "[1.0,1.0]");
        expect("All versions", None, None, "(,)");
    }

    #[test]
    fn words_name_no_versions() {
        for text in
            ["n/a", "unspecified", "before 4.11.3", "see advisory", ">= 1.0, < 2.3, >= 3.0, < 4", "", "*.1", ".*"]
        {
            expect(text, None, None, "none");
        }
        expect("10.0.0", Some("publication"), None, "none");
    }
}
