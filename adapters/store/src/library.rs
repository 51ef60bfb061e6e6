//! The library: puts.

use crate::bills::{self, Bill};
use crate::database::Store;
use crate::document::{self, Ready};
use crate::fault::Fault;
use crate::library_read::{Entry, Folder, entries, folder};
use crate::sql::{Batch, OPEN, col, one, run, values};
use crate::tree::{Sha, hex, number, sha256, tree};
use crate::{durable, fold, jobs, library_read, log, replica};
use activities::library_port::{
    Along, AlongWith, Bearer, FileAbout, Files, Kept, KeptId, KeptKind, Library, NewRevision, Page, Put, ReplicaStand,
    Revision, State, Tenant,
};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::DatabaseTransaction;
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;

/// How often a put that expects nothing is done again after others were faster.
const AGAIN: u32 = 50;

/// What a put is made of.
struct Wanted<'w> {
    id: &'w KeptId,
    expected: Option<i64>,
    files: BTreeMap<&'w str, (&'w [u8], Sha)>,
    /// Whether files that are not named stay.
    others_stay: bool,
    by: &'w str,
    at: Instant,
}

/// A put against a folder as it stands, ready to be written.
struct Plan {
    folder: i64,
    /// The folder's revision that it was made for; 0 for none.
    from: i64,
    sequence: i64,
    tree: Sha,
    documents: Vec<Ready>,
    bills: Vec<Bill>,
    ended: Vec<String>,
    /// Name, hash, size, bill.
    begun: Vec<(String, Sha, i64, i64)>,
    at: Instant,
}

impl Library for Store {
    fn put_tenant(&self, tenant: &Tenant) -> Result<(), StoreFault> {
        let Tenant { id, name, party, since } = tenant;
        check_name(id)?;
        let sql = "INSERT INTO tenant (id, name, party, since_at) VALUES ($1, $2, $3, $4) \
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name";
        let values = || values![id.as_str(), name.as_str(), library_read::party_word(*party), since.0];
        self.change(async |on| Ok(run(on, sql, values()).await.map(drop)?))
    }

    fn writable(&self) -> Result<(), StoreFault> {
        // It asks for the right to write and removes what is never there.
        let none = "DELETE FROM spent WHERE name = ''";
        self.run(self.inner.change(async |on| Ok(run(on, none, vec![]).await.map(drop)?)))
    }

    fn tenants(&self) -> Result<Vec<Tenant>, StoreFault> {
        self.run(library_read::tenants(&self.inner.read()))
    }

    fn put_along(&self, new: &NewRevision<'_>, along: AlongWith<'_>) -> Result<(Put, u64), StoreFault> {
        self.put_wanted(new, along)
    }

    fn kept(
        &self,
        tenant: &str,
        kind: KeptKind,
        as_of: Option<Instant>,
        page: Page<'_>,
    ) -> Result<Vec<Kept>, StoreFault> {
        self.shown(async |on| library_read::kept(on, tenant, kind, as_of, page).await)
    }

    fn revision(&self, id: &KeptId, state: State) -> Result<Option<Revision>, StoreFault> {
        self.shown(async |on| library_read::revision(on, id, state).await)
    }

    fn revisions(&self, id: &KeptId, before: Option<i64>, limit: u32) -> Result<Vec<Revision>, StoreFault> {
        self.shown(async |on| library_read::revisions(on, id, before, limit).await)
    }

    fn list(&self, id: &KeptId, state: State) -> Result<BTreeMap<String, FileAbout>, StoreFault> {
        self.shown(async |on| library_read::list(on, id, state).await)
    }

    fn files(&self, id: &KeptId, state: State, wanted: &dyn Fn(&str) -> bool) -> Result<Files, StoreFault> {
        self.shown(async |on| library_read::files(on, id, state, wanted).await)
    }

    fn bearers(&self, names: &[String]) -> Result<Vec<Bearer>, StoreFault> {
        self.shown(async |on| library_read::bearers(&self.inner, on, names).await)
    }

    fn tidy(&self) -> Result<(), StoreFault> {
        fold::tidy(self)
    }

    fn together(&self, work: &mut dyn FnMut()) -> Result<(), StoreFault> {
        if durable::together(work) { self.wait() } else { Ok(()) }
    }

    fn show(&self, work: &mut dyn FnMut()) {
        replica::within(work);
    }

    fn replica(&self) -> Option<ReplicaStand> {
        let replica = self.inner.replica.as_ref()?;
        self.run(async { Ok(replica.stand(&self.inner).await) }).ok()
    }
}

impl Store {
    fn put_wanted(&self, new: &NewRevision<'_>, along: AlongWith<'_>) -> Result<(Put, u64), StoreFault> {
        let NewRevision { id, expected, files, others_stay, by, at } = *new;
        check_name(&id.tenant)?;
        check_name(&id.name)?;
        for (name, _) in files {
            if !formats::package::is_safe_path(name) {
                return Err(StoreFault::new(StoreFaultKind::BadName, *name));
            }
        }
        let files: BTreeMap<&str, (&[u8], Sha)> =
            files.iter().map(|(name, bytes)| (*name, (*bytes, sha256(bytes)))).collect();
        let wanted = Wanted { id, expected, files, others_stay, by, at };
        for _ in 0..AGAIN {
            if let Some(put) = self.try_put(&wanted, along)? {
                return Ok(put);
            }
        }
        Err(StoreFault::new(StoreFaultKind::Busy, id.to_string()))
    }

    /// One try; `None` when another put was faster and nothing was expected.
    fn try_put(&self, wanted: &Wanted<'_>, along: AlongWith<'_>) -> Result<Option<(Put, u64)>, StoreFault> {
        let changed = || StoreFault::new(StoreFaultKind::Changed, wanted.id.to_string());
        // Whoever is faster between this and the writing makes the plan fail, not the put.
        let (before, held) = self.run(async {
            let before = folder(&self.inner.read(), wanted.id).await?;
            let held = match &before {
                Some(folder) => entries(&self.inner.read(), folder.id, folder.revision.sequence).await?,
                // A tenant that is there stays there.
                None => is_tenant(&self.inner.read(), &wanted.id.tenant).await.map(|()| BTreeMap::new())?,
            };
            Ok((before, held))
        })?;
        let sequence = before.as_ref().map_or(0, |folder| folder.revision.sequence);
        if wanted.expected.is_some_and(|expected| expected != sequence) {
            return Err(changed());
        }
        let tree = tree_of(wanted, &held);
        if let Some(Folder { revision, .. }) = before.as_ref().filter(|folder| folder.revision.tree == hex(&tree)) {
            return Ok(Some((Put { revision: revision.clone(), new: false }, 0)));
        }
        let plan = self.plan(wanted, before.as_ref(), &held, tree)?;
        let Plan { sequence, tree, at, .. } = &plan;
        let revision = Revision { sequence: *sequence, tree: hex(tree), by: wanted.by.to_owned(), at: *at };
        let along = along(&revision)?;
        let done = self.change(async |on| write(on, &self.inner.known, wanted, &plan, &along).await)?;
        match done {
            Some(jobs) => {
                fold::soon(self, plan.bills.len() as u64);
                Ok(Some((Put { revision, new: true }, jobs)))
            }
            None if wanted.expected.is_some() => Err(changed()),
            None => Ok(None),
        }
    }

    fn plan(
        &self,
        wanted: &Wanted<'_>,
        before: Option<&Folder>,
        held: &BTreeMap<String, Entry>,
        tree: Sha,
    ) -> Result<Plan, StoreFault> {
        let from = before.map_or(0, |folder| folder.revision.sequence);
        // Time never runs backwards in a folder, whatever the clock does.
        let at = before.map_or(wanted.at, |folder| wanted.at.max(folder.revision.at));
        let begun: Vec<(&str, &[u8], Sha)> = wanted
            .files
            .iter()
            .filter(|(name, (_, sha))| held.get(**name).is_none_or(|entry| entry.sha != *sha))
            .map(|(name, (bytes, sha))| (*name, *bytes, *sha))
            .collect();
        let gone = held.keys().filter(|name| !wanted.others_stay && !wanted.files.contains_key(name.as_str()));
        let ended = gone.chain(begun.iter().filter_map(|(name, ..)| held.get_key_value(*name).map(|(name, _)| name)));
        let mut plan = Plan {
            folder: number(&[&wanted.id.tenant, wanted.id.kind.word(), &wanted.id.name]),
            from,
            sequence: from + 1,
            tree,
            documents: Vec::new(),
            bills: Vec::new(),
            ended: ended.cloned().collect(),
            begun: Vec::new(),
            at,
        };
        let shas: BTreeSet<Sha> = begun.iter().map(|(_, _, sha)| *sha).collect();
        let mut known = self.run(document::known(&self.inner.read(), &shas))?;
        for (name, bytes, sha) in begun {
            let new = known.insert(sha);
            let mut bill = 0;
            if bills::may_be_bill(name) {
                bill = bills::id(&sha);
                // A document that was kept under another name may not have been read as a bill.
                if new || !self.run(is_bill(&self.inner.read(), bill))? {
                    plan.bills.push(bills::read(name, bytes, sha));
                }
            }
            if new {
                let grows = self.grows(name, bytes, held)?;
                let ready = document::pack(name, bytes, sha, grows);
                plan.documents.push(ready.map_err(|fault| fault.at(&self.inner.place))?);
            }
            plan.begun.push((name.to_owned(), sha, bytes.len() as i64, bill));
        }
        Ok(plan)
    }

    /// What a file was before, when it is one that grows and begins with all of that.
    fn grows(
        &self,
        name: &str,
        bytes: &[u8],
        held: &BTreeMap<String, Entry>,
    ) -> Result<Option<(Sha, usize)>, StoreFault> {
        let grows = name.ends_with(".jsonl") || name.ends_with("/decisions.yaml");
        let Some(before) = held.get(name).filter(|entry| grows && entry.size > 0) else { return Ok(None) };
        let size = usize::try_from(before.size).unwrap_or(usize::MAX);
        let begins = bytes.get(..size).is_some_and(|begin| bytes.len() > size && sha256(begin) == before.sha);
        Ok(begins.then_some((before.sha, size)))
    }
}

async fn is_tenant(on: &sea_orm::DatabaseConnection, tenant: &str) -> Result<(), Fault> {
    let row = one(on, "SELECT 1 FROM tenant WHERE id = $1", values![tenant]).await?;
    row.map(drop).ok_or_else(|| StoreFault::new(StoreFaultKind::NotThere, format!("tenant {tenant}")).into())
}

async fn is_bill(on: &sea_orm::DatabaseConnection, id: i64) -> Result<bool, Fault> {
    Ok(one(on, "SELECT 1 FROM bill WHERE id = $1", values![id]).await?.is_some())
}

fn tree_of(wanted: &Wanted<'_>, held: &BTreeMap<String, Entry>) -> Sha {
    let mut all: BTreeMap<&str, &Sha> = BTreeMap::new();
    if wanted.others_stay {
        all.extend(held.iter().map(|(name, entry)| (name.as_str(), &entry.sha)));
    }
    all.extend(wanted.files.iter().map(|(name, (_, sha))| (*name, sha)));
    tree(all.into_iter().map(|(name, sha)| (name, sha.as_slice())))
}

/// Writes a plan and what goes along with it. `None` when the folder is no longer as it was planned for; then nothing may be
/// committed that was written before, and nothing was. Otherwise the number of jobs that are new.
async fn write(
    on: &DatabaseTransaction,
    known: &bills::Known,
    wanted: &Wanted<'_>,
    plan: &Plan,
    along: &Along,
) -> Result<Option<u64>, Fault> {
    if !advance(on, wanted, plan).await? {
        return Ok(None);
    }
    let mut batch = Batch::on(on);
    let sql = "INSERT INTO revision (folder, sequence, tree, made_by, made_at) VALUES ($1, $2, $3, $4, $5)";
    batch.add(sql, values![plan.folder, plan.sequence, plan.tree.to_vec(), wanted.by, plan.at.0]);
    for name in &plan.ended {
        let sql = "UPDATE file SET until_revision = $1 WHERE folder = $2 AND name = $3 AND until_revision = $4";
        batch.add(sql, values![plan.sequence, plan.folder, name.as_str(), OPEN]);
    }
    for document in &plan.documents {
        document::keep(on, &mut batch, document).await?;
    }
    for bill in &plan.bills {
        bills::keep(&mut batch, bill, known);
    }
    let rows = plan.begun.iter().map(|(name, sha, size, bill)| {
        values![plan.folder, name.as_str(), plan.sequence, OPEN, sha.to_vec(), *size, *bill]
    });
    let into = "file (folder, name, since_revision, until_revision, sha256, size, bill)";
    batch.insert(into, "", 7, rows.collect());
    batch.run(on).await?;
    if !along.leaves.is_empty() {
        log::append(on, None, &along.leaves).await?;
    }
    Ok(Some(jobs::add(on, &along.jobs).await?))
}

/// Makes the folder or moves it on, if it is as it was planned for. From here until the end of the transaction nobody else can.
async fn advance(on: &DatabaseTransaction, wanted: &Wanted<'_>, plan: &Plan) -> Result<bool, Fault> {
    let KeptId { tenant, kind, name } = wanted.id;
    if plan.from == 0 {
        let sql = "INSERT INTO folder (id, tenant, kind, name, sequence, tree, made_by, made_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (tenant, kind, name) DO NOTHING";
        let (tree, by) = (plan.tree.to_vec(), wanted.by);
        let values =
            values![plan.folder, tenant.as_str(), kind.word(), name.as_str(), plan.sequence, tree, by, plan.at.0];
        return Ok(run(on, sql, values).await? > 0);
    }
    let sql = "UPDATE folder SET sequence = $1, tree = $2, made_by = $3, made_at = $4 WHERE id = $5 AND sequence = $6";
    let values = values![plan.sequence, plan.tree.to_vec(), wanted.by, plan.at.0, plan.folder, plan.from];
    Ok(run(on, sql, values).await? > 0)
}

/// Refuses what is no name of a tenant or a folder.
fn check_name(name: &str) -> Result<(), StoreFault> {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match !name.is_empty() && name.len() <= 128 && name.chars().all(good) && !name.starts_with('.') {
        true => Ok(()),
        false => Err(StoreFault::new(StoreFaultKind::BadName, name)),
    }
}

/// The number of a folder that is kept.
pub(crate) async fn folder_number<C: sea_orm::ConnectionTrait>(on: &C, id: &KeptId) -> Result<i64, Fault> {
    let sql = "SELECT id FROM folder WHERE tenant = $1 AND kind = $2 AND name = $3";
    let row = one(on, sql, values![id.tenant.as_str(), id.kind.word(), id.name.as_str()]).await?;
    let row = row.ok_or_else(|| StoreFault::new(StoreFaultKind::NotThere, id.to_string()))?;
    Ok(col(&row, 0)?)
}
