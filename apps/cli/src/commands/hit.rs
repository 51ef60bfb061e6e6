//! `tutela hit CVE [DIR…]`: which releases of which dossiers one vulnerability touches.

use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::in_turn::each_in_turn;
use crate::options::{Form, HitArgs};
use crate::screen::{Paper, hit as screen};
use crate::status;
use activities::dossier_port::{DossierFault, Dossiers};
use activities::hit::{
    DeviceHit, HitFault, Resolved, SiteHit, Tally, Wanted, by_sources, device_v1, hit_device, hit_site,
    refused_site_v1, refused_v1, resolve, site_v1,
};
use activities::scan::{ScanSettings, SourceState, Verdict, published, source_states};
use device::rules::in_force;
use device::{Choice, Id, ProductStatus};
use dossier_folder::{DossierFolder, FoundDossiers, SiteFolder, find_dossiers};
use formats::answer::hit::{HitDecidedV1, HitV1, LeftOutV1};
use formats::answer::v1;
use index::HeldKnowledge;
use signing::ApprovalSeals;
use std::collections::BTreeSet;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use terms::{Instant, Priority};
use vulnerability::Knowledge;

const SCHEMA: &str = "tutela.hit/v1";

/// What one dossier gave.
pub(crate) struct Answered {
    pub(crate) dir: String,
    pub(crate) outcome: Result<DeviceHit, Complaint>,
}

impl Answered {
    /// The exit status that the dossier asks for.
    pub(crate) fn status(&self, fail_on: Priority) -> u8 {
        let device = match &self.outcome {
            Ok(device) => device,
            Err(complaint) => return complaint.status,
        };
        let of_release = device.releases.iter().map(|release| match release.is_known() {
            false => status::NO_ANSWER,
            true => {
                let worst = release.found.iter().map(|found| found.priority).max();
                if worst.is_some_and(|worst| worst >= fail_on) { status::FINDINGS } else { status::NOTHING }
            }
        });
        let unread = device.complaints.iter().any(|complaint| complaint.priority >= Priority::Undecided);
        let own = match (unread, device.releases.is_empty()) {
            (true, _) => status::WRONG_CALL,
            // A dossier without a release was not looked at.
            (false, true) => status::NO_ANSWER,
            (false, false) => status::NOTHING,
        };
        of_release.fold(own, status::worse)
    }
}

/// What one site folder gave.
pub(crate) struct AnsweredSite {
    pub(crate) dir: String,
    pub(crate) outcome: Result<SiteHit, Complaint>,
}

impl AnsweredSite {
    /// The exit status that the site asks for, beside those of its dossiers.
    fn status(&self, fail_on: Priority) -> u8 {
        match &self.outcome {
            Err(complaint) => complaint.status,
            Ok(site) if site.complaints > 0 => status::WRONG_CALL,
            Ok(site) if !site.is_known() => status::NO_ANSWER,
            Ok(site) if site.worst().is_some_and(|worst| worst >= fail_on) => status::FINDINGS,
            Ok(_) => status::NOTHING,
        }
    }
}

/// Everything the answer says.
pub(crate) struct Answer {
    pub(crate) wanted: Wanted,
    pub(crate) dossiers: Vec<Answered>,
    pub(crate) sites: Vec<AnsweredSite>,
    pub(crate) tally: Tally,
    pub(crate) verdict: Verdict,
    pub(crate) unread: Vec<DossierFault>,
    pub(crate) sources: Vec<SourceState>,
    pub(crate) mirror: String,
    pub(crate) status: u8,
    pub(crate) left_out: LeftOut,
}

/// Dossiers that are counted and not listed.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LeftOut {
    pub(crate) dossiers: usize,
    /// Their releases in which it was not found, with everything watched.
    pub(crate) known: usize,
    /// Their releases of which nobody can tell.
    pub(crate) unknown: usize,
    /// Components that should be watched, and those that are.
    pub(crate) countable: u64,
    pub(crate) watched: u64,
    /// The oldest of their checks.
    pub(crate) oldest: Option<Instant>,
}

impl LeftOut {
    /// What was looked at in them; `None` when there are none.
    fn coverage(&self) -> Option<LeftOutV1> {
        let LeftOut { dossiers, countable, watched, oldest, .. } = *self;
        (dossiers > 0).then(|| LeftOutV1 { countable, watched, oldest_check: oldest.map(|at| at.to_string()) })
    }
}

impl Answer {
    /// Counts dossiers that are not listed.
    pub(crate) fn leave_out(&mut self, left_out: LeftOut) {
        self.left_out = left_out;
        // Where no record is known to name products, and nothing looked at is spoken of, silence proves nothing there either.
        let spoken_of = |one: &Answered| {
            one.outcome.as_ref().is_ok_and(|device| device.releases.iter().any(|release| release.spoken_of))
        };
        let proves = self.wanted.names_products || self.dossiers.iter().any(spoken_of);
        let LeftOut { known, unknown, .. } = left_out;
        let (known, unknown) = if proves { (known, unknown) } else { (0, known + unknown) };
        self.tally.not_found += known;
        self.tally.unknown += unknown;
        // Who may see no dossier and no site is told of none, which is no all-clear.
        let nothing = self.dossiers.is_empty() && self.sites.is_empty() && left_out.dossiers == 0;
        if unknown > 0 || nothing {
            self.tally.unsound = true;
            self.status = status::worse(self.status, status::NO_ANSWER);
            self.verdict = self.tally.verdict();
        }
    }
}

pub(crate) fn run(edge: &Edge, args: &HitArgs) -> Result<u8, Complaint> {
    let FoundDossiers { dossiers: dirs, sites, unread } = dossiers(edge, &args.dirs)?;
    let mut knowledge = edge.knowledge()?;
    let sources = source_states(&knowledge, &edge.settings());
    let wanted = match resolve(&knowledge, &args.id).map_err(|fault| edge.unusable(&fault))? {
        Resolved::One(wanted) => *wanted,
        Resolved::Unknown => return unknown(edge, args, &sources, &knowledge, &dirs),
        Resolved::Several(ids) => return Err(several(edge, &args.id, &ids)),
    };
    if dirs.len() > 1 {
        knowledge.hold(size(&dirs).saturating_mul(8)).map_err(|fault| edge.unusable(&fault))?;
    }
    let settings = edge.settings();
    let mut answered = Vec::with_capacity(dirs.len());
    let work = |place: usize| look(edge, &knowledge, &wanted, &dirs[place], &settings);
    each_in_turn(dirs.len(), work, |one| {
        answered.push(one);
        Ok::<(), Complaint>(())
    })?;
    let sites: Vec<AnsweredSite> =
        sites.iter().map(|dir| look_at_site(edge, &knowledge, &wanted, dir, &settings)).collect();
    count_units(&mut answered, &dirs, &sites);
    let answer = answer(edge, wanted, (answered, sites), unread, sources, knowledge.hash());
    let of_sites = answer.sites.iter().filter_map(|one| one.outcome.as_ref().err());
    for complaint in answer.dossiers.iter().filter_map(|one| one.outcome.as_ref().err()).chain(of_sites) {
        complaint.print(edge.lang);
    }
    print(&match edge.format {
        Form::Human | Form::Sarif => {
            let mut paper = Paper::new();
            screen::hit(edge, &answer, args.all, &mut paper);
            paper.finish().into_bytes()
        }
        Form::Json => json(edge, &answer),
    })?;
    Ok(answer.status)
}

pub(crate) fn answer(
    edge: &Edge,
    wanted: Wanted,
    (mut dossiers, sites): (Vec<Answered>, Vec<AnsweredSite>),
    unread: Vec<DossierFault>,
    sources: Vec<SourceState>,
    mirror: &str,
) -> Answer {
    let mut devices: Vec<&mut DeviceHit> = dossiers.iter_mut().filter_map(|one| one.outcome.as_mut().ok()).collect();
    let mut tally = Tally::of(&mut devices, &wanted);
    sites.iter().filter_map(|one| one.outcome.as_ref().ok()).for_each(|site| tally.at(site));
    let failed = dossiers.iter().any(|one| one.outcome.is_err()) || sites.iter().any(|one| one.outcome.is_err());
    tally.unsound |= !unread.is_empty() || failed;
    let of_sites = sites.iter().map(|one| one.status(edge.fail_on));
    let of_dossiers = dossiers.iter().map(|one| one.status(edge.fail_on));
    let mut status = of_dossiers.chain(of_sites).fold(status::NOTHING, status::worse);
    if !unread.is_empty() {
        // In what could not be read there may be a dossier that it touches.
        status = status::worse(status, status::NO_ANSWER);
    }
    let verdict = tally.verdict();
    Answer {
        wanted,
        dossiers,
        sites,
        tally,
        verdict,
        unread,
        sources,
        mirror: mirror.to_owned(),
        status,
        left_out: LeftOut::default(),
    }
}

/// Every dossier and site below the folders named, each once, in the order named.
fn dossiers(edge: &Edge, dirs: &[PathBuf]) -> Result<FoundDossiers, Complaint> {
    let here = [PathBuf::from(".")];
    let dirs = if dirs.is_empty() { &here[..] } else { dirs };
    let (mut found, mut seen) = (FoundDossiers::default(), BTreeSet::new());
    for dir in dirs {
        let below = find_dossiers(dir);
        let mut once = |paths: Vec<PathBuf>, into: &mut Vec<PathBuf>| {
            for path in paths {
                if seen.insert(std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone())) {
                    let short = path.strip_prefix(".").map(Path::to_path_buf).unwrap_or(path);
                    into.push(if short.as_os_str().is_empty() { PathBuf::from(".") } else { short });
                }
            }
        };
        once(below.dossiers, &mut found.dossiers);
        once(below.sites, &mut found.sites);
        found.unread.extend(below.unread);
    }
    if found.dossiers.is_empty() && found.sites.is_empty() {
        let lang = edge.lang;
        let named: Vec<String> = dirs.iter().map(|dir| dir.display().to_string()).collect();
        let unread: Vec<String> = found.unread.iter().map(|fault| fault.say(lang)[0].clone()).collect();
        let unread = if unread.is_empty() { String::new() } else { format!(" ({})", unread.join("; ")) };
        return Err(Complaint::new(
            lang.pick(
                format!("no dossier (device.yaml) and no site (site.yaml) below {}{unread}", named.join(", ")),
                format!(
                    "{} の下にドシエ（device.yaml）も施設フォルダ（site.yaml）もありません{unread}",
                    named.join("、")
                ),
            ),
            lang.pick("name a folder that holds some", "それらのあるフォルダを指定してください"),
        ));
    }
    Ok(found)
}

fn look_at_site(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    wanted: &Wanted,
    dir: &Path,
    settings: &ScanSettings,
) -> AnsweredSite {
    let outcome = hit_site(&SiteFolder::new(dir), knowledge, wanted, settings).map_err(|fault| match fault {
        HitFault::Dossier(fault) => {
            let [what, next] = fault.say(edge.lang);
            Complaint::new(what, next)
        }
        HitFault::Knowledge(fault) => edge.unusable(&fault),
    });
    AnsweredSite { dir: dir.display().to_string(), outcome }
}

/// A dossier in the `received` folder of a site is run by units of that site.
pub(crate) fn count_units(dossiers: &mut [Answered], dirs: &[PathBuf], sites: &[AnsweredSite]) {
    let real = |path: &Path| std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let received: Vec<PathBuf> = sites.iter().map(|site| real(&Path::new(&site.dir).join("received"))).collect();
    for (one, dir) in dossiers.iter_mut().zip(dirs) {
        let Ok(device) = &mut one.outcome else { continue };
        let dir = real(dir);
        let at = received.iter().position(|received| Some(received.as_path()) == dir.parent());
        let site = at.and_then(|at| sites[at].outcome.as_ref().ok()).filter(|site| site.has_list);
        let (Some(site), Some(name)) = (site, dir.file_name()) else { continue };
        for release in &mut device.releases {
            let running = (name.to_string_lossy().into_owned(), release.id.clone());
            release.units = Some(site.running.get(&running).copied().unwrap_or(0));
        }
    }
}

/// Bytes of the SBOMs: about what the look-ups will read of the index.
fn size(dirs: &[PathBuf]) -> u64 {
    let of = |dir: &PathBuf| {
        let releases = std::fs::read_dir(dir.join("releases")).into_iter().flatten().flatten();
        let files = releases.filter_map(|release| std::fs::read_dir(release.path()).ok()).flatten().flatten();
        files
            .filter_map(|file| file.metadata().ok())
            .filter(std::fs::Metadata::is_file)
            .map(|about| about.len())
            .sum::<u64>()
    };
    dirs.iter().map(of).sum()
}

fn look(edge: &Edge, knowledge: &HeldKnowledge, wanted: &Wanted, dir: &Path, settings: &ScanSettings) -> Answered {
    let folder = DossierFolder::new(dir);
    // A panic about one dossier is a fault of ours about that dossier; the others are still answered.
    let caught = std::panic::catch_unwind(AssertUnwindSafe(|| {
        hit_device(&folder, Some(&ApprovalSeals), knowledge, wanted, settings)
    }));
    let name = dir.display().to_string();
    let outcome = match caught {
        Ok(Ok(device)) => Ok(device),
        Ok(Err(HitFault::Dossier(fault))) => {
            let [what, next] = fault.say(edge.lang);
            Err(Complaint::new(what, next))
        }
        Ok(Err(HitFault::Knowledge(fault))) => Err(edge.unusable(&fault)),
        Err(_) => {
            let words = edge.lang.pick("internal fault; please report it", "内部エラーです。報告してください");
            Err(Complaint { status: status::FAULT, ..Complaint::new(format!("{name}: {words}"), "") })
        }
    };
    Answered { dir: name, outcome }
}

pub(crate) fn several(edge: &Edge, asked: &str, ids: &[String]) -> Complaint {
    Complaint::new(
        edge.lang.pick(
            format!("{asked} stands for several vulnerabilities: {}", ids.join(", ")),
            format!("{asked} は複数の脆弱性を指します: {}", ids.join("、")),
        ),
        edge.lang.pick("ask for each of them", "それぞれ個別に指定してください"),
    )
}

/// A decision about an id that no held source knows.
pub(crate) struct Decided {
    pub(crate) dir: String,
    pub(crate) release: Id,
    pub(crate) component: String,
    pub(crate) status: ProductStatus,
}

impl Decided {
    fn v1(&self) -> HitDecidedV1<'_> {
        let Decided { dir, release, component, status } = self;
        HitDecidedV1 { dir, release: release.to_string(), component, status: status.name() }
    }
}

/// Decisions in force that name the id: somebody else may have told of it.
fn decided(id: &str, dirs: &[PathBuf]) -> Vec<Decided> {
    let of = |dir: &PathBuf| decided_in(id, &dir.display().to_string(), &DossierFolder::new(dir));
    dirs.iter().flat_map(of).collect()
}

/// The same in one dossier, by the name that it is shown under.
pub(crate) fn decided_in(id: &str, dir: &str, dossiers: &dyn Dossiers) -> Vec<Decided> {
    let mut found = Vec::new();
    // A dossier that cannot be read is told when something is looked for in it; here nothing is claimed about it.
    if let Ok(dossier) = dossiers.load() {
        for release in &dossier.releases {
            for decision in in_force(&release.decisions) {
                if decision.vulnerabilities.iter().any(|named| named.eq_ignore_ascii_case(id)) {
                    found.push(Decided {
                        dir: dir.to_owned(),
                        release: release.id.clone(),
                        component: decision.component.label(),
                        status: decision.status,
                    });
                }
            }
        }
    }
    found
}

/// No held source knows the id. Nothing may be concluded from that.
fn unknown(
    edge: &Edge,
    args: &HitArgs,
    sources: &[SourceState],
    knowledge: &HeldKnowledge,
    dirs: &[PathBuf],
) -> Result<u8, Complaint> {
    let decided = decided(&args.id, dirs);
    if edge.format == Form::Json {
        let text = unknown_json(edge, &args.id, sources, knowledge.hash(), dirs.len(), &decided);
        print(&text)?;
        return Ok(status::NO_ANSWER);
    }
    let mut paper = Paper::new();
    screen::unknown(edge, &args.id, sources, &decided, &mut paper);
    print(paper.finish().as_bytes())?;
    Ok(status::NO_ANSWER)
}

/// No held source knows the id, as JSON.
pub(crate) fn unknown_json(
    edge: &Edge,
    asked: &str,
    sources: &[SourceState],
    mirror: &str,
    dossiers_found: usize,
    decided: &[Decided],
) -> Vec<u8> {
    super::json_text(&HitV1 {
        schema: SCHEMA,
        verdict: Verdict::NoAnswer.name(),
        exit_status: status::NO_ANSWER,
        as_of: edge.now.to_string(),
        mirror: v1::filled(mirror).map(str::to_owned),
        program: PROGRAM,
        asked,
        vulnerability: None,
        dossiers_found,
        left_out: 0,
        left_out_coverage: None,
        decided: decided.iter().map(Decided::v1).collect(),
        touched: 0,
        unknown: 0,
        not_found: 0,
        results: Vec::new(),
        sites: Vec::new(),
        not_read: Vec::new(),
        sources: sources.iter().map(|source| published::source_v1(source, edge.lang)).collect(),
    })
}

pub(crate) fn json(edge: &Edge, answer: &Answer) -> Vec<u8> {
    let lang = edge.lang;
    let shape = HitV1 {
        schema: SCHEMA,
        verdict: answer.verdict.name(),
        exit_status: answer.status,
        as_of: edge.now.to_string(),
        mirror: v1::filled(&answer.mirror).map(str::to_owned),
        program: PROGRAM,
        asked: &answer.wanted.asked,
        vulnerability: Some(by_sources(&answer.wanted, &answer.sources)),
        dossiers_found: answer.dossiers.len() + answer.left_out.dossiers,
        left_out: answer.left_out.dossiers,
        left_out_coverage: answer.left_out.coverage(),
        decided: Vec::new(),
        touched: answer.tally.touched,
        unknown: answer.tally.unknown,
        not_found: answer.tally.not_found,
        results: answer
            .dossiers
            .iter()
            .map(|one| match &one.outcome {
                Ok(device) => device_v1(&one.dir, device, one.status(edge.fail_on), lang),
                Err(complaint) => refused_v1(&one.dir, [&complaint.what, &complaint.next], complaint.status),
            })
            .collect(),
        sites: answer
            .sites
            .iter()
            .map(|one| match &one.outcome {
                Ok(site) => site_v1(&one.dir, site),
                Err(complaint) => refused_site_v1(&one.dir, [&complaint.what, &complaint.next]),
            })
            .collect(),
        not_read: answer.unread.iter().map(|fault| fault.place.clone()).collect(),
        sources: answer.sources.iter().map(|source| published::source_v1(source, lang)).collect(),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &shape);
    text
}
