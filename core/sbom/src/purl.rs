use std::borrow::Cow;

/// A package URL taken apart (purl specification, ECMA-427); every part percent-decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purl<'a> {
    /// Package type in lower case (`pypi`, `npm`, …).
    pub kind: Cow<'a, str>,
    /// Namespace segments joined by `/`, empty when none.
    pub namespace: Cow<'a, str>,
    /// Name.
    pub name: Cow<'a, str>,
    /// Version, empty when none.
    pub version: Cow<'a, str>,
    /// Qualifiers, still encoded, empty when none.
    pub qualifiers: &'a str,
    /// Subpath, still encoded, empty when none.
    pub subpath: &'a str,
}

/// Why a text is no package URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurlFault {
    /// It does not start with `pkg:`.
    Scheme,
    /// It names no type.
    Type,
    /// It names no package.
    Name,
    /// A percent escape is broken or does not give UTF-8.
    Escape,
}

impl<'a> Purl<'a> {
    /// Reads a package URL.
    pub fn parse(_text: &'a str) -> Result<Purl<'a>, PurlFault> {
        Err(PurlFault::Scheme)
    }
}
