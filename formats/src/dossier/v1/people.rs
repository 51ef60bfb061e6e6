use crate::dossier::record::record;
use device::{Authority, Id, PartyRole};
use terms::{Text, When};

record! {
    /// The persons and organisations that the dossier names.
    /// ドシエに登場する人と組織。
    People => device::People {
        /// Persons.
        /// 人。
        persons: Vec<Person>,
        /// Organisations.
        /// 組織。
        organisations: Vec<Organisation>,
    }
}

record! {
    /// A person with what they may approve.
    /// 人と承認権限。
    Person => device::Person {
        /// Their id.
        /// id。
        id: Id,
        /// Their name.
        /// 氏名。
        name: Text,
        /// How to reach them.
        /// 連絡先。
        contact: Option<String>,
        /// Id of the organisation they belong to.
        /// 所属組織の id。
        organisation: Option<Id>,
        /// Their roles, in the maker's own words.
        /// 役割（社内の呼び方）。
        roles: Vec<String>,
        /// What they may approve.
        /// 承認権限。
        authority: Vec<Authority>,
        /// Their public keys.
        /// 公開鍵。
        keys: Vec<PublicKey>,
    }
}

record! {
    /// A public key of a person.
    /// 人の公開鍵。
    PublicKey => device::PublicKey {
        /// Its id.
        /// id。
        id: Id,
        /// Algorithm, such as ed25519.
        /// 方式（例: ed25519）。
        algorithm: String,
        /// The public key, base64.
        /// 公開鍵（base64）。
        public: String,
        /// Good from.
        /// 有効開始日。
        from: Option<When>,
        /// Good until.
        /// 有効終了日。
        until: Option<When>,
        /// Revoked on; whatever it signed counts for nothing.
        /// 失効日。この鍵の署名はすべて無効。
        revoked: Option<When>,
    }
}

record! {
    /// An organisation with its roles under law.
    /// 組織とその法的役割。
    Organisation => device::Organisation {
        /// Its id.
        /// id。
        id: Id,
        /// Its name.
        /// 名称。
        name: Text,
        /// How to reach it.
        /// 連絡先。
        contact: Option<String>,
        /// Its roles, one entry per jurisdiction.
        /// 役割（法域ごと）。
        roles: Vec<OrganisationRole>,
    }
}

record! {
    /// A role of an organisation under one jurisdiction.
    /// 一つの法域における組織の役割。
    OrganisationRole => device::OrganisationRole {
        /// The role.
        /// 役割。
        role: PartyRole,
        /// The jurisdiction (JP, US, EU, …).
        /// 法域（JP、US、EU など）。
        jurisdiction: String,
        /// Held from.
        /// 開始日。
        from: Option<When>,
        /// Held until.
        /// 終了日。
        until: Option<When>,
    }
}
