//! The order of versions without an ecosystem, such as C libraries and operating systems in NVD: docs/versions.md.

mod token;
mod words;

use crate::{Key, NotUnderstood, number};
use std::cmp::Ordering;
use token::{Token, Tokens};

/// Marks in keys; words take their ranks (0x10 to 0x2F), numbers start at 0x40.
mod mark {
    pub(super) const END: u8 = 0x1F;
    pub(super) const LETTER: u8 = 0x30;
    pub(super) const NUMBER: u8 = 0x40;
}

/// Tokens without the zeros that say nothing: those before a word, a letter or the end.
struct Canonical<'a> {
    tokens: Tokens<'a>,
    zeros: usize,
    held: Option<Token<'a>>,
}

impl<'a> Canonical<'a> {
    fn of(text: &'a str) -> Canonical<'a> {
        Canonical { tokens: Tokens::of(text), zeros: 0, held: None }
    }

    fn next(&mut self) -> Result<Token<'a>, NotUnderstood> {
        if self.held.is_none() {
            self.held = Some(self.pull()?);
        }
        if self.zeros > 0 {
            self.zeros -= 1;
            return Ok(Token::Number("0"));
        }
        Ok(self.held.take().unwrap_or(Token::End))
    }

    fn pull(&mut self) -> Result<Token<'a>, NotUnderstood> {
        loop {
            match self.tokens.next()? {
                Token::Number(digits) if number::is_zero(digits) => self.zeros += 1,
                found @ Token::Number(_) => return Ok(found),
                found @ (Token::Word(_) | Token::Letter(_) | Token::End) => {
                    self.zeros = 0;
                    return Ok(found);
                }
            }
        }
    }
}

/// The place of a token's kind; the same byte opens it in a key.
fn opening(token: Token<'_>) -> u8 {
    match token {
        Token::Word(rank) => rank as u8,
        Token::End => mark::END,
        Token::Letter(_) => mark::LETTER,
        Token::Number(_) => mark::NUMBER,
    }
}

fn lower(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte.to_ascii_lowercase())
}

fn order(a: Token<'_>, b: Token<'_>) -> Ordering {
    match (a, b) {
        (Token::Number(a), Token::Number(b)) => number::order(a, b),
        (Token::Letter(a), Token::Letter(b)) => lower(a).cmp(lower(b)),
        _ => opening(a).cmp(&opening(b)),
    }
}

pub(crate) fn compare(a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
    let (mut a, mut b) = (Canonical::of(a), Canonical::of(b));
    loop {
        let (left, right) = (a.next()?, b.next()?);
        let found = order(left, right);
        if found != Ordering::Equal {
            // A text is understood as a whole or not at all.
            drain(&mut a, left)?;
            drain(&mut b, right)?;
            return Ok(found);
        }
        if left == Token::End {
            return Ok(Ordering::Equal);
        }
    }
}

fn drain(tokens: &mut Canonical<'_>, last: Token<'_>) -> Result<(), NotUnderstood> {
    let mut last = last;
    while last != Token::End {
        last = tokens.next()?;
    }
    Ok(())
}

pub(crate) fn key(version: &str) -> Result<Key, NotUnderstood> {
    let mut understood = Ok(());
    let key = Key::written(version, |key| {
        let mut tokens = Canonical::of(version);
        let mut fits = Some(());
        loop {
            let token = match tokens.next() {
                Ok(token) => token,
                Err(error) => {
                    understood = Err(error);
                    return None;
                }
            };
            match token {
                Token::Number(digits) => fits = fits.and(number::push(key, digits)),
                Token::Letter(letter) => {
                    key.push(mark::LETTER);
                    key.extend(lower(letter));
                    key.push(0);
                }
                Token::Word(_) | Token::End => key.push(opening(token)),
            }
            if token == Token::End {
                return fits;
            }
        }
    });
    understood.map(|()| key)
}

#[cfg(test)]
mod tests;
