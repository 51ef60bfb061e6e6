//! Which dossier and which release an installed unit belongs to.

use crate::dossier_port::LoadedDossier;
use device::{Alias, AliasKind, Id};
use site::Unit;
use std::collections::{BTreeMap, BTreeSet};
use terms::{Lang, Text};

/// Where a unit belongs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// It is retired: no longer installed.
    Retired,
    /// No received dossier is about its model: nothing is known of it.
    NoDossier,
    /// Several dossiers claim its model, by their place: a person decides.
    SeveralDossiers(Vec<usize>),
    /// The dossier, by its place, knows its model and not the version it runs.
    ReleaseUnknown(usize),
    /// The dossier, by its place, and the release it runs.
    Release(usize, Id),
}

/// The names and device identifiers by which dossiers claim models.
pub(super) struct Claims {
    names: BTreeMap<String, BTreeSet<usize>>,
    udi_dis: BTreeMap<String, BTreeSet<usize>>,
    /// Per dossier: version as labelled or id, to the id of the release.
    releases: Vec<BTreeMap<String, Id>>,
}

impl Claims {
    pub(super) fn of<'d>(dossiers: impl Iterator<Item = &'d LoadedDossier>) -> Claims {
        let mut claims = Claims { names: BTreeMap::new(), udi_dis: BTreeMap::new(), releases: Vec::new() };
        for (place, dossier) in dossiers.enumerate() {
            claims.device(place, dossier);
            let mut releases = BTreeMap::new();
            for release in &dossier.releases {
                releases.entry(version(release.id.as_str())).or_insert_with(|| release.id.clone());
                if let Some(about) = &release.release {
                    releases.insert(version(&about.label), release.id.clone());
                }
            }
            claims.releases.push(releases);
        }
        claims
    }

    fn device(&mut self, place: usize, dossier: &LoadedDossier) {
        let Some(device) = &dossier.device else { return };
        self.name(place, device.id.as_str());
        self.text(place, &device.name);
        self.aliases(place, &device.aliases);
        let family = dossier.family.as_ref().filter(|family| device.family.as_ref().is_none_or(|id| *id == family.id));
        let models = family.iter().flat_map(|family| &family.models);
        for model in models.filter(|model| device.model.as_ref().is_none_or(|id| *id == model.id)) {
            self.name(place, model.id.as_str());
            model.name.iter().for_each(|name| self.text(place, name));
            self.aliases(place, &model.aliases);
            let ours = |id: &Id| device.variants.is_empty() || device.variants.contains(id);
            for variant in model.variants.iter().filter(|variant| ours(&variant.id)) {
                self.name(place, variant.id.as_str());
                variant.name.iter().for_each(|name| self.text(place, name));
                self.aliases(place, &variant.aliases);
            }
        }
    }

    fn aliases(&mut self, place: usize, aliases: &[Alias]) {
        for alias in aliases {
            match alias.kind {
                AliasKind::UdiDi => {
                    let device = device_identifier(&alias.value);
                    self.udi_dis.entry(device).or_default().insert(place);
                }
                AliasKind::Label | AliasKind::ModelNumber => self.name(place, &alias.value),
                // Classes of devices, not names of one.
                AliasKind::FilingNumber
                | AliasKind::JmdnCode
                | AliasKind::GmdnCode
                | AliasKind::ProductCode
                | AliasKind::Other => {}
            }
        }
    }

    fn text(&mut self, place: usize, text: &Text) {
        for lang in [Lang::En, Lang::Ja] {
            self.name(place, text.get(lang));
        }
    }

    fn name(&mut self, place: usize, name: &str) {
        let name = plain(name);
        if !name.is_empty() {
            self.names.entry(name).or_default().insert(place);
        }
    }

    /// Whether the words beside a UDI name another model than the dossier that the UDI found.
    pub(super) fn differs(&self, unit: &Unit, joined: &Joined) -> Option<usize> {
        let (Joined::Release(place, _) | Joined::ReleaseUnknown(place)) = joined else { return None };
        let written = plain(&unit.model);
        let fits = written.is_empty() || self.names.get(&written).is_some_and(|places| places.contains(place));
        (!fits).then_some(*place)
    }

    /// Where a unit belongs: its UDI decides before its model's name.
    pub(super) fn join(&self, unit: &Unit) -> Joined {
        if !unit.is_installed() {
            return Joined::Retired;
        }
        let by_udi = unit.udi.as_ref().and_then(|udi| self.udi_dis.get(&udi.device));
        let Some(found) = by_udi.or_else(|| self.names.get(&plain(&unit.model))) else { return Joined::NoDossier };
        let places: Vec<usize> = found.iter().copied().collect();
        let [place] = places.as_slice() else { return Joined::SeveralDossiers(places) };
        match self.releases[*place].get(&version(&unit.version)) {
            Some(release) => Joined::Release(*place, release.clone()),
            None => Joined::ReleaseUnknown(*place),
        }
    }
}

/// A GTIN is compared with its 14 digits, whatever was left out in front.
fn device_identifier(written: &str) -> String {
    site::Udi::parse(written).map_or_else(|| written.trim().to_owned(), |udi| udi.device)
}

/// A name in lower case, letters and digits only.
fn plain(name: &str) -> String {
    name.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A version as people label it: `V4.1`, `v 4.1` and `4.1` are one.
fn version(label: &str) -> String {
    let label = label.trim().to_lowercase();
    let bare = ["version", "ver.", "ver", "v"].into_iter().find_map(|word| label.strip_prefix(word)).map(str::trim);
    bare.filter(|bare| bare.starts_with(|letter: char| letter.is_ascii_digit())).unwrap_or(&label).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Claims, Joined};
    use crate::dossier_port::{LoadedDossier, LoadedRelease};
    use device::{Device, Id, Release, ReleaseState};
    use formats::dossier::{IntoCore, read_one, v1};
    use site::{Udi, Unit, UnitState};
    use terms::Place;

    fn id(text: &str) -> Id {
        Id::try_from(text).unwrap()
    }

    fn dossier(device: &str, releases: &[&str]) -> LoadedDossier {
        let device: Device = read_one::<v1::Device>("device.yaml", device.as_bytes()).value.unwrap().into_core();
        let release = |label: &&str| LoadedRelease {
            id: id(label.trim_start_matches('v')),
            release: Some(Release {
                place: Place::default(),
                id: id(label.trim_start_matches('v')),
                label: (*label).to_owned(),
                date: None,
                state: ReleaseState::Released,
                builds: Vec::new(),
                conditions: Vec::new(),
                sboms: Vec::new(),
            }),
            sboms: Vec::new(),
            support: None,
            decisions: Vec::new(),
            name_answers: Vec::new(),
            loose_approvals: Vec::new(),
        };
        let releases = releases.iter().map(release).collect();
        LoadedDossier { device: Some(device), releases, ..LoadedDossier::default() }
    }

    const ASTER: &str = "id: aster-s2\nname: Aster S2\naliases:\n  - {kind: udi-di, value: \"4512345678906\"}\n  - {kind: model-number, value: AS-200}\n";

    fn joined(unit: Unit) -> Joined {
        let dossiers = [dossier(ASTER, &["v4.1.0", "4.0"]), dossier("id: borealis\nname: Borealis", &["1"])];
        Claims::of(dossiers.iter()).join(&unit)
    }

    fn of(model: &str, version: &str) -> Unit {
        Unit { model: model.to_owned(), version: version.to_owned(), ..Unit::new(id("u")) }
    }

    #[test]
    fn a_model_is_known_by_any_of_its_names() {
        for name in ["Aster S2", "aster-s2", "AS 200"] {
            assert_eq!(joined(of(name, "4.1.0")), Joined::Release(0, id("4.1.0")), "{name}");
        }
        assert_eq!(joined(of("Borealis", "V1")), Joined::Release(1, id("1")));
    }

    #[test]
    fn the_udi_decides_before_the_name() {
        let unit = Unit { udi: Udi::parse("(01)04512345678906(21)77"), ..of("Borealis", "Ver.4.0") };
        assert_eq!(joined(unit), Joined::Release(0, id("4.0")));
    }

    #[test]
    fn an_unknown_version_is_no_release_and_an_unknown_model_no_dossier() {
        assert_eq!(joined(of("Aster S2", "3.9")), Joined::ReleaseUnknown(0));
        assert_eq!(joined(of("Aster S2", "")), Joined::ReleaseUnknown(0));
        assert_eq!(joined(of("Cygnus", "1")), Joined::NoDossier);
        assert_eq!(joined(of("", "1")), Joined::NoDossier);
    }

    #[test]
    fn two_dossiers_of_one_model_are_not_guessed_between() {
        let dossiers = [dossier(ASTER, &["4.0"]), dossier(ASTER, &["4.0"])];
        assert_eq!(Claims::of(dossiers.iter()).join(&of("Aster S2", "4.0")), Joined::SeveralDossiers(vec![0, 1]));
    }

    #[test]
    fn a_retired_unit_belongs_nowhere() {
        assert_eq!(joined(Unit { state: UnitState::Retired, ..of("Aster S2", "4.1.0") }), Joined::Retired);
    }
}
