//! What a rule set shows beside the proof: controls of the maker in force or not, rules without effect, rules too broad.

use super::findings::{OverBroad, Redundant, Shadowed};
use super::{Question, RuleShown, flow_id, rule_shown, said, subject};
use network::DEFAULT_BUDGET;
use network::policy::{Policy, Span};
use network::{InForce, Packet, Tidy, Verification, Why, controls, tidy};
use terms::{Finding, Priority};

/// Rows that touch the device up to which rules without effect are looked for unasked: it costs as much again as the proof.
const TIDY_ROWS: usize = 2_000;

/// Whether a compensating control is in force at the filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlShown {
    /// Its id.
    pub control: String,
    /// Whether it is in force.
    pub state: ControlState,
}

/// The state of a compensating control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlState {
    /// Every packet that it names is stopped here.
    InForce,
    /// A packet that it names passes, by this rule.
    NotInForce(Packet, Option<RuleShown>),
    /// It is not proved.
    Unknown(Why, Option<RuleShown>),
    /// The role of its peer has no address here.
    Unbound,
    /// The rules are of no known day, or of one too long ago.
    Undated,
}

impl ControlState {
    /// The stable name that answers use.
    pub fn name(&self) -> &'static str {
        match self {
            ControlState::InForce => "in-force",
            ControlState::NotInForce(..) => "not-in-force",
            ControlState::Unknown(..) | ControlState::Unbound | ControlState::Undated => "unknown",
        }
    }
}

/// What a rule set shows beside the proof.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// Each compensating control of the profile.
    pub controls: Vec<ControlShown>,
    /// Rules that no packet of the device reaches, and a rule that decides before them.
    pub shadowed: Vec<(RuleShown, Option<RuleShown>)>,
    /// Rules of which each could be left out by itself.
    pub redundant: Vec<RuleShown>,
    /// Rules that let through declared flows and more, with the flows.
    pub over_broad: Vec<(RuleShown, Vec<String>)>,
    /// Whether every rule that touches the device was looked at for its effect.
    pub whole: bool,
}

/// Looks at everything beside the proof.
pub(super) fn extras(question: &Question<'_>, policy: &Policy, proof: &Verification, dated: bool) -> Extras {
    let shown = |span: Span| rule_shown(question.files, span);
    let states = controls(policy, question.profile, question.binding, question.hook, DEFAULT_BUDGET);
    let state = |state| match state {
        InForce::No(packet, rule) => ControlState::NotInForce(packet, rule.map(shown)),
        InForce::Unbound => ControlState::Unbound,
        InForce::Unknown(why, rule) => ControlState::Unknown(why, rule.map(shown)),
        InForce::Yes if dated => ControlState::InForce,
        InForce::Yes => ControlState::Undated,
    };
    let ids = question.profile.compensating_controls.iter().map(|control| control.id.clone());
    let controls = ids.zip(states).map(|(control, in_force)| ControlShown { control, state: state(in_force) });
    let looked = question.tidy || proof.rows <= TIDY_ROWS;
    let tidied = looked.then(|| tidy(policy, question.binding, question.hook));
    let Tidy { shadowed, redundant, whole } = tidied.unwrap_or_default();
    let broad = proof.undeclared.iter().filter(|entry| !entry.carries.is_empty());
    let broad = broad.filter_map(|entry| {
        let flows = entry.carries.iter().map(|flow| flow_id(question.profile, *flow)).collect();
        Some((shown(entry.rule?), flows))
    });
    let mut over_broad: Vec<(RuleShown, Vec<String>)> = broad.collect();
    over_broad.dedup();
    Extras {
        controls: controls.collect(),
        shadowed: shadowed.into_iter().map(|(rule, before)| (shown(rule), before.map(shown))).collect(),
        redundant: redundant.into_iter().map(shown).collect(),
        over_broad,
        whole,
    }
}

/// The findings about rules without effect, or too broad.
pub(super) fn findings(extras: &Extras) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (rule, before) in &extras.shadowed {
        let detail = Shadowed { rule: said(Some(rule)), before: said(before.as_ref()) };
        findings.push(Finding::new(Priority::Note, subject(Some(rule)), detail));
    }
    for rule in &extras.redundant {
        findings.push(Finding::new(Priority::Note, subject(Some(rule)), Redundant { rule: said(Some(rule)) }));
    }
    for (rule, flows) in &extras.over_broad {
        let detail = OverBroad { rule: said(Some(rule)), flows: flows.join(", ") };
        let mut finding = Finding::new(Priority::Attention, subject(Some(rule)), detail);
        finding.key = flows.join(",");
        findings.push(finding);
    }
    findings
}
