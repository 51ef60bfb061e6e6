use super::{Items, items};
use crate::rooms::{Answer, Checked, Looked};
use activities::checks_port::{KeptCheck, KeptFinding};
use activities::jobs_port::WorkItem;
use activities::library_port::KeptId;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Instant, Party};

fn finding(rank: i64, exploited: bool) -> KeptFinding {
    KeptFinding {
        key: "k".to_owned(),
        release: "1".to_owned(),
        code: "scan/vulnerable".to_owned(),
        priority: String::new(),
        rank,
        subject: String::new(),
        vulnerability: "CVE-1".to_owned(),
        answer: format!(r#"{{"vulnerability":{{"id":"CVE-1","known_exploited":{exploited}}}}}"#).into_bytes(),
    }
}

fn made(before: Option<KeptFinding>, is_first: bool, findings: Vec<KeptFinding>, coming: Vec<KeptFinding>) -> Items {
    let check = KeptCheck {
        revision: 1,
        at: Instant(0),
        generation: String::new(),
        verdict: String::new(),
        counts: BTreeMap::new(),
        answer: Vec::new(),
        standing: None,
    };
    let answer = Answer { json: Vec::new(), status: 0 };
    let checked = Checked { answer, check, findings, coming, looked: Looked::default() };
    let before = before.into_iter().map(|one| (one.key.clone(), one)).collect();
    items((&KeptId::dossier("a", "b"), Party::Manufacturer), is_first, &before, &checked)
}

/// Whether a finding becomes new work that stood like this before.
fn expect(before: Option<KeptFinding>, is_first: bool, now: KeptFinding, is_new: bool) {
    let items = made(before, is_first, vec![now], Vec::new());
    assert_eq!(!items.new.is_empty(), is_new);
}

#[test]
fn what_is_new_or_rises_becomes_work_and_what_stands_as_before_does_not() {
    expect(None, false, finding(1, false), true);
    expect(None, false, finding(2, false), false);
    expect(Some(finding(1, false)), false, finding(1, false), false);
    expect(Some(finding(3, false)), false, finding(1, false), true);
    expect(Some(finding(1, false)), false, finding(1, true), true);
    expect(Some(finding(1, true)), false, finding(1, true), false);
}

#[test]
fn of_a_first_check_only_what_cannot_wait_is_work_of_its_own() {
    expect(None, true, finding(1, false), false);
    expect(None, true, finding(1, true), true);
}

#[test]
fn what_stands_is_told_whether_it_is_new_or_not() {
    let items = made(Some(finding(1, false)), false, vec![finding(1, false)], Vec::new());
    assert_eq!((items.new.len(), items.stands.len(), items.dated.len()), (0, 2, 0));
}

fn dated(code: &str, key: &str, day: &str) -> KeptFinding {
    KeptFinding {
        key: format!("1 {key}"),
        code: code.to_owned(),
        rank: 3,
        vulnerability: String::new(),
        answer: format!(r#"{{"explanation":"{key}","due":"{day}"}}"#).into_bytes(),
        ..finding(3, false)
    }
}

fn due(items: &[WorkItem]) -> Vec<(String, String, String)> {
    let told: BTreeSet<_> = items
        .iter()
        .map(|item| (item.code.clone(), item.role.clone(), item.due.map(|due| due.to_string()).unwrap_or_default()))
        .collect();
    told.into_iter().collect()
}

#[test]
fn what_has_a_date_is_work_whatever_its_rank_due_on_that_day() {
    let items = made(None, true, vec![dated("device/review-due-soon", "r", "2026-12-20")], Vec::new());
    let row = |role: &str| ("device/review-due-soon".to_owned(), role.to_owned(), "2026-12-20T12:00:00Z".to_owned());
    assert_eq!(due(&items.dated), [row("quality"), row("regulatory-affairs")]);
    assert!(items.new.is_empty() && items.stands.len() == 2);
}

#[test]
fn several_of_a_kind_are_one_item_due_on_the_first_day_and_what_comes_up_is_one_too() {
    let code = "device/item-past-end-of-support";
    let past = vec![dated(code, "zlib", "2026-10-01"), dated(code, "lwip", "2026-09-01")];
    let coming = vec![dated("device/decision-expires-soon", "CVE-1 zlib", "2026-12-01")];
    let items = made(None, false, past, coming);
    let row = |code: &str, role: &str, due: &str| (code.to_owned(), role.to_owned(), due.to_owned());
    let expected = [
        row("device/decision-expires-soon", "approver", "2026-12-01T12:00:00Z"),
        row("device/decision-expires-soon", "product-security", "2026-12-01T12:00:00Z"),
        row(code, "product-security", "2026-09-01T12:00:00Z"),
    ];
    assert_eq!(due(&items.dated), expected);
    let of_items = items.dated.iter().find(|item| item.code == code).unwrap();
    let facts = String::from_utf8(of_items.facts.clone()).unwrap();
    assert!(facts.contains(r#""explanation":"lwip""#) && facts.contains(r#""more":1"#), "{facts}");
}
