//! Electronic signatures: rows are added, and nothing here changes or deletes one.

use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{all, col, run, values};
use activities::signatures_port::{Signature, Signatures};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::QueryResult;
use terms::Instant;

impl Signatures for Store {
    fn add_signature(&self, signature: &Signature) -> Result<(), StoreFault> {
        let Signature { id, tenant, about, subject, account, meaning, at, record, sha256 } = signature;
        let sql = "INSERT INTO signature (id, tenant, about, subject, account, meaning, made_at, record, sha256) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
        let values = || {
            let (id, tenant, about, subject) = (id.as_str(), tenant.as_str(), about.as_str(), subject.as_str());
            let (account, meaning, sha256) = (account.as_str(), meaning.as_str(), sha256.as_str());
            values![id, tenant, about, subject, account, meaning, at.0, record.clone(), sha256]
        };
        self.change(async |on| match run(on, sql, values()).await? {
            0 => Err(StoreFault::new(StoreFaultKind::AlreadyThere, format!("signature {id}")).into()),
            _ => Ok(()),
        })
    }

    fn signatures(&self, tenant: &str, about: &str) -> Result<Vec<Signature>, StoreFault> {
        let sql = "SELECT id, tenant, about, subject, account, meaning, made_at, record, sha256 FROM signature \
                   WHERE tenant = $1 AND about = $2 ORDER BY made_at, id";
        self.run(async { all(&self.inner.read(), sql, values![tenant, about]).await?.iter().map(signature).collect() })
    }
}

fn signature(row: &QueryResult) -> Result<Signature, Fault> {
    Ok(Signature {
        id: col(row, 0)?,
        tenant: col(row, 1)?,
        about: col(row, 2)?,
        subject: col(row, 3)?,
        account: col(row, 4)?,
        meaning: col(row, 5)?,
        at: Instant(col(row, 6)?),
        record: col(row, 7)?,
        sha256: col(row, 8)?,
    })
}
