//! `tutela network reach`: what a unit, once taken over, can open.

use super::network_place::{Place, bytes, hash, hook, paths, place_of, profile_of};
use super::network_site::Here;
use super::network_verify::{day, finding_v1, rule_v1, witness};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::network_options::{ReachArgs, WhereArgs};
use crate::options::Form;
use crate::screen::{Paper, network_reach as screen};
use crate::status;
use activities::reach_unit::{Reached, Suspect, ZoneReach, reach_unit};
use activities::verify_firewall::{RULES_AGE_DAYS, is_current};
use device::Id;
use formats::answer::network_reach as v1;
use formats::firewall::RuleFile;
use network::Profile;
use std::path::PathBuf;
use terms::{Choice, Day, Priority};

pub(crate) fn run(edge: &Edge, args: &ReachArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let profile = profile_if_any(edge, args)?;
    let profile = profile.as_ref();
    let (files, hashes) = rules(edge, args)?;
    let captured = args.captured_at.as_deref().map(|text| day(edge, text)).transpose()?;
    let Place { binding, here } = place_of(edge, &site_of(args), profile)?;
    let here = here.ok_or_else(|| Complaint::new("--site", ""))?;
    let missing = || Complaint::new(args.unit.clone(), "units.csv");
    let networks = here.open.site.networks.as_ref().ok_or_else(missing)?;
    let unit = here.open.installed().map(|(_, unit, _)| unit).find(|unit| unit.id.as_str() == args.unit);
    let firewall = args.firewall.as_deref().and_then(|name| Id::try_from(name).ok());
    let suspect = Suspect {
        open: &here.open,
        networks,
        unit: unit.ok_or_else(missing)?,
        firewall: firewall.as_ref(),
        rules: (!files.is_empty()).then_some(files.as_slice()),
        profile,
        binding: &binding,
        hook: hook(edge, &args.hook)?,
    };
    let reached = reach_unit(&suspect);
    let limit = edge.max_age.or_else(|| here.limit(captured)).unwrap_or(RULES_AGE_DAYS);
    let current = is_current(captured, edge.now.day(), limit);
    let status = exit_status(&reached, current);
    print(&match edge.format {
        Form::Json => {
            let about = About {
                unit: &args.unit,
                firewall: args.firewall.as_deref(),
                captured_at: args.captured_at.clone(),
                captured,
                hashes,
            };
            super::json_text(&answer(edge, about, &reached, (current, status), (&here, profile.is_some())))
        }
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::reached(lang, &suspect, &reached, &here.at.paths, &mut paper);
            screen::rules_of(lang, captured, (current, limit), &mut paper);
            paper.finish().into_bytes()
        }
    })?;
    Ok(status)
}

/// The profile that is named has to be read. One that the site should hold and does not is told: reach is asked of units
/// without a dossier too.
fn profile_if_any(edge: &Edge, args: &ReachArgs) -> Result<Option<Profile>, Complaint> {
    let units = std::slice::from_ref(&args.unit);
    match profile_of(edge, args.profile.as_deref(), Some(&args.site), units) {
        Ok((profile, _)) => Ok(Some(profile)),
        Err(fault) if args.profile.is_some() => Err(fault),
        Err(fault) => {
            let not = edge
                .lang
                .pick("not looked at: declared ways to clinical systems", "未確認: 診療システムへの申告済みの経路");
            eprintln!("{not} ({})", fault.what);
            Ok(None)
        }
    }
}

/// The rule files that the caller names, with their hashes.
fn rules(edge: &Edge, args: &ReachArgs) -> Result<(Vec<RuleFile>, Vec<String>), Complaint> {
    if !args.rules.is_empty() && args.firewall.is_none() {
        return Err(Complaint::new(
            edge.lang.pick(
                "which firewall the rules are of is not said",
                "ルールセットがどのファイアウォールのものか指定されていません",
            ),
            "--firewall ID",
        ));
    }
    let read = |path: &PathBuf| {
        let bytes = bytes(edge, path)?;
        let hash = hash(&bytes);
        Ok((RuleFile::new(path.display().to_string(), bytes), hash))
    };
    args.rules.iter().map(read).collect::<Result<Vec<_>, _>>().map(|all| all.into_iter().unzip())
}

fn site_of(args: &ReachArgs) -> WhereArgs {
    WhereArgs {
        bind: args.bind.clone(),
        site: Some(args.site.clone()),
        unit: vec![args.unit.clone()],
        firewall: args.firewall.clone(),
        interface: args.interface.clone(),
        ..WhereArgs::default()
    }
}

/// What was asked, to be repeated in the answer.
pub(super) struct About<'a> {
    pub(super) unit: &'a str,
    pub(super) firewall: Option<&'a str>,
    pub(super) captured_at: Option<String>,
    pub(super) captured: Option<Day>,
    pub(super) hashes: Vec<String>,
}

/// The answer as it is published, and the exit status.
pub(super) fn json(edge: &Edge, suspect: &Suspect<'_>, about: About<'_>, here: &Here) -> (Vec<u8>, u8) {
    let reached = reach_unit(suspect);
    let limit = edge.max_age.or_else(|| here.limit(about.captured)).unwrap_or(RULES_AGE_DAYS);
    let current = is_current(about.captured, edge.now.day(), limit);
    let status = exit_status(&reached, current);
    let told = answer(edge, about, &reached, (current, status), (here, suspect.profile.is_some()));
    (super::json_text(&told), status)
}

fn answer(
    edge: &Edge,
    about: About<'_>,
    reached: &Reached,
    (rules_current, exit_status): (bool, u8),
    (here, declared_looked_at): (&Here, bool),
) -> v1::NetworkReachV1 {
    v1::NetworkReachV1 {
        schema: "tutela.network-reach/v1",
        program: PROGRAM.to_owned(),
        as_of: edge.now.to_string(),
        exit_status,
        unit: about.unit.to_owned(),
        firewall: about.firewall.map(str::to_owned),
        rules_sha256: about.hashes,
        captured_at: about.captured_at,
        rules_current,
        declared_looked_at,
        zones: reached.zones.iter().map(zone_v1).collect(),
        more_may_pass: reached.more,
        paths_not_filtered: paths(edge.lang, Some(&here.at.paths)),
        findings: reached.findings.iter().map(|finding| finding_v1(edge.lang, finding)).collect(),
    }
}

/// What can be opened is a finding; where nothing was found, rules of an unknown or too old day and unknown ways are no answer.
fn exit_status(reached: &Reached, current: bool) -> u8 {
    if reached.unreadable {
        return status::WRONG_CALL;
    }
    if reached.findings.iter().any(|finding| finding.priority >= Priority::Attention) {
        return status::FINDINGS;
    }
    if reached.is_known() && current { status::NOTHING } else { status::NO_ANSWER }
}

fn zone_v1(zone: &ZoneReach) -> v1::ZoneReachV1 {
    let service = |shown: &activities::reach_unit::OpeningShown| v1::OpeningV1 {
        witness: witness(&shown.opening.witness),
        protocols: screen::protocols(&shown.opening.protocols),
        ports: screen::numbers(&shown.opening.ports, 65_535),
        rule: shown.rule.as_ref().map(rule_v1),
        certain: shown.opening.certain,
    };
    v1::ZoneReachV1 {
        zone: zone.zone.as_str().to_owned(),
        kind: zone.kind.name(),
        way: zone.way.name(),
        units: zone.units,
        before: zone.before,
        after: zone.after,
        services: zone.openings.iter().map(service).collect(),
    }
}
