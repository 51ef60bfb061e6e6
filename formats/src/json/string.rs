use super::{Json, Stop};
use crate::defect::Wrong;
use std::borrow::Cow;

/// Where the next `"` or `\\` stands. Most texts of a bill of materials are shorter than what a vector search is worth, so
/// the first 32 bytes are looked at eight by eight.
#[inline]
pub(super) fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGHS: u64 = ONES << 7;
    const WORDS: usize = 4;
    let (words, _) = text.as_chunks::<8>();
    for (place, word) in words.iter().take(WORDS).enumerate() {
        let word = u64::from_le_bytes(*word);
        // A byte that becomes zero is one that is looked for; the lowest such byte is always exact.
        let (quote, backslash) = (word ^ (ONES * b'"' as u64), word ^ (ONES * b'\\' as u64));
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        let found = (zero(quote) | zero(backslash)) & HIGHS;
        if found != 0 {
            return Some(place * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let done = words.len().min(WORDS) * 8;
    memchr::memchr2(b'"', b'\\', &text[done..]).map(|at| done + at)
}

impl<'a> Json<'a> {
    /// Takes the string that starts here; without escapes it is borrowed.
    #[inline]
    pub(super) fn quoted(&mut self) -> Result<Cow<'a, str>, Stop> {
        self.at += 1;
        let start = self.at;
        let rest = &self.bytes[start..];
        match quote_or_backslash(rest) {
            Some(length) if rest[length] == b'"' => {
                self.at = start + length + 1;
                self.ended = true;
                let text = match self.text {
                    Some(text) => text.get(start..start + length),
                    None => std::str::from_utf8(&rest[..length]).ok(),
                };
                match text {
                    Some(text) => Ok(Cow::Borrowed(text)),
                    None => {
                        self.note_at(start, "", Wrong::BadUtf8);
                        Ok(Cow::Owned(String::from_utf8_lossy(&rest[..length]).into_owned()))
                    }
                }
            }
            Some(length) => self.escaped(start, length).map(Cow::Owned),
            None => {
                self.at = self.bytes.len();
                self.stop("`\"`")
            }
        }
    }

    #[cold]
    fn escaped(&mut self, start: usize, plain: usize) -> Result<String, Stop> {
        let mut text = self.bytes[start..start + plain].to_vec();
        self.at = start + plain;
        loop {
            let rest = &self.bytes[self.at..];
            let Some(step) = memchr::memchr2(b'"', b'\\', rest) else {
                self.at = self.bytes.len();
                return self.stop("`\"`");
            };
            text.extend_from_slice(&rest[..step]);
            self.at += step + 1;
            if rest[step] == b'"' {
                self.ended = true;
                return Ok(String::from_utf8(text).unwrap_or_else(|error| {
                    self.note_at(start, "", Wrong::BadUtf8);
                    String::from_utf8_lossy(error.as_bytes()).into_owned()
                }));
            }
            self.escape(&mut text)?;
        }
    }

    /// Takes what follows a backslash (RFC 8259 7). A lone surrogate becomes U+FFFD and is noted.
    fn escape(&mut self, text: &mut Vec<u8>) -> Result<(), Stop> {
        let Some(&byte) = self.bytes.get(self.at) else { return self.stop("an escape") };
        self.at += 1;
        let plain = match byte {
            b'"' | b'\\' | b'/' => byte,
            b'b' => 8,
            b'f' => 12,
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'u' => return self.unicode(text),
            _ => {
                // No escape of JSON; the byte is kept as it is, a defect all the same.
                self.note_at(self.at - 1, "", Wrong::NotAllowed { value: format!("\\{}", char::from(byte)) });
                text.push(b'\\');
                byte
            }
        };
        text.push(plain);
        Ok(())
    }

    fn unicode(&mut self, text: &mut Vec<u8>) -> Result<(), Stop> {
        let start = self.at;
        let first = self.hex()?;
        let code = match first {
            0xd800..=0xdbff if self.bytes[self.at..].starts_with(b"\\u") => {
                let before = self.at;
                self.at += 2;
                let second = self.hex()?;
                if (0xdc00..=0xdfff).contains(&second) {
                    0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00)
                } else {
                    self.at = before;
                    first
                }
            }
            other => other,
        };
        let letter = char::from_u32(code).unwrap_or_else(|| {
            self.note_at(start, "", Wrong::BadUtf8);
            char::REPLACEMENT_CHARACTER
        });
        text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, Stop> {
        let digits = self.bytes.get(self.at..self.at + 4).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.map(|digits| (digits.starts_with('+'), u32::from_str_radix(digits, 16))) {
            Some((false, Ok(code))) => {
                self.at += 4;
                Ok(code)
            }
            _ => self.stop("four hexadecimal digits"),
        }
    }
}
