//! Lays the triage decisions of a release over its findings.
//!
//! A "not affected" closes its finding only when a second person's signature over it was checked; else it is shown as claimed.

use super::findings::{
    DecidedWithoutSource, DecisionFromTheFuture, DecisionGone, DecisionRangeNotUnderstood, DecisionsOverlap,
};
use super::reopened::{Bound, Reopened, reopened};
use crate::check_site::decisions::{Lean, Leaning};
use crate::scan::{Decided, Scan};
use crate::stated_versions::{StatedRange, is_range};
use crate::triage::is_future;
use device::rules::{in_force, verified_approval};
use device::{Choice, DecidedComponent, Decision, People, ProductStatus};
use sbom::Purl;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Day, Finding, Instant, Lang, Priority, Subject};

/// Decisions with what they are judged by.
pub(crate) struct Laid<'d> {
    pub(crate) decisions: &'d [Decision],
    pub(crate) people: Option<&'d People>,
    pub(crate) bound: Bound<'d>,
    /// The firewall proofs that decisions lean on; a device's decision leans on none.
    pub(crate) leaning: &'d Leaning,
    pub(crate) now: Instant,
}

pub(crate) fn apply(scan: &mut Scan<'_>, laid: &Laid<'_>) -> Vec<Finding> {
    let Laid { decisions, people, bound, leaning, now } = laid;
    let (people, now, today) = (*people, *now, now.day());
    let mut findings = Vec::new();
    // The decision that each finding of each component has so far.
    let mut held: BTreeMap<(u32, u32), &Decision> = BTreeMap::new();
    let mut overlaps: BTreeSet<(String, String, String)> = BTreeSet::new();
    let mut by_id: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (place, finding) in scan.findings.iter().enumerate() {
        let vulnerability = &scan.vulnerabilities[finding.vulnerability as usize];
        for id in std::iter::once(&vulnerability.id).chain(&vulnerability.aliases) {
            by_id.entry(id.to_ascii_uppercase()).or_default().push(place as u32);
        }
    }
    let members = members(scan);
    for decision in in_force(decisions) {
        if is_future(decision, now) {
            let date = decision.decided_at.map(|date| date.to_string()).unwrap_or_default();
            let detail = DecisionFromTheFuture { decision: name_of(decision), date };
            findings.push(Finding::new(Priority::Undecided, subject(decision), detail));
            continue;
        }
        let Some(about) = components_of(scan, &decision.component, &members) else {
            let range = decision.component.range.clone().unwrap_or_default();
            let detail = DecisionRangeNotUnderstood { decision: name_of(decision), range };
            findings.push(Finding::new(Priority::Undecided, subject(decision), detail));
            continue;
        };
        if about.is_empty() {
            let component = decision.component.label();
            let detail = DecisionGone { decision: name_of(decision), component };
            findings.push(Finding::new(Priority::Attention, subject(decision), detail));
            continue;
        }
        let cited: Vec<u32> = decision
            .vulnerabilities
            .iter()
            .filter_map(|id| by_id.get(&id.to_ascii_uppercase()))
            .flatten()
            .copied()
            .collect();
        let approved = Approved::of(decision, people, today);
        let proof = decision.sha256.as_ref().and_then(|sha256| leaning.get(&sha256.to_string()));
        let is_reported = about.iter().any(|component| {
            let identity = scan.component(*component).identity;
            cited.iter().any(|place| scan.findings[*place as usize].identity == identity)
        });
        if !is_reported {
            findings.extend(without_source(decision));
        }
        for component in about {
            let identity = scan.component(component).identity;
            for finding in cited.iter().filter(|place| scan.findings[**place as usize].identity == identity) {
                let found = &scan.findings[*finding as usize];
                let vulnerability = &scan.vulnerabilities[found.vulnerability as usize];
                let lost = proof.and_then(|proof| proof.lost.clone()).map(Reopened::Isolation);
                let reopened = reopened(decision, vulnerability, bound, today).or(lost);
                // A later decision replaces an earlier one, so the last one written stays.
                scan.decided.insert(
                    (component, *finding),
                    decided(decision, found.item.priority(), reopened, (&approved, proof)),
                );
                let before = held.insert((component, *finding), decision);
                if let Some(before) = before.filter(|before| before.status != decision.status) {
                    overlaps.insert((name_of(before), name_of(decision), scan.title(component)));
                }
            }
        }
    }
    for (earlier, later, component) in overlaps {
        let subject = Subject::named(format!("decision/{later}/{component}"));
        findings.push(Finding::new(Priority::Undecided, subject, DecisionsOverlap { later, earlier, component }));
    }
    findings
}

/// What a decision against the release says although no source reports it. Only a later decision takes it away.
fn without_source(decision: &Decision) -> Option<Finding> {
    let priority = match decision.status {
        ProductStatus::Affected => Priority::Blocking,
        ProductStatus::UnderInvestigation => Priority::Undecided,
        ProductStatus::NotAffected | ProductStatus::Fixed => return None,
    };
    let [status, status_ja] = decision.status.meaning();
    let detail = DecidedWithoutSource {
        decision: name_of(decision),
        component: decision.component.label(),
        vulnerabilities: decision.vulnerabilities.join(", "),
        status: status.to_owned(),
        status_ja: status_ja.to_owned(),
    };
    Some(Finding::new(priority, subject(decision), detail))
}

/// The words about a checked approval, English and Japanese; `None`: the decision is a claim.
struct Approved(Option<[String; 2]>);

impl Approved {
    fn of(decision: &Decision, people: Option<&People>, today: Day) -> Approved {
        Approved(verified_approval(decision, people, today).map(|approval| {
            let person = people.and_then(|people| people.person(&approval.person));
            let name = |lang: Lang| {
                let name = person.map(|person| person.name.get(lang)).unwrap_or_default();
                if name.is_empty() { approval.person.to_string() } else { name.to_owned() }
            };
            let at = approval.at.map(|at| at.to_string()).unwrap_or_default();
            [
                format!("approved by {}, {at}, signature checked", name(Lang::En)),
                format!("{} が {at} に承認、署名検証済み", name(Lang::Ja)),
            ]
        }))
    }

    /// Whether the decision says of every unit, with its reasons, that it is not affected, and somebody who may signed it.
    fn closes(&self, decision: &Decision, leans: bool) -> bool {
        let reasoned = (decision.justification.is_some() || leans) && decision.reason.is_some();
        let all_units = decision.conditions.is_empty();
        self.0.is_some() && decision.status == ProductStatus::NotAffected && reasoned && all_units
    }
}

fn decided(
    decision: &Decision,
    found: Priority,
    reopened: Option<Reopened>,
    (approved, leans): (&Approved, Option<&Lean>),
) -> Decided {
    let is_expired = matches!(reopened, Some(Reopened::Expired(_)));
    let priority = match decision.status {
        // What was decided against the release stands against it until somebody decides otherwise, unless it was for a time.
        ProductStatus::Affected if !is_expired && found != Priority::Note => Priority::Blocking,
        ProductStatus::NotAffected if reopened.is_none() && approved.closes(decision, leans.is_some()) => {
            Priority::Note
        }
        ProductStatus::Affected
        | ProductStatus::NotAffected
        | ProductStatus::Fixed
        | ProductStatus::UnderInvestigation => found,
    };
    let say = |lang: Lang| {
        let status = status(decision, approved, lang);
        let reason = decision.reason.as_ref();
        let reason = reason.map(|reason| format!("{}{}", lang.pick(": ", "："), reason.get(lang))).unwrap_or_default();
        match &reopened {
            None => {
                let leans = leans.map(|lean| {
                    let [en, ja] = &lean.words;
                    lang.pick(format!(" ({en})"), format!("（{ja}）"))
                });
                format!("{status}{reason}{}", leans.unwrap_or_default())
            }
            Some(cause) => {
                let cause = cause.say(lang);
                lang.pick(
                    format!("reopened because {cause}; was {status}{reason}"),
                    format!("再判断が必要（{cause}）。従前は{status}{reason}"),
                )
            }
        }
    };
    Decided { priority, status: decision.status, en: say(Lang::En), ja: say(Lang::Ja), reopened: reopened.is_some() }
}

fn status(decision: &Decision, Approved(approved): &Approved, lang: Lang) -> String {
    let words = match (decision.status, approved) {
        (ProductStatus::Affected, _) => lang.pick("affected", "影響を受ける"),
        (ProductStatus::NotAffected, None) => {
            lang.pick("not affected – claimed, not verified", "影響を受けない – 主張のみ、未検証")
        }
        (ProductStatus::NotAffected, Some(_)) if !decision.conditions.is_empty() => {
            lang.pick("not affected, but only for some units", "一部の機器のみ影響を受けない")
        }
        (ProductStatus::NotAffected, Some(_)) => lang.pick("not affected", "影響を受けない"),
        (ProductStatus::Fixed, None) => lang.pick(
            "fixed – claimed, but a source still lists this version",
            "修正済み – 主張のみ。情報源では現在もこの版が該当",
        ),
        (ProductStatus::Fixed, Some(_)) => {
            lang.pick("fixed, but a source still lists this version", "修正済み。ただし情報源では現在もこの版が該当")
        }
        (ProductStatus::UnderInvestigation, _) => lang.pick("under investigation", "調査中"),
    };
    match approved {
        Some([en, ja]) if decision.status != ProductStatus::UnderInvestigation => {
            lang.pick(format!("{words} – {en}"), format!("{words} – {ja}"))
        }
        Some(_) | None => words.to_owned(),
    }
}

fn subject(decision: &Decision) -> Subject {
    Subject::at(format!("decision/{}", name_of(decision)), decision.place.clone())
}

fn name_of(decision: &Decision) -> String {
    match &decision.id {
        Some(id) => id.to_string(),
        None => decision.vulnerabilities.join(", "),
    }
}

/// Components by the spellings under which a decision may name them.
pub(crate) fn members(scan: &Scan<'_>) -> BTreeMap<String, Vec<u32>> {
    let mut members: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (place, component) in scan.components().enumerate() {
        let purl = purl_handle(component.purl);
        let handles = [Some(format!("name {}", component.name.to_lowercase())), purl];
        for handle in handles.into_iter().flatten() {
            members.entry(handle).or_default().push(place as u32);
        }
        for identifier in scan.identifiers(component.identity) {
            if identifier.starts_with("cpe") {
                members.entry(identifier.to_ascii_lowercase()).or_default().push(place as u32);
            }
        }
    }
    members
}

fn purl_handle(purl: &str) -> Option<String> {
    Purl::parse(purl).ok().map(|parsed| format!("purl {}/{}", parsed.kind, parsed.full_name()))
}

/// The components that a decision is about; `None` where its range cannot be compared with one of them, for half an answer
/// would hide the other half.
pub(crate) fn components_of(
    scan: &Scan<'_>,
    wanted: &DecidedComponent,
    members: &BTreeMap<String, Vec<u32>>,
) -> Option<Vec<u32>> {
    let DecidedComponent { place: _, purl, cpe, name, range } = wanted;
    let handle = match (purl, cpe, name) {
        (Some(purl), _, _) => purl_handle(purl),
        (None, Some(cpe), _) => Some(cpe.to_ascii_lowercase()),
        (None, None, Some(name)) => Some(format!("name {}", name.to_lowercase())),
        (None, None, None) => None,
    };
    let wanted_version = purl.as_deref().map(|purl| kind_and_version(purl).1).filter(|version| !version.is_empty());
    let stated = range.as_deref();
    let named: &[u32] = handle.and_then(|handle| members.get(&handle)).map(Vec::as_slice).unwrap_or_default();
    // A version may look like a range (`master (2019-03)`): what stands there letter by letter is meant.
    let is_there = |stated: &&str| named.iter().any(|place| scan.component(*place).version == *stated);
    let compared = match stated.filter(|stated| is_range(stated) && !is_there(stated)) {
        Some(stated) => Some(StatedRange::parse(stated)?),
        None => None,
    };
    let mut fitting = Vec::new();
    for place in named {
        let component = scan.component(*place);
        let (kind, in_purl) = kind_and_version(component.purl);
        let fits = match &compared {
            Some(range) => range.holds(&kind, if in_purl.is_empty() { component.version } else { &in_purl })?,
            None => stated.is_none_or(|stated| component.version == stated),
        };
        if fits && wanted_version.as_ref().is_none_or(|wanted| in_purl == *wanted) {
            fitting.push(*place);
        }
    }
    Some(fitting)
}

fn kind_and_version(purl: &str) -> (String, String) {
    let parsed = Purl::parse(purl).map(|purl| (purl.kind.to_string(), purl.version.into_owned()));
    parsed.unwrap_or_default()
}
