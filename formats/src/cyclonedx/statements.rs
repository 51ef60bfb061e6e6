//! What `vulnerabilities` say about the status of products: CycloneDX VEX, inside an SBOM or alone.

use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::vex::{Each, joined};
use device::ProductStatus;
use sbom::{Component, Item};
use std::borrow::Cow;
use std::collections::BTreeMap;
use vulnerability::status_statement::{justification_of_cyclonedx, rests_on_the_place_of_use, status_of_state};
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

/// What a reference of the document leads to.
struct References<'a> {
    subject: Option<StatedProduct<'a>>,
    components: BTreeMap<Cow<'a, str>, StatedProduct<'a>>,
}

/// One version of what is affected, with its own status.
struct Version<'a> {
    version: Cow<'a, str>,
    status: Cow<'a, str>,
}

/// Reads the statements of a document. Components are read first, wherever they stand.
pub fn read_statements<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> (StatementDocument<'a>, Defects) {
    let mut document = StatementDocument { format: "CycloneDX", ..StatementDocument::default() };
    let mut references = References { subject: None, components: BTreeMap::new() };
    let mut defects = super::read(bytes, &mut |item| match item {
        Item::Component(component) => {
            if !component.reference.is_empty() {
                references.components.insert(component.reference.clone(), stated(component));
            }
        }
        Item::Document(about) => {
            document.version = about.format_version.clone();
            document.id = about.serial.clone();
            document.dated = about.created.clone();
            references.subject = about.subject.as_ref().map(stated);
            document.author = about.subject.as_ref().map(|subject| subject.supplier.clone()).unwrap_or_default();
        }
        Item::Relation(_) | Item::Statement | Item::Composition(_) | Item::Build | Item::Held(_) | Item::Outside(_) => {
        }
    });
    let mut json = Json::new(bytes);
    // What breaks off is already noted; the defects of the statements are taken over.
    let _ = json.fields(|json, key| {
        if key != "vulnerabilities" {
            return Ok(false);
        }
        json.elements(|json| vulnerability(json, &references, &document, each))?;
        Ok(true)
    });
    for defect in json.defects.kept() {
        if !defects.kept().contains(defect) {
            defects.note(defect.at, &defect.field, defect.wrong.clone());
        }
    }
    (document, defects)
}

fn stated<'a>(component: &Component<'a>) -> StatedProduct<'a> {
    StatedProduct {
        reference: component.reference.clone(),
        vendor: component.supplier.clone(),
        name: if component.group.is_empty() {
            component.name.clone()
        } else {
            Cow::Owned(format!("{}/{}", component.group, component.name))
        },
        version: component.version.clone(),
        purls: component.purls.clone(),
        cpes: component.cpes.clone(),
    }
}

fn vulnerability<'a>(
    json: &mut Json<'a>,
    references: &References<'a>,
    document: &StatementDocument<'a>,
    each: Each<'_, 'a>,
) -> Result<(), Stop> {
    let mut said = StatusStatement { offset: json.offset(), ..StatusStatement::default() };
    let (mut advice, mut workaround) = (Cow::Borrowed(""), Cow::Borrowed(""));
    let mut affects = Vec::new();
    let whole = json.fields(|json, key| {
        match key {
            "bom-ref" => said.id = json.text_or_empty()?,
            "id" => said.vulnerability = json.text_or_empty()?,
            "references" => json.elements(|json| {
                let id = json.text_of("id")?;
                if !id.is_empty() {
                    said.aliases.push(id);
                }
                Ok(())
            })?,
            "analysis" => analysis(json, &mut said)?,
            "recommendation" => advice = json.text_or_empty()?,
            "workaround" => workaround = json.text_or_empty()?,
            "affects" => json.elements(|json| {
                affects.push(affected(json)?);
                Ok(())
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    });
    if said.vulnerability.is_empty() {
        json.note_at(said.offset, "id", Wrong::Missing);
        return whole;
    }
    said.action = joined(advice, workaround);
    if said.said_at.is_empty() {
        said.said_at = document.dated.clone();
    }
    let own = said.vulnerability.clone();
    said.aliases.retain(|alias| *alias != own);
    if affects.is_empty() {
        // Without a reference the document's own subject is meant.
        each(&StatusStatement { products: references.subject.iter().cloned().collect(), ..said.clone() });
    }
    for (reference, versions) in affects {
        give(&said, reference, versions, references, each);
    }
    whole
}

fn give<'a>(
    said: &StatusStatement<'a>,
    reference: Cow<'a, str>,
    versions: Vec<Version<'a>>,
    references: &References<'a>,
    each: Each<'_, 'a>,
) {
    let (product, part) = resolve(&reference, references);
    if versions.is_empty() {
        let components = part.into_iter().collect();
        each(&StatusStatement { products: vec![product], components, ..said.clone() });
        return;
    }
    for Version { version, status } in versions {
        let mut said = said.clone();
        if let Some(other) = other_status(&status, said.status) {
            said.status = Some(other);
            said.stated_status = status;
            said.justification = None;
        }
        let (mut product, mut part) = (product.clone(), part.clone());
        part.as_mut().unwrap_or(&mut product).version = version;
        each(&StatusStatement { products: vec![product], components: part.into_iter().collect(), ..said });
    }
}

/// What a version's own word makes of the analysis. The analysis speaks of what is called affected, which is also what is
/// meant without a word; a fixed version is rightly called unaffected.
fn other_status(word: &str, analysis: Option<ProductStatus>) -> Option<ProductStatus> {
    let other = match (word, analysis) {
        ("unaffected", Some(ProductStatus::Fixed)) => return None,
        ("unaffected", _) => ProductStatus::NotAffected,
        ("unknown", _) => ProductStatus::UnderInvestigation,
        (_, _) => return None,
    };
    (analysis != Some(other)).then_some(other)
}

/// The product and, where the reference leads to one of the subject's components, the part.
fn resolve<'a>(
    reference: &Cow<'a, str>,
    references: &References<'a>,
) -> (StatedProduct<'a>, Option<StatedProduct<'a>>) {
    let local = local(reference);
    if let Some(subject) = references.subject.as_ref().filter(|subject| subject.reference == local) {
        return (subject.clone(), None);
    }
    match (references.components.get(&*local), &references.subject) {
        (Some(component), Some(subject)) => (subject.clone(), Some(component.clone())),
        (Some(component), None) => (component.clone(), None),
        (None, _) => (unknown(reference, local), None),
    }
}

/// What a reference into another document says by itself: often it is a package URL.
fn unknown<'a>(reference: &Cow<'a, str>, local: Cow<'a, str>) -> StatedProduct<'a> {
    let mut product = StatedProduct { reference: reference.clone(), ..StatedProduct::default() };
    if local.starts_with("pkg:") {
        product.purls.push(local);
    } else if local.starts_with("cpe:") {
        product.cpes.push(local);
    }
    product
}

/// The part of a BOM-Link behind `#`, decoded; any other reference as it is.
fn local<'a>(reference: &Cow<'a, str>) -> Cow<'a, str> {
    let Some((_, part)) = reference.split_once('#').filter(|_| reference.starts_with("urn:cdx:")) else {
        return reference.clone();
    };
    let (bytes, mut decoded, mut at) = (part.as_bytes(), Vec::with_capacity(part.len()), 0);
    while let Some(&byte) = bytes.get(at) {
        let digits = bytes.get(at + 1..at + 3).and_then(|digits| std::str::from_utf8(digits).ok());
        match digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()) {
            Some(value) if byte == b'%' => {
                decoded.push(value);
                at += 3;
            }
            _ => {
                decoded.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&decoded).into_owned())
}

fn analysis<'a>(json: &mut Json<'a>, said: &mut StatusStatement<'a>) -> Result<(), Stop> {
    let mut first = Cow::Borrowed("");
    json.fields(|json, key| {
        match key {
            "state" => said.stated_status = json.text_or_empty()?,
            "justification" => said.stated_justification = json.text_or_empty()?,
            "detail" => said.reason = json.text_or_empty()?,
            "firstIssued" => first = json.text_or_empty()?,
            "lastUpdated" => said.said_at = json.text_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if said.said_at.is_empty() {
        said.said_at = first;
    }
    said.status = status_of_state(&said.stated_status);
    said.justification = justification_of_cyclonedx(&said.stated_justification);
    // Even where the document calls it "not affected".
    if rests_on_the_place_of_use(&said.stated_justification) && said.status == Some(ProductStatus::NotAffected) {
        said.status = Some(ProductStatus::Affected);
    }
    Ok(())
}

fn affected<'a>(json: &mut Json<'a>) -> Result<(Cow<'a, str>, Vec<Version<'a>>), Stop> {
    let (mut reference, mut versions) = (Cow::Borrowed(""), Vec::new());
    json.fields(|json, key| {
        match key {
            "ref" => reference = json.text_or_empty()?,
            "versions" => json.elements(|json| {
                let mut one = Version { version: Cow::Borrowed(""), status: Cow::Borrowed("") };
                json.fields(|json, key| {
                    match key {
                        "version" | "range" => one.version = json.text_or_empty()?,
                        "status" => one.status = json.text_or_empty()?,
                        _ => return Ok(false),
                    }
                    Ok(true)
                })?;
                versions.push(one);
                Ok(())
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    Ok((reference, versions))
}
