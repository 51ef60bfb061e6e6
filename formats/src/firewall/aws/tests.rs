//! Groups allow together and remember; ACLs go by number and forget.

use crate::firewall::testing::{BASE, agree, device, of};
use crate::firewall::{Language, RuleFile, RuleSet, read_as};
use network::Packet;
use network::policy::State;
use proptest::prelude::*;

fn several(texts: &[&str]) -> RuleSet {
    let file = |text: &&str| RuleFile::new("aws.json", text.as_bytes().to_vec());
    read_as(&texts.iter().map(file).collect::<Vec<_>>(), None, &device())
}

fn group(id: &str, inbound: &str, outbound: &str) -> String {
    format!(r#"{{"GroupId": "{id}", "IpPermissions": [{inbound}], "IpPermissionsEgress": [{outbound}]}}"#)
}

fn tcp(blocks: &str, from: u16, to: u16) -> String {
    format!(r#"{{"IpProtocol": "tcp", "FromPort": {from}, "ToPort": {to}, "IpRanges": [{{"CidrIp": "{blocks}"}}]}}"#)
}

fn packet(source: u128, destination: u128, port: u16, state: State) -> Packet {
    let packet = crate::firewall::testing::packets().remove(0);
    Packet {
        source: BASE + source,
        destination: BASE + destination,
        protocol: 6,
        first: 1,
        second: port,
        state,
        ..packet
    }
}

fn decided(set: &RuleSet, packet: &Packet) -> Option<bool> {
    network::passes(&set.policy, network::policy::Hook::Forward, packet, ["", ""])
}

#[test]
fn one_group_without_interfaces_is_taken_for_the_group_of_the_device_and_said() {
    let set = several(&[&format!(r#"{{"SecurityGroups": [{}]}}"#, group("sg-1", &tcp("10.0.0.2/32", 1, 2), ""))]);
    assert_eq!(set.languages, [Some(Language::Aws)]);
    assert_eq!(set.findings.len(), 1);
    assert_eq!(decided(&set, &packet(2, 0, 2, State::New)), Some(true));
    assert_eq!(decided(&set, &packet(2, 0, 3, State::New)), Some(false));
    assert_eq!(decided(&set, &packet(0, 2, 2, State::New)), Some(false));
    assert_eq!(decided(&set, &packet(0, 2, 2, State::Established)), Some(true));
}

#[test]
fn ports_of_other_protocols_than_tcp_and_udp_narrow_nothing() {
    let sctp = r#"{"IpProtocol": "132", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "10.0.0.2/32"}]}"#;
    let set = several(&[&format!(r#"{{"SecurityGroups": [{}]}}"#, group("sg-1", sctp, ""))]);
    let other = Packet { protocol: 132, ..packet(2, 0, 9999, State::New) };
    assert_eq!(decided(&set, &other), Some(true));
}

#[test]
fn several_groups_without_interfaces_are_never_proved() {
    let groups = [group("sg-1", "", ""), group("sg-2", "", "")].join(",");
    assert_eq!(several(&[&format!(r#"{{"SecurityGroups": [{groups}]}}"#)]).policy.unread.len(), 1);
}

#[test]
fn a_group_that_is_named_stands_for_the_addresses_of_its_members() {
    let from = r#"{"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": "sg-2"}]}"#;
    let groups = [group("sg-1", from, ""), group("sg-2", "", &tcp("0.0.0.0/0", 0, 65_535))].join(",");
    let groups = format!(r#"{{"SecurityGroups": [{groups}]}}"#);
    let interfaces = r#"{"NetworkInterfaces": [
        {"PrivateIpAddress": "10.0.0.0", "Groups": [{"GroupId": "sg-1"}]},
        {"PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.2"}], "Groups": [{"GroupId": "sg-2"}]}]}"#;
    let set = several(&[&groups, interfaces]);
    assert_eq!(decided(&set, &packet(2, 0, 80, State::New)), Some(true));
    assert_eq!(decided(&set, &packet(3, 0, 80, State::New)), Some(false));
    // A prefix list may hold the address.
    let listed = groups
        .replace("UserIdGroupPairs", "x")
        .replace(r#""-1","#, r#""-1", "PrefixListIds": [{"PrefixListId": "pl-1"}],"#);
    assert_eq!(decided(&several(&[&listed, interfaces]), &packet(2, 0, 80, State::New)), None);
}

#[test]
fn an_acl_goes_by_number_and_filters_the_edge_of_its_subnet() {
    let entry = |number: u16, outbound: bool, action: &str, ports: &str| {
        format!(
            r#"{{"RuleNumber": {number}, "Egress": {outbound}, "RuleAction": "{action}", "Protocol": "6", "CidrBlock": "0.0.0.0/0"{ports}}}"#
        )
    };
    let entries = [
        entry(200, false, "allow", r#", "PortRange": {"From": 0, "To": 65535}"#),
        entry(100, false, "deny", r#", "PortRange": {"From": 3, "To": 3}"#),
        entry(100, true, "allow", r#", "PortRange": {"From": 1, "To": 2}"#),
    ]
    .join(",");
    let acl = format!(
        r#"{{"NetworkAcls": [{{"NetworkAclId": "acl-1", "Associations": [{{"SubnetId": "s-1"}}], "Entries": [{entries}]}}]}}"#
    );
    let set = several(&[&acl, r#"{"Subnets": [{"SubnetId": "s-1", "CidrBlock": "10.0.0.0/31"}]}"#]);
    assert_eq!(decided(&set, &packet(2, 0, 2, State::New)), Some(true));
    assert_eq!(decided(&set, &packet(2, 0, 3, State::New)), Some(false));
    assert_eq!(decided(&set, &packet(0, 2, 3, State::Established)), Some(false));
    assert_eq!(decided(&set, &packet(0, 1, 3, State::New)), Some(true));
    assert_eq!(several(&[&acl]).policy.unread.len(), 1);
}

#[test]
fn what_is_not_whole_is_unread() {
    assert_eq!(several(&["{\"SecurityGroups\": [{\"GroupId\": \"sg-1\""]).policy.unread.len(), 1);
    assert_eq!(several(&["{\"Subnets\": [], \"NextToken\": \"x\"}"]).policy.unread.len(), 1);
    assert_eq!(
        several(&["{\"SecurityGroups\": [{\"GroupId\": \"a\", \"IpPermissions\": {}}]}"]).policy.unread.len(),
        1
    );
    let silent = several(&["{\"SecurityGroups\": [{\"GroupId\": \"a\", \"IpPermissions\": []}]}"]);
    assert_eq!(decided(&silent, &packet(0, 2, 2, State::New)), None);
    assert_eq!(of(Language::Aws, "{\"Reservations\": []}").policy.unread.len(), 1);
}

/// Protocol, ports, block of a permission.
type Drawn = (usize, u16, u16, usize);

const BLOCKS: [(&str, &[u128]); 4] =
    [("0.0.0.0/0", &[0, 1, 2, 3, 4]), ("10.0.0.2/31", &[2, 3]), ("10.0.0.0/32", &[0]), ("10.0.0.4/32", &[4])];

fn written((protocol, from, to, block): &Drawn) -> String {
    let name = ["-1", "tcp", "17", "icmp"][*protocol];
    let ports = match protocol {
        0 => String::new(),
        3 => format!(r#""FromPort": {from}, "ToPort": -1,"#),
        _ => format!(r#""FromPort": {from}, "ToPort": {},"#, (*to).max(*from)),
    };
    format!(r#"{{"IpProtocol": "{name}", {ports} "IpRanges": [{{"CidrIp": "{}"}}]}}"#, BLOCKS[*block].0)
}

fn meant((protocol, from, to, block): &Drawn, packet: &Packet, far: u128) -> bool {
    let number = [0u8, 6, 17, 1][*protocol];
    (number == 0 || number == packet.protocol)
        && BLOCKS[*block].1.contains(&(far - BASE))
        && match number {
            0 => true,
            1 => packet.first == *from,
            _ => (*from..=(*to).max(*from)).contains(&packet.second),
        }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_packet_passes_when_the_groups_of_both_ends_allow_it(
        inbound in prop::collection::vec((0usize..4, 1u16..4, 1u16..4, 0usize..4), 0..4),
        outbound in prop::collection::vec((0usize..4, 1u16..4, 1u16..4, 0usize..4), 0..4),
    ) {
        let list = |rules: &[Drawn]| rules.iter().map(written).collect::<Vec<_>>().join(",");
        let set = several(&[&format!(r#"{{"SecurityGroups": [{}]}}"#, group("sg-1", &list(&inbound), &list(&outbound)))]);
        agree(&set, ["", ""], |packet| {
            let ours = |address: u128| address - BASE < 2;
            let leaves = !ours(packet.source) || outbound.iter().any(|rule| meant(rule, packet, packet.destination));
            let enters = !ours(packet.destination) || inbound.iter().any(|rule| meant(rule, packet, packet.source));
            Some(packet.state == State::Established || (leaves && enters))
        });
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300), start in 0usize..3) {
        let starts: [&[u8]; 3] = [b"{\"SecurityGroups\": [", b"{\"NetworkInterfaces\": [{", b"{\"NetworkAcls\": [{\"Entries\": [{"];
        let bytes = [starts[start], &bytes].concat();
        read_as(&[RuleFile::new("x", bytes)], Some(Language::Aws), &device());
    }
}

#[test]
fn a_list_that_is_null_says_nothing_and_not_none() {
    let group = |egress: &str| {
        format!(r#"{{"SecurityGroups": [{{"GroupId": "a", "IpPermissions": [], "IpPermissionsEgress": {egress}}}]}}"#)
    };
    assert!(several(&[&group("[]")]).policy.unread.is_empty());
    for text in [
        r#"{"SecurityGroups": null}"#,
        r#"{"NetworkAcls": null}"#,
        r#"{"SecurityGroupRules": null}"#,
        &group("null"),
        r#"{"NetworkAcls": [{"NetworkAclId": "a", "Associations": [], "Entries": null}]}"#,
    ] {
        assert!(!several(&[text]).policy.unread.is_empty(), "{text}");
    }
}

fn listed(group: &str, outbound: bool, peer: &str) -> String {
    format!(
        r#"{{"SecurityGroupRuleId": "r", "GroupId": "{group}", "IsEgress": {outbound}, "IpProtocol": "tcp", "FromPort": 1, "ToPort": 2, {peer}}}"#
    )
}

#[test]
fn a_listing_by_rule_says_what_a_listing_by_group_says() {
    let peer = r#""CidrIpv4": "10.0.0.2/32""#;
    let rules = [listed("sg-1", false, peer), listed("sg-1", true, peer)].join(",");
    let by_rule = several(&[&format!(r#"{{"SecurityGroupRules": [{rules}]}}"#)]);
    let both = tcp("10.0.0.2/32", 1, 2);
    let by_group = several(&[&format!(r#"{{"SecurityGroups": [{}]}}"#, group("sg-1", &both, &both))]);
    assert_eq!(by_rule.languages, [Some(Language::Aws)]);
    for (source, destination, port) in [(2, 0, 2), (2, 0, 3), (0, 2, 1), (0, 1, 1), (1, 0, 1)] {
        let packet = packet(source, destination, port, State::New);
        assert_eq!(decided(&by_rule, &packet), decided(&by_group, &packet), "{packet}");
    }
}

#[test]
fn a_listing_by_rule_leaves_open_what_it_does_not_say() {
    let peer = r#""CidrIpv4": "10.0.0.2/32""#;
    let one = |rule: String| several(&[&format!(r#"{{"SecurityGroupRules": [{rule}]}}"#)]);
    let inbound = one(listed("sg-1", false, peer));
    assert_eq!(decided(&inbound, &packet(2, 0, 2, State::New)), Some(true));
    assert_eq!(decided(&inbound, &packet(0, 2, 2, State::New)), None, "no outbound rule was listed");
    let no_peer = one([listed("sg-1", false, r#""Tags": []"#), listed("sg-1", true, peer)].join(","));
    assert_eq!(decided(&no_peer, &packet(2, 0, 2, State::New)), None);
    let of_a_group =
        one([listed("sg-1", false, r#""ReferencedGroupInfo": {"GroupId": "sg-2"}"#), listed("sg-1", true, peer)]
            .join(","));
    assert_eq!(decided(&of_a_group, &packet(2, 0, 2, State::New)), None);
    let no_direction = one(r#"{"GroupId": "sg-1", "IpProtocol": "-1", "CidrIpv4": "10.0.0.0/8"}"#.to_owned());
    assert!(!no_direction.policy.unread.is_empty());
}
