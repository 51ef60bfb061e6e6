use crate::dossier::record::record;
use device::{Dated, Id, Sha256};
use site::Configuration;

record! {
    /// The rule set of a firewall, as it was read from it and without its secrets (`firewalls/ID/rules.yaml`).
    /// ファイアウォールから取得し、秘密情報を除いたルールセットの記録（`firewalls/ID/rules.yaml`）。
    StoredRules => site::StoredRules {
        /// Id of the firewall in networks.yaml.
        /// networks.yaml のファイアウォールの id。
        firewall: Id,
        /// When the rules were read from the firewall.
        /// ルールをファイアウォールから取得した日時。
        captured_at: Dated,
        /// Who read them.
        /// 取得者。
        captured_by: String,
        /// Which configuration of the firewall they are.
        /// 取得した設定の種類。
        configuration: Option<Configuration>,
        /// Their language, where somebody named it; left out: the content tells.
        /// ルールの形式。省略時は内容から判別する。
        language: Option<String>,
        /// The files, which hold together.
        /// ファイル（全体で一つのルールセット）。
        files: Vec<StoredRuleFile>,
    }
}

record! {
    /// A file of a rule set.
    /// ルールセットのファイル。
    StoredRuleFile => site::StoredRuleFile {
        /// Its name in the folder.
        /// フォルダ内の名前。
        file: String,
        /// SHA-256 of its bytes.
        /// 内容の SHA-256。
        sha256: Sha256,
        /// The language it was read in.
        /// 読み取った形式。
        language: String,
        /// How many secrets were cut out before it was kept.
        /// 保存前に取り除いた秘密情報の数。
        secrets_removed: u32,
    }
}
