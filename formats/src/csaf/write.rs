use crate::answer::v1;
use crate::cyclonedx::system_of;
use device::{Choice, ProductStatus};
use serde::Serialize;
use std::collections::BTreeMap;
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

/// What stands where the format demands a remediation and none is known; it is read back as none.
pub(super) const NO_REMEDY: &str = "The publisher states no remedy in this document.";

/// Product id of the product itself.
const PRODUCT: &str = "PRODUCT";

/// Who publishes.
#[derive(Clone, Copy, Debug)]
pub struct Publisher<'a> {
    /// Name.
    pub name: &'a str,
    /// Address that stands for the publisher (`publisher.namespace`).
    pub namespace: &'a str,
    /// Language of the texts.
    pub lang: &'a str,
}

#[derive(Serialize)]
struct Csaf<'a> {
    document: Document<'a>,
    product_tree: Tree<'a>,
    vulnerabilities: Vec<Vulnerability<'a>>,
}

#[derive(Serialize)]
struct Document<'a> {
    category: &'static str,
    csaf_version: &'static str,
    lang: &'a str,
    publisher: PublisherV<'a>,
    title: String,
    tracking: Tracking<'a>,
}

#[derive(Serialize)]
struct PublisherV<'a> {
    category: &'static str,
    name: &'a str,
    namespace: &'a str,
}

#[derive(Serialize)]
struct Tracking<'a> {
    current_release_date: &'a str,
    generator: Generator<'a>,
    id: &'a str,
    initial_release_date: &'a str,
    revision_history: [Revision<'a>; 1],
    status: &'static str,
    version: &'static str,
}

#[derive(Serialize)]
struct Generator<'a> {
    engine: Engine<'a>,
}

#[derive(Serialize)]
struct Engine<'a> {
    name: &'a str,
}

#[derive(Serialize)]
struct Revision<'a> {
    date: &'a str,
    number: &'static str,
    summary: &'static str,
}

#[derive(Serialize)]
struct Tree<'a> {
    branches: Vec<Branch<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relationships: Vec<Relationship>,
}

#[derive(Serialize)]
struct Branch<'a> {
    category: &'static str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    product: Option<Product<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    branches: Vec<Branch<'a>>,
}

#[derive(Serialize)]
struct Product<'a> {
    name: String,
    product_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    product_identification_helper: Option<Helper<'a>>,
}

#[derive(Serialize)]
struct Helper<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cpe: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    purl: Option<&'a str>,
}

#[derive(Serialize)]
struct Relationship {
    category: &'static str,
    full_product_name: Product<'static>,
    product_reference: String,
    relates_to_product_reference: &'static str,
}

#[derive(Default, Serialize)]
struct Vulnerability<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    cve: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ids: Vec<Id<'a>>,
    notes: Vec<Note>,
    product_status: BTreeMap<&'static str, Vec<String>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    flags: Vec<Flag<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    threats: Vec<Words<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remediations: Vec<Words<'a>>,
}

#[derive(Serialize)]
struct Id<'a> {
    system_name: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Note {
    category: &'static str,
    text: &'static str,
}

#[derive(Serialize)]
struct Flag<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    date: &'a str,
    label: &'static str,
    product_ids: [String; 1],
}

#[derive(Serialize)]
struct Words<'a> {
    category: &'static str,
    #[serde(skip_serializing_if = "str::is_empty")]
    date: &'a str,
    details: &'a str,
    product_ids: [String; 1],
}

/// Writes statements as CSAF 2.0, profile VEX. All are about one product, that of the first statement, and each about at most
/// one part of it; a statement without a status is left out.
pub fn write(
    document: &StatementDocument<'_>,
    publisher: Publisher<'_>,
    tool: &str,
    statements: &[StatusStatement<'_>],
) -> Vec<u8> {
    let product = statements.iter().find_map(|said| said.products.first());
    let mut tree = Tree {
        branches: product.map(|product| vec![branch_of_product(product)]).unwrap_or_default(),
        relationships: Vec::new(),
    };
    let whole = product.map(StatedProduct::label).unwrap_or_default();
    let mut known = BTreeMap::new();
    let mut by_id: BTreeMap<&str, Vulnerability<'_>> = BTreeMap::new();
    for said in statements {
        let Some(status) = said.status else { continue };
        let id = match said.components.first() {
            None => PRODUCT.to_owned(),
            Some(part) => part_id(part, &whole, &mut tree, &mut known),
        };
        let cve = std::iter::once(&said.vulnerability).chain(&said.aliases).find(|id| id.starts_with("CVE-"));
        let main = cve.unwrap_or(&said.vulnerability);
        add(by_id.entry(main).or_default(), said, status, cve.map(|cve| &**cve), id);
    }
    let csaf = Csaf {
        document: about(document, publisher, tool, &whole),
        product_tree: tree,
        vulnerabilities: by_id.into_values().collect(),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &csaf);
    text
}

fn about<'a>(
    document: &'a StatementDocument<'_>,
    publisher: Publisher<'a>,
    tool: &'a str,
    product: &str,
) -> Document<'a> {
    Document {
        category: "csaf_vex",
        csaf_version: "2.0",
        lang: publisher.lang,
        publisher: PublisherV { category: "vendor", name: publisher.name, namespace: publisher.namespace },
        title: format!("Status of vulnerabilities: {product}"),
        tracking: Tracking {
            current_release_date: &document.dated,
            generator: Generator { engine: Engine { name: tool } },
            id: &document.id,
            initial_release_date: &document.dated,
            revision_history: [Revision { date: &document.dated, number: "1", summary: "First version." }],
            status: "final",
            version: "1",
        },
    }
}

fn branch_of_product<'a>(of: &'a StatedProduct<'_>) -> Branch<'a> {
    let product =
        Product { name: of.label(), product_id: PRODUCT.to_owned(), product_identification_helper: helper(of) };
    let inner = versioned(of, product);
    if of.vendor.is_empty() {
        return inner;
    }
    Branch { category: "vendor", name: &of.vendor, product: None, branches: vec![inner] }
}

/// `product_name` with its version below it, where there is one.
fn versioned<'a>(of: &'a StatedProduct<'_>, product: Product<'a>) -> Branch<'a> {
    // The format demands a name; an identifier stands in for one.
    let identifier = of.purls.first().or(of.cpes.first());
    let name = if of.name.is_empty() { identifier.unwrap_or(&of.reference) } else { &of.name };
    if of.version.is_empty() {
        return Branch { category: "product_name", name, product: Some(product), branches: Vec::new() };
    }
    let category = if of.version.starts_with("vers:") { "product_version_range" } else { "product_version" };
    let below = Branch { category, name: &of.version, product: Some(product), branches: Vec::new() };
    Branch { category: "product_name", name, product: None, branches: vec![below] }
}

fn helper<'a>(of: &'a StatedProduct<'_>) -> Option<Helper<'a>> {
    let (cpe, purl) = (of.cpes.first().map(|cpe| &**cpe), of.purls.first().map(|purl| &**purl));
    (cpe.is_some() || purl.is_some()).then_some(Helper { cpe, purl })
}

/// The id of a part as part of the product; the tree gets it when it is met first.
fn part_id<'a>(
    part: &'a StatedProduct<'_>,
    whole: &str,
    tree: &mut Tree<'a>,
    known: &mut BTreeMap<[&'a str; 4], usize>,
) -> String {
    let first = |list: &'a [std::borrow::Cow<'_, str>]| list.first().map(|text| &**text).unwrap_or_default();
    let next = known.len() + 1;
    let number = *known.entry([&part.name, &part.version, first(&part.purls), first(&part.cpes)]).or_insert(next);
    let (own, joined) = (format!("PART-{number}"), format!("{PRODUCT}:PART-{number}"));
    if number == next {
        let name = part.label();
        let product =
            Product { name: name.clone(), product_id: own.clone(), product_identification_helper: helper(part) };
        tree.branches.push(versioned(part, product));
        tree.relationships.push(Relationship {
            category: "default_component_of",
            full_product_name: Product {
                name: format!("{name} as a part of {whole}"),
                product_id: joined.clone(),
                product_identification_helper: None,
            },
            product_reference: own,
            relates_to_product_reference: PRODUCT,
        });
    }
    joined
}

fn add<'a>(
    to: &mut Vulnerability<'a>,
    said: &'a StatusStatement<'_>,
    status: ProductStatus,
    cve: Option<&'a str>,
    product: String,
) {
    to.cve = to.cve.or(cve);
    for id in std::iter::once(&said.vulnerability).chain(&said.aliases) {
        if Some(&**id) != to.cve && to.ids.iter().all(|held| held.text != &**id) {
            to.ids.push(Id { system_name: system_of(id), text: id });
        }
    }
    if to.notes.is_empty() {
        to.notes.push(Note {
            category: "general",
            text: "What the publisher decided about this vulnerability in its product.",
        });
    }
    let (group, affected) = match status {
        ProductStatus::Affected => ("known_affected", true),
        ProductStatus::NotAffected => ("known_not_affected", false),
        ProductStatus::Fixed => ("fixed", false),
        ProductStatus::UnderInvestigation => ("under_investigation", false),
    };
    to.product_status.entry(group).or_default().push(product.clone());
    let only = || [product.clone()];
    if let Some(label) = said.justification.filter(|_| status == ProductStatus::NotAffected) {
        to.flags.push(Flag { date: &said.said_at, label: label.name(), product_ids: only() });
    }
    if !said.reason.is_empty() {
        to.threats.push(Words { category: "impact", date: &said.said_at, details: &said.reason, product_ids: only() });
    }
    if affected || !said.action.is_empty() {
        let (category, details) =
            if said.action.is_empty() { ("none_available", NO_REMEDY) } else { ("mitigation", &*said.action) };
        to.remediations.push(Words { category, date: "", details, product_ids: only() });
    }
}
