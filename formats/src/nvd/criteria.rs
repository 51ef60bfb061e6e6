//! The CPE 2.3 name of a match criterion, as far as a match needs it.

use sbom::{Attribute, Cpe};
use std::borrow::Cow;
use vulnerability::Name;

/// What a criterion says about the version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Versions<'a> {
    /// `*`: every version, unless bounds say otherwise.
    Any,
    /// `-`: not applicable.
    NotApplicable,
    /// One version.
    One(Cow<'a, str>),
    /// A pattern with unescaped wildcards.
    Pattern,
}

/// A criterion taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Criteria<'a> {
    pub(crate) name: Name<'a>,
    pub(crate) versions: Versions<'a>,
}

/// Reads a formatted string (NISTIR 7695 6.2); `None` when it is none.
pub(crate) fn parse<'a>(text: &Cow<'a, str>) -> Option<Criteria<'a>> {
    let starts = fields(text)?;
    let field = |number: usize| slice(text, starts[number], starts[number + 1] - 1);
    let part = match &*field(0) {
        "a" => 'a',
        "o" => 'o',
        "h" => 'h',
        _ => return None,
    };
    let rest = slice(text, starts[4], text.len());
    let rest = if &*rest == "*:*:*:*:*:*:*" { Cow::Borrowed("") } else { rest };
    let versions = match &*field(3) {
        "*" => Versions::Any,
        "-" => Versions::NotApplicable,
        other if is_pattern(other) => Versions::Pattern,
        "" => return None,
        _ => Versions::One(unescape(field(3))),
    };
    let plain = |number: usize| lower(unescape(field(number)));
    Some(Criteria { name: Name::Cpe { part, vendor: plain(1), product: plain(2), rest }, versions })
}

/// Reads a formatted string or a CPE 2.2 URI, as other sources than NVD still write it.
pub(crate) fn parse_any<'a>(text: &Cow<'a, str>) -> Option<Criteria<'a>> {
    let is_uri = text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("cpe:/"));
    if !is_uri {
        return parse(text);
    }
    let cpe = Cpe::parse(text).ok().filter(|cpe| cpe.part != '*')?;
    let mut formatted = format!("cpe:2.3:{}", cpe.part);
    for attribute in [&cpe.vendor, &cpe.product, &cpe.version].into_iter().chain(&cpe.after_version()) {
        formatted.push(':');
        write(attribute, &mut formatted);
    }
    parse(&Cow::Owned(formatted))
}

/// Writes an attribute as a formatted string holds it.
fn write(attribute: &Attribute<'_>, out: &mut String) {
    let escaped = |text: &str, but: &str, out: &mut String| {
        for letter in text.chars() {
            if !letter.is_alphanumeric() && letter != '_' && !but.contains(letter) {
                out.push('\\');
            }
            out.push(letter);
        }
    };
    match attribute {
        Attribute::Any => out.push('*'),
        Attribute::NotApplicable => out.push('-'),
        Attribute::Value(text) => escaped(text, ".", out),
        Attribute::Pattern(text) => escaped(text, ".*?\\", out),
    }
}

/// Where each of the eleven fields starts, and one past the end plus one.
fn fields(text: &str) -> Option<[usize; 12]> {
    let head = "cpe:2.3:";
    if !text.get(..head.len())?.eq_ignore_ascii_case(head) {
        return None;
    }
    let mut starts = [0; 12];
    starts[0] = head.len();
    let (mut count, mut escaped) = (1, false);
    for (at, byte) in text.bytes().enumerate().skip(head.len()) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b':' if count == 11 => return None,
            b':' => {
                starts[count] = at + 1;
                count += 1;
            }
            _ => {}
        }
    }
    starts[11] = text.len() + 1;
    (count == 11).then_some(starts)
}

fn slice<'a>(text: &Cow<'a, str>, from: usize, to: usize) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.get(from..to).unwrap_or("")),
        Cow::Owned(text) => Cow::Owned(text.get(from..to).unwrap_or("").to_owned()),
    }
}

fn is_pattern(text: &str) -> bool {
    let mut escaped = false;
    text.bytes().any(|byte| {
        let wild = !escaped && matches!(byte, b'*' | b'?');
        escaped = !escaped && byte == b'\\';
        wild
    })
}

fn unescape(text: Cow<'_, str>) -> Cow<'_, str> {
    if !text.contains('\\') {
        return text;
    }
    let mut plain = String::with_capacity(text.len());
    let mut escaped = false;
    for letter in text.chars() {
        if letter == '\\' && !escaped {
            escaped = true;
        } else {
            plain.push(letter);
            escaped = false;
        }
    }
    Cow::Owned(plain)
}

fn lower(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.bytes().any(|byte| byte.is_ascii_uppercase() || !byte.is_ascii()) {
        Cow::Owned(text.to_lowercase())
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::{Versions, parse};
    use std::borrow::Cow;
    use vulnerability::Name;

    fn shown(text: &str) -> String {
        match parse(&Cow::Borrowed(text)) {
            Some(criteria) => match criteria.name {
                Name::Cpe { part, vendor, product, rest } => {
                    format!("{part} {vendor} {product} {:?} [{rest}]", criteria.versions)
                }
                Name::Package { .. } | Name::Labelled { .. } => "another".to_owned(),
            },
            None => "none".to_owned(),
        }
    }

    #[test]
    fn a_plain_name_is_taken_apart() {
        assert_eq!(shown("cpe:2.3:a:Acme:pump:1.2:*:*:*:*:*:*:*"), "a acme pump One(\"1.2\") []");
    }

    #[test]
    fn escaped_colons_belong_to_the_value() {
        assert_eq!(shown(r"cpe:2.3:a:x\:\:y:p\\q:*:*:*:*:*:perl:*:*"), r"a x::y p\q Any [*:*:*:*:perl:*:*]");
    }

    #[test]
    fn an_update_stays_in_the_rest() {
        assert_eq!(shown("cpe:2.3:o:v:p:2.0:sp1:*:*:*:*:x64:*"), "o v p One(\"2.0\") [sp1:*:*:*:*:x64:*]");
    }

    #[test]
    fn a_pattern_is_no_version() {
        assert_eq!(parse(&"cpe:2.3:a:v:p:2.*:*:*:*:*:*:*:*".into()).unwrap().versions, Versions::Pattern);
        assert_eq!(shown(r"cpe:2.3:a:v:p:2.\*:*:*:*:*:*:*:*"), "a v p One(\"2.*\") []");
    }

    #[test]
    fn a_uri_names_the_same_as_its_formatted_string() {
        let both = |uri: &str, formatted: &str| {
            assert_eq!(super::parse_any(&uri.into()), super::parse_any(&formatted.into()), "{uri}");
            assert!(super::parse_any(&uri.into()).is_some(), "{uri}");
        };
        both("cpe:/o:redhat:enterprise_linux:9::baseos", "cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*");
        both("cpe:/a:x:y%21:1.0%02", r"cpe:2.3:a:x:y\!:1.0*:*:*:*:*:*:*:*");
        both("cpe:/a:x:y", "cpe:2.3:a:x:y:*:*:*:*:*:*:*:*");
        both("cpe:/a:x:y:1.2~b", r"cpe:2.3:a:x:y:1.2\~b:*:*:*:*:*:*:*");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in [
            "",
            "cpe:/a:v:p",
            "cpe:2.3:a:v:p",
            "cpe:2.3:x:v:p:1:*:*:*:*:*:*:*",
            "cpe:2.3:a:v:p:1:*:*:*:*:*:*:*:*",
            "cpé:2.3:",
        ] {
            assert_eq!(shown(text), "none", "{text}");
        }
    }
}
