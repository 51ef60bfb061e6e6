//! The main job: reads a device dossier, joins a release with the held knowledge, judges what the plan, the environment and
//! the support of each item leave open, and says what was not looked at.

pub(crate) mod decisions;
mod declare;
mod declared;
mod findings;
mod named;
mod record;
pub(crate) mod reopened;

pub(crate) use decisions::{components_of, members};
pub use declare::declare;
pub(crate) use declared::Declared;
pub use findings::{
    CARDS, ComponentNotDeclared, DecidedWithoutSource, DecisionFromTheFuture, DecisionGone, DecisionRangeNotUnderstood,
    DecisionsOverlap, NoRelease, SupportItemGone,
};
pub use record::record_seen;
pub(crate) use reopened::Bound;
pub use reopened::Reopened;
pub(crate) use reopened::exploitation;

use crate::approvals::{Seals, check_seals};
use crate::by_name::{ByName, NamedByAdvisory};
use crate::dossier_port::{DossierFault, Dossiers, FaultKind, LoadedDossier, LoadedRelease};
use crate::scan::{Collector, Scan, ScanSettings, Unread, scan};
use crate::support_life::SupportLives;
use device::rules::{self, Area, Judgement, Looked, NotLooked};
use device::{Device, Id, ReleaseState};
use formats::defect::Defects;
use formats::sbom::Document;
use sbom::Item;
use std::collections::BTreeMap;
use terms::{Day, Finding, Priority, Subject};
use vulnerability::{Knowledge, KnowledgeFault};

/// A dossier with the SBOMs of the release to look at, read into memory.
#[derive(Debug)]
pub struct OpenDevice {
    /// The dossier as it was read.
    pub dossier: LoadedDossier,
    /// The release to look at; `None` when there is none.
    pub release: Option<Id>,
    /// Other releases that are neither withdrawn nor retired: not looked at.
    pub others: Vec<Id>,
    /// Each SBOM; an archive gives several.
    pub sboms: Vec<OpenSbom>,
    /// Members of archives that were not read, and why.
    pub findings: Vec<Finding>,
    /// Members of archives that should have been read and could not.
    pub refused: u64,
}

/// An SBOM of the release.
#[derive(Debug)]
pub struct OpenSbom {
    /// Name inside the dossier.
    pub name: String,
    /// Its text.
    pub text: Vec<u8>,
    /// Whether it stood in an archive or workbook.
    pub inside: bool,
    /// The form of its file, where it is not that of the text.
    pub form: Option<&'static str>,
}

/// Reads the dossier and chooses the release: the one named, else the newest that is neither withdrawn nor retired.
/// Approvals are checked by `seals`; without it nobody checks them, and they stay claims.
pub fn open_device(
    dossiers: &dyn Dossiers,
    seals: Option<&dyn Seals>,
    wanted: Option<&Id>,
) -> Result<OpenDevice, DossierFault> {
    let mut dossier = dossiers.load()?;
    if let Some(seals) = seals {
        check_seals(&mut dossier, seals);
    }
    open_loaded(dossiers, dossier, wanted)
}

/// The same for a dossier that was read already.
pub(crate) fn open_loaded(
    dossiers: &dyn Dossiers,
    dossier: LoadedDossier,
    wanted: Option<&Id>,
) -> Result<OpenDevice, DossierFault> {
    let mut alive: Vec<&LoadedRelease> = dossier.releases.iter().filter(|release| is_alive(release)).collect();
    alive.sort_by_key(|release| release.release.as_ref().and_then(|about| about.date).and_then(|date| date.last_day()));
    let chosen = match wanted {
        Some(id) => Some(
            dossier.release(id).ok_or_else(|| DossierFault::new(FaultKind::NoSuchRelease, format!("releases/{id}")))?,
        ),
        None => alive.last().copied(),
    };
    let (mut sboms, mut findings, mut refused) = (Vec::new(), Vec::new(), 0);
    for sbom in chosen.iter().flat_map(|release| &release.sboms) {
        let release = chosen.map(|release| &release.id).expect("an SBOM belongs to the chosen release");
        let bytes = dossiers.sbom(release, &sbom.listed.file)?;
        let mut opened = formats::sbom::open(&sbom.name, &bytes);
        refused += opened.refused;
        findings.append(&mut opened.findings);
        for Document { name, bytes, inside, form } in opened.documents {
            sboms.push(OpenSbom { name, text: bytes.into_owned(), inside, form });
        }
    }
    let release = chosen.map(|release| release.id.clone());
    let others = alive.iter().map(|other| &other.id).filter(|id| Some(*id) != release.as_ref()).cloned().collect();
    Ok(OpenDevice { release, others, sboms, findings, refused, dossier })
}

/// A release whose file cannot be read counts as alive: better looked at than passed over.
fn is_alive(release: &LoadedRelease) -> bool {
    release.release.as_ref().is_none_or(|about| match about.state {
        ReleaseState::Development | ReleaseState::Candidate | ReleaseState::Released => true,
        ReleaseState::Withdrawn | ReleaseState::Retired => false,
    })
}

/// The answer of a check.
#[derive(Debug)]
pub struct Checked<'a> {
    /// Components, findings and coverage of the release.
    pub scan: Scan<'a>,
    /// What advisories may mean by names alone; each of their findings stands among the findings too.
    pub by_name: Vec<NamedByAdvisory>,
    /// Findings about the dossier, the plan, support, decisions and documents.
    pub findings: Vec<Finding>,
    /// Each area of the dossier: whether it was looked at.
    pub areas: Vec<Judgement>,
    /// Components past their end of support, and components without a date.
    pub support: (u64, u64),
    /// The day by which the plan must be reviewed next.
    pub next_review: Option<Day>,
    /// Whether something that was written could not be read, so that the input is wrong.
    pub input_wrong: bool,
}

/// Checks one release of a device.
pub fn check_device<'a>(
    open: &'a OpenDevice,
    knowledge: &dyn Knowledge,
    settings: &ScanSettings,
) -> Result<Checked<'a>, KnowledgeFault> {
    let today = settings.now.day();
    let OpenDevice { dossier, release, others: _, sboms, findings: of_archives, refused } = open;
    let release = release.as_ref().and_then(|id| dossier.release(id));
    let mut declared = Declared::new(release.and_then(|release| release.support.as_ref()), today);
    let mut names = ByName::new(knowledge);
    let mut lives = SupportLives::new(knowledge);
    let (collected, defects) = collect(sboms, &mut declared, &mut names, &mut lives);
    named::device(&mut names, dossier, release);
    let mut settings = settings.clone();
    promise(dossier, &mut settings);
    let mut scan = scan(knowledge, collected, &settings)?;
    scan.not_read(*refused, defects.iter().map(|(name, bytes, defects)| Unread::of(name, bytes, defects)));
    let mut findings = dossier.complaints.clone();
    findings.extend(of_archives.iter().cloned());
    if release.is_none() {
        findings.push(Finding::new(Priority::Attention, Subject::named("releases"), NoRelease {}));
    }
    for ((name, bytes, defects), document) in defects.iter().zip(scan.documents()) {
        findings.extend(defects.findings(name, bytes));
        findings.extend(document.completeness.finding(name, bytes));
        findings.extend(document.elsewhere.finding(name));
    }
    let texts: Vec<&[u8]> = sboms.iter().map(|sbom| sbom.text.as_slice()).collect();
    findings.extend(scan.contradictions(&texts));
    let areas = judge(dossier, release, today);
    findings.extend(areas.iter().flat_map(|area| area.findings.iter().cloned()));
    let (support, from_items) = declared.finish(&scan);
    findings.extend(from_items);
    if let Some(release) = release {
        let bound = Bound { release: &release.id, files: &dossier.file_hashes };
        let laid = decisions::Laid {
            decisions: &release.decisions,
            people: dossier.people.as_ref(),
            bound,
            leaning: &BTreeMap::new(),
            now: settings.now,
        };
        findings.extend(decisions::apply(&mut scan, &laid));
    }
    let answers = release.map(|release| release.name_answers.as_slice()).unwrap_or_default();
    let by_name = names.ask(knowledge, answers)?;
    findings.extend(by_name.iter().map(|named| named.finding.clone()));
    findings.extend(lives.findings(knowledge, today)?);
    findings.extend(scan.source_findings());
    let input_wrong = dossier.complaints.iter().any(|complaint| complaint.priority >= Priority::Undecided)
        || scan.dependence.unread_documents > 0;
    let reviews = dossier.plan.as_ref().and_then(|plan| plan.reviews.as_ref());
    Ok(Checked {
        scan,
        by_name,
        findings,
        areas,
        support,
        next_review: reviews.and_then(rules::next_review),
        input_wrong,
    })
}

type Read<'a> = Vec<(&'a str, &'a [u8], Defects)>;

fn collect<'a>(
    sboms: &'a [OpenSbom],
    declared: &mut Declared<'_>,
    names: &mut ByName,
    lives: &mut SupportLives,
) -> (crate::scan::Collected<'a>, Read<'a>) {
    let mut collector = Collector::default();
    let mut read = Vec::new();
    for OpenSbom { name, text, inside, form } in sboms {
        if *inside {
            collector.member(name, text);
        } else {
            collector.document(name, text);
        }
        let defects = formats::sbom::read(text, &mut |item| {
            names.take(&item);
            if let Item::Component(component) = &item
                && lives.is_held()
            {
                lives.take(component, declared.item(component));
            }
            collector.take(item, &mut |component| declared.notes(component));
        });
        form.iter().for_each(|form| collector.called(form));
        read.push((name.as_str(), text.as_slice(), defects));
    }
    (collector.finish(), read)
}

/// The intervals that the plan promises become the age limits of the sources, and a promised source must be held.
fn promise(dossier: &LoadedDossier, settings: &mut ScanSettings) {
    for source in dossier.plan.iter().flat_map(|plan| &plan.sources) {
        settings.promised.insert(source.name.clone());
        if let Some(days) = source.interval_days {
            settings.limits.promised.insert(source.name.clone(), days);
        }
    }
}

fn judge(dossier: &LoadedDossier, release: Option<&LoadedRelease>, today: Day) -> Vec<Judgement> {
    let people = dossier.people.as_ref();
    let mut areas = vec![rules::judge_plan_area(dossier.plan.as_ref(), people, today)];
    if let Some(device) = &dossier.device {
        areas.push(rules::judge_identity(device));
        areas.push(rules::judge_environment(device));
        areas.push(rules::judge_hazards(device));
        areas.push(rules::judge_lifetime(device, today));
    } else {
        areas.extend([Area::Identity, Area::Environment, Area::Hazards, Area::Lifetime].map(unread));
    }
    if let Some(release) = release {
        let id = release.id.to_string();
        areas.push(rules::judge_support(&id, release.support.as_ref(), today));
        let mut decisions = rules::judge_decisions(&id, &release.decisions, people, today);
        decisions.findings.extend(rules::judge_loose_approvals(&id, &release.loose_approvals));
        areas.push(decisions);
    } else {
        areas.extend([Area::Support, Area::Decisions].map(unread));
    }
    areas.push(profile(dossier));
    areas
}

/// The network profile by itself, and against what device.yaml says.
fn profile(dossier: &LoadedDossier) -> Judgement {
    let Some(profile) = &dossier.network else { return unread(Area::Network) };
    let mut findings = network::lint::lint(profile);
    if let Some(device) = &dossier.device {
        findings.extend(network::lint::another_device(profile, device.id.as_str()));
        findings.extend(network::lint::not_networked(profile, is_connected(device)));
    }
    Judgement { area: Area::Network, looked: Looked::At, findings }
}

/// Whether a device is declared as connected to a network, by wire or radio; `None` where that is not said.
fn is_connected(device: &Device) -> Option<bool> {
    let connections = device.connections.as_ref()?;
    let ways = [&connections.network, &connections.wireless, &connections.cloud].map(Option::as_ref);
    match ways.into_iter().flatten().any(|way| way.present) {
        true => Some(true),
        // A way of which nothing is said may be there.
        false if connections.network.is_some() && connections.wireless.is_some() => Some(false),
        false => None,
    }
}

/// An area whose file is not there, or could not be read.
fn unread(area: Area) -> Judgement {
    Judgement { area, looked: Looked::NotAt(NotLooked::NoFile), findings: Vec::new() }
}
