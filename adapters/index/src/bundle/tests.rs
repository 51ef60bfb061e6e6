//! Bundles keep what a part stands on, and a stop at a bad moment neither loses nor rolls back anything.

use crate::home::{Home, Keep, Layering};
use crate::knowledge::tests::{Folder, affects, take};
use crate::{HeldKnowledge, Offered};
use activities::bundle::{BundleFault, judge_bundle};
use activities::feed_port::{FeedFault, Said};
use activities::mirror_port::Mirror;
use terms::Instant;
use vulnerability::{Advisory, Knowledge, Part};

const LATER: Instant = Instant(4_000_000_000_000);

fn import(home: &Home, at: i64, replaces: bool, ids: &[&str]) -> String {
    let mut draft = home.draft().unwrap();
    for id in ids {
        let affected = affects("pillow", id);
        let record = Advisory { id: (*id).into(), ..Advisory::default() };
        draft.add(&Part::from_name("OSV/PyPI").unwrap(), &record, &[&affected]).unwrap();
    }
    draft.commit(vec![take(replaces)], Instant(at), "test").unwrap().0
}

fn export(home: &Home, name: &str) -> std::path::PathBuf {
    let out = home.root.join(name);
    home.export_bundle(&out, Instant(1), LATER, "test", &|payload| Ok(String::from_utf8(payload.to_vec()).unwrap()))
        .unwrap();
    out
}

fn read(home: &Home, bundle: &std::path::Path) -> Offered {
    home.read_bundle(bundle, &|envelope| Ok((envelope.to_vec(), "key".to_owned()))).unwrap()
}

fn stopped() -> FeedFault {
    FeedFault::new(Said::new("stopped", "停止"), Said::new("-", "-"))
}

#[test]
fn a_stop_between_chain_and_generation_lets_the_same_bundle_in_again_and_none_before_it() {
    let (one, two) = (Folder::new("stop-maker"), Folder::new("stop-other"));
    let (maker, other) = (Home::new(&one.0, Keep::default()), Home::new(&two.0, Keep::default()));
    import(&maker, 1, true, &["A"]);
    let first = export(&maker, "first");
    import(&maker, 2, true, &["A", "B"]);
    let second = export(&maker, "second");
    let before = other.take_bundle(read(&other, &first), Instant(3), "test").unwrap().0;

    let stop = other.take_in_order(read(&other, &second), Instant(4), "test", || Err(stopped()));
    assert_eq!(stop.unwrap_err().what.en, "stopped");
    assert_eq!(other.in_force().unwrap(), Some(before), "what was held is still in force");
    let judge = |offered: &Offered| {
        let last = other.last_bundle().unwrap();
        judge_bundle(last.as_ref(), &offered.link, LATER, &[], &[], false, Instant(5)).map(|_| ())
    };
    assert!(matches!(judge(&read(&other, &first)), Err(BundleFault::RollBack { .. })));
    let again = read(&other, &second);
    judge(&again).unwrap();
    let (hash, parts) = other.take_bundle(again, Instant(6), "test").unwrap();
    assert_eq!((other.in_force().unwrap(), parts[0].records), (Some(hash), 2));
}

#[test]
fn a_part_in_layers_crosses_the_gap_whole() {
    let (one, two) = (Folder::new("gap-maker"), Folder::new("gap-other"));
    let layering = Layering { least_below: 0, most_over: 6 };
    let maker = Home { layering, ..Home::new(&one.0, Keep::default()) };
    let other = Home::new(&two.0, Keep::default());
    import(&maker, 1, true, &["A", "B"]);
    let hash = import(&maker, 2, false, &["B", "C"]);
    assert!(maker.generation(&hash).unwrap().parts[0].layer.is_some());
    let (taken, _) = other.take_bundle(read(&other, &export(&maker, "bundle")), Instant(3), "test").unwrap();
    let facts = |home: &Home, hash: &str| HeldKnowledge::open(home, hash).unwrap().parts()[0].clone();
    assert_eq!(facts(&other, &taken).hash, facts(&maker, &hash).hash);
    assert_eq!(facts(&other, &taken).records, 3);
    assert_eq!(HeldKnowledge::open(&other, &taken).unwrap().verify().unwrap(), [""; 0]);
}
