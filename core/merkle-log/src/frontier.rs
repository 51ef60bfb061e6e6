//! The right edge of a tree: all that is needed to append, in as many hashes as the size has ones in binary.

use crate::tree::{Hash, node_hash, root};

/// A tree that grows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    /// Roots of full trees, the largest first.
    full: Vec<Hash>,
}

impl Frontier {
    /// How many leaves it has.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Adds a leaf.
    pub fn append(&mut self, leaf: Hash) {
        let mut hash = leaf;
        // Each one at the low end of the size is a full tree of the same height as the new one.
        let mut rest = self.size;
        while rest & 1 == 1 {
            let Some(left) = self.full.pop() else { break };
            hash = node_hash(&left, &hash);
            rest >>= 1;
        }
        self.full.push(hash);
        self.size += 1;
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        let mut from_right = self.full.iter().rev();
        match from_right.next() {
            None => root(&[]),
            Some(last) => from_right.fold(*last, |right, left| node_hash(left, &right)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Frontier;
    use crate::tree::{leaf_hash, root};

    #[test]
    fn a_tree_that_grew_has_the_root_of_the_whole() {
        let (mut frontier, mut leaves) = (Frontier::default(), Vec::new());
        assert_eq!(frontier.root(), root(&leaves));
        for entry in 0..70_u8 {
            frontier.append(leaf_hash(&[entry]));
            leaves.push(leaf_hash(&[entry]));
            assert_eq!((frontier.size(), frontier.root()), (leaves.len() as u64, root(&leaves)));
        }
    }
}
