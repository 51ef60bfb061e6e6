//! Numbers and texts as bytes: varints, length-prefixed texts. Reading is total: short input gives [`Short`].

/// The bytes end before the value does, or hold no valid value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Short;

pub(crate) fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value as u8) | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Signed numbers as zigzag, so that small negatives stay short.
pub(crate) fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_number(out, ((value << 1) ^ (value >> 63)) as u64);
}

pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_bytes(out, text.as_bytes());
}

/// A position in bytes that were written by the functions above.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cursor<'a> {
    rest: &'a [u8],
}

impl<'a> Cursor<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Cursor<'a> {
        Cursor { rest: bytes }
    }

    /// What has not been read yet.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(crate) fn byte(&mut self) -> Result<u8, Short> {
        let (first, rest) = self.rest.split_first().ok_or(Short)?;
        self.rest = rest;
        Ok(*first)
    }

    pub(crate) fn number(&mut self) -> Result<u64, Short> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Short)
    }

    pub(crate) fn signed(&mut self) -> Result<i64, Short> {
        let value = self.number()?;
        Ok(((value >> 1) as i64) ^ -((value & 1) as i64))
    }

    /// A number that counts things of at least one byte each, so that a wrong count cannot ask for more than is there.
    pub(crate) fn count(&mut self) -> Result<usize, Short> {
        let count = usize::try_from(self.number()?).map_err(|_| Short)?;
        if count > self.rest.len() { Err(Short) } else { Ok(count) }
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Short> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(Short)?;
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], Short> {
        let length = self.count()?;
        self.take(length)
    }

    pub(crate) fn text(&mut self) -> Result<&'a str, Short> {
        std::str::from_utf8(self.bytes()?).map_err(|_| Short)
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, put_number, put_signed};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_read_back(number: u64, signed: i64) {
            let mut bytes = Vec::new();
            put_number(&mut bytes, number);
            put_signed(&mut bytes, signed);
            let mut cursor = Cursor::new(&bytes);
            prop_assert_eq!(cursor.number(), Ok(number));
            prop_assert_eq!(cursor.signed(), Ok(signed));
        }

        #[test]
        fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut cursor = Cursor::new(&bytes);
            while cursor.text().is_ok() {}
            let _ = cursor.number();
        }
    }
}
