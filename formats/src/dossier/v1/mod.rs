//! Version 1 of what people write in a device dossier or a site folder: one file per kind. Positions are read beside the shape, not in it.

mod decision;
mod device;
mod family;
mod name_answer;
mod network;
mod networks;
mod package;
mod people;
mod plan;
mod register;
mod release;
mod shared;
mod site;
mod site_decision;
mod status;
mod stored_rules;
mod support;

pub use decision::{AppendedApproval, Approval, DecidedComponent, Decision, approval_statement};
pub use device::{
    Accessory, Connection, ConnectionWords, Connections, Device, Environment, Filing, Requirement, RiskFile,
    SupportDates,
};
pub use family::{Family, FeatureOption, HardwareRevision, Model, Variant};
pub use name_answer::{Decided, NameAnswer};
pub use network::{CloudEndPoint, CompensatingControl, Flow, Network, Service};
pub use networks::{Firewall, Link, Networks, Peer, RemoteAccess, Subnet, Zone};
pub use package::{Duty, Package, PackageFact, PackagedFile, PackagedRelease, Withheld};
pub use people::{Organisation, OrganisationRole, People, Person, PublicKey};
pub use plan::{
    Disclosure, PatchTime, PatchTimes, Plan, PlanRole, Responsibility, Review, Reviews, Testing, WatchedSource,
};
pub use register::Fact;
pub use release::{Build, Release, SbomFile};
pub use shared::{Alias, Condition, Evidence};
pub use site::{ChecklistItem, Policy, RoleAt, Signer, Site};
pub use site_decision::{BoundFile, Isolation, SiteDecided, SiteDecision, site_approval_statement};
pub use status::{ControlInForce, Status, StatusDuty, StatusRelease, Touched, Unpatched};
pub use stored_rules::{StoredRuleFile, StoredRules};
pub use support::{ItemMatch, OtherWatch, Support, SupportItem};
