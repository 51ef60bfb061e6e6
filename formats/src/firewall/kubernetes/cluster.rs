use super::Lines;
use super::selector::{Labels, holds, labels};
use crate::firewall::build::Builder;
use crate::firewall::draft::{Room, Side, SideMaker};
use crate::yaml::{Node, Value};
use network::Block;
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Pods that selectors may be held against altogether.
const MOST_LOOKS: usize = 50_000_000;

/// A policy and where it stands.
#[derive(Debug)]
pub(super) struct PolicyAt<'a> {
    pub(super) lines: &'a Lines<'a>,
    pub(super) node: &'a Node,
    pub(super) namespace: &'a str,
    pub(super) name: &'a str,
}

#[derive(Debug)]
struct Pod<'a> {
    namespace: &'a str,
    labels: Labels<'a>,
    addresses: Vec<Block>,
}

/// What the files say.
#[derive(Debug)]
pub(super) struct Cluster<'a> {
    pub(super) policies: Vec<PolicyAt<'a>>,
    pods: Vec<Pod<'a>>,
    /// Whether pods were given.
    pub(super) pods_given: bool,
    namespaces: BTreeMap<&'a str, Labels<'a>>,
    room: RefCell<Room>,
}

impl Default for Cluster<'_> {
    fn default() -> Self {
        Cluster {
            policies: Vec::new(),
            pods: Vec::new(),
            pods_given: false,
            namespaces: BTreeMap::new(),
            room: RefCell::new(Room::of(MOST_LOOKS)),
        }
    }
}

fn text<'a>(node: Option<&'a Node>, key: &str) -> Option<&'a str> {
    node?.get(key)?.scalar()
}

impl<'a> Cluster<'a> {
    /// Takes a document, or the items of a list.
    pub(super) fn take(&mut self, lines: &'a Lines<'a>, node: &'a Node, builder: &mut Builder) {
        let metadata = node.get("metadata");
        let namespace = text(metadata, "namespace").unwrap_or("default");
        let name = text(metadata, "name").unwrap_or("?");
        match text(Some(node), "kind").unwrap_or_default() {
            "NetworkPolicy" => self.policies.push(PolicyAt { lines, node, namespace, name }),
            "Pod" => self.pod(node, namespace),
            "Namespace" => {
                self.namespaces.insert(name, labels(metadata));
            }
            kind if kind.ends_with("List") => {
                self.pods_given |= kind == "PodList";
                if let Some(Value::List(items)) = node.get("items").map(|items| &items.value) {
                    items.iter().for_each(|item| self.take(lines, item, builder));
                }
            }
            // Policies of other makers decide beside these.
            kind if kind.contains("Policy") && kind != "PodSecurityPolicy" => {
                builder.unread(lines.of(node), format!("kind: {kind}"));
            }
            _ => {}
        }
    }

    fn pod(&mut self, node: &'a Node, namespace: &'a str) {
        self.pods_given = true;
        let status = node.get("status");
        let mut addresses: Vec<Block> = text(status, "podIP").and_then(Block::parse).into_iter().collect();
        if let Some(Value::List(all)) = status.and_then(|status| status.get("podIPs")).map(|node| &node.value) {
            addresses.extend(all.iter().filter_map(|one| Block::parse(text(Some(one), "ip")?)));
        }
        // A pod on the node's own address is not looked at by policies.
        if text(node.get("spec"), "hostNetwork") != Some("true") {
            self.pods.push(Pod { namespace, labels: labels(node.get("metadata")), addresses });
        }
    }

    /// The addresses of the pods that selectors mean, seen from a namespace.
    pub(super) fn selected(&self, own: &str, namespaces: Option<&Node>, pods: Option<&Node>) -> Side {
        if !self.pods_given {
            return Side::unknown("podSelector, namespaceSelector: no pods were given");
        }
        if !self.room.borrow_mut().take(self.pods.len()) {
            return Side::unknown("too many selectors over too many pods");
        }
        let mut maker = SideMaker::default();
        for pod in &self.pods {
            let near = match namespaces {
                None => Some(pod.namespace == own),
                Some(selector) => self.namespace_holds(selector, pod.namespace),
            };
            let meant = pods.map_or(Some(true), |selector| holds(selector, &pod.labels));
            match (near, meant) {
                (Some(true), Some(true)) => pod.addresses.iter().for_each(|address| maker.prefix(*address)),
                (Some(false), _) | (_, Some(false)) => {}
                _ => maker.doubt("a selector that is not understood"),
            }
        }
        maker.finish()
    }

    /// Labels of a namespace that was not given are not known, but for its name.
    fn namespace_holds(&self, selector: &Node, name: &str) -> Option<bool> {
        match self.namespaces.get(name) {
            Some(labels) => {
                let mut labels = labels.clone();
                labels.insert("kubernetes.io/metadata.name", name);
                holds(selector, &labels)
            }
            None => {
                let named = Labels::from([("kubernetes.io/metadata.name", name)]);
                let by_name = super::selector::written(selector);
                let only = by_name.matches("\":").count() == 2 && by_name.contains("kubernetes.io/metadata.name");
                (super::selector::is_empty(selector) || only).then(|| holds(selector, &named)).flatten()
            }
        }
    }
}
