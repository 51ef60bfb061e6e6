//! The JSON of `tutela network reach`, version 1 (`tutela.network-reach/v1`).

use super::network::{NetworkFindingV1, PathV1, RuleV1, WitnessV1};
use serde::Serialize;

/// What a unit, once taken over, can open.
#[derive(Debug, Serialize)]
pub struct NetworkReachV1 {
    /// `tutela.network-reach/v1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// The moment the answer is for.
    pub as_of: String,
    /// As the program ends.
    pub exit_status: u8,
    /// The unit.
    pub unit: String,
    /// The firewall whose rules were looked at; `null` when nobody said.
    pub firewall: Option<String>,
    /// SHA-256 of the rule files; empty where none was named.
    pub rules_sha256: Vec<String>,
    /// When the rules were read from the firewall; `null` when nobody said.
    pub captured_at: Option<String>,
    /// Whether they are of a known day that is not too old, so that they say something about the firewall of today.
    pub rules_current: bool,
    /// Whether ways that the maker declares to clinical systems were looked at; they are not where no profile is known.
    pub declared_looked_at: bool,
    /// Every zone of the site.
    pub zones: Vec<ZoneReachV1>,
    /// Whether the rules were too much to be looked at whole, so that more may pass than is told.
    pub more_may_pass: bool,
    /// Ways to and from the unit that the firewall does not filter, or that are not known.
    pub paths_not_filtered: Vec<PathV1>,
    /// Every finding, worst first.
    pub findings: Vec<NetworkFindingV1>,
}

/// What a unit can open in a zone.
#[derive(Debug, Serialize)]
pub struct ZoneReachV1 {
    /// The zone.
    pub zone: String,
    /// What it is for.
    pub kind: &'static str,
    /// `open`, `other-firewall`, `filtered` or `no-way-listed`.
    pub way: &'static str,
    /// Other installed units there.
    pub units: usize,
    /// Units that could be opened if no rule stood in the way.
    pub before: usize,
    /// Units that can be opened with the rules; `null` where it is not known.
    pub after: Option<usize>,
    /// What passes to the zone, by rule.
    pub services: Vec<OpeningV1>,
}

/// What passes by one rule.
#[derive(Debug, Serialize)]
pub struct OpeningV1 {
    /// A packet.
    pub witness: WitnessV1,
    /// Protocols that the rule names; `any` for all.
    pub protocols: String,
    /// Ports that the rule names; `any` for all.
    pub ports: String,
    /// The rule; `null` where no chain stands at the hook.
    pub rule: Option<RuleV1>,
    /// Whether it is known to pass; otherwise it hangs on something that was not understood.
    pub certain: bool,
}
