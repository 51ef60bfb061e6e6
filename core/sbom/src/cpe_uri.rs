//! CPE 2.2 URI (NISTIR 7695 6.1): percent escapes, and five attributes packed into the edition by `~`.

use crate::cpe::{Attribute, Collected, Cpe, CpeFault, part};

/// Reads what follows `cpe:/`.
pub(crate) fn parse(text: &str) -> Result<Cpe<'_>, CpeFault> {
    let mut fields = text.split(':');
    let part = part(fields.next().unwrap_or_default())?;
    let (vendor, product) = (fields.next(), fields.next());
    if vendor.is_none_or(str::is_empty) && product.is_none_or(str::is_empty) {
        return Err(CpeFault::Fields);
    }
    let mut next = || fields.next().unwrap_or_default();
    let (version, update, edition, language) = (next(), next(), next(), next());
    if fields.next().is_some() {
        return Err(CpeFault::Fields);
    }
    let [edition, software, target, hardware, other] = unpacked(edition);
    Ok(Cpe {
        part,
        vendor: value(vendor.unwrap_or_default()),
        product: value(product.unwrap_or_default()),
        version: value(version),
        update: value(update),
        rest: [value(edition), value(language), value(software), value(target), value(hardware), value(other)],
    })
}

/// Edition, software edition, target software, target hardware and other out of `~a~b~c~d~e`.
fn unpacked(edition: &str) -> [&str; 5] {
    let Some(packed) = edition.strip_prefix('~') else { return [edition, "", "", "", ""] };
    let mut parts = packed.splitn(5, '~');
    std::array::from_fn(|_| parts.next().unwrap_or_default())
}

/// One decoded field. A percent sign that starts no escape means itself.
fn value(field: &str) -> Attribute<'_> {
    match field {
        "" | "*" => return Attribute::Any,
        "-" => return Attribute::NotApplicable,
        _ => {}
    }
    let mut collected = Collected::default();
    let mut rest = field;
    while let Some(letter) = rest.chars().next() {
        let escape = rest.strip_prefix('%').and_then(|rest| rest.get(..2));
        let code = escape.filter(|code| code.bytes().all(|digit| digit.is_ascii_hexdigit()));
        match code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            Some(1) => collected.wildcard('?'),
            Some(2) => collected.wildcard('*'),
            Some(byte) if byte.is_ascii() => collected.literal(char::from(byte)),
            Some(_) | None => {
                collected.literal(letter);
                rest = &rest[letter.len_utf8()..];
                continue;
            }
        }
        rest = &rest[3..];
    }
    collected.done()
}
