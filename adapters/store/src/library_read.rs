//! The library: what is kept, as it stands or stood.

use crate::database::Inner;
use crate::document;
use crate::fault::Fault;
use crate::fold;
use crate::sql::{OPEN, all, all_of, col, one, values};
use crate::tree::{Sha, hex};
use crate::{bills, tree};
use activities::library_port::{Bearer, FileAbout, Files, Kept, KeptId, KeptKind, Page, Revision, State, Tenant};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Value};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use terms::{Instant, Party};
use vulnerability::Name;

/// A folder as it stands.
pub(crate) struct Folder {
    pub(crate) id: i64,
    pub(crate) revision: Revision,
}

/// A file of a revision.
pub(crate) struct Entry {
    pub(crate) sha: Sha,
    pub(crate) size: i64,
}

pub(crate) fn party_word(party: Party) -> &'static str {
    match party {
        Party::Manufacturer => "manufacturer",
        Party::Facility => "facility",
    }
}

pub(crate) async fn tenants<C: ConnectionTrait>(on: &C) -> Result<Vec<Tenant>, Fault> {
    let rows = all(on, "SELECT id, name, party, since_at FROM tenant ORDER BY id", vec![]).await?;
    let tenant = |row: &QueryResult| {
        let party: String = col(row, 2)?;
        let party = if party == party_word(Party::Facility) { Party::Facility } else { Party::Manufacturer };
        Ok(Tenant { id: col(row, 0)?, name: col(row, 1)?, party, since: Instant(col(row, 3)?) })
    };
    rows.iter().map(tenant).collect()
}

/// A revision from columns: sequence, tree, by, at, the first at `from`.
pub(crate) fn revision_of(row: &QueryResult, from: usize) -> Result<Revision, Fault> {
    let tree: Vec<u8> = col(row, from + 1)?;
    let (by, at) = (col(row, from + 2)?, Instant(col(row, from + 3)?));
    Ok(Revision { sequence: col(row, from)?, tree: hex(&tree), by, at })
}

/// A folder with its latest revision.
pub(crate) async fn folder<C: ConnectionTrait>(on: &C, id: &KeptId) -> Result<Option<Folder>, Fault> {
    let sql = "SELECT id, sequence, tree, made_by, made_at FROM folder WHERE tenant = $1 AND kind = $2 AND name = $3";
    let row = one(on, sql, values![id.tenant.as_str(), id.kind.word(), id.name.as_str()]).await?;
    row.map(|row| Ok(Folder { id: col(&row, 0)?, revision: revision_of(&row, 1)? })).transpose()
}

/// A folder with the revision asked for.
async fn folder_at<C: ConnectionTrait>(on: &C, id: &KeptId, state: State) -> Result<Option<Folder>, Fault> {
    let Some(folder) = folder(on, id).await? else { return Ok(None) };
    let columns = "SELECT sequence, tree, made_by, made_at FROM revision WHERE folder = $1";
    let row = match state {
        State::Now => return Ok(Some(folder)),
        State::Revision(sequence) => {
            one(on, &format!("{columns} AND sequence = $2"), values![folder.id, sequence]).await?
        }
        // Times never run backwards in a folder, so the last sequence is the last in time.
        State::AsOf(at) => {
            let sql = format!("{columns} AND made_at <= $2 ORDER BY sequence DESC LIMIT 1");
            one(on, &sql, values![folder.id, at.0]).await?
        }
    };
    row.map(|row| Ok(Folder { id: folder.id, revision: revision_of(&row, 0)? })).transpose()
}

pub(crate) async fn revision<C: ConnectionTrait>(on: &C, id: &KeptId, state: State) -> Result<Option<Revision>, Fault> {
    Ok(folder_at(on, id, state).await?.map(|folder| folder.revision))
}

pub(crate) async fn revisions<C: ConnectionTrait>(
    on: &C,
    id: &KeptId,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<Revision>, Fault> {
    let Some(folder) = folder(on, id).await? else { return Ok(Vec::new()) };
    let sql = "SELECT sequence, tree, made_by, made_at FROM revision WHERE folder = $1 AND sequence < $2 \
               ORDER BY sequence DESC LIMIT $3";
    let rows = all(on, sql, values![folder.id, before.unwrap_or(OPEN), i64::from(limit.max(1))]).await?;
    rows.iter().map(|row| revision_of(row, 0)).collect()
}

pub(crate) async fn kept<C: ConnectionTrait>(
    on: &C,
    tenant: &str,
    kind: KeptKind,
    as_of: Option<Instant>,
    page: Page<'_>,
) -> Result<Vec<Kept>, Fault> {
    let limit = i64::from(page.limit.max(1));
    let rows = match as_of {
        None => {
            let sql = "SELECT name, sequence, tree, made_by, made_at FROM folder \
                       WHERE tenant = $1 AND kind = $2 AND name > $3 ORDER BY name LIMIT $4";
            all(on, sql, values![tenant, kind.word(), page.after, limit]).await?
        }
        Some(at) => {
            let sql = "SELECT f.name, r.sequence, r.tree, r.made_by, r.made_at FROM folder f \
                       JOIN revision r ON r.folder = f.id AND r.sequence = \
                       (SELECT MAX(l.sequence) FROM revision l WHERE l.folder = f.id AND l.made_at <= $4) \
                       WHERE f.tenant = $1 AND f.kind = $2 AND f.name > $3 ORDER BY f.name LIMIT $5";
            all(on, sql, values![tenant, kind.word(), page.after, at.0, limit]).await?
        }
    };
    let kept = |row: &QueryResult| {
        let id = KeptId { tenant: tenant.to_owned(), kind, name: col(row, 0)? };
        Ok(Kept { id, revision: revision_of(row, 1)? })
    };
    rows.iter().map(kept).collect()
}

/// The files of a revision by name.
pub(crate) async fn entries<C: ConnectionTrait>(
    on: &C,
    folder: i64,
    sequence: i64,
) -> Result<BTreeMap<String, Entry>, Fault> {
    let sql = "SELECT name, sha256, size FROM file WHERE folder = $1 AND since_revision <= $2 AND until_revision > $2";
    let rows = all(on, sql, values![folder, sequence]).await?;
    let entry = |row: &QueryResult| Ok((col(row, 0)?, Entry { sha: document::sha(col(row, 1)?)?, size: col(row, 2)? }));
    rows.iter().map(entry).collect()
}

async fn entries_at<C: ConnectionTrait>(on: &C, id: &KeptId, state: State) -> Result<BTreeMap<String, Entry>, Fault> {
    let found = folder_at(on, id, state).await?;
    let folder = found.ok_or_else(|| StoreFault::new(StoreFaultKind::NotThere, id.to_string()))?;
    let entries = entries(on, folder.id, folder.revision.sequence).await?;
    let whole = tree::tree(entries.iter().map(|(name, entry)| (name.as_str(), entry.sha.as_slice())));
    match hex(&whole) == folder.revision.tree {
        true => Ok(entries),
        false => Err(StoreFault::new(StoreFaultKind::Damaged, id.to_string()).into()),
    }
}

pub(crate) async fn list<C: ConnectionTrait>(
    on: &C,
    id: &KeptId,
    state: State,
) -> Result<BTreeMap<String, FileAbout>, Fault> {
    let about = |entry: Entry| FileAbout { sha256: hex(&entry.sha), size: entry.size.unsigned_abs() };
    Ok(entries_at(on, id, state).await?.into_iter().map(|(name, entry)| (name, about(entry))).collect())
}

pub(crate) async fn files<C: ConnectionTrait>(
    on: &C,
    id: &KeptId,
    state: State,
    wanted: &dyn Fn(&str) -> bool,
) -> Result<Files, Fault> {
    let mut files = Files::new();
    for (name, entry) in entries_at(on, id, state).await? {
        if wanted(&name) {
            files.insert(name, document::read(on, &entry.sha).await?);
        }
    }
    Ok(files)
}

/// Whose folder a number is: it is made from them, so this never changes.
#[derive(Default)]
pub(crate) struct Folders(Mutex<HashMap<i64, Arc<KeptId>>>);

/// So many folders are remembered, at most.
const REMEMBERED: usize = 200_000;

impl Folders {
    /// Those of these numbers.
    async fn of<C: ConnectionTrait>(
        &self,
        on: &C,
        numbers: &BTreeSet<i64>,
    ) -> Result<HashMap<i64, Arc<KeptId>>, Fault> {
        let mut found: HashMap<i64, Arc<KeptId>> = {
            let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            numbers.iter().filter_map(|number| Some((*number, Arc::clone(known.get(number)?)))).collect()
        };
        let wanted = numbers.iter().filter(|number| !found.contains_key(number));
        let wanted: Vec<Value> = wanted.map(|number| Value::from(*number)).collect();
        let rows = all_of(on, "SELECT id, tenant, kind, name FROM folder WHERE id IN ({in})", vec![], &wanted).await?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() + rows.len() > REMEMBERED {
            known.clear();
        }
        for row in rows {
            let kind: String = col(&row, 2)?;
            let kind = KeptKind::of(&kind).unwrap_or(KeptKind::Dossier);
            let id = Arc::new(KeptId { tenant: col(&row, 1)?, kind, name: col(&row, 3)? });
            found.insert(col(&row, 0)?, Arc::clone(&id));
            known.insert(col(&row, 0)?, id);
        }
        Ok(found)
    }
}

pub(crate) async fn bearers(inner: &Inner, on: &DatabaseConnection, names: &[String]) -> Result<Vec<Bearer>, Fault> {
    let asked: Vec<u64> = names.iter().map(|name| Name::fingerprint(name).0).collect();
    let hits = fold::bills(inner, on, &asked).await?;
    let numbers: BTreeSet<i64> = hits.iter().map(|(_, bill, _)| *bill).collect();
    let wanted: Vec<Value> = numbers.into_iter().map(Value::from).collect();
    let sql = "SELECT bill, folder, name FROM file WHERE bill IN ({in}) AND until_revision = 9223372036854775807";
    let mut standing: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
    let mut folders = BTreeSet::new();
    for row in all_of(on, sql, vec![], &wanted).await? {
        let folder: i64 = col(&row, 1)?;
        folders.insert(folder);
        standing.entry(col(&row, 0)?).or_default().push((folder, col(&row, 2)?));
    }
    let folders = inner.folders.of(on, &folders).await?;
    let mut bearers = Vec::with_capacity(hits.len());
    for (_, bill, version) in hits {
        for (folder, name) in standing.get(&bill).into_iter().flatten() {
            let (Some((within, release, sbom)), Some(id)) = (bills::place(name), folders.get(folder)) else { continue };
            let (within, release, sbom) = (within.to_owned(), release.to_owned(), sbom.to_owned());
            bearers.push(Bearer { id: KeptId::clone(id), within, release, sbom, version: version.clone() });
        }
    }
    bearers.sort_unstable();
    bearers.dedup();
    Ok(bearers)
}
