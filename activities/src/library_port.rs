//! The port of the library: dossiers and site folders of many organisations, kept as revisions.

use crate::jobs_port::NewJob;
use crate::log_port::NewLeaf;
use crate::store_fault::StoreFault;
use std::collections::BTreeMap;
use terms::{Instant, Party};

/// An organisation that works here and sees nothing of the others: a manufacturer or a healthcare facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenant {
    /// Its id: lower-case letters, digits and hyphens.
    pub id: String,
    /// Its name as printed.
    pub name: String,
    /// Which party it is.
    pub party: Party,
    /// Since when it is kept.
    pub since: Instant,
}

/// What kind of folder is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KeptKind {
    /// A device dossier.
    Dossier,
    /// A site.
    Site,
}

impl KeptKind {
    /// The word for it in addresses and tables.
    pub fn word(self) -> &'static str {
        match self {
            KeptKind::Dossier => "dossier",
            KeptKind::Site => "site",
        }
    }

    /// The kind that a word names.
    pub fn of(word: &str) -> Option<KeptKind> {
        [KeptKind::Dossier, KeptKind::Site].into_iter().find(|kind| kind.word() == word)
    }
}

/// Which folder of which tenant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct KeptId {
    /// The tenant's id.
    pub tenant: String,
    /// What kind of folder.
    pub kind: KeptKind,
    /// Its name among the tenant's folders of this kind.
    pub name: String,
}

impl KeptId {
    /// A device dossier of a tenant.
    pub fn dossier(tenant: &str, name: &str) -> KeptId {
        KeptId { tenant: tenant.to_owned(), kind: KeptKind::Dossier, name: name.to_owned() }
    }

    /// A site of a tenant.
    pub fn site(tenant: &str, name: &str) -> KeptId {
        KeptId { tenant: tenant.to_owned(), kind: KeptKind::Site, name: name.to_owned() }
    }
}

impl std::fmt::Display for KeptId {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}/{}", self.kind.word(), self.name)
    }
}

/// A state of a folder that was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// 1 for the first, without gaps.
    pub sequence: i64,
    /// SHA-256 over names and hashes of all files, 64 hexadecimal digits.
    pub tree: String,
    /// Who put it here: the id of a user or of a token.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// A folder that is kept, with the revision asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub id: KeptId,
    /// Its latest revision at the time asked about.
    pub revision: Revision,
}

/// What a put did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// The revision that holds the files.
    pub revision: Revision,
    /// Whether it is new; the same files again are the same revision and write nothing.
    pub new: bool,
}

/// The files of a folder as they are to be kept.
#[derive(Clone, Copy, Debug)]
pub struct NewRevision<'f> {
    /// Whose folder.
    pub id: &'f KeptId,
    /// The sequence that it must have now (0: nothing is kept yet); `None` follows whatever is there.
    pub expected: Option<i64>,
    /// Names and bytes.
    pub files: &'f [(&'f str, &'f [u8])],
    /// Files of the folder that are not among them stay as they are; otherwise they go.
    pub others_stay: bool,
    /// Who puts them.
    pub by: &'f str,
    /// When.
    pub at: Instant,
}

/// What is written with a new revision, in one transaction: neither is ever there without the other.
#[derive(Clone, Debug, Default)]
pub struct Along {
    /// Leaves of the log.
    pub leaves: Vec<NewLeaf>,
    /// Jobs that follow.
    pub jobs: Vec<NewJob>,
}

/// What goes along with a revision; asked again when another put was faster.
pub type AlongWith<'a> = &'a dyn Fn(&Revision) -> Result<Along, StoreFault>;

/// Which state of a folder is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The latest.
    #[default]
    Now,
    /// The latest at this moment.
    AsOf(Instant),
    /// The revision of this sequence.
    Revision(i64),
}

/// A page of a list: what follows the last name of the page before, and at most so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page<'a> {
    /// The last key of the page before; empty for the first page.
    pub after: &'a str,
    /// At most so many, at least one.
    pub limit: u32,
}

/// A file as it is listed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileAbout {
    /// SHA-256 of its bytes, 64 hexadecimal digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
}

/// Names of files with their bytes.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A release whose software contains a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Bearer {
    /// Whose folder.
    pub id: KeptId,
    /// The dossier inside a site, such as `received/aster`; empty for a dossier of its own.
    pub within: String,
    /// The release's folder name.
    pub release: String,
    /// The SBOM's name inside the release's folder.
    pub sbom: String,
    /// The version stated there, as written; empty when none is.
    pub version: String,
}

/// Where dossiers and sites are kept.
pub trait Library: Send + Sync {
    /// Adds a tenant; the same one again changes only its printed name.
    fn put_tenant(&self, tenant: &Tenant) -> Result<(), StoreFault>;
    /// Whether something could be kept now; nothing is. A fault says why not.
    fn writable(&self) -> Result<(), StoreFault>;
    /// All tenants by id.
    fn tenants(&self) -> Result<Vec<Tenant>, StoreFault>;

    /// Keeps the files of a folder as its latest revision, all or none. `expected` is the sequence it must have now (0:
    /// nothing is kept yet); `None` follows whatever is there. What a folder no longer holds stays in older revisions.
    fn put(
        &self,
        id: &KeptId,
        expected: Option<i64>,
        files: &[(&str, &[u8])],
        by: &str,
        at: Instant,
    ) -> Result<Put, StoreFault> {
        let new = NewRevision { id, expected, files, others_stay: false, by, at };
        self.put_along(&new, &|_| Ok(Along::default())).map(|(put, _)| put)
    }

    /// The same, with what `along` gives for the revision when it is new. What was put, and how many of the jobs were new.
    fn put_along(&self, new: &NewRevision<'_>, along: AlongWith<'_>) -> Result<(Put, u64), StoreFault>;

    /// Keeps some changed or added files; the others stay as they are. `expected` as for [`put`](Library::put).
    fn put_some(
        &self,
        id: &KeptId,
        expected: Option<i64>,
        files: &[(&str, &[u8])],
        by: &str,
        at: Instant,
    ) -> Result<Put, StoreFault> {
        let new = NewRevision { id, expected, files, others_stay: true, by, at };
        self.put_along(&new, &|_| Ok(Along::default())).map(|(put, _)| put)
    }

    /// The tenant's folders of a kind by name, as they were then. `Page::after` is a name.
    fn kept(
        &self,
        tenant: &str,
        kind: KeptKind,
        as_of: Option<Instant>,
        page: Page<'_>,
    ) -> Result<Vec<Kept>, StoreFault>;
    /// The revision of a folder; `None` when there is none.
    fn revision(&self, id: &KeptId, state: State) -> Result<Option<Revision>, StoreFault>;
    /// Revisions of a folder, the latest first, those before a sequence.
    fn revisions(&self, id: &KeptId, before: Option<i64>, limit: u32) -> Result<Vec<Revision>, StoreFault>;
    /// Names of the files of a revision.
    fn list(&self, id: &KeptId, state: State) -> Result<BTreeMap<String, FileAbout>, StoreFault>;
    /// The files of a revision, each checked against its hash. `wanted` chooses by name.
    fn files(&self, id: &KeptId, state: State, wanted: &dyn Fn(&str) -> bool) -> Result<Files, StoreFault>;

    /// Releases of every tenant whose latest revision holds one of these names ([`vulnerability::Name::spell`]). Those that
    /// only share the name are there too: versions are the caller's business. In the order of tenant, folder and release.
    ///
    /// It answers for what SBOMs bear. An advisory about a device itself, by maker and model, is not found here: those names
    /// hang on three files of a dossier and are few, so each dossier is asked by a check.
    fn bearers(&self, names: &[String]) -> Result<Vec<Bearer>, StoreFault>;

    /// Brings what was left of the order in which [`bearers`](Library::bearers) finds things, in the background: by a great upload,
    /// by a process that ended. Answers are the same before and after, only sooner.
    fn tidy(&self) -> Result<(), StoreFault>;

    /// Runs work of this thread whose changes, of every port of this store, are on the disk when this returns, not before: one
    /// wait instead of many. A later change is never there without the earlier ones. Nobody may be told of them before.
    fn together(&self, work: &mut dyn FnMut()) -> Result<(), StoreFault>;

    /// Runs work of this thread that shows and neither decides nor changes anything: what it reads, of every port of this store, may come
    /// from a replica that is near.
    fn show(&self, work: &mut dyn FnMut()) {
        work();
    }

    /// How the replica stands; `None` where there is none.
    fn replica(&self) -> Option<ReplicaStand> {
        None
    }
}

/// How a replica stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReplicaStand {
    /// It is read.
    pub near: bool,
    /// Pieces of work that it answered since the start.
    pub answered: u64,
}
