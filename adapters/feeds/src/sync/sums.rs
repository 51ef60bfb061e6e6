//! Published check sums: lists of `sha256sum`, a bare sum, or NVD's `.meta` files.

use activities::feed_port::{FeedFault, Said};
use flate2::read::MultiGzDecoder;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// SHA-256 of a file, hexadecimal.
pub(crate) fn of_file(path: &Path) -> io::Result<String> {
    of(&mut File::open(path)?)
}

/// SHA-256 of what a gzip file unpacks to; NVD publishes that.
fn of_unpacked(path: &Path) -> io::Result<String> {
    of(&mut MultiGzDecoder::new(File::open(path)?))
}

fn of(reader: &mut dyn Read) -> io::Result<String> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 256 << 10]);
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()),
            Ok(count) => hash.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// The sums that a list gives for a file of this name: those that name it, else those that name no file.
fn listed(text: &str, file: &str) -> Vec<String> {
    let is_sum = |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let mut named = Vec::new();
    let mut bare = Vec::new();
    for line in text.lines() {
        let line = line.trim();
        let (sum, name) = line.split_once([' ', '\t']).unwrap_or((line, ""));
        let sum = sum.strip_prefix("sha256:").unwrap_or(sum);
        let name = name.trim_start().trim_start_matches('*');
        if is_sum(sum) && name.is_empty() {
            bare.push(sum.to_ascii_lowercase());
        } else if is_sum(sum) && name.rsplit('/').next() == Some(file) {
            named.push(sum.to_ascii_lowercase());
        }
    }
    if named.is_empty() { bare } else { named }
}

/// Holds a fetched file against a published list.
pub(crate) fn verify(path: &Path, sha256: &str, url: &str, list: &str, list_url: &str) -> Result<(), FeedFault> {
    let file = url.split(['?', '#']).next().unwrap_or(url).rsplit('/').next().unwrap_or_default();
    let sums = listed(list, file);
    let next = || {
        Said::new(
            "try again later; if it stays, ask the publisher. What was held is unchanged",
            "時間をおいて再実行し、続く場合は公開元に確認してください。保管済みの内容は変わっていません",
        )
    };
    if sums.is_empty() {
        return Err(FeedFault::new(
            Said::new(
                format!("{list_url}: gives no SHA-256 for {file}"),
                format!("{list_url}: {file} の SHA-256 がありません"),
            ),
            next(),
        ));
    }
    let fits = |sum: &str| sums.iter().any(|known| known == sum);
    if fits(sha256) || of_unpacked(path).is_ok_and(|sum| fits(&sum)) {
        return Ok(());
    }
    Err(FeedFault::new(
        Said::new(
            format!("refused: {url} does not have the check sum that {list_url} publishes"),
            format!("拒否しました: {url} のチェックサムが {list_url} の公開値と一致しません"),
        ),
        next(),
    ))
}

#[cfg(test)]
mod tests {
    use super::listed;

    #[test]
    fn a_list_names_files_or_one_sum_stands_alone() {
        let (a, b) = ("a".repeat(64), "B".repeat(64));
        assert_eq!(listed(&format!("{a}  x/all.zip\n{b} *other.zip\n"), "all.zip"), std::slice::from_ref(&a));
        assert_eq!(listed(&format!("lastModifiedDate:2026\nsha256:{b}\n"), "f.json.gz"), ["b".repeat(64)]);
        assert!(listed(&format!("{a}  other.zip\n"), "all.zip").is_empty());
        assert!(listed("nonsense", "all.zip").is_empty());
    }
}
