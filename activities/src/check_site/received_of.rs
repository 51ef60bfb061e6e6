//! Which received dossier the named units belong to.

use super::{Joined, join_site};
use crate::dossier_port::DossierFault;
use crate::site_port::Sites;
use terms::Lang;

/// Why units have no one dossier.
#[derive(Debug)]
pub enum NoOneDossier {
    /// The site cannot be read.
    Site(DossierFault),
    /// No such installed unit.
    NoSuchUnit(String),
    /// Nobody handed a dossier over for the unit.
    NoDossier(String),
    /// Several received dossiers claim the unit, by their folders.
    SeveralDossiers(String, Vec<String>),
    /// The units are of different dossiers.
    Different(String, String),
}

impl NoOneDossier {
    /// What is missing, and what to do.
    pub fn say(&self, lang: Lang) -> [String; 2] {
        let name_it = lang.pick("name the profile: --profile FILE", "プロファイルを指定してください: --profile FILE");
        let what = match self {
            NoOneDossier::Site(fault) => return fault.say(lang),
            NoOneDossier::NoSuchUnit(unit) => {
                return [
                    lang.pick(
                        format!("units.csv lists no installed unit “{unit}”"),
                        format!("units.csv に設置中の機器「{unit}」はありません"),
                    ),
                    lang.pick("take an id of units.csv", "units.csv の id を指定してください").to_owned(),
                ];
            }
            NoOneDossier::NoDossier(unit) => lang.pick(
                format!("no received dossier is about the model of {unit}, so its profile is not known"),
                format!("{unit} の機種の受領ドシエがないため、プロファイルが分かりません"),
            ),
            NoOneDossier::SeveralDossiers(unit, claiming) => lang.pick(
                format!("several received dossiers are about the model of {unit}: {}", claiming.join(", ")),
                format!("{unit} の機種に該当する受領ドシエが複数あります: {}", claiming.join("、")),
            ),
            NoOneDossier::Different(one, other) => lang.pick(
                format!("the units are of different dossiers: {one}, {other}"),
                format!("機器が異なるドシエに属しています: {one}、{other}"),
            ),
        };
        [what, name_it.to_owned()]
    }
}

/// The folder of received/ that all of these units belong to.
pub fn received_of(sites: &dyn Sites, units: &[String]) -> Result<String, NoOneDossier> {
    let open = join_site(sites).map_err(NoOneDossier::Site)?;
    let received = |place: usize| open.models.get(place).map(|model| model.received.clone()).unwrap_or_default();
    let mut found: Option<String> = None;
    for unit in units {
        let mut installed = open.installed().filter(|(_, one, _)| one.id.as_str() == unit);
        let (_, _, joined) = installed.next().ok_or_else(|| NoOneDossier::NoSuchUnit(unit.clone()))?;
        let name = match joined {
            Joined::Release(place, _) | Joined::ReleaseUnknown(place) => received(*place),
            Joined::SeveralDossiers(places) => {
                let claiming = places.iter().map(|place| received(*place)).collect();
                return Err(NoOneDossier::SeveralDossiers(unit.clone(), claiming));
            }
            Joined::NoDossier | Joined::Retired => return Err(NoOneDossier::NoDossier(unit.clone())),
        };
        match &found {
            Some(one) if *one != name => return Err(NoOneDossier::Different(one.clone(), name)),
            Some(_) | None => found = Some(name),
        }
    }
    found.ok_or_else(|| NoOneDossier::NoSuchUnit(String::new()))
}
