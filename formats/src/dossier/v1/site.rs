use crate::dossier::record::record;
use device::{Id, Interval, Sha256};
use site::{CheckAnswer, MakerWord, SiteRole};
use terms::{Text, When};

record! {
    /// A healthcare facility.
    /// 医療機関。
    Site => site::Site {
        /// Its id: opaque, never reused.
        /// id（意味を持たず、再利用しない）。
        id: Id,
        /// Its name.
        /// 名称。
        name: Text,
        /// Jurisdiction (JP, US, EU, …).
        /// 法域（JP、US、EU など）。
        jurisdiction: Option<String>,
        /// Who answers for what.
        /// 責任者と役割。
        roles: Vec<RoleAt>,
        /// Policies.
        /// 方針・規程。
        policies: Vec<Policy>,
        /// Answers to the yearly checklist.
        /// チェックリストの回答。
        checklist: Vec<ChecklistItem>,
        /// How old a captured rule set may be before a proof no longer counts; left out: 30 days.
        /// 証明に使えるルールセットの古さの上限。省略時は 30 日。
        rules_no_older_than: Option<Interval>,
        /// What the site holds of those who sign packages.
        /// パッケージの署名者についての方針。
        signers: Vec<Signer>,
    }
}

record! {
    /// What the site holds of a key that signs packages.
    /// パッケージに署名する鍵についての方針。
    Signer => site::Signer {
        /// Id of the key: SHA-256 of its 32 bytes.
        /// 鍵の id（32 バイトの SHA-256）。
        key: Sha256,
        /// Whose key it is.
        /// 鍵の持ち主。
        name: Text,
        /// What their "not affected" does here.
        /// この署名者の「影響なし」の扱い。
        not_affected: MakerWord,
        /// `yes`: a status to them may name units by serial number. Recorded consent.
        /// `yes` の場合、この署名者への状況報告に製造番号を含めてよい（同意の記録）。
        unit_serials: bool,
        /// Since when the key counts for nothing.
        /// 鍵の失効日。
        revoked: Option<When>,
        /// Why so.
        /// 理由。
        because: Option<Text>,
        /// Id of the person who decided it.
        /// 決定者の id。
        decided_by: Option<Id>,
        /// When.
        /// 決定日。
        decided_at: Option<When>,
    }
}

record! {
    /// A person and a role at the site.
    /// 施設における人と役割。
    RoleAt => site::RoleAt {
        /// The role.
        /// 役割。
        role: SiteRole,
        /// Id of the person (people.yaml).
        /// 人の id（people.yaml）。
        person: Id,
        /// How to reach them in this role.
        /// この役割での連絡先。
        contact: Option<String>,
    }
}

record! {
    /// A policy of the facility.
    /// 施設の方針・規程。
    Policy => site::Policy {
        /// Its name.
        /// 名称。
        name: Text,
        /// File, document number or address.
        /// ファイル、文書番号または所在。
        document: Option<String>,
        /// When it was last reviewed.
        /// 最終見直し日。
        reviewed: Option<When>,
    }
}

record! {
    /// An answer to an item of a checklist.
    /// チェックリスト項目の回答。
    ChecklistItem => site::ChecklistItem {
        /// The item, such as JP-CL-2-13.
        /// 項目（例: JP-CL-2-13）。
        item: String,
        /// The answer.
        /// 回答。
        answer: CheckAnswer,
        /// When it was checked.
        /// 確認日。
        checked: Option<When>,
        /// By when a "no" becomes a "yes".
        /// 「いいえ」の場合の目標日。
        target: Option<When>,
        /// Words about it.
        /// 備考。
        note: Option<Text>,
    }
}
