//! The same generated components in every other form that is read.

use super::Dice;
use super::sbom::Facts;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// A form of an SBOM beside CycloneDX JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// CycloneDX 1.6 XML.
    CycloneDxXml,
    /// SPDX 2.3 JSON.
    SpdxJson,
    /// SPDX 2.3 tag-value.
    TagValue,
    /// SPDX 2.3 RDF/XML.
    Rdf,
    /// SPDX 3.0.1 JSON-LD.
    Third,
    /// A parts list.
    PartsList,
}

impl Form {
    /// Each of them.
    pub const ALL: [Form; 6] =
        [Form::CycloneDxXml, Form::SpdxJson, Form::TagValue, Form::Rdf, Form::Third, Form::PartsList];

    /// As it is named in the table, and the ending of its files.
    pub fn name(self) -> &'static str {
        match self {
            Form::CycloneDxXml => "cdx.xml",
            Form::SpdxJson => "spdx.json",
            Form::TagValue => "spdx",
            Form::Rdf => "spdx.rdf",
            Form::Third => "spdx3.json",
            Form::PartsList => "csv",
        }
    }

    /// The mode of the floor that reads the like.
    pub fn floor(self) -> &'static str {
        match self {
            Form::CycloneDxXml | Form::Rdf => "xml",
            Form::SpdxJson => "spdx",
            Form::Third => "spdx3",
            Form::TagValue | Form::PartsList => "lines",
        }
    }
}

/// Writes a document of that many components about packages of a world with `packages` advised packages.
pub fn write(form: Form, path: &Path, components: u64, packages: u64, seed: u64) -> io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    let mut dice = Dice::new(seed);
    let (head, foot) = frame(form);
    writeln!(out, "{head}")?;
    for number in 0..components {
        let facts = Facts::next(packages, &mut dice);
        let last = number + 1 == components;
        match form {
            Form::CycloneDxXml => cyclonedx_xml(&mut out, number, &facts)?,
            Form::SpdxJson => spdx_json(&mut out, number, &facts, last)?,
            Form::TagValue => tag_value(&mut out, number, &facts)?,
            Form::Rdf => rdf(&mut out, number, &facts)?,
            Form::Third => third(&mut out, number, &facts, last)?,
            Form::PartsList => {
                writeln!(out, "{},{},Generated Works,{}", facts.name, facts.version, facts.purl)?;
            }
        }
    }
    writeln!(out, "{foot}")?;
    out.flush()
}

fn frame(form: Form) -> (&'static str, &'static str) {
    match form {
        Form::CycloneDxXml => (
            r#"<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1"><components>"#,
            "</components></bom>",
        ),
        Form::SpdxJson => (
            r#"{"spdxVersion":"SPDX-2.3","dataLicense":"CC0-1.0","SPDXID":"SPDXRef-DOCUMENT","name":"generated","documentNamespace":"https://example.org/generated","creationInfo":{"created":"2026-11-20T08:00:00Z","creators":["Tool: generated"]},"packages":["#,
            "]}",
        ),
        Form::TagValue => (
            "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: generated\nDocumentNamespace: https://example.org/generated\nCreator: Tool: generated\nCreated: 2026-11-20T08:00:00Z",
            "",
        ),
        Form::Rdf => (
            r#"<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:spdx="http://spdx.org/rdf/terms#">
<spdx:SpdxDocument rdf:about="https://example.org/generated#SPDXRef-DOCUMENT"><spdx:specVersion>SPDX-2.3</spdx:specVersion><spdx:name>generated</spdx:name></spdx:SpdxDocument>"#,
            "</rdf:RDF>",
        ),
        Form::Third => (
            r#"{"@context":"https://spdx.org/rdf/3.0.1/spdx-context.jsonld","@graph":[
{"type":"CreationInfo","@id":"_:made","specVersion":"3.0.1","created":"2026-11-20T08:00:00Z","createdBy":["urn:g:maker"]},
{"type":"Organization","spdxId":"urn:g:maker","creationInfo":"_:made","name":"Generated Works"},
{"type":"SpdxDocument","spdxId":"urn:g:document","creationInfo":"_:made","rootElement":["urn:g:c0"]},"#,
            "]}",
        ),
        Form::PartsList => ("Name,Version,Supplier,PURL", ""),
    }
}

fn cyclonedx_xml(out: &mut impl Write, number: u64, facts: &Facts) -> io::Result<()> {
    let Facts { name, version, kind: _, purl, cpe, sha256 } = facts;
    let cpe = cpe.as_ref().map(|cpe| format!("<cpe>{cpe}</cpe>")).unwrap_or_default();
    writeln!(
        out,
        r#"<component type="library" bom-ref="c{number}"><supplier><name>Generated Works</name></supplier><name>{name}</name><version>{version}</version><hashes><hash alg="SHA-256">{sha256}</hash></hashes><licenses><license><id>MIT</id></license></licenses>{cpe}<purl>{purl}</purl></component>"#
    )
}

fn spdx_json(out: &mut impl Write, number: u64, facts: &Facts, last: bool) -> io::Result<()> {
    let Facts { name, version, kind: _, purl, cpe, sha256 } = facts;
    let reference = |category: &str, kind: &str, locator: &str| {
        format!(r#"{{"referenceCategory":"{category}","referenceType":"{kind}","referenceLocator":"{locator}"}}"#)
    };
    let cpe = cpe.as_ref().map(|cpe| format!(",{}", reference("SECURITY", "cpe23Type", cpe))).unwrap_or_default();
    let purl = reference("PACKAGE-MANAGER", "purl", purl);
    let comma = if last { "" } else { "," };
    writeln!(
        out,
        r#"{{"SPDXID":"SPDXRef-{number}","name":"{name}","versionInfo":"{version}","supplier":"Organization: Generated Works","downloadLocation":"NOASSERTION","filesAnalyzed":false,"licenseConcluded":"NOASSERTION","licenseDeclared":"MIT","copyrightText":"NOASSERTION","checksums":[{{"algorithm":"SHA256","checksumValue":"{sha256}"}}],"externalRefs":[{purl}{cpe}]}}{comma}"#
    )
}

fn tag_value(out: &mut impl Write, number: u64, facts: &Facts) -> io::Result<()> {
    let Facts { name, version, kind: _, purl, cpe, sha256 } = facts;
    writeln!(out, "\nPackageName: {name}\nSPDXID: SPDXRef-{number}\nPackageVersion: {version}")?;
    writeln!(out, "PackageSupplier: Organization: Generated Works\nPackageDownloadLocation: NOASSERTION")?;
    writeln!(out, "FilesAnalyzed: false\nPackageChecksum: SHA256: {sha256}\nPackageLicenseDeclared: MIT")?;
    writeln!(out, "ExternalRef: PACKAGE-MANAGER purl {purl}")?;
    cpe.iter().try_for_each(|cpe| writeln!(out, "ExternalRef: SECURITY cpe23Type {cpe}"))
}

fn rdf(out: &mut impl Write, number: u64, facts: &Facts) -> io::Result<()> {
    let Facts { name, version, kind: _, purl, cpe, sha256: _ } = facts;
    let reference = |kind: &str, locator: &str| {
        format!(
            r#"<spdx:externalRef><spdx:ExternalRef><spdx:referenceLocator>{locator}</spdx:referenceLocator><spdx:referenceType rdf:resource="http://spdx.org/rdf/references/{kind}"/></spdx:ExternalRef></spdx:externalRef>"#
        )
    };
    let cpe = cpe.as_ref().map(|cpe| reference("cpe23Type", cpe)).unwrap_or_default();
    let purl = reference("purl", purl);
    writeln!(
        out,
        r#"<spdx:Package rdf:about="https://example.org/generated#SPDXRef-{number}"><spdx:name>{name}</spdx:name><spdx:versionInfo>{version}</spdx:versionInfo><spdx:supplier>Organization: Generated Works</spdx:supplier>{purl}{cpe}</spdx:Package>"#
    )
}

fn third(out: &mut impl Write, number: u64, facts: &Facts, last: bool) -> io::Result<()> {
    let Facts { name, version, kind: _, purl, cpe, sha256 } = facts;
    let identifier = |kind: &str, text: &str| {
        format!(r#"{{"type":"ExternalIdentifier","externalIdentifierType":"{kind}","identifier":"{text}"}}"#)
    };
    let cpe = cpe.as_ref().map(|cpe| format!(",{}", identifier("cpe23", cpe))).unwrap_or_default();
    let purl = identifier("packageUrl", purl);
    let comma = if last { "" } else { "," };
    writeln!(
        out,
        r#"{{"type":"software_Package","spdxId":"urn:g:c{number}","creationInfo":"_:made","name":"{name}","software_packageVersion":"{version}","suppliedBy":"urn:g:maker","verifiedUsing":[{{"type":"Hash","algorithm":"sha256","hashValue":"{sha256}"}}],"externalIdentifier":[{purl}{cpe}]}}{comma}"#
    )
}
