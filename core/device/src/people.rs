use crate::Id;
use terms::choice;
use terms::{Place, Text, When};

choice! {
    /// What a person may approve.
    Authority {
        ApproveTriage = "approve-triage": "approve decisions about vulnerabilities" | "脆弱性の判断を承認できる",
        ApprovePlan = "approve-plan": "approve the cybersecurity plan" | "サイバーセキュリティ計画を承認できる",
        ApproveRelease = "approve-release": "approve a release" | "リリースを承認できる",
        ApproveRisk = "approve-risk": "approve a risk evaluation" | "リスク評価を承認できる",
        ApproveAdvisory = "approve-advisory": "approve an advisory" | "勧告を承認できる",
    }
}

choice! {
    /// The role of an organisation under a jurisdiction's law.
    PartyRole {
        MarketingAuthorisationHolder = "marketing-authorisation-holder":
            "holds the marketing authorisation" | "製造販売業者",
        ForeignManufacturer = "foreign-manufacturer": "makes it outside the jurisdiction" | "外国製造業者",
        Manufacturer = "manufacturer": "makes it" | "製造業者",
        Representative = "representative": "represents a foreign maker" | "選任製造販売業者・代理人",
        Importer = "importer": "imports it" | "輸入業者",
        Dealer = "dealer": "sells or lends it" | "販売業者・貸与業者",
        Repairer = "repairer": "repairs it" | "修理業者",
        ServiceProvider = "service-provider": "serves it on contract" | "サービス事業者",
        CloudProvider = "cloud-provider": "runs the cloud it needs" | "クラウド事業者",
        Supplier = "supplier": "supplies a part or software" | "供給者",
        Facility = "facility": "uses it beside patients" | "医療機関",
        FacilityGroup = "facility-group": "runs several facilities" | "医療機関グループ",
    }
}

/// The persons and organisations that a dossier names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Where it stands.
    pub place: Place,
    /// Persons.
    pub persons: Vec<Person>,
    /// Organisations.
    pub organisations: Vec<Organisation>,
}

impl People {
    /// The person with this id.
    pub fn person(&self, id: &Id) -> Option<&Person> {
        self.persons.iter().find(|person| person.id == *id)
    }
}

/// A person with what they may approve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Where it stands.
    pub place: Place,
    /// Their id.
    pub id: Id,
    /// Their name.
    pub name: Text,
    /// How to reach them.
    pub contact: Option<String>,
    /// The organisation they belong to.
    pub organisation: Option<Id>,
    /// Their roles, in the maker's own words.
    pub roles: Vec<String>,
    /// What they may approve.
    pub authority: Vec<Authority>,
    /// Their public keys.
    pub keys: Vec<PublicKey>,
}

/// A public key of a person and when it was theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Algorithm, such as `ed25519`.
    pub algorithm: String,
    /// The key, base64.
    pub public: String,
    /// Good from.
    pub from: Option<When>,
    /// Good until.
    pub until: Option<When>,
    /// Revoked on. Nothing it ever signed counts: whoever holds a stolen key can write any date.
    pub revoked: Option<When>,
}

/// An organisation with its roles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Text,
    /// How to reach it.
    pub contact: Option<String>,
    /// Its roles per jurisdiction.
    pub roles: Vec<OrganisationRole>,
}

/// A role of an organisation under one jurisdiction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganisationRole {
    /// Where it stands.
    pub place: Place,
    /// The role.
    pub role: PartyRole,
    /// The jurisdiction (`JP`, `US`, `EU`, …).
    pub jurisdiction: String,
    /// Held from.
    pub from: Option<When>,
    /// Held until.
    pub until: Option<When>,
}
