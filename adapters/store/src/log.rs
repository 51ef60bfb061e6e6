//! The log: leaves and checkpoints, appended and never changed.

use crate::accounts::unless_open;
use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{Batch, all, col, one, run, values};
use activities::log_port::{Checkpoint, LogLeaf, LogStore, NewLeaf, Words};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{DatabaseTransaction, QueryResult};
use std::collections::BTreeMap;
use terms::Instant;

impl LogStore for Store {
    fn append_leaves(&self, expected: Option<i64>, leaves: &[NewLeaf]) -> Result<i64, StoreFault> {
        self.change(async |on| append(on, expected, leaves).await)
    }

    fn log_size(&self) -> Result<i64, StoreFault> {
        self.run(async {
            let row = one(&self.inner.write(), "SELECT size FROM log_end WHERE name = 'log'", vec![]).await?;
            Ok(row.map(|row| col(&row, 0)).transpose()?.unwrap_or_default())
        })
    }

    fn leaves(&self, from: i64, limit: u32, tenant: Option<&str>) -> Result<Vec<LogLeaf>, StoreFault> {
        let columns = "SELECT sequence, bytes, hash, tenant, made_at FROM leaf WHERE sequence >= $1";
        let limit = i64::from(limit.max(1));
        self.run(async {
            let rows = match tenant {
                None => {
                    let sql = format!("{columns} ORDER BY sequence LIMIT $2");
                    all(&self.inner.read(), &sql, values![from, limit]).await?
                }
                Some(tenant) => {
                    let sql = format!("{columns} AND tenant = $3 ORDER BY sequence LIMIT $2");
                    all(&self.inner.read(), &sql, values![from, limit, tenant]).await?
                }
            };
            rows.iter().map(leaf).collect()
        })
    }

    fn leaf_hashes(&self, from: i64, limit: u32) -> Result<Vec<[u8; 32]>, StoreFault> {
        let sql = "SELECT hash FROM leaf WHERE sequence >= $1 ORDER BY sequence LIMIT $2";
        self.run(async {
            let rows = all(&self.inner.read(), sql, values![from, i64::from(limit.max(1))]).await?;
            rows.iter().map(|row| hash(col(row, 0)?)).collect()
        })
    }

    fn words(&self, places: std::ops::Range<i64>) -> Result<BTreeMap<i64, Words>, StoreFault> {
        let sql = "SELECT leaf, facts, erased_at FROM personal WHERE leaf >= $1 AND leaf < $2";
        self.run(async {
            let rows = all(&self.inner.read(), sql, values![places.start, places.end]).await?;
            let words = |row: &QueryResult| {
                let words = match unless_open(col(row, 2)?) {
                    Some(at) => Words::Removed(at),
                    None => Words::Kept(col(row, 1)?),
                };
                Ok((col(row, 0)?, words))
            };
            rows.iter().map(words).collect()
        })
    }

    fn put_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreFault> {
        let Checkpoint { size, root, signed, at } = checkpoint;
        let sql = "INSERT INTO checkpoint (size, root, signed, made_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        let values = || values![*size, root.to_vec(), signed.clone(), at.0];
        self.change(async |on| Ok(run(on, sql, values()).await.map(drop)?))
    }

    fn checkpoint(&self, size: Option<i64>) -> Result<Option<Checkpoint>, StoreFault> {
        let columns = "SELECT size, root, signed, made_at FROM checkpoint";
        self.run(async {
            let row = match size {
                Some(size) => one(&self.inner.read(), &format!("{columns} WHERE size = $1"), values![size]).await?,
                None => one(&self.inner.read(), &format!("{columns} ORDER BY size DESC LIMIT 1"), vec![]).await?,
            };
            row.map(|row| checkpoint(&row)).transpose()
        })
    }
}

/// Appends leaves in the transaction at hand, and gives the place of the first.
pub(crate) async fn append(on: &DatabaseTransaction, expected: Option<i64>, leaves: &[NewLeaf]) -> Result<i64, Fault> {
    let count = i64::try_from(leaves.len()).unwrap_or(i64::MAX);
    let sql = "UPDATE log_end SET size = size + $1 WHERE name = 'log' RETURNING size";
    let row = one(on, sql, values![count]).await?;
    let end: i64 = row.map(|row| col(&row, 0)).transpose()?.unwrap_or_default();
    let first = end - count;
    if expected.is_some_and(|expected| expected != first) {
        return Err(StoreFault::new(StoreFaultKind::Changed, "log").into());
    }
    let placed = || (first..).zip(leaves);
    let rows = placed().map(|(sequence, leaf)| {
        let NewLeaf { bytes, hash, tenant, at, personal: _ } = leaf;
        values![sequence, bytes.clone(), hash.to_vec(), tenant.as_str(), at.0]
    });
    let mut batch = Batch::on(on);
    batch.insert("leaf (sequence, bytes, hash, tenant, made_at)", "", 5, rows.collect());
    let named = placed().filter(|(_, leaf)| !leaf.personal.is_empty());
    let rows = named.map(|(sequence, leaf)| values![sequence, leaf.personal.clone(), leaf.at.0]);
    batch.insert("personal (leaf, facts, made_at)", "", 3, rows.collect());
    batch.run(on).await?;
    Ok(first)
}

fn hash(bytes: Vec<u8>) -> Result<[u8; 32], Fault> {
    bytes.try_into().map_err(|_| StoreFault::new(StoreFaultKind::Damaged, "log").into())
}

fn leaf(row: &QueryResult) -> Result<LogLeaf, Fault> {
    Ok(LogLeaf {
        sequence: col(row, 0)?,
        bytes: col(row, 1)?,
        hash: hash(col(row, 2)?)?,
        tenant: col(row, 3)?,
        at: Instant(col(row, 4)?),
    })
}

fn checkpoint(row: &QueryResult) -> Result<Checkpoint, Fault> {
    Ok(Checkpoint { size: col(row, 0)?, root: hash(col(row, 1)?)?, signed: col(row, 2)?, at: Instant(col(row, 3)?) })
}
