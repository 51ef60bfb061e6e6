//! `draft_rules`: least-privilege rules for a device as a draft, read back and proved before anybody sees them.
//!
//! A draft names who and what is concerned, what still passes, what is lost, and how it is taken back; it stays a draft until
//! the biomedical owner and the clinical owner have signed. Nothing is applied.

mod head;
mod language;
#[cfg(test)]
mod tests;

pub use head::flow_line;
pub use language::WrittenIn;

use formats::firewall::write::{CannotSay, Draft, Stage, Written};
use formats::firewall::{RuleFile, RuleSet, TakenForGranted};
use network::policy::{Action, Hook};
use network::{
    Binding, DEFAULT_BUDGET, Need, NoPermits, Packet, Permits, Profile, Verification, beyond, exactly, stopped, verify,
};
use site::Path;
use std::collections::BTreeSet;
use terms::{Day, Lang};

/// What the rules are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What the device needs, nothing else.
    LeastPrivilege,
    /// What care cannot be without, nothing else.
    Quarantine,
}

/// What is to be drafted.
#[derive(Clone, Copy, Debug)]
pub struct Order<'o> {
    /// What the rules are for.
    pub kind: Kind,
    /// What the rules are named after.
    pub name: &'o str,
    /// What the device needs.
    pub profile: &'o Profile,
    /// SHA-256 of the profile.
    pub profile_hash: &'o str,
    /// Addresses of device and peers.
    pub binding: &'o Binding,
    /// The flows that may pass, by their places in the profile.
    pub chosen: &'o BTreeSet<usize>,
    /// The language of the firewall.
    pub language: WrittenIn,
    /// The language of the comments.
    pub lang: Lang,
    /// The program and its version.
    pub program: &'o str,
    /// Today.
    pub today: Day,
    /// Days after which somebody has to look again.
    pub look_again: u32,
    /// The units concerned, where a site named them.
    pub units: &'o [String],
    /// Other units that have an address of them, so that the rules hit them too.
    pub sharing: &'o [String],
    /// Their biomedical owners.
    pub owners: &'o [String],
    /// Every path of the units, where a site told them.
    pub paths: Option<&'o [Path]>,
}

/// A draft that was read back and proved.
#[derive(Debug)]
pub struct Drafted {
    /// The text that writes to the log and stops nothing; `None` where the language has no such rule.
    pub log_only: Option<Written>,
    /// The text that stops what is not permitted.
    pub enforce: Written,
    /// The proof of the text in force.
    pub proof: Verification,
    /// Rules that were read back of it.
    pub read: usize,
    /// When somebody has to look again.
    pub look_again_by: Day,
    /// The flows that are stopped, by their places in the profile.
    pub stopped: Vec<usize>,
}

/// Why there is no draft.
#[derive(Debug)]
pub enum NotDrafted {
    /// Roles that nobody bound to addresses.
    Unbound(Vec<String>),
    /// Flows of which device and peer have no address family in common; by id.
    NoFamily(Vec<String>),
    /// A flow that the language cannot say.
    CannotSay(String),
    /// The language lets connections go on that are there already, and a quarantine has to end them.
    NoQuarantine,
    /// The text was read back and is not what was asked for: a fault of this program.
    NotEqual(NotEqual),
}

/// What differs between an order and the text written for it.
#[derive(Debug)]
pub struct NotEqual {
    /// The stage of the text.
    pub stage: Stage,
    /// A packet that is treated otherwise than ordered.
    pub packet: Option<Packet>,
    /// What was not understood of our own text, or not proved.
    pub not_understood: Vec<String>,
}

impl Order<'_> {
    /// The flows that pass in any case: those the device needs.
    pub fn needed(profile: &Profile) -> BTreeSet<usize> {
        let flows = profile.flows.iter().enumerate();
        flows.filter(|(_, flow)| flow.need == Need::Needed).map(|(place, _)| place).collect()
    }
}

/// Drafts rules, reads them back and proves them.
pub fn draft_rules(order: &Order<'_>) -> Result<Drafted, NotDrafted> {
    if order.kind == Kind::Quarantine && !order.language.ends_connections() {
        return Err(NotDrafted::NoQuarantine);
    }
    let permits = Permits::of(order.profile, order.binding, order.chosen).map_err(|gap| match gap {
        NoPermits::Unbound(roles) => NotDrafted::Unbound(roles),
        NoPermits::NoFamily(places) => {
            NotDrafted::NoFamily(places.into_iter().map(|place| order.profile.flows[place].id.clone()).collect())
        }
    })?;
    let look_again_by = Day(order.today.0.saturating_add(i32::try_from(order.look_again).unwrap_or(i32::MAX)));
    let about: Vec<(String, Vec<String>)> =
        permits.permits.iter().map(|permit| head::about(order, permit.flow)).collect();
    let labels = [order.lang.pick("load", "適用"), order.lang.pick("take back", "取り消し")];
    let text = |stage| {
        let head = head::head(order, stage, look_again_by);
        let strict = order.kind == Kind::Quarantine;
        let draft = Draft { name: order.name, head: &head, labels, permits: &permits, about: &about, strict, stage };
        order.language.write(&draft).map_err(|CannotSay(flow)| NotDrafted::CannotSay(flow))
    };
    let log_only = order.language.logs_alone().then(|| text(Stage::LogOnly)).transpose()?;
    let enforce = text(Stage::Enforce)?;
    if let Some(log_only) = &log_only {
        nothing_stopped(order, log_only)?;
    }
    let (proof, read) = equal(order, &permits, &enforce)?;
    let all = 0..order.profile.flows.len();
    let stopped = all.filter(|place| !order.chosen.contains(place)).collect();
    Ok(Drafted { log_only, enforce, proof, read, look_again_by, stopped })
}

/// Our own text, read by our own reader.
fn read_back(order: &Order<'_>, written: &Written, stage: Stage) -> Result<RuleSet, NotDrafted> {
    let bound = order.language.bound(order.name);
    let part = |part: &formats::firewall::write::Part| RuleFile {
        name: part.file.clone(),
        text: format!("{}{bound}", part.text),
    };
    let files: Vec<RuleFile> = written.parts.iter().map(part).collect();
    let mut set = formats::firewall::read_as(&files, Some(order.language.read_as()), &order.binding.device);
    if order.language.leaves_open() {
        set.findings.retain(|finding| finding.code() != TakenForGranted::CARD.code);
    }
    if set.findings.is_empty() && set.policy.unread.is_empty() {
        return Ok(set);
    }
    let not_understood = set.findings.iter().map(|finding| finding.detail.say(Lang::En).what).collect();
    Err(NotDrafted::NotEqual(NotEqual { stage, packet: None, not_understood }))
}

fn equal(order: &Order<'_>, permits: &Permits, written: &Written) -> Result<(Verification, usize), NotDrafted> {
    let set = read_back(order, written, Stage::Enforce)?;
    let wanted = exactly(order.profile, order.chosen);
    let proof =
        verify(&set.policy, &wanted, order.binding, Hook::Forward, DEFAULT_BUDGET).map_err(NotDrafted::Unbound)?;
    if proof.is_equal() && proof.not_proved.is_empty() && proof.half_open.is_empty() && proof.filtered {
        // A quarantine ends connections that are there already, too.
        let more = (order.kind == Kind::Quarantine)
            .then(|| beyond(&set.policy, permits, order.binding, Hook::Forward, DEFAULT_BUDGET));
        return match more.flatten() {
            None => Ok((proof, set.policy.rules())),
            Some(packet) => {
                Err(NotDrafted::NotEqual(NotEqual { stage: Stage::Enforce, packet, not_understood: Vec::new() }))
            }
        };
    }
    let more = proof.undeclared.iter().map(|entry| &entry.witness);
    let less = proof.blocked.iter().chain(&proof.half_open).map(|entry| &entry.witness);
    let open = proof.not_proved.iter().filter_map(|entry| entry.witness.as_ref());
    let packet = more.chain(less).chain(open).next().cloned();
    let not_understood = proof.not_proved.iter().map(|entry| format!("{:?}", entry.why)).collect();
    Err(NotDrafted::NotEqual(NotEqual { stage: Stage::Enforce, packet, not_understood }))
}

/// The log-only text leaves every packet to the rules that are there.
fn nothing_stopped(order: &Order<'_>, written: &Written) -> Result<(), NotDrafted> {
    let mut set = read_back(order, written, Stage::LogOnly)?;
    for base in set.policy.chains.iter_mut().filter_map(|chain| chain.base.as_mut()) {
        // A policy that is not ours to say stays what it is; the question is what these rules add to it.
        if base.policy == Action::Unknown {
            base.policy = Action::Accept;
        }
    }
    match stopped(&set.policy, order.binding, Hook::Forward, DEFAULT_BUDGET) {
        None => Ok(()),
        Some(packet) => {
            Err(NotDrafted::NotEqual(NotEqual { stage: Stage::LogOnly, packet, not_understood: Vec::new() }))
        }
    }
}
