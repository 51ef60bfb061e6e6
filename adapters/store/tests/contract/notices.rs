//! How people want to be told, what was told, and secret addresses.

use crate::Told;
use crate::jobs::at;
use crate::place::{NOW, Place};
use activities::jobs_port::{Follows, Jobs, Message, WorkItem, WorkState};
use activities::notices_port::{
    Endpoint, LineRule, LineWish, Notice, Notices, Preferences, Quiet, Rhythm, SecretAddress, Stage,
};
use terms::Instant;

pub(crate) const CASES: &[Told] = &[
    ("preferences_come_back_as_said", said),
    ("endpoints_and_secret_addresses_end_and_stay_apart", ends),
    ("work_that_is_new_or_changed_is_news_until_it_was_told", news),
    ("of_two_who_carry_the_same_notices_one_does", carried),
    ("a_message_of_a_way_that_is_not_open_waits_and_is_counted", waiting),
];

fn said(place: &Place<'_>) {
    let store = place.open();
    assert_eq!(store.preferences("u1").unwrap(), None);
    let rule = |about: &str, wish| LineRule { about: about.to_owned(), code: "scan/*".to_owned(), wish };
    let mut said = Preferences {
        account: "u1".to_owned(),
        tenant: "aster".to_owned(),
        mail: true,
        rhythm: Rhythm::Weekly(6, 480),
        quiet: Some(Quiet { from: 1320, to: 420 }),
        offset: -330,
        deputy: "u2".to_owned(),
        lines: vec![rule("dossier/s*", LineWish::Nothing), rule("*", LineWish::AtOnce)],
    };
    store.put_preferences(&said, NOW).unwrap();
    assert_eq!(store.preferences("u1").unwrap().as_ref(), Some(&said));
    for rhythm in [Rhythm::AtOnce, Rhythm::Daily(0)] {
        said = Preferences { rhythm, quiet: None, lines: Vec::new(), mail: false, ..said };
        store.put_preferences(&said, NOW).unwrap();
        assert_eq!(store.preferences_of("aster").unwrap(), [said.clone()]);
    }
    assert!(store.preferences_of("boreas").unwrap().is_empty());
}

fn ends(place: &Place<'_>) {
    let store = place.open();
    let endpoint = Endpoint {
        id: "e1".to_owned(),
        tenant: "aster".to_owned(),
        name: "desk".to_owned(),
        url: "https://desk.example/in".to_owned(),
        secret: vec![1, 2],
        urgent_only: true,
        since: NOW,
        ended: None,
    };
    store.add_endpoint(&endpoint).unwrap();
    assert_eq!(store.endpoints("aster").unwrap(), [endpoint]);
    assert!(store.endpoints("boreas").unwrap().is_empty());
    let end = |tenant| store.end_endpoint(tenant, "e1", NOW).unwrap();
    assert_eq!([end("boreas"), end("aster"), end("aster")], [false, true, false]);
    let ended = store.endpoint("e1").unwrap().unwrap();
    assert_eq!((ended.ended, ended.secret.len(), store.endpoints("aster").unwrap().len()), (Some(NOW), 0, 0));

    let address = SecretAddress {
        hash: "h".to_owned(),
        id: "a1".to_owned(),
        account: "u1".to_owned(),
        name: "reader".to_owned(),
        made: NOW,
        withdrawn: None,
        seen: None,
    };
    store.add_address(&address).unwrap();
    store.touch_address("h", at(5)).unwrap();
    let withdraw = |account| store.withdraw_address(account, "a1", at(9)).unwrap();
    assert_eq!([withdraw("u2"), withdraw("u1"), withdraw("u1")], [false, true, false]);
    let held = store.addresses("u1").unwrap();
    assert_eq!(store.address("h").unwrap().as_ref(), held.first());
    assert_eq!((held[0].seen, held[0].withdrawn), (Some(at(5)), Some(at(9))));
}

fn item(subject: &str, facts: &str) -> WorkItem {
    WorkItem {
        id: 0,
        tenant: "aster".to_owned(),
        role: "psirt".to_owned(),
        subject: subject.to_owned(),
        code: "scan/vulnerable".to_owned(),
        due: None,
        created: NOW,
        state: WorkState::Open,
        by: String::new(),
        facts: facts.as_bytes().to_vec(),
    }
}

fn notice(item: i64, account: &str, send_at: Instant) -> Notice {
    Notice {
        item,
        account: account.to_owned(),
        since: NOW,
        urgent: false,
        stage: Stage::Role,
        digest: false,
        at: send_at,
        message: String::new(),
    }
}

fn news(place: &Place<'_>) {
    let store = place.open();
    let add = |facts: &str| {
        let work = vec![item("s2", facts), item("s1", "1")];
        store.add_follows(&Follows { work, ..Follows::default() }).unwrap()
    };
    assert_eq!((add("1"), add("1")), (2, 0));
    let claim = |seconds| store.claim_news("me", at(seconds), at(seconds + 60), 9).unwrap();
    let first = claim(0);
    assert_eq!((first.len(), claim(59).len()), (2, 0), "held");
    let again = claim(60);
    assert!(store.tell(&first[..0], &[], &Follows::default()).unwrap());
    let s2 = store.work_named("aster", "s2", "scan/vulnerable").unwrap()[0].id;
    // It changes once more before it was told: what was told is undone as a whole, and it stays news.
    assert_eq!(add("exploited"), 1);
    assert!(!store.tell(&again, &[notice(s2, "u1", at(60))], &Follows::default()).unwrap());
    assert!(store.notices_about(s2).unwrap().is_empty());
    let last = claim(130);
    assert_eq!((last.len(), last.iter().find(|one| one.item == s2).unwrap().turn), (2, NOW.0 + 1));
    assert!(store.tell(&last, &[notice(s2, "u1", at(60))], &Follows::default()).unwrap());
    assert!(claim(1000).is_empty());
    assert_eq!(store.notices_about(s2).unwrap(), [notice(s2, "u1", at(60))]);
}

fn message(id: &str, way: &str) -> Message {
    Message {
        id: id.to_owned(),
        tenant: "aster".to_owned(),
        way: way.to_owned(),
        to: "user:u1".to_owned(),
        body: b"x".to_vec(),
        send_at: NOW,
    }
}

fn carried(place: &Place<'_>) {
    let (store, other) = (place.open(), place.open());
    let later = Notice { digest: true, ..notice(3, "u1", NOW) };
    let notices = [notice(1, "u1", at(1)), notice(2, "u1", at(2)), later, notice(1, "u2", at(90))];
    assert!(store.tell(&[], &notices, &Follows::default()).unwrap());
    assert_eq!(store.accounts_due(at(5), 9).unwrap(), ["u1"]);
    let due = store.notices_due("u1", false, at(5), 9).unwrap();
    assert_eq!(due, notices[..2]);
    assert_eq!(store.notices_due("u1", true, at(5), 9).unwrap().len(), 1);
    store.postpone(&due[1..], at(7)).unwrap();
    store.postpone(&due[1..], at(8)).unwrap();
    assert_eq!(store.notices_due("u1", false, at(5), 9).unwrap(), due[..1], "one is put off");
    let due = store.notices_due("u1", false, at(7), 9).unwrap();
    assert_eq!(due.iter().map(|one| one.at).collect::<Vec<_>>(), [at(1), at(7)], "and what was read before stays");
    let done: Vec<bool> = std::thread::scope(|scope| {
        let tries = [(&store, "m1"), (&other, "m2")].map(|(store, id)| {
            let due = &due;
            scope.spawn(move || store.carry(due, id, Some(&message(id, "mail"))).unwrap())
        });
        tries.into_iter().map(|tried| tried.join().unwrap()).collect()
    });
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    assert_eq!(store.outbox(None, at(9)).unwrap()[0].waiting, 1);
    assert!(store.accounts_due(at(5), 9).unwrap().is_empty());
}

fn waiting(place: &Place<'_>) {
    let store = place.open();
    let messages = vec![message("m1", "mail"), message("m2", "mail"), message("w1", "webhook")];
    store.add_follows(&Follows { messages, ..Follows::default() }).unwrap();
    let claim = |ways: &[&str], seconds| store.claim_message(ways, "me", at(seconds), at(seconds + 60)).unwrap();
    assert_eq!(claim(&[], 0), None);
    let first = claim(&["mail"], 0).unwrap();
    assert!(store.message_failed(&first, "451 later", at(300)).unwrap());
    let second = claim(&["mail"], 0).unwrap();
    assert!(store.withdraw_message(&second, "nobody is there", at(1)).unwrap());
    assert!(!store.withdraw_message(&second, "nobody is there", at(1)).unwrap());
    assert_eq!(claim(&["mail"], 1), None);
    let counts = store.outbox(Some("aster"), at(9)).unwrap();
    let mail = (counts[0].waiting, counts[0].failing, counts[0].withdrawn, counts[0].fault.as_str());
    assert_eq!((mail, counts[1].waiting), ((1, 1, 1, "451 later"), 1));
    assert_eq!(counts[1].oldest, Some(NOW));
    // The oldest is told also where thousands came after it.
    let later = |count: u32| Message { send_at: at(60), ..message(&format!("w{count}"), "webhook") };
    store.add_follows(&Follows { messages: (2..1_500).map(later).collect(), ..Follows::default() }).unwrap();
    let counts = store.outbox(Some("aster"), at(90)).unwrap();
    assert_eq!((counts[1].waiting, counts[1].oldest, counts[0].fault.as_str()), (1_499, Some(NOW), "451 later"));
    assert!(store.outbox(Some("boreas"), at(9)).unwrap().is_empty());
}
