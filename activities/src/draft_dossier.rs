//! `draft_dossier`: the dossier that a facility makes itself for a device whose maker has handed none over, of what tells of
//! its ports. It says of itself that the maker has not confirmed it, and it holds no release: its units stay blind.

use crate::dossier_port::{DossierFault, NewDossier};
use device::Id;
use formats::dossier::{Field, v1};
use formats::ports::PortsRead;
use formats::yaml::{Node, yaml_document};
use terms::{Choice, Day};

/// Of what a draft is made, for its comments.
#[derive(Clone, Copy, Debug)]
pub struct Origin<'o> {
    /// The file as the user named it.
    pub file: &'o str,
    /// Its SHA-256.
    pub sha256: &'o str,
    /// The day of the draft.
    pub today: Day,
}

/// The files of the draft: name inside the dossier, text.
pub fn draft_dossier(read: &PortsRead, id: &Id, model: &str, origin: Origin<'_>) -> Vec<(String, String)> {
    let schemas = formats::dossier::schemas().into_iter().map(|(name, text)| (format!(".tutela/schema/{name}"), text));
    let written = [
        ("device.yaml".to_owned(), device(read, id, model, origin)),
        ("network.yaml".to_owned(), network(read, origin)),
    ];
    written.into_iter().chain(schemas).collect()
}

/// Writes the draft; refuses to overwrite any file. Answers with the names of the files a person should now open.
pub fn write_draft(place: &dyn NewDossier, files: &[(String, String)]) -> Result<Vec<String>, DossierFault> {
    place.create(files)?;
    Ok(files.iter().map(|(name, _)| name.clone()).filter(|name| !name.starts_with('.')).collect())
}

/// The comment above a file. A name with line breaks in it must not end the comment.
fn head(schema: &str, read: &PortsRead, origin: Origin<'_>) -> String {
    let Origin { file, sha256, today } = origin;
    let file: String = file.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect();
    let [en, ja] = read.kind.meaning();
    format!(
        "# yaml-language-server: $schema=.tutela/schema/{schema}.schema.json\n\
         # DRAFT of {today} by the facility, from {en}: {file} (sha256 {sha256}). Not confirmed by the maker.\n\
         # 医療機関による {today} の下書き（{ja}: {file}、sha256 {sha256}）。製造業者による確認は未了です。\n\n"
    )
}

fn device(read: &PortsRead, id: &Id, model: &str, origin: Origin<'_>) -> String {
    let name = Node::map([("en", Node::text(model)), ("ja", Node::text(model))]);
    let mut entries = vec![("id", Node::text(id.as_str())), ("name", name)];
    let connections = read.connections.as_ref().and_then(Field::write);
    entries.extend(connections.map(|connections| ("connections", connections)));
    format!("{}{}", head("device", read, origin), yaml_document(&Node::map(entries)))
}

/// The profile as text. Where its flows stand in the file they came from is said beside their ids by nothing but the
/// complaints, so the file and its hash stand above.
fn network(read: &PortsRead, origin: Origin<'_>) -> String {
    let profile: &v1::Network = &read.profile;
    let body = profile.write().map(|node| yaml_document(&node)).unwrap_or_default();
    format!("{}{body}", head("network", read, origin))
}

#[cfg(test)]
mod tests {
    use super::{Origin, draft_dossier};
    use device::Id;
    use formats::dossier::{IntoCore, read_one, v1};
    use terms::Day;

    fn drafted(table: &str, file: &str) -> Vec<(String, String)> {
        let id = Id::try_from("monitor-x").unwrap();
        let read = formats::ports::read(file, table.as_bytes(), id.as_str()).unwrap();
        let origin = Origin { file, sha256: "00", today: Day::parse("2026-11-24").unwrap() };
        draft_dossier(&read, &id, "Monitor: X", origin)
    }

    fn text<'f>(files: &'f [(String, String)], name: &str) -> &'f [u8] {
        files.iter().find(|(file, _)| file == name).unwrap().1.as_bytes()
    }

    #[test]
    fn both_files_read_without_complaint_and_are_of_one_device() {
        let files = drafted("port,protocol,direction,peer\n443,tcp,out,gateway\n", "a\nb: c.csv");
        let device = read_one::<v1::Device>("device.yaml", text(&files, "device.yaml"));
        let network = read_one::<v1::Network>("network.yaml", text(&files, "network.yaml"));
        assert!(device.complaints.is_empty() && network.complaints.is_empty(), "{:?}", network.complaints);
        let (device, network) = (device.value.unwrap().into_core(), network.value.unwrap().into_core());
        assert_eq!((device.id.as_str(), network.device.as_str()), ("monitor-x", "monitor-x"));
        assert_eq!(device.name.en.as_deref(), Some("Monitor: X"));
        assert!(network.is_unconfirmed());
    }

    #[test]
    fn the_draft_holds_no_release_so_nothing_can_be_called_clean() {
        let files = drafted("port,protocol\n22,tcp\n", "ports.csv");
        assert!(!files.iter().any(|(name, _)| name.starts_with("releases/")));
    }
}
