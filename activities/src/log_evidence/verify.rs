//! Checks an export offline: nothing but the file, and the keys that a person named.

use super::{CHECKPOINT_KIND, EXPORT, First, Line, Stated, hex, unhex};
use crate::package::{Envelopes, Key};
use crate::record_deed::{Entry, Word};
use merkle_log::{Frontier, leaf_hash};
use terms::Lang;

/// Why an export is no evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Broken {
    /// The first line is not that of an export.
    NoExport,
    /// The checkpoint in it is none.
    NoCheckpoint,
    /// This line (from 1) cannot be read, or entries are missing before it.
    Line(u64),
    /// The word beside the entry of this line (from 1) is not the one that its salted hash stands for.
    Word(u64),
    /// The checkpoint speaks of more or fewer entries than there are.
    Size(u64, u64),
    /// The entries are not those that were signed.
    Root,
    /// No key that was named has signed the checkpoint.
    NotSigned,
    /// The earlier export is not the beginning of this one.
    Rewritten(u64),
}

impl Broken {
    /// As a person reads it.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Broken::NoExport => lang.pick("this is no export of a log", "ログのエクスポートではありません").to_owned(),
            Broken::NoCheckpoint => lang
                .pick("the signed checkpoint in it cannot be read", "署名されたチェックポイントを読み取れません")
                .to_owned(),
            Broken::Line(line) => lang.pick(
                format!("line {line} cannot be read, or entries are missing before it"),
                format!("{line} 行目を読み取れないか、その前の記録が欠けています"),
            ),
            Broken::Word(line) => lang.pick(
                format!("line {line} names somebody whom its entry does not stand for"),
                format!("{line} 行目の人物が、記録のハッシュと一致しません"),
            ),
            Broken::Size(stated, found) => lang.pick(
                format!("signed were {stated} entries, the file holds {found}"),
                format!("署名された記録は {stated} 件、ファイルには {found} 件あります"),
            ),
            Broken::Root => lang
                .pick(
                    "the entries are not those that were signed: one was changed",
                    "記録が署名時と異なります。いずれかが変更されています",
                )
                .to_owned(),
            Broken::NotSigned => {
                lang.pick("no key that you named has signed this log", "指定された鍵による署名がありません").to_owned()
            }
            Broken::Rewritten(size) => lang.pick(
                format!("the first {size} entries are not those of the earlier export: the past was rewritten"),
                format!("先頭の {size} 件が以前のエクスポートと異なります。過去の記録が書き換えられています"),
            ),
        }
    }
}

/// What a check found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// The organisation whose entries it holds.
    pub tenant: String,
    /// Entries of the whole log.
    pub size: u64,
    /// Of them those of the organisation.
    pub own: u64,
    /// Salted hashes of them whose word is in the export, and those whose word was removed.
    pub words: [u64; 2],
    /// The root over all of them, hexadecimal.
    pub root: String,
    /// When the checkpoint was signed, RFC 3339.
    pub at: String,
    /// The key that signed it, of those named.
    pub signer: Option<String>,
    /// Entries of the earlier export that this one begins with.
    pub earlier: Option<u64>,
    /// What is wrong; nothing: it is what was signed.
    pub broken: Vec<Broken>,
}

/// Checks an export, and that it begins with an earlier one when that is given.
pub fn verify(export: &[u8], earlier: Option<&[u8]>, envelopes: &dyn Envelopes, keys: &[Key]) -> Checked {
    let mut checked = Checked::default();
    let before = earlier.map(|bytes| read(bytes, envelopes, keys, None));
    let stop_at = before.as_ref().map(|before| before.tree.size());
    let read = read(export, envelopes, keys, stop_at);
    checked.tenant = read.tenant;
    (checked.size, checked.own, checked.root) = (read.tree.size(), read.own, hex(&read.tree.root()));
    (checked.words, checked.broken) = (read.words, read.broken);
    if let Some(stated) = read.stated {
        if stated.size != read.tree.size() {
            checked.broken.push(Broken::Size(stated.size, read.tree.size()));
        } else if unhex(&stated.root) != Some(read.tree.root()) {
            checked.broken.push(Broken::Root);
        }
        checked.at = stated.at;
    }
    if read.signer.is_none() && !checked.broken.contains(&Broken::NoExport) {
        checked.broken.push(Broken::NotSigned);
    }
    checked.signer = read.signer;
    if let Some(before) = before {
        // What was exported earlier is held against the same number of entries of today.
        let same = before.broken.is_empty() && read.then == Some(before.tree.root());
        if same {
            checked.earlier = Some(before.tree.size());
        } else {
            checked.broken.push(Broken::Rewritten(before.tree.size()));
        }
    }
    checked
}

#[derive(Default)]
struct Read {
    tenant: String,
    tree: Frontier,
    own: u64,
    words: [u64; 2],
    stated: Option<Stated>,
    signer: Option<String>,
    /// The root when so many entries had been read as the earlier export holds.
    then: Option<[u8; 32]>,
    broken: Vec<Broken>,
}

fn read(export: &[u8], envelopes: &dyn Envelopes, keys: &[Key], stop_at: Option<u64>) -> Read {
    let mut read = Read::default();
    let mut lines = export.split(|byte| *byte == b'\n').zip(1_u64..);
    let first = lines.next().and_then(|(line, _)| serde_json::from_slice::<First>(line).ok());
    let Some(first) = first.filter(|first| first.schema == EXPORT) else {
        read.broken.push(Broken::NoExport);
        return read;
    };
    read.tenant = first.tenant;
    match envelopes.open(CHECKPOINT_KIND, first.checkpoint.as_bytes(), keys) {
        Some(opened) => {
            read.signer = opened.signer;
            read.stated = serde_json::from_slice(&opened.payload).ok();
        }
        None => read.broken.push(Broken::NoCheckpoint),
    }
    note(&mut read, stop_at);
    for (line, number) in lines.filter(|(line, _)| !line.is_empty()) {
        let leaf = serde_json::from_slice::<Line>(line).ok().filter(|line| line.index == read.tree.size());
        let hash = leaf.and_then(|line| match (line.entry, line.hash) {
            (Some(entry), None) => {
                read.own += 1;
                if !words_fit(&mut read, &entry, &line.words) {
                    read.broken.push(Broken::Word(number));
                }
                Some(leaf_hash(entry.as_bytes()))
            }
            (None, Some(hash)) => unhex(&hash),
            (Some(_), Some(_)) | (None, None) => None,
        });
        let Some(hash) = hash else {
            read.broken.push(Broken::Line(number));
            return read;
        };
        read.tree.append(hash);
        note(&mut read, stop_at);
    }
    read
}

/// Whether each word is the one that the entry stands for; those whose word is not there are counted.
fn words_fit(read: &mut Read, entry: &str, words: &[Word]) -> bool {
    let Some(entry) = Entry::of(entry.as_bytes()) else { return words.is_empty() };
    let salted = [&entry.by, &entry.subject].into_iter().filter(|text| Entry::is_salted(text)).count() as u64;
    let named = words.len() as u64;
    read.words[0] += named;
    read.words[1] += salted.saturating_sub(named);
    named <= salted && words.iter().all(|word| entry.stands_for(word))
}

fn note(read: &mut Read, stop_at: Option<u64>) {
    if stop_at == Some(read.tree.size()) {
        read.then = Some(read.tree.root());
    }
}
