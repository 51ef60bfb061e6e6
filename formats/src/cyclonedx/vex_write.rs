use crate::answer::v1;
use device::ProductStatus;
use serde::Serialize;
use std::collections::BTreeMap;
use vulnerability::status_statement::{cyclonedx_of_justification, state_of_status};
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Bom<'a> {
    bom_format: &'static str,
    spec_version: &'static str,
    version: u32,
    metadata: Metadata<'a>,
    components: Vec<Component<'a>>,
    vulnerabilities: Vec<Vulnerability<'a>>,
}

#[derive(Serialize)]
struct Metadata<'a> {
    timestamp: &'a str,
    tools: Tools<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    component: Option<Component<'a>>,
}

#[derive(Serialize)]
struct Tools<'a> {
    components: [Component<'a>; 1],
}

#[derive(Clone, Default, Serialize)]
struct Component<'a> {
    r#type: &'static str,
    #[serde(rename = "bom-ref", skip_serializing_if = "String::is_empty")]
    reference: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    supplier: Option<Supplier<'a>>,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    version: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    cpe: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    purl: &'a str,
}

#[derive(Clone, Serialize)]
struct Supplier<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Vulnerability<'a> {
    #[serde(rename = "bom-ref", skip_serializing_if = "str::is_empty")]
    reference: &'a str,
    id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    references: Vec<Reference<'a>>,
    #[serde(skip_serializing_if = "str::is_empty")]
    recommendation: &'a str,
    analysis: Analysis<'a>,
    affects: Vec<Affects<'a>>,
}

#[derive(Serialize)]
struct Reference<'a> {
    id: &'a str,
    source: Supplier<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Analysis<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    justification: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    last_updated: &'a str,
}

#[derive(Serialize)]
struct Affects<'a> {
    r#ref: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    versions: Vec<Version<'a>>,
}

#[derive(Serialize)]
struct Version<'a> {
    range: &'a str,
    status: &'static str,
}

/// Reference of the product itself.
const PRODUCT: &str = "product";

/// Writes statements as CycloneDX 1.6. All are about one product, that of the first statement; a statement without a status
/// is left out.
pub fn write(document: &StatementDocument<'_>, tool: &str, statements: &[StatusStatement<'_>]) -> Vec<u8> {
    let mut parts: Vec<Component<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    let vulnerabilities = statements
        .iter()
        .filter_map(|said| {
            let affects = affects(said, &mut parts, &mut known);
            vulnerability(said, affects)
        })
        .collect();
    let product = statements.iter().find_map(|said| said.products.first());
    let tool = tool.split_once(' ').unwrap_or((tool, ""));
    let bom = Bom {
        bom_format: "CycloneDX",
        spec_version: "1.6",
        version: 1,
        metadata: Metadata {
            timestamp: &document.dated,
            tools: Tools {
                components: [Component {
                    r#type: "application",
                    name: tool.0,
                    version: tool.1,
                    ..Component::default()
                }],
            },
            component: product.map(|product| component("device", PRODUCT.to_owned(), product, &document.author)),
        },
        components: parts,
        vulnerabilities,
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &bom);
    text
}

fn component<'a>(kind: &'static str, reference: String, of: &'a StatedProduct<'_>, supplier: &'a str) -> Component<'a> {
    let first = |list: &'a [std::borrow::Cow<'_, str>]| list.first().map(|text| &**text).unwrap_or_default();
    let (purl, cpe) = (first(&of.purls), first(&of.cpes));
    Component {
        r#type: kind,
        reference,
        supplier: (!supplier.is_empty()).then_some(Supplier { name: supplier }),
        // The format demands a name.
        name: [&*of.name, purl, cpe, &*of.reference].into_iter().find(|name| !name.is_empty()).unwrap_or("?"),
        version: if is_range(&of.version) { "" } else { &of.version },
        cpe,
        purl,
    }
}

fn is_range(version: &str) -> bool {
    version.starts_with("vers:")
}

/// References to the parts of a statement, each part written once; to the product where it names none.
fn affects<'a>(
    said: &'a StatusStatement<'_>,
    parts: &mut Vec<Component<'a>>,
    known: &mut BTreeMap<[&'a str; 4], usize>,
) -> Vec<Affects<'a>> {
    if said.components.is_empty() {
        return vec![Affects { r#ref: PRODUCT.to_owned(), versions: Vec::new() }];
    }
    let one = |part: &'a StatedProduct<'_>| {
        let mut written = component("library", String::new(), part, "");
        let next = parts.len();
        let place = *known.entry([written.name, written.version, written.purl, written.cpe]).or_insert(next);
        let reference = format!("part-{}", place + 1);
        if place == next {
            written.reference.clone_from(&reference);
            parts.push(written);
        }
        let status = match said.status {
            Some(ProductStatus::NotAffected | ProductStatus::Fixed) => "unaffected",
            Some(ProductStatus::UnderInvestigation) => "unknown",
            Some(ProductStatus::Affected) | None => "affected",
        };
        let range = is_range(&part.version).then_some(Version { range: &part.version, status });
        Affects { r#ref: reference, versions: range.into_iter().collect() }
    };
    said.components.iter().map(one).collect()
}

fn vulnerability<'a>(said: &'a StatusStatement<'_>, affects: Vec<Affects<'a>>) -> Option<Vulnerability<'a>> {
    let status = said.status?;
    let justification = said.justification.filter(|_| status == ProductStatus::NotAffected);
    Some(Vulnerability {
        reference: &said.id,
        id: &said.vulnerability,
        references: said
            .aliases
            .iter()
            .map(|alias| Reference { id: alias, source: Supplier { name: system_of(alias) } })
            .collect(),
        recommendation: &said.action,
        analysis: Analysis {
            state: state_of_status(status),
            justification: justification.map(|label| cyclonedx_of_justification(label).0),
            detail: &said.reason,
            last_updated: &said.said_at,
        },
        affects,
    })
}

/// Who gives out an id, by its beginning: `GHSA` of `GHSA-…`.
pub(crate) fn system_of(id: &str) -> &str {
    id.split_once('-').map_or("other", |(system, _)| system)
}
