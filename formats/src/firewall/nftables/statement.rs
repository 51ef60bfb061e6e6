use super::{Key, Outcome, Values};
use std::borrow::Cow;

/// How a condition compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Operator {
    Is,
    IsNot,
}

/// A part of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Statement<'a> {
    /// A condition on one key or on several joined by `.`.
    Match(Vec<Key>, Operator, Values<'a>),
    /// A verdict map.
    Map(Vec<Key>, Values<'a>),
    /// A verdict.
    Verdict(Outcome<'a>),
    /// A condition that is not understood.
    Unsure(Cow<'a, str>),
    /// An end that is not understood: a queue to a program, for example.
    Unknown(Cow<'a, str>),
    /// Changes the packet: translation of addresses, no tracking.
    Changes(Cow<'a, str>),
}
