//! Bills: SBOM documents with the names they bear, read once for each document.

use crate::document::{squeeze_sized, unpack_sized};
use crate::sql::{Batch, values};
use crate::tree::{Sha, number_of};
use activities::borne_names::{Borne, borne_names};
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};
use terms::fingerprint;
use vulnerability::Name;

/// So many components are remembered as kept; beyond, the database is asked again.
const REMEMBERED: usize = 400_000;

/// Files of a release that are no SBOM.
const OTHERS: [&str; 10] = [".yaml", ".yml", ".md", ".txt", ".pdf", ".png", ".jpg", ".html", ".pub", ".sig"];

/// A bill that is ready to be kept.
pub(crate) struct Bill {
    pub(crate) id: i64,
    sha: Sha,
    components: i64,
    whole: bool,
    /// Packed for [`crate::fold`].
    names: Vec<u8>,
    /// Name and version of each component.
    interned: Vec<(String, String)>,
}

/// Components that are known to be kept, each under two numbers of 64 bits.
#[derive(Default)]
pub(crate) struct Known(Mutex<HashSet<(u64, u64)>>);

fn mark(name: &str, version: &str) -> (u64, u64) {
    (fingerprint(&[name, version]).0, fingerprint(&[version, name]).0)
}

impl Known {
    /// Name and version of those that may be new, packed.
    fn unknown(&self, of: &[(String, String)]) -> Vec<u8> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut packed = Vec::new();
        for (name, version) in of.iter().filter(|(name, version)| !known.contains(&mark(name, version))) {
            for text in [name, version] {
                packed.extend_from_slice(&(text.len() as u32).to_be_bytes());
                packed.extend_from_slice(text.as_bytes());
            }
        }
        squeeze_sized(&packed)
    }

    /// Forgets all.
    pub(crate) fn forget(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Remembers components, once their transaction is through.
    pub(crate) fn learn<'c>(&self, components: impl Iterator<Item = (&'c str, &'c str)>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() > REMEMBERED {
            known.clear();
        }
        known.extend(components.map(|(name, version)| mark(name, version)));
    }
}

/// Takes names and versions out of what [`Known::unknown`] packed.
pub(crate) fn unpack_components(packed: &[u8]) -> Option<Vec<(String, String)>> {
    fn text(rest: &mut &[u8]) -> Option<String> {
        let (length, after) = rest.split_first_chunk::<4>()?;
        let (text, after) = after.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
        *rest = after;
        String::from_utf8(text.to_vec()).ok()
    }
    let bytes = unpack_sized(packed)?;
    let (mut rest, mut found) = (bytes.as_slice(), Vec::new());
    while !rest.is_empty() {
        found.push((text(&mut rest)?, text(&mut rest)?));
    }
    Some(found)
}

/// Where a file of a folder stands: the dossier inside a site, the release, the name in it. `None` for a file that belongs to
/// no release.
pub(crate) fn place(name: &str) -> Option<(&str, &str, &str)> {
    let (within, rest) = match name.strip_prefix("received/") {
        Some(rest) => {
            let (dossier, rest) = rest.split_once('/')?;
            (&name[.."received/".len() + dossier.len()], rest)
        }
        None => ("", name),
    };
    let (release, file) = rest.strip_prefix("releases/")?.split_once('/')?;
    Some((within, release, file))
}

/// Whether a file may be an SBOM, by its place and name.
pub(crate) fn may_be_bill(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    place(name).is_some() && !OTHERS.iter().any(|ending| lower.ends_with(ending))
}

/// The number of a document as a bill.
pub(crate) fn id(sha: &Sha) -> i64 {
    number_of(sha).max(1)
}

/// Reads a bill.
pub(crate) fn read(name: &str, bytes: &[u8], sha: Sha) -> Bill {
    let Borne { names, components, whole } = borne_names(name, bytes);
    let mut packed = Vec::with_capacity(names.len() * 16);
    let mut keyed: Vec<(u64, &str)> =
        names.iter().map(|(name, version)| (Name::fingerprint(name).0, version.as_str())).collect();
    keyed.sort_unstable();
    for (key, version) in keyed {
        push(&mut packed, key, version);
    }
    let components = i64::try_from(components).unwrap_or(i64::MAX);
    let interned = names.into_iter().map(|(name, version)| (storable(&name), storable(&version))).collect();
    Bill { id: id(&sha), sha, components, whole, names: packed, interned }
}

/// A number of eight bytes and a text of at most 255 bytes; a longer version is cut, which only shows less of it.
pub(crate) fn push(packed: &mut Vec<u8>, number: u64, text: &str) {
    let mut end = text.len().min(255);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    packed.extend_from_slice(&number.to_be_bytes());
    packed.push(end as u8);
    packed.extend_from_slice(&text.as_bytes()[..end]);
}

/// Takes one off the front; `None` at the end.
pub(crate) fn pop<'p>(packed: &mut &'p [u8]) -> Option<(u64, &'p str)> {
    let (number, rest) = packed.split_first_chunk::<8>()?;
    let (length, rest) = rest.split_first()?;
    let (text, rest) = rest.split_at_checked(usize::from(*length))?;
    *packed = rest;
    Some((u64::from_be_bytes(*number), std::str::from_utf8(text).ok()?))
}

/// Keeps a bill with what else the batch holds. One that another put was faster with stays as it is; should it be folded by now,
/// it is folded once more, which tells nothing twice.
pub(crate) fn keep(batch: &mut Batch, bill: &Bill, known: &Known) {
    let sql = "INSERT INTO bill (id, sha256, components, is_whole) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
    batch.add(sql, values![bill.id, bill.sha.to_vec(), bill.components, i64::from(bill.whole)]);
    let sql = "INSERT INTO fresh (bill, names, components) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    batch.add(sql, values![bill.id, bill.names.clone(), known.unknown(&bill.interned)]);
}

/// PostgreSQL takes no NUL in a text.
fn storable(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}

#[cfg(test)]
mod tests {
    use super::{may_be_bill, place, pop, push};

    #[test]
    fn the_place_of_an_sbom_tells_its_release() {
        assert_eq!(place("releases/2.1/bom.json"), Some(("", "2.1", "bom.json")));
        assert_eq!(place("received/aster/releases/2.1/a/bom.json"), Some(("received/aster", "2.1", "a/bom.json")));
        assert_eq!((place("device.yaml"), place("releases/x")), (None, None));
        assert!(may_be_bill("releases/1/b.JSON") && !may_be_bill("releases/1/release.yaml") && !may_be_bill("b.json"));
    }

    #[test]
    fn packed_entries_come_back_in_order() {
        let mut packed = Vec::new();
        push(&mut packed, 7, "1.2");
        push(&mut packed, 9, &"é".repeat(200));
        let mut rest = packed.as_slice();
        assert_eq!(pop(&mut rest), Some((7, "1.2")));
        assert_eq!(pop(&mut rest).map(|(number, text)| (number, text.len())), Some((9, 254)));
        assert_eq!(pop(&mut rest), None);
    }
}
