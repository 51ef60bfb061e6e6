use super::*;
use proptest::prelude::*;

const UNIVERSE: [&str; 8] = ["0.0.0", "0.5.0", "1.0.0-rc.1", "1.0.0", "1.5.0", "2.0.0", "2.0.1", "3.0.0"];

fn event(edge: Edge, at: &str) -> Event<'static> {
    Event { edge, at: Cow::Owned(at.to_owned()) }
}

/// Events written in short: `+1.0` introduced, `-1.0` fixed, `=1.0` last affected, `<1.0` limit.
fn events(short: &str) -> Vec<Event<'static>> {
    let edge = |sign: &str| match sign {
        "+" => Edge::Introduced,
        "-" => Edge::Fixed,
        "=" => Edge::LastAffected,
        _ => Edge::Limit,
    };
    short.split_whitespace().map(|text| event(edge(&text[..1]), &text[1..])).collect()
}

/// Intervals written in short: `[1.0,2.0)`, an open end is empty, an end without a key has a question mark.
fn say(intervals: &[Interval<'_>]) -> String {
    let text = |bound: &Option<Bound<'_>>| match bound {
        Some(bound) => format!("{}{}", bound.text, if bound.key.is_none() { "?" } else { "" }),
        None => String::new(),
    };
    let each = intervals.iter().map(|interval| {
        assert!(interval.low.as_ref().is_none_or(|low| low.inclusive));
        let close = if interval.high.as_ref().is_some_and(|high| high.inclusive) { ']' } else { ')' };
        format!("[{},{}{close}", text(&interval.low), text(&interval.high))
    });
    each.collect::<Vec<_>>().join(" ")
}

fn expect(short: &str, wanted: &str) {
    let found = intervals_of_events(Scheme::Semver, &events(short));
    assert_eq!(found.map_or("not understood".to_owned(), |found| say(&found)), wanted, "{short}");
}

#[test]
fn a_pair_is_one_interval_whichever_comes_first() {
    expect("+1.0.0 -2.0.0", "[1.0.0,2.0.0)");
    expect("-2.0.0 +1.0.0", "[1.0.0,2.0.0)");
    expect("+1.0.0 =2.0.0", "[1.0.0,2.0.0]");
}

#[test]
fn introduced_zero_is_the_beginning_of_all_versions() {
    expect("+0 -2.0.0", "[,2.0.0)");
    expect("+0 -0.0.0-alpha", "[,0.0.0-alpha)");
    expect("+0", "[,)");
}

#[test]
fn a_range_without_an_end_stays_open() {
    expect("+1.0.0", "[1.0.0,)");
    expect("+2.0.0 +0 -1.0.0", "[,1.0.0) [2.0.0,)");
}

#[test]
fn several_pairs_are_several_intervals() {
    expect("+0 -1.2.3 +2.0.0 -2.1.0 +3.0.0 =3.5.0", "[,1.2.3) [2.0.0,2.1.0) [3.0.0,3.5.0]");
    expect("-2.1.0 =3.5.0 +3.0.0 +2.0.0 -1.2.3 +0", "[,1.2.3) [2.0.0,2.1.0) [3.0.0,3.5.0]");
}

#[test]
fn a_limit_caps_all_intervals() {
    expect("+0 -1.0.0 +2.0.0 <3.0.0", "[,1.0.0) [2.0.0,3.0.0)");
    expect("+0 -1.0.0 +2.0.0 -4.0.0 <1.0.0 <0.5.0", "[,1.0.0)");
    expect("+0 =4.0.0 <4.0.0", "[,4.0.0)");
    expect("+1.0.0 <1.0.0", "");
    expect("+1.0.0 <*", "[1.0.0,)");
}

#[test]
fn events_at_one_version_do_not_depend_on_their_order() {
    for short in ["+1.0.0 -2.0.0 +2.0.0 -3.0.0", "-3.0.0 +2.0.0 -2.0.0 +1.0.0"] {
        expect(short, "[1.0.0,3.0.0)");
    }
    expect("+2.0.0 -2.0.0", "");
    expect("-2.0.0 +2.0.0", "");
    expect("+2.0.0 =2.0.0", "[2.0.0,2.0.0]");
    expect("=2.0.0 +2.0", "[2.0.0,2.0.0]");
}

#[test]
fn no_introduced_event_means_no_interval() {
    expect("-2.0.0", "");
    expect("", "");
}

#[test]
fn an_end_that_is_not_understood_keeps_its_place_in_a_pair() {
    expect("+0 -some-commit", "[,some-commit?)");
    expect("-some-commit +0", "[,some-commit?)");
    expect("+1.0.0 =last", "[1.0.0,last?]");
    expect("+first -2.0.0", "[first?,2.0.0)");
    expect("+first", "[first?,)");
    expect("+0 -odd +2.0.0 -3.0.0", "[,odd?) [2.0.0,3.0.0)");
    expect("+1.0.0 <odd", "[1.0.0,odd?)");
}

#[test]
fn events_without_a_place_are_an_error() {
    expect("+0 +odd -3.0.0", "not understood");
    expect("+2.0.0 -odd +1.0.0 -1.5.0", "not understood");
    expect("+1.0.0 -odd +0 -3.0.0", "not understood");
    expect("+1.0.0 -2.0.0 <odd", "not understood");
    expect("+1.0.0 <2.0.0 <odd", "not understood");
}

/// The algorithm as the OSV schema states it ("Evaluation"), one version at a time.
fn is_affected(version: &str, events: &[Event<'_>]) -> bool {
    let order = |other: &str| Scheme::Semver.compare(version, other).unwrap();
    let mut limits = events.iter().filter(|event| event.edge == Edge::Limit).peekable();
    if limits.peek().is_some() && !limits.any(|limit| limit.at == "*" || order(&limit.at) == Ordering::Less) {
        return false;
    }
    let mut affected = false;
    let beginning = ["0"].into_iter().chain(UNIVERSE);
    for (place, at) in beginning.enumerate() {
        let here = |event: &&Event<'_>| if place == 0 { event.is_beginning() } else { event.at == at };
        let mut here: Vec<_> = events.iter().filter(here).collect();
        // Ends first when affected so far, beginnings first when not; the schema leaves this open.
        here.sort_by_key(|event| (event.edge == Edge::Introduced) == affected);
        for event in here {
            match event.edge {
                Edge::Introduced if place == 0 || order(at) != Ordering::Less => affected = true,
                Edge::Fixed if order(at) != Ordering::Less => affected = false,
                Edge::LastAffected if order(at) == Ordering::Greater => affected = false,
                Edge::Introduced | Edge::Fixed | Edge::LastAffected | Edge::Limit => {}
            }
        }
    }
    affected
}

fn any_event() -> impl Strategy<Value = Event<'static>> {
    let edge = prop_oneof![4 => Just(Edge::Introduced), 3 => Just(Edge::Fixed), 2 => Just(Edge::LastAffected), 1 => Just(Edge::Limit)];
    (edge, 0..UNIVERSE.len(), 0..6).prop_map(|(edge, place, beginning)| match edge {
        Edge::Introduced if beginning == 0 => event(edge, "0"),
        Edge::Limit if beginning == 0 => event(edge, "*"),
        _ => event(edge, UNIVERSE[place]),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn intervals_say_what_the_algorithm_of_the_schema_says(events in prop::collection::vec(any_event(), 0..8)) {
        let intervals = intervals_of_events(Scheme::Semver, &events).unwrap();
        for text in UNIVERSE.into_iter().chain(["0.0.0-a", "0.7.0", "1.0.0-rc.2", "1.7.0", "2.0.1-a", "9.0.0"]) {
            let version = Version::new(Scheme::Semver, text).unwrap();
            let inside = intervals.iter().any(|interval| interval.contains(&version).unwrap());
            prop_assert_eq!(inside, is_affected(text, &events), "{} in {}", text, say(&intervals));
        }
    }

    #[test]
    fn any_events_are_survived(texts in prop::collection::vec(("[+=<-]", "\\PC{0,6}"), 0..6)) {
        for scheme in Scheme::ALL {
            let short: Vec<_> = texts.iter().map(|(sign, at)| event(events(&format!("{sign}0"))[0].edge, at)).collect();
            let _ = intervals_of_events(scheme, &short);
        }
    }
}
