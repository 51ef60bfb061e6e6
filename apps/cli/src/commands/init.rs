//! `tutela init device|site DIR`: writes a commented starter.

use super::print;
use crate::edge::{Complaint, Edge};
use activities::dossier_port::DossierFault;
use activities::init_dossier::{id_of_name, init_dossier};
use activities::init_site::init_site;
use device::Id;
use dossier_folder::{DossierFolder, SiteFolder};
use std::path::Path;
use terms::Lang;

pub(crate) fn device(edge: &Edge, dir: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let files =
        init_dossier(&DossierFolder::new(dir), own_id(dir).as_ref()).map_err(|fault| complaint(lang, &fault))?;
    let dir = dir.display();
    said(
        lang.pick(format!("A device dossier was started in {dir}:\n"), format!("{dir} に機器ドシエのひな形を作成しました:\n")),
        &files,
        lang.pick(
            format!("next: fill in device.yaml, put SBOMs beside release.yaml and list them there, then: tutela check {dir}\n"),
            format!("次の手順: device.yaml に記入し、SBOM を release.yaml の隣に置いて一覧に加え、tutela check {dir} を実行してください\n"),
        ),
    )
}

pub(crate) fn site(edge: &Edge, dir: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let files = init_site(&SiteFolder::new(dir), own_id(dir).as_ref()).map_err(|fault| complaint(lang, &fault))?;
    let dir = dir.display();
    said(
        lang.pick(
            format!("A site folder was started in {dir}:\n"),
            format!("{dir} に施設フォルダのひな形を作成しました:\n"),
        ),
        &files,
        lang.pick(
            format!("next: fill in site.yaml and networks.yaml, then: tutela units import FILE {dir}\n"),
            format!(
                "次の手順: site.yaml と networks.yaml に記入し、tutela units import FILE {dir} を実行してください\n"
            ),
        ),
    )
}

/// The id that the folder's name gives; two folders are two devices.
fn own_id(dir: &Path) -> Option<Id> {
    let whole = std::path::absolute(dir).ok()?;
    id_of_name(&whole.file_name()?.to_string_lossy())
}

fn complaint(lang: Lang, fault: &DossierFault) -> Complaint {
    let [what, next] = fault.say(lang);
    Complaint::new(what, next)
}

fn said(head: String, files: &[String], next: String) -> Result<u8, Complaint> {
    let mut text = head;
    for file in files {
        text.push_str(&format!("  {file}\n"));
    }
    text.push_str(&next);
    print(text.as_bytes()).map(|()| 0)
}
