//! ARCHITECTURE.md tells the truth: each path it lists exists, each room stands in it, nothing stands in it twice. The picture in the
//! README is what the program prints in the journey that shows it.

use crate::{Outcome, metadata, repository};
use std::collections::BTreeSet;
use std::path::Path;

/// What is wrong, a sentence each.
pub fn complaints() -> Outcome<Vec<String>> {
    let text = repository::text(Path::new("ARCHITECTURE.md"))?;
    let paths = paths(&text);
    let mut complaints: Vec<String> = paths
        .iter()
        .filter(|path| !repository::root().join(path).exists())
        .map(|path| format!("ARCHITECTURE.md: `{path}` does not exist"))
        .collect();
    for room in metadata::rooms()? {
        if !paths.iter().any(|path| path.trim_end_matches('/') == room.folder) {
            complaints.push(format!("ARCHITECTURE.md: the room `{}` stands in no table", room.folder));
        }
    }
    complaints
        .extend(repeated(&text).into_iter().map(|first| format!("ARCHITECTURE.md: two rows begin with “{first}”")));
    let (readme, journey) = (repository::text(Path::new("README.md"))?, repository::text(Path::new(JOURNEY))?);
    complaints
        .extend(unprinted(&readme, &journey).into_iter().map(|line| format!("README.md: {JOURNEY} holds no “{line}”")));
    Ok(complaints)
}

/// The journey whose answers the README shows.
const JOURNEY: &str = "tests/journeys/03-what-stands-against-the-release.txt";

/// First cells and numbers of list items that stand twice.
fn repeated(text: &str) -> Vec<&str> {
    let cell = |line: &'_ str| line.strip_prefix("| ").and_then(|row| Some(row.split_once(" |")?.0.len()));
    let item = |line: &'_ str| {
        line.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok()).map(|(number, _)| number.len())
    };
    let firsts = text.lines().filter_map(|line| match cell(line) {
        Some(length) => line.get(2..2 + length),
        None => line.get(..item(line)?),
    });
    let mut seen = BTreeSet::new();
    firsts.filter(|first| !seen.insert(*first)).collect()
}

/// Lines of the README's picture that the program does not print.
fn unprinted<'r>(readme: &'r str, journey: &str) -> Vec<&'r str> {
    let printed: BTreeSet<&str> = journey.lines().map(str::trim).collect();
    let (_, picture) = readme.split_once("<!-- picture: begin").unwrap_or_default();
    let (picture, _) = picture.split_once("<!-- picture: end").unwrap_or_default();
    let shown = picture.split("```").skip(1).step_by(2).flat_map(str::lines).map(str::trim);
    shown.filter(|line| !line.is_empty() && *line != "…" && !printed.contains(line)).collect()
}

/// The paths in the rows of its tables: what stands in backticks and holds a `/`.
fn paths(text: &str) -> Vec<&str> {
    let rows = text.lines().filter(|line| line.starts_with('|'));
    let quoted = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    quoted.filter(|quoted| quoted.contains('/') && !quoted.contains(char::is_whitespace)).collect()
}

#[cfg(test)]
mod tests {
    use super::{paths, repeated, unprinted};

    #[test]
    fn paths_are_what_stands_in_backticks_in_a_table_with_a_slash() {
        let text = "`a/b` in prose\n| add a rule | `core/x/` → `formats/y.rs` | `NAME` | `cargo x a/b` |\n";
        assert_eq!(paths(text), ["core/x/", "formats/y.rs"]);
    }

    #[test]
    fn what_stands_twice_is_told() {
        let text = "1. one\n2. two\n2. three\n| a | b |\n| c | d |\n| a | e |\n";
        assert_eq!(repeated(text), ["2", "a"]);
    }

    #[test]
    fn the_picture_holds_what_the_program_prints() {
        let readme =
            "```\nx\n```\n<!-- picture: begin -->\n```\n a\n\n…\nb\n```\nwords\n```\nc\n```\n<!-- picture: end -->";
        assert_eq!(unprinted(readme, "a\nc\n"), ["b"]);
    }
}
