//! What a change adds to the files of a dossier, and the hash that names a folder's state: the same wherever it is kept.

use crate::dossier_port::Changes;
use formats::dossier::Field;
use formats::yaml::yaml_document;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The register, which is no part of the hash.
pub const REGISTER: &str = "register.jsonl";

/// The record of packages, which is no part of the hash either.
pub const PACKAGES: &str = "packages.jsonl";

/// Answers of facilities about a maker's packages: no part of the hash.
pub const STATUS: &str = "status/";

/// Whether a file records what was done with a folder rather than saying what is declared.
pub fn is_record(name: &str) -> bool {
    name == REGISTER || name == PACKAGES || name.starts_with(STATUS)
}

/// SHA-256 over names and hashes of the files in the order of their names, records left out; each name with its length, so
/// that no two folders share one by shifting bytes. 64 hexadecimal digits.
pub fn folder_hash<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> String {
    let mut whole = Sha256::new();
    for (name, digest) in files.into_iter().filter(|(name, _)| !is_record(name)) {
        whole.update((name.len() as u64).to_be_bytes());
        whole.update(name.as_bytes());
        whole.update(digest);
    }
    whole.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The texts that a change appends, by the name of the file.
pub fn additions(changes: &Changes) -> BTreeMap<String, String> {
    let mut by_file: BTreeMap<String, String> = BTreeMap::new();
    let decisions = changes.decisions.iter().map(|(release, decision)| (release, decision.write()));
    let answers = changes.name_answers.iter().map(|(release, answer)| (release, answer.write()));
    let approvals = changes.approvals.iter().map(|(release, approval)| (release, approval.write()));
    for (release, record) in decisions.chain(answers).chain(approvals) {
        let text = by_file.entry(format!("releases/{release}/decisions.yaml")).or_default();
        text.push_str("---\n");
        text.push_str(&record.map(|node| yaml_document(&node)).unwrap_or_default());
    }
    for fact in &changes.facts {
        let text = by_file.entry(REGISTER.to_owned()).or_default();
        text.push_str(&fact.line());
        text.push('\n');
    }
    by_file
}

/// What must be appended to a file that ends with this byte (`None`: it is empty). A line that a crash cut off must not
/// swallow the one that follows.
pub fn after(last: Option<u8>, more: &str) -> String {
    if last.is_some_and(|byte| byte != b'\n') { format!("\n{more}") } else { more.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{after, folder_hash};

    #[test]
    fn a_line_that_was_cut_off_is_ended_first() {
        assert_eq!((after(Some(b'x'), "a\n"), after(Some(b'\n'), "a\n")), ("\na\n".to_owned(), "a\n".to_owned()));
        assert_eq!(after(None, "a\n"), "a\n");
    }

    #[test]
    fn records_do_not_change_what_a_folder_is_about() {
        let plain = folder_hash([("device.yaml", &[1; 32][..])]);
        assert_eq!(plain, folder_hash([("device.yaml", &[1; 32][..]), ("register.jsonl", &[2; 32][..])]));
        assert_ne!(plain, folder_hash([("device.yaml", &[2; 32][..])]));
    }
}
