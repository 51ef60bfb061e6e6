use super::string::quote_or_backslash;
use super::{Json, Stop};
use std::borrow::Cow;

impl<'a> Json<'a> {
    /// Passes over the next value, however deeply it is nested, without recursion.
    pub fn skip(&mut self) -> Result<(), Stop> {
        self.blank();
        match self.bytes.get(self.at) {
            Some(b'"') => self.skip_quoted()?,
            Some(b'{' | b'[') => self.skip_nested()?,
            Some(b',' | b':' | b'}' | b']') | None => return self.stop("a value"),
            Some(_) => {
                self.scalar()?;
            }
        }
        self.ended = true;
        Ok(())
    }

    /// Takes a number, `true`, `false` or `null` as its text.
    pub(super) fn scalar(&mut self) -> Result<Cow<'a, str>, Stop> {
        let start = self.at;
        let rest = &self.bytes[start..];
        let length = rest
            .iter()
            .position(|byte| {
                matches!(byte, b',' | b'}' | b']' | b':' | b'"' | b' ' | b'\n' | b'\r' | b'\t' | b'{' | b'[')
            })
            .unwrap_or(rest.len());
        let text = &rest[..length];
        let known = matches!(text, b"true" | b"false" | b"null")
            || (text.first().is_some_and(|byte| matches!(byte, b'-' | b'0'..=b'9'))
                && text.iter().all(|byte| matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')));
        match std::str::from_utf8(text) {
            Ok(text) if known => {
                self.at += length;
                self.ended = true;
                Ok(Cow::Borrowed(text))
            }
            _ => self.stop("a value"),
        }
    }

    fn skip_nested(&mut self) -> Result<(), Stop> {
        let mut open = 0usize;
        loop {
            let rest = &self.bytes[self.at..];
            let Some(step) = rest.iter().position(|byte| matches!(byte, b'"' | b'{' | b'}' | b'[' | b']')) else {
                self.at = self.bytes.len();
                return self.stop("`}` or `]`");
            };
            self.at += step;
            match rest[step] {
                b'"' => self.skip_quoted()?,
                b'{' | b'[' => {
                    open += 1;
                    self.at += 1;
                }
                _ => {
                    open -= 1;
                    self.at += 1;
                    if open == 0 {
                        return Ok(());
                    }
                }
            }
        }
    }

    fn skip_quoted(&mut self) -> Result<(), Stop> {
        self.at += 1;
        loop {
            match quote_or_backslash(&self.bytes[self.at..]) {
                Some(step) if self.bytes[self.at + step] == b'"' => {
                    self.at += step + 1;
                    return Ok(());
                }
                Some(step) if self.at + step + 2 <= self.bytes.len() => self.at += step + 2,
                _ => {
                    self.at = self.bytes.len();
                    return self.stop("`\"`");
                }
            }
        }
    }
}
