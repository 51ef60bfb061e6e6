//! Every form of a bill of materials against published test files: valid ones are read whole, twins in two forms give the
//! same, invalid ones give a defect or stand in the list of what is tolerated (docs/sboms.md).

use formats::defect::{Defects, Wrong};
use sbom::{Component, Composition, Document, Item};
use std::path::{Path, PathBuf};

/// What a document gives, without the places.
#[derive(Debug, PartialEq, Eq)]
struct Given {
    components: Vec<String>,
    others: Vec<String>,
    subject: Option<String>,
}

fn plain(component: &Component<'_>) -> String {
    format!("{:?}", Component { offset: 0, ..component.clone() })
}

fn given(path: &Path) -> Result<(Given, Defects), String> {
    let bytes = std::fs::read(path).map_err(|fault| fault.to_string())?;
    let bytes = formats::sbom::decode(&bytes);
    let (mut components, mut others, mut about) = (Vec::new(), Vec::new(), Document::default());
    let defects = formats::sbom::read(&bytes, &mut |item| match item {
        Item::Component(component) => components.push(plain(component)),
        Item::Relation(relation) => others.push(format!("{relation:?}")),
        Item::Statement => others.push("statement".to_owned()),
        Item::Composition(composition) => {
            others.push(format!("{:?}", Composition { offset: 0, ..composition.clone() }))
        }
        Item::Build => others.push("build".to_owned()),
        Item::Held(_) => {}
        Item::Outside(outside) => others.push(format!("{outside:?}")),
        Item::Document(document) => about = document.clone(),
    });
    // Lists of documents may stand in any order.
    others.sort();
    Ok((Given { components, others, subject: about.subject.as_ref().map(plain) }, defects))
}

fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).map_err(|fault| format!("{}: {fault}", folder.display()))? {
            let path = entry.map_err(|fault| fault.to_string())?.path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Pairs of valid files of the specification that say different things: one form names a supplier, hash or version that
/// the other leaves out.
const OTHER_CONTENT: &[&str] = &[
    "valid-component-external-with-version",
    "valid-component-ref-1.2",
    "valid-component-ref-1.3",
    "valid-compositions-1.4",
    "valid-dependency-1.2",
    "valid-dependency-1.3",
    "valid-dependency-1.5",
    "valid-external-reference-1.3",
    "valid-external-reference-1.4",
    "valid-license-choice-1.7",
    "valid-license-expression-1.2",
    "valid-license-expression-1.3",
    "valid-license-expression-1.4",
    "valid-license-expression-1.5",
    "valid-license-id-1.4",
    "valid-license-name-1.4",
    "valid-machine-learning-1.5",
    "valid-properties-1.5",
    "valid-service-1.3",
    "valid-service-1.4",
];

/// What invalid files of the specification may have wrong without a word; docs/sboms.md gives the reason for each.
const TOLERATED: &[&str] = &[
    "component-ref",
    "component-swid",
    "dependency",
    "hash",
    "issue-type",
    "license",
    "metadata-distribution",
    "metadata-license",
    "metadata-timestamp",
    "missing-component-type",
    "patch-type",
    "properties",
    "scope",
    "serialnumber",
    "service-data",
];

/// CycloneDX XML: valid files are read whole and as their JSON twins are.
pub(crate) fn cyclonedx_xml(data: &Path) -> Result<(), String> {
    let (mut wrong, mut valid, mut twins, mut quiet) = (Vec::new(), 0, 0, 0);
    for path in files(&data.join("sbom/cdx-spec"), ".xml")? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let (from_xml, defects) = given(&path)?;
        if name.starts_with("invalid") {
            let kind = name.trim_start_matches("invalid-");
            if defects.count() == 0 && TOLERATED.iter().any(|known| kind.starts_with(known)) {
                quiet += 1;
            } else if defects.count() == 0 {
                wrong.push(format!("{name}: nothing is said"));
            }
            continue;
        }
        if !name.starts_with("valid") {
            continue;
        }
        valid += 1;
        if defects.is_broken() || !defects.kept().iter().all(|defect| is_small(&defect.wrong)) {
            wrong.push(format!("{name}: {:?}", defects.kept()));
        }
        let twin = path.with_extension("json");
        if twin.is_file() && !OTHER_CONTENT.contains(&name.as_str()) {
            twins += 1;
            let (from_json, _) = given(&twin)?;
            if from_json != from_xml {
                wrong.push(format!("{name}:\n  JSON {from_json:?}\n  XML  {from_xml:?}"));
            }
        }
    }
    println!("  {valid} valid CycloneDX XML files, {twins} with a twin; {quiet} invalid ones tolerated");
    if wrong.is_empty() && valid > 100 { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Whether a defect leaves everything read.
fn is_small(wrong: &Wrong) -> bool {
    matches!(wrong, Wrong::BadIdentifier { .. } | Wrong::NotAllowed { .. } | Wrong::OtherNamespace { .. })
}

/// SPDX 2: the published example is the same in every form; RDF puts licences together in its own way.
pub(crate) fn spdx_forms(data: &Path) -> Result<(), String> {
    let folder = data.join("sbom/spdx-python/tests/spdx/data");
    let sorted = |name: &str| -> Result<Vec<String>, String> {
        let (mut given, defects) = given(&folder.join(name))?;
        if defects.is_broken() {
            return Err(format!("{name}: {:?}", defects.kept()));
        }
        given.components.sort();
        Ok(given.components)
    };
    let wanted = sorted("SPDXJSONExample-v2.2.spdx.json")?;
    for name in [
        "SPDXXMLExample-v2.2.spdx.xml",
        "SPDXYAMLExample-v2.2.spdx.yaml",
        "SPDXXMLExample-UTF-16.spdx.xml",
        "SPDXYAMLExample-UTF-16.spdx.yaml",
    ] {
        let found = sorted(name)?;
        if found != wanted {
            return Err(format!("{name}:\n  {found:?}\n  {wanted:?}"));
        }
    }
    for name in ["SPDXRdfExample-v2.2.spdx.rdf.xml", "SPDXRdfExample-UTF-16.spdx.rdf.xml"] {
        let found = sorted(name)?;
        if found.len() != wanted.len() {
            return Err(format!("{name}: {} components, {} wanted", found.len(), wanted.len()));
        }
    }
    Ok(())
}

/// SPDX 3: every package and file of the published examples is given once, the subject apart.
pub(crate) fn spdx3(data: &Path) -> Result<(), String> {
    let mut read = 0;
    for path in files(&data.join("sbom"), ".json")? {
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) else { continue };
        let Some(graph) = json["@graph"].as_array().filter(|_| text.contains("spdx.org/rdf/3")) else { continue };
        let parts = ["software_Package", "software_File", "software_SoftwareArtifact"];
        let wanted = graph.iter().filter(|element| parts.iter().any(|part| element["type"] == *part)).count();
        let (given, defects) = given(&path)?;
        let apart = given.subject.as_ref().is_some_and(|subject| !given.components.contains(subject));
        let found = given.components.len() + usize::from(apart);
        if found != wanted || defects.is_broken() {
            return Err(format!("{}: {found} found, {wanted} wanted {:?}", path.display(), defects.kept()));
        }
        read += 1;
    }
    println!("  {read} SPDX 3 documents");
    if read > 40 { Ok(()) } else { Err(format!("only {read} SPDX 3 documents")) }
}

/// An archive of real documents gives each of them, with all that it holds.
pub(crate) fn archive(data: &Path) -> Result<(), String> {
    let bytes = std::fs::read(data.join("sbom/popular-containers-spdx.tar.zst")).map_err(|fault| fault.to_string())?;
    let opened = formats::sbom::open("containers.tar.zst", &bytes);
    let mut components = 0;
    for document in &opened.documents {
        formats::sbom::read(&document.bytes, &mut |item| components += usize::from(matches!(item, Item::Component(_))));
    }
    println!("  {} documents, {components} components", opened.documents.len());
    let whole = opened.refused == 0 && opened.documents.len() > 200 && components > 50_000;
    if whole { Ok(()) } else { Err(format!("{:?}", opened.findings)) }
}
