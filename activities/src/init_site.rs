//! Starts a site folder: commented files that a person at the facility fills in.

use crate::dossier_port::{DossierFault, NewDossier};
use crate::init_dossier::with_id;
use device::Id;

/// The id of a starter whose folder has no name to make one of; nobody may keep a site under it.
pub const TODO_SITE: &str = "my-site";

/// The files of a starter: name inside the folder, text. What is still to do shows as findings.
pub fn starter(id: Option<&Id>) -> Vec<(String, String)> {
    let site = with_id(include_str!("starter_site/site.yaml"), TODO_SITE, id);
    let written = [
        ("networks.yaml", include_str!("starter_site/networks.yaml")),
        ("people.yaml", include_str!("starter/people.yaml")),
        ("site.yaml", site.as_str()),
        ("units.csv", include_str!("starter_site/units.csv")),
    ];
    let schemas = formats::dossier::schemas().into_iter().map(|(name, text)| (format!(".tutela/schema/{name}"), text));
    written.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).chain(schemas).collect()
}

/// Writes a commented starter; answers with the names of the files a person should now open.
pub fn init_site(place: &dyn NewDossier, id: Option<&Id>) -> Result<Vec<String>, DossierFault> {
    let files = starter(id);
    place.create(&files)?;
    Ok(files.into_iter().map(|(name, _)| name).filter(|name| !name.starts_with('.')).collect())
}

#[cfg(test)]
mod tests {
    use super::starter;
    use formats::dossier::{IntoCore, read_one, v1};
    use formats::units::{Mapping, read, write};

    fn text(name: &str) -> String {
        starter(None).into_iter().find(|(file, _)| file == name).unwrap().1
    }

    #[test]
    fn every_file_reads_without_complaint_also_with_what_its_comments_offer() {
        for open in [false, true] {
            let text = |name: &str| if open { text(name).replace("#- ", "") } else { text(name) };
            let site = read_one::<v1::Site>("site.yaml", text("site.yaml").as_bytes());
            let networks = read_one::<v1::Networks>("networks.yaml", text("networks.yaml").as_bytes());
            assert!(site.complaints.is_empty() && networks.complaints.is_empty(), "{site:?} {networks:?}");
            let findings = site::rules::judge_networks(&networks.value.unwrap().into_core(), &[]);
            assert!(findings.is_empty(), "{findings:?}");
        }
    }

    #[test]
    fn the_empty_list_is_the_one_that_is_written() {
        assert_eq!(text("units.csv"), write(&[]));
        let table = read("units.csv", text("units.csv").as_bytes(), &Mapping::new(), true);
        assert!(table.units.is_empty() && table.complaints.is_empty());
    }
}
