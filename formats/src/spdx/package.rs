use super::terms::{kind, reference_type, supplier};
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::sbom::{Met, almost, pass_over, push_cpe, push_licence, push_purl, push_swhid, shortened};
use sbom::{Component, Hash, Kind};
use std::borrow::Cow;

/// The fields of a package or file that are read.
#[derive(Clone, Copy)]
enum Key {
    Reference,
    Name,
    Version,
    Purpose,
    Supplier,
    Originator,
    Concluded,
    Declared,
    Checksums,
    ExternalRefs,
    ValidUntil,
}

/// The names of the fields of a package.
const OF_PACKAGE: &[&str] = &[
    "SPDXID",
    "checksums",
    "licenseConcluded",
    "name",
    "versionInfo",
    "primaryPackagePurpose",
    "supplier",
    "originator",
    "licenseDeclared",
    "externalRefs",
    "validUntilDate",
];

/// The names of the fields of a file.
const OF_FILE: &[&str] = &["SPDXID", "checksums", "licenseConcluded", "fileName"];

/// The property that holds the `validUntilDate` of a package (SPDX 2.3 7.27).
pub(super) const VALID_UNTIL: &str = "spdx:validUntilDate";

impl Key {
    fn of(key: &str, kind: Kind) -> Option<Key> {
        Some(match (key, kind) {
            ("SPDXID", _) => Key::Reference,
            ("checksums", _) => Key::Checksums,
            ("licenseConcluded", _) => Key::Concluded,
            ("fileName", Kind::File) => Key::Name,
            (_, Kind::File) => return None,
            ("name", _) => Key::Name,
            ("versionInfo", _) => Key::Version,
            ("primaryPackagePurpose", _) => Key::Purpose,
            ("supplier", _) => Key::Supplier,
            ("originator", _) => Key::Originator,
            ("licenseDeclared", _) => Key::Declared,
            ("externalRefs", _) => Key::ExternalRefs,
            ("validUntilDate", _) => Key::ValidUntil,
            _ => return None,
        })
    }
}

/// Reads the object of a package, or of a file when the component's kind says so. What is read before a break stays.
pub(super) fn read<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    let start = into.kind;
    let (mut met, mut originator, mut declared) = (Met::default(), Cow::Borrowed(""), Cow::Borrowed(""));
    let outcome = loop {
        let key = match json.key() {
            Ok(Some(key)) => key,
            Ok(None) => break Ok(()),
            Err(stop) => break Err(stop),
        };
        let taken = match Key::of(&key, start) {
            Some(key) => field(json, key, &mut met, into, &mut originator, &mut declared),
            None => pass_over(json, almost(&key, if start == Kind::File { OF_FILE } else { OF_PACKAGE })),
        };
        if taken.is_err() {
            break taken;
        }
    };
    push_licence(into, declared);
    if into.supplier.is_empty() {
        into.supplier = supplier(originator);
    }
    outcome
}

fn field<'a>(
    json: &mut Json<'a>,
    key: Key,
    met: &mut Met,
    into: &mut Component<'a>,
    originator: &mut Cow<'a, str>,
    declared: &mut Cow<'a, str>,
) -> Result<(), Stop> {
    if met.again(json, key as u32)? {
        return Ok(());
    }
    match key {
        Key::Reference => into.reference = json.text_or_empty()?,
        Key::Name => into.name = json.text_or_empty()?,
        Key::Version => (into.version, into.number) = json.version()?,
        Key::Purpose => {
            let at = json.offset();
            let text = json.text_or_empty()?;
            into.kind = kind(&text).unwrap_or_default();
            if kind(&text).is_none() && !text.is_empty() {
                json.note_at(at, "primaryPackagePurpose", Wrong::NotAllowed { value: shortened(&text) });
            }
        }
        Key::Supplier => into.supplier = supplier(json.text_or_empty()?),
        Key::Originator => *originator = json.text_or_empty()?,
        Key::Concluded => {
            let text = json.text_or_empty()?;
            push_licence(into, text);
        }
        Key::Declared => *declared = json.text_or_empty()?,
        Key::Checksums => checksums(json, into)?,
        Key::ValidUntil => {
            let until = json.text_or_empty()?;
            into.properties.push((Cow::Borrowed(VALID_UNTIL), until));
        }
        Key::ExternalRefs => json.elements(|json| external_reference(json, into))?,
    }
    Ok(())
}

fn checksums<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    json.elements(|json| {
        let (mut algorithm, mut value) = (Cow::Borrowed(""), Cow::Borrowed(""));
        json.fields(|json, key| {
            match key {
                "algorithm" => algorithm = json.text_or_empty()?,
                "checksumValue" => value = json.text_or_empty()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if !value.is_empty() {
            into.hashes.push(Hash { algorithm, value });
        }
        Ok(())
    })
}

fn external_reference<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    let at = json.offset();
    let (mut kind, mut locator) = (Cow::Borrowed(""), Cow::Borrowed(""));
    json.fields(|json, key| {
        match key {
            "referenceType" => kind = json.text_or_empty()?,
            "referenceLocator" => locator = json.text_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    push_reference(into, &kind, locator, at, &mut json.defects);
    Ok(())
}

/// Adds what an external reference identifies; its category says nothing more and is written in many ways.
pub(super) fn push_reference<'a>(
    into: &mut Component<'a>,
    kind: &str,
    locator: Cow<'a, str>,
    at: usize,
    defects: &mut Defects,
) {
    match reference_type(kind) {
        "purl" => push_purl(into, locator, at, defects),
        "cpe23Type" | "cpe22Type" => push_cpe(into, locator, at, defects),
        "swh" => push_swhid(into, locator, at, defects),
        _ => {}
    }
}
