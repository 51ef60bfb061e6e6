//! Matches the components of SBOMs against the held knowledge, and says of each one what was looked at.

mod answer;
mod ask;
mod collect;
mod completeness;
mod contradiction;
mod covering;
mod either;
mod elsewhere;
mod findings;
pub(crate) mod go_modules;
mod identity;
mod join;
mod parts;
pub mod published;
mod sources;
pub mod speak;
#[cfg(test)]
pub(crate) mod tests;
mod texts;
mod unread;
mod verdict;

pub use answer::{Against, Decided, Item, Match, Scan, SetAside, Undecided, VulnerabilityFinding};
pub use collect::{Collected, CollectedDocument, Collector, Notes, NotesFor, Shown};
pub use completeness::{IncompleteDocument, SelfStated};
pub use contradiction::VersionContradicted;
pub use covering::Covering;
pub use elsewhere::RefersElsewhere;
pub use findings::{
    Affected, CARDS, NotComparable, RecordsNotRead, SetAsideFinding, SourceFuture, SourceMissing, SourceStale,
    Unwatched,
};
pub use sources::{SourceState, states as source_states};
pub use unread::Unread;
pub use verdict::{Dependence, Verdict};

use std::collections::BTreeSet;
use terms::{Instant, Priority};
use vulnerability::{AgeLimits, Knowledge, KnowledgeFault};

/// What the caller decides about a scan.
#[derive(Clone, Debug)]
pub struct ScanSettings {
    /// The moment the answer is for.
    pub now: Instant,
    /// How old sources may be.
    pub limits: AgeLimits,
    /// Sources that were promised and must be held and fresh, beyond those that components depend on.
    pub promised: BTreeSet<String>,
    /// Findings from this priority on make the exit status 1.
    pub fail_on: Priority,
    /// Leave unwatched components out of the verdict; the answer says so.
    pub unwatched_allowed: bool,
    /// Ask about these records alone, by part and number; what components are watched stays the same. `None`: about all.
    pub only: Option<BTreeSet<(usize, u32)>>,
}

/// Matches collected components against the held knowledge.
pub fn scan<'a>(
    knowledge: &dyn Knowledge,
    collected: Collected<'a>,
    settings: &ScanSettings,
) -> Result<Scan<'a>, KnowledgeFault> {
    let mut asked = ask::ask(knowledge, &collected.identities, &collected.texts, settings.only.as_ref())?;
    if let Some(only) = &settings.only {
        asked.keep(only);
    }
    let mut joined = join::join(knowledge, &asked, settings.now)?;
    let (asked, denials) = ask::denials(knowledge, &collected.identities, &collected.texts, asked)?;
    joined.file_denials(knowledge, &denials, settings.now)?;
    let sources = sources::states(knowledge, settings);
    Ok(answer::assemble(knowledge.hash(), collected, asked, joined, sources, settings))
}
