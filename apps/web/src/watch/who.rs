//! Who must act on what: each kind of finding belongs to the roles that are responsible for it, at the maker and at the facility.

use activities::library_port::KeptKind;
use activities::role::Role;
use terms::Party;

/// Beginnings of codes, and at a maker the roles that act on them; the first that fits counts.
const MAKER: &[(&str, &[Role])] = &[
    ("device/review-", &[Role::Quality, Role::RegulatoryAffairs]),
    ("device/plan-", &[Role::Quality, Role::RegulatoryAffairs]),
    ("device/patch-time-", &[Role::Quality, Role::RegulatoryAffairs]),
    ("device/risk-file-missing", &[Role::Quality, Role::RegulatoryAffairs]),
    ("device/past-end-", &[Role::RegulatoryAffairs, Role::Quality]),
    ("device/support-ends-soon", &[Role::RegulatoryAffairs, Role::Quality]),
    ("device/support-dates-missing", &[Role::RegulatoryAffairs, Role::Quality]),
    ("device/duty-refused", &[Role::RegulatoryAffairs, Role::ProductSecurity]),
    ("device/decision-not-approved", &[Role::Approver, Role::ProductSecurity]),
    ("device/decision-exp", &[Role::ProductSecurity, Role::Approver]),
    ("device/approval-", &[Role::Approver, Role::ProductSecurity]),
    ("device/item-", &[Role::ProductSecurity]),
    ("device/other-watch-late", &[Role::ProductSecurity]),
    ("", &[Role::ProductSecurity, Role::Psirt]),
];

/// The same at a facility.
const FACILITY: &[(&str, &[Role])] = &[
    ("device/decision-", &[Role::ClinicalSafety, Role::HospitalIt]),
    ("device/approval-", &[Role::ClinicalSafety, Role::HospitalIt]),
    ("device/past-end-", &[Role::Biomedical, Role::HospitalIt, Role::ClinicalSafety]),
    ("device/support-ends-soon", &[Role::Biomedical, Role::HospitalIt, Role::ClinicalSafety]),
    ("device/risk-file-missing", &[Role::ClinicalSafety, Role::Biomedical]),
    ("site/decision-", &[Role::ClinicalSafety, Role::HospitalIt]),
    ("site/safety-manager-missing", &[Role::ClinicalSafety]),
    ("site/known-exploited", &[Role::HospitalIt, Role::Biomedical, Role::ClinicalSafety]),
    ("site/protect-first", &[Role::HospitalIt, Role::Biomedical, Role::ClinicalSafety]),
    ("site/isolation-lost", &[Role::HospitalIt, Role::Biomedical, Role::ClinicalSafety]),
    ("site/dut", &[Role::HospitalIt, Role::Biomedical, Role::ClinicalSafety]),
    ("site/unit", &[Role::Biomedical]),
    ("site/udi-", &[Role::Biomedical]),
    ("site/model-differs", &[Role::Biomedical]),
    ("units/", &[Role::Biomedical]),
    ("network/", &[Role::HospitalIt]),
    ("site/link-", &[Role::HospitalIt]),
    ("site/no-firewall", &[Role::HospitalIt]),
    ("site/network-device-", &[Role::HospitalIt]),
    ("site/gateway-", &[Role::HospitalIt]),
    ("site/subnet-", &[Role::HospitalIt]),
    ("site/zone-", &[Role::HospitalIt]),
    ("site/address-", &[Role::HospitalIt]),
    ("", &[Role::HospitalIt, Role::Biomedical]),
];

/// The roles that must act on a finding of this code. A blocking one is a risk to patients that nothing controls: at a facility its
/// safety manager, at a maker its quality management must know of it too.
pub(super) fn roles(kind: KeptKind, party: Party, code: &str, is_blocking: bool) -> Vec<Role> {
    let (table, safety) = match party {
        Party::Manufacturer => (MAKER, Role::Quality),
        Party::Facility => (FACILITY, Role::ClinicalSafety),
    };
    let found = table.iter().find(|(beginning, _)| code.starts_with(beginning));
    let mut roles = found.map(|(_, roles)| roles.to_vec()).unwrap_or_default();
    if is_blocking && !roles.contains(&safety) {
        roles.push(safety);
    }
    // Who cannot see it is not asked; of a maker's site nobody could, so those of facilities are.
    let reading = match kind {
        KeptKind::Dossier => activities::role::Permission::ReadDevices,
        KeptKind::Site => activities::role::Permission::ReadSites,
    };
    roles.retain(|role| role.may(reading));
    match (roles.is_empty(), kind) {
        (true, KeptKind::Site) => vec![Role::HospitalIt, Role::Biomedical],
        (true, KeptKind::Dossier) | (false, _) => roles,
    }
}

#[cfg(test)]
mod tests {
    use super::roles;
    use activities::library_port::KeptKind;
    use activities::role::Role;
    use terms::Party;

    fn expect(party: Party, code: &str, named: &[&str]) {
        let kind = if code.starts_with("site/") { KeptKind::Site } else { KeptKind::Dossier };
        let found: Vec<&str> = roles(kind, party, code, false).into_iter().map(Role::name).collect();
        assert_eq!(found, named, "{code}");
    }

    #[test]
    fn at_a_maker_each_kind_of_finding_reaches_who_is_responsible_for_it() {
        let maker = |code, named: &[&str]| expect(Party::Manufacturer, code, named);
        maker("device/review-overdue", &["quality", "regulatory-affairs"]);
        maker("device/past-end-of-support", &["regulatory-affairs", "quality"]);
        maker("device/decision-not-approved", &["approver", "product-security"]);
        maker("device/decision-expires-soon", &["product-security", "approver"]);
        maker("device/item-past-end-of-support", &["product-security"]);
        maker("vulnerability/affected", &["product-security", "psirt"]);
    }

    #[test]
    fn at_a_facility_too() {
        let facility = |code, named: &[&str]| expect(Party::Facility, code, named);
        facility("site/isolation-lost", &["hospital-it", "biomedical", "clinical-safety"]);
        facility("site/decision-of-nothing", &["clinical-safety", "hospital-it"]);
        facility("site/unit-id-twice", &["biomedical"]);
        facility("site/link-not-filtered", &["hospital-it"]);
        facility("vulnerability/affected", &["hospital-it", "biomedical"]);
    }

    #[test]
    fn what_blocks_reaches_who_answers_for_patients() {
        let all = |party| roles(KeptKind::Dossier, party, "vulnerability/affected", true);
        assert!(all(Party::Manufacturer).contains(&Role::Quality));
        assert!(all(Party::Facility).contains(&Role::ClinicalSafety));
    }
}
