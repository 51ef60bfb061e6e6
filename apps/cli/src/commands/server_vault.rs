//! The key that seals secrets of accounts at rest. It lies beside the store, so that a copy of the store alone opens none.

use super::serve::keep_secret;
use crate::edge::{Complaint, Edge};
use activities::secrets_port::Secrets;
use identity::{KeyedVault, LocalSecrets};

/// Its file in the data folder: 64 hexadecimal digits. Every server on one database needs the same.
pub(super) const FILE: &str = "vault-key.txt";

/// The vault; its key is made at the first start and readable by its owner alone.
pub(super) fn open(edge: &Edge) -> Result<KeyedVault, Complaint> {
    let (lang, path) = (edge.lang, edge.home.join(FILE));
    let fault = |fault: std::io::Error| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, lang)),
            lang.pick("name another folder with --home", "--home で別のフォルダを指定してください"),
        )
    };
    match std::fs::read_to_string(&path) {
        Ok(text) => read(text.trim()).map(|key| KeyedVault::new(&key)).ok_or_else(|| {
            Complaint::new(
                lang.pick(
                    format!("{} holds no key: 64 hexadecimal digits", path.display()),
                    format!("{} に鍵（16 進 64 桁）がありません", path.display()),
                ),
                lang.pick("put back the file of the backup", "バックアップのファイルを戻してください"),
            )
        }),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
            let mut key = [0; 32];
            LocalSecrets.random(&mut key);
            let text: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
            std::fs::create_dir_all(&edge.home).map_err(fault)?;
            keep_secret(&path, format!("{text}\n").as_bytes()).map_err(fault)?;
            Ok(KeyedVault::new(&key))
        }
        Err(other) => Err(fault(other)),
    }
}

fn read(text: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        text.chars().map(|digit| digit.to_digit(16)).map(|digit| Some(digit? as u8)).collect::<Option<_>>()?;
    let bytes: Vec<u8> = digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_key_is_64_digits_and_nothing_else() {
        assert_eq!(read(&"0f".repeat(32)), Some([0x0f; 32]));
        for text in ["", "0f", &"0f".repeat(33), &"0g".repeat(32)] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
