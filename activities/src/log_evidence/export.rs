//! Makes checkpoints and exports.

use super::{CHECKPOINT_KIND, CheckpointSeal, EXPORT, First, Line, Stated, hex};
use crate::log_port::{Checkpoint, LogLeaf, LogStore, Words};
use crate::record_deed::Word;
use crate::store_fault::StoreFault;
use merkle_log::Frontier;
use std::io::{self, Write};
use terms::Instant;

/// Leaves read at a time.
const AT_A_TIME: u32 = 2_000;

/// Signs how the log stands now and keeps that, unless nothing was added since the last one.
pub fn checkpoint(log: &dyn LogStore, seal: &dyn CheckpointSeal, at: Instant) -> Result<Checkpoint, StoreFault> {
    let size = log.log_size()?;
    if let Some(last) = log.checkpoint(None)?.filter(|last| last.size == size) {
        return Ok(last);
    }
    let mut tree = Frontier::default();
    let mut from = 0;
    while from < size {
        let count = AT_A_TIME.min(u32::try_from(size - from).unwrap_or(AT_A_TIME));
        let hashes = log.leaf_hashes(from, count)?;
        if hashes.is_empty() {
            break;
        }
        from += hashes.len() as i64;
        hashes.into_iter().for_each(|hash| tree.append(hash));
    }
    let root = tree.root();
    let stated = Stated { size: tree.size(), root: hex(&root), at: at.to_string() };
    // Strings and numbers always serialise.
    let signed = seal.seal(CHECKPOINT_KIND, &serde_json::to_vec(&stated).unwrap_or_default());
    let made = Checkpoint { size: from, root, signed: signed.into_bytes(), at };
    log.put_checkpoint(&made)?;
    Ok(made)
}

/// Writes the log up to a checkpoint, with the entries of one organisation.
pub fn export(log: &dyn LogStore, tenant: &str, checkpoint: &Checkpoint, out: &mut dyn Write) -> io::Result<()> {
    let first = First {
        schema: EXPORT.to_owned(),
        tenant: tenant.to_owned(),
        checkpoint: String::from_utf8_lossy(&checkpoint.signed).into_owned(),
    };
    write_line(out, &first)?;
    let mut from = 0;
    while from < checkpoint.size {
        let count = AT_A_TIME.min(u32::try_from(checkpoint.size - from).unwrap_or(AT_A_TIME));
        let leaves = log.leaves(from, count, None).map_err(io::Error::other)?;
        if leaves.is_empty() {
            return Err(io::Error::other("the log is shorter than its checkpoint"));
        }
        let until = from + leaves.len() as i64;
        let mut words = log.words(from..until).map_err(io::Error::other)?;
        for leaf in &leaves {
            write_line(out, &line(leaf, leaf.tenant == tenant, words.remove(&leaf.sequence)))?;
        }
        from = until;
    }
    out.flush()
}

/// An entry of one's own with the words of its salted hashes, or the hash of somebody else's.
fn line(leaf: &LogLeaf, own: bool, words: Option<Words>) -> Line {
    let (words, removed) = match words.filter(|_| own) {
        Some(Words::Kept(bytes)) => (Word::read(&bytes), None),
        Some(Words::Removed(at)) => (Vec::new(), Some(at.to_string())),
        None => (Vec::new(), None),
    };
    Line {
        index: leaf.sequence.unsigned_abs(),
        entry: own.then(|| String::from_utf8_lossy(&leaf.bytes).into_owned()),
        hash: (!own).then(|| hex(&leaf.hash)),
        words,
        removed,
    }
}

fn write_line(out: &mut dyn Write, line: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}
