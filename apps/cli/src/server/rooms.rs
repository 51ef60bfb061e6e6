//! Fills the port of the server with the answers of the commands.

use super::{device, feeds, hit, loose, site, units};
use crate::commands::{self, cards, feeds_status};
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::Form;
use activities::dossier_port::Dossiers;
use activities::folder_port::FolderReader;
use activities::library_port::Files;
use activities::mirror_port::Changed;
use activities::scan::{ScanSettings, published, source_states};
use activities::site_port::Sites;
use dossier_folder::FolderInMemory;
use encryption::Identities;
use index::{HeldKnowledge, Keep};
use std::sync::{Arc, Mutex, PoisonError};
use terms::{Lang, fingerprint};
use vulnerability::Knowledge;
use web::{
    Answer, Asking, Checked, FeedProgress, FeedSynced, HitAsked, Refusal, Rooms, SiteNetworks, SiteUnit, SourceAge,
    ToScore, UnitList, WardChecked,
};

/// The commands, with the wishes that the server was started with.
pub(crate) struct CommandRooms {
    edge: Edge,
    /// The generation that answered last, open: until another is in force nothing is opened again.
    open: Mutex<Option<Arc<HeldKnowledge>>>,
    /// What opens packages that are encrypted for this server.
    pub(super) identities: Option<Identities>,
}

impl From<Complaint> for Refusal {
    fn from(complaint: Complaint) -> Refusal {
        Refusal { what: complaint.what, next: complaint.next }
    }
}

impl CommandRooms {
    /// With the caller's wishes: mirror, limits of age.
    pub(crate) fn new(edge: Edge) -> CommandRooms {
        CommandRooms { edge, open: Mutex::default(), identities: None }
    }

    /// With what opens encrypted packages.
    pub(crate) fn opening(self, identities: Option<Identities>) -> CommandRooms {
        CommandRooms { identities, ..self }
    }

    /// The edge of one request.
    pub(super) fn edge(&self, asking: Asking) -> Edge {
        Edge { now: asking.now, lang: asking.lang, format: Form::Json, ..self.edge.clone() }
    }

    pub(super) fn knowledge(&self, edge: &Edge) -> Result<Arc<HeldKnowledge>, Complaint> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(knowledge) = open.as_ref()
            && knowledge.hash() == self.in_force(edge)
        {
            return Ok(Arc::clone(knowledge));
        }
        let knowledge = Arc::new(edge.knowledge()?);
        *open = Some(Arc::clone(&knowledge));
        Ok(knowledge)
    }

    /// Hash of the generation that a request is answered with; empty when none is held or it cannot be told.
    fn in_force(&self, edge: &Edge) -> String {
        match &edge.mirror {
            Some(prefix) => edge.home(Keep::default()).named(prefix).ok().flatten().unwrap_or_default(),
            None => edge.home(Keep::default()).in_force().ok().flatten().unwrap_or_default(),
        }
    }
}

/// What an answer depends on beside files and day: the hash of a generation, and after a point what this program and its
/// settings are, so that another version or a stricter setting makes every answer one of before.
pub(super) fn basis(edge: &Edge, hash: &str) -> String {
    let ScanSettings { now: _, limits, promised, fail_on, unwatched_allowed, only: _ } = edge.settings();
    let settings = format!("{limits:?} {promised:?} {fail_on:?} {unwatched_allowed}");
    format!("{hash}.{:016x}", fingerprint(&[PROGRAM, &settings]).0)
}

/// The hash of the generation in what [`basis`] gave.
fn hash_of(basis: &str) -> &str {
    basis.split('.').next().unwrap_or_default()
}

impl Rooms for CommandRooms {
    fn reader(&self) -> &dyn FolderReader {
        &FolderInMemory
    }

    fn check_device(&self, asking: Asking, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Checked, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        Ok(device::check(&edge, &knowledge, dossier, release)?)
    }

    fn check_site(&self, asking: Asking, site: &dyn Sites) -> Result<Checked, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        Ok(site::check(&edge, &knowledge, site)?)
    }

    fn check_wards(&self, asking: Asking, site: &dyn Sites, wards: &[String]) -> Result<WardChecked, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        Ok(site::check_wards(&edge, &knowledge, site, wards)?)
    }

    fn hit(&self, asking: Asking, id: &str, asked: &HitAsked) -> Result<Answer, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        Ok(hit::hit(&edge, &knowledge, id, asked)?)
    }

    fn ids_of(&self, asking: Asking, id: &str) -> Result<Vec<String>, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        Ok(hit::ids_of(&edge, &knowledge, id)?)
    }

    fn feeds(&self, asking: Asking) -> Result<Answer, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        let sources = source_states(&*knowledge, &edge.settings());
        let json = feeds_status::json(&edge, knowledge.hash(), &sources, None, &feeds_status::fetched(&edge)?);
        Ok(Answer { json, status: 0 })
    }

    fn sync_feeds(&self, asking: Asking, each: &dyn Fn(&FeedProgress<'_>)) -> Result<Vec<FeedSynced>, Refusal> {
        Ok(feeds::sync(&self.edge(asking), each)?)
    }

    fn explain(&self, lang: Lang, code: &str) -> Option<[String; 3]> {
        let wording = cards().into_iter().find(|card| card.code == code)?.explain(lang);
        Some([wording.what, wording.why, wording.next])
    }

    fn sources(&self, asking: Asking) -> Result<Vec<SourceAge>, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        let age = |source| {
            let v1 = published::source_v1(source, edge.lang);
            SourceAge {
                name: v1.name,
                state: v1.state,
                age_days: v1.age_days.map(i64::from),
                limit_days: v1.limit_days,
            }
        };
        Ok(source_states(&*knowledge, &edge.settings()).iter().map(age).collect())
    }

    fn networks(&self, asking: Asking, files: &Files) -> Result<SiteNetworks, Refusal> {
        Ok(site::networks(asking.lang, files)?)
    }

    fn mirror(&self) -> String {
        basis(&self.edge, &self.in_force(&self.edge))
    }

    fn changed(&self, before: &str, now: &str) -> Result<Option<Changed>, Refusal> {
        let home = self.edge.home(Keep::default());
        Ok(home.changed(hash_of(before), hash_of(now)).map_err(|fault| self.edge.unusable(&fault))?)
    }

    fn units(&self, asking: Asking, site: &dyn Sites) -> Result<Vec<SiteUnit>, Refusal> {
        Ok(units::units(asking.lang, site)?)
    }

    fn import_units(&self, asking: Asking, site: &dyn Sites, list: UnitList<'_>) -> Result<Answer, Refusal> {
        let UnitList { name, bytes, meanings, write } = list;
        let outcome = commands::units::taken(asking.lang, site, (name, bytes), meanings, write)?;
        Ok(Answer { json: outcome.json(asking.lang), status: outcome.status })
    }

    fn verify_network(
        &self,
        asking: Asking,
        site: &dyn Sites,
        received: &str,
        firewall: &str,
    ) -> Result<Answer, Refusal> {
        let (json, status) = commands::network_verify::at_site(&self.edge(asking), site, received, firewall)?;
        Ok(Answer { json, status })
    }

    fn sbom_diff(&self, asking: Asking, dossier: &dyn Dossiers, from: &str, to: &str) -> Result<Answer, Refusal> {
        Ok(loose::diff(&self.edge(asking), dossier, from, to)?)
    }

    fn sbom_quality(&self, asking: Asking, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Answer, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        Ok(loose::quality(&edge, &knowledge, dossier, release)?)
    }

    fn scan(&self, asking: Asking, name: &str, bytes: &[u8]) -> Result<Answer, Refusal> {
        let edge = self.edge(asking);
        let knowledge = self.knowledge(&edge)?;
        let (json, status) = commands::scan::json_of(&edge, &knowledge, commands::scan::Loose { name, bytes })?;
        Ok(Answer { json, status })
    }

    fn score(&self, asking: Asking, asked: &ToScore) -> Result<Answer, Refusal> {
        let edge = self.edge(asking);
        let ToScore { vectors, ssvc, patient_risk } = asked;
        let scores = commands::score::Scores::of(&edge, vectors, ssvc, patient_risk.as_deref())?;
        Ok(Answer { json: scores.json(&edge), status: scores.status() })
    }

    fn import_feeds(&self, asking: Asking, bundle: &[u8]) -> Result<Answer, Refusal> {
        Ok(loose::import(&self.edge(asking), bundle)?)
    }
}
