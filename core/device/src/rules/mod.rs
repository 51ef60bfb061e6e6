//! One file per judgement. Each takes what was declared and answers with findings; each area says whether it was looked at.

mod approvals;
mod coming;
mod decisions;
mod environment;
mod hazards;
mod identity;
mod lifetime;
mod plan;
mod plan_patch_times;
mod plan_review;
mod plan_sources;
mod references;
mod support;
#[cfg(test)]
pub(crate) mod testing;

pub use approvals::{
    ApprovalKeyOutOfTime, ApprovalKeyRevoked, ApprovalKeyUnknown, ApprovalOfNothing, ApprovalSignatureWrong,
    approval_gap, judge_loose_approvals, verified_approval,
};
pub use coming::{DecisionExpiresSoon, ItemSupportEndsSoon, SupportEndsSoon, coming};
pub use decisions::{
    DecisionExpired, DecisionNotApproved, DecisionWithoutJustification, DecisionWithoutReason, in_force,
    judge_decisions,
};
pub use environment::{EnvironmentContradicts, EnvironmentNotStated, judge_environment};
pub use hazards::{RiskFileMissing, judge_hazards};
pub use identity::{DeviceNotDescribed, judge_identity};
pub use lifetime::{PastEndOfLife, PastEndOfSupport, SupportDatesMissing, judge_lifetime};
pub use plan::{PlanMissing, PlanOwnerUnknown, PlanWithoutOwner, judge_plan, judge_plan_area};
pub use plan_patch_times::{PatchTimeMissing, PatchTimeUnjustified};
pub use plan_review::{ReviewDateMissing, ReviewDueSoon, ReviewOverdue, next_review};
pub use plan_sources::{PlanWithoutSources, SourceWithoutInterval};
pub use references::{Referring, UnknownReference, judge_references, judge_release_references, judge_release_variants};
pub use support::{
    ItemPastSupport, ItemWithoutEndOfSupport, ItemWithoutLevel, ItemWithoutRiskTransfer, OtherWatchLate,
    SupportMissing, judge_support, judge_support_item,
};

use terms::{Card, Day, Finding, Lang, Place, Priority, Speaks, Subject, When};

/// A part of the dossier that is judged on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Area {
    /// Name, intended use and connections of the device.
    Identity,
    /// The life-cycle cybersecurity plan.
    Plan,
    /// The minimum operating environment.
    Environment,
    /// Hazards and their risks.
    Hazards,
    /// Support dates of the device.
    Lifetime,
    /// Support of the software items.
    Support,
    /// Decisions about vulnerabilities.
    Decisions,
    /// The network profile, by itself.
    Network,
}

impl Area {
    /// Every area, in the order in which answers list them.
    pub const ALL: [Area; 8] = [
        Area::Identity,
        Area::Plan,
        Area::Environment,
        Area::Hazards,
        Area::Lifetime,
        Area::Support,
        Area::Decisions,
        Area::Network,
    ];

    /// Its permanent id.
    pub fn id(self) -> &'static str {
        match self {
            Area::Identity => "device",
            Area::Plan => "plan",
            Area::Environment => "environment",
            Area::Hazards => "hazards",
            Area::Lifetime => "lifetime",
            Area::Support => "support",
            Area::Decisions => "decisions",
            Area::Network => "network",
        }
    }

    /// What it is called.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Area::Identity => lang.pick("device description", "機器の記述"),
            Area::Plan => lang.pick("plan", "計画"),
            Area::Environment => lang.pick("environment requirements", "使用環境要件"),
            Area::Hazards => lang.pick("hazards", "ハザード"),
            Area::Lifetime => lang.pick("support dates", "サポート期間"),
            Area::Support => lang.pick("support of components", "構成要素のサポート"),
            Area::Decisions => lang.pick("decisions", "判断"),
            Area::Network => lang.pick("network profile", "ネットワークプロファイル"),
        }
    }
}

/// Why an area was not looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotLooked {
    /// The file that would hold it is not there or could not be read.
    NoFile,
    /// The file is there and says nothing about it.
    NotStated,
    /// Only a reference is known; what it refers to was not read.
    ReferenceOnly,
}

impl NotLooked {
    /// The reason in words.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            NotLooked::NoFile => lang.pick("no file", "ファイルなし"),
            NotLooked::NotStated => lang.pick("nothing stated", "記載なし"),
            NotLooked::ReferenceOnly => lang.pick("referenced, not read", "参照のみ、内容は未読"),
        }
    }
}

/// Whether an area was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Looked {
    /// It was.
    At,
    /// It was not, and why.
    NotAt(NotLooked),
}

/// The answer of one area.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The area.
    pub area: Area,
    /// Whether it was looked at.
    pub looked: Looked,
    /// What was found.
    pub findings: Vec<Finding>,
}

/// Every kind of finding of this room, for `tutela explain`.
pub const CARDS: &[Card] = &[
    PlanMissing::CARD,
    PlanWithoutOwner::CARD,
    PlanOwnerUnknown::CARD,
    PlanWithoutSources::CARD,
    SourceWithoutInterval::CARD,
    PatchTimeMissing::CARD,
    PatchTimeUnjustified::CARD,
    ReviewDateMissing::CARD,
    ReviewDueSoon::CARD,
    ReviewOverdue::CARD,
    EnvironmentNotStated::CARD,
    EnvironmentContradicts::CARD,
    RiskFileMissing::CARD,
    UnknownReference::CARD,
    DeviceNotDescribed::CARD,
    SupportDatesMissing::CARD,
    PastEndOfLife::CARD,
    PastEndOfSupport::CARD,
    SupportMissing::CARD,
    ItemWithoutLevel::CARD,
    ItemWithoutEndOfSupport::CARD,
    ItemPastSupport::CARD,
    ItemWithoutRiskTransfer::CARD,
    OtherWatchLate::CARD,
    DecisionWithoutReason::CARD,
    DecisionWithoutJustification::CARD,
    DecisionNotApproved::CARD,
    ApprovalSignatureWrong::CARD,
    ApprovalKeyUnknown::CARD,
    ApprovalKeyOutOfTime::CARD,
    ApprovalKeyRevoked::CARD,
    ApprovalOfNothing::CARD,
    DecisionExpired::CARD,
    SupportEndsSoon::CARD,
    ItemSupportEndsSoon::CARD,
    DecisionExpiresSoon::CARD,
];

/// A finding at a place that was read.
fn at(priority: Priority, path: impl Into<String>, place: &Place, detail: impl Speaks + 'static) -> Finding {
    Finding::new(priority, Subject::at(path, place.clone()), detail)
}

/// A date that still says something on `today`. `not before` a day that has passed has become unknown: silence after it
/// would look like support that goes on for ever.
fn stated(when: Option<When>, today: Day) -> Option<When> {
    match when? {
        When::Unknown => None,
        When::NotBefore(day) if day < today => None,
        when @ (When::NotBefore(_) | When::Instant(_) | When::Day(_) | When::Month(..)) => Some(when),
    }
}

/// The name of a field on its way to a person: the word as written, and what it is in Japanese.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Word {
    en: &'static str,
    ja: &'static str,
}

#[cfg(test)]
mod tests {
    use super::{Area, CARDS};
    use std::collections::BTreeSet;
    use terms::Lang;

    #[test]
    fn every_code_is_there_once_and_named_after_the_room() {
        let codes: BTreeSet<&str> = CARDS.iter().map(|card| card.code).collect();
        assert_eq!(codes.len(), CARDS.len());
        assert!(codes.iter().all(|code| code.starts_with("device/")));
    }

    #[test]
    fn every_area_has_a_name_in_both_languages() {
        let names: BTreeSet<&str> = Area::ALL.iter().flat_map(|area| Lang::ALL.map(|lang| area.say(lang))).collect();
        assert_eq!(names.len(), 2 * Area::ALL.len());
    }
}
