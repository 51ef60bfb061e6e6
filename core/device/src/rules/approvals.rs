//! What of an approval holds: whose it is, of which record, and whether its signature is theirs.

use super::at;
use crate::{Approval, Authority, Decision, People, ProductStatus, Seal};
use terms::{Day, Finding, Priority, finding};

finding! {
    /// The signature of an approval does not fit.
    ApprovalSignatureWrong = "device/approval-signature-wrong" {
        /// The decision.
        decision: String,
        /// The person.
        person: String,
    }
    en: "{decision}: the signature in the name of {person} does not fit.",
        "It is by another key, or what was signed has been changed or moved; it counts for nothing.",
        "Find out who wrote it; then sign the decision as it stands: `tutela triage sign`.";
    ja: "{decision}: {person} 名義の署名が一致しません。",
        "別の鍵によるものか、署名後に内容が変更・移動されています。承認として数えません。",
        "記載の経緯を確認し、現在の判断に `tutela triage sign` で署名してください。";
}

finding! {
    /// The key of an approval is not known.
    ApprovalKeyUnknown = "device/approval-key-unknown" {
        /// The decision.
        decision: String,
        /// The person.
        person: String,
    }
    en: "{decision}: people.yaml holds no such Ed25519 key of {person}.", "A signature by a key that nobody vouches for counts for nothing.",
        "Have the person's public key put under `keys:` in people.yaml by whoever answers for that file.";
    ja: "{decision}: {person} のその Ed25519 鍵が people.yaml にありません。", "誰の鍵か確認できない署名は承認として数えません。",
        "people.yaml の管理者に、本人の公開鍵を `keys:` へ登録してもらってください。";
}

finding! {
    /// The key was not good on the day of the approval.
    ApprovalKeyOutOfTime = "device/approval-key-out-of-time" {
        /// The decision.
        decision: String,
        /// The person.
        person: String,
    }
    en: "{decision}: the key of {person} was not good on the day of the approval, or the approval bears no day.",
        "A key counts only from its `from` to its `until`.", "Sign again with a key that is good now.";
    ja: "{decision}: 承認日に {person} の鍵が有効期間外か、承認日がありません。",
        "鍵は `from` から `until` までの間だけ有効です。", "現在有効な鍵で署名し直してください。";
}

finding! {
    /// The key of an approval was revoked.
    ApprovalKeyRevoked = "device/approval-key-revoked" {
        /// The decision.
        decision: String,
        /// The person.
        person: String,
    }
    en: "{decision}: the key of {person} was revoked.",
        "Whoever holds a stolen key can write any date, so nothing that it signed counts.", "Sign again with another key.";
    ja: "{decision}: {person} の鍵は失効しています。",
        "盗まれた鍵では日付を偽れるため、その鍵の署名はすべて数えません。", "別の鍵で署名し直してください。";
}

finding! {
    /// An appended approval fits no decision of the file.
    ApprovalOfNothing = "device/approval-of-nothing" {
        /// The person.
        person: String,
        /// The hash that it names.
        sha256: String,
    }
    en: "The approval by {person} fits no decision here (SHA-256 {sha256}).",
        "The decision was changed after it was approved, or is gone; the approval counts for nothing.",
        "Put the decision back as it was, or have it approved as it stands: `tutela triage sign`.";
    ja: "{person} の承認に合う判断がありません（SHA-256 {sha256}）。",
        "承認後に判断が変更されたか、削除されています。承認として数えません。",
        "判断を元に戻すか、現在の判断に `tutela triage sign` で承認を得てください。";
}

/// Why an approval does not make a decision count.
pub(super) enum Gap {
    /// Words, English and Japanese.
    Words(&'static str, &'static str),
    /// Its signature.
    Seal,
}

/// What is missing before a decision counts as approved, English and Japanese; `None` when nothing is, or when its status
/// claims nothing that somebody would have to answer for. An approval without a signature counts as far as a claim can.
pub fn approval_gap(decision: &Decision, people: Option<&People>, today: Day) -> Option<(&'static str, &'static str)> {
    match first_gap(decision, people, today)? {
        Gap::Words(en, ja) => Some((en, ja)),
        Gap::Seal => Some(("the signature of its approval does not hold", "承認の署名が有効ではありません")),
    }
}

pub(super) fn first_gap(decision: &Decision, people: Option<&People>, today: Day) -> Option<Gap> {
    // An investigation that goes on claims nothing that somebody would have to answer for.
    match decision.status {
        ProductStatus::UnderInvestigation => return None,
        ProductStatus::Affected | ProductStatus::NotAffected | ProductStatus::Fixed => {}
    }
    let mut gap = Some(Gap::Words("nobody has approved the decision", "判断が承認されていません"));
    for approval in decision.approvals() {
        // One that holds is enough.
        gap = Some(gap_of(approval, decision, people, today)?);
    }
    gap
}

/// The approval that completes the decision: signed, checked, by a second person who may. A decision without an author has
/// no second person.
pub fn verified_approval<'d>(decision: &'d Decision, people: Option<&People>, today: Day) -> Option<&'d Approval> {
    decision.author.as_ref()?;
    decision
        .approvals()
        .find(|approval| approval.seal == Seal::Fits && gap_of(approval, decision, people, today).is_none())
}

fn gap_of(approval: &Approval, decision: &Decision, people: Option<&People>, today: Day) -> Option<Gap> {
    let words = |en, ja| Some(Gap::Words(en, ja));
    if decision.author.as_ref() == Some(&approval.person) {
        return words(
            "who wrote the decision has approved it too; it takes a second person",
            "判断の作成者本人が承認しています。別の人の承認が必要です",
        );
    }
    let Some(person) = people.and_then(|people| people.person(&approval.person)) else {
        return words("the approver is not in people.yaml", "承認者が people.yaml にありません");
    };
    if !person.authority.contains(&Authority::ApproveTriage) {
        return words("the approver has no authority to approve it", "承認者に承認の権限がありません");
    }
    if approval.day().is_some_and(|day| day > today) {
        return words("the approval is dated in the future", "承認の日付が未来です");
    }
    match (&approval.sha256, &decision.sha256) {
        (Some(signed), Some(now)) if signed == now => approval.is_broken().then_some(Gap::Seal),
        (Some(_), Some(_)) => words(
            "the record was changed after it was approved (SHA-256 differs)",
            "承認後に記録が変更されています（SHA-256 不一致）",
        ),
        (None, _) | (_, None) => {
            words("the approval names no SHA-256 of what was approved", "承認対象の SHA-256 が記載されていません")
        }
    }
}

/// The signatures of a decision that do not hold.
pub(super) fn judge_seals(path: &str, name: &str, decision: &Decision, priority: Priority, found: &mut Vec<Finding>) {
    for (nth, approval) in decision.approvals().enumerate() {
        let (path, place) = (format!("{path}/{nth}"), &approval.place);
        let (decision, person) = (name.to_owned(), approval.person.to_string());
        found.push(match approval.seal {
            Seal::Unchecked | Seal::Fits => continue,
            Seal::Wrong => at(priority, path, place, ApprovalSignatureWrong { decision, person }),
            Seal::UnknownKey => at(priority, path, place, ApprovalKeyUnknown { decision, person }),
            Seal::OutOfTime => at(priority, path, place, ApprovalKeyOutOfTime { decision, person }),
            Seal::Revoked => at(priority, path, place, ApprovalKeyRevoked { decision, person }),
        });
    }
}

/// Appended approvals that fit no decision of the release.
pub fn judge_loose_approvals(release: &str, loose: &[Approval]) -> Vec<Finding> {
    let finding = |(nth, approval): (usize, &Approval)| {
        let sha256 = approval.sha256.as_ref().map(ToString::to_string).unwrap_or_default();
        let path = format!("release/{release}/approval/{sha256}/{}/{nth}", approval.person);
        let detail = ApprovalOfNothing { person: approval.person.to_string(), sha256 };
        at(Priority::Undecided, path, &approval.place, detail)
    };
    loose.iter().enumerate().map(finding).collect()
}
