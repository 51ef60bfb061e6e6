//! What `cargo metadata` says about the packages of a workspace.

use crate::{Outcome, run};
use serde_json::Value;
use std::collections::BTreeSet;

/// A package as Cargo describes it.
#[derive(Clone, Debug)]
pub struct Package {
    /// Name.
    pub name: String,
    /// Version.
    pub version: String,
    /// Licence expression, empty when it states none.
    pub licence: String,
    /// Where it comes from, empty for a package of this workspace.
    pub source: String,
    /// The folder that holds its manifest, relative to the root, with `/`.
    pub folder: String,
    /// Names of packages it depends on when built for use or at build time; dev-dependencies are left out.
    pub needs: BTreeSet<String>,
}

/// The packages of this workspace alone.
pub fn rooms() -> Outcome<Vec<Package>> {
    packages(&["metadata", "--locked", "--format-version", "1", "--no-deps"])
}

/// Every package of a lock file: of this workspace, or of the one whose manifest is named.
pub fn locked(manifest: &str) -> Outcome<Vec<Package>> {
    packages(&["metadata", "--locked", "--format-version", "1", "--manifest-path", manifest])
}

fn packages(arguments: &[&str]) -> Outcome<Vec<Package>> {
    let text = run::output(&mut run::cargo(arguments))?;
    let answer: Value =
        serde_json::from_str(&text).map_err(|fault| format!("cargo metadata answered no JSON: {fault}"))?;
    let root = answer["workspace_root"].as_str().unwrap_or_default();
    Ok(list(&answer["packages"]).map(|package| read(package, root)).collect())
}

fn read(package: &Value, root: &str) -> Package {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let manifest = text(&package["manifest_path"]).replace('\\', "/");
    let folder = manifest.strip_suffix("/Cargo.toml").unwrap_or(&manifest);
    let folder = folder.strip_prefix(&root.replace('\\', "/")).unwrap_or(folder).trim_start_matches('/');
    let normal = list(&package["dependencies"]).filter(|needed| needed["kind"].as_str() != Some("dev"));
    Package {
        name: text(&package["name"]),
        version: text(&package["version"]),
        licence: text(&package["license"]),
        source: text(&package["source"]),
        folder: folder.to_owned(),
        needs: normal.map(|needed| text(&needed["name"])).collect(),
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}
