//! Which parts of the mirror cover an identity.

use foldhash::fast::RandomState;
use std::collections::HashMap;

/// The parts that cover an identity, by their place in the mirror.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Covering(u128);

impl FromIterator<usize> for Covering {
    fn from_iter<I: IntoIterator<Item = usize>>(parts: I) -> Covering {
        let mut covering = Covering::default();
        parts.into_iter().for_each(|part| covering.add(part));
        covering
    }
}

impl Covering {
    /// Parts beyond this many cannot be noted, and so cover nothing: blind, never silently clean.
    const MOST: usize = 128;

    fn add(&mut self, part: usize) {
        if part < Self::MOST {
            self.0 |= 1 << part;
        }
    }

    /// Whether nothing covers it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The only part, when there is just one.
    pub fn only(self) -> Option<usize> {
        (self.0.count_ones() == 1).then(|| self.0.trailing_zeros() as usize)
    }

    /// The parts, in order.
    pub fn parts(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let part = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (part < Self::MOST).then_some(part)
        })
    }

    /// Whether any of the parts is among the others.
    pub fn meets(self, others: Covering) -> bool {
        self.0 & others.0 != 0
    }
}

/// The coverings of all identities. There are many identities and few different coverings, so each keeps a number.
#[derive(Debug, Default)]
pub(crate) struct Coverings {
    different: Vec<Covering>,
    places: HashMap<Covering, u32, RandomState>,
    of: Vec<u32>,
    /// What the step found last added: covering, part and the covering with it. Questions come part by part, so most
    /// steps repeat one of the last few.
    steps: Vec<(u32, usize, u32)>,
}

impl Coverings {
    /// Nothing covers any of so many identities.
    pub(crate) fn none(identities: usize) -> Coverings {
        let (nothing, of) = (Covering::default(), vec![0; identities]);
        Coverings { different: vec![nothing], places: [(nothing, 0)].into_iter().collect(), of, steps: Vec::new() }
    }

    /// The parts that cover an identity.
    pub(crate) fn of(&self, identity: u32) -> Covering {
        self.different[self.of[identity as usize] as usize]
    }

    /// The parts that cover any of them.
    pub(crate) fn all(&self) -> Covering {
        Covering(self.different.iter().fold(0, |met, covering| met | covering.0))
    }

    /// One more part covers an identity.
    pub(crate) fn add(&mut self, identity: u32, part: usize) {
        let before = self.of[identity as usize];
        let known = self.steps.iter().find(|(from, with, _)| (*from, *with) == (before, part));
        let after = known.map(|(_, _, to)| *to).unwrap_or_else(|| self.step(before, part));
        self.of[identity as usize] = after;
    }

    #[cold]
    fn step(&mut self, before: u32, part: usize) -> u32 {
        const REMEMBERED: usize = 64;
        let mut covering = self.different[before as usize];
        covering.add(part);
        let after = *self.places.entry(covering).or_insert_with(|| {
            self.different.push(covering);
            self.different.len() as u32 - 1
        });
        if self.steps.len() == REMEMBERED {
            self.steps.clear();
        }
        self.steps.push((before, part, after));
        after
    }
}

#[cfg(test)]
mod tests {
    use super::Coverings;

    #[test]
    fn each_identity_keeps_the_parts_that_cover_it() {
        let mut coverings = Coverings::none(3);
        for part in [0, 5, 100] {
            coverings.add(1, part);
        }
        coverings.add(2, 5);
        let parts = |identity| coverings.of(identity).parts().collect::<Vec<_>>();
        assert_eq!((parts(0), parts(1), parts(2)), (vec![], vec![0, 5, 100], vec![5]));
        assert_eq!(coverings.different.len(), 5);
        assert_eq!(coverings.all().parts().collect::<Vec<_>>(), [0, 5, 100]);
    }

    #[test]
    fn a_part_beyond_what_can_be_noted_covers_nothing() {
        let mut coverings = Coverings::none(1);
        coverings.add(0, 128);
        assert!(coverings.of(0).is_empty());
    }
}
