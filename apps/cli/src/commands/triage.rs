//! `tutela triage export` and `tutela triage import`: one decision written once, statements of others taken in.

use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::{ExportTo, Form, TriageCommand, TriageExport, TriageImport};
use crate::screen::{Paper, triage as screen};
use crate::status;
use activities::check_device::{OpenDevice, open_device};
use activities::dossier_port::{DossierFault, Dossiers};
use activities::triage::{self, Export, ExportSettings, ImportPlan, Target};
use device::Id;
use dossier_folder::DossierFolder;
use formats::answer::triage::{ExportV1, ImportV1, LeftOutV1, ListedV1, LostV1, TakenV1};
use formats::answer::v1;
use formats::defect::line_column;
use signing::ApprovalSeals;
use std::io::Write;
use std::path::Path;

pub(crate) fn run(edge: &Edge, command: &TriageCommand) -> Result<u8, Complaint> {
    match command {
        TriageCommand::Export(args) => export(edge, args),
        TriageCommand::Import(args) => import(edge, args),
        TriageCommand::Names(args) => super::triage_names::run(edge, args),
        TriageCommand::Sign(args) => super::triage_sign::run(edge, args),
        TriageCommand::Carried => print(triage::table(edge.lang).as_bytes()).map(|()| status::NOTHING),
    }
}

pub(super) fn opened(edge: &Edge, dir: &Path, release: Option<&str>) -> Result<(DossierFolder, OpenDevice), Complaint> {
    let folder = DossierFolder::new(dir);
    let open = opened_of(edge, &folder, &dir.display().to_string(), release)?;
    Ok((folder, open))
}

/// The same wherever the dossier is kept.
fn opened_of(edge: &Edge, dossier: &dyn Dossiers, name: &str, release: Option<&str>) -> Result<OpenDevice, Complaint> {
    let wanted = release.map(|text| super::release_id(edge, text)).transpose()?;
    let open = open_device(dossier, Some(&ApprovalSeals), wanted.as_ref()).map_err(|fault| complaint(edge, &fault))?;
    if open.release.is_none() || open.dossier.device.is_none() {
        return Err(Complaint::new(
            edge.lang.pick("the dossier holds no device or no release", "ドシエに機器またはリリースがありません"),
            format!("tutela check {name}"),
        ));
    }
    Ok(open)
}

pub(super) fn complaint(edge: &Edge, fault: &DossierFault) -> Complaint {
    let [what, next] = fault.say(edge.lang);
    Complaint::new(what, next)
}

/// The decisions in force of a dossier wherever it is kept, with the document in the answer.
pub(crate) fn exported(
    edge: &Edge,
    dossier: &dyn Dossiers,
    release: Option<&str>,
    (to, claimed): (ExportTo, bool),
) -> Result<(Vec<u8>, u8), Complaint> {
    let open = opened_of(edge, dossier, "", release)?;
    let settings = ExportSettings { now: edge.now, lang: edge.lang, claimed, program: PROGRAM };
    let export = triage::export(&open, target(to), settings);
    let status = if export.left_out.is_empty() { status::NOTHING } else { status::FINDINGS };
    let file = match to {
        ExportTo::Openvex => "openvex.json",
        ExportTo::Cyclonedx => "vex.cdx.json",
        ExportTo::Csaf => "csaf-vex.json",
        ExportTo::Anomalies => "anomalies.csv",
    };
    let text = Some(String::from_utf8_lossy(&export.bytes).into_owned());
    let answer = ExportV1 { text, ..export_v1(edge, Path::new(file), &export) };
    Ok((super::json_text(&answer), status))
}

fn target(to: ExportTo) -> Target {
    match to {
        ExportTo::Openvex => Target::OpenVex,
        ExportTo::Cyclonedx => Target::CycloneDx,
        ExportTo::Csaf => Target::Csaf,
        ExportTo::Anomalies => Target::Anomalies,
    }
}

fn export(edge: &Edge, args: &TriageExport) -> Result<u8, Complaint> {
    let (_, open) = opened(edge, &args.dir, args.release.as_deref())?;
    let target = target(args.to);
    let settings = ExportSettings { now: edge.now, lang: edge.lang, claimed: args.claimed, program: PROGRAM };
    let export = triage::export(&open, target, settings);
    match &args.out {
        None => print(&export.bytes)?,
        Some(file) => create(edge, file, &export.bytes)?,
    }
    match (&args.out, edge.format) {
        (Some(file), Form::Json) => {
            let mut text = Vec::new();
            // Writing into memory cannot fail.
            let _ = v1::write(&mut text, &export_v1(edge, file, &export));
            print(&text)?;
        }
        _ => {
            // Stdout may hold the document, so what it does not say goes beside it.
            let mut paper = Paper::new();
            screen::export(edge.lang, &export, &mut paper);
            if target == Target::Anomalies {
                let dir = args.dir.display();
                paper.line(&edge.lang.pick(
                    format!("Findings without a decision are no rows here: tutela check {dir}"),
                    format!("判断のない所見は行に含まれません: tutela check {dir}"),
                ));
            }
            eprint!("{}", paper.finish());
        }
    }
    Ok(if export.left_out.is_empty() { status::NOTHING } else { status::FINDINGS })
}

/// Makes a new file; one that is there is never written over.
fn create(edge: &Edge, file: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    let made = std::fs::OpenOptions::new().write(true).create_new(true).open(file);
    made.and_then(|mut file| file.write_all(bytes)).map_err(|fault| {
        Complaint::new(
            format!("{}: {}", file.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name a new file that can be written", "書き込み可能な新しいファイルを指定してください"),
        )
    })
}

fn export_v1(edge: &Edge, file: &Path, export: &Export) -> ExportV1 {
    let lost = export.lost.iter().map(|lost| LostV1 { decision: lost.decision.clone(), field: lost.field });
    let left_out = export
        .left_out
        .iter()
        .map(|left| LeftOutV1 { decision: left.decision.clone(), because: edge.lang.pick(&left.en, &left.ja).clone() });
    ExportV1 {
        schema: "tutela.triage-export/v1",
        file: file.display().to_string(),
        written: export.written,
        lost: lost.collect(),
        left_out: left_out.collect(),
        text: None,
    }
}

fn import(edge: &Edge, args: &TriageImport) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let file = args.file.display().to_string();
    let bytes = std::fs::read(&args.file).map_err(|fault| {
        Complaint::new(
            format!("{file}: {}", activities::os_words::cause(&fault, lang)),
            lang.pick("name a file that can be read", "読み取れるファイルを指定してください"),
        )
    })?;
    let (folder, open) = opened(edge, &args.dir, args.release.as_deref())?;
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_else(|| file.clone());
    let bytes = formats::sbom::decode(&bytes);
    let plan = planned(edge, &open, (&file, &name), &bytes)?;
    let write = args.write && !plan.taken.is_empty();
    let text = match edge.format {
        Form::Json => json(edge, &open, &plan, &bytes, write),
        Form::Human | Form::Sarif => human(edge, args, &open, &plan, &bytes, write),
    };
    let status = import_status(&plan);
    if write {
        append(edge, &folder, (&open, plan), &name)?;
    }
    print(&text)?;
    Ok(status)
}

/// Takes a VEX document into a dossier wherever it is kept, or says what would be taken.
pub(crate) fn imported(
    edge: &Edge,
    dossier: &dyn Dossiers,
    (name, bytes): (&str, &[u8]),
    (release, write): (Option<&str>, bool),
) -> Result<(Vec<u8>, u8), Complaint> {
    let open = opened_of(edge, dossier, "", release)?;
    let bytes = formats::sbom::decode(bytes);
    let plan = planned(edge, &open, (name, name), &bytes)?;
    let write = write && !plan.taken.is_empty();
    let (text, status) = (json(edge, &open, &plan, &bytes, write), import_status(&plan));
    if write {
        append(edge, dossier, (&open, plan), name)?;
    }
    Ok((text, status))
}

fn append(
    edge: &Edge,
    dossier: &dyn Dossiers,
    (open, plan): (&OpenDevice, ImportPlan),
    name: &str,
) -> Result<(), Complaint> {
    let release = open.release.clone().expect("a dossier without a release was refused above");
    let changes = triage::changes(plan, &release, name, edge.now);
    dossier.commit(Some(&open.dossier.hash), &changes).map_err(|fault| complaint(edge, &fault))
}

fn import_status(plan: &ImportPlan) -> u8 {
    if plan.defects.is_broken() {
        status::WRONG_CALL
    } else if plan.listed.is_empty() {
        status::NOTHING
    } else {
        status::FINDINGS
    }
}

/// What a document would decide; one that is no VEX is refused.
fn planned(edge: &Edge, open: &OpenDevice, (file, name): (&str, &str), bytes: &[u8]) -> Result<ImportPlan, Complaint> {
    let lang = edge.lang;
    let plan = triage::plan_import(open, name, bytes, edge.now);
    if plan.document.is_none() {
        return Err(Complaint::new(
            lang.pick(
                format!("{file} looks like {}; it is no OpenVEX, CycloneDX or CSAF document", plan.detected.name(lang)),
                format!("{file} は{}と見られ、OpenVEX・CycloneDX・CSAF 文書ではありません", plan.detected.name(lang)),
            ),
            lang.pick("give the VEX document itself", "VEX 文書そのものを指定してください"),
        ));
    }
    Ok(plan)
}

fn defects(edge: &Edge, plan: &ImportPlan, bytes: &[u8]) -> Vec<String> {
    let place = |at: usize| line_column(bytes, at).0;
    plan.defects
        .kept()
        .iter()
        .map(|defect| format!("{}: {}", place(defect.at), defect.finding("", bytes).detail.say(edge.lang).what))
        .collect()
}

fn human(edge: &Edge, args: &TriageImport, open: &OpenDevice, plan: &ImportPlan, bytes: &[u8], write: bool) -> Vec<u8> {
    let mut paper = Paper::new();
    let release = open.release.as_ref().map(Id::to_string).unwrap_or_default();
    let file = args.file.display().to_string();
    let told = screen::Told { file: &file, release: &release, write, defects: defects(edge, plan, bytes) };
    screen::import(edge.lang, plan, &told, &|at| line_column(bytes, at).0, &mut paper);
    if !write && !plan.taken.is_empty() {
        paper.line(&edge.lang.pick(
            format!("Nothing is written. To append them: tutela triage import {file} {} --write", args.dir.display()),
            format!(
                "まだ何も書き込んでいません。追記するには: tutela triage import {file} {} --write",
                args.dir.display()
            ),
        ));
    }
    paper.finish().into_bytes()
}

fn json(edge: &Edge, open: &OpenDevice, plan: &ImportPlan, bytes: &[u8], write: bool) -> Vec<u8> {
    let [format, version, id, author] = plan.document.clone().unwrap_or_default();
    let line = |at: usize| line_column(bytes, at).0;
    let answer = ImportV1 {
        schema: "tutela.triage-import/v1",
        format: format!("{format} {version}").trim_end().to_owned(),
        id,
        author,
        release: open.release.as_ref().map(Id::to_string),
        written: write,
        statements: plan.statements,
        taken: plan
            .taken
            .iter()
            .map(|taken| {
                let decision = taken.decided();
                TakenV1 {
                    line: line(taken.offset),
                    component: screen::component(&decision),
                    status: device::Choice::name(decision.status),
                    justification: decision.justification.map(device::Choice::name),
                    mitigation: taken.mitigation,
                    vulnerabilities: decision.vulnerabilities,
                }
            })
            .collect(),
        listed: plan
            .listed
            .iter()
            .map(|listed| ListedV1 {
                line: line(listed.offset),
                vulnerability: listed.vulnerability.clone(),
                product: listed.product.clone(),
                status: listed.status.clone(),
                reason: listed.why.name(),
                explanation: listed.why.say(edge.lang),
            })
            .collect(),
        defects: defects(edge, plan, bytes),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &answer);
    text
}
