//! Store: dossiers, sites, accounts, jobs and the log of many organisations, in SQLite or PostgreSQL.
//!
//! Takes: the address of a database. Gives: revisions that never change, answers as of any day, jobs that survive a killed
//! process. Serves: the ports `Library`, `Checks`, `Accounts`, `Jobs`, `Notices`, `LogStore`, `Retention`, `Pulse` and `Signatures`. Never: changes a document once it is kept,
//! or logs a statement.

mod accounts;
mod backup;
mod bills;
mod checks;
mod database;
mod document;
mod durable;
mod fault;
mod fold;
mod jobs;
mod library;
mod library_read;
mod log;
mod look;
pub mod measure;
mod messages;
mod migrations;
mod news;
mod notices;
mod packed;
mod passing;
mod passkeys;
mod picked;
mod pulse;
mod replica;
mod retention;
mod servers;
mod signatures;
mod sql;
mod standings;
mod tables;
mod told;
mod tree;
mod work;

pub use backup::BackedUp;
pub use database::{Settings, Store};
pub use look::{Contents, Looked, ReplicaLooked, look, look_at_replica, look_into, look_into_from};
pub use passing::{BackupFile, Packed, Packing, Target};
pub use replica::ReplicaSettings;
pub use servers::is_server;
pub use told::{ServerTold, WhyAside};
