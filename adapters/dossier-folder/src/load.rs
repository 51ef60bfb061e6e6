use crate::complaint::{FileNotRead, FilesNotRead, FolderNameNoId, ReleaseIdTwice};
use crate::files::{self, Found, PACKAGES, REGISTER, STATUS};
use crate::release;
use activities::dossier_port::{DossierFault, FaultKind, LoadedDossier};
use device::Id;
use formats::dossier::{Field, IntoCore, Read, read_lines, read_one, v1};
use formats::yaml::LARGEST;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use terms::{Finding, Place, Priority, Subject, nearest};

/// Files at the top that are read.
const READ: [&str; 7] = ["device.yaml", "family.yaml", "people.yaml", "plan.yaml", "network.yaml", REGISTER, PACKAGES];

/// Exports of the maker's own cloud accounts.
const CLOUD: &str = "cloud/";

/// Files that a dossier may hold and that no part of this program reads yet.
const NOT_YET: [&str; 5] =
    ["threat-model.yaml", "safety-risk.yaml", "controls.yaml", "evidence.yaml", "conformity.yaml"];

/// The largest register that is read.
const LARGEST_REGISTER: u64 = 512 * 1024 * 1024;

/// The largest answer of a facility that is read.
const LARGEST_STATUS: u64 = 64 * 1024 * 1024;

/// A dossier while it is read.
pub(crate) struct Loading<'r> {
    pub(crate) files: &'r [Found],
    pub(crate) dossier: LoadedDossier,
}

/// Reads a dossier.
pub(crate) fn load(root: &Path) -> Result<LoadedDossier, DossierFault> {
    if !root.is_dir() {
        let cause = std::fs::read_dir(root).err().unwrap_or_else(|| std::io::ErrorKind::NotADirectory.into());
        return Err(files::cannot_read(root, cause));
    }
    if !root.join("device.yaml").is_file() {
        return Err(DossierFault::new(FaultKind::NotADossier, root.display().to_string()));
    }
    load_files(&files::walk(root)?)
}

/// Reads a dossier of these files, which are in the order of their names.
pub(crate) fn load_files(files: &[Found]) -> Result<LoadedDossier, DossierFault> {
    let (hash, file_hashes) = files::hashes(files)?;
    let mut loading = Loading { files, dossier: LoadedDossier { hash, file_hashes, ..LoadedDossier::default() } };
    loading.dossier.device = loading.one::<v1::Device>("device.yaml")?;
    loading.dossier.family = loading.one::<v1::Family>("family.yaml")?;
    loading.dossier.people = loading.one::<v1::People>("people.yaml")?;
    loading.dossier.plan = loading.one::<v1::Plan>("plan.yaml")?;
    loading.dossier.network = loading.one::<v1::Network>("network.yaml")?;
    loading.dossier.cloud_files = files.iter().filter(|file| file.name.starts_with(CLOUD)).count();
    loading.register()?;
    loading.dossier.package_facts = loading.package_facts()?;
    loading.statuses()?;
    loading.releases()?;
    loading.not_read();
    loading.rest_not_read();
    Ok(loading.dossier)
}

impl Loading<'_> {
    /// The bytes of a file, when it is there; its text is kept to show the lines of complaints.
    pub(crate) fn bytes(&mut self, name: &str, limit: u64) -> Result<Option<Vec<u8>>, DossierFault> {
        let Some(found) = self.files.iter().find(|file| file.name == name) else { return Ok(None) };
        let bytes = found.read(limit)?;
        self.dossier.texts.insert(name.to_owned(), String::from_utf8_lossy(&bytes).into_owned());
        Ok(Some(bytes))
    }

    /// Reads a file of one document into the core, when it is there.
    pub(crate) fn one<T: Field + IntoCore>(&mut self, name: &str) -> Result<Option<T::Core>, DossierFault> {
        let Some(bytes) = self.bytes(name, LARGEST as u64)? else { return Ok(None) };
        let Read { value, complaints } = read_one::<T>(name, &bytes);
        self.dossier.complaints.extend(complaints);
        Ok(value.map(T::into_core))
    }

    fn register(&mut self) -> Result<(), DossierFault> {
        let Some(bytes) = self.bytes(REGISTER, LARGEST_REGISTER)? else { return Ok(()) };
        let Read { value, complaints } = read_lines::<v1::Fact>(REGISTER, &bytes);
        if complaints.is_empty() {
            // A register grows for years; its text is needed only to show a bad line.
            self.dossier.texts.remove(REGISTER);
        }
        self.dossier.complaints.extend(complaints);
        self.dossier.register = value.into_core();
        if bytes.len() as u64 > LARGEST_REGISTER {
            let (en, ja) =
                ("it is larger than 512 MiB; the rest is missing", "512 MiB を超えるため残りを読み取っていません");
            self.file_not_read(REGISTER, Priority::Undecided, en, ja);
        }
        Ok(())
    }

    /// Answers of facilities, and the keys by which they are known.
    fn statuses(&mut self) -> Result<(), DossierFault> {
        for file in self.files.iter().filter(|file| file.name.starts_with(STATUS)) {
            let rest = &file.name[STATUS.len()..];
            let kept = match (rest.starts_with("keys/"), rest.contains('/')) {
                (true, _) if rest.ends_with(".pub") => &mut self.dossier.status_keys,
                (false, false) => &mut self.dossier.statuses,
                (true, _) | (false, true) => continue,
            };
            kept.push((file.name.clone(), file.read(LARGEST_STATUS)?));
        }
        Ok(())
    }

    /// The facts of packages.jsonl.
    pub(crate) fn package_facts(&mut self) -> Result<Vec<device::PackageFact>, DossierFault> {
        let Some(bytes) = self.bytes(PACKAGES, LARGEST_REGISTER)? else { return Ok(Vec::new()) };
        let Read { value, complaints } = read_lines::<v1::PackageFact>(PACKAGES, &bytes);
        self.dossier.complaints.extend(complaints);
        Ok(value.into_core())
    }

    fn releases(&mut self) -> Result<(), DossierFault> {
        let mut by_folder: BTreeMap<&str, Vec<&Found>> = BTreeMap::new();
        for file in self.files {
            if let Some((folder, _)) = file.name.strip_prefix("releases/").and_then(|rest| rest.split_once('/')) {
                by_folder.entry(folder).or_default().push(file);
            }
        }
        for (folder, files) in by_folder {
            match Id::try_from(folder) {
                Ok(id) => release::load(self, id, &files)?,
                Err(device::NotAnId) => {
                    let name = format!("releases/{folder}");
                    let detail = FolderNameNoId { folder: folder.to_owned() };
                    let subject = Subject::at(name.clone(), Place::file(name));
                    self.dossier.complaints.push(Finding::new(Priority::Undecided, subject, detail));
                }
            }
        }
        self.ids_twice();
        Ok(())
    }

    /// Names releases that give one id.
    fn ids_twice(&mut self) {
        let mut folders: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for release in &self.dossier.releases {
            let written = release.release.as_ref().map_or(&release.id, |about| &about.id);
            folders.entry(written.to_string()).or_default().push(release.id.to_string());
        }
        for (id, folders) in folders.into_iter().filter(|(_, folders)| folders.len() > 1) {
            let name = format!("releases/{}/release.yaml", folders.last().map(String::as_str).unwrap_or_default());
            let detail = ReleaseIdTwice { id, folders: folders.join(", ") };
            let subject = Subject::at(format!("{name}#/id/twice"), Place::file(name));
            self.dossier.complaints.push(Finding::new(Priority::Undecided, subject, detail));
        }
    }

    /// Names, a finding a folder, what nothing reads and no other complaint names.
    fn rest_not_read(&mut self) {
        const NAMED: usize = 3;
        let mut rest: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let told: BTreeSet<&str> =
            self.dossier.complaints.iter().filter_map(|one| Some(one.subject.place.as_ref()?.file.as_str())).collect();
        let listed = self.dossier.releases.iter().flat_map(|release| &release.sboms).map(|sbom| sbom.name.as_str());
        let answers = self.dossier.statuses.iter().chain(&self.dossier.status_keys).map(|(name, _)| name.as_str());
        let read: BTreeSet<&str> = listed
            .chain(self.dossier.texts.keys().map(String::as_str))
            .chain(answers)
            .chain([REGISTER, formats::package::ENVELOPE])
            .collect();
        // That cloud/ is there, and not looked at, stands in the scope of the answer with the command that looks at it.
        let rest_of = self.files.iter().filter(|file| !file.name.starts_with(CLOUD));
        for file in rest_of.filter(|file| !read.contains(&*file.name) && !told.contains(&*file.name)) {
            let (folder, plain) = file.name.rsplit_once('/').unwrap_or(("", &file.name));
            // A folder that was told as a whole.
            if told.contains(folder) {
                continue;
            }
            rest.entry(folder.to_owned()).or_default().push(plain.to_owned());
        }
        for (folder, names) in rest {
            let (count, more) = (names.len(), if names.len() > NAMED { ", …" } else { "" });
            let names = format!("{}{more}", names[..count.min(NAMED)].join(", "));
            let place = if folder.is_empty() { ".".to_owned() } else { folder };
            let subject = Subject::at(place.clone(), Place::file(place.clone()));
            let detail = FilesNotRead { count, folder: place, names };
            self.dossier.complaints.push(Finding::new(Priority::Note, subject, detail));
        }
    }

    /// Names what lies at the top and is not read: a misspelt name must not be a silent gap.
    fn not_read(&mut self) {
        let top: BTreeSet<&str> =
            self.files.iter().filter(|file| !file.name.contains('/')).map(|file| &*file.name).collect();
        for name in top {
            let known = READ.into_iter().chain(NOT_YET);
            if READ.contains(&name) {
                continue;
            } else if NOT_YET.contains(&name) {
                self.file_not_read(
                    name,
                    Priority::Note,
                    "this version does not read it yet",
                    "この版ではまだ読み取りません",
                );
            } else if name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".jsonl") {
                self.misspelt(name, known);
            }
        }
        for file in self.files.iter().filter(|file| !file.name.starts_with("releases/")) {
            let plain = file.name.to_ascii_lowercase();
            let is_bill = plain.contains(".cdx.") || plain.contains(".spdx") || plain.contains("bom.");
            if is_bill {
                let (en, ja) =
                    ("an SBOM belongs into the folder of its release", "SBOM はリリースのフォルダに置きます");
                self.file_not_read(&file.name, Priority::Attention, en, ja);
            }
        }
        for file in self.files.iter().filter(|file| file.name.starts_with("releases/")) {
            if file.name.split('/').count() == 2 {
                let (en, ja) = ("a release is a folder", "リリースはフォルダです");
                self.file_not_read(&file.name, Priority::Attention, en, ja);
            }
        }
    }

    /// A file whose name says that it was meant to be read.
    pub(crate) fn misspelt<'k>(&mut self, name: &str, known: impl Iterator<Item = &'k str>) {
        let plain = name.rsplit('/').next().unwrap_or(name);
        match nearest(plain, known) {
            Some(near) => {
                let (en, ja) = (format!("did you mean {near}?"), format!("{near} の誤りではありませんか"));
                self.file_not_read(name, Priority::Attention, &en, &ja);
            }
            None => {
                let (en, ja) = ("no part of a dossier has this name", "ドシエにこの名前のファイルはありません");
                self.file_not_read(name, Priority::Attention, en, ja);
            }
        }
    }

    pub(crate) fn file_not_read(&mut self, name: &str, priority: Priority, en: &str, ja: &str) {
        let detail = FileNotRead { file: name.to_owned(), en: en.to_owned(), ja: ja.to_owned() };
        let subject = Subject::at(name, Place::file(name));
        self.dossier.complaints.push(Finding::new(priority, subject, detail));
    }
}
