//! Sign-ins at a little directory on loopback, over TLS.

use super::{Bind, LdapDirectory, LdapSettings};
use activities::sign_in_port::{Directory, NotVouched, Vouched};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// Somebody in the directory: distinguished name, password, login, name before the `@` of a bind, groups.
type Somebody = (&'static str, &'static str, &'static str, &'static str, &'static [&'static str]);

const PEOPLE: [Somebody; 4] = [
    ("uid=mori,dc=north", "four words make one", "mori", "mori", &["cn=it,dc=north"]),
    ("uid=abe,dc=north", "another password", "abe", "abe", &[]),
    // The name of one is the login of the other.
    ("uid=a.suzuki,dc=north", "the password of a", "a.suzuki", "suzuki", &[]),
    ("uid=suzuki,dc=north", "the password of b", "suzuki", "b.suzuki", &["cn=it,dc=north"]),
];

const SERVER: (&str, &str) = ("cn=tutela,dc=north", "the server's own");

/// A value with its tag and length (X.690, definite form).
fn tlv(tag: u8, inside: &[u8]) -> Vec<u8> {
    let length = inside.len();
    let head = if length < 128 { vec![tag, length as u8] } else { vec![tag, 0x82, (length >> 8) as u8, length as u8] };
    [head, inside.to_vec()].concat()
}

/// The first value: its tag, what is inside, what follows.
fn take(bytes: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (tag, rest) = bytes.split_first()?;
    let (first, rest) = rest.split_first()?;
    let (length, rest) = if *first < 128 {
        (usize::from(*first), rest)
    } else {
        let (many, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
        (many.iter().fold(0, |length, byte| length << 8 | usize::from(*byte)), rest)
    };
    let (inside, rest) = rest.split_at_checked(length)?;
    Some((*tag, inside, rest))
}

fn result(tag: u8, code: u8) -> Vec<u8> {
    tlv(tag, &[tlv(0x0a, &[code]), tlv(4, b""), tlv(4, b"")].concat())
}

fn attribute(name: &str, values: &[&str]) -> Vec<u8> {
    let values: Vec<u8> = values.iter().flat_map(|value| tlv(4, value.as_bytes())).collect();
    tlv(0x30, &[tlv(4, name.as_bytes()), tlv(0x31, &values)].concat())
}

/// The answer to a bind: a name without a password is let in, as the standard says.
fn bind(inside: &[u8]) -> Vec<u8> {
    let (_, _, rest) = take(inside).unwrap();
    let (_, name, rest) = take(rest).unwrap();
    let (_, password, _) = take(rest).unwrap();
    let [name, password] = [name, password].map(|text| String::from_utf8_lossy(text).into_owned());
    let known = PEOPLE
        .iter()
        .any(|(dn, own, _, upn, _)| (name == *dn || name == format!("{upn}@north.example")) && password == *own);
    let fits = password.is_empty() || known || (name.as_str(), password.as_str()) == SERVER;
    result(0x61, if fits { 0 } else { 49 })
}

/// The answers to a search: an exact value finds who has it as login, any other filter finds everybody.
fn search(inside: &[u8]) -> Vec<Vec<u8>> {
    let mut rest = inside;
    for _ in 0..6 {
        rest = take(rest).unwrap().2;
    }
    let (kind, filter, _) = take(rest).unwrap();
    let wanted = (kind == 0xa3).then(|| {
        let (_, _, value) = take(filter).unwrap();
        String::from_utf8_lossy(take(value).unwrap().1).into_owned()
    });
    let meant = PEOPLE.iter().filter(|(_, _, login, ..)| wanted.as_ref().is_none_or(|wanted| wanted == login));
    let entry = |(dn, _, login, _, groups): &Somebody| {
        let id = format!("id-{login}");
        let attributes =
            [attribute("displayName", &["Yumi Mori"]), attribute("entryUUID", &[&id]), attribute("memberOf", groups)];
        tlv(0x64, &[tlv(4, dn.as_bytes()), tlv(0x30, &attributes.concat())].concat())
    };
    meant.map(entry).chain([result(0x65, 0)]).collect()
}

/// One message; empty when the other side has gone.
fn message(stream: &mut impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut one = [0];
    while take(&bytes).is_none() {
        match stream.read(&mut one) {
            Ok(1) => bytes.push(one[0]),
            _ => return Vec::new(),
        }
    }
    bytes
}

fn send(stream: &mut impl Write, id: &[u8], answer: &[u8]) {
    let _ = stream.write_all(&tlv(0x30, &[tlv(2, id), answer.to_vec()].concat()));
    let _ = stream.flush();
}

fn answers(stream: &mut (impl Read + Write)) {
    loop {
        let bytes = message(stream);
        let Some((_, inside, _)) = take(&bytes) else { return };
        let (_, id, rest) = take(inside).unwrap();
        let (tag, inside, _) = take(rest).unwrap();
        match tag {
            0x60 => send(stream, id, &bind(inside)),
            0x63 => search(inside).iter().for_each(|answer| send(stream, id, answer)),
            _ => return,
        }
    }
}

/// What the directory saw in the clear.
type Clear = Arc<Mutex<Vec<u8>>>;

struct Place {
    folder: PathBuf,
    address: String,
    clear: Clear,
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// A directory; `plain`: it speaks without TLS until STARTTLS, and whether it then takes STARTTLS.
fn directory(name: &str, plain: Option<bool>) -> Place {
    let CertifiedKey { cert, signing_key } = generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let folder = std::env::temp_dir().join(format!("tutela-ldap-{name}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("ca.pem"), cert.pem()).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let config = Arc::new(config.with_no_client_auth().with_single_cert(vec![cert.der().clone()], key).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let scheme = if plain.is_some() { "ldap" } else { "ldaps" };
    let clear = Clear::default();
    let seen = Arc::clone(&clear);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let (config, seen) = (Arc::clone(&config), Arc::clone(&seen));
            std::thread::spawn(move || served(stream, &config, plain, &seen));
        }
    });
    Place { folder, address: format!("{scheme}://localhost:{port}"), clear }
}

fn served(mut stream: TcpStream, config: &Arc<ServerConfig>, plain: Option<bool>, seen: &Clear) {
    if let Some(starts) = plain {
        let bytes = message(&mut stream);
        seen.lock().unwrap().extend_from_slice(&bytes);
        let Some((_, inside, _)) = take(&bytes) else { return };
        let (_, id, _) = take(inside).unwrap();
        send(&mut stream, id, &result(0x78, if starts { 0 } else { 2 }));
        if !starts {
            let rest = message(&mut stream);
            seen.lock().unwrap().extend_from_slice(&rest);
            return;
        }
    }
    let connection = ServerConnection::new(Arc::clone(config)).unwrap();
    answers(&mut StreamOwned::new(connection, stream));
}

fn asking(place: &Place, bind: Bind) -> LdapDirectory {
    let settings = LdapSettings {
        url: place.address.clone(),
        ca: place.folder.join("ca.pem"),
        bind,
        base: "dc=north".to_owned(),
        user_filter: "(uid={login})".to_owned(),
        group_filter: None,
        name_attribute: "displayName".to_owned(),
    };
    LdapDirectory::new(settings).unwrap()
}

fn searching() -> Bind {
    Bind::Search { name: SERVER.0.to_owned(), password: SERVER.1.to_owned() }
}

fn mori(place: &Place) -> Vouched {
    Vouched {
        by: place.address.clone(),
        subject: "id-mori".to_owned(),
        login: "mori".to_owned(),
        name: "Yumi Mori".to_owned(),
        mail: String::new(),
        groups: vec!["cn=it,dc=north".to_owned()],
    }
}

#[test]
fn the_right_password_opens_in_either_way() {
    let place = directory("ways", None);
    for bind in [searching(), Bind::Upn("north.example".to_owned())] {
        let directory = asking(&place, bind);
        assert_eq!(directory.sign_in("mori", "four words make one"), Ok(Some(mori(&place))));
        assert_eq!(directory.sign_in("mori", "another password"), Ok(None));
        assert_eq!(directory.sign_in("nobody", "four words make one"), Ok(None));
    }
}

#[test]
fn who_is_let_in_by_a_name_is_not_taken_for_whose_login_it_is() {
    let place = directory("two-names", None);
    let directory = asking(&place, Bind::Upn("north.example".to_owned()));
    for password in ["the password of a", "the password of b"] {
        assert_eq!(directory.sign_in("suzuki", password), Ok(None), "{password}");
    }
    let found = asking(&place, searching()).sign_in("suzuki", "the password of b").unwrap().unwrap();
    assert_eq!(found.subject, "id-suzuki");
}

#[test]
fn no_password_is_no_password_whatever_the_directory_says_of_it() {
    let place = directory("empty", None);
    for bind in [searching(), Bind::Upn("north.example".to_owned())] {
        assert_eq!(asking(&place, bind).sign_in("mori", ""), Ok(None));
    }
}

#[test]
fn what_is_typed_as_login_is_never_part_of_the_question() {
    let place = directory("filter", None);
    for login in ["*", "mori)(uid=*", "m*", "mori)(|(uid=*", "\\2a", "mori@elsewhere", "north\\mori", "mo\0ri"] {
        let directory = asking(&place, searching());
        assert_eq!(directory.sign_in(login, "four words make one"), Ok(None), "{login}");
    }
}

#[test]
fn nothing_is_said_before_starttls_and_nothing_without_it() {
    let place = directory("starttls", Some(true));
    assert_eq!(asking(&place, searching()).sign_in("mori", "four words make one"), Ok(Some(mori(&place))));
    let without = directory("plain", Some(false));
    let answer = asking(&without, searching()).sign_in("mori", "four words make one");
    assert!(matches!(answer, Err(NotVouched::Unreachable(_))), "{answer:?}");
    for place in [place, without] {
        let clear = String::from_utf8_lossy(&place.clear.lock().unwrap()).into_owned();
        assert!(!clear.contains("four words") && !clear.contains("the server's own"), "{clear}");
    }
}

#[test]
fn a_directory_with_another_certificate_is_not_asked() {
    let (place, other) = (directory("trusted", None), directory("untrusted", None));
    std::fs::copy(other.folder.join("ca.pem"), place.folder.join("ca.pem")).unwrap();
    let answer = asking(&place, searching()).sign_in("mori", "four words make one");
    assert!(matches!(answer, Err(NotVouched::Unreachable(_))), "{answer:?}");
}

#[test]
fn a_server_that_is_not_let_in_itself_says_so_to_its_operator() {
    let place = directory("server", None);
    let bind = Bind::Search { name: SERVER.0.to_owned(), password: "wrong".to_owned() };
    let answer = asking(&place, bind).sign_in("mori", "four words make one");
    assert!(matches!(answer, Err(NotVouched::Refused(_))), "{answer:?}");
}
