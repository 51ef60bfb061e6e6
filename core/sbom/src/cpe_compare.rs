//! Comparing CPE names attribute by attribute (NISTIR 7696 6).

use crate::cpe::{Attribute, Cpe, Fields, attribute};

/// How the set of names that a source value describes relates to that of a target value (NISTIR 7696 table 6-1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetRelation {
    /// The same set.
    Equal,
    /// The source holds the target.
    Superset,
    /// The target holds the source.
    Subset,
    /// Nothing in common.
    Disjoint,
    /// Not defined: the target holds wildcards.
    Undefined,
}

/// Whether what an advisory says about a product holds for a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// It holds.
    Match,
    /// It may hold: the component does not say enough.
    Possible,
    /// It does not.
    Disjoint,
}

/// Update, edition, language, software edition, target software, target hardware, other.
pub type Rest<'a> = [Attribute<'a>; 7];

/// Reads the attributes after the version, as a formatted string joins them by `:`; the empty text means any.
pub fn parse_rest(joined: &str) -> Rest<'_> {
    let mut fields = Fields { rest: Some(joined) };
    std::array::from_fn(|_| fields.next().map_or(Attribute::Any, attribute))
}

impl<'a> Cpe<'a> {
    /// The attributes after the version.
    pub fn after_version(&self) -> Rest<'a> {
        let [edition, language, software, target, hardware, other] = self.rest.clone();
        [self.update.clone(), edition, language, software, target, hardware, other]
    }
}

/// Compares one attribute (NISTIR 7696 table 6-2).
pub fn compare(source: &Attribute<'_>, target: &Attribute<'_>) -> SetRelation {
    match (source, target) {
        (_, Attribute::Pattern(_)) => SetRelation::Undefined,
        (Attribute::Any, Attribute::Any) => SetRelation::Equal,
        (Attribute::Any, Attribute::NotApplicable | Attribute::Value(_)) => SetRelation::Superset,
        (Attribute::NotApplicable | Attribute::Value(_) | Attribute::Pattern(_), Attribute::Any) => SetRelation::Subset,
        (Attribute::NotApplicable, Attribute::NotApplicable) => SetRelation::Equal,
        (Attribute::NotApplicable, Attribute::Value(_)) => SetRelation::Disjoint,
        (Attribute::Value(_) | Attribute::Pattern(_), Attribute::NotApplicable) => SetRelation::Disjoint,
        (Attribute::Value(source), Attribute::Value(target)) if source == target => SetRelation::Equal,
        (Attribute::Value(_), Attribute::Value(_)) => SetRelation::Disjoint,
        (Attribute::Pattern(pattern), Attribute::Value(target)) => fits(pattern, target),
    }
}

/// Whether a source value holds for a target value; what is not defined is possible, never ruled out.
pub fn covers_attribute(source: &Attribute<'_>, target: &Attribute<'_>) -> Relation {
    match compare(source, target) {
        SetRelation::Equal | SetRelation::Superset => Relation::Match,
        // Whatever the target's wildcards stand for, any value holds them.
        SetRelation::Undefined if *source == Attribute::Any => Relation::Match,
        SetRelation::Subset | SetRelation::Undefined => Relation::Possible,
        SetRelation::Disjoint => Relation::Disjoint,
    }
}

/// Whether the attributes after the version of an advisory's criteria hold for those of a component: the worst of all
/// decides.
pub fn covers(source: &Rest<'_>, target: &Rest<'_>) -> Relation {
    let each = source.iter().zip(target).map(|(source, target)| covers_attribute(source, target));
    each.max().unwrap_or(Relation::Match)
}

/// Longer patterns are not evaluated: no product is named so, and each `?` costs a pass over the target.
const LONGEST: usize = 256;

/// NISTIR 7696 7.3: `*` at an end stands for any text, each `?` for at most one letter.
fn fits(pattern: &str, target: &str) -> SetRelation {
    let (before, rest) = wildcards(pattern);
    let Some((literal, after)) = literal(rest).filter(|_| pattern.len() <= LONGEST) else {
        return SetRelation::Undefined;
    };
    let literal = literal.as_str();
    let follows = |rest: &str| rest.strip_prefix(literal).is_some_and(|rest| has_room(rest, after));
    let found = match (before, after) {
        (None, None) => target.contains(literal),
        (Some(room), _) => starts(target).take(room + 1).any(|at| follows(&target[at..])),
        (None, Some(room)) => starts(target).rev().take(room + 1).any(|at| target[..at].ends_with(literal)),
    };
    if found { SetRelation::Superset } else { SetRelation::Disjoint }
}

/// Whether a text is no longer than the wildcards allow.
fn has_room(text: &str, room: Option<usize>) -> bool {
    room.is_none_or(|room| text.chars().nth(room).is_none())
}

/// Every place between two letters, both ends included.
fn starts(text: &str) -> impl DoubleEndedIterator<Item = usize> {
    text.char_indices().map(|(at, _)| at).chain([text.len()])
}

/// The wildcards at the beginning – letters they stand for, `None` for any number – and what follows.
fn wildcards(pattern: &str) -> (Option<usize>, &str) {
    let rest = pattern.trim_start_matches(['*', '?']);
    let taken = &pattern[..pattern.len() - rest.len()];
    (if taken.contains('*') { None } else { Some(taken.len()) }, rest)
}

/// The text before the wildcards at the end, unescaped, and the letters they stand for. `None`: a wildcard stands in the
/// middle, which the standard does not allow.
fn literal(rest: &str) -> Option<(String, Option<usize>)> {
    let (mut text, mut room) = (String::new(), Some(0));
    let mut wild = false;
    let mut letters = rest.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '*' => (wild, room) = (true, None),
            '?' => (wild, room) = (true, room.map(|room| room + 1)),
            _ if wild => return None,
            '\\' => text.push(letters.next()?),
            other => text.push(other),
        }
    }
    Some((text, room))
}

#[cfg(test)]
mod tests {
    use super::{Relation, SetRelation, compare, covers, covers_attribute, parse_rest};
    use crate::cpe::attribute;

    fn expect(source: &str, target: &str, wanted: SetRelation) {
        assert_eq!(compare(&attribute(source), &attribute(target)), wanted, "{source} against {target}");
    }

    #[test]
    fn attributes_compare_as_in_table_6_2() {
        expect("*", "*", SetRelation::Equal);
        expect("*", "-", SetRelation::Superset);
        expect("*", "i", SetRelation::Superset);
        expect("*", "m*", SetRelation::Undefined);
        expect("-", "*", SetRelation::Subset);
        expect("-", "-", SetRelation::Equal);
        expect("-", "i", SetRelation::Disjoint);
        expect("-", "m*", SetRelation::Undefined);
        expect("i", "i", SetRelation::Equal);
        expect("I", "i", SetRelation::Equal);
        expect("i", "k", SetRelation::Disjoint);
        expect("i", "m*", SetRelation::Undefined);
        expect("i", "-", SetRelation::Disjoint);
        expect("i", "*", SetRelation::Subset);
        expect("m*", "m1", SetRelation::Superset);
        expect("m*", "k1", SetRelation::Disjoint);
        expect("m*", "*", SetRelation::Subset);
        expect("m*", "-", SetRelation::Disjoint);
        expect("m*", "m?", SetRelation::Undefined);
    }

    #[test]
    fn wildcards_stand_for_letters_at_the_ends_only() {
        expect("8.*", "8.1.2", SetRelation::Superset);
        expect("*.2", "8.1.2", SetRelation::Superset);
        expect("*1*", "8.1.2", SetRelation::Superset);
        expect("8.?", "8.1", SetRelation::Superset);
        expect("8.?", "8.", SetRelation::Superset);
        expect("8.?", "8.12", SetRelation::Disjoint);
        expect("??x", "abx", SetRelation::Superset);
        expect("?x", "abx", SetRelation::Disjoint);
        expect("?aa", "aaa", SetRelation::Superset);
        expect("*aa", "aaa", SetRelation::Superset);
        expect("??", "日本", SetRelation::Superset);
        expect("??", "abc", SetRelation::Disjoint);
        expect(r"8.\**", r"8.\*1", SetRelation::Superset);
        expect(r"8.\**", "8.11", SetRelation::Disjoint);
        expect("a*b", "axb", SetRelation::Undefined);
    }

    /// NISTIR 7696 7.3 as it is written, letter by letter: `*` any run, `?` at most one letter, each at an end alone.
    fn by_the_letter(pattern: &[char], target: &[char]) -> bool {
        match pattern.split_first() {
            None => target.is_empty(),
            Some(('*', rest)) => (0..=target.len()).any(|at| by_the_letter(rest, &target[at..])),
            Some(('?', rest)) => {
                by_the_letter(rest, target) || (!target.is_empty() && by_the_letter(rest, &target[1..]))
            }
            Some((letter, rest)) => target.first() == Some(letter) && by_the_letter(rest, &target[1..]),
        }
    }

    proptest::proptest! {
        #[test]
        fn wildcards_match_as_the_standard_says(
            before in "[*]|[?]{0,3}", literal in "[ab.]{1,4}", after in "[*]|[?]{0,3}", target in "[ab.]{0,8}"
        ) {
            let pattern = format!("{before}{literal}{after}");
            let letters = |text: &str| text.chars().collect::<Vec<char>>();
            let holds = by_the_letter(&letters(&pattern), &letters(&target));
            let source = attribute(&pattern);
            let wanted = match (&source, holds) {
                (crate::Attribute::Pattern(_), true) => SetRelation::Superset,
                (crate::Attribute::Pattern(_), false) => SetRelation::Disjoint,
                (_, true) => SetRelation::Equal,
                (_, false) => SetRelation::Disjoint,
            };
            if !target.is_empty() {
                proptest::prop_assert_eq!(compare(&source, &crate::Attribute::Value(target.as_str().into())), wanted, "{} {}", pattern, target);
            }
        }

        #[test]
        fn a_value_holds_for_itself_and_any_value_for_every_value(value in "[a-z0-9_.!-]{1,12}") {
            proptest::prop_assume!(value != "-");
            let own = crate::Attribute::Value(value.clone().into());
            proptest::prop_assert_eq!(compare(&own, &own), SetRelation::Equal);
            proptest::prop_assert_eq!(compare(&crate::Attribute::Any, &own), SetRelation::Superset);
            proptest::prop_assert_eq!(compare(&own, &crate::Attribute::Any), SetRelation::Subset);
            proptest::prop_assert_eq!(compare(&own, &crate::Attribute::NotApplicable), SetRelation::Disjoint);
        }
    }

    #[test]
    fn a_component_that_says_less_than_the_advisory_is_possible() {
        assert_eq!(covers_attribute(&attribute("linux"), &attribute("*")), Relation::Possible);
        assert_eq!(covers_attribute(&attribute("*"), &attribute("lin*")), Relation::Match);
        let against = |source: &str, target: &str| covers(&parse_rest(source), &parse_rest(target));
        assert_eq!(against("", ""), Relation::Match);
        assert_eq!(against("*:*:*:*:node.js:*:*", ""), Relation::Possible);
        assert_eq!(against("*:*:*:*:node.js:*:*", "*:*:*:*:node.js:*:*"), Relation::Match);
        assert_eq!(against("sp1:*:*:*:android:*:*", "*:*:*:*:windows:*:*"), Relation::Disjoint);
    }
}
