use std::borrow::Cow;

/// The bytes of a document as UTF-8 where they are UTF-16; anything else is given back as it is.
///
/// UTF-16 is known by its byte order mark, or by a zero byte beside an ASCII first letter.
pub fn decode(bytes: &[u8]) -> Cow<'_, [u8]> {
    let (units, order): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        [first, 0, third, 0, ..] if is_text(*first) && is_text(*third) => (bytes, u16::from_le_bytes),
        [0, second, 0, fourth, ..] if is_text(*second) && is_text(*fourth) => (bytes, u16::from_be_bytes),
        _ => return Cow::Borrowed(bytes),
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

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\r' | b'\t')
}
