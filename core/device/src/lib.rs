//! Device: a device family, its releases, plan, support periods and people, as the maker declares them.
//!
//! Takes: what was written in a dossier, already read. Gives: the same as values, and findings about what is missing, late
//! or unreasoned in plan, environment, hazards, support dates, software items and decisions.
//! Serves: JP Essential Principles Art. 12(3), IEC/JIS T 81001-5-1 clauses 4.3 and 6.1, FDA 524B(b)(1), IMDRF N70.
//! Never: reads a file or a clock (`today` is a parameter), or judges a vulnerability.

mod approval;
mod condition;
mod dated;
mod decision;
mod device;
mod environment;
mod family;
mod id;
mod interval;
mod name_answer;
mod package;
mod people;
mod plan;
mod register;
mod release;
pub mod rules;
mod support;

pub use approval::{Approval, Seal, usable_key};
pub use condition::{Condition, ConditionKind, Evidence, Sha256};
pub use dated::Dated;
pub use decision::{DecidedComponent, Decision, Exploitation, ProductStatus, VexJustification};
pub use device::{
    Accessory, AccessoryKind, Alias, AliasKind, Connection, Connections, Device, Filing, RiskFile, SupportPeriod,
};
pub use environment::{Environment, Requirement};
pub use family::{Family, FeatureOption, HardwareRevision, Model, Variant};
pub use id::{Id, NotAnId};
pub use interval::Interval;
pub use name_answer::NameAnswer;
pub use package::{Duty, DutyKind, Package, PackageFact, PackageFactKind, PackagedFile, PackagedRelease, Withheld};
pub use people::{Authority, Organisation, OrganisationRole, PartyRole, People, Person, PublicKey};
pub use plan::{
    Disclosure, PatchTime, PatchTimes, Plan, PlanRole, Responsibility, Review, Reviews, Testing, WatchedSource,
};
pub use register::{Fact, FactKind};
pub use release::{Build, Release, ReleaseState, SbomFile, SbomRole};
pub use rules::{Area, Judgement, Looked, NotLooked};
pub use support::{ItemMatch, LevelOfSupport, OtherWatch, Provenance, RiskTransfer, Support, SupportItem, WatchState};
pub use terms::Choice;
