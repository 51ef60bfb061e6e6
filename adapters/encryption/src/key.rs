//! Recipients, to whom a file is encrypted, and identities, which open it; as `age-keygen` writes them.

use crate::Fault;
use age::secrecy::ExposeSecret;
use age::x25519;
use std::str::FromStr;

/// Lines of a file of identities, at most: it is made by a person.
const MOST_LINES: usize = 1000;

/// Somebody for whom a file is encrypted.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipient(x25519::Recipient);

impl Recipient {
    /// From its text, `age1…`.
    pub fn read(text: &str) -> Option<Recipient> {
        x25519::Recipient::from_str(text.trim()).ok().map(Recipient)
    }

    /// Those of a file with one on each line; empty lines and those with `#` say nothing. `None` when a line is none, or none is there.
    pub fn read_file(bytes: &[u8]) -> Option<Vec<Recipient>> {
        let each = lines(bytes)?.into_iter().map(Recipient::read).collect::<Option<Vec<_>>>()?;
        (!each.is_empty()).then_some(each)
    }

    /// Its text.
    pub fn text(&self) -> String {
        self.0.to_string()
    }

    pub(crate) fn inner(&self) -> &x25519::Recipient {
        &self.0
    }
}

/// What opens files; never shown.
#[derive(Clone)]
pub struct Identities(Vec<x25519::Identity>);

impl std::fmt::Debug for Identities {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Identities({})", self.0.len())
    }
}

impl Identities {
    /// A new one that is never written down, and the recipient of it.
    pub fn of_the_moment() -> (Identities, Recipient) {
        let identity = x25519::Identity::generate();
        let recipient = Recipient(identity.to_public());
        (Identities(vec![identity]), recipient)
    }

    /// Those of a file as `age-keygen` writes it: `AGE-SECRET-KEY-1…` on a line of its own.
    pub fn read(bytes: &[u8]) -> Result<Identities, Fault> {
        let each = lines(bytes).ok_or(Fault::NoIdentity)?.into_iter().map(|line| x25519::Identity::from_str(line).ok());
        match each.collect::<Option<Vec<_>>>() {
            Some(found) if !found.is_empty() => Ok(Identities(found)),
            _ => Err(Fault::NoIdentity),
        }
    }

    /// These and those of another file.
    pub fn and(mut self, others: Identities) -> Identities {
        self.0.extend(others.0);
        self
    }

    /// Who they are to others.
    pub fn recipients(&self) -> Vec<Recipient> {
        self.0.iter().map(|one| Recipient(one.to_public())).collect()
    }

    pub(crate) fn each(&self) -> impl Iterator<Item = &dyn age::Identity> {
        self.0.iter().map(|one| one as &dyn age::Identity)
    }
}

fn lines(bytes: &[u8]) -> Option<Vec<&str>> {
    let text = std::str::from_utf8(bytes).ok()?;
    let said = |line: &&str| !line.is_empty() && !line.starts_with('#');
    let found: Vec<&str> = text.lines().map(str::trim).filter(said).take(MOST_LINES + 1).collect();
    (found.len() <= MOST_LINES).then_some(found)
}

/// A new identity: its file, which its owner keeps secret, and the recipient that others are told. `made` is written into the file.
pub fn new_identity(made: &str) -> (String, Recipient) {
    let identity = x25519::Identity::generate();
    let recipient = Recipient(identity.to_public());
    let secret = identity.to_string();
    let text = format!("# created: {made}\n# public key: {}\n{}\n", recipient.text(), secret.expose_secret());
    (text, recipient)
}
