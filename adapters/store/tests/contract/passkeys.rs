//! Passkeys.

use crate::Told;
use crate::place::{NOW, Place};
use activities::passkeys_port::{Passkey, Passkeys, UsedKey};
use activities::store_fault::StoreFaultKind;
use terms::Instant;

pub(crate) const CASES: &[Told] = &[
    ("a_passkey_comes_back_as_kept_and_belongs_to_one_account", kept),
    ("a_passkey_that_is_used_by_two_at_once_counts_for_one", used_at_once),
];

fn passkey(id: &str, account: &str, seconds: i64) -> Passkey {
    Passkey {
        id: id.repeat(16),
        account: account.to_owned(),
        name: "ノート PC".to_owned(),
        key: vec![0, 1, 255],
        counter: u32::MAX - 1,
        made: Instant(NOW.0 + seconds * 1000),
        seen: None,
    }
}

fn kept(place: &Place<'_>) {
    let store = place.open();
    let (first, second) = (passkey("ab", "u1", 0), passkey("aa", "u1", 1));
    store.add_passkey(&second).unwrap();
    store.add_passkey(&first).unwrap();
    store.add_passkey(&passkey("ac", "u2", 0)).unwrap();
    assert_eq!(store.add_passkey(&passkey("ab", "u2", 0)).unwrap_err().kind, StoreFaultKind::AlreadyThere);
    assert_eq!(store.passkeys_of("u1").unwrap(), [first.clone(), second.clone()]);
    let used = UsedKey { key: vec![2], counter: u32::MAX };
    let later = Instant(NOW.0 + 1);
    assert!(store.use_passkey(&first, &used, later).unwrap());
    let now = store.passkey(&first.id).unwrap().unwrap();
    assert_eq!((now.key.as_slice(), now.counter, now.seen), (&[2][..], u32::MAX, Some(later)));
    assert!(!store.use_passkey(&first, &used, later).unwrap(), "it was used in between");
    assert!(!store.remove_passkey("u2", &first.id).unwrap(), "it is somebody else's");
    assert!(store.remove_passkey("u1", &first.id).unwrap());
    assert!(!store.use_passkey(&now, &used, later).unwrap(), "it was removed");
    assert_eq!((store.passkey(&first.id).unwrap(), store.remove_passkeys_of("u1").unwrap()), (None, 1));
    assert_eq!((store.passkeys_of("u1").unwrap(), store.passkeys_of("u2").unwrap().len()), (Vec::new(), 1));
}

fn used_at_once(place: &Place<'_>) {
    let (store, other) = (place.open(), place.open());
    let one = Passkey { counter: 4, ..passkey("ab", "u1", 0) };
    store.add_passkey(&one).unwrap();
    let used = UsedKey { key: vec![2], counter: 5 };
    let landed: Vec<bool> = std::thread::scope(|scope| {
        let tries = [&store, &other, &store].map(|store| scope.spawn(|| store.use_passkey(&one, &used, NOW).unwrap()));
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(landed.iter().filter(|landed| **landed).count(), 1);
}
