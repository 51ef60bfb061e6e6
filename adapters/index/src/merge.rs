//! Newer records joined with what is held: merged into one segment, or made a layer over it. Both come to the same
//! answers: of two records with one id the one changed later counts; of two changed at once, the new one.

use crate::codec::Cursor;
use crate::layers::Layers;
use crate::names::hash_id;
use crate::segment::{Segment, Walk};
use crate::statement;
use crate::writer::SegmentWriter;
use vulnerability::KnowledgeFault;

/// What a layer takes from the sums of the part.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    /// Records of the segment below that it hides, those that were hidden before included.
    pub(crate) hidden: u64,
    /// Unnamed products that counted before: those of records newly hidden, and those of the layer before.
    pub(crate) unnamed_before: u64,
}

/// Carries everything that counts in the held part into the writer, where that holds no later state of it.
pub(crate) fn merge_into(held: &Layers, writer: &mut SegmentWriter) -> Result<(), KnowledgeFault> {
    carry_over(&held.base, held.over.as_ref().map_or(&[], |over| &over.hidden), writer)?;
    match &held.over {
        Some(over) => carry_over(&over.segment, &[], writer),
        None => Ok(()),
    }
}

/// Makes the writer's records a layer over the held part's segment; what the layer before held is taken into it.
pub(crate) fn lay_over(held: &Layers, writer: &mut SegmentWriter) -> Result<Taken, KnowledgeFault> {
    let mut taken = Taken::default();
    let mut hidden = Vec::new();
    if let Some(over) = &held.over {
        hidden.clone_from(&over.hidden);
        let mut walk = Walk::default();
        for number in 0..over.segment.records() {
            let unnamed = over.segment.record(&mut walk, number)?.unnamed;
            taken.unnamed_before = taken.unnamed_before.saturating_add(u64::from(unnamed));
        }
        carry_over(&over.segment, &[], writer)?;
    }
    let mut ids: Vec<(u64, String, i64)> =
        writer.held().map(|(id, number)| (hash_id(id), id.to_owned(), writer.modified(number))).collect();
    // In the order of the table of ids, so that neighbours share what is read.
    ids.sort_unstable();
    let (mut walk, mut found) = (Walk::default(), Vec::new());
    for (hash, id, modified) in ids {
        found.clear();
        held.base.by_id(&mut walk, hash, &id, &mut |number| found.push(number))?;
        for number in &found {
            let record = held.base.record(&mut walk, *number)?;
            if record.id != id || held.hides(*number) {
                continue;
            }
            if record.modified.map_or(i64::MIN, |instant| instant.0) > modified {
                writer.give_up(&id);
                continue;
            }
            taken.unnamed_before = taken.unnamed_before.saturating_add(u64::from(record.unnamed));
            hidden.push(*number);
        }
    }
    hidden.sort_unstable();
    taken.hidden = hidden.len() as u64;
    writer.hide(hidden);
    Ok(taken)
}

/// Lays the records of a segment that count and that `writer` does not hold in a later state under its own.
fn carry_over(segment: &Segment, hidden: &[u32], writer: &mut SegmentWriter) -> Result<(), KnowledgeFault> {
    let mut walk = Walk::default();
    let mut carried: Vec<Option<u32>> = Vec::with_capacity(segment.records() as usize);
    for number in 0..segment.records() {
        if hidden.binary_search(&number).is_ok() {
            carried.push(None);
            continue;
        }
        let blob = segment.blob(&mut walk, number)?;
        let advisory = crate::record::decode(blob).map_err(|_| segment.damaged())?;
        carried.push(writer.carry(blob, &advisory));
    }
    segment.each_posting(&mut |name, count, mut from: Cursor<'_>| {
        for _ in 0..count {
            let number = from.number()? as usize;
            let before = from.rest();
            statement::decode(0, &mut from)?;
            let bytes = &before[..before.len() - from.rest().len()];
            if let Some(Some(new)) = carried.get(number) {
                writer.carry_statement(name, *new, bytes);
            }
        }
        Ok(())
    })
}
