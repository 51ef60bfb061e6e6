use super::{AppendedApproval, Decision};
use crate::dossier::record::record;
use crate::dossier::{Definitions, Field, Reader};
use crate::yaml::{Node, Value, json_line};
use device::{Id, Sha256};

record! {
    /// A decision of a facility about a vulnerability in a device that it runs. Never edited: a later one replaces it.
    /// 使用中の機器の脆弱性に対する医療機関の判断。変更せず、後の判断で置き換える。
    SiteDecision => site::SiteDecision {
        /// Id of the device, as in its received dossier.
        /// 受領したドシエの機器の id。
        device: Id,
        /// The release; left out: each that is in use.
        /// リリース。省略時は使用中のすべて。
        release: Option<Id>,
        /// Id of the person who answers for it until it expires.
        /// 有効期限までの責任者の id。
        owner: Option<Id>,
        /// What was decided.
        /// 判断の内容。
        decision: Decision,
        /// The firewall proof that it leans on.
        /// 根拠とするファイアウォールの証明。
        isolation: Option<Isolation>,
    }
}

record! {
    /// A firewall proof: of which rules and which profile it is. It reopens when either changes or the rules grow too old.
    /// ファイアウォールの証明。規則・プロファイルの変更や規則の古さにより再判断になる。
    Isolation => site::Isolation {
        /// Id of the firewall in networks.yaml.
        /// networks.yaml のファイアウォールの id。
        firewall: Id,
        /// Version of the device's network.yaml.
        /// 機器の network.yaml の版。
        profile_version: String,
        /// The rule set as the site kept it.
        /// 保存した規則のファイル。
        rules: Vec<BoundFile>,
    }
}

record! {
    /// A file of a kept rule set and its hash.
    /// 保存した規則のファイルとハッシュ。
    BoundFile => site::BoundFile {
        /// Its name in firewalls/ID/.
        /// firewalls/ID/ 内の名前。
        file: String,
        /// SHA-256 of its bytes.
        /// 内容の SHA-256。
        sha256: Sha256,
    }
}

impl SiteDecision {
    /// The bytes that an approval signs: the record without its approval, as one line of JSON in the order of the shape.
    pub fn canonical(&self) -> String {
        let decision = Decision { approval: None, ..self.decision.clone() };
        let bare = SiteDecision { decision, ..self.clone() };
        bare.write().map(|node| json_line(&node)).unwrap_or_default()
    }
}

/// What stands in decisions.yaml of a site: a decision, or an approval of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteDecided {
    /// A decision.
    Decision(Box<SiteDecision>),
    /// An approval.
    Approval(Box<AppendedApproval>),
}

impl Field for SiteDecided {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        let approves = match &node.value {
            Value::Map(entries) => entries.iter().any(|(key, _)| key.text == "approves"),
            Value::Empty | Value::List(_) | Value::Scalar { .. } => false,
        };
        match approves {
            true => AppendedApproval::read(node, at).map(|approval| SiteDecided::Approval(Box::new(approval))),
            false => SiteDecision::read(node, at).map(|decision| SiteDecided::Decision(Box::new(decision))),
        }
    }

    fn write(&self) -> Option<Node> {
        match self {
            SiteDecided::Decision(decision) => decision.write(),
            SiteDecided::Approval(approval) => approval.write(),
        }
    }

    fn schema(definitions: &mut Definitions) -> Node {
        let shapes = [SiteDecision::schema(definitions), AppendedApproval::schema(definitions)];
        Node::map([("anyOf", Node::list(shapes))])
    }
}

/// What an approver of a site's decision signs: the site, then what the approval says. The device stands in the record itself.
pub fn site_approval_statement(site: &Id, approval: &device::Approval) -> String {
    super::decision::statement([("site", site.write())], approval)
}
