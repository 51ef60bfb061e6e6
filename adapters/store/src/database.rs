//! The connections of a store, and how work is run on them.

use crate::durable::{Durable, is_waited_for_later};
use crate::fault::Fault;
use crate::replica::{self, Replica, ReplicaSettings};
use crate::servers::{Servers, is_server, without_password};
use crate::told::ServerTold;
use crate::{fold, migrations};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{
    DatabaseConnection, DatabaseTransaction, DbBackend, SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::time::Duration;
use terms::Instant;
use tokio::runtime::{Builder, Runtime};

/// How often a step is done again that another transaction was in the way of.
const AGAIN: u32 = 12;

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The path of an SQLite file, or `postgres://user:password@host/database`, where several hosts may stand with commas: the
    /// one that follows no other is used.
    pub address: String,
    /// A server that follows it and answers what is only shown.
    pub replica: Option<ReplicaSettings>,
    /// Is told which servers are used.
    pub tell: fn(&ServerTold),
    /// Connections that read; writing to SQLite needs one more.
    pub readers: u32,
    /// The time of opening, which migrations are marked with.
    pub now: Instant,
}

impl Settings {
    /// Usual settings for an address.
    pub fn new(address: impl Into<String>, now: Instant) -> Settings {
        Settings { address: address.into(), replica: None, tell: |_| (), readers: 4, now }
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
    pub(crate) servers: Servers,
    pub(crate) replica: Option<Replica>,
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
        let Settings { address, replica, tell, readers, now } = settings;
        let place = without_password(address);
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("store").enable_all().build();
        let runtime = runtime.map_err(|cause| StoreFault {
            kind: StoreFaultKind::Refused,
            place: place.clone(),
            cause: Some(cause),
        })?;
        let inner = runtime.block_on(async {
            let file = (!is_server(address)).then(|| Path::new(address));
            let servers = Servers::connect(address, *readers, *tell).await?;
            let write = servers.write();
            let replica = match replica.as_ref().filter(|_| file.is_none()) {
                Some(replica) => Some(Replica::connect(replica, *readers, *tell).await?),
                None => None,
            };
            let backend = write.get_database_backend();
            migrations::migrate(&write, file, *now, migrations::ALL).await?;
            Ok(Inner {
                servers,
                replica,
                backend,
                place: place.clone(),
                durable: file.map(Durable::beside),
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
        self.run(async { Ok(self.inner.read().ping().await?) })
    }

    /// Runs work to its end on this thread.
    pub(crate) fn run<T>(&self, work: impl Future<Output = Result<T, Fault>>) -> Result<T, StoreFault> {
        let turn = self.inner.servers.turn();
        self.runtime.block_on(work).map_err(|fault| {
            if fault.asks_for_another() {
                // Whoever asks next finds the one that has taken its place.
                self.runtime.block_on(self.inner.seek(turn));
            }
            let fault = fault.at(&self.inner.place);
            // Of several servers one that no longer writes is about to be replaced: that passes.
            let passes = fault.kind == StoreFaultKind::ReadOnly && self.inner.servers.are_several();
            StoreFault { kind: if passes { StoreFaultKind::Unreachable } else { fault.kind }, ..fault }
        })
    }

    /// Runs a step that only reads: by the replica where the work at hand only shows and the replica is near.
    pub(crate) fn shown<T>(
        &self,
        step: impl AsyncFn(&DatabaseConnection) -> Result<T, Fault>,
    ) -> Result<T, StoreFault> {
        self.run(self.inner.shown(step))
    }

    /// Runs a step in one transaction, again where another was in its way; when it ends the change is on the disk.
    pub(crate) fn change<T>(
        &self,
        step: impl AsyncFn(&DatabaseTransaction) -> Result<T, Fault>,
    ) -> Result<T, StoreFault> {
        replica::changes(&self.inner.place)?;
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
    /// Connections that read what is written.
    pub(crate) fn read(&self) -> DatabaseConnection {
        self.servers.read()
    }

    /// Connections that write.
    pub(crate) fn write(&self) -> DatabaseConnection {
        self.servers.write()
    }

    async fn shown<T>(&self, step: impl AsyncFn(&DatabaseConnection) -> Result<T, Fault>) -> Result<T, Fault> {
        if let Some(replica) = &self.replica
            && let Some(value) = replica.ask(self, &step).await
        {
            return Ok(value);
        }
        let turn = self.servers.turn();
        match step(&self.read()).await {
            Err(fault) if fault.is_of_the_server() && self.seek(turn).await => step(&self.read()).await,
            done => done,
        }
    }

    /// Looks for the server that has taken the place of this one.
    async fn seek(&self, lost: u64) -> bool {
        let worth_while = self.servers.seek(lost).await;
        if self.servers.turn() != lost {
            // The last moments of the one before may be lost.
            self.known.forget();
        }
        worth_while
    }

    /// Runs a step in one transaction, again where another was in its way, and once more on the server that has taken the place of
    /// one that was lost before anything was kept.
    pub(crate) async fn change<T>(
        &self,
        step: impl AsyncFn(&DatabaseTransaction) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (mut tried, mut sought) = (0, false);
        loop {
            let turn = self.servers.turn();
            let done = self.change_once(&step).await;
            match done {
                Err(fault) if fault.is_of_the_server() && !sought => {
                    sought = true;
                    if !self.seek(turn).await {
                        return Err(fault);
                    }
                }
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
            DbBackend::Sqlite => self.write().begin_with_options(options).await?,
            _ => self.write().begin().await?,
        };
        match step(&transaction).await {
            Ok(value) => {
                let done = transaction.commit().await.map_err(|error| Fault::from(error).at_commit(&self.place));
                self.replica.iter().for_each(Replica::knows_more);
                done.map(|()| value)
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
                if let Some(replica) = &self.inner.replica {
                    replica.pool.close_by_ref().await?;
                }
                self.inner.servers.close().await
            });
        }
    }
}
