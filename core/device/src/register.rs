use crate::{Dated, Id};
use terms::Place;
use terms::choice;

choice! {
    /// What kind of fact a line of the register records.
    FactKind {
        Looked = "looked": "a check looked and saw nothing that is not recorded yet" | "確認し、未記録のものは見つからなかった",
        Seen = "seen": "a check saw findings" | "確認で検出した",
        Aware = "aware": "a person became aware; clocks count from it" | "担当者が認知した（期限の起点）",
        Decided = "decided": "a decision was written" | "判断を記録した",
        Approved = "approved": "a record was approved" | "記録を承認した",
        FixAvailable = "fix-available": "a fix was made available" | "修正を提供可能にした",
        Deployed = "deployed": "a fix was put into the field" | "修正を適用した",
        SbomAdded = "sbom-added": "an SBOM was taken into a release" | "リリースに SBOM を取り込んだ",
        Withdrawn = "withdrawn": "a source or the maker took it back" | "情報が取り下げられた",
    }
}

/// A fact with its two times: when it happened and when it was written down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Where it stands.
    pub place: Place,
    /// What kind of fact.
    pub kind: FactKind,
    /// When it happened.
    pub happened_at: Dated,
    /// When it was written down.
    pub recorded_at: Dated,
    /// The release concerned.
    pub release: Option<Id>,
    /// Who (awareness, decision, approval).
    pub person: Option<Id>,
    /// Vulnerability ids concerned.
    pub vulnerabilities: Vec<String>,
    /// Ids of the findings concerned.
    pub findings: Vec<String>,
    /// Hash of the mirror in use.
    pub mirror: Option<String>,
    /// Hash of the dossier in use.
    pub dossier: Option<String>,
    /// How it was discovered or done.
    pub how: Option<String>,
}
