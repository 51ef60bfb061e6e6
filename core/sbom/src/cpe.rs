use crate::cpe_uri;
use crate::purl::lower;
use std::borrow::Cow;

/// A value of a CPE attribute (NISTIR 7695 5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attribute<'a> {
    /// `*`: any value.
    Any,
    /// `-`: not applicable.
    NotApplicable,
    /// A value, unescaped and in lower case, without wildcards.
    Value(Cow<'a, str>),
    /// A value with wildcards `*` and `?`, in lower case; these two and `\` carry a backslash where they mean themselves.
    Pattern(Cow<'a, str>),
}

/// A CPE name taken apart (NISTIR 7695: formatted string 2.3 and URI 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cpe<'a> {
    /// `a` application, `o` operating system, `h` hardware, `*` any.
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
    /// Reads a CPE 2.3 formatted string or a CPE 2.2 URI. Fields left out at the end mean any value.
    pub fn parse(text: &'a str) -> Result<Cpe<'a>, CpeFault> {
        let text = text.trim();
        let after = |prefix: &str| {
            let start = text.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(prefix));
            start.map(|start| &text[start.len()..])
        };
        if let Some(fields) = after("cpe:2.3:") {
            return formatted(fields);
        }
        cpe_uri::parse(after("cpe:/").ok_or(CpeFault::Prefix)?)
    }
}

/// The part of a CPE name.
pub(crate) fn part(field: &str) -> Result<char, CpeFault> {
    match field {
        "a" | "A" => Ok('a'),
        "o" | "O" => Ok('o'),
        "h" | "H" => Ok('h'),
        "*" | "" => Ok('*'),
        _ => Err(CpeFault::Part),
    }
}

fn formatted(text: &str) -> Result<Cpe<'_>, CpeFault> {
    let mut fields = Fields { rest: Some(text) };
    let part = part(fields.next().unwrap_or_default())?;
    let (Some(vendor), Some(product)) = (fields.next(), fields.next()) else { return Err(CpeFault::Fields) };
    let mut next = || fields.next().map_or(Attribute::Any, attribute);
    let (version, update) = (next(), next());
    let rest = [next(), next(), next(), next(), next(), next()];
    if fields.rest.is_some() {
        return Err(CpeFault::Fields);
    }
    Ok(Cpe { part, vendor: attribute(vendor), product: attribute(product), version, update, rest })
}

/// The fields of a formatted string: split at every `:` that no backslash stands before.
pub(crate) struct Fields<'a> {
    /// What has not been given yet.
    pub(crate) rest: Option<&'a str>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let text = self.rest?;
        let mut escaped = false;
        let colon = text.bytes().position(|byte| {
            let ends = byte == b':' && !escaped;
            escaped = byte == b'\\' && !escaped;
            ends
        });
        let (field, rest) = match colon {
            Some(at) => (&text[..at], Some(&text[at + 1..])),
            None => (text, None),
        };
        self.rest = rest;
        Some(field)
    }
}

/// One field of a formatted string. An empty one, which the standard does not know, means any value.
pub(crate) fn attribute(field: &str) -> Attribute<'_> {
    match field {
        "" | "*" => return Attribute::Any,
        "-" => return Attribute::NotApplicable,
        _ => {}
    }
    if !field.bytes().any(|byte| matches!(byte, b'\\' | b'*' | b'?')) {
        return Attribute::Value(lower(Cow::Borrowed(field)));
    }
    let mut collected = Collected::default();
    let mut letters = field.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => collected.literal(letters.next().unwrap_or('\\')),
            '*' | '?' => collected.wildcard(letter),
            other => collected.literal(other),
        }
    }
    collected.done()
}

/// A value being put together letter by letter.
#[derive(Default)]
pub(crate) struct Collected {
    plain: String,
    pattern: String,
    wild: bool,
}

impl Collected {
    /// A letter that means itself.
    pub(crate) fn literal(&mut self, letter: char) {
        let letter = letter.to_ascii_lowercase();
        self.plain.push(letter);
        if matches!(letter, '*' | '?' | '\\') {
            self.pattern.push('\\');
        }
        self.pattern.push(letter);
    }

    /// `*` or `?` as a wildcard.
    pub(crate) fn wildcard(&mut self, letter: char) {
        self.wild = true;
        self.pattern.push(letter);
    }

    /// The attribute.
    pub(crate) fn done<'a>(self) -> Attribute<'a> {
        if self.wild { Attribute::Pattern(Cow::Owned(self.pattern)) } else { Attribute::Value(Cow::Owned(self.plain)) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Attribute, Cpe, CpeFault};
    use proptest::prelude::*;

    fn shown(attribute: &Attribute<'_>) -> String {
        match attribute {
            Attribute::Any => "ANY".to_owned(),
            Attribute::NotApplicable => "NA".to_owned(),
            Attribute::Value(text) => text.to_string(),
            Attribute::Pattern(text) => format!("~{text}"),
        }
    }

    fn expect(text: &str, wanted: &str) {
        let cpe = Cpe::parse(text).unwrap();
        let mut fields = vec![cpe.part.to_string()];
        let first = [&cpe.vendor, &cpe.product, &cpe.version, &cpe.update];
        fields.extend(first.into_iter().chain(&cpe.rest).map(shown));
        while fields.last().is_some_and(|field| field == "ANY") {
            fields.pop();
        }
        assert_eq!(fields.join(" "), wanted, "{text}");
    }

    #[test]
    fn a_formatted_string_is_unescaped_and_in_lower_case() {
        expect("cpe:2.3:a:OpenSSL:openssl:1.0.1f:*:*:*:*:*:*:*", "a openssl openssl 1.0.1f");
        expect(r"cpe:2.3:o:a\:b:c\\d:-:\-:*:en\-us:*:*:*:*", r"o a:b c\d NA - ANY en-us");
        expect(r"cpe:2.3:a:x:y:8.\*:sp?:*:*:*:*:*:*", "a x y 8.* ~sp?");
        expect(r"cpe:2.3:a:x:y:8.\**:*:*:*:*:*:*:*", r"a x y ~8.\**");
    }

    #[test]
    fn fields_left_out_mean_any_value() {
        expect("cpe:2.3:a:x:y", "a x y");
        expect("cpe:2.3:a:x:y:1", "a x y 1");
        expect("cpe:2.3:a:x:y::2:*:*:*:*:*:*", "a x y ANY 2");
    }

    #[test]
    fn a_uri_is_decoded() {
        expect(
            "cpe:/a:hp:insight:7.4.0.1570:-:~~online~win2003~x64~",
            "a hp insight 7.4.0.1570 NA ANY ANY online win2003 x64",
        );
        expect("cpe:/a:hp:open%2bview:1.%02::~a~b~c~d~e:en", "a hp open+view ~1.* ANY a en b c d e");
        expect("cpe:/o:microsoft:windows_xp::sp2:pro", "o microsoft windows_xp ANY sp2 pro");
        expect("cpe:/a:foo%5cbar:big%24money%01", r"a foo\bar ~big$money?");
        expect("cpe:/a:x:100%", "a x 100%");
    }

    #[test]
    fn what_is_no_cpe_is_refused() {
        assert_eq!(Cpe::parse("openssl"), Err(CpeFault::Prefix));
        assert_eq!(Cpe::parse("cpe:2.3:x:a:b:*:*:*:*:*:*:*:*"), Err(CpeFault::Part));
        assert_eq!(Cpe::parse("cpe:2.3:a:b"), Err(CpeFault::Fields));
        assert_eq!(Cpe::parse("cpe:2.3:a:b:c:1:*:*:*:*:*:*:*:*"), Err(CpeFault::Fields));
        assert_eq!(Cpe::parse("cpe:/a:b:c:d:e:f:g:h"), Err(CpeFault::Fields));
        assert_eq!(Cpe::parse("cpe:/"), Err(CpeFault::Fields));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in r"(cpe:2\.3:a:|cpe:/a:)?[\PC%:*?~\\]{0,60}") {
            let _ = Cpe::parse(&text);
        }
    }
}
