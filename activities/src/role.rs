//! Who a person is at work: the roles of both parties, and what each may see or do.
//!
//! A role says what its holder is responsible for (MHLW guidance for facilities, 2.2; JIS T 81001-5-1, 4.1.2); the
//! permissions follow from it in one table, so that nobody has to be given rights one by one.

use terms::Lang;

/// What a person is responsible for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Manufacturer: keeps dossiers, SBOMs and decisions.
    ProductSecurity,
    /// Manufacturer: submissions and conformity.
    RegulatoryAffairs,
    /// Manufacturer: quality management.
    Quality,
    /// Manufacturer: takes in reports and discloses.
    Psirt,
    /// Manufacturer: signs what others have decided.
    Approver,
    /// Facility: firewalls and networks.
    HospitalIt,
    /// Facility: installed units.
    Biomedical,
    /// Facility: safety manager for medical devices (Medical Care Act, Enforcement Regulations Art. 1-11).
    ClinicalSafety,
    /// A service provider; always with an end and a scope.
    ServiceProvider,
    /// Reads everything, changes nothing.
    Auditor,
    /// Accounts and settings, without clinical data.
    Administrator,
}

/// What a route asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Permission {
    /// The work list and the catalogue of findings.
    ReadWork,
    /// Device dossiers, their components and answers.
    ReadDevices,
    /// Add a revision of a dossier.
    AddDevices,
    /// Decide about findings of a dossier.
    Decide,
    /// Approve what another person decided.
    Approve,
    /// Site folders and their units.
    ReadSites,
    /// Add a revision of a site folder, import units.
    ChangeSites,
    /// Hand a site the signed packages of makers, and nothing else.
    DeliverPackages,
    /// The state of the mirror.
    ReadFeeds,
    /// Import or fetch feeds.
    ChangeFeeds,
    /// The log.
    ReadLog,
    /// Accounts, roles and their ends.
    ManageUsers,
    /// One's own tokens for programs.
    ManageTokens,
    /// Legal holds on records.
    ManageRetention,
}

impl Permission {
    /// All of them.
    pub const ALL: [Permission; 14] = [
        Permission::ReadWork,
        Permission::ReadDevices,
        Permission::AddDevices,
        Permission::Decide,
        Permission::Approve,
        Permission::ReadSites,
        Permission::ChangeSites,
        Permission::DeliverPackages,
        Permission::ReadFeeds,
        Permission::ChangeFeeds,
        Permission::ReadLog,
        Permission::ManageUsers,
        Permission::ManageTokens,
        Permission::ManageRetention,
    ];

    /// Its name in descriptions and tokens, for life.
    pub fn name(self) -> &'static str {
        match self {
            Permission::ReadWork => "read-work",
            Permission::ReadDevices => "read-devices",
            Permission::AddDevices => "add-devices",
            Permission::Decide => "decide",
            Permission::Approve => "approve",
            Permission::ReadSites => "read-sites",
            Permission::ChangeSites => "change-sites",
            Permission::DeliverPackages => "deliver-packages",
            Permission::ReadFeeds => "read-feeds",
            Permission::ChangeFeeds => "change-feeds",
            Permission::ReadLog => "read-log",
            Permission::ManageUsers => "manage-users",
            Permission::ManageTokens => "manage-tokens",
            Permission::ManageRetention => "manage-retention",
        }
    }

    /// The permission of this name.
    pub fn named(name: &str) -> Option<Permission> {
        Permission::ALL.into_iter().find(|permission| permission.name() == name)
    }
}

impl Role {
    /// All of them.
    pub const ALL: [Role; 11] = [
        Role::ProductSecurity,
        Role::RegulatoryAffairs,
        Role::Quality,
        Role::Psirt,
        Role::Approver,
        Role::HospitalIt,
        Role::Biomedical,
        Role::ClinicalSafety,
        Role::ServiceProvider,
        Role::Auditor,
        Role::Administrator,
    ];

    /// Its name in the API and the store, for life.
    pub fn name(self) -> &'static str {
        match self {
            Role::ProductSecurity => "product-security",
            Role::RegulatoryAffairs => "regulatory-affairs",
            Role::Quality => "quality",
            Role::Psirt => "psirt",
            Role::Approver => "approver",
            Role::HospitalIt => "hospital-it",
            Role::Biomedical => "biomedical",
            Role::ClinicalSafety => "clinical-safety",
            Role::ServiceProvider => "service-provider",
            Role::Auditor => "auditor",
            Role::Administrator => "administrator",
        }
    }

    /// The role of this name.
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }

    /// As a person reads it.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Role::ProductSecurity => lang.pick("product security", "製品セキュリティ"),
            Role::RegulatoryAffairs => lang.pick("regulatory affairs", "薬事"),
            Role::Quality => lang.pick("quality", "品質保証"),
            Role::Psirt => lang.pick("PSIRT", "PSIRT"),
            Role::Approver => lang.pick("approver", "承認者"),
            Role::HospitalIt => lang.pick("hospital IT", "医療情報担当"),
            Role::Biomedical => lang.pick("biomedical engineering", "臨床工学"),
            Role::ClinicalSafety => lang.pick("clinical safety manager", "医療機器安全管理責任者"),
            Role::ServiceProvider => lang.pick("service provider", "保守事業者"),
            Role::Auditor => lang.pick("auditor", "監査"),
            Role::Administrator => lang.pick("administrator", "システム管理者"),
        }
    }

    /// What its holder may do.
    pub fn permissions(self) -> &'static [Permission] {
        use Permission::{
            AddDevices, Approve, ChangeFeeds, ChangeSites, Decide, DeliverPackages, ManageRetention, ManageTokens,
            ManageUsers, ReadDevices, ReadFeeds, ReadLog, ReadSites, ReadWork,
        };
        match self {
            Role::ProductSecurity | Role::Psirt => {
                &[ReadWork, ReadDevices, AddDevices, Decide, ReadFeeds, ChangeFeeds, ReadLog, ManageTokens]
            }
            Role::RegulatoryAffairs => &[ReadWork, ReadDevices, ReadFeeds, ReadLog],
            Role::Quality => &[ReadWork, ReadDevices, ReadFeeds, ReadLog, ManageRetention],
            Role::Approver => &[ReadWork, ReadDevices, Approve, ReadFeeds, ReadLog],
            Role::HospitalIt => &[
                ReadWork,
                ReadDevices,
                AddDevices,
                ReadSites,
                ChangeSites,
                DeliverPackages,
                Decide,
                ReadFeeds,
                ChangeFeeds,
                ReadLog,
                ManageTokens,
            ],
            Role::Biomedical => &[ReadWork, ReadDevices, ReadSites, ChangeSites, DeliverPackages, Decide, ReadFeeds],
            Role::ClinicalSafety => &[ReadWork, ReadDevices, ReadSites, Approve, ReadFeeds, ReadLog],
            Role::ServiceProvider => &[ReadWork, ReadDevices, ReadSites],
            Role::Auditor => &[ReadWork, ReadDevices, ReadSites, ReadFeeds, ReadLog],
            // Dossiers and units are clinical data: who keeps the accounts has no business there.
            Role::Administrator => &[ReadFeeds, ChangeFeeds, ReadLog, ManageUsers, ManageTokens, ManageRetention],
        }
    }

    /// Whether its holder may do this.
    pub fn may(self, what: Permission) -> bool {
        self.permissions().contains(&what)
    }
}

#[cfg(test)]
mod tests {
    use super::{Permission, Role};

    #[test]
    fn who_keeps_the_accounts_sees_no_clinical_data() {
        let clinical = [Permission::ReadDevices, Permission::ReadSites, Permission::ReadWork];
        assert!(clinical.into_iter().all(|permission| !Role::Administrator.may(permission)));
    }

    #[test]
    fn an_auditor_changes_nothing() {
        use Permission::{
            AddDevices, Approve, ChangeFeeds, ChangeSites, Decide, DeliverPackages, ManageRetention, ManageTokens,
            ManageUsers,
        };
        let changing = [
            AddDevices,
            Approve,
            ChangeFeeds,
            ChangeSites,
            Decide,
            DeliverPackages,
            ManageRetention,
            ManageTokens,
            ManageUsers,
        ];
        assert!(changing.into_iter().all(|permission| !Role::Auditor.may(permission)));
    }

    #[test]
    fn who_changes_sites_delivers_packages_too_and_nobody_else_does() {
        let alike = |role: Role| role.may(Permission::ChangeSites) == role.may(Permission::DeliverPackages);
        assert!(Role::ALL.into_iter().all(alike));
    }

    #[test]
    fn no_role_both_decides_and_approves() {
        assert!(Role::ALL.into_iter().all(|role| !(role.may(Permission::Decide) && role.may(Permission::Approve))));
    }

    #[test]
    fn names_lead_back_to_what_they_name() {
        assert!(Role::ALL.into_iter().all(|role| Role::named(role.name()) == Some(role)));
        assert!(Permission::ALL.into_iter().all(|one| Permission::named(one.name()) == Some(one)));
    }
}
