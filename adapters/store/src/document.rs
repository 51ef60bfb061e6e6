//! Documents: named by their SHA-256, packed, kept once, never changed.
//!
//! A document is the first bytes of a stream of pieces. A file that only grows (a register, decisions) adds one piece to the
//! stream of the document it was before, so that a year of lines costs a year of lines.

use crate::fault::Fault;
use crate::sql::{Batch, all, all_of, col, one, run, values};
use crate::tree::{Sha, hex, sha256};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{ConnectionTrait, Value};
use std::collections::BTreeSet;

/// The largest document that is kept.
const LARGEST: usize = 1 << 30;

/// The largest piece before packing: what a database takes in one value without pain.
const PIECE: usize = 8 << 20;

const RAW: u8 = 0;
const ZSTD: u8 = 1;

/// A document that is ready to be kept.
pub(crate) struct Ready {
    pub(crate) sha: Sha,
    pub(crate) size: i64,
    /// The document of whose stream it is the next piece, and that one's size.
    grows: Option<(Sha, i64)>,
    /// Start, size and packed bytes of its pieces, in the stream it grows or in its own.
    pieces: Vec<(i64, i64, Vec<u8>)>,
    /// The same for a stream of its own, where another writer was first in the stream it grows.
    whole: Option<Vec<u8>>,
}

/// Packs a document. `grows` is what the file was before, when that is how this one begins.
pub(crate) fn pack(name: &str, bytes: &[u8], sha: Sha, grows: Option<(Sha, usize)>) -> Result<Ready, Fault> {
    if bytes.len() > LARGEST {
        return Err(StoreFault::new(StoreFaultKind::TooLarge, name).into());
    }
    let start = grows.map_or(0, |(_, size)| size);
    Ok(Ready {
        sha,
        size: bytes.len() as i64,
        grows: grows.map(|(sha, size)| (sha, size as i64)),
        pieces: pieces(&bytes[start..], start),
        whole: grows.map(|_| bytes.to_vec()),
    })
}

fn pieces(bytes: &[u8], start: usize) -> Vec<(i64, i64, Vec<u8>)> {
    let mut pieces: Vec<(i64, i64, Vec<u8>)> = Vec::new();
    let mut at = start;
    for piece in bytes.chunks(PIECE) {
        pieces.push((at as i64, piece.len() as i64, squeeze(piece)));
        at += piece.len();
    }
    pieces
}

/// Packed bytes, or the bytes themselves where packing gains nothing; the first byte tells which.
pub(crate) fn squeeze(bytes: &[u8]) -> Vec<u8> {
    let packed = zstd::bulk::compress(bytes, 1).unwrap_or_default();
    let (how, kept) = if !packed.is_empty() && packed.len() < bytes.len() { (ZSTD, &packed[..]) } else { (RAW, bytes) };
    let mut all = Vec::with_capacity(kept.len() + 1);
    all.push(how);
    all.extend_from_slice(kept);
    all
}

/// The bytes of a piece of a known size; `None` when it is damaged.
pub(crate) fn unpack(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    match packed.split_first()? {
        (&RAW, rest) => Some(rest.to_vec()),
        (&ZSTD, rest) => zstd::bulk::decompress(rest, size).ok(),
        _ => None,
    }
    .filter(|bytes| bytes.len() == size)
}

/// Packed bytes that know their size.
pub(crate) fn squeeze_sized(bytes: &[u8]) -> Vec<u8> {
    let mut all = (bytes.len() as u64).to_be_bytes().to_vec();
    all.extend(squeeze(bytes));
    all
}

/// The bytes that [`squeeze_sized`] packed; `None` when they are damaged.
pub(crate) fn unpack_sized(packed: &[u8]) -> Option<Vec<u8>> {
    let (size, rest) = packed.split_first_chunk::<8>()?;
    let size = usize::try_from(u64::from_be_bytes(*size)).ok().filter(|size| *size <= LARGEST)?;
    unpack(rest, size)
}

/// Which of these documents are kept already.
pub(crate) async fn known<C: ConnectionTrait>(on: &C, wanted: &BTreeSet<Sha>) -> Result<BTreeSet<Sha>, Fault> {
    let wanted: Vec<Value> = wanted.iter().map(|sha| Value::from(sha.to_vec())).collect();
    let rows = all_of(on, "SELECT sha256 FROM document WHERE sha256 IN ({in})", vec![], &wanted).await?;
    rows.iter().map(|row| sha(col(row, 0)?)).collect()
}

/// A hash as it stands in a column.
pub(crate) fn sha(bytes: Vec<u8>) -> Result<Sha, Fault> {
    Sha::try_from(bytes).map_err(|bytes| StoreFault::new(StoreFaultKind::Damaged, hex(&bytes)).into())
}

/// Keeps a document with what else the batch holds; one that is there already stays as it is.
pub(crate) async fn keep<C: ConnectionTrait>(on: &C, batch: &mut Batch, ready: &Ready) -> Result<(), Fault> {
    let grown = match ready.grows {
        Some((before, size)) => grow(on, before, size, &ready.pieces).await?,
        None => None,
    };
    let stream = grown.unwrap_or(ready.sha);
    match (grown, &ready.whole) {
        (Some(_), _) => {}
        (None, Some(whole)) => put_pieces(batch, &stream, &pieces(whole, 0)),
        (None, None) => put_pieces(batch, &stream, &ready.pieces),
    }
    let sql = "INSERT INTO document (sha256, size, stream) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    batch.add(sql, values![ready.sha.to_vec(), ready.size, stream.to_vec()]);
    Ok(())
}

/// Adds pieces to the stream of a document, when it ends where that document does. The stream, or `None` when something
/// else follows there already.
async fn grow<C: ConnectionTrait>(
    on: &C,
    before: Sha,
    size: i64,
    pieces: &[(i64, i64, Vec<u8>)],
) -> Result<Option<Sha>, Fault> {
    let found = one(on, "SELECT stream FROM document WHERE sha256 = $1", values![before.to_vec()]).await?;
    let Some(row) = found else { return Ok(None) };
    let stream = sha(col(&row, 0)?)?;
    let sql = "SELECT 1 FROM piece WHERE stream = $1 AND start_at >= $2 LIMIT 1";
    if one(on, sql, values![stream.to_vec(), size]).await?.is_some() {
        return Ok(None);
    }
    // Another process may have been faster since; its piece of the same place stays, and ours goes elsewhere.
    let mut done = 0;
    for piece in pieces {
        done += run(on, PIECE_SQL, piece_values(&stream, piece)).await?;
    }
    Ok((done == pieces.len() as u64).then_some(stream))
}

const PIECE_SQL: &str =
    "INSERT INTO piece (stream, start_at, size, packed) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";

fn piece_values(stream: &Sha, (start, size, packed): &(i64, i64, Vec<u8>)) -> Vec<Value> {
    values![stream.to_vec(), *start, *size, packed.clone()]
}

fn put_pieces(batch: &mut Batch, stream: &Sha, pieces: &[(i64, i64, Vec<u8>)]) {
    for piece in pieces {
        batch.add(PIECE_SQL, piece_values(stream, piece));
    }
}

/// The bytes of a document, checked against its hash.
pub(crate) async fn read<C: ConnectionTrait>(on: &C, wanted: &Sha) -> Result<Vec<u8>, Fault> {
    let damaged = || Fault::Own(StoreFault::new(StoreFaultKind::Damaged, format!("document {}", hex(wanted))));
    let sql = "SELECT d.size, p.size, p.packed FROM document d JOIN piece p ON p.stream = d.stream AND p.start_at < d.size \
               WHERE d.sha256 = $1 ORDER BY p.start_at";
    let rows = all(on, sql, values![wanted.to_vec()]).await?;
    let mut bytes = Vec::new();
    for row in &rows {
        let (size, packed): (i64, Vec<u8>) = (col(row, 1)?, col(row, 2)?);
        let size = usize::try_from(size).map_err(|_| damaged())?;
        bytes.extend(unpack(&packed, size.min(PIECE)).ok_or_else(damaged)?);
    }
    if sha256(&bytes) != *wanted {
        return Err(damaged());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::{squeeze, unpack};

    #[test]
    fn what_was_packed_comes_back_and_what_was_damaged_does_not() {
        for bytes in [&b""[..], b"x", &[7; 10_000]] {
            assert_eq!(unpack(&squeeze(bytes), bytes.len()).as_deref(), Some(bytes));
            assert_eq!(unpack(&squeeze(bytes), bytes.len() + 1), None);
        }
        assert_eq!(unpack(&[9, 1], 1), None);
    }
}
