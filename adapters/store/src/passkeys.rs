//! Passkeys: public halves with how often they signed.

use crate::accounts::{or_open, unless_open};
use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{all, col, one, run, values};
use activities::passkeys_port::{Passkey, Passkeys, UsedKey};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::QueryResult;
use terms::Instant;

const PASSKEY: &str = "SELECT id, account, name, key, counter, made_at, seen_at FROM passkey";

impl Passkeys for Store {
    fn add_passkey(&self, passkey: &Passkey) -> Result<(), StoreFault> {
        let Passkey { id, account, name, key, counter, made, seen } = passkey;
        let sql = "INSERT INTO passkey (id, account, name, key, counter, made_at, seen_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING";
        let values = || {
            let (id, account, name) = (id.as_str(), account.as_str(), name.as_str());
            values![id, account, name, key.clone(), i64::from(*counter), made.0, or_open(*seen)]
        };
        self.change(async |on| match run(on, sql, values()).await? {
            0 => Err(StoreFault::new(StoreFaultKind::AlreadyThere, format!("passkey {id}")).into()),
            _ => Ok(()),
        })
    }

    fn passkey(&self, id: &str) -> Result<Option<Passkey>, StoreFault> {
        let sql = format!("{PASSKEY} WHERE id = $1");
        // One that was removed a moment ago signs nobody in.
        self.run(async { one(&self.inner.write(), &sql, values![id]).await?.map(|row| passkey(&row)).transpose() })
    }

    fn passkeys_of(&self, account: &str) -> Result<Vec<Passkey>, StoreFault> {
        let sql = format!("{PASSKEY} WHERE account = $1 ORDER BY made_at, id");
        self.run(async { all(&self.inner.write(), &sql, values![account]).await?.iter().map(passkey).collect() })
    }

    fn use_passkey(&self, read: &Passkey, used: &UsedKey, at: Instant) -> Result<bool, StoreFault> {
        // A device that does not count says 0 each time.
        let sql = "UPDATE passkey SET key = $3, counter = $4, seen_at = $5 WHERE id = $1 AND counter = $2";
        let counters = [i64::from(read.counter), i64::from(used.counter)];
        let values = || values![read.id.as_str(), counters[0], used.key.clone(), counters[1], at.0];
        self.change(async |on| Ok(run(on, sql, values()).await? > 0))
    }

    fn remove_passkey(&self, account: &str, id: &str) -> Result<bool, StoreFault> {
        let sql = "DELETE FROM passkey WHERE account = $1 AND id = $2";
        self.change(async |on| Ok(run(on, sql, values![account, id]).await? > 0))
    }

    fn remove_passkeys_of(&self, account: &str) -> Result<u64, StoreFault> {
        let sql = "DELETE FROM passkey WHERE account = $1";
        self.change(async |on| Ok(run(on, sql, values![account]).await?))
    }
}

fn passkey(row: &QueryResult) -> Result<Passkey, Fault> {
    Ok(Passkey {
        id: col(row, 0)?,
        account: col(row, 1)?,
        name: col(row, 2)?,
        key: col(row, 3)?,
        counter: u32::try_from(col::<i64>(row, 4)?).unwrap_or(u32::MAX),
        made: Instant(col(row, 5)?),
        seen: unless_open(col(row, 6)?),
    })
}
