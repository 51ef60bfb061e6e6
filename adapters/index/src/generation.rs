//! A generation: which segments are in force, since when, and how old their sources were. One JSON file, named by its hash.

use serde::{Deserialize, Serialize};
use terms::{Day, Instant};
use vulnerability::{DatedBy, Part, PartFacts};

/// The schema name that a generation file carries.
pub(crate) const SCHEMA: &str = "tutela.generation/v1";

/// A generation file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Generation {
    pub(crate) schema: String,
    pub(crate) program: String,
    pub(crate) taken_on: String,
    pub(crate) parts: Vec<HeldPart>,
}

/// A part of a generation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HeldPart {
    pub(crate) part: String,
    pub(crate) segment: String,
    pub(crate) complete: bool,
    pub(crate) records: u64,
    pub(crate) rejected: u64,
    pub(crate) refused: Vec<(String, String)>,
    pub(crate) published_at: Option<String>,
    pub(crate) dated_by: String,
    pub(crate) score_date: Option<String>,
    pub(crate) taken_on: String,
    pub(crate) files: Vec<HeldFile>,
}

/// A file as received.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct HeldFile {
    pub(crate) name: String,
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
}

impl HeldPart {
    /// The facts that answers show; `None` for a part of a source this program does not know.
    pub(crate) fn facts(&self) -> Option<PartFacts> {
        let HeldPart {
            part,
            segment,
            complete,
            records,
            rejected,
            refused,
            published_at,
            dated_by,
            score_date,
            taken_on,
            files: _,
        } = self;
        Some(PartFacts {
            part: Part::from_name(part)?,
            complete: *complete,
            records: *records,
            rejected: *rejected,
            published_at: published_at.as_deref().and_then(Instant::parse),
            taken_on: Instant::parse(taken_on)?,
            score_date: score_date.as_deref().and_then(Day::parse),
            hash: segment.clone(),
            refused: refused.clone(),
            dated_by: DatedBy::from_name(dated_by).unwrap_or_default(),
        })
    }
}

impl Generation {
    /// When it came into force.
    pub(crate) fn taken_on(&self) -> Option<Instant> {
        Instant::parse(&self.taken_on)
    }
}
