use crate::dossier::Field;
use crate::dossier::record::record;
use crate::yaml::json_line;
use device::{Dated, FactKind, Id};

record! {
    /// A fact with its two times: when it happened and when it was written down.
    /// 事実と、その発生時刻および記録時刻。
    Fact => device::Fact {
        /// What kind of fact.
        /// 種類。
        kind: FactKind,
        /// When it happened, with the zone.
        /// 発生日時（タイムゾーン付き）。
        happened_at: Dated,
        /// When it was written down, with the zone.
        /// 記録日時（タイムゾーン付き）。
        recorded_at: Dated,
        /// Id of the release concerned.
        /// 対象リリースの id。
        release: Option<Id>,
        /// Id of the person (awareness, decision, approval).
        /// 人の id（認知・判断・承認）。
        person: Option<Id>,
        /// Vulnerability ids concerned.
        /// 対象の脆弱性 id。
        vulnerabilities: Vec<String>,
        /// Ids of the findings concerned.
        /// 対象の所見 id。
        findings: Vec<String>,
        /// Hash of the mirror in use.
        /// 使用したミラーのハッシュ。
        mirror: Option<String>,
        /// Hash of the dossier in use.
        /// 使用したドシエのハッシュ。
        dossier: Option<String>,
        /// How it was discovered or done.
        /// 発見・実施の方法。
        how: Option<String>,
    }
}

impl Fact {
    /// As a line of register.jsonl, without its line end.
    pub fn line(&self) -> String {
        self.write().map(|node| json_line(&node)).unwrap_or_default()
    }
}
