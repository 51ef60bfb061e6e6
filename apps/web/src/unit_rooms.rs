//! The rooms about one installed unit: what stands against it, and what a person did at it. The edge fills this port with the
//! activities behind `tutela check` of a site, so that a unit's page never disagrees with the answer about the whole.

use crate::deciding::Who;
use crate::rooms::{Answer, Asking, Refusal};
use activities::package::PackageLog;
use activities::site_port::Sites;

/// The unit that is meant.
#[derive(Clone, Copy, Debug)]
pub struct UnitAsked<'u> {
    /// Its id.
    pub unit: &'u str,
    /// Only where it stands in one of these wards; `None`: wherever it stands.
    pub wards: Option<&'u [String]>,
}

/// What a person did at a unit.
#[derive(Clone, Copy, Debug)]
pub enum UnitDone<'d> {
    /// It runs this version, which is known like this (`read-from-device`, …).
    Runs {
        /// As labelled.
        version: &'d str,
        /// How it is known.
        evidence: &'d str,
    },
    /// It cannot be brought to this release.
    Cannot {
        /// The release.
        release: &'d str,
        /// Why.
        reason: &'d str,
    },
}

/// What is to be recorded, by whom, and what was shown to them before.
#[derive(Clone, Copy, Debug)]
pub struct UnitWord<'w> {
    /// What was done.
    pub done: UnitDone<'w>,
    /// `held` of the answer that was shown.
    pub held: &'w str,
    /// Who did it.
    pub who: Who<'w>,
}

/// Why nothing was recorded.
#[derive(Clone, Debug)]
pub enum UnitNotRecorded {
    /// There is no such unit.
    NotThere,
    /// Somebody changed it since it was shown.
    Changed(Refusal),
    /// Anything else.
    Refused(Refusal),
}

/// Every activity about one unit.
pub trait UnitRooms: Send + Sync {
    /// `tutela.unit/v1`; `None` when there is no such unit.
    fn unit(&self, asking: Asking, site: &dyn Sites, asked: UnitAsked<'_>) -> Result<Option<Answer>, Refusal>;
    /// Records what a person did.
    fn record_unit(
        &self,
        asking: Asking,
        site: (&dyn Sites, &dyn PackageLog),
        asked: UnitAsked<'_>,
        word: UnitWord<'_>,
    ) -> Result<(), UnitNotRecorded>;
}
