//! `tutela init device DIR --from-ports FILE`: the facility's own draft for a unit whose maker has handed nothing over.

use super::network_place::{bytes, hash};
use super::print;
use crate::edge::{Complaint, Edge};
use crate::options::InitDeviceArgs;
use crate::status;
use activities::draft_dossier::{Origin, draft_dossier, write_draft};
use device::Id;
use dossier_folder::DossierFolder;
use formats::dossier::show;
use formats::ports::{NotPorts, PortsRead, read};
use std::collections::BTreeMap;
use std::path::Path;
use terms::{Choice, Finding, Lang, Priority};

pub(crate) fn run(edge: &Edge, args: &InitDeviceArgs, file: &Path) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let bytes = bytes(edge, file)?;
    let (name, id) = (file.display().to_string(), id(edge, args)?);
    let mut read = read(&name, &bytes, id.as_str()).map_err(|why| refused(lang, &name, &why))?;
    read.findings.extend(read.defects.findings(&name, &bytes));
    let decoded = formats::sbom::decode(&bytes);
    let text = String::from_utf8_lossy(&decoded);
    told(lang, &read.findings, &text);
    let origin = Origin { file: &name, sha256: &hash(&bytes), today: edge.now.day() };
    let model = args.model.as_deref().unwrap_or(id.as_str());
    let files = draft_dossier(&read, &id, model, origin);
    let output = match args.write {
        true => written(edge, args, &files)?,
        false => shown(lang, args, &files),
    };
    print(format!("{}{output}", summary(lang, &read)).as_bytes())?;
    let whole = read.findings.iter().all(|finding| finding.priority < Priority::Undecided);
    Ok(if whole { status::NOTHING } else { status::FINDINGS })
}

/// What was left out or assumed; of one kind no more than a person reads, and how many there are beyond.
fn told(lang: Lang, findings: &[Finding], text: &str) {
    const SHOWN: usize = 10;
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in findings {
        let count = counts.entry(finding.code()).or_default();
        *count += 1;
        if *count <= SHOWN {
            eprintln!("{}", show(finding, text, lang));
        }
    }
    for (code, count) in counts.into_iter().filter(|(_, count)| *count > SHOWN) {
        let more = count - SHOWN;
        eprintln!("{}", lang.pick(format!("{more} more: {code}"), format!("ほか {more} 件: {code}")));
    }
}

fn id(edge: &Edge, args: &InitDeviceArgs) -> Result<Id, Complaint> {
    let folder = args.dir.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let text = args.id.clone().unwrap_or(folder);
    Id::try_from(text.as_str()).map_err(|_| {
        Complaint::new(
            edge.lang.pick(format!("“{text}” is no id"), format!("「{text}」は id ではありません")),
            edge.lang.pick(
                "--id ID, of ASCII letters, digits, `.`, `_`, `-`",
                "--id ID（英数字、`.`、`_`、`-`）を指定してください",
            ),
        )
    })
}

fn refused(lang: Lang, name: &str, why: &NotPorts) -> Complaint {
    let (what, next) = match why {
        NotPorts::Unknown => (
            lang.pick(
                "no port table, no port scan and no MDS2 sheet",
                "ポート表、ポートスキャン、MDS2 シートのいずれでもありません",
            )
            .to_owned(),
            lang.pick(
                "a table needs a heading with `port` and one of `protocol`, `direction`, `purpose` (docs/network.md)",
                "見出しに `ポート` と、`プロトコル`・`方向`・`用途` のいずれかが必要です（docs/network.md）",
            ),
        ),
        NotPorts::Workbook => (
            lang.pick("this workbook cannot be read", "このワークブックは読み取れません").to_owned(),
            lang.pick("save the sheet as CSV", "シートを CSV で保存してください"),
        ),
        NotPorts::Hosts(0) => (
            lang.pick("no device answered the scan", "スキャンに応答した機器がありません").to_owned(),
            lang.pick("scan the device while it is on", "機器の稼働中にスキャンしてください"),
        ),
        NotPorts::Hosts(count) => (
            lang.pick(
                format!("{count} devices answered the scan; the ports of one would become those of all"),
                format!("スキャンに {count} 台が応答しました。1 台のポートが全体のものとして扱われてしまいます"),
            ),
            lang.pick("give a scan of one device", "1 台だけのスキャン結果を指定してください"),
        ),
    };
    Complaint::new(format!("{name}: {what}"), next)
}

fn summary(lang: Lang, read: &PortsRead) -> String {
    let PortsRead { kind, profile, rows, taken, .. } = read;
    let ([en, ja], flows, services) = (kind.meaning(), profile.flows.len(), profile.services.len());
    lang.pick(
        format!(
            "NOT CONFIRMED BY THE MAKER: a draft from {en}; {taken} of {rows} entries taken, {flows} flows, {services} services\n"
        ),
        format!(
            "製造業者未確認: {ja}からの下書き。{rows} 件中 {taken} 件を取り込み、通信 {flows} 件、サービス {services} 件\n"
        ),
    )
}

fn written(edge: &Edge, args: &InitDeviceArgs, files: &[(String, String)]) -> Result<String, Complaint> {
    let lang = edge.lang;
    let names = write_draft(&DossierFolder::new(&args.dir), files).map_err(|fault| {
        let [what, next] = fault.say(lang);
        Complaint::new(what, next)
    })?;
    let (dir, names) = (args.dir.display(), names.join(", "));
    Ok(lang.pick(
        format!("written to {dir}: {names}\nnext: name the peers, then: tutela network sheet {dir}; send it to the maker for confirmation\n"),
        format!("{dir} に書き込みました: {names}\n次の手順: 相手の役割を記入し、tutela network sheet {dir} を実行して、製造業者に確認を依頼してください\n"),
    ))
}

/// The dry run: what would be written.
fn shown(lang: Lang, args: &InitDeviceArgs, files: &[(String, String)]) -> String {
    let dir = args.dir.display();
    let mut text = String::new();
    for (name, body) in files.iter().filter(|(name, _)| !name.starts_with('.')) {
        text.push_str(&format!("\n--- {dir}/{name}\n{body}"));
    }
    text.push_str(
        lang.pick(
            "\nnothing was written; write it with --write\n",
            "\n何も書き込んでいません。--write で書き込みます\n",
        ),
    );
    text
}
