//! A part with a layer over it answers as the part written in one piece does.

use super::HeldKnowledge;
use super::tests::{Asker, Folder, affects, take};
use crate::home::{Home, Keep, Layering};
use activities::mirror_port::{Mirror, Take};
use proptest::prelude::*;
use std::collections::BTreeSet;
use terms::Instant;
use vulnerability::{Advisory, Knowledge, Part, State};

/// A record as a change brings it: id, other id, when changed, the packages it names, unnamed products, withdrawn.
type Change = (u8, u8, Option<i64>, Vec<u8>, u32, bool);

const PACKAGES: [&str; 6] = ["a", "b", "c", "d", "e", "f"];
const IN_LAYERS: Layering = Layering { least_below: 0, most_over: 6 };
const IN_ONE_PIECE: Layering = Layering { least_below: u32::MAX, most_over: 0 };

fn home(folder: &Folder, layering: Layering) -> Home {
    Home { layering, ..Home::new(&folder.0, Keep::default()) }
}

fn part() -> Part {
    Part::from_name("OSV/PyPI").unwrap()
}

fn import(home: &Home, at: i64, replaces: bool, complete: bool, changes: &[Change]) -> String {
    let mut draft = home.draft().unwrap();
    for (id, alias, modified, packages, unnamed, withdrawn) in changes {
        let fixed = format!("{id}.{at}");
        let affected: Vec<_> =
            packages.iter().map(|place| affects(PACKAGES[usize::from(*place) % PACKAGES.len()], &fixed)).collect();
        let record = Advisory {
            id: format!("R-{id}").into(),
            aliases: vec![format!("CVE-{alias}").into(), format!("r-{alias}").into()],
            modified: modified.map(Instant),
            unnamed: *unnamed,
            title: format!("told at {at}").into(),
            state: if *withdrawn { State::Withdrawn } else { State::Published },
            ..Advisory::default()
        };
        draft.add(&part(), &record, &affected.iter().collect::<Vec<_>>()).unwrap();
    }
    draft.commit(vec![Take { complete, ..take(replaces) }], Instant(at), "test").unwrap().0
}

/// Everything that can be asked of a generation, in an order that says nothing of how it is stored.
fn everything(home: &Home, hash: &str) -> BTreeSet<String> {
    let knowledge = HeldKnowledge::open(home, hash).unwrap();
    let mut said = BTreeSet::new();
    for package in PACKAGES {
        let mut asker = Asker::new(&[package]);
        asker.ask(&knowledge).unwrap();
        said.insert(format!("{package} known: {}", asker.seen[0]));
        for (record, fixed) in asker.heard {
            knowledge
                .records(&[(0, record)], &mut |_, record| {
                    said.insert(format!("{package} <{fixed} {record:?}"));
                })
                .unwrap();
        }
    }
    for id in (0..12).flat_map(|id| [format!("R-{id}"), format!("cve-{id}")]) {
        let mut found = Vec::new();
        knowledge.by_ids(0, &[&id], &mut |_, number| found.push((0, number))).unwrap();
        knowledge
            .records(&found, &mut |_, record| {
                said.insert(format!("{id}: {record:?}"));
            })
            .unwrap();
        said.insert(format!("{id} found {} times", found.len()));
    }
    let facts = &knowledge.parts()[0];
    said.insert(format!("{} records, {} unnamed, complete {}", facts.records, facts.unnamed, facts.complete));
    assert_eq!(knowledge.verify().unwrap(), [""; 0]);
    said
}

fn has_layer(home: &Home, hash: &str) -> bool {
    home.generation(hash).unwrap().parts[0].layer.is_some()
}

fn change() -> impl Strategy<Value = Change> {
    let packages = proptest::collection::vec(0u8..6, 0..3);
    (0u8..10, 0u8..10, proptest::option::of(0i64..6), packages, 0u32..3, any::<bool>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn a_part_in_layers_answers_as_the_part_in_one_piece(
        imports in proptest::collection::vec((proptest::bool::weighted(0.2), any::<bool>(), proptest::collection::vec(change(), 0..5)), 1..7)
    ) {
        let (one, two) = (Folder::new("layers"), Folder::new("piece"));
        let (layers, piece) = (home(&one, IN_LAYERS), home(&two, IN_ONE_PIECE));
        let mut before = Vec::new();
        for (at, (replaces, complete, changes)) in imports.iter().enumerate() {
            let at = at as i64 + 1;
            let hash = import(&layers, at, *replaces, *complete, changes);
            let whole = import(&piece, at, *replaces, *complete, changes);
            let said = everything(&layers, &hash);
            prop_assert_eq!(&said, &everything(&piece, &whole));
            before.push((hash, said));
        }
        for (hash, said) in before {
            prop_assert_eq!(everything(&layers, &hash), said, "an older generation still answers as it did");
        }
    }
}

fn named(id: u8, modified: i64, package: u8) -> Change {
    (id, id, Some(modified), vec![package], 0, false)
}

#[test]
fn a_few_changes_make_a_layer_and_many_are_merged() {
    let folder = Folder::new("bounded");
    let home = home(&folder, IN_LAYERS);
    let first: Vec<Change> = (0..9).map(|id| named(id, 1, id % 6)).collect();
    let hash = import(&home, 1, true, true, &first);
    assert!(!has_layer(&home, &hash));
    let segment = home.generation(&hash).unwrap().parts[0].segment.clone();
    let mut layered = Vec::new();
    for at in 2..6 {
        let id = (at as u8) * 2;
        let hash = import(&home, at, false, true, &[named(id, at, 0), named(id + 1, at, 1)]);
        layered.push((has_layer(&home, &hash), home.generation(&hash).unwrap().parts[0].segment == segment));
    }
    assert_eq!(layered, [(true, true), (true, true), (true, true), (false, false)]);
}

#[test]
fn an_older_state_of_a_record_does_not_come_back_through_a_layer() {
    let folder = Folder::new("older-state");
    let home = home(&folder, IN_LAYERS);
    import(&home, 1, true, true, &[named(1, 5, 0), named(2, 5, 1)]);
    let hash = import(&home, 2, false, true, &[named(1, 4, 2), named(2, 6, 3)]);
    assert!(has_layer(&home, &hash));
    let said = everything(&home, &hash);
    for (package, known) in [("a", true), ("b", false), ("c", false), ("d", true)] {
        assert!(said.contains(&format!("{package} known: {known}")), "{package}: {said:#?}");
    }
    assert!(said.contains("2 records, 0 unnamed, complete true"), "{said:#?}");
}

#[test]
fn forgetting_old_generations_keeps_what_a_layer_lies_on() {
    let folder = Folder::new("forget");
    let keep = Keep { generations: 1, days: 0 };
    let home = Home { layering: IN_LAYERS, ..Home::new(&folder.0, keep) };
    let day = 86_400_000;
    import(&home, day, true, true, &[named(1, 1, 0), named(2, 1, 1)]);
    import(&home, 10 * day, false, true, &[named(1, 2, 2)]);
    let hash = import(&home, 20 * day, false, true, &[named(3, 2, 3)]);
    let said = everything(&home, &hash);
    assert!(said.contains("b known: true") && said.contains("c known: true") && said.contains("d known: true"));
    assert_eq!(std::fs::read_dir(home.segments()).unwrap().count(), 2, "one segment and its layer stay");
}

#[test]
fn a_damaged_or_missing_layer_is_a_fault() {
    let folder = Folder::new("damaged-layer");
    let home = home(&folder, IN_LAYERS);
    import(&home, 1, true, true, &[named(1, 1, 0), named(2, 1, 1)]);
    let hash = import(&home, 2, false, true, &[named(1, 2, 2)]);
    let layer = home.generation(&hash).unwrap().parts[0].layer.clone().unwrap();
    let path = home.segment(&layer);
    let good = std::fs::read(&path).unwrap();
    for at in (0..good.len()).step_by(37) {
        let mut bad = good.clone();
        bad[at] ^= 0x04;
        std::fs::write(&path, &bad).unwrap();
        let Ok(knowledge) = HeldKnowledge::open(&home, &hash) else { continue };
        assert_eq!(knowledge.verify().unwrap(), ["OSV/PyPI"]);
        let mut asker = Asker::new(&["c"]);
        let answer = asker.ask(&knowledge);
        assert!(answer.is_err() || asker.heard.len() == 1, "a flipped bit at {at} lost the record in silence");
    }
    std::fs::remove_file(&path).unwrap();
    assert!(HeldKnowledge::open(&home, &hash).is_err());
}
