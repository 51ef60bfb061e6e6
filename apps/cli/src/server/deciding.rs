//! `tutela triage` and `tutela triage sign` for people at a page.

use super::CommandRooms;
use crate::commands::release_id;
use crate::edge::{Complaint, Edge};
use activities::approvals::load_sealed;
use activities::check_device::{OpenDevice, check_device, open_device};
use activities::check_site::{Trust, check_site, open_site_trusting};
use activities::dossier_port::{DossierFault, Dossiers};
use activities::site_port::Sites;
use activities::triage::{About, Account, CannotSign, Signer, SiteStanding, Standing, Stands, Wish};
use activities::triage::{appended, approved, decide, decide_site, load_sealed_site, person_of};
use activities::triage::{plan_approval, plan_site_approval, site_standing, standing};
use device::{Approval, Choice, Dated, Decision, Id, People, Person, Seal};
use sha2::{Digest, Sha256};
use signing::{ApprovalSeals, Ed25519Envelopes, SecretKey, sign_approval};
use site::SiteDecision;
use terms::{Lang, When};
use web::{Asking, AtSite, Deciding, DecisionState, Refusal, Signed, SiteDecided, Wanted, Who};

fn refused(lang: Lang, fault: &DossierFault) -> Refusal {
    let [what, next] = fault.say(lang);
    Refusal { what, next }
}

fn opened(edge: &Edge, dossier: &dyn Dossiers, release: Option<&str>) -> Result<OpenDevice, Refusal> {
    let wanted = release.map(|text| release_id(edge, text)).transpose()?;
    open_device(dossier, Some(&ApprovalSeals), wanted.as_ref()).map_err(|fault| refused(edge.lang, &fault))
}

fn account(who: Who<'_>) -> Account<'_> {
    Account { login: who.login, public: who.public, elsewhere: who.elsewhere }
}

impl Deciding for CommandRooms {
    fn decide(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        who: Who<'_>,
        wanted: Wanted<'_>,
    ) -> Result<String, Refusal> {
        let edge = self.edge(asking);
        let open = opened(&edge, dossier, wanted.release)?;
        let release = open.release.clone().ok_or_else(|| no_release(edge.lang))?;
        let knowledge = self.knowledge(&edge)?;
        let checked = check_device(&open, &*knowledge, &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
        let Wanted { release: _, finding, status, justification, reason, until } = wanted;
        let wish = Wish { finding, status, justification, reason, until };
        let whose = (open.dossier.people.as_ref(), account(who));
        let changes = decide(&checked.scan, &wish, whose, &release, edge.now).map_err(|why| {
            let [what, next] = why.say(edge.lang, account(who));
            Refusal { what, next }
        })?;
        dossier.commit(Some(&open.dossier.hash), &changes).map_err(|fault| refused(edge.lang, &fault))?;
        let record = changes.decisions.first().map(|(_, decision)| decision.canonical()).unwrap_or_default();
        Ok(hex(record.as_bytes()))
    }

    fn decisions(&self, asking: Asking, dossier: &dyn Dossiers) -> Result<Vec<DecisionState>, Refusal> {
        let edge = self.edge(asking);
        let loaded = load_sealed(dossier, &ApprovalSeals).map_err(|fault| refused(edge.lang, &fault))?;
        let people = loaded.people.as_ref();
        Ok(standing(&loaded, edge.now).iter().map(|one| state(one, people, edge.lang)).collect())
    }

    fn approve(
        &self,
        asking: Asking,
        dossier: &dyn Dossiers,
        (who, secret): (Who<'_>, &[u8]),
        decision: &str,
    ) -> Result<Signed, Refusal> {
        let edge = self.edge(asking);
        let lang = edge.lang;
        let key = SecretKey::read("key", secret).map_err(|_| no_key(lang))?;
        let (open, number) = holding(&edge, dossier, decision)?;
        let people = open.dossier.people.as_ref();
        let person = person_of(people, account(who)).ok_or_else(|| nobody(lang, who))?;
        let public = key.public().text();
        let signer = Signer { person: &person.id, public: &public, meaning: None };
        let plan = match plan_approval(&open, &number, signer, edge.now) {
            Ok(plan) => plan,
            Err(why) => {
                let own =
                    (why == CannotSign::Already).then(|| own_approval(&open, decision, person, &public)).flatten();
                return own.ok_or_else(|| cannot(lang, &why, &person.id));
            }
        };
        let Stands::Release(release) = plan.stands.clone() else { return Err(no_release(lang)) };
        let signature = sign_approval(&plan.statement, &key);
        let signed = signed(Some(&release), person, &plan.approval, &signature);
        let changes = approved(release, plan, signature, edge.now);
        dossier.commit(Some(&open.dossier.hash), &changes).map_err(|fault| refused(lang, &fault))?;
        Ok(signed)
    }

    fn decide_at_site(
        &self,
        asking: Asking,
        sites: &dyn Sites,
        who: Who<'_>,
        (wanted, at): (Wanted<'_>, AtSite<'_>),
    ) -> Result<SiteDecided, Refusal> {
        let edge = self.edge(asking);
        let trust = Trust { envelopes: &Ed25519Envelopes, seals: &ApprovalSeals, today: edge.now.day() };
        let open = open_site_trusting(sites, Some(trust)).map_err(|fault| refused(edge.lang, &fault))?;
        let knowledge = self.knowledge(&edge)?;
        let checked = check_site(&open, &*knowledge, &edge.settings()).map_err(|fault| edge.unusable(&fault))?;
        let Wanted { release, finding, status, justification, reason, until } = wanted;
        let AtSite { received, vulnerability, component } = at;
        let about = About { received, release: release.unwrap_or_default(), vulnerability, component };
        let wish = Wish { finding, status, justification, reason, until };
        let record = decide_site((&open, &checked), about, (wish, account(who)), edge.now).map_err(|why| {
            let [what, next] = why.say(edge.lang, account(who));
            Refusal { what, next }
        })?;
        Ok(SiteDecided { held: open.site.hash.clone(), sha256: hex(record.canonical().as_bytes()), record })
    }

    fn site_decisions(&self, asking: Asking, sites: &dyn Sites) -> Result<Vec<DecisionState>, Refusal> {
        let edge = self.edge(asking);
        let loaded = load_sealed_site(sites, &ApprovalSeals).map_err(|fault| refused(edge.lang, &fault))?;
        let people = loaded.people.as_ref();
        let state = |one: &SiteStanding| {
            let of_site = DecisionState {
                device: one.device.to_string(),
                release: one.release.as_ref().map(ToString::to_string).unwrap_or_default(),
                ..DecisionState::default()
            };
            filled(of_site, (&one.decision, one.approved.as_ref(), one.waits), people, edge.lang)
        };
        Ok(site_standing(&loaded, edge.now).iter().map(state).collect())
    }

    fn approve_at_site(
        &self,
        asking: Asking,
        sites: &dyn Sites,
        (who, secret): (Who<'_>, &[u8]),
        decision: &str,
    ) -> Result<Signed, Refusal> {
        let edge = self.edge(asking);
        let lang = edge.lang;
        let key = SecretKey::read("key", secret).map_err(|_| no_key(lang))?;
        let site = load_sealed_site(sites, &ApprovalSeals).map_err(|fault| refused(lang, &fault))?;
        let is = |one: &SiteDecision| one.decision.sha256.as_ref().is_some_and(|own| own.to_string() == decision);
        let place = site.decisions.iter().rposition(is).ok_or_else(|| no_such_decision(lang))?;
        let person = person_of(site.people.as_ref(), account(who)).ok_or_else(|| nobody(lang, who))?;
        let public = key.public().text();
        let signer = Signer { person: &person.id, public: &public, meaning: None };
        let plan = match plan_site_approval(&site, &(place + 1).to_string(), signer, edge.now) {
            Ok(plan) => plan,
            Err(why) => {
                let one = &site.decisions[place];
                let own = (why == CannotSign::Already)
                    .then(|| own_of(&one.decision, one.release.as_ref(), person, &public))
                    .flatten();
                return own.ok_or_else(|| cannot(lang, &why, &person.id));
            }
        };
        let signature = sign_approval(&plan.statement, &key);
        let release = site.decisions[place].release.as_ref();
        let signed = signed(release, person, &plan.approval, &signature);
        let approval = appended(plan.approval, signature);
        sites.append_approval(&site.hash, &approval).map_err(|fault| refused(lang, &fault))?;
        Ok(signed)
    }

    fn new_key(&self) -> Result<(String, Vec<u8>), Refusal> {
        let key = SecretKey::generate().map_err(|_| no_key(Lang::En))?;
        Ok((key.public().text(), key.file().into_bytes()))
    }
}

/// SHA-256 of a record, in hexadecimal.
fn hex(record: &[u8]) -> String {
    Sha256::digest(record).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn signed(release: Option<&Id>, person: &Person, approval: &Approval, signature: &str) -> Signed {
    let authority: Vec<&str> = person.authority.iter().map(|authority| authority.name()).collect();
    Signed {
        release: release.map(ToString::to_string).unwrap_or_default(),
        person: person.id.to_string(),
        authority: authority.join(" "),
        key: approval.key.as_ref().map(ToString::to_string).unwrap_or_default(),
        signature: signature.to_owned(),
        before: false,
    }
}

/// The approval of a decision that a person's key has signed already.
fn own_approval(open: &OpenDevice, decision: &str, person: &Person, public: &str) -> Option<Signed> {
    let release = open.dossier.release(open.release.as_ref()?)?;
    let is = |one: &&Decision| one.sha256.as_ref().is_some_and(|own| own.to_string() == decision);
    own_of(release.decisions.iter().rev().find(is)?, Some(&release.id), person, public)
}

/// The same of a decision at hand.
fn own_of(decision: &Decision, release: Option<&Id>, person: &Person, public: &str) -> Option<Signed> {
    let key = person.keys.iter().find(|key| key.public.trim() == public)?;
    let by = |one: &&Approval| one.person == person.id && one.key.as_ref() == Some(&key.id) && one.seal == Seal::Fits;
    let own = decision.approvals().find(by)?;
    let signature = own.signature.as_deref()?;
    Some(Signed { before: true, ..signed(release, person, own, signature) })
}

fn no_release(lang: Lang) -> Refusal {
    Refusal::from(Complaint::new(
        lang.pick("the dossier holds no device or no release", "ドシエに機器またはリリースがありません"),
        lang.pick("add a revision that has both", "両方を含む版を追加してください"),
    ))
}

fn no_key(lang: Lang) -> Refusal {
    Refusal::from(Complaint::new(
        lang.pick("the signing key cannot be used", "署名鍵を使用できません"),
        lang.pick("make a new one on the page of your account", "アカウントのページで作り直してください"),
    ))
}

/// The dossier at the release that holds a decision, and the decision's number from the top.
fn holding(edge: &Edge, dossier: &dyn Dossiers, sha256: &str) -> Result<(OpenDevice, String), Refusal> {
    let lang = edge.lang;
    let loaded = dossier.load().map_err(|fault| refused(lang, &fault))?;
    let is = |decision: &Decision| decision.sha256.as_ref().is_some_and(|own| own.to_string() == sha256);
    let found = loaded.releases.iter().find_map(|release| {
        let place = release.decisions.iter().rposition(is)?;
        Some((release.id.to_string(), (place + 1).to_string()))
    });
    let (release, number) = found.ok_or_else(|| no_such_decision(lang))?;
    Ok((opened(edge, dossier, Some(&release))?, number))
}

fn no_such_decision(lang: Lang) -> Refusal {
    Refusal::from(Complaint::new(
        lang.pick("there is no such decision", "その判断はありません"),
        lang.pick("open the list of decisions again", "判断の一覧を開き直してください"),
    ))
}

fn nobody(lang: Lang, who: Who<'_>) -> Refusal {
    let Who { login, public, elsewhere: _ } = who;
    Refusal::from(Complaint::new(
        lang.pick(
            "people.yaml of this dossier names nobody for your account",
            "このドシエの people.yaml にあなたのアカウントに当たる人がありません",
        ),
        format!(
            "- {{ id: {login}, authority: [approve-triage], keys: [{{ id: {login}-server, algorithm: ed25519, public: \"{public}\" }}] }}"
        ),
    ))
}

fn cannot(lang: Lang, why: &CannotSign, person: &Id) -> Refusal {
    let [what, next] = why.say(lang);
    Refusal { what: format!("{person}: {what}"), next }
}

fn state(one: &Standing<'_>, people: Option<&People>, lang: Lang) -> DecisionState {
    let Standing { release, decision, approved, waits } = one;
    let of_release = DecisionState { release: release.to_string(), ..DecisionState::default() };
    filled(of_release, (decision, *approved, *waits), people, lang)
}

fn filled(
    stands: DecisionState,
    (decision, approved, waits): (&Decision, Option<&Approval>, bool),
    people: Option<&People>,
    lang: Lang,
) -> DecisionState {
    let name = |id: &Id| {
        let name = people.and_then(|people| people.person(id)).map(|person| person.name.get(lang).to_owned());
        name.unwrap_or_else(|| id.to_string())
    };
    DecisionState {
        sha256: decision.sha256.as_ref().map(ToString::to_string).unwrap_or_default(),
        vulnerabilities: decision.vulnerabilities.clone(),
        component: [Some(decision.component.label()), decision.component.range.clone()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
        status: decision.status.name(),
        justification: decision.justification.map(Choice::name).unwrap_or_default(),
        reason: decision.reason.as_ref().map(|reason| reason.get(lang).to_owned()).unwrap_or_default(),
        author: decision.author.as_ref().map(&name).unwrap_or_default(),
        decided_at: decision.decided_at.map(|at: Dated| at.to_string()).unwrap_or_default(),
        until: decision.expires.map(|until: When| until.to_string()).unwrap_or_default(),
        approved_by: approved.map(|approval| name(&approval.person)).unwrap_or_default(),
        waits,
        ..stands
    }
}
