//! `tutela network generate`: least-privilege rules for a device, as a draft that was read back and proved.

use super::network_draft::{Ready, give};
use super::network_place::{Place, place, profile_of};
use crate::edge::{Complaint, Edge};
use crate::network_options::{GenerateArgs, WhereArgs};
use activities::draft_rules::{Kind, Order};
use network::{Need, Profile};
use std::collections::BTreeSet;
use terms::nearest;

pub(crate) fn run(edge: &Edge, args: &GenerateArgs) -> Result<u8, Complaint> {
    let WhereArgs { site, unit, .. } = &args.at;
    let (profile, hash) = profile_of(edge, args.profile.as_deref(), site.as_deref(), unit)?;
    let place = place(edge, &args.at, &profile)?;
    let mut chosen = Order::needed(&profile);
    chosen.extend(flows(edge, "--with", &args.with, &profile, |need| need == Need::Optional)?);
    let Place { binding, here } = &place;
    let ready = Ready {
        kind: Kind::LeastPrivilege,
        name: &profile.device,
        profile: &profile,
        hash: &hash,
        binding,
        here: here.as_ref(),
        chosen: &chosen,
        args: &args.draft,
    };
    give(edge, &ready)
}

/// The places of flows that the caller names.
pub(super) fn flows(
    edge: &Edge,
    option: &str,
    named: &[String],
    profile: &Profile,
    fits: impl Fn(Need) -> bool,
) -> Result<BTreeSet<usize>, Complaint> {
    let known: Vec<&str> = profile.flows.iter().filter(|flow| fits(flow.need)).map(|flow| flow.id.as_str()).collect();
    let place = |id: &String| {
        profile.flows.iter().position(|flow| flow.id == *id && fits(flow.need)).ok_or_else(|| {
            Complaint::new(
                edge.lang.pick(
                    format!("{option}: there is no such flow “{id}” to name here"),
                    format!("{option}: ここで指定できる通信「{id}」はありません"),
                ),
                nearest(id, known.iter().copied()).map_or_else(|| known.join(", "), str::to_owned),
            )
        })
    };
    named.iter().map(place).collect()
}
