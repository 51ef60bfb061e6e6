//! `compare_firewalls`: what an old and a new rule set do otherwise – which traffic, which flows, which units – whatever
//! their lines look like.

mod findings;
#[cfg(test)]
mod tests;

pub use findings::{CARDS, Closed, NotCompared, Opened};

use crate::verify_firewall::{RuleShown, rule_shown};
use device::Id;
use formats::firewall::{RuleFile, RuleSet};
use network::policy::Hook;
use network::{Addresses, Binding, Change, Changed, DEFAULT_BUDGET, Differ, FlowChange, Pair, Profile, Why};
use terms::{Finding, Lang, Priority, Subject};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'q> {
    /// The rule set of before.
    pub old: &'q [RuleFile],
    /// The rule set of now.
    pub new: &'q [RuleFile],
    /// What the device needs, where flows are asked about.
    pub profile: Option<&'q Profile>,
    /// The addresses that matter.
    pub binding: &'q Binding,
    /// Units and their addresses.
    pub units: &'q [(Id, Addresses)],
    /// Where in the filter.
    pub hook: Hook,
}

/// A change with the rules that decide.
#[derive(Debug)]
pub struct ChangeShown {
    /// The change.
    pub changed: Changed,
    /// The rule of before; `None` when no chain stands at the hook.
    pub old: Option<RuleShown>,
    /// The rule of now.
    pub new: Option<RuleShown>,
}

/// What became of a unit's traffic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitChange {
    /// The unit.
    pub unit: Id,
    /// Whether more passes.
    pub opened: bool,
    /// Whether less passes.
    pub closed: bool,
    /// Whether something is not proved.
    pub not_proved: bool,
}

/// What two rule sets do otherwise.
#[derive(Debug)]
pub struct Compared {
    /// Every change, by kind and rule.
    pub changes: Vec<ChangeShown>,
    /// Flows that change.
    pub flows: Vec<FlowChange>,
    /// Units that are touched.
    pub units: Vec<UnitChange>,
    /// What is not proved beside the changes: whether it is of the new rules, why, where.
    pub open: Vec<(bool, Why, Option<RuleShown>)>,
    /// Everything there is to say, worst first.
    pub findings: Vec<Finding>,
    /// Rules read on both sides.
    pub read: [usize; 2],
    /// Whether a file is no rule set.
    pub unreadable: bool,
    proved: bool,
    same: bool,
}

/// The verdict of a comparison.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Both let the same packets through.
    Same,
    /// They do not.
    Changed,
    /// No change was found, and not everything was proved.
    NotProved,
}

impl Outcome {
    /// The stable name that answers use.
    pub fn name(self) -> &'static str {
        match self {
            Outcome::Same => "same",
            Outcome::Changed => "changed",
            Outcome::NotProved => "not-proved",
        }
    }
}

impl Compared {
    /// The verdict. A change stands whatever else is open.
    pub fn outcome(&self) -> Outcome {
        match (self.same, self.proved && !self.unreadable) {
            (false, _) => Outcome::Changed,
            (true, true) => Outcome::Same,
            (true, false) => Outcome::NotProved,
        }
    }
}

/// Compares.
pub fn compare_firewalls(asked: &Asked<'_>) -> Compared {
    let read = |files| formats::firewall::read_as(files, None, &asked.binding.device);
    let (old, new) = (read(asked.old), read(asked.new));
    let pair =
        Pair { old: &old.policy, new: &new.policy, binding: asked.binding, hook: asked.hook, budget: DEFAULT_BUDGET };
    let differ = pair.differ();
    let whole = !differ.changes.is_empty() || !differ.open.is_empty();
    // Where the whole is the same, so is every part of it.
    let flows = asked.profile.filter(|_| whole).map(|profile| pair.flows(profile)).unwrap_or_default();
    let touched = asked.units.iter().filter(|_| whole).filter_map(|(unit, addresses)| {
        let binding = Binding { device: addresses.clone(), ..asked.binding.clone() };
        unit_change(unit, &Pair { binding: &binding, ..pair }.differ())
    });
    let units = touched.collect();
    let unreadable = old.languages.iter().chain(&new.languages).any(Option::is_none);
    let (same, proved) = (differ.is_same(), differ.is_proved());
    let shown = |files: &[RuleFile], span: Option<_>| span.map(|span| rule_shown(files, span));
    let open = differ.open.iter();
    let open = open.map(|(now, why, span)| (*now, why.clone(), shown(if *now { asked.new } else { asked.old }, *span)));
    let open = open.collect();
    let changes = differ.changes.into_iter().map(|changed| ChangeShown {
        old: shown(asked.old, changed.old),
        new: shown(asked.new, changed.new),
        changed,
    });
    let changes: Vec<ChangeShown> = changes.collect();
    let read = [old.policy.rules(), new.policy.rules()];
    if unreadable {
        // A file that is no rule set is not an empty one: what it would change nobody knows.
        let findings = findings([old, new], &[]);
        let (changes, flows, units) = (Vec::new(), Vec::new(), Vec::new());
        return Compared { changes, flows, units, open, findings, read, unreadable, proved: false, same: true };
    }
    let findings = findings([old, new], &changes);
    Compared { changes, flows, units, open, findings, read, unreadable, proved, same }
}

fn unit_change(unit: &Id, differ: &Differ) -> Option<UnitChange> {
    let has = |change| differ.changes.iter().any(|changed| changed.change == change);
    let (opened, closed, not_proved) = (has(Change::Opened), has(Change::Closed), !differ.is_proved());
    (opened || closed || not_proved).then(|| UnitChange { unit: unit.clone(), opened, closed, not_proved })
}

fn findings(sets: [RuleSet; 2], changes: &[ChangeShown]) -> Vec<Finding> {
    let mut findings: Vec<Finding> = sets.into_iter().flat_map(|set| set.findings).collect();
    for shown in changes {
        let packet = shown.changed.witness.to_string();
        let (old, new) = (said(shown.old.as_ref()), said(shown.new.as_ref()));
        let subject = shown.new.as_ref().or(shown.old.as_ref());
        let subject =
            subject.map_or_else(|| Subject::named("-"), |rule| Subject::named(format!("{}:{}", rule.file, rule.line)));
        let mut finding = match shown.changed.change {
            Change::Opened => Finding::new(Priority::Attention, subject, Opened { packet: packet.clone(), old, new }),
            Change::Closed => Finding::new(Priority::Attention, subject, Closed { packet: packet.clone(), old, new }),
            Change::NotProved => {
                Finding::new(Priority::Undecided, subject, NotCompared { packet: packet.clone(), old, new })
            }
        };
        finding.key = packet;
        findings.push(finding);
    }
    findings
        .sort_by(|a, b| (b.priority, a.code(), &a.subject, &a.key).cmp(&(a.priority, b.code(), &b.subject, &b.key)));
    findings
}

/// A rule on one line.
pub fn said(rule: Option<&RuleShown>) -> String {
    match rule {
        Some(RuleShown { file, line, text }) => format!("{file}:{line}: {text}"),
        None => "-".to_owned(),
    }
}

/// What a change is, in words.
pub fn change_word(lang: Lang, change: Change) -> &'static str {
    match change {
        Change::Opened => lang.pick("was stopped, passes now", "遮断 → 通過"),
        Change::Closed => lang.pick("passed, is stopped now", "通過 → 遮断"),
        Change::NotProved => lang.pick("not proved", "未証明"),
    }
}
