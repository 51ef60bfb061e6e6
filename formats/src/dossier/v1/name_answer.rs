use super::{AppendedApproval, Decision};
use crate::dossier::record::record;
use crate::dossier::{Definitions, Field, Reader};
use crate::yaml::{Node, Value};
use device::{Dated, Id};
use terms::Text;

record! {
    /// A person's answer whether an advisory's product and something of ours are the same. A later one replaces it.
    /// 勧告の製品と自社の物が同一かどうかについての回答。後の回答で置き換える。
    NameAnswer => device::NameAnswer {
        /// Whether they are the same; no: never match this pair.
        /// 同一かどうか。no の場合、この組は今後照合しない。
        "name_answer" same: bool,
        /// Its id.
        /// id。
        id: Option<Id>,
        /// Our name, as in the SBOM or the dossier.
        /// SBOM またはドシエ上の名前。
        name: String,
        /// Our maker; left out: whoever.
        /// 自社側の製造業者名。省略時は問わない。
        maker: Option<String>,
        /// Our version; left out: every version.
        /// 自社側の版。省略時は全版。
        version: Option<String>,
        /// The maker as the advisory names it.
        /// 勧告に記載された製造業者名。
        their_vendor: String,
        /// The product as the advisory names it.
        /// 勧告に記載された製品名。
        their_product: String,
        /// Why.
        /// 理由。
        reason: Option<Text>,
        /// Id of the person who answered.
        /// 回答者の id。
        author: Option<Id>,
        /// When, with the zone.
        /// 回答日時（タイムゾーン付き）。
        decided_at: Option<Dated>,
    }
}

/// What stands in decisions.yaml: a decision about a vulnerability, an approval of one, or an answer about a pair of names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// A decision.
    Decision(Box<Decision>),
    /// An answer.
    NameAnswer(Box<NameAnswer>),
    /// An approval.
    Approval(Box<AppendedApproval>),
}

impl Field for Decided {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        let has = |name: &str| match &node.value {
            Value::Map(entries) => entries.iter().any(|(key, _)| key.text == name),
            Value::Empty | Value::List(_) | Value::Scalar { .. } => false,
        };
        if has("name_answer") {
            NameAnswer::read(node, at).map(|answer| Decided::NameAnswer(Box::new(answer)))
        } else if has("approves") {
            AppendedApproval::read(node, at).map(|approval| Decided::Approval(Box::new(approval)))
        } else {
            Decision::read(node, at).map(|decision| Decided::Decision(Box::new(decision)))
        }
    }

    fn write(&self) -> Option<Node> {
        match self {
            Decided::Decision(decision) => decision.write(),
            Decided::NameAnswer(answer) => answer.write(),
            Decided::Approval(approval) => approval.write(),
        }
    }

    fn schema(definitions: &mut Definitions) -> Node {
        let shapes =
            [Decision::schema(definitions), NameAnswer::schema(definitions), AppendedApproval::schema(definitions)];
        Node::map([("anyOf", Node::list(shapes))])
    }
}
