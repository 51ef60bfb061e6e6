//! What a network profile says against itself, or leaves open: one rule a file. Serves MHLW checklist 2 (unneeded services,
//! sources of connection) and JP Essential Principles Art. 12(3) (information on the network that the device needs).
//!
//! Never: whether words such as `TLS 1.3` are true of the device; that is tested, not declared.

mod another_device;
mod any_peer;
mod authentication;
mod encryption;
mod end_points;
mod from_outside;
mod no_flows;
mod not_confirmed;
mod not_networked;
mod services;

pub use another_device::{ProfileOfAnotherDevice, another_device};
pub use any_peer::AnyPeer;
pub use authentication::{AuthenticationNotStated, ServiceWithoutAuthentication};
pub use encryption::{ClearTextPatientData, EncryptionNotStated};
pub use end_points::EndPointWithoutFlow;
pub use from_outside::{FromOutside, stands_outside};
pub use no_flows::NoFlowDeclared;
pub use not_confirmed::{NotConfirmedByMaker, not_confirmed};
pub use not_networked::{NotNetworkedWithFlows, not_networked};
pub use services::{FlowWithoutService, ServiceWithoutFlow};

use crate::profile::Profile;
use terms::{Card, Finding, Place, Priority, Speaks, Subject};

/// Every kind of finding about a profile.
pub const CARDS: &[Card] = &[
    AnyPeer::CARD,
    ClearTextPatientData::CARD,
    EncryptionNotStated::CARD,
    ServiceWithoutAuthentication::CARD,
    AuthenticationNotStated::CARD,
    FromOutside::CARD,
    FlowWithoutService::CARD,
    ServiceWithoutFlow::CARD,
    NotNetworkedWithFlows::CARD,
    NotConfirmedByMaker::CARD,
    NoFlowDeclared::CARD,
    ProfileOfAnotherDevice::CARD,
    EndPointWithoutFlow::CARD,
];

/// Everything that a profile shows by itself, in the order of its flows, then of its services.
pub fn lint(profile: &Profile) -> Vec<Finding> {
    let mut findings: Vec<Finding> = not_confirmed(profile).into_iter().chain(no_flows::look(profile)).collect();
    for flow in &profile.flows {
        let path = format!("{}/flow/{}", profile.place.file, flow.id);
        findings.extend(any_peer::look(flow, &path));
        findings.extend(encryption::look(flow, &path));
        findings.extend(from_outside::look(flow, &path));
    }
    for service in &profile.services {
        findings.extend(authentication::look(service, &format!("{}/service/{}", profile.place.file, service.id)));
    }
    findings.extend(services::look(profile));
    findings.extend(end_points::look(profile));
    findings
}

fn at(path: &str, place: &Place, detail: impl Speaks + 'static) -> Finding {
    Finding::new(Priority::Attention, Subject::at(path, place.clone()), detail)
}

/// Whether words say that there is nothing of it.
fn says_none(words: &str) -> bool {
    let words = words.trim().trim_end_matches('.').to_lowercase();
    ["none", "no", "not", "plain", "plaintext", "clear", "cleartext", "anonymous", "unauthenticated", "unencrypted"]
        .iter()
        .any(|none| words.split(|letter: char| !letter.is_alphanumeric()).next() == Some(none))
        || ["なし", "無し", "平文", "無"].iter().any(|none| words.starts_with(none))
        || matches!(words.as_str(), "-" | "n/a")
}

#[cfg(test)]
mod tests;
