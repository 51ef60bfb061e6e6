//! Proofs of inclusion and of consistency (RFC 6962, 2.1.1 and 2.1.2; checked as in RFC 9162, 2.1.3.2 and 2.1.4.2).

use crate::tree::{Hash, node_hash, root, split};

/// The proof that leaf `index` is in the tree over these leaves; `None` when there is no such leaf.
pub fn inclusion(leaves: &[Hash], index: usize) -> Option<Vec<Hash>> {
    if index >= leaves.len() {
        return None;
    }
    if leaves.len() == 1 {
        return Some(Vec::new());
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, other) = match index < left.len() {
        true => (inclusion(left, index)?, root(right)),
        false => (inclusion(right, index - left.len())?, root(left)),
    };
    proof.push(other);
    Some(proof)
}

/// The proof that the tree over these leaves only added to the one over the first `old` of them; `None` when there are
/// fewer. Empty for none and for all of them.
pub fn consistency(leaves: &[Hash], old: usize) -> Option<Vec<Hash>> {
    match old {
        _ if old > leaves.len() => None,
        0 => Some(Vec::new()),
        _ => Some(added(leaves, old, true)),
    }
}

/// `whole`: the old tree is this very subtree, whose root the reader holds already.
fn added(leaves: &[Hash], old: usize, whole: bool) -> Vec<Hash> {
    if old == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, other) = match old <= left.len() {
        true => (added(left, old, whole), root(right)),
        false => (added(right, old - left.len(), false), root(left)),
    };
    proof.push(other);
    proof
}

/// Whether the proof shows that `leaf` is the entry `index` of the log of this size and root.
pub fn is_included(index: u64, size: u64, leaf: &Hash, proof: &[Hash], root: &Hash) -> bool {
    if index >= size {
        return false;
    }
    let (mut here, mut last, mut hash) = (index, size - 1, *leaf);
    for other in proof {
        if last == 0 {
            return false;
        }
        if here & 1 == 1 || here == last {
            hash = node_hash(other, &hash);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            hash = node_hash(&hash, other);
        }
        here >>= 1;
        last >>= 1;
    }
    last == 0 && hash == *root
}

/// Whether the proof shows that the log of the new size and root begins with the whole log of the old size and root.
pub fn is_consistent(old: u64, new: u64, old_root: &Hash, new_root: &Hash, proof: &[Hash]) -> bool {
    if old > new || (old == new && (old_root != new_root || !proof.is_empty())) {
        return false;
    }
    if old == new || old == 0 {
        return proof.is_empty() && (old != 0 || *old_root == root(&[]));
    }
    let (mut here, mut last) = (old - 1, new - 1);
    while here & 1 == 1 {
        here >>= 1;
        last >>= 1;
    }
    let mut rest = proof.iter();
    // A full old tree is a node of the new one, and its root is what the proof begins with.
    let first = if old.is_power_of_two() { Some(old_root) } else { rest.next() };
    let Some(first) = first else { return false };
    let (mut of_old, mut of_new) = (*first, *first);
    for other in rest {
        if last == 0 {
            return false;
        }
        if here & 1 == 1 || here == last {
            of_old = node_hash(other, &of_old);
            of_new = node_hash(other, &of_new);
            while here & 1 == 0 && here != 0 {
                here >>= 1;
                last >>= 1;
            }
        } else {
            of_new = node_hash(&of_new, other);
        }
        here >>= 1;
        last >>= 1;
    }
    last == 0 && of_old == *old_root && of_new == *new_root
}

#[cfg(test)]
mod tests {
    use super::{consistency, inclusion, is_consistent, is_included};
    use crate::tree::{Hash, leaf_hash, root};
    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

    /// Entries and roots that are published with the reference implementation of RFC 6962.
    const ENTRIES: [&str; 8] =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const ROOTS: [&str; 8] = [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len() / 2).map(|at| u8::from_str_radix(&hex[2 * at..2 * at + 2], 16).unwrap()).collect()
    }

    fn leaves(count: usize) -> Vec<Hash> {
        (0..count).map(|entry| leaf_hash(&entry.to_be_bytes())).collect()
    }

    #[test]
    fn the_published_roots() {
        let leaves: Vec<Hash> = ENTRIES.iter().map(|entry| leaf_hash(&bytes(entry))).collect();
        for (size, expected) in ROOTS.iter().enumerate() {
            assert_eq!(root(&leaves[..=size]).to_vec(), bytes(expected));
        }
        assert_eq!(root(&[]).to_vec(), bytes("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    }

    #[test]
    fn every_leaf_and_every_earlier_size_up_to_forty_is_proved() {
        for size in 1..=40 {
            let leaves = leaves(size);
            let whole = root(&leaves);
            for index in 0..size {
                let proof = inclusion(&leaves, index).unwrap();
                assert!(is_included(index as u64, size as u64, &leaves[index], &proof, &whole), "{index} of {size}");
                assert!(index == 0 || !is_included(index as u64 - 1, size as u64, &leaves[index], &proof, &whole));
            }
            for old in 0..=size {
                let proof = consistency(&leaves, old).unwrap();
                let before = root(&leaves[..old]);
                assert!(is_consistent(old as u64, size as u64, &before, &whole, &proof), "{old} in {size}");
            }
        }
        assert_eq!((inclusion(&leaves(3), 3), consistency(&leaves(3), 4)), (None, None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn no_changed_entry_and_no_changed_proof_is_believed(size in 2_usize..200, at in any::<u64>(), flip in any::<u8>()) {
            let leaves = leaves(size);
            let (index, whole) = (usize::try_from(at % size as u64).unwrap(), root(&leaves));
            let mut proof = inclusion(&leaves, index).unwrap();
            let mut other = leaves[index];
            other[0] ^= flip | 1;
            prop_assert!(!is_included(index as u64, size as u64, &other, &proof, &whole));
            let place = usize::try_from(at % proof.len() as u64).unwrap();
            proof[place][31] ^= flip | 1;
            prop_assert!(!is_included(index as u64, size as u64, &leaves[index], &proof, &whole));
        }

        #[test]
        fn a_log_whose_past_was_rewritten_is_consistent_with_nothing(size in 2_usize..120, at in any::<u64>()) {
            let before = leaves(size);
            let old = 1 + usize::try_from(at % (size as u64 - 1)).unwrap();
            let mut after = before.clone();
            after[old - 1][0] ^= 1;
            let proof = consistency(&after, old).unwrap();
            let [old_root, new_root] = [root(&before[..old]), root(&after)];
            prop_assert_eq!(is_consistent(old as u64, size as u64, &old_root, &new_root, &proof), false);
        }
    }
}
