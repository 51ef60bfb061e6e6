//! Records in the tamper-evident log what was done, by whom, to what; never a secret, a name of a person or a patient.

use crate::log_port::{LogStore, NewLeaf};
use crate::store_fault::StoreFault;
use merkle_log::leaf_hash;
use serde::{Deserialize, Serialize};
use terms::{Instant, Lang};

/// What was done. Its name is for life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Deed {
    /// An organisation was made.
    OrganisationMade,
    /// Somebody signed in.
    SignedIn,
    /// Somebody signed out.
    SignedOut,
    /// A sign-in was refused.
    SignInRefused,
    /// An account was made.
    AccountMade,
    /// An account was disabled.
    AccountDisabled,
    /// A password was changed.
    PasswordChanged,
    /// A token was made.
    TokenMade,
    /// A token was withdrawn.
    TokenWithdrawn,
    /// A revision of a dossier was put.
    DossierPut,
    /// A revision of a site was put.
    SitePut,
    /// Units were imported.
    UnitsImported,
    /// A bundle of feeds was taken in.
    FeedsImported,
    /// How somebody wants to be told was changed.
    NoticesChanged,
    /// A secret address was made.
    AddressMade,
    /// A secret address was withdrawn.
    AddressWithdrawn,
    /// A webhook was made.
    WebhookMade,
    /// A webhook was ended.
    WebhookEnded,
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 18] = [
        Deed::OrganisationMade,
        Deed::SignedIn,
        Deed::SignedOut,
        Deed::SignInRefused,
        Deed::AccountMade,
        Deed::AccountDisabled,
        Deed::PasswordChanged,
        Deed::TokenMade,
        Deed::TokenWithdrawn,
        Deed::DossierPut,
        Deed::SitePut,
        Deed::UnitsImported,
        Deed::FeedsImported,
        Deed::NoticesChanged,
        Deed::AddressMade,
        Deed::AddressWithdrawn,
        Deed::WebhookMade,
        Deed::WebhookEnded,
    ];

    /// Its name in the log.
    pub fn name(self) -> &'static str {
        match self {
            Deed::OrganisationMade => "organisation-made",
            Deed::SignedIn => "signed-in",
            Deed::SignedOut => "signed-out",
            Deed::SignInRefused => "sign-in-refused",
            Deed::AccountMade => "account-made",
            Deed::AccountDisabled => "account-disabled",
            Deed::PasswordChanged => "password-changed",
            Deed::TokenMade => "token-made",
            Deed::TokenWithdrawn => "token-withdrawn",
            Deed::DossierPut => "dossier-put",
            Deed::SitePut => "site-put",
            Deed::UnitsImported => "units-imported",
            Deed::FeedsImported => "feeds-imported",
            Deed::NoticesChanged => "notices-changed",
            Deed::AddressMade => "address-made",
            Deed::AddressWithdrawn => "address-withdrawn",
            Deed::WebhookMade => "webhook-made",
            Deed::WebhookEnded => "webhook-ended",
        }
    }

    /// The deed of this name.
    pub fn named(name: &str) -> Option<Deed> {
        Deed::ALL.into_iter().find(|deed| deed.name() == name)
    }

    /// As a person reads it.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Deed::OrganisationMade => lang.pick("organisation made", "組織を作成"),
            Deed::SignedIn => lang.pick("signed in", "サインイン"),
            Deed::SignedOut => lang.pick("signed out", "サインアウト"),
            Deed::SignInRefused => lang.pick("sign-in refused", "サインインを拒否"),
            Deed::AccountMade => lang.pick("account made", "アカウントを作成"),
            Deed::AccountDisabled => lang.pick("account disabled", "アカウントを無効化"),
            Deed::PasswordChanged => lang.pick("password changed", "パスワードを変更"),
            Deed::TokenMade => lang.pick("token made", "トークンを作成"),
            Deed::TokenWithdrawn => lang.pick("token withdrawn", "トークンを取り消し"),
            Deed::DossierPut => lang.pick("dossier revision added", "ドシエの版を追加"),
            Deed::SitePut => lang.pick("site revision added", "施設の版を追加"),
            Deed::UnitsImported => lang.pick("units imported", "設置機器を取り込み"),
            Deed::FeedsImported => lang.pick("feeds imported", "フィードを取り込み"),
            Deed::NoticesChanged => lang.pick("notifications changed", "通知設定を変更"),
            Deed::AddressMade => lang.pick("secret address made", "購読用アドレスを作成"),
            Deed::AddressWithdrawn => lang.pick("secret address withdrawn", "購読用アドレスを取り消し"),
            Deed::WebhookMade => lang.pick("webhook made", "Webhook を作成"),
            Deed::WebhookEnded => lang.pick("webhook ended", "Webhook を終了"),
        }
    }
}

/// An entry of the log; its JSON on one line is the leaf.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// The organisation it belongs to.
    pub tenant: String,
    /// When, RFC 3339.
    pub at: String,
    /// The name of the deed.
    pub deed: String,
    /// The id of the account or token; empty where nobody was signed in.
    pub by: String,
    /// What it was done to: an id, never a name of a person.
    pub subject: String,
    /// The hash that the deed is bound to; empty when none.
    pub hash: String,
}

impl Entry {
    /// An entry about a deed.
    pub fn new(tenant: &str, at: Instant, deed: Deed, by: &str, subject: &str, hash: &str) -> Entry {
        Entry {
            tenant: tenant.to_owned(),
            at: at.to_string(),
            deed: deed.name().to_owned(),
            by: by.to_owned(),
            subject: subject.to_owned(),
            hash: hash.to_owned(),
        }
    }

    /// The entry of a leaf; `None` for a leaf of another shape.
    pub fn of(leaf: &[u8]) -> Option<Entry> {
        serde_json::from_slice(leaf).ok()
    }
}

/// Appends an entry, durably, and gives its place in the log.
pub fn record_deed(log: &dyn LogStore, at: Instant, entry: &Entry) -> Result<i64, StoreFault> {
    // Strings alone always serialise.
    let bytes = serde_json::to_vec(entry).unwrap_or_default();
    let leaf = NewLeaf { hash: leaf_hash(&bytes), bytes, tenant: entry.tenant.clone(), at, personal: Vec::new() };
    log.append_leaves(None, &[leaf])
}

#[cfg(test)]
mod tests {
    use super::{Deed, Entry};
    use terms::Instant;

    #[test]
    fn names_lead_back_to_their_deeds() {
        assert!(Deed::ALL.into_iter().all(|deed| Deed::named(deed.name()) == Some(deed)));
    }

    #[test]
    fn an_entry_is_read_back_from_its_leaf() {
        let entry = Entry::new("north", Instant(0), Deed::SignedIn, "u1", "", "");
        assert_eq!(Entry::of(&serde_json::to_vec(&entry).unwrap()), Some(entry));
        assert_eq!(Entry::of(b"{}"), None);
    }
}
