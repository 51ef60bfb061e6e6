/// A version turned into bytes that sort as the versions do, so that most comparisons are one `memcmp`.
///
/// Two versions of one scheme are equal exactly when their keys are equal; both facts are held by property tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Bytes in version order.
    Ordered(Vec<u8>),
    /// A form so rare that it has no key (a number over 64 bits, say): compare the texts with [`crate::Scheme::compare`].
    Rare,
}
