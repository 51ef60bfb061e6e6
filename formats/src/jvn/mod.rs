//! JVN iPedia in VULDEF 3 (XML): the Japanese database of countermeasures, with titles, makers and version texts in Japanese.

#[cfg(test)]
mod tests;

use crate::defect::{Defects, Wrong};
use crate::json::Stop;
use crate::named::{Told, of_cpe};
use crate::record::{Each, one_line, tenths};
use crate::sbom::shortened;
use crate::xml::{Tag, Xml};
use std::borrow::Cow;
use terms::Instant;
use vulnerability::by_name::{Label, Theirs};
use vulnerability::{Advisory, Affected, Name, Rating, Scoring};

/// Reads a document of `Vulinfo` elements.
pub fn read(bytes: &[u8], each: Each<'_>) -> Defects {
    let mut xml = Xml::new(bytes, |space| {
        // MyJVN lays the state of its own answer around the document, in a namespace of its own.
        let ours = ["http://jvn.jp/vuldef", "http://jvndb.jvn.jp/myjvn"];
        space.is_none_or(|space| ours.iter().any(|one| space.starts_with(one)))
    });
    if document(&mut xml, each).is_ok() {
        xml.end();
    }
    xml.defects
}

/// Whether a text begins like a VULDEF document.
pub(crate) fn looks_like(head: &[u8]) -> bool {
    let head = head.get(..4096).unwrap_or(head);
    let has = |wanted: &[u8]| head.windows(wanted.len()).any(|window| window == wanted);
    has(b"VULDEF-Document") || has(b"http://jvn.jp/vuldef")
}

fn document(xml: &mut Xml<'_>, each: Each<'_>) -> Result<(), Stop> {
    while let Some(root) = xml.child()? {
        if root.name != "VULDEF-Document" {
            xml.skip()?;
            continue;
        }
        while let Some(tag) = xml.child()? {
            if tag.name == "Vulinfo" { record(xml, tag, each)? } else { xml.skip()? }
        }
    }
    Ok(())
}

/// Visits the children of the element entered last; the visitor gives `false` to have one passed over.
fn children<'a>(
    xml: &mut Xml<'a>,
    mut take: impl FnMut(&mut Xml<'a>, Tag<'a>) -> Result<bool, Stop>,
) -> Result<(), Stop> {
    while let Some(tag) = xml.child()? {
        if !take(xml, tag)? {
            xml.skip()?;
        }
    }
    Ok(())
}

fn record(xml: &mut Xml<'_>, at: Tag<'_>, each: Each<'_>) -> Result<(), Stop> {
    let mut record = Advisory::default();
    children(xml, |xml, tag| {
        match tag.name {
            "VulinfoID" => record.id = xml.text()?,
            "VulinfoData" => data(xml, &mut record)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if record.id.is_empty() {
        xml.defects.note(at.at, "id", Wrong::Missing);
        return Ok(());
    }
    each(&record);
    Ok(())
}

fn data<'a>(xml: &mut Xml<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    children(xml, |xml, tag| {
        match tag.name {
            "Title" => record.title = one_line(xml.text()?),
            "Affected" => children(xml, |xml, tag| match tag.name {
                "AffectedItem" => item(xml, tag, record).map(|()| true),
                _ => Ok(false),
            })?,
            "Impact" => children(xml, |xml, tag| match tag.name {
                "Cvss" => cvss(xml, tag, record).map(|()| true),
                _ => Ok(false),
            })?,
            "Related" => children(xml, |xml, tag| match tag.name {
                "RelatedItem" => related(xml, record).map(|()| true),
                _ => Ok(false),
            })?,
            "DateFirstPublished" => record.published = instant(xml, tag)?,
            "DateLastUpdated" => record.modified = instant(xml, tag)?,
            _ => return Ok(false),
        }
        Ok(true)
    })
}

fn instant(xml: &mut Xml<'_>, tag: Tag<'_>) -> Result<Option<Instant>, Stop> {
    let text = xml.text()?;
    let instant = Instant::parse(&text);
    if instant.is_none() && !text.is_empty() {
        xml.defects.note(tag.at, tag.name, Wrong::NotAllowed { value: shortened(&text) });
    }
    Ok(instant)
}

/// The CVE ids it stands for. Everything else that is related is the prose of others.
fn related<'a>(xml: &mut Xml<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    children(xml, |xml, tag| {
        let wanted = tag.name == "VulinfoID";
        if wanted {
            let id = xml.text()?;
            if vulnerability::is_cve(&id) && !record.aliases.contains(&id) {
                record.aliases.push(id);
            }
        }
        Ok(wanted)
    })
}

fn cvss<'a>(xml: &mut Xml<'a>, tag: Tag<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    let version = xml.attribute(tag, "version").into_owned();
    let (mut vector, mut score) = (Cow::Borrowed(""), None);
    children(xml, |xml, tag| {
        match tag.name {
            "Base" => score = xml.text()?.parse::<f64>().ok().and_then(tenths),
            "Vector" => vector = xml.text()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    let scoring = match version.as_str() {
        "2.0" => Scoring::Cvss2,
        "3.0" if vector.starts_with("CVSS:3.1/") => Scoring::Cvss31,
        "3.0" => Scoring::Cvss30,
        "3.1" => Scoring::Cvss31,
        "4.0" => Scoring::Cvss4,
        _ => return Ok(()),
    };
    if score.is_some() || !vector.is_empty() {
        record.ratings.push(Rating { scoring, vector, tenths: score, scorer: Cow::Borrowed("JVN iPedia") });
    }
    Ok(())
}

/// One product: by its CPE name where it has one, and by its names.
fn item<'a>(xml: &mut Xml<'a>, at: Tag<'a>, record: &mut Advisory<'a>) -> Result<(), Stop> {
    let status = xml.attribute(at, "affectedstatus").into_owned();
    let (mut vendor, mut product) = (Cow::Borrowed(""), Cow::Borrowed(""));
    let (mut cpes, mut versions) = (Vec::new(), Vec::new());
    children(xml, |xml, tag| {
        match tag.name {
            "Name" => vendor = xml.text()?,
            "ProductName" => product = xml.text()?,
            "Cpe" => cpes.push((xml.text()?, tag.at)),
            "VersionNumber" => versions.push(xml.text()?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    versions.retain(|text| !text.is_empty());
    if status == "notvulnerable" {
        return Ok(());
    }
    for (cpe, at) in &cpes {
        match by_cpe(cpe, &versions) {
            Some(affected) => record.affected.push(affected),
            None => {
                let value = shortened(cpe);
                xml.defects.note(*at, "Cpe", Wrong::BadIdentifier { kind: "CPE", value });
            }
        }
    }
    if cpes.is_empty() {
        record.unnamed = record.unnamed.saturating_add(1);
    }
    if !product.is_empty() {
        let told = versions.iter().map(|text| without_remark(text)).collect::<Vec<_>>().join(", ");
        let label = Label { vendor, product, versions: Cow::Owned(told) };
        let joined = label.join();
        let keys = Theirs::read(&label.vendor, &label.product, &label.versions).keys();
        let under =
            |key| Affected::of(Name::Labelled { key: Cow::Owned(key), label: Cow::Owned(joined.clone()) }, None);
        record.affected.extend(keys.into_iter().map(under));
    }
    Ok(())
}

/// Without any version text the entry stays open: a hit is possible.
fn by_cpe(cpe: &str, versions: &[Cow<'_, str>]) -> Option<Affected<'static>> {
    let named = of_cpe(cpe)?;
    let mut affected = Affected::of(named.name, named.scheme);
    if versions.is_empty() {
        named.own.add_to(&mut affected);
    }
    for text in versions {
        Told::read(&without_remark(text), named.scheme).add_to(&mut affected);
    }
    Some(affected)
}

/// A version text without the brackets behind it, which name the CVE ids that it is about: the record stands for all of them,
/// and a range that is about one counts for each.
fn without_remark(text: &str) -> String {
    let text = text.trim().trim_start_matches("ファームウェア").trim_start_matches("ソフトウェア");
    let text = text.strip_prefix("バージョン").unwrap_or(text);
    let end = text.find(['（', '(']).filter(|at| text[*at..].contains("CVE-")).unwrap_or(text.len());
    text[..end].trim().to_owned()
}
