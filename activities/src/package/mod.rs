//! The signed package that carries a dossier from its maker to a facility, and the signed status that travels back.

mod build;
mod changes;
mod choose;
mod field;
mod findings;
mod held;
mod open;
mod port;
mod receive;
mod status;

pub use build::{BuildPlan, CannotBuild, DUE_DAYS, plan_package};
pub use changes::{CannotTell, PackageChanges, ReleaseChange, State, package_changes};
pub use choose::Wish;
pub use field::{Field, field};
pub use findings::{
    CARDS, DutiesOpen, DutyRefused, DutyRefusedInField, PackageAltered, PackageNotTheLast, PackagePastDue,
    PackageSignerNotTrusted, PackageUnreadable, ReceivedUnsigned, StatusSignerUnknown, StatusUnreadable,
};
pub use held::{Answer, Held, HeldPackage, held_packages, is_revoked, trusted_keys};
pub use open::{Broken, OpenedPackage, open_package};
pub use port::{Envelopes, Key, Opened, PackageLog, WholeDossier};
pub use receive::{Answers, Receiving, Refusal, by_hand, plan_receive, said};
pub use status::{CannotTellMaker, RulesHeld, StatusOf, controls, make_status, package_for};

use sha2::{Digest, Sha256};

/// SHA-256 of bytes, 64 hexadecimal digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same as a value.
pub(crate) fn hash_of(bytes: &[u8]) -> device::Sha256 {
    device::Sha256::parse(&sha256(bytes)).expect("a digest is 64 hexadecimal digits")
}

/// The name of a package: SHA-256 of its manifest's bytes.
pub fn name_of(manifest: &formats::dossier::v1::Package) -> String {
    sha256(manifest.canonical().as_bytes())
}
