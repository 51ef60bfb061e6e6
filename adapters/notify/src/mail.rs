//! Mail by SMTP: over TLS from the start or after STARTTLS; in the clear to this machine alone.

use crate::Unusable;
use crate::html::html_of;
use activities::courier_port::{Letter, Undelivered};
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart, SinglePart};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, CertificateStore, Tls, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use lettre::{Message, SmtpTransport, Transport};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};

/// How the way to the mail server is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (RFC 8314).
    Tls,
    /// TLS after STARTTLS; without it nothing is sent.
    StartTls,
    /// None: to this machine alone.
    None,
}

/// The mail server, and who sends.
#[derive(Clone, Debug)]
pub struct MailSettings {
    /// Its name.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the way is protected.
    pub security: Security,
    /// The sender, such as `Tutela <tutela@hospital.example>`.
    pub from: String,
    /// Name and password, when the server asks for them.
    pub login: Option<(String, String)>,
    /// Certificates (PEM) to trust in place of the public ones.
    pub ca: Option<Vec<u8>>,
}

/// How long the server may take for one step.
const PATIENCE: Duration = Duration::from_secs(30);

/// Sends letters.
pub(crate) struct Mailer {
    transport: SmtpTransport,
    from: Mailbox,
    /// The part of the sender behind the `@`, which ids of messages end with.
    domain: String,
}

impl Mailer {
    pub(crate) fn new(settings: MailSettings) -> Result<Mailer, Unusable> {
        let MailSettings { host, port, security, from, login, ca } = settings;
        let from: Mailbox = from.parse().map_err(|_| Unusable::Sender(from))?;
        let domain = from.email.domain().to_owned();
        let tls = match security {
            Security::None if is_this_machine(&host) => Tls::None,
            Security::None => return Err(Unusable::InTheClear(host)),
            Security::Tls => Tls::Wrapper(parameters(&host, ca)?),
            Security::StartTls => Tls::Required(parameters(&host, ca)?),
        };
        let transport = SmtpTransport::builder_dangerous(host)
            .port(port)
            .tls(tls)
            .timeout(Some(PATIENCE))
            .hello_name(ClientId::Domain(domain.clone()));
        let transport = match login {
            Some((user, password)) => transport.credentials(Credentials::new(user, password)),
            None => transport,
        };
        Ok(Mailer { transport: transport.build(), from, domain })
    }

    pub(crate) fn send(&self, letter: &Letter) -> Result<(), Undelivered> {
        let message = self.message(letter)?;
        // What the server says is for the operator; it holds no secret of ours, but perhaps the address.
        let said = |error: lettre::transport::smtp::Error| {
            let error = without(&error.to_string(), &letter.to);
            Undelivered::new(&error, &format!("メールを送信できません（{error}）"))
        };
        self.transport.send(&message).map(drop).map_err(said)
    }

    fn message(&self, letter: &Letter) -> Result<Message, Undelivered> {
        let Letter { id, to, lang, subject, text, urgent, list, at } = letter;
        let to: Mailbox =
            to.parse().map_err(|_| Undelivered::new("the address is none", "宛先のアドレスが正しくありません"))?;
        let at = u64::try_from(at.0).map(Duration::from_millis).unwrap_or_default();
        let builder = Message::builder()
            .from(self.from.clone())
            .to(to)
            .date(SystemTime::UNIX_EPOCH + at)
            .message_id(Some(format!("<{id}@{}>", self.domain)))
            // No line break may end a header early.
            .subject(subject.replace(['\r', '\n'], " "));
        let list: String = list.chars().filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-').collect();
        let mut headers = vec![
            ("Auto-Submitted", "auto-generated".to_owned()),
            ("List-Id", format!("<{list}.tutela.{}>", self.domain)),
            ("Content-Language", lang.tag().to_owned()),
        ];
        if *urgent {
            headers.push(("Importance", "high".to_owned()));
        }
        let header = |(name, value): (&'static str, String)| {
            HeaderName::new_from_ascii(name.to_owned()).ok().map(|name| HeaderValue::new(name, value))
        };
        let builder = headers.into_iter().filter_map(header).fold(builder, lettre::message::MessageBuilder::raw_header);
        let plain = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(text.clone());
        let html = SinglePart::builder().header(ContentType::TEXT_HTML).body(html_of(text, lang.tag()));
        let parts = MultiPart::alternative().singlepart(plain).singlepart(html);
        builder.multipart(parts).map_err(|error| Undelivered(error.to_string()))
    }
}

fn parameters(host: &str, ca: Option<Vec<u8>>) -> Result<TlsParameters, Unusable> {
    let builder = TlsParameters::builder(host.to_owned());
    let builder = match ca {
        None => builder,
        Some(pem) => {
            let unusable = |error: lettre::transport::smtp::Error| Unusable::Certificates(error.to_string());
            let certificate = Certificate::from_pem(&pem).map_err(unusable)?;
            builder.certificate_store(CertificateStore::None).add_root_certificate(certificate)
        }
    };
    builder.build_rustls().map_err(|error| Unusable::Certificates(error.to_string()))
}

/// Whether a name or address is this machine, whatever a name server says.
fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

/// A text without the address of the person.
fn without(text: &str, address: &str) -> String {
    text.replace(address, "…")
}
