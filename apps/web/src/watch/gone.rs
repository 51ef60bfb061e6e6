//! Whether work about what a check found no longer is done. Silence is no all-clear: a check that looked at less than the one that
//! found it clears nothing.

use super::items::{due_of, facts, subject};
use crate::rooms::{Checked, Looked};
use activities::checks_port::KeptFinding;
use activities::jobs_port::WorkItem;
use activities::library_port::{KeptId, KeptKind};
use activities::notify::weight::CHECK_FAILED;
use serde_json::Value;
use std::collections::BTreeSet;

/// Nothing of the kind is found any more, by a check that looked as far.
pub(crate) const GONE: &str = "gone";

/// It is still found, and asks nobody any more: somebody has decided about it, or it weighs less.
pub(crate) const ANSWERED: &str = "answered";

/// Others must act on it now.
pub(crate) const OTHERS: &str = "others";

/// It could be checked again.
pub(crate) const CHECKED: &str = "checked";

/// A check, as far as it can clear what it did not find.
pub(super) struct Gone<'c> {
    id: &'c KeptId,
    checked: &'c Checked,
    /// Subject and code of all that was found, whatever it asks.
    found: BTreeSet<(String, &'c str)>,
    /// Codes of what has a date.
    dated: BTreeSet<&'c str>,
}

impl<'c> Gone<'c> {
    pub(super) fn of(id: &'c KeptId, checked: &'c Checked) -> Gone<'c> {
        let found = checked.findings.iter().map(|finding| (subject(id, finding), finding.code.as_str())).collect();
        let of_date = |finding: &&KeptFinding| due_of(finding).is_some();
        let dated = checked.findings.iter().filter(of_date).map(|finding| finding.code.as_str()).collect();
        Gone { id, checked, found, dated }
    }

    /// Why an item that asks for nothing in this check is done; `None` when the check does not tell.
    pub(super) fn reason(&self, item: &WorkItem) -> Option<&'static str> {
        if item.code == CHECK_FAILED {
            return Some(CHECKED);
        }
        if self.found.contains(&(item.subject.clone(), item.code.as_str())) {
            return Some(if self.dated.contains(item.code.as_str()) { OTHERS } else { ANSWERED });
        }
        let Looked { whole, .. } = self.checked.looked;
        let facts = Value::Object(facts(&item.facts));
        let about = facts["vulnerability"]["id"].as_str().unwrap_or_default();
        let clears = whole
            && match (self.id.kind, about) {
                (KeptKind::Site, _) => self.sees_as_much(&facts) && self.sees_as_many(&facts),
                (KeptKind::Dossier, "") => self.is_of_all(item) || self.same_release(item, &facts["looked"]),
                (KeptKind::Dossier, id) => {
                    self.sees_as_much(&facts) && self.watches(&facts) && self.no_release_has(item, &facts, id)
                }
            };
        clears.then_some(GONE)
    }

    /// Every source that was asked when it was found was asked again, and every SBOM was read.
    fn sees_as_much(&self, facts: &Value) -> bool {
        let Looked { sources, bills, .. } = &self.checked.looked;
        let names = |list: &Value, key: Option<&str>| {
            let name = |one: &Value| key.map_or(one, |key| &one[key]).as_str().map(str::to_owned);
            list.as_array().map(|all| all.iter().filter_map(name).collect::<Vec<_>>()).unwrap_or_default()
        };
        let mut asked = names(&facts["looked"]["sources"], None);
        asked.extend(names(&facts["vulnerability"]["statements"], Some("source")));
        let answers = self.checked.check.verdict != "no-answer" || !asked.is_empty();
        *bills && answers && !sources.is_empty() && asked.iter().all(|name| sources.contains(name))
    }

    /// No more units are out of sight than when it was found: one whose dossier or release is unknown now may be one that has it.
    fn sees_as_many(&self, facts: &Value) -> bool {
        self.checked.looked.blind <= facts["looked"]["blind"].as_u64().unwrap_or_default()
    }

    /// The component is gone, or a source still watches it.
    fn watches(&self, facts: &Value) -> bool {
        let word = |key: &str| facts["component"][key].as_str().unwrap_or_default();
        !self.checked.looked.unwatched.contains(format!("{} {}", word("name"), word("version")).trim_end())
    }

    /// It was found in the release that was looked at, or in no release does it stand any more.
    fn no_release_has(&self, item: &WorkItem, facts: &Value, vulnerability: &str) -> bool {
        let standing = self.checked.check.standing.as_ref();
        self.same_release(item, &facts["looked"])
            || standing.is_some_and(|standing| !standing.vulnerabilities.contains(vulnerability))
    }

    /// What it is about is a release, and this check looked at it.
    fn same_release(&self, item: &WorkItem, looked: &Value) -> bool {
        // Items of before name the release in what they are about alone.
        let named = item.subject.split(' ').nth(1).filter(|_| item.subject.split(' ').count() > 2);
        looked["release"].as_str().or(named) == Some(&*self.checked.looked.release)
    }

    /// One item stands for all of its code, whichever release they are of.
    fn is_of_all(&self, item: &WorkItem) -> bool {
        item.subject == format!("{} {}", self.id, item.code) || self.dated.contains(item.code.as_str())
    }
}
