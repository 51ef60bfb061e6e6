//! Status: what the facility tells the maker of a device: received, affected, mitigated, patched, cannot because; never a
//! place or a patient.

use super::held::{Answer, HeldPackage, last_received};
use crate::check_site::{CheckedSite, Joined, OpenSite};
use device::{Dated, Id, Package, PackageFact, PackageFactKind};
use formats::dossier::v1;
use network::policy::Hook;
use network::{Binding, DEFAULT_BUDGET, InForce as AtFilter, Profile, control_state};
use site::{DutyAnswer, InForce, TouchState};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Instant, Lang, Place, Text};

/// Rules that were read from a firewall, against which controls are asked.
#[derive(Debug)]
pub struct RulesHeld<'r> {
    /// The rules.
    pub policy: &'r network::policy::Policy,
    /// Addresses of units and peers.
    pub binding: &'r Binding,
    /// Where the packets meet the filter.
    pub hook: Hook,
    /// When they were read, where that is known and not too long ago.
    pub captured_at: Option<Dated>,
    /// SHA-256 of the files.
    pub hash: device::Sha256,
    /// Whether every other path of the units is filtered.
    pub all_paths: bool,
}

/// Why no status can be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotTellMaker {
    /// No package lies in a folder of that name; the folders with one.
    NoPackage(String, Vec<String>),
    /// Several packages are held, and none is named.
    Several(Vec<String>),
    /// The package is in doubt: altered, not the last, not signed by a trusted key.
    InDoubt(String),
    /// Serial numbers are asked for, and site.yaml holds no consent for this signer.
    NoConsent,
    /// The package has no such release.
    NoSuchRelease(String, Vec<String>),
}

/// The package that a status is about: the one named, else the only one. A package that is merely past due can be answered.
pub fn package_for<'o>(open: &'o OpenSite, named: Option<&str>) -> Result<(&'o str, &'o HeldPackage), CannotTellMaker> {
    let with: Vec<(&str, &HeldPackage, bool)> = open
        .packages
        .iter()
        .filter_map(|held| {
            let spoilt = held.findings.iter().any(|finding| {
                finding.priority >= terms::Priority::Undecided && finding.code() != super::PackagePastDue::CARD.code
            });
            Some((held.received.as_str(), held.package.as_ref()?, spoilt))
        })
        .collect();
    let names = || with.iter().map(|(name, ..)| (*name).to_owned()).collect::<Vec<_>>();
    let (name, package, spoilt) = match (named, with.as_slice()) {
        (Some(named), all) => all
            .iter()
            .find(|(name, ..)| *name == named)
            .ok_or_else(|| CannotTellMaker::NoPackage(named.to_owned(), names()))?,
        (None, [one]) => one,
        (None, []) => return Err(CannotTellMaker::NoPackage(String::new(), Vec::new())),
        (None, _) => return Err(CannotTellMaker::Several(names())),
    };
    if *spoilt { Err(CannotTellMaker::InDoubt((*name).to_owned())) } else { Ok((name, package)) }
}

/// What a status is about.
#[derive(Debug)]
pub struct StatusOf<'s> {
    /// The folder in received/.
    pub received: &'s str,
    /// The package in it.
    pub package: &'s HeldPackage,
    /// What came of asking about the controls that the maker offers.
    pub controls: Vec<v1::ControlInForce>,
    /// Name units by serial number.
    pub serials: bool,
    /// Now.
    pub now: Instant,
    /// Program and version.
    pub program: &'s str,
}

/// Makes the status about a received package.
pub fn make_status(
    open: &OpenSite,
    checked: &CheckedSite<'_>,
    about: StatusOf<'_>,
) -> Result<v1::Status, CannotTellMaker> {
    let StatusOf { received, package, controls, serials, now, program } = about;
    let manifest = &package.manifest;
    if serials && !open.policy(package).is_some_and(|policy| policy.unit_serials) {
        return Err(CannotTellMaker::NoConsent);
    }
    let facts: Vec<&PackageFact> =
        open.site.package_facts.iter().filter(|fact| fact.device == manifest.device).collect();
    let model = open.models.iter().position(|model| model.received == received);
    let (mut units, mut unknown, mut numbers) = (0_u32, 0_u32, Vec::new());
    let mut running: BTreeMap<&Id, u32> = BTreeMap::new();
    let mut by_unit: BTreeMap<&Id, Option<&Id>> = BTreeMap::new();
    for (_, unit, joined) in open.installed() {
        let runs = match joined {
            Joined::Release(at, release) if Some(*at) == model => Some(release),
            Joined::ReleaseUnknown(at) if Some(*at) == model => None,
            _ => continue,
        };
        match runs {
            Some(release) => *running.entry(release).or_default() += 1,
            None => unknown += 1,
        }
        by_unit.insert(&unit.id, runs);
        units += 1;
        numbers.extend((serials && !unit.serial.is_empty()).then(|| unit.serial.clone()));
    }
    numbers.sort();
    let newest = newest(manifest);
    let patched = newest.and_then(|newest| running.get(newest)).copied().unwrap_or(0);
    let release = |(release, units): (&&Id, &u32)| v1::StatusRelease {
        place: Place::default(),
        release: (*release).clone(),
        units: *units,
    };
    Ok(v1::Status {
        place: Place::default(),
        schema: site::Status::SCHEMA.to_owned(),
        program: program.to_owned(),
        device: manifest.device.clone(),
        sequence: manifest.sequence,
        package: package.sha256.clone(),
        received_at: last_received(&open.site.package_facts, &manifest.device).map(|fact| fact.at),
        made_at: Dated::utc(now),
        units,
        release_unknown: unknown,
        releases: running.iter().map(release).collect(),
        newest: newest.cloned(),
        patched,
        cannot: cannot(&facts, &running, (units, &by_unit)),
        vulnerabilities: touched(open, checked, model, &facts),
        mirror: checked.any_scan().map(|scan| scan.mirror.clone()).filter(|hash| !hash.is_empty()),
        controls,
        duties: duties(package),
        serials: numbers,
    })
}

/// The newest release of a package by its date.
fn newest(manifest: &Package) -> Option<&Id> {
    let dated = manifest.releases.iter().filter_map(|release| Some((release.date?.last_day()?, &release.id)));
    dated.max().map(|(_, id)| id)
}

/// The last word about each release that units cannot be brought to: of all of them, else of single ones.
fn cannot(
    facts: &[&PackageFact],
    running: &BTreeMap<&Id, u32>,
    (units, by_unit): (u32, &BTreeMap<&Id, Option<&Id>>),
) -> Vec<v1::Unpatched> {
    let mut last: BTreeMap<&Id, &Text> = BTreeMap::new();
    let mut single: BTreeMap<(&Id, &Id), &Text> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.kind == PackageFactKind::CannotPatch) {
        let Some((release, reason)) = fact.release.as_ref().zip(fact.reason.as_ref()) else { continue };
        match &fact.unit {
            None => drop(last.insert(release, reason)),
            Some(unit) => drop(single.insert((release, unit), reason)),
        }
    }
    let told = |release: &Id, units: u32, reason: &Text| v1::Unpatched {
        place: Place::default(),
        release: release.clone(),
        units,
        reason: reason.clone(),
    };
    let one = |(release, reason): (&&Id, &&Text)| {
        let without = units.saturating_sub(running.get(*release).copied().unwrap_or(0));
        // Once every unit runs it, nothing stands in the way any more.
        (without > 0).then(|| told(release, without, reason))
    };
    let mut all: Vec<v1::Unpatched> = last.iter().filter_map(one).collect();
    for ((release, unit), reason) in single {
        let still = by_unit.get(unit).is_some_and(|runs| *runs != Some(release));
        // What is said of all of them holds for each.
        if !still || last.contains_key(release) {
            continue;
        }
        match all.iter_mut().find(|one| one.release == *release && one.reason == *reason) {
            Some(same) => same.units += 1,
            None => all.push(told(release, 1, reason)),
        }
    }
    all
}

fn touched(
    open: &OpenSite,
    checked: &CheckedSite<'_>,
    model: Option<usize>,
    facts: &[&PackageFact],
) -> Vec<v1::Touched> {
    let mut rules: BTreeMap<&str, &str> = BTreeMap::new();
    for fact in facts.iter().filter(|fact| fact.kind == PackageFactKind::Mitigated) {
        rules.extend(fact.vulnerability.as_deref().zip(fact.rule.as_deref()));
    }
    let mut touched: Vec<v1::Touched> = Vec::new();
    for hit in checked.hits(open) {
        let ours: BTreeSet<usize> = hit
            .releases
            .iter()
            .map(|(place, _)| *place)
            .filter(|place| Some(open.releases[*place].model) == model)
            .collect();
        let units: usize = ours.iter().map(|place| open.releases[*place].units.len()).sum();
        if units == 0 {
            continue;
        }
        let names = std::iter::once(&hit.vulnerability.id).chain(&hit.vulnerability.aliases);
        let rule = names.filter_map(|name| rules.get(name.as_str())).next().map(|rule| (*rule).to_owned());
        touched.push(v1::Touched {
            place: Place::default(),
            id: hit.vulnerability.id.clone(),
            state: if rule.is_some() { TouchState::Mitigated } else { TouchState::Open },
            units: u32::try_from(units).unwrap_or(u32::MAX),
            rule,
        });
    }
    touched.sort_by(|a, b| a.id.cmp(&b.id));
    touched
}

fn duties(package: &HeldPackage) -> Vec<v1::StatusDuty> {
    let one = |(duty, answer): (&device::Duty, &Answer)| {
        let (answer, reason) = match answer {
            Answer::Open => (DutyAnswer::Open, None),
            Answer::Accepted => (DutyAnswer::Accepted, None),
            Answer::Refused(reason) => (DutyAnswer::Refused, Some(super::receive::said(reason))),
        };
        v1::StatusDuty { place: Place::default(), id: duty.id.clone(), answer, reason }
    };
    package.manifest.duties.iter().zip(&package.answers).map(one).collect()
}

/// Each control that a profile offers: in force or not where rules are held, else unknown.
pub fn controls(profile: &Profile, held: Option<&RulesHeld<'_>>) -> Vec<v1::ControlInForce> {
    let one = |control: &network::CompensatingControl| {
        let mut answer = v1::ControlInForce {
            place: Place::default(),
            id: control.id.clone(),
            state: InForce::Unknown,
            captured_at: None,
            rules: None,
            line: None,
        };
        let Some(held) = held.filter(|held| held.captured_at.is_some()) else { return answer };
        (answer.captured_at, answer.rules) = (held.captured_at, Some(held.hash.clone()));
        match control_state(held.policy, control, held.binding, held.hook, DEFAULT_BUDGET) {
            AtFilter::Yes if held.all_paths => answer.state = InForce::Yes,
            AtFilter::Yes => answer.state = InForce::AtFirewall,
            AtFilter::No(_, rule) => {
                answer.state = InForce::No;
                answer.line = rule.map(|rule| rule.line);
            }
            AtFilter::Unknown(..) | AtFilter::Unbound => {}
        }
        answer
    };
    profile.compensating_controls.iter().map(one).collect()
}

impl CannotTellMaker {
    /// What is wrong, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        match self {
            CannotTellMaker::NoPackage(name, known) if name.is_empty() => {
                let _ = known;
                [
                    lang.pick("no package was received", "受領したパッケージがありません").to_owned(),
                    "tutela package receive FILE SITE --write".to_owned(),
                ]
            }
            CannotTellMaker::NoPackage(name, known) => [
                lang.pick(
                    format!("received/{name} holds no package"),
                    format!("received/{name} にパッケージがありません"),
                ),
                known.join(", "),
            ],
            CannotTellMaker::Several(known) => [
                lang.pick("several packages are held", "複数のパッケージがあります").to_owned(),
                lang.pick(
                    format!("name the one to answer with --for: {}", known.join(", ")),
                    format!("--for で指定してください: {}", known.join(", ")),
                ),
            ],
            CannotTellMaker::InDoubt(name) => [
                lang.pick(
                    format!("received/{name} is in doubt; a status about it would tell the maker of something else"),
                    format!("received/{name} には疑義があり、状況報告の根拠になりません"),
                ),
                lang.pick("tutela check SITE says why", "tutela check SITE で確認してください").to_owned(),
            ],
            CannotTellMaker::NoConsent => [
                lang.pick(
                    "serial numbers are not sent: site.yaml holds no consent for this signer",
                    "製造番号は送信しません（site.yaml にこの署名者への同意がありません）",
                )
                .to_owned(),
                lang.pick(
                    "write `unit_serials: yes` for the key under `signers:`, with who decided it",
                    "`signers:` の該当する鍵に `unit_serials: yes` と決定者を記載してください",
                )
                .to_owned(),
            ],
            CannotTellMaker::NoSuchRelease(id, known) => [
                lang.pick(
                    format!("the package has no release {id}"),
                    format!("リリース {id} はパッケージにありません"),
                ),
                known.join(", "),
            ],
        }
    }
}
