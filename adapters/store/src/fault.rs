//! What a database says, as a fault a person can act on.

use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::sqlx::Error as SqlxError;
use sea_orm::sqlx::error::DatabaseError;
use sea_orm::{ConnAcquireErr, DbErr, RuntimeErr};

/// Why a step of the store did not work: the database said so, or we did.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The database.
    Database(DbErr),
    /// The store itself.
    Own(StoreFault),
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Fault {
        Fault::Database(error)
    }
}

impl From<StoreFault> for Fault {
    fn from(fault: StoreFault) -> Fault {
        Fault::Own(fault)
    }
}

impl Fault {
    /// The fault as the port tells it. `place` names the database without its password.
    pub(crate) fn at(self, place: &str) -> StoreFault {
        match self {
            Fault::Own(fault) => fault,
            Fault::Database(error) => {
                let kind = match &error {
                    // Nobody holds a server for himself: one that gives no connection does not answer.
                    DbErr::ConnectionAcquire(_) if place.contains("://") => StoreFaultKind::Unreachable,
                    error => kind(error),
                };
                StoreFault { kind, place: place.to_owned(), cause: Some(std::io::Error::other(error)) }
            }
        }
    }

    /// The fault of a commit: when the connection is lost meanwhile, nobody knows whether it went through.
    pub(crate) fn at_commit(self, place: &str) -> Fault {
        match &self {
            Fault::Database(error) if kind(error) == StoreFaultKind::Unreachable => {
                Fault::Own(StoreFault { kind: StoreFaultKind::Unsure, ..self.at(place) })
            }
            Fault::Database(_) | Fault::Own(_) => self,
        }
    }

    /// Whether it is the server: it is gone, or is no longer the one that is written to. Nothing was kept.
    pub(crate) fn is_of_the_server(&self) -> bool {
        match self {
            Fault::Database(DbErr::ConnectionAcquire(_)) => true,
            Fault::Database(error) => matches!(kind(error), StoreFaultKind::Unreachable | StoreFaultKind::ReadOnly),
            // A commit of which nobody knows is not made again.
            Fault::Own(_) => false,
        }
    }

    /// Whether another server may have to be looked for.
    pub(crate) fn asks_for_another(&self) -> bool {
        self.is_of_the_server() || matches!(self, Fault::Own(fault) if fault.kind == StoreFaultKind::Unsure)
    }

    /// Whether the same step may work when it is done again: another transaction was in its way.
    pub(crate) fn may_work_again(&self) -> bool {
        // PostgreSQL 40001 serialization_failure, 40P01 deadlock_detected, 23505 unique_violation: a row that another made
        // since we looked is seen the next time. Engines that share its protocol use the same codes.
        matches!(self, Fault::Database(error) if matches!(code(error).as_deref(), Some("40001" | "40P01" | "23505")))
    }
}

fn sqlx(error: &DbErr) -> Option<&SqlxError> {
    match error {
        DbErr::Conn(RuntimeErr::SqlxError(error))
        | DbErr::Exec(RuntimeErr::SqlxError(error))
        | DbErr::Query(RuntimeErr::SqlxError(error)) => Some(error),
        _ => None,
    }
}

fn code(error: &DbErr) -> Option<String> {
    match sqlx(error)? {
        SqlxError::Database(said) => said.code().map(|code| code.into_owned()),
        _ => None,
    }
}

fn kind(error: &DbErr) -> StoreFaultKind {
    if let DbErr::ConnectionAcquire(ConnAcquireErr::Timeout) = error {
        return StoreFaultKind::Busy;
    }
    match sqlx(error) {
        Some(SqlxError::Database(said)) => said_by_database(said.as_ref()),
        Some(SqlxError::Io(cause)) if cause.kind() == std::io::ErrorKind::StorageFull => StoreFaultKind::Full,
        Some(SqlxError::Io(_) | SqlxError::PoolTimedOut | SqlxError::PoolClosed | SqlxError::WorkerCrashed) => {
            StoreFaultKind::Unreachable
        }
        _ => StoreFaultKind::Refused,
    }
}

fn said_by_database(said: &dyn DatabaseError) -> StoreFaultKind {
    let code = said.code().unwrap_or_default();
    match code.parse::<u32>() {
        // SQLite: the low byte is the primary code, the rest narrows it down.
        Ok(number) if code.len() < 5 => match number & 0xff {
            5 | 6 => StoreFaultKind::Busy,
            8 => StoreFaultKind::ReadOnly,
            // A write that the system refuses: a full disk or a limit set for the process.
            13 => StoreFaultKind::Full,
            10 if matches!(number, 778 | 1546 | 4874) => StoreFaultKind::Full,
            11 | 26 => StoreFaultKind::Damaged,
            10 | 14 => StoreFaultKind::Unreachable,
            _ => StoreFaultKind::Refused,
        },
        _ => match &*code {
            "53100" => StoreFaultKind::Full,
            "25006" => StoreFaultKind::ReadOnly,
            "55P03" | "40001" | "40P01" | "57014" => StoreFaultKind::Busy,
            "XX001" | "XX002" => StoreFaultKind::Damaged,
            "53300" | "57P01" | "57P02" | "57P03" => StoreFaultKind::Unreachable,
            other if other.starts_with("08") => StoreFaultKind::Unreachable,
            _ => StoreFaultKind::Refused,
        },
    }
}
