//! `tutela sbom add FILE DIR`: takes an SBOM into a release of a dossier.

use super::print;
use super::sbom_read::Texts;
use super::scan::complain;
use crate::edge::{Complaint, Edge};
use crate::options::{Form, SbomAddArgs};
use crate::screen::{Paper, notes::notes};
use crate::status;
use activities::check_device::open_device;
use activities::dossier_port::DossierFault;
use activities::sbom_add::{SbomAdded, is_reserved, sbom_add};
use device::{Choice, Id, SbomRole};
use dossier_folder::DossierFolder;
use formats::answer::sbom_v1::AddedV1;
use formats::answer::v1;
use std::path::Path;

pub(crate) fn run(edge: &Edge, args: &SbomAddArgs) -> Result<u8, Complaint> {
    let role = SbomRole::from_name(&args.role).ok_or_else(|| no_such_role(edge, &args.role))?;
    let mut texts = Texts::default();
    texts.file(edge, &args.file)?;
    let bill = texts.bill();
    complain(edge, &bill.findings);
    let fault = |fault: DossierFault| {
        let [what, next] = fault.say(edge.lang);
        Complaint::new(what, next)
    };
    let folder = DossierFolder::new(&args.dir);
    let wanted = args.release.as_deref().map(Id::try_from).transpose().map_err(|_| no_release(edge))?;
    let open = open_device(&folder, None, wanted.as_ref()).map_err(fault)?;
    let release = open.release.as_ref().ok_or_else(|| no_release(edge))?;
    let plain = args.file.file_name().unwrap_or_default().to_string_lossy();
    let name = args.name.as_deref().unwrap_or(&plain);
    if is_reserved(name) {
        return Err(reserved(edge, name));
    }
    let mut bytes = Vec::new();
    super::scan::read(edge, &args.file, &mut bytes)?;
    let added = sbom_add(&open.dossier, &folder, (release, role), (name, &bytes), &bill).map_err(fault)?;
    let status = if bill.unread > 0 { status::WRONG_CALL } else { status::NOTHING };
    let notes = notes(edge.lang, &bill.findings, &all_of(&args.file));
    print(&told(edge, &added, notes.as_deref(), status))?;
    Ok(status)
}

/// The command that shows every note about a file.
pub(super) fn all_of(file: &Path) -> String {
    format!("tutela scan {} --all", file.display())
}

fn told(edge: &Edge, added: &SbomAdded, notes: Option<&str>, status: u8) -> Vec<u8> {
    let SbomAdded { name, documents, components, listed, release_file, line } = added;
    let mut text = Vec::new();
    if edge.format == Form::Json {
        let answer = AddedV1 {
            schema: "tutela.sbom-add/v1",
            exit_status: status,
            file: name,
            documents: *documents,
            components: *components,
            listed: *listed,
            release_file,
            line,
        };
        // Writing into memory cannot fail.
        let _ = v1::write(&mut text, &answer);
        return text;
    }
    let mut paper = Paper::new();
    paper.line(&edge.lang.pick(
        format!("{name} taken in as received: documents {documents}, components {components}"),
        format!("{name} を受領したまま取り込みました（文書 {documents} 件、構成要素 {components} 件）"),
    ));
    notes.iter().for_each(|notes| paper.line(notes));
    if !listed {
        paper.line(&edge.lang.pick(
            format!(
                "Until {release_file} lists it under `sboms:`, check says that it is not listed. Add this line there:"
            ),
            format!(
                "{release_file} の `sboms:` に記載するまで、check は未記載と報告します。次の行を追加してください。"
            ),
        ));
        paper.raw(line);
    }
    paper.finish().into_bytes()
}

fn no_such_role(edge: &Edge, role: &str) -> Complaint {
    let names = SbomRole::ALL.iter().map(|role| role.name()).collect::<Vec<_>>().join(", ");
    Complaint::new(
        edge.lang.pick(format!("--role: “{role}” is no part"), format!("--role: 「{role}」という部位はありません")),
        names,
    )
}

fn no_release(edge: &Edge) -> Complaint {
    Complaint::new(
        edge.lang.pick("the dossier has no such release", "該当するリリースがありません"),
        edge.lang
            .pick("name a folder of releases/ with --release", "--release に releases/ のフォルダ名を指定してください"),
    )
}

fn reserved(edge: &Edge, name: &str) -> Complaint {
    Complaint::new(
        edge.lang.pick(
            format!("{name} means something else in a release"),
            format!("{name} はリリースの中で別の意味を持つ名前です"),
        ),
        edge.lang.pick("give it another name with --as", "--as で別の名前を指定してください"),
    )
}
