//! Statements of FortiOS and of PAN-OS's `set` commands: words up to the end of a line, with quoted words that may hold line ends.

use crate::firewall::lines::place;
use network::policy::Span;
use std::borrow::Cow;

/// One statement.
#[derive(Debug)]
pub(crate) struct Statement<'a> {
    pub(crate) words: Vec<Cow<'a, str>>,
    pub(crate) span: Span,
}

/// Takes statements one after the other.
pub(crate) struct Statements<'a> {
    file: u16,
    text: &'a str,
    at: usize,
    line: u32,
    /// A quote was opened and never closed.
    pub(crate) broken: bool,
}

impl<'a> Statements<'a> {
    pub(crate) fn new(file: u16, text: &'a str) -> Statements<'a> {
        Statements { file, text, at: 0, line: 1, broken: false }
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn bare(&mut self) -> Cow<'a, str> {
        let rest = self.rest();
        let end = rest.find(|letter: char| letter.is_ascii_whitespace()).unwrap_or(rest.len());
        self.at += end;
        Cow::Borrowed(&rest[..end])
    }

    /// A word in quotes; a backslash takes the next letter as it is.
    fn quoted(&mut self) -> Cow<'a, str> {
        self.at += 1;
        let rest = self.rest();
        let (mut escaped, mut plain) = (false, true);
        for (at, letter) in rest.char_indices() {
            match letter {
                '\n' => self.line = self.line.saturating_add(1),
                '"' if !escaped => {
                    self.at += at + 1;
                    return if plain { Cow::Borrowed(&rest[..at]) } else { Cow::Owned(unescaped(&rest[..at])) };
                }
                _ => {}
            }
            escaped = letter == '\\' && !escaped;
            plain &= letter != '\\';
        }
        self.broken = true;
        self.at = self.text.len();
        Cow::Borrowed(rest)
    }
}

fn unescaped(text: &str) -> String {
    let mut letters = text.chars();
    let mut whole = String::with_capacity(text.len());
    while let Some(letter) = letters.next() {
        whole.extend(if letter == '\\' { letters.next() } else { Some(letter) });
    }
    whole
}

impl<'a> Iterator for Statements<'a> {
    type Item = Statement<'a>;

    fn next(&mut self) -> Option<Statement<'a>> {
        let mut words: Vec<Cow<'a, str>> = Vec::new();
        let mut span = Span { file: self.file, ..Span::default() };
        loop {
            let rest = self.rest();
            let letter = rest.chars().next();
            match letter {
                Some('\n') | None => {
                    if letter.is_some() {
                        self.at += 1;
                        self.line = self.line.saturating_add(1);
                    }
                    if !words.is_empty() {
                        return Some(Statement { words, span });
                    }
                    letter?;
                    continue;
                }
                Some('#') if words.is_empty() => {
                    self.at += rest.find('\n').unwrap_or(rest.len());
                    continue;
                }
                Some(blank) if blank.is_ascii_whitespace() => {
                    self.at += 1;
                    continue;
                }
                Some(first) => {
                    if words.is_empty() {
                        (span.line, span.start) = (self.line, place(self.at));
                    }
                    words.push(if first == '"' { self.quoted() } else { self.bare() });
                    span.end = place(self.at);
                }
            }
        }
    }
}
