//! `tutela check DIR`: the main job.

use super::print;
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::options::{CheckArgs, Form};
use crate::places::Places;
use crate::scope::{Area, Scope};
use crate::screen::answer::{Frame, components, draw, plural};
use crate::screen::{Paper, package_status};
use crate::status;
use activities::check_device::{Checked, OpenDevice, check_device, open_device, record_seen};
use activities::dossier_port::{DossierFault, LoadedDossier};
use activities::package::Field;
use activities::scan::{ScanSettings, published};
use device::Id;
use device::rules::{self, Judgement, Looked};
use dossier_folder::DossierFolder;
use formats::answer::package::FieldV1;
use formats::answer::v1::{self, AnswerV1, DeviceV1, Each};
use formats::sarif;
use signing::{ApprovalSeals, Ed25519Envelopes};
use terms::{Day, Lang, Priority};

const SCHEMA: &str = "tutela.check/v1";

pub(crate) fn run(edge: &Edge, args: &CheckArgs) -> Result<u8, Complaint> {
    let folder = DossierFolder::new(&args.dir);
    let fault = |fault: DossierFault| {
        let [what, next] = fault.say(edge.lang);
        Complaint::new(what, next)
    };
    let wanted = args.release.as_deref().map(|text| super::release_id(edge, text)).transpose()?;
    let open = open_device(&folder, Some(&ApprovalSeals), wanted.as_ref()).map_err(fault)?;
    for complaint in &open.dossier.complaints {
        if complaint.priority >= Priority::Attention {
            eprintln!("{}", open.dossier.show(complaint, edge.lang));
        }
    }
    let knowledge = edge.knowledge()?;
    let settings = edge.settings();
    let mut checked = check_device(&open, &knowledge, &settings).map_err(|fault| edge.unusable(&fault))?;
    let field = activities::package::field(&open.dossier, &Ed25519Envelopes);
    checked.findings.extend(field.iter().flat_map(|field| field.findings.iter().cloned()));
    let status = status_of(&checked, &settings);
    let texts: Vec<&[u8]> = open.sboms.iter().map(|sbom| sbom.text.as_slice()).collect();
    let places = Places::new(&checked.scan, texts);
    let text = match edge.format {
        Form::Human => screen(edge, args, &open, &checked, &places, field.as_ref()),
        Form::Json => json(edge, &args.dir, &open, &checked, &places, field.as_ref(), status),
        Form::Sarif => sarif_log(edge, args, &open, &checked, &places),
    };
    print(&text)?;
    if args.record {
        let count = record_seen(&folder, &open, &checked, edge.now).map_err(fault)?;
        let words = edge.lang.pick(
            format!("{count} facts appended to register.jsonl"),
            format!("register.jsonl に {count} 件の事実を追記しました"),
        );
        eprintln!("{words}");
    }
    Ok(status)
}

pub(crate) fn status_of(checked: &Checked<'_>, settings: &ScanSettings) -> u8 {
    let others = checked.findings.iter().map(|finding| finding.priority).max();
    let status = checked.scan.status(others, settings.fail_on);
    if checked.input_wrong { status::worse(status, status::WRONG_CALL) } else { status }
}

fn screen(
    edge: &Edge,
    args: &CheckArgs,
    open: &OpenDevice,
    checked: &Checked<'_>,
    places: &Places<'_, '_>,
    field: Option<&Field>,
) -> Vec<u8> {
    let lang = edge.lang;
    let dir = args.dir.display().to_string();
    let release = args.release.as_ref().map(|release| format!(" --release {release}")).unwrap_or_default();
    let frame = Frame {
        title: title(lang, open, &dir),
        others: &checked.findings,
        scope: areas(lang, open, checked, &dir),
        rows: rows(edge, checked, field),
        all_command: format!("tutela check {dir}{release} --all"),
        all: args.all,
        decide: decide(lang, open),
    };
    let mut paper = Paper::new();
    draw(edge, &checked.scan, &frame, &|component| places.of(component), &mut paper);
    paper.finish().into_bytes()
}

fn title(lang: Lang, open: &OpenDevice, dir: &str) -> String {
    let name = open.dossier.device.as_ref().map(|device| device.name.get(lang).to_owned());
    let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| dir.to_owned());
    match &open.release {
        Some(id) => {
            let label =
                open.dossier.release(id).and_then(|release| release.release.as_ref()).map(|about| about.label.clone());
            let label = label.unwrap_or_else(|| id.to_string());
            lang.pick(format!("{name} · release {label}"), format!("{name} · リリース {label}"))
        }
        None => lang.pick(format!("{name} · no release"), format!("{name} · リリースなし")),
    }
}

fn decide(lang: Lang, open: &OpenDevice) -> String {
    match &open.release {
        Some(id) => {
            lang.pick(format!(" in releases/{id}/decisions.yaml"), format!("（releases/{id}/decisions.yaml に記録）"))
        }
        None => String::new(),
    }
}

/// Areas looked at, and areas not looked at with the reason.
fn areas(lang: Lang, open: &OpenDevice, checked: &Checked<'_>, dir: &str) -> Scope {
    let mut scope = Scope::default();
    for Judgement { area, looked, findings: _ } in &checked.areas {
        let about = Area::new(area.id(), area_name(lang, open, *area));
        match looked {
            Looked::At => scope.looked_at.push(about),
            Looked::NotAt(why) => scope.not(about, why.say(lang)),
        }
    }
    match open.sboms.is_empty() {
        false => scope.looked_at.push(Area::components(lang)),
        true => scope.not(Area::components(lang), lang.pick("no SBOM", "SBOM なし")),
    }
    scope.unread(lang, &checked.scan);
    scope.unlisted(lang, &checked.scan);
    scope.elsewhere(lang, &checked.scan);
    scope.inside_modules(lang, &checked.scan);
    scope.by_name(lang, &checked.scan);
    let later = lang.pick("not part of this version", "この版では対象外");
    for (id, en, ja) in [("harm", "harm", "危害"), ("tests", "tests", "試験"), ("post-market", "post-market", "市販後")]
    {
        scope.not(Area::new(id, lang.pick(en, ja)), later);
    }
    scope.not(Area::new("firewall", lang.pick("firewalls", "ファイアウォール")), "tutela network verify");
    cloud(&mut scope, lang, open.dossier.cloud_files, dir);
    for other in &open.others {
        let area = lang.pick(format!("release {other}"), format!("リリース {other}"));
        scope.not(Area::new(format!("release/{other}"), area), format!("tutela check {dir} --release {other}"));
    }
    scope
}

/// The name of an area; a profile that the maker has not confirmed is never shown without that.
fn area_name(lang: Lang, open: &OpenDevice, area: rules::Area) -> String {
    let name = area.say(lang);
    match area == rules::Area::Network && open.dossier.network.as_ref().is_some_and(|profile| profile.is_unconfirmed())
    {
        true => lang
            .pick(format!("{name} (a draft, NOT CONFIRMED BY THE MAKER)"), format!("{name}（下書き、製造業者未確認）")),
        false => name.to_owned(),
    }
}

/// Exports of the maker's own cloud accounts: there, and not looked at here, or not there.
fn cloud(scope: &mut Scope, lang: Lang, files: usize, dir: &str) {
    let because = match files {
        0 => lang.pick("no folder cloud/", "cloud/ フォルダなし").to_owned(),
        _ => lang.pick(
            format!("{files} file{} in cloud/; tutela cloud check {dir}/cloud", plural(files as u64)),
            format!("cloud/ に {files} 件のファイル。tutela cloud check {dir}/cloud"),
        ),
    };
    scope.not(Area::new("cloud", lang.pick("cloud services", "クラウドサービス")), because);
}

/// Support and what is due.
fn rows(edge: &Edge, checked: &Checked<'_>, field: Option<&Field>) -> Vec<(String, String)> {
    let lang = edge.lang;
    let (past, without) = checked.support;
    let mut rows = vec![(
        lang.pick("Support", "サポート").to_owned(),
        lang.pick(
            format!("{} past end of support · {without} without a date", components(past as usize)),
            format!("サポート終了を過ぎた構成要素 {past} 件 · 終了日の記載なし {without} 件"),
        ),
    )];
    if let Some(day) = checked.next_review {
        rows.push((lang.pick("Due", "期限").to_owned(), due(lang, day, edge.now.day())));
    }
    rows.extend(field.iter().flat_map(|field| package_status::field(lang, field)));
    let open = checked.findings.iter().filter(|finding| finding.priority == Priority::Attention).count();
    if open > 0 {
        rows.push((
            lang.pick("To do", "要対応").to_owned(),
            lang.pick(
                format!("{open} open point{} of the dossier; they do not change the verdict", plural(open as u64)),
                format!("ドシエの未記入・不備 {open} 件（判定には影響しません）"),
            ),
        ));
    }
    rows
}

fn due(lang: Lang, day: Day, today: Day) -> String {
    let days = day.0 - today.0;
    match days {
        ..0 => lang.pick(
            format!("{day}  review of the cybersecurity plan, OVERDUE by {} days", -days),
            format!("{day}  サイバーセキュリティ計画の見直し（{} 日超過）", -days),
        ),
        _ => lang.pick(
            format!("{day}  review of the cybersecurity plan ({days} days)"),
            format!("{day}  サイバーセキュリティ計画の見直し（あと {days} 日）"),
        ),
    }
}

pub(crate) fn json(
    edge: &Edge,
    dir: &std::path::Path,
    open: &OpenDevice,
    checked: &Checked<'_>,
    places: &Places<'_, '_>,
    field: Option<&Field>,
    status: u8,
) -> Vec<u8> {
    let (lang, scan) = (edge.lang, &checked.scan);
    let line_of = |component: u32| places.line(component);
    let worst = checked.findings.iter().map(|finding| finding.priority).max();
    let answer = AnswerV1 {
        schema: SCHEMA,
        verdict: scan.verdict(worst).name(),
        exit_status: status,
        scope: areas(lang, open, checked, &dir.display().to_string()).v1(),
        as_of: edge.now.to_string(),
        mirror: v1::filled(&scan.mirror).map(str::to_owned),
        dossier: Some(open.dossier.hash.clone()),
        program: PROGRAM.to_owned(),
        max_age: edge.max_age,
        unwatched: if edge.unwatched_allowed { "allowed" } else { "counted" },
        device: Some(device_v1(&open.dossier, open.release.as_ref())),
        documents: scan.documents_v1(lang),
        findings: Each(|| {
            let own = scan.each_finding().map(|at| scan.finding_v1(at, &line_of, lang));
            own.chain(checked.findings.iter().map(|finding| published::other(finding, lang)))
        }),
        coverage: scan.coverage_v1(&line_of),
        field: field.map(field_v1),
        sources: scan.sources.iter().map(|source| published::source_v1(source, lang)).collect(),
    };
    let mut text = Vec::new();
    // Writing into memory cannot fail.
    let _ = v1::write(&mut text, &answer);
    text
}

fn field_v1(field: &Field) -> FieldV1 {
    FieldV1 {
        facilities: field.facilities,
        up_to_date: field.up_to_date,
        not_counted: field.not_counted,
        units: field.units,
        release_unknown: field.release_unknown,
        patched: field.patched,
        releases: field.releases.iter().map(|(release, units)| (release.to_string(), *units)).collect(),
        cannot: field.cannot.iter().map(|(id, units, reason)| (id.to_string(), *units, reason.clone())).collect(),
        not_looked_up: field.not_looked_up,
        vulnerabilities: field.vulnerabilities.iter().map(|(id, [open, held])| (id.clone(), *open, *held)).collect(),
        controls: field.controls.iter().map(|(id, counts)| (id.clone(), *counts)).collect(),
        duties: field.duties.iter().map(|(id, counts)| (id.to_string(), *counts)).collect(),
    }
}

fn device_v1(dossier: &LoadedDossier, release: Option<&Id>) -> DeviceV1 {
    let device = dossier.device.as_ref();
    let name = device.map(|device| &device.name);
    DeviceV1 {
        id: device.map(|device| device.id.to_string()).unwrap_or_default(),
        name_en: name.and_then(|name| name.en.clone()),
        name_ja: name.and_then(|name| name.ja.clone()),
        release: release.map(Id::to_string),
    }
}

fn sarif_log(
    edge: &Edge,
    args: &CheckArgs,
    open: &OpenDevice,
    checked: &Checked<'_>,
    places: &Places<'_, '_>,
) -> Vec<u8> {
    let folder = args.dir.display().to_string();
    let not = areas(edge.lang, open, checked, &folder).notices(edge.lang);
    let run = sarif::Run {
        folder,
        findings: super::every_finding(&checked.scan, &checked.findings, places),
        notices: not.chain(super::notices(edge, &checked.scan)).collect(),
        fault: None,
    };
    sarif::write(&[run], &super::cards(), edge.lang, PROGRAM)
}
