//! `tutela sbom add` for a dossier that is kept in the server: what the SBOM would change is told before it is kept.

use super::CommandRooms;
use super::device;
use crate::commands::sbom_read::{Texts, findings_v1};
use crate::commands::{json_text, release_id, sbom_diff};
use crate::edge::{Complaint, Edge};
use crate::status;
use ::device::{Choice, Dated, FactKind, Id, SbomRole};
use activities::bill::Bill;
use activities::check_device::open_device;
use activities::checks_port::KeptFinding;
use activities::dossier_port::LoadedDossier;
use activities::folder_port::FolderReader;
use activities::library_port::Files;
use activities::sbom_add::{is_reserved, line_for};
use activities::sbom_diff::sbom_diff as compare;
use activities::triage::{Account, person_of};
use dossier_folder::FolderInMemory;
use formats::answer::sbom_v1 as v1;
use formats::dossier::v1::Fact;
use index::HeldKnowledge;
use std::collections::BTreeSet;
use terms::{Lang, Place, Priority};
use web::{Answer, Asking, Refusal, SbomJudged, SbomOffered, SbomRooms};

/// New findings that are shown.
const SHOWN: usize = 50;

impl SbomRooms for CommandRooms {
    fn judge_sbom(&self, asking: Asking, offered: SbomOffered<'_>) -> Result<SbomJudged, Refusal> {
        let edge = self.edge(asking);
        let place = Placed::of(&edge, &offered)?;
        let (mut texts, mut held) = (Texts::default(), Texts::default());
        texts.bytes(&edge, offered.file, offered.bytes)?;
        let bill = texts.bill();
        whole(&edge, &bill)?;
        // What is there may be broken itself: what can be read of it is compared.
        if let Some(bytes) = offered.files.get(&place.name) {
            let _ = held.bytes(&edge, &place.name, bytes);
        }
        let effect =
            if offered.write { None } else { Some(effect(&edge, &*self.knowledge(&edge)?, &offered, &place)?) };
        let answer = told(&edge, &offered, &place, (&held.bill(), &bill), effect);
        let fact = place.fact(&edge, &offered).line();
        Ok(SbomJudged { answer, name: place.name, fact, same: place.same })
    }
}

/// Where an SBOM goes.
struct Placed {
    release: Id,
    role: SbomRole,
    /// Inside the dossier.
    name: String,
    listed: bool,
    replaces: bool,
    same: bool,
    dossier: LoadedDossier,
}

fn refused(lang: Lang, what: [&str; 2], next: [&str; 2]) -> Complaint {
    Complaint::new(lang.pick(what[0], what[1]), lang.pick(next[0], next[1]))
}

impl Placed {
    fn of(edge: &Edge, offered: &SbomOffered<'_>) -> Result<Placed, Complaint> {
        let lang = edge.lang;
        let role = SbomRole::from_name(offered.role).ok_or_else(|| {
            let names = SbomRole::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
            Complaint::new(lang.pick("there is no such part", "その部位はありません"), names)
        })?;
        if !is_plain(offered.file) || is_reserved(offered.file) {
            return Err(refused(
                lang,
                ["the SBOM cannot have this name in a release", "この名前の SBOM はリリースに置けません"],
                [
                    "give it a name of its own without folders, such as pump.cdx.json",
                    "フォルダを含まない固有の名前（例: pump.cdx.json）を付けてください",
                ],
            ));
        }
        let written = yaml_of(offered.files);
        let wanted = offered.release.map(|text| release_id(edge, text)).transpose()?;
        let open = open_device(&*FolderInMemory.dossier(&written), None, wanted.as_ref()).map_err(|fault| {
            let [what, next] = fault.say(lang);
            Complaint::new(what, next)
        })?;
        let release = open.release.clone().ok_or_else(|| {
            refused(
                lang,
                ["the dossier has no release", "ドシエにリリースがありません"],
                ["add a folder of releases/ first", "先に releases/ のフォルダを追加してください"],
            )
        })?;
        let name = format!("releases/{release}/{}", offered.file);
        let there = offered.files.get(&name);
        let about = open.dossier.release(&release).and_then(|found| found.release.as_ref());
        let listed = about.into_iter().flat_map(|about| &about.sboms).find(|sbom| sbom.file == offered.file);
        let role = listed.map_or(role, |sbom| sbom.role);
        let place = Placed {
            role,
            listed: listed.is_some(),
            replaces: there.is_some(),
            same: there.is_some_and(|bytes| bytes.as_slice() == offered.bytes),
            name,
            release,
            dossier: open.dossier,
        };
        place.may(lang, offered)?;
        Ok(place)
    }

    /// What is written has a reason, and takes nobody's file away unasked.
    fn may(&self, lang: Lang, offered: &SbomOffered<'_>) -> Result<(), Complaint> {
        if !offered.write || self.same {
            return Ok(());
        }
        if self.replaces && !offered.replace {
            return Err(refused(
                lang,
                [
                    "a file of this name is there; nothing was written",
                    "同じ名前のファイルがあるため、書き込んでいません",
                ],
                [
                    "look at what changes, then say that it may be replaced",
                    "変更内容を確認し、置き換えを許可してください",
                ],
            ));
        }
        if offered.reason.is_empty() {
            return Err(refused(
                lang,
                ["no reason is given; nothing was written", "理由の記載がないため、書き込んでいません"],
                ["say why it is added or replaced", "追加または置き換えの理由を記載してください"],
            ));
        }
        Ok(())
    }

    fn fact(&self, edge: &Edge, offered: &SbomOffered<'_>) -> Fact {
        let who = offered.who;
        let account = Account { login: who.login, public: who.public, elsewhere: who.elsewhere };
        let (now, way) = (Dated::utc(edge.now), if self.replaces { "replaces" } else { "adds" });
        Fact {
            place: Place::default(),
            kind: FactKind::SbomAdded,
            happened_at: now,
            recorded_at: now,
            release: Some(self.release.clone()),
            person: person_of(self.dossier.people.as_ref(), account).map(|person| person.id.clone()),
            vulnerabilities: Vec::new(),
            findings: Vec::new(),
            mirror: None,
            dossier: None,
            how: Some(format!("{way} {}: {}", self.name, offered.reason)),
        }
    }
}

/// A name of a file that leads nowhere else.
fn is_plain(file: &str) -> bool {
    let inside =
        !file.starts_with('.') && !file.contains(['/', '\\', ':', '\0']) && !file.chars().any(char::is_control);
    !file.is_empty() && file.len() <= 200 && inside
}

fn yaml_of(files: &Files) -> Vec<(&str, &[u8])> {
    let written = files.iter().filter(|(name, _)| name.ends_with(".yaml"));
    written.map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

/// What breaks off, or could not be read, is no SBOM to keep: components behind the break would be missed in silence.
fn whole(edge: &Edge, bill: &Bill<'_>) -> Result<(), Complaint> {
    if bill.unread == 0 {
        return Ok(());
    }
    let worst = bill.findings.iter().find(|finding| finding.priority >= Priority::Undecided).or(bill.findings.first());
    let (mut what, mut next) = (String::new(), String::new());
    if let Some(finding) = worst {
        let place = finding.subject.place.as_ref().map(ToString::to_string).unwrap_or_default();
        let wording = finding.detail.say(edge.lang);
        (what, next) = (format!("{place}: {}", wording.what), wording.next);
    }
    let nothing = edge.lang.pick("not taken, nothing was written", "取り込んでいません（変更なし）");
    Err(Complaint::new(format!("{nothing}: {what}"), next))
}

fn told(
    edge: &Edge,
    offered: &SbomOffered<'_>,
    place: &Placed,
    (before, after): (&Bill<'_>, &Bill<'_>),
    effect: Option<v1::EffectV1>,
) -> Answer {
    let diff = compare(before, after);
    let components = after.documents.iter().flat_map(|document| &document.items).filter(|item| !item.subject).count();
    let from = if place.replaces { place.name.clone() } else { String::new() };
    let answer = v1::OfferV1 {
        schema: "tutela.sbom-offer/v1",
        exit_status: status::NOTHING,
        written: offered.write && !place.same,
        revision: offered.revision,
        release: place.release.as_str(),
        file: &place.name,
        role: place.role.name(),
        replaces: place.replaces,
        same: place.same,
        listed: place.listed,
        release_file: &format!("releases/{}/release.yaml", place.release),
        line: &line_for(offered.file, place.role),
        documents: after.documents.len() as u64,
        components: components as u64,
        diff: sbom_diff::answer(&diff, [from, place.name.clone()], findings_v1(edge, after), status::NOTHING),
        effect,
    };
    Answer { json: json_text(&answer), status: status::NOTHING }
}

/// The check of the release as it is and as it would be.
fn effect(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    offered: &SbomOffered<'_>,
    place: &Placed,
) -> Result<v1::EffectV1, Complaint> {
    let named = |files: Vec<(&str, &[u8])>| {
        device::check(edge, knowledge, &*FolderInMemory.dossier(&files), Some(place.release.as_str()))
    };
    let others = || offered.files.iter().filter(|(name, _)| **name != place.name);
    let mut files: Vec<(&str, &[u8])> = others().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    files.push((&place.name, offered.bytes));
    files.sort_by_key(|(name, _)| *name);
    let after = named(files)?;
    let before = named(offered.files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect())?;
    let keys = |of: &[KeptFinding]| -> BTreeSet<String> { of.iter().map(|finding| finding.key.clone()).collect() };
    let (old, new) = (keys(&before.findings), keys(&after.findings));
    let mut fresh: Vec<&KeptFinding> = after.findings.iter().filter(|finding| !old.contains(&finding.key)).collect();
    fresh.sort_by_key(|finding| finding.rank);
    let shown = |finding: &&KeptFinding| v1::NewFindingV1 {
        priority: finding.priority.clone(),
        about: if finding.vulnerability.is_empty() { finding.code.clone() } else { finding.vulnerability.clone() },
        subject: finding.subject.clone(),
    };
    let count = |name: &str| after.check.counts.get(name).copied().unwrap_or_default();
    Ok(v1::EffectV1 {
        verdict_before: before.check.verdict,
        verdict_after: after.check.verdict.clone(),
        watched: count("watched"),
        countable: count("countable"),
        new: fresh.iter().take(SHOWN).map(shown).collect(),
        new_count: fresh.len(),
        gone_count: old.difference(&new).count(),
    })
}
