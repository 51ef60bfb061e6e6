use crate::dossier::Field;
use crate::dossier::record::record;
use crate::yaml::json_line;
use device::{Dated, Id, Sha256};
use site::{DutyAnswer, InForce, TouchState};
use terms::Text;

record! {
    /// What a facility tells the maker of a device. It names no place and no patient.
    /// 医療機関から製造業者への状況報告。場所や患者の情報は含まない。
    Status => site::Status {
        /// `tutela.status/v1`.
        /// `tutela.status/v1`。
        schema: String,
        /// The program that made it.
        /// 作成したプログラム。
        program: String,
        /// Id of the device.
        /// 機器の id。
        device: Id,
        /// Number of the package that was taken in.
        /// 受領したパッケージの番号。
        sequence: u32,
        /// SHA-256 of that package's manifest.
        /// そのパッケージの目録の SHA-256。
        package: Sha256,
        /// When it was taken in, with the zone.
        /// 受領日時（タイムゾーン付き）。
        received_at: Option<Dated>,
        /// When the status was made, with the zone.
        /// 作成日時（タイムゾーン付き）。
        made_at: Dated,
        /// Installed units of the device.
        /// 設置機器の台数。
        units: u32,
        /// Of them those whose release is not known.
        /// うちリリース不明の台数。
        release_unknown: u32,
        /// How many units run each release.
        /// リリースごとの台数。
        releases: Vec<StatusRelease>,
        /// The newest release of the package.
        /// パッケージ内の最新リリース。
        newest: Option<Id>,
        /// Units that run it.
        /// 最新リリースを使用する台数。
        patched: u32,
        /// Units that cannot be brought to a release, and why.
        /// 更新できない機器と理由。
        cannot: Vec<Unpatched>,
        /// Vulnerabilities of units, as the facility's own check finds them.
        /// 施設自身の確認による、機器の脆弱性。
        vulnerabilities: Vec<Touched>,
        /// Hash of the mirror they were found with; left out: nothing was looked up.
        /// 照合に使用したミラーのハッシュ。省略時は照合していない。
        mirror: Option<String>,
        /// Controls that the maker offers.
        /// 製造業者が提示した対策の状況。
        controls: Vec<ControlInForce>,
        /// Duties.
        /// 責務への回答。
        duties: Vec<StatusDuty>,
        /// Serial numbers, only by recorded consent.
        /// 製造番号（同意の記録がある場合のみ）。
        serials: Vec<String>,
    }
}

record! {
    /// How many units run a release.
    /// リリースごとの台数。
    StatusRelease => site::StatusRelease {
        /// The release.
        /// リリース。
        release: Id,
        /// Units.
        /// 台数。
        units: u32,
    }
}

record! {
    /// Units that cannot be brought to a release.
    /// 更新できない機器。
    Unpatched => site::Unpatched {
        /// The release.
        /// リリース。
        release: Id,
        /// Units that do not run it.
        /// 未適用の台数。
        units: u32,
        /// Why.
        /// 理由。
        reason: Text,
    }
}

record! {
    /// A vulnerability of units.
    /// 機器の脆弱性。
    Touched => site::Touched {
        /// CVE id, else the first source id.
        /// CVE 番号、なければ情報源の id。
        id: String,
        /// How it stands.
        /// 状態。
        state: TouchState,
        /// Units that run a release with it.
        /// 該当する台数。
        units: u32,
        /// The rule that holds it off.
        /// 緩和する規則。
        rule: Option<String>,
    }
}

record! {
    /// A control and whether it is in force.
    /// 対策と、その有効性。
    ControlInForce => site::ControlInForce {
        /// Its id in network.yaml.
        /// network.yaml にある id。
        id: String,
        /// Whether it is in force.
        /// 有効かどうか。
        state: InForce,
        /// When the rules that prove it were read from the firewall.
        /// 根拠となるルールをファイアウォールから取得した日時。
        captured_at: Option<Dated>,
        /// SHA-256 of those rules.
        /// そのルールの SHA-256。
        rules: Option<Sha256>,
        /// Line of the rule that lets a packet through.
        /// パケットを通す規則の行。
        line: Option<u32>,
    }
}

record! {
    /// A duty and its answer.
    /// 責務と回答。
    StatusDuty => site::StatusDuty {
        /// The duty.
        /// 責務。
        id: Id,
        /// The answer.
        /// 回答。
        answer: DutyAnswer,
        /// Why it was refused.
        /// 拒否の理由。
        reason: Option<Text>,
    }
}

impl Status {
    /// The bytes that are signed: one line of JSON in the order of the shape, with its line end.
    pub fn canonical(&self) -> String {
        let mut line = self.write().map(|node| json_line(&node)).unwrap_or_default();
        line.push('\n');
        line
    }
}
