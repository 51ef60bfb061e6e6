use crate::{Approval, Condition, Dated, Evidence, Id, Sha256};
use terms::choice;
use terms::{Place, Text, When};

choice! {
    /// Where a product stands towards a vulnerability (VEX, CSAF).
    ProductStatus {
        Affected = "affected": "the product is affected" | "影響を受ける",
        NotAffected = "not_affected": "the product is not affected" | "影響を受けない",
        Fixed = "fixed": "the product holds a fix" | "修正済み",
        UnderInvestigation = "under_investigation": "not known yet" | "調査中",
    }
}

choice! {
    /// Why a product is not affected (VEX labels).
    VexJustification {
        ComponentNotPresent = "component_not_present": "the component is not there" | "構成要素が存在しない",
        VulnerableCodeNotPresent = "vulnerable_code_not_present": "the vulnerable code is not there" | "脆弱なコードが存在しない",
        VulnerableCodeNotInExecutePath = "vulnerable_code_not_in_execute_path":
            "the vulnerable code is never run" | "脆弱なコードが実行されない",
        VulnerableCodeCannotBeControlledByAdversary = "vulnerable_code_cannot_be_controlled_by_adversary":
            "an attacker cannot steer the vulnerable code" | "攻撃者が脆弱なコードを制御できない",
        InlineMitigationsAlreadyExist = "inline_mitigations_already_exist":
            "protections inside the product already stop it" | "製品内の対策により既に緩和されている",
    }
}

choice! {
    /// How far a vulnerability is exploited (CISA SSVC, decision point Exploitation).
    Exploitation {
        None = "none": "no exploitation known" | "悪用は知られていない",
        Poc = "poc": "a proof of concept is public" | "実証コードが公開されている",
        Active = "active": "exploited in the wild" | "実際に悪用されている",
    }
}

/// A decision about a vulnerability in a release. It is never edited; a later one replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Option<Id>,
    /// Every id known for the vulnerability when it was decided; a match on any of them counts.
    pub vulnerabilities: Vec<String>,
    /// The component it is about.
    pub component: DecidedComponent,
    /// The status decided.
    pub status: ProductStatus,
    /// Why not affected.
    pub justification: Option<VexJustification>,
    /// The reason in words.
    pub reason: Option<Text>,
    /// What it means for security.
    pub security: Option<Text>,
    /// What it means for safety.
    pub safety: Option<Text>,
    /// Who wrote it.
    pub author: Option<Id>,
    /// When it was decided.
    pub decided_at: Option<Dated>,
    /// When it must be looked at again.
    pub expires: Option<When>,
    /// Who approved it.
    pub approval: Option<Approval>,
    /// For which units it counts.
    pub conditions: Vec<Condition>,
    /// What it rests on.
    pub evidence: Vec<Evidence>,
    /// How far it was exploited when it was decided.
    pub exploitation: Option<Exploitation>,
    /// Approvals that were appended later, in the order written.
    pub appended: Vec<Approval>,
    /// SHA-256 of the canonical record as it stands, without its approval; `None` when nobody has taken it.
    pub sha256: Option<Sha256>,
}

impl Decision {
    /// Its approvals, in the order written.
    pub fn approvals(&self) -> impl Iterator<Item = &Approval> {
        self.approval.iter().chain(&self.appended)
    }
}

/// The component of a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DecidedComponent {
    /// Where it stands.
    pub place: Place,
    /// Package URL.
    pub purl: Option<String>,
    /// CPE 2.3 name.
    pub cpe: Option<String>,
    /// Name as in the SBOM.
    pub name: Option<String>,
    /// Versions, as a vers range or one version; `None`: every version.
    pub range: Option<String>,
}

impl DecidedComponent {
    /// The shortest words that name it.
    pub fn label(&self) -> String {
        let DecidedComponent { place: _, purl, cpe, name, range: _ } = self;
        purl.clone().or_else(|| name.clone()).or_else(|| cpe.clone()).unwrap_or_default()
    }
}
