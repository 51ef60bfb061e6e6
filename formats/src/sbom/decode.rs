use encoding_rs::{Encoding, SHIFT_JIS, UTF_8};
use std::borrow::Cow;

/// The bytes of a document as UTF-8 where they are UTF-16, XML that names another encoding, or Shift_JIS text; anything
/// else is given back as it is.
///
/// UTF-16 is known by its byte order mark, or by a zero byte beside an ASCII first letter. XML that is no valid UTF-8
/// comes back with U+FFFD in place of what cannot be read, which its reader notes.
pub fn decode(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (units, order): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        [first, 0, third, 0, ..] if is_text(*first) && is_text(*third) => (bytes, u16::from_le_bytes),
        [0, second, 0, fourth, ..] if is_text(*second) && is_text(*fourth) => (bytes, u16::from_be_bytes),
        _ => return eight_bit(bytes),
    };
    let (pairs, odd) = units.as_chunks::<2>();
    let mut text = String::with_capacity(units.len() / 2 + 3);
    // A lone surrogate becomes U+FFFD.
    for letter in char::decode_utf16(pairs.iter().map(|pair| order(*pair))) {
        text.push(letter.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    if !odd.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    Cow::Owned(text.into_bytes())
}

/// Text of one byte a letter, or of one or two (Shift_JIS, as Japanese spreadsheet programs write CSV).
fn eight_bit(bytes: &[u8]) -> Cow<'_, [u8]> {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    if start.starts_with(b"<") {
        let encoding = named(start).unwrap_or(UTF_8);
        return match encoding.decode_without_bom_handling(bytes).0 {
            Cow::Borrowed(text) => Cow::Borrowed(text.as_bytes()),
            Cow::Owned(text) => Cow::Owned(text.into_bytes()),
        };
    }
    // JSON is UTF-8 by its standard, and its reader keeps what stands beside a bad byte; a zero byte is no text.
    if start.starts_with(b"{") || start.starts_with(b"[") || std::str::from_utf8(bytes).is_ok() || bytes.contains(&0) {
        return Cow::Borrowed(bytes);
    }
    match SHIFT_JIS.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(text) if is_japanese(&text) => Cow::Owned(text.into_owned().into_bytes()),
        _ => Cow::Borrowed(bytes),
    }
}

/// Whether wide letters mostly stand beside each other, as in Japanese. European letters with accents also decode as
/// Shift_JIS now and then, and give single wide letters among narrow ones.
fn is_japanese(text: &str) -> bool {
    let (mut wide, mut beside, mut before) = (0usize, 0usize, false);
    for letter in text.chars() {
        let now = letter >= '\u{2e80}' && !('\u{e000}'..='\u{f8ff}').contains(&letter);
        wide += usize::from(now);
        beside += usize::from(now && before);
        before = now;
    }
    wide > 0 && beside * 2 >= wide
}

/// The encoding that an XML declaration names.
fn named(start: &[u8]) -> Option<&'static Encoding> {
    let head = &start[..start.len().min(200)];
    let declaration = &head[..memchr::memmem::find(head, b"?>")?];
    let after = &declaration[memchr::memmem::find(declaration, b"encoding")? + b"encoding".len()..];
    let quote = after.iter().position(|byte| matches!(byte, b'"' | b'\''))?;
    let label = &after[quote + 1..];
    Encoding::for_label(&label[..label.iter().position(|byte| *byte == after[quote])?])
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t')
}
