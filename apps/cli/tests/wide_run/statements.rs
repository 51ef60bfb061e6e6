//! `tutela triage import` over published VEX and CSAF documents: every statement is taken or listed, and none is lost.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Counts the statements of every document a second time, by a general library.
pub(crate) fn none_is_lost(data: &Path) -> Result<(), String> {
    let mut files = Vec::new();
    for folder in [
        "vex",
        "csaf/cisa-medical",
        "csaf/oasis/csaf_2.0/examples",
        "csaf/oasis/csaf_2.1/examples",
        "sbom/cdx-examples/VEX",
    ] {
        gather(&data.join(folder), &mut files)?;
    }
    files.sort();
    let (mut documents, mut statements) = (0, 0);
    for file in &files {
        let ended = Command::new(env!("CARGO_BIN_EXE_tutela"))
            .args(["triage", "import", "--format", "json", "--as-of", "2026-11-23"])
            .arg(file)
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/aster-s2"))
            .output()
            .map_err(|fault| fault.to_string())?;
        let Ok(answer) = serde_json::from_slice::<Value>(&ended.stdout) else {
            match ended.status.code() {
                // Not every file there is a document of statements.
                Some(2) => continue,
                other => return Err(format!("{}: {other:?}", file.display())),
            }
        };
        let list = |name: &str| answer[name].as_array().map_or(0, Vec::len);
        let said = answer["statements"].as_u64().unwrap_or_default() as usize;
        let text = std::fs::read_to_string(file).map_err(|fault| fault.to_string())?;
        let wanted = serde_json::from_str::<Value>(&text).map(|document| counted(&document)).unwrap_or(said);
        if said != wanted || said != list("taken") + list("listed") {
            return Err(format!("{}: {said} statements, {wanted} by a second count", file.display()));
        }
        documents += 1;
        statements += said;
    }
    if documents > 150 && statements > 700 {
        Ok(())
    } else {
        Err(format!("{documents} documents, {statements} statements"))
    }
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), String> {
    for entry in std::fs::read_dir(folder).map_err(|fault| format!("{}: {fault}", folder.display()))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    Ok(())
}

fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value[name].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn counted(document: &Value) -> usize {
    if document.get("statements").is_some() {
        return list(document, "statements").iter().map(openvex).sum();
    }
    let vulnerabilities = list(document, "vulnerabilities").iter();
    if document.get("bomFormat").is_some() {
        let affects =
            |one: &Value| list(one, "affects").iter().map(|at| list(at, "versions").len().max(1)).sum::<usize>();
        return vulnerabilities.filter(|one| one.get("id").is_some()).map(|one| affects(one).max(1)).sum();
    }
    vulnerabilities
        .filter(|one| one.get("cve").is_some() || one.get("ids").is_some())
        .filter_map(|one| one["product_status"].as_object())
        .flat_map(|status| status.values())
        .map(|ids| ids.as_array().map_or(0, Vec::len))
        .sum()
}

fn openvex(statement: &Value) -> usize {
    let (products, parts) = (list(statement, "products"), list(statement, "subcomponents").len());
    let own: usize = products.iter().map(|product| list(product, "subcomponents").len()).sum();
    let whole = products.iter().filter(|product| list(product, "subcomponents").is_empty()).count();
    match (products.is_empty(), whole) {
        (true, _) => 1,
        (false, 0) => own,
        (false, whole) => own + if parts > 0 { parts } else { whole },
    }
}
