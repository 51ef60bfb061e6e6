use crate::{Condition, Id};
use terms::choice;
use terms::{Place, Text, When};

choice! {
    /// Where a software item comes from.
    Provenance {
        Own = "own": "written by the maker" | "自社開発",
        Contracted = "contracted": "written for the maker on contract" | "委託開発",
        Ots = "ots": "off the shelf" | "市販 (OTS)",
        Soup = "soup": "software of unknown provenance (IEC 62304)" | "SOUP（IEC 62304）",
        OpenSource = "open-source": "open source" | "オープンソース",
        Firmware = "firmware": "firmware that came with a part" | "部品付属のファームウェア",
        Service = "service": "a service that is called, not shipped" | "サービス（出荷物に含まれない）",
    }
}

choice! {
    /// How far an item is still looked after (asked for by FDA beside the SBOM).
    LevelOfSupport {
        ActivelyMaintained = "actively-maintained": "problems are fixed and new versions appear" | "積極的に保守されている",
        Limited = "limited": "only security fixes, or only on contract" | "限定的な保守（セキュリティ修正のみ等）",
        NoLongerMaintained = "no-longer-maintained": "no more fixes are made" | "保守終了",
        Abandoned = "abandoned": "left by its makers" | "放棄されている",
        Unknown = "unknown": "looked for and not found; needs a justification" | "調査したが不明（理由が必要）",
    }
}

choice! {
    /// Who carries the risk of an item (IEC 81001-5-1, 4.3).
    RiskTransfer {
        Maintained = "MAINTAINED": "the maker carries the risk and delivers updates" | "製造業者がリスクを負い更新を提供する",
        Supported = "SUPPORTED": "the maker tells of known vulnerabilities and how to update" | "製造業者が既知の脆弱性と更新方法を通知する",
        Required = "REQUIRED": "needed, and known to be open before use" | "必要であり、リスクは使用前に周知される",
    }
}

/// What the maker knows about the support of the software items of a release.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Support {
    /// Where it stands.
    pub place: Place,
    /// The items.
    pub items: Vec<SupportItem>,
}

/// Which components a statement is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemMatch {
    /// Where it stands.
    pub place: Place,
    /// Package URL; without a version it names all versions.
    pub purl: Option<String>,
    /// CPE 2.3 name.
    pub cpe: Option<String>,
    /// Name as in the SBOM.
    pub name: Option<String>,
    /// Version as in the SBOM.
    pub version: Option<String>,
    /// Reference inside the SBOM (`bom-ref`, `SPDXID`).
    pub reference: Option<String>,
}

impl ItemMatch {
    /// The shortest words that name it.
    pub fn label(&self) -> String {
        let ItemMatch { place: _, purl, cpe, name, version, reference } = self;
        let name = name.as_ref().map(|name| match version {
            Some(version) => format!("{name} {version}"),
            None => name.clone(),
        });
        purl.clone().or(name).or_else(|| cpe.clone()).or_else(|| reference.clone()).unwrap_or_default()
    }

    /// Whether it names nothing at all, so that it can match nothing.
    pub fn is_empty(&self) -> bool {
        self.label().is_empty()
    }
}

/// What is known about the support of one software item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SupportItem {
    /// Where it stands.
    pub place: Place,
    /// Which components it is about.
    pub matches: ItemMatch,
    /// Where it comes from.
    pub provenance: Option<Provenance>,
    /// The person or organisation that answers for it.
    pub owner: Option<Id>,
    /// Whether the maker changed it.
    pub modified: Option<bool>,
    /// Whether fixes were taken back into an old version, so that version ranges cannot decide.
    pub backported: Option<bool>,
    /// What was changed or taken back.
    pub change_note: Option<Text>,
    /// How far it is looked after.
    pub level_of_support: Option<LevelOfSupport>,
    /// MAINTAINED, SUPPORTED or REQUIRED.
    pub requirement: Option<RiskTransfer>,
    /// End of support.
    pub end_of_support: Option<When>,
    /// Another way in which it is watched.
    pub other_watch: Option<OtherWatch>,
    /// Why something above is unknown or accepted.
    pub justification: Option<Text>,
    /// For which units it counts.
    pub conditions: Vec<Condition>,
}

/// A watch beside the sources of the mirror, such as a supplier's bulletin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherWatch {
    /// Where it stands.
    pub place: Place,
    /// What is watched.
    pub what: Text,
    /// Who watches.
    pub owner: Option<Id>,
    /// How often, in days.
    pub interval_days: Option<u32>,
    /// The last look.
    pub last_look: Option<When>,
}

/// Whether another watch may stand in for a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchState {
    /// Owner, interval and last look are there, and the last look is not older than the interval.
    InDate,
    /// The last look is older than the interval; days late.
    Late(i32),
    /// Owner, interval or last look is missing.
    Incomplete,
}

impl OtherWatch {
    /// Whether the watch was kept up to `today`. A month counts from its first day, so that nothing looks fresher than it is.
    pub fn state(&self, today: terms::Day) -> WatchState {
        let OtherWatch { place: _, what: _, owner, interval_days, last_look } = self;
        let looked = match last_look {
            Some(When::Instant(at)) => Some(at.day()),
            Some(When::Day(day)) => Some(*day),
            Some(When::Month(year, month)) => terms::Day::from_ymd(*year, *month, 1),
            Some(When::Unknown | When::NotBefore(_)) | None => None,
        };
        let (Some(_), Some(interval), Some(looked)) = (owner, interval_days, looked) else {
            return WatchState::Incomplete;
        };
        let due = looked.0.saturating_add(i32::try_from(*interval).unwrap_or(i32::MAX));
        // A look that is said to lie ahead has not been taken.
        match () {
            () if looked > today => WatchState::Incomplete,
            () if due < today.0 => WatchState::Late(today.0.saturating_sub(due)),
            () => WatchState::InDate,
        }
    }
}
