//! What travels in the pages is under a licence that deny.toml allows, is pinned by a check sum, and names no registry.

use super::licences::{allowed, judge};
use crate::{Outcome, repository};
use serde_json::{Map, Value};
use std::path::Path;

const LOCK: &str = "apps/ui/package-lock.json";

/// What is wrong, a sentence each.
pub fn complaints() -> Outcome<Vec<String>> {
    let allowed = allowed(&repository::text(Path::new("deny.toml"))?);
    let lock: Value =
        serde_json::from_str(&repository::text(Path::new(LOCK))?).map_err(|fault| format!("{LOCK}: {fault}"))?;
    match lock["packages"].as_object() {
        Some(packages) => Ok(of(packages, &allowed)),
        None => Ok(vec![format!("{LOCK}: lists no packages")]),
    }
}

fn of(packages: &Map<String, Value>, allowed: &[String]) -> Vec<String> {
    let mut complaints = Vec::new();
    // The empty name is the room itself.
    for (path, package) in packages.iter().filter(|(path, _)| !path.is_empty()) {
        let name = path.rsplit("node_modules/").next().unwrap_or(path);
        let complain = |what: &str| format!("{LOCK}: {name}: {what}");
        if package.get("resolved").is_some() {
            complaints.push(complain("names where it came from; `.npmrc` leaves that out"));
        }
        if package["integrity"].as_str().is_none_or(|sum| !sum.starts_with("sha512-")) {
            complaints.push(complain("has no SHA-512 check sum"));
        }
        // What only builds and tests is not handed on.
        if package["dev"].as_bool() == Some(true) || package["devOptional"].as_bool() == Some(true) {
            continue;
        }
        if let Err(why) = judge(package["license"].as_str().unwrap_or_default(), allowed) {
            complaints.push(complain(&why));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::of;
    use serde_json::{Value, json};

    fn expect(package: &Value, complaint: &str) {
        let packages = json!({ "": {}, "node_modules/a": package });
        let complaints = of(packages.as_object().unwrap(), &["MIT".to_owned()]);
        assert_eq!(complaints.join("\n"), complaint);
    }

    #[test]
    fn an_allowed_licence_with_a_check_sum_is_quiet() {
        expect(&json!({ "integrity": "sha512-x", "license": "MIT" }), "");
    }
    #[test]
    fn a_licence_that_is_not_allowed_is_reported() {
        let complaint = "apps/ui/package-lock.json: a: its licence `GPL-3.0-only` is not allowed by deny.toml";
        expect(&json!({ "integrity": "sha512-x", "license": "GPL-3.0-only" }), complaint);
    }
    #[test]
    fn what_only_tests_may_have_another_licence() {
        expect(&json!({ "integrity": "sha512-x", "license": "MPL-2.0", "dev": true }), "");
    }
    #[test]
    fn no_licence_is_reported() {
        expect(&json!({ "integrity": "sha512-x" }), "apps/ui/package-lock.json: a: states no licence");
    }
    #[test]
    fn a_weak_check_sum_is_reported() {
        let complaint = "apps/ui/package-lock.json: a: has no SHA-512 check sum";
        expect(&json!({ "integrity": "sha1-x", "license": "MIT" }), complaint);
    }
    #[test]
    fn a_place_of_origin_is_reported() {
        let complaint = "apps/ui/package-lock.json: a: names where it came from; `.npmrc` leaves that out";
        expect(&json!({ "integrity": "sha512-x", "license": "MIT", "resolved": "x" }), complaint);
    }
}
