//! Escapes texts for JSON (RFC 8259, 7).

/// Appends the text with quotation marks, backslashes and control characters escaped.
#[inline]
pub(super) fn escape(text: &str, out: &mut Vec<u8>) {
    match first(text.as_bytes()) {
        None => out.extend_from_slice(text.as_bytes()),
        Some(at) => escape_from(text.as_bytes(), at, out),
    }
}

/// The first byte that must be escaped, looked for eight at a time.
#[inline]
fn first(text: &[u8]) -> Option<usize> {
    let (words, rest) = text.as_chunks::<8>();
    for (place, word) in words.iter().enumerate() {
        let found = marked(u64::from_le_bytes(*word));
        if found != 0 {
            // The lowest mark is exact, those above it may be borrowed from it.
            return Some(place * 8 + found.trailing_zeros() as usize / 8);
        }
    }
    let mut last = [b' '; 8];
    last[..rest.len()].copy_from_slice(rest);
    let found = marked(u64::from_le_bytes(last));
    (found != 0).then(|| words.len() * 8 + found.trailing_zeros() as usize / 8)
}

/// Marks the bytes of a word that must be escaped in their highest bits.
fn marked(word: u64) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    let zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let control = word.wrapping_sub(ONES * 0x20) & !word;
    (zero(word ^ (ONES * b'"' as u64)) | zero(word ^ (ONES * b'\\' as u64)) | control) & (ONES << 7)
}

#[cold]
fn escape_from(text: &[u8], at: usize, out: &mut Vec<u8>) {
    let (plain, rest) = text.split_at(at);
    out.extend_from_slice(plain);
    for byte in rest {
        let short = match byte {
            b'"' | b'\\' => *byte,
            8 => b'b',
            12 => b'f',
            b'\n' => b'n',
            b'\r' => b'r',
            b'\t' => b't',
            0..0x20 => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                let [high, low] = [byte >> 4, byte & 15].map(|digit| DIGITS[usize::from(digit)]);
                out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
                continue;
            }
            other => {
                out.push(*other);
                continue;
            }
        };
        out.extend_from_slice(&[b'\\', short]);
    }
}

#[cfg(test)]
mod tests {
    use super::escape;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_library_escapes_alike(text in r#"([\PC\x00-\x1f"\\]|[a-z]{0,9}){0,40}"#) {
            let mut out = vec![b'"'];
            escape(&text, &mut out);
            out.push(b'"');
            prop_assert_eq!(String::from_utf8(out).unwrap(), serde_json::to_string(&text).unwrap());
        }
    }
}
