use crate::answer::v1;
use device::{Choice, ProductStatus};
use serde::Serialize;
use std::borrow::Cow;
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

/// What stands where the format demands an action and none is known; it is read back as none.
pub(super) const NO_ACTION: &str = "See the status notes.";

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@id")]
    id: &'a str,
    author: &'a str,
    timestamp: &'a str,
    version: u32,
    tooling: &'a str,
    statements: Vec<Statement<'a>>,
}

#[derive(Serialize)]
struct Statement<'a> {
    #[serde(rename = "@id", skip_serializing_if = "str::is_empty")]
    id: &'a str,
    vulnerability: Vulnerability<'a>,
    #[serde(skip_serializing_if = "str::is_empty")]
    timestamp: &'a str,
    products: Vec<Product<'a>>,
    status: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    status_notes: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    impact_statement: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    action_statement: &'a str,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    name: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    aliases: Vec<&'a str>,
}

#[derive(Serialize)]
struct Product<'a> {
    #[serde(rename = "@id")]
    id: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identifiers: Option<Identifiers<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    subcomponents: Vec<Product<'a>>,
}

#[derive(Serialize)]
struct Identifiers<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cpe23: Option<&'a str>,
}

/// Writes statements as OpenVEX 0.2.0. A statement without a status is left out: the format has no word for it.
pub fn write(document: &StatementDocument<'_>, tooling: &str, statements: &[StatusStatement<'_>]) -> Vec<u8> {
    let document = Document {
        context: "https://openvex.dev/ns/v0.2.0",
        id: &document.id,
        author: &document.author,
        timestamp: &document.dated,
        version: 1,
        tooling,
        statements: statements.iter().filter_map(statement).collect(),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &document);
    text
}

fn statement<'a>(said: &'a StatusStatement<'_>) -> Option<Statement<'a>> {
    let status = said.status?;
    let not_affected = status == ProductStatus::NotAffected;
    let part = |product: &'a StatedProduct<'_>| self::product(product, Vec::new());
    let parts = || said.components.iter().map(part).collect();
    Some(Statement {
        id: &said.id,
        vulnerability: Vulnerability {
            name: &said.vulnerability,
            aliases: said.aliases.iter().map(|alias| &**alias).collect(),
        },
        timestamp: &said.said_at,
        products: said.products.iter().map(|product| self::product(product, parts())).collect(),
        status: status.name(),
        status_notes: if not_affected { "" } else { &said.reason },
        justification: said.justification.filter(|_| not_affected).map(Choice::name),
        impact_statement: if not_affected { &said.reason } else { "" },
        // The format demands one for what is affected.
        action_statement: match status {
            ProductStatus::Affected if said.action.is_empty() => NO_ACTION,
            _ => &said.action,
        },
    })
}

fn product<'a>(product: &'a StatedProduct<'_>, subcomponents: Vec<Product<'a>>) -> Product<'a> {
    let (purl, cpe) = (product.purls.first(), product.cpes.first());
    let id = match (purl, cpe) {
        (Some(purl), _) => Cow::Borrowed(&**purl),
        (None, Some(cpe)) => Cow::Borrowed(&**cpe),
        (None, None) => Cow::Owned(named(product)),
    };
    let both = purl.is_some() && cpe.is_some();
    let identifiers = both.then(|| Identifiers { purl: purl.map(|purl| &**purl), cpe23: cpe.map(|cpe| &**cpe) });
    Product { id, identifiers, subcomponents }
}

/// A package URL for what has none: the generic type, which stands for a name and a version and claims no registry.
pub(crate) fn named(product: &StatedProduct<'_>) -> String {
    let mut purl = "pkg:generic/".to_owned();
    if !product.vendor.is_empty() {
        encode(&product.vendor, &mut purl);
        purl.push('/');
    }
    encode(&product.name, &mut purl);
    if !product.version.is_empty() {
        purl.push('@');
        encode(&product.version, &mut purl);
    }
    purl
}

fn encode(text: &str, out: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}
