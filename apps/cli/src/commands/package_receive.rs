//! `tutela package receive FILE SITE`: takes a package in; a dry run unless told to write.

use super::package_build::said;
use super::package_verify::{broken, is_past, keys, signature};
use super::{print, sealed};
use crate::edge::{Complaint, Edge};
use crate::options::Form;
use crate::package_options::ReceiveArgs;
use crate::screen::{Paper, package as screen};
use crate::status;
use activities::package::{
    Answer, Answers, Broken, CannotTell, Key, OpenedPackage, PackageChanges, PackageLog, Receiving, Refusal, by_hand,
    held_packages, open_package, package_changes, plan_receive, trusted_keys,
};
use activities::site_port::{LoadedSite, Sites};
use device::Id;
use dossier_folder::SiteFolder;
use formats::answer::package as v1;
use formats::package::ENVELOPE;
use signing::Ed25519Envelopes;
use terms::Lang;
use vulnerability::Knowledge;

/// What a person wants with a package.
pub(crate) struct Wanted<'w> {
    /// Keys that are trusted for the device from now on.
    pub(crate) named: &'w [Key],
    /// The folder in received/.
    pub(crate) folder: Option<&'w str>,
    /// Answers to duties, and who gives them.
    pub(crate) answers: &'w Answers,
}

/// Why a package is not taken in.
pub(crate) enum Not {
    /// It is broken.
    Broken(Broken),
    /// The site does not take it.
    Refused(Refusal),
}

pub(crate) fn run(edge: &Edge, args: &ReceiveArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let folder = SiteFolder::new(&args.site);
    let site = folder.load().map_err(|fault| said(lang, &fault))?;
    let identities = sealed::identities(lang, &args.identity)?;
    let raw = sealed::read(lang, &args.file, identities.as_ref())?;
    let named = keys(lang, &args.trust)?;
    let answers = answers(lang, &site, args)?;
    let wanted = Wanted { named: &named, folder: args.folder.as_deref(), answers: &answers };
    let (package, plan) = judged(edge, (&folder, &site), &raw, &wanted).map_err(|not| match not {
        Not::Broken(why) => broken(lang, &args.file, &why),
        Not::Refused(refusal) => refused(lang, &args.file, &refusal),
    })?;
    let files = files(&package);
    let knowledge = edge.knowledge()?;
    let changes = changed(edge, &knowledge, &folder, (&package, &plan), &files)?;
    if args.write {
        write(lang, &folder, &package, &plan, &files)?;
    }
    let status = status_of(edge, &package);
    let text = match edge.format {
        Form::Json => json(args.write, &package, &plan, &changes, status),
        Form::Human | Form::Sarif => draw(edge, args, &package, &plan, &changes),
    };
    print(&text)?;
    Ok(status)
}

/// Opens a package and holds it against the site: whose word counts, whether it is older than what is held, where it goes.
pub(crate) fn judged<'p>(
    edge: &Edge,
    (sites, site): (&dyn Sites, &LoadedSite),
    raw: &'p [u8],
    wanted: &Wanted<'_>,
) -> Result<(OpenedPackage<'p>, Receiving), Not> {
    let (named, today) = (wanted.named, edge.now.day());
    let looked = open_package(raw, &Ed25519Envelopes, named).map_err(Not::Broken)?;
    let mut trusted = trusted_keys(site, &looked.manifest.device, today);
    trusted.extend(named.iter().filter(|key| !activities::package::is_revoked(site, &key.id, today)).cloned());
    let package = open_package(raw, &Ed25519Envelopes, &trusted).map_err(Not::Broken)?;
    let held = held_packages(sites, site, &Ed25519Envelopes, today);
    if let Some(refusal) = package.signer.as_ref().and_then(|_| by_hand(sites, &held, &package.manifest.device)) {
        return Err(Not::Refused(refusal));
    }
    let plan = plan_receive(site, &held, &package, named, wanted.folder, wanted.answers, edge.now);
    plan.map(|plan| (package, plan)).map_err(Not::Refused)
}

/// What a package changes at the site.
pub(crate) fn changed(
    edge: &Edge,
    knowledge: &dyn Knowledge,
    sites: &dyn Sites,
    (package, plan): (&OpenedPackage<'_>, &Receiving),
    files: &[(&str, &[u8])],
) -> Result<PackageChanges, Complaint> {
    let changes = package_changes(sites, &plan.folder, &package.manifest, files, knowledge, &edge.settings());
    changes.map_err(|why| match why {
        CannotTell::Fault(fault) => said(edge.lang, &fault),
        CannotTell::Knowledge(fault) => edge.unusable(&fault),
    })
}

/// The exit status: no answer where the next package is overdue already.
pub(crate) fn status_of(edge: &Edge, package: &OpenedPackage<'_>) -> u8 {
    if is_past(edge, package) { status::NO_ANSWER } else { status::NOTHING }
}

/// The record first: after a stop between the two the same package can be received again, and none before it.
fn write(
    lang: Lang,
    folder: &SiteFolder,
    package: &OpenedPackage<'_>,
    plan: &Receiving,
    files: &[(&str, &[u8])],
) -> Result<(), Complaint> {
    if !plan.facts.is_empty() {
        folder.record(&plan.facts).map_err(|fault| said(lang, &fault))?;
    }
    let mut all = files.to_vec();
    all.push((ENVELOPE, package.envelope));
    folder.put_package(&plan.folder, &all).map_err(|fault| said(lang, &fault))
}

/// Each file of a package with its name.
pub(crate) fn files<'p>(package: &'p OpenedPackage<'_>) -> Vec<(&'p str, &'p [u8])> {
    package.manifest.files.iter().zip(&package.files).map(|(file, bytes)| (file.path.as_str(), *bytes)).collect()
}

fn refused(lang: Lang, file: &std::path::Path, refusal: &Refusal) -> Complaint {
    let [what, next] = refusal.say(lang);
    let file = file.display();
    let complaint = Complaint::new(
        lang.pick(
            format!("refused, nothing was changed: {file}: {what}"),
            format!("拒否しました（変更なし）: {file}: {what}"),
        ),
        next,
    );
    match refusal {
        Refusal::NotTrusted(_) => Complaint { status: status::NO_ANSWER, ..complaint },
        _ => complaint,
    }
}

fn answers(lang: Lang, site: &LoadedSite, args: &ReceiveArgs) -> Result<Answers, Complaint> {
    Ok(Answers {
        accept_all: args.accept.iter().any(|id| id == "all"),
        accept: args.accept.iter().filter(|id| *id != "all").cloned().collect(),
        refuse: args.refuse.iter().map(|text| refusing(lang, text)).collect::<Result<_, _>>()?,
        by: args.by.as_deref().map(|by| person(lang, site, by)).transpose()?,
        replace: args.replace,
    })
}

/// A duty that is not taken over, with the reason.
pub(crate) fn refusing(lang: Lang, text: &str) -> Result<(String, String), Complaint> {
    let pair = text.split_once('=').map(|(id, reason)| (id.trim().to_owned(), reason.trim().to_owned()));
    pair.filter(|(id, reason)| !id.is_empty() && !reason.is_empty()).ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("--refuse: “{text}” is no ID=REASON"),
                format!("--refuse: 「{text}」は ID=理由 の形ではありません"),
            ),
            lang.pick("the maker needs the reason", "製造業者に理由を伝える必要があります"),
        )
    })
}

/// A person of the site.
pub(super) fn person(lang: Lang, site: &LoadedSite, by: &str) -> Result<Id, Complaint> {
    let id = Id::try_from(by).ok();
    let known = id.filter(|id| site.people.as_ref().is_some_and(|people| people.person(id).is_some()));
    known.ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("--by: people.yaml of the site names no “{by}”"),
                format!("--by: 施設の people.yaml に「{by}」がありません"),
            ),
            lang.pick("name the id of a person in it", "people.yaml にある人の id を指定してください"),
        )
    })
}

fn draw(
    edge: &Edge,
    args: &ReceiveArgs,
    package: &OpenedPackage<'_>,
    plan: &Receiving,
    changes: &PackageChanges,
) -> Vec<u8> {
    let lang = edge.lang;
    let manifest = &package.manifest;
    let mut paper = Paper::new();
    let name = manifest.name.get(lang);
    paper.line(&lang.pick(
        format!("package {} of {name} ({}) → received/{}", manifest.sequence, manifest.device, plan.folder),
        format!("{name}（{}）のパッケージ {} → received/{}", manifest.device, manifest.sequence, plan.folder),
    ));
    let width = screen::width(lang);
    paper.row(width, lang.pick("signature", "署名"), &signature(lang, package, false));
    if let Some(key) = &plan.new_key {
        let text = lang.pick(
            format!("{}: trusted from now on for this device, because you named it", key.id),
            format!("{}: 指定により、この機器について今後信頼します", key.id),
        );
        paper.row(width, lang.pick("new key", "新しい鍵"), &text);
    }
    chain(lang, manifest.sequence, plan, &mut paper);
    screen::about(lang, manifest, package.sha256.as_str(), edge.now.day(), &mut paper);
    screen::changes(lang, changes, &mut paper);
    let by_id = |duty: &device::Duty| {
        let place = manifest.duties.iter().position(|one| one.id == duty.id);
        let answer = place.and_then(|place| plan.answers.get(place)).cloned().unwrap_or_default();
        format!(": {}", screen::answered(lang, &answer))
    };
    screen::duties(lang, &manifest.duties, &by_id, &mut paper);
    screen::kept_back(lang, manifest, &mut paper);
    paper.line(&last_line(lang, args, plan));
    paper.finish().into_bytes()
}

fn chain(lang: Lang, sequence: u32, plan: &Receiving, paper: &mut Paper) {
    let text = match (plan.again, plan.before, plan.skipped) {
        (true, ..) => lang.pick("this very package was taken in before", "このパッケージは受領済みです").to_owned(),
        (false, None, _) => lang.pick("the first package of this device here", "この機器の最初の受領です").to_owned(),
        (false, Some(before), 0) => {
            lang.pick(format!("follows package {before}"), format!("パッケージ {before} に続くもの"))
        }
        (false, Some(before), skipped) => lang.pick(
            format!("{skipped} packages between {before} and {sequence} were not seen; each carries everything"),
            format!("{before} と {sequence} の間の {skipped} 件は未受領です（各パッケージは全体を含みます）"),
        ),
    };
    paper.row(screen::width(lang), lang.pick("order", "順序"), &text);
}

fn last_line(lang: Lang, args: &ReceiveArgs, plan: &Receiving) -> String {
    let open = plan.answers.iter().filter(|answer| **answer == Answer::Open).count();
    let site = args.site.display();
    match (args.write, open) {
        (false, _) => lang.pick(
            "Nothing is written. To take it in, repeat with --write; answer duties with --accept all|ID, --refuse ID=REASON",
            "書き込んでいません。受領するには --write を付けて再実行してください。責務への回答は --accept all|ID、--refuse ID=理由",
        )
        .to_owned(),
        (true, 0) => lang.pick(
            format!("taken in; recorded in packages.jsonl. Next: tutela check {site}"),
            format!("受領し、packages.jsonl に記録しました。次の手順: tutela check {site}"),
        ),
        (true, open) => lang.pick(
            format!("taken in; {open} duties wait for an answer: receive it again with --accept or --refuse"),
            format!("受領しました。責務 {open} 件が未回答です。--accept または --refuse を付けて再度受領してください"),
        ),
    }
}

/// `tutela.package-receive/v1`.
pub(crate) fn json(
    written: bool,
    package: &OpenedPackage<'_>,
    plan: &Receiving,
    changes: &PackageChanges,
    exit_status: u8,
) -> Vec<u8> {
    let duties = package.manifest.duties.iter().zip(&plan.answers);
    let duty = |(duty, answer): (&device::Duty, &Answer)| {
        let (answer, reason) = match answer {
            Answer::Open => ("open", None),
            Answer::Accepted => ("accepted", None),
            Answer::Refused(reason) => ("refused", Some(reason.clone())),
        };
        v1::DutyV1::of(duty, Some(answer), reason)
    };
    let mut about = v1::PackageV1::of(&package.manifest, package.sha256.as_str());
    about.duties = duties.map(duty).collect();
    let state =
        |state: &activities::package::State| v1::StateV1 { components: state.components, open_findings: state.open };
    let release = |row: &activities::package::ReleaseChange| v1::ReleaseChangeV1 {
        release: row.release.to_string(),
        units_before: row.units[0],
        units_after: row.units[1],
        life_supporting: row.life_supporting,
        before: row.state[0].as_ref().map(state),
        after: row.state[1].as_ref().map(state),
        components_added: row.added.clone(),
        components_gone: row.gone.clone(),
    };
    super::json_text(&v1::ReceiveV1 {
        schema: "tutela.package-receive/v1",
        exit_status,
        written,
        folder: plan.folder.clone(),
        signer: package.signer.clone(),
        new_key: plan.new_key.as_ref().map(|key| key.id.clone()),
        before: plan.before,
        again: plan.again,
        skipped: plan.skipped,
        files_added: changes.added.clone(),
        files_changed: changes.changed.clone(),
        files_gone: changes.gone.clone(),
        blind_before: changes.blind_before,
        blind_after: changes.blind_after,
        releases: changes.releases.iter().map(release).collect(),
        package: about,
    })
}
