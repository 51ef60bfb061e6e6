use crate::dossier::record::record;
use device::{AliasKind, ConditionKind, Sha256};
use terms::When;

record! {
    /// A name by which something is known, with the time in which it held.
    /// 通称・識別番号とその有効期間。
    Alias => device::Alias {
        /// The kind of name.
        /// 種別。
        kind: AliasKind,
        /// The name or number.
        /// 名称または番号。
        value: String,
        /// The jurisdiction it belongs to (JP, US, EU, …).
        /// 該当する法域（JP、US、EU など）。
        jurisdiction: Option<String>,
        /// Held from.
        /// 有効開始日。
        from: Option<When>,
        /// Held until.
        /// 有効終了日。
        until: Option<When>,
    }
}

record! {
    /// Something that must hold of a unit for the entry to count for it.
    /// この項目が適用される条件（個々の機器ごとに判定）。
    Condition => device::Condition {
        /// What the condition is about.
        /// 条件の種類。
        kind: ConditionKind,
        /// The option, flag, setting or property.
        /// オプション・フラグ・設定などの名前。
        name: String,
        /// The value it must have; left out: it must be present.
        /// 必要な値。省略時は「存在すること」。
        is: Option<String>,
    }
}

record! {
    /// A piece of evidence.
    /// 証拠。
    Evidence => device::Evidence {
        /// File, document number or address.
        /// ファイル、文書番号または所在。
        reference: String,
        /// SHA-256 of the file.
        /// ファイルの SHA-256。
        sha256: Option<Sha256>,
    }
}
