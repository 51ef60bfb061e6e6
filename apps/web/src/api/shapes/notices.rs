//! How people are told, secret addresses, webhooks.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How the caller wants to be told.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Notices {
    /// What the caller said, or the usual.
    pub(crate) wishes: NoticesChange,
    /// Whom the caller may name as deputy.
    pub(crate) deputies: Vec<Colleague>,
    /// The operator has set up a mail server.
    pub(crate) mail_open: bool,
    /// Mail reaches the caller: an address is stated, mail is on, a mail server is set up.
    pub(crate) reached: bool,
    /// So many minutes after it was told, what cannot wait goes to the deputy.
    pub(crate) escalates_after: i64,
}

/// A colleague.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Colleague {
    /// The id of the account.
    pub(crate) id: String,
    /// The printed name.
    pub(crate) name: String,
}

/// How somebody wants to be told.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct NoticesChange {
    /// The address of mail; empty for none.
    pub(crate) address: String,
    /// `en` or `ja`.
    pub(crate) language: String,
    /// Mail may be sent.
    pub(crate) mail: bool,
    /// `at-once`, `daily` or `weekly`: when what can wait is told.
    pub(crate) rhythm: String,
    /// The day of a weekly digest, 0 (Monday) to 6.
    #[serde(default)]
    pub(crate) weekday: u8,
    /// The time of the digest, `HH:MM` on one's own clock.
    #[serde(default)]
    pub(crate) at: String,
    /// Hours in which only what cannot wait is sent.
    #[serde(default)]
    pub(crate) quiet: Option<QuietHours>,
    /// Minutes that one's own clock is ahead of UTC, −840 to 840.
    pub(crate) offset: i16,
    /// The id of the deputy's account; empty for none.
    #[serde(default)]
    pub(crate) deputy: String,
    /// Rules by product line; of several that fit, the first counts.
    #[serde(default)]
    pub(crate) lines: Vec<Line>,
}

/// Hours that may last over midnight.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct QuietHours {
    /// `HH:MM`.
    pub(crate) from: String,
    /// `HH:MM`.
    pub(crate) to: String,
}

/// A rule for a product line.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Line {
    /// `dossier/ID` or `site/ID`, or the beginning of it and `*`.
    pub(crate) about: String,
    /// A code of a finding, or the beginning of it and `*`; empty for all.
    #[serde(default)]
    pub(crate) code: String,
    /// `at-once`, `digest` or `nothing`. What cannot wait is told all the same when it would reach nobody else.
    pub(crate) wish: String,
}

/// A trial message.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Trial {
    /// Its id, the same however often it is sent.
    pub(crate) id: String,
    /// Its way is open; otherwise it waits.
    pub(crate) open: bool,
}

/// Secret addresses.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Addresses {
    /// One's own, the oldest first.
    pub(crate) items: Vec<AddressRow>,
}

/// A secret address without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AddressRow {
    /// Its id.
    pub(crate) id: String,
    /// What it is for.
    pub(crate) label: String,
    /// When it was made, RFC 3339.
    pub(crate) made_at: String,
    /// When it was last used, to the minute.
    pub(crate) seen_at: Option<String>,
    /// It was withdrawn.
    pub(crate) withdrawn: bool,
}

/// A new secret address.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewAddress {
    /// What it is for.
    pub(crate) label: String,
}

/// A secret address that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeAddress {
    /// The Atom feed, shown once.
    pub(crate) atom: String,
    /// The calendar, shown once.
    pub(crate) ics: String,
    /// About it.
    pub(crate) about: AddressRow,
}

/// How messages stand.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Outbox {
    /// Each way.
    pub(crate) ways: Vec<WayRow>,
}

/// How messages of a way stand.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WayRow {
    /// `mail` or `webhook`.
    pub(crate) way: String,
    /// The operator has opened it; otherwise its messages wait.
    pub(crate) open: bool,
    /// Not sent yet.
    pub(crate) waiting: u64,
    /// Of those, tried without success.
    pub(crate) failing: u64,
    /// Sent.
    pub(crate) sent: u64,
    /// Taken back because nobody was there any more who could get them.
    pub(crate) withdrawn: u64,
    /// Since when the oldest waits, RFC 3339.
    pub(crate) oldest: Option<String>,
    /// What went wrong last with one that waits.
    pub(crate) fault: Option<String>,
}

/// Webhooks.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Webhooks {
    /// In the order of their names.
    pub(crate) items: Vec<WebhookRow>,
}

/// A webhook without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WebhookRow {
    /// Its id.
    pub(crate) id: String,
    /// What it is called.
    pub(crate) label: String,
    /// The address.
    pub(crate) url: String,
    /// Only what cannot wait is posted.
    pub(crate) urgent_only: bool,
    /// Since when, RFC 3339.
    pub(crate) since: String,
}

/// A new webhook.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewWebhook {
    /// What it is called.
    pub(crate) label: String,
    /// The address, `https://…`.
    pub(crate) url: String,
    /// Only what cannot wait is posted.
    #[serde(default)]
    pub(crate) urgent_only: bool,
}

/// A webhook that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeWebhook {
    /// The secret as Standard Webhooks writes it (`whsec_…`), shown once.
    pub(crate) secret: String,
    /// About it.
    pub(crate) about: WebhookRow,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Notices", schema_of::<Notices>);
    take("NoticesChange", schema_of::<NoticesChange>);
    take("Trial", schema_of::<Trial>);
    take("Addresses", schema_of::<Addresses>);
    take("NewAddress", schema_of::<NewAddress>);
    take("MadeAddress", schema_of::<MadeAddress>);
    take("Outbox", schema_of::<Outbox>);
    take("Webhooks", schema_of::<Webhooks>);
    take("NewWebhook", schema_of::<NewWebhook>);
    take("MadeWebhook", schema_of::<MadeWebhook>);
}
