use super::{About, MudRead, read, write};
use crate::dossier::{read_one, v1};
use proptest::prelude::*;
use terms::Instant;

fn taken(bytes: &[u8]) -> Option<MudRead> {
    read("mud.json", bytes, "pump")
}

fn rule(name: &str, matches: &str) -> String {
    format!(r#"{{"name":"{name}","matches":{{{matches}}},"actions":{{"forwarding":"accept"}}}}"#)
}

fn file(from: &[String], to: &[String]) -> String {
    let list = |name: &str, rules: &[String]| {
        format!(r#"{{"name":"{name}","type":"ipv4-acl-type","aces":{{"ace":[{}]}}}}"#, rules.join(",\n"))
    };
    let policy = |name: &str| format!(r#"{{"access-lists":{{"access-list":[{{"name":"{name}"}}]}}}}"#);
    format!(
        "{{\"ietf-mud:mud\":{{\"mud-version\":1,\"mud-url\":\"https://e.example/m\",\"from-device-policy\":{},\"to-device-policy\":{}}},\n\
         \"ietf-access-control-list:acls\":{{\"acl\":[{},\n{}]}}}}",
        policy("f"),
        policy("t"),
        list("f", from),
        list("t", to)
    )
}

/// Each flow in a line, then the code of each finding with its line.
fn told(from: &[String], to: &[String]) -> Vec<String> {
    let read = taken(file(from, to).as_bytes()).expect("it is a MUD file");
    let ports = |ranges: &[network::PortRange]| ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    let flow = |flow: &v1::Flow| {
        let by = if flow.initiator == network::Initiator::Device { "device" } else { "peer" };
        format!("{by} {} {} {} from {}", flow.peer, flow.protocol, ports(&flow.ports), ports(&flow.source_ports))
    };
    let finding = |finding: &terms::Finding| finding.code().to_owned();
    read.profile.flows.iter().map(flow).chain(read.findings.iter().map(finding)).collect()
}

const TCP_OUT: &str = r#""ipv4":{"protocol":6,"ietf-acldns:dst-dnsname":"a.example"},"tcp":{"destination-port":{"operator":"eq","port":443},"ietf-mud:direction-initiated":"from-device"}"#;
const TCP_BACK: &str = r#""ipv4":{"protocol":6,"ietf-acldns:src-dnsname":"a.example"},"tcp":{"source-port":{"operator":"eq","port":443},"ietf-mud:direction-initiated":"from-device"}"#;

#[test]
fn both_directions_of_a_connection_are_one_flow() {
    let both = told(&[rule("a", TCP_OUT)], &[rule("b", TCP_BACK)]);
    assert_eq!(both, ["device a.example tcp 443 from "]);
}

#[test]
fn who_begins_follows_from_the_side_whose_port_is_named() {
    let udp = |ports: &str| {
        rule("u", &format!(r#""ietf-mud:mud":{{"local-networks":[null]}},"ipv4":{{"protocol":17}},"udp":{{{ports}}}"#))
    };
    let to = |port: u16| format!(r#""destination-port":{{"operator":"eq","port":{port}}}"#);
    let from = |port: u16| format!(r#""source-port":{{"operator":"eq","port":{port}}}"#);
    assert_eq!(told(&[udp(&to(123))], &[]), ["device local-networks udp 123 from "]);
    assert_eq!(told(&[udp(&from(161))], &[udp(&to(161))]), ["peer local-networks udp 161 from "]);
    let either = format!("{},{}", to(67), from(68));
    assert_eq!(told(&[udp(&either)], &[]), ["device local-networks udp 67 from 68", "mud/initiator-assumed"]);
}

#[test]
fn an_echo_and_its_answer_are_one_flow() {
    let icmp = |kind: u8| rule("i", &format!(r#""ipv4":{{"protocol":1}},"icmp":{{"type":{kind},"code":0}}"#));
    assert_eq!(told(&[icmp(8)], &[icmp(0)]), ["device any icmp 8 from "]);
    assert_eq!(told(&[icmp(0)], &[icmp(8)]), ["peer any icmp 8 from "]);
    assert_eq!(told(&[icmp(3)], &[]), ["device any icmp 3 from "]);
}

#[test]
fn what_is_not_understood_is_left_out_and_named() {
    let with = |more: &str| told(&[rule("a", &format!("{TCP_OUT},{more}"))], &[]);
    for more in [r#""l5":{}"#, r#""ipv6":{"protocol":6,"dscp":3}"#, r#""udp":{}"#, r#""eth":{"vlan":7}"#] {
        assert_eq!(with(more), ["mud/rule-not-taken", "mud/nothing-declared"], "{more}");
    }
    let hardware = with(r#""eth":{"destination-mac-address":"ff:ff:ff:ff:ff:ff"}"#);
    assert_eq!(hardware, ["device a.example tcp 443 from ", "mud/hardware-address"]);
    let frames = rule("e", r#""eth":{"ethertype":"0x888e"}"#);
    assert_eq!(told(&[frames], &[]), ["mud/not-ip", "mud/nothing-declared"]);
    let denied = rule("d", TCP_OUT).replace("accept", "drop");
    assert_eq!(told(&[denied], &[]), ["mud/rule-not-taken", "mud/nothing-declared"]);
}

fn profile(flows: &str) -> v1::Network {
    let text = format!(
        "device: pump\nversion: \"3\"\nflows:\n{flows}services:\n  - {{ id: ssh, protocol: tcp, ports: [22], purpose: {{ en: x }} }}\n"
    );
    let read = read_one::<v1::Network>("network.yaml", text.as_bytes());
    read.value.unwrap_or_else(|| panic!("{:?} {text}", read.complaints))
}

/// Without places, which are of another file.
fn bare(profile: &v1::Network) -> String {
    use crate::dossier::Field;
    profile.write().map(|node| crate::yaml::json_line(&node)).unwrap_or_default()
}

fn about() -> About<'static> {
    About { url: "https://e.example/pump.json", now: Instant::parse("2026-11-23").unwrap(), name: "Pump" }
}

#[test]
fn a_description_that_was_changed_beside_its_rules_does_not_count() {
    let one = profile(
        "  - { id: a, initiator: device, peer: gw, protocol: tcp, ports: [443], need: needed, purpose: { en: x } }\n",
    );
    let text = write(&one, about()).text.replace("\"port\": 443", "\"port\": 23");
    let read = taken(text.as_bytes()).unwrap();
    assert_eq!(read.profile.flows[0].ports[0].to_string(), "23");
    assert!(read.findings.iter().any(|finding| finding.code() == "mud/extension-differs"));
}

#[test]
fn what_the_rules_cannot_say_is_told_and_left_out() {
    let flow = |protocol: &str, ports: &str| {
        format!(
            "  - {{ id: a, initiator: peer, peer: gw, protocol: {protocol}, ports: [{ports}], need: needed, purpose: {{ en: x }} }}\n"
        )
    };
    let lost = |protocol, ports| write(&profile(&flow(protocol, ports)), about()).not_written.len();
    assert_eq!((lost("sctp", "5000"), lost("icmp", "3-4"), lost("sctp", ""), lost("tcp", "1-9")), (1, 1, 0, 0));
}

fn flow() -> impl Strategy<Value = String> {
    let ports = prop_oneof![
        Just(String::new()),
        (1u16..500, 0u16..50).prop_map(|(first, more)| format!("{first}-{}", first + more)),
        (1u16..99).prop_map(|port| format!("{port}, {}", port + 100)),
    ];
    let protocol = prop_oneof![Just("tcp"), Just("udp"), Just("47")];
    let words = (prop_oneof![Just("device"), Just("peer")], prop_oneof![Just("any"), Just("gw"), Just("time server")]);
    (words, protocol, ports.clone(), ports, prop_oneof![Just("needed"), Just("optional")]).prop_map(
        |((by, peer), protocol, to, from, need)| {
            let (to, from) = if protocol == "47" { (String::new(), String::new()) } else { (to, from) };
            format!("initiator: {by}, peer: \"{peer}\", protocol: {protocol}, ports: [{to}], source_ports: [{from}], need: {need}, purpose: {{ en: \"a \\\"b\\\"\", ja: 目的 }}, data: patient, encryption: none")
        },
    )
}

proptest! {
    #[test]
    fn a_profile_is_read_back_as_it_was(flows in proptest::collection::vec(flow(), 1..6)) {
        let flows: String = flows.iter().enumerate().map(|(nth, flow)| format!("  - {{ id: f{nth}, {flow} }}\n")).collect();
        let ours = profile(&flows);
        let written = write(&ours, about());
        prop_assert_eq!(&written.not_written, &[]);
        let read = taken(written.text.as_bytes()).expect("it is a MUD file");
        prop_assert_eq!(bare(&read.profile), bare(&ours));
        prop_assert!(read.findings.is_empty(), "{:?}", read.findings);
    }

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..900) {
        taken(&bytes);
        let mut good = file(&[rule("a", TCP_OUT)], &[rule("b", TCP_BACK)]).into_bytes();
        let at = at % good.len();
        good.truncate(at);
        good.extend(bytes);
        taken(&good);
    }
}
