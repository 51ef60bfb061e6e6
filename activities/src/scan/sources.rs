//! Which sources were asked, how old they are, and whether that is within what was promised.

use super::ScanSettings;
use std::collections::BTreeSet;
use terms::Day;
use vulnerability::{Freshness, Knowledge, Part, PartFacts, Source};

/// A source part as an answer shows it.
#[derive(Clone, Debug)]
pub struct SourceState {
    /// The part; for a promised source that is not held, the name as promised.
    pub name: String,
    /// The held copy; `None`: promised and not held.
    pub facts: Option<PartFacts>,
    /// Age in days; `None` when nobody dates it.
    pub age_days: Option<u32>,
    /// Its limit, in days.
    pub limit_days: u32,
    /// Whether it may be leaned on; `None` when it is not held.
    pub freshness: Option<Freshness>,
    /// Whether the plan promises it.
    pub promised: bool,
}

impl SourceState {
    /// Whether nothing may be concluded from its silence.
    pub fn is_unusable(&self) -> bool {
        self.freshness != Some(Freshness::Fresh)
    }

    /// The day of a source that is dated after the moment of the answer.
    pub fn day_to_come(&self) -> Option<Day> {
        let published_at = self.facts.as_ref()?.published_at?;
        (self.freshness == Some(Freshness::Future)).then(|| published_at.day())
    }
}

/// Every source held, and those promised that are not.
pub fn states(knowledge: &dyn Knowledge, settings: &ScanSettings) -> Vec<SourceState> {
    let mut states: Vec<SourceState> = Vec::new();
    for facts in knowledge.parts() {
        let (age_days, freshness) = settings.limits.judge(facts, settings.now);
        let name = facts.part.to_string();
        let promised = settings.promised.contains(&name) || settings.promised.contains(facts.part.source.name());
        states.push(SourceState {
            limit_days: settings.limits.of(facts),
            name,
            age_days,
            freshness: Some(freshness),
            promised,
            facts: Some(facts.clone()),
        });
    }
    for name in missing(&states, &settings.promised) {
        states.push(SourceState {
            limit_days: settings.limits.promised.get(&name).copied().unwrap_or(settings.limits.default_days),
            name,
            facts: None,
            age_days: None,
            freshness: None,
            promised: true,
        });
    }
    states
}

/// Promised sources that are not held. A promise of `OSV` is kept by any of its parts.
fn missing(states: &[SourceState], promised: &BTreeSet<String>) -> Vec<String> {
    let held = |name: &String| {
        states.iter().any(|state| state.name == *name)
            || Part::from_name(name).is_some_and(|part| {
                part.ecosystem.is_empty()
                    && part.source == Source::Osv
                    && states
                        .iter()
                        .any(|state| state.facts.as_ref().is_some_and(|facts| facts.part.source == Source::Osv))
            })
    };
    promised.iter().filter(|name| Part::from_name(name).is_some() && !held(name)).cloned().collect()
}
