//! Reads the files that the `sbom` commands are about.

use super::scan::{not_an_sbom, read};
use crate::edge::{Complaint, Edge};
use activities::bill::{Bill, read_bill};
use activities::check_device::{OpenDevice, OpenSbom, declare, open_device};
use activities::os_words;
use activities::scan::published;
use device::Support;
use dossier_folder::DossierFolder;
use formats::answer::v1::FindingV1;
use formats::sbom::{Document, detect};
use std::ops::Range;
use std::path::{Path, PathBuf};
use terms::Finding;

/// Documents in memory, and what was found while they were opened.
#[derive(Default)]
pub(crate) struct Texts {
    documents: Vec<(String, Vec<u8>)>,
    /// The forms of files that are not those of their texts, by place.
    forms: Vec<(usize, &'static str)>,
    findings: Vec<Finding>,
    refused: u64,
    /// What dossiers declare about the support of the documents at these places.
    declared: Vec<(Range<usize>, Support)>,
    /// Files of folders that hold no SBOM.
    pub(super) passed_over: u64,
}

impl Texts {
    /// A file that must hold an SBOM.
    pub(super) fn file(&mut self, edge: &Edge, file: &Path) -> Result<(), Complaint> {
        let mut raw = Vec::new();
        read(edge, file, &mut raw)?;
        self.bytes(edge, &shown(file), &raw)
    }

    /// The same of bytes that are in no file.
    pub(crate) fn bytes(&mut self, edge: &Edge, name: &str, raw: &[u8]) -> Result<(), Complaint> {
        let mut opened = formats::sbom::open(name, raw);
        let unread = |document: &&Document<'_>| !document.inside && !detect(&document.bytes).is_read();
        if let Some(document) = opened.documents.first().filter(unread) {
            let defects = formats::sbom::read(&document.bytes, &mut |_| {});
            opened.findings.extend(defects.findings(name, raw));
            return Err(not_an_sbom(edge, name, &opened.findings));
        }
        self.take(opened);
        Ok(())
    }

    fn take(&mut self, opened: formats::sbom::Opened<'_>) {
        self.refused += opened.refused;
        self.findings.extend(opened.findings);
        for Document { name, bytes, inside: _, form } in opened.documents {
            self.forms.extend(form.map(|form| (self.documents.len(), form)));
            self.documents.push((name, bytes.into_owned()));
        }
    }

    /// A file, a dossier (the SBOMs of the release that `check` would look at), or a folder of files.
    pub(super) fn path(&mut self, edge: &Edge, path: &Path) -> Result<(), Complaint> {
        if !path.is_dir() {
            return self.file(edge, path);
        }
        if path.join("device.yaml").is_file() {
            return self.dossier(edge, path);
        }
        self.folder(edge, path)
    }

    fn dossier(&mut self, edge: &Edge, path: &Path) -> Result<(), Complaint> {
        let opened = open_device(&DossierFolder::new(path), None, None).map_err(|fault| {
            let [what, next] = fault.say(edge.lang);
            Complaint::new(what, next)
        })?;
        self.opened(opened, &format!("{}/", shown(path).trim_end_matches('/')));
        Ok(())
    }

    /// The SBOMs of a release that is open; `before` stands before the names of its files.
    pub(crate) fn opened(&mut self, opened: OpenDevice, before: &str) {
        self.refused += opened.refused;
        self.findings.extend(opened.findings);
        let start = self.documents.len();
        for OpenSbom { name, text, inside: _, form } in opened.sboms {
            self.forms.extend(form.map(|form| (self.documents.len(), form)));
            self.documents.push((format!("{before}{name}"), text));
        }
        let release = opened.release.as_ref().and_then(|id| opened.dossier.release(id));
        if let Some(support) = release.and_then(|release| release.support.clone()) {
            self.declared.push((start..self.documents.len(), support));
        }
    }

    fn folder(&mut self, edge: &Edge, folder: &Path) -> Result<(), Complaint> {
        let mut files = Vec::new();
        walk(edge, folder, 0, &mut files)?;
        for file in files {
            let mut raw = Vec::new();
            read(edge, &file, &mut raw)?;
            let opened = formats::sbom::open(&shown(&file), &raw);
            let found = opened.documents.iter().any(|document| detect(&document.bytes).is_read());
            if found || opened.refused > 0 {
                self.take(opened);
            } else {
                self.passed_over += 1;
            }
        }
        Ok(())
    }

    /// Whether nothing was found.
    pub(super) fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The documents, read whole.
    pub(crate) fn bill(&self) -> Bill<'_> {
        let documents = self.documents.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice()));
        let mut bill = read_bill(documents);
        bill.findings.splice(0..0, self.findings.iter().cloned());
        bill.unread += self.refused;
        self.forms.iter().for_each(|(place, form)| bill.documents[*place].about.format = form);
        for (places, support) in &self.declared {
            declare(support, &mut bill.documents[places.clone()]);
        }
        bill
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string().replace('\\', "/")
}

/// Every file of a folder in the order of its name; hidden ones and links are left out.
fn walk(edge: &Edge, folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), Complaint> {
    const DEEPEST: usize = 16;
    let fault = |error: std::io::Error| {
        Complaint::new(
            format!("{}: {}", folder.display(), os_words::cause(&error, edge.lang)),
            edge.lang.pick("check the path", "パスを確認してください"),
        )
    };
    let entries: Result<Vec<_>, _> = std::fs::read_dir(folder).map_err(fault)?.collect();
    let mut entries = entries.map_err(fault)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let kind = entry.file_type().map_err(fault)?;
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() && depth < DEEPEST {
            walk(edge, &entry.path(), depth + 1, files)?;
        } else if kind.is_file() {
            files.push(entry.path());
        }
    }
    Ok(())
}

/// The findings about documents in their published shape.
pub(crate) fn findings_v1(edge: &Edge, bill: &Bill<'_>) -> Vec<FindingV1<'static>> {
    bill.findings.iter().map(|finding| published::other(finding, edge.lang)).collect()
}
