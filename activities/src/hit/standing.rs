//! What a check learns of a dossier whichever vulnerability is asked about later: of each release what is watched, and
//! everything found in it. Kept with the check, it answers for thousands of dossiers without one being opened.

use super::release::{components, named, outcome, unwatched};
use super::{DeviceHit, Found, HowFound, Outcome, ReleaseHit, SupportSaid, Wanted};
use crate::check_device::{Checked, OpenDevice, check_device, open_loaded};
use crate::dossier_port::Dossiers;
use crate::hit::HitFault;
use crate::scan::{Decided, Dependence, ScanSettings};
use device::rules::in_force;
use device::{Choice, Id, LevelOfSupport, ProductStatus, ReleaseState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use terms::{Priority, Text, When};
use vulnerability::{Coverage, CoverageState, Knowledge};

/// Which shape this is; another meaning of a field is another shape.
const SHAPE: u32 = 1;

/// A dossier as its last check saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// [`SHAPE`]; another is read as nothing.
    shape: u32,
    id: String,
    name_en: Option<String>,
    name_ja: Option<String>,
    hash: String,
    /// Ids that decisions in force name.
    decided: BTreeSet<String>,
    releases: Vec<ReleaseStanding>,
}

/// A release as the last check of its dossier saw it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReleaseStanding {
    release: String,
    label: String,
    state: Option<String>,
    watched: u64,
    unwatched: u64,
    unwatched_components: Vec<String>,
    dependence: Dependence,
    names_asked: bool,
    found: Vec<FoundStanding>,
}

/// A component that a vulnerability touches.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct FoundStanding {
    /// The id of the vulnerability and its other ids; found by words: of every vulnerability that the advisory is about.
    ids: Vec<String>,
    by_words: bool,
    component: String,
    purl: String,
    how: String,
    source: String,
    record: String,
    range: String,
    why: [String; 2],
    priority: String,
    decided: Option<(String, [String; 2], bool)>,
    /// Level and end of support as said, and whether that is past.
    support: Option<(Option<String>, Option<String>, bool)>,
}

impl ReleaseStanding {
    /// The release that a check looked at; `None` when there was none.
    pub fn of(
        open: &OpenDevice,
        checked: &Checked<'_>,
        knowledge: &dyn Knowledge,
        settings: &ScanSettings,
    ) -> Option<ReleaseStanding> {
        let id = open.release.as_ref()?;
        let release = open.dossier.release(id);
        let about = release.and_then(|release| release.release.as_ref());
        let scan = &checked.scan;
        let of_components = components(open, checked, &|_| true, release, settings, false);
        let of_components = of_components.into_iter().map(|(vulnerability, found)| {
            let vulnerability = &scan.vulnerabilities[vulnerability as usize];
            let ids = std::iter::once(&vulnerability.id).chain(&vulnerability.aliases);
            FoundStanding::of(ids.cloned().collect(), false, &found)
        });
        let by_words = named(checked, &|_| true);
        let by_words = by_words.map(|(by, found)| FoundStanding::of(by.vulnerabilities.clone(), true, &found));
        Some(ReleaseStanding {
            release: id.to_string(),
            label: about.map(|about| about.label.clone()).unwrap_or_default(),
            state: about.map(|about| about.state.name().to_owned()),
            watched: scan.coverage.watched(),
            unwatched: scan.coverage.unwatched(),
            unwatched_components: unwatched(scan),
            dependence: scan.dependence.clone(),
            names_asked: super::release::names_asked(knowledge),
            found: of_components.chain(by_words).collect(),
        })
    }

    fn hit(&self, wanted: &Wanted, is_current: bool) -> Option<ReleaseHit> {
        let is_wanted = |found: &&FoundStanding| match found.ids.split_first() {
            Some(_) if found.by_words => found.ids.iter().any(|id| wanted.is(id, &[])),
            Some((id, aliases)) => wanted.is(id, aliases),
            None => false,
        };
        let mut found: Vec<Found> = self.found.iter().filter(is_wanted).filter_map(FoundStanding::found).collect();
        found.sort_by_key(|found| (std::cmp::Reverse(found.priority), found.how as u8));
        let mut coverage = Coverage::default();
        (0..self.watched).for_each(|_| coverage.add(CoverageState::NoKnownVulnerability, false));
        (0..self.unwatched).for_each(|_| coverage.add(CoverageState::NotResolvable, false));
        Some(ReleaseHit {
            id: Id::try_from(self.release.as_str()).ok()?,
            label: self.label.clone(),
            state: self.state.as_deref().and_then(ReleaseState::from_name),
            outcome: outcome(&found, self.dependence.is_sound()),
            // Only a record of the mirror of now that knew it by an identifier says that silence elsewhere means something.
            spoken_of: is_current && found.iter().any(|found| by_identifier(found.how)),
            found,
            coverage,
            dependence: self.dependence.clone(),
            unwatched: self.unwatched_components.clone(),
            names_asked: self.names_asked,
            units: None,
            unnamed: false,
            before: false,
        })
    }
}

fn by_identifier(how: HowFound) -> bool {
    match how {
        HowFound::Certain | HowFound::Possible | HowFound::NotComparable => true,
        HowFound::ByName | HowFound::SetAside => false,
    }
}

impl FoundStanding {
    fn of(ids: Vec<String>, by_words: bool, found: &Found) -> FoundStanding {
        let decided = found.decided.as_ref();
        FoundStanding {
            ids,
            by_words,
            component: found.component.clone(),
            purl: found.purl.clone(),
            how: found.how.name().to_owned(),
            source: found.source.clone(),
            record: found.record.clone(),
            range: found.range.clone(),
            why: [found.en.clone(), found.ja.clone()],
            priority: found.priority.name().to_owned(),
            decided: decided.map(|decided| {
                (decided.status.name().to_owned(), [decided.en.clone(), decided.ja.clone()], decided.reopened)
            }),
            support: found.support.map(|said| {
                (said.level.map(|level| level.name().to_owned()), said.end.map(|end| end.to_string()), said.is_past)
            }),
        }
    }

    fn found(&self) -> Option<Found> {
        let priority = Priority::from_name(&self.priority)?;
        let decided = self.decided.as_ref().and_then(|(status, [en, ja], reopened)| {
            let status = ProductStatus::from_name(status)?;
            Some(Decided { priority, status, en: en.clone(), ja: ja.clone(), reopened: *reopened })
        });
        let [en, ja] = self.why.clone();
        Some(Found {
            component: self.component.clone(),
            purl: self.purl.clone(),
            place: None,
            how: HowFound::from_name(&self.how)?,
            source: self.source.clone(),
            record: self.record.clone(),
            range: self.range.clone(),
            en,
            ja,
            priority,
            decided,
            support: self.support.as_ref().map(|(level, end, is_past)| SupportSaid {
                level: level.as_deref().and_then(LevelOfSupport::from_name),
                end: end.as_deref().and_then(When::parse),
                is_past: *is_past,
            }),
        })
    }
}

impl Standing {
    /// What a check of one release, `first`, and a look at all the others learn of a dossier.
    pub fn of(
        dossiers: &dyn Dossiers,
        mut open: OpenDevice,
        first: Option<ReleaseStanding>,
        knowledge: &dyn Knowledge,
        settings: &ScanSettings,
    ) -> Result<Standing, HitFault> {
        let chosen = open.release.clone();
        let ids: Vec<Id> = open.dossier.releases.iter().map(|release| release.id.clone()).collect();
        let mut releases = Vec::with_capacity(ids.len());
        for id in &ids {
            if chosen.as_ref() == Some(id) {
                releases.extend(first.clone());
                continue;
            }
            open = open_loaded(dossiers, open.dossier, Some(id))?;
            let checked = check_device(&open, knowledge, settings)?;
            releases.extend(ReleaseStanding::of(&open, &checked, knowledge, settings));
        }
        let device = open.dossier.device.as_ref();
        let name = device.map(|device| device.name.clone()).unwrap_or_default();
        let decided = open.dossier.releases.iter().flat_map(|release| in_force(&release.decisions));
        Ok(Standing {
            shape: SHAPE,
            id: device.map(|device| device.id.to_string()).unwrap_or_default(),
            name_en: name.en,
            name_ja: name.ja,
            hash: open.dossier.hash.clone(),
            decided: decided.flat_map(|decision| decision.vulnerabilities.iter().cloned()).collect(),
            releases,
        })
    }

    /// As it is kept, JSON.
    pub fn to_json(&self) -> Vec<u8> {
        // Writing into memory cannot fail.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// What was kept; `None` when it is of another shape.
    pub fn of_json(json: &[u8]) -> Option<Standing> {
        serde_json::from_slice(json).ok().filter(|standing: &Standing| standing.shape == SHAPE)
    }

    /// Releases of which everything is watched, those of which nobody can tell, components that should be watched, and those that
    /// are.
    pub fn counts(&self) -> [u64; 4] {
        let known = self.releases.iter().filter(|release| release.dependence.is_sound()).count() as u64;
        let watched: u64 = self.releases.iter().map(|release| release.watched).sum();
        let unwatched: u64 = self.releases.iter().map(|release| release.unwatched).sum();
        [known, self.releases.len() as u64 - known, watched + unwatched, watched]
    }

    /// Ids of every vulnerability that is found in a release, or that a decision names.
    pub fn vulnerabilities(&self) -> BTreeSet<String> {
        let found = self.releases.iter().flat_map(|release| &release.found);
        found.flat_map(|found| found.ids.iter().cloned()).chain(self.decided.iter().cloned()).collect()
    }

    /// What a vulnerability means for the dossier as its check saw it. `is_current`: a check of now would see the same; if not,
    /// what was not found then says nothing of now.
    pub fn hit(&self, wanted: &Wanted, is_current: bool) -> DeviceHit {
        let mut releases: Vec<ReleaseHit> =
            self.releases.iter().filter_map(|release| release.hit(wanted, is_current)).collect();
        for release in releases.iter_mut().filter(|_| !is_current) {
            release.before = true;
            if matches!(release.outcome, Outcome::NotFound | Outcome::SetAside) {
                release.outcome = Outcome::Unknown;
            }
        }
        DeviceHit {
            id: self.id.clone(),
            name: Text { en: self.name_en.clone(), ja: self.name_ja.clone(), ..Text::default() },
            hash: self.hash.clone(),
            releases,
            complaints: Vec::new(),
        }
    }
}
