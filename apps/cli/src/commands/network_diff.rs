//! `tutela network diff`: what an old and a new rule set do otherwise.

use super::network_place::{bytes, hash, hook, place_of, profile};
use super::network_verify::{finding_v1, reason, rule_v1, witness};
use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::network_options::DiffArgs;
use crate::options::Form;
use crate::screen::{Paper, network_diff as screen};
use crate::status;
use activities::compare_firewalls::{Asked, Compared, Outcome, compare_firewalls};
use activities::verify_firewall::flow_id;
use formats::answer::network_diff as v1;
use formats::firewall::RuleFile;
use network::{Addresses, Binding, Change, Profile};

pub(crate) fn run(edge: &Edge, args: &DiffArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let profile = args.profile.as_deref().map(|path| profile(edge, path)).transpose()?;
    let profile = profile.as_ref().map(|(profile, _)| profile);
    let read = |path| {
        let bytes = bytes(edge, path)?;
        Ok((hash(&bytes), [RuleFile::new(path.display().to_string(), bytes)]))
    };
    let ((old_hash, old), (new_hash, new)) = (read(&args.old)?, read(&args.new)?);
    let narrow = args.at.site.is_some() || !args.at.device.is_empty();
    if profile.is_some() && !narrow {
        return Err(Complaint::new(
            lang.pick("flows need the addresses of the device", "通信の比較には機器のアドレスが必要です"),
            "--device CIDR --bind ROLE=CIDR / --site DIR",
        ));
    }
    let place = if narrow { Some(place_of(edge, &args.at, profile)?) } else { None };
    let all = Binding { device: Addresses::ALL, ..Binding::default() };
    let here = place.as_ref().and_then(|place| place.here.as_ref());
    let asked = Asked {
        old: &old,
        new: &new,
        profile,
        binding: place.as_ref().map_or(&all, |place| &place.binding),
        units: here.map(|here| here.at.unit_addresses.as_slice()).unwrap_or_default(),
        hook: hook(edge, &args.hook)?,
    };
    let compared = compare_firewalls(&asked);
    let status = exit_status(&compared);
    let output = match edge.format {
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::compared(lang, &asked, &compared, here.is_some(), &mut paper);
            paper.finish().into_bytes()
        }
        Form::Json => {
            let parts = Parts { profile, site: here.is_some(), narrow, sha256: [old_hash, new_hash], status };
            super::json_text(&answer(edge, &asked, &compared, parts))
        }
    };
    print(&output)?;
    Ok(status)
}

/// The comparison as it is published, and the exit status. The place of the device is known by its site.
pub(super) fn json(edge: &Edge, asked: &Asked<'_>, sha256: [String; 2]) -> (Vec<u8>, u8) {
    let compared = compare_firewalls(asked);
    let status = exit_status(&compared);
    let parts = Parts { profile: asked.profile, site: true, narrow: true, sha256, status };
    (super::json_text(&answer(edge, asked, &compared, parts)), status)
}

fn exit_status(compared: &Compared) -> u8 {
    if compared.unreadable {
        return status::WRONG_CALL;
    }
    match compared.outcome() {
        Outcome::Same => status::NOTHING,
        Outcome::Changed => status::FINDINGS,
        Outcome::NotProved => status::NO_ANSWER,
    }
}

struct Parts<'p> {
    profile: Option<&'p Profile>,
    site: bool,
    narrow: bool,
    sha256: [String; 2],
    status: u8,
}

fn answer(edge: &Edge, asked: &Asked<'_>, compared: &Compared, parts: Parts<'_>) -> v1::NetworkDiffV1 {
    let changes = compared.changes.iter().map(|shown| v1::ChangeV1 {
        change: match shown.changed.change {
            Change::Opened => "opened",
            Change::Closed => "closed",
            Change::NotProved => "not-proved",
        },
        witness: witness(&shown.changed.witness),
        old: shown.old.as_ref().map(rule_v1),
        new: shown.new.as_ref().map(rule_v1),
    });
    let flows = parts.profile.map(|profile| {
        let flow = |change: &network::FlowChange| v1::PartChangeV1 {
            id: flow_id(profile, change.flow),
            opened: change.opened,
            closed: change.closed,
            not_proved: change.not_proved,
        };
        compared.flows.iter().map(flow).collect()
    });
    let unit = |change: &activities::compare_firewalls::UnitChange| v1::PartChangeV1 {
        id: change.unit.as_str().to_owned(),
        opened: change.opened,
        closed: change.closed,
        not_proved: change.not_proved,
    };
    let open = compared.open.iter().map(|(new, why, rule)| v1::SideNotProvedV1 {
        side: if *new { "new" } else { "old" },
        reason: reason(why),
        rule: rule.as_ref().map(rule_v1),
    });
    v1::NetworkDiffV1 {
        schema: "tutela.network-diff/v1",
        program: PROGRAM.to_owned(),
        as_of: edge.now.to_string(),
        exit_status: parts.status,
        verdict: compared.outcome().name(),
        scope: if parts.narrow { "device" } else { "all" },
        hook: asked.hook.name(),
        changes: changes.collect(),
        flows,
        units: parts.site.then(|| compared.units.iter().map(unit).collect()),
        not_proved: open.collect(),
        rules_read: compared.read,
        sha256: parts.sha256,
        findings: compared.findings.iter().map(|finding| finding_v1(edge.lang, finding)).collect(),
    }
}
