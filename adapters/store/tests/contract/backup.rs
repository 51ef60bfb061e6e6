//! Copies of everything, verified by hash.

use crate::Told;
use crate::jobs::at;
use crate::library::{bom, npm, tenant};
use crate::place::{Engine, NOW, Place};
use activities::accounts_port::Accounts;
use activities::jobs_port::{Jobs, NewJob};
use activities::library_port::{KeptId, Library, State};
use activities::log_port::{LogStore, NewLeaf};
use activities::store_fault::StoreFaultKind;
use std::fs;

pub(crate) const CASES: &[Told] = &[
    ("a_backup_brings_everything_back_in_either_database", back),
    ("a_backup_that_was_damaged_is_not_restored", damaged),
    ("a_look_tells_what_is_there_and_makes_nothing", looked),
];

fn back(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let id = KeptId::dossier("aster", "s2");
    for count in 0..70 {
        let bill = bom(&[("left", &format!("{count}"))]);
        store.put(&id, None, &[("releases/1/bom.json", bill.as_bytes())], "x", at(count)).unwrap();
    }
    store.add_user(&crate::accounts::user("u1", "mori")).unwrap();
    let leaf = NewLeaf { bytes: vec![1], hash: [2; 32], tenant: "aster".to_owned(), at: NOW, personal: Vec::new() };
    store.append_leaves(None, std::slice::from_ref(&leaf)).unwrap();
    let job = NewJob { kind: "k".to_owned(), key: "a".to_owned(), payload: vec![3], run_at: NOW, attempts: 1 };
    store.add_jobs(&[job]).unwrap();
    let file = place.folder.join("copy");
    let copied = store.backup(&file).unwrap();
    assert_eq!(store.restore(&file).unwrap_err().kind, StoreFaultKind::AlreadyThere);
    // Into the same kind of database, and into SQLite from either.
    for engine in [place.engine, Engine::Sqlite] {
        let other = Place::new(engine, "back");
        let other = other.open();
        assert_eq!(other.restore(&file).unwrap(), copied);
        for state in [State::Now, State::Revision(3)] {
            assert_eq!(other.files(&id, state, &|_| true).unwrap(), store.files(&id, state, &|_| true).unwrap());
        }
        assert_eq!(other.bearers(&[npm("left")]).unwrap(), store.bearers(&[npm("left")]).unwrap());
        assert_eq!(other.users("aster").unwrap(), store.users("aster").unwrap());
        assert_eq!(other.append_leaves(Some(1), std::slice::from_ref(&leaf)).unwrap(), 1);
        assert_eq!(other.claim_job(&["k"], "me", NOW, at(60)).unwrap().unwrap().payload, [3]);
        let again = place.folder.join("again");
        assert!(other.verify().unwrap() >= 70);
        other.backup(&again).unwrap();
    }
}

fn looked(place: &Place<'_>) {
    let look = || store::look(&store::Settings::new(place.address.clone(), NOW)).unwrap();
    let before = look();
    assert!(!before.there && before.done.is_empty() && !before.to_do.is_empty() && !before.holds_anything);
    assert!(!look().there, "a look made something");
    let store = place.open();
    let empty = look();
    assert!(empty.there && empty.to_do.is_empty() && empty.unknown.is_empty() && !empty.holds_anything);
    assert_eq!(empty.last_done, Some(NOW));
    tenant(&store, "aster");
    assert!(look().holds_anything);
    let file = place.folder.join("copy");
    let made = store.backup(&file).unwrap();
    let contents = store::look_into(&file).unwrap();
    assert_eq!((contents.rows(), contents.sha256.clone()), (made.rows, made.sha256));
    assert!(contents.fits && contents.rows_of("tenant") == 1);
    assert_eq!(Some(&contents.migration), empty.done.last());
}

fn damaged(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let file = place.folder.join("copy");
    store.backup(&file).unwrap();
    let whole = fs::read(&file).unwrap();
    let other = Place::new(place.engine, "damaged");
    let other = other.open();
    for (cut, flip) in [(whole.len(), 40), (whole.len() - 1, 0), (10, 0), (whole.len(), whole.len() - 1)] {
        let mut bytes = whole[..cut].to_vec();
        bytes[flip] ^= u8::from(cut == whole.len());
        fs::write(&file, bytes).unwrap();
        assert_eq!(other.restore(&file).unwrap_err().kind, StoreFaultKind::Damaged);
        assert_eq!(store::look_into(&file).unwrap_err().kind, StoreFaultKind::Damaged);
    }
    assert!(other.tenants().unwrap().is_empty());
    fs::write(&file, whole).unwrap();
    other.restore(&file).unwrap();
    assert_eq!(other.tenants().unwrap().len(), 1);
}
