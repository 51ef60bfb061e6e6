use super::write::NO_ACTION;
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::sbom::shortened;
use crate::vex::{Each, joined, text_or_field};
use std::borrow::Cow;
use vulnerability::status_statement::{justification_of_word, status_of_word};
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

/// A product with the parts of it that the statement names (0.2.0).
struct Named<'a> {
    product: StatedProduct<'a>,
    parts: Vec<StatedProduct<'a>>,
}

/// Reads a document. A statement with parts of one product is given for that product alone, so that no part is ever joined
/// with another product.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> (StatementDocument<'a>, Defects) {
    let mut json = Json::new(bytes);
    let mut document = StatementDocument { format: "OpenVEX", ..StatementDocument::default() };
    // A stop is noted as a defect, so that the result carries it.
    if top(&mut json, &mut document, each).is_ok() {
        json.end();
    }
    (document, json.defects)
}

fn top<'a>(json: &mut Json<'a>, document: &mut StatementDocument<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    let mut statements = None;
    let whole = json.fields(|json, key| {
        match key {
            "@context" => document.version = version(json)?,
            "@id" => document.id = json.text_or_empty()?,
            "author" => document.author = json.text_or_empty()?,
            "timestamp" if document.dated.is_empty() => document.dated = json.text_or_empty()?,
            "last_updated" => document.dated = json.text_or_empty()?,
            "statements" => {
                // The time of the document may stand behind them and counts for each that names none.
                statements = Some(json.offset());
                json.skip()?;
            }
            _ => return Ok(false),
        }
        Ok(true)
    });
    let Some(at) = statements else {
        json.note("statements", Wrong::Missing);
        return whole;
    };
    let end = json.offset();
    json.go_to(at);
    json.elements(|json| statement(json, document, each))?;
    json.go_to(end);
    whole
}

/// `v0.2.0` of `https://openvex.dev/ns/v0.2.0`; empty where the context names no version.
fn version<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>, Stop> {
    if json.peek()? != Next::String {
        json.skip()?;
        return Ok(Cow::Borrowed(""));
    }
    let context = json.text_or_empty()?;
    let last = context.rsplit('/').next().unwrap_or_default();
    Ok(if last.starts_with('v') { Cow::Owned(last.to_owned()) } else { Cow::Borrowed("") })
}

fn statement<'a>(json: &mut Json<'a>, document: &StatementDocument<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
    let mut said = StatusStatement { offset: json.offset(), ..StatusStatement::default() };
    let (mut named, mut parts) = (Vec::new(), Vec::new());
    let (mut notes, mut impact) = (Cow::Borrowed(""), Cow::Borrowed(""));
    json.fields(|json, key| {
        match key {
            "@id" => said.id = json.text_or_empty()?,
            "vulnerability" => vulnerability(json, &mut said)?,
            "timestamp" if said.said_at.is_empty() => said.said_at = json.text_or_empty()?,
            "last_updated" => said.said_at = json.text_or_empty()?,
            "products" => json.elements(|json| {
                named.push(product(json)?);
                Ok(())
            })?,
            "subcomponents" => json.elements(|json| {
                parts.push(product(json)?.product);
                Ok(())
            })?,
            "status" => status(json, &mut said)?,
            "justification" => said.stated_justification = json.text_or_empty()?,
            "status_notes" => notes = json.text_or_empty()?,
            "impact_statement" => impact = json.text_or_empty()?,
            "action_statement" => said.action = json.text_or_empty()?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if said.vulnerability.is_empty() {
        json.note_at(said.offset, "vulnerability", Wrong::Missing);
    }
    said.justification = justification_of_word(&said.stated_justification);
    said.reason = joined(impact, notes);
    if said.action == NO_ACTION {
        said.action = Cow::Borrowed("");
    }
    if said.said_at.is_empty() {
        said.said_at = document.dated.clone();
    }
    give(said, named, parts, each);
    Ok(())
}

/// One statement for the products named as a whole, and one for each product with parts of its own.
fn give<'a>(said: StatusStatement<'a>, named: Vec<Named<'a>>, parts: Vec<StatedProduct<'a>>, each: Each<'_, 'a>) {
    let (whole, split): (Vec<_>, Vec<_>) = named.into_iter().partition(|named| named.parts.is_empty());
    let alone = split.is_empty();
    for Named { product, parts } in split {
        each(&StatusStatement { products: vec![product], components: parts, ..said.clone() });
    }
    // A statement that names no product at all is still said.
    if alone || !whole.is_empty() {
        let products = whole.into_iter().map(|named| named.product).collect();
        each(&StatusStatement { products, components: parts, ..said });
    }
}

fn status<'a>(json: &mut Json<'a>, said: &mut StatusStatement<'a>) -> Result<(), Stop> {
    let at = json.offset();
    said.stated_status = json.text_or_empty()?;
    said.status = status_of_word(&said.stated_status);
    if said.status.is_none() {
        json.note_at(at, "status", Wrong::NotAllowed { value: shortened(&said.stated_status) });
    }
    Ok(())
}

fn vulnerability<'a>(json: &mut Json<'a>, said: &mut StatusStatement<'a>) -> Result<(), Stop> {
    if json.peek()? != Next::Object {
        said.vulnerability = json.text_or_empty()?;
        return Ok(());
    }
    let mut iri = Cow::Borrowed("");
    json.fields(|json, key| {
        match key {
            "name" => said.vulnerability = json.text_or_empty()?,
            "@id" => iri = json.text_or_empty()?,
            "aliases" => json.elements(|json| {
                said.aliases.push(json.text_or_empty()?);
                Ok(())
            })?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    if said.vulnerability.is_empty() {
        // `https://nvd.nist.gov/vuln/detail/CVE-…`: the last step of the address is the name.
        said.vulnerability = match iri {
            Cow::Borrowed(iri) => Cow::Borrowed(iri.rsplit('/').next().unwrap_or_default()),
            Cow::Owned(iri) => Cow::Owned(iri.rsplit('/').next().unwrap_or_default().to_owned()),
        };
    }
    Ok(())
}

/// A product with its parts; the depth is bounded by the reader of JSON.
fn product<'a>(json: &mut Json<'a>) -> Result<Named<'a>, Stop> {
    let (mut product, mut parts) = (StatedProduct::default(), Vec::new());
    if json.peek()? == Next::Object {
        json.fields(|json, key| {
            match key {
                "@id" => product.reference = json.text_or_empty()?,
                "identifiers" => identifiers(json, &mut product)?,
                "subcomponents" => json.elements(|json| {
                    // Parts of parts are read as parts: the statement is about the innermost.
                    let Named { product, parts: inner } = self::product(json)?;
                    if inner.is_empty() {
                        parts.push(product)
                    } else {
                        parts.extend(inner)
                    }
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
    } else {
        product.reference = text_or_field(json, "@id")?;
    }
    identified(&mut product);
    Ok(Named { product, parts })
}

fn identifiers<'a>(json: &mut Json<'a>, product: &mut StatedProduct<'a>) -> Result<(), Stop> {
    json.fields(|json, key| {
        match key {
            "purl" => product.purls.push(json.text_or_empty()?),
            "cpe22" | "cpe23" => product.cpes.push(json.text_or_empty()?),
            _ => return Ok(false),
        }
        Ok(true)
    })
}

/// The reference is itself an identifier, or a name.
fn identified(product: &mut StatedProduct<'_>) {
    let reference = product.reference.clone();
    let held = |list: &[Cow<'_, str>]| list.contains(&reference);
    if reference.starts_with("pkg:") {
        if !held(&product.purls) {
            product.purls.insert(0, reference);
        }
    } else if reference.starts_with("cpe:") {
        if !held(&product.cpes) {
            product.cpes.insert(0, reference);
        }
    } else if product.purls.is_empty() && product.cpes.is_empty() {
        product.name = reference;
    }
}
