//! Nothing lies about that does not belong: machine paths, registry addresses, large files, files past one sitting.

use crate::{Outcome, repository};
use std::path::Path;

const LARGEST_FILE: u64 = 1_000_000;
const LONGEST_SOURCE: usize = 800;

/// Host names of package registries, in two halves so that this file does not hold them.
const REGISTRIES: &[(&str, &str)] = &[
    ("registry", ".npmjs"),
    ("registry.yarn", "pkg"),
    ("index", ".crates.io"),
    ("static", ".crates.io"),
    ("pypi", ".org"),
    ("python", "hosted"),
    ("deb", ".debian.org"),
    ("proxy", ".golang.org"),
    ("repo1.mav", "en"),
    ("repo.mav", "en"),
];

/// Beginnings of personal folders, in two halves for the same reason; a name must follow.
const PERSONAL: &[(&str, &str)] = &[("/ho", "me/"), ("/Us", "ers/"), ("C:\\Us", "ers\\"), ("/ro", "ot/")];

/// What is wrong, a sentence each.
pub fn complaints() -> Outcome<Vec<String>> {
    let place = repository::root().parent().and_then(machine_place);
    let mut complaints = Vec::new();
    for path in repository::files()? {
        let shown = path.display().to_string().replace('\\', "/");
        let bytes = std::fs::read(repository::root().join(&path)).map_err(|fault| format!("{shown}: {fault}"))?;
        if bytes.len() as u64 > LARGEST_FILE {
            complaints
                .push(format!("{shown}: {} bytes; a file of the repository has at most {LARGEST_FILE}", bytes.len()));
        }
        if let Ok(text) = std::str::from_utf8(&bytes) {
            complaints.extend(of_text(&shown, text, place.as_deref()));
        }
    }
    Ok(complaints)
}

/// The folder that holds the working tree, as text that would betray this machine; too short a one says nothing.
fn machine_place(folder: &Path) -> Option<String> {
    let place = folder.to_str()?;
    (place.len() > 4 && !matches!(place, "/home" | "/tmp")).then(|| format!("{place}/"))
}

fn of_text(file: &str, text: &str, place: Option<&str>) -> Vec<String> {
    let mut complaints = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let number = number + 1;
        if place.is_some_and(|place| starts_at(line, place)) || names_a_person(line) {
            complaints.push(format!("{file}:{number}: holds a path of one machine"));
        }
        if REGISTRIES.iter().any(|(head, tail)| line.contains(&format!("{head}{tail}"))) {
            complaints.push(format!("{file}:{number}: names the host of a package registry"));
        }
    }
    let lines = text.lines().count();
    if file.ends_with(".rs") && lines > LONGEST_SOURCE {
        complaints.push(format!("{file}: {lines} lines; past {LONGEST_SOURCE} look for the second idea"));
    }
    complaints
}

/// Whether a path begins here; a folder of that name inside an address is another.
fn starts_at(line: &str, place: &str) -> bool {
    let before = |at: usize| line[..at].chars().next_back();
    let inside = |letter: char| letter.is_alphanumeric() || matches!(letter, '/' | '_' | '}' | '.');
    line.match_indices(place).any(|(at, _)| !before(at).is_some_and(inside))
}

fn names_a_person(line: &str) -> bool {
    PERSONAL.iter().any(|(head, tail)| {
        let start = format!("{head}{tail}");
        line.match_indices(&start).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + start.len()..].chars().next();
            !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_')
                && after.is_some_and(|letter| letter.is_alphanumeric() || letter == '.')
        })
    })
}

#[cfg(test)]
mod tests {
    use super::of_text;

    fn expect(file: &str, text: &str, complaint: &str) {
        assert_eq!(of_text(file, text, Some("/builds/here/")).join("\n"), complaint);
    }

    #[test]
    fn plain_text_is_quiet() {
        expect("a.md", "reads /etc/hosts and core/terms", "");
    }
    #[test]
    fn the_folder_of_this_machine_is_reported() {
        expect("a.md", "x\nsee /builds/here/tutela", "a.md:2: holds a path of one machine");
    }
    #[test]
    fn an_address_with_a_folder_of_that_name_is_quiet() {
        expect("a.md", "GET /api/v1/builds/here/x", "");
    }
    #[test]
    fn a_personal_folder_is_reported() {
        expect("a.md", concat!("/ho", "me/kim/x"), "a.md:1: holds a path of one machine");
    }
    #[test]
    fn a_page_called_home_is_quiet() {
        expect("a.md", concat!("GET site/ho", "me/index"), "");
    }
    #[test]
    fn a_registry_host_is_reported() {
        expect("a.md", concat!("https://static", ".crates.io/x"), "a.md:1: names the host of a package registry");
    }
    #[test]
    fn a_source_past_one_sitting_is_reported() {
        expect("a.rs", &"\n".repeat(801), "a.rs: 801 lines; past 800 look for the second idea");
    }
    #[test]
    fn long_data_is_quiet() {
        expect("a.csv", &"\n".repeat(801), "");
    }
}
