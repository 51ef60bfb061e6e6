//! Dossiers and sites as revisions.

use crate::Told;
use crate::place::{NOW, Place};
use activities::library_port::{KeptId, KeptKind, Library, Page, State, Tenant};
use activities::store_fault::StoreFaultKind;
use std::collections::BTreeMap;
use terms::{Instant, Party};
use vulnerability::Name;

pub(crate) const CASES: &[Told] = &[
    ("the_same_files_again_are_the_same_revision", same_again),
    ("every_revision_comes_back_as_it_was", every_revision),
    ("a_put_on_a_state_that_has_passed_is_refused", refused_when_changed),
    ("tenants_do_not_see_each_other", tenants_apart),
    ("a_growing_file_comes_back_whole_at_every_length", growing),
    ("a_list_is_paged_by_name", paged),
    ("releases_that_bear_a_name_are_found_before_and_after_folding", bearers),
    ("names_that_lead_out_are_refused", bad_names),
    ("two_that_put_at_once_both_land", at_once),
    ("a_large_document_comes_back", large),
];

pub(crate) fn tenant(store: &dyn Library, id: &str) {
    let tenant = Tenant { id: id.to_owned(), name: id.to_uppercase(), party: Party::Manufacturer, since: NOW };
    store.put_tenant(&tenant).unwrap();
}

fn after(days: i64) -> Instant {
    Instant(NOW.0 + days * Instant::DAY)
}

fn texts(store: &dyn Library, id: &KeptId, state: State) -> BTreeMap<String, String> {
    let files = store.files(id, state, &|_| true).unwrap();
    files.into_iter().map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap())).collect()
}

fn expect(store: &dyn Library, id: &KeptId, state: State, files: &[(&str, &str)]) {
    let wanted: BTreeMap<String, String> = files.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
    assert_eq!(texts(store, id, state), wanted, "{state:?}");
}

fn same_again(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let id = KeptId::dossier("aster", "s2");
    let files: [(&str, &[u8]); 2] = [("device.yaml", b"id: s2\n"), ("plan.yaml", b"x: 1\n")];
    let first = store.put(&id, Some(0), &files, "mori", NOW).unwrap();
    let again = store.put(&id, None, &files, "sato", after(1)).unwrap();
    assert!(first.new && !again.new);
    assert_eq!((first.revision.sequence, &again.revision), (1, &first.revision));
    assert_eq!(store.revisions(&id, None, 10).unwrap().len(), 1);
    let some = store.put_some(&id, None, &[("plan.yaml", b"x: 1\n")], "sato", after(1)).unwrap();
    assert_eq!(some.revision, first.revision);
}

fn every_revision(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let id = KeptId::dossier("aster", "s2");
    store.put(&id, None, &[("a", b"1"), ("b", b"2")], "mori", after(0)).unwrap();
    store.put_some(&id, Some(1), &[("c", b"3")], "sato", after(10)).unwrap();
    store.put(&id, Some(2), &[("a", b"1"), ("c", b"4")], "sato", after(20)).unwrap();
    // What went may come back as it was.
    store.put(&id, Some(3), &[("a", b"1"), ("b", b"2")], "sato", after(30)).unwrap();
    drop(store);
    let store = place.open();
    expect(&store, &id, State::Revision(1), &[("a", "1"), ("b", "2")]);
    expect(&store, &id, State::Revision(2), &[("a", "1"), ("b", "2"), ("c", "3")]);
    expect(&store, &id, State::AsOf(after(19)), &[("a", "1"), ("b", "2"), ("c", "3")]);
    expect(&store, &id, State::AsOf(after(20)), &[("a", "1"), ("c", "4")]);
    expect(&store, &id, State::Now, &[("a", "1"), ("b", "2")]);
    assert_eq!(store.revision(&id, State::AsOf(after(-1))).unwrap(), None);
    let revisions = store.revisions(&id, Some(4), 2).unwrap();
    let about: Vec<_> = revisions.iter().map(|revision| (revision.sequence, revision.at)).collect();
    assert_eq!(about, [(3, after(20)), (2, after(10))]);
    assert_eq!(
        store.revision(&id, State::Now).unwrap().unwrap().tree,
        store.revision(&id, State::Revision(1)).unwrap().unwrap().tree
    );
    let kept = |as_of| store.kept("aster", KeptKind::Dossier, as_of, Page { after: "", limit: 9 }).unwrap();
    assert_eq!((kept(None)[0].revision.sequence, kept(Some(after(12)))[0].revision.sequence), (4, 2));
    assert!(kept(Some(after(-1))).is_empty());
}

fn refused_when_changed(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let id = KeptId::dossier("aster", "s2");
    let kind = |expected, text: &str| {
        store
            .put(&id, expected, &[("a", text.as_bytes())], "mori", NOW)
            .map_err(|fault| fault.kind)
            .map(|put| put.revision.sequence)
    };
    assert_eq!(kind(Some(1), "1"), Err(StoreFaultKind::Changed));
    assert_eq!(kind(Some(0), "1"), Ok(1));
    assert_eq!(kind(Some(0), "2"), Err(StoreFaultKind::Changed));
    assert_eq!(kind(Some(1), "2"), Ok(2));
    expect(&store, &id, State::Now, &[("a", "2")]);
}

fn tenants_apart(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    tenant(&store, "st-alba");
    for (tenant, text) in [("aster", "ours"), ("st-alba", "theirs")] {
        store.put(&KeptId::dossier(tenant, "s2"), None, &[("a", text.as_bytes())], "x", NOW).unwrap();
    }
    expect(&store, &KeptId::dossier("aster", "s2"), State::Now, &[("a", "ours")]);
    expect(&store, &KeptId::dossier("st-alba", "s2"), State::Now, &[("a", "theirs")]);
    assert!(store.kept("st-alba", KeptKind::Site, None, Page { after: "", limit: 9 }).unwrap().is_empty());
    let nobody = store.put(&KeptId::dossier("nobody", "s2"), None, &[("a", b"1")], "x", NOW);
    assert_eq!(nobody.unwrap_err().kind, StoreFaultKind::NotThere);
    let ids: Vec<String> = store.tenants().unwrap().into_iter().map(|tenant| tenant.id).collect();
    assert_eq!(ids, ["aster", "st-alba"]);
}

fn growing(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let ids = [KeptId::dossier("aster", "s1"), KeptId::dossier("aster", "s2")];
    let line = |count: usize| format!("{{\"n\":{count}}}\n");
    let text = |count: usize| (0..count).map(line).collect::<String>();
    // Both begin alike and then go different ways: what one adds must not show in the other.
    for count in 1..40 {
        for (which, id) in ids.iter().enumerate() {
            let grown =
                if count > 20 { text(20) + &format!("{{\"by\":{which}}}\n").repeat(count - 20) } else { text(count) };
            store.put_some(id, None, &[("register.jsonl", grown.as_bytes())], "x", after(count as i64)).unwrap();
        }
    }
    for count in [1_i64, 20, 21, 39] {
        for (which, id) in ids.iter().enumerate() {
            let wanted =
                text(count.min(20) as usize) + &format!("{{\"by\":{which}}}\n").repeat((count - 20).max(0) as usize);
            expect(&store, id, State::Revision(count), &[("register.jsonl", &wanted)]);
        }
    }
}

fn paged(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    for name in ["d", "a", "c", "B", "e"] {
        store.put(&KeptId::dossier("aster", name), None, &[("a", b"1")], "x", NOW).unwrap();
    }
    let names = |after: &str, limit| -> Vec<String> {
        let kept = store.kept("aster", KeptKind::Dossier, None, Page { after, limit }).unwrap();
        kept.into_iter().map(|kept| kept.id.name).collect()
    };
    // By bytes in both databases, so that a page means the same everywhere.
    assert_eq!(names("", 2), ["B", "a"]);
    assert_eq!(names("a", 2), ["c", "d"]);
    assert_eq!(names("d", 2), ["e"]);
}

pub(crate) fn bom(components: &[(&str, &str)]) -> String {
    let listed: Vec<String> = components
        .iter()
        .map(|(name, version)| {
            format!(r#"{{"type":"library","name":"{name}","version":"{version}","purl":"pkg:npm/{name}@{version}"}}"#)
        })
        .collect();
    format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{}]}}"#, listed.join(","))
}

pub(crate) fn npm(name: &str) -> String {
    let mut spelled = String::new();
    Name::Package { ecosystem: "npm".into(), release: "".into(), name: name.into() }.spell(&mut spelled);
    spelled
}

fn found(store: &dyn Library, name: &str) -> Vec<String> {
    let bearers = store.bearers(&[npm(name)]).unwrap();
    let shown = |b: activities::library_port::Bearer| {
        format!("{} {} {}:{}/{} {}", b.id.tenant, b.id, b.within, b.release, b.sbom, b.version)
    };
    bearers.into_iter().map(shown).collect()
}

fn bearers(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    tenant(&store, "st-alba");
    let own = bom(&[("left", "1.0"), ("right", "2.0")]);
    let id = KeptId::dossier("aster", "s2");
    store.put(&id, None, &[("releases/1/bom.json", own.as_bytes())], "x", NOW).unwrap();
    let site = KeptId::site("st-alba", "main");
    store.put(&site, None, &[("received/aster/releases/1/bom.json", own.as_bytes())], "x", NOW).unwrap();
    let both = ["aster dossier/s2 :1/bom.json 1.0", "st-alba site/main received/aster:1/bom.json 1.0"];
    assert_eq!(found(&store, "left"), both);
    // Enough others that new ones are folded away, some of them by another process.
    let other = place.open();
    for count in 0..300 {
        let bill = bom(&[("filler", &format!("{count}")), ("left-over", "1")]);
        let id = KeptId::dossier("aster", &format!("other-{count}"));
        let store = if count % 2 == 0 { &store } else { &other };
        store.put(&id, None, &[("releases/1/bom.json", bill.as_bytes())], "x", NOW).unwrap();
        assert_eq!(found(store, "filler").len(), count + 1);
    }
    assert_eq!(found(&store, "left"), both);
    assert_eq!(store.bearers(&[npm("left"), npm("right")]).unwrap().len(), 4);
    // A release that no longer holds it is not named; the SBOM of before comes back with its names.
    let newer = bom(&[("right", "2.1")]);
    store.put(&id, None, &[("releases/1/bom.json", newer.as_bytes())], "x", NOW).unwrap();
    assert_eq!(found(&store, "left"), both[1..]);
    store.put(&id, None, &[("releases/2/bom.json", own.as_bytes())], "x", NOW).unwrap();
    assert_eq!(found(&store, "left"), ["aster dossier/s2 :2/bom.json 1.0", both[1]]);
    assert!(found(&store, "nothing").is_empty());
}

fn bad_names(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let refused = |id: &KeptId, name: &str| store.put(id, None, &[(name, b"1")], "x", NOW).unwrap_err().kind;
    for name in ["../x", "/x", "a//b", "C:x", "a\0b", ""] {
        assert_eq!(refused(&KeptId::dossier("aster", "s2"), name), StoreFaultKind::BadName, "{name}");
    }
    for name in ["", "a/b", "..", "a b"] {
        assert_eq!(refused(&KeptId::dossier("aster", name), "a"), StoreFaultKind::BadName, "{name}");
    }
    let missing = store.files(&KeptId::dossier("aster", "s2"), State::Now, &|_| true);
    assert_eq!(missing.unwrap_err().kind, StoreFaultKind::NotThere);
}

fn at_once(place: &Place<'_>) {
    let (store, other) = (place.open(), place.open());
    tenant(&store, "aster");
    let id = KeptId::dossier("aster", "s2");
    std::thread::scope(|scope| {
        for (who, store) in [("mori", &store), ("sato", &other), ("abe", &store), ("ito", &other)] {
            let id = &id;
            scope.spawn(move || {
                for count in 0..8 {
                    let name = format!("{who}-{count}");
                    store.put_some(id, None, &[(&name, who.as_bytes())], who, NOW).unwrap();
                }
            });
        }
    });
    assert_eq!(store.list(&id, State::Now).unwrap().len(), 32);
    let revisions: Vec<i64> = store.revisions(&id, None, 100).unwrap().iter().map(|one| one.sequence).collect();
    assert_eq!(revisions, (1..=32).rev().collect::<Vec<i64>>());
}

fn large(place: &Place<'_>) {
    let store = place.open();
    tenant(&store, "aster");
    let mut state = 1_u32;
    let bytes: Vec<u8> = (0..20_000_000)
        .map(|_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 24) as u8
        })
        .collect();
    let id = KeptId::dossier("aster", "s2");
    store.put(&id, None, &[("evidence/scan.bin", &bytes)], "x", NOW).unwrap();
    assert!(store.files(&id, State::Now, &|_| true).unwrap()["evidence/scan.bin"] == bytes);
}
