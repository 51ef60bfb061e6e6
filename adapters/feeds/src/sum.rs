//! Check sums beside feed files (`FILE.sha256`, `FILE.sha512`), as CSAF providers publish them.

use sha2::{Digest, Sha256, Sha512};
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

/// A sum and a file name are short; what is longer is none.
const LONGEST: u64 = 1 << 12;

/// Sums beside a file, and what the file comes to while it is read.
#[derive(Default)]
pub(crate) struct Sums {
    sha256: Option<(String, Sha256)>,
    sha512: Option<(String, Sha512)>,
}

impl Sums {
    /// Looks beside a file.
    pub(crate) fn beside(path: &Path) -> Sums {
        let wanted = |ending: &str, digits: usize| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            let mut text = String::new();
            let read = File::open(PathBuf::from(name)).and_then(|file| file.take(LONGEST).read_to_string(&mut text));
            // A file that holds no sum at all fits nothing.
            read.is_ok().then(|| first_sum(&text, digits).unwrap_or_default())
        };
        Sums {
            sha256: wanted(".sha256", 64).map(|sum| (sum, Sha256::new())),
            sha512: wanted(".sha512", 128).map(|sum| (sum, Sha512::new())),
        }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        if let Some((_, hash)) = &mut self.sha256 {
            hash.update(bytes);
        }
        if let Some((_, hash)) = &mut self.sha512 {
            hash.update(bytes);
        }
    }

    /// Whether every sum beside the file fits; also where there is none.
    pub(crate) fn fit(self) -> bool {
        let Sums { sha256, sha512 } = self;
        sha256.is_none_or(|(wanted, hash)| wanted == hex(&hash.finalize()))
            && sha512.is_none_or(|(wanted, hash)| wanted == hex(&hash.finalize()))
    }
}

/// The first word, where it is a sum of so many digits.
fn first_sum(text: &str, digits: usize) -> Option<String> {
    let word = text.split_whitespace().next()?;
    (word.len() == digits && word.bytes().all(|digit| digit.is_ascii_hexdigit())).then(|| word.to_ascii_lowercase())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
