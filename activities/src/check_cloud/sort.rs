//! Which file answers which call, for which region.

use formats::cloud::aws::{self, Export, Facts, Unread};
use std::collections::BTreeSet;

/// A file of the export folder.
#[derive(Clone, Debug)]
pub struct CloudFile {
    /// As a finding names it.
    pub name: String,
    /// Folders and name below the folder that was given.
    pub parts: Vec<String>,
    /// Its bytes; `None` when it could not be read.
    pub bytes: Option<Vec<u8>>,
}

/// One answer, read.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) export: Export,
    /// Empty: the folder does not say it.
    pub(super) region: String,
    /// ARN or name that the call was made for; empty for calls about all.
    pub(super) of: String,
    pub(super) file: String,
    pub(super) facts: Facts,
    pub(super) unread: Option<Unread>,
}

/// All files, sorted.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    pub(super) answers: Vec<Answer>,
    /// Files of other calls.
    pub(super) others: Vec<String>,
    /// Folders that hold an account each.
    pub(super) roots: BTreeSet<Vec<String>>,
}

pub(super) fn sort(files: &[CloudFile]) -> Sorted {
    let mut sorted = Sorted::default();
    for file in files {
        let Some((at, export)) = call(&file.parts) else {
            sorted.others.push(file.name.clone());
            continue;
        };
        let (above, after) = (&file.parts[..at], file.parts.get(at + 1));
        let region = above.last().filter(|folder| is_region(folder));
        sorted.roots.insert(above[..above.len() - usize::from(region.is_some())].to_vec());
        let reading = match &file.bytes {
            Some(bytes) => aws::read(export, bytes),
            None => aws::Reading { unread: Some(Unread::Broken), ..aws::Reading::default() },
        };
        sorted.answers.push(Answer {
            export,
            region: region.cloned().unwrap_or_default(),
            of: after.map(|name| aws::called_after(name)).unwrap_or_default(),
            file: file.name.clone(),
            facts: reading.facts,
            unread: reading.unread,
        });
    }
    sorted
}

/// The call that a file answers: by its own name, or by that of its folder.
fn call(parts: &[String]) -> Option<(usize, Export)> {
    let from = parts.len().saturating_sub(2);
    (from..parts.len()).rev().find_map(|at| Export::from_name(&parts[at]).map(|export| (at, export)))
}

/// `eu-west-1`, `us-gov-east-1`, `ap-northeast-3`.
fn is_region(folder: &str) -> bool {
    let parts: Vec<&str> = folder.split('-').collect();
    let word = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_lowercase());
    match parts.as_slice() {
        [first, middle @ .., last] => {
            first.len() == 2
                && word(first)
                && !middle.is_empty()
                && middle.iter().all(|part| word(part))
                && last.parse::<u8>().is_ok()
        }
        _ => false,
    }
}
