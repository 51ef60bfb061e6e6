//! Records in the tamper-evident log what was done, by whom, to what; never a secret, a name of a person or a patient.
//!
//! Whoever acts, and whomever a deed is about, stands in the leaf as a salted hash. The words lie beside the log, so that they can be
//! removed when their time is over: the leaf is anonymous then, and the tree still holds.

use crate::log_port::{LogStore, NewLeaf};
use crate::secrets_port::Secrets;
use crate::store_fault::StoreFault;
use merkle_log::leaf_hash;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use terms::{Instant, Lang};

/// Who acts when nobody does: the program by itself. It stands in the log as it is.
pub const PROGRAM: &str = "tutela";

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
    /// An account may be used again.
    AccountEnabled,
    /// The roles of an account were changed: which, for what and until when.
    RolesChanged,
    /// A password was changed.
    PasswordChanged,
    /// An administrator gave a password that counts once in place of the one before.
    PasswordReset,
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
    /// What was done at one unit was recorded.
    UnitRecorded,
    /// An SBOM was taken into a release.
    SbomAdded,
    /// A package of a maker was taken into a site.
    PackageReceived,
    /// A bundle of feeds was taken in.
    FeedsImported,
    /// Fetching the feeds was asked for.
    FeedsAskedFor,
    /// A file left the house; the entry is bound to its hash.
    Exported,
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
    /// A legal hold was set: nothing of it is removed.
    HoldSet,
    /// A legal hold was ended.
    HoldEnded,
    /// Somebody says that they have seen an item of work; its escalation ends.
    WorkAcknowledged,
    /// Somebody says that an item of work is done.
    WorkDone,
    /// Records were removed because their time was over.
    RecordsRemoved,
}

impl Deed {
    /// All of them.
    pub const ALL: [Deed; 47] = [
        Deed::OrganisationMade,
        Deed::SignedIn,
        Deed::SignedOut,
        Deed::SignInRefused,
        Deed::AccountMade,
        Deed::AccountDisabled,
        Deed::AccountEnabled,
        Deed::RolesChanged,
        Deed::PasswordChanged,
        Deed::PasswordReset,
        Deed::TokenMade,
        Deed::TokenWithdrawn,
        Deed::DossierPut,
        Deed::SitePut,
        Deed::UnitsImported,
        Deed::UnitRecorded,
        Deed::SbomAdded,
        Deed::PackageReceived,
        Deed::FeedsImported,
        Deed::FeedsAskedFor,
        Deed::Exported,
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
        Deed::HoldSet,
        Deed::HoldEnded,
        Deed::WorkAcknowledged,
        Deed::WorkDone,
        Deed::RecordsRemoved,
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
            Deed::AccountEnabled => "account-enabled",
            Deed::RolesChanged => "roles-changed",
            Deed::PasswordChanged => "password-changed",
            Deed::PasswordReset => "password-reset",
            Deed::TokenMade => "token-made",
            Deed::TokenWithdrawn => "token-withdrawn",
            Deed::DossierPut => "dossier-put",
            Deed::SitePut => "site-put",
            Deed::UnitsImported => "units-imported",
            Deed::UnitRecorded => "unit-recorded",
            Deed::SbomAdded => "sbom-added",
            Deed::PackageReceived => "package-received",
            Deed::FeedsImported => "feeds-imported",
            Deed::FeedsAskedFor => "feeds-asked-for",
            Deed::Exported => "exported",
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
            Deed::HoldSet => "hold-set",
            Deed::HoldEnded => "hold-ended",
            Deed::WorkAcknowledged => "work-acknowledged",
            Deed::WorkDone => "work-done",
            Deed::RecordsRemoved => "records-removed",
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
            Deed::AccountEnabled => lang.pick("account enabled again", "アカウントを再び有効化"),
            Deed::RolesChanged => lang.pick("roles changed", "役割を変更"),
            Deed::PasswordChanged => lang.pick("password changed", "パスワードを変更"),
            Deed::PasswordReset => lang.pick("password reset", "パスワードを再設定"),
            Deed::TokenMade => lang.pick("token made", "トークンを作成"),
            Deed::TokenWithdrawn => lang.pick("token withdrawn", "トークンを取り消し"),
            Deed::DossierPut => lang.pick("dossier revision added", "ドシエの版を追加"),
            Deed::SitePut => lang.pick("site revision added", "施設の版を追加"),
            Deed::UnitsImported => lang.pick("units imported", "設置機器を取り込み"),
            Deed::UnitRecorded => lang.pick("work at a unit recorded", "設置機器の作業を記録"),
            Deed::SbomAdded => lang.pick("SBOM added", "SBOM を追加"),
            Deed::PackageReceived => lang.pick("package received", "パッケージを受領"),
            Deed::FeedsImported => lang.pick("feeds imported", "フィードを取り込み"),
            Deed::FeedsAskedFor => lang.pick("fetching of feeds asked for", "フィードの取得を依頼"),
            Deed::Exported => lang.pick("exported", "書き出し"),
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
            Deed::HoldSet => lang.pick("legal hold set", "法的保存を設定"),
            Deed::HoldEnded => lang.pick("legal hold ended", "法的保存を解除"),
            Deed::WorkAcknowledged => lang.pick("work acknowledged", "作業を確認済みにした"),
            Deed::WorkDone => lang.pick("work set done", "作業を完了にした"),
            Deed::RecordsRemoved => lang.pick("records removed (retention)", "保存期間を過ぎた記録を削除"),
        }
    }

    /// Whether its subject leads to a person: an account, or a token or address of one.
    pub fn is_about_a_person(self) -> bool {
        match self {
            // With a passkey that belongs to somebody.
            Deed::SignedIn
            | Deed::AccountMade
            | Deed::AccountDisabled
            | Deed::AccountEnabled
            | Deed::RolesChanged
            | Deed::PasswordChanged
            | Deed::PasswordReset
            | Deed::TokenMade
            | Deed::TokenWithdrawn
            | Deed::NoticesChanged
            | Deed::AddressMade
            | Deed::AddressWithdrawn
            | Deed::SecondFactorSet
            | Deed::SecondFactorRemoved
            | Deed::RecoveryCodeUsed
            | Deed::RecoveryCodesMade
            | Deed::PasskeyAdded
            | Deed::PasskeyRemoved
            | Deed::PasskeyCopied
            | Deed::SigningKeyMade
            | Deed::EmergencyBegun
            | Deed::EmergencyEnded => true,
            Deed::OrganisationMade
            | Deed::SignedOut
            | Deed::SignInRefused
            | Deed::DossierPut
            | Deed::SitePut
            | Deed::UnitsImported
            | Deed::UnitRecorded
            | Deed::SbomAdded
            | Deed::PackageReceived
            | Deed::FeedsImported
            | Deed::FeedsAskedFor
            | Deed::Exported
            | Deed::WebhookMade
            | Deed::WebhookEnded
            | Deed::SecondFactorDemanded
            | Deed::SecondFactorOptional
            | Deed::DecisionTaken
            | Deed::DecisionApproved
            | Deed::DecisionRejected
            | Deed::DecisionReviewed
            | Deed::HoldSet
            | Deed::HoldEnded
            | Deed::WorkAcknowledged
            | Deed::WorkDone
            | Deed::RecordsRemoved => false,
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
    /// Who: the id of an account or token, a space and its name; in the leaf its salted hash. Empty where nobody was signed in.
    /// Leaves of earlier versions hold the id alone.
    pub by: String,
    /// What it was done to: an id, never a name; in the leaf a salted hash when it leads to a person.
    pub subject: String,
    /// The hash that the deed is bound to; empty when none.
    pub hash: String,
}

/// What a salted hash of a leaf stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Word {
    /// The field of the leaf: `by` or `subject`.
    pub field: String,
    /// Sixteen random bytes, hexadecimal.
    pub salt: String,
    /// The word.
    pub word: String,
}

/// What stands before a salted hash in a leaf.
const SALTED: &str = "sha256:";

impl Word {
    /// A word with its salt.
    fn new(field: &str, word: &str, secrets: &dyn Secrets) -> Word {
        let mut salt = [0; 16];
        secrets.random(&mut salt);
        Word { field: field.to_owned(), salt: hex(&salt), word: word.to_owned() }
    }

    /// What stands in the leaf in its place.
    pub fn salted(&self) -> String {
        let Word { field, salt, word } = self;
        let mut hash = Sha256::new();
        for part in ["tutela.log-word", field, salt] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        hash.update(word.as_bytes());
        format!("{SALTED}{}", hex(&hash.finalize()))
    }

    /// The words that lie beside a leaf.
    pub fn read(bytes: &[u8]) -> Vec<Word> {
        serde_json::from_slice(bytes).unwrap_or_default()
    }
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

    /// The leaf: persons as salted hashes, the words beside it.
    pub fn leaf(&self, at: Instant, secrets: &dyn Secrets) -> NewLeaf {
        let (mut entry, mut words) = (self.clone(), Vec::new());
        let mut hide = |field: &str, text: &mut String| {
            let word = Word::new(field, text, secrets);
            *text = word.salted();
            words.push(word);
        };
        if !entry.by.is_empty() && entry.by != PROGRAM {
            hide("by", &mut entry.by);
        }
        if !entry.subject.is_empty() && Deed::named(&entry.deed).is_some_and(Deed::is_about_a_person) {
            hide("subject", &mut entry.subject);
        }
        // Strings alone always serialise.
        let bytes = serde_json::to_vec(&entry).unwrap_or_default();
        let personal = if words.is_empty() { Vec::new() } else { serde_json::to_vec(&words).unwrap_or_default() };
        NewLeaf { hash: leaf_hash(&bytes), bytes, tenant: entry.tenant, at, personal }
    }

    /// A field by its name.
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "by" => Some(&self.by),
            "subject" => Some(&self.subject),
            _ => None,
        }
    }

    /// Whether a field stands in the leaf as a salted hash.
    pub fn is_salted(text: &str) -> bool {
        text.strip_prefix(SALTED).is_some_and(|hash| hash.len() == 64)
    }

    /// Whether a word is the one that its field stands for.
    pub fn stands_for(&self, word: &Word) -> bool {
        self.field(&word.field).is_some_and(|held| held == word.salted())
    }
}

/// Appends an entry, durably, and gives its place in the log.
pub fn record_deed(log: &dyn LogStore, secrets: &dyn Secrets, at: Instant, entry: &Entry) -> Result<i64, StoreFault> {
    log.append_leaves(None, &[entry.leaf(at, secrets)])
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Deed, Entry, PROGRAM, Word};
    use crate::secrets_port::Secrets;
    use terms::Instant;

    /// Salts that count, and nothing else.
    pub(crate) struct Counting(pub(crate) std::sync::atomic::AtomicU8);

    impl Secrets for Counting {
        fn hash(&self, _: &str) -> String {
            String::new()
        }
        fn matches(&self, _: &str, _: &str) -> bool {
            false
        }
        fn one_time_code(&self, _: &[u8], _: u64) -> u32 {
            0
        }
        fn random(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    #[test]
    fn names_lead_back_to_their_deeds() {
        assert!(Deed::ALL.into_iter().all(|deed| Deed::named(deed.name()) == Some(deed)));
    }

    #[test]
    fn a_leaf_of_an_earlier_version_is_read_as_it_stands() {
        let entry = Entry::new("north", Instant(0), Deed::SignedIn, "u1", "", "");
        assert_eq!(Entry::of(&serde_json::to_vec(&entry).unwrap()), Some(entry));
        assert_eq!(Entry::of(b"{}"), None);
    }

    #[test]
    fn nobody_stands_in_a_leaf_in_the_clear_and_the_words_beside_it_say_who() {
        let secrets = Counting(7.into());
        let entry = Entry::new("north", Instant(0), Deed::AccountMade, "u1 Kim", "u2 Aki", "");
        let leaf = entry.leaf(Instant(0), &secrets);
        let text = String::from_utf8(leaf.bytes.clone()).unwrap();
        assert!(
            !text.contains("u1") && !text.contains("Kim") && !text.contains("u2") && !text.contains("Aki"),
            "{text}"
        );
        let (held, words) = (Entry::of(&leaf.bytes).unwrap(), Word::read(&leaf.personal));
        assert!(words.len() == 2 && words.iter().all(|word| held.stands_for(word)) && words[0].salt != words[1].salt);
        assert!(Entry::is_salted(&held.by));
        let other = Word { word: "u1 Aki".to_owned(), ..words[0].clone() };
        assert!(!held.stands_for(&other));
        let elsewhere = Word { field: "subject".to_owned(), ..words[0].clone() };
        assert!(!held.stands_for(&elsewhere));
    }

    #[test]
    fn what_is_no_person_stays_readable() {
        let secrets = Counting(0.into());
        let leaf = |by, deed| Entry::new("north", Instant(0), deed, by, "dossier/pump", "").leaf(Instant(0), &secrets);
        let put = Entry::of(&leaf("u1 Kim", Deed::DossierPut).bytes).unwrap();
        assert_eq!((put.subject.as_str(), Entry::is_salted(&put.by)), ("dossier/pump", true));
        let removed = leaf(PROGRAM, Deed::RecordsRemoved);
        assert_eq!((Entry::of(&removed.bytes).unwrap().by.as_str(), removed.personal.len()), (PROGRAM, 0));
    }
}
