//! What changed is told by numbers, to each organisation its own.

use crate::Told;
use crate::library::tenant;
use crate::place::{NOW, Place};
use activities::checks_port::{Checks, KeptCheck};
use activities::jobs_port::{Follows, Jobs, NewJob, WorkAsked, WorkItem, WorkState};
use activities::library_port::{KeptId, Library};
use activities::pulse_port::{Beat, Pulse};
use store::Store;
use terms::Instant;

pub(crate) const CASES: &[Told] = &[("what_changed_is_told_to_its_organisation_alone", changed)];

fn beat(store: &Store, tenant: &str) -> Beat {
    store.beat(tenant, &["check", "refresh"]).unwrap()
}

/// Does something of `aster` at a later moment, and says what changed for it.
fn differs(store: &Store, act: impl FnOnce()) -> [bool; 4] {
    let (before, others) = (beat(store, "aster"), beat(store, "st-alba"));
    act();
    let after = beat(store, "aster");
    assert_eq!(beat(store, "st-alba"), others, "nothing of another organisation");
    let Beat { work, devices, sites, checks, failed: _ } = after;
    [work != before.work, devices != before.devices, sites != before.sites, checks != before.checks]
}

fn changed(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    tenant(&store, "st-alba");
    assert_eq!(beat(&store, "aster"), Beat::default());
    let at = |seconds: i64| Instant(NOW.0 + seconds * 1_000);
    let (device, site) = (KeptId::dossier("aster", "s2"), KeptId::site("aster", "north"));
    let put = |id: &KeptId, text: &[u8], at| drop(store.put(id, None, &[("a", text)], "x", at).unwrap());
    assert_eq!(differs(&store, || put(&device, b"1", at(1))), [false, true, false, false]);
    assert_eq!(differs(&store, || put(&site, b"1", at(2))), [false, false, true, false]);
    let check = KeptCheck {
        revision: 1,
        at: at(3),
        generation: "g".to_owned(),
        verdict: "act".to_owned(),
        counts: [].into(),
        answer: Vec::new(),
        standing: None,
    };
    assert_eq!(
        differs(&store, || assert!(store.put_check(&device, &check, &[]).unwrap())),
        [false, true, false, false]
    );
    let item = |facts: &[u8], at| WorkItem {
        id: 0,
        tenant: "aster".to_owned(),
        role: "psirt".to_owned(),
        subject: "dossier/s2 CVE-1".to_owned(),
        code: "a/b".to_owned(),
        due: None,
        created: at,
        state: WorkState::Open,
        by: String::new(),
        facts: facts.to_vec(),
    };
    let add = |facts: &[u8], at| {
        store.add_follows(&Follows { work: vec![item(facts, at)], ..Follows::default() }).unwrap();
    };
    assert_eq!(differs(&store, || add(b"1", at(4))), [true, false, false, false]);
    assert_eq!(differs(&store, || add(b"1", at(5))), [false; 4], "the same again is no change");
    assert_eq!(differs(&store, || add(b"2", at(6))), [true, false, false, false], "what is known of it is");
    let ask = WorkAsked { tenant: "aster", roles: &[], done_too: false, after: None, limit: 9 };
    let id = store.work(&ask).unwrap()[0].id;
    let done = || assert!(store.set_work("aster", id, WorkState::Done, "u1", at(7)).unwrap());
    assert_eq!(differs(&store, done), [true, false, false, false]);
    let job = |key: &str| NewJob {
        kind: "refresh".to_owned(),
        key: key.to_owned(),
        payload: Vec::new(),
        run_at: at(60),
        attempts: 3,
    };
    let two = [job("check aster dossier/s2 1"), job("check aster-2 dossier/s2 1")];
    let jobs = || assert_eq!(store.add_jobs(&two).unwrap(), 2);
    assert_eq!(differs(&store, jobs), [false, false, false, true]);
    assert_eq!(beat(&store, "aster").checks, 1, "of one organisation, not of one whose name begins like it");
    for attempt in [60, 61, 62] {
        while let Some(held) = store.claim_job(&["refresh"], "me", at(attempt), at(attempt + 60)).unwrap() {
            assert!(store.fail_job(&held, "unreadable", at(attempt), at(attempt + 1)).unwrap());
        }
    }
    let beat = beat(&store, "aster");
    assert_eq!((beat.checks, beat.failed), (0, 1), "what was given up is no longer open");
}
