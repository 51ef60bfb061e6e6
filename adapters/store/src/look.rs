//! Looks at a store, and at the file of a backup, without changing or making anything.

use crate::backup;
use crate::database::Settings;
use crate::fault::Fault;
use crate::migrations;
use crate::passing::BackupFile;
use crate::servers::{each, is_server, newest, standing, without_password};
use crate::sql::{all, col, one};
use crate::tables::TABLES;
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend};
use std::path::{Path, PathBuf};
use std::time::Duration;
use terms::Instant;

/// How long a look waits for a database.
const PATIENCE: Duration = Duration::from_secs(5);

/// What a store shows from outside.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looked {
    /// The database without its password.
    pub place: String,
    /// There is a store: an SQLite file, or a database with our tables.
    pub there: bool,
    /// Names of the migrations that are done, in order.
    pub done: Vec<String>,
    /// Those that opening it would do.
    pub to_do: Vec<&'static str>,
    /// Done ones that this version does not know: a newer version made them.
    pub unknown: Vec<String>,
    /// When the last one was done.
    pub last_done: Option<Instant>,
    /// Some table holds a row.
    pub holds_anything: bool,
}

/// What the file of a backup holds, once its hash fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// SHA-256 of the file before its last 32 bytes, which repeat it.
    pub sha256: String,
    /// The last migration of the store it was made from.
    pub migration: String,
    /// This version reads it.
    pub fits: bool,
    /// Tables with their rows; empty when it does not fit.
    pub tables: Vec<(&'static str, u64)>,
}

impl Contents {
    /// Rows of a table.
    pub fn rows_of(&self, table: &str) -> u64 {
        self.tables.iter().filter(|(name, _)| *name == table).map(|(_, rows)| rows).sum()
    }

    /// Rows of all tables.
    pub fn rows(&self) -> u64 {
        self.tables.iter().map(|(_, rows)| rows).sum()
    }
}

/// Looks at a store: what opening it would do.
pub fn look(settings: &Settings) -> Result<Looked, StoreFault> {
    let place = without_password(&settings.address);
    let looked = Looked { place: place.clone(), ..Looked::default() };
    if !is_server(&settings.address) && !Path::new(&settings.address).exists() {
        return Ok(Looked { to_do: names(), ..looked });
    }
    let refused = |cause| StoreFault { kind: StoreFaultKind::Refused, place: place.clone(), cause: Some(cause) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(refused)?;
    let seen = runtime.block_on(async {
        let on = Database::connect(options(&of_several(&settings.address).await)).await?;
        let seen = see(&on, looked).await;
        on.close().await?;
        seen
    });
    seen.map_err(|fault| fault.at(&place))
}

/// Reads a backup from end to end: its hash, and what it holds.
pub fn look_into(file: &Path) -> Result<Contents, StoreFault> {
    look_into_from(&file.to_owned())
}

/// The same of a file in another form.
pub fn look_into_from(file: &dyn BackupFile) -> Result<Contents, StoreFault> {
    let sha256 = backup::verify(file)?;
    let (mut from, migration) = backup::unpack(file)?;
    let fits = migration == migrations::last();
    let mut tables = Vec::new();
    if fits {
        for table in TABLES {
            tables.push((table.name, backup::count_table(table, &mut from, file.path())?));
        }
    }
    Ok(Contents { sha256, migration, fits, tables })
}

fn names() -> Vec<&'static str> {
    migrations::ALL.iter().map(|migration| migration.name).collect()
}

/// What a replica shows from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaLooked {
    /// Its address without its password.
    pub place: String,
    /// It follows another server.
    pub follows: bool,
    /// Bytes of the log of writes that it has not replayed.
    pub behind: u64,
}

/// Looks at the replica of a store, where one is set, without changing anything.
pub fn look_at_replica(settings: &Settings) -> Result<Option<ReplicaLooked>, StoreFault> {
    let Some(replica) = &settings.replica else { return Ok(None) };
    let place = without_password(&replica.address);
    let refused = |cause| StoreFault { kind: StoreFaultKind::Refused, place: place.clone(), cause: Some(cause) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(refused)?;
    let seen = runtime.block_on(async {
        let here = Database::connect(options(&replica.address)).await?;
        let sql = "SELECT pg_is_in_recovery(), CAST(COALESCE(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0) AS BIGINT)";
        let row = one(&here, sql, vec![]).await?;
        here.close().await?;
        let row = row.ok_or_else(|| StoreFault::new(StoreFaultKind::Refused, place.clone()))?;
        let (follows, replayed): (bool, i64) = (col(&row, 0)?, col(&row, 1)?);
        let there = Database::connect(options(&of_several(&settings.address).await)).await?;
        let end = standing(&there).await?.end;
        there.close().await?;
        let behind = end.saturating_sub(replayed).max(0).unsigned_abs();
        Ok(ReplicaLooked { place: place.clone(), follows, behind })
    });
    seen.map(Some).map_err(|fault: Fault| fault.at(&place))
}

/// Of several hosts the one that is written to; else the first, which says why not.
async fn of_several(address: &str) -> String {
    let addresses = if is_server(address) { each(address) } else { Vec::new() };
    match &*addresses {
        [] | [_] => address.to_owned(),
        [first, ..] => newest(&addresses, 0).await.map_or_else(|| first.clone(), |(address, _)| address),
    }
}

fn options(address: &str) -> ConnectOptions {
    let server = is_server(address);
    let mut options = ConnectOptions::new(if server { address } else { "sqlite:store" });
    options.max_connections(1).acquire_timeout(PATIENCE).connect_timeout(PATIENCE).sqlx_logging(false);
    if !server {
        let path = PathBuf::from(address);
        options.map_sqlx_sqlite_opts(move |own| own.filename(&path).read_only(true).busy_timeout(PATIENCE));
    }
    options
}

async fn see(on: &DatabaseConnection, looked: Looked) -> Result<Looked, Fault> {
    let sql = match sea_orm::ConnectionTrait::get_database_backend(on) {
        DbBackend::Sqlite => "SELECT 1 FROM sqlite_master WHERE name = 'migration'",
        _ => {
            "SELECT 1 FROM information_schema.tables WHERE table_name = 'migration' AND table_schema = current_schema()"
        }
    };
    if one(on, sql, vec![]).await?.is_none() {
        return Ok(Looked { to_do: names(), ..looked });
    }
    let rows = all(on, "SELECT name, made_at FROM migration ORDER BY name", vec![]).await?;
    let done: Vec<String> = rows.iter().map(|row| col(row, 0)).collect::<Result<_, _>>()?;
    let made: Vec<i64> = rows.iter().map(|row| col(row, 1)).collect::<Result<_, _>>()?;
    let to_do: Vec<&str> = names().into_iter().filter(|name| done.iter().all(|one| one != name)).collect();
    let unknown = done.iter().filter(|name| !names().contains(&name.as_str())).cloned().collect();
    let mut holds_anything = false;
    for table in TABLES {
        // It is made with its one row.
        let made_with = if table.name == "log_end" { " WHERE size > 0" } else { "" };
        match one(on, &format!("SELECT 1 FROM {}{made_with} LIMIT 1", table.name), vec![]).await {
            Ok(row) => holds_anything |= row.is_some(),
            // A table that a later migration makes.
            Err(_) if !to_do.is_empty() => {}
            Err(fault) => return Err(fault.into()),
        }
    }
    let last_done = made.into_iter().max().map(Instant);
    Ok(Looked { there: true, done, to_do, unknown, last_done, holds_anything, ..looked })
}

#[cfg(test)]
mod tests {
    use super::look;
    use crate::{Settings, Store};
    use activities::store_fault::StoreFaultKind;
    use std::fs;
    use std::path::PathBuf;
    use terms::Instant;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tutela-look-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn what_is_no_database_is_said_and_left_as_it_is() {
        let folder = folder("text");
        let path = folder.join("x.db");
        fs::write(&path, "this is a text, longer than the head of a database ".repeat(9)).unwrap();
        let fault = look(&Settings::new(path.display().to_string(), Instant(0))).unwrap_err();
        assert_eq!(fault.kind, StoreFaultKind::Damaged, "{fault}");
        assert!(fs::read_to_string(&path).unwrap().starts_with("this is a text"));
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn nobody_but_its_owner_reads_a_backup() {
        use std::os::unix::fs::PermissionsExt;
        let folder = folder("mode");
        let store = Store::open(&Settings::new(folder.join("x.db").display().to_string(), Instant(0))).unwrap();
        store.backup(&folder.join("b")).unwrap();
        assert_eq!(fs::metadata(folder.join("b")).unwrap().permissions().mode() & 0o077, 0);
        drop(store);
        fs::remove_dir_all(folder).unwrap();
    }
}
