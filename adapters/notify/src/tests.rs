//! A little mail server and a little endpoint on this machine.

use crate::webhook::signature;
use crate::{Couriers, MailSettings, Security, Unusable, WebhookSettings};
use activities::courier_port::{Courier, Event, Letter, NoCourier};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::pki_types::PrivateKeyDer;
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, mpsc};
use std::thread::JoinHandle;
use terms::{Instant, Lang};

/// Certificate (PEM) and configuration of a server named `localhost`.
fn tls() -> (Vec<u8>, Arc<ServerConfig>) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (made.cert.pem().into_bytes(), Arc::new(config))
}

trait Wire: Read + Write {}
impl<T: Read + Write> Wire for T {}

/// A server that takes so many connections; what each said comes out.
struct Server {
    port: u16,
    said: mpsc::Receiver<String>,
    _thread: JoinHandle<()>,
}

fn server(talks: Vec<Box<dyn FnOnce(TcpStream) -> String + Send>>) -> Server {
    let listener = TcpListener::bind("localhost:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (tell, said) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        for talk in talks {
            let Ok((stream, _)) = listener.accept() else { return };
            let _ = tell.send(talk(stream));
        }
    });
    Server { port, said, _thread: thread }
}

/// Speaks SMTP until the other side leaves, or asks for STARTTLS.
fn smtp(wire: &mut dyn Wire, greets: bool, offers: &str, verdict: &str) -> String {
    let mut said = String::new();
    if greets {
        wire.write_all(b"220 localhost\r\n").unwrap();
    }
    let mut reader = BufReader::new(wire);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return said;
        }
        said.push_str(&line);
        let answer = match line.split([' ', '\r']).next().unwrap() {
            "EHLO" => format!("250-localhost\r\n250 {offers}\r\n"),
            "STARTTLS" => {
                reader.get_mut().write_all(b"220 go on\r\n").unwrap();
                return said;
            }
            "AUTH" => "235 welcome\r\n".to_owned(),
            "DATA" => {
                reader.get_mut().write_all(b"354 go on\r\n").unwrap();
                let mut line = String::new();
                while line != ".\r\n" {
                    line.clear();
                    if reader.read_line(&mut line).unwrap_or(0) == 0 {
                        return said;
                    }
                    said.push_str(&line);
                }
                format!("{verdict}\r\n")
            }
            "QUIT" => {
                let _ = reader.get_mut().write_all(b"221 bye\r\n");
                return said;
            }
            _ => "250 ok\r\n".to_owned(),
        };
        if reader.get_mut().write_all(answer.as_bytes()).is_err() {
            return said;
        }
    }
}

fn wrapped(config: &Arc<ServerConfig>, stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    StreamOwned::new(ServerConnection::new(Arc::clone(config)).unwrap(), stream)
}

fn letter() -> Letter {
    Letter {
        id: "0123456789abcdef".to_owned(),
        to: "sato@north.example".to_owned(),
        lang: Lang::Ja,
        subject: "Tutela: 悪用確認済み – CVE-2026-1\r\nBcc: other@elsewhere.example".to_owned(),
        text: "対応が必要な項目です。\n\n* CVE-2026-1\n  https://t.example/devices/s2\n".to_owned(),
        urgent: true,
        list: "north".to_owned(),
        at: Instant(1_795_500_000_000),
    }
}

fn settings(port: u16, security: Security, ca: Option<Vec<u8>>) -> MailSettings {
    MailSettings {
        host: "localhost".to_owned(),
        port,
        security,
        from: "Tutela <tutela@north.example>".to_owned(),
        login: Some(("tutela".to_owned(), "hunter2".to_owned())),
        ca,
    }
}

fn mailing(settings: MailSettings) -> Couriers {
    Couriers::open(Some(settings), None).unwrap()
}

#[test]
fn a_letter_goes_over_tls_from_the_first_byte_with_its_stable_id() {
    let (pem, config) = tls();
    let talk = move |verdict: &'static str| {
        let config = Arc::clone(&config);
        let talk = move |stream| smtp(&mut wrapped(&config, stream), true, "AUTH PLAIN", verdict);
        Box::new(talk) as Box<dyn FnOnce(TcpStream) -> String + Send>
    };
    let server = server(vec![talk("451 try later"), talk("250 taken")]);
    let couriers = mailing(settings(server.port, Security::Tls, Some(pem)));
    assert_eq!(couriers.ways(), ["mail"]);
    let refused = couriers.mail(&letter()).unwrap_err();
    assert!(refused.0.contains("451") || refused.0.contains("try later"), "{refused:?}");
    assert!(!refused.0.contains("sato@north.example") && !refused.0.contains("hunter2"), "{refused:?}");
    couriers.mail(&letter()).unwrap();
    let (first, second) = (server.said.recv().unwrap(), server.said.recv().unwrap());
    for part in [
        "Message-ID: <0123456789abcdef@north.example>\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "List-Id: <north.tutela.north.example>\r\n",
        "Content-Language: ja\r\n",
        "Importance: high\r\n",
        "multipart/alternative",
        "text/plain; charset=utf-8",
        "text/html; charset=utf-8",
        "RCPT TO:<sato@north.example>",
    ] {
        assert!(first.contains(part) && second.contains(part), "{part}: {first}");
    }
    assert!(first.contains("AUTH PLAIN") && first.is_ascii(), "{first}");
    assert!(!first.contains("\nBcc:"), "a line break in a subject ends no header: {first}");
}

#[test]
fn starttls_is_asked_for_before_anything_is_said_and_nothing_goes_without_it() {
    let (pem, config) = tls();
    let talk = Box::new(move |mut stream: TcpStream| {
        let plain = smtp(&mut stream, true, "STARTTLS", "250 taken");
        let inside = smtp(&mut wrapped(&config, stream), false, "AUTH PLAIN", "250 taken");
        format!("{plain}--{inside}")
    });
    let without = Box::new(|mut stream: TcpStream| smtp(&mut stream, true, "AUTH PLAIN", "250 taken"));
    let server = server(vec![talk, without]);
    let couriers = mailing(settings(server.port, Security::StartTls, Some(pem)));
    couriers.mail(&letter()).unwrap();
    let said = server.said.recv().unwrap();
    let (plain, inside) = said.split_once("--").unwrap();
    assert!(!plain.contains("AUTH") && !plain.contains("MAIL") && inside.contains("DATA"), "{said}");
    couriers.mail(&letter()).unwrap_err();
    let said = server.said.recv().unwrap();
    assert!(!said.contains("AUTH") && !said.contains("MAIL"), "{said}");
}

#[test]
fn a_server_whose_certificate_nobody_vouches_for_gets_nothing() {
    let (_, config) = tls();
    let (other, _) = tls();
    let talk = Box::new(move |stream| {
        let mut wire = wrapped(&config, stream);
        let mut first = [0; 1];
        format!("{:?}", wire.read(&mut first).is_err())
    });
    let server = server(vec![talk]);
    mailing(settings(server.port, Security::Tls, Some(other))).mail(&letter()).unwrap_err();
    assert_eq!(server.said.recv().unwrap(), "true");
}

#[test]
fn mail_in_the_clear_goes_to_this_machine_alone() {
    let opened = |host: &str| {
        let settings = MailSettings { host: host.to_owned(), ..settings(25, Security::None, None) };
        Couriers::open(Some(settings), None).err()
    };
    assert_eq!([opened("localhost"), opened("127.0.0.1"), opened("::1")], [None, None, None]);
    for host in ["mail.north.example", "10.0.0.1"] {
        assert_eq!(opened(host), Some(Unusable::InTheClear(host.to_owned())));
    }
    let sender = MailSettings { from: "nobody".to_owned(), ..settings(25, Security::Tls, None) };
    assert_eq!(Couriers::open(Some(sender), None).err(), Some(Unusable::Sender("nobody".to_owned())));
    assert!(Couriers::default().ways().is_empty() && NoCourier.mail(&letter()).is_err());
}

/// Answers one request, and gives it back.
fn http(wire: &mut dyn Wire, answer: &str) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && wire.read(&mut byte).unwrap_or(0) == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).unwrap();
    let lower = head.to_lowercase();
    let length = lower.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next());
    let mut body = vec![0; length.map(|length| length.parse().unwrap()).unwrap_or(0)];
    wire.read_exact(&mut body).unwrap();
    wire.write_all(format!("HTTP/1.1 {answer}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").as_bytes()).unwrap();
    let _ = wire.flush();
    head + &String::from_utf8(body).unwrap()
}

fn event(url: String) -> Event {
    let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    Event { id: "msg_1".to_owned(), url, secret, at: Instant(1_795_500_000_999), body: b"{\"a\":1}".to_vec() }
}

#[test]
fn an_event_is_signed_as_standard_webhooks_says() {
    // The example that the specification's own libraries test with.
    let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let body = br#"{"test": 2432232314}"#;
    let made = signature(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, body);
    assert_eq!(made, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn an_event_is_posted_over_tls_again_with_the_same_id_and_a_redirect_is_not_followed() {
    let (pem, config) = tls();
    let talk = |answer: &'static str| {
        let config = Arc::clone(&config);
        let talk = move |stream| http(&mut wrapped(&config, stream), answer);
        Box::new(talk) as Box<dyn FnOnce(TcpStream) -> String + Send>
    };
    let server = server(vec![talk("503 Busy"), talk("302 Found\r\nLocation: http://localhost/x"), talk("204 Taken")]);
    let couriers = Couriers::open(None, Some(WebhookSettings { inside: true, ca: Some(pem) })).unwrap();
    assert_eq!(couriers.ways(), ["webhook"]);
    let event = event(format!("https://localhost:{}/in", server.port));
    assert!(couriers.post(&event).unwrap_err().0.contains("503"));
    assert!(couriers.post(&event).unwrap_err().0.contains("redirects are not followed"));
    couriers.post(&event).unwrap();
    let signed = signature(&event.secret, "msg_1", 1_795_500_000, &event.body);
    for _ in 0..3 {
        let said = server.said.recv().unwrap();
        let lower = said.to_lowercase();
        assert!(
            lower.contains("webhook-id: msg_1\r\n") && lower.contains("webhook-timestamp: 1795500000\r\n"),
            "{said}"
        );
        assert!(said.contains(&signed) && said.ends_with("{\"a\":1}"), "{said}");
    }
}

#[test]
fn nothing_is_posted_inside_unless_the_operator_says_so() {
    let couriers = Couriers::open(None, Some(WebhookSettings::default())).unwrap();
    let may = |url: &str| couriers.may_post(url).is_ok();
    assert!(may("https://desk.example/in") && may("https://8.8.8.8/in"));
    for url in [
        "http://desk.example/in",
        "https://10.0.0.1/in",
        "https://[::1]/in",
        "https://169.254.169.254/latest",
        "ftp://desk.example/",
        "https://user:word@desk.example/",
        "desk",
        "https:///x",
    ] {
        assert!(!may(url), "{url}");
    }
    let refused = couriers.may_post("ftp://desk.example/").unwrap_err();
    assert_eq!(refused.say(Lang::En), "only https is posted to");
    assert_eq!(refused.say(Lang::Ja), "https のアドレスのみ使用できます");
    // A name that leads inside is told only when it is looked up.
    let listener = TcpListener::bind("localhost:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let refused = couriers.post(&event(format!("https://localhost:{port}/in"))).unwrap_err();
    assert!(refused.0.contains("public internet"), "{refused:?}");
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err(), "nobody called");
}
