//! Policies as chains: the egress side of the sender first, then the ingress side of the receiver.

use super::cluster::{Cluster, PolicyAt};
use super::selector::{is_empty, written};
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Room, Service, Services, ServicesMaker, Side, SideMaker};
use crate::firewall::ends::{self, Ends};
use crate::yaml::{Node, Value};
use network::policy::Action;
use network::{Addresses, Block, Ranges};
use std::collections::BTreeSet;

const TABLE: &str = "network-policies";

/// One side of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Egress,
    Ingress,
}

impl Way {
    fn key(self) -> &'static str {
        if self == Way::Egress { "egress" } else { "ingress" }
    }

    fn word(self) -> &'static str {
        if self == Way::Egress { "Egress" } else { "Ingress" }
    }
}

/// Puts the chains of all policies.
pub(super) fn put(cluster: &Cluster<'_>, device: &Addresses, builder: &mut Builder) {
    let Some(first) = cluster.policies.first() else { return };
    let span = first.lines.of(first.node);
    let mut names = BTreeSet::new();
    for policy in &cluster.policies {
        if !names.insert((policy.namespace, policy.name)) {
            builder.unread(policy.lines.of(policy.node), format!("{}: the name stands twice", policy.name));
        }
    }
    let Some(selected) = selected(cluster, device, builder) else { return };
    let mut both = [Ends::default(), Ends::default()];
    for (way, ends) in [Way::Egress, Way::Ingress].into_iter().zip(&mut both) {
        // Any policy may allow; only then does the isolation stop what is left.
        for (policy, side) in cluster.policies.iter().zip(&selected).filter(|(policy, _)| is_about(policy, way)) {
            let (name, span) =
                (format!("{}/{} {}", policy.namespace, policy.name, way.key()), policy.lines.of(policy.node));
            rules(cluster, policy, way, &name, builder);
            ends.leads.push((side.clone(), span, name));
            ends.drops.push((side.clone(), span));
        }
    }
    let [egress, ingress] = both;
    ends::put(builder, TABLE, span, 0, &egress, &ingress);
}

/// Whether a policy isolates a way: by `policyTypes`, without it ingress always and egress where it has rules.
fn is_about(policy: &PolicyAt<'_>, way: Way) -> bool {
    let spec = policy.node.get("spec");
    match spec.and_then(|spec| spec.get("policyTypes")).map(|node| &node.value) {
        Some(Value::List(types)) => types.iter().any(|one| one.scalar() == Some(way.word())),
        _ => way == Way::Ingress || spec.is_some_and(|spec| spec.get("egress").is_some()),
    }
}

/// The addresses that each policy selects; `None`: nobody knows.
fn selected(cluster: &Cluster<'_>, device: &Addresses, builder: &mut Builder) -> Option<Vec<Side>> {
    let selector = |policy: &PolicyAt<'_>| policy.node.get("spec").and_then(|spec| spec.get("podSelector")).cloned();
    let first = cluster.policies.first()?;
    let span = first.lines.of(first.node);
    if cluster.pods_given {
        builder.taken(
            span,
            "the pods that were given are all pods of the cluster",
            "指定された Pod がクラスタのすべての Pod である",
        );
        let one = |policy: &PolicyAt<'_>| cluster.selected(policy.namespace, None, selector(policy).as_ref());
        return Some(cluster.policies.iter().map(one).collect());
    }
    let mut kinds = BTreeSet::new();
    let mut namespaces = BTreeSet::new();
    for policy in &cluster.policies {
        namespaces.insert(policy.namespace);
        kinds.extend(selector(policy).filter(|selector| !is_empty(selector)).map(|selector| written(&selector)));
    }
    if kinds.len() > 1 || namespaces.len() > 1 || *device == Addresses::default() {
        builder.unread(span, "which policy selects the device: no pods were given");
        return None;
    }
    builder.taken(
        span,
        "the policies select the device (no pods were given)",
        "ポリシーは当該機器を対象としている（Pod の情報なし）",
    );
    Some(vec![Side::sure(device.clone()); cluster.policies.len()])
}

/// The rules of one way; each only allows.
fn rules(cluster: &Cluster<'_>, policy: &PolicyAt<'_>, way: Way, name: &str, builder: &mut Builder) {
    let span = policy.lines.of(policy.node);
    let chain = builder.chain(TABLE, name, 3, span);
    let rules = match policy.node.get("spec").and_then(|spec| spec.get(way.key())).map(|node| &node.value) {
        Some(Value::List(rules)) => rules.as_slice(),
        None | Some(Value::Empty) => &[],
        Some(_) => {
            Draft::unknown(format!("{}: no list", way.key())).put(builder, chain, TABLE, span);
            &[]
        }
    };
    let peers = if way == Way::Egress { "to" } else { "from" };
    for rule in rules {
        let mut draft = Draft::new(Action::Accept);
        let side = side(cluster, policy.namespace, rule.get(peers));
        *(if way == Way::Egress { &mut draft.destination } else { &mut draft.source }) = side;
        draft.services = services(rule.get("ports"));
        if let Value::Map(entries) = &rule.value {
            for (key, _) in entries.iter().filter(|(key, _)| key.text != peers && key.text != "ports") {
                draft.doubt(key.text.clone());
            }
        }
        draft.put(builder, chain, TABLE, policy.lines.of(rule));
    }
}

fn side(cluster: &Cluster<'_>, namespace: &str, peers: Option<&Node>) -> Side {
    let peers = match peers.map(|node| &node.value) {
        None | Some(Value::Empty) => return Side::any(),
        Some(Value::List(peers)) if peers.is_empty() => return Side::any(),
        Some(Value::List(peers)) => peers,
        Some(_) => return Side::unknown("peers that are no list"),
    };
    let (mut maker, mut room) = (SideMaker::default(), Room::default());
    for peer in peers {
        let known = match (peer.get("ipBlock"), peer.get("namespaceSelector"), peer.get("podSelector")) {
            (Some(block), None, None) => ip_block(block),
            (None, None, None) => None,
            (None, namespaces, pods) => Some(cluster.selected(namespace, namespaces, pods)),
            (Some(_), ..) => None,
        };
        match known {
            Some(side) => maker.side(&side, &mut room),
            None => maker.doubt("a peer that is not understood"),
        }
    }
    maker.finish()
}

/// A block without the blocks inside it that are taken out.
fn ip_block(block: &Node) -> Option<Side> {
    let mut all = SideMaker::default();
    all.prefix(Block::parse(block.get("cidr")?.scalar()?)?);
    let mut out = SideMaker::default();
    match block.get("except").map(|node| &node.value) {
        None | Some(Value::Empty) => {}
        Some(Value::List(blocks)) => {
            for block in blocks {
                out.prefix(Block::parse(block.scalar()?)?);
            }
        }
        Some(_) => return None,
    }
    Some(all.finish().and(&out.finish().not().sure))
}

fn services(ports: Option<&Node>) -> Services {
    let ports = match ports.map(|node| &node.value) {
        None | Some(Value::Empty) => return Services::any(),
        Some(Value::List(ports)) if ports.is_empty() => return Services::any(),
        Some(Value::List(ports)) => ports,
        Some(_) => return Services::unknown("ports that are no list"),
    };
    let (mut maker, mut room) = (ServicesMaker::default(), Room::default());
    for port in ports {
        maker.services(&service(port), &mut room);
    }
    maker.finish()
}

fn service(port: &Node) -> Services {
    let value = |key: &str| port.get(key).and_then(Node::scalar);
    let number = match value("protocol").unwrap_or("TCP") {
        "TCP" => 6,
        "UDP" => 17,
        "SCTP" => 132,
        other => return Services::unknown(other),
    };
    let parsed = |text: &str| text.parse::<u16>().ok().map(u128::from);
    match (value("port"), value("endPort")) {
        (None, None) => Services::of(Service::protocol(number)),
        (Some(low), high) => match (parsed(low), parsed(high.unwrap_or(low))) {
            (Some(low), Some(high)) if low <= high => Services::of(Service::ports(number, Ranges::One(low, high))),
            // A name means a port of each pod.
            _ => Services::within(Service::protocol(number), &format!("port {low}")),
        },
        (None, Some(_)) => Services::within(Service::protocol(number), "endPort"),
    }
}
