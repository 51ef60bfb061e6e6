//! Rules go from the first to the last; XML and `set` say the same; what is not understood is in doubt.

use crate::firewall::testing::{BASE, agree, of};
use crate::firewall::{Language, RuleFile, RuleSet, read_as};
use network::policy::{Action, Hook, State};
use network::{Packet, passes};
use proptest::prelude::*;

fn pan(text: &str) -> RuleSet {
    of(Language::PanOs, text)
}

const OBJECTS: &str = "set zone ward network layer3 [ ethernet1/1 ethernet1/2 ]\nset zone core network layer3 ethernet1/3\n\
    set address one ip-netmask 10.0.0.1\nset address low ip-range 10.0.0.0-10.0.0.2\n\
    set address even ip-wildcard 10.0.0.0/0.0.0.6\nset address pacs fqdn pacs.example.org\n\
    set address-group \"the rest\" static [ one even ]\nset address-group loop static [ loop one ]\nset address-group now dynamic filter x\n\
    set service web protocol tcp port 2-3\nset service udp1 protocol udp port 2 source-port 1\nset service-group both members [ web udp1 ]\n";

fn rule(name: &str, fields: &[(&str, &str)]) -> String {
    let mut all = vec![
        ("from", "any"),
        ("to", "any"),
        ("source", "any"),
        ("destination", "any"),
        ("application", "any"),
        ("service", "any"),
        ("action", "allow"),
    ];
    for (field, value) in fields {
        match all.iter_mut().find(|(known, _)| known == field) {
            Some(known) => known.1 = value,
            None => all.push((field, value)),
        }
    }
    all.iter().map(|(field, value)| format!("set rulebase security rules \"{name}\" {field} {value}\n")).collect()
}

/// Action and doubt of the rules of one written rule.
fn rules(fields: &[(&str, &str)]) -> Vec<(Action, bool)> {
    let set = pan(&format!("{OBJECTS}{}", rule("r", fields)));
    let rules = set.policy.chains[0].rules.iter().skip(2).map(|rule| (rule.action.clone(), rule.unsure.is_some()));
    let mut rules: Vec<_> = rules.collect();
    // The defaults of two zones, and between zones.
    rules.truncate(rules.len() - 3);
    rules
}

#[test]
fn what_is_not_understood_leaves_the_rule_in_doubt() {
    for (field, value) in [
        ("application", "[ dicom web-browsing ]"),
        ("service", "application-default"),
        ("service", "nowhere"),
        ("source", "pacs"),
        ("source", "JP"),
        ("source", "now"),
        ("source-user", "doctors"),
        ("schedule", "nights"),
        ("profile-setting", "group strict"),
        ("rule-type", "intrazone"),
    ] {
        assert_eq!(rules(&[(field, value)]), [(Action::Accept, true)], "{field} {value}");
    }
    assert_eq!(rules(&[("action", "ask")]), [(Action::Unknown, true)]);
    assert_eq!(rules(&[("disabled", "yes")]), []);
    assert_eq!(rules(&[("source-user", "any"), ("log-end", "yes"), ("category", "any")]), [(Action::Accept, false)]);
    assert_eq!(rules(&[("source", "loop")]), [(Action::Accept, false), (Action::Accept, true)]);
}

#[test]
fn zones_and_their_defaults_decide() {
    let inside = rule("inside", &[("from", "ward"), ("rule-type", "intrazone"), ("action", "deny")]);
    let packet = crate::firewall::testing::packets().remove(0);
    let decided = |text: &str, interfaces| passes(&pan(text).policy, Hook::Forward, &packet, interfaces);
    assert_eq!(decided(OBJECTS, ["ward", "ward"]), Some(true));
    assert_eq!(decided(OBJECTS, ["ethernet1/1", "ethernet1/2"]), Some(true));
    assert_eq!(decided(OBJECTS, ["ward", "core"]), Some(false));
    assert_eq!(decided(&format!("{OBJECTS}{inside}"), ["ward", "ethernet1/2"]), Some(false));
    let between = rule("between", &[("from", "ward"), ("rule-type", "interzone")]);
    assert_eq!(decided(&format!("{OBJECTS}{between}"), ["ward", "core"]), Some(true));
    assert_eq!(decided(&rule("one", &[("source", "192.0.2.1")]), ["a", "a"]), None);
}

#[test]
fn xml_and_set_commands_give_the_same_rules() {
    let member = |field: &str, values: &[&str]| {
        let members: String = values.iter().map(|value| format!("<member>{value}</member>")).collect();
        format!("<{field}>{members}</{field}>")
    };
    let xml = format!(
        "<?xml version=\"1.0\"?>\n<config version=\"10.2.0\"><devices><entry name=\"localhost.localdomain\"><vsys><entry name=\"vsys1\">\
        <address><entry name=\"gw\"><ip-netmask>10.1.0.5</ip-netmask></entry></address>\
        <service><entry name=\"lib\"><protocol><tcp><port>8443</port></tcp></protocol></entry></service>\
        <rulebase><security><rules><entry name=\"library\">{}{}{}{}{}{}<action>allow</action></entry></rules></security></rulebase>\
        <zone><entry name=\"ward\"><network><layer3><member>ethernet1/1</member></layer3></network></entry></zone>\
        </entry></vsys></entry></devices></config>\n",
        member("from", &["ward"]),
        member("to", &["any"]),
        member("source", &["10.20.0.0/24"]),
        member("destination", &["gw"]),
        member("application", &["any"]),
        member("service", &["lib"]),
    );
    let set = "set vsys vsys1 address gw ip-netmask 10.1.0.5\nset vsys vsys1 service lib protocol tcp port 8443\n\
        set vsys vsys1 zone ward network layer3 ethernet1/1\n"
        .to_owned()
        + &rule("library", &[("from", "ward"), ("source", "10.20.0.0/24"), ("destination", "gw"), ("service", "lib")])
            .replace("set rulebase", "set vsys vsys1 rulebase");
    assert_eq!(Language::recognise(&xml), Some(Language::PanOs));
    assert_eq!(Language::recognise(&set), Some(Language::PanOs));
    let bare = |text: &str| -> Vec<_> {
        let set = pan(text);
        assert!(set.findings.is_empty(), "{:?}", set.findings);
        set.policy.chains[0].rules.iter().map(|rule| (rule.when.clone(), rule.action.clone())).collect()
    };
    assert_eq!(bare(&xml), bare(&set));
}

#[test]
fn translated_destinations_are_not_proved_and_translated_sources_are() {
    let nat = |field: &str| {
        let set = pan(&format!(
            "{OBJECTS}set rulebase nat rules n source any\nset rulebase nat rules n destination 192.0.2.1\n\
            set rulebase nat rules n {field}\n"
        ));
        set.policy.chains.iter().find(|chain| chain.name.ends_with("nat")).map_or(0, |chain| chain.rules.len())
    };
    assert!(nat("destination-translation translated-address one") > 0);
    assert!(nat("source-translation static-ip bi-directional yes") > 0);
    assert_eq!(nat("source-translation dynamic-ip-and-port interface-address interface ethernet1/3"), 0);
}

#[test]
fn what_is_not_whole_or_of_several_systems_is_unread() {
    assert!(!pan("<config><devices><entry name=\"a\"><rules>").policy.unread.is_empty());
    assert_eq!(pan("set deviceconfig system hostname x\n").policy.unread.len(), 1);
    assert_eq!(rules(&[("service", "[web udp1]")]), [(Action::Accept, false), (Action::Accept, false)]);
    assert_eq!(pan("set zone a network layer3\nmove rulebase security rules a top\n").policy.unread.len(), 1);
    let two = rule("a", &[]).replace("set ", "set vsys vsys1 ") + &rule("a", &[]).replace("set ", "set vsys vsys2 ");
    assert_eq!(pan(&two).policy.unread.len(), 1);
}

const SIDES: [(&str, &[u128]); 5] = [
    ("any", &[0, 1, 2, 3, 4]),
    ("one", &[1]),
    ("low", &[0, 1, 2]),
    ("even", &[0, 2, 4]),
    ("\"the rest\"", &[0, 1, 2, 4]),
];

type Drawn = (bool, usize, usize, bool, usize);

fn meant((_, source, destination, negate, service): &Drawn, packet: &Packet) -> bool {
    let web = packet.protocol == 6 && (2..=3).contains(&packet.second);
    let udp = packet.protocol == 17 && packet.second == 2 && packet.first == 1;
    SIDES[*source].1.contains(&(packet.source - BASE)) != *negate
        && SIDES[*destination].1.contains(&(packet.destination - BASE))
        && [true, web, udp, web || udp][*service]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_first_rule_that_matches_decides_every_packet(
        drawn in prop::collection::vec((prop::bool::ANY, 0usize..5, 0usize..5, prop::bool::weighted(0.3), 0usize..4), 0..6)
    ) {
        let text: String = drawn.iter().enumerate().map(|(at, (allow, source, destination, negate, service))| rule(&at.to_string(), &[
            ("action", if *allow { "allow" } else { "reset-both" }),
            ("source", SIDES[*source].0),
            ("destination", SIDES[*destination].0),
            ("negate-source", if *negate { "yes" } else { "no" }),
            ("service", ["any", "web", "udp1", "both"][*service]),
        ])).collect();
        agree(&pan(&format!("{OBJECTS}{text}")), ["ward", "core"], |packet| {
            let first = drawn.iter().find(|rule| meant(rule, packet));
            Some(packet.state == State::Established || first.is_some_and(|rule| rule.0))
        });
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0usize..2) {
        let starts: [&[u8]; 2] = [b"set rulebase security rules r ", b"<config><shared><rulebase><security><rules><entry name=\"a\">"];
        let bytes = [starts[start], &bytes].concat();
        read_as(&[RuleFile::new("x", bytes)], Some(Language::PanOs), &Default::default());
    }

    #[test]
    fn any_words_are_survived(words in prop::collection::vec(0usize..20, 0..80)) {
        let tokens = ["set", "rulebase", "security", "rules", "r", "from", "[", "]", "any", "\n", "address", "address-group", "static",
            "service", "protocol", "tcp", "port", "1,", "nat", "\""];
        pan(&words.iter().map(|word| format!("{} ", tokens[*word])).collect::<String>());
    }
}

/// `set` commands as the form with braces, each with the whole of its path.
fn braced(text: &str) -> String {
    let line = |line: &str| {
        let words = line.strip_prefix("set rulebase security rules ").unwrap();
        let (name, field) = words.split_at(words.rfind('"').unwrap() + 1);
        format!("rulebase {{\n security {{\n  rules {{\n   {name} {{\n    {};\n   }}\n  }}\n }}\n}}\n", field.trim())
    };
    text.lines().map(line).collect()
}

#[test]
fn braces_say_what_set_says() {
    let objects = "zone {\n ward {\n  network {\n   layer3 [ ethernet1/1 ethernet1/2 ];\n  }\n }\n}\naddress {\n one {\n  \
        ip-netmask 10.0.0.1;\n  description \"the first; one\";\n }\n}\nservice {\n web {\n  protocol {\n   tcp {\n    port 2-3;\n   }\n  }\n }\n}\n";
    let set = "set zone ward network layer3 [ ethernet1/1 ethernet1/2 ]\nset address one ip-netmask 10.0.0.1\n\
        set address one description \"the first; one\"\nset service web protocol tcp port 2-3\n";
    let fields = [("source", "[ one 10.0.0.2 ]"), ("service", "web"), ("from", "ward")];
    let rules = rule("a b", &fields);
    let (nested, plain) = (format!("{}{objects}", braced(&rules)), format!("{set}{rules}"));
    assert_eq!(Language::recognise(&nested), Some(Language::PanOs));
    let (nested, plain) = (pan(&nested), pan(&plain));
    let said = |set: &RuleSet| -> Vec<_> {
        let rules = set.policy.chains.iter().flat_map(|chain| &chain.rules);
        rules.map(|rule| (rule.action.clone(), rule.unsure.is_some(), rule.when.clone())).collect()
    };
    assert_eq!(said(&nested), said(&plain));
    assert!(nested.policy.unread.is_empty() && plain.policy.unread.is_empty());
}

#[test]
fn braces_that_do_not_fit_leave_a_part_unread() {
    for text in ["rulebase {\n security {\n", "rulebase {\n}\n}\n", "rulebase {\n security x\n}\n"] {
        assert!(!pan(text).policy.unread.is_empty(), "{text}");
    }
}
