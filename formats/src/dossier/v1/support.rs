use super::Condition;
use crate::dossier::record::record;
use device::{Id, LevelOfSupport, Provenance, RiskTransfer};
use terms::{Text, When};

record! {
    /// What the maker knows about the support of the software items of a release.
    /// リリースのソフトウェアアイテムのサポート状況。
    Support => device::Support {
        /// The items.
        /// アイテム。
        items: Vec<SupportItem>,
    }
}

record! {
    /// Which components an entry is about: everything given must fit.
    /// 対象の構成要素。記載したすべてに一致するもの。
    ItemMatch => device::ItemMatch {
        /// Package URL; without a version it names all versions.
        /// パッケージ URL。版を省略すると全版。
        purl: Option<String>,
        /// CPE 2.3 name.
        /// CPE 2.3 名。
        cpe: Option<String>,
        /// Name as in the SBOM.
        /// SBOM 上の名前。
        name: Option<String>,
        /// Version as in the SBOM.
        /// SBOM 上の版。
        version: Option<String>,
        /// Reference inside the SBOM (bom-ref, SPDXID).
        /// SBOM 内の参照（bom-ref、SPDXID）。
        reference: Option<String>,
    }
}

record! {
    /// What is known about the support of one software item.
    /// 一つのソフトウェアアイテムのサポート状況。
    SupportItem => device::SupportItem {
        /// Which components it is about.
        /// 対象の構成要素。
        "match" matches: ItemMatch,
        /// Where it comes from.
        /// 由来。
        provenance: Option<Provenance>,
        /// Id of the person or organisation that answers for it.
        /// 責任を持つ人または組織の id。
        owner: Option<Id>,
        /// Whether the maker changed it.
        /// 製造業者が改変したか。
        modified: Option<bool>,
        /// Whether fixes were taken back into an old version, so that version ranges cannot decide.
        /// 旧版に修正を移植したか（版の範囲では判定できない）。
        backported: Option<bool>,
        /// What was changed or taken back.
        /// 改変・移植の内容。
        change_note: Option<Text>,
        /// How far it is looked after.
        /// サポートレベル。
        level_of_support: Option<LevelOfSupport>,
        /// Who carries the risk (IEC 81001-5-1, 4.3).
        /// リスクを負う者の分類（IEC 81001-5-1 4.3）。
        requirement: Option<RiskTransfer>,
        /// End of support.
        /// サポート終了日。
        end_of_support: Option<When>,
        /// Another way in which it is watched, such as a supplier's bulletin.
        /// 他の監視手段（供給者の通知など）。
        other_watch: Option<OtherWatch>,
        /// Why something above is unknown or accepted.
        /// 不明または受容とする理由。
        justification: Option<Text>,
        /// For which units it counts.
        /// 適用条件。
        conditions: Vec<Condition>,
    }
}

record! {
    /// A watch beside the sources of the mirror. It counts with an owner, an interval and a last look in date.
    /// ミラーの情報源以外の監視。責任者・間隔・期限内の最終確認があれば有効。
    OtherWatch => device::OtherWatch {
        /// What is watched.
        /// 監視対象。
        what: Text,
        /// Id of the person who watches.
        /// 監視する人の id。
        owner: Option<Id>,
        /// How often, in days.
        /// 間隔（日）。
        interval_days: Option<u32>,
        /// The last look.
        /// 最終確認日。
        last_look: Option<When>,
    }
}
