use std::borrow::Cow;

/// A value of a CPE attribute (NISTIR 7695 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute<'a> {
    /// `*`: any value.
    Any,
    /// `-`: not applicable.
    NotApplicable,
    /// A value, unescaped and in lower case; wildcards `*` and `?` that were not escaped make it a pattern.
    Value(Cow<'a, str>),
}

/// A CPE name taken apart (NISTIR 7695: formatted string 2.3 and URI 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cpe<'a> {
    /// `a` application, `o` operating system, `h` hardware.
    pub part: char,
    /// Vendor.
    pub vendor: Attribute<'a>,
    /// Product.
    pub product: Attribute<'a>,
    /// Version.
    pub version: Attribute<'a>,
    /// Update.
    pub update: Attribute<'a>,
    /// Edition, language, software edition, target software, target hardware, other.
    pub rest: [Attribute<'a>; 6],
}

/// Why a text is no CPE name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CpeFault {
    /// It starts neither with `cpe:2.3:` nor with `cpe:/`.
    Prefix,
    /// The part is none of `a`, `o`, `h`, `*`.
    Part,
    /// It has too few or too many fields.
    Fields,
}

impl<'a> Cpe<'a> {
    /// Reads a CPE 2.3 formatted string or a CPE 2.2 URI.
    pub fn parse(_text: &'a str) -> Result<Cpe<'a>, CpeFault> {
        Err(CpeFault::Prefix)
    }
}
