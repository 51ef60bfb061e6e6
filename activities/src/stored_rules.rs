//! The rule set of a site's firewall: taken in without its secrets, and found again with its day.

use crate::dossier_port::DossierFault;
use device::{Dated, Id};
use formats::dossier::{Field, IntoCore, Read, read_one, v1};
use formats::firewall::secrets::{Stripped, reads_the_same, strip};
use formats::firewall::{Language, RuleFile, read_as};
use formats::package::{is_safe_path, is_unreadable};
use formats::yaml::yaml_document;
use network::Addresses;
use site::{Configuration, StoredRules};
use terms::{Finding, Lang};

/// The record beside the files.
pub const RECORD: &str = "rules.yaml";

/// Bytes and their SHA-256, 64 hexadecimal digits.
pub type Hash = fn(&[u8]) -> String;

/// Where a site keeps the rule sets of its firewalls.
pub trait RuleShelf: Send + Sync {
    /// The files of a firewall by name, the record among them; empty where there are none.
    fn rules(&self, firewall: &Id) -> Result<Vec<(String, Vec<u8>)>, DossierFault>;
    /// Puts these files in the place of those that are there; all or none.
    fn put_rules(&self, firewall: &Id, files: &[(&str, &[u8])]) -> Result<(), DossierFault>;
}

/// Of what day the rules are and who read them.
#[derive(Clone, Debug)]
pub struct Capture {
    /// The firewall.
    pub firewall: Id,
    /// When they were read from it.
    pub captured_at: Dated,
    /// By whom.
    pub captured_by: String,
    /// Which configuration.
    pub configuration: Option<Configuration>,
    /// The language somebody named.
    pub language: Option<Language>,
}

/// A rule set that can be kept.
#[derive(Debug)]
pub struct RulesPlan {
    /// Each file without its secrets; its name is the one it gets in the folder.
    pub files: Vec<Stripped>,
    /// The record that stands beside them.
    pub record: v1::StoredRules,
    /// Rules read.
    pub read: usize,
    /// What was not understood of the rules, by code and line.
    pub findings: Vec<Finding>,
}

/// Why rules cannot be kept or used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulesGap {
    /// A file is no rule set of a language that is read.
    NotARuleSet(String),
    /// A name that cannot stand in the folder, or stands there twice.
    BadName(String),
    /// Without its secrets the text would read to other rules.
    ReadsOtherwise,
    /// No rules are kept of the firewall.
    None(Id),
    /// The record cannot be read.
    BadRecord(Id),
    /// A file is not there, or its bytes are not those that were taken in.
    Changed(String),
}

/// Strips the secrets and proves that the rules stay. Nothing is written. `named`: each file with the name it gets.
pub fn plan_rules(named: &[RuleFile], capture: &Capture, hash: Hash) -> Result<RulesPlan, RulesGap> {
    let whole = read_as(named, capture.language, &Addresses::default());
    let (mut files, mut listed, mut names) = (Vec::new(), Vec::new(), std::collections::BTreeSet::new());
    for (file, language) in named.iter().zip(&whole.languages) {
        let plain = file.name.to_lowercase();
        if !is_safe_path(&file.name) || file.name.contains('/') || plain == RECORD || !names.insert(plain) {
            return Err(RulesGap::BadName(file.name.clone()));
        }
        let language = language.ok_or_else(|| RulesGap::NotARuleSet(file.name.clone()))?;
        let stripped = strip(file, language);
        listed.push(v1::StoredRuleFile {
            place: terms::Place::default(),
            file: file.name.clone(),
            sha256: device::Sha256::parse(&hash(stripped.file.text.as_bytes()))
                .ok_or_else(|| RulesGap::BadName(file.name.clone()))?,
            language: language.name().to_owned(),
            secrets_removed: u32::try_from(stripped.cuts.len()).unwrap_or(u32::MAX),
        });
        files.push(stripped);
    }
    let after: Vec<RuleFile> = files.iter().map(|stripped| stripped.file.clone()).collect();
    if !reads_the_same(named, &after, capture.language) {
        return Err(RulesGap::ReadsOtherwise);
    }
    let Capture { firewall, captured_at, captured_by, configuration, language } = capture.clone();
    let record = v1::StoredRules {
        place: terms::Place::default(),
        firewall,
        captured_at,
        captured_by,
        configuration,
        language: language.map(|language| language.name().to_owned()),
        files: listed,
    };
    let kept = read_as(&after, capture.language, &Addresses::default());
    Ok(RulesPlan { files, record, read: kept.policy.rules(), findings: kept.findings })
}

/// Keeps them.
pub fn write_rules(shelf: &dyn RuleShelf, plan: &RulesPlan) -> Result<(), DossierFault> {
    let record = plan.record.write().map(|node| yaml_document(&node)).unwrap_or_default();
    let mut files: Vec<(&str, &[u8])> =
        plan.files.iter().map(|stripped| (stripped.file.name.as_str(), stripped.file.text.as_bytes())).collect();
    files.push((RECORD, record.as_bytes()));
    shelf.put_rules(&plan.record.firewall, &files)
}

/// A rule set that a site keeps.
#[derive(Debug)]
pub struct KeptRules {
    /// Of when and by whom.
    pub record: StoredRules,
    /// Name and bytes of each file.
    pub files: Vec<(String, Vec<u8>)>,
    /// The language that was named for all of them.
    pub language: Option<Language>,
}

/// The rules kept of a firewall. A file that somebody changed since is not of the recorded day and is refused.
pub fn kept_rules(
    shelf: &dyn RuleShelf,
    firewall: &Id,
    hash: Hash,
) -> Result<Result<KeptRules, RulesGap>, DossierFault> {
    let held = shelf.rules(firewall)?;
    Ok(of_record(held, firewall, hash))
}

fn of_record(mut held: Vec<(String, Vec<u8>)>, firewall: &Id, hash: Hash) -> Result<KeptRules, RulesGap> {
    let place = held.iter().position(|(name, _)| name == RECORD).ok_or_else(|| RulesGap::None(firewall.clone()))?;
    let (_, bytes) = held.swap_remove(place);
    let Read { value, complaints } = read_one::<v1::StoredRules>(RECORD, &bytes);
    let record = value.filter(|record| !is_unreadable(&complaints) && record.firewall == *firewall);
    let record = record.ok_or_else(|| RulesGap::BadRecord(firewall.clone()))?.into_core();
    let mut files = Vec::new();
    for listed in &record.files {
        let found = held.iter().position(|(name, bytes)| {
            *name == listed.file && device::Sha256::parse(&hash(bytes)).is_some_and(|sum| sum == listed.sha256)
        });
        let place = found.ok_or_else(|| RulesGap::Changed(listed.file.clone()))?;
        files.push(held.swap_remove(place));
    }
    if let Some((name, _)) = held.into_iter().next() {
        return Err(RulesGap::Changed(name));
    }
    let language = match &record.language {
        Some(name) => Some(Language::from_name(name).ok_or_else(|| RulesGap::BadRecord(firewall.clone()))?),
        None => None,
    };
    match files.is_empty() {
        true => Err(RulesGap::BadRecord(firewall.clone())),
        false => Ok(KeptRules { record, files, language }),
    }
}

impl RulesGap {
    /// What is wrong, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let (en, ja) = match self {
            RulesGap::NotARuleSet(file) => (
                [
                    format!("{file} is no rule set of a language that is read; nothing was written"),
                    "Name its language with --language; docs/firewalls.md lists them.".to_owned(),
                ],
                [
                    format!("{file} は対応している形式のルールセットではないため、何も書き込んでいません"),
                    "--language で形式を指定してください（docs/firewalls.md 参照）。".to_owned(),
                ],
            ),
            RulesGap::BadName(file) => (
                [
                    format!("{file}: this name cannot stand in the folder, or stands there twice"),
                    "Give each file a name of its own; rules.yaml is the record's.".to_owned(),
                ],
                [
                    format!("{file}：この名前は使えないか、重複しています"),
                    "ファイルごとに別の名前にしてください（rules.yaml は記録用です）。".to_owned(),
                ],
            ),
            RulesGap::ReadsOtherwise => (
                [
                    "without the secrets the text would read to other rules; nothing was written".to_owned(),
                    "Take the secrets out by hand, or export the rules alone.".to_owned(),
                ],
                [
                    "秘密情報を除くと規則の内容が変わるため、何も書き込んでいません".to_owned(),
                    "秘密情報を手で取り除くか、規則だけを出力してください。".to_owned(),
                ],
            ),
            RulesGap::None(firewall) => (
                [
                    format!("no rules of {firewall} are kept in firewalls/{firewall}"),
                    "tutela site add-rules FILE… SITE --firewall ID, or --rules FILE".to_owned(),
                ],
                [
                    format!("firewalls/{firewall} に {firewall} のルールセットがありません"),
                    "tutela site add-rules FILE… SITE --firewall ID、または --rules FILE".to_owned(),
                ],
            ),
            RulesGap::BadRecord(firewall) => (
                [
                    format!("firewalls/{firewall}/{RECORD} does not tell of which day the rules are"),
                    "Take the rules in again with tutela site add-rules.".to_owned(),
                ],
                [
                    format!("firewalls/{firewall}/{RECORD} からルールセットの取得日を読み取れません"),
                    "tutela site add-rules でもう一度取り込んでください。".to_owned(),
                ],
            ),
            RulesGap::Changed(file) => (
                [
                    format!("{file} is not what was taken in: it is missing, changed or not recorded"),
                    "The recorded day is not its day. Read the rules from the firewall and take them in again."
                        .to_owned(),
                ],
                [
                    format!("{file} は取り込んだ内容と異なります（欠落・変更・記録なし）"),
                    "記録された取得日は無効です。ファイアウォールから取得し直してください。".to_owned(),
                ],
            ),
        };
        lang.pick(en, ja)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[derive(Default)]
    struct Shelf(Mutex<Vec<(String, Vec<u8>)>>);

    impl RuleShelf for Shelf {
        fn rules(&self, _: &Id) -> Result<Vec<(String, Vec<u8>)>, DossierFault> {
            Ok(self.0.lock().unwrap().clone())
        }

        fn put_rules(&self, _: &Id, files: &[(&str, &[u8])]) -> Result<(), DossierFault> {
            *self.0.lock().unwrap() = files.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
            Ok(())
        }
    }

    /// Enough of a hash to tell two texts of a test apart.
    fn hash(bytes: &[u8]) -> String {
        format!("{:064x}", bytes.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte))))
    }

    fn capture() -> Capture {
        Capture {
            firewall: Id::try_from("fw").unwrap(),
            captured_at: Dated::parse("2026-11-20").unwrap(),
            captured_by: "abe".to_owned(),
            configuration: Some(Configuration::Running),
            language: None,
        }
    }

    const ASA: &str = "enable password TOPSECRET encrypted\naccess-list a extended permit tcp any host 10.1.0.5 eq 443\n\
                       access-group a in interface inside\n";

    fn plan(name: &str, text: &str) -> Result<RulesPlan, RulesGap> {
        plan_rules(&[RuleFile::new(name, text.as_bytes().to_vec())], &capture(), hash)
    }

    #[test]
    fn rules_are_kept_without_secrets_and_found_again_with_their_day() {
        let (shelf, plan) = (Shelf::default(), plan("a.cfg", ASA).unwrap());
        write_rules(&shelf, &plan).unwrap();
        let kept = kept_rules(&shelf, &capture().firewall, hash).unwrap().unwrap();
        assert_eq!(kept.record.captured_at, capture().captured_at);
        assert_eq!(
            (kept.record.configuration, kept.record.files[0].secrets_removed),
            (Some(Configuration::Running), 1)
        );
        let all = shelf.0.lock().unwrap().iter().any(|(_, bytes)| String::from_utf8_lossy(bytes).contains("TOPSECRET"));
        assert!(!all, "no secret reaches the shelf");
    }

    #[test]
    fn a_file_that_was_changed_since_is_refused() {
        let shelf = Shelf::default();
        write_rules(&shelf, &plan("a.cfg", ASA).unwrap()).unwrap();
        shelf.0.lock().unwrap()[0].1.push(b'\n');
        let gap = kept_rules(&shelf, &capture().firewall, hash).unwrap().err();
        assert_eq!(gap, Some(RulesGap::Changed("a.cfg".to_owned())));
    }

    #[test]
    fn what_is_no_rule_set_or_has_the_name_of_the_record_is_refused() {
        assert_eq!(plan("a.cfg", "hello\n").err(), Some(RulesGap::NotARuleSet("a.cfg".to_owned())));
        assert_eq!(plan("rules.yaml", ASA).err(), Some(RulesGap::BadName("rules.yaml".to_owned())));
    }

    #[test]
    fn where_nothing_is_kept_it_is_said() {
        let gap = kept_rules(&Shelf::default(), &capture().firewall, hash).unwrap().err();
        assert_eq!(gap, Some(RulesGap::None(capture().firewall)));
    }
}
