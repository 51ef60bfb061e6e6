//! `tutela network mud import|export`: profiles from and to Manufacturer Usage Descriptions (RFC 8520).

use super::network_place::PROFILE;
use super::print;
use crate::edge::{Complaint, Edge};
use crate::mud_options::{MudCommand, MudExportArgs, MudImportArgs};
use crate::status;
use formats::answer::network_mud::{NetworkMudV1, NotWrittenV1};
use formats::dossier::{Field, Read, read_one, show, v1};
use formats::mud::{self, About, MudRead};
use formats::yaml::{json_line, yaml_document};
use std::io::Write;
use std::path::Path;
use terms::{Finding, Lang, Priority};

pub(crate) fn run(edge: &Edge, command: &MudCommand) -> Result<u8, Complaint> {
    match command {
        MudCommand::Import(args) => import(edge, args),
        MudCommand::Export(args) => export(edge, args),
    }
}

fn bytes(edge: &Edge, path: &Path) -> Result<Vec<u8>, Complaint> {
    std::fs::read(path).map_err(|fault| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name a file that can be read", "読み取れるファイルを指定してください"),
        )
    })
}

fn tell(edge: &Edge, findings: &[Finding], text: &str) {
    for finding in findings {
        eprintln!("{}", show(finding, text, edge.lang));
    }
}

fn import(edge: &Edge, args: &MudImportArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let name = args.file.display().to_string();
    let bytes = bytes(edge, &args.file)?;
    let Some(read) = mud::read(&name, &bytes, &args.device) else {
        return Err(Complaint::new(
            lang.pick(format!("{name}: this is no MUD file"), format!("{name}: MUD ファイルではありません")),
            lang.pick(
                "name a JSON file with `ietf-mud:mud` (RFC 8520)",
                "`ietf-mud:mud` を含む JSON ファイル（RFC 8520）を指定してください",
            ),
        ));
    };
    let MudRead { mut profile, own, url, rules, taken, mut findings, defects } = read;
    if !own {
        profile.confirmed_by_maker = Some(false);
    }
    findings.extend(defects.findings(&name, &bytes));
    tell(edge, &findings, &String::from_utf8_lossy(&bytes));
    let url = url.replace(['\n', '\r'], " ");
    let head = lang.pick(
        format!("# DRAFT from the MUD file {name} ({url}); not confirmed by the maker.\n"),
        format!("# MUD ファイル {name}（{url}）からの下書き。製造業者による確認は未了。\n"),
    );
    let body = profile.write().map(|node| yaml_document(&node)).unwrap_or_default();
    write(edge, args.out.as_deref(), &format!("{head}{body}"))?;
    let flows = profile.flows.len();
    eprintln!(
        "{}",
        lang.pick(
            format!("{taken} of {rules} rules taken, {flows} flows; roles need addresses (--bind, networks.yaml)"),
            format!("規則 {rules} 件中 {taken} 件を取り込み、通信 {flows} 件。役割にはアドレスの割り当てが必要です（--bind、networks.yaml）"),
        )
    );
    let broken = !defects_are_fine(&findings);
    Ok(if broken || taken < rules { status::FINDINGS } else { status::NOTHING })
}

fn defects_are_fine(findings: &[Finding]) -> bool {
    findings.iter().all(|finding| finding.priority < Priority::Undecided)
}

fn export(edge: &Edge, args: &MudExportArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let name = args.profile.display().to_string();
    let bytes = bytes(edge, &args.profile)?;
    let Read { value, complaints } = read_one::<v1::Network>(&name, &bytes);
    tell(edge, &complaints, &String::from_utf8_lossy(&bytes));
    let Some(profile) = value.filter(|_| defects_are_fine(&complaints)) else {
        return Err(unreliable(lang, &name));
    };
    let written = written(edge, (&name, &profile), &args.url)?;
    for (flow, [en, ja]) in &written.not_written {
        eprintln!(
            "{}",
            lang.pick(
                format!("{flow}: not written, MUD has no words for {en}"),
                format!("{flow}: 書き出していません。MUD では {ja}を表せません"),
            )
        );
    }
    write(edge, args.out.as_deref(), &written.text)?;
    Ok(status_of(&written))
}

fn status_of(written: &mud::Written) -> u8 {
    if written.not_written.is_empty() { status::NOTHING } else { status::FINDINGS }
}

/// The MUD file of a profile that is not in a file, as it is published, and the exit status.
pub(crate) fn json_of(edge: &Edge, profile: Option<&[u8]>, url: &str) -> Result<(Vec<u8>, u8), Complaint> {
    let lang = edge.lang;
    let bytes = profile.ok_or_else(|| super::network_sheet::no_profile(lang))?;
    let Read { value, complaints } = read_one::<v1::Network>(PROFILE, bytes);
    let profile = value.filter(|_| defects_are_fine(&complaints)).ok_or_else(|| unreliable(lang, PROFILE))?;
    let written = written(edge, (PROFILE, &profile), url)?;
    let status = status_of(&written);
    let left = |(flow, [en, ja]): (String, [&'static str; 2])| NotWrittenV1 { flow, because: lang.pick(en, ja) };
    let answer = NetworkMudV1 {
        schema: "tutela.network-mud/v1",
        exit_status: status,
        url: url.to_owned(),
        text: written.text,
        not_written: written.not_written.into_iter().map(left).collect(),
    };
    Ok((super::json_text(&answer), status))
}

fn unreliable(lang: Lang, name: &str) -> Complaint {
    Complaint::new(
        lang.pick(
            format!("{name}: the profile cannot be relied on as it is"),
            format!("{name}: このままではプロファイルを利用できません"),
        ),
        lang.pick("mend what stands above", "上の指摘を修正してください"),
    )
}

/// Writes a profile, and reads it back before anybody sees it.
fn written(edge: &Edge, (name, profile): (&str, &v1::Network), url: &str) -> Result<mud::Written, Complaint> {
    let lang = edge.lang;
    if !url.starts_with("https://") {
        return Err(Complaint::new(
            lang.pick("--url: a MUD file is published over HTTPS", "--url: MUD ファイルは HTTPS で公開します"),
            "--url https://maker.example/device.json",
        ));
    }
    let written = mud::write(profile, About { url, now: edge.now, name: &profile.device });
    let back = mud::read(name, written.text.as_bytes(), &profile.device);
    if !back.is_some_and(|back| same(&back.profile, profile, &written.not_written)) {
        let what = lang.pick(
            "internal fault: the MUD file does not read back as the profile; nothing was written. Please report it",
            "内部エラー: MUD ファイルを読み戻した結果がプロファイルと一致しないため、書き出していません。報告してください",
        );
        return Err(Complaint { status: status::FAULT, ..Complaint::new(what, "") });
    }
    Ok(written)
}

/// Whether what was written says the same as the profile without the flows that could not be written.
fn same(back: &v1::Network, profile: &v1::Network, not_written: &[(String, [&'static str; 2])]) -> bool {
    let mut wanted = profile.clone();
    wanted.flows.retain(|flow| !not_written.iter().any(|(id, _)| *id == flow.id));
    let line = |network: &v1::Network| network.write().map(|node| json_line(&node));
    line(back) == line(&wanted)
}

fn write(edge: &Edge, out: Option<&Path>, text: &str) -> Result<(), Complaint> {
    let Some(path) = out else { return print(text.as_bytes()) };
    let made = std::fs::File::create_new(path).and_then(|mut file| file.write_all(text.as_bytes()));
    made.map_err(|fault| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name a file that is not there yet", "まだ存在しないファイル名を指定してください"),
        )
    })
}
