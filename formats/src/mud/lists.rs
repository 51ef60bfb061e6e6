//! What a MUD file holds, as it is written.

use network::{Initiator, PortRange};
use std::borrow::Cow;

/// A MUD file.
#[derive(Debug, Default)]
pub(super) struct MudFile<'a> {
    pub(super) url: Cow<'a, str>,
    pub(super) last_update: Cow<'a, str>,
    /// Names of the lists about packets from the device.
    pub(super) from: Vec<Cow<'a, str>>,
    /// Names of the lists about packets to it.
    pub(super) to: Vec<Cow<'a, str>>,
    pub(super) lists: Vec<AccessList<'a>>,
    /// Bytes of our own description of the profile.
    pub(super) profile: Option<&'a [u8]>,
}

/// A list of rules.
#[derive(Debug, Default)]
pub(super) struct AccessList<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) rules: Vec<Rule<'a>>,
}

/// A rule.
#[derive(Debug, Default)]
pub(super) struct Rule<'a> {
    /// Byte offset.
    pub(super) at: usize,
    pub(super) name: Cow<'a, str>,
    pub(super) forwarding: Cow<'a, str>,
    pub(super) matches: Matches<'a>,
    /// Bytes of our own description of the flow.
    pub(super) flow: Option<&'a [u8]>,
}

/// The conditions of a rule.
#[derive(Debug, Default)]
pub(super) struct Matches<'a> {
    /// Classes of peers: `controller`, `local-networks` and so on, as roles.
    pub(super) classes: Vec<String>,
    /// Names or networks at the source.
    pub(super) source: Vec<Cow<'a, str>>,
    /// Names or networks at the destination.
    pub(super) destination: Vec<Cow<'a, str>>,
    pub(super) protocol: Option<u8>,
    /// A network layer is named at all.
    pub(super) is_ip: bool,
    /// Ethernet type that is not IP.
    pub(super) ethertype: Option<Cow<'a, str>>,
    pub(super) hardware: bool,
    pub(super) icmp_type: Option<u8>,
    pub(super) source_ports: Vec<PortRange>,
    pub(super) destination_ports: Vec<PortRange>,
    pub(super) initiated: Option<Initiator>,
    /// The first thing that was not understood.
    pub(super) strange: Option<String>,
}

impl Matches<'_> {
    /// Notes what was not understood; the first is enough to leave the rule out.
    pub(super) fn not_understood(&mut self, what: impl Into<String>) {
        self.strange.get_or_insert_with(|| what.into());
    }
}
