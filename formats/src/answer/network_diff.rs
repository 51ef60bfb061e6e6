//! The JSON of `tutela network diff`, version 1 (`tutela.network-diff/v1`).

use super::network::{NetworkFindingV1, RuleV1, WitnessV1};
use serde::Serialize;

/// What an old and a new rule set do otherwise.
#[derive(Debug, Serialize)]
pub struct NetworkDiffV1 {
    /// `tutela.network-diff/v1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// The moment the answer is for.
    pub as_of: String,
    /// As the program ends.
    pub exit_status: u8,
    /// `same`, `changed` or `not-proved`.
    pub verdict: &'static str,
    /// Whose traffic was looked at: `all`, or the addresses of the device or the units.
    pub scope: &'static str,
    /// The hook.
    pub hook: &'static str,
    /// Traffic that is treated otherwise; one entry for each pair of rules and address family.
    pub changes: Vec<ChangeV1>,
    /// Flows of the profile that change; `null` where no profile was named.
    pub flows: Option<Vec<PartChangeV1>>,
    /// Units that are touched; `null` where no site was named.
    pub units: Option<Vec<PartChangeV1>>,
    /// Not proved beside the changes.
    pub not_proved: Vec<SideNotProvedV1>,
    /// Rules read: old, new.
    pub rules_read: [usize; 2],
    /// SHA-256 of the files: old, new.
    pub sha256: [String; 2],
    /// Every finding, worst first.
    pub findings: Vec<NetworkFindingV1>,
}

/// Traffic that is treated otherwise.
#[derive(Debug, Serialize)]
pub struct ChangeV1 {
    /// `opened`, `closed` or `not-proved`.
    pub change: &'static str,
    /// A packet.
    pub witness: WitnessV1,
    /// The rule that decides in the old rule set; `null` where no chain stands at the hook.
    pub old: Option<RuleV1>,
    /// The rule that decides in the new one.
    pub new: Option<RuleV1>,
}

/// What became of a flow or a unit.
#[derive(Debug, Serialize)]
pub struct PartChangeV1 {
    /// Its id.
    pub id: String,
    /// Something of it was stopped and passes now.
    pub opened: bool,
    /// Something of it passed and is stopped now.
    pub closed: bool,
    /// Something of it is not proved.
    pub not_proved: bool,
}

/// Something not proved.
#[derive(Debug, Serialize)]
pub struct SideNotProvedV1 {
    /// `old` or `new`.
    pub side: &'static str,
    /// Stable name of the reason.
    pub reason: &'static str,
    /// The rule, where it hangs on one.
    pub rule: Option<RuleV1>,
}
