use super::{Condition, Evidence};
use crate::dossier::Field;
use crate::dossier::record::record;
use crate::yaml::{Node, json_line};
use device::{Dated, Exploitation, Id, ProductStatus, Seal, Sha256, VexJustification};
use terms::{Text, When};

record! {
    /// A decision about a vulnerability in a release. Never edited: a later one replaces it.
    /// リリースの脆弱性に対する判断。変更せず、後の判断で置き換える。
    Decision => device::Decision [appended = Vec::new(), sha256 = None] {
        /// Its id.
        /// id。
        id: Option<Id>,
        /// Every id known for the vulnerability (CVE, GHSA, …).
        /// 脆弱性の既知の id すべて（CVE、GHSA など）。
        vulnerabilities: Vec<String>,
        /// The component it is about.
        /// 対象の構成要素。
        component: DecidedComponent,
        /// The status decided.
        /// 判断した状態。
        status: ProductStatus,
        /// Why not affected (VEX label).
        /// 影響を受けない根拠（VEX ラベル）。
        justification: Option<VexJustification>,
        /// The reason in words.
        /// 理由。
        reason: Option<Text>,
        /// What it means for security.
        /// セキュリティへの影響評価。
        security: Option<Text>,
        /// What it means for safety.
        /// 安全性への影響評価。
        safety: Option<Text>,
        /// Id of the person who wrote it.
        /// 記載者の id。
        author: Option<Id>,
        /// When it was decided, with the zone.
        /// 判断日時（タイムゾーン付き）。
        decided_at: Option<Dated>,
        /// When it must be looked at again.
        /// 再確認の期限。
        expires: Option<When>,
        /// Who approved it.
        /// 承認。
        approval: Option<Approval>,
        /// For which units it counts.
        /// 適用条件。
        conditions: Vec<Condition>,
        /// What it rests on.
        /// 根拠資料。
        evidence: Vec<Evidence>,
        /// How far it was exploited when it was decided (CISA SSVC); a rise reopens it.
        /// 判断時の悪用状況（CISA SSVC）。悪化すると再判断になる。
        exploitation: Option<Exploitation>,
    }
}

record! {
    /// The component of a decision.
    /// 判断の対象となる構成要素。
    DecidedComponent => device::DecidedComponent {
        /// Package URL.
        /// パッケージ URL。
        purl: Option<String>,
        /// CPE 2.3 name.
        /// CPE 2.3 名。
        cpe: Option<String>,
        /// Name as in the SBOM.
        /// SBOM 上の名前。
        name: Option<String>,
        /// Versions: one version or a vers range; left out: every version.
        /// 版（1 つの版または vers 範囲）。省略時は全版。
        range: Option<String>,
    }
}

record! {
    /// Who approved the record, and of which bytes.
    /// 承認者と承認対象。
    Approval => device::Approval [seal = Seal::Unchecked] {
        /// Id of the person (people.yaml).
        /// 承認者の id（people.yaml）。
        person: Id,
        /// In which role.
        /// 役割。
        role: Option<String>,
        /// What the approval means.
        /// 承認の意味。
        meaning: Option<Text>,
        /// When, with the zone.
        /// 承認日時（タイムゾーン付き）。
        at: Option<Dated>,
        /// SHA-256 of the canonical record that was approved.
        /// 承認した正規形の記録の SHA-256。
        sha256: Option<Sha256>,
        /// Id of the key among the person's keys in people.yaml.
        /// people.yaml にある承認者の鍵の id。
        key: Option<Id>,
        /// Ed25519 signature, base64.
        /// Ed25519 署名（base64）。
        signature: Option<String>,
    }
}

record! {
    /// An approval of a decision that stands in the same file; appended, so that the decision stays as it is.
    /// 同じファイルにある判断への承認。判断を変更せず追記する。
    AppendedApproval => device::Approval [seal = Seal::Unchecked] {
        /// SHA-256 of the canonical record that was approved: it names the decision.
        /// 承認した正規形の記録の SHA-256（対象の判断を示す）。
        "approves" sha256: Option<Sha256>,
        /// Id of the person (people.yaml).
        /// 承認者の id（people.yaml）。
        person: Id,
        /// In which role.
        /// 役割。
        role: Option<String>,
        /// What the approval means.
        /// 承認の意味。
        meaning: Option<Text>,
        /// When, with the zone.
        /// 承認日時（タイムゾーン付き）。
        at: Option<Dated>,
        /// Id of the key among the person's keys in people.yaml.
        /// people.yaml にある承認者の鍵の id。
        key: Option<Id>,
        /// Ed25519 signature, base64.
        /// Ed25519 署名（base64）。
        signature: Option<String>,
    }
}

/// What an approver signs: one line of JSON that names device and release, then what the approval says, in this order; what
/// it does not say is left out. Device and release come from where the decision stands, so an approval is not carried over
/// with a copy of the decision.
pub fn approval_statement(device: &Id, release: &Id, approval: &device::Approval) -> String {
    statement([("device", device.write()), ("release", release.write())], approval)
}

/// One line of JSON: where the decision stands, then what the approval says.
pub(super) fn statement<const N: usize>(
    whose: [(&'static str, Option<Node>); N],
    approval: &device::Approval,
) -> String {
    let device::Approval { place: _, person, role, meaning, at, sha256, key, signature: _, seal: _ } = approval;
    let entries = [
        ("approves", sha256.write()),
        ("person", person.write()),
        ("role", role.write()),
        ("meaning", meaning.write()),
        ("at", at.write()),
        ("key", key.write()),
    ];
    json_line(&Node::map(whose.into_iter().chain(entries).filter_map(|(name, node)| Some((name, node?)))))
}

impl Decision {
    /// The bytes that an approval signs: the record without its approval, as one line of JSON in the order of the shape.
    pub fn canonical(&self) -> String {
        let bare = Decision { approval: None, ..self.clone() };
        bare.write().map(|node| json_line(&node)).unwrap_or_default()
    }
}
