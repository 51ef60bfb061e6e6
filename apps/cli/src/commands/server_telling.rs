//! What the server's file of settings says about telling people: `[mail]`, `[webhooks]`, `[notices]`, `[feeds]`. Each is off until it
//! stands there.

use crate::edge::{Complaint, Edge};
use activities::courier_port::Courier;
use activities::notify::escalate::Escalation;
use activities::role::{Permission, Role};
use notify::{Couriers, MailSettings, Security, Unusable, WebhookSettings};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::Lang;
use web::TellSettings;

/// `[mail]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct MailFile {
    /// The mail server.
    pub(crate) host: String,
    /// Its port; by the form of TLS when left out.
    pub(crate) port: Option<u16>,
    /// `tls`, `starttls` or `none` (this machine alone).
    #[serde(default)]
    pub(crate) tls: MailTls,
    /// Who sends, such as `Tutela <tutela@hospital.example>`.
    pub(crate) from: String,
    /// The name that the server asks for.
    pub(crate) user: Option<String>,
    /// The file that holds the password alone.
    pub(crate) password_file: Option<PathBuf>,
    /// Certificates (PEM) to trust in place of the public ones.
    pub(crate) ca: Option<PathBuf>,
}

/// The form of TLS.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum MailTls {
    /// From the first byte.
    #[default]
    Tls,
    /// After STARTTLS.
    Starttls,
    /// None.
    None,
}

/// `[webhooks]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct WebhooksFile {
    /// Opens the way.
    pub(crate) on: bool,
    /// Addresses inside may be posted to, and without TLS.
    #[serde(default)]
    pub(crate) inside: bool,
    /// Certificates (PEM) to trust in place of the public ones.
    pub(crate) ca: Option<PathBuf>,
}

/// `[notices]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct NoticesFile {
    /// How long somebody has to acknowledge what cannot wait, such as `4h`.
    pub(crate) escalate_after: Option<String>,
    /// Roles that hear of it when the deputy did not acknowledge it either.
    pub(crate) supervisors: Option<Vec<String>>,
}

/// `[feeds]`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct FeedsFile {
    /// How often feeds are fetched, such as `6h`.
    pub(crate) sync_every: Option<String>,
}

/// What the sections say.
#[derive(Debug, Default)]
pub(crate) struct TellingFile {
    pub(crate) mail: Option<MailFile>,
    pub(crate) webhooks: Option<WebhooksFile>,
    pub(crate) notices: Option<NoticesFile>,
    pub(crate) feeds: Option<FeedsFile>,
}

/// The couriers and settings that follow; refused when a section means nothing.
pub(crate) fn open(edge: &Edge, file: TellingFile) -> Result<(Arc<dyn Courier>, TellSettings), Complaint> {
    let TellingFile { mail, webhooks, notices, feeds } = file;
    let mail = mail.map(|mail| mail_settings(edge, mail)).transpose()?;
    let webhooks = webhooks.filter(|webhooks| webhooks.on);
    let webhooks = webhooks.map(|webhooks| -> Result<WebhookSettings, Complaint> {
        Ok(WebhookSettings { inside: webhooks.inside, ca: webhooks.ca.map(|ca| read(edge, &ca)).transpose()? })
    });
    let couriers = Couriers::open(mail, webhooks.transpose()?).map_err(|fault| unusable(edge.lang, &fault))?;
    let notices = notices.unwrap_or_default();
    let usual = Escalation::default();
    let after = notices.escalate_after.map(|text| span(edge.lang, "escalate-after", &text)).transpose()?;
    let supervisors = notices.supervisors.map(|names| supervisors(edge.lang, &names)).transpose()?;
    let escalation =
        Escalation { after: after.unwrap_or(usual.after), supervisors: supervisors.unwrap_or(usual.supervisors) };
    let every = feeds.and_then(|feeds| feeds.sync_every);
    let sync_every = every.map(|text| span(edge.lang, "sync-every", &text)).transpose()?;
    Ok((Arc::new(couriers), TellSettings { escalation, sync_every }))
}

fn mail_settings(edge: &Edge, file: MailFile) -> Result<MailSettings, Complaint> {
    let MailFile { host, port, tls, from, user, password_file, ca } = file;
    let (security, usual) = match tls {
        MailTls::Tls => (Security::Tls, 465),
        MailTls::Starttls => (Security::StartTls, 587),
        MailTls::None => (Security::None, 25),
    };
    let login = match (user, password_file) {
        (Some(user), Some(path)) => {
            let password = String::from_utf8_lossy(&read(edge, &path)?).trim_end_matches(['\r', '\n']).to_owned();
            Some((user, password))
        }
        (None, None) => None,
        _ => {
            return Err(Complaint::new(
                edge.lang
                    .pick("[mail]: user and password-file go together", "[mail]: user と password-file は両方必要です"),
                "user = \"tutela\"\npassword-file = \"/etc/tutela/mail-password\"",
            ));
        }
    };
    let ca = ca.map(|ca| read(edge, &ca)).transpose()?;
    Ok(MailSettings { host, port: port.unwrap_or(usual), security, from, login, ca })
}

fn read(edge: &Edge, path: &Path) -> Result<Vec<u8>, Complaint> {
    std::fs::read(path).map_err(|fault| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name a file that can be read", "読み取れるファイルを指定してください"),
        )
    })
}

/// `90s`, `30m`, `6h`, `1d` in milliseconds; a minute at least.
fn span(lang: Lang, name: &str, text: &str) -> Result<i64, Complaint> {
    let unit = |text: &str| {
        Some(match text {
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => return None,
        })
    };
    let split = text.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (count, word) = text.split_at(split);
    let said = count.parse::<i64>().ok().zip(unit(word)).and_then(|(count, unit)| count.checked_mul(unit));
    said.filter(|said| (60_000..=366 * 86_400_000).contains(said)).ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("{name}: “{text}” is no span of time between a minute and a year"),
                format!("{name}: 「{text}」は 1 分～1 年の時間ではありません"),
            ),
            format!("{name} = \"6h\""),
        )
    })
}

/// Roles that may hear of work; who keeps the accounts is none of them.
fn supervisors(lang: Lang, names: &[String]) -> Result<Vec<Role>, Complaint> {
    let role = |name: &String| {
        Role::named(name).filter(|role| role.may(Permission::ReadWork)).ok_or_else(|| {
            let known: Vec<&str> =
                Role::ALL.into_iter().filter(|role| role.may(Permission::ReadWork)).map(Role::name).collect();
            Complaint::new(
                lang.pick(
                    format!("supervisors: “{name}” is no role that hears of work"),
                    format!("supervisors: 「{name}」は作業の通知を受けられる役割ではありません"),
                ),
                known.join(" | "),
            )
        })
    };
    names.iter().map(role).collect()
}

fn unusable(lang: Lang, fault: &Unusable) -> Complaint {
    match fault {
        Unusable::Sender(from) => Complaint::new(
            lang.pick(
                format!("[mail]: “{from}” is no sender"),
                format!("[mail]: 「{from}」は送信者として使用できません"),
            ),
            "from = \"Tutela <tutela@hospital.example>\"",
        ),
        Unusable::InTheClear(host) => Complaint::new(
            lang.pick(
                format!("[mail]: without TLS mail goes to this machine alone, not to {host}"),
                format!("[mail]: TLS なしで送信できるのは自機だけです（{host} には送信できません）"),
            ),
            "tls = \"tls\" | \"starttls\"",
        ),
        Unusable::Certificates(cause) => Complaint::new(
            lang.pick(
                format!("ca: certificates cannot be used ({cause})"),
                format!("ca: 証明書を使用できません（{cause}）"),
            ),
            lang.pick("give a file in PEM form", "PEM 形式のファイルを指定してください"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{span, supervisors};
    use terms::Lang;

    #[test]
    fn spans_and_supervisors_are_what_they_say() {
        let span = |text: &str| span(Lang::En, "sync-every", text).ok();
        assert_eq!([span("90s"), span("6h"), span("1d")], [Some(90_000), Some(21_600_000), Some(86_400_000)]);
        for none in ["", "6", "h", "59s", "-6h", "6 h", "400d", "99999999999999999999h"] {
            assert_eq!(span(none), None, "{none}");
        }
        let names = |name: &str| supervisors(Lang::En, &[name.to_owned()]).is_ok();
        assert!(names("quality") && !names("administrator") && !names("nobody"));
    }
}
