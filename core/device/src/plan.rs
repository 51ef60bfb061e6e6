use crate::{DutyKind, Id, Interval};
use terms::{Place, Text, When};

/// The life-cycle cybersecurity plan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Where it stands.
    pub place: Place,
    /// The person who owns it.
    pub owner: Option<Id>,
    /// Who does what.
    pub roles: Vec<PlanRole>,
    /// What is watched.
    pub sources: Vec<WatchedSource>,
    /// How fast patches come.
    pub patch_times: Option<PatchTimes>,
    /// How vulnerabilities are disclosed.
    pub disclosure: Option<Disclosure>,
    /// What is tested, how often.
    pub testing: Vec<Testing>,
    /// When the plan is reviewed.
    pub reviews: Option<Reviews>,
    /// What happens at end of life and end of support.
    pub end_of_life_policy: Option<Text>,
    /// What the maker does and what the facility does.
    pub responsibility_split: Vec<Responsibility>,
}

/// A role in the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanRole {
    /// Where it stands.
    pub place: Place,
    /// Name of the role.
    pub role: String,
    /// Who has it.
    pub person: Id,
    /// What they do.
    pub does: Option<Text>,
}

/// A source that the plan promises to watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchedSource {
    /// Where it stands.
    pub place: Place,
    /// `NVD`, `OSV/PyPI`, `KEV`, … or any name for a source that a person watches.
    pub name: String,
    /// How often, in days.
    pub interval_days: Option<u32>,
    /// Why this source.
    pub why: Option<Text>,
    /// Who watches it.
    pub owner: Option<Id>,
}

/// Promised times for patches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatchTimes {
    /// Where it stands.
    pub place: Place,
    /// In the regular cycle.
    pub regular: Option<PatchTime>,
    /// Out of cycle, for what cannot wait.
    pub out_of_cycle: Option<PatchTime>,
}

/// A promised time and why it is reasonable.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PatchTime {
    /// Where it stands.
    pub place: Place,
    /// Calendar days.
    pub days: Option<u32>,
    /// Why this is a reasonable time.
    pub justification: Option<Text>,
}

/// How vulnerabilities are taken in and disclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Disclosure {
    /// Where it stands.
    pub place: Place,
    /// Where to report one.
    pub contact: Option<String>,
    /// Where the policy is, or what it says.
    pub policy: Option<Text>,
}

/// A kind of testing that is repeated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Testing {
    /// Where it stands.
    pub place: Place,
    /// What kind (`vulnerability scan`, `penetration test`, `fuzzing`, …).
    pub kind: String,
    /// How often.
    pub every: Option<Interval>,
    /// Last done.
    pub last: Option<When>,
    /// Why so.
    pub why: Option<Text>,
}

/// When the plan is reviewed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reviews {
    /// Where it stands.
    pub place: Place,
    /// How often it is promised.
    pub promised_interval: Option<Interval>,
    /// Reviews done.
    pub done: Vec<Review>,
    /// The next one, when its day is set.
    pub next: Option<When>,
}

/// A review done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Review {
    /// Where it stands.
    pub place: Place,
    /// When.
    pub at: When,
    /// By whom.
    pub by: Option<Id>,
    /// What came out.
    pub result: Option<Text>,
}

/// Who does what of one task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Responsibility {
    /// Where it stands.
    pub place: Place,
    /// Its id, by which a facility accepts or refuses it.
    pub id: Option<Id>,
    /// What kind of duty the facility's part is.
    pub kind: Option<DutyKind>,
    /// The task.
    pub task: Text,
    /// The maker's part.
    pub manufacturer: Option<Text>,
    /// The facility's part.
    pub facility: Option<Text>,
}
