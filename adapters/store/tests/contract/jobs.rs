//! Jobs, messages, work items.

use crate::Told;
use crate::place::{NOW, Place};
use activities::jobs_port::{Follows, Jobs, Message, NewJob, ROSE, WorkAsked, WorkItem, WorkState};
use activities::notices_port::Notices;
use std::collections::BTreeSet;
use std::sync::Mutex;
use terms::Instant;

pub(crate) const CASES: &[Told] = &[
    ("a_job_is_there_once_for_life", once),
    ("a_lease_that_ran_out_is_taken_again_and_its_first_holder_cannot_finish", lease),
    ("a_job_that_fails_is_tried_again_later_and_given_up_at_last", fails),
    ("many_workers_in_two_processes_do_each_job_once", many),
    ("messages_keep_their_id_until_they_are_sent", sent),
    ("what_a_clock_that_was_ahead_put_off_is_due_again", ahead),
    ("work_comes_up_once_and_again_when_its_facts_have_changed", work),
    ("work_that_was_seen_is_open_again_when_it_can_no_longer_wait", rises),
];

fn job(key: &str, run_at: Instant) -> NewJob {
    NewJob { kind: "sync".to_owned(), key: key.to_owned(), payload: key.as_bytes().to_vec(), run_at, attempts: 2 }
}

fn ahead(place: &Place<'_>) {
    let store = place.open();
    let year = 365 * 86_400;
    store.add_jobs(&[job("held", at(year)), job("waits", at(year))]).unwrap();
    let held = store.claim_job(&["sync"], "killed", at(year), at(year + 600)).unwrap().unwrap();
    store.add_jobs(&[job("soon", at(3_600))]).unwrap();
    let message = Message {
        id: "m1".to_owned(),
        tenant: "aster".to_owned(),
        way: "mail".to_owned(),
        to: String::new(),
        body: Vec::new(),
        send_at: at(year),
    };
    store.add_follows(&Follows { messages: vec![message], ..Follows::default() }).unwrap();
    assert!(store.claim_message(&["mail"], "killed", at(year), at(year + 600)).unwrap().is_some());
    assert_eq!(store.claim_job(&["sync"], "me", NOW, at(60)).unwrap(), None, "all of it waits for next year");
    let pull = || store.pull_in(NOW, at(3_600), at(8 * 86_400)).unwrap();
    assert_eq!((pull(), pull()), (3, 0));
    let taken: Vec<String> =
        (0..2).map(|_| store.claim_job(&["sync"], "me", NOW, at(60)).unwrap().unwrap().key).collect();
    assert_eq!(taken.iter().collect::<BTreeSet<_>>(), BTreeSet::from([&"held".to_owned(), &"waits".to_owned()]));
    assert_eq!(store.claim_job(&["sync"], "me", NOW, at(60)).unwrap(), None, "what is planned stays planned");
    assert!(!store.finish_job(&held, NOW, &Follows::default()).unwrap(), "it is another's now");
    assert!(store.claim_message(&["mail"], "me", NOW, at(60)).unwrap().is_some());
}

pub(crate) fn at(seconds: i64) -> Instant {
    Instant(NOW.0 + seconds * 1000)
}

fn claim(store: &dyn Jobs, seconds: i64) -> Option<activities::jobs_port::HeldJob> {
    store.claim_job(&["sync", "watch"], "me", at(seconds), at(seconds + 60)).unwrap()
}

fn once(place: &Place<'_>) {
    let store = place.open();
    assert_eq!(store.add_jobs(&[job("a", at(0)), job("b", at(5)), job("a", at(1))]).unwrap(), 2);
    let held = claim(&store, 0).unwrap();
    assert_eq!((held.key.as_str(), held.payload.as_slice(), held.attempt), ("a", &b"a"[..], 1));
    assert_eq!(claim(&store, 0), None, "b is not due yet");
    assert!(store.finish_job(&held, at(1), &Follows::default()).unwrap());
    assert_eq!(store.add_jobs(&[job("a", at(2))]).unwrap(), 0, "done is done");
    assert_eq!(claim(&store, 5).unwrap().key, "b");
    let counts = store.job_counts().unwrap();
    assert_eq!((counts[0].open, counts[0].done, counts[0].failed), (1, 1, 0));
}

fn lease(place: &Place<'_>) {
    let store = place.open();
    store.add_jobs(&[job("a", at(0))]).unwrap();
    let first = claim(&store, 0).unwrap();
    assert_eq!(claim(&store, 59), None);
    assert!(store.extend_job(&first, at(100)).unwrap());
    assert_eq!(claim(&store, 99), None);
    let second = store.claim_job(&["sync"], "me", at(100), at(160)).unwrap().unwrap();
    assert_eq!(second.attempt, 2);
    let follows = Follows { jobs: vec![job("next", at(0))], ..Follows::default() };
    assert!(!store.finish_job(&first, at(101), &follows).unwrap());
    assert!(!store.extend_job(&first, at(300)).unwrap());
    assert!(store.finish_job(&second, at(101), &follows).unwrap());
    assert!(!store.finish_job(&second, at(101), &follows).unwrap());
    assert_eq!(claim(&store, 101).unwrap().key, "next");
}

fn fails(place: &Place<'_>) {
    let store = place.open();
    store.add_jobs(&[job("a", at(0)), job("b", at(1))]).unwrap();
    let first = claim(&store, 0).unwrap();
    assert!(store.fail_job(&first, "no answer", at(0), at(30)).unwrap());
    assert_eq!(claim(&store, 2).unwrap().key, "b");
    let again = claim(&store, 30).unwrap();
    assert_eq!((again.key.as_str(), again.attempt), ("a", 2));
    assert!(store.fail_job(&again, "no answer", at(31), at(60)).unwrap());
    // b was held by somebody who was killed twice.
    assert_eq!(claim(&store, 70).unwrap().attempt, 2);
    assert_eq!(claim(&store, 1000), None);
    let counts = store.job_counts().unwrap();
    assert_eq!((counts[0].open, counts[0].failed), (0, 2));
    let given_up = |kind, since| {
        let jobs = store.failed_jobs(&[kind], at(since)).unwrap().into_iter();
        jobs.map(|job| (String::from_utf8(job.payload).unwrap(), job.fault, job.at)).collect::<Vec<_>>()
    };
    let row = |name: &str, fault: &str, seconds| (name.to_owned(), fault.to_owned(), at(seconds));
    assert_eq!(given_up("sync", 0), [row("a", "no answer", 31), row("b", "the lease ran out", 1000)]);
    assert_eq!((given_up("sync", 32).len(), given_up("check", 0).len()), (1, 0));
}

fn many(place: &Place<'_>) {
    let (store, other) = (place.open(), place.open());
    let jobs: Vec<NewJob> = (0..120).map(|count| job(&format!("{count}"), at(0))).collect();
    assert_eq!(store.add_jobs(&jobs).unwrap(), 120);
    let done = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for worker in 0..8 {
            let (store, done) = (if worker % 2 == 0 { &store } else { &other }, &done);
            scope.spawn(move || {
                let holder = format!("worker {worker}");
                while let Some(held) = store.claim_job(&["sync"], &holder, at(0), at(60)).unwrap() {
                    assert!(store.finish_job(&held, at(1), &Follows::default()).unwrap());
                    done.lock().unwrap().push(held.key);
                }
            });
        }
    });
    let done = done.into_inner().unwrap();
    assert_eq!((done.len(), done.iter().collect::<BTreeSet<_>>().len()), (120, 120));
}

fn message(id: &str, send_at: Instant) -> Message {
    Message {
        id: id.to_owned(),
        tenant: "aster".to_owned(),
        way: "mail".to_owned(),
        to: "psirt@aster.example".to_owned(),
        body: b"x".to_vec(),
        send_at,
    }
}

fn sent(place: &Place<'_>) {
    let store = place.open();
    let follows = Follows { messages: vec![message("m1", at(0)), message("m2", at(9))], ..Follows::default() };
    assert_eq!(store.add_follows(&follows).unwrap(), 2);
    assert_eq!(store.add_follows(&follows).unwrap(), 0);
    let claim = |seconds| store.claim_message(&["mail"], "me", at(seconds), at(seconds + 60)).unwrap();
    let first = claim(0).unwrap();
    assert_eq!((first.message.id.as_str(), first.attempt), ("m1", 1));
    assert!(store.message_failed(&first, "refused", at(5)).unwrap());
    assert_eq!(claim(4), None);
    let again = claim(5).unwrap();
    assert_eq!((again.message.id.as_str(), again.attempt), ("m1", 2));
    assert!(!store.message_sent(&first, at(6)).unwrap());
    assert!(store.message_sent(&again, at(6)).unwrap());
    assert_eq!(claim(100).unwrap().message.id, "m2");
}

fn item(subject: &str, role: &str, due: Option<Instant>, facts: &str) -> WorkItem {
    WorkItem {
        id: 0,
        tenant: "aster".to_owned(),
        role: role.to_owned(),
        subject: subject.to_owned(),
        code: "scan/vulnerable".to_owned(),
        due,
        created: NOW,
        state: WorkState::Open,
        by: String::new(),
        facts: facts.as_bytes().to_vec(),
    }
}

fn work(place: &Place<'_>) {
    let store = place.open();
    let add = |items: Vec<WorkItem>| store.add_follows(&Follows { work: items, ..Follows::default() }).unwrap();
    let asked = |roles: &[&str], after, limit| {
        let ask = WorkAsked { tenant: "aster", roles, done_too: false, after, limit };
        store.work(&ask).unwrap()
    };
    let items = || {
        vec![
            item("s2", "psirt", None, "1"),
            item("s2", "quality", Some(at(50)), "1"),
            item("s1", "psirt", Some(at(20)), "1"),
        ]
    };
    assert_eq!((add(items()), add(items())), (3, 0));
    let all = asked(&[], None, 9);
    let due: Vec<_> = all.iter().map(|item| item.due).collect();
    assert_eq!(due, [Some(at(20)), Some(at(50)), None]);
    assert_eq!(asked(&["psirt"], None, 9).len(), 2);
    assert_eq!(store.work_about("aster", "scan/vulnerable").unwrap(), ["s1", "s2"], "each once");
    assert_eq!(store.work_about("aster", "scan/other").unwrap(), [""; 0]);
    assert_eq!(asked(&[], Some((at(20).0, all[0].id)), 9), all[1..]);
    assert!(store.set_work("aster", all[0].id, WorkState::Done, "mori", at(30)).unwrap());
    assert!(!store.set_work("st-alba", all[1].id, WorkState::Done, "x", at(30)).unwrap());
    assert_eq!(store.work_item("st-alba", all[1].id).unwrap(), None);
    assert_eq!(store.work_item("aster", all[0].id).unwrap().unwrap().by, "mori");
    assert_eq!(add(items()), 0, "what was done stays done");
    assert_eq!(asked(&[], None, 9).len(), 2);
    assert_eq!(add(vec![item("s1", "psirt", Some(at(10)), "exploited")]), 1);
    let again = &asked(&[], None, 9)[0];
    assert_eq!((again.subject.as_str(), again.due, again.state), ("s1", Some(at(10)), WorkState::Open));
}

fn rises(place: &Place<'_>) {
    let store = place.open();
    let facts = |exploited: bool, version: u32| {
        format!(
            r#"{{"vulnerability":{{"id":"CVE-1","known_exploited":{exploited}}},"component":{{"version":"{version}"}}}}"#
        )
    };
    let add = |seconds: i64, facts: &str| {
        let work = vec![WorkItem { created: at(seconds), ..item("s1", "psirt", None, facts) }];
        store.add_follows(&Follows { work, ..Follows::default() }).unwrap();
        let ended = store.claim_news("me", at(seconds), at(seconds + 60), 9).unwrap();
        assert!(store.tell(&ended, &[], &Follows::default()).unwrap());
        let item = store.work_named("aster", "s1", "scan/vulnerable").unwrap().remove(0);
        let reason = store.work_marks("aster", &[item.id]).unwrap().remove(&item.id).unwrap().reason;
        (item.state.word(), item.by, item.created, reason, ended.len())
    };
    let seen = |seconds: i64| {
        let id = store.work_named("aster", "s1", "scan/vulnerable").unwrap()[0].id;
        assert!(store.set_work("aster", id, WorkState::Acknowledged, "mori", at(seconds)).unwrap());
    };
    let row =
        |state, by: &str, since: i64, reason: &str, news| (state, by.to_owned(), at(since), reason.to_owned(), news);
    assert_eq!(add(0, &facts(false, 1)), row("open", "", 0, "", 1));
    seen(10);
    assert_eq!(add(20, &facts(false, 2)), row("acknowledged", "mori", 0, "", 1), "it weighs what it weighed");
    assert_eq!(add(30, &facts(true, 2)), row("open", "", 30, ROSE, 1));
    assert_eq!(add(40, &facts(true, 3)), row("open", "", 30, ROSE, 1), "said until somebody has seen it");
    seen(50);
    assert_eq!(add(60, &facts(true, 4)), row("acknowledged", "mori", 30, "", 1), "seen as it is");
    assert_eq!(add(70, &facts(false, 4)), row("acknowledged", "mori", 30, "", 1), "it weighs less");
    assert_eq!(add(80, r#"{"priority":"blocking"}"#), row("open", "", 80, ROSE, 1));
    seen(90);
    assert_eq!(add(95, &facts(true, 4)), row("open", "", 95, ROSE, 1), "for another reason");
    let later = WorkItem { facts: b"1".to_vec(), ..item("s2", "psirt", Some(at(1)), "1") };
    store.add_follows(&Follows { work: vec![later], ..Follows::default() }).unwrap();
    let urgent = |roles: &[&str], after| {
        let ask = WorkAsked { tenant: "aster", roles, done_too: false, after, limit: 9 };
        store.urgent_work(&ask).unwrap().into_iter().map(|item| item.subject).collect::<Vec<_>>()
    };
    assert_eq!(urgent(&["psirt", "quality"], None), ["s1"], "and not what has a date");
    assert!(urgent(&["quality"], None).is_empty() && urgent(&[], Some((i64::MAX, i64::MAX))).is_empty());
}
