//! The JSON of `tutela network verify`, version 1 (`tutela.network-verify/v1`).

use serde::Serialize;

/// The answer of `network verify`.
#[derive(Debug, Serialize)]
pub struct NetworkVerifyV1 {
    /// `tutela.network-verify/v1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// The moment the answer is for.
    pub as_of: String,
    /// As the program ends.
    pub exit_status: u8,
    /// `equal-at-this-firewall`, `different` or `not-proved`.
    pub verdict: &'static str,
    /// Nothing undeclared passes and nothing needed is stopped, at this firewall; whether all of it is proved says `verdict`.
    pub equal: bool,
    /// Passes, and nobody declared it; one entry for each rule and address family.
    pub undeclared: Vec<DifferenceV1>,
    /// Is needed, and does not pass; one entry for each flow and rule.
    pub blocked: Vec<DifferenceV1>,
    /// Not proved either way.
    pub not_proved: Vec<NotProvedV1>,
    /// Compensating controls that the maker offers, and whether each is in force here.
    pub controls: Vec<ControlV1>,
    /// Rules that no packet of the device reaches.
    pub shadowed: Vec<ShadowedV1>,
    /// Rules of which each could be left out by itself without effect on the device's traffic.
    pub redundant: Vec<RuleV1>,
    /// Rules that let through declared flows and more.
    pub over_broad: Vec<OverBroadV1>,
    /// Whether every rule that touches the device was looked at for its effect; otherwise there may be more of these.
    pub effects_looked_at: bool,
    /// Ways to and from the units that were not shown to cross this firewall.
    pub paths_not_filtered: Vec<PathV1>,
    /// What the proof was about.
    pub evidence: EvidenceV1,
    /// Every finding, worst first.
    pub findings: Vec<NetworkFindingV1>,
}

/// A difference.
#[derive(Debug, Serialize)]
pub struct DifferenceV1 {
    /// A packet that shows it.
    pub witness: WitnessV1,
    /// The rule that decides; `null` where no chain stands at the hook.
    pub rule: Option<RuleV1>,
    /// Id of the flow concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<String>,
    /// Whether it is the flow's answer that is stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reply: Option<bool>,
    /// The rule text that closes it, or that is missing; `null` where one rule of the language cannot say it.
    pub rule_text: Option<String>,
}

/// A compensating control.
#[derive(Debug, Serialize)]
pub struct ControlV1 {
    /// Its id.
    pub control: String,
    /// `in-force`, `not-in-force` or `unknown`.
    pub state: &'static str,
    /// What it helps against and what it costs.
    pub effect: String,
    /// A packet that passes though the control would stop it.
    pub witness: Option<WitnessV1>,
    /// The rule that lets it through, or on which it hangs.
    pub rule: Option<RuleV1>,
    /// Why it is not known.
    pub reason: Option<&'static str>,
}

/// A rule that no packet of the device reaches.
#[derive(Debug, Serialize)]
pub struct ShadowedV1 {
    /// The rule.
    pub rule: RuleV1,
    /// A rule that decides before it, where one could be named.
    pub before: Option<RuleV1>,
}

/// A rule that lets through declared flows and more.
#[derive(Debug, Serialize)]
pub struct OverBroadV1 {
    /// The rule.
    pub rule: RuleV1,
    /// Ids of the flows.
    pub flows: Vec<String>,
}

/// A packet.
#[derive(Debug, Serialize)]
pub struct WitnessV1 {
    /// `IPv4` or `IPv6`.
    pub family: &'static str,
    /// Source address.
    pub source: String,
    /// Source port; `null` for protocols without ports.
    pub source_port: Option<u16>,
    /// Destination address.
    pub destination: String,
    /// Destination port; `null` for protocols without ports.
    pub destination_port: Option<u16>,
    /// `tcp`, `udp`, `icmp`, …, or a number.
    pub protocol: String,
    /// ICMP type.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_type: Option<u16>,
    /// ICMP code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icmp_code: Option<u16>,
    /// `new` or `established`.
    pub state: &'static str,
}

/// A rule.
#[derive(Debug, Serialize)]
pub struct RuleV1 {
    /// The file as given.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// As written.
    pub text: String,
}

/// Something not proved.
#[derive(Debug, Serialize)]
pub struct NotProvedV1 {
    /// Stable name of the reason.
    pub reason: &'static str,
    /// The reason in words.
    pub explanation: String,
    /// The rule, where it hangs on one.
    pub rule: Option<RuleV1>,
    /// A packet for which it matters.
    pub witness: Option<WitnessV1>,
    /// The flow concerned.
    pub flow: Option<String>,
}

/// A way to and from the units.
#[derive(Debug, Serialize)]
pub struct PathV1 {
    /// What way.
    pub path: String,
    /// `unfiltered` or `unknown`.
    pub state: &'static str,
}

/// What a proof was about.
#[derive(Debug, Serialize)]
pub struct EvidenceV1 {
    /// Id of the device.
    pub device: String,
    /// Units of the site that the proof is about; empty where no site was named.
    pub units: Vec<String>,
    /// The site's firewall whose rules were looked at; `null` when nobody said.
    pub firewall: Option<String>,
    /// SHA-256 of the site's own files; `null` where no site was named.
    pub site_hash: Option<String>,
    /// Version of its profile.
    pub profile_version: String,
    /// SHA-256 of the profile.
    pub profile_sha256: String,
    /// Whether the maker stands by the profile, as it says of itself; `null` where it does not say: taken for the maker's own.
    pub profile_confirmed_by_maker: Option<bool>,
    /// Rule sets.
    pub rules: Vec<RuleSetV1>,
    /// The hook.
    pub hook: &'static str,
    /// Base chains that packets pass there, in the order read.
    pub chains: Vec<String>,
    /// Address families looked at.
    pub families: Vec<&'static str>,
    /// What was seen of the device, where `--observed` named it.
    pub observations: Vec<ObservationV1>,
    /// When the rules were read from the firewall; `null` when nobody said.
    pub captured_at: Option<String>,
    /// Who read them; `null` when nobody said.
    pub captured_by: Option<String>,
    /// `running` or `stored`: which configuration of the firewall; `null` when nobody said.
    pub configuration: Option<&'static str>,
    /// Days after which rules are too old.
    pub max_age_days: u32,
    /// Rules read, of all files.
    pub rules_read: usize,
}

/// An observation.
#[derive(Clone, Debug, Serialize)]
pub struct ObservationV1 {
    /// The file as given.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// The day it began; `null` when it does not say.
    pub observed_at: Option<String>,
}

/// A rule set.
#[derive(Debug, Serialize)]
pub struct RuleSetV1 {
    /// The file as given.
    pub file: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// `nftables`, `nftables-json`, `iptables-save`; `null` for a file that is none.
    pub language: Option<&'static str>,
}

/// A finding.
#[derive(Debug, Serialize)]
pub struct NetworkFindingV1 {
    /// Hash of code, subject and key.
    pub id: String,
    /// Permanent code.
    pub code: &'static str,
    /// `blocking`, `undecided`, `attention` or `note`.
    pub priority: &'static str,
    /// File and line.
    pub place: Option<String>,
    /// What is wrong.
    pub what: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub next: String,
}
