//! `tutela network sheet`: the minimum operating environment of a device, as data for the sheet that goes with it.

use super::network_place::{PROFILE, profile, profile_in};
use super::network_verify::finding_v1;
use super::{json_text, print};
use crate::edge::{Complaint, Edge, PROGRAM};
use crate::network_options::SheetArgs;
use crate::options::Form;
use crate::screen::{Paper, network_sheet as screen};
use crate::status;
use activities::dossier_port::Dossiers;
use activities::environment_sheet::{Entry, EnvironmentSheet, Fact, environment_sheet};
use activities::os_words;
use device::Device;
use dossier_folder::DossierFolder;
use formats::answer::network_sheet as v1;
use formats::sheet::{Sheet, workbook};
use std::io::Write;
use std::path::{Path, PathBuf};
use terms::{Lang, Priority};

/// Headings of the table, in English and Japanese side by side: the sheet is for readers of both.
const HEADINGS: [&str; 7] = ["section", "部", "id", "fact", "項目", "English", "日本語"];

pub(crate) fn run(edge: &Edge, args: &SheetArgs) -> Result<u8, Complaint> {
    let device = args.dossier.as_deref().map(|dir| device(edge, dir)).transpose()?.flatten();
    let path: &PathBuf = args.profile.as_ref().or(args.dossier.as_ref()).ok_or_else(|| missing(edge.lang))?;
    let (profile, hash) = profile(edge, path)?;
    let sheet = environment_sheet(&profile, device.as_ref());
    let status = status_of(&sheet);
    let ending = args.out.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let bytes = match (&args.out, ending.as_deref(), edge.format) {
        (Some(_), Some("xlsx"), _) => xlsx(edge, &sheet)?,
        (Some(_), Some("csv"), _) => csv(&sheet).into_bytes(),
        (Some(_), Some("json"), _) | (None, _, Form::Json) => json_text(&answer(edge, &sheet, hash, status)),
        (Some(path), _, _) => return Err(no_such_ending(edge.lang, path)),
        (None, _, Form::Human | Form::Sarif) => {
            let mut paper = Paper::new();
            screen::drawn(edge.lang, &sheet, &mut paper);
            paper.finish().into_bytes()
        }
    };
    match &args.out {
        Some(path) => write_new(edge, path, &bytes)?,
        None => print(&bytes)?,
    }
    Ok(status)
}

/// The sheet of a dossier that is not in a folder, as it is published, and the exit status.
pub(crate) fn json_of(edge: &Edge, dossier: &dyn Dossiers, profile: Option<&[u8]>) -> Result<(Vec<u8>, u8), Complaint> {
    let (profile, hash) = profile_in(edge, PROFILE, profile.ok_or_else(|| no_profile(edge.lang))?, &|_| ())?;
    let dossier = dossier.load().map_err(|fault| {
        let [what, next] = fault.say(edge.lang);
        Complaint::new(what, next)
    })?;
    let sheet = environment_sheet(&profile, dossier.device.as_ref());
    let status = status_of(&sheet);
    Ok((json_text(&answer(edge, &sheet, hash, status)), status))
}

/// The complaint about a dossier without network.yaml.
pub(super) fn no_profile(lang: Lang) -> Complaint {
    Complaint::new(
        lang.pick(
            format!("the dossier holds no {PROFILE}: nobody declared what the device needs on the network"),
            format!("ドシエに {PROFILE} がないため、機器に必要な通信の申告がありません"),
        ),
        lang.pick(
            "write one (docs/network.md), or ask the maker",
            "作成する（docs/network.md）か、製造業者に依頼してください",
        ),
    )
}

fn status_of(sheet: &EnvironmentSheet) -> u8 {
    let whole = sheet.not_stated() == 0 && sheet.findings.iter().all(|found| found.priority < Priority::Attention);
    if whole { status::NOTHING } else { status::FINDINGS }
}

/// What device.yaml of the dossier says; what cannot be read of it is told, and stands in the sheet as not stated.
fn device(edge: &Edge, dir: &Path) -> Result<Option<Device>, Complaint> {
    let dossier = DossierFolder::new(dir).load().map_err(|fault| {
        let [what, next] = fault.say(edge.lang);
        Complaint::new(what, next)
    })?;
    let of_device = |file: &str| file == "device.yaml";
    let told = dossier.complaints.iter().filter(|told| told.priority >= Priority::Attention);
    for told in told.filter(|told| told.subject.place.as_ref().is_some_and(|place| of_device(&place.file))) {
        eprintln!("{}", dossier.show(told, edge.lang));
    }
    Ok(dossier.device)
}

fn missing(lang: Lang) -> Complaint {
    Complaint::new(
        lang.pick("no dossier and no profile is named", "ドシエもプロファイルも指定されていません"),
        "tutela network sheet DOSSIER",
    )
}

fn no_such_ending(lang: Lang, path: &Path) -> Complaint {
    Complaint::new(
        lang.pick(
            format!("--out {}: the form is told by the ending", path.display()),
            format!("--out {}: 形式は拡張子で決まります", path.display()),
        ),
        lang.pick(
            "name a file that ends in .csv, .xlsx or .json",
            ".csv、.xlsx、.json のいずれかのファイル名を指定してください",
        ),
    )
}

/// Writes a new file; one that is there belongs to somebody.
fn write_new(edge: &Edge, path: &Path, bytes: &[u8]) -> Result<(), Complaint> {
    let written = std::fs::File::create_new(path).and_then(|mut file| file.write_all(bytes));
    written.map_err(|error| {
        Complaint::new(
            format!("{}: {}", path.display(), os_words::cause(&error, edge.lang)),
            edge.lang.pick("name a file that is not there yet", "まだ存在しないファイル名を指定してください"),
        )
    })
}

/// One row for each fact, and above all of them who stands by it.
fn rows(sheet: &EnvironmentSheet) -> Vec<[String; 7]> {
    let not = [Lang::En, Lang::Ja].map(screen::not_stated);
    let confirmed = [Lang::En, Lang::Ja].map(|lang| screen::confirmed(lang, sheet.confirmed_by_maker).to_owned());
    let [en, ja] = confirmed;
    let head = ["profile", "プロファイル", "network.yaml", "confirmed-by-maker", "製造業者による確認"];
    let mut rows = vec![head.map(str::to_owned).into_iter().chain([en, ja]).collect::<Vec<_>>()];
    for Entry { section, id, facts } in &sheet.entries {
        for Fact { key: _, label: [en, ja], words } in facts {
            let said = words.as_ref().map_or_else(
                || not.map(str::to_owned),
                |words| [Lang::En, Lang::Ja].map(|lang| words.get(lang).to_owned()),
            );
            let [said_en, said_ja] = said;
            let left = [section.say(Lang::En), section.say(Lang::Ja), id, en, ja].map(str::to_owned);
            rows.push(left.into_iter().chain([said_en, said_ja]).collect());
        }
    }
    rows.into_iter().filter_map(|row| row.try_into().ok()).collect()
}

fn xlsx(edge: &Edge, sheet: &EnvironmentSheet) -> Result<Vec<u8>, Complaint> {
    let table = Sheet {
        name: "environment".to_owned(),
        headings: HEADINGS.map(str::to_owned).to_vec(),
        rows: rows(sheet).into_iter().map(|row| row.to_vec()).collect(),
    };
    workbook(&[table], edge.now.0.div_euclid(1000)).map_err(|fault| Complaint::new(fault.to_string(), ""))
}

/// A table as RFC 4180 writes it, marked as UTF-8 for spreadsheet programs; what they would take for a formula is kept a text.
fn csv(sheet: &EnvironmentSheet) -> String {
    let mut text = format!("\u{feff}{}\r\n", HEADINGS.join(","));
    for row in rows(sheet) {
        text.push_str(&row.map(|cell| quoted(&cell)).join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(cell: &str) -> String {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let cell = if formula { format!("'{cell}") } else { cell.to_owned() };
    match cell.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell,
    }
}

fn answer(edge: &Edge, sheet: &EnvironmentSheet, profile_sha256: String, exit_status: u8) -> v1::NetworkSheetV1 {
    let fact = |fact: &Fact| v1::SheetFactV1 {
        key: fact.key,
        stated: fact.words.is_some(),
        en: fact.words.as_ref().map(|words| words.en.clone()),
        ja: fact.words.as_ref().map(|words| words.ja.clone()),
    };
    let entry = |entry: &Entry| v1::SheetEntryV1 {
        section: entry.section.name(),
        id: entry.id.clone(),
        facts: entry.facts.iter().map(fact).collect(),
    };
    v1::NetworkSheetV1 {
        schema: "tutela.network-sheet/v1",
        program: PROGRAM.to_owned(),
        as_of: edge.now.to_string(),
        exit_status,
        device: sheet.device.clone(),
        name_en: sheet.name.as_ref().and_then(|name| name.en.clone()),
        name_ja: sheet.name.as_ref().and_then(|name| name.ja.clone()),
        profile_version: sheet.profile_version.clone(),
        profile_sha256,
        profile_confirmed_by_maker: sheet.confirmed_by_maker,
        not_stated: sheet.not_stated(),
        entries: sheet.entries.iter().map(entry).collect(),
        findings: sheet.findings.iter().map(|finding| finding_v1(edge.lang, finding)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_cell_that_looks_like_a_formula_stays_a_text() {
        assert_eq!(quoted("=1+1"), "'=1+1");
        assert_eq!(quoted("a, \"b\""), "\"a, \"\"b\"\"\"");
        assert_eq!(quoted("TLS 1.3"), "TLS 1.3");
    }
}
