//! Field: what facilities have answered about a maker's packages, counted. Only answers of known signers count.

use super::findings::{DutyRefusedInField, StatusSignerUnknown, StatusUnreadable};
use super::port::{Envelopes, Key};
use crate::dossier_port::LoadedDossier;
use device::{Id, PackageFactKind};
use formats::dossier::{IntoCore, Read};
use formats::package::{self, STATUS_KIND};
use site::{DutyAnswer, InForce, Status, TouchState};
use std::collections::BTreeMap;
use terms::{Finding, Place, Priority, Speaks, Subject, When};

/// What facilities answered.
#[derive(Clone, Debug, Default)]
pub struct Field {
    /// Facilities that answered, by their key.
    pub facilities: usize,
    /// Of them those that answered about the newest package.
    pub up_to_date: usize,
    /// Units that they told of.
    pub units: u64,
    /// Units whose release they do not know.
    pub release_unknown: u64,
    /// Units on the newest release of their package.
    pub patched: u64,
    /// Units on each release.
    pub releases: BTreeMap<Id, u64>,
    /// Units that cannot be brought to a release, with each reason.
    pub cannot: Vec<(Id, u64, String)>,
    /// Facilities that looked no vulnerability up: their silence means nothing.
    pub not_looked_up: usize,
    /// Units with each vulnerability: open, mitigated.
    pub vulnerabilities: BTreeMap<String, [u64; 2]>,
    /// Facilities by what they say of each control: in force, in force at a firewall, not in force, unknown.
    pub controls: BTreeMap<String, [u64; 4]>,
    /// Facilities by what they answered to each duty: accepted, refused, open.
    pub duties: BTreeMap<Id, [u64; 3]>,
    /// Files in status/ that were not counted.
    pub not_counted: usize,
    /// What is wrong with answers, and what the maker must know.
    pub findings: Vec<Finding>,
}

/// Counts the answers that lie in status/; `None` when there are none.
pub fn field(dossier: &LoadedDossier, envelopes: &dyn Envelopes) -> Option<Field> {
    if dossier.statuses.is_empty() {
        return None;
    }
    let mut field = Field::default();
    let mut keys: Vec<Key> = Vec::new();
    for (name, bytes) in &dossier.status_keys {
        match envelopes.key(bytes) {
            Some(key) => keys.push(key),
            None => field.unreadable(name, "it is no public key", "公開鍵ではありません"),
        }
    }
    let mut latest: BTreeMap<String, Status> = BTreeMap::new();
    for (name, bytes) in &dossier.statuses {
        let Some((signer, status)) = field.read(dossier, envelopes, &keys, name, bytes) else {
            field.not_counted += 1;
            continue;
        };
        if latest.get(&signer).is_none_or(|held| order(held) < order(&status)) {
            latest.insert(signer, status);
        }
    }
    let built = dossier.package_facts.iter().filter(|fact| fact.kind == PackageFactKind::Built);
    let newest = built.filter_map(|fact| fact.sequence).max();
    let mut refused: BTreeMap<Id, Vec<String>> = BTreeMap::new();
    for status in latest.values() {
        field.count(status, newest, &mut refused);
    }
    for (duty, reasons) in refused {
        let (count, mut reasons) = (reasons.len(), reasons);
        reasons.sort();
        reasons.dedup();
        let detail = DutyRefusedInField { duty: duty.to_string(), count, reasons: reasons.join("; ") };
        field.tell(Priority::Attention, &format!("status/duty/{duty}"), None, detail);
    }
    Some(field)
}

/// The later of two answers of one facility: by package, then by its own time.
fn order(status: &Status) -> (u32, i64) {
    let moment = match status.made_at.when {
        When::Instant(at) => at.0,
        other => other.last_day().map_or(i64::MIN, |day| day.start().0),
    };
    (status.sequence, moment)
}

impl Field {
    fn tell(&mut self, priority: Priority, path: &str, file: Option<&str>, detail: impl Speaks + 'static) {
        let subject = match file {
            Some(file) => Subject::at(path, Place::file(file)),
            None => Subject::named(path),
        };
        self.findings.push(Finding::new(priority, subject, detail));
    }

    fn unreadable(&mut self, name: &str, why: &str, why_ja: &str) {
        let detail = StatusUnreadable { file: name.to_owned(), why: why.to_owned(), why_ja: why_ja.to_owned() };
        self.tell(Priority::Attention, name, Some(name), detail);
    }

    /// The signer and the answer of a file; what does not count is told.
    fn read(
        &mut self,
        dossier: &LoadedDossier,
        envelopes: &dyn Envelopes,
        keys: &[Key],
        name: &str,
        bytes: &[u8],
    ) -> Option<(String, Status)> {
        let Some(opened) = envelopes.open(STATUS_KIND, bytes, keys) else {
            self.unreadable(name, "it is no signed status", "署名付きの状況報告ではありません");
            return None;
        };
        let Some(signer) = opened.signer else {
            let key = opened.claims.first().cloned().unwrap_or_default();
            let detail = StatusSignerUnknown { file: name.to_owned(), key };
            self.tell(Priority::Attention, name, Some(name), detail);
            return None;
        };
        let Read { value, complaints } = package::status(&opened.payload);
        let status = value.filter(|status| status.schema == Status::SCHEMA && !package::is_unreadable(&complaints));
        let Some(status) = status.map(IntoCore::into_core) else {
            self.unreadable(name, "it was made by another version", "別の版で作成されています");
            return None;
        };
        if dossier.device.as_ref().is_some_and(|device| device.id != status.device) {
            self.unreadable(name, "it is about another device", "別の機器についてのものです");
            return None;
        }
        Some((signer, status))
    }

    fn count(&mut self, status: &Status, newest: Option<u32>, refused: &mut BTreeMap<Id, Vec<String>>) {
        self.facilities += 1;
        self.not_looked_up += usize::from(status.mirror.is_none());
        self.up_to_date += usize::from(Some(status.sequence) == newest);
        self.units += u64::from(status.units);
        self.release_unknown += u64::from(status.release_unknown);
        self.patched += u64::from(status.patched);
        for release in &status.releases {
            *self.releases.entry(release.release.clone()).or_default() += u64::from(release.units);
        }
        for cannot in &status.cannot {
            let reason = cannot.reason.get(cannot.reason.controlling).to_owned();
            self.cannot.push((cannot.release.clone(), u64::from(cannot.units), reason));
        }
        for touched in &status.vulnerabilities {
            let [open, mitigated] = self.vulnerabilities.entry(touched.id.clone()).or_default();
            match touched.state {
                TouchState::Open => *open += u64::from(touched.units),
                TouchState::Mitigated => *mitigated += u64::from(touched.units),
            }
        }
        for control in &status.controls {
            let at = match control.state {
                InForce::Yes => 0,
                InForce::AtFirewall => 1,
                InForce::No => 2,
                InForce::Unknown => 3,
            };
            self.controls.entry(control.id.clone()).or_default()[at] += 1;
        }
        for duty in &status.duties {
            let at = match duty.answer {
                DutyAnswer::Accepted => 0,
                DutyAnswer::Refused => 1,
                DutyAnswer::Open => 2,
            };
            self.duties.entry(duty.id.clone()).or_default()[at] += 1;
            if duty.answer == DutyAnswer::Refused {
                let reason = duty.reason.as_ref().map(|reason| reason.get(reason.controlling).to_owned());
                refused.entry(duty.id.clone()).or_default().push(reason.unwrap_or_default());
            }
        }
    }
}
