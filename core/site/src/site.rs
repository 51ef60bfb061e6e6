use device::{Id, Interval, Sha256};
use terms::{Place, Text, When, choice};

choice! {
    /// What a person answers for at a site.
    SiteRole {
        Administrator = "administrator": "administrator of the facility" | "病院管理者",
        SafetyManager = "clinical-safety-manager":
            "clinical safety manager of medical devices" | "医療機器安全管理責任者",
        SystemSafetyManager = "system-safety-manager":
            "safety manager of medical information systems" | "医療情報システム安全管理責任者",
        HospitalIt = "hospital-it": "hospital IT" | "院内 IT 担当",
        Biomedical = "biomedical": "biomedical engineering" | "臨床工学部門",
        IncidentContact = "incident-contact": "incident contact" | "インシデント連絡窓口",
        ServiceProvider = "service-provider": "service provider" | "委託事業者",
    }
}

choice! {
    /// The answer to a checklist item.
    CheckAnswer {
        Yes = "yes": "done" | "はい",
        No = "no": "not done" | "いいえ",
        NotApplicable = "not-applicable": "does not apply here" | "対象外",
    }
}

choice! {
    /// What a maker's "not affected" does at this site.
    MakerWord {
        Shown = "shown": "it is shown beside the finding and closes nothing" | "所見に併記するのみで、解決とはしない",
        Counted = "counted":
            "signed by two persons of the maker it leaves the verdict; the finding stays listed" |
            "製造業者の 2 名が署名していれば判定から外す（所見は一覧に残る）",
    }
}

/// A healthcare facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Text,
    /// Jurisdiction (`JP`, `US`, `EU`, …).
    pub jurisdiction: Option<String>,
    /// Who answers for what.
    pub roles: Vec<RoleAt>,
    /// Policies.
    pub policies: Vec<Policy>,
    /// Answers to a checklist.
    pub checklist: Vec<ChecklistItem>,
    /// How old a captured rule set may be before a proof no longer counts.
    pub rules_no_older_than: Option<Interval>,
    /// What the site holds of those who sign packages.
    pub signers: Vec<Signer>,
}

/// What the site holds of a key that signs packages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signer {
    /// Where it stands.
    pub place: Place,
    /// Id of the key: SHA-256 of its 32 bytes.
    pub key: Sha256,
    /// Whose key it is.
    pub name: Text,
    /// What their "not affected" does here.
    pub not_affected: MakerWord,
    /// Whether a status to them may name units by serial number.
    pub unit_serials: bool,
    /// Since when the key counts for nothing.
    pub revoked: Option<When>,
    /// Why so.
    pub because: Option<Text>,
    /// Who decided it (people.yaml).
    pub decided_by: Option<Id>,
    /// When.
    pub decided_at: Option<When>,
}

/// A person and a role at the site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleAt {
    /// Where it stands.
    pub place: Place,
    /// The role.
    pub role: SiteRole,
    /// The person (people.yaml).
    pub person: Id,
    /// How to reach them in this role.
    pub contact: Option<String>,
}

/// A policy of the facility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Where it stands.
    pub place: Place,
    /// Its name.
    pub name: Text,
    /// Where the document is.
    pub document: Option<String>,
    /// When it was last reviewed.
    pub reviewed: Option<When>,
}

/// An answer to an item of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChecklistItem {
    /// Where it stands.
    pub place: Place,
    /// The item, such as `JP-CL-2-13`.
    pub item: String,
    /// The answer.
    pub answer: CheckAnswer,
    /// When it was checked.
    pub checked: Option<When>,
    /// By when a "no" becomes a "yes".
    pub target: Option<When>,
    /// Words about it.
    pub note: Option<Text>,
}
