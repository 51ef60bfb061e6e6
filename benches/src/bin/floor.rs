//! The floor: a process that only reads and parses, with typed and borrowed shapes, what `tutela` reads and parses too.
//!
//! `floor sbom FILE…` (CycloneDX JSON) · `floor lines FILE…` (a text, line by line) · `floor cve-gz FILE…` (gzip, one CVE record a line) · `floor true` (does nothing)

use serde::Deserialize;
use std::borrow::Cow;
use std::fs::File;
use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::process::ExitCode;

#[derive(Deserialize)]
#[expect(dead_code, reason = "the floor pays for reading a value, nobody looks at it")]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Default, Deserialize)]
#[serde(default)]
struct Bom<'a> {
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
struct Cve<'a> {
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

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let Some((mode, files)) = arguments.split_first() else { return ExitCode::from(2) };
    let read: fn(&str) -> Outcome = match mode.as_str() {
        "true" => return ExitCode::SUCCESS,
        "sbom" => sbom,
        "cve-gz" => cve_gz,
        "lines" => lines,
        _ => return ExitCode::from(2),
    };
    for file in files {
        if let Err(fault) = read(file) {
            eprintln!("floor: {file}: {fault}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn sbom(file: &str) -> Outcome {
    let bytes = std::fs::read(file)?;
    let bom: Bom<'_> = serde_json::from_slice(&bytes)?;
    black_box(&bom);
    Ok(())
}

fn lines(file: &str) -> Outcome {
    let text = String::from_utf8(std::fs::read(file)?)?;
    let words: usize = text.lines().map(|line| line.split_ascii_whitespace().count()).sum();
    black_box(words);
    Ok(())
}

fn cve_gz(file: &str) -> Outcome {
    let mut lines = BufReader::with_capacity(1 << 16, flate2::read::MultiGzDecoder::new(File::open(file)?));
    let mut line = Vec::new();
    while lines.read_until(b'\n', &mut line)? > 0 {
        let record: Cve<'_> = serde_json::from_slice(&line)?;
        black_box(&record);
        line.clear();
    }
    Ok(())
}
