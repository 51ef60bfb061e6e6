//! Open: takes a package apart and holds every file against the signed manifest. Needs no account and no connection.

use super::port::{Envelopes, Key, Opened};
use super::{hash_of, sha256};
use device::{Package, Sha256};
use formats::dossier::{IntoCore, Read};
use formats::package::{self, PACKAGE_KIND, Parts, unsafe_paths};
use std::collections::{BTreeMap, BTreeSet};

/// A package of which every file has the hash that its manifest names.
#[derive(Debug)]
pub struct OpenedPackage<'a> {
    /// The signed envelope as received.
    pub envelope: &'a [u8],
    /// What its manifest says; believed only where `signer` is there.
    pub manifest: Package,
    /// SHA-256 of the manifest: the package's name.
    pub sha256: Sha256,
    /// The bytes of its files, in the order of the manifest.
    pub files: Vec<&'a [u8]>,
    /// Ids of the keys that claim to have signed.
    pub claims: Vec<String>,
    /// Id of the trusted key whose signature fits.
    pub signer: Option<String>,
    /// SHA-256 of each duty as written, in the order of the manifest.
    pub duties: Vec<Sha256>,
    /// What a later version of the program may have said, that this one does not know.
    pub complaints: Vec<terms::Finding>,
}

/// Why a package is refused whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The file is no package.
    NotAPackage,
    /// The envelope cannot be read.
    Envelope,
    /// The manifest cannot be read, or is of another version.
    Manifest,
    /// It ends in the middle.
    BreaksOff,
    /// Files whose bytes have another hash than the signed one.
    WrongHash(Vec<String>),
    /// Files that the manifest names and that are not there.
    Missing(Vec<String>),
    /// What the manifest does not name.
    Foreign(Vec<String>),
    /// Names that would lead out of the folder, or fall together on some system.
    UnsafePath(Vec<String>),
}

/// A manifest with its hash, once the envelope is open.
pub(crate) struct ReadManifest {
    pub(crate) manifest: Package,
    pub(crate) sha256: Sha256,
    pub(crate) duties: Vec<Sha256>,
    pub(crate) opened: Opened,
    pub(crate) complaints: Vec<terms::Finding>,
}

/// Opens an envelope and reads the manifest in it.
pub(crate) fn read_manifest(envelope: &[u8], envelopes: &dyn Envelopes, keys: &[Key]) -> Result<ReadManifest, Broken> {
    let opened = envelopes.open(PACKAGE_KIND, envelope, keys).ok_or(Broken::Envelope)?;
    let Read { value, complaints } = package::manifest(&opened.payload);
    let readable = value.filter(|manifest| {
        manifest.schema == Package::SCHEMA && manifest.sequence > 0 && !package::is_unreadable(&complaints)
    });
    let written = readable.ok_or(Broken::Manifest)?;
    let duties = written.duties.iter().map(|duty| hash_of(duty.canonical().as_bytes())).collect();
    let manifest = written.into_core();
    let mut bad = unsafe_paths(manifest.files.iter().map(|file| file.path.as_str()));
    // The envelope itself lies in the received folder under this name.
    let paths = manifest.files.iter().map(|file| file.path.as_str());
    bad.extend(paths.filter(|path| path.eq_ignore_ascii_case(package::ENVELOPE)));
    if !bad.is_empty() {
        return Err(Broken::UnsafePath(bad.into_iter().map(str::to_owned).collect()));
    }
    Ok(ReadManifest { sha256: hash_of(&opened.payload), manifest, duties, opened, complaints })
}

/// Opens a package: envelope, manifest, every file.
pub fn open_package<'a>(bytes: &'a [u8], envelopes: &dyn Envelopes, keys: &[Key]) -> Result<OpenedPackage<'a>, Broken> {
    let Parts { envelope, files, strange, breaks_off } = package::read(bytes).ok_or(Broken::NotAPackage)?;
    if breaks_off && envelope.is_empty() {
        return Err(Broken::BreaksOff);
    }
    let ReadManifest { manifest, sha256, duties, opened, complaints } = read_manifest(envelope, envelopes, keys)?;
    if breaks_off {
        return Err(Broken::BreaksOff);
    }
    if !strange.is_empty() {
        return Err(Broken::Foreign(strange));
    }
    let placed = place(&manifest, &files)?;
    Ok(OpenedPackage {
        envelope,
        manifest,
        sha256,
        files: placed,
        claims: opened.claims,
        signer: opened.signer,
        duties,
        complaints,
    })
}

/// The bytes of each file of the manifest, in its order.
fn place<'a>(manifest: &Package, files: &BTreeMap<String, &'a [u8]>) -> Result<Vec<&'a [u8]>, Broken> {
    let wrong: BTreeSet<&str> =
        files.iter().filter(|(hash, bytes)| sha256(bytes) != **hash).map(|(hash, _)| hash.as_str()).collect();
    let (mut placed, mut missing, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for file in &manifest.files {
        match files.get(file.sha256.as_str()) {
            None => missing.push(file.path.clone()),
            Some(bytes) if wrong.contains(file.sha256.as_str()) || bytes.len() as u64 != u64::from(file.bytes) => {
                changed.push(file.path.clone());
            }
            Some(bytes) => placed.push(*bytes),
        }
    }
    if !changed.is_empty() {
        return Err(Broken::WrongHash(changed));
    }
    if !missing.is_empty() {
        return Err(Broken::Missing(missing));
    }
    let named: BTreeSet<&str> = manifest.files.iter().map(|file| file.sha256.as_str()).collect();
    let foreign: Vec<String> = files.keys().filter(|hash| !named.contains(hash.as_str())).cloned().collect();
    if foreign.is_empty() { Ok(placed) } else { Err(Broken::Foreign(foreign)) }
}

impl Broken {
    /// What is wrong, English and Japanese.
    pub fn say(&self) -> [String; 2] {
        let named = |names: &[String]| {
            let shown = names.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
            if names.len() > 3 { format!("{shown}, …") } else { shown }
        };
        let (en, ja) = match self {
            Broken::NotAPackage => {
                ("it is no package of tutela".to_owned(), "tutela のパッケージではありません".to_owned())
            }
            Broken::Envelope => (
                "its signed envelope cannot be read, or is of something else".to_owned(),
                "署名付き封筒を読み取れないか、別の種類のものです".to_owned(),
            ),
            Broken::Manifest => (
                "its manifest cannot be read, or was made by another version".to_owned(),
                "目録を読み取れないか、別の版で作成されています".to_owned(),
            ),
            Broken::BreaksOff => ("it breaks off in the middle".to_owned(), "途中で途切れています".to_owned()),
            Broken::WrongHash(names) => (
                format!("wrong hash, the bytes are not the signed ones: {}", named(names)),
                format!("ハッシュが一致せず、署名された内容ではありません: {}", named(names)),
            ),
            Broken::Missing(names) => (
                format!("files that the manifest names are missing: {}", named(names)),
                format!("目録にあるファイルがありません: {}", named(names)),
            ),
            Broken::Foreign(names) => (
                format!("it holds what its manifest does not name: {}", named(names)),
                format!("目録にないものが含まれています: {}", named(names)),
            ),
            Broken::UnsafePath(names) => (
                format!("names that lead elsewhere or fall together: {:?}", named(names)),
                format!("フォルダの外を指すか、重複する名前があります: {:?}", named(names)),
            ),
        };
        [en, ja]
    }
}
