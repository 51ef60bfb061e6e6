//! Typed and borrowed shapes of what is read; each field is paid for, nobody looks at it.

use serde::Deserialize;
use std::borrow::Cow;

#[derive(Deserialize)]
#[expect(dead_code, reason = "the floor pays for reading a value, nobody looks at it")]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Bom<'a> {
    #[serde(borrow, rename = "specVersion")]
    spec_version: Cow<'a, str>,
    #[serde(borrow, rename = "serialNumber")]
    serial_number: Cow<'a, str>,
    #[serde(borrow)]
    components: Vec<Component<'a>>,
    #[serde(borrow)]
    dependencies: Vec<Dependency<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Component<'a> {
    #[serde(borrow, rename = "bom-ref")]
    bom_ref: Cow<'a, str>,
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    group: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow)]
    purl: Cow<'a, str>,
    #[serde(borrow)]
    cpe: Cow<'a, str>,
    #[serde(borrow)]
    supplier: Named<'a>,
    #[serde(borrow)]
    hashes: Vec<Hash<'a>>,
    #[serde(borrow)]
    licenses: Vec<Licence<'a>>,
    #[serde(borrow)]
    properties: Vec<Property<'a>>,
    #[serde(borrow)]
    components: Vec<Component<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "the floor pays for reading a value, nobody looks at it")]
struct Hash<'a> {
    #[serde(borrow)]
    alg: Cow<'a, str>,
    #[serde(borrow)]
    content: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Licence<'a> {
    #[serde(borrow)]
    license: Named<'a>,
    #[serde(borrow)]
    expression: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Property<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow)]
    value: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dependency<'a> {
    #[serde(borrow, rename = "ref")]
    of: Cow<'a, str>,
    #[serde(borrow, rename = "dependsOn")]
    on: Vec<Text<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Cve<'a> {
    #[serde(borrow, rename = "cveMetadata")]
    metadata: Metadata<'a>,
    #[serde(borrow)]
    containers: Containers<'a>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata<'a> {
    #[serde(borrow, rename = "cveId")]
    id: Cow<'a, str>,
    #[serde(borrow)]
    state: Cow<'a, str>,
    #[serde(borrow, rename = "datePublished")]
    published: Cow<'a, str>,
    #[serde(borrow, rename = "dateUpdated")]
    updated: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Containers<'a> {
    #[serde(borrow)]
    cna: Container<'a>,
    #[serde(borrow)]
    adp: Vec<Container<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Container<'a> {
    #[serde(borrow)]
    title: Cow<'a, str>,
    #[serde(borrow)]
    descriptions: Vec<Property<'a>>,
    #[serde(borrow)]
    metrics: Vec<Metric<'a>>,
    #[serde(borrow)]
    affected: Vec<Product<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Product<'a> {
    #[serde(borrow)]
    vendor: Cow<'a, str>,
    #[serde(borrow)]
    product: Cow<'a, str>,
    #[serde(borrow, rename = "packageName")]
    package: Cow<'a, str>,
    #[serde(borrow, rename = "collectionURL")]
    collection: Cow<'a, str>,
    #[serde(borrow, rename = "defaultStatus")]
    status: Cow<'a, str>,
    #[serde(borrow)]
    cpes: Vec<Text<'a>>,
    #[serde(borrow)]
    versions: Vec<Version<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Version<'a> {
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow)]
    status: Cow<'a, str>,
    #[serde(borrow, rename = "lessThan")]
    below: Cow<'a, str>,
    #[serde(borrow, rename = "lessThanOrEqual")]
    up_to: Cow<'a, str>,
    #[serde(borrow, rename = "versionType")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    changes: Vec<Change<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Change<'a> {
    #[serde(borrow)]
    at: Cow<'a, str>,
    #[serde(borrow)]
    status: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Metric<'a> {
    #[serde(borrow, rename = "cvssV3_1")]
    cvss31: Option<Score<'a>>,
    #[serde(borrow, rename = "cvssV3_0")]
    cvss30: Option<Score<'a>>,
    #[serde(borrow, rename = "cvssV4_0")]
    cvss4: Option<Score<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Score<'a> {
    #[serde(borrow, rename = "vectorString")]
    vector: Cow<'a, str>,
    #[serde(rename = "baseScore")]
    score: f64,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Spdx<'a> {
    #[serde(borrow, rename = "spdxVersion")]
    version: Cow<'a, str>,
    #[serde(borrow)]
    packages: Vec<Package<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Package<'a> {
    #[serde(borrow, rename = "SPDXID")]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, rename = "versionInfo")]
    version: Cow<'a, str>,
    #[serde(borrow)]
    supplier: Cow<'a, str>,
    #[serde(borrow, rename = "licenseDeclared")]
    license: Cow<'a, str>,
    #[serde(borrow)]
    checksums: Vec<Checksum<'a>>,
    #[serde(borrow, rename = "externalRefs")]
    references: Vec<Reference<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Checksum<'a> {
    #[serde(borrow)]
    algorithm: Cow<'a, str>,
    #[serde(borrow, rename = "checksumValue")]
    value: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Reference<'a> {
    #[serde(borrow, rename = "referenceType")]
    kind: Cow<'a, str>,
    #[serde(borrow, rename = "referenceLocator")]
    locator: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Graph<'a> {
    #[serde(borrow, rename = "@graph")]
    elements: Vec<Element<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Element<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow, rename = "spdxId")]
    id: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    #[serde(borrow, rename = "software_packageVersion")]
    version: Cow<'a, str>,
    #[serde(borrow, rename = "externalIdentifier")]
    identifiers: Vec<Identifier<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Identifier<'a> {
    #[serde(borrow, rename = "externalIdentifierType")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    identifier: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(crate) struct Osv<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    #[serde(borrow)]
    modified: Cow<'a, str>,
    #[serde(borrow)]
    aliases: Vec<Text<'a>>,
    #[serde(borrow)]
    summary: Cow<'a, str>,
    #[serde(borrow)]
    affected: Vec<AffectedPackage<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct AffectedPackage<'a> {
    #[serde(borrow)]
    package: OsvPackage<'a>,
    #[serde(borrow)]
    ranges: Vec<OsvRange<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OsvPackage<'a> {
    #[serde(borrow)]
    ecosystem: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct OsvRange<'a> {
    #[serde(borrow, rename = "type")]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    events: Vec<Event<'a>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Event<'a> {
    #[serde(borrow)]
    introduced: Cow<'a, str>,
    #[serde(borrow)]
    fixed: Cow<'a, str>,
}
