//! Decide: what a person at a page wants with one finding, and how every decision of a dossier stands.

use super::walk::{Answer, Question, answered, question};
use super::{is_future, statement};
use crate::check_device::members;
use crate::dossier_port::{Changes, LoadedDossier};
use crate::scan::Scan;
use device::rules::{in_force, verified_approval};
use device::{Approval, Choice, Decision, Id, People, Person, ProductStatus, VexJustification};
use terms::{Day, Instant, Lang, When};

/// What a person wants with a finding, in the words that were sent.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wish<'a> {
    /// The id of the finding.
    pub finding: &'a str,
    /// A status of VEX.
    pub status: &'a str,
    /// A justification of VEX; empty when none.
    pub justification: &'a str,
    /// The reason.
    pub reason: &'a str,
    /// The day by which it is looked at again; empty when none.
    pub until: &'a str,
}

/// An account, as far as a dossier can know it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Account<'a> {
    /// Its login.
    pub login: &'a str,
    /// The public half of the key that signs for it, base64; empty when there is none.
    pub public: &'a str,
    /// It is signed in to elsewhere: others chose its login, so that its login says nothing of who it is.
    pub elsewhere: bool,
}

/// Why nothing is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotDecide {
    /// No such finding, or one that is about no vulnerability.
    NoSuchFinding,
    /// No status of VEX.
    NoStatus,
    /// "Not affected" needs one of the labels.
    NoJustification,
    /// A decision needs a reason.
    NoReason,
    /// The day is none, or has passed.
    NoDay,
    /// people.yaml names nobody for the account.
    Nobody,
}

impl CannotDecide {
    /// What is wrong, and what to do.
    pub fn say(self, lang: Lang, account: Account<'_>) -> [String; 2] {
        let names = |all: &[&str]| all.join(" | ");
        let (en, ja): ([&str; 2], [&str; 2]) = match self {
            CannotDecide::NoSuchFinding => (
                ["there is no such finding about a vulnerability", "open the list of findings again"],
                ["脆弱性に関するその所見はありません", "所見の一覧を開き直してください"],
            ),
            CannotDecide::NoStatus => {
                let all: Vec<&str> = ProductStatus::ALL.iter().map(|status| status.name()).collect();
                let what = lang.pick("a decision needs a status", "判断には状態が必要です");
                return [what.to_owned(), names(&all)];
            }
            CannotDecide::NoJustification => {
                let all: Vec<&str> = VexJustification::ALL.iter().map(|label| label.name()).collect();
                let what =
                    lang.pick("“not affected” needs a justification", "「影響を受けない」には根拠ラベルが必要です");
                return [what.to_owned(), names(&all)];
            }
            CannotDecide::NoReason => (
                ["a decision needs a reason", "say why, so that another person can follow it"],
                ["判断には理由が必要です", "他の人が追えるように理由を記載してください"],
            ),
            CannotDecide::NoDay => (
                ["“until” is no day to come", "give a day such as 2027-03-31, or leave it empty"],
                ["期限が将来の日付ではありません", "2027-03-31 のような日付を指定するか、空にしてください"],
            ),
            CannotDecide::Nobody => {
                let login = account.login;
                let next = match account.elsewhere {
                    false => lang.pick(
                        format!("have a person with `id: {login}` put into people.yaml of the dossier"),
                        format!("ドシエの people.yaml に `id: {login}` の人を登録してもらってください"),
                    ),
                    true => lang
                        .pick(
                            "you sign in elsewhere: have your signing key put among the keys of your person in people.yaml",
                            "外部で認証するアカウントです。people.yaml の本人の鍵に、あなたの署名鍵を登録してもらってください",
                        )
                        .to_owned(),
                };
                let what = lang.pick(
                    "people.yaml of this dossier names nobody for your account, and a decision needs an author",
                    "このドシエの people.yaml にあなたのアカウントに当たる人がなく、判断の作成者を記録できません",
                );
                return [what.to_owned(), next];
            }
        };
        lang.pick(en, ja).map(str::to_owned)
    }
}

/// The person of a dossier who has an account: who holds its key, else whose id is its login where this server gave it.
pub fn person_of<'p>(people: Option<&'p People>, account: Account<'_>) -> Option<&'p Person> {
    let persons = people.map(|people| people.persons.as_slice()).unwrap_or_default();
    let holds = |person: &&Person| {
        !account.public.is_empty() && person.keys.iter().any(|key| key.public.trim() == account.public)
    };
    let named = |person: &&Person| !account.elsewhere && person.id.as_str() == account.login;
    persons.iter().find(holds).or_else(|| persons.iter().find(named))
}

/// What a decision about a finding adds to the dossier. It is about this component in this release and nothing wider.
pub fn decide(
    scan: &Scan<'_>,
    wish: &Wish<'_>,
    (people, account): (Option<&People>, Account<'_>),
    release: &Id,
    now: Instant,
) -> Result<Changes, CannotDecide> {
    let status = ProductStatus::from_name(wish.status).ok_or(CannotDecide::NoStatus)?;
    let justification = match status {
        ProductStatus::NotAffected => {
            Some(VexJustification::from_name(wish.justification).ok_or(CannotDecide::NoJustification)?)
        }
        ProductStatus::Affected | ProductStatus::Fixed | ProductStatus::UnderInvestigation => None,
    };
    let reason = wish.reason.trim();
    statement::text(reason).ok_or(CannotDecide::NoReason)?;
    let until = until(wish.until.trim(), now)?;
    let person = person_of(people, account).ok_or(CannotDecide::Nobody)?;
    let question = about(scan, wish.finding).ok_or(CannotDecide::NoSuchFinding)?;
    let answer = Answer { status, justification, reason: reason.to_owned(), person: Some(person.id.clone()) };
    let mut changes = answered(&question, answer, release, now);
    for (_, decision) in &mut changes.decisions {
        decision.expires = until;
    }
    Ok(changes)
}

fn until(text: &str, now: Instant) -> Result<Option<When>, CannotDecide> {
    if text.is_empty() {
        return Ok(None);
    }
    match When::parse(text) {
        Some(When::Day(day)) if day > now.day() => Ok(Some(When::Day(day))),
        Some(_) | None => Err(CannotDecide::NoDay),
    }
}

/// The question that a finding of this id asks.
fn about(scan: &Scan<'_>, id: &str) -> Option<Question> {
    let named = |at: &(u32, u32, terms::Priority)| scan.finding(at.0, at.1, at.2, None).id().to_string() == id;
    let (component, finding, _) = scan.each_finding().find(named)?;
    Some(question(scan, component, finding, &members(scan)))
}

/// A decision of a release with how it stands.
#[derive(Clone, Debug)]
pub struct Standing<'d> {
    /// The release.
    pub release: &'d Id,
    /// The decision.
    pub decision: &'d Decision,
    /// The approval that completes it.
    pub approved: Option<&'d Approval>,
    /// It claims something, has not expired, and nobody's approval completes it.
    pub waits: bool,
}

/// Every decision that no later one replaces, in the order written.
pub fn standing(dossier: &LoadedDossier, now: Instant) -> Vec<Standing<'_>> {
    let (people, today) = (dossier.people.as_ref(), now.day());
    let of = |decision, release| stands(decision, release, people, (now, today));
    let releases = dossier.releases.iter();
    releases.flat_map(|one| in_force(&one.decisions).into_iter().map(move |decision| of(decision, &one.id))).collect()
}

fn stands<'d>(
    decision: &'d Decision,
    release: &'d Id,
    people: Option<&People>,
    (now, today): (Instant, Day),
) -> Standing<'d> {
    let approved = verified_approval(decision, people, today);
    Standing { release, decision, approved, waits: claims(decision, now) && approved.is_none() }
}

/// Whether a decision claims something today.
pub(super) fn claims(decision: &Decision, now: Instant) -> bool {
    let expired = decision.expires.and_then(|until| until.last_day()).is_some_and(|last| last < now.day());
    decision.status != ProductStatus::UnderInvestigation && !expired && !is_future(decision, now)
}

#[cfg(test)]
mod tests {
    use super::{Account, person_of};
    use device::{Id, People, Person, PublicKey};
    use terms::{Place, Text};

    fn person(id: &str, public: &str) -> Person {
        let id = Id::try_from(id).unwrap();
        let key = PublicKey {
            place: Place::default(),
            id: id.clone(),
            algorithm: "ed25519".to_owned(),
            public: public.to_owned(),
            from: None,
            until: None,
            revoked: None,
        };
        Person {
            place: Place::default(),
            id,
            name: Text::default(),
            contact: None,
            organisation: None,
            roles: Vec::new(),
            authority: Vec::new(),
            keys: vec![key],
        }
    }

    #[test]
    fn a_login_that_others_chose_names_nobody_and_a_key_always_does() {
        let persons = vec![person("mori", "k1"), person("abe", "k2")];
        let people = People { place: Place::default(), persons, organisations: Vec::new() };
        let found = |login, public, elsewhere| {
            person_of(Some(&people), Account { login, public, elsewhere }).map(|person| person.id.as_str())
        };
        assert_eq!(found("mori", "", false), Some("mori"));
        assert_eq!(found("mori", "", true), None);
        assert_eq!(found("mori", "another", true), None);
        assert_eq!(found("mori", "k2", true), Some("abe"));
        assert_eq!(found("mori", "k2", false), Some("abe"));
    }
}
