use super::{Broken, Checked, CheckpointSeal, checkpoint, export, verify};
use crate::log_port::{Checkpoint, LogLeaf, LogStore, NewLeaf, Words};
use crate::package::{Envelopes, Key, Opened};
use crate::record_deed::tests::Counting;
use crate::record_deed::{Deed, Entry, record_deed};
use crate::store_fault::StoreFault;
use std::collections::BTreeMap;
use std::sync::Mutex;
use terms::Instant;

/// A log in memory.
#[derive(Default)]
struct Log(Mutex<(Vec<LogLeaf>, Option<Checkpoint>)>, Mutex<BTreeMap<i64, Words>>);

impl LogStore for Log {
    fn append_leaves(&self, _: Option<i64>, leaves: &[NewLeaf]) -> Result<i64, StoreFault> {
        let kept = &mut self.0.lock().unwrap().0;
        let first = kept.len() as i64;
        for NewLeaf { bytes, hash, tenant, at, personal } in leaves.iter().cloned() {
            self.1.lock().unwrap().insert(kept.len() as i64, Words::Kept(personal));
            kept.push(LogLeaf { sequence: kept.len() as i64, bytes, hash, tenant, at });
        }
        Ok(first)
    }
    fn log_size(&self) -> Result<i64, StoreFault> {
        Ok(self.0.lock().unwrap().0.len() as i64)
    }
    fn leaves(&self, from: i64, limit: u32, tenant: Option<&str>) -> Result<Vec<LogLeaf>, StoreFault> {
        let kept = &self.0.lock().unwrap().0;
        let wanted = kept.iter().filter(|leaf| leaf.sequence >= from && tenant.is_none_or(|one| leaf.tenant == one));
        Ok(wanted.take(limit as usize).cloned().collect())
    }
    fn leaf_hashes(&self, from: i64, limit: u32) -> Result<Vec<[u8; 32]>, StoreFault> {
        Ok(self.leaves(from, limit, None)?.into_iter().map(|leaf| leaf.hash).collect())
    }
    fn words(&self, places: std::ops::Range<i64>) -> Result<BTreeMap<i64, Words>, StoreFault> {
        Ok(self.1.lock().unwrap().range(places).map(|(place, words)| (*place, words.clone())).collect())
    }
    fn put_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreFault> {
        self.0.lock().unwrap().1 = Some(checkpoint.clone());
        Ok(())
    }
    fn checkpoint(&self, _: Option<i64>) -> Result<Option<Checkpoint>, StoreFault> {
        Ok(self.0.lock().unwrap().1.clone())
    }
}

/// Signs by putting its name before the payload.
struct Name(&'static str);

impl CheckpointSeal for Name {
    fn seal(&self, _: &str, payload: &[u8]) -> String {
        format!("{}|{}", self.0, String::from_utf8_lossy(payload))
    }
    fn public_key(&self) -> String {
        self.0.to_owned()
    }
}

impl Envelopes for Name {
    fn open(&self, _: &str, envelope: &[u8], keys: &[Key]) -> Option<Opened> {
        let text = std::str::from_utf8(envelope).ok()?;
        let (signer, payload) = text.split_once('|')?;
        let signer = keys.iter().any(|key| key.id == signer).then(|| signer.to_owned());
        Some(Opened { payload: payload.as_bytes().to_vec(), claims: Vec::new(), signer })
    }
    fn key(&self, _: &[u8]) -> Option<Key> {
        None
    }
}

fn log(entries: &[(&str, &str)]) -> Log {
    let log = Log::default();
    add(&log, entries);
    log
}

fn add(log: &Log, entries: &[(&str, &str)]) {
    for (tenant, subject) in entries {
        let salts = Counting(0.into());
        record_deed(log, &salts, Instant(0), &Entry::new(tenant, Instant(0), Deed::DossierPut, "u Kim", subject, ""))
            .unwrap();
    }
}

fn exported(log: &Log) -> Vec<u8> {
    let mut out = Vec::new();
    export(log, "north", &checkpoint(log, &Name("key"), Instant(0)).unwrap(), &mut out).unwrap();
    out
}

fn check(export: &[u8], earlier: Option<&[u8]>) -> Checked {
    verify(export, earlier, &Name("key"), &[Key { id: "key".to_owned(), public: String::new() }])
}

const ENTRIES: [(&str, &str); 3] = [("north", "pump"), ("aster", "secret project"), ("north", "monitor")];

#[test]
fn an_export_is_what_was_signed_and_shows_nothing_of_others() {
    let out = exported(&log(&ENTRIES));
    let checked = check(&out, None);
    assert_eq!((checked.size, checked.own, checked.broken), (3, 2, Vec::new()));
    assert_eq!(checked.signer.as_deref(), Some("key"));
    assert!(!String::from_utf8(out).unwrap().contains("secret project"));
}

#[test]
fn a_changed_a_missing_and_a_foreign_entry_are_seen() {
    let text = String::from_utf8(exported(&log(&ENTRIES))).unwrap();
    assert_eq!(check(text.replace("monitor", "scanner").as_bytes(), None).broken, [Broken::Root]);
    let cut: Vec<&str> = text.lines().take(3).collect();
    assert_eq!(check(cut.join("\n").as_bytes(), None).broken, [Broken::Size(3, 2)]);
    let without: Vec<&str> = text.lines().enumerate().filter(|(line, _)| *line != 2).map(|(_, line)| line).collect();
    assert_eq!(check(without.join("\n").as_bytes(), None).broken[0], Broken::Line(3));
    assert_eq!(check(text.replace("key|", "other|").as_bytes(), None).broken, [Broken::NotSigned]);
    assert_eq!(check(b"\xff\xfe", None).broken, [Broken::NoExport]);
}

#[test]
fn a_later_export_begins_with_the_earlier_one_or_the_past_was_rewritten() {
    let log = log(&ENTRIES);
    let earlier = exported(&log);
    add(&log, &[("aster", "x"), ("north", "y")]);
    let later = exported(&log);
    let checked = check(&later, Some(&earlier));
    assert_eq!((checked.earlier, checked.broken), (Some(3), Vec::new()));
    let other = exported(&self::log(&[("north", "pumps"), ENTRIES[1], ENTRIES[2], ("north", "z")]));
    assert_eq!(check(&other, Some(&earlier)).broken, [Broken::Rewritten(3)]);
    assert_eq!(check(&earlier, Some(&later)).broken, [Broken::Rewritten(5)], "a log never shrinks");
}

#[test]
fn an_export_names_people_while_their_words_are_kept_and_holds_when_they_are_gone() {
    let log = log(&ENTRIES);
    let named = String::from_utf8(exported(&log)).unwrap();
    let checked = check(named.as_bytes(), None);
    assert_eq!((checked.words, checked.broken), ([2, 0], Vec::new()));
    assert!(named.contains("u Kim"));
    let forged = named.replacen("u Kim", "u Aki", 1);
    assert_eq!(check(forged.as_bytes(), None).broken, [Broken::Word(2)], "a name that was put in later is seen");
    log.1.lock().unwrap().insert(0, Words::Removed(Instant(0)));
    let anonymous = String::from_utf8(exported(&log)).unwrap();
    let checked = check(anonymous.as_bytes(), Some(named.as_bytes()));
    assert_eq!((checked.words, checked.broken, checked.earlier), ([1, 1], Vec::new(), Some(3)));
    assert!(anonymous.contains("\"removed\":\"1970-01-01T00:00:00Z\""), "{anonymous}");
}
