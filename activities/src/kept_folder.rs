//! A folder that is kept in a library, behind the ports that a folder on the disk fills: the same activities work on both.

use crate::dossier_port::{Changes, DossierFault, Dossiers, FaultKind, LoadedDossier, NewDossier};
use crate::folder_port::FolderReader;
use crate::folder_texts::{PACKAGES, REGISTER, additions, after, folder_hash};
use crate::library_port::{Along, FileAbout, Files, KeptId, KeptKind, Library, NewRevision, Put, Revision, State};
use crate::package::{PackageLog, WholeDossier};
use crate::sbom_add::SbomShelf;
use crate::site_port::{LoadedSite, ReceivedFiles, Sites};
use crate::store_fault::{StoreFault, StoreFaultKind};
use crate::stored_rules::RuleShelf;
use device::Id;
use formats::dossier::{Field, v1};
use formats::yaml::yaml_document;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use terms::Instant;

/// What makers handed over to a site.
const RECEIVED: &str = "received/";

/// Decisions of a site.
const DECISIONS: &str = "decisions.yaml";

/// So often is an addition that expects nothing done again after others were faster.
const AGAIN: u32 = 20;

/// The files of a revision.
type Listed = BTreeMap<String, FileAbout>;

/// What is written with a revision.
pub type Noting<'k> = Box<dyn Fn(&Revision) -> Result<Along, StoreFault> + Send + Sync + 'k>;

/// A device dossier or a site in a library.
pub struct KeptFolder<'k> {
    /// Where it is kept.
    pub library: &'k dyn Library,
    /// Reads what people wrote.
    pub reader: &'k dyn FolderReader,
    /// Which.
    pub id: KeptId,
    /// Which state is read; changes always follow the latest.
    pub state: State,
    /// Who changes it.
    pub by: String,
    /// When.
    pub now: Instant,
    /// What is written with each new revision, such as its entry in the log.
    pub along: Noting<'k>,
}

/// A fault of a store as one of a folder.
fn fault(of: StoreFault, write: bool, kind: KeptKind) -> DossierFault {
    let cannot = if write { FaultKind::CannotWrite } else { FaultKind::CannotRead };
    let (kind, cause) = match of.kind {
        StoreFaultKind::Changed => (FaultKind::Changed, None),
        StoreFaultKind::NotThere if kind == KeptKind::Site => (FaultKind::NotASite, None),
        StoreFaultKind::NotThere => (FaultKind::NotADossier, None),
        StoreFaultKind::AlreadyThere => (FaultKind::AlreadyThere, None),
        StoreFaultKind::BadName => (FaultKind::LeavesFolder, None),
        StoreFaultKind::TooLarge => (cannot, Some(ErrorKind::FileTooLarge.into())),
        StoreFaultKind::Full => (cannot, Some(ErrorKind::StorageFull.into())),
        StoreFaultKind::ReadOnly => (cannot, Some(ErrorKind::ReadOnlyFilesystem.into())),
        StoreFaultKind::Unreachable | StoreFaultKind::Unsure | StoreFaultKind::Busy => {
            (cannot, Some(ErrorKind::TimedOut.into()))
        }
        StoreFaultKind::Damaged => (cannot, Some(ErrorKind::InvalidData.into())),
        StoreFaultKind::Newer | StoreFaultKind::Refused => (cannot, of.cause),
    };
    DossierFault { kind, place: of.place, cause }
}

fn by_name(files: &Files) -> Vec<(&str, &[u8])> {
    files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

/// The hash of listed files, as reading them gives it. A site's own files are those that no maker handed over.
fn hash(list: &Listed, kind: KeptKind) -> String {
    let digests: Vec<(&str, Vec<u8>)> = list
        .iter()
        .filter(|(name, _)| kind == KeptKind::Dossier || !name.starts_with(RECEIVED))
        .map(|(name, about)| (name.as_str(), bytes_of(&about.sha256)))
        .collect();
    folder_hash(digests.iter().map(|(name, digest)| (*name, digest.as_slice())))
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digit = |byte: u8| (byte as char).to_digit(16).unwrap_or_default() as u8;
    hex.as_bytes().chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

impl KeptFolder<'_> {
    fn reads(&self, of: StoreFault) -> DossierFault {
        fault(of, false, self.id.kind)
    }

    fn writes(&self, of: StoreFault) -> DossierFault {
        fault(of, true, self.id.kind)
    }

    fn files(&self, wanted: &dyn Fn(&str) -> bool) -> Result<Files, DossierFault> {
        self.library.files(&self.id, self.state, wanted).map_err(|of| self.reads(of))
    }

    /// The latest revision with what it lists.
    fn latest(&self) -> Result<(i64, Listed), DossierFault> {
        let revision = self.library.revision(&self.id, State::Now).map_err(|of| self.reads(of))?;
        let missing = || StoreFault::new(StoreFaultKind::NotThere, self.id.to_string());
        let sequence = revision.ok_or_else(|| self.reads(missing()))?.sequence;
        let list = self.library.list(&self.id, State::Revision(sequence)).map_err(|of| self.reads(of))?;
        Ok((sequence, list))
    }

    /// Makes a revision of whole files, of all of them or of some, with what is written along.
    fn keep(&self, expected: i64, files: &[(&str, &[u8])], others_stay: bool) -> Result<Put, StoreFault> {
        let new =
            NewRevision { id: &self.id, expected: Some(expected), files, others_stay, by: &self.by, at: self.now };
        self.library.put_along(&new, &*self.along).map(|(put, _)| put)
    }

    /// Appends texts to files of the latest revision, all or none; again where another change was faster and nothing was
    /// expected. `may` says whether the folder can take them.
    fn append(
        &self,
        texts: &BTreeMap<String, String>,
        may: &dyn Fn(&Listed) -> Result<(), DossierFault>,
    ) -> Result<(), DossierFault> {
        let mut tried = 0;
        loop {
            let (sequence, list) = self.latest()?;
            may(&list)?;
            let state = State::Revision(sequence);
            let before = self.library.files(&self.id, state, &|name| texts.contains_key(name));
            let mut files = before.map_err(|of| self.reads(of))?;
            for (name, more) in texts {
                let bytes = files.entry(name.clone()).or_default();
                let more = after(bytes.last().copied(), more);
                bytes.extend_from_slice(more.as_bytes());
            }
            let put = self.keep(sequence, &by_name(&files), true);
            match put {
                Err(of) if of.kind == StoreFaultKind::Changed && tried < AGAIN => tried += 1,
                put => return put.map(drop).map_err(|of| self.writes(of)),
            }
        }
    }

    /// Puts files into a folder of this one in place of all that lie there, all or none.
    fn replace(&self, folder: &str, new: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        let mut tried = 0;
        loop {
            let (sequence, _) = self.latest()?;
            let others = self.library.files(&self.id, State::Revision(sequence), &|name| !name.starts_with(folder));
            let mut files = others.map_err(|of| self.reads(of))?;
            files.extend(new.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.to_vec())));
            let put = self.keep(sequence, &by_name(&files), false);
            match put {
                Err(of) if of.kind == StoreFaultKind::Changed && tried < AGAIN => tried += 1,
                put => return put.map(drop).map_err(|of| self.writes(of)),
            }
        }
    }

    /// Takes a package into the site: what it records and its folder are one revision, which follows `expected` or is not
    /// made. Whatever lay in the folder before goes.
    pub fn take_package(
        &self,
        expected: i64,
        facts: &[v1::PackageFact],
        folder: &str,
        package: &[(&str, &[u8])],
    ) -> Result<Put, StoreFault> {
        let folder = format!("{RECEIVED}{folder}/");
        let state = State::Revision(expected);
        let mut new: Files = package.iter().map(|(name, bytes)| (format!("{folder}{name}"), bytes.to_vec())).collect();
        if !facts.is_empty() {
            let before = self.library.files(&self.id, state, &|name| name == PACKAGES)?.remove(PACKAGES);
            let mut record = before.unwrap_or_default();
            let lines: String = facts.iter().map(|fact| format!("{}\n", fact.line())).collect();
            record.extend_from_slice(after(record.last().copied(), &lines).as_bytes());
            new.insert(PACKAGES.to_owned(), record);
        }
        let list = self.library.list(&self.id, state)?;
        let goes = |name: &String| name.starts_with(&folder) && !new.contains_key(name);
        if !list.keys().any(goes) {
            return self.keep(expected, &by_name(&new), true);
        }
        let mut files = self.library.files(&self.id, state, &|name| !name.starts_with(&folder))?;
        files.extend(new);
        self.keep(expected, &by_name(&files), false)
    }

    /// Takes an SBOM into a dossier: the file and the line of the register are one revision, which follows `expected` or is not
    /// made.
    pub fn take_sbom(&self, expected: i64, (name, bytes): (&str, &[u8]), fact: &str) -> Result<Put, StoreFault> {
        let state = State::Revision(expected);
        let mut register =
            self.library.files(&self.id, state, &|one| one == REGISTER)?.remove(REGISTER).unwrap_or_default();
        register.extend_from_slice(after(register.last().copied(), &format!("{fact}\n")).as_bytes());
        let files = [(name, bytes), (REGISTER, register.as_slice())];
        self.keep(expected, &files, true)
    }

    /// Appends a decision to decisions.yaml of a site, unless the site is no longer as it was when it was read.
    pub fn append_decision(&self, expected: &str, decision: &v1::SiteDecision) -> Result<(), DossierFault> {
        let text = decision.write().map(|node| yaml_document(&node)).unwrap_or_default();
        self.append(&[(DECISIONS.to_owned(), format!("---\n{text}"))].into(), &|list| {
            if hash(list, KeptKind::Site) == expected { Ok(()) } else { Err(self.changed()) }
        })
    }

    fn changed(&self) -> DossierFault {
        DossierFault::new(FaultKind::Changed, self.id.to_string())
    }

    fn site(&self) -> Result<Box<dyn Sites>, DossierFault> {
        Ok(self.reader.site(&by_name(&self.files(&|_| true)?)))
    }
}

impl Dossiers for KeptFolder<'_> {
    fn load(&self) -> Result<LoadedDossier, DossierFault> {
        self.reader.dossier(&by_name(&self.files(&|_| true)?)).load()
    }

    fn sbom(&self, release: &Id, file: &str) -> Result<Vec<u8>, DossierFault> {
        let wanted = format!("releases/{release}/{file}");
        let mut files = self.files(&|name| name == wanted)?;
        files.remove(&wanted).ok_or_else(|| DossierFault::new(FaultKind::NoSuchRelease, wanted))
    }

    fn commit(&self, expected: Option<&str>, changes: &Changes) -> Result<(), DossierFault> {
        let texts = additions(changes);
        self.append(&texts, &|list| {
            if expected.is_some_and(|expected| hash(list, KeptKind::Dossier) != expected) {
                return Err(self.changed());
            }
            for folder in texts.keys().filter_map(|name| name.strip_suffix("decisions.yaml")) {
                if !list.keys().any(|name| name.starts_with(folder)) {
                    let release = folder.trim_end_matches('/');
                    return Err(DossierFault::new(FaultKind::NoSuchRelease, release));
                }
            }
            Ok(())
        })
    }
}

impl NewDossier for KeptFolder<'_> {
    fn create(&self, files: &[(String, String)]) -> Result<(), DossierFault> {
        let files: Vec<(&str, &[u8])> = files.iter().map(|(name, text)| (name.as_str(), text.as_bytes())).collect();
        let put = self.keep(0, &files, false);
        put.map(drop).map_err(|of| match of.kind {
            StoreFaultKind::Changed => DossierFault::new(FaultKind::AlreadyThere, self.id.to_string()),
            _ => self.writes(of),
        })
    }
}

impl SbomShelf for KeptFolder<'_> {
    fn put(&self, release: &Id, file: &str, bytes: &[u8]) -> Result<(), DossierFault> {
        let (sequence, list) = self.latest()?;
        let name = format!("releases/{release}/{file}");
        if !list.keys().any(|other| other.starts_with(&format!("releases/{release}/"))) {
            return Err(DossierFault::new(FaultKind::NoSuchRelease, format!("releases/{release}")));
        }
        if file.contains('/') {
            return Err(DossierFault::new(FaultKind::LeavesFolder, name));
        }
        if list.contains_key(&name) {
            return Err(DossierFault::new(FaultKind::AlreadyThere, name));
        }
        let put = self.keep(sequence, &[(&name, bytes)], true);
        put.map(drop).map_err(|of| self.writes(of))
    }
}

impl WholeDossier for KeptFolder<'_> {
    fn file_names(&self) -> Result<Vec<String>, DossierFault> {
        let list = self.library.list(&self.id, self.state).map_err(|of| self.reads(of))?;
        Ok(list.into_keys().collect())
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, DossierFault> {
        let mut files = self.files(&|other| other == name)?;
        let missing = || DossierFault {
            kind: FaultKind::CannotRead,
            place: name.to_owned(),
            cause: Some(ErrorKind::NotFound.into()),
        };
        files.remove(name).ok_or_else(missing)
    }
}

impl PackageLog for KeptFolder<'_> {
    fn record(&self, facts: &[v1::PackageFact]) -> Result<(), DossierFault> {
        let text: String = facts.iter().map(|fact| format!("{}\n", fact.line())).collect();
        self.append(&[(PACKAGES.to_owned(), text)].into(), &|_| Ok(()))
    }
}

impl Sites for KeptFolder<'_> {
    fn load(&self) -> Result<LoadedSite, DossierFault> {
        self.site()?.load()
    }

    fn received(&self, name: &str) -> Box<dyn Dossiers> {
        let folder = format!("{RECEIVED}{name}/");
        match self.files(&|file| file.starts_with(&folder)) {
            Ok(files) => {
                let inside = files.iter().map(|(name, bytes)| (&name[folder.len()..], bytes.as_slice()));
                self.reader.dossier(&inside.collect::<Vec<_>>())
            }
            Err(fault) => Box::new(Unread { kind: fault.kind, place: fault.place }),
        }
    }

    fn own_file(&self, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        Ok(self.files(&|name| name == file)?.remove(file))
    }

    fn received_file(&self, name: &str, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        let wanted = format!("{RECEIVED}{name}/{file}");
        Ok(self.files(&|name| name == wanted)?.remove(&wanted))
    }

    fn received_package(&self, name: &str) -> Result<Option<ReceivedFiles>, DossierFault> {
        self.site()?.received_package(name)
    }

    fn put_package(&self, name: &str, files: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        self.replace(&format!("{RECEIVED}{name}/"), files)
    }

    fn in_memory(&self, files: &[(&str, &[u8])]) -> Box<dyn Dossiers> {
        self.reader.dossier(files)
    }

    fn append_approval(&self, expected: &str, approval: &v1::AppendedApproval) -> Result<(), DossierFault> {
        let text = approval.write().map(|node| yaml_document(&node)).unwrap_or_default();
        self.append(&[(DECISIONS.to_owned(), format!("---\n{text}"))].into(), &|list| {
            if hash(list, KeptKind::Site) == expected { Ok(()) } else { Err(self.changed()) }
        })
    }

    fn put_units(&self, expected: &str, text: &str) -> Result<(), DossierFault> {
        let (sequence, list) = self.latest()?;
        if hash(&list, KeptKind::Site) != expected {
            return Err(self.changed());
        }
        let state = State::Revision(sequence);
        let before = self.library.files(&self.id, state, &|name| name == "units.csv").map_err(|of| self.reads(of))?;
        let mut files: Vec<(&str, &[u8])> = vec![("units.csv", text.as_bytes())];
        files.extend(before.values().map(|bytes| ("units.before.csv", bytes.as_slice())));
        let put = self.keep(sequence, &files, true);
        put.map(drop).map_err(|of| self.writes(of))
    }
}

impl RuleShelf for KeptFolder<'_> {
    fn rules(&self, firewall: &Id) -> Result<Vec<(String, Vec<u8>)>, DossierFault> {
        let folder = format!("firewalls/{firewall}/");
        let files = self.files(&|name| name.starts_with(&folder))?;
        Ok(files.into_iter().map(|(name, bytes)| (name[folder.len()..].to_owned(), bytes)).collect())
    }

    fn put_rules(&self, firewall: &Id, files: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        self.replace(&format!("firewalls/{firewall}/"), files)
    }
}

/// A dossier that could not be read back.
struct Unread {
    kind: FaultKind,
    place: String,
}

impl Unread {
    fn fault(&self) -> DossierFault {
        DossierFault::new(self.kind, self.place.clone())
    }
}

impl Dossiers for Unread {
    fn load(&self) -> Result<LoadedDossier, DossierFault> {
        Err(self.fault())
    }

    fn sbom(&self, _: &Id, _: &str) -> Result<Vec<u8>, DossierFault> {
        Err(self.fault())
    }

    fn commit(&self, _: Option<&str>, _: &Changes) -> Result<(), DossierFault> {
        Err(self.fault())
    }
}
