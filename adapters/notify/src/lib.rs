//! Notify: carries letters by mail and events by signed webhooks, to addresses that the operator has opened.
//!
//! Takes: letters and events from the outbox. Gives: that the other side has taken them, or why not. Serves: MHLW guidance
//! on telling in time (facility guide 4.2, manufacturer guide 5.4). Never: sends in the clear to another machine, follows a redirect,
//! or says a secret.

mod address;
mod html;
mod mail;
#[cfg(test)]
mod tests;
mod webhook;

pub use mail::{MailSettings, Security};
pub use webhook::WebhookSettings;

use activities::courier_port::{Courier, Event, Letter, MAIL, Undelivered, WEBHOOK};
use mail::Mailer;
use webhook::Webhooks;

/// The couriers that the operator has opened.
#[derive(Default)]
pub struct Couriers {
    mail: Option<Mailer>,
    webhooks: Option<Webhooks>,
}

impl std::fmt::Debug for Couriers {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Couriers({:?})", self.ways())
    }
}

/// Why a courier cannot be opened: what is wrong with the settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The sender is no address of mail.
    Sender(String),
    /// Mail would cross the network in the clear.
    InTheClear(String),
    /// Certificates cannot be used.
    Certificates(String),
}

impl Couriers {
    /// With what the settings open.
    pub fn open(mail: Option<MailSettings>, webhooks: Option<WebhookSettings>) -> Result<Couriers, Unusable> {
        let mail = mail.map(Mailer::new).transpose()?;
        Ok(Couriers { mail, webhooks: webhooks.map(Webhooks::new).transpose()? })
    }
}

impl Courier for Couriers {
    fn ways(&self) -> Vec<&'static str> {
        let mail = self.mail.as_ref().map(|_| MAIL);
        mail.into_iter().chain(self.webhooks.as_ref().map(|_| WEBHOOK)).collect()
    }

    fn mail(&self, letter: &Letter) -> Result<(), Undelivered> {
        let Some(mail) = &self.mail else {
            return Err(Undelivered::new("mail is not configured", "メールは設定されていません"));
        };
        mail.send(letter)
    }

    fn post(&self, event: &Event) -> Result<(), Undelivered> {
        let Some(webhooks) = &self.webhooks else { return Err(closed()) };
        webhooks.post(event)
    }

    fn may_post(&self, url: &str) -> Result<(), Undelivered> {
        let Some(webhooks) = &self.webhooks else { return Err(closed()) };
        webhooks.may_post(url)
    }
}

fn closed() -> Undelivered {
    Undelivered::new("webhooks are not configured", "Webhook は設定されていません")
}
