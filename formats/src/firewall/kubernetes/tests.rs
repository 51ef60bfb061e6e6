//! Policies add up; labels are addresses only where pods say so.

use crate::firewall::testing::{BASE, agree, device, of};
use crate::firewall::{Language, RuleFile, RuleSet, read_as};
use network::Packet;
use network::policy::State;
use proptest::prelude::*;

fn several(texts: &[&str]) -> RuleSet {
    let file = |text: &&str| RuleFile::new("policy.yaml", text.as_bytes().to_vec());
    read_as(&texts.iter().map(file).collect::<Vec<_>>(), None, &device())
}

fn policy(name: &str, spec: &str) -> String {
    format!(
        "---\napiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {{ name: {name}, namespace: ward }}\nspec: {spec}\n"
    )
}

fn pod(name: &str, app: &str, address: &str) -> String {
    format!(
        "---\napiVersion: v1\nkind: Pod\nmetadata: {{ name: {name}, namespace: ward, labels: {{ app: {app} }} }}\nstatus: {{ podIP: {address} }}\n"
    )
}

fn decided(set: &RuleSet, source: u128, destination: u128, port: u16) -> Option<bool> {
    let packet = crate::firewall::testing::packets().remove(0);
    let (source, destination) = (BASE + source, BASE + destination);
    let packet = Packet { source, destination, protocol: 6, first: 1, second: port, state: State::New, ..packet };
    network::passes(&set.policy, network::policy::Hook::Forward, &packet, ["", ""])
}

#[test]
fn policies_of_one_selector_are_taken_for_the_devices_and_said() {
    let allow = policy(
        "a",
        "{ podSelector: { matchLabels: { app: gw } }, ingress: [{ from: [{ ipBlock: { cidr: 10.0.0.0/29, except: [10.0.0.3/32] } }], ports: [{ port: 80 }] }] }",
    );
    let deny = policy("b", "{ podSelector: {}, policyTypes: [Ingress] }");
    let set = several(&[&format!("{allow}{deny}")]);
    assert_eq!(set.languages, [Some(Language::Kubernetes)]);
    assert_eq!(set.findings.len(), 1);
    assert_eq!(decided(&set, 2, 0, 80), Some(true));
    assert_eq!(decided(&set, 3, 0, 80), Some(false));
    assert_eq!(decided(&set, 2, 0, 81), Some(false));
    assert_eq!(decided(&set, 0, 3, 81), Some(true));
}

#[test]
fn labels_are_the_addresses_of_the_pods_that_have_them() {
    let allow = policy(
        "a",
        "{ podSelector: { matchLabels: { app: gw } }, ingress: [{ from: [{ podSelector: { matchExpressions: [{ key: app, operator: In, values: [pump] }] } }] }] }",
    );
    let pods = [pod("g", "gw", "10.0.0.0"), pod("p", "pump", "10.0.0.2"), pod("q", "other", "10.0.0.3")].concat();
    let set = several(&[&allow, &pods]);
    assert_eq!(decided(&set, 2, 0, 80), Some(true));
    assert_eq!(decided(&set, 3, 0, 80), Some(false));
    // Nothing isolates the others.
    assert_eq!(decided(&set, 0, 3, 80), Some(true));
    assert_eq!(decided(&several(&[&allow]), 2, 0, 80), None);
}

#[test]
fn what_is_not_understood_is_never_allowed_or_denied() {
    for rule in [
        "{ from: [{ namespaceSelector: {} }] }",
        "{ ports: [{ port: web }] }",
        "{ from: [{ ipBlock: { cidr: x } }] }",
        "{ from: [{ fqdn: a.example }] }",
        "{ frobnicate: 1 }",
    ] {
        let set = several(&[&policy("a", &format!("{{ podSelector: {{}}, ingress: [{rule}] }}"))]);
        assert_eq!(decided(&set, 2, 0, 80), None, "{rule}");
    }
    let two =
        ["a", "b"].map(|app| policy(app, &format!("{{ podSelector: {{ matchLabels: {{ app: {app} }} }} }}"))).concat();
    assert_eq!(several(&[&two]).policy.unread.len(), 1);
    assert_eq!(several(&["apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\n"]).policy.unread.len(), 1);
    assert!(!of(Language::Kubernetes, "kind: [").policy.unread.is_empty());
}

#[test]
fn json_is_read_as_well() {
    let json = r#"{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
        "metadata": {"name": "a"}, "spec": {"podSelector": {}, "policyTypes": ["Egress"], "egress": [{"ports": [{"protocol": "TCP", "port": 1, "endPort": 2}]}]}}]}"#;
    let set = several(&[json]);
    assert_eq!((decided(&set, 0, 2, 2), decided(&set, 0, 2, 3)), (Some(true), Some(false)));
}

/// Protocol, port, block of a rule.
type Drawn = (Option<usize>, Option<u16>, usize);

const BLOCKS: [(&str, &[u128]); 4] = [
    ("", &[0, 1, 2, 3, 4]),
    ("{ cidr: 10.0.0.2/31 }", &[2, 3]),
    ("{ cidr: 10.0.0.0/30, except: [10.0.0.1/32] }", &[0, 2, 3]),
    ("{ cidr: 10.0.0.4/32 }", &[4]),
];

fn written((protocol, port, block): &Drawn, peers: &str) -> String {
    let from = if *block == 0 { String::new() } else { format!("{peers}: [{{ ipBlock: {} }}], ", BLOCKS[*block].0) };
    let ports = protocol.map_or(String::new(), |protocol| {
        let port = port.map_or(String::new(), |port| format!(", port: {port}"));
        format!("ports: [{{ protocol: {}{port} }}]", ["TCP", "UDP"][protocol])
    });
    format!("{{ {from}{ports} }}")
}

fn meant((protocol, port, block): &Drawn, packet: &Packet, far: u128) -> bool {
    BLOCKS[*block].1.contains(&(far - BASE))
        && protocol.is_none_or(|protocol| {
            packet.protocol == [6, 17][protocol] && port.is_none_or(|port| packet.second == port)
        })
}

fn drawn() -> impl Strategy<Value = Vec<Vec<Drawn>>> {
    let rule = (prop::option::of(0usize..2), prop::option::of(1u16..4), 0usize..4);
    prop::collection::vec(prop::collection::vec(rule, 0..3), 0..3)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn a_packet_passes_when_any_policy_of_each_isolated_end_allows_it(ingress in drawn(), egress in drawn()) {
        let text = |way: &str, peers: &str, policies: &[Vec<Drawn>]| -> String {
            policies.iter().enumerate().map(|(at, rules)| {
                let rules: Vec<String> = rules.iter().map(|rule| written(rule, peers)).collect();
                policy(&format!("{way}{at}"), &format!("{{ podSelector: {{}}, policyTypes: [{way}], {}: [{}] }}", way.to_lowercase(), rules.join(", ")))
            }).collect()
        };
        let set = of(Language::Kubernetes, &(text("Ingress", "from", &ingress) + &text("Egress", "to", &egress)));
        agree(&set, ["", ""], |packet| {
            let ours = |address: u128| address - BASE < 2;
            let allows = |policies: &[Vec<Drawn>], far: u128| {
                policies.is_empty() || policies.iter().flatten().any(|rule| meant(rule, packet, far))
            };
            let leaves = !ours(packet.source) || allows(&egress, packet.destination);
            let enters = !ours(packet.destination) || allows(&ingress, packet.source);
            Some(packet.state == State::Established || (leaves && enters))
        });
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [policy("a", "{ podSelector: {}, ingress: [").as_bytes(), &bytes].concat();
        read_as(&[RuleFile::new("x", bytes)], Some(Language::Kubernetes), &device());
    }
}
