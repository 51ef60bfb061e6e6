use std::borrow::Cow;

/// A package URL taken apart (purl specification, ECMA-427); every part percent-decoded, letters as written.
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
    /// Namespace and name as they stand together, where decoding changes neither; empty else.
    path: &'a str,
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
    /// Reads a package URL. Rules of single types (a required namespace, a name in lower case) are not enforced: what a
    /// tool wrote is kept, and [`osv_name`](crate::osv_name) knows what each type means.
    pub fn parse(text: &'a str) -> Result<Purl<'a>, PurlFault> {
        Purl::plain(text).map_or_else(|| Purl::any(text), Ok)
    }

    /// The usual case in one pass: no escape, no qualifier, no subpath, nothing empty or doubled. `None`: another case.
    fn plain(text: &'a str) -> Option<Purl<'a>> {
        let rest = text.strip_prefix("pkg:")?;
        let (mut first, mut last, mut at) = (None, 0, None);
        for (place, byte) in rest.bytes().enumerate() {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' => {}
                b'/' if at.is_none() && place > last + usize::from(first.is_some()) => {
                    first = first.or(Some(place));
                    last = place;
                }
                b'@' if at.is_none() && first.is_some() => at = Some(place),
                b'A'..=b'Z' | b'_' | b'+' | b'~' | b':' if first.is_some() => {}
                _ => return None,
            }
        }
        let (first, end) = (first?, at.unwrap_or(rest.len()));
        if last + 1 >= end || !rest.as_bytes()[0].is_ascii_lowercase() {
            return None;
        }
        let namespace = rest.get(first + 1..last).unwrap_or_default();
        Some(Purl {
            kind: Cow::Borrowed(&rest[..first]),
            namespace: Cow::Borrowed(namespace),
            name: Cow::Borrowed(&rest[last + 1..end]),
            version: Cow::Borrowed(at.map_or("", |at| &rest[at + 1..])),
            qualifiers: "",
            subpath: "",
            path: &rest[first + 1..end],
        })
    }

    fn any(text: &'a str) -> Result<Purl<'a>, PurlFault> {
        let text = text.trim();
        let rest = match text.split_at_checked(4) {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case("pkg:") => rest,
            _ => return Err(PurlFault::Scheme),
        };
        let (rest, subpath) = split_last(rest, b'#').unwrap_or((rest, ""));
        let (rest, qualifiers) = split_last(rest, b'?').unwrap_or((rest, ""));
        // `pkg://` is tolerated by the specification.
        let rest = if rest.starts_with('/') { rest.trim_start_matches('/') } else { rest };
        let slash = memchr::memchr(b'/', rest.as_bytes()).ok_or(PurlFault::Type)?;
        let kind = package_type(&rest[..slash])?;
        let (path, version) = split_version(without_slashes(&rest[slash + 1..]));
        let (namespace, name) = split_last(path, b'/').unwrap_or(("", path));
        let name = decoded(name)?;
        if name.is_empty() {
            return Err(PurlFault::Name);
        }
        let (namespace, version) = (joined(namespace)?, decoded(version)?);
        let plain = matches!((&namespace, &name), (Cow::Borrowed(_), Cow::Borrowed(_)));
        let path = if plain { path } else { "" };
        Ok(Purl { kind, namespace, name, version, qualifiers, subpath: without_slashes(subpath), path })
    }

    /// Namespace and name joined by `/`, the name alone when there is no namespace.
    pub fn full_name(&self) -> Cow<'a, str> {
        match self.namespace.as_ref() {
            "" => self.name.clone(),
            _ if !self.path.is_empty() => Cow::Borrowed(self.path),
            namespace => Cow::Owned(format!("{namespace}/{}", self.name)),
        }
    }

    /// The decoded value of a qualifier such as `distro`; `None` when it is absent or cannot be decoded.
    pub fn qualifier(&self, key: &str) -> Option<Cow<'a, str>> {
        let pairs = self.qualifiers.split('&').filter_map(|pair| pair.split_once('='));
        let mut values = pairs.filter(|(name, _)| name.eq_ignore_ascii_case(key)).map(|(_, value)| value);
        values.find(|value| !value.is_empty()).and_then(|value| decoded(value).ok())
    }
}

/// Splits at the last of an ASCII byte.
fn split_last(text: &str, at: u8) -> Option<(&str, &str)> {
    let place = memchr::memrchr(at, text.as_bytes())?;
    Some((&text[..place], &text[place + 1..]))
}

/// The text without slashes at its ends.
fn without_slashes(mut text: &str) -> &str {
    while let Some(rest) = text.strip_prefix('/') {
        text = rest;
    }
    while let Some(rest) = text.strip_suffix('/') {
        text = rest;
    }
    text
}

fn package_type(kind: &str) -> Result<Cow<'_, str>, PurlFault> {
    let letters = kind.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'+'));
    if !letters || !kind.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return Err(PurlFault::Type);
    }
    Ok(lower(Cow::Borrowed(kind)))
}

/// The text with ASCII letters in lower case, borrowed when it is so already.
pub(crate) fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase()) { Cow::Owned(text.to_ascii_lowercase()) } else { text }
}

/// Splits at the `@` of the version. An `@` that opens a segment followed by others is an npm scope that was not encoded.
fn split_version(path: &str) -> (&str, &str) {
    match split_last(path, b'@') {
        Some((before, after)) if (before.is_empty() || before.ends_with('/')) && after.contains('/') => (path, ""),
        Some((before, after)) => (before, after),
        None => (path, ""),
    }
}

/// The namespace: each segment decoded, empty ones left out.
fn joined(namespace: &str) -> Result<Cow<'_, str>, PurlFault> {
    let bytes = namespace.as_bytes();
    let plain =
        bytes.first() != Some(&b'/') && bytes.last() != Some(&b'/') && !bytes.windows(2).any(|pair| pair == b"//");
    if plain {
        return decoded(namespace);
    }
    let segments: Result<Vec<_>, _> = namespace.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
    Ok(Cow::Owned(segments?.join("/")))
}

fn decoded(text: &str) -> Result<Cow<'_, str>, PurlFault> {
    if memchr::memchr(b'%', text.as_bytes()).is_none() {
        return Ok(Cow::Borrowed(text));
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut parts = text.split('%');
    bytes.extend_from_slice(parts.next().unwrap_or_default().as_bytes());
    for part in parts {
        let (digits, plain) = part.split_at_checked(2).ok_or(PurlFault::Escape)?;
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return Err(PurlFault::Escape);
        }
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| PurlFault::Escape)?);
        bytes.extend_from_slice(plain.as_bytes());
    }
    String::from_utf8(bytes).map(Cow::Owned).map_err(|_| PurlFault::Escape)
}

#[cfg(test)]
mod tests {
    use super::{Purl, PurlFault};
    use proptest::prelude::*;

    fn expect(text: &str, wanted: &str) {
        let purl = Purl::parse(text).unwrap();
        assert_eq!(format!("{} {} {}", purl.kind, purl.full_name(), purl.version).trim_end(), wanted, "{text}");
    }

    fn refused(text: &str, fault: PurlFault) {
        assert_eq!(Purl::parse(text), Err(fault), "{text}");
    }

    #[test]
    fn parts_are_taken_apart_and_decoded() {
        expect("pkg:cargo/rand@0.8.5", "cargo rand 0.8.5");
        expect("pkg:npm/%40angular/core@12.3.1", "npm @angular/core 12.3.1");
        expect("pkg:deb/debian/libstdc%2B%2B6@10.2.1-6?arch=amd64", "deb debian/libstdc++6 10.2.1-6");
        expect("pkg:golang/github.com/gorilla/context@234fd47e#api", "golang github.com/gorilla/context 234fd47e");
        expect("PKG:Maven/org.apache/commons@1", "maven org.apache/commons 1");
    }

    #[test]
    fn what_tools_write_in_practice_is_understood() {
        expect("pkg:npm/@angular/core@12.3.1", "npm @angular/core 12.3.1");
        expect("pkg:npm/@angular/core", "npm @angular/core");
        expect("pkg://pypi/django@1.11", "pypi django 1.11");
        expect(" pkg:pypi/django@1.11 ", "pypi django 1.11");
        expect("pkg:golang//github.com//a/b@v1", "golang github.com/a/b v1");
        expect("pkg:docker/cassandra@sha256:244fd47e", "docker cassandra sha256:244fd47e");
        expect("pkg:generic/x@feature/y", "generic x feature/y");
    }

    #[test]
    fn qualifiers_are_found_and_decoded() {
        let purl = Purl::parse("pkg:deb/debian/a@1?arch=&Distro=debian%2D12&x").unwrap();
        assert_eq!(purl.qualifier("distro").as_deref(), Some("debian-12"));
        assert_eq!(purl.qualifier("arch"), None);
    }

    #[test]
    fn what_is_no_package_url_is_refused() {
        refused("", PurlFault::Scheme);
        refused("http://example.org", PurlFault::Scheme);
        refused("日本", PurlFault::Scheme);
        refused("pkg:", PurlFault::Type);
        refused("pkg:curl@7.0", PurlFault::Type);
        refused("pkg:3d/curl", PurlFault::Type);
        refused("pkg:n&g/curl", PurlFault::Type);
        refused("pkg:maven/@1.3.4", PurlFault::Name);
        refused("pkg:swift/github.com/a/@5", PurlFault::Name);
        refused("pkg:npm/a%4", PurlFault::Escape);
        refused("pkg:npm/a%+4", PurlFault::Escape);
        refused("pkg:npm/a%ff", PurlFault::Escape);
    }

    proptest! {
        #[test]
        fn the_usual_case_is_read_like_any_other(text in r"pkg:[a-z.1]{0,3}/?[A-z@/.+:~%?#1-]{0,12}") {
            if let Some(plain) = Purl::plain(&text) {
                prop_assert_eq!(Ok(plain), Purl::any(&text), "{}", text);
            }
        }

        #[test]
        fn any_text_is_survived(text in r"(pkg:)?[\PC%@/?#&=]{0,60}") {
            if let Ok(purl) = Purl::parse(&text) {
                let _ = (purl.full_name(), purl.qualifier("distro"), crate::osv_name(&purl));
            }
        }
    }
}
