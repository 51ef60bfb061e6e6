//! What the server holds: a mirror and dossiers made by rule, and one advisory that comes while it runs.

use crate::generate::{osv, sbom};
use crate::jobs::{Bench, PACKAGES, once};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

/// Records of the mirror.
const RECORDS: u64 = 300_000;

/// Names that components and records are drawn from: few, so that about a hundred records stand against each SBOM, a million in all.
const NAMES: u64 = PACKAGES / 7;

/// The dossiers whose SBOM bears the package of the advisory that comes.
pub(super) const ADVISED: [u64; 3] = [3, 61, 117];

/// That package.
const PACKAGE: &str = "left-pad-of-the-bench";

/// That advisory.
pub(super) const NEWS: &str = "CVE-2026-99999";

fn tutela(bench: &Bench, home: &Path, words: &[&str]) -> Result<(), String> {
    let mut command = Command::new(bench.program("tutela"));
    let output = command.arg("--home").arg(home).args(words).output().map_err(|fault| fault.to_string())?;
    match output.status.code() {
        Some(0 | 3) => Ok(()),
        _ => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
    }
}

/// Fills the mirror.
pub(super) fn mirror(bench: &Bench, home: &Path) -> Result<(), String> {
    let feeds = bench.inputs.join(format!("osv-{RECORDS}-of-{NAMES}"));
    once(&feeds, |place| osv::write(place, RECORDS, NAMES)).map_err(|fault| fault.to_string())?;
    tutela(bench, home, &["feeds", "import", &feeds.display().to_string()])
}

/// Imports one more record, with a change of npm alone; how long that took.
pub(super) fn advisory(bench: &Bench, home: &Path) -> Result<Duration, String> {
    let folder = bench.inputs.join("server-news").join("npm");
    let fault = |fault: std::io::Error| fault.to_string();
    std::fs::create_dir_all(&folder).map_err(fault)?;
    let record = format!(
        concat!(
            r#"{{"schema_version":"1.6.0","id":"{id}","modified":"2026-11-28T06:00:00Z","published":"2026-11-28T06:00:00Z","#,
            r#""summary":"Out-of-bounds write","severity":[{{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}}],"#,
            r#""affected":[{{"package":{{"ecosystem":"npm","name":"{package}"}},"#,
            r#""ranges":[{{"type":"SEMVER","events":[{{"introduced":"0"}}]}}]}}]}}"#
        ),
        id = NEWS,
        package = PACKAGE
    );
    std::fs::write(folder.join(format!("{NEWS}.json")), record).map_err(fault)?;
    let begin = Instant::now();
    tutela(bench, home, &["feeds", "import", &folder.parent().unwrap_or(&folder).display().to_string()])?;
    Ok(begin.elapsed())
}

/// The archive of a dossier: the same number, the same bytes.
pub(super) fn dossier(number: u64, components: u64) -> Vec<u8> {
    let mut text = sbom::text(components, NAMES, 1_000_000 + number);
    if ADVISED.contains(&number) {
        let own = format!(
            "\"components\":[{{\"type\":\"library\",\"name\":\"{PACKAGE}\",\"version\":\"1.0.0\",\"purl\":\"pkg:npm/{PACKAGE}@1.0.0\"}},"
        );
        text = text.replacen("\"components\":[", &own, 1);
    }
    let device = format!("id: d-{number:05}\nname: {{ en: Measured device {number} }}\n");
    let release = "id: 1.0.0\nlabel: 1.0.0\ndate: 2026-11-02\nstate: released\nsboms:\n  - { file: bom.cdx.json, role: product, revision: r1 }\n";
    let mut builder = tar::Builder::new(Vec::new());
    for (name, bytes) in [
        ("device.yaml", device.as_bytes()),
        ("releases/1.0.0/release.yaml", release.as_bytes()),
        ("releases/1.0.0/bom.cdx.json", text.as_bytes()),
    ] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Writing into memory cannot fail.
        let _ = builder.append_data(&mut header, name, bytes);
    }
    builder.into_inner().unwrap_or_default()
}
