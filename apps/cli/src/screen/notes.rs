//! How the files were read, in one line: what was passed over or read in another way than it was written.

use terms::{Finding, Lang, Priority};

/// The line, and nothing where there is nothing to say. What hides a part of a document stands among the worst things, and is no
/// note.
pub(crate) fn notes(lang: Lang, findings: &[Finding], all_command: &str) -> Option<String> {
    let is_note = |finding: &&Finding| finding.code().starts_with("input/") && finding.priority < Priority::Undecided;
    let notes: Vec<&Finding> = findings.iter().filter(is_note).collect();
    let first = notes.first()?;
    let (count, place) = (notes.len(), first.subject.place.as_ref().map(|place| format!("{place} ")));
    let first = format!("{}{}", place.unwrap_or_default(), first.detail.say(lang).what);
    let more = if count > 1 { " …" } else { "" };
    Some(lang.pick(
        format!(
            "{count} note{} about how the file was read: {first}{more} (all: {all_command})",
            if count == 1 { "" } else { "s" }
        ),
        format!("読み取り方に関する注記 {count} 件：{first}{more}（すべて表示: {all_command}）"),
    ))
}
