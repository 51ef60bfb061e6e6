//! Values: what conditions compare with, elements of sets, pairs of maps.

use super::Reader;
use crate::firewall::nftables::lexer::Token;
use crate::firewall::nftables::{Element, Outcome, Values};
use std::borrow::Cow;

impl<'a> Reader<'a, '_> {
    /// The elements of a set whose `{` is taken, and whether one of them was not understood.
    pub(super) fn elements(&mut self) -> (Vec<Element<'a>>, bool) {
        let (mut elements, mut unsure) = (Vec::new(), false);
        loop {
            while matches!(self.lexer.peek(), Token::Line | Token::Mark(b',' | b';')) {
                self.lexer.next();
            }
            match self.lexer.peek() {
                Token::Mark(b'}') => {
                    self.lexer.next();
                    return (elements, unsure);
                }
                Token::End => return (elements, true),
                Token::Mark(b'$') => unsure |= !self.named(&mut elements),
                Token::Word(_) | Token::Quoted(_) => {
                    let (element, doubt) = self.element();
                    elements.extend(element);
                    unsure |= doubt;
                }
                _ => {
                    self.lexer.next();
                    unsure = true;
                }
            }
        }
    }

    /// `$name`: what was defined.
    pub(super) fn named(&mut self, elements: &mut Vec<Element<'a>>) -> bool {
        self.lexer.next();
        let defined = self.lexer.word().and_then(|name| self.words.get(name));
        defined.map(|defined| elements.extend(defined.iter().cloned())).is_some()
    }

    fn element(&mut self) -> (Option<Element<'a>>, bool) {
        let Some(first) = self.value() else { return (None, true) };
        let mut element = Element::one(first);
        let mut unsure = false;
        loop {
            match self.lexer.peek() {
                Token::Word(".") => {
                    self.lexer.next();
                    match self.value() {
                        Some(part) => element.more.push(part),
                        None => unsure = true,
                    }
                }
                Token::Word(":") => {
                    self.lexer.next();
                    element.outcome = Some(self.outcome());
                }
                Token::Word("counter") => {
                    self.lexer.next();
                    self.counter();
                }
                Token::Word("comment") => {
                    self.lexer.next();
                    self.lexer.word();
                }
                Token::Word("timeout" | "expires") => {
                    unsure = true;
                    self.lexer.next();
                    self.lexer.word();
                }
                Token::Mark(b',' | b'}') | Token::Line | Token::End => return (Some(element), unsure),
                _ => {
                    unsure = true;
                    self.lexer.next();
                }
            }
        }
    }

    /// A value; `a - b` with spaces is joined.
    pub(super) fn value(&mut self) -> Option<Cow<'a, str>> {
        let first = self.lexer.word()?;
        if self.lexer.peek() != Token::Word("-") {
            return Some(Cow::Borrowed(first));
        }
        self.lexer.next();
        let last = self.lexer.word()?;
        Some(Cow::Owned(format!("{first}-{last}")))
    }

    fn outcome(&mut self) -> Outcome<'a> {
        match self.lexer.word() {
            Some("accept") => Outcome::Accept,
            Some("drop") => Outcome::Drop,
            Some("return") => Outcome::Return,
            Some("continue") => Outcome::Continue,
            Some("jump") => self.lexer.word().map_or(Outcome::Other, |name| Outcome::Jump(Cow::Borrowed(name))),
            Some("goto") => self.lexer.word().map_or(Outcome::Other, |name| Outcome::Goto(Cow::Borrowed(name))),
            _ => Outcome::Other,
        }
    }

    /// The right side, and whether something in it was not understood.
    pub(super) fn values(&mut self) -> Option<(Values<'a>, bool)> {
        if self.lexer.take(b'{') {
            let (elements, unsure) = self.elements();
            return Some((Values::Here(elements), unsure));
        }
        if self.lexer.take(b'@') {
            return self.lexer.word().map(|name| (Values::Named(Cow::Borrowed(name)), false));
        }
        let mut elements = Vec::with_capacity(1);
        if self.lexer.peek() == Token::Mark(b'$') {
            let known = self.named(&mut elements);
            return Some((Values::Here(elements), !known));
        }
        let mut element = Element::one(self.value()?);
        while self.lexer.peek() == Token::Word(".") {
            self.lexer.next();
            element.more.push(self.value()?);
        }
        elements.push(element);
        while self.lexer.take(b',') {
            elements.push(Element::one(self.value()?));
        }
        // `dport 22 & 1`, `daddr map {…}`: the value goes on in a way that is not followed.
        let unsure =
            matches!(self.lexer.peek(), Token::Mark(b'&' | b'|' | b'<' | b'^') | Token::Word("and" | "or" | "map"));
        Some((Values::Here(elements), unsure))
    }
}
