//! `tutela check` of a dossier that is not in a folder.

use super::findings::{counts, kept, kept_other, looked, stricter_limits};
use crate::commands::check::{json, status_of};
use crate::commands::release_id;
use crate::edge::{Complaint, Edge};
use crate::places::Places;
use activities::check_device::{Checked as CheckedDevice, OpenDevice, check_device, open_device};
use activities::checks_port::{KeptCheck, KeptStanding};
use activities::dossier_port::Dossiers;
use activities::hit::{ReleaseStanding, Standing};
use activities::scan::ScanSettings;
use activities::triage::standing;
use device::rules;
use index::HeldKnowledge;
use signing::{ApprovalSeals, Ed25519Envelopes};
use std::path::Path;
use terms::{Day, Finding};
use vulnerability::Knowledge;
use web::{Answer, Checked, Looked};

pub(super) fn check(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    dossiers: &dyn Dossiers,
    release: Option<&str>,
) -> Result<Checked, Complaint> {
    let wanted = release.map(|text| release_id(edge, text)).transpose()?;
    let open = open_device(dossiers, Some(&ApprovalSeals), wanted.as_ref()).map_err(|fault| {
        let [what, next] = fault.say(edge.lang);
        Complaint::new(what, next)
    })?;
    let settings = edge.settings();
    let mut checked = check_device(&open, knowledge, &settings).map_err(|fault| edge.unusable(&fault))?;
    let field = activities::package::field(&open.dossier, &Ed25519Envelopes);
    checked.findings.extend(field.iter().flat_map(|field| field.findings.iter().cloned()));
    let status = status_of(&checked, &settings);
    let texts: Vec<&[u8]> = open.sboms.iter().map(|sbom| sbom.text.as_slice()).collect();
    let places = Places::new(&checked.scan, texts);
    let name = open.dossier.device.as_ref().map(|device| device.id.to_string()).unwrap_or_default();
    let answer = json(edge, Path::new(&name), &open, &checked, &places, field.as_ref(), status);
    let (scan, of_release) = (&checked.scan, open.release.as_ref().map(ToString::to_string).unwrap_or_default());
    let line = |component: u32| places.line(component);
    let own = scan.each_finding().map(|at| kept(&of_release, |lang| scan.finding_v1(at, &line, lang)));
    let others = checked.findings.iter().map(|finding| kept_other(&of_release, finding));
    let findings: Vec<_> = own.chain(others).collect();
    let worst = checked.findings.iter().map(|finding| finding.priority).max();
    let mut counts = counts(&findings);
    counts.insert("watched".to_owned(), number(scan.coverage.watched()));
    counts.insert("countable".to_owned(), number(scan.coverage.countable()));
    counts.insert("unread".to_owned(), number(scan.dependence.unread_documents));
    counts.insert("exploited".to_owned(), number(crate::commands::check_site::exploited(scan) as u64));
    let waiting = standing(&open.dossier, edge.now).iter().filter(|one| one.waits).count();
    counts.insert("waiting".to_owned(), number(waiting as u64));
    stricter_limits(knowledge, &settings, std::iter::once(scan), &mut counts);
    let verdict = scan.verdict(worst).name().to_owned();
    let looked = far(&open, &checked, &of_release);
    let coming = coming(&open, edge.now.day()).iter().map(|finding| kept_other(&of_release, finding)).collect();
    let first = ReleaseStanding::of(&open, &checked, knowledge, &settings);
    // Of a dossier that could not be read whole nothing stands; it is looked at whenever it is asked about.
    let stands = release.is_none() && open.dossier.complaints.is_empty();
    let check = KeptCheck {
        revision: 0,
        at: edge.now,
        generation: super::rooms::basis(edge, knowledge.hash()),
        verdict,
        counts,
        answer: answer.clone(),
        standing: if stands { learned(dossiers, open, first, knowledge, &settings) } else { None },
    };
    Ok(Checked { answer: Answer { json: answer, status }, check, findings, coming, looked })
}

/// How far it looked.
fn far(open: &OpenDevice, checked: &CheckedDevice<'_>, release: &str) -> Looked {
    let whole = open.dossier.complaints.is_empty();
    let bills = open.refused == 0 && !open.sboms.is_empty() && !checked.input_wrong;
    Looked { release: release.to_owned(), whole, bills, ..looked(std::iter::once(&checked.scan)) }
}

/// Dates of the dossier that come up.
fn coming(open: &OpenDevice, today: Day) -> Vec<Finding> {
    let chosen = open.release.as_ref().and_then(|id| open.dossier.release(id));
    let (support, decisions) = match chosen {
        Some(release) => (release.support.as_ref(), release.decisions.as_slice()),
        None => (None, [].as_slice()),
    };
    let id = open.release.as_ref().map(ToString::to_string).unwrap_or_default();
    rules::coming(open.dossier.device.as_ref(), &id, support, decisions, today)
}

/// What the check learned whichever vulnerability is asked about; `None` when another release cannot be opened.
fn learned(
    dossiers: &dyn Dossiers,
    open: OpenDevice,
    first: Option<ReleaseStanding>,
    knowledge: &HeldKnowledge,
    settings: &ScanSettings,
) -> Option<KeptStanding> {
    let standing = Standing::of(dossiers, open, first, knowledge, settings).ok()?;
    let [known, unknown, countable, watched] = standing.counts().map(number);
    Some(KeptStanding {
        known,
        unknown,
        countable,
        watched,
        vulnerabilities: standing.vulnerabilities(),
        details: standing.to_json(),
    })
}

/// A count as the store keeps it.
pub(super) fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
