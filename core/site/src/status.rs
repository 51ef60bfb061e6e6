//! Status: what a facility tells a maker about a device. It names no place and no patient.

use device::{Dated, Id, Sha256};
use terms::choice;
use terms::{Place, Text};

choice! {
    /// Whether a control that the maker offers is in force at the facility.
    InForce {
        Yes = "in-force": "proved in force on every known path" | "既知の全経路で有効と証明済み",
        AtFirewall = "in-force-at-firewall":
            "proved at one firewall; other paths are not filtered or not known" | "1 つのファイアウォールで証明済み（他の経路は未フィルタまたは不明）",
        No = "not-in-force": "a packet of it passes" | "有効でない（通過するパケットがある）",
        Unknown = "unknown": "nobody looked, or it was not proved" | "不明（未確認または未証明）",
    }
}

choice! {
    /// How a vulnerability stands at the facility.
    TouchState {
        Open = "affected": "it touches units and waits for a decision or a fix" | "該当する機器があり、未対応",
        Mitigated = "mitigated": "a rule of the facility holds it off" | "施設の規則により緩和",
    }
}

choice! {
    /// What the facility answered to a duty.
    DutyAnswer {
        Open = "open": "not answered yet" | "未回答",
        Accepted = "accepted": "taken over" | "引き受けた",
        Refused = "refused": "not taken over" | "引き受けない",
    }
}

/// What a facility tells the maker of a device. Who tells it is the key that signed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Where it stands.
    pub place: Place,
    /// `tutela.status/v1`.
    pub schema: String,
    /// The program that made it.
    pub program: String,
    /// The device it is about.
    pub device: Id,
    /// Number of the package that was taken in.
    pub sequence: u32,
    /// SHA-256 of that package's manifest.
    pub package: Sha256,
    /// When it was taken in.
    pub received_at: Option<Dated>,
    /// When the status was made.
    pub made_at: Dated,
    /// Installed units of the device.
    pub units: u32,
    /// Of them those whose release is not known.
    pub release_unknown: u32,
    /// How many units run each release.
    pub releases: Vec<StatusRelease>,
    /// The newest release of the package.
    pub newest: Option<Id>,
    /// Units that run it.
    pub patched: u32,
    /// Units that cannot be brought to a release, and why.
    pub cannot: Vec<Unpatched>,
    /// Vulnerabilities of units, as the facility's own check finds them.
    pub vulnerabilities: Vec<Touched>,
    /// Hash of the mirror they were found with; `None`: nothing was looked up.
    pub mirror: Option<String>,
    /// Controls that the maker offers.
    pub controls: Vec<ControlInForce>,
    /// Duties.
    pub duties: Vec<StatusDuty>,
    /// Serial numbers, only by recorded consent.
    pub serials: Vec<String>,
}

impl Status {
    /// The schema of this version.
    pub const SCHEMA: &'static str = "tutela.status/v1";
}

/// How many units run a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusRelease {
    /// Where it stands.
    pub place: Place,
    /// The release.
    pub release: Id,
    /// Units.
    pub units: u32,
}

/// Units that cannot be brought to a release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unpatched {
    /// Where it stands.
    pub place: Place,
    /// The release.
    pub release: Id,
    /// Units that do not run it.
    pub units: u32,
    /// Why.
    pub reason: Text,
}

/// A vulnerability of units.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// Where it stands.
    pub place: Place,
    /// CVE id, else the first source id.
    pub id: String,
    /// How it stands.
    pub state: TouchState,
    /// Units that run a release with it.
    pub units: u32,
    /// The rule that holds it off.
    pub rule: Option<String>,
}

/// A control and whether it is in force.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlInForce {
    /// Where it stands.
    pub place: Place,
    /// Its id in network.yaml.
    pub id: String,
    /// Whether it is in force.
    pub state: InForce,
    /// When the rules that prove it were read from the firewall.
    pub captured_at: Option<Dated>,
    /// SHA-256 of those rules.
    pub rules: Option<Sha256>,
    /// Line of the rule that lets a packet through.
    pub line: Option<u32>,
}

/// A duty and its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusDuty {
    /// Where it stands.
    pub place: Place,
    /// The duty.
    pub id: Id,
    /// The answer.
    pub answer: DutyAnswer,
    /// Why it was refused.
    pub reason: Option<Text>,
}
