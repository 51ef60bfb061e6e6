/// A version turned into bytes that sort as the versions do, so that most comparisons are one `memcmp`.
///
/// Two versions of one scheme are equal exactly when their keys are equal; both facts are held by property tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Bytes in version order, at most [`Key::LONGEST`] of them.
    Ordered(Vec<u8>),
    /// A form so rare that it has no key (a number over 64 bits, say): compare the texts with [`crate::Scheme::compare`].
    Rare,
}

impl Key {
    /// No key is longer, so that its length fits in one byte.
    pub const LONGEST: usize = 255;

    /// The key that `write` fills; rare when it gives up or the key grows too long.
    pub(crate) fn written(text: &str, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Key {
        let mut bytes = Vec::with_capacity((text.len() + 4).min(Key::LONGEST));
        match write(&mut bytes) {
            Some(()) if bytes.len() <= Key::LONGEST => Key::Ordered(bytes),
            Some(()) | None => Key::Rare,
        }
    }
}
