use super::at;
use crate::{CheckAnswer, Site, SiteRole};
use terms::{Finding, Priority, finding};

finding! {
    /// Nobody is named who answers for the safety of devices or of information systems. Checklist item 1-1 [O].
    SafetyManagerMissing = "site/safety-manager-missing" {
        /// The missing role, as written.
        role: String,
    }
    en: "No person is named for the role {role}.",
        "A facility must appoint who answers for it, and incident work starts with that person.",
        "Add the role under `roles:` in site.yaml.";
    ja: "役割 {role} の担当者が記載されていません。",
        "施設は責任者を定める必要があり、インシデント対応もその人から始まります。",
        "site.yaml の `roles:` に記載してください。";
}

finding! {
    /// A checklist item is answered "no" without a day by which it will be done. Facility checklist, form [O].
    ChecklistWithoutTarget = "site/checklist-without-target" {
        /// The item.
        item: String,
    }
    en: "Checklist item {item} is answered `no` without a target date.",
        "The on-site inspection asks by when it will be done.",
        "Add `target:` with a date.";
    ja: "チェックリスト項目 {item} が `no` ですが、目標日が記載されていません。",
        "立入検査では、いつまでに実施するかが問われます。",
        "`target:` に日付を記載してください。";
}

/// Who answers for the site, and what its checklist leaves open.
pub fn judge_responsibility(site: &Site) -> Vec<Finding> {
    let mut findings = Vec::new();
    for role in [SiteRole::SafetyManager, SiteRole::SystemSafetyManager] {
        if !site.roles.iter().any(|named| named.role == role) {
            let role = terms::Choice::name(role).to_owned();
            findings.push(at(
                Priority::Attention,
                format!("site/roles/{role}"),
                &site.place,
                SafetyManagerMissing { role },
            ));
        }
    }
    let open = site.checklist.iter().filter(|item| item.answer == CheckAnswer::No && item.target.is_none());
    findings.extend(open.map(|item| {
        let detail = ChecklistWithoutTarget { item: item.item.clone() };
        at(Priority::Attention, format!("site/checklist/{}", item.item), &item.place, detail)
    }));
    findings
}

#[cfg(test)]
mod tests {
    use super::judge_responsibility;
    use crate::rules::testing::{id, told};
    use crate::{CheckAnswer, ChecklistItem, RoleAt, Site, SiteRole};
    use terms::{Place, Text, When};

    fn site(roles: &[SiteRole], answers: &[(CheckAnswer, Option<&str>)]) -> Site {
        let place = Place::default;
        let role = |role: &SiteRole| RoleAt { place: place(), role: *role, person: id("sato"), contact: None };
        let item = |(answer, target): &(CheckAnswer, Option<&str>)| ChecklistItem {
            place: place(),
            item: "JP-CL-2-13".to_owned(),
            answer: *answer,
            checked: None,
            target: target.and_then(When::parse),
            note: None,
        };
        Site {
            place: place(),
            id: id("st-alba"),
            name: Text::default(),
            jurisdiction: None,
            roles: roles.iter().map(role).collect(),
            policies: Vec::new(),
            checklist: answers.iter().map(item).collect(),
            rules_no_older_than: None,
            signers: Vec::new(),
        }
    }

    const BOTH: [SiteRole; 2] = [SiteRole::SafetyManager, SiteRole::SystemSafetyManager];

    #[test]
    fn both_managers_are_named() {
        assert_eq!(told(&judge_responsibility(&site(&BOTH, &[]))), Vec::<String>::new());
        let wanted = ["site/safety-manager-missing site/roles/system-safety-manager"];
        assert_eq!(told(&judge_responsibility(&site(&BOTH[..1], &[]))), wanted);
    }

    #[test]
    fn a_no_needs_a_day() {
        let answers = [(CheckAnswer::No, Some("2027-03-31")), (CheckAnswer::Yes, None), (CheckAnswer::No, None)];
        let wanted = ["site/checklist-without-target site/checklist/JP-CL-2-13"];
        assert_eq!(told(&judge_responsibility(&site(&BOTH, &answers))), wanted);
    }
}
