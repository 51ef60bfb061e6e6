//! What a facility decides about vulnerabilities in its devices, and the proof that such a decision may lean on.

use crate::StoredRules;
use device::{Decision, Id, Sha256};
use std::collections::BTreeMap;
use terms::{Day, Lang, Place, When};

/// A decision of a site. Only a site may lean on its network: what a maker says rests on what ships in the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteDecision {
    /// Where it stands.
    pub place: Place,
    /// The device, by the id of its received dossier.
    pub device: Id,
    /// The release; `None`: each that is in use.
    pub release: Option<Id>,
    /// Who answers for it until it expires (people.yaml).
    pub owner: Option<Id>,
    /// What was decided.
    pub decision: Decision,
    /// The proof that it leans on.
    pub isolation: Option<Isolation>,
}

/// A proof at one firewall: of which rules and which profile it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Isolation {
    /// Where it stands.
    pub place: Place,
    /// The firewall of networks.yaml.
    pub firewall: Id,
    /// Version of the device's profile (network.yaml).
    pub profile_version: String,
    /// The rule set as the site kept it.
    pub rules: Vec<BoundFile>,
}

/// A file and the hash to which a decision is bound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BoundFile {
    /// Where it stands.
    pub place: Place,
    /// Its name in `firewalls/ID/`.
    pub file: String,
    /// SHA-256 of its bytes as they are kept.
    pub sha256: Sha256,
}

/// Why a decision may no longer lean on its proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IsolationLost {
    /// The site keeps no rules of that firewall, or their record cannot be read.
    NotKept(Id),
    /// A file is another one than the decision is bound to, is missing, or has come since.
    RulesChanged(String),
    /// Nobody says of which day the rules are.
    Undated,
    /// The rules are too old, or of a day to come: days since then, and the limit.
    TooOld(i64, u32),
    /// The rules are stored for the next start; what runs is not known.
    NotRunning,
    /// The received dossier holds no profile that can be read.
    NoProfile,
    /// The profile is of another version: then, now.
    ProfileChanged(String, String),
    /// The rules and the profile differ.
    Differs,
    /// Not everything could be proved.
    NotProved,
}

impl Isolation {
    /// Why these rules are not those that the proof was of, or are of no day that counts; `None`: they are and do.
    /// `hashes`: SHA-256 by name from the root of the site. `limit`: days after which rules say nothing about today.
    pub fn rules_lost(
        &self,
        kept: Option<&StoredRules>,
        hashes: &BTreeMap<String, String>,
        (today, limit): (Day, u32),
    ) -> Option<IsolationLost> {
        let Some(kept) = kept else { return Some(IsolationLost::NotKept(self.firewall.clone())) };
        if let Some(file) = self.other_file(kept, hashes) {
            return Some(IsolationLost::RulesChanged(file));
        }
        if kept.configuration == Some(crate::Configuration::Stored) {
            return Some(IsolationLost::NotRunning);
        }
        match kept.captured_at.when {
            When::Day(_) | When::Instant(_) => {}
            When::Unknown | When::Month(..) | When::NotBefore(_) => return Some(IsolationLost::Undated),
        }
        let Some(day) = kept.captured_at.when.last_day() else { return Some(IsolationLost::Undated) };
        let days = i64::from(today.0) - i64::from(day.0);
        (!(-1..=i64::from(limit)).contains(&days)).then_some(IsolationLost::TooOld(days, limit))
    }

    /// The first file that is not as it was: among those bound, those recorded and those that are there.
    fn other_file(&self, kept: &StoredRules, hashes: &BTreeMap<String, String>) -> Option<String> {
        let folder = format!("firewalls/{}/", self.firewall);
        let there: BTreeMap<&str, &str> = hashes
            .range(folder.clone()..)
            .take_while(|(name, _)| name.starts_with(&folder))
            .map(|(name, hash)| (&name[folder.len()..], hash.as_str()))
            .filter(|(name, _)| *name != "rules.yaml")
            .collect();
        let as_bound = |bound: &BoundFile| {
            let hash = bound.sha256.to_string();
            let recorded = kept.files.iter().any(|one| one.file == bound.file && one.sha256 == bound.sha256);
            recorded && there.get(bound.file.as_str()).is_some_and(|there| *there == hash)
        };
        let bound = |name: &str| self.rules.iter().any(|bound| bound.file == name);
        let changed = self.rules.iter().find(|bound| !as_bound(bound)).map(|bound| bound.file.clone());
        let new =
            || kept.files.iter().map(|one| one.file.as_str()).chain(there.keys().copied()).find(|name| !bound(name));
        changed.or_else(|| new().map(str::to_owned)).or_else(|| self.rules.is_empty().then(|| folder.clone()))
    }
}

impl IsolationLost {
    /// The cause in words.
    pub fn say(&self, lang: Lang) -> String {
        let (en, ja) = match self {
            IsolationLost::NotKept(firewall) => (
                format!("the site keeps no rules of {firewall} with their day"),
                format!("{firewall} の規則が取得日とともに保存されていないため"),
            ),
            IsolationLost::RulesChanged(file) => (
                format!("the rules are not those it is bound to ({file})"),
                format!("規則が判断時のものと異なるため（{file}）"),
            ),
            IsolationLost::Undated => {
                ("nobody says of which day the rules are".to_owned(), "規則の取得日が不明なため".to_owned())
            }
            IsolationLost::TooOld(days, limit) => (
                format!("the rules are {days} days old; the limit is {limit}"),
                format!("規則が {days} 日前のものであるため（上限 {limit} 日）"),
            ),
            IsolationLost::NotRunning => (
                "the rules are those stored for the next start, not those that run".to_owned(),
                "規則が保存された設定のもので、稼働中の設定ではないため".to_owned(),
            ),
            IsolationLost::NoProfile => (
                "the received dossier holds no network profile that can be read".to_owned(),
                "受領したドシエに読み取れる通信プロファイルがないため".to_owned(),
            ),
            IsolationLost::ProfileChanged(then, now) => (
                format!("the profile is of version {now}, the proof of {then}"),
                format!("プロファイルの版が {now} で、証明時の {then} と異なるため"),
            ),
            IsolationLost::Differs => (
                "the rules let through something undeclared, or block something needed".to_owned(),
                "規則が申告のない通信を通すか、必要な通信を遮断しているため".to_owned(),
            ),
            IsolationLost::NotProved => {
                ("not everything could be proved".to_owned(), "証明できない部分があるため".to_owned())
            }
        };
        lang.pick(en, ja)
    }
}

#[cfg(test)]
mod tests {
    use super::{BoundFile, Isolation, IsolationLost};
    use crate::rules::testing::id;
    use crate::{Configuration, StoredRuleFile, StoredRules};
    use device::{Dated, Sha256};
    use std::collections::BTreeMap;
    use terms::{Day, Place};

    fn hash(digit: char) -> Sha256 {
        Sha256::parse(&String::from(digit).repeat(64)).unwrap()
    }

    fn judged(
        captured_at: &str,
        change: impl FnOnce(&mut StoredRules, &mut BTreeMap<String, String>),
    ) -> Option<IsolationLost> {
        let bound = BoundFile { place: Place::default(), file: "a.nft".to_owned(), sha256: hash('a') };
        let isolation = Isolation {
            place: Place::default(),
            firewall: id("fw"),
            profile_version: "1".to_owned(),
            rules: vec![bound],
        };
        let file = StoredRuleFile {
            place: Place::default(),
            file: "a.nft".to_owned(),
            sha256: hash('a'),
            language: "nftables".to_owned(),
            secrets_removed: 0,
        };
        let mut kept = StoredRules {
            place: Place::default(),
            firewall: id("fw"),
            captured_at: Dated::parse(captured_at).unwrap(),
            captured_by: "abe".to_owned(),
            configuration: Some(Configuration::Running),
            language: None,
            files: vec![file],
        };
        let names = [("firewalls/fw/a.nft", 'a'), ("firewalls/fw/rules.yaml", 'c'), ("firewalls/fwx/b", 'b')];
        let mut hashes = names.into_iter().map(|(name, digit)| (name.to_owned(), hash(digit).to_string())).collect();
        change(&mut kept, &mut hashes);
        isolation.rules_lost(Some(&kept), &hashes, (Day::parse("2026-11-24").unwrap(), 30))
    }

    #[test]
    fn rules_as_they_were_of_a_day_within_the_limit_hold() {
        assert_eq!(judged("2026-11-20", |_, _| ()), None);
        assert_eq!(judged("2026-10-25", |_, _| ()), None);
    }

    #[test]
    fn the_day_must_be_known_and_not_too_long_ago() {
        assert_eq!(judged("2026-10-24", |_, _| ()), Some(IsolationLost::TooOld(31, 30)));
        assert_eq!(judged("2026-12-01", |_, _| ()), Some(IsolationLost::TooOld(-7, 30)));
        assert_eq!(judged("unknown", |_, _| ()), Some(IsolationLost::Undated));
        assert_eq!(judged("2026-11", |_, _| ()), Some(IsolationLost::Undated));
    }

    #[test]
    fn other_bytes_another_record_and_a_file_that_came_since_reopen_it() {
        let changed = |file: &str| Some(IsolationLost::RulesChanged(file.to_owned()));
        let other = || hash('b').to_string();
        assert_eq!(
            judged("2026-11-20", |_, there| drop(there.insert("firewalls/fw/a.nft".to_owned(), other()))),
            changed("a.nft")
        );
        assert_eq!(judged("2026-11-20", |_, there| drop(there.remove("firewalls/fw/a.nft"))), changed("a.nft"));
        assert_eq!(judged("2026-11-20", |kept, _| kept.files[0].sha256 = hash('b')), changed("a.nft"));
        assert_eq!(
            judged("2026-11-20", |_, there| drop(there.insert("firewalls/fw/b.nft".to_owned(), other()))),
            changed("b.nft")
        );
    }

    #[test]
    fn what_is_stored_for_the_next_start_proves_nothing_about_today() {
        let stored =
            |kept: &mut StoredRules, _: &mut BTreeMap<String, String>| kept.configuration = Some(Configuration::Stored);
        assert_eq!(judged("2026-11-20", stored), Some(IsolationLost::NotRunning));
    }
}
