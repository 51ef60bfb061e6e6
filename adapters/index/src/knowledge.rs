//! The held knowledge as the matcher asks it: questions sorted by hash, so that each page is read once.

use crate::home::{Home, hex};
use crate::names::hash_id;
use crate::segment::{Segment, Walk};
use crate::statement;
use sha2::{Digest, Sha256};
use std::io::Read;
use vulnerability::{Advisory, Asking, Knowledge, KnowledgeFault, PartFacts, Question};

/// One generation, open for questions.
#[derive(Debug)]
pub struct HeldKnowledge {
    hash: String,
    parts: Vec<PartFacts>,
    segments: Vec<Segment>,
}

impl HeldKnowledge {
    /// Opens a generation by its hash.
    pub fn open(home: &Home, hash: &str) -> Result<HeldKnowledge, KnowledgeFault> {
        let generation = home.generation(hash)?;
        let mut parts = Vec::new();
        let mut segments = Vec::new();
        for part in &generation.parts {
            if let Some(facts) = part.facts() {
                segments.push(Segment::open(&home.segment(&part.segment))?);
                parts.push(facts);
            }
        }
        Ok(HeldKnowledge { hash: hash.to_owned(), parts, segments })
    }

    /// The state of a home before its first import: nothing is held.
    pub fn none() -> HeldKnowledge {
        HeldKnowledge { hash: String::new(), parts: Vec::new(), segments: Vec::new() }
    }

    /// Holds names and what is said of them in memory, part by part as far as `most` bytes go (64 MiB in any case): for a
    /// call with so much input that it will touch most of them.
    pub fn hold(&mut self, most: u64) -> Result<(), KnowledgeFault> {
        const MOST: u64 = 64 << 20;
        let mut room = most.min(MOST);
        for segment in &mut self.segments {
            if let Some(left) = room.checked_sub(segment.to_hold()) {
                room = left;
                segment.hold()?;
            }
        }
        Ok(())
    }

    /// Hashes every segment in full and names those that are not what their name says.
    pub fn verify(&self) -> Result<Vec<String>, KnowledgeFault> {
        let mut damaged = Vec::new();
        let mut buffer = vec![0u8; 1 << 20];
        for (facts, segment) in self.parts.iter().zip(&self.segments) {
            let fault = |cause| crate::home::unreadable(segment.path(), cause);
            let mut file = std::fs::File::open(segment.path()).map_err(fault)?;
            let mut hash = Sha256::new();
            loop {
                match file.read(&mut buffer).map_err(fault)? {
                    0 => break,
                    read => hash.update(&buffer[..read]),
                }
            }
            if hex(&hash.finalize()) != facts.hash {
                damaged.push(facts.part.to_string());
            }
        }
        Ok(damaged)
    }
}

impl Knowledge for HeldKnowledge {
    fn hash(&self) -> &str {
        &self.hash
    }

    fn parts(&self) -> &[PartFacts] {
        &self.parts
    }

    fn about(&self, questions: &[Question], asking: &mut dyn Asking) -> Result<(), KnowledgeFault> {
        let mut walk = Walk::default();
        let mut last = None;
        for (place, question) in questions.iter().enumerate() {
            if last != Some(question.part) {
                walk = Walk::default();
                last = Some(question.part);
            }
            let segment = &self.segments[usize::from(question.part)];
            let is_it = &mut |spelling: &str| asking.is_about(place, spelling);
            let Some((count, mut from)) = segment.posting(&mut walk, question.name.0, is_it)? else { continue };
            for _ in 0..count {
                let record = from.number().ok().and_then(|number| u32::try_from(number).ok());
                let record = record.ok_or_else(|| segment.damaged())?;
                let statement = statement::decode(record, &mut from).map_err(|_| segment.damaged())?;
                asking.hear(place, &statement)?;
            }
        }
        Ok(())
    }

    fn records(
        &self,
        wanted: &[(usize, u32)],
        each: &mut dyn FnMut(usize, Advisory<'_>),
    ) -> Result<(), KnowledgeFault> {
        let mut walks: Vec<Walk> = self.segments.iter().map(|_| Walk::default()).collect();
        for (place, (part, record)) in wanted.iter().enumerate() {
            each(place, self.segments[*part].record(&mut walks[*part], *record)?);
        }
        Ok(())
    }

    fn by_ids(&self, part: usize, ids: &[&str], each: &mut dyn FnMut(usize, u32)) -> Result<(), KnowledgeFault> {
        let mut order: Vec<(u64, usize)> = ids.iter().enumerate().map(|(place, id)| (hash_id(id), place)).collect();
        order.sort_unstable();
        let mut walk = Walk::default();
        for (hash, place) in order {
            self.segments[part].by_id(&mut walk, hash, ids[place], &mut |record| each(place, record))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
