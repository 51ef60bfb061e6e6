//! What is asked about files that are in no folder: releases of a dossier in memory, a loose SBOM, a bundle of feeds.

use crate::commands::release_id;
use crate::commands::sbom_read::Texts;
use crate::commands::{feeds_import, sbom_diff, sbom_quality, sbom_show};
use crate::edge::{Complaint, Edge};
use crate::status;
use activities::check_device::open_device;
use activities::dossier_port::Dossiers;
use activities::secrets_port::Secrets;
use identity::LocalSecrets;
use index::HeldKnowledge;
use std::io::Write;
use web::Answer;

/// The SBOMs of a release; of the newest in support when none is named.
fn texts(edge: &Edge, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Texts, Complaint> {
    let wanted = release.map(|text| release_id(edge, text)).transpose()?;
    let open = open_device(dossier, None, wanted.as_ref()).map_err(|fault| {
        let [what, next] = fault.say(edge.lang);
        Complaint::new(what, next)
    })?;
    let mut texts = Texts::default();
    texts.opened(open, "");
    Ok(texts)
}

/// `tutela sbom diff` of two releases.
pub(super) fn diff(edge: &Edge, dossier: &dyn Dossiers, from: &str, to: &str) -> Result<Answer, Complaint> {
    let (before, after) = (texts(edge, dossier, Some(from))?, texts(edge, dossier, Some(to))?);
    let (json, status) = sbom_diff::json(edge, [&before.bill(), &after.bill()], [from.to_owned(), to.to_owned()]);
    Ok(Answer { json, status })
}

/// `tutela sbom show` of a release.
pub(super) fn show(edge: &Edge, dossier: &dyn Dossiers, release: Option<&str>) -> Result<Answer, Complaint> {
    let texts = texts(edge, dossier, release)?;
    let bill = texts.bill();
    let status = if bill.unread > 0 { status::WRONG_CALL } else { status::NOTHING };
    Ok(Answer { json: sbom_show::json(edge, &bill, status), status })
}

/// `tutela sbom quality` of a release.
pub(super) fn quality(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    dossier: &dyn Dossiers,
    release: Option<&str>,
) -> Result<Answer, Complaint> {
    let texts = texts(edge, dossier, release)?;
    let (json, status) = sbom_quality::json_of(edge, knowledge, &texts.bill(), 0)?;
    Ok(Answer { json, status })
}

/// `tutela feeds import` of a bundle that came over the network. It lies in a file only while it is taken in.
pub(super) fn import(edge: &Edge, bundle: &[u8]) -> Result<Answer, Complaint> {
    let mut bytes = [0; 8];
    LocalSecrets.random(&mut bytes);
    let name: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let path = edge.home.join(format!("incoming-{name}.bundle"));
    let fault = |fault: std::io::Error| {
        let cause = activities::os_words::cause(&fault, edge.lang);
        Complaint::new(
            edge.lang.pick(
                format!("the bundle cannot be laid down ({cause})"),
                format!("バンドルを一時保存できません（{cause}）"),
            ),
            edge.lang.pick("make room in the data folder", "データフォルダの空き容量を確保してください"),
        )
    };
    let laid = std::fs::create_dir_all(&edge.home)
        .and_then(|()| std::fs::File::create_new(&path))
        .and_then(|mut file| file.write_all(bundle));
    let taken = laid.map_err(fault).and_then(|()| feeds_import::of_bundle(edge, &path));
    // What is left over is taken by nothing.
    let _ = std::fs::remove_file(&path);
    let (json, status) = taken?;
    Ok(Answer { json, status })
}
