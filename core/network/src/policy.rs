//! The rules of a packet filter in the form that every firewall language is translated into.
//!
//! Chains of rules, first match decides; jumps, gotos and returns; base chains at hooks of the packet's path, in order of
//! priority. A drop is final; an accept ends its base chain and leads to the next one (Netfilter's model, which holds plain
//! ordered lists as the case of one base chain).

use crate::ranges::Ranges;
use site::Family;
use std::sync::Arc;

/// What connection tracking says of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// The first packet of a connection.
    New,
    /// Of a connection that was accepted both ways.
    Established,
    /// Begins a connection that a known one announced.
    Related,
    /// Of no connection that makes sense.
    Invalid,
    /// Not looked at by connection tracking.
    Untracked,
}

impl State {
    /// Every state.
    pub const ALL: [State; 5] = [State::New, State::Established, State::Related, State::Invalid, State::Untracked];

    /// Its bit in a mask of states.
    pub fn bit(self) -> u8 {
        1 << (self as u8)
    }

    /// The word of Netfilter for it.
    pub fn name(self) -> &'static str {
        match self {
            State::New => "new",
            State::Established => "established",
            State::Related => "related",
            State::Invalid => "invalid",
            State::Untracked => "untracked",
        }
    }

    /// The state of a word, in any case.
    pub fn from_name(name: &str) -> Option<State> {
        State::ALL.into_iter().find(|state| state.name().eq_ignore_ascii_case(name))
    }
}

/// Interfaces that a rule names; a name that ends in `*` or `+` stands for every name that begins so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InterfaceSet {
    /// The names.
    pub names: Vec<String>,
    /// All interfaces but these.
    pub negated: bool,
}

impl InterfaceSet {
    /// Whether an interface is meant.
    pub fn holds(&self, name: &str) -> bool {
        let meant = |written: &String| match written.strip_suffix(['*', '+']) {
            Some(start) => name.starts_with(start),
            None => written == name,
        };
        self.names.iter().any(meant) != self.negated
    }
}

/// The packets a rule is about: a conjunction over the fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Match {
    /// Mask of [`Family::bit`].
    pub families: u8,
    /// Mask of [`State::bit`].
    pub states: u8,
    /// Protocol numbers.
    pub protocol: Ranges,
    /// Source addresses.
    pub source: Ranges,
    /// Destination addresses.
    pub destination: Ranges,
    /// Source ports, or ICMP types.
    pub first: Ranges,
    /// Destination ports, or ICMP codes.
    pub second: Ranges,
    /// Interface the packet came in by; each must hold.
    pub input: Vec<Arc<InterfaceSet>>,
    /// Interface it leaves by; each must hold.
    pub output: Vec<Arc<InterfaceSet>>,
}

impl Match {
    /// Every packet.
    pub const ALL: Match = Match {
        families: 3,
        states: 31,
        protocol: Ranges::All,
        source: Ranges::All,
        destination: Ranges::All,
        first: Ranges::All,
        second: Ranges::All,
        input: Vec::new(),
        output: Vec::new(),
    };

    /// Every packet of one family.
    pub fn family(family: Family) -> Match {
        Match { families: family.bit(), ..Match::ALL }
    }

    /// Whether no packet can match.
    pub fn is_empty(&self) -> bool {
        let fields = [&self.protocol, &self.source, &self.destination, &self.first, &self.second];
        self.families == 0 || self.states == 0 || fields.iter().any(|field| field.is_none())
    }
}

/// Where a jump leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A chain, by its place in [`Policy::chains`].
    Chain(usize),
    /// A chain that is not there.
    Missing(String),
}

/// What a rule does with its packets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Lets them through this base chain.
    Accept,
    /// Stops them, with or without an answer to the sender.
    Drop,
    /// Goes through another chain and comes back.
    Jump(Target),
    /// Goes through another chain and does not come back.
    Goto(Target),
    /// Goes back to the chain that jumped here; in a base chain, to its policy.
    Return,
    /// Something was not understood that may decide either way; the next rule may or may not see the packet.
    Unknown,
    /// Changes the packet in a way the proof does not follow (address translation, no tracking); the next rule sees it.
    Changes,
}

/// Where a rule stands in its file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Which of the files, in the order given.
    pub file: u16,
    /// Line, from 1.
    pub line: u32,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// One rule; a rule with several alternatives stands as several, with one span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Where it stands.
    pub span: Span,
    /// The packets it is about; with `unsure`, at most these.
    pub when: Match,
    /// A condition that was not understood, as written: the rule may or may not match.
    pub unsure: Option<Box<str>>,
    /// What it does.
    pub action: Action,
}

/// Where on its way through the machine a packet meets a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hook {
    /// Before anything else, on an interface.
    Ingress,
    /// Before the way is chosen.
    Prerouting,
    /// To the machine itself.
    Input,
    /// Through the machine.
    Forward,
    /// From the machine itself.
    Output,
    /// After the way is chosen.
    Postrouting,
}

impl Hook {
    /// Every hook.
    pub const ALL: [Hook; 6] =
        [Hook::Ingress, Hook::Prerouting, Hook::Input, Hook::Forward, Hook::Output, Hook::Postrouting];

    /// The word of Netfilter for it.
    pub fn name(self) -> &'static str {
        match self {
            Hook::Ingress => "ingress",
            Hook::Prerouting => "prerouting",
            Hook::Input => "input",
            Hook::Forward => "forward",
            Hook::Output => "output",
            Hook::Postrouting => "postrouting",
        }
    }

    /// The hook of a word, in any case.
    pub fn from_name(name: &str) -> Option<Hook> {
        Hook::ALL.into_iter().find(|hook| hook.name().eq_ignore_ascii_case(name))
    }

    /// The hooks that a packet passes which passes this one, in order.
    pub(crate) fn path(self) -> &'static [Hook] {
        match self {
            Hook::Ingress => &[Hook::Ingress],
            Hook::Prerouting => &[Hook::Prerouting],
            Hook::Input => &[Hook::Prerouting, Hook::Input],
            Hook::Forward => &[Hook::Prerouting, Hook::Forward, Hook::Postrouting],
            Hook::Output => &[Hook::Output, Hook::Postrouting],
            Hook::Postrouting => &[Hook::Postrouting],
        }
    }
}

/// What a base chain is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Decides.
    Filter,
    /// Translates addresses; sees the first packet of a connection only.
    Nat,
}

/// A chain that packets come to by themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// What it is for.
    pub kind: Kind,
    /// Where.
    pub hook: Hook,
    /// Lower is earlier.
    pub priority: i32,
    /// What happens to packets no rule decides: [`Action::Accept`], [`Action::Drop`] or [`Action::Unknown`].
    pub policy: Action,
}

/// A list of rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Its name with its table, as people would say it.
    pub name: String,
    /// Mask of the families it sees.
    pub families: u8,
    /// Present in a base chain.
    pub base: Option<Base>,
    /// Where it is declared.
    pub span: Span,
    /// In order.
    pub rules: Vec<Rule>,
}

/// Everything a rule set says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// In the order read.
    pub chains: Vec<Chain>,
    /// Parts that may decide about packets and could not be read, each with what it is.
    pub unread: Vec<(Span, String)>,
}

impl Policy {
    /// How many rules there are.
    pub fn rules(&self) -> usize {
        self.chains.iter().map(|chain| chain.rules.len()).sum()
    }
}
