//! What the site itself decided about vulnerabilities in releases that its units run, and whether the proof that a decision
//! leans on still counts. A decision closes a finding; it never deletes it, and a maker's word never stands over it.

use super::{CheckedSite, OpenSite};
use crate::approvals::{Seals, seal_of_site};
use crate::check_device::Checked;
use crate::check_device::decisions::{Laid, apply};
use crate::check_device::reopened::Bound;
use crate::dossier_port::DossierFault;
use crate::scan::{Decided, ScanSettings};
use crate::site_port::{LoadedSite, Sites};
use crate::verify_firewall::{Question, RULES_AGE_DAYS, Verdict, Wanted, at_site, limit_days, verify_firewall};
use device::rules::{judge_decisions, judge_loose_approvals};
use device::{Decision, Id, ProductStatus, VexJustification};
use formats::dossier::{IntoCore, Read, read_one, v1};
use formats::firewall::{Language, RuleFile};
use network::Profile;
use network::policy::Hook;
use site::{Isolation, IsolationLost, Path, PathState, SiteDecision, StoredRules};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Day, Finding, Lang, Priority, Subject, finding};

finding! {
    /// A decision of the site leans on a firewall proof that no longer counts.
    IsolationNoLonger = "site/isolation-lost" {
        /// The decision.
        decision: String,
        /// Why, in English.
        why: String,
        /// Why, in Japanese.
        why_ja: String,
    }
    en: "{decision} leans on a firewall proof that no longer counts: {why}.",
        "The finding stands again as if nothing had been decided.",
        "Take the rules in (`tutela site add-rules`), prove them (`tutela network verify --site`), and write a new decision bound to them.";
    ja: "{decision} の根拠であるファイアウォールの証明は無効です（{why_ja}）。",
        "所見は未判断の状態に戻っています。",
        "規則を取り込み（`tutela site add-rules`）、証明し（`tutela network verify --site`）、それに基づく新しい判断を追記してください。";
}

finding! {
    /// A decision of the site is about a device or release that no unit runs.
    DecisionOfNothing = "site/decision-of-nothing" {
        /// The decision.
        decision: String,
        /// Device, and release where it names one.
        about: String,
    }
    en: "{decision} is about {about}, which no installed unit is known to run.",
        "It closes nothing; a misspelt id leaves the finding open.",
        "Correct the id in a new decision, or leave it if the units are gone.";
    ja: "{decision} の対象 {about} は、設置機器では使用が確認されていません。",
        "何も解決していません。id の誤記であれば所見は未判断のままです。",
        "正しい id で新しい判断を追記してください。機器を撤去済みであればそのままで構いません。";
}

/// What the proof of each decision that leans on one has come to, by the hash of the decision.
pub(crate) type Leaning = BTreeMap<String, Lean>;

/// What a proof has come to.
#[derive(Clone, Debug)]
pub(crate) struct Lean {
    /// Why it no longer counts.
    pub(crate) lost: Option<IsolationLost>,
    /// What it covers and what it does not, English and Japanese.
    pub(crate) words: [String; 2],
}

/// A proof that holds: the version of the profile, and how many paths of the units are not filtered, and not known.
#[derive(Clone, Debug)]
struct Proof {
    version: String,
    paths: [usize; 2],
}

/// The statuses that findings have by decisions, side by side.
#[derive(Clone, Debug, Default)]
pub struct Said {
    /// By the maker.
    pub maker: BTreeMap<(u32, u32), Decided>,
    /// By the site; where both speak, the site's counts.
    pub own: BTreeMap<(u32, u32), Decided>,
}

/// A decision of the site over a finding.
#[derive(Clone, Debug)]
pub struct SiteWord<'c> {
    /// The vulnerability.
    pub vulnerability: &'c str,
    /// The release, by its place in [`OpenSite::releases`].
    pub release: usize,
    /// The component.
    pub component: String,
    /// What was decided.
    pub decided: &'c Decided,
}

impl SiteWord<'_> {
    /// Whether it takes the finding out of the verdict; it stays listed.
    pub fn closes(&self) -> bool {
        self.decided.status == ProductStatus::NotAffected && self.decided.priority == Priority::Note
    }
}

impl CheckedSite<'_> {
    /// Every finding that the site has decided, by release, vulnerability and component.
    pub fn site_words(&self) -> Vec<SiteWord<'_>> {
        let mut words = Vec::new();
        for (release, (said, checked)) in self.said.iter().zip(&self.releases).enumerate() {
            words.extend(said.own.iter().map(|((component, finding), decided)| {
                let found = &checked.scan.findings[*finding as usize];
                let vulnerability = checked.scan.vulnerabilities[found.vulnerability as usize].id.as_str();
                SiteWord { vulnerability, release, component: checked.scan.title(*component), decided }
            }));
        }
        words.sort_by(|a, b| {
            (a.release, a.vulnerability, &a.component).cmp(&(b.release, b.vulnerability, &b.component))
        });
        words
    }
}

/// Checks the signatures of approvals.
pub(super) fn check_seals(site: &mut LoadedSite, seals: &dyn Seals) {
    let LoadedSite { site, people, decisions, .. } = site;
    let Some(id) = site.as_ref().map(|site| &site.id) else { return };
    for SiteDecision { decision, .. } in decisions {
        for approval in decision.approval.iter_mut().chain(&mut decision.appended) {
            approval.seal = seal_of_site(approval, id, people.as_ref(), seals);
        }
    }
}

/// Looks at every proof that a decision leans on: the rules by hash and day, the profile by version, and whether both still
/// are equal at the firewall.
pub(super) fn lean(sites: &dyn Sites, open: &OpenSite, today: Day) -> Result<Leaning, DossierFault> {
    let mut leaning = Leaning::new();
    let mut proofs: BTreeMap<(&Id, &Id), Result<Proof, IsolationLost>> = BTreeMap::new();
    for (decision, isolation) in open.site.decisions.iter().filter_map(|one| Some((one, one.isolation.as_ref()?))) {
        let kept = open.site.rules.iter().find(|kept| kept.firewall == isolation.firewall);
        let limit = kept.map_or(RULES_AGE_DAYS, |kept| limit(open, kept));
        let (mut lost, mut paths) = (isolation.rules_lost(kept, &open.site.file_hashes, (today, limit)), [0, 0]);
        if let (None, Some(kept)) = (&lost, kept) {
            let key = (&decision.device, &isolation.firewall);
            let proof = match proofs.entry(key) {
                Entry::Occupied(made) => made.into_mut(),
                Entry::Vacant(place) => place.insert(prove(sites, open, decision, kept, (today, limit))?),
            };
            lost = of_proof(isolation, proof);
            paths = proof.as_ref().map_or([0, 0], |proof| proof.paths);
        }
        leaning.extend(
            decision
                .decision
                .sha256
                .as_ref()
                .map(|sha256| (sha256.to_string(), Lean { words: words(isolation, kept, paths), lost })),
        );
    }
    Ok(leaning)
}

fn words(isolation: &Isolation, kept: Option<&StoredRules>, [open, unknown]: [usize; 2]) -> [String; 2] {
    let (firewall, day) = (&isolation.firewall, kept.map(|kept| kept.captured_at.to_string()).unwrap_or_default());
    [
        format!(
            "leans on the rules of {firewall} of {day}: equal there; paths of the units not filtered: {open}, not known: {unknown}"
        ),
        format!(
            "{firewall} の規則（{day}）による証明：この地点では一致。フィルタされない経路 {open} 件、不明の経路 {unknown} 件"
        ),
    ]
}

fn of_proof(isolation: &Isolation, proof: &Result<Proof, IsolationLost>) -> Option<IsolationLost> {
    match proof {
        Err(lost) => Some(lost.clone()),
        Ok(Proof { version, .. }) if *version != isolation.profile_version => {
            Some(IsolationLost::ProfileChanged(isolation.profile_version.clone(), version.clone()))
        }
        Ok(_) => None,
    }
}

fn limit(open: &OpenSite, kept: &StoredRules) -> u32 {
    let limit = open.site.site.as_ref().and_then(|site| site.rules_no_older_than.as_ref());
    let day = kept.captured_at.when.last_day();
    limit.zip(day).map_or(RULES_AGE_DAYS, |(limit, day)| limit_days(limit, day))
}

/// Proves the kept rules against the profile of the device; gives the version of the profile.
fn prove(
    sites: &dyn Sites,
    open: &OpenSite,
    SiteDecision { device, .. }: &SiteDecision,
    kept: &StoredRules,
    (today, max_age): (Day, u32),
) -> Result<Result<Proof, IsolationLost>, DossierFault> {
    let Some(profile) = profile(sites, open, device)? else { return Ok(Err(IsolationLost::NoProfile)) };
    let files: Vec<RuleFile> = sites
        .rules(&kept.firewall)?
        .into_iter()
        .filter(|(name, _)| kept.files.iter().any(|listed| listed.file == *name))
        .map(|(name, bytes)| RuleFile::new(name, bytes))
        .collect();
    let wanted = Wanted { units: &[], blocks: &[], firewall: Some(kept.firewall.as_str()) };
    let Ok(at) = at_site(open, Some(&profile), &wanted) else { return Ok(Err(IsolationLost::NotProved)) };
    let question = Question {
        files: &files,
        language: kept.language.as_deref().and_then(Language::from_name),
        tidy: false,
        profile: &profile,
        binding: &at.binding,
        hook: Hook::Forward,
        captured: kept.captured_at.when.last_day(),
        today,
        max_age,
        paths: Some(&at.paths),
    };
    let verdict = verify_firewall(&question).map(|verified| verified.verdict());
    Ok(match verdict {
        // Equal to a draft, or to a profile without any flow, protects nobody.
        Ok(Verdict::EqualHere) if !profile.says_what_is_needed() => Err(IsolationLost::NotProved),
        Ok(Verdict::EqualHere) => Ok(Proof { version: profile.version, paths: counted(&at.paths) }),
        Ok(Verdict::Different) => Err(IsolationLost::Differs),
        Ok(Verdict::NotProved) | Err(_) => Err(IsolationLost::NotProved),
    })
}

fn counted(paths: &[Path]) -> [usize; 2] {
    [PathState::Unfiltered, PathState::Unknown].map(|state| paths.iter().filter(|path| path.state == state).count())
}

/// The network profile of a received device, where it can be relied on.
fn profile(sites: &dyn Sites, open: &OpenSite, device: &Id) -> Result<Option<Profile>, DossierFault> {
    let Some(model) = open.models.iter().find(|model| model.device.as_ref() == Some(device)) else { return Ok(None) };
    let Some(bytes) = sites.received_file(&model.received, "network.yaml")? else { return Ok(None) };
    let Read { value, complaints } = read_one::<v1::Network>("network.yaml", &bytes);
    let readable = !formats::package::is_unreadable(&complaints);
    Ok(value.filter(|_| readable).map(IntoCore::into_core))
}

/// Lays the site's decisions over the releases in use.
pub(super) fn decide(
    open: &OpenSite,
    releases: &mut [Checked<'_>],
    settings: &ScanSettings,
) -> (Vec<Said>, Vec<Finding>) {
    let (mut all, mut findings) = (Vec::new(), Vec::new());
    let mut used: BTreeSet<usize> = BTreeSet::new();
    for (running, checked) in open.releases.iter().zip(releases) {
        let model = &open.models[running.model];
        let meant = |one: &SiteDecision| {
            model.device.as_ref() == Some(&one.device) && one.release.as_ref().is_none_or(|id| *id == running.release)
        };
        let about: Vec<(usize, &SiteDecision)> =
            open.site.decisions.iter().enumerate().filter(|(_, one)| meant(one)).collect();
        used.extend(about.iter().map(|(place, _)| *place));
        let decisions: Vec<Decision> = about.iter().map(|(_, one)| one.decision.clone()).collect();
        let maker = std::mem::take(&mut checked.scan.decided);
        let laid = Laid {
            decisions: &decisions,
            people: open.site.people.as_ref(),
            bound: Bound { release: &running.release, files: &open.site.file_hashes },
            leaning: &open.leaning,
            now: settings.now,
        };
        findings.extend(apply(&mut checked.scan, &laid));
        let own = checked.scan.decided.clone();
        checked
            .scan
            .decided
            .extend(maker.iter().filter(|(key, _)| !own.contains_key(key)).map(|(key, said)| (*key, said.clone())));
        all.push(Said { maker, own });
    }
    findings.extend(judged(open, settings.now.day()));
    findings.extend(of_nothing(open, &used));
    findings.extend(judge_loose_approvals("site", &open.site.loose_approvals));
    let mut told: BTreeSet<(String, &'static str)> = BTreeSet::new();
    // A decision about each release in use is judged once for each.
    findings.retain(|finding| told.insert((finding.id().to_string(), finding.code())));
    (all, findings)
}

/// What the decisions lack, and the proofs that no longer count.
fn judged(open: &OpenSite, today: Day) -> Vec<Finding> {
    let mut by_scope: BTreeMap<(&Id, Option<&Id>), Vec<Decision>> = BTreeMap::new();
    for SiteDecision { device, release, decision, isolation, .. } in &open.site.decisions {
        let mut decision = decision.clone();
        if isolation.is_some() && decision.status == ProductStatus::NotAffected {
            // The proof stands in for the label that says why; only to judge what is missing, never passed on.
            decision.justification.get_or_insert(VexJustification::InlineMitigationsAlreadyExist);
        }
        by_scope.entry((device, release.as_ref())).or_default().push(decision);
    }
    let mut findings = Vec::new();
    for ((device, release), decisions) in by_scope {
        let scope = release.map_or_else(|| device.to_string(), |release| format!("{device}/{release}"));
        findings.extend(judge_decisions(&scope, &decisions, open.site.people.as_ref(), today).findings);
    }
    for one in &open.site.decisions {
        let sha256 = one.decision.sha256.as_ref().map(ToString::to_string).unwrap_or_default();
        if let Some(lost) = open.leaning.get(&sha256).and_then(|lean| lean.lost.as_ref()) {
            let detail = IsolationNoLonger { decision: name(one), why: lost.say(Lang::En), why_ja: lost.say(Lang::Ja) };
            let subject = Subject::at(format!("decision/{}/isolation", name(one)), one.place.clone());
            findings.push(Finding::new(Priority::Undecided, subject, detail));
        }
    }
    findings
}

fn of_nothing(open: &OpenSite, used: &BTreeSet<usize>) -> Vec<Finding> {
    let unused = open.site.decisions.iter().enumerate().filter(|(place, _)| !used.contains(place));
    let finding = |(_, one): (usize, &SiteDecision)| {
        let about = one.release.as_ref().map_or_else(|| one.device.to_string(), |id| format!("{} {id}", one.device));
        let subject = Subject::at(format!("decision/{}/device", name(one)), one.place.clone());
        Finding::new(Priority::Attention, subject, DecisionOfNothing { decision: name(one), about })
    };
    unused.map(finding).collect()
}

fn name(one: &SiteDecision) -> String {
    match &one.decision.id {
        Some(id) => id.to_string(),
        None => one.decision.vulnerabilities.join(", "),
    }
}
