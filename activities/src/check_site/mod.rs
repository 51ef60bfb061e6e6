//! A facility's main job: joins installed units with the dossiers that makers handed over, checks each release in use, and
//! names every unit of which nothing is known.

pub(crate) mod decisions;
mod exploited;
mod findings;
mod hits;
mod join;
mod maker;
pub(crate) mod network_devices;
mod no_firewall;
mod observations;
mod one_unit;
mod received_of;
mod ward;

pub use decisions::{DecisionOfNothing, IsolationNoLonger, Said, SiteWord};
pub use exploited::{ExploitedInUse, exploited_in_use};
pub use findings::{CARDS, ModelDiffers, NoDossier, NoUnits, ReceivedNotRead, ReleaseUnknown, SeveralDossiers};
pub use hits::Hit;
pub use join::Joined;
pub use maker::MakerStatement;
pub use no_firewall::{NoFirewall, ProtectFirst};
pub use observations::{ObservationNotRead, SiteObservation};
pub use one_unit::{Behind, OneUnit, open_unit};
pub use received_of::{NoOneDossier, received_of};
pub use ward::{WardNotReadWhole, WardView};

use crate::approvals::Seals;
use crate::check_device::{Checked, OpenDevice, check_device, open_device};
use crate::dossier_port::DossierFault;
use crate::package::{Envelopes, Held, held_packages};
use crate::scan::{Scan, ScanSettings, Verdict};
use crate::site_port::{LoadedSite, Sites};
use device::Id;
use join::Claims;
use site::Unit;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Day, Finding, Lang, Place, Priority, Speaks, Subject};
use vulnerability::{Knowledge, KnowledgeFault};

/// A site with the dossiers of its units, read into memory.
#[derive(Debug)]
pub struct OpenSite {
    /// The site as it was read.
    pub site: LoadedSite,
    /// Each received dossier that could be read: its name and the device.
    pub models: Vec<Model>,
    /// Where each unit belongs, in the order of the units.
    pub joined: Vec<Joined>,
    /// The releases that units run, in the order of dossier and release.
    pub releases: Vec<ReleaseInUse>,
    /// What the proofs that decisions lean on have come to; empty where nobody looked.
    pub(crate) leaning: decisions::Leaning,
    /// What was seen on the networks; empty where nobody looked.
    pub observations: Vec<SiteObservation>,
    /// What came of the signatures in received/; empty where nobody looked.
    pub packages: Vec<Held>,
    /// Dossiers that could not be read.
    pub findings: Vec<Finding>,
    /// Units, by their place, whose words name another model than their UDI: the one that the UDI names.
    pub(crate) differs: BTreeMap<usize, usize>,
    /// The wards that it is about; `None`: the whole site.
    pub wards: Option<WardView>,
}

/// A received dossier.
#[derive(Debug)]
pub struct Model {
    /// Its name in `received/`.
    pub received: String,
    /// Id of the device.
    pub device: Option<Id>,
    /// Name of the device.
    pub name: terms::Text,
    /// Whether it came with a network profile.
    pub has_profile: bool,
    /// When its support ends.
    pub end_of_support: Option<terms::When>,
    /// Whether its network profile says of itself that the maker has not confirmed it: the facility's own draft.
    pub unconfirmed: bool,
}

/// A release that units run.
#[derive(Debug)]
pub struct ReleaseInUse {
    /// The dossier, by its place in `models`.
    pub model: usize,
    /// The release.
    pub release: Id,
    /// The units that run it, by their place in the list.
    pub units: Vec<usize>,
    /// The dossier with the SBOMs of the release.
    pub open: OpenDevice,
}

impl OpenSite {
    /// The installed units and where each belongs.
    pub fn installed(&self) -> impl Iterator<Item = (usize, &Unit, &Joined)> {
        let units = self.site.units.iter().flatten().zip(&self.joined).enumerate();
        units.map(|(place, (unit, joined))| (place, unit, joined)).filter(|(_, unit, _)| unit.is_installed())
    }

    /// Installed units of which nothing is known, or not what they run.
    pub fn blind(&self) -> usize {
        self.installed().filter(|(_, _, joined)| !matches!(joined, Joined::Release(..))).count()
    }

    /// The units that run each release, by dossier (its place in `models`) and release.
    pub(crate) fn running(&self) -> BTreeMap<(usize, Id), Vec<usize>> {
        let mut running: BTreeMap<(usize, Id), Vec<usize>> = BTreeMap::new();
        for (place, joined) in self.joined.iter().enumerate() {
            if let Joined::Release(model, release) = joined {
                running.entry((*model, release.clone())).or_default().push(place);
            }
        }
        running
    }

    /// The name of a received dossier's device.
    pub fn model_name(&self, place: usize, lang: Lang) -> String {
        let model = &self.models[place];
        let name = model.name.get(lang);
        if name.is_empty() { model.received.clone() } else { name.to_owned() }
    }
}

/// What tells whether packages and approvals are signed, and the day for which.
#[derive(Clone, Copy)]
pub struct Trust<'t> {
    /// Opens packages.
    pub envelopes: &'t dyn Envelopes,
    /// Checks approvals of decisions.
    pub seals: &'t dyn Seals,
    /// Today.
    pub today: Day,
}

/// Reads the site, and of each received dossier what units of the site run. Signatures are not looked at.
pub fn open_site(sites: &dyn Sites) -> Result<OpenSite, DossierFault> {
    open_site_trusting(sites, None)
}

/// The same, and looks at signatures.
pub fn open_site_trusting(sites: &dyn Sites, trust: Option<Trust<'_>>) -> Result<OpenSite, DossierFault> {
    let mut site = join_site(sites)?;
    if let Some(trust) = trust {
        site.packages = held_packages(sites, &site.site, trust.envelopes, trust.today);
        decisions::check_seals(&mut site.site, trust.seals);
        let (observations, not_read) = observations::observe(sites, &site.site)?;
        site.observations = observations;
        site.findings.extend(not_read);
        site.leaning = decisions::lean(sites, &site, trust.today)?;
    }
    for ((model, release), units) in site.running() {
        // A package whose signer the site trusts for it vouches for its people.yaml; else approvals stay claims.
        let received = &site.models[model].received;
        let counts = |held: &Held| held.received == *received && maker::counts(site.site.site.as_ref(), held);
        let vouched = site.packages.iter().any(counts);
        let seals = trust.filter(|_| vouched).map(|trust| trust.seals);
        let open = open_device(&*sites.received(received), seals, Some(&release))?;
        site.releases.push(ReleaseInUse { model, release, units, open });
    }
    Ok(site)
}

/// Reads the site and joins its units with received dossiers, without opening what they run.
pub(crate) fn join_site(sites: &dyn Sites) -> Result<OpenSite, DossierFault> {
    let site = sites.load()?;
    let (mut models, mut dossiers, mut findings) = (Vec::new(), Vec::new(), Vec::new());
    for received in &site.received {
        match sites.received(received).load() {
            Ok(dossier) if dossier.device.is_none() => findings.push(unreadable(received)),
            Ok(dossier) => {
                findings.extend(dossier.network.as_ref().and_then(|profile| unconfirmed(received, profile)));
                let device = dossier.device.as_ref();
                models.push(Model {
                    received: received.clone(),
                    device: device.map(|device| device.id.clone()),
                    name: device.map(|device| device.name.clone()).unwrap_or_default(),
                    has_profile: sites.received_file(received, "network.yaml")?.is_some(),
                    end_of_support: device.and_then(|device| device.support_dates.as_ref()?.end_of_support),
                    unconfirmed: dossier.network.as_ref().is_some_and(network::Profile::is_unconfirmed),
                });
                dossiers.push(dossier);
            }
            Err(fault) => findings.push(not_read(received, &fault)),
        }
    }
    let claims = Claims::of(dossiers.iter());
    let joined: Vec<Joined> = site.units.iter().flatten().map(|unit| claims.join(unit)).collect();
    let units = site.units.iter().flatten().zip(&joined).enumerate();
    let differs = units.filter_map(|(place, (unit, joined))| Some((place, claims.differs(unit, joined)?))).collect();
    Ok(OpenSite {
        site,
        models,
        joined,
        releases: Vec::new(),
        leaning: BTreeMap::new(),
        observations: Vec::new(),
        packages: Vec::new(),
        findings,
        differs,
        wards: None,
    })
}

/// One finding for each pair of a written model and the one of the UDI.
fn differing(open: &OpenSite) -> Vec<Finding> {
    let units: Vec<&Unit> = open.site.units.iter().flatten().collect();
    let mut counted: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (place, model) in &open.differs {
        let pair = (units[*place].model.clone(), open.model_name(*model, Lang::En));
        *counted.entry(pair).or_default() += 1;
    }
    let finding = |((written, by_udi), count): ((String, String), usize)| {
        let path = format!("model/{written}/udi");
        told(Priority::Undecided, &path, ModelDiffers { written, by_udi, count })
    };
    counted.into_iter().map(finding).collect()
}

/// A dossier whose profile the facility, or somebody else than the maker, has drafted.
fn unconfirmed(received: &str, profile: &network::Profile) -> Option<Finding> {
    let mut draft = network::lint::not_confirmed(profile)?;
    let name = format!("received/{received}/{}", profile.place.file);
    draft.subject = Subject::at(name.clone(), Place { file: name, ..profile.place.clone() });
    Some(draft)
}

fn unreadable(received: &str) -> Finding {
    let detail = ReceivedNotRead {
        dossier: received.to_owned(),
        why: "its device.yaml cannot be read".to_owned(),
        why_ja: "device.yaml を読み取れません".to_owned(),
    };
    let name = format!("received/{received}");
    Finding::new(Priority::Undecided, Subject::at(name.clone(), Place::file(name)), detail)
}

fn not_read(received: &str, fault: &DossierFault) -> Finding {
    let say = |lang: Lang| {
        let [what, _] = fault.say(lang);
        what
    };
    let detail = ReceivedNotRead { dossier: received.to_owned(), why: say(Lang::En), why_ja: say(Lang::Ja) };
    let name = format!("received/{received}");
    Finding::new(Priority::Undecided, Subject::at(name.clone(), Place::file(name)), detail)
}

/// The answer about a site.
#[derive(Debug)]
pub struct CheckedSite<'a> {
    /// The answer about each release in use, in the order of [`OpenSite::releases`].
    pub releases: Vec<Checked<'a>>,
    /// What maker and site say of the findings of each release, in the same order.
    pub said: Vec<Said>,
    /// Firewalls, VPN appliances and remote lines, matched like components; `None` when none is listed.
    pub network_devices: Option<Scan<'a>>,
    /// Findings about the site itself: units, networks, responsibility, blind units.
    pub findings: Vec<Finding>,
    /// Whether something that was written could not be read.
    pub input_wrong: bool,
}

/// Checks a site.
pub fn check_site<'a>(
    open: &'a OpenSite,
    knowledge: &dyn Knowledge,
    settings: &ScanSettings,
) -> Result<CheckedSite<'a>, KnowledgeFault> {
    let releases = open.releases.iter().map(|release| check_device(&release.open, knowledge, settings));
    let mut releases = releases.collect::<Result<Vec<_>, _>>()?;
    let (said, of_decisions) = decisions::decide(open, &mut releases, settings);
    let network_devices = network_devices::scan_devices(&open.site, knowledge, settings)?;
    let LoadedSite { site, networks, units, complaints, .. } = &open.site;
    let mut findings = complaints.clone();
    findings.extend(open.findings.iter().cloned());
    findings.extend(differing(open));
    findings.extend(open.packages.iter().flat_map(|held| held.findings.iter().cloned()));
    let units = units.as_deref().unwrap_or_default();
    // Who answers for the site, and its networks, are nothing that a ward can be judged by.
    let whole = open.wards.is_none();
    findings.extend(site.iter().filter(|_| whole).flat_map(site::rules::judge_responsibility));
    findings.extend(site::rules::judge_identities(units));
    if whole {
        findings.extend(site::rules::judge_addresses(units, networks.as_ref()));
        findings.extend(networks.iter().flat_map(|networks| site::rules::judge_networks(networks, units)));
    }
    findings.extend(site::rules::judge_descriptions(units));
    findings.extend(of_decisions);
    if whole {
        findings.extend(observations::judged(open, settings.now.day()));
    }
    findings.extend(blind(open));
    findings.extend(of_releases(open, &releases));
    let input_wrong = complaints.iter().any(|complaint| complaint.priority >= Priority::Undecided)
        || releases.iter().any(|checked| checked.input_wrong);
    let mut checked = CheckedSite { releases, said, network_devices, findings, input_wrong };
    if whole {
        let plan = no_firewall::plan(open, &checked);
        checked.findings.extend(plan);
    }
    Ok(checked)
}

/// One finding for each group of units of which nothing is known.
fn blind(open: &OpenSite) -> Vec<Finding> {
    let mut findings = Vec::new();
    if open.wards.is_none() && open.installed().next().is_none() {
        findings.push(told(Priority::Undecided, "units", NoUnits {}));
    }
    let mut none: BTreeMap<&str, usize> = BTreeMap::new();
    let mut unknown: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut several: BTreeMap<&[usize], usize> = BTreeMap::new();
    for (_, unit, joined) in open.installed() {
        match joined {
            Joined::Retired | Joined::Release(..) => {}
            Joined::NoDossier => *none.entry(&unit.model).or_default() += 1,
            Joined::ReleaseUnknown(model) => *unknown.entry((*model, &unit.version)).or_default() += 1,
            Joined::SeveralDossiers(models) => *several.entry(models).or_default() += 1,
        }
    }
    let asked = |text: &str| if text.is_empty() { "?".to_owned() } else { text.to_owned() };
    for (model, count) in none {
        let detail = NoDossier { model: asked(model), count };
        findings.push(told(Priority::Attention, &format!("model/{}", asked(model)), detail));
    }
    for ((model, version), count) in unknown {
        let model = open.model_name(model, Lang::En);
        let path = format!("model/{model}/{}", asked(version));
        findings.push(told(Priority::Attention, &path, ReleaseUnknown { model, version: asked(version), count }));
    }
    for (models, count) in several {
        let dossiers = models.iter().map(|model| open.models[*model].received.as_str()).collect::<Vec<_>>().join(", ");
        let model = models.first().map(|model| open.model_name(*model, Lang::En)).unwrap_or_default();
        let path = format!("received/{dossiers}");
        findings.push(told(Priority::Undecided, &path, SeveralDossiers { model, dossiers, count }));
    }
    findings
}

/// What is wrong with received dossiers as far as it concerns the facility, each with its place below received/; once, also
/// where several releases of a dossier are in use.
fn of_releases(open: &OpenSite, releases: &[Checked<'_>]) -> Vec<Finding> {
    let mut told: BTreeSet<(String, &'static str, String, String)> = BTreeSet::new();
    let mut findings = Vec::new();
    for (release, checked) in open.releases.iter().zip(releases) {
        let received = format!("received/{}", open.models[release.model].received);
        for finding in checked.findings.iter().filter(|finding| concerns_facility(finding)) {
            let mut finding = finding.clone();
            finding.subject.path = format!("{received}/{}", finding.subject.path);
            if let Some(place) = &mut finding.subject.place {
                place.file = format!("{received}/{}", place.file);
            }
            if told.insert((received.clone(), finding.code(), finding.subject.path.clone(), finding.key.clone())) {
                findings.push(finding);
            }
        }
    }
    findings
}

fn told(priority: Priority, path: &str, detail: impl Speaks + 'static) -> Finding {
    told_at(priority, path, "units.csv", detail)
}

fn told_at(priority: Priority, path: &str, file: &str, detail: impl Speaks + 'static) -> Finding {
    Finding::new(priority, Subject::at(path, Place::file(file)), detail)
}

/// What the maker's dossier says that also concerns the facility: the device's support, and files that cannot be read.
/// Gaps in the maker's plan are the maker's.
pub fn concerns_facility(finding: &Finding) -> bool {
    finding.code().starts_with("device/past-end-of-") || finding.priority >= Priority::Undecided
}

impl CheckedSite<'_> {
    /// A scan that tells which mirror and sources were used; `None` when nothing was scanned.
    pub fn any_scan(&self) -> Option<&Scan<'_>> {
        self.scans().next()
    }

    /// The worst finding about one release that concerns the facility.
    pub fn worst_of(&self, release: usize) -> Option<Priority> {
        let findings = self.releases[release].findings.iter().filter(|finding| concerns_facility(finding));
        findings.map(|finding| finding.priority).max()
    }

    /// The verdict about one release.
    pub fn verdict_of(&self, release: usize) -> Verdict {
        self.releases[release].scan.verdict(self.worst_of(release))
    }

    /// Every scan of the answer: releases in use, then network devices.
    pub fn scans(&self) -> impl Iterator<Item = &Scan<'_>> {
        self.releases.iter().map(|checked| &checked.scan).chain(self.network_devices.iter())
    }

    /// The verdict about the whole site, by the rule of [`Verdict::of`]: where a source is too old or a document unread, even
    /// what was found is no answer; blind units alone leave the findings standing.
    pub fn verdict(&self, open: &OpenSite) -> Verdict {
        let own = self.findings.iter().map(|finding| finding.priority).max();
        let own = match own {
            Some(Priority::Blocking) => Some(Verdict::Blocking),
            Some(Priority::Undecided) => Some(Verdict::Undecided),
            Some(Priority::Attention | Priority::Note) | None => None,
        };
        let each = (0..self.releases.len()).map(|release| self.verdict_of(release));
        let devices = self.network_devices.iter().map(|scan| scan.verdict(None));
        let all: Vec<Verdict> = each.chain(devices).chain(own).collect();
        let has = |verdict: Verdict| all.contains(&verdict);
        if self.scans().any(|scan| scan.dependence.takes_the_answer_away()) {
            Verdict::NoAnswer
        } else if has(Verdict::Blocking) {
            Verdict::Blocking
        } else if has(Verdict::Undecided) {
            Verdict::Undecided
        } else if has(Verdict::NoAnswer) || open.blind() > 0 || all.is_empty() {
            Verdict::NoAnswer
        } else {
            Verdict::NothingBlocking
        }
    }

    /// The exit status: 2 over 3 over 1 over 0.
    pub fn status(&self, open: &OpenSite, fail_on: Priority) -> u8 {
        if self.input_wrong {
            return 2;
        }
        let each = (0..self.releases.len()).map(|at| self.releases[at].scan.status(self.worst_of(at), fail_on));
        let devices = self.network_devices.iter().map(|scan| scan.status(None, fail_on));
        let statuses: Vec<u8> = each.chain(devices).collect();
        let own = self.findings.iter().any(|finding| finding.priority >= fail_on);
        let in_doubt = open.packages.iter().any(|held| held.in_doubt);
        if statuses.contains(&3) || in_doubt || open.blind() > 0 || open.installed().next().is_none() {
            3
        } else {
            u8::from(own || statuses.contains(&1))
        }
    }
}
