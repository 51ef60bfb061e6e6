//! Checks, findings and facts.

use crate::Told;
use crate::library::tenant;
use crate::place::{NOW, Place};
use activities::checks_port::{CheckWork, Checks, Counted, Fact, KeptCheck, KeptFinding, KeptStanding, Picked};
use activities::jobs_port::{Follows, Jobs, ROSE, UNSURE, WorkItem, WorkState};
use activities::library_port::{Kept, KeptId, KeptKind, Library, Page};
use activities::notices_port::Notices;
use activities::retention_port::Retention;
use terms::Instant;

pub(crate) const CASES: &[Told] = &[
    ("findings_stand_from_the_check_that_found_them_to_the_one_that_did_not", stand),
    ("a_check_that_is_older_than_the_one_held_changes_nothing", older),
    ("what_a_clock_that_was_ahead_dated_in_the_future_gives_way", ahead),
    ("what_a_check_learned_is_found_by_vulnerability_and_goes_with_the_next_check", standings),
    ("folders_are_picked_by_words_of_their_names_and_by_what_their_last_checks_count", picked),
    ("the_latest_fact_counts_and_none_is_lost", facts),
    ("work_about_a_folder_ends_and_comes_again_in_the_same_step_as_its_check_is_kept", work),
];

fn check(at: Instant, verdict: &str) -> KeptCheck {
    let counts = [("components".to_owned(), 12)].into();
    KeptCheck {
        revision: 1,
        at,
        generation: "g1".to_owned(),
        verdict: verdict.to_owned(),
        counts,
        answer: vec![7; 5000],
        standing: None,
    }
}

fn finding(key: &str, rank: i64, vulnerability: &str, says: &str) -> KeptFinding {
    KeptFinding {
        key: key.to_owned(),
        release: "1".to_owned(),
        code: "scan/vulnerable".to_owned(),
        priority: "act".to_owned(),
        rank,
        subject: "left".to_owned(),
        vulnerability: vulnerability.to_owned(),
        answer: says.as_bytes().to_vec(),
    }
}

fn keys(store: &dyn Checks, id: &KeptId, as_of: Option<Instant>) -> Vec<String> {
    store.findings(id, as_of, None, 100).unwrap().into_iter().map(|held| held.finding.key).collect()
}

fn day(days: i64) -> Instant {
    Instant(NOW.0 + days * Instant::DAY)
}

fn dossier(store: &(impl Library + Checks), name: &str) -> KeptId {
    tenant(store, "aster");
    let id = KeptId::dossier("aster", name);
    store.put(&id, None, &[("a", b"1")], "x", NOW).unwrap();
    id
}

fn stand(place: &Place<'_>) {
    let store = place.open();
    let id = dossier(&store, "s2");
    let [a, b, c] = [finding("a", 2, "CVE-1", "x"), finding("b", 1, "CVE-2", "x"), finding("c", 0, "CVE-1", "x")];
    assert!(store.put_check(&id, &check(day(1), "act"), &[a.clone(), b.clone()]).unwrap());
    assert!(store.put_check(&id, &check(day(2), "act"), &[b.clone(), c]).unwrap());
    let changed = finding("b", 1, "CVE-2", "says more");
    assert!(store.put_check(&id, &check(day(3), "clear"), &[a, changed]).unwrap());
    assert_eq!(keys(&store, &id, None), ["b", "a"]);
    assert_eq!(keys(&store, &id, Some(day(1))), ["b", "a"]);
    assert_eq!(keys(&store, &id, Some(day(2))), ["c", "b"]);
    assert!(keys(&store, &id, Some(day(0))).is_empty());
    let now = store.findings(&id, None, Some((1, "b")), 9).unwrap();
    assert_eq!((now.len(), now[0].since, now[0].until), (1, day(3), None));
    let before = store.findings(&id, Some(day(2)), None, 9).unwrap();
    assert_eq!((before[1].since, before[1].until), (day(1), Some(day(3))));
    assert_eq!(before[1].finding, b);
    let hit = store.with_vulnerability("aster", "CVE-1", 9).unwrap();
    assert_eq!((hit.len(), &hit[0].id, hit[0].finding.key.as_str()), (1, &id, "a"));
    assert!(store.with_vulnerability("others", "CVE-1", 9).unwrap().is_empty());
    assert_eq!(store.check(&id, None).unwrap(), Some(check(day(3), "clear")));
    assert_eq!(store.check(&id, Some(day(2))).unwrap().unwrap().verdict, "act");
}

fn ahead(place: &Place<'_>) {
    let store = place.open();
    let (id, other) = (dossier(&store, "s2"), dossier(&store, "s1"));
    let [a, b, c] = ["a", "b", "c"].map(|key| finding(key, 0, "CVE-1", "x"));
    assert!(store.put_check(&id, &check(day(1), "act"), &[a.clone(), c.clone()]).unwrap());
    // A year ahead `c` went and `b` came; it came and went again another day.
    for (at, found) in [(365, vec![a.clone(), b.clone()]), (366, vec![a.clone()]), (367, vec![a.clone(), b.clone()])] {
        assert!(store.put_check(&id, &check(day(at), "ahead"), &found).unwrap());
    }
    assert!(store.put_check(&other, &check(day(365), "ahead"), &[]).unwrap());
    // The clock is right again, and `b` says something else today.
    assert!(store.put_check(&id, &check(day(2), "act"), &[a, finding("b", 0, "CVE-1", "y")]).unwrap());
    let checks = store.check_marks(&id).unwrap();
    assert_eq!(checks.iter().map(|mark| mark.at).collect::<Vec<_>>(), [day(1), day(2)]);
    let latest = store.latest(&id).unwrap().unwrap();
    assert_eq!((latest.at, latest.verdict.as_str()), (day(2), "act"));
    assert_eq!([keys(&store, &id, Some(day(1))), keys(&store, &id, None)], [["a", "c"], ["a", "b"]]);
    assert_eq!(store.latest(&other).unwrap().unwrap().at, day(365), "what is checked heals, nothing else is touched");
}

fn older(place: &Place<'_>) {
    let store = place.open();
    let (id, other) = (dossier(&store, "s2"), dossier(&store, "s1"));
    assert!(store.put_check(&id, &check(day(5), "clear"), &[]).unwrap());
    let before = Instant(day(5).0 - 60_000);
    assert!(!store.put_check(&id, &check(before, "act"), &[finding("a", 0, "CVE-1", "x")]).unwrap());
    assert!(keys(&store, &id, None).is_empty());
    assert!(store.put_check(&other, &check(day(1), "act"), &[]).unwrap());
    let latest = |after| {
        let page = store.kept_with_checks("aster", KeptKind::Dossier, Picked::All, Page { after, limit: 1 }).unwrap();
        let row = |(kept, check): (Kept, Option<KeptCheck>)| {
            let check = check.unwrap();
            (kept.id.name, check.verdict, check.counts["components"])
        };
        page.into_iter().map(row).collect::<Vec<_>>()
    };
    assert_eq!(latest(""), [("s1".to_owned(), "act".to_owned(), 12)]);
    assert_eq!(latest("s1"), [("s2".to_owned(), "clear".to_owned(), 12)]);
    let packed = store.packed(&id).unwrap().unwrap();
    let (kept, answer) = packed.1.unwrap();
    assert_eq!((packed.0.sequence, kept.verdict.as_str(), answer.size), (1, "clear", 5000));
    let both = |after| {
        let page = store.kept_with_checks("aster", KeptKind::Dossier, Picked::All, Page { after, limit: 1 }).unwrap();
        page.into_iter().map(|(kept, check)| (kept.id.name, check.map(|check| check.verdict))).collect::<Vec<_>>()
    };
    assert_eq!((both(""), both("s2")), (vec![("s1".to_owned(), Some("act".to_owned()))], vec![]));
    let with = |verdict| {
        let found = store.with_verdict("aster", KeptKind::Dossier, verdict, 9).unwrap();
        found.into_iter().map(|(id, _)| id.name).collect::<Vec<_>>()
    };
    assert_eq!((with("act"), with("clear"), with("?")), (vec!["s1".to_owned()], vec!["s2".to_owned()], vec![]));
    dossier(&store, "s3");
    let unchecked = store.packed(&KeptId::dossier("aster", "s3")).unwrap().unwrap();
    assert_eq!((both("s2"), unchecked.0.sequence, unchecked.1), (vec![("s3".to_owned(), None)], 1, None));
    assert_eq!(store.packed(&KeptId::dossier("aster", "s4")).unwrap(), None);
    assert_eq!(store.never_checked("aster", KeptKind::Dossier, 9).unwrap(), ["s3"]);
    assert_eq!(store.never_checked("st-alba", KeptKind::Dossier, 9).unwrap(), [""; 0]);
    let others =
        |generation| store.not_of_now("aster", KeptKind::Dossier, generation, (Instant(0), Instant(i64::MAX))).unwrap();
    let of_days = |from, to| {
        let generation = check(day(1), "act").generation;
        store.not_of_now("aster", KeptKind::Dossier, &generation, (day(from), day(to))).unwrap()
    };
    assert_eq!(
        [of_days(0, 9), of_days(6, 9), of_days(0, 5), of_days(2, 5)],
        [0, 2, 1, 2],
        "an answer of another day is of before"
    );
    let own = check(day(1), "act").generation;
    let before = others(&own);
    store.put(&other, None, &[("a", b"2")], "x", NOW).unwrap();
    assert_eq!((before, others(&own), others("another")), (0, 1, 2), "the newest revision was not checked");
}

fn picked(place: &Place<'_>) {
    let store = place.open();
    let counting = |name: &str, counts: &[(&str, i64)]| {
        let id = dossier(&store, name);
        let counts = counts.iter().map(|(name, count)| ((*name).to_owned(), *count)).collect();
        assert!(store.put_check(&id, &KeptCheck { counts, ..check(day(1), "clear") }, &[]).unwrap());
        id
    };
    let one = counting("pump_a-1", &[("limit nvd", 3), ("waiting", 0)]);
    counting("pump-a-2", &[("a", 1), ("waiting", 0), ("z", 9)]);
    counting("pumpxa-3", &[("waiting", 10)]);
    counting("scanner", &[("not-waiting", 0)]);
    dossier(&store, "unchecked");
    let of = |which| {
        let page = Page { after: "", limit: 9 };
        let found = store.kept_with_checks("aster", KeptKind::Dossier, which, page).unwrap();
        found.into_iter().map(|(kept, _)| kept.id.name).collect::<Vec<_>>()
    };
    // What stands for anything in a pattern stands for itself in a name.
    assert_eq!(of(Picked::Named(&["PUMP_", "1"])), ["pump_a-1"]);
    assert_eq!((of(Picked::Named(&["%"])), of(Picked::Named(&["!"])).len()), (vec![], 0));
    assert_eq!(of(Picked::Counting("limit ")), ["pump_a-1"]);
    assert_eq!(of(Picked::Some("waiting")), ["pumpxa-3"]);
    let unsure =
        |generation, from, to| of(Picked::NotNone { count: "waiting", generation, between: (day(from), day(to)) });
    assert_eq!(unsure("g1", 1, 2), ["pumpxa-3", "scanner", "unchecked"]);
    assert_eq!([unsure("g2", 1, 2).len(), unsure("g1", 0, 1).len(), unsure("g1", 2, 3).len()], [5, 5, 5]);
    store.put(&one, None, &[("a", b"2")], "x", NOW).unwrap();
    assert_eq!(
        unsure("g1", 1, 2),
        ["pump_a-1", "pumpxa-3", "scanner", "unchecked"],
        "its newest revision was not checked"
    );
    let next = Page { after: "pump_a-1", limit: 1 };
    let found = store.kept_with_checks("aster", KeptKind::Dossier, Picked::Counting("waiting"), next).unwrap();
    assert_eq!(found.iter().map(|(kept, _)| kept.id.name.as_str()).collect::<Vec<_>>(), ["pumpxa-3"]);
    assert!(store.kept_with_checks("st-alba", KeptKind::Dossier, Picked::All, next).unwrap().is_empty());
}

fn standings(place: &Place<'_>) {
    let store = place.open();
    let (id, other) = (dossier(&store, "s2"), dossier(&store, "s1"));
    let learned = |ids: &[&str], unknown| KeptStanding {
        known: 2,
        unknown,
        countable: 40,
        watched: 39,
        vulnerabilities: ids.iter().map(|id| (*id).to_owned()).collect(),
        details: ids.join(" ").into_bytes(),
    };
    let counted = |unknown| Counted { known: 2, unknown, countable: 40, watched: 39 };
    let check = |days, standing| KeptCheck { standing: Some(standing), ..check(day(days), "act") };
    let about = |ids: &[&str]| {
        let ids: Vec<String> = ids.iter().map(|id| (*id).to_owned()).collect();
        store.touched_by("aster", &ids).unwrap().into_iter().map(|id| id.name).collect::<Vec<_>>()
    };
    store.put_check(&id, &check(1, learned(&["CVE-1", "CVE-2"], 0)), &[]).unwrap();
    store.put_check(&other, &check(1, learned(&["CVE-2"], 1)), &[]).unwrap();
    dossier(&store, "s3");
    assert_eq!(
        (about(&["CVE-1"]), about(&["CVE-9", "CVE-2"])),
        (vec!["s2".to_owned()], vec!["s1".into(), "s2".into()])
    );
    let rows = || store.standings("aster", KeptKind::Dossier).unwrap();
    let told: Vec<_> = rows().into_iter().map(|row| (row.name, row.is_newest, row.at, row.releases)).collect();
    let of = |name: &str, at: Option<Instant>, releases| (name.to_owned(), at.is_some(), at, releases);
    assert_eq!(
        told,
        [of("s1", Some(day(1)), Some(counted(1))), of("s2", Some(day(1)), Some(counted(0))), of("s3", None, None)]
    );
    assert_eq!(store.standing(&id).unwrap().as_deref(), Some(&b"CVE-1 CVE-2"[..]));
    // The same again is dated anew; another takes its place whole; a check that learned nothing leaves nothing.
    store.put_check(&id, &check(2, learned(&["CVE-1", "CVE-2"], 0)), &[]).unwrap();
    assert_eq!(rows()[1].releases, Some(counted(0)));
    store.put_check(&id, &check(3, learned(&["CVE-3"], 0)), &[]).unwrap();
    assert_eq!((about(&["CVE-1"]), about(&["CVE-3"])), (vec![], vec!["s2".to_owned()]));
    let open = [finding("a", 2, "CVE-8", "x")];
    store.put_check(&id, &KeptCheck { standing: None, ..check(4, learned(&[], 0)) }, &open).unwrap();
    assert_eq!(about(&["CVE-8"]), ["s2"]);
    assert_eq!((about(&["CVE-3"]), rows()[1].releases, store.standing(&id).unwrap()), (vec![], None, None));
}

fn facts(place: &Place<'_>) {
    let store = place.open();
    let fact = |value: &str, at| Fact {
        tenant: "aster".to_owned(),
        about: "s2#1".to_owned(),
        kind: "seen".to_owned(),
        value: value.as_bytes().to_vec(),
        by: "mori".to_owned(),
        at,
    };
    store.put_facts(&[fact("1", day(1)), fact("2", day(1)), fact("3", day(3))]).unwrap();
    store.put_facts(&[fact("4", day(2))]).unwrap();
    let at = |as_of| store.fact("aster", "s2#1", "seen", as_of).unwrap().map(|fact| fact.value);
    assert_eq!(at(None), Some(b"3".to_vec()));
    assert_eq!(at(Some(day(1))), Some(b"2".to_vec()));
    assert_eq!(at(Some(day(0))), None);
    let all: Vec<Vec<u8>> = store.facts("aster", "s2#1").unwrap().into_iter().map(|fact| fact.value).collect();
    assert_eq!(all, [b"1", b"2", b"4", b"3"]);
    assert!(store.facts("st-alba", "s2#1").unwrap().is_empty());
}

fn item(subject: &str, role: &str, facts: &str) -> WorkItem {
    WorkItem {
        id: 0,
        tenant: "aster".to_owned(),
        role: role.to_owned(),
        subject: subject.to_owned(),
        code: "scan/vulnerable".to_owned(),
        due: None,
        created: NOW,
        state: WorkState::Open,
        by: String::new(),
        facts: facts.as_bytes().to_vec(),
    }
}

/// Role, state and reason of the work about a vulnerability.
fn told(store: &(impl Jobs + Notices), about: &str) -> Vec<(String, &'static str, String)> {
    let items = store.work_named("aster", &format!("dossier/s2 {about}"), "scan/vulnerable").unwrap();
    let ids: Vec<i64> = items.iter().map(|item| item.id).collect();
    let mut marks = store.work_marks("aster", &ids).unwrap();
    let row = |item: WorkItem| (item.role, item.state.word(), marks.remove(&item.id).unwrap().reason);
    items.into_iter().map(row).collect()
}

fn work(place: &Place<'_>) {
    let store = place.open();
    let id = dossier(&store, "s2");
    let row = |role: &str, state: &'static str, reason: &str| (role.to_owned(), state, reason.to_owned());
    let keep = |days: i64, new: &[WorkItem], stands: &[WorkItem], reason: Option<&'static str>| {
        let gone = |_: &WorkItem| reason;
        let work = CheckWork { new, stands, dated: &[], gone: &gone };
        store.keep_check(&id, &check(day(days), "undecided"), &[], work).unwrap()
    };
    let one = [item("dossier/s2 CVE-1", "psirt", "1")];
    let other = item("dossier/s21 CVE-1", "psirt", "1");
    store.add_follows(&Follows { work: vec![other], ..Follows::default() }).unwrap();
    assert!(keep(1, &one, &one, None));
    assert_eq!(told(&store, "CVE-1"), [row("psirt", "open", "")]);
    assert!(keep(2, &[], &[], None));
    assert_eq!(told(&store, "CVE-1"), [row("psirt", "open", UNSURE)], "it does not tell");
    let gone = |_: &WorkItem| Some("gone");
    let nothing = CheckWork { new: &[], stands: &[], dated: &[], gone: &gone };
    let before = Instant(day(2).0 - 60_000);
    let kept = store.keep_check(&id, &check(before, "undecided"), &[], nothing).unwrap();
    assert!(!kept, "an older check changes nothing");
    assert!(keep(3, &[], &one, Some("gone")));
    assert_eq!(told(&store, "CVE-1"), [row("psirt", "open", "")], "it stands");
    assert!(keep(4, &[], &[], Some("gone")));
    assert_eq!(told(&store, "CVE-1"), [row("psirt", "done", "gone")]);
    let closed = store.work_closed("aster", &["psirt"], day(3), 9).unwrap();
    assert_eq!(closed.iter().map(|item| item.subject.as_str()).collect::<Vec<_>>(), ["dossier/s2 CVE-1"]);
    assert!(keep(5, &one, &one, Some("gone")));
    assert_eq!(told(&store, "CVE-1"), [row("psirt", "open", "")], "it comes again as it was");
    let both = [item("dossier/s2 CVE-1", "psirt", "2"), item("dossier/s2 CVE-1", "quality", "2")];
    assert!(keep(6, &[], &both, Some("gone")));
    assert_eq!(told(&store, "CVE-1"), [row("psirt", "open", ""), row("quality", "open", "")]);
    assert_eq!(store.work_named("aster", "dossier/s2 CVE-1", "scan/vulnerable").unwrap()[0].facts, b"2");
    assert!(keep(7, &[], &both[1..], Some("gone")));
    assert_eq!(told(&store, "CVE-1"), [row("psirt", "done", "others"), row("quality", "open", "")]);
    let left = store.work_named("aster", "dossier/s21 CVE-1", "scan/vulnerable").unwrap();
    assert_eq!(left[0].state, WorkState::Open, "another folder is not touched");
    // What becomes known to be exploited while it stands is open again, whether the check says that it is new or not.
    let seen = store.work_named("aster", "dossier/s2 CVE-1", "scan/vulnerable").unwrap();
    for item in seen.iter().filter(|item| item.state == WorkState::Open) {
        assert!(store.set_work("aster", item.id, WorkState::Acknowledged, "mori", day(8)).unwrap());
    }
    let exploited = r#"{"vulnerability":{"id":"CVE-1","known_exploited":true}}"#;
    let risen = [WorkItem { created: day(9), ..item("dossier/s2 CVE-1", "quality", exploited) }];
    for days in [9, 10] {
        assert!(keep(days, &[], &risen, Some("gone")));
        assert_eq!(told(&store, "CVE-1")[1], row("quality", "open", ROSE));
    }
}
