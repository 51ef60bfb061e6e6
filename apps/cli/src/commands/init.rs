//! `tutela init device DIR`: writes a commented starter.

use super::print;
use crate::edge::{Complaint, Edge};
use activities::init_dossier::init_dossier;
use dossier_folder::DossierFolder;
use std::path::Path;

pub(crate) fn device(edge: &Edge, dir: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let files = init_dossier(&DossierFolder::new(dir)).map_err(|fault| {
        let [what, next] = fault.say(lang);
        Complaint::new(what, next)
    })?;
    let dir = dir.display();
    let mut text = lang.pick(
        format!("A device dossier was started in {dir}:\n"),
        format!("{dir} に機器ドシエのひな形を作成しました:\n"),
    );
    for file in files {
        text.push_str(&format!("  {file}\n"));
    }
    text.push_str(&lang.pick(
        format!("next: fill in device.yaml, put SBOMs beside release.yaml and list them there, then: tutela check {dir}\n"),
        format!("次の手順: device.yaml に記入し、SBOM を release.yaml の隣に置いて一覧に加え、tutela check {dir} を実行してください\n"),
    ));
    print(text.as_bytes()).map(|()| 0)
}
