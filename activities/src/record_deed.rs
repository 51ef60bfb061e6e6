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
    /// A package of a maker was taken into a site.
    PackageReceived,
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
    /// A second factor was set up.
    SecondFactorSet,
    /// A second factor was taken away.
    SecondFactorRemoved,
    /// A recovery code was used in place of a one-time code.
    RecoveryCodeUsed,
    /// New recovery codes were made.
    RecoveryCodesMade,
    /// A second factor is demanded of everybody from now on.
    SecondFactorDemanded,
    /// It is no longer demanded.
    SecondFactorOptional,
    /// A passkey was added.
    PasskeyAdded,
    /// A passkey was removed.
    PasskeyRemoved,
    /// A passkey was refused because its device counts backwards: there may be a copy of it.
    PasskeyCopied,
    /// A key that signs for a person was made.
    SigningKeyMade,
    /// A decision was taken.
    DecisionTaken,
    /// A decision was approved and signed.
    DecisionApproved,
    /// A decision was rejected and signed.
    DecisionRejected,
    /// A decision was reviewed and signed.
    DecisionReviewed,
    /// Wider access was taken in an emergency.
    EmergencyBegun,
    /// Wider access ended.
    EmergencyEnded,
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 35] = [
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
        Deed::PackageReceived,
        Deed::FeedsImported,
        Deed::NoticesChanged,
        Deed::AddressMade,
        Deed::AddressWithdrawn,
        Deed::WebhookMade,
        Deed::WebhookEnded,
        Deed::SecondFactorSet,
        Deed::SecondFactorRemoved,
        Deed::RecoveryCodeUsed,
        Deed::RecoveryCodesMade,
        Deed::SecondFactorDemanded,
        Deed::SecondFactorOptional,
        Deed::PasskeyAdded,
        Deed::PasskeyRemoved,
        Deed::PasskeyCopied,
        Deed::SigningKeyMade,
        Deed::DecisionTaken,
        Deed::DecisionApproved,
        Deed::DecisionRejected,
        Deed::DecisionReviewed,
        Deed::EmergencyBegun,
        Deed::EmergencyEnded,
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
            Deed::PackageReceived => "package-received",
            Deed::FeedsImported => "feeds-imported",
            Deed::NoticesChanged => "notices-changed",
            Deed::AddressMade => "address-made",
            Deed::AddressWithdrawn => "address-withdrawn",
            Deed::WebhookMade => "webhook-made",
            Deed::WebhookEnded => "webhook-ended",
            Deed::SecondFactorSet => "second-factor-set",
            Deed::SecondFactorRemoved => "second-factor-removed",
            Deed::RecoveryCodeUsed => "recovery-code-used",
            Deed::RecoveryCodesMade => "recovery-codes-made",
            Deed::SecondFactorDemanded => "second-factor-demanded",
            Deed::SecondFactorOptional => "second-factor-optional",
            Deed::PasskeyAdded => "passkey-added",
            Deed::PasskeyRemoved => "passkey-removed",
            Deed::PasskeyCopied => "passkey-copied",
            Deed::SigningKeyMade => "signing-key-made",
            Deed::DecisionTaken => "decision-taken",
            Deed::DecisionApproved => "decision-approved",
            Deed::DecisionRejected => "decision-rejected",
            Deed::DecisionReviewed => "decision-reviewed",
            Deed::EmergencyBegun => "emergency-begun",
            Deed::EmergencyEnded => "emergency-ended",
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
            Deed::PackageReceived => lang.pick("package received", "パッケージを受領"),
            Deed::FeedsImported => lang.pick("feeds imported", "フィードを取り込み"),
            Deed::NoticesChanged => lang.pick("notifications changed", "通知設定を変更"),
            Deed::AddressMade => lang.pick("secret address made", "購読用アドレスを作成"),
            Deed::AddressWithdrawn => lang.pick("secret address withdrawn", "購読用アドレスを取り消し"),
            Deed::WebhookMade => lang.pick("webhook made", "Webhook を作成"),
            Deed::WebhookEnded => lang.pick("webhook ended", "Webhook を終了"),
            Deed::SecondFactorSet => lang.pick("second factor set up", "二要素認証を設定"),
            Deed::SecondFactorRemoved => lang.pick("second factor removed", "二要素認証を解除"),
            Deed::RecoveryCodeUsed => lang.pick("recovery code used", "回復コードを使用"),
            Deed::RecoveryCodesMade => lang.pick("recovery codes made", "回復コードを作成"),
            Deed::SecondFactorDemanded => lang.pick("second factor demanded", "二要素認証を必須に変更"),
            Deed::SecondFactorOptional => lang.pick("second factor left to each person", "二要素認証を任意に変更"),
            Deed::PasskeyAdded => lang.pick("passkey added", "パスキーを追加"),
            Deed::PasskeyRemoved => lang.pick("passkey removed", "パスキーを削除"),
            Deed::PasskeyCopied => {
                lang.pick("passkey refused: its device may have been copied", "パスキーを拒否（端末の複製の疑い）")
            }
            Deed::SigningKeyMade => lang.pick("signing key made", "署名鍵を作成"),
            Deed::DecisionTaken => lang.pick("decision taken", "判断を記録"),
            Deed::DecisionApproved => lang.pick("decision approved", "判断を承認"),
            Deed::DecisionRejected => lang.pick("decision rejected", "判断を却下"),
            Deed::DecisionReviewed => lang.pick("decision reviewed", "判断を確認"),
            Deed::EmergencyBegun => lang.pick("emergency access begun", "緊急アクセスを開始"),
            Deed::EmergencyEnded => lang.pick("emergency access ended", "緊急アクセスを終了"),
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
