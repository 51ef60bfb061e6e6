//! CycloneDX documents of any size, shaped as build tools write them.

use super::{Dice, ECOSYSTEMS, package};
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Package numbers from here on stand in no generated advisory, as most packages of a real device do not.
const UNKNOWN_TO_ADVISORIES: u64 = 10_000_000;

/// Writes a document of `components` components about packages of a world with `packages` advised packages.
pub fn write(path: &Path, components: u64, packages: u64, seed: u64) -> io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    put(&mut out, components, packages, seed)?;
    out.flush()
}

/// The same in memory.
pub fn text(components: u64, packages: u64, seed: u64) -> String {
    let mut out = Vec::new();
    // Writing into memory cannot fail.
    let _ = put(&mut out, components, packages, seed);
    String::from_utf8(out).unwrap_or_default()
}

fn put(out: &mut impl Write, components: u64, packages: u64, seed: u64) -> io::Result<()> {
    let mut dice = Dice::new(seed);
    out.write_all(
        br#"{"bomFormat":"CycloneDX","specVersion":"1.6","serialNumber":"urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79","version":1,"#,
    )?;
    out.write_all(br#""metadata":{"timestamp":"2026-11-20T08:00:00Z","component":{"type":"firmware","name":"generated","version":"1.0"}},"#)?;
    out.write_all(b"\"components\":[")?;
    for number in 0..components {
        let comma = if number == 0 { "" } else { "," };
        write!(out, "{comma}\n{}", json(number, &Facts::next(packages, &mut dice)))?;
    }
    out.write_all(b"],\n\"dependencies\":[")?;
    for number in 0..components {
        let comma = if number == 0 { "" } else { "," };
        let on = dice.below(components);
        write!(out, "{comma}\n{{\"ref\":\"c{number}\",\"dependsOn\":[\"c{on}\"]}}")?;
    }
    out.write_all(b"]}\n")
}

/// What is said of one component, in whatever form.
#[derive(Debug)]
pub struct Facts {
    /// Name of the package.
    pub name: String,
    /// Version.
    pub version: String,
    /// Type of the package URL.
    pub kind: &'static str,
    /// Package URL.
    pub purl: String,
    /// CPE 2.3 name; one component in ten has one.
    pub cpe: Option<String>,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

impl Facts {
    /// Those of the next component.
    pub fn next(packages: u64, dice: &mut Dice) -> Facts {
        let ecosystem = *dice.pick(&ECOSYSTEMS);
        let known = dice.below(10) < 3;
        let named =
            if known { dice.below(packages) } else { UNKNOWN_TO_ADVISORIES + dice.below(UNKNOWN_TO_ADVISORIES) };
        let name = package(ecosystem, named);
        let version = format!("{}.{}.{}", dice.below(9) + 1, dice.below(20), dice.below(20));
        let sha256: String = (0..4).map(|_| format!("{:016x}", dice.below(u64::MAX))).collect();
        let cpe = (dice.below(10) == 0)
            .then(|| format!("cpe:2.3:a:generated:{}:{version}:*:*:*:*:*:*:*", name.replace('/', "_")));
        let purl = format!("pkg:{}/{name}@{version}", ecosystem.purl);
        Facts { name, version, kind: ecosystem.purl, purl, cpe, sha256 }
    }
}

fn json(number: u64, facts: &Facts) -> String {
    let Facts { name, version, kind: _, purl, cpe, sha256 } = facts;
    let cpe = cpe.as_ref().map(|cpe| format!(r#""cpe":"{cpe}","#)).unwrap_or_default();
    format!(
        concat!(
            r#"{{"type":"library","bom-ref":"c{number}","supplier":{{"name":"Generated Works"}},"name":"{name}","version":"{version}","#,
            r#"{cpe}"purl":"{purl}","hashes":[{{"alg":"SHA-256","content":"{sha256}"}}],"#,
            r#""licenses":[{{"license":{{"id":"MIT"}}}}],"properties":[{{"name":"cdx:lifecycle:milestone:endOfSupport","value":"2029-06-30"}}],"#,
            r#""externalReferences":[{{"type":"vcs","url":"https://example.org/{name}"}}]}}"#
        ),
        number = number,
        name = name,
        version = version,
        cpe = cpe,
        purl = purl,
        sha256 = sha256,
    )
}
