//! The connections of a store, and how work is run on them.

use crate::durable::{Durable, is_waited_for_later};
use crate::fault::Fault;
use crate::{fold, migrations};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode,
    TransactionOptions, TransactionTrait,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;
use terms::Instant;
use tokio::runtime::{Builder, Runtime};

/// How long anybody waits for a database that others hold.
const PATIENCE: Duration = Duration::from_secs(15);

/// How often a step is done again that another transaction was in the way of.
const AGAIN: u32 = 12;

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The path of an SQLite file, or `postgres://user:password@host/database`.
    pub address: String,
    /// Connections that read; writing to SQLite needs one more.
    pub readers: u32,
    /// The time of opening, which migrations are marked with.
    pub now: Instant,
}

impl Settings {
    /// Usual settings for an address.
    pub fn new(address: impl Into<String>, now: Instant) -> Settings {
        Settings { address: address.into(), readers: 4, now }
    }
}

/// A store. It is called from threads that may block, never from within an async task.
pub struct Store {
    pub(crate) inner: Arc<Inner>,
    /// Runs the connections; ends after them.
    runtime: Runtime,
}

/// What work of the store needs.
pub(crate) struct Inner {
    pub(crate) read: DatabaseConnection,
    pub(crate) write: DatabaseConnection,
    pub(crate) backend: DbBackend,
    pub(crate) place: String,
    /// Only for SQLite: a server makes its own commits durable.
    pub(crate) durable: Option<Durable>,
    pub(crate) known: crate::bills::Known,
    pub(crate) folders: crate::library_read::Folders,
    pub(crate) new_bills: fold::NewBills,
    /// Bills that this process put since it last folded.
    pub(crate) fresh: AtomicU64,
    pub(crate) folding: AtomicBool,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Store({})", self.inner.place)
    }
}

impl Store {
    /// Opens a store, making it or bringing it to this version where needed. An SQLite file is backed up beside itself
    /// before it is changed.
    pub fn open(settings: &Settings) -> Result<Store, StoreFault> {
        let Settings { address, readers, now } = settings;
        let place = without_password(address);
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("store").enable_all().build();
        let runtime = runtime.map_err(|cause| StoreFault {
            kind: StoreFaultKind::Refused,
            place: place.clone(),
            cause: Some(cause),
        })?;
        let inner = runtime.block_on(async {
            let (read, write, file) = connect(address, *readers).await?;
            let backend = write.get_database_backend();
            migrations::migrate(&write, file.as_deref(), *now, migrations::ALL).await?;
            Ok(Inner {
                read,
                write,
                backend,
                place: place.clone(),
                durable: file.as_deref().map(Durable::beside),
                known: crate::bills::Known::default(),
                folders: crate::library_read::Folders::default(),
                new_bills: fold::NewBills::default(),
                fresh: AtomicU64::new(0),
                folding: AtomicBool::new(false),
            })
        });
        let inner = Arc::new(inner.map_err(|fault: Fault| fault.at(&place))?);
        let store = Store { inner, runtime };
        store.run(async { fold::count(&store.inner).await })?;
        Ok(store)
    }

    /// The database without its password.
    pub fn place(&self) -> &str {
        &self.inner.place
    }

    /// Whether the database answers.
    pub fn ping(&self) -> Result<(), StoreFault> {
        self.run(async { Ok(self.inner.read.ping().await?) })
    }

    /// Runs work to its end on this thread.
    pub(crate) fn run<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, StoreFault> {
        self.runtime.block_on(work).map_err(|fault| fault.at(&self.inner.place))
    }

    /// Runs a step in one transaction, again where another was in its way; when it ends the change is on the disk.
    pub(crate) fn change<T>(
        &self,
        step: impl AsyncFn(&DatabaseTransaction) -> Result<T, Fault>,
    ) -> Result<T, StoreFault> {
        let done = self.run(self.inner.change(step))?;
        if !is_waited_for_later() {
            self.wait()?;
        }
        Ok(done)
    }

    /// Waits until every change of this process is on the disk.
    pub(crate) fn wait(&self) -> Result<(), StoreFault> {
        let durable = self.inner.durable.as_ref().map_or(Ok(()), Durable::wait);
        durable.map_err(|cause| StoreFault {
            kind: StoreFaultKind::Unsure,
            place: self.inner.place.clone(),
            cause: Some(cause),
        })
    }

    /// Starts work that nobody waits for, on a thread of its own.
    pub(crate) fn later<W: Future<Output = ()>>(&self, work: impl FnOnce(Arc<Inner>) -> W + Send + 'static) {
        let (handle, inner) = (self.runtime.handle().clone(), Arc::clone(&self.inner));
        self.runtime.spawn_blocking(move || handle.block_on(work(inner)));
    }
}

impl Inner {
    /// Runs a step in one transaction, again where another was in its way.
    pub(crate) async fn change<T>(
        &self,
        step: impl AsyncFn(&DatabaseTransaction) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut tried = 0;
        loop {
            let done = self.change_once(&step).await;
            match done {
                Err(fault) if fault.may_work_again() && tried < AGAIN => {
                    tried += 1;
                    tokio::time::sleep(Duration::from_millis(u64::from(tried * tried))).await;
                }
                done => return done,
            }
        }
    }

    async fn change_once<T>(&self, step: &impl AsyncFn(&DatabaseTransaction) -> Result<T, Fault>) -> Result<T, Fault> {
        // A transaction that reads first and writes later could not wait for another writer.
        let options = TransactionOptions {
            sqlite_transaction_mode: Some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        let transaction = match self.backend {
            DbBackend::Sqlite => self.write.begin_with_options(options).await?,
            _ => self.write.begin().await?,
        };
        match step(&transaction).await {
            Ok(value) => {
                transaction.commit().await.map_err(|error| Fault::from(error).at_commit(&self.place))?;
                Ok(value)
            }
            Err(fault) => {
                // The fault that made it end is the one to tell; a lost connection rolls back by itself.
                let _ = transaction.rollback().await;
                Err(fault)
            }
        }
    }
}

impl Drop for Store {
    /// Closes the connections in order, so that an SQLite file is left without its log of writes. Within an async task it cannot
    /// wait; then the file is put in order when it is opened next.
    fn drop(&mut self) {
        if tokio::runtime::Handle::try_current().is_err() {
            let _ = self.runtime.block_on(async {
                self.inner.read.close_by_ref().await?;
                self.inner.write.close_by_ref().await
            });
        }
    }
}

pub(crate) fn is_server(address: &str) -> bool {
    address.starts_with("postgres://") || address.starts_with("postgresql://")
}

async fn connect(
    address: &str,
    readers: u32,
) -> Result<(DatabaseConnection, DatabaseConnection, Option<PathBuf>), Fault> {
    if is_server(address) {
        let mut options = ConnectOptions::new(address);
        options.max_connections(readers.max(2)).acquire_timeout(PATIENCE).connect_timeout(PATIENCE).sqlx_logging(false);
        // A server that went and came back leaves connections behind that are dead.
        options.test_before_acquire_if_idle_for(Duration::from_millis(50));
        let pool = Database::connect(options).await?;
        return Ok((pool.clone(), pool, None));
    }
    let path = Path::new(address);
    let write = Database::connect(sqlite(path, 1, false)).await?;
    let read = Database::connect(sqlite(path, readers.max(1), true)).await?;
    Ok((read, write, Some(path.to_path_buf())))
}

fn sqlite(path: &Path, connections: u32, reads: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite:store");
    options.max_connections(connections).acquire_timeout(PATIENCE).connect_timeout(PATIENCE).sqlx_logging(false);
    options.test_before_acquire(false);
    // A connection to a file costs memory and is never broken by a network.
    options.max_lifetime(None::<Duration>).idle_timeout(Some(Duration::from_secs(60)));
    let path = path.to_path_buf();
    options.map_sqlx_sqlite_opts(move |own| {
        own.filename(&path)
            .create_if_missing(!reads)
            .page_size(8192)
            .journal_mode(SqliteJournalMode::Wal)
            // A put is on the disk when it is said to be kept: `Durable` sees to it.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(PATIENCE)
            .foreign_keys(false)
            .pragma("cache_size", if reads { "-4096" } else { "-16384" })
            // What is removed is overwritten with zeros: a name that was let go of does not lie on in free pages.
            .pragma("secure_delete", "1")
            .pragma("wal_autocheckpoint", "2000")
            .pragma("journal_size_limit", "67108864")
            .pragma("query_only", if reads { "1" } else { "0" })
    });
    options
}

/// The address of a server without its password.
pub(crate) fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
        None => format!("{scheme}://{rest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::without_password;

    #[test]
    fn a_place_never_shows_the_password() {
        let shown = |address| without_password(address);
        assert_eq!(shown("postgres://tutela:s3:cret@db/x?sslpassword=y"), "postgres://tutela@db/x");
        assert_eq!(shown("postgres://db/x"), "postgres://db/x");
        assert_eq!(shown("data/tutela.db"), "data/tutela.db");
    }
}
