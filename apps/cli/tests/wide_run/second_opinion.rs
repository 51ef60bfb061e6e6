//! The matcher against another program's matches: PyPI, Go and Rust records over 124 real SBOMs, pair by pair.
//! Every remaining difference is explained in docs/second-opinion.md.

use serde_json::Value;
use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

type Pairs = BTreeSet<(String, String)>;

/// Recall and precision are at least 99.5 %.
pub(crate) fn agrees(data: &Path) -> Result<(), String> {
    let home = std::env::temp_dir().join(format!("tutela-wide-{}", std::process::id()));
    let outcome = compare(data, &home);
    let _ = std::fs::remove_dir_all(&home);
    let (both, missing, extra) = outcome?;
    let enough = |others: usize| both > 0 && both * 1000 >= 995 * (both + others);
    println!("  {both} pairs agree, {missing} are missing, {extra} are extra");
    if enough(missing) && enough(extra) { Ok(()) } else { Err("too many differences".to_owned()) }
}

fn compare(data: &Path, home: &Path) -> Result<(usize, usize, usize), String> {
    std::fs::create_dir_all(home).map_err(|fault| fault.to_string())?;
    tutela(home, &["feeds", "import"], &[data.join("feeds/osv")])?;
    let containers = unpacked(data, home)?;
    let opinion = opinion(data)?;
    let sboms = opinion["sboms"].as_object().ok_or("the second opinion names no SBOM")?;
    let (mut both, mut missing, mut extra) = (0, 0, 0);
    for (name, said) in sboms {
        let file = match name.split_once('!') {
            Some((_, inner)) => containers.join(inner),
            None => data.join(name),
        };
        let expected = expected(said);
        let found = found(&tutela(home, &["scan", "--format", "json"], &[file])?)?;
        both += expected.intersection(&found).count();
        missing += expected.difference(&found).count();
        extra += found.difference(&expected).count();
    }
    Ok((both, missing, extra))
}

/// The SBOMs of container images come in one archive.
fn unpacked(data: &Path, home: &Path) -> Result<PathBuf, String> {
    let folder = home.join("containers");
    std::fs::create_dir_all(&folder).map_err(|fault| fault.to_string())?;
    let archive = data.join("sbom/popular-containers-spdx.tar.zst");
    let ended = Command::new("tar").arg("--zstd").arg("-xf").arg(archive).arg("-C").arg(&folder).status();
    match ended {
        Ok(status) if status.success() => Ok(folder),
        other => Err(format!("tar: {other:?}")),
    }
}

fn opinion(data: &Path) -> Result<Value, String> {
    let file = std::fs::File::open(data.join("expected/osv-matches.json.gz")).map_err(|fault| fault.to_string())?;
    let mut text = Vec::new();
    flate2::read::GzDecoder::new(file).read_to_end(&mut text).map_err(|fault| fault.to_string())?;
    serde_json::from_slice(&text).map_err(|fault| fault.to_string())
}

fn texts<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

fn expected(said: &Value) -> Pairs {
    let pairs = texts(said, "matches").flat_map(|each| {
        let purl = each["purl"].as_str().unwrap_or_default();
        texts(each, "osv").filter_map(Value::as_str).map(move |id| (purl.to_owned(), id.to_owned()))
    });
    pairs.collect()
}

fn found(answer: &[u8]) -> Result<Pairs, String> {
    let answer: Value = serde_json::from_slice(answer).map_err(|fault| fault.to_string())?;
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let affected = texts(&answer, "findings").filter(|finding| finding["code"] == "vulnerability/affected");
    let statements = affected.flat_map(|finding| texts(&finding["vulnerability"], "statements"));
    let asked = ["OSV/PyPI", "OSV/Go", "OSV/crates.io"];
    let asked = statements.filter(|said| asked.contains(&said["source"].as_str().unwrap_or_default()));
    Ok(asked.map(|said| (text(said, "identifier"), text(said, "id"))).collect())
}

fn tutela(home: &Path, words: &[&str], paths: &[PathBuf]) -> Result<Vec<u8>, String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
    let ended = command.arg("--home").arg(home).args(words).args(paths).output().map_err(|fault| fault.to_string())?;
    match ended.status.code() {
        Some(0 | 1 | 3) => Ok(ended.stdout),
        other => Err(format!("tutela {words:?} {paths:?}: {other:?} {}", String::from_utf8_lossy(&ended.stderr))),
    }
}
