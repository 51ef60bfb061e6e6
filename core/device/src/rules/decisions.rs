use super::approvals::{Gap, first_gap, judge_seals};
use super::{Area, Judgement, Looked, NotLooked, at};
use crate::{ConditionKind, DecidedComponent, Decision, People, ProductStatus};
use std::collections::BTreeMap;
use terms::{Day, Finding, Priority, When, finding};

finding! {
    /// A decision gives no reason. JIS T 81001-5-1 9.3 assessing [O]; FDA premarket guidance V.A.4(b) [P].
    DecisionWithoutReason = "device/decision-without-reason" {
        /// The decision.
        decision: String,
    }
    en: "{decision}: the decision gives no reason.", "A decision nobody can follow cannot be relied on later.",
        "Write a new decision with `reason:`; the old one stays as it is.";
    ja: "{decision}: 判断の理由がありません。", "根拠を追えない判断は、後から信頼できません。",
        "`reason:` を記載した新しい判断を追記してください（元の記録は変更しません）。";
}

finding! {
    /// Not affected, without one of the VEX justifications.
    DecisionWithoutJustification = "device/decision-without-justification" {
        /// The decision.
        decision: String,
    }
    en: "{decision}: “not affected” without a justification label.",
        "CSAF and VEX ask for one; without it the statement cannot be passed on.",
        "Write a new decision with `justification:`, for example `vulnerable_code_not_present`.";
    ja: "{decision}: 「影響を受けない」の正当化ラベルがありません。",
        "CSAF と VEX では必須で、なければ外部に提供できません。",
        "`justification:`（例: `vulnerable_code_not_present`）を記載した新しい判断を追記してください。";
}

finding! {
    /// A decision is not approved by somebody who may.
    DecisionNotApproved = "device/decision-not-approved" {
        /// The decision.
        decision: String,
        /// What is missing, English.
        en: &'static str,
        /// What is missing, Japanese.
        ja: &'static str,
        /// SHA-256 of the record as it stands.
        sha256: String,
    }
    en: "{decision}: {en}.", "Names are claimed, not verified; such a decision cannot complete a “not affected”.",
        "Have it approved by a person whose `authority` in people.yaml holds `approve-triage`; SHA-256 of the record: {sha256}.";
    ja: "{decision}: {ja}。", "氏名は自己申告で未検証です。この判断では「影響を受けない」は確定しません。",
        "people.yaml の `authority` に `approve-triage` を持つ人の承認を得てください。記録の SHA-256: {sha256}。";
}

finding! {
    /// A decision has expired.
    DecisionExpired = "device/decision-expired" {
        /// The decision.
        decision: String,
        /// When.
        date: When,
    }
    en: "{decision}: the decision expired on {date}.", "What it rested on was to be looked at again by then.",
        "Look again and write a new decision.";
    ja: "{decision}: 判断の有効期限 {date} が過ぎています。", "その日までに根拠を再確認することになっていました。",
        "再確認のうえ、新しい判断を追記してください。";
    due: date.last_day();
}

/// What the decisions of a release lack on `today`. A later decision about the same thing replaces an earlier one, so
/// only the last is judged.
pub fn judge_decisions(release: &str, decisions: &[Decision], people: Option<&People>, today: Day) -> Judgement {
    let mut findings = Vec::new();
    for decision in in_force(decisions) {
        judge(release, decision, people, today, &mut findings);
    }
    let looked = if decisions.is_empty() { Looked::NotAt(NotLooked::NotStated) } else { Looked::At };
    Judgement { area: Area::Decisions, looked, findings }
}

/// The decisions that no later one replaces, in the order written.
pub fn in_force(decisions: &[Decision]) -> Vec<&Decision> {
    let mut by_scope: BTreeMap<(Scope<'_>, &str), Vec<usize>> = BTreeMap::new();
    for (index, decision) in decisions.iter().enumerate() {
        for id in &decision.vulnerabilities {
            by_scope.entry((scope(decision), id)).or_default().push(index);
        }
    }
    let replaced = |index: usize, decision: &Decision| {
        let first = decision.vulnerabilities.first().map(String::as_str).unwrap_or_default();
        let about = by_scope.get(&(scope(decision), first)).map(Vec::as_slice).unwrap_or_default();
        let later = about.iter().rev().take_while(|later| **later > index);
        later
            .copied()
            .any(|later| decision.vulnerabilities.iter().all(|id| decisions[later].vulnerabilities.contains(id)))
    };
    decisions.iter().enumerate().filter(|(index, decision)| !replaced(*index, decision)).map(|(_, one)| one).collect()
}

/// Component and conditions: what a later decision must name alike to replace an earlier one, beside every id of it.
type Scope<'d> = ([Option<&'d str>; 4], Vec<(ConditionKind, &'d str, Option<&'d str>)>);

fn scope(decision: &Decision) -> Scope<'_> {
    let DecidedComponent { place: _, purl, cpe, name, range } = &decision.component;
    let conditions = decision.conditions.iter().map(|one| (one.kind, one.name.as_str(), one.is.as_deref())).collect();
    ([purl, cpe, name, range].map(|text| text.as_deref()), conditions)
}

fn judge(release: &str, decision: &Decision, people: Option<&People>, today: Day, found: &mut Vec<Finding>) {
    let id = decision.vulnerabilities.first().map_or("?", String::as_str);
    let component = decision.component.label();
    let name = format!("{id} {component}");
    let path = |what: &str| format!("release/{release}/decision/{id}/{component}/{what}");
    if decision.reason.is_none() {
        let detail = DecisionWithoutReason { decision: name.clone() };
        found.push(at(Priority::Undecided, path("reason"), &decision.place, detail));
    }
    if decision.status == ProductStatus::NotAffected && decision.justification.is_none() {
        let detail = DecisionWithoutJustification { decision: name.clone() };
        found.push(at(Priority::Undecided, path("justification"), &decision.place, detail));
    }
    let gap = first_gap(decision, people, today);
    // A signature that does not hold beside one that does is odd, and leaves nothing open.
    let priority = if gap.is_some() { Priority::Undecided } else { Priority::Attention };
    judge_seals(&path("signature"), &name, decision, priority, found);
    if let Some(Gap::Words(en, ja)) = gap {
        let sha256 = decision.sha256.as_ref().map(ToString::to_string).unwrap_or_default();
        let detail = DecisionNotApproved { decision: name.clone(), en, ja, sha256 };
        found.push(at(Priority::Undecided, path("approval"), &decision.place, detail));
    }
    if let Some(date) = decision.expires
        && date.is_past(today) == Some(true)
    {
        found.push(at(Priority::Undecided, path("expires"), &decision.place, DecisionExpired { decision: name, date }));
    }
}

#[cfg(test)]
mod tests {
    use super::{in_force, judge_decisions};
    use crate::rules::verified_approval;
    use crate::{
        Approval, Authority, Dated, DecidedComponent, Decision, Id, People, Person, ProductStatus, Seal, Sha256,
        VexJustification,
    };
    use terms::{Day, Place, Text, When};

    fn id(text: &str) -> Id {
        Id::try_from(text).unwrap()
    }

    fn people() -> People {
        let person = |name: &str, authority: Vec<Authority>| Person {
            place: Place::default(),
            id: id(name),
            name: Text::default(),
            contact: None,
            organisation: None,
            roles: Vec::new(),
            authority,
            keys: Vec::new(),
        };
        let persons = vec![person("sato", vec![Authority::ApproveTriage]), person("tanaka", Vec::new())];
        People { persons, ..People::default() }
    }

    fn hash(digit: char) -> Option<Sha256> {
        Sha256::parse(&String::from(digit).repeat(64))
    }

    fn approval(person: &str, sha256: Option<Sha256>) -> Option<Approval> {
        let place = Place::default();
        let (key, signature, seal) = (None, None, Seal::Unchecked);
        Some(Approval { place, person: id(person), role: None, meaning: None, at: None, sha256, key, signature, seal })
    }

    fn full() -> Decision {
        Decision {
            place: Place::default(),
            id: None,
            vulnerabilities: vec!["CVE-2014-0160".to_owned()],
            component: DecidedComponent { name: Some("openssl".to_owned()), ..DecidedComponent::default() },
            status: ProductStatus::NotAffected,
            justification: Some(VexJustification::VulnerableCodeNotPresent),
            reason: Some(Text::default()),
            security: None,
            safety: None,
            author: None,
            decided_at: None,
            expires: When::parse("2026-12-31"),
            approval: approval("sato", hash('a')),
            conditions: Vec::new(),
            evidence: Vec::new(),
            exploitation: None,
            appended: Vec::new(),
            sha256: hash('a'),
        }
    }

    fn judged(decisions: &[Decision]) -> Vec<&'static str> {
        let today = Day::parse("2026-11-23").unwrap();
        let judgement = judge_decisions("4.1.0", decisions, Some(&people()), today);
        judgement.findings.iter().map(|finding| finding.code()).collect()
    }

    fn expect(change: impl FnOnce(&mut Decision), codes: &[&str]) {
        let mut decision = full();
        change(&mut decision);
        assert_eq!(judged(&[decision]), codes);
    }

    #[test]
    fn a_full_decision_is_quiet() {
        expect(|_| (), &[]);
    }

    #[test]
    fn each_gap_is_reported() {
        expect(|decision| decision.reason = None, &["device/decision-without-reason"]);
        expect(|decision| decision.justification = None, &["device/decision-without-justification"]);
        expect(|decision| decision.expires = When::parse("2026-11-22"), &["device/decision-expired"]);
    }

    #[test]
    fn an_approval_needs_a_known_person_with_authority_and_the_same_record() {
        let not_approved = ["device/decision-not-approved"];
        expect(|decision| decision.approval = None, &not_approved);
        expect(|decision| decision.approval = approval("nobody", hash('a')), &not_approved);
        expect(|decision| decision.approval = approval("tanaka", hash('a')), &not_approved);
        expect(|decision| decision.approval = approval("sato", hash('b')), &not_approved);
        expect(|decision| decision.approval = approval("sato", None), &not_approved);
    }

    #[test]
    fn nobody_approves_their_own_decision() {
        expect(|decision| decision.author = Some(id("sato")), &["device/decision-not-approved"]);
        expect(|decision| decision.author = Some(id("tanaka")), &[]);
    }

    fn sealed(seal: Seal) -> Option<Approval> {
        Some(Approval { seal, ..approval("sato", hash('a'))? })
    }

    #[test]
    fn a_signature_that_does_not_hold_is_named_by_its_own_code() {
        for (seal, code) in [
            (Seal::Wrong, "device/approval-signature-wrong"),
            (Seal::UnknownKey, "device/approval-key-unknown"),
            (Seal::OutOfTime, "device/approval-key-out-of-time"),
            (Seal::Revoked, "device/approval-key-revoked"),
        ] {
            expect(|decision| decision.approval = sealed(seal), &[code]);
        }
    }

    #[test]
    fn only_a_checked_signature_by_a_second_person_who_may_completes_a_decision() {
        let verified = |change: &dyn Fn(&mut Decision)| {
            let mut decision = Decision { author: Some(id("tanaka")), approval: sealed(Seal::Fits), ..full() };
            change(&mut decision);
            let today = Day::parse("2026-11-23").unwrap();
            verified_approval(&decision, Some(&people()), today).map(|approval| approval.person.to_string())
        };
        assert_eq!(verified(&|_| ()), Some("sato".to_owned()));
        assert_eq!(verified(&|decision| decision.approval = sealed(Seal::Unchecked)), None);
        assert_eq!(verified(&|decision| decision.author = None), None);
        assert_eq!(verified(&|decision| decision.author = Some(id("sato"))), None);
        assert_eq!(verified(&|decision| decision.sha256 = hash('b')), None);
        assert_eq!(verified(&|decision| decision.approval.as_mut().unwrap().person = id("tanaka")), None);
        let tomorrow = Dated::parse("2026-11-24");
        assert_eq!(verified(&|decision| decision.approval.as_mut().unwrap().at = tomorrow), None);
        // An appended approval counts as the one inside does.
        let moved = |decision: &mut Decision| decision.appended.extend(decision.approval.take());
        assert_eq!(verified(&moved), Some("sato".to_owned()));
    }

    #[test]
    fn an_investigation_needs_no_approver() {
        expect(
            |decision| {
                decision.status = ProductStatus::UnderInvestigation;
                decision.approval = None;
            },
            &[],
        );
    }

    #[test]
    fn a_later_decision_replaces_an_earlier_one() {
        let stale = Decision { reason: None, ..full() };
        assert_eq!(judged(&[stale.clone(), full()]), Vec::<&str>::new());
        assert_eq!(judged(&[full(), stale]), ["device/decision-without-reason"]);
    }

    #[test]
    fn a_decision_about_fewer_ids_replaces_no_wider_one() {
        let mut wide = full();
        wide.vulnerabilities.push("GHSA-1".to_owned());
        assert_eq!(in_force(&[wide.clone(), full()]).len(), 2);
        assert_eq!(in_force(&[full(), wide]).len(), 1);
    }
}
