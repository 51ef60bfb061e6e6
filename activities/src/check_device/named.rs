//! The names by which an advisory may speak of the device itself: its own, its labels and model numbers, those of its model.

use crate::by_name::ByName;
use crate::dossier_port::{LoadedDossier, LoadedRelease};
use device::{Alias, AliasKind};
use terms::{Lang, Text};

pub(crate) fn device(names: &mut ByName, dossier: &LoadedDossier, release: Option<&LoadedRelease>) {
    let Some(device) = &dossier.device else { return };
    let version = release.and_then(|release| release.release.as_ref()).map_or("", |about| about.label.as_str());
    let family = dossier.family.as_ref();
    let makers = makers(dossier);
    let model = family.and_then(|family| family.models.iter().find(|model| Some(&model.id) == device.model.as_ref()));
    let mut known: Vec<String> = texts(&device.name);
    known.extend(model.and_then(|model| model.name.as_ref()).iter().flat_map(|name| texts(name)));
    let aliases = device.aliases.iter().chain(model.iter().flat_map(|model| &model.aliases));
    let line = known.first().cloned().unwrap_or_default();
    for alias in aliases.filter(|alias| is_name(alias)) {
        // A number alone says too little; beside the name it decides.
        known.push(format!("{line} {}", alias.value));
    }
    for maker in &makers {
        for name in &known {
            names.device(maker, name, version, &device.place);
        }
    }
}

/// The maker by each of its names; its id, in words, where no other is known.
fn makers(dossier: &LoadedDossier) -> Vec<String> {
    let Some(id) = dossier.family.as_ref().and_then(|family| family.manufacturer.as_ref()) else {
        return vec![String::new()];
    };
    let organisations = dossier.people.iter().flat_map(|people| &people.organisations);
    let named: Vec<String> =
        organisations.filter(|organisation| organisation.id == *id).flat_map(|about| texts(&about.name)).collect();
    if named.is_empty() { vec![id.to_string().replace(['-', '_'], " ")] } else { named }
}

fn texts(text: &Text) -> Vec<String> {
    let mut texts: Vec<String> = [Lang::En, Lang::Ja].map(|lang| text.get(lang).to_owned()).into();
    texts.retain(|text| !text.is_empty());
    texts.dedup();
    texts
}

fn is_name(alias: &Alias) -> bool {
    match alias.kind {
        AliasKind::Label | AliasKind::ModelNumber => true,
        AliasKind::UdiDi
        | AliasKind::FilingNumber
        | AliasKind::JmdnCode
        | AliasKind::GmdnCode
        | AliasKind::ProductCode
        | AliasKind::Other => false,
    }
}
