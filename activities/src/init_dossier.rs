//! Starts a device dossier: a folder of commented files that a person fills in.

use crate::dossier_port::{DossierFault, NewDossier};
use device::Id;

/// The id of a starter whose folder has no name to make one of; nobody may keep a dossier under it.
pub const TODO_DEVICE: &str = "my-device";

/// The id that a folder's name gives: what no id may hold becomes `-`. `None`: nothing of the name can stand in an id.
pub fn id_of_name(name: &str) -> Option<Id> {
    let mut id = String::new();
    for letter in name.chars() {
        match letter {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | '_' | '-' => id.push(letter),
            _ if id.ends_with('-') => {}
            _ => id.push('-'),
        }
    }
    let id = id.trim_matches(['-', '.', '_']);
    // Nothing but ASCII is left, so that any length can be cut to.
    Id::try_from(id.get(..Id::LONGEST).unwrap_or(id)).ok()
}

/// The files of a starter: name inside the dossier, text.
///
/// `id` is the id of the device; without one that of a starter stays, which is to be replaced.
/// It reads without complaint; what is still to do shows as findings, because its fields are left out, not invented.
pub fn starter(id: Option<&Id>) -> Vec<(String, String)> {
    let device = with_id(include_str!("starter/device.yaml"), TODO_DEVICE, id);
    let written = [
        ("device.yaml", device.as_str()),
        ("family.yaml", include_str!("starter/family.yaml")),
        ("people.yaml", include_str!("starter/people.yaml")),
        ("plan.yaml", include_str!("starter/plan.yaml")),
        ("releases/0.1.0/decisions.yaml", include_str!("starter/decisions.yaml")),
        ("releases/0.1.0/release.yaml", include_str!("starter/release.yaml")),
        ("releases/0.1.0/support.yaml", include_str!("starter/support.yaml")),
    ];
    let schemas = formats::dossier::schemas().into_iter().map(|(name, text)| (format!(".tutela/schema/{name}"), text));
    written.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).chain(schemas).collect()
}

/// The text of a starter with this id in it.
pub(crate) fn with_id(text: &str, to_do: &str, id: Option<&Id>) -> String {
    let id = id.map_or(to_do.to_owned(), ToString::to_string);
    // Quoted, because `1.10` or `no` alone would not be read as a text.
    let plain = id.starts_with(|letter: char| letter.is_ascii_alphabetic()) && id.len() > 5;
    let shown = if plain { id } else { format!("\"{id}\"") };
    text.replacen(&format!("\nid: {to_do}\n"), &format!("\nid: {shown}\n"), 1)
}

/// Writes a commented starter dossier; answers with the names of the files a person should now open.
pub fn init_dossier(place: &dyn NewDossier, id: Option<&Id>) -> Result<Vec<String>, DossierFault> {
    let files = starter(id);
    place.create(&files)?;
    Ok(files.into_iter().map(|(name, _)| name).filter(|name| !name.starts_with('.')).collect())
}

#[cfg(test)]
mod tests {
    use super::id_of_name;
    use device::Id;
    use formats::dossier::{Field, IntoCore, Read, read_documents, read_one, v1};
    use terms::{Day, Finding, Priority};

    fn starter() -> Vec<(String, String)> {
        super::starter(None)
    }

    #[test]
    fn the_folder_gives_the_id() {
        let told = |name: &str| id_of_name(name).map(|id| id.to_string());
        for (name, id) in [("pump", "pump"), ("Ward Monitor (new)", "Ward-Monitor-new"), ("点滴ポンプ s2", "s2")] {
            assert_eq!(told(name).as_deref(), Some(id));
        }
        assert_eq!((told("点滴"), told(".."), told("")), (None, None, None));
        assert_eq!(told(&"a".repeat(999)).map(|id| id.len()), Some(Id::LONGEST));
        for id in ["pump", "1.10", "no", "other-pump", "0x10", "2026-11-23"] {
            let files = super::starter(Some(&Id::try_from(id).unwrap()));
            let Read { value, complaints } = read_one::<v1::Device>("device.yaml", files[0].1.as_bytes());
            assert!(complaints.is_empty(), "{id}: {complaints:?}");
            assert_eq!(value.unwrap().into_core().id.as_str(), id);
        }
    }

    fn text(name: &str) -> String {
        starter().into_iter().find(|(file, _)| file == name).unwrap().1
    }

    fn read<T: Field>(name: &str) -> T {
        let Read { value, complaints } = read_one::<T>(name, text(name).as_bytes());
        assert!(complaints.is_empty(), "{name}: {complaints:?}");
        value.unwrap()
    }

    #[test]
    fn every_file_reads_without_complaint() {
        read::<v1::Family>("family.yaml");
        read::<v1::People>("people.yaml");
        read::<v1::Release>("releases/0.1.0/release.yaml");
        read::<v1::Support>("releases/0.1.0/support.yaml");
        let decisions = read_documents::<v1::Decision>("d", text("releases/0.1.0/decisions.yaml").as_bytes());
        assert!(decisions.complaints.is_empty() && decisions.value.is_empty());
    }

    #[test]
    fn what_is_open_shows_as_to_do_and_nothing_as_decided() {
        let device = read::<v1::Device>("device.yaml").into_core();
        let plan = read::<v1::Plan>("plan.yaml").into_core();
        let people = read::<v1::People>("people.yaml").into_core();
        let today = Day::parse("2026-11-23").unwrap();
        let mut findings: Vec<Finding> = device::rules::judge_plan_area(Some(&plan), Some(&people), today).findings;
        findings.extend(device::rules::judge_identity(&device).findings);
        findings.extend(device::rules::judge_environment(&device).findings);
        findings.extend(device::rules::judge_hazards(&device).findings);
        findings.extend(device::rules::judge_lifetime(&device, today).findings);
        assert!(findings.len() >= 8, "{findings:#?}");
        assert!(findings.iter().all(|finding| finding.priority == Priority::Attention));
    }

    #[test]
    fn what_the_comments_offer_reads_without_complaint_too() {
        let open = |name: &str| text(name).replace("#- ", "");
        let complaints = [
            read_one::<v1::Device>("d", open("device.yaml").as_bytes()).complaints,
            read_one::<v1::Family>("f", open("family.yaml").as_bytes()).complaints,
            read_one::<v1::People>("p", open("people.yaml").as_bytes()).complaints,
            read_one::<v1::Plan>("p", open("plan.yaml").as_bytes()).complaints,
            read_one::<v1::Release>("r", open("releases/0.1.0/release.yaml").as_bytes()).complaints,
            read_one::<v1::Support>("s", open("releases/0.1.0/support.yaml").as_bytes()).complaints,
            read_documents::<v1::Decision>("d", open("releases/0.1.0/decisions.yaml").as_bytes()).complaints,
        ];
        assert!(complaints.concat().is_empty(), "{complaints:#?}");
    }

    #[test]
    fn each_file_names_a_schema_that_is_written_too() {
        let files = starter();
        for (name, text) in files.iter().filter(|(name, _)| name.ends_with(".yaml")) {
            let schema = text.lines().next().unwrap().strip_prefix("# yaml-language-server: $schema=").unwrap();
            let schema = schema.trim_start_matches("../");
            assert!(files.iter().any(|(file, _)| file == schema), "{name}: {schema}");
        }
    }

    #[test]
    fn each_comment_speaks_both_languages() {
        for (name, text) in starter().iter().filter(|(name, _)| name.ends_with(".yaml")) {
            let words: Vec<&str> = text.lines().filter(|line| line.starts_with("# ")).skip(1).collect();
            for pair in words.chunks(2) {
                let japanese = |line: &str| line.chars().any(|c| ('\u{3040}'..='\u{9fff}').contains(&c));
                assert!(pair.len() == 2 && !japanese(pair[0]) && japanese(pair[1]), "{name}: {pair:?}");
            }
        }
    }
}
