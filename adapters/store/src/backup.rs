//! A copy of everything in one file, the same from both databases, so that it also moves a store from one to the other.
//!
//! The file is a packed stream of tables and rows, followed by the SHA-256 of all before it. Nothing is restored from a file
//! whose hash differs, nor into a store that holds anything.

use crate::database::Store;
use crate::fault::Fault;
use crate::passing::{BackupFile, Packed, Packing, WithoutTail, plain};
use crate::sql::{all, insert, list, one, run};
use crate::tables::{Column, TABLES, Table};
use crate::{document, migrations};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{AccessMode, DatabaseTransaction, DbBackend, IsolationLevel, TransactionTrait, Value};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;

/// What such a file begins with, once unpacked.
const MAGIC: &[u8] = b"TUTELA STORE 1\n";

/// So many rows are read or written at a time; documents stand in their pieces, so that memory stays small.
const ROWS: usize = 64;

/// The largest value that a file may hold.
const LARGEST: u64 = 1 << 30;

/// What was copied or restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    /// Rows of all tables.
    pub rows: u64,
    /// SHA-256 of the file before its last 32 bytes, which repeat it; 64 hexadecimal digits.
    pub sha256: String,
}

impl Store {
    /// Copies everything that is kept now into a file, which appears whole or not at all. Others go on working.
    pub fn backup(&self, to: &Path) -> Result<BackedUp, StoreFault> {
        self.backup_packed(to, &plain)
    }

    /// The same, written in another form, such as encrypted. The hash is that of what was there before.
    pub fn backup_packed(&self, to: &Path, packing: Packing<'_>) -> Result<BackedUp, StoreFault> {
        let aside = to.with_extension("backup-new");
        let done = self.run(async {
            let on = match self.inner.backend {
                DbBackend::Sqlite => self.inner.read().begin().await?,
                _ => {
                    let (level, mode) = (Some(IsolationLevel::RepeatableRead), Some(AccessMode::ReadOnly));
                    self.inner.read().begin_with_config(level, mode).await?
                }
            };
            let done = write(&on, &aside, packing).await;
            on.rollback().await?;
            done
        });
        let done = done.and_then(|done| fs::rename(&aside, to).map(|()| done).map_err(|cause| cannot(to, cause)));
        done.inspect_err(|_| drop(fs::remove_file(&aside)))
    }

    /// Takes everything back from a file into this store, which must hold nothing yet; all or nothing.
    pub fn restore(&self, from: &Path) -> Result<BackedUp, StoreFault> {
        self.restore_from(&from.to_owned())
    }

    /// The same from a file in another form.
    pub fn restore_from(&self, from: &dyn BackupFile) -> Result<BackedUp, StoreFault> {
        let sha256 = verify(from)?;
        let rows = self.change(async |on| read(on, from).await)?;
        self.verify()?;
        Ok(BackedUp { rows, sha256 })
    }

    /// Reads every document and holds it against its hash; how many there are.
    pub fn verify(&self) -> Result<u64, StoreFault> {
        self.run(async {
            let (mut count, mut after) = (0, Vec::new());
            loop {
                let sql = "SELECT sha256 FROM document WHERE sha256 > $1 ORDER BY sha256 LIMIT 256";
                let rows = all(&self.inner.read(), sql, vec![Value::from(after.clone())]).await?;
                for row in &rows {
                    after = crate::sql::col(row, 0)?;
                    document::read(&self.inner.read(), &document::sha(after.clone())?).await?;
                    count += 1;
                }
                if rows.is_empty() {
                    return Ok(count);
                }
            }
        })
    }
}

fn cannot(path: &Path, cause: io::Error) -> StoreFault {
    let kind = match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => StoreFaultKind::Full,
        io::ErrorKind::NotFound => StoreFaultKind::NotThere,
        _ => StoreFaultKind::ReadOnly,
    };
    StoreFault { kind, place: path.display().to_string(), cause: Some(cause) }
}

fn damaged(path: &Path) -> StoreFault {
    StoreFault::new(StoreFaultKind::Damaged, path.display().to_string())
}

/// Writes to a file and hashes what passes.
struct Hashing {
    to: Box<dyn Packed>,
    hash: Sha256,
}

impl Write for Hashing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.to.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A new file that nobody but its owner reads: hashes of passwords stand in it.
fn own(path: &Path) -> io::Result<File> {
    let mut options = File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

async fn write(on: &DatabaseTransaction, path: &Path, packing: Packing<'_>) -> Result<BackedUp, Fault> {
    let cannot = |cause| Fault::Own(cannot(path, cause));
    let file = own(path).map_err(cannot)?;
    let hashing = Hashing { to: packing(BufWriter::new(file)).map_err(cannot)?, hash: Sha256::new() };
    let mut out = zstd::stream::Encoder::new(hashing, 3).map_err(cannot)?;
    out.write_all(MAGIC).map_err(cannot)?;
    text(&mut out, migrations::last()).map_err(cannot)?;
    let mut rows = 0;
    for table in TABLES {
        text(&mut out, table.name).map_err(cannot)?;
        rows += write_table(on, table, &mut out).await?.map_err(cannot)?;
    }
    let Hashing { mut to, hash } = out.finish().map_err(cannot)?;
    let hash = hash.finalize();
    to.write_all(&hash).map_err(cannot)?;
    let mut file = to.done().map_err(cannot)?;
    file.flush().map_err(cannot)?;
    file.into_inner().map_err(|fault| cannot(fault.into_error()))?.sync_all().map_err(cannot)?;
    Ok(BackedUp { rows, sha256: crate::tree::hex(&hash) })
}

/// Writes the rows of a table in the order of its key; 1 before each, 0 after the last.
async fn write_table(on: &DatabaseTransaction, table: &Table, out: &mut impl Write) -> Result<io::Result<u64>, Fault> {
    let (mut count, mut after): (u64, Option<Vec<Value>>) = (0, None);
    loop {
        let rows = all(on, &table.page(after.is_some(), ROWS), after.take().unwrap_or_default()).await?;
        for row in &rows {
            let values = table.values(row)?;
            let written = out.write_all(&[1]).and_then(|()| values.iter().try_for_each(|one| value(out, one)));
            if let Err(cause) = written {
                return Ok(Err(cause));
            }
            count += 1;
            after = Some(values.into_iter().take(table.key).collect());
        }
        if rows.len() < ROWS {
            return Ok(out.write_all(&[0]).map(|()| count));
        }
    }
}

fn text(out: &mut impl Write, text: &str) -> io::Result<()> {
    out.write_all(&(text.len() as u64).to_be_bytes())?;
    out.write_all(text.as_bytes())
}

/// A value: 0 nothing, 1 a number, 2 a text, 3 bytes.
fn value(out: &mut impl Write, value: &Value) -> io::Result<()> {
    let (kind, bytes): (u8, Option<&[u8]>) = match value {
        Value::BigInt(Some(number)) => {
            out.write_all(&[1])?;
            return out.write_all(&number.to_be_bytes());
        }
        Value::String(Some(text)) => (2, Some(text.as_bytes())),
        Value::Bytes(Some(bytes)) => (3, Some(bytes)),
        _ => (0, None),
    };
    out.write_all(&[kind])?;
    let Some(bytes) = bytes else { return Ok(()) };
    out.write_all(&(bytes.len() as u64).to_be_bytes())?;
    out.write_all(bytes)
}

/// A fault of reading: bytes that are not as they were written are damage, whoever notices it.
fn unread(path: &Path, cause: io::Error) -> StoreFault {
    match cause.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => damaged(path),
        _ => cannot(path, cause),
    }
}

/// Whether a file is whole: its hash.
pub(crate) fn verify(from: &dyn BackupFile) -> Result<String, StoreFault> {
    let unread = |cause| unread(from.path(), cause);
    let mut reader = WithoutTail::of(from.open().map_err(unread)?);
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = reader.read(&mut buffer).map_err(unread)?;
        if read == 0 {
            break;
        }
        hash.update(&buffer[..read]);
    }
    let stated = reader.tail().ok_or_else(|| damaged(from.path()))?;
    match hash.finalize().as_slice() == stated {
        true => Ok(crate::tree::hex(&stated)),
        false => Err(damaged(from.path())),
    }
}

/// The tables of a file, from the first on, and the last migration of the store it was made from.
pub(crate) fn unpack(from: &dyn BackupFile) -> Result<(impl Read + Send + use<>, String), StoreFault> {
    let path = from.path().to_owned();
    let torn = |_: io::Error| damaged(&path);
    let bytes = from.open().map_err(|cause| unread(&path, cause))?;
    let mut from = zstd::stream::Decoder::new(WithoutTail::of(bytes)).map_err(torn)?;
    let mut magic = [0; MAGIC.len()];
    from.read_exact(&mut magic).map_err(torn)?;
    if magic != MAGIC {
        return Err(damaged(&path));
    }
    let made_by = read_text(&mut from).map_err(torn)?;
    Ok((from, made_by))
}

/// Reads past a table, and says how many rows it has.
pub(crate) fn count_table(table: &Table, from: &mut impl Read, path: &Path) -> Result<u64, StoreFault> {
    let mut count = || -> io::Result<u64> {
        if read_text(from)? != table.name {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let mut rows = 0;
        while read_byte(from)? == 1 {
            table.columns.iter().try_for_each(|(_, column)| read_value(from, *column).map(drop))?;
            rows += 1;
        }
        Ok(rows)
    };
    count().map_err(|_| damaged(path))
}

async fn read(on: &DatabaseTransaction, file: &dyn BackupFile) -> Result<u64, Fault> {
    let path = file.path();
    let torn = |_: io::Error| Fault::Own(damaged(path));
    let (mut from, made_by) = unpack(file)?;
    if made_by != migrations::last() {
        return Err(StoreFault::new(StoreFaultKind::Newer, format!("{} ({made_by})", path.display())).into());
    }
    let mut rows = 0;
    for table in TABLES {
        let name = read_text(&mut from).map_err(torn)?;
        if name != table.name {
            return Err(damaged(path).into());
        }
        rows += read_table(on, table, &mut from, path).await?;
    }
    Ok(rows)
}

async fn read_table(on: &DatabaseTransaction, table: &Table, from: &mut impl Read, path: &Path) -> Result<u64, Fault> {
    let torn = |_: io::Error| Fault::Own(damaged(path));
    if table.name == "log_end" {
        // It is made with its one row.
        run(on, "DELETE FROM log_end WHERE size = 0", vec![]).await?;
    }
    if one(on, &format!("SELECT 1 FROM {} LIMIT 1", table.name), vec![]).await?.is_some() {
        return Err(StoreFault::new(StoreFaultKind::AlreadyThere, format!("table {}", table.name)).into());
    }
    let (mut count, mut rows) = (0, Vec::new());
    loop {
        let more = read_byte(from).map_err(torn)? == 1;
        if more {
            let values = table.columns.iter().map(|(_, column)| read_value(from, *column));
            rows.push(values.collect::<io::Result<Vec<Value>>>().map_err(torn)?);
        }
        if rows.len() == ROWS || !more {
            count += rows.len() as u64;
            insert(on, &table.into(), "", table.columns.len(), std::mem::take(&mut rows)).await?;
        }
        if !more {
            return Ok(count);
        }
    }
}

fn read_byte(from: &mut impl Read) -> io::Result<u8> {
    let mut byte = [0];
    from.read_exact(&mut byte)?;
    Ok(byte[0])
}

fn read_bytes(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut length = [0; 8];
    from.read_exact(&mut length)?;
    let length = u64::from_be_bytes(length);
    let mut bytes = Vec::new();
    from.take(length.min(LARGEST)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 != length { Err(io::ErrorKind::InvalidData.into()) } else { Ok(bytes) }
}

fn read_text(from: &mut impl Read) -> io::Result<String> {
    String::from_utf8(read_bytes(from)?).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn read_value(from: &mut impl Read, column: Column) -> io::Result<Value> {
    match (read_byte(from)?, column) {
        (0, Column::BytesOrNone) => Ok(Value::from(None::<Vec<u8>>)),
        (1, Column::Number) => {
            let mut number = [0; 8];
            from.read_exact(&mut number)?;
            Ok(Value::from(i64::from_be_bytes(number)))
        }
        (2, Column::Text) => Ok(Value::from(read_text(from)?)),
        (3, Column::Bytes | Column::BytesOrNone) => Ok(Value::from(read_bytes(from)?)),
        _ => Err(io::ErrorKind::InvalidData.into()),
    }
}

impl Table {
    /// The next rows in the order of the key.
    fn page(&self, later: bool, rows: usize) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        let key = columns[..self.key].join(", ");
        let which = if later { format!(" WHERE ({key}) > ({})", list(1, self.key)) } else { String::new() };
        format!("SELECT {} FROM {}{which} ORDER BY {key} LIMIT {rows}", columns.join(", "), self.name)
    }

    /// `table (column, …)`.
    fn into(&self) -> String {
        let columns: Vec<&str> = self.columns.iter().map(|(name, _)| *name).collect();
        format!("{} ({})", self.name, columns.join(", "))
    }

    fn values(&self, row: &sea_orm::QueryResult) -> Result<Vec<Value>, Fault> {
        let value = |(place, (_, column)): (usize, &(&str, Column))| {
            Ok(match column {
                Column::Number => Value::from(crate::sql::col::<i64>(row, place)?),
                Column::Text => Value::from(crate::sql::col::<String>(row, place)?),
                Column::Bytes => Value::from(crate::sql::col::<Vec<u8>>(row, place)?),
                Column::BytesOrNone => Value::from(crate::sql::col::<Option<Vec<u8>>>(row, place)?),
            })
        };
        self.columns.iter().enumerate().map(value).collect()
    }
}

/// Names of the tables that a database holds, to be held against [`TABLES`].
#[cfg(test)]
pub(crate) async fn tables_there<C: sea_orm::ConnectionTrait>(on: &C) -> Result<Vec<String>, Fault> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
    all(on, sql, vec![]).await?.iter().map(|row| Ok(crate::sql::col(row, 0)?)).collect()
}
