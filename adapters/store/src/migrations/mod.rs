//! Named migrations, only ever forward. A text here never changes once it was released: a change is a new migration.

mod accounts;
mod jobs;
mod library;
mod log;
mod notices;
mod passkeys;
mod people;
mod pulse;
mod reach;
mod results;
mod retention;
mod standings;
mod verdicts;
mod work;

use crate::fault::Fault;
use crate::sql::{all, col, one, run, values};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{
    ConnectionTrait, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions,
    TransactionTrait,
};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use terms::Instant;

/// A step from one state of the tables to the next.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Migration {
    /// Its name for life, which says its place too.
    pub(crate) name: &'static str,
    /// Its statements. `{bytes}` stands for the type of bytes, `{rowless}` for tables that are kept in the order of their key,
    /// `{position}` for the function that finds a text in another; [`WEIGH`] is one of its own.
    pub(crate) statements: &'static [&'static str],
}

/// All of them in order.
pub(crate) const ALL: &[Migration] = &[
    library::LIBRARY,
    results::RESULTS,
    accounts::ACCOUNTS,
    jobs::JOBS,
    log::LOG,
    verdicts::VERDICTS,
    notices::NOTICES,
    people::PEOPLE,
    passkeys::PASSKEYS,
    retention::RETENTION,
    pulse::PULSE,
    standings::STANDINGS,
    work::WORK,
    standings::STANDING_COUNTS,
    work::URGENCY,
    reach::REACH,
];

/// The statement that stands for what no SQL can: each work item is weighed by what its facts say, as when it is added.
const WEIGH: &str = "{weigh}";

/// The name of the last one.
pub(crate) fn last() -> &'static str {
    ALL.last().map(|migration| migration.name).unwrap_or_default()
}

const TABLE: &str = "CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, made_at BIGINT NOT NULL)";

/// Brings the tables to the last of these migrations. Each is one transaction, so that a killed process leaves none half
/// done; two processes that start at once do each once.
pub(crate) async fn migrate(
    on: &DatabaseConnection,
    file: Option<&Path>,
    now: Instant,
    all: &[Migration],
) -> Result<(), Fault> {
    let done = done(on).await?;
    if let Some(unknown) = done.iter().find(|name| all.iter().all(|known| known.name != **name)) {
        return Err(StoreFault::new(StoreFaultKind::Newer, format!("migration {unknown}")).into());
    }
    let next: Vec<&Migration> = all.iter().filter(|migration| !done.contains(migration.name)).collect();
    if let (Some(file), Some(first), false) = (file, next.first(), done.is_empty()) {
        back_up(on, file, first.name).await?;
    }
    for migration in next {
        step(on, migration, now).await?;
    }
    Ok(())
}

/// Names of the migrations that are done.
async fn done(on: &DatabaseConnection) -> Result<BTreeSet<String>, Fault> {
    if one(on, "SELECT 1 FROM migration LIMIT 1", vec![]).await.is_err() && on.execute_unprepared(TABLE).await.is_err()
    {
        // Two processes that make the table at once collide in PostgreSQL's catalogue; then it is there.
        on.execute_unprepared(TABLE).await?;
    }
    let rows = all(on, "SELECT name FROM migration", vec![]).await?;
    Ok(rows.iter().map(|row| col::<String>(row, 0)).collect::<Result<_, _>>()?)
}

async fn step(on: &DatabaseConnection, migration: &Migration, now: Instant) -> Result<(), Fault> {
    let options = TransactionOptions {
        sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
        ..TransactionOptions::default()
    };
    let transaction = match on.get_database_backend() {
        DbBackend::Sqlite => on.begin_with_options(options).await?,
        _ => on.begin().await?,
    };
    // Another process that does the same migration waits here until ours is done, and then has nothing to do.
    let sql = "INSERT INTO migration (name, made_at) VALUES ($1, $2) ON CONFLICT DO NOTHING";
    if run(&transaction, sql, values![migration.name, now.0]).await? > 0 {
        apply(&transaction, migration).await?;
    }
    transaction.commit().await?;
    Ok(())
}

async fn apply(on: &DatabaseTransaction, migration: &Migration) -> Result<(), Fault> {
    let (bytes, rowless, position) = match on.get_database_backend() {
        DbBackend::Sqlite => ("BLOB", "WITHOUT ROWID", "instr"),
        _ => ("BYTEA", "", "strpos"),
    };
    for statement in migration.statements {
        if *statement == WEIGH {
            crate::work::weigh(on).await?;
            continue;
        }
        let statement =
            statement.replace("{bytes}", bytes).replace("{rowless}", rowless).replace("{position}", position);
        on.execute_unprepared(&statement).await?;
    }
    Ok(())
}

/// Copies an SQLite file aside before it is changed: written under another name, made durable, then renamed.
async fn back_up(on: &DatabaseConnection, file: &Path, migration: &str) -> Result<(), Fault> {
    let (aside, kept) = (beside(file, "backup-new"), beside(file, &format!("before-{migration}")));
    let cannot =
        |cause| StoreFault { kind: StoreFaultKind::ReadOnly, place: kept.display().to_string(), cause: Some(cause) };
    if aside.exists() {
        // Left by a process that was stopped while it copied.
        fs::remove_file(&aside).map_err(cannot)?;
    }
    run(on, "VACUUM INTO $1", values![aside.display().to_string()]).await?;
    // Who may not read the store may not read its copy.
    fs::metadata(file).and_then(|about| fs::set_permissions(&aside, about.permissions())).map_err(cannot)?;
    File::open(&aside).and_then(|copy| copy.sync_all()).map_err(cannot)?;
    fs::rename(&aside, &kept).map_err(cannot)?;
    Ok(())
}

/// A name next to the file.
fn beside(file: &Path, what: &str) -> PathBuf {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{name}.{what}"))
}

#[cfg(test)]
mod tests {
    use super::{ALL, done, migrate};
    use crate::{Settings, Store};
    use activities::library_port::{Library, Tenant};
    use sea_orm::Database;
    use terms::{Instant, Party};

    #[test]
    fn names_stand_in_their_order() {
        assert!(ALL.windows(2).all(|two| two[0].name < two[1].name));
    }

    #[test]
    fn work_of_before_is_weighed_by_what_its_facts_say() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let place = ALL.iter().position(|migration| migration.name == "0019-work-urgency").unwrap();
        let urgent: Vec<String> = runtime.block_on(async {
            // One connection, because each has a memory of its own.
            let mut options = sea_orm::ConnectOptions::new("sqlite::memory:");
            let on = Database::connect(options.max_connections(1).clone()).await.unwrap();
            migrate(&on, None, Instant(0), &ALL[..place]).await.unwrap();
            for (id, facts) in [
                (1, r#"{"vulnerability":{"id":"C","known_exploited":true}}"#),
                (2, r#"{"vulnerability":{"id":"C","known_exploited":false}}"#),
                (3, r#"{"priority":"blocking"}"#),
                (4, "no facts"),
            ] {
                let sql = format!(
                    "INSERT INTO work (id, tenant, role, subject, code, due_at, made_at, state, changed_by, changed_at, facts) \
                     VALUES ({id}, 'aster', 'psirt', 's{id}', 'a/b', 0, 0, 'open', '', 0, CAST('{facts}' AS BLOB))"
                );
                sea_orm::ConnectionTrait::execute_unprepared(&on, &sql).await.unwrap();
            }
            migrate(&on, None, Instant(0), ALL).await.unwrap();
            let rows = crate::sql::all(&on, "SELECT urgent FROM work ORDER BY id", vec![]).await.unwrap();
            rows.iter().map(|row| crate::sql::col(row, 0).unwrap()).collect()
        });
        assert_eq!(urgent, ["exploited", "", "uncontrolled-risk", ""]);
    }

    #[test]
    fn a_file_is_copied_beside_itself_before_it_is_changed() {
        let folder = std::env::temp_dir().join(format!("tutela-migrations-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let file = folder.join("x.db");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let older = |file: &std::path::Path| format!("sqlite://{}?mode=rwc", file.display());
        runtime.block_on(async {
            let on = Database::connect(older(&file)).await.unwrap();
            migrate(&on, Some(&file), Instant(0), &ALL[..2]).await.unwrap();
            let sql = "INSERT INTO tenant VALUES ('aster', 'Aster', 'manufacturer', 0)";
            sea_orm::ConnectionTrait::execute_unprepared(&on, sql).await.unwrap();
            on.close().await.unwrap();
        });
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "a new file has nothing to be copied");
        let store = Store::open(&Settings::new(file.display().to_string(), Instant(1))).unwrap();
        let tenant =
            Tenant { id: "aster".to_owned(), name: "Aster".to_owned(), party: Party::Manufacturer, since: Instant(0) };
        assert_eq!(store.tenants().unwrap(), [tenant]);
        drop(store);
        let copy = folder.join("x.db.before-0003-accounts");
        let held = runtime.block_on(async { done(&Database::connect(older(&copy)).await.unwrap()).await });
        assert_eq!(held.unwrap().into_iter().collect::<Vec<_>>(), ["0001-library", "0002-results"]);
        std::fs::remove_dir_all(folder).unwrap();
    }
}
