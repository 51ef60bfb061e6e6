//! `tutela network generate|isolate|diff|reach` about a site wherever it is kept, against the rules that it keeps.

use super::network_diff;
use super::network_draft::{self, Ready};
use super::network_generate::flows;
use super::network_isolate::{Wish, kept};
use super::network_place::hash;
use super::network_reach::{self, About};
use super::network_site::{Here, here_at};
use super::network_verify::{day, received_profile};
use super::stored;
use crate::edge::{Complaint, Edge};
use crate::network_options::{DraftArgs, StageWord, WrittenIn};
use activities::check_site::received_of;
use activities::compare_firewalls::Asked;
use activities::draft_rules::{Kind, Order};
use activities::reach_unit::Suspect;
use activities::site_port::Sites;
use activities::verify_firewall::Wanted;
use clap::ValueEnum;
use device::Id;
use formats::firewall::{Language, RuleFile};
use network::policy::Hook;
use network::{Need, Profile};
use std::slice::from_ref;
use web::{DraftAsked, IsolationAsked, NewRules};

/// How rules are written where only the language is chosen.
fn written_in(edge: &Edge, language: &str) -> Result<DraftArgs, Complaint> {
    let language = match language {
        "" => Ok(WrittenIn::default()),
        name => WrittenIn::from_str(name, false),
    };
    let language = language.map_err(|_| {
        let names: Vec<&str> = WrittenIn::value_variants().iter().map(|language| language.name()).collect();
        Complaint::new(
            edge.lang.pick("rules are not written in this language", "この言語の規則は出力できません"),
            names.join(", "),
        )
    })?;
    Ok(DraftArgs { language, stage: StageWord::Enforce, out: None })
}

/// A site as these units and this firewall see it.
fn seen(
    edge: &Edge,
    sites: &dyn Sites,
    firewall: &str,
    (units, profile): (&[String], Option<&Profile>),
) -> Result<Here, Complaint> {
    let wanted = Wanted { units, blocks: &[], firewall: Some(firewall) };
    let name = edge.lang.pick("the site", "施設");
    here_at(edge, (sites, name), &wanted, profile, &|_, _| ())
}

/// Does something with the draft that is asked for, before it is made.
fn ready<T>(
    edge: &Edge,
    sites: &dyn Sites,
    asked: &DraftAsked,
    then: impl FnOnce(&Ready<'_>, &Here) -> Result<T, Complaint>,
) -> Result<T, Complaint> {
    let (profile, hash) = received_profile(edge, sites, &asked.received)?;
    let here = seen(edge, sites, &asked.firewall, (&[], Some(&profile)))?;
    let args = written_in(edge, &asked.language)?;
    let mut chosen = Order::needed(&profile);
    chosen.extend(flows(edge, "with", &asked.with, &profile, |need| need == Need::Optional)?);
    let ready = Ready {
        kind: Kind::LeastPrivilege,
        name: &profile.device,
        profile: &profile,
        hash: &hash,
        binding: &here.at.binding,
        here: Some(&here),
        chosen: &chosen,
        args: &args,
    };
    then(&ready, &here)
}

/// Least-privilege rules for the units of a received dossier.
pub(crate) fn generate(edge: &Edge, sites: &dyn Sites, asked: &DraftAsked) -> Result<Vec<u8>, Complaint> {
    ready(edge, sites, asked, |ready, _| network_draft::json(edge, ready))
}

/// The quarantine of a unit.
pub(crate) fn isolate(edge: &Edge, sites: &dyn Sites, asked: &IsolationAsked) -> Result<Vec<u8>, Complaint> {
    let units = from_ref(&asked.unit);
    let received = received_of(sites, units).map_err(|gap| {
        let [what, next] = gap.say(edge.lang);
        Complaint::new(what, next)
    })?;
    let (profile, hash) = received_profile(edge, sites, &received)?;
    let here = seen(edge, sites, &asked.firewall, (units, Some(&profile)))?;
    let args = written_in(edge, &asked.language)?;
    let mut keep = asked.keep.clone();
    if asked.keep_undecided {
        let undecided = profile.flows.iter().filter(|flow| flow.need == Need::Needed);
        let undecided = undecided.filter(|flow| flow.essential_for_care.is_none() && !asked.stop.contains(&flow.id));
        keep.extend(undecided.map(|flow| flow.id.clone()));
    }
    let chosen = kept(edge, Wish { keep: &keep, stop: &asked.stop }, &profile)?;
    let name = format!("quarantine-{}", asked.unit);
    let ready = Ready {
        kind: Kind::Quarantine,
        name: &name,
        profile: &profile,
        hash: &hash,
        binding: &here.at.binding,
        here: Some(&here),
        chosen: &chosen,
        args: &args,
    };
    network_draft::json(edge, &ready)
}

/// What new rules do otherwise than those that the site keeps, for the units of a received dossier.
pub(crate) fn compare(edge: &Edge, sites: &dyn Sites, new: NewRules<'_>) -> Result<(Vec<u8>, u8), Complaint> {
    match new {
        NewRules::Draft(asked) => ready(edge, sites, asked, |ready, here| {
            let new = network_draft::files(edge, ready)?;
            compared(edge, sites, (ready.profile, here), &asked.firewall, Side::Draft(new))
        }),
        NewRules::File { received, firewall, bytes } => {
            let (profile, _) = received_profile(edge, sites, received)?;
            let here = seen(edge, sites, firewall, (&[], Some(&profile)))?;
            let new = RuleFile::new("new", bytes.to_vec());
            compared(edge, sites, (&profile, &here), firewall, Side::Given(new))
        }
    }
}

/// Rules that are compared with the kept ones.
enum Side {
    /// A draft in this language.
    Draft((Language, Vec<RuleFile>)),
    /// A file.
    Given(RuleFile),
}

fn compared(
    edge: &Edge,
    sites: &dyn Sites,
    (profile, here): (&Profile, &Here),
    firewall: &str,
    side: Side,
) -> Result<(Vec<u8>, u8), Complaint> {
    let kept = stored::kept_at(edge, sites, firewall)?;
    let named = kept.files.iter().map(|(file, bytes)| (format!("firewalls/{firewall}/{file}"), bytes.clone()));
    let old: Vec<RuleFile> = named.map(|(name, bytes)| RuleFile::new(name, bytes)).collect();
    let all_nftables = kept.record.files.iter().all(|file| file.language == Language::Nftables.name());
    let new = match side {
        // A table of its own does not take the place of another one: a packet has to pass both.
        Side::Draft((Language::Nftables, new)) if all_nftables => [old.clone(), new].concat(),
        Side::Draft((_, new)) => new,
        Side::Given(new) => vec![new],
    };
    let asked = Asked {
        old: &old,
        new: &new,
        profile: Some(profile),
        binding: &here.at.binding,
        units: &here.at.unit_addresses,
        hook: Hook::Forward,
    };
    Ok(network_diff::json(edge, &asked, [whole(&old), whole(&new)]))
}

/// The hash of a rule set: of its one file, or of its files one after the other.
fn whole(files: &[RuleFile]) -> String {
    hash(&files.iter().flat_map(|file| file.text.bytes()).collect::<Vec<u8>>())
}

/// What a unit, once taken over, can open with the rules that are kept of a firewall; without any only links count.
pub(crate) fn reach(edge: &Edge, sites: &dyn Sites, unit: &str, firewall: &str) -> Result<(Vec<u8>, u8), Complaint> {
    let units = [unit.to_owned()];
    // Also units without a dossier are asked about; the answer says that declared ways were not looked at.
    let received = received_of(sites, &units).ok();
    let profile = received.and_then(|name| received_profile(edge, sites, &name).ok()).map(|(profile, _)| profile);
    let here = seen(edge, sites, firewall, (&units, profile.as_ref()))?;
    let missing = || Complaint::new(unit, "units.csv");
    let networks = here.open.site.networks.as_ref().ok_or_else(missing)?;
    let standing = here.open.installed().map(|(_, unit, _)| unit).find(|one| one.id.as_str() == unit);
    let kept = stored::kept_if_any(edge, sites, firewall)?;
    let captured_at = kept.as_ref().map(|kept| kept.record.captured_at.to_string());
    let captured = captured_at.as_deref().map(|text| day(edge, text)).transpose()?;
    let named = kept.into_iter().flat_map(|kept| kept.files);
    let rules = named.map(|(file, bytes)| RuleFile::new(format!("firewalls/{firewall}/{file}"), bytes));
    let rules: Vec<RuleFile> = rules.collect();
    let id = Id::try_from(firewall).ok();
    let suspect = Suspect {
        open: &here.open,
        networks,
        unit: standing.ok_or_else(missing)?,
        firewall: id.as_ref(),
        rules: (!rules.is_empty()).then_some(rules.as_slice()),
        profile: profile.as_ref(),
        binding: &here.at.binding,
        hook: Hook::Forward,
    };
    let about = About {
        unit,
        firewall: Some(firewall),
        captured_at,
        captured,
        hashes: rules.iter().map(|file| hash(file.text.as_bytes())).collect(),
    };
    Ok(network_reach::json(edge, &suspect, about, &here))
}
