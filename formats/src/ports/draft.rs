//! A draft that grows flow by flow: ids that are free, services beside what is opened to the device, what nobody said.

use super::findings::{NeedNotStated, PeerNotNamed};
use super::{Kind, PortsRead, UNKNOWN_PEER};
use crate::defect::Defects;
use crate::dossier::v1;
use network::{Initiator, Need, PortRange, Protocol};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Place, Priority, Speaks, Subject, Text};

/// What a row says of a flow.
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) initiator: Initiator,
    pub(super) peer: Option<String>,
    pub(super) protocol: Protocol,
    pub(super) ports: Vec<PortRange>,
    pub(super) need: Option<Need>,
    pub(super) purpose: String,
    pub(super) encryption: Option<String>,
    pub(super) authentication: Option<String>,
}

type Key = (bool, String, Protocol, Vec<PortRange>);

pub(super) struct Draft<'f> {
    file: &'f str,
    device: String,
    flows: Vec<v1::Flow>,
    services: Vec<v1::Service>,
    ids: BTreeMap<String, u32>,
    known: BTreeSet<Key>,
    offered: BTreeSet<(Protocol, Vec<PortRange>)>,
    unnamed: usize,
    unneeded: usize,
    pub(super) findings: Vec<Finding>,
    pub(super) rows: usize,
    pub(super) taken: usize,
}

impl<'f> Draft<'f> {
    pub(super) fn new(file: &'f str, device: &str) -> Draft<'f> {
        Draft {
            file,
            device: device.to_owned(),
            flows: Vec::new(),
            services: Vec::new(),
            ids: BTreeMap::new(),
            known: BTreeSet::new(),
            offered: BTreeSet::new(),
            unnamed: 0,
            unneeded: 0,
            findings: Vec::new(),
            rows: 0,
            taken: 0,
        }
    }

    pub(super) fn tell(&mut self, priority: Priority, place: Place, key: &str, detail: impl Speaks + 'static) {
        let path = format!("{}/{}/{key}", self.file, place.line);
        self.findings.push(Finding::new(priority, Subject::at(path, place), detail));
    }

    /// Adds a flow, and the service it goes to; gives its id. The same flow again is the one that is there.
    pub(super) fn add(&mut self, row: Row) -> Option<String> {
        let Row { place, initiator, peer, protocol, ports, need, purpose, encryption, authentication } = row;
        let role = peer.clone().unwrap_or_else(|| UNKNOWN_PEER.to_owned());
        if !self.known.insert((initiator == Initiator::Peer, role.clone(), protocol, ports.clone())) {
            return None;
        }
        self.unnamed += usize::from(peer.is_none());
        self.unneeded += usize::from(need.is_none());
        let id = self.id(initiator, protocol, &ports);
        let purpose = self.purpose(&purpose);
        if initiator == Initiator::Peer && protocol != Protocol::Icmp && self.offered.insert((protocol, ports.clone()))
        {
            self.services.push(v1::Service {
                place: place.clone(),
                id: id.clone(),
                protocol,
                ports: ports.clone(),
                purpose: purpose.clone(),
                encryption: encryption.clone(),
                authentication: authentication.clone(),
            });
        }
        self.flows.push(v1::Flow {
            place,
            id: id.clone(),
            initiator,
            peer: role,
            protocol,
            ports,
            source_ports: Vec::new(),
            need: need.unwrap_or(Need::Optional),
            purpose,
            data: None,
            encryption,
            authentication,
            effect_if_blocked: None,
            essential_for_care: None,
        });
        Some(id)
    }

    /// `tcp-443-out`, and a number behind it where that is taken.
    fn id(&mut self, initiator: Initiator, protocol: Protocol, ports: &[PortRange]) -> String {
        let first = ports.first().map_or_else(|| "all".to_owned(), ToString::to_string);
        let way = if initiator == Initiator::Peer { "in" } else { "out" };
        let id = format!("{protocol}-{first}-{way}");
        let count = self.ids.entry(id.clone()).or_default();
        *count = count.saturating_add(1);
        if *count == 1 { id } else { format!("{id}-{count}") }
    }

    fn purpose(&self, written: &str) -> Text {
        let mut text = Text::default();
        if written.is_empty() {
            text.en = Some(format!("Not stated in {}.", self.file));
            text.ja = Some(format!("{} に記載なし。", self.file));
        } else if written.is_ascii() {
            text.en = Some(written.to_owned());
        } else {
            text.ja = Some(written.to_owned());
            text.controlling = terms::Lang::Ja;
        }
        text
    }

    /// The draft as it stands now, with what nobody said of its flows.
    pub(super) fn finish(self, kind: Kind, defects: Defects) -> PortsRead {
        let Draft { file, device, flows, services, unnamed, unneeded, mut findings, rows, taken, .. } = self;
        let at = |key: &str| Subject::at(format!("{file}/{key}"), Place::file(file));
        if unnamed > 0 {
            findings.push(Finding::new(Priority::Attention, at("peer"), PeerNotNamed { count: unnamed }));
        }
        if unneeded > 0 {
            findings.push(Finding::new(Priority::Attention, at("need"), NeedNotStated { count: unneeded }));
        }
        let profile = v1::Network {
            place: Place::file(file),
            device,
            version: "draft".to_owned(),
            flows,
            services,
            compensating_controls: Vec::new(),
            remote_service: None,
            cloud_end_points: Vec::new(),
            confirmed_by_maker: Some(false),
        };
        PortsRead { kind, profile, connections: None, rows, taken, findings, defects }
    }
}
