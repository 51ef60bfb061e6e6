//! Electronic signatures and what counts once.

use crate::Told;
use crate::place::{NOW, Place};
use activities::accounts_port::Accounts;
use activities::signatures_port::{Signature, Signatures};
use activities::store_fault::StoreFaultKind;
use terms::Instant;

pub(crate) const CASES: &[Told] = &[
    ("a_signature_comes_back_as_it_was_given_and_never_changes", kept),
    ("what_counts_once_is_taken_once_also_by_many_at_once", spent),
];

fn signature(id: &str, seconds: i64) -> Signature {
    Signature {
        id: id.to_owned(),
        tenant: "aster".to_owned(),
        about: "dossier/aster-s2".to_owned(),
        subject: "ab".repeat(32),
        account: "u1".to_owned(),
        meaning: "approved".to_owned(),
        at: Instant(NOW.0 + seconds * 1000),
        record: "{\"name\":\"森 花子\"}".as_bytes().to_vec(),
        sha256: "cd".repeat(32),
    }
}

fn kept(place: &Place<'_>) {
    let store = place.open();
    let (first, second) = (signature("s2", 0), signature("s1", 1));
    store.add_signature(&second).unwrap();
    store.add_signature(&first).unwrap();
    let other = Signature { meaning: "rejected".to_owned(), ..first.clone() };
    assert_eq!(store.add_signature(&other).unwrap_err().kind, StoreFaultKind::AlreadyThere);
    assert_eq!(store.signatures("aster", "dossier/aster-s2").unwrap(), [first, second]);
    assert!(store.signatures("aster", "dossier/other").unwrap().is_empty());
    assert!(store.signatures("st-alba", "dossier/aster-s2").unwrap().is_empty());
}

fn spent(place: &Place<'_>) {
    let (store, other) = (place.open(), place.open());
    let taken: Vec<bool> = std::thread::scope(|scope| {
        let tries = [&store, &other, &store].map(|store| scope.spawn(move || store.spend("code 1", NOW).unwrap()));
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(taken.iter().filter(|taken| **taken).count(), 1);
    assert!(store.spend("code 2", NOW).unwrap());
    assert_eq!(crate::retention::remove(&store, activities::retention::RecordClass::SignIns, ""), 2);
    assert!(store.spend("code 1", NOW).unwrap());
}
