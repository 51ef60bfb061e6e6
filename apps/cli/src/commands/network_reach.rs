//! `tutela network reach`: what a unit, once taken over, can open.

use super::network_place::{Place, bytes, hash, hook, place_of, profile_of};
use super::network_verify::{day, finding_v1, rule_v1, witness};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::network_options::{ReachArgs, WhereArgs};
use crate::options::Form;
use crate::screen::{Paper, network_reach as screen};
use crate::status;
use activities::reach_unit::{Reached, Suspect, ZoneReach, reach_unit};
use activities::verify_firewall::{not_filtered, way};
use device::Id;
use formats::answer::network::PathV1;
use formats::answer::network_reach as v1;
use formats::firewall::RuleFile;
use network::Profile;
use terms::{Choice, Priority};

pub(crate) fn run(edge: &Edge, args: &ReachArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let profile = profile_if_any(edge, args)?;
    let profile = profile.as_ref();
    let (mut files, mut hashes) = (Vec::new(), Vec::new());
    for path in &args.rules {
        let bytes = bytes(edge, path)?;
        hashes.push(hash(&bytes));
        files.push(RuleFile::new(path.display().to_string(), bytes));
    }
    if !files.is_empty() && args.firewall.is_none() {
        return Err(Complaint::new(
            lang.pick(
                "which firewall the rules are of is not said",
                "ルールセットがどのファイアウォールのものか指定されていません",
            ),
            "--firewall ID",
        ));
    }
    let captured = args.captured_at.as_deref().map(|text| day(edge, text)).transpose()?;
    let at = WhereArgs {
        bind: args.bind.clone(),
        site: Some(args.site.clone()),
        unit: vec![args.unit.clone()],
        firewall: args.firewall.clone(),
        interface: args.interface.clone(),
        ..WhereArgs::default()
    };
    let Place { binding, here } = place_of(edge, &at, profile)?;
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
    let status = exit_status(&reached, captured.is_some());
    let output = match edge.format {
        Form::Human => {
            let mut paper = Paper::new();
            screen::reached(lang, &suspect, &reached, &here.at.paths, captured, &mut paper);
            paper.finish().into_bytes()
        }
        Form::Json => {
            let paths = not_filtered(&here.at.paths);
            let paths = paths.map(|path| PathV1 { path: way(lang, &path.way), state: path.state.name() });
            let answer = v1::NetworkReachV1 {
                schema: "tutela.network-reach/v1",
                program: PROGRAM.to_owned(),
                as_of: edge.now.to_string(),
                exit_status: status,
                unit: args.unit.clone(),
                firewall: args.firewall.clone(),
                rules_sha256: hashes,
                captured_at: args.captured_at.clone(),
                zones: reached.zones.iter().map(zone_v1).collect(),
                more_may_pass: reached.more,
                paths_not_filtered: paths.collect(),
                findings: reached.findings.iter().map(|finding| finding_v1(lang, finding)).collect(),
            };
            let mut text = Vec::new();
            // Writing into memory cannot fail.
            let _ = formats::answer::v1::write(&mut text, &answer);
            text
        }
        Form::Sarif => {
            return Err(Complaint::new(
                lang.pick("there is no SARIF of this answer", "この回答の SARIF 形式はありません"),
                "--format json",
            ));
        }
    };
    print(&output)?;
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

/// What can be opened is a finding; where nothing was found, rules of an unknown day and unknown ways are no answer.
fn exit_status(reached: &Reached, dated: bool) -> u8 {
    if reached.unreadable {
        return status::WRONG_CALL;
    }
    if reached.findings.iter().any(|finding| finding.priority >= Priority::Attention) {
        return status::FINDINGS;
    }
    if reached.is_known() && dated { status::NOTHING } else { status::NO_ANSWER }
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
