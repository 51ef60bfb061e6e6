//! A version of the generic order as a run of tokens, each of which has a place against every other.

use super::words::{self, Meaning, Rank};
use crate::{NotUnderstood, number};

/// One step of a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A word and where it stands against the release.
    Word(Rank),
    /// Nothing more comes.
    End,
    /// A letter that counts like a small number: `1.0.1f`; `za` follows `z`.
    Letter(&'a str),
    /// A number, as written.
    Number(&'a str),
}

/// What the last token was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    Start,
    Number,
    Word,
    Letter,
}

/// The tokens of a text, zeros and all.
pub(super) struct Tokens<'a> {
    rest: &'a str,
    after: After,
    /// How many numbers were given out.
    numbers: usize,
    /// A word was seen, so that numbers are no longer those of the release.
    behind_word: bool,
    /// Pairs of digits still to come from a date such as `20190401`.
    date_pairs: u8,
    /// Hyphens part the numbers: the text is a date such as `2019-04-01`.
    hyphens_part: bool,
    /// Underscores part the numbers: the text has no dot.
    underscores_part: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn of(text: &'a str) -> Tokens<'a> {
        let rest = words::without_front(text.trim_ascii());
        let dotless = !rest.contains('.');
        let year = number::split_digits(rest).0;
        Tokens {
            rest,
            after: After::Start,
            numbers: 0,
            behind_word: false,
            date_pairs: 0,
            hyphens_part: dotless && is_year(year),
            underscores_part: dotless,
        }
    }

    pub(super) fn next(&mut self) -> Result<Token<'a>, NotUnderstood> {
        loop {
            let separator = self.take_separator()?;
            match (self.rest.bytes().next(), separator) {
                (None, None) if self.after == After::Start => return Err(NotUnderstood),
                (Some(_), None) if self.after == After::Start && is_commit(self.rest) => return Err(NotUnderstood),
                (None, None) => return Ok(Token::End),
                (Some(byte), _) if byte.is_ascii_digit() => return self.digits(separator),
                (Some(byte), _) if byte.is_ascii_alphabetic() && self.after != After::Start => {
                    if let Some(token) = self.letters(separator)? {
                        return Ok(token);
                    }
                }
                (Some(_), _) | (None, Some(_)) => return Err(NotUnderstood),
            }
        }
    }

    /// One separator, spaces around it allowed.
    fn take_separator(&mut self) -> Result<Option<u8>, NotUnderstood> {
        let mut found = None;
        while let Some(byte) = self.rest.bytes().next() {
            match (byte, found) {
                (b' ', None) => found = Some(b' '),
                (b' ', Some(_)) => {}
                (b'.' | b'-' | b'_' | b':' | b'~' | b'+', None | Some(b' ')) => found = Some(byte),
                (b'.' | b'-' | b'_' | b':' | b'~' | b'+', Some(_)) => return Err(NotUnderstood),
                _ => break,
            }
            self.rest = &self.rest[1..];
        }
        if found.is_some() && self.after == After::Start { Err(NotUnderstood) } else { Ok(found) }
    }

    fn digits(&mut self, separator: Option<u8>) -> Result<Token<'a>, NotUnderstood> {
        if self.date_pairs > 0 {
            self.date_pairs -= 1;
            return Ok(self.number(2));
        }
        let length = number::split_digits(self.rest).0.len();
        let rank = match separator {
            None | Some(b'.') => None,
            // In Debian's order a tilde stands before the release; which order is meant is not clear.
            Some(b'~') => return Err(NotUnderstood),
            // `1:2.3` is an epoch in some orders.
            Some(b':') if self.numbers == 1 && self.after == After::Number => return Err(NotUnderstood),
            Some(_) if self.after == After::Word => None,
            Some(b'_') if self.underscores_part && !self.behind_word => None,
            Some(b'-') if self.hyphens_part && self.numbers < 3 && length <= 2 && !self.behind_word => None,
            Some(b'_' | b':') => Some(Rank::Patch),
            Some(b'-') if self.rest == "0" && self.after == After::Number && !self.behind_word => Some(Rank::Lowest),
            Some(_) => Some(Rank::Revision),
        };
        if let Some(rank) = rank {
            return Ok(self.word(rank));
        }
        if self.after == After::Start && is_date(&self.rest[..length]) {
            self.date_pairs = 2;
            return Ok(self.number(4));
        }
        Ok(self.number(length))
    }

    fn number(&mut self, length: usize) -> Token<'a> {
        let (digits, rest) = self.rest.split_at(length);
        self.rest = rest;
        self.after = After::Number;
        self.numbers += 1;
        Token::Number(digits)
    }

    fn word(&mut self, rank: Rank) -> Token<'a> {
        self.after = After::Word;
        self.behind_word = true;
        Token::Word(rank)
    }

    /// A run of letters; no token for a word such as `final`, which only names the release.
    fn letters(&mut self, separator: Option<u8>) -> Result<Option<Token<'a>>, NotUnderstood> {
        let word = self.take_letters();
        // `-a.1` says what `-a1` says.
        let behind = if separator == Some(b'-') { self.rest.strip_prefix('.') } else { None };
        let digit_follows = behind.unwrap_or(self.rest).bytes().next().is_some_and(|byte| byte.is_ascii_digit());
        if word.len() == 1 || is_late_letter(word) {
            return self.letter(word, separator, digit_follows).map(Some);
        }
        let rank = match words::meaning(word).ok_or(NotUnderstood)? {
            Meaning::Place(rank) => rank,
            Meaning::Opens(seconds) => self.second_word(seconds)?,
            // `release 2` counts like a revision.
            Meaning::Release if self.digit_comes() => Rank::Revision,
            Meaning::Release if separator == Some(b'~') => return Err(NotUnderstood),
            Meaning::Release => {
                self.behind_word = true;
                return Ok(None);
            }
        };
        if separator == Some(b'~') && rank > Rank::Candidate {
            return Err(NotUnderstood);
        }
        Ok(Some(self.word(rank)))
    }

    fn letter(
        &mut self,
        word: &'a str,
        separator: Option<u8>,
        digit_follows: bool,
    ) -> Result<Token<'a>, NotUnderstood> {
        let glued = separator.is_none();
        // `1.0-1a2b3c4` is a piece of a commit, not a version.
        if glued && self.behind_word {
            return Err(NotUnderstood);
        }
        let rank = words::letter_with_number(word.as_bytes()[0], glued).filter(|_| digit_follows && word.len() == 1);
        match (rank, separator) {
            (Some(rank), Some(b'~')) if rank > Rank::Candidate => Err(NotUnderstood),
            (Some(rank), _) => Ok(self.word(rank)),
            // `g` and digits is how git names a commit; `1.x` means many versions.
            (None, Some(_)) if word.eq_ignore_ascii_case("x") || word.eq_ignore_ascii_case("g") => Err(NotUnderstood),
            (None, None | Some(b'-' | b'_' | b':')) => {
                self.after = After::Letter;
                Ok(Token::Letter(word))
            }
            (None, Some(_)) => Err(NotUnderstood),
        }
    }

    fn take_letters(&mut self) -> &'a str {
        let length = self.rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let (word, rest) = self.rest.split_at(length);
        self.rest = rest;
        word
    }

    fn second_word(&mut self, known: &[(&str, Rank)]) -> Result<Rank, NotUnderstood> {
        self.rest = self.rest.strip_prefix([' ', '_', '-']).ok_or(NotUnderstood)?;
        let word = self.take_letters();
        let found = known.iter().find(|(second, _)| second.eq_ignore_ascii_case(word));
        found.map(|(_, rank)| *rank).ok_or(NotUnderstood)
    }

    fn digit_comes(&self) -> bool {
        let rest = self.rest.strip_prefix(['.', '-', '_', ':', '+', ' ']).unwrap_or(self.rest);
        rest.bytes().next().is_some_and(|byte| byte.is_ascii_digit())
    }
}

/// `za` to `zz`, which follow `z`.
fn is_late_letter(word: &str) -> bool {
    word.len() == 2 && word.as_bytes()[0].eq_ignore_ascii_case(&b'z')
}

/// A commit such as `8d432592f30f`: hexadecimal digits alone, with a letter before one of the others.
fn is_commit(text: &str) -> bool {
    let letter = text.bytes().position(|byte| byte.is_ascii_alphabetic()).unwrap_or(text.len());
    text.len() >= 7
        && text.bytes().all(|byte| byte.is_ascii_hexdigit())
        && text[letter..].bytes().any(|byte| byte.is_ascii_digit())
}

fn is_year(digits: &str) -> bool {
    digits.len() == 4 && ("1980".."2100").contains(&digits)
}

fn is_date(digits: &str) -> bool {
    digits.len() == 8
        && is_year(&digits[..4])
        && ("01"..="12").contains(&&digits[4..6])
        && ("01"..="31").contains(&&digits[6..])
}
