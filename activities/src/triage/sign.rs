//! Sign: a second person approves a decision as it stands. The decision is never touched; the approval is appended.

use super::export::{is_future, name_of};
use crate::check_device::OpenDevice;
use crate::dossier_port::Changes;
use crate::site_port::LoadedSite;
use device::rules::{in_force, verified_approval};
use device::{Approval, Authority, Dated, Decision, FactKind, Id, People, Person, ProductStatus, Seal, usable_key};
use formats::dossier::v1;
use site::SiteDecision;
use terms::{Instant, Lang, Place, Text};

/// Who wants to sign, and with which key.
#[derive(Clone, Copy, Debug)]
pub struct Signer<'a> {
    /// Id of the person.
    pub person: &'a Id,
    /// The public half of the key, base64.
    pub public: &'a str,
    /// What the approval means; `None`: the usual words.
    pub meaning: Option<&'a str>,
}

/// What would be signed.
#[derive(Clone, Debug)]
pub struct ApprovalPlan {
    /// Where the decision stands.
    pub stands: Stands,
    /// How the decision is called.
    pub name: String,
    /// The decision.
    pub decision: Decision,
    /// The approval, not yet signed.
    pub approval: Approval,
    /// The bytes to sign.
    pub statement: String,
}

/// Where a decision stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stands {
    /// In a release of a device dossier.
    Release(Id),
    /// In a site's folder: the site, and the decision with what it leans on.
    Site(Id, Box<SiteDecision>),
}

/// Why nothing can be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CannotSign {
    /// No decision of that id or number; how many there are.
    NoSuchDecision(usize),
    /// Several decisions have that id.
    Several,
    /// A later decision replaces it.
    Replaced,
    /// It is dated in the future.
    Future,
    /// An investigation claims nothing.
    NothingClaimed,
    /// Nobody says who wrote it, so nobody can tell a second person.
    NoAuthor,
    /// The signer wrote it.
    Author,
    /// The signer has no authority.
    NoAuthority,
    /// The key is not among the signer's keys; the public half.
    NotTheirKey(String),
    /// The key is revoked, out of its time, or of another kind.
    Key(Seal),
    /// Somebody's signature completes it already.
    Already,
}

impl CannotSign {
    /// What is wrong, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let (en, ja) = match self {
            CannotSign::NoSuchDecision(count) => {
                let en = format!("no decision has this id or number; decisions.yaml holds {count}");
                let ja = format!("その id または番号の判断はありません（decisions.yaml に {count} 件）");
                let next =
                    ["give its `id:` or its number from the top", "`id:` または先頭からの番号を指定してください"];
                return lang.pick([en, next[0].to_owned()], [ja, next[1].to_owned()]);
            }
            CannotSign::NotTheirKey(public) => {
                let entry = format!("keys: [{{ id: KEY-ID, algorithm: ed25519, public: \"{public}\", from: DAY }}]");
                let en = "the key is not among this person's keys in people.yaml".to_owned();
                return lang
                    .pick([en, entry.clone()], ["この鍵は people.yaml の本人の鍵ではありません".to_owned(), entry]);
            }
            CannotSign::Several => (
                ["several decisions have this id", "give its number from the top"],
                ["同じ id の判断が複数あります", "先頭からの番号を指定してください"],
            ),
            CannotSign::Replaced => (
                ["a later decision replaces it", "sign the later one"],
                ["後の判断で置き換えられています", "後の判断に署名してください"],
            ),
            CannotSign::Future => (
                ["the decision is dated in the future", "correct the clock, or write it anew"],
                ["判断の日付が未来です", "時計を確認するか、判断を記載し直してください"],
            ),
            CannotSign::NothingClaimed => (
                ["“under investigation” claims nothing that could be approved", "decide first: tutela triage DIR"],
                ["「調査中」には承認する内容がありません", "先に判断してください: tutela triage DIR"],
            ),
            CannotSign::NoAuthor => (
                ["the decision names no author, so nobody can tell a second person", "write it anew with `author:`"],
                ["判断に作成者の記載がなく、別の人による承認か判別できません", "`author:` 付きで記載し直してください"],
            ),
            CannotSign::Author => (
                ["who wrote a decision cannot approve it", "have it signed by a second person"],
                ["作成者本人は承認できません", "別の人の署名を得てください"],
            ),
            CannotSign::NoAuthority => (
                [
                    "this person's `authority` in people.yaml holds no approve-triage",
                    "have it signed by somebody who may",
                ],
                ["people.yaml の `authority` に approve-triage がありません", "権限のある人の署名を得てください"],
            ),
            CannotSign::Key(Seal::Revoked) => {
                (["the key was revoked", "sign with another key"], ["鍵は失効しています", "別の鍵で署名してください"])
            }
            CannotSign::Key(_) => (
                ["the key is not good today, or not an ed25519 key", "sign with a key that is good now"],
                ["鍵が有効期間外か、ed25519 ではありません", "現在有効な鍵で署名してください"],
            ),
            CannotSign::Already => (
                ["the decision is signed already", "nothing needs doing"],
                ["この判断は署名済みです", "対応は不要です"],
            ),
        };
        lang.pick(en, ja).map(str::to_owned)
    }
}

/// What a person would sign; `which` is the id of a decision, or its number from the top of decisions.yaml.
pub fn plan_approval(
    open: &OpenDevice,
    which: &str,
    signer: Signer<'_>,
    now: Instant,
) -> Result<ApprovalPlan, CannotSign> {
    let release = open.release.as_ref().and_then(|id| open.dossier.release(id));
    let (Some(release), Some(device)) = (release, &open.dossier.device) else {
        return Err(CannotSign::NoSuchDecision(0));
    };
    let decision = named(&release.decisions, which)?;
    let people = open.dossier.people.as_ref();
    let approval = approval(decision, &release.decisions, people, (&signer, now))?;
    Ok(ApprovalPlan {
        stands: Stands::Release(release.id.clone()),
        name: name_of(decision),
        statement: v1::approval_statement(&device.id, &release.id, &approval),
        decision: decision.clone(),
        approval,
    })
}

/// The same for a decision of a site.
pub fn plan_site_approval(
    site: &LoadedSite,
    which: &str,
    signer: Signer<'_>,
    now: Instant,
) -> Result<ApprovalPlan, CannotSign> {
    let Some(id) = site.site.as_ref().map(|site| &site.id) else { return Err(CannotSign::NoSuchDecision(0)) };
    let all: Vec<Decision> = site.decisions.iter().map(|one| one.decision.clone()).collect();
    let sha256 = &named(&all, which)?.sha256;
    let found = site.decisions.iter().rev().find(|one| one.decision.sha256 == *sha256);
    let one = found.ok_or(CannotSign::NoSuchDecision(all.len()))?;
    let alike = site.decisions.iter().filter(|other| (&other.device, &other.release) == (&one.device, &one.release));
    let alike: Vec<Decision> = alike.map(|other| other.decision.clone()).collect();
    let decision = alike.iter().rev().find(|other| other.sha256 == *sha256).unwrap_or(&one.decision);
    let approval = approval(decision, &alike, site.people.as_ref(), (&signer, now))?;
    Ok(ApprovalPlan {
        name: name_of(decision),
        statement: v1::site_approval_statement(id, &approval),
        decision: decision.clone(),
        stands: Stands::Site(id.clone(), Box::new(one.clone())),
        approval,
    })
}

/// The approval that would be signed; `all`: the decisions among which a later one replaces it.
fn approval(
    decision: &Decision,
    all: &[Decision],
    people: Option<&People>,
    (signer, now): (&Signer<'_>, Instant),
) -> Result<Approval, CannotSign> {
    let person = people.and_then(|people| people.person(signer.person)).ok_or(CannotSign::NoAuthority)?;
    may_sign(decision, all, person, now)?;
    if verified_approval(decision, people, now.day()).is_some() {
        return Err(CannotSign::Already);
    }
    let key = person.keys.iter().find(|key| key.public.trim() == signer.public);
    let key = key.ok_or_else(|| CannotSign::NotTheirKey(signer.public.to_owned()))?;
    let approval = Approval {
        place: Place::default(),
        person: person.id.clone(),
        role: person.roles.first().cloned(),
        meaning: signer.meaning.and_then(super::statement::text).or_else(usual),
        at: Some(Dated::utc(now)),
        sha256: decision.sha256.clone(),
        key: Some(key.id.clone()),
        signature: None,
        seal: Seal::Unchecked,
    };
    usable_key(&approval, people).map_err(CannotSign::Key)?;
    Ok(approval)
}

fn usual() -> Option<Text> {
    Some(Text {
        en: Some("I have reviewed this decision and approve it.".to_owned()),
        ja: Some("この判断を確認し、承認する。".to_owned()),
        ..Text::default()
    })
}

fn named<'r>(decisions: &'r [Decision], which: &str) -> Result<&'r Decision, CannotSign> {
    let by_id: Vec<&Decision> =
        decisions.iter().filter(|decision| decision.id.as_ref().is_some_and(|id| id.as_str() == which)).collect();
    let by_number = || which.parse::<usize>().ok()?.checked_sub(1).and_then(|place| decisions.get(place));
    match by_id.as_slice() {
        [one] => Ok(one),
        [] => by_number().ok_or(CannotSign::NoSuchDecision(decisions.len())),
        [..] => Err(CannotSign::Several),
    }
}

fn may_sign(decision: &Decision, all: &[Decision], person: &Person, now: Instant) -> Result<(), CannotSign> {
    let stands = in_force(all).into_iter().any(|one| std::ptr::eq(one, decision));
    let author = decision.author.as_ref();
    let fault = match decision.status {
        ProductStatus::UnderInvestigation => CannotSign::NothingClaimed,
        ProductStatus::Affected | ProductStatus::NotAffected | ProductStatus::Fixed if !stands => CannotSign::Replaced,
        _ if is_future(decision, now) => CannotSign::Future,
        _ if author.is_none() => CannotSign::NoAuthor,
        _ if author == Some(&person.id) => CannotSign::Author,
        _ if !person.authority.contains(&Authority::ApproveTriage) => CannotSign::NoAuthority,
        _ => return Ok(()),
    };
    Err(fault)
}

/// An approval as it is appended.
pub fn appended(approval: Approval, signature: String) -> v1::AppendedApproval {
    let Approval { place, person, role, meaning, at, sha256, key, signature: _, seal: _ } = approval;
    v1::AppendedApproval { place, sha256, person, role, meaning, at, key, signature: Some(signature) }
}

/// What a signed approval adds in a release: itself, and a fact in the register.
pub fn approved(release: Id, plan: ApprovalPlan, signature: String, now: Instant) -> Changes {
    let ApprovalPlan { stands: _, name: _, decision, approval, statement: _ } = plan;
    let fact = v1::Fact {
        place: Place::default(),
        kind: FactKind::Approved,
        happened_at: Dated::utc(now),
        recorded_at: Dated::utc(now),
        release: Some(release.clone()),
        person: Some(approval.person.clone()),
        vulnerabilities: decision.vulnerabilities,
        findings: Vec::new(),
        mirror: None,
        dossier: None,
        how: Some("tutela triage sign".to_owned()),
    };
    Changes { facts: vec![fact], approvals: vec![(release, appended(approval, signature))], ..Changes::default() }
}
