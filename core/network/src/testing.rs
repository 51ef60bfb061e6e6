//! Brute force: a small interpreter of policies, held against the proof over every packet of a small universe.
//!
//! The interpreter walks chains as the kernel does; it knows nothing of rows, regions or pieces. Rules name numbers 0 to 3
//! of each field or everything, so 0 to 4 stand for every packet there is.

use crate::control::{InForce, control_state};
use crate::differ::{Change, Pair};
use crate::packet::Packet;
use crate::policy::{Action, Base, Chain, Hook, Kind, Match, Policy, Rule, Span, State, Target};
use crate::profile::{CompensatingControl, Flow, Initiator, Need, PortRange, Profile, Protocol};
use crate::ranges::Ranges;
use crate::standing::Standing;
use crate::tidy::tidy;
use crate::universe::{Addresses, Binding};
use crate::verify::{Verification, verify};
use proptest::prelude::*;
use site::Family;
use std::collections::BTreeSet;
use terms::{Place, Text};

pub(crate) const MOST: u128 = 4;
const V4: u128 = 0xffff_ffff;

/// What may happen to a packet, and which rule or policy (its line) decides.
type Outcomes = BTreeSet<(bool, u32)>;

fn matches(when: &Match, packet: &Packet) -> bool {
    when.families & packet.family.bit() != 0
        && when.states & packet.state.bit() != 0
        && when.protocol.holds(u128::from(packet.protocol))
        && when.source.holds(packet.source)
        && when.destination.holds(packet.destination)
        && when.first.holds(u128::from(packet.first))
        && when.second.holds(u128::from(packet.second))
}

/// Ways through one chain: decided, or fallen out at its end.
#[derive(Clone, Default)]
struct Ways {
    accepted: BTreeSet<u32>,
    dropped: BTreeSet<u32>,
    falls: bool,
    doubt: bool,
}

fn through(policy: &Policy, chain: usize, packet: &Packet, deep: usize) -> Ways {
    let mut ways = Ways { falls: true, ..Ways::default() };
    let mut returned = false;
    for rule in &policy.chains[chain].rules {
        if !ways.falls {
            break;
        }
        if !matches(&rule.when, packet) {
            continue;
        }
        let maybe = rule.unsure.is_some();
        let line = rule.span.line;
        match &rule.action {
            Action::Accept => {
                ways.accepted.insert(line);
                ways.falls = maybe;
            }
            Action::Drop => {
                ways.dropped.insert(line);
                ways.falls = maybe;
            }
            Action::Return => {
                returned = true;
                ways.falls = maybe;
            }
            Action::Unknown => {
                ways.doubt = true;
                ways.falls = maybe;
            }
            Action::Changes => ways.doubt = true,
            Action::Jump(Target::Chain(to)) | Action::Goto(Target::Chain(to)) if deep < 8 => {
                let inner = through(policy, *to, packet, deep + 1);
                ways.accepted.extend(&inner.accepted);
                ways.dropped.extend(&inner.dropped);
                ways.doubt |= inner.doubt;
                if matches!(rule.action, Action::Goto(_)) {
                    returned |= inner.falls;
                    ways.falls = maybe;
                } else {
                    ways.falls = inner.falls || maybe;
                }
            }
            Action::Jump(_) | Action::Goto(_) => ways.doubt = true,
        }
    }
    ways.falls |= returned;
    ways
}

/// Verdicts of the whole hook, the deciding lines, and whether something was not understood on the way.
fn outcomes(policy: &Policy, packet: &Packet) -> (Outcomes, bool) {
    let mut bases: Vec<(i32, usize)> = Vec::new();
    for (place, chain) in policy.chains.iter().enumerate() {
        if let Some(base) = &chain.base {
            bases.push((base.priority, place));
        }
    }
    bases.sort_unstable();
    let (mut all, mut doubt) = (Outcomes::new(), false);
    let mut goes_on = true;
    for (at, (_, place)) in bases.iter().enumerate() {
        let last = at + 1 == bases.len();
        let ways = through(policy, *place, packet, 0);
        doubt |= ways.doubt && goes_on;
        let chain = &policy.chains[*place];
        all.extend(ways.dropped.iter().map(|line| (false, *line)));
        let mut passes = !ways.accepted.is_empty();
        if last {
            all.extend(ways.accepted.iter().map(|line| (true, *line)));
        }
        if ways.falls {
            match chain.base.as_ref().map(|base| &base.policy) {
                Some(Action::Drop) => {
                    all.insert((false, chain.span.line));
                }
                _ => {
                    passes = true;
                    if last {
                        all.insert((true, chain.span.line));
                    }
                }
            }
        }
        if !passes && !ways.doubt {
            goes_on = false;
            break;
        }
    }
    let _ = goes_on;
    (all, doubt)
}

fn field(most: u128) -> impl Strategy<Value = Ranges> {
    let some = prop::collection::vec((0u128..4, 0u128..4), 1..3).prop_map(Ranges::of);
    let but = prop::collection::vec((0u128..4, 0u128..4), 1..3);
    prop_oneof![3 => Just(Ranges::All), 3 => some, 1 => but.prop_map(move |ranges| Ranges::of(ranges).not(most))]
}

pub(crate) fn when() -> impl Strategy<Value = Match> {
    let protocol = prop_oneof![
        3 => Just(Ranges::All),
        3 => Just(Ranges::single(6)),
        1 => Just(Ranges::single(6).not(255)),
        1 => Just(Ranges::of(vec![(6, 6), (17, 17)])),
    ];
    (
        protocol,
        field(V4),
        field(V4),
        field(65_535),
        field(65_535),
        prop_oneof![6 => Just(31u8), 1 => Just(30), 1 => Just(1)],
    )
        .prop_map(|(protocol, source, destination, first, second, states)| {
            // Ports exist only where a protocol has them.
            let ported = matches!(protocol, Ranges::One(6, 6) | Ranges::Many(_)) && !protocol.holds(1);
            let (first, second) = if ported { (first, second) } else { (Ranges::All, Ranges::All) };
            Match { states, protocol, source, destination, first, second, ..Match::ALL }
        })
}

/// Chains jump only to chains behind them, as the kernel allows no circle.
pub(crate) fn policies(unsure: bool) -> impl Strategy<Value = Policy> {
    let rule = (when(), 0u8..12, 0usize..4, prop::bool::weighted(if unsure { 0.2 } else { 0.0 }));
    let chains = prop::collection::vec(prop::collection::vec(rule, 0..6), 4);
    (chains, prop::bool::ANY, prop::bool::ANY, prop::bool::ANY).prop_map(move |(chains, second, drops, drops_too)| {
        let mut policy = Policy::default();
        for (place, rules) in chains.into_iter().enumerate() {
            let base = |priority: i32, drops: bool| Base {
                kind: Kind::Filter,
                hook: Hook::Forward,
                priority,
                policy: if drops { Action::Drop } else { Action::Accept },
            };
            let base = match place {
                0 => Some(base(0, drops)),
                1 if second => Some(base(10, drops_too)),
                _ => None,
            };
            let line = |rule: usize| u32::try_from(place * 100 + rule).unwrap();
            let rules = rules.into_iter().enumerate().map(|(at, (when, action, to, doubt))| {
                let to = place + 1 + to;
                let target = || Target::Chain(to);
                let action = match action {
                    0..=3 => Action::Accept,
                    4..=6 => Action::Drop,
                    7 => Action::Return,
                    8 | 9 if to < 4 => Action::Jump(target()),
                    10 if to < 4 => Action::Goto(target()),
                    11 if unsure => Action::Unknown,
                    _ => Action::Drop,
                };
                let unsure = doubt.then(|| "?".into());
                Rule { span: Span { line: line(at + 1), ..Span::default() }, when, unsure, action }
            });
            let span = Span { line: line(0), ..Span::default() };
            let name = place.to_string();
            policy.chains.push(Chain { name, families: 3, base, span, rules: rules.collect() });
        }
        policy
    })
}

/// Device opens it, peer, protocol, ports, source ports, needed.
type Drawn = (bool, usize, u8, Vec<PortRange>, Vec<PortRange>, bool);

pub(crate) fn profiles() -> impl Strategy<Value = Profile> {
    let range = (0u16..4, 0u16..4).prop_map(|(a, b)| PortRange { first: a.min(b), last: a.max(b) });
    let ports = || prop::collection::vec(range.clone(), 0..2);
    let number = prop_oneof![3 => Just(6u8), 1 => Just(17)];
    let flow = (prop::bool::ANY, 0usize..3, number, ports(), ports(), prop::bool::weighted(0.7));
    prop::collection::vec(flow, 0..4).prop_map(|flows| {
        let flow = |(at, (device, peer, protocol, ports, source_ports, needed)): (usize, Drawn)| Flow {
            place: Place::default(),
            id: at.to_string(),
            initiator: if device { Initiator::Device } else { Initiator::Peer },
            peer: ["a", "b", "any"][peer].to_owned(),
            protocol: Protocol::Number(protocol),
            ports,
            source_ports,
            need: if needed { Need::Needed } else { Need::Optional },
            purpose: Text::default(),
            data: None,
            encryption: None,
            authentication: None,
            effect_if_blocked: None,
            essential_for_care: None,
        };
        profile(flows.into_iter().enumerate().map(flow).collect())
    })
}

pub(crate) fn profile(flows: Vec<Flow>) -> Profile {
    Profile {
        place: Place::default(),
        device: "device".to_owned(),
        version: "1".to_owned(),
        flows,
        services: Vec::new(),
        compensating_controls: Vec::new(),
        remote_service: None,
        cloud_end_points: Vec::new(),
        confirmed_by_maker: None,
    }
}

pub(crate) fn binding() -> Binding {
    let only = |ranges: Ranges| Addresses { v4: ranges, v6: Ranges::none() };
    Binding {
        device: only(Ranges::of(vec![(0, 0), (2, 2)])),
        roles: [("a".to_owned(), only(Ranges::single(1))), ("b".to_owned(), only(Ranges::One(1, 3)))].into(),
        interfaces: Default::default(),
    }
}

/// What the profile says of a packet: flows that need it, and whether one allows it.
fn declared(profile: &Profile, packet: &Packet) -> (bool, bool) {
    let binding = binding();
    let (mut needed, mut allowed) = (false, false);
    for flow in &profile.flows {
        let everybody = Ranges::All;
        let peer = binding.roles.get(&flow.peer).map_or(&everybody, |peer| peer.of(Family::V4));
        let device = binding.device.of(Family::V4);
        let (source, destination) = if flow.initiator == Initiator::Device { (device, peer) } else { (peer, device) };
        let port = |ranges: &[PortRange], port: u16| {
            ranges.is_empty() || ranges.iter().any(|range| (range.first..=range.last).contains(&port))
        };
        let meant = flow.protocol == Protocol::Number(packet.protocol)
            && source.holds(packet.source)
            && destination.holds(packet.destination)
            && port(&flow.source_ports, packet.first)
            && port(&flow.ports, packet.second);
        allowed |= meant;
        needed |= meant && flow.need == Need::Needed;
    }
    (needed, allowed)
}

/// Every packet of the small universe that concerns the device.
pub(crate) fn packets(state: State) -> Vec<Packet> {
    let mut packets = Vec::new();
    let device = binding().device;
    for source in 0..=MOST {
        for destination in 0..=MOST {
            if !device.v4.holds(source) && !device.v4.holds(destination) {
                continue;
            }
            for protocol in [6u8, 17, 47] {
                let most = if protocol == 47 { 0 } else { 4u16 };
                for first in 0..=most {
                    for second in 0..=most {
                        packets.push(Packet {
                            family: Family::V4,
                            source,
                            destination,
                            protocol,
                            first,
                            second,
                            state,
                        });
                    }
                }
            }
        }
    }
    packets
}

fn lines<'v>(spans: impl Iterator<Item = &'v Option<Span>>) -> BTreeSet<u32> {
    spans.flatten().map(|span| span.line).collect()
}

pub(crate) fn proved(policy: &Policy, profile: &Profile) -> Verification {
    verify(policy, profile, &binding(), Hook::Forward, crate::DEFAULT_BUDGET).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, ..ProptestConfig::default() })]

    #[test]
    fn what_the_proof_finds_is_what_a_look_at_every_packet_finds(policy in policies(false), profile in profiles()) {
        let found = proved(&policy, &profile);
        let (mut open, mut stopped) = (BTreeSet::new(), BTreeSet::new());
        for packet in packets(State::New) {
            let (outcomes, _) = outcomes(&policy, &packet);
            prop_assert_eq!(outcomes.len(), 1);
            let (passes, line) = *outcomes.first().unwrap();
            let (needed, allowed) = declared(&profile, &packet);
            if passes && !allowed {
                open.insert(line);
            }
            if !passes && needed {
                stopped.insert(line);
            }
        }
        prop_assert_eq!(lines(found.undeclared.iter().map(|entry| &entry.rule)), open);
        let new = found.blocked.iter().filter(|entry| !entry.reply);
        prop_assert_eq!(lines(new.map(|entry| &entry.rule)), stopped);
        prop_assert!(found.not_proved.is_empty());
    }

    #[test]
    fn every_witness_does_what_is_said_of_it(policy in policies(false), profile in profiles()) {
        let found = proved(&policy, &profile);
        for entry in &found.undeclared {
            let (outcomes, _) = outcomes(&policy, &entry.witness);
            prop_assert_eq!(outcomes, BTreeSet::from([(true, entry.rule.unwrap().line)]));
            prop_assert!(!declared(&profile, &entry.witness).1);
        }
        for entry in &found.blocked {
            let (outcomes, _) = outcomes(&policy, &entry.witness);
            prop_assert_eq!(outcomes, BTreeSet::from([(false, entry.rule.unwrap().line)]));
            prop_assert!(entry.reply || declared(&profile, &entry.witness).0);
        }
    }

    #[test]
    fn nothing_in_doubt_is_ever_called_equal(policy in policies(true), profile in profiles()) {
        let found = proved(&policy, &profile);
        let clean = found.is_equal() && found.not_proved.is_empty();
        for packet in packets(State::New) {
            let (outcomes, doubt) = outcomes(&policy, &packet);
            let (needed, allowed) = declared(&profile, &packet);
            let may_pass = doubt || outcomes.iter().any(|(passes, _)| *passes);
            let may_stop = doubt || outcomes.iter().any(|(passes, _)| !passes);
            if (may_pass && !allowed) || (may_stop && needed) {
                prop_assert!(!clean, "{packet}: {outcomes:?}");
            }
        }
    }

    #[test]
    fn a_control_is_in_force_when_no_packet_of_it_passes(
        (clear, policy) in prop_oneof![
            policies(false).prop_map(|policy| (true, policy)),
            policies(true).prop_map(|policy| (false, policy)),
        ],
        profile in profiles(),
    ) {
        for flow in &profile.flows {
            let control = CompensatingControl {
                place: Place::default(),
                id: flow.id.clone(),
                effect: Text::default(),
                initiator: flow.initiator,
                peer: flow.peer.clone(),
                protocol: flow.protocol,
                ports: flow.ports.clone(),
            };
            let named = self::profile(vec![Flow { source_ports: Vec::new(), ..flow.clone() }]);
            let of_it: Vec<Packet> =
                packets(State::New).into_iter().filter(|packet| declared(&named, packet).1).collect();
            let may_pass = of_it.iter().any(|packet| {
                let (outcomes, doubt) = outcomes(&policy, packet);
                doubt || outcomes.iter().any(|(passes, _)| *passes)
            });
            match control_state(&policy, &control, &binding(), Hook::Forward, crate::DEFAULT_BUDGET) {
                InForce::Yes => prop_assert!(!may_pass),
                InForce::No(witness, _) => {
                    prop_assert!(declared(&named, &witness).1);
                    prop_assert!(outcomes(&policy, &witness).0.iter().any(|(passes, _)| *passes));
                }
                // Where all is understood, only a control without a packet is left open.
                InForce::Unknown(..) | InForce::Unbound => prop_assert!(!clear || of_it.is_empty()),
            }
        }
    }

    #[test]
    fn a_spent_budget_is_said_and_never_equal(policy in policies(false), profile in profiles(), budget in 0usize..40) {
        let found = verify(&policy, &profile, &binding(), Hook::Forward, budget).unwrap();
        let whole = proved(&policy, &profile);
        if found != whole {
            prop_assert!(!found.not_proved.is_empty());
        }
    }

    #[test]
    fn two_rule_sets_differ_exactly_where_a_look_at_every_packet_says(old in policies(false), new in policies(false)) {
        let binding = binding();
        let pair = Pair { old: &old, new: &new, binding: &binding, hook: Hook::Forward, budget: crate::DEFAULT_BUDGET };
        let found = pair.differ();
        prop_assert!(found.is_proved());
        let mut seen = BTreeSet::new();
        for packet in packets(State::New) {
            let (before, after) = (outcomes(&old, &packet).0, outcomes(&new, &packet).0);
            let ((passed, old), (passes, new)) = (*before.first().unwrap(), *after.first().unwrap());
            if passed != passes {
                let change = if passes { Change::Opened } else { Change::Closed };
                seen.insert((change, Some(old), Some(new)));
            }
        }
        let line = |span: Option<Span>| span.map(|span| span.line);
        let ours = found.changes.iter().filter(|changed| changed.witness.state == State::New);
        let ours: BTreeSet<_> = ours.map(|changed| (changed.change, line(changed.old), line(changed.new))).collect();
        prop_assert_eq!(ours, seen);
    }

    #[test]
    fn a_flow_has_changed_exactly_when_one_of_its_packets_has(old in policies(false), new in policies(false), profile in profiles()) {
        let binding = binding();
        let pair = Pair { old: &old, new: &new, binding: &binding, hook: Hook::Forward, budget: crate::DEFAULT_BUDGET };
        let found = pair.flows(&profile);
        for (place, flow) in profile.flows.iter().enumerate() {
            let one = crate::testing::profile(vec![Flow { need: Need::Needed, ..flow.clone() }]);
            let of_flow: Vec<Packet> = packets(State::New).into_iter().filter(|packet| declared(&one, packet).0).collect();
            let passes = |policy: &Policy, packet: &Packet| outcomes(policy, packet).0.first().unwrap().0;
            let opened = of_flow.iter().any(|packet| !passes(&old, packet) && passes(&new, packet));
            let closed = of_flow.iter().any(|packet| passes(&old, packet) && !passes(&new, packet));
            let ours = found.iter().find(|change| change.flow == place).copied().unwrap_or_default();
            // Answers count too, and are not drawn here.
            prop_assert!(ours.opened >= opened && ours.closed >= closed && !ours.not_proved);
        }
    }

    #[test]
    fn rule_sets_in_doubt_are_never_called_the_same(old in policies(true), new in policies(true)) {
        let binding = binding();
        let pair = Pair { old: &old, new: &new, binding: &binding, hook: Hook::Forward, budget: crate::DEFAULT_BUDGET };
        let found = pair.differ();
        if found.is_same() && found.is_proved() {
            for packet in packets(State::New) {
                let ((before, doubt), (after, too)) = (outcomes(&old, &packet), outcomes(&new, &packet));
                let passing = |outcomes: &Outcomes| outcomes.iter().map(|(passes, _)| *passes).collect::<BTreeSet<_>>();
                prop_assert!(!doubt && !too && passing(&before).len() == 1 && passing(&before) == passing(&after));
            }
        }
    }

    #[test]
    fn a_changed_rule_is_proved_anew_as_from_the_start(
        policy in policies(true), profile in profiles(),
        changes in prop::collection::vec((0usize..4, 0usize..6, when(), 0u8..12, prop::bool::weighted(0.2)), 1..5),
    ) {
        let mut standing =
            Standing::new(policy, profile.clone(), binding(), Hook::Forward, crate::DEFAULT_BUDGET).unwrap();
        for (chain, rule, when, action, doubt) in changes {
            let line = u32::try_from(chain * 100 + rule + 1).unwrap();
            let action = match action {
                0..=4 => Action::Accept,
                5..=8 => Action::Drop,
                9 => Action::Return,
                10 if chain < 3 => Action::Jump(Target::Chain(3)),
                _ => Action::Unknown,
            };
            let unsure = doubt.then(|| "?".into());
            let new = Rule { span: Span { line, ..Span::default() }, when, unsure, action };
            let _ = standing.change(chain, rule, new);
            let (kept, fresh) = (standing.verification(), proved(standing.policy(), &profile));
            let keys = |found: &Verification| {
                let blocked = |entries: &[crate::Blocked]| {
                    // Of several flows that need a packet, either may be named.
                    entries.iter().map(|entry| (entry.rule, entry.reply)).collect::<BTreeSet<_>>()
                };
                let open = found.undeclared.iter().map(|entry| entry.rule).collect::<BTreeSet<_>>();
                let unproved: BTreeSet<_> = found.not_proved.iter().map(|entry| (entry.why.clone(), entry.rule)).collect();
                (open, blocked(&found.blocked), blocked(&found.half_open), unproved, found.rows > 0)
            };
            prop_assert_eq!(keys(&kept), keys(&fresh));
        }
    }

    #[test]
    fn shadowed_and_redundant_rules_change_nothing_when_left_out(policy in policies(false)) {
        let binding = binding();
        let found = tidy(&policy, &binding, Hook::Forward);
        prop_assert!(found.whole);
        let all: Vec<Packet> = [State::New, State::Established].into_iter().flat_map(packets).collect();
        let passes = |policy: &Policy| all.iter().map(|packet| outcomes(policy, packet).0.first().unwrap().0).collect::<Vec<_>>();
        let shadowed: BTreeSet<u32> = found.shadowed.iter().map(|(span, _)| span.line).collect();
        let decides: BTreeSet<u32> = all.iter().map(|packet| outcomes(&policy, packet).0.first().unwrap().1).collect();
        prop_assert!(shadowed.is_disjoint(&decides));
        let without = |gone: u32| {
            let mut policy = policy.clone();
            for rule in policy.chains.iter_mut().flat_map(|chain| &mut chain.rules) {
                if rule.span.line == gone || shadowed.contains(&rule.span.line) {
                    rule.when.families = 0;
                }
            }
            policy
        };
        let before = passes(&policy);
        for gone in found.redundant.iter().map(|span| span.line).chain([u32::MAX]) {
            prop_assert!(passes(&without(gone)) == before, "line {gone}");
        }
        // In the first chain every rule that decides about nothing, though a packet fits it, is found.
        for rule in &policy.chains[0].rules {
            // An accept leads to the next base chain, where there is one, and decides nothing by itself.
            let last = policy.chains[1].base.is_none();
            let plain = rule.action == Action::Drop || last && rule.action == Action::Accept;
            if plain && !decides.contains(&rule.span.line) && all.iter().any(|packet| matches(&rule.when, packet)) {
                prop_assert!(shadowed.contains(&rule.span.line), "line {}", rule.span.line);
            }
        }
    }
}
