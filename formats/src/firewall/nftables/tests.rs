//! Text and JSON say the same; what is not understood is never taken for a condition that holds.

use crate::firewall::{Language, RuleFile, RuleSet, read};
use network::policy::{Action, Match, Policy, Span, Target};
use proptest::prelude::*;

fn of(text: &str) -> RuleSet {
    read(&[RuleFile::new("rules", text.as_bytes().to_vec())])
}

/// The rules of the first chain of a table `inet t`.
fn rules(text: &str) -> Vec<(Match, bool, Action)> {
    let set = of(&format!("table inet t {{\n{text}\n}}\n"));
    let rules = set.policy.chains[0].rules.iter();
    rules.map(|rule| (rule.when.clone(), rule.unsure.is_some(), rule.action.clone())).collect()
}

#[track_caller]
fn same(text: &str, json: &str) {
    let bare = |set: RuleSet| {
        let mut policy = set.policy;
        for chain in &mut policy.chains {
            chain.span = Span::default();
            for rule in &mut chain.rules {
                rule.span = Span::default();
                rule.unsure = rule.unsure.take().map(|_| "?".into());
            }
        }
        policy
    };
    let (text, json): (Policy, Policy) = (bare(of(text)), bare(of(&format!("{{\"nftables\": [{json}]}}"))));
    assert_eq!(text, json);
}

#[test]
fn an_offloaded_flow_is_not_passed_over() {
    let offloaded =
        "chain c { type filter hook forward priority 0; policy drop;\nip protocol { tcp, udp } flow add @ft\n}";
    assert_eq!(rules(offloaded).len(), 1);
    same(
        &format!("table inet t {{\n{}\n}}\n", "chain c { tcp dport 22 flow add @ft\n}"),
        r#"{"chain": {"family": "inet", "table": "t", "name": "c"}},
           {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": 22}}, {"flow": {"op": "add", "flowtable": "@ft"}}]}}"#,
    );
}

#[test]
fn text_and_json_give_the_same_rules() {
    let head = r#"{"metainfo": {"version": "1.0.9"}}, {"table": {"family": "inet", "name": "t", "handle": 1}},
        {"chain": {"family": "inet", "table": "t", "name": "c", "handle": 1, "type": "filter", "hook": "forward", "prio": -5, "policy": "drop"}},"#;
    same(
        "table inet t {\nchain c {\ntype filter hook forward priority filter - 5; policy drop;\n\
         ct state { established, related } accept\nip saddr 10.0.0.0/8 tcp dport { 22, 80-90 } counter packets 1 bytes 2 accept\n\
         iifname != \"eth0\" drop\nip6 daddr . tcp dport { 2001:db8::1 . 443 } accept\n}\n}\n",
        &(head.to_owned()
            + r#"{"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"match": {"op": "==", "left": {"ct": {"key": "state"}}, "right": {"set": ["established", "related"]}}}, {"accept": null}]}},
            {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": {"prefix": {"addr": "10.0.0.0", "len": 8}}}},
              {"match": {"op": "==", "left": {"payload": {"protocol": "tcp", "field": "dport"}}, "right": {"set": [22, {"range": [80, 90]}]}}}, {"counter": {"packets": 1, "bytes": 2}}, {"accept": null}]}},
            {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"match": {"op": "!=", "left": {"meta": {"key": "iifname"}}, "right": "eth0"}}, {"drop": null}]}},
            {"rule": {"family": "inet", "table": "t", "chain": "c", "expr": [{"match": {"op": "==", "left": {"concat": [{"payload": {"protocol": "ip6", "field": "daddr"}}, {"payload": {"protocol": "tcp", "field": "dport"}}]}, "right": {"set": [{"concat": ["2001:db8::1", 443]}]}}}, {"accept": null}]}}"#),
    );
}

#[test]
fn verdict_maps_and_sets_give_the_same_rules() {
    same(
        "table ip t {\nset s { type ipv4_addr; flags interval; elements = { 10.0.0.1, 10.0.1.0/24 } }\n\
         chain d { accept }\nchain c { ip saddr @s drop\nip daddr vmap { 10.0.0.1 : accept, 10.0.0.2 : jump d } }\n}\n",
        r#"{"chain": {"family": "ip", "table": "t", "name": "d"}}, {"chain": {"family": "ip", "table": "t", "name": "c"}},
           {"set": {"family": "ip", "name": "s", "table": "t", "type": "ipv4_addr", "flags": ["interval"], "elem": ["10.0.0.1", {"prefix": {"addr": "10.0.1.0", "len": 24}}]}},
           {"rule": {"family": "ip", "table": "t", "chain": "d", "expr": [{"accept": null}]}},
           {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"match": {"op": "==", "left": {"payload": {"protocol": "ip", "field": "saddr"}}, "right": "@s"}}, {"drop": null}]}},
           {"rule": {"family": "ip", "table": "t", "chain": "c", "expr": [{"vmap": {"key": {"payload": {"protocol": "ip", "field": "daddr"}}, "data": {"set": [["10.0.0.1", {"accept": null}], ["10.0.0.2", {"jump": {"target": "d"}}]]}}}]}}"#,
    );
}

#[test]
fn conditions_that_are_not_understood_leave_the_rule_in_doubt() {
    for condition in [
        "meta mark 0x1",
        "limit rate 10/second",
        "tcp flags & (fin|syn) == syn",
        "ip ttl 4",
        "ip saddr & 255.0.0.0 == 10.0.0.0",
        "ip saddr @nowhere",
        "ct count 10",
        "ip saddr no.such.host",
        "fib daddr type local",
        "tcp dport < 1024",
        "th dport 53",
        "ct direction original",
        "socket transparent 1",
        "ip saddr . tcp dport != { 10.0.0.1 . 22 }",
    ] {
        let rules = rules(&format!("chain c {{ {condition} accept }}"));
        assert_eq!(rules, [(Match { families: 3, ..Match::ALL }, true, Action::Accept)], "{condition}");
    }
}

#[test]
fn a_doubt_inside_joined_keys_stays_a_doubt() {
    let rules = rules("chain c { ip saddr . th dport { 10.0.0.1 . 22 } accept }");
    assert!(rules.iter().all(|(_, unsure, _)| *unsure) && rules.len() == 1);
}

#[test]
fn a_chain_at_ingress_is_unread() {
    let set =
        of("table inet t {\nchain c {\ntype filter hook ingress device \"eth0\" priority 0; policy drop;\n}\n}\n");
    assert_eq!(set.policy.unread.len(), 1);
}

#[test]
fn a_set_that_changes_by_itself_bounds_nothing() {
    let set = "set s { type ipv4_addr; flags dynamic,timeout; elements = { 10.0.0.1 } }";
    let set = of(&format!("table inet t {{\n{set}\nchain c {{ ip saddr != @s accept }} }}"));
    let rule = &set.policy.chains[0].rules[0];
    assert_eq!((rule.when.clone(), rule.unsure.is_some()), (Match::ALL, true));
}

#[test]
fn what_only_records_decides_nothing_and_does_not_stand_in_the_way() {
    assert_eq!(rules("chain c { counter log prefix \"accept: \" level info comment \"drop\" }"), []);
    assert_eq!(rules("chain c { limit rate 5/minute log prefix \"x\" }"), []);
    assert_eq!(rules("chain c { meta mark set 0x1 accept }"), [(Match::ALL, false, Action::Accept)]);
}

#[test]
fn an_end_that_is_not_understood_may_be_either() {
    let ends = rules("chain c { queue num 3 }");
    assert_eq!(ends, [(Match::ALL, true, Action::Unknown)]);
    assert_eq!(rules("chain c { frobnicate all packets }"), [(Match::ALL, true, Action::Unknown)]);
}

#[test]
fn a_chain_that_is_not_there_stays_a_name() {
    let leads = rules("chain c { jump nowhere }");
    assert_eq!(leads[0].2, Action::Jump(Target::Missing("nowhere".to_owned())));
}

#[test]
fn a_file_that_breaks_off_is_unread_at_its_end() {
    assert_eq!(of("table inet t {\n chain c {\n tcp dport 22 accept\n").policy.unread.len(), 2);
    assert_eq!(of("{\"nftables\": [{\"rule\": {\"family\": \"ip\"").policy.unread.len(), 1);
    assert_eq!(of("include \"other.nft\"\n").policy.unread.len(), 1);
}

#[test]
fn windows_line_ends_and_continued_lines_are_read() {
    let set = of("table inet t {\r\n\tchain c {\r\n\t\ttcp dport { 22,\r\n\t\t 23 } \\\r\n accept\r\n\t}\r\n}\r\n");
    assert_eq!((set.policy.rules(), set.policy.unread.len()), (1, 0));
}

#[test]
fn languages_are_recognised_by_content() {
    let of = Language::recognise;
    assert_eq!(of("#!/sbin/nft -f\n\nflush ruleset\n"), Some(Language::Nftables));
    assert_eq!(of("\n {\"nftables\": []}"), Some(Language::NftablesJson));
    assert_eq!(of("# Generated by iptables-save v1.8.9\n*filter\n"), Some(Language::IptablesSave));
    assert_eq!(of("<xml>"), None);
    assert_eq!(of("{\"a\": 1}"), None);
    assert_eq!(of(""), None);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0usize..8) {
        let starts: [&[u8]; 8] = [b"", b"table ip t {\nchain c {\n", b"{\"nftables\":[", b"*filter\n-A FORWARD ",
            b"table inet t { set s { type ipv4_addr; elements = { ", b"{\"nftables\":[{\"rule\":{\"expr\":[", b"add rule ip t c ", b"define x = "];
        let bytes = [starts[start], &bytes].concat();
        read(&[RuleFile::new("rules", bytes)]);
    }

    #[test]
    fn any_words_are_survived(words in prop::collection::vec(0usize..30, 0..60), kind in 0usize..2) {
        let tokens = ["table", "inet", "t", "{", "}", "chain", "c", "\n", ";", "ip", "saddr", "10.0.0.1", "tcp", "dport", "22", ",",
            "vmap", ":", "accept", "jump", "@s", "!=", ".", "set", "elements", "=", "$x", "\"", "-A", "-p"];
        let start = ["table inet t {\n chain c {\n", "*filter\n-A FORWARD "][kind];
        let text: String = words.iter().map(|word| format!("{} ", tokens[*word])).collect();
        of(&format!("{start}{text}"));
    }
}

#[test]
fn lists_of_another_type_leave_the_json_unread() {
    let rule = |expr: &str| {
        format!(
            r#"{{"nftables": [{{"table": {{"family": "inet", "name": "t"}}}}, {{"chain": {{"family": "inet", "table": "t", "name": "c"}}}}, {{"rule": {{"family": "inet", "table": "t", "chain": "c"{expr}}}}}]}}"#
        )
    };
    assert!(
        crate::firewall::testing::of(Language::NftablesJson, &rule(r#", "expr": [{"drop": null}]"#))
            .policy
            .unread
            .is_empty()
    );
    for text in [
        r#"{"nftables": null}"#,
        r#"{"nftables": {}}"#,
        &rule(""),
        &rule(r#", "expr": null"#),
        &rule(r#", "expr": {"drop": null}"#),
    ] {
        assert!(!crate::firewall::testing::of(Language::NftablesJson, text).policy.unread.is_empty(), "{text}");
    }
}
