//! Every dependency says why it is there, on its own line.

use crate::{Outcome, metadata, repository};
use std::collections::BTreeSet;
use std::path::Path;

/// Dependencies without a reason, a sentence each.
pub fn complaints() -> Outcome<Vec<String>> {
    let rooms = metadata::rooms()?;
    let ours: BTreeSet<String> = rooms.iter().map(|room| room.name.clone()).collect();
    let mut manifests: Vec<String> = rooms.iter().map(|room| format!("{}/Cargo.toml", room.folder)).collect();
    manifests.extend(["fuzz/Cargo.toml".to_owned()].into_iter().filter(|path| repository::root().join(path).is_file()));
    let mut complaints = Vec::new();
    for manifest in manifests {
        complaints.extend(without_reason(&manifest, &repository::text(Path::new(&manifest))?, &ours));
    }
    Ok(complaints)
}

/// A room of our own needs no reason; `{ path = … }` beside it is how the fuzz workspace names one.
fn without_reason(manifest: &str, text: &str, ours: &BTreeSet<String>) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut listing = false;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            listing = line.trim_end_matches(|letter| letter != ']').ends_with("dependencies]");
            continue;
        }
        let name = line.split(['.', ' ', '=']).next().unwrap_or_default();
        let counts = listing && !name.is_empty() && !name.starts_with('#') && !ours.contains(name);
        if counts && !line.contains('#') {
            complaints.push(format!("{manifest}:{}: `{name}` has no reason beside it (`# why`)", number + 1));
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::without_reason;
    use std::collections::BTreeSet;

    fn expect(manifest: &str, complaint: &str) {
        let ours = BTreeSet::from(["terms".to_owned()]);
        assert_eq!(without_reason("C", manifest, &ours).join("\n"), complaint);
    }

    #[test]
    fn a_dependency_with_a_reason_is_quiet() {
        expect("[dependencies]\nserde = \"1\" # shapes\n", "");
    }
    #[test]
    fn a_dependency_without_a_reason_is_reported() {
        expect("[dependencies]\nserde.workspace = true\n", "C:2: `serde` has no reason beside it (`# why`)");
    }
    #[test]
    fn a_room_of_our_own_needs_none() {
        expect("[dependencies]\nterms.workspace = true\n", "");
    }
    #[test]
    fn dev_and_platform_dependencies_count() {
        expect("[target.'cfg(unix)'.dev-dependencies]\nnix = \"1\"\n", "C:2: `nix` has no reason beside it (`# why`)");
    }
    #[test]
    fn other_tables_are_quiet() {
        expect("[package]\nname = \"x\"\n[dependencies]\n[features]\nx = []\n", "");
    }
}
