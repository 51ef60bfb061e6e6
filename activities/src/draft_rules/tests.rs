use super::{Drafted, Kind, NotDrafted, Order, WrittenIn, draft_rules};
use formats::dossier::{IntoCore, read_one, v1::Network};
use network::{Addresses, Binding, Block, Profile};
use proptest::prelude::*;
use std::collections::BTreeSet;
use terms::{Day, Lang};

const PROFILE: &str = "device: pump\nversion: \"7\"\nflows:\n\
  - { id: library, initiator: device, peer: gateway, protocol: tcp, ports: [8443], need: needed, purpose: { en: Drug library } }\n\
  - { id: alarms, initiator: peer, peer: gateway, protocol: udp, ports: [1000-1010, 2000], source_ports: [99], need: needed, purpose: { en: Alarms } }\n\
  - { id: ping, initiator: peer, peer: any, protocol: icmp, ports: [8], need: needed, purpose: { en: Echo } }\n\
  - { id: service, initiator: peer, peer: station, protocol: tcp, ports: [22], need: optional, purpose: { en: Maintenance } }\n";

fn addresses(text: &str) -> Addresses {
    let mut addresses = Addresses::default();
    text.split(',').for_each(|text| addresses.add(Block::parse(text).unwrap()));
    addresses
}

fn profile(text: &str) -> Profile {
    read_one::<Network>("network.yaml", text.as_bytes()).value.unwrap().into_core()
}

fn binding(device: &str) -> Binding {
    let roles = [("gateway", "10.1.0.5,10.1.0.9-10.1.0.11,2001:db8:1::5"), ("station", "10.40.0.7,10.20.0.9")];
    Binding {
        device: addresses(device),
        roles: roles.map(|(role, at)| (role.to_owned(), addresses(at))).into(),
        interfaces: Default::default(),
    }
}

fn drafted(profile: &Profile, device: &str, language: WrittenIn, chosen: &[usize]) -> Result<Drafted, NotDrafted> {
    drafted_as(Kind::LeastPrivilege, profile, device, language, chosen)
}

fn drafted_as(
    kind: Kind,
    profile: &Profile,
    device: &str,
    language: WrittenIn,
    chosen: &[usize],
) -> Result<Drafted, NotDrafted> {
    draft_rules(&Order {
        kind,
        name: &profile.device,
        profile,
        profile_hash: "0",
        binding: &binding(device),
        chosen: &chosen.iter().copied().collect::<BTreeSet<_>>(),
        language,
        lang: Lang::En,
        program: "tutela",
        today: Day(20_000),
        look_again: 30,
        units: &[],
        sharing: &[],
        owners: &[],
        paths: None,
    })
}

/// Languages that say every flow, and end connections.
const EACH: [WrittenIn; 2] = [WrittenIn::Nftables, WrittenIn::Iptables];

#[test]
fn every_language_writes_what_its_reader_finds_equal() {
    for language in EACH {
        for device in ["10.20.0.0/24", "10.20.0.7,10.20.0.9,2001:db8:20::/64"] {
            for chosen in [&[0, 1, 2][..], &[0, 1, 2, 3], &[2], &[]] {
                for kind in [Kind::LeastPrivilege, Kind::Quarantine] {
                    let draft = drafted_as(kind, &profile(PROFILE), device, language, chosen);
                    let draft = draft.unwrap_or_else(|why| panic!("{language:?} {device} {chosen:?}: {why:?}"));
                    assert_eq!(draft.stopped.len() + chosen.len(), 4);
                }
            }
        }
    }
}

const PLAIN: &str = "device: pump\nversion: \"7\"\nflows:\n\
  - { id: library, initiator: device, peer: gateway, protocol: tcp, ports: [8443], need: needed, purpose: { en: Drug library } }\n\
  - { id: alarms, initiator: peer, peer: gateway, protocol: udp, ports: [1000-1010, 2000], need: needed, purpose: { en: Alarms } }\n\
  - { id: again, initiator: device, peer: gateway, protocol: tcp, ports: [8443], need: needed, purpose: { en: The same once more } }\n\
  - { id: service, initiator: peer, peer: any, protocol: tcp, ports: [22], need: optional, purpose: { en: Maintenance } }\n";

#[test]
fn asa_aws_and_kubernetes_write_what_their_readers_find_equal() {
    for language in [WrittenIn::CiscoAsa, WrittenIn::Aws, WrittenIn::Kubernetes] {
        for device in ["10.20.0.0/24", "10.20.0.7,10.20.0.9-10.20.0.12,2001:db8:20::/64"] {
            for chosen in [&[0, 1, 2][..], &[0, 1, 2, 3], &[3], &[]] {
                let draft = drafted(&profile(PLAIN), device, language, chosen);
                let draft = draft.unwrap_or_else(|why| panic!("{language:?} {device} {chosen:?}: {why:?}"));
                assert!(draft.log_only.is_none());
                let text = &draft.enforce.parts[0].text;
                assert!(text.contains("DRAFT, NOT APPROVED"), "{text}");
                language.conditions(Lang::En).iter().for_each(|line| assert!(text.contains(line), "{line}\n{text}"));
            }
        }
    }
}

#[test]
fn a_flow_that_a_language_cannot_say_exactly_is_refused() {
    // Source ports (1) are no word of AWS and Kubernetes, ICMP (2) none of Kubernetes; ASA forgets ICMP.
    for (language, flow, id) in [
        (WrittenIn::Aws, 1, "alarms"),
        (WrittenIn::Kubernetes, 1, "alarms"),
        (WrittenIn::Kubernetes, 2, "ping"),
        (WrittenIn::CiscoAsa, 2, "ping"),
    ] {
        let gap = drafted(&profile(PROFILE), "10.20.0.7", language, &[flow]);
        assert!(matches!(&gap, Err(NotDrafted::CannotSay(named)) if named == id), "{language:?} {id}: {gap:?}");
    }
    assert!(drafted(&profile(PROFILE), "10.20.0.7", WrittenIn::Aws, &[2]).is_ok());
    assert!(drafted(&profile(PROFILE), "10.20.0.7", WrittenIn::CiscoAsa, &[1]).is_ok());
}

#[test]
fn where_connections_go_on_there_is_no_quarantine() {
    for language in [WrittenIn::CiscoAsa, WrittenIn::Aws, WrittenIn::Kubernetes] {
        let gap = drafted_as(Kind::Quarantine, &profile(PLAIN), "10.20.0.7", language, &[0]);
        assert!(matches!(gap, Err(NotDrafted::NoQuarantine)), "{language:?}");
    }
}

#[test]
fn between_two_units_of_the_device_nothing_passes_that_no_flow_says() {
    let some = "device: pump\nversion: \"7\"\nflows:\n\
      - { id: out, initiator: device, peer: station, protocol: tcp, ports: [80], need: needed, purpose: { en: x } }\n\
      - { id: in, initiator: peer, peer: gateway, protocol: tcp, ports: [80], need: needed, purpose: { en: x } }\n";
    // One unit is the station (10.20.0.9); the gateway is outside.
    for language in WrittenIn::ALL {
        drafted(&profile(some), "10.20.0.7-10.20.0.9", language, &[0, 1]).unwrap();
    }
    // Station and gateway are one unit each: both ends together would let through what neither flow says.
    for language in [WrittenIn::Aws, WrittenIn::Kubernetes] {
        let gap = drafted(&profile(some), "10.20.0.7-10.20.0.9,10.1.0.5", language, &[0, 1]);
        assert!(matches!(&gap, Err(NotDrafted::CannotSay(flow)) if flow == "in"), "{language:?} {gap:?}");
    }
    drafted(&profile(some), "10.20.0.7-10.20.0.9,10.1.0.5", WrittenIn::CiscoAsa, &[0, 1]).unwrap();
}

#[test]
fn a_draft_says_what_passes_what_is_lost_and_who_signs() {
    let text = &drafted(&profile(PROFILE), "10.20.0.7", WrittenIn::Nftables, &[0]).unwrap().enforce.parts[0].text;
    for line in [
        "# DRAFT, NOT APPROVED.",
        "# Least-privilege rules: device pump, profile version 7",
        "#   library: Drug library",
        "#   service (optional): the maker does not say what is lost",
        "# take back: nft delete table inet tutela-pump",
        "# Approved by the biomedical owner: ____",
        "\t\tip daddr { 10.1.0.5, 10.1.0.9-10.1.0.11 } tcp dport 8443 ct state new accept comment \"library\"\n",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
}

#[test]
fn a_quarantine_ends_connections_that_are_there_already() {
    let text = |kind| drafted_as(kind, &profile(PROFILE), "10.20.0.7", WrittenIn::Nftables, &[0]).unwrap();
    let whole = |kind| text(kind).enforce.parts[0].text.clone();
    assert!(whole(Kind::LeastPrivilege).contains("\t\tct state established accept\n"));
    let quarantine = whole(Kind::Quarantine);
    assert!(!quarantine.contains("\t\tct state established accept\n"));
    assert!(quarantine.contains("tcp sport 8443 ct state established accept comment \"library\""), "{quarantine}");
}

#[test]
fn words_of_a_profile_never_become_rules() {
    let sly = PROFILE
        .replace("{ en: Drug library }", "{ en: \"x\\naccept\\n}\\n\" }")
        .replace("id: library", "id: \"a\\\" accept #\"");
    for language in WrittenIn::ALL {
        drafted(&profile(&sly), "10.20.0.7", language, &[0]).unwrap();
    }
}

#[test]
fn a_flow_that_no_family_carries_is_no_draft() {
    let gap = drafted(&profile(PROFILE), "2001:db8:20::1", WrittenIn::Nftables, &[3]);
    assert!(matches!(gap, Err(NotDrafted::NoFamily(flows)) if flows == ["service"]));
    let roles = PROFILE.replace("peer: station", "peer: nobody");
    let gap = drafted(&profile(&roles), "10.20.0.7", WrittenIn::Nftables, &[3]);
    assert!(matches!(gap, Err(NotDrafted::Unbound(roles)) if roles == ["nobody"]));
}

proptest! {
    #[test]
    fn whatever_is_declared_is_written_so_that_it_reads_back_equal(
        flows in prop::collection::vec((prop::bool::ANY, 0usize..3, 0usize..7, prop::collection::vec((0u16..70, 0u16..9), 0..12), prop::collection::vec((0u16..70, 0u16..9), 0..3)), 0..5),
        both in prop::bool::ANY,
    ) {
        let mut text = "device: d\nversion: \"1\"\nflows:\n".to_owned();
        for (at, (device, peer, protocol, ports, source_ports)) in flows.iter().enumerate() {
            let side = if *device { "device" } else { "peer" };
            let peer = ["gateway", "station", "any"][*peer];
            let name = ["tcp", "udp", "icmp", "sctp", "gre", "17", "99"][*protocol];
            let list = |ports: &[(u16, u16)]| {
                ports.iter().map(|(from, more)| format!("{from}-{}", from + more)).collect::<Vec<_>>().join(", ")
            };
            let (ports, source_ports) = match *protocol {
                2 => (list(&[(8, 0)]), String::new()),
                4 | 6 => (String::new(), String::new()),
                _ => (list(ports), list(source_ports)),
            };
            text.push_str(&format!("  - {{ id: f{at}, initiator: {side}, peer: {peer}, protocol: {name}, ports: [{ports}], source_ports: [{source_ports}], need: needed, purpose: {{ en: x }} }}\n"));
        }
        let profile = profile(&text);
        let device = if both { "10.20.0.8-10.20.0.9,2001:db8:20::/64" } else { "10.20.0.8/30" };
        let chosen: Vec<usize> = (0..flows.len()).collect();
        for language in WrittenIn::ALL {
            match drafted(&profile, device, language, &chosen) {
                Ok(_) | Err(NotDrafted::NoFamily(_)) => {}
                Err(NotDrafted::CannotSay(_)) if !EACH.contains(&language) => {}
                Err(why) => prop_assert!(false, "{language:?}: {why:?}\n{text}"),
            }
        }
        for (language, kind) in EACH.into_iter().flat_map(|language| [(language, Kind::LeastPrivilege), (language, Kind::Quarantine)]) {
            match drafted_as(kind, &profile, device, language, &chosen) {
                Ok(_) | Err(NotDrafted::NoFamily(_)) => {}
                Err(why) => prop_assert!(false, "{language:?}: {why:?}\n{text}"),
            }
        }
    }
}
