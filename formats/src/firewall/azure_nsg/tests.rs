//! Rules go by priority; service tags are no addresses.

use crate::firewall::testing::{BASE, agree, device, of};
use crate::firewall::{Language, RuleFile, RuleSet, read_as};
use network::Packet;
use network::policy::State;
use proptest::prelude::*;

fn rule(priority: u32, direction: &str, access: &str, about: &str) -> String {
    format!(r#"{{"priority": {priority}, "direction": "{direction}", "access": "{access}", {about}}}"#)
}

fn about(protocol: &str, source: &str, destination: &str, port: &str) -> String {
    format!(
        r#""protocol": "{protocol}", "sourceAddressPrefix": "{source}", "sourcePortRange": "*", "destinationAddressPrefixes": ["{destination}"], "destinationPortRange": "{port}""#
    )
}

fn nsg(rules: &[String]) -> RuleSet {
    of(Language::AzureNsg, &format!(r#"[{{"name": "n", "securityRules": [{}]}}]"#, rules.join(",")))
}

fn decided(set: &RuleSet, source: u128, destination: u128, port: u16) -> Option<bool> {
    let packet = crate::firewall::testing::packets().remove(0);
    let (source, destination) = (BASE + source, BASE + destination);
    let packet = Packet { source, destination, protocol: 6, first: 1, second: port, state: State::New, ..packet };
    network::passes(&set.policy, network::policy::Hook::Forward, &packet, ["", ""])
}

#[test]
fn rules_go_by_priority_and_the_defaults_of_azure_come_last() {
    let set = nsg(&[
        rule(200, "Inbound", "Allow", &about("Tcp", "10.0.0.0/29", "*", "1-2")),
        rule(100, "Inbound", "Deny", &about("*", "10.0.0.3", "*", "*")),
    ]);
    assert_eq!(decided(&set, 2, 0, 2), Some(true));
    assert_eq!(decided(&set, 3, 0, 2), Some(false));
    // Whether 10.0.0.2 is in the virtual network is not known.
    assert_eq!(decided(&set, 2, 0, 3), None);
    let closed = nsg(&[rule(4096, "Inbound", "Deny", &about("*", "*", "*", "*"))]);
    assert_eq!(decided(&closed, 2, 0, 3), Some(false));
}

#[test]
fn a_template_nests_the_same_under_properties() {
    let one = format!(
        r#"{{"name": "a", "properties": {{"priority": 100, "direction": "Inbound", "access": "Allow", {}}}}}"#,
        about("Tcp", "*", "*", "80")
    );
    let text = format!(
        r#"{{"resources": [{{"type": "Microsoft.Network/networkSecurityGroups", "properties": {{"securityRules": [{one}], "defaultSecurityRules": []}}}}]}}"#
    );
    let set = of(Language::AzureNsg, &text);
    assert_eq!((decided(&set, 2, 0, 80), decided(&set, 2, 0, 81)), (Some(true), Some(false)));
    assert_eq!(Language::recognise(&text), Some(Language::AzureNsg));
}

#[test]
fn what_is_not_understood_is_never_allowed_or_denied() {
    for words in [
        about("Tcp", "Internet", "*", "*"),
        about("Tcp", "*", "*", "web"),
        about("frobnicate", "*", "*", "*"),
        about("Tcp", "*", "*", "*").replace("sourcePortRange", "x"),
        about("Tcp", "*", "*", "*")
            .replace("\"sourceAddressPrefix\": \"*\"", "\"sourceApplicationSecurityGroups\": [{\"id\": \"/a\"}]"),
    ] {
        let set =
            nsg(&[rule(100, "Inbound", "Allow", &words), rule(200, "Inbound", "Deny", &about("*", "*", "*", "*"))]);
        assert_eq!(decided(&set, 2, 0, 3), None, "{words}");
    }
    let two = r#"[{"securityRules": []}, {"securityRules": []}]"#;
    assert_eq!(of(Language::AzureNsg, two).policy.unread.len(), 1);
    assert_eq!(of(Language::AzureNsg, "{\"securityRules\": [").policy.unread.len(), 1);
    assert_eq!(of(Language::AzureNsg, "{}").policy.unread.len(), 1);
}

type Drawn = (u32, bool, bool, usize, usize, usize, usize);

const SIDES: [(&str, &[u128]); 4] =
    [("*", &[0, 1, 2, 3, 4]), ("10.0.0.1", &[1]), ("10.0.0.2/31", &[2, 3]), ("10.0.0.0/31", &[0, 1])];

fn meant((_, _, _, protocol, source, destination, port): &Drawn, packet: &Packet) -> bool {
    let (low, high) = [(0, 65_535), (2, 2), (2, 3)][*port];
    SIDES[*source].1.contains(&(packet.source - BASE))
        && SIDES[*destination].1.contains(&(packet.destination - BASE))
        && match protocol {
            0 => true,
            1 => packet.protocol == 6 && (low..=high).contains(&packet.second),
            _ => packet.protocol == 1,
        }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_rule_of_the_lowest_number_decides_each_end(
        drawn in prop::collection::vec((1u32..100, prop::bool::ANY, prop::bool::ANY, 0usize..3, 0usize..4, 0usize..4, 0usize..3), 0..6)
    ) {
        let mut drawn = drawn;
        drawn.sort_by_key(|rule| rule.0);
        drawn.dedup_by_key(|rule| rule.0);
        let mut rules: Vec<String> = drawn.iter().rev().map(|(priority, inbound, allow, protocol, source, destination, port)| {
            let port = if *protocol != 1 { "*" } else { ["*", "2", "2-3"][*port] };
            let words = about(["*", "Tcp", "Icmp"][*protocol], SIDES[*source].0, SIDES[*destination].0, port);
            rule(*priority, if *inbound { "Inbound" } else { "Outbound" }, if *allow { "Allow" } else { "Deny" }, &words)
        }).collect();
        rules.extend(["Inbound", "Outbound"].map(|way| rule(4096, way, "Deny", &about("*", "*", "*", "*"))));
        agree(&nsg(&rules), ["", ""], |packet| {
            let ours = |address: u128| address - BASE < 2;
            let allows = |inbound: bool| {
                drawn.iter().filter(|rule| rule.1 == inbound).find(|rule| meant(rule, packet)).is_some_and(|rule| rule.2)
            };
            let leaves = !ours(packet.source) || allows(false);
            let enters = !ours(packet.destination) || allows(true);
            Some(packet.state == State::Established || (leaves && enters))
        });
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [b"{\"securityRules\": [{".as_slice(), &bytes].concat();
        read_as(&[RuleFile::new("x", bytes)], Some(Language::AzureNsg), &device());
    }
}
