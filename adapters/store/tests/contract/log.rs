//! The log.

use crate::Told;
use crate::place::{NOW, Place};
use activities::log_port::{Checkpoint, LogStore, NewLeaf};
use activities::store_fault::StoreFaultKind;
use terms::Instant;

pub(crate) const CASES: &[Told] =
    &[("leaves_stand_in_one_line_without_gaps", line), ("a_checkpoint_stays_as_it_was_signed", checkpoints)];

fn leaf(number: u8, tenant: &str) -> NewLeaf {
    let at = Instant(NOW.0 + i64::from(number));
    NewLeaf { bytes: vec![number], hash: [number; 32], tenant: tenant.to_owned(), at, personal: vec![number] }
}

fn line(place: &Place<'_>) {
    let (store, other) = (place.open(), place.open());
    assert_eq!(store.append_leaves(Some(0), &[leaf(0, "aster"), leaf(1, "st-alba")]).unwrap(), 0);
    assert_eq!(store.append_leaves(Some(0), &[leaf(9, "")]).unwrap_err().kind, StoreFaultKind::Changed);
    std::thread::scope(|scope| {
        for store in [&store, &other, &store, &other] {
            scope.spawn(move || {
                for _ in 0..10 {
                    store.append_leaves(None, &[leaf(7, "")]).unwrap();
                }
            });
        }
    });
    assert_eq!(store.log_size().unwrap(), 42);
    let leaves = store.leaves(0, 100, None).unwrap();
    assert_eq!(leaves.iter().map(|leaf| leaf.sequence).collect::<Vec<_>>(), (0..42).collect::<Vec<i64>>());
    assert_eq!(store.leaf_hashes(1, 2).unwrap(), [[1; 32], [7; 32]]);
    let of = store.leaves(0, 9, Some("st-alba")).unwrap();
    assert_eq!((of.len(), of[0].bytes.as_slice()), (1, &[1][..]));
}

fn checkpoints(place: &Place<'_>) {
    let store = place.open();
    assert_eq!(store.checkpoint(None).unwrap(), None);
    let checkpoint = |size, byte| Checkpoint { size, root: [byte; 32], signed: vec![byte], at: NOW };
    for (size, byte) in [(3, 1), (9, 2), (3, 3)] {
        store.put_checkpoint(&checkpoint(size, byte)).unwrap();
    }
    assert_eq!(store.checkpoint(None).unwrap(), Some(checkpoint(9, 2)));
    assert_eq!(store.checkpoint(Some(3)).unwrap(), Some(checkpoint(3, 1)));
}
