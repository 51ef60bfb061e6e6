//! A part on disk: a segment, and at most one small layer over it that holds what has changed since. The layer carries
//! the changed records in full and names by number those of the segment below that no longer count: overridden ones, and
//! withdrawn ones, which have no successor.
//!
//! Records are numbered through: those of the segment first, then those of the layer.

use crate::codec::{Cursor, Short};
use crate::generation::HeldPart;
use crate::home::Home;
use crate::segment::{Segment, Walk};
use crate::statement;
use vulnerability::{Advisory, Asking, KnowledgeFault};

/// An open part.
#[derive(Debug)]
pub(crate) struct Layers {
    pub(crate) base: Segment,
    pub(crate) over: Option<Over>,
}

/// An open layer.
#[derive(Debug)]
pub(crate) struct Over {
    pub(crate) segment: Segment,
    /// Records of the segment below that do not count, sorted.
    pub(crate) hidden: Vec<u32>,
}

/// The windows of a walk through both.
#[derive(Debug, Default)]
pub(crate) struct Walks {
    base: Walk,
    over: Walk,
}

impl Layers {
    /// Opens the segments of a part.
    pub(crate) fn open(home: &Home, part: &HeldPart) -> Result<Layers, KnowledgeFault> {
        let base = Segment::open(&home.segment(&part.segment))?;
        let over = match &part.layer {
            None => None,
            Some(layer) => {
                let segment = Segment::open(&home.segment(layer))?;
                let hidden = segment.hidden()?;
                Some(Over { segment, hidden })
            }
        };
        Ok(Layers { base, over })
    }

    /// Its segments, lowest first.
    pub(crate) fn segments(&self) -> impl Iterator<Item = &Segment> {
        std::iter::once(&self.base).chain(self.over.as_ref().map(|over| &over.segment))
    }

    /// Whether a record of the lower segment does not count.
    pub(crate) fn hides(&self, number: u32) -> bool {
        self.over.as_ref().is_some_and(|over| over.hidden.binary_search(&number).is_ok())
    }

    /// Answers the question at `place` from both.
    pub(crate) fn about(
        &self,
        walks: &mut Walks,
        hash: u64,
        place: usize,
        asking: &mut dyn Asking,
    ) -> Result<(), KnowledgeFault> {
        let hides = |number: u32| self.hides(number);
        // A name of which only hidden records speak is not known.
        let is_it = &mut |spelling: &str, rest: Cursor<'_>| {
            Ok((self.over.is_none() || speaks(rest, &hides)?) && asking.is_about(place, spelling))
        };
        if let Some((count, from)) = self.base.posting(&mut walks.base, hash, is_it)? {
            tell(&self.base, count, from, 0, &hides, place, asking)?;
        }
        let Some(over) = &self.over else { return Ok(()) };
        let is_it = &mut |spelling: &str, _: Cursor<'_>| Ok(asking.is_about(place, spelling));
        if let Some((count, from)) = over.segment.posting(&mut walks.over, hash, is_it)? {
            tell(&over.segment, count, from, self.base.records(), &|_| false, place, asking)?;
        }
        Ok(())
    }

    /// One record in full.
    pub(crate) fn record<'w>(&'w self, walks: &'w mut Walks, number: u32) -> Result<Advisory<'w>, KnowledgeFault> {
        match (&self.over, number.checked_sub(self.base.records())) {
            (Some(over), Some(number)) => over.segment.record(&mut walks.over, number),
            _ => self.base.record(&mut walks.base, number),
        }
    }

    /// Gives `each` every record that counts and carries the id as its own or as an alias.
    pub(crate) fn by_id(
        &self,
        walks: &mut Walks,
        hash: u64,
        id: &str,
        each: &mut dyn FnMut(u32),
    ) -> Result<(), KnowledgeFault> {
        self.base.by_id(&mut walks.base, hash, id, &mut |number| {
            if !self.hides(number) {
                each(number);
            }
        })?;
        let Some(over) = &self.over else { return Ok(()) };
        let first = self.base.records();
        over.segment.by_id(&mut walks.over, hash, id, &mut |number| each(first.saturating_add(number)))
    }
}

/// Whether one of the statements is by a record that counts.
fn speaks(mut from: Cursor<'_>, hides: &dyn Fn(u32) -> bool) -> Result<bool, Short> {
    for _ in 0..from.count()? {
        let record = u32::try_from(from.number()?).map_err(|_| Short)?;
        if !hides(record) {
            return Ok(true);
        }
        statement::decode(record, &mut from)?;
    }
    Ok(false)
}

fn tell(
    segment: &Segment,
    count: usize,
    mut from: Cursor<'_>,
    first: u32,
    hides: &dyn Fn(u32) -> bool,
    place: usize,
    asking: &mut dyn Asking,
) -> Result<(), KnowledgeFault> {
    for _ in 0..count {
        let record = from.number().ok().and_then(|number| u32::try_from(number).ok());
        let record = record.ok_or_else(|| segment.damaged())?;
        let number = first.checked_add(record).ok_or_else(|| segment.damaged())?;
        let statement = statement::decode(number, &mut from).map_err(|_| segment.damaged())?;
        if !hides(record) {
            asking.hear(place, &statement)?;
        }
    }
    Ok(())
}
