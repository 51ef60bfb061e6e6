//! Policies go from the first to the last; what is not understood is in doubt.

use crate::firewall::testing::{BASE, agree, of};
use crate::firewall::{Language, RuleFile, RuleSet, read_as};
use network::Packet;
use network::policy::{Action, State};
use proptest::prelude::*;

fn read(text: &str) -> RuleSet {
    of(Language::FortiGate, text)
}

const OBJECTS: &str = "#config-version=FGT60F\nconfig firewall address\nedit \"one\"\nset subnet 10.0.0.1 255.255.255.255\nnext\n\
    edit \"low\"\nset type iprange\nset start-ip 10.0.0.0\nset end-ip 10.0.0.2\nnext\n\
    edit \"even\"\nset type wildcard\nset wildcard 10.0.0.0 255.255.255.249\nnext\n\
    edit \"dns\"\nset type fqdn\nset fqdn \"pacs.example.org\"\nnext\nend\n\
    config firewall addrgrp\nedit \"rest\"\nset member \"low\"\nset exclude enable\nset exclude-member \"one\"\nnext\n\
    edit \"loop\"\nset member \"loop\" \"one\"\nnext\nend\n\
    config firewall service custom\nedit \"web\"\nset tcp-portrange 2-3\nset udp-portrange 2:1\nnext\n\
    edit \"ping\"\nset protocol ICMP\nset icmptype 2\nnext\nend\n\
    config firewall service group\nedit \"both\"\nset member \"web\" \"ping\"\nnext\nend\n";

fn policy(id: usize, lines: &str) -> String {
    let own = |key: &str, value: &str| {
        if lines.contains(&format!("set {key} ")) { String::new() } else { format!("set {key} {value}\n") }
    };
    format!(
        "edit {id}\n{}{}{}{}{}{}{}{lines}next\n",
        own("srcintf", "\"any\""),
        own("dstintf", "\"any\""),
        own("srcaddr", "\"all\""),
        own("dstaddr", "\"all\""),
        own("service", "\"ALL\""),
        own("schedule", "\"always\""),
        own("action", "accept"),
    )
}

fn policies(text: &str) -> String {
    format!("{OBJECTS}config firewall policy\n{text}end\n")
}

/// Action and doubt of the rules behind those about connections.
fn rules(lines: &str) -> Vec<(Action, bool)> {
    let set = read(&policies(&policy(1, lines)));
    set.policy.chains[0].rules.iter().skip(2).map(|rule| (rule.action.clone(), rule.unsure.is_some())).collect()
}

#[test]
fn what_is_not_understood_leaves_the_policy_in_doubt() {
    for line in [
        "set schedule \"nights\"\n",
        "set srcaddr \"dns\"\n",
        "set srcaddr \"nowhere\"\n",
        "set service \"nothing\"\n",
        "set utm-status enable\n",
        "set internet-service enable\n",
        "set dstaddr \n",
        "set service \n",
        "set groups \"doctors\"\n",
        "set service-negate enable\n",
    ] {
        assert_eq!(rules(line), [(Action::Accept, true)], "{line}");
    }
    assert_eq!(rules("set action ipsec\n"), [(Action::Unknown, true)]);
    assert_eq!(
        rules("set comments \"a \\\"quoted\\\"\nremark\"\nset nat enable\nset logtraffic all\n"),
        [(Action::Accept, false)]
    );
    assert_eq!(rules("set status disable\n"), []);
    // What is known of a group is certain, the rest in doubt.
    assert_eq!(rules("set srcaddr \"loop\"\n"), [(Action::Accept, false), (Action::Accept, true)]);
}

#[test]
fn zones_stand_for_their_interfaces() {
    let zone = "config system zone\nedit \"ward\"\nset interface \"port1\" \"port2\"\nset intrazone allow\nnext\nend\n";
    let set = read(&format!("{zone}{}", policies(&policy(1, "set srcintf \"ward\"\nset dstintf \"core\"\n"))));
    let packet = crate::firewall::testing::packets().remove(0);
    let decided = |interfaces| network::passes(&set.policy, network::policy::Hook::Forward, &packet, interfaces);
    assert_eq!(decided(["port2", "core"]), Some(true));
    assert_eq!(decided(["port2", "port1"]), Some(true));
    assert_eq!(decided(["core", "port1"]), Some(false));
}

#[test]
fn virtual_addresses_are_translated_before_the_policies() {
    let vip = "config firewall vip\nedit \"v\"\nset extip 192.0.2.1\nset mappedip \"10.0.0.1\"\nnext\nend\n";
    let set = read(&format!("{vip}{}", policies("")));
    assert!(
        set.policy
            .chains
            .iter()
            .any(|chain| chain.rules.len() == 2 && chain.rules.iter().all(|rule| rule.action == Action::Changes))
    );
}

#[test]
fn what_breaks_off_or_moves_or_stands_in_several_vdoms_is_unread() {
    assert_eq!(read("config firewall policy\nedit 1\nset action accept\n").policy.unread.len(), 1);
    assert_eq!(read("config firewall policy\nedit 1\nset comments \"open\n").policy.unread.len(), 1);
    assert_eq!(read(&policies(&format!("{}move 1 after 2\n", policy(1, "")))).policy.unread.len(), 1);
    let vdom = |name: &str| format!("edit {name}\nconfig firewall policy\n{}end\n", policy(1, ""));
    assert_eq!(read(&format!("config vdom\n{}next\n{}end\n", vdom("a"), vdom("b"))).policy.unread.len(), 1);
    assert_eq!(
        read("config firewall security-policy\nend\nconfig firewall policy\nedit 1\nnext\nend\n").policy.unread.len(),
        1
    );
    assert_eq!(read("config system global\nend\n").policy.unread.len(), 1);
}

#[test]
fn the_language_is_recognised() {
    assert_eq!(Language::recognise("#config-version=x\nconfig system global\r\nend\r\n"), Some(Language::FortiGate));
}

const SIDES: [(&str, &[u128]); 5] =
    [("all", &[0, 1, 2, 3, 4]), ("one", &[1]), ("low", &[0, 1, 2]), ("even", &[0, 2, 4]), ("rest", &[0, 2])];

type Drawn = (bool, usize, usize, bool, usize);

fn written((accept, source, destination, negate, service): &Drawn) -> String {
    format!(
        "set action {}\nset srcaddr \"{}\"\nset dstaddr \"{}\"\nset srcaddr-negate {}\nset service {}\n",
        if *accept { "accept" } else { "deny" },
        SIDES[*source].0,
        SIDES[*destination].0,
        if *negate { "enable" } else { "disable" },
        ["\"ALL\"", "\"web\"", "\"ping\"", "\"both\"", "\"ALL_UDP\" \"ping\""][*service],
    )
}

fn meant((_, source, destination, negate, service): &Drawn, packet: &Packet) -> bool {
    let web = match packet.protocol {
        6 => (2..=3).contains(&packet.second),
        17 => packet.second == 2 && packet.first == 1,
        _ => false,
    };
    let ping = packet.protocol == 1 && packet.first == 2;
    SIDES[*source].1.contains(&(packet.source - BASE)) != *negate
        && SIDES[*destination].1.contains(&(packet.destination - BASE))
        && [true, web, ping, web || ping, packet.protocol == 17 || ping][*service]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_first_policy_that_matches_decides_every_packet(
        rules in prop::collection::vec((prop::bool::ANY, 0usize..5, 0usize..5, prop::bool::weighted(0.3), 0usize..5), 0..6)
    ) {
        let text: String = rules.iter().enumerate().map(|(id, rule)| policy(id, &written(rule))).collect();
        agree(&read(&policies(&text)), ["a", "b"], |packet| {
            let first = rules.iter().find(|rule| meant(rule, packet));
            Some(packet.state == State::Established || first.is_some_and(|rule| rule.0))
        });
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [b"config firewall policy\nedit 1\nset ".as_slice(), &bytes].concat();
        read_as(&[RuleFile::new("x", bytes)], Some(Language::FortiGate), &Default::default());
    }

    #[test]
    fn any_words_are_survived(words in prop::collection::vec(0usize..22, 0..80)) {
        let tokens = ["config", "firewall", "policy", "edit", "1", "set", "srcaddr", "\"a\"", "\n", "next", "end", "vdom", "address",
            "addrgrp", "member", "service", "custom", "group", "unset", "append", "\"", "tcp-portrange"];
        read(&words.iter().map(|word| format!("{} ", tokens[*word])).collect::<String>());
    }
}
