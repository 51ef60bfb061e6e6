//! ARCHITECTURE.md tells the truth: each path it lists exists, and each room stands in it.

use crate::{Outcome, metadata, repository};
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
    Ok(complaints)
}

/// The paths in the rows of its tables: what stands in backticks and holds a `/`.
fn paths(text: &str) -> Vec<&str> {
    let rows = text.lines().filter(|line| line.starts_with('|'));
    let quoted = rows.flat_map(|row| row.split('`').skip(1).step_by(2));
    quoted.filter(|quoted| quoted.contains('/') && !quoted.contains(char::is_whitespace)).collect()
}

#[cfg(test)]
mod tests {
    use super::paths;

    #[test]
    fn paths_are_what_stands_in_backticks_in_a_table_with_a_slash() {
        let text = "`a/b` in prose\n| add a rule | `core/x/` → `formats/y.rs` | `NAME` | `cargo x a/b` |\n";
        assert_eq!(paths(text), ["core/x/", "formats/y.rs"]);
    }
}
