//! `check_cloud`: what the export of a cloud account shows about the services of a device – who can reach them, whether what
//! they carry and keep is protected, who may do everything – and what it does not show.

mod findings;
mod judge;
mod scope;
mod sort;
#[cfg(test)]
mod tests;

pub use findings::CARDS;
pub use sort::CloudFile;

use findings::{NoDate, NoOwner, OPEN, TooOld};
use formats::cloud::aws::{Balancer, Export};
use scope::Scope;
use sort::{Answer, Sorted, sort};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Day, Finding, Priority, Subject};

/// The most days that an export counts for, where nobody says otherwise.
pub const EXPORT_AGE_DAYS: u32 = 30;

/// Providers whose accounts nothing here reads.
pub const NOT_LOOKED_AT: [&str; 3] = ["Microsoft Azure", "Google Cloud", "others"];

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Question<'q> {
    /// The files of the export folder.
    pub files: &'q [CloudFile],
    /// The day it was made.
    pub captured: Option<Day>,
    /// Today.
    pub today: Day,
    /// The most days that it counts for.
    pub max_age: u32,
    /// Who answers for the account.
    pub owner: Option<&'q str>,
}

/// Whether a part of the scope was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// All of it was understood.
    Whole,
    /// Not all of it was understood.
    NotUnderstood,
    /// It is not in the export.
    NotThere,
}

impl Seen {
    /// The stable name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Seen::Whole => "whole",
            Seen::NotUnderstood => "not-understood",
            Seen::NotThere => "not-there",
        }
    }
}

/// A part of the scope: a call, for a region, for one thing.
#[derive(Clone, Debug)]
pub struct Covered {
    /// Service and call.
    pub call: &'static str,
    /// The region; empty for what holds for the whole account, or where the folder does not say it.
    pub region: String,
    /// ARN or name; empty for all.
    pub of: String,
    /// Whether it was looked at.
    pub seen: Seen,
    /// Its files.
    pub files: Vec<String>,
}

/// The answer.
#[derive(Debug)]
pub struct Checked {
    /// Number of the account, where it is said.
    pub account: Option<String>,
    /// Regions of the account and of the folder.
    pub regions: Vec<String>,
    /// The scope, in its order.
    pub covered: Vec<Covered>,
    /// Files of other calls: nothing in them was looked at.
    pub others: Vec<String>,
    /// Every finding, worst first.
    pub findings: Vec<Finding>,
    /// Folders that hold an account each; more than one is a wrong call.
    pub accounts: Vec<String>,
    /// Whether no file is an answer of a call that is read.
    pub nothing_read: bool,
}

impl Checked {
    /// Whether no question of the scope is open.
    pub fn is_proved(&self) -> bool {
        !self.nothing_read && self.findings.iter().all(|finding| !is_open(finding))
    }
}

/// Whether a finding leaves a question of the scope open.
pub fn is_open(finding: &Finding) -> bool {
    OPEN.contains(&finding.code())
}

/// Looks at an export.
pub fn check_cloud(question: &Question<'_>) -> Checked {
    let Sorted { answers, others, roots } = sort(question.files);
    let regions = regions(&answers);
    let mut scope = Scope::new(&answers);
    for export in Export::ONCE {
        scope.ask(export, "", "");
    }
    for region in &regions {
        for export in Export::IN_EVERY_REGION {
            scope.ask(export, region, "");
        }
    }
    scope.listeners(&answers);
    scope.snapshots(&answers);
    scope.buckets(&answers);
    let Scope { covered, mut findings, .. } = scope;
    for answer in &answers {
        judge::alone(answer, &mut findings);
        judge::policies(answer, &mut findings);
    }
    listeners(&answers, &mut findings);
    about_export(question, &mut findings);
    findings
        .sort_by(|a, b| (b.priority, a.code(), &a.subject, &a.key).cmp(&(a.priority, b.code(), &b.subject, &b.key)));
    Checked {
        account: answers.iter().find_map(|answer| answer.facts.account.clone()),
        regions: regions.into_iter().collect(),
        covered,
        others,
        findings,
        accounts: roots.into_iter().map(|root| root.join("/")).collect(),
        nothing_read: answers.is_empty(),
    }
}

/// Regions that the account names, and those that have a folder. An export without folders is one region without a name.
fn regions(answers: &[Answer]) -> BTreeSet<String> {
    let named = answers.iter().flat_map(|answer| answer.facts.regions.iter().cloned());
    let of_files = answers.iter().filter(|answer| Export::IN_EVERY_REGION.contains(&answer.export));
    named.chain(of_files.map(|answer| answer.region.clone())).collect()
}

fn listeners(answers: &[Answer], findings: &mut Vec<Finding>) {
    let balancers: BTreeMap<&str, &Balancer> = answers
        .iter()
        .flat_map(|answer| answer.facts.balancers.iter().map(|balancer| (balancer.arn.as_str(), balancer)))
        .collect();
    for answer in answers {
        let listeners = answer.facts.listeners.iter();
        findings
            .extend(listeners.filter_map(|listener| {
                judge::listener(answer, listener, balancers.get(listener.of.as_str()).copied())
            }));
    }
}

/// Findings about the export itself: its day and its owner.
fn about_export(question: &Question<'_>, findings: &mut Vec<Finding>) {
    let subject = || Subject::named("cloud/export");
    match question.captured {
        None => findings.push(Finding::new(Priority::Undecided, subject(), NoDate {})),
        Some(day) => {
            let days = i64::from(question.today.0) - i64::from(day.0);
            // A day ahead may be the local one.
            if !(-1..=i64::from(question.max_age)).contains(&days) {
                let detail = TooOld { days, limit: question.max_age };
                findings.push(Finding::new(Priority::Undecided, subject(), detail));
            }
        }
    }
    if question.owner.is_none_or(|owner| owner.trim().is_empty()) {
        findings.push(Finding::new(Priority::Note, subject(), NoOwner {}));
    }
}
