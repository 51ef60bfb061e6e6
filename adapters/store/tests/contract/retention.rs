//! Retention: what is over goes and is counted in the log, what is held stays, and the log still holds.

use crate::Told;
use crate::accounts::user;
use crate::library::tenant;
use crate::place::{NOW, Place};
use activities::accounts_port::{Accounts, Session};
use activities::checks_port::{Checks, KeptCheck};
use activities::jobs_port::{Follows, Jobs, Message, NewJob, WorkAsked, WorkItem, WorkState};
use activities::library_port::{KeptId, Library};
use activities::log_port::{LogStore, NewLeaf, Words};
use activities::record_deed::Entry;
use activities::retention::RecordClass;
use activities::retention_port::{Hold, Removal, Retention};
use store::Store;
use terms::Instant;

pub(crate) const CASES: &[Told] = &[
    ("what_is_over_goes_and_is_counted_in_the_log", over),
    ("names_beside_the_log_go_and_leaves_stay", words),
    ("what_is_held_stays_until_the_hold_ends", held),
    ("past_checks_go_but_never_the_latest", checks),
    ("what_was_to_be_told_of_done_work_goes_with_it", work),
];

fn leaf(tenant: &str, subject: &str) -> NewLeaf {
    let text = format!(
        r#"{{"tenant":"{tenant}","at":"{NOW}","deed":"records-removed","by":"tutela","subject":"{subject}","hash":""}}"#
    );
    NewLeaf { hash: [1; 32], bytes: text.into_bytes(), tenant: tenant.to_owned(), at: NOW, personal: Vec::new() }
}

fn later(days: i64) -> Instant {
    Instant(NOW.0 + days * Instant::DAY)
}

/// Removes what was over before the day after tomorrow; how many, with what the log says of it.
pub(crate) fn remove(store: &Store, class: RecordClass, of: &str) -> u64 {
    let removal = Removal { class, tenant: of, before: later(2), now: later(3), limit: 100 };
    let (would, before) = (store.removable(&removal).unwrap(), store.log_size().unwrap());
    let done = store.remove(&removal, &|count| leaf(of, &format!("{} {count}", class.name()))).unwrap();
    assert_eq!(would, done, "a trial says what happens");
    let entries = store.leaves(before, 9, Some(of)).unwrap();
    let counted: Vec<String> = entries.iter().map(|leaf| Entry::of(&leaf.bytes).unwrap().subject).collect();
    let expected = (done > 0).then(|| format!("{} {done}", class.name()));
    assert_eq!(counted, expected.into_iter().collect::<Vec<_>>());
    done
}

fn hold(id: &str, class: Option<RecordClass>, subject: &str) -> Hold {
    Hold {
        id: id.to_owned(),
        tenant: "aster".to_owned(),
        class,
        subject: subject.to_owned(),
        reason: "a request of the authority".to_owned(),
        by: "u1".to_owned(),
        since: NOW,
        ended: None,
        ended_by: String::new(),
    }
}

fn message(id: &str) -> Message {
    Message {
        id: id.to_owned(),
        tenant: "aster".to_owned(),
        way: "mail".to_owned(),
        to: "kim@aster.example".to_owned(),
        body: vec![1],
        send_at: NOW,
    }
}

fn sent(store: &Store, id: &str) {
    store.add_follows(&Follows { messages: vec![message(id)], ..Follows::default() }).unwrap();
    let held = store.claim_message(&["mail"], "me", NOW, later(1)).unwrap().unwrap();
    assert!(store.message_sent(&held, NOW).unwrap());
}

fn over(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    store.add_user(&user("u1", "kim")).unwrap();
    let session = |hash: &str, ends| Session {
        token_hash: hash.to_owned(),
        user: "u1".to_owned(),
        made: NOW,
        seen: NOW,
        ends,
        facts: vec![],
    };
    store.add_session(&session("over", later(1))).unwrap();
    store.add_session(&session("stands", later(5))).unwrap();
    assert_eq!(remove(&store, RecordClass::Sessions, "st-alba"), 0, "nothing of another organisation");
    assert_eq!(remove(&store, RecordClass::Sessions, "aster"), 1);
    assert!(store.session("stands").unwrap().is_some());

    store.note_failure("kim", NOW).unwrap();
    store.note_failure("kim", later(4)).unwrap();
    assert!(store.spend("code 1", NOW).unwrap());
    assert_eq!(remove(&store, RecordClass::SignIns, ""), 2);
    assert_eq!(store.failures("kim", NOW).unwrap(), 1);

    let job =
        |key: &str| NewJob { kind: "sync".to_owned(), key: key.to_owned(), payload: vec![], run_at: NOW, attempts: 3 };
    store.add_jobs(&[job("a")]).unwrap();
    let held = store.claim_job(&["sync"], "me", NOW, later(1)).unwrap().unwrap();
    assert!(store.finish_job(&held, NOW, &Follows::default()).unwrap());
    store.add_jobs(&[job("b")]).unwrap();
    assert_eq!(remove(&store, RecordClass::Jobs, ""), 1);
    let counts = store.job_counts().unwrap();
    assert_eq!((counts[0].open, counts[0].done), (1, 0), "what waits stays, however old it is");

    sent(&store, "m1");
    store.add_follows(&Follows { messages: vec![message("waits")], ..Follows::default() }).unwrap();
    assert_eq!(remove(&store, RecordClass::Messages, "aster"), 1);
    assert!(store.claim_message(&["mail"], "me", NOW, later(1)).unwrap().is_some());
}

fn words(place: &Place<'_>) {
    let store = place.open();
    let named = |tenant: &str| NewLeaf { personal: b"[]".to_vec(), ..leaf(tenant, "") };
    store.append_leaves(None, &[named("aster"), leaf("aster", ""), named("st-alba")]).unwrap();
    assert_eq!(remove(&store, RecordClass::LogWords, "aster"), 1);
    assert_eq!(remove(&store, RecordClass::LogWords, "aster"), 0);
    let words = store.words(0..3).unwrap();
    let kept = Words::Kept(b"[]".to_vec());
    assert_eq!(words.into_iter().collect::<Vec<_>>(), [(0, Words::Removed(later(3))), (2, kept)]);
    assert_eq!(store.leaves(0, 9, None).unwrap().len(), 4, "three leaves, and the one that counts");
}

fn held(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    sent(&store, "m1");
    let of_class = hold("h1", Some(RecordClass::Messages), "");
    store.add_hold(&of_class, &leaf("aster", "messages")).unwrap();
    assert_eq!(store.log_size().unwrap(), 1, "a hold and its entry are one step");
    assert_eq!(remove(&store, RecordClass::Messages, "aster"), 0);
    assert!(!store.end_hold("st-alba", "h1", "u2", NOW, &leaf("st-alba", "")).unwrap(), "a hold of others");
    assert!(store.end_hold("aster", "h1", "u2", later(1), &leaf("aster", "messages")).unwrap());
    assert!(!store.end_hold("aster", "h1", "u2", NOW, &leaf("aster", "messages")).unwrap(), "ended once");
    let ended = Hold { ended: Some(later(1)), ended_by: "u2".to_owned(), ..of_class };
    assert_eq!(store.holds("aster").unwrap(), [ended]);
    // Of a device that is held nobody can tell which messages are about it.
    store.add_hold(&hold("h2", None, "dossier/s2"), &leaf("aster", "dossier/s2")).unwrap();
    assert_eq!(remove(&store, RecordClass::Messages, "aster"), 0);
    assert!(store.end_hold("aster", "h2", "u2", NOW, &leaf("aster", "dossier/s2")).unwrap());
    assert_eq!(remove(&store, RecordClass::Messages, "aster"), 1);
    assert!(store.spend("code 1", NOW).unwrap());
    store.add_hold(&hold("h3", Some(RecordClass::SignIns), ""), &leaf("aster", "sign-ins")).unwrap();
    assert_eq!(remove(&store, RecordClass::SignIns, ""), 0, "what belongs to all is held by one");
}

fn checks(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let id = KeptId::dossier("aster", "s2");
    store.put(&id, None, &[("a", b"1")], "x", NOW).unwrap();
    for day in 0..4 {
        let check = KeptCheck {
            revision: 1,
            at: later(day),
            generation: "g1".to_owned(),
            verdict: "act".to_owned(),
            counts: [].into(),
            answer: vec![7; 50],
            standing: None,
        };
        assert!(store.put_check(&id, &check, &[]).unwrap());
    }
    assert_eq!(store.with_old_checks("aster", later(0)).unwrap(), []);
    assert_eq!(store.with_old_checks("aster", later(1)).unwrap(), std::slice::from_ref(&id));
    let days = || store.check_marks(&id).unwrap().iter().map(|mark| mark.at).collect::<Vec<_>>();
    assert_eq!(days(), [0, 1, 2, 3].map(later));
    let remove = |days: &[i64]| {
        let checks: Vec<Instant> = days.iter().map(|day| later(*day)).collect();
        store.remove_checks(&id, &checks, &|count| leaf("aster", &format!("past-checks {count}"))).unwrap()
    };
    store.add_hold(&hold("h1", None, "dossier/s2"), &leaf("aster", "dossier/s2")).unwrap();
    assert_eq!((remove(&[1]), store.with_old_checks("aster", later(1)).unwrap().len()), (0, 0));
    assert!(store.end_hold("aster", "h1", "u2", NOW, &leaf("aster", "dossier/s2")).unwrap());
    assert_eq!(remove(&[1, 2, 3]), 2, "the latest one is what pages show");
    assert_eq!(days(), [0, 3].map(later));
    let in_force = store.check(&id, Some(later(2))).unwrap().unwrap();
    assert_eq!(in_force.at, later(0), "the one before tells for the days between");
}

fn work(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let item = |subject: &str| WorkItem {
        id: 0,
        tenant: "aster".to_owned(),
        role: "psirt".to_owned(),
        subject: subject.to_owned(),
        code: "a/b".to_owned(),
        due: None,
        created: NOW,
        state: WorkState::Open,
        by: String::new(),
        facts: Vec::new(),
    };
    let items = ["dossier/s2 CVE-1", "dossier/s20 CVE-1", "dossier/s2#1.0", "dossier/s3 CVE-1"].map(item);
    store.add_follows(&Follows { work: items.to_vec(), ..Follows::default() }).unwrap();
    let all = || {
        let ask = WorkAsked { tenant: "aster", roles: &[], done_too: true, after: None, limit: 99 };
        store.work(&ask).unwrap()
    };
    for item in all().iter().filter(|item| !item.subject.contains("s3")) {
        assert!(store.set_work("aster", item.id, WorkState::Done, "u1", NOW).unwrap());
    }
    store.add_hold(&hold("h1", None, "dossier/s2"), &leaf("aster", "dossier/s2")).unwrap();
    assert_eq!(remove(&store, RecordClass::WorkDone, "aster"), 1, "s20 is not s2");
    let mut left: Vec<String> = all().into_iter().map(|item| item.subject).collect();
    left.sort();
    assert_eq!(left, ["dossier/s2 CVE-1", "dossier/s2#1.0", "dossier/s3 CVE-1"]);
}
