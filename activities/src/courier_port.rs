//! The port of couriers: what carries messages out of the house.

use terms::{Instant, Lang};

/// The way of mail, as messages name it.
pub const MAIL: &str = "mail";

/// The way of webhooks, as messages name it.
pub const WEBHOOK: &str = "webhook";

/// A letter to one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The id of the message, the same however often it is sent.
    pub id: String,
    /// The address.
    pub to: String,
    /// The language of the texts.
    pub lang: Lang,
    /// In one line.
    pub subject: String,
    /// The text, lines of any length.
    pub text: String,
    /// It cannot wait.
    pub urgent: bool,
    /// Which list it belongs to: the id of the tenant.
    pub list: String,
    /// When it was made.
    pub at: Instant,
}

/// An event for one endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The id of the message, the same however often it is sent.
    pub id: String,
    /// The address.
    pub url: String,
    /// The secret to sign with.
    pub secret: Vec<u8>,
    /// The moment of this attempt.
    pub at: Instant,
    /// JSON.
    pub body: Vec<u8>,
}

/// Why something did not arrive, in a few words for the operator: no secret, no name of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered(pub String);

/// Stands between the languages of one text.
const BETWEEN: char = '\u{1f}';

impl Undelivered {
    /// In both languages.
    pub fn new(en: &str, ja: &str) -> Undelivered {
        Undelivered(format!("{en}{BETWEEN}{ja}"))
    }

    /// The wording of a language; what another machine said in its own words stays as it is.
    pub fn say(&self, lang: Lang) -> &str {
        self.0.split_once(BETWEEN).map_or(self.0.as_str(), |(en, ja)| lang.pick(en, ja))
    }
}

/// Carries messages out of the house.
pub trait Courier: Send + Sync {
    /// The ways that the operator has opened.
    fn ways(&self) -> Vec<&'static str>;
    /// Hands a letter to the mail server.
    fn mail(&self, letter: &Letter) -> Result<(), Undelivered>;
    /// Posts an event.
    fn post(&self, event: &Event) -> Result<(), Undelivered>;
    /// Whether an address may be posted to; otherwise why not.
    fn may_post(&self, url: &str) -> Result<(), Undelivered>;
}

/// No way at all: what is written waits.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoCourier;

impl Courier for NoCourier {
    fn ways(&self) -> Vec<&'static str> {
        Vec::new()
    }

    fn mail(&self, _: &Letter) -> Result<(), Undelivered> {
        Err(Undelivered::new("mail is not configured", "メールは設定されていません"))
    }

    fn post(&self, _: &Event) -> Result<(), Undelivered> {
        Err(Undelivered::new("webhooks are not configured", "Webhook は設定されていません"))
    }

    fn may_post(&self, _: &str) -> Result<(), Undelivered> {
        Err(Undelivered::new("webhooks are not configured", "Webhook は設定されていません"))
    }
}
