//! Detached minisign signatures beside feed files (`FILE.minisig`), checked by keys that a person trusts while the file is
//! read.

use minisign_verify::{Error, PublicKey, StreamVerifier};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use vulnerability::Signature;

/// A key or signature is a few hundred bytes; what is longer is none.
const LONGEST: u64 = 1 << 14;

/// The public keys whose signatures count.
#[derive(Clone, Default)]
pub struct TrustedKeys(Vec<PublicKey>);

impl std::fmt::Debug for TrustedKeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{} keys", self.0.len())
    }
}

impl TrustedKeys {
    /// Adds a key: its base64 text, or the file it stands in (`minisign.pub`). When it is neither: the reason why the file
    /// cannot be read, where there is one.
    pub fn add(&mut self, key_or_file: &str) -> Result<(), Option<io::Error>> {
        let key = match PublicKey::from_base64(key_or_file.trim()) {
            Ok(key) => key,
            Err(_) => PublicKey::decode(&short_text(Path::new(key_or_file)).map_err(Some)?).map_err(|_| None)?,
        };
        self.0.push(key);
        Ok(())
    }
}

/// What stands beside a feed file.
pub(crate) enum Beside {
    Nothing,
    NoSignature,
    /// An OpenPGP signature, which is not checked.
    OpenPgp,
    Signature(Box<minisign_verify::Signature>),
}

impl Beside {
    /// Looks beside a file.
    pub(crate) fn of(path: &Path) -> Beside {
        match short_text(&with_ending(path, ".minisig")) {
            Ok(text) => minisign_verify::Signature::decode(&text)
                .map_or(Beside::NoSignature, |signature| Beside::Signature(Box::new(signature))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => match with_ending(path, ".asc").is_file() {
                true => Beside::OpenPgp,
                false => Beside::Nothing,
            },
            Err(_) => Beside::NoSignature,
        }
    }

    /// Starts to check.
    pub(crate) fn check<'k>(&'k self, trusted: &'k TrustedKeys) -> Check<'k> {
        let signature = match self {
            Beside::Nothing => return Check::Known(Signature::None),
            Beside::OpenPgp => return Check::Known(Signature::NotChecked),
            Beside::NoSignature | Beside::Signature(_) if trusted.0.is_empty() => {
                return Check::Known(Signature::NotChecked);
            }
            Beside::NoSignature => return Check::Known(Signature::Bad),
            Beside::Signature(signature) => signature,
        };
        for key in &trusted.0 {
            match key.verify_stream(signature) {
                Ok(verifier) => return Check::Running(Box::new(verifier)),
                // Signatures of before 2020 need the file as a whole, which may be larger than the memory.
                Err(Error::UnsupportedLegacyMode) => return Check::Known(Signature::NotChecked),
                Err(_) => {}
            }
        }
        Check::Known(Signature::Bad)
    }
}

/// A check that goes on while the file is read.
pub(crate) enum Check<'k> {
    Known(Signature),
    Running(Box<StreamVerifier<'k>>),
}

impl Check<'_> {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        if let Check::Running(verifier) = self {
            verifier.update(bytes);
        }
    }

    /// What came of it, after the last byte.
    pub(crate) fn end(self) -> Signature {
        match self {
            Check::Known(signature) => signature,
            Check::Running(mut verifier) => match verifier.finalize() {
                Ok(()) => Signature::Valid,
                Err(_) => Signature::Bad,
            },
        }
    }
}

/// Whether a file is the signature or check sum of another one, and no feed.
pub(crate) fn is_of_another(path: &Path) -> bool {
    let beside = |ending: &std::ffi::OsStr| ["minisig", "asc", "sha256", "sha512"].iter().any(|own| ending == *own);
    path.extension().is_some_and(beside) && path.with_extension("").is_file()
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

fn short_text(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    File::open(path)?.take(LONGEST).read_to_string(&mut text)?;
    Ok(text)
}
