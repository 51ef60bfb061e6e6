//! `tutela network isolate`: the quarantine of one unit, as a draft that keeps what care cannot be without.

use super::network_draft::{Ready, give};
use super::network_generate::flows;
use super::network_place::{Place, place, profile_of};
use crate::edge::{Complaint, Edge};
use crate::network_options::{IsolateArgs, WhereArgs};
use activities::draft_rules::Kind;
use network::{Need, Profile};
use std::collections::BTreeSet;

pub(crate) fn run(edge: &Edge, args: &IsolateArgs) -> Result<u8, Complaint> {
    let units = std::slice::from_ref(&args.unit);
    let (profile, hash) = profile_of(edge, args.profile.as_deref(), Some(&args.site), units)?;
    let at = WhereArgs {
        bind: args.bind.clone(),
        site: Some(args.site.clone()),
        unit: vec![args.unit.clone()],
        firewall: args.firewall.clone(),
        ..WhereArgs::default()
    };
    let Place { binding, here } = place(edge, &at, &profile)?;
    let chosen = kept(edge, Wish { keep: &args.keep, stop: &args.stop }, &profile)?;
    let name = format!("quarantine-{}", args.unit);
    let ready = Ready {
        kind: Kind::Quarantine,
        name: &name,
        profile: &profile,
        hash: &hash,
        binding: &binding,
        here: here.as_ref(),
        chosen: &chosen,
        args: &args.draft,
    };
    give(edge, &ready)
}

/// What the facility says of flows, by their ids.
#[derive(Clone, Copy)]
pub(super) struct Wish<'w> {
    pub(super) keep: &'w [String],
    pub(super) stop: &'w [String],
}

/// The flows that stay: those the maker marks as essential for care, and those the facility keeps beyond them. Where the
/// maker does not say, the facility has to: nothing that the device needs is cut off in silence.
pub(super) fn kept(edge: &Edge, wish: Wish<'_>, profile: &Profile) -> Result<BTreeSet<usize>, Complaint> {
    let lang = edge.lang;
    let mut kept = flows(edge, "--keep", wish.keep, profile, |_| true)?;
    let stopped = flows(edge, "--stop", wish.stop, profile, |_| true)?;
    let all = || profile.flows.iter().enumerate();
    if let Some((_, flow)) = all().find(|(place, flow)| {
        stopped.contains(place) && (flow.essential_for_care == Some(true) || kept.contains(place))
    }) {
        return Err(Complaint::new(
            lang.pick(
                format!("--stop: flow `{}` is essential for care, or is to be kept", flow.id),
                format!("--stop: 通信 `{}` は診療に不可欠か、維持するよう指定されています", flow.id),
            ),
            lang.pick("leave it out of --stop", "--stop から外してください"),
        ));
    }
    kept.extend(all().filter(|(_, flow)| flow.essential_for_care == Some(true)).map(|(place, _)| place));
    let unsaid = all().filter(|(place, flow)| {
        let decided = flow.essential_for_care.is_some() || kept.contains(place) || stopped.contains(place);
        flow.need == Need::Needed && !decided
    });
    let unsaid: Vec<&str> = unsaid.map(|(_, flow)| flow.id.as_str()).collect();
    if unsaid.is_empty() {
        return Ok(kept);
    }
    let list = unsaid.join(", ");
    Err(Complaint::new(
        lang.pick(
            format!("the maker does not say whether care can be without: {list}"),
            format!("診療に不可欠かどうか、製造業者が申告していない通信: {list}"),
        ),
        lang.pick(
            format!("ask the maker, or decide for each: --keep {list} / --stop {list}"),
            format!("製造業者に確認するか、通信ごとに判断してください: --keep {list} / --stop {list}"),
        ),
    ))
}
