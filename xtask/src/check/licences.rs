//! Every dependency is under a licence that deny.toml allows, and comes from the registry with a check sum.

use crate::{Outcome, metadata, repository};
use std::path::Path;

/// Lock files and the manifests they belong to.
const LOCKS: &[(&str, &str)] = &[("Cargo.toml", "Cargo.lock"), ("fuzz/Cargo.toml", "fuzz/Cargo.lock")];

/// What is wrong, a sentence each.
pub fn complaints() -> Outcome<Vec<String>> {
    let deny = repository::text(Path::new("deny.toml"))?;
    let (allowed, excepted) = (allowed(&deny), exceptions(&deny));
    if allowed.is_empty() {
        return Ok(vec!["deny.toml allows no licence at all: its `allow = [` list was not found".to_owned()]);
    }
    let mut complaints = Vec::new();
    for (manifest, lock) in LOCKS.iter().filter(|(manifest, _)| repository::root().join(manifest).is_file()) {
        for package in metadata::locked(manifest)? {
            let own = excepted.iter().filter(|(name, _)| *name == package.name).map(|(_, licence)| licence.clone());
            let allowed: Vec<String> = allowed.iter().cloned().chain(own).collect();
            if let Err(why) = judge(&package.licence, &allowed) {
                complaints.push(format!("{} {}: {why}", package.name, package.version));
            }
        }
        complaints.extend(lock_complaints(lock, &repository::text(Path::new(lock))?));
    }
    complaints.sort();
    complaints.dedup();
    Ok(complaints)
}

/// The licences that deny.toml allows.
pub(super) fn allowed(deny: &str) -> Vec<String> {
    let list = deny.lines().skip_while(|line| !line.starts_with("allow = [")).skip(1);
    let list = list.take_while(|line| !line.starts_with(']'));
    list.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect()
}

/// Crates that may have a licence which others may not, one on a line: the crate and the licence.
pub(super) fn exceptions(deny: &str) -> Vec<(String, String)> {
    let list = deny.lines().skip_while(|line| !line.starts_with("exceptions = [")).skip(1);
    let words = list.take_while(|line| !line.starts_with(']')).map(|line| line.split('"').collect::<Vec<_>>());
    words.filter_map(|words| Some(((*words.get(1)?).to_owned(), (*words.get(3)?).to_owned()))).collect()
}

/// Whether an SPDX expression can be met with allowed licences alone.
pub(super) fn judge(expression: &str, allowed: &[String]) -> Result<(), String> {
    if expression.is_empty() {
        return Err("states no licence".to_owned());
    }
    // Before SPDX expressions, Cargo wrote `MIT/Apache-2.0` for a choice.
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Reader { words: &words, allowed };
    let met = reader.choice();
    if !reader.words.is_empty() {
        return Err(format!("its licence `{expression}` cannot be read"));
    }
    if met { Ok(()) } else { Err(format!("its licence `{expression}` is not allowed by deny.toml")) }
}

struct Reader<'w> {
    words: &'w [&'w str],
    allowed: &'w [String],
}

impl<'w> Reader<'w> {
    fn choice(&mut self) -> bool {
        let mut met = self.both();
        while self.takes("OR") {
            met |= self.both();
        }
        met
    }

    fn both(&mut self) -> bool {
        let mut met = self.one();
        while self.takes("AND") {
            met &= self.one();
        }
        met
    }

    fn one(&mut self) -> bool {
        if self.takes("(") {
            let met = self.choice();
            return self.takes(")") && met;
        }
        let Some(licence) = self.next() else { return false };
        let exception = if self.takes("WITH") { self.next() } else { None };
        let name = exception.map_or(licence.to_owned(), |exception| format!("{licence} WITH {exception}"));
        self.allowed.contains(&name)
    }

    fn takes(&mut self, word: &str) -> bool {
        let there = self.words.first() == Some(&word);
        if there {
            self.words = &self.words[1..];
        }
        there
    }

    fn next(&mut self) -> Option<&'w str> {
        let (first, rest) = self.words.split_first()?;
        self.words = rest;
        Some(first)
    }
}

fn lock_complaints(lock: &str, text: &str) -> Vec<String> {
    let mut complaints = Vec::new();
    for package in text.split("[[package]]").skip(1) {
        let field = |key: &str| {
            package.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \"")?.strip_suffix('"'))
        };
        let name = field("name").unwrap_or("a package");
        match (field("source"), field("checksum")) {
            (None, _) => {}
            (Some(source), _) if !source.starts_with("registry+") => {
                complaints.push(format!("{lock}: {name} comes from `{source}`, not from the registry"));
            }
            (Some(_), None) => complaints.push(format!("{lock}: {name} has no check sum")),
            (Some(_), Some(_)) => {}
        }
    }
    complaints
}

#[cfg(test)]
mod tests {
    use super::{allowed, exceptions, judge, lock_complaints};

    fn expect(expression: &str, fine: bool) {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception"].map(str::to_owned);
        assert_eq!(judge(expression, &allowed).is_ok(), fine, "{expression}");
    }

    #[test]
    fn one_allowed_licence_is_fine() {
        expect("MIT", true);
    }
    #[test]
    fn a_choice_with_one_allowed_side_is_fine() {
        expect("GPL-2.0-only OR Apache-2.0", true);
    }
    #[test]
    fn the_old_slash_is_a_choice() {
        expect("GPL-2.0/MIT", true);
    }
    #[test]
    fn both_sides_of_and_must_be_allowed() {
        expect("MIT AND NCSA", false);
    }
    #[test]
    fn brackets_bind_first() {
        expect("(MIT OR GPL-3.0-only) AND Apache-2.0", true);
    }
    #[test]
    fn an_exception_is_part_of_the_name() {
        expect("Apache-2.0 WITH LLVM-exception", true);
    }
    #[test]
    fn an_unknown_exception_is_refused() {
        expect("MIT WITH Something", false);
    }
    #[test]
    fn no_licence_is_refused() {
        expect("", false);
    }
    #[test]
    fn nonsense_is_refused() {
        expect("MIT MIT", false);
    }
    #[test]
    fn an_open_bracket_is_refused() {
        expect("(MIT", false);
    }

    #[test]
    fn the_allowed_list_is_read_with_its_comments() {
        assert_eq!(allowed("[licenses]\nallow = [\n  \"MIT\", # why\n  \"ISC\",\n]\n\"x\"\n"), ["MIT", "ISC"]);
    }

    #[test]
    fn an_exception_is_for_its_crate_alone() {
        let deny = "allow = [\n  \"MIT\",\n]\nexceptions = [\n  { crate = \"a\", allow = [\"MPL-2.0\"] },\n]\n";
        assert_eq!(exceptions(deny), [("a".to_owned(), "MPL-2.0".to_owned())]);
        assert_eq!(allowed(deny), ["MIT"]);
        assert!(exceptions("allow = [\n  \"MIT\",\n]\n").is_empty());
    }

    #[test]
    fn a_git_source_is_reported() {
        let lock = "[[package]]\nname = \"a\"\nsource = \"git+ssh://x\"\n";
        assert_eq!(lock_complaints("L", lock), ["L: a comes from `git+ssh://x`, not from the registry"]);
    }

    #[test]
    fn a_missing_check_sum_is_reported() {
        let lock = "[[package]]\nname = \"a\"\nsource = \"registry+r\"\n";
        assert_eq!(lock_complaints("L", lock), ["L: a has no check sum"]);
    }
}
