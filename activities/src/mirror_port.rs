//! The port through which an import changes the held knowledge: collected in a draft, visible only when committed.

use crate::feed_port::{FeedFault, ReceivedFile};
use std::collections::BTreeSet;
use terms::{Day, Instant};
use vulnerability::{Advisory, Affected, DatedBy, Origin, Part, PartFacts, Refused};

/// What one import brought for one part.
#[derive(Clone, Debug)]
pub struct Take {
    /// Which part.
    pub part: Part,
    /// It replaces what was held; otherwise it is laid over it.
    pub replaces: bool,
    /// The part is complete after it.
    pub complete: bool,
    /// The source's own date of this state.
    pub published_at: Option<Instant>,
    /// Where that date comes from.
    pub dated_by: DatedBy,
    /// The day of EPSS scores.
    pub score_date: Option<Day>,
    /// How many records were refused.
    pub rejected: u64,
    /// The first of them: where, and why.
    pub refused: Vec<Refused>,
    /// The newest date among the records it brought.
    pub newest: Option<Instant>,
    /// How it came here.
    pub origin: Origin,
    /// The files it came from.
    pub files: Vec<ReceivedFile>,
}

/// A generation in the making. Dropping it leaves everything as it was.
pub trait Draft {
    /// The parts of the generation that is in force now.
    fn held(&self) -> &[PartFacts];
    /// Adds a record with those affected names that belong to the part. `false`: a later state of it is already there.
    fn add(&mut self, part: &Part, record: &Advisory<'_>, affected: &[&Affected<'_>]) -> Result<bool, FeedFault>;
    /// Forgets what was added for a part.
    fn reset(&mut self, part: &Part);
    /// Records added for a part so far.
    fn count(&self, part: &Part) -> u64;
    /// Puts the new generation in force, by one rename, and gives its hash and parts.
    fn commit(
        self: Box<Self>,
        takes: Vec<Take>,
        taken_on: Instant,
        program: &str,
    ) -> Result<(String, Vec<PartFacts>), FeedFault>;
}

/// Where generations are kept.
pub trait Mirror {
    /// Starts a generation; only one can be in the making.
    fn draft(&self) -> Result<Box<dyn Draft + '_>, FeedFault>;
}

/// What differs between two generations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Ids and aliases of records that came, changed or went.
    pub ids: BTreeSet<String>,
    /// Names that these records speak of, or spoke of ([`vulnerability::Name::spell`]).
    pub names: BTreeSet<String>,
}
