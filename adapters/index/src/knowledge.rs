//! The held knowledge as the matcher asks it: questions sorted by hash, so that each page is read once.

use crate::home::{Home, hex};
use crate::layers::{Layers, Walks};
use crate::names::hash_id;
use sha2::{Digest, Sha256};
use std::io::Read;
use vulnerability::{Advisory, Asking, Knowledge, KnowledgeFault, PartFacts, Question};

/// One generation, open for questions.
#[derive(Debug)]
pub struct HeldKnowledge {
    hash: String,
    parts: Vec<PartFacts>,
    layers: Vec<Layers>,
}

impl HeldKnowledge {
    /// Opens a generation by its hash.
    pub fn open(home: &Home, hash: &str) -> Result<HeldKnowledge, KnowledgeFault> {
        let generation = home.generation(hash)?;
        let mut parts = Vec::new();
        let mut layers = Vec::new();
        for part in &generation.parts {
            if let Some(facts) = part.facts() {
                layers.push(Layers::open(home, part)?);
                parts.push(facts);
            }
        }
        Ok(HeldKnowledge { hash: hash.to_owned(), parts, layers })
    }

    /// The state of a home before its first import: nothing is held.
    pub fn none() -> HeldKnowledge {
        HeldKnowledge { hash: String::new(), parts: Vec::new(), layers: Vec::new() }
    }

    /// Holds names and what is said of them in memory, part by part as far as `most` bytes go (64 MiB in any case): for a
    /// call with so much input that it will touch most of them.
    pub fn hold(&mut self, most: u64) -> Result<(), KnowledgeFault> {
        const MOST: u64 = 64 << 20;
        let mut room = most.min(MOST);
        for Layers { base, over } in &mut self.layers {
            for segment in std::iter::once(base).chain(over.as_mut().map(|over| &mut over.segment)) {
                if let Some(left) = room.checked_sub(segment.to_hold()) {
                    room = left;
                    segment.hold()?;
                }
            }
        }
        Ok(())
    }

    /// Hashes every segment in full and names those that are not what their name says.
    pub fn verify(&self) -> Result<Vec<String>, KnowledgeFault> {
        let mut damaged = Vec::new();
        let mut buffer = vec![0u8; 1 << 20];
        let parts = self.parts.iter().zip(&self.layers);
        for (facts, segment) in parts.flat_map(|(facts, layers)| layers.segments().map(move |segment| (facts, segment)))
        {
            let fault = |cause| crate::home::unreadable(segment.path(), cause);
            let mut file = std::fs::File::open(segment.path()).map_err(fault)?;
            let mut hash = Sha256::new();
            loop {
                match file.read(&mut buffer).map_err(fault)? {
                    0 => break,
                    read => hash.update(&buffer[..read]),
                }
            }
            let part = facts.part.to_string();
            if segment.path().file_stem() != Some(hex(&hash.finalize()).as_ref()) && damaged.last() != Some(&part) {
                damaged.push(part);
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
        let mut walks = Walks::default();
        let mut last = None;
        for (place, question) in questions.iter().enumerate() {
            if last != Some(question.part) {
                walks = Walks::default();
                last = Some(question.part);
            }
            self.layers[usize::from(question.part)].about(&mut walks, question.name.0, place, asking)?;
        }
        Ok(())
    }

    fn records(
        &self,
        wanted: &[(usize, u32)],
        each: &mut dyn FnMut(usize, Advisory<'_>),
    ) -> Result<(), KnowledgeFault> {
        let mut walks: Vec<Walks> = self.layers.iter().map(|_| Walks::default()).collect();
        for (place, (part, record)) in wanted.iter().enumerate() {
            each(place, self.layers[*part].record(&mut walks[*part], *record)?);
        }
        Ok(())
    }

    fn by_ids(&self, part: usize, ids: &[&str], each: &mut dyn FnMut(usize, u32)) -> Result<(), KnowledgeFault> {
        let mut order: Vec<(u64, usize)> = ids.iter().enumerate().map(|(place, id)| (hash_id(id), place)).collect();
        order.sort_unstable();
        let mut walks = Walks::default();
        for (hash, place) in order {
            self.layers[part].by_id(&mut walks, hash, ids[place], &mut |record| each(place, record))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod layer_tests;
#[cfg(test)]
pub(crate) mod tests;
