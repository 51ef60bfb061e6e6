//! Words and marks of nftables, with their lines; comments and continued lines are passed over.

/// A token: a word, a quoted text, one mark, or the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Word(&'a str),
    Quoted(&'a str),
    Mark(u8),
    Line,
    End,
}

#[derive(Clone, Debug)]
pub(super) struct Lexer<'a> {
    pub(super) text: &'a str,
    at: usize,
    pub(super) line: u32,
    ahead: Option<(Token<'a>, usize)>,
    /// Where the token taken last ends; ends of lines do not count.
    pub(super) last_end: usize,
}

fn of_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'.' | b':' | b'/' | b'-' | b'*' | b'\\' | b'+' | b'%')
        || byte >= 0x80
}

impl<'a> Lexer<'a> {
    pub(super) fn new(text: &'a str) -> Lexer<'a> {
        Lexer { text, at: 0, line: 1, ahead: None, last_end: 0 }
    }

    /// The next token and where it begins, without taking it.
    pub(super) fn peek(&mut self) -> Token<'a> {
        if let Some((token, _)) = self.ahead {
            return token;
        }
        let bytes = self.text.as_bytes();
        loop {
            match bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\r') => self.at += 1,
                Some(b'#') => {
                    self.at = memchr::memchr(b'\n', &bytes[self.at..]).map_or(bytes.len(), |end| self.at + end)
                }
                Some(b'\\') if matches!(bytes.get(self.at + 1), Some(b'\n' | b'\r')) => {
                    self.at = memchr::memchr(b'\n', &bytes[self.at..]).map_or(bytes.len(), |end| self.at + end + 1);
                    self.line = self.line.saturating_add(1);
                }
                _ => break,
            }
        }
        let start = self.at;
        let (token, end) = match bytes.get(start) {
            None => (Token::End, start),
            Some(b'\n') => (Token::Line, start + 1),
            Some(b'"') => {
                let end = memchr::memchr2(b'"', b'\n', &bytes[start + 1..]).map_or(bytes.len(), |end| start + 1 + end);
                let closed = usize::from(bytes.get(end) == Some(&b'"'));
                (Token::Quoted(&self.text[start + 1..end]), end + closed)
            }
            Some(byte) if of_word(*byte) => {
                let length = bytes[start..].iter().position(|byte| !of_word(*byte)).unwrap_or(bytes.len() - start);
                let mut end = start + length;
                // `80: accept`: the colon of a map ends the word; `::` belongs to an address.
                if length > 1 && bytes[end - 1] == b':' && bytes[end - 2] != b':' {
                    end -= 1;
                }
                (Token::Word(&self.text[start..end]), end)
            }
            Some(byte) if byte.is_ascii() => (Token::Mark(*byte), start + 1),
            Some(_) => (Token::Mark(b'?'), start + self.text[start..].chars().next().map_or(1, char::len_utf8)),
        };
        self.ahead = Some((token, end));
        token
    }

    /// Where the token that was peeked begins.
    pub(super) fn start(&mut self) -> usize {
        self.peek();
        self.at
    }

    pub(super) fn next(&mut self) -> Token<'a> {
        let token = self.peek();
        if let Some((_, end)) = self.ahead.take() {
            self.at = end;
        }
        if token == Token::Line {
            self.line = self.line.saturating_add(1);
        } else {
            self.last_end = self.at;
        }
        token
    }

    pub(super) fn take(&mut self, mark: u8) -> bool {
        let there = self.peek() == Token::Mark(mark);
        if there {
            self.next();
        }
        there
    }

    pub(super) fn word(&mut self) -> Option<&'a str> {
        match self.peek() {
            Token::Word(word) | Token::Quoted(word) => {
                self.next();
                Some(word)
            }
            _ => None,
        }
    }

    pub(super) fn skip_lines(&mut self) {
        while matches!(self.peek(), Token::Line | Token::Mark(b';')) {
            self.next();
        }
    }

    /// Passes over everything to the end of the statement, blocks included.
    pub(super) fn rest(&mut self) {
        let mut depth = 0usize;
        loop {
            match self.peek() {
                Token::End => return,
                Token::Line | Token::Mark(b';') if depth == 0 => return,
                Token::Mark(b'}') if depth == 0 => return,
                Token::Mark(b'{') => depth += 1,
                Token::Mark(b'}') => depth -= 1,
                _ => {}
            }
            self.next();
        }
    }
}
