//! `tutela package build DOSSIER`: one signed file for customers.

use super::feeds_bundle::secret;
use super::{print, sealed};
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::Form;
use crate::package_options::BuildArgs;
use crate::screen::{Paper, package as screen};
use crate::status;
use activities::dossier_port::{DossierFault, Dossiers};
use activities::package::{BuildPlan, DUE_DAYS, PackageLog, Wish, plan_package};
use device::Package;
use dossier_folder::DossierFolder;
use encryption::Recipient;
use formats::answer::package as v1;
use formats::dossier::IntoCore;
use formats::package::PACKAGE_KIND;
use signing::{SecretKey, sign};
use std::io::Write;
use std::path::Path;
use terms::{Day, Lang};

pub(crate) fn run(edge: &Edge, args: &BuildArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let folder = DossierFolder::new(&args.dossier);
    let dossier = folder.load().map_err(|fault| said(lang, &fault))?;
    for complaint in dossier.complaints.iter().filter(|one| one.priority >= terms::Priority::Undecided) {
        eprintln!("{}", dossier.show(complaint, lang));
    }
    let wish = Wish {
        releases: args.release.iter().map(|text| super::release_id(edge, text)).collect::<Result<_, _>>()?,
        show: args.show.clone(),
        leave_out: args.leave_out.clone(),
    };
    let due = next_due(edge, args.next_due.as_deref())?;
    let plan = plan_package(&dossier, &folder, &wish, due, edge.now, PROGRAM).map_err(|why| {
        let [what, next] = why.say(lang);
        Complaint::new(what, next)
    })?;
    let recipients = sealed::recipients(lang, &args.recipient)?;
    let key = args.key.as_deref().map(|path| secret(lang, path)).transpose()?;
    if let (Some(out), Some(key), false) = (&args.out, &key, args.dry_run) {
        put(lang, &folder, &plan, (key, &recipients), out)?;
    }
    let signer = key.map(|key| key.public().id());
    let text = match edge.format {
        Form::Json => json(args, plan, signer),
        Form::Human | Form::Sarif => draw(edge, args, plan, signer.as_deref()),
    };
    print(&text)?;
    Ok(status::NOTHING)
}

fn next_due(edge: &Edge, text: Option<&str>) -> Result<Day, Complaint> {
    let Some(text) = text else { return Ok(Day(edge.now.day().0.saturating_add(DUE_DAYS))) };
    Day::parse(text).ok_or_else(|| {
        let lang = edge.lang;
        Complaint::new(
            lang.pick(
                format!("--next-due: “{text}” is no date"),
                format!("--next-due: 「{text}」は日付ではありません"),
            ),
            lang.pick("write it as 2027-02-28", "2027-02-28 の形で指定してください"),
        )
    })
}

/// Writes the package aside, records its number, and gives it its name last: a stop between loses a number, and never makes
/// two packages of one.
fn put(
    lang: Lang,
    folder: &DossierFolder,
    plan: &BuildPlan,
    (key, recipients): (&SecretKey, &[Recipient]),
    out: &Path,
) -> Result<(), Complaint> {
    let envelope = sign(PACKAGE_KIND, plan.manifest.canonical().as_bytes(), &[key]);
    let unwritten = |error: std::io::Error| super::feeds_bundle::unwritten(lang, out, &error);
    let mut bytes = formats::package::write(envelope.as_bytes(), &plan.files).map_err(unwritten)?;
    if !recipients.is_empty() {
        bytes = encryption::sealed(&bytes, recipients).map_err(unwritten)?;
    }
    aside(lang, out, &bytes, || {
        let fact = plan.fact(&key.public().id());
        folder.record(&[fact]).map_err(|fault| said(lang, &fault))
    })
}

/// Writes a new file aside and renames it once `before` is done; nothing half-written ever has its name.
pub(super) fn aside(
    lang: Lang,
    out: &Path,
    bytes: &[u8],
    before: impl FnOnce() -> Result<(), Complaint>,
) -> Result<(), Complaint> {
    let unwritten = |error: std::io::Error| super::feeds_bundle::unwritten(lang, out, &error);
    if out.exists() {
        return Err(unwritten(std::io::ErrorKind::AlreadyExists.into()));
    }
    let mut name = out.file_name().unwrap_or_default().to_owned();
    name.push(format!(".part-{}", std::process::id()));
    let part = out.with_file_name(name);
    let write = || {
        let mut file = std::fs::File::create(&part)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    let done = write().map_err(unwritten).and_then(|()| before());
    let done = done.and_then(|()| std::fs::rename(&part, out).map_err(unwritten));
    if done.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    done
}

fn draw(edge: &Edge, args: &BuildArgs, plan: BuildPlan, signer: Option<&str>) -> Vec<u8> {
    let lang = edge.lang;
    let BuildPlan { manifest, files: _, without_id } = plan;
    let (sha256, manifest) = hashed(manifest);
    let mut paper = Paper::new();
    let name = manifest.name.get(lang);
    paper.line(&lang.pick(
        format!("package {} of {name} ({})", manifest.sequence, manifest.device),
        format!("{name}（{}）のパッケージ {}", manifest.device, manifest.sequence),
    ));
    screen::about(lang, &manifest, &sha256, edge.now.day(), &mut paper);
    screen::duties(lang, &manifest.duties, &|_| String::new(), &mut paper);
    screen::contents(lang, &manifest, (args.dry_run, "tutela package verify FILE --all"), &mut paper);
    if !without_id.is_empty() {
        let ids = without_id.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let text = lang.pick(
            format!("{ids}: no `id:` in plan.yaml; in another order it would be another duty to the facility"),
            format!("{ids}: plan.yaml に `id:` がなく、順番が変わると別の責務とみなされます"),
        );
        paper.row(screen::width(lang), lang.pick("to do", "要対応"), &text);
    }
    match (signer, &args.out, args.dry_run) {
        (Some(signer), Some(out), false) => {
            let out = out.display();
            paper.row(screen::width(lang), lang.pick("signed by", "署名"), screen::short(signer));
            if !args.recipient.is_empty() {
                let text = lang.pick(
                    "for the named recipients alone; the signature stands inside",
                    "指定した受信者だけが開けます（署名は内側にあります）",
                );
                paper.row(screen::width(lang), lang.pick("encrypted", "暗号化"), text);
            }
            paper.line(&lang.pick(
                format!("written to {out}; its number is recorded in packages.jsonl of the dossier"),
                format!("{out} に書き出しました。番号はドシエの packages.jsonl に記録しました"),
            ));
        }
        _ => paper.line(lang.pick(
            "Nothing is signed or written. To do so: --key FILE --out FILE, without --dry-run",
            "署名も書き出しもしていません。実行するには --dry-run を外し --key と --out を指定してください",
        )),
    }
    paper.finish().into_bytes()
}

/// The manifest as the core knows it, with its hash.
fn hashed(manifest: formats::dossier::v1::Package) -> (String, Package) {
    let sha256 = activities::package::name_of(&manifest);
    (sha256, manifest.into_core())
}

fn json(args: &BuildArgs, plan: BuildPlan, signer: Option<String>) -> Vec<u8> {
    let (sha256, manifest) = hashed(plan.manifest);
    let written = !args.dry_run && signer.is_some();
    let answer = v1::BuildV1 {
        schema: "tutela.package-build/v1",
        written,
        out: args.out.as_ref().filter(|_| written).map(|out| out.display().to_string()),
        signer: signer.filter(|_| written),
        duties_without_id: plan.without_id.iter().map(ToString::to_string).collect(),
        package: v1::PackageV1::of(&manifest, &sha256),
    };
    super::json_text(&answer)
}

pub(super) fn said(lang: Lang, fault: &DossierFault) -> Complaint {
    let [what, next] = fault.say(lang);
    Complaint::new(what, next)
}
