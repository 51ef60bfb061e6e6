//! Lists mean what Cisco's manuals say; what is not understood never surely matches.

use crate::firewall::testing::{BASE, agree, of};
use crate::firewall::{Language, RuleFile, RuleSet, read, read_as};
use network::policy::{Action, Hook, State};
use network::{Block, Family, Packet, passes};
use proptest::prelude::*;

fn asa(text: &str) -> RuleSet {
    of(Language::CiscoAsa, text)
}

fn ios(text: &str) -> RuleSet {
    of(Language::CiscoIos, text)
}

/// Action and doubt of the entries of the list `L` of ASA.
fn entries(lines: &str) -> Vec<(Action, bool)> {
    let set = asa(lines);
    let list = set.policy.chains.iter().find(|chain| chain.name.ends_with(" L")).unwrap();
    list.rules.iter().map(|rule| (rule.action.clone(), rule.unsure.is_some())).collect()
}

fn tcp(source: &str, destination: &str, port: u16) -> Packet {
    let number = |text: &str| Block::parse(text).unwrap();
    Packet {
        family: number(source).family,
        source: number(source).range.0,
        destination: number(destination).range.0,
        protocol: 6,
        first: 50_000,
        second: port,
        state: State::New,
    }
}

fn decided(set: &RuleSet, interfaces: [&str; 2], packet: &Packet) -> Option<bool> {
    passes(&set.policy, Hook::Forward, packet, interfaces)
}

const SERVERS: &str = "object network gw\n host 10.1.0.5\nobject-group network inner\n network-object 10.1.1.0 255.255.255.0\n\
    object-group network servers\n network-object object gw\n group-object inner\n network-object host 10.1.9.9\n\
    object-group service web tcp\n port-object eq www\n port-object range 8000 8080\n\
    object service dicom\n service tcp destination eq 104\nobject-group service apps\n service-object object dicom\n \
    service-object udp destination eq ntp\n";

#[test]
fn objects_and_groups_of_groups_are_read() {
    let set = asa(&format!(
        "{SERVERS}access-list L extended permit tcp any4 object-group servers object-group web log\n\
         access-list L extended permit object-group apps any object gw\naccess-group L in interface inside\n"
    ));
    assert!(set.findings.is_empty(), "{:?}", set.findings);
    let reaches = |to: &str, port| decided(&set, ["inside", "outside"], &tcp("10.20.0.1", to, port)).unwrap();
    assert!(reaches("10.1.0.5", 80) && reaches("10.1.1.77", 8001) && reaches("10.1.9.9", 8080));
    assert!(
        reaches("10.1.0.5", 104) && !reaches("10.1.1.77", 104) && !reaches("10.1.2.1", 80) && !reaches("10.1.0.5", 81)
    );
}

#[test]
fn groups_in_a_circle_are_in_doubt_and_end() {
    let circle = "object-group network a\n group-object b\n network-object host 10.0.0.1\nobject-group network b\n group-object a\n";
    let set = asa(&format!("{circle}access-list L extended permit ip object-group a any\naccess-group L global\n"));
    assert_eq!(decided(&set, ["", ""], &tcp("10.0.0.1", "10.0.0.2", 80)), Some(true));
    assert_eq!(decided(&set, ["", ""], &tcp("10.0.0.9", "10.0.0.2", 80)), None);
}

#[test]
fn groups_that_name_others_twice_do_not_multiply() {
    let mut text = "object-group network g0\n network-object host 10.0.0.1\n".to_owned();
    for at in 1..45 {
        text.push_str(&format!("object-group network g{at}\n group-object g{}\n group-object g{}\n", at - 1, at - 1));
    }
    let set = asa(&format!("{text}access-list L extended permit ip object-group g44 any\naccess-group L global\n"));
    assert_eq!(decided(&set, ["", ""], &tcp("10.0.0.1", "10.0.0.2", 80)), Some(true));
    assert_eq!(decided(&set, ["", ""], &tcp("10.0.0.2", "10.0.0.2", 80)), Some(false));
}

#[test]
fn what_is_not_understood_leaves_the_entry_in_doubt() {
    for line in [
        "permit tcp any any time-range nights",
        "permit tcp any object nowhere eq 80",
        "permit tcp any any eq no-such-port",
        "permit tcp user LOCAL\\bob any any",
        "permit ip any interface outside",
        "permit frobnicate any any",
        "permit tcp any any established extra",
        "permit tcp any",
    ] {
        assert_eq!(
            entries(&format!("access-list L extended {line}\naccess-group L global\n")),
            [(Action::Accept, true)],
            "{line}"
        );
    }
    assert_eq!(
        entries("object-group network e\naccess-list L extended permit ip object-group e any\n"),
        [(Action::Accept, true)]
    );
    let fqdn = "object network x\n fqdn v4 pacs.example.org\n";
    assert_eq!(entries(&format!("{fqdn}access-list L extended permit ip any object x\n")), [(Action::Accept, true)]);
    assert_eq!(entries("access-list L extended permit ip any any inactive\n"), []);
    assert_eq!(entries("access-list L extended frobnicate\n"), [(Action::Unknown, true)]);
}

#[test]
fn security_levels_decide_where_no_list_is_bound() {
    let interface = |name: &str, level: u8| format!("interface G0/{level}\n nameif {name}\n security-level {level}\n");
    let text = format!("{}{}{}", interface("inside", 100), interface("dmz", 50), interface("outside", 0));
    let packet = tcp("10.0.0.1", "10.9.0.1", 80);
    let set = asa(&text);
    assert_eq!(decided(&set, ["inside", "dmz"], &packet), Some(true));
    assert_eq!(decided(&set, ["dmz", "inside"], &packet), Some(false));
    assert_eq!(decided(&set, ["inside", "inside"], &packet), Some(false));
    let set = asa(&format!("{text}access-list L extended deny ip any any\naccess-group L in interface inside\n"));
    assert_eq!(decided(&set, ["inside", "dmz"], &packet), Some(false));
    let set = asa(&format!("{text}access-list G extended permit ip any any\naccess-group G global\n"));
    assert_eq!(decided(&set, ["outside", "inside"], &packet), Some(true));
}

#[test]
fn translations_touch_what_they_name() {
    let head = "object network pump\n host 10.0.0.7\n nat (inside,outside) static 192.0.2.7\n\
        nat (inside,outside) source static pump pump destination static pump pump\n";
    let set = asa(&format!("{head}access-list L extended permit ip any any\naccess-group L global\n"));
    let nat = set.policy.chains.iter().find(|chain| chain.name.ends_with(" nat")).unwrap();
    assert_eq!(nat.rules.len(), 2);
    assert!(nat.rules.iter().all(|rule| rule.action == Action::Changes));
}

#[test]
fn lists_without_a_binding_are_never_proved() {
    assert_eq!(asa("access-list L extended permit ip any any\n").policy.unread.len(), 1);
    assert_eq!(ios("access-list 101 permit ip any any\n").policy.unread.len(), 1);
    let missing = asa("access-group L in interface inside\n");
    assert_eq!(decided(&missing, ["inside", "x"], &tcp("10.0.0.1", "10.0.0.2", 1)), None);
}

#[test]
fn exports_that_break_off_are_told() {
    assert_eq!(
        asa(": Saved\nASA Version 9.8\naccess-list L extended permit ip any any\naccess-group L global\n")
            .policy
            .unread
            .len(),
        1
    );
    assert_eq!(ios("Building configuration...\ninterface G0/0\n ip access-group 101 in\n").policy.unread.len(), 1);
    assert_eq!(ios("interface G0/0\n ip access-group 101 in\n <--- More --->\n").policy.unread.len(), 1);
}

#[test]
fn lists_of_ios_are_held_in_the_order_of_their_numbers() {
    let set = ios("ip access-list extended L\r\n 20 deny ip any any\r\n 10 permit tcp any host 10.0.0.2 eq 443\r\n\
        interface GigabitEthernet0/1\r\n ip access-group L in\r\n");
    let at = |port| decided(&set, ["GigabitEthernet0/1", "x"], &tcp("10.0.0.1", "10.0.0.2", port));
    assert_eq!((at(443), at(80)), (Some(true), Some(false)));
    assert_eq!(decided(&set, ["GigabitEthernet0/2", "x"], &tcp("10.0.0.1", "10.0.0.2", 80)), Some(true));
}

#[test]
fn an_ipv6_list_permits_neighbour_discovery_before_its_end() {
    let set = ios(
        "ipv6 access-list six\n permit tcp any host 2001:db8::5 eq 443\ninterface G0/1\n ipv6 traffic-filter six out\n",
    );
    let packet = tcp("2001:db8::1", "2001:db8::5", 443);
    assert_eq!(decided(&set, ["a", "G0/1"], &packet), Some(true));
    let solicit = Packet { protocol: 58, first: 135, second: 0, family: Family::V6, ..packet.clone() };
    assert_eq!(decided(&set, ["a", "G0/1"], &solicit), Some(true));
    assert_eq!(decided(&set, ["a", "G0/1"], &Packet { second: 80, ..packet }), Some(false));
}

#[test]
fn a_banner_is_no_configuration() {
    let set = ios(
        "banner motd ^C\nip access-list extended L\n permit ip any any\n^C\ninterface G0/0\n ip access-group L in\n",
    );
    assert!(set.policy.chains.iter().all(|chain| !chain.name.ends_with(" L")));
}

#[test]
fn the_dialects_are_recognised() {
    let of = Language::recognise;
    assert_eq!(of(": Saved\n:\nASA Version 9.9(2)\n"), Some(Language::CiscoAsa));
    assert_eq!(of("!\nhostname fw\ninterface G0/0\n nameif inside\n"), Some(Language::CiscoAsa));
    assert_eq!(of("!\nhostname r\ninterface G0/0\n ip address 10.0.0.1 255.0.0.0\n"), Some(Language::CiscoIos));
    assert_eq!(of("access-list 101 permit ip any any\n"), Some(Language::CiscoIos));
    assert_eq!(of("access-list outside_in extended permit ip any any\n"), Some(Language::CiscoAsa));
}

/// Permit, protocol, source, destination, port; what each number stands for is below.
type Drawn = (bool, usize, usize, usize, usize);

/// As written, and which numbers are meant.
type Word<T> = (&'static str, fn(T) -> bool);

const PROTOCOLS: [Word<u8>; 5] = [
    ("ip", |_| true),
    ("tcp", |protocol| protocol == 6),
    ("udp", |protocol| protocol == 17),
    ("icmp", |protocol| protocol == 1),
    ("gre", |protocol| protocol == 47),
];

/// Written for ASA, written for IOS, and the offsets that are meant.
const SIDES: [(&str, &str, &[u128]); 6] = [
    ("any", "any", &[0, 1, 2, 3, 4]),
    ("host 10.0.0.1", "host 10.0.0.1", &[1]),
    ("10.0.0.2 255.255.255.254", "10.0.0.2 0.0.0.1", &[2, 3]),
    ("10.0.0.0 255.255.255.251", "10.0.0.0 0.0.0.4", &[0, 4]),
    ("object-group odd", "object-group odd", &[1, 3]),
    ("object-group all", "object-group all", &[0, 1, 3]),
];

const GROUPS: &str = "object-group network odd\n network-object host 10.0.0.1\n network-object host 10.0.0.3\n\
    object-group network all\n group-object odd\n network-object 10.0.0.0 255.255.255.255\n";

const PORTS: [Word<u16>; 6] = [
    ("", |_| true),
    ("eq 2", |port| port == 2),
    ("neq 2", |port| port != 2),
    ("lt 2", |port| port < 2),
    ("gt 2", |port| port > 2),
    ("range 2 3", |port| (2..=3).contains(&port)),
];

fn written((permit, protocol, source, destination, port): &Drawn, ios: bool) -> String {
    let side = |at: usize| if ios { SIDES[at].1 } else { SIDES[at].0 };
    let tail = match PROTOCOLS[*protocol].0 {
        "tcp" | "udp" => PORTS[*port].0.to_owned(),
        "icmp" if *port > 2 => (*port - 2).to_string(),
        _ => String::new(),
    };
    let word = if *permit { "permit" } else { "deny" };
    format!("{word} {} {} {} {tail}", PROTOCOLS[*protocol].0, side(*source), side(*destination))
}

fn meant((_, protocol, source, destination, port): &Drawn, packet: &Packet) -> bool {
    PROTOCOLS[*protocol].1(packet.protocol)
        && SIDES[*source].2.contains(&(packet.source - BASE))
        && SIDES[*destination].2.contains(&(packet.destination - BASE))
        && match PROTOCOLS[*protocol].0 {
            "tcp" | "udp" => PORTS[*port].1(packet.second),
            "icmp" => *port <= 2 || usize::from(packet.first) == *port - 2,
            _ => true,
        }
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    prop::collection::vec((prop::bool::ANY, 0usize..5, 0usize..6, 0usize..6, 0usize..6), 0..6)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn asa_decides_every_packet_as_its_list_says(rules in drawn()) {
        let lines: String = rules.iter().map(|rule| format!("access-list L extended {}\n", written(rule, false))).collect();
        let set = asa(&format!("{GROUPS}access-list L remark x\n{lines}access-group L in interface inside\n"));
        agree(&set, ["inside", "outside"], |packet| {
            let permits = rules.iter().find(|rule| meant(rule, packet)).is_some_and(|rule| rule.0);
            match (packet.state, packet.protocol) {
                (State::Established, 6 | 17) => Some(true),
                // Whether GRE has connections is not known.
                (State::Established, 47) if !permits => None,
                _ => Some(permits),
            }
        });
    }

    #[test]
    fn ios_decides_every_packet_as_its_list_says(rules in drawn(), answers in prop::bool::ANY) {
        let mut lines: String = rules.iter().map(|rule| format!(" {}\n", written(rule, true))).collect();
        if answers {
            lines.push_str(" permit tcp any any established\n");
        }
        let set = ios(&format!("{GROUPS}ip access-list extended L\n{lines}interface G0/0\n ip access-group L in\n"));
        agree(&set, ["G0/0", "G0/1"], |packet| {
            let answer = answers && packet.protocol == 6 && packet.state == State::Established;
            Some(rules.iter().find(|rule| meant(rule, packet)).map_or(answer, |rule| rule.0))
        });
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0usize..4) {
        let starts: [&[u8]; 4] = [b"access-list L extended permit ", b"object-group network a\n ", b"ip access-list extended L\n ", b"nat "];
        let bytes = [starts[start], &bytes].concat();
        for language in [Language::CiscoAsa, Language::CiscoIos] {
            read_as(&[RuleFile::new("rules", bytes.clone())], Some(language), &Default::default());
        }
        read(&[RuleFile::new("rules", bytes)]);
    }

    #[test]
    fn any_words_are_survived(words in prop::collection::vec(0usize..34, 0..60)) {
        let tokens = ["access-list", "L", "extended", "permit", "deny", "tcp", "icmp", "any", "host", "10.0.0.1", "255.255.255.0",
            "\n", "\n ", "eq", "range", "80", "www", "object-group", "network", "service", "group-object", "nat", "(a,b)", "static",
            "source", "interface", "nameif", "ip", "access-group", "in", "ipv6", "sequence", "established", "::1/64"];
        let text: String = words.iter().map(|word| format!("{} ", tokens[*word])).collect();
        asa(&text);
        ios(&text);
    }
}
