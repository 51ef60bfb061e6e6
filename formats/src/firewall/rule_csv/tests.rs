//! A rule table means what it says, and nothing is guessed.

use crate::firewall::testing::{BASE, agree, of};
use crate::firewall::{Language, RuleFile, read};
use network::Packet;
use network::policy::{Action, State};
use proptest::prelude::*;

const HEAD: &str =
    "action,direction,source,source ports,destination,destination ports,protocol,icmp type,state,comment\n";

/// Action, unsure, source text of the rules of a table.
fn rules(rows: &str) -> Vec<(Action, bool)> {
    let set = of(Language::RuleCsv, &format!("{HEAD}{rows}"));
    set.policy.chains[0].rules.iter().map(|rule| (rule.action.clone(), rule.unsure.is_some())).collect()
}

#[test]
fn headings_in_japanese_and_shift_jis_are_read() {
    let text = "動作;送信元;宛先;宛先ポート;プロトコル;備考\n許可;10.0.0.0/24;10.1.0.5;443;TCP;薬剤ライブラリの取得\n拒否;;;;;\n";
    let english =
        "action,source,destination,destination ports,protocol\nallow,10.0.0.0/24,10.1.0.5,443,tcp\ndeny,,,,\n";
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    let [japanese, english] =
        [bytes.to_vec(), english.as_bytes().to_vec()].map(|bytes| read(&[RuleFile::new("r.csv", bytes)]));
    assert_eq!(japanese.languages, [Some(Language::RuleCsv)]);
    let matches = |set: &crate::firewall::RuleSet| {
        set.policy.chains[0].rules.iter().map(|rule| (rule.when.clone(), rule.action.clone())).collect::<Vec<_>>()
    };
    assert_eq!(matches(&japanese), matches(&english));
    assert!(japanese.findings.is_empty());
}

#[test]
fn what_is_not_understood_is_never_a_rule_that_surely_matches() {
    for row in [
        "allow,,pacs.example,,,,,,,",
        "allow,,,,,443,,,,",
        "allow,,,,,no-such-port,tcp,,,",
        "allow,,,,,,frobnicate,,,",
        "allow,,,,,22,icmp,,,",
        "allow,,,,,,tcp,8,,",
        "allow,,,,,,,,later,",
        "allow,sideways,,,,,,,,",
        "allow,,!any,,,,,,,",
        "allow,,,,,,,,,,08:00-17:00",
    ] {
        assert_eq!(rules(row), [(Action::Accept, true)], "{row}");
    }
    assert_eq!(rules("maybe,,,,,,,,,"), [(Action::Unknown, true)]);
}

#[test]
fn an_unknown_column_that_says_something_leaves_its_row_in_doubt() {
    let text = "action,source,destination,schedule\nallow,,,\nallow,,,nights\n";
    let set = of(Language::RuleCsv, text);
    let unsure: Vec<bool> = set.policy.chains[0].rules.iter().map(|rule| rule.unsure.is_some()).collect();
    assert_eq!(unsure, [false, true]);
    assert_eq!(set.findings.len(), 1);
}

#[test]
fn rows_that_are_switched_off_are_no_rules() {
    let set = of(Language::RuleCsv, "action,source,destination,enabled\nallow,,,no\ndeny,,,yes\n");
    assert_eq!(set.policy.rules(), 1);
}

#[test]
fn a_table_that_breaks_off_is_unread_at_its_end() {
    assert_eq!(of(Language::RuleCsv, "action,source,destination\nallow,\"10.0.0.1").policy.unread.len(), 1);
    assert_eq!(of(Language::RuleCsv, "no,such,table\n").policy.unread.len(), 1);
}

#[test]
fn a_finding_names_the_line_after_cells_of_several_lines() {
    let set = of(
        Language::RuleCsv,
        "title\r\n\r\naction,source,destination\r\nallow,\"10.0.0.1\r\n10.0.0.2\",\r\nallow,x,\r\n",
    );
    let lines: Vec<u32> = set.policy.chains[0].rules.iter().map(|rule| rule.span.line).collect();
    assert_eq!(lines, [4, 6]);
}

/// A row as drawn: allow, direction, source, destination, protocol, port, state; fields `None`: any.
type Drawn = (bool, u8, Option<u128>, Option<(u128, bool)>, Option<u8>, Option<u16>, bool);

fn row((allow, direction, source, destination, protocol, port, new): &Drawn) -> String {
    let address = |number: &u128| format!("10.0.0.{number}");
    let name = protocol.map_or("", |protocol| match protocol {
        6 => "TCP",
        17 => "17",
        _ => "icmp",
    });
    let [to, types] = match (protocol, port) {
        (Some(1), Some(port)) => [String::new(), port.to_string()],
        (Some(_), Some(port)) => [port.to_string(), String::new()],
        _ => [String::new(), String::new()],
    };
    format!(
        "{},{},{},,{},{to},{name},{types},{},\n",
        if *allow { "allow" } else { "Deny" },
        ["", "in", "out"][usize::from(*direction)],
        source.as_ref().map(address).unwrap_or_default(),
        destination
            .map(|(number, but)| format!("{}{}", if but { "!" } else { "" }, address(&number)))
            .unwrap_or_default(),
        if *new { "new" } else { "" },
    )
}

fn matches((_, direction, source, destination, protocol, port, new): &Drawn, packet: &Packet) -> bool {
    let device = |address: u128| address - BASE < 2;
    (match direction {
        1 => device(packet.destination),
        2 => device(packet.source),
        _ => true,
    }) && source.is_none_or(|source| packet.source == BASE + source)
        && destination.is_none_or(|(number, but)| (packet.destination == BASE + number) != but)
        && protocol.is_none_or(|protocol| packet.protocol == protocol)
        && port
            .filter(|_| protocol.is_some())
            .is_none_or(|port| if packet.protocol == 1 { packet.first == port } else { packet.second == port })
        && (!new || packet.state == State::New)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn the_first_row_that_matches_decides_every_packet(rows in prop::collection::vec((
        prop::bool::ANY, 0u8..3, prop::option::of(0u128..4), prop::option::of((0u128..4, prop::bool::ANY)),
        prop::option::of(prop::sample::select(vec![6u8, 17, 1])), prop::option::of(1u16..4), prop::bool::ANY), 0..6)) {
        let text: String = rows.iter().map(row).collect();
        let set = of(Language::RuleCsv, &format!("{HEAD}{text}"));
        agree(&set, ["a", "b"], |packet| rows.iter().find(|row| matches(row, packet)).map(|row| row.0));
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), head in prop::bool::ANY) {
        let start: &[u8] = if head { HEAD.as_bytes() } else { b"" };
        read(&[RuleFile::new("rules", [start, &bytes].concat())]);
    }

    #[test]
    fn any_cells_are_survived(cells in prop::collection::vec(0usize..20, 0..80)) {
        let words = ["allow", "deny", ",", "\n", "any", "!", "10.0.0.1", "tcp", "1-", "-", "\"", "８０", "icmp", "/", "3/4", "in",
            "::1", "new", ";", "10.0.0.1-10.0.0.9"];
        let text: String = cells.iter().map(|cell| words[*cell]).collect();
        of(Language::RuleCsv, &format!("{HEAD}{text}"));
    }
}
