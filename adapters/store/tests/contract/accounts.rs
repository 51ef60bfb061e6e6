//! Persons, sessions, tokens, failed log-ins.

use crate::Told;
use crate::place::{NOW, Place};
use activities::accounts_port::{Accounts, HeldRole, Session, Token, User};
use activities::library_port::{Library, Tenant};
use activities::store_fault::StoreFaultKind;
use store::Store;
use terms::{Instant, Party};

pub(crate) const CASES: &[Told] = &[
    ("a_person_comes_back_as_kept_and_a_login_is_there_once", persons),
    ("of_two_first_persons_one_is_refused", first),
    ("what_others_changed_of_an_account_meanwhile_stays", meanwhile),
    ("of_two_who_demote_each_other_at_once_one_is_refused", among),
    ("sessions_and_tokens_end", ends),
    ("failed_log_ins_are_counted_by_key_and_time", failures),
];

pub(crate) fn user(id: &str, login: &str) -> User {
    User {
        id: id.to_owned(),
        tenant: "aster".to_owned(),
        login: login.to_owned(),
        printed_name: "森 花子".to_owned(),
        mail: String::new(),
        language: "ja".to_owned(),
        password: "$argon2id$x".to_owned(),
        totp: None,
        credentials: vec![0, 1],
        roles: vec![
            HeldRole { role: "approver".to_owned(), scope: String::new(), until: None },
            HeldRole { role: "quality".to_owned(), scope: "pumps".to_owned(), until: Some(NOW) },
        ],
        since: NOW,
        disabled: None,
    }
}

fn persons(place: &Place<'_>) {
    let store = place.open();
    let mut mori = user("u1", "mori");
    store.add_user(&mori).unwrap();
    store.add_user(&user("u2", "abe")).unwrap();
    assert_eq!(store.user("u1").unwrap().as_ref(), Some(&mori));
    for double in [user("u3", "mori"), user("u1", "other")] {
        assert_eq!(store.add_user(&double).unwrap_err().kind, StoreFaultKind::AlreadyThere);
    }
    mori.totp = Some(vec![9; 20]);
    mori.roles.truncate(1);
    mori.disabled = Some(NOW);
    store.change_user(&mori).unwrap();
    assert_eq!(store.user_by_login("mori").unwrap(), Some(mori));
    let logins: Vec<String> = store.users("aster").unwrap().into_iter().map(|user| user.login).collect();
    assert_eq!(logins, ["abe", "mori"]);
    assert!(store.users("st-alba").unwrap().is_empty());
    assert_eq!(store.change_user(&user("u9", "x")).unwrap_err().kind, StoreFaultKind::NotThere);
}

fn first(place: &Place<'_>) {
    let store = place.open();
    assert!(store.is_first_run().unwrap());
    let other = place.open();
    let landed: Vec<bool> = std::thread::scope(|scope| {
        let tries = [(&store, "u1", "a"), (&other, "u2", "b"), (&store, "u3", "c")]
            .map(|(store, id, login)| scope.spawn(move || store.add_first_user(&user(id, login)).is_ok()));
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(landed.iter().filter(|landed| **landed).count(), 1);
    assert!(!store.is_first_run().unwrap());
    assert_eq!(store.users("aster").unwrap().len(), 1);
}

fn ends(place: &Place<'_>) {
    let store = place.open();
    let session = |hash: &str, ends| Session {
        token_hash: hash.to_owned(),
        user: "u1".to_owned(),
        made: NOW,
        seen: NOW,
        ends,
        facts: vec![1],
    };
    let later = Instant(NOW.0 + 1000);
    store.add_session(&session("s1", NOW)).unwrap();
    store.add_session(&session("s2", later)).unwrap();
    store.touch_session("s2", later, later, &[2]).unwrap();
    assert_eq!(store.session("s2").unwrap().unwrap().facts, [2]);
    store.end_sessions_of("u1").unwrap();
    assert_eq!(store.session("s2").unwrap(), None);

    let token = Token {
        token_hash: "h".to_owned(),
        id: "t1".to_owned(),
        tenant: "aster".to_owned(),
        user: "u1".to_owned(),
        name: "build".to_owned(),
        scopes: vec!["add-devices".to_owned(), "read-devices".to_owned()],
        reach: vec!["ward:st-alba/ICU 3/西".to_owned(), "family:pump".to_owned()],
        made: NOW,
        ends: Some(later),
        withdrawn: None,
        seen: None,
    };
    store.add_token(&token).unwrap();
    assert_eq!(store.add_token(&token).unwrap_err().kind, StoreFaultKind::AlreadyThere);
    assert_eq!(store.token("h").unwrap().as_ref(), Some(&token));
    store.touch_token("h", later).unwrap();
    store.withdraw_token("aster", "t1", NOW).unwrap();
    store.withdraw_token("aster", "t1", later).unwrap();
    let held = store.tokens("aster").unwrap().pop().unwrap();
    assert_eq!((held.withdrawn, held.seen), (Some(NOW), Some(later)));
    assert_eq!(store.withdraw_token("st-alba", "t1", NOW).unwrap_err().kind, StoreFaultKind::NotThere);
    let other = |hash: &str, user: &str| Token {
        token_hash: hash.to_owned(),
        id: hash.to_owned(),
        user: user.to_owned(),
        reach: Vec::new(),
        ..token.clone()
    };
    store.add_token(&other("h2", "u1")).unwrap();
    store.add_token(&other("h3", "u2")).unwrap();
    assert_eq!(store.token("h2").unwrap(), Some(other("h2", "u1")));
    store.withdraw_tokens_of("u1", later).unwrap();
    let withdrawn = |hash: &str| store.token(hash).unwrap().unwrap().withdrawn;
    assert_eq!((withdrawn("h"), withdrawn("h2"), withdrawn("h3")), (Some(NOW), Some(later), None));
}

fn meanwhile(place: &Place<'_>) {
    let store = place.open();
    let before = user("u1", "mori");
    store.add_user(&before).unwrap();
    // Somebody takes a role away and disables the account, while its person writes an address.
    let roles = before.roles[..1].to_vec();
    store.change_user_from(&before, &User { roles: roles.clone(), disabled: Some(NOW), ..before.clone() }).unwrap();
    let mail = "mori@aster.example".to_owned();
    store.change_user_from(&before, &User { mail: mail.clone(), totp: Some(vec![7]), ..before.clone() }).unwrap();
    let now = store.user("u1").unwrap().unwrap();
    assert_eq!((&now.roles, now.disabled, &now.mail, &now.totp), (&roles, Some(NOW), &mail, &Some(vec![7])));
    // A password that was replaced does not come back, nor do old credentials.
    store.change_user_from(&now, &User { password: "$new".to_owned(), credentials: vec![5], ..now.clone() }).unwrap();
    for late in [User { password: "$late".to_owned(), ..now.clone() }, User { credentials: vec![6], ..now.clone() }] {
        assert_eq!(store.change_user_from(&now, &late).unwrap_err().kind, StoreFaultKind::Changed);
    }
    let last = store.user("u1").unwrap().unwrap();
    assert_eq!((last.password.as_str(), last.credentials.as_slice()), ("$new", [5].as_slice()));
    store.change_user_from(&last, &last).unwrap();
    assert_eq!(store.user("u1").unwrap(), Some(last));
    let nobody = user("u9", "x");
    assert_eq!(store.change_user_from(&nobody, &nobody).unwrap_err().kind, StoreFaultKind::NotThere);
}

fn among(place: &Place<'_>) {
    let store = place.open();
    let tenant = Tenant { id: "aster".to_owned(), name: "Aster".to_owned(), party: Party::Manufacturer, since: NOW };
    store.put_tenant(&tenant).unwrap();
    let keeps = |user: &User| user.roles.iter().any(|held| held.role == "administrator");
    let administrator = HeldRole { role: "administrator".to_owned(), scope: String::new(), until: None };
    let auditor = HeldRole { role: "auditor".to_owned(), ..administrator.clone() };
    for id in ["u1", "u2"] {
        store.add_user(&User { roles: vec![administrator.clone()], ..user(id, id) }).unwrap();
    }
    let other = place.open();
    let demote = |store: &Store, id: &str| {
        let change = |user: &User, all: &[User]| {
            let left = all.iter().any(|one| one.id != user.id && keeps(one));
            left.then(|| User { roles: vec![auditor.clone()], ..user.clone() })
        };
        store.change_among("aster", id, &change).unwrap()
    };
    let done: Vec<Option<User>> = std::thread::scope(|scope| {
        let tries = [(&store, "u1"), (&other, "u2")].map(|(store, id)| scope.spawn(move || demote(store, id)));
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(done.iter().flatten().count(), 1, "{done:?}");
    assert_eq!(store.users("aster").unwrap().iter().filter(|user| keeps(user)).count(), 1);
    // Nobody of another organisation, and nothing where there is no such person.
    let any = |user: &User, _: &[User]| Some(User { roles: Vec::new(), ..user.clone() });
    assert_eq!(store.change_among("st-alba", "u1", &any).unwrap(), None);
    assert_eq!(store.change_among("aster", "u9", &any).unwrap(), None);
}

fn failures(place: &Place<'_>) {
    let store = place.open();
    for seconds in [0, 0, 1, 60] {
        store.note_failure("mori", Instant(NOW.0 + seconds * 1000)).unwrap();
    }
    store.note_failure("abe", NOW).unwrap();
    let since = |seconds: i64| store.failures("mori", Instant(NOW.0 + seconds * 1000)).unwrap();
    assert_eq!((since(0), since(1), since(61)), (4, 2, 0));
    store.forget_failures("mori").unwrap();
    assert_eq!((since(0), store.failures("abe", NOW).unwrap()), (0, 1));
}
