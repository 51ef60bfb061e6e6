use std::borrow::Cow;
use std::rc::Rc;

/// What an element of a verdict map leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome<'a> {
    Accept,
    Drop,
    Jump(Cow<'a, str>),
    Goto(Cow<'a, str>),
    Return,
    Continue,
    /// No verdict: the data of a map, or words that are not known.
    Other,
}

/// An element: one value, or several joined by `.`; in a map with what it leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Element<'a> {
    pub(crate) first: Cow<'a, str>,
    pub(crate) more: Vec<Cow<'a, str>>,
    pub(crate) outcome: Option<Outcome<'a>>,
}

impl<'a> Element<'a> {
    pub(crate) fn one(first: Cow<'a, str>) -> Element<'a> {
        Element { first, more: Vec::new(), outcome: None }
    }

    pub(crate) fn parts(&self) -> impl Iterator<Item = &Cow<'a, str>> {
        std::iter::once(&self.first).chain(&self.more)
    }
}

/// A named set or map.
#[derive(Clone, Debug, Default)]
pub(crate) struct Set<'a> {
    pub(crate) elements: Rc<Vec<Element<'a>>>,
    /// Elements come and go by themselves, or something in it was not understood.
    pub(crate) unsure: bool,
}

/// The right side of a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Values<'a> {
    Here(Vec<Element<'a>>),
    Named(Cow<'a, str>),
}
