//! A port scan as a draft: what was open is a service that somebody may open a connection to.

use super::draft::{Draft, Row};
use super::findings::{PortMaybeOpen, ScanNotWhole, ScanSeesInboundOnly};
use super::{Kind, NotPorts, PortsRead};
use crate::defect::Defects;
use crate::nmap::{PortScan, PortState};
use network::{Initiator, PortRange};
use terms::{Place, Priority};

/// A scan of several devices is refused: the ports of one would become those of all.
pub(super) fn draft(file: &str, scan: &PortScan, device: &str) -> Result<PortsRead, NotPorts> {
    let answered: Vec<_> = scan.hosts.iter().filter(|host| host.up).collect();
    let [host] = answered.as_slice() else { return Err(NotPorts::Hosts(answered.len())) };
    let mut draft = Draft::new(file, device);
    let mut maybe = u64::from(host.maybe_open);
    for port in &host.ports {
        match port.state {
            PortState::NotOpen => continue,
            PortState::OpenOrFiltered => maybe = maybe.saturating_add(1),
            PortState::Open => {
                draft.rows += 1;
                draft.taken += 1;
                draft.add(Row {
                    place: Place { file: file.to_owned(), line: port.line, column: 1 },
                    initiator: Initiator::Peer,
                    peer: None,
                    protocol: port.protocol,
                    ports: vec![PortRange { first: port.port, last: port.port }],
                    need: None,
                    purpose: port.service.clone(),
                    encryption: None,
                    authentication: None,
                });
            }
        }
    }
    let whole = || Place::file(file);
    draft.tell(Priority::Attention, whole(), "inbound", ScanSeesInboundOnly {});
    if maybe > 0 {
        draft.tell(Priority::Attention, whole(), "maybe", PortMaybeOpen { count: maybe });
    }
    if !scan.whole {
        draft.tell(Priority::Undecided, whole(), "whole", ScanNotWhole {});
    }
    Ok(draft.finish(Kind::Scan, Defects::default()))
}
