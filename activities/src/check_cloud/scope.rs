//! What belongs to the scope, and which of it was not looked at.

use super::findings::{NotEncrypted, NotLookedAt, NotSaid, NotUnderstood, PublicStore};
use super::judge::at;
use super::sort::Answer;
use super::{Covered, Seen};
use formats::cloud::aws::{Export, Unread};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Priority, Subject};

/// Answers by call, region and what they were asked for, so that no list is gone through twice.
#[derive(Debug, Default)]
pub(super) struct Scope<'a> {
    by: BTreeMap<(Export, String, String), Vec<&'a Answer>>,
    pub(super) covered: Vec<Covered>,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(answers: &'a [Answer]) -> Scope<'a> {
        let mut scope = Scope::default();
        for answer in answers {
            // What holds for a whole account lies in the folder of any region.
            let global = !Export::IN_EVERY_REGION.contains(&answer.export)
                && !matches!(answer.export, Export::Listeners | Export::SnapshotSharing);
            let region = if global { String::new() } else { answer.region.clone() };
            scope.by.entry((answer.export, region, answer.of.clone())).or_default().push(answer);
            scope.findings.extend(answer.unread.map(|why| not_understood(answer, why)));
        }
        scope
    }

    fn given(&self, export: Export, region: &str, of: &str) -> Vec<&'a Answer> {
        self.by.get(&(export, region.to_owned(), of.to_owned())).cloned().unwrap_or_default()
    }

    /// Puts a call into the scope.
    pub(super) fn ask(&mut self, export: Export, region: &str, of: &str) {
        let given = self.given(export, region, of);
        let seen = match given.as_slice() {
            [] => Seen::NotThere,
            given if given.iter().any(|answer| answer.unread.is_some()) => Seen::NotUnderstood,
            _ => Seen::Whole,
        };
        let files = given.iter().map(|answer| answer.file.clone()).collect();
        let covered = Covered { call: export.name(), region: region.to_owned(), of: of.to_owned(), seen, files };
        self.covered.push(covered);
        if seen == Seen::NotThere {
            self.findings.push(not_there(export, region, of));
        }
    }

    /// Listeners of the load balancers of each region: in a file after the ARN, or in one that names it.
    pub(super) fn listeners(&mut self, answers: &'a [Answer]) {
        let named: BTreeSet<(&str, &str)> = answers
            .iter()
            .filter(|answer| answer.export == Export::Listeners)
            .flat_map(|answer| answer.facts.listeners.iter().map(|one| (answer.region.as_str(), one.of.as_str())))
            .collect();
        for answer in answers {
            for balancer in &answer.facts.balancers {
                if !named.contains(&(answer.region.as_str(), balancer.arn.as_str())) {
                    self.ask(Export::Listeners, &answer.region, &balancer.arn);
                }
            }
        }
    }

    pub(super) fn snapshots(&mut self, answers: &'a [Answer]) {
        for answer in answers.iter().filter(|answer| answer.export == Export::Snapshots) {
            for store in &answer.facts.stores {
                self.ask(Export::SnapshotSharing, &answer.region, &store.id);
            }
        }
        for answer in answers.iter().filter(|answer| answer.export == Export::SnapshotSharing) {
            if answer.facts.setting.public == Some(true) {
                let store = format!("EBS snapshot {}", answer.of);
                let detail = PublicStore { store: store.clone(), by: "createVolumePermission".to_owned() };
                self.findings.push(at(answer, answer.facts.setting.line, Priority::Blocking, store, detail));
            }
        }
    }

    pub(super) fn buckets(&mut self, answers: &'a [Answer]) {
        for answer in answers {
            for (name, _) in &answer.facts.buckets {
                self.bucket(name);
            }
        }
    }

    /// All four blocks together overrule grants and policy; without them both have to be there.
    fn bucket(&mut self, name: &str) {
        let store = format!("S3 {name}");
        let blocked = self
            .given(Export::BucketBlock, "", name)
            .iter()
            .any(|answer| answer.unread.is_none() && answer.facts.setting.blocked == Some(true));
        self.ask(Export::BucketBlock, "", name);
        if !blocked {
            for export in [Export::BucketAcl, Export::BucketPolicyStatus] {
                self.ask(export, "", name);
                let given = self.given(export, "", name);
                // An answer that cannot be read is a finding already.
                let unsaid = |answer: &&&Answer| answer.unread.is_none() && answer.facts.setting.public.is_none();
                if let Some(answer) = given.iter().find(unsaid) {
                    let detail = NotSaid { store: store.clone(), field: "IsPublic".to_owned() };
                    let line = answer.facts.setting.line;
                    self.findings.push(at(answer, line, Priority::Undecided, store.as_str(), detail));
                }
                let found = given.iter().find(|answer| answer.facts.setting.public == Some(true));
                if let Some(answer) = found {
                    let detail = PublicStore { store: store.clone(), by: export.name().to_owned() };
                    let finding = at(answer, answer.facts.setting.line, Priority::Blocking, store.as_str(), detail);
                    self.findings.push(finding);
                }
            }
        }
        self.ask(Export::BucketEncryption, "", name);
        let given = self.given(Export::BucketEncryption, "", name);
        if let Some(answer) = given.iter().find(|answer| answer.facts.setting.encrypted == Some(false)) {
            let detail = NotEncrypted { store: store.clone() };
            let finding = at(answer, answer.facts.setting.line, Priority::Undecided, store, detail);
            self.findings.push(finding);
        }
    }
}

fn not_there(export: Export, region: &str, of: &str) -> Finding {
    let what = if of.is_empty() { export.name().to_owned() } else { format!("{} {of}", export.name()) };
    let region_shown = if region.is_empty() { "-".to_owned() } else { region.to_owned() };
    let subject = Subject::named(format!("cloud/{region}/{what}"));
    let detail = NotLookedAt { what, region: region_shown, command: export.command(region, of) };
    Finding::new(Priority::Undecided, subject, detail)
}

fn not_understood(answer: &Answer, why: Unread) -> Finding {
    let (en, ja) = match why {
        Unread::Broken => (
            "it cannot be read, breaks off, or holds other values than expected",
            "読み取れない、途切れている、または想定外の値があります",
        ),
        Unread::OtherFile => ("it is not the whole answer of this call", "この呼び出しの完全な応答ではありません"),
        Unread::Pages => ("more pages were not given", "続きのページがありません"),
    };
    at(
        answer,
        0,
        Priority::Undecided,
        answer.file.as_str(),
        NotUnderstood { en, ja, what: answer.export.name().to_owned() },
    )
}
