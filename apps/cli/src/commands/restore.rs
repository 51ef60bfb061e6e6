//! `tutela restore FILE`: what a backup would bring back, and with `--write` brings it back into a store that holds nothing.

use super::backup::{holds, waiting};
use super::print;
use super::sealed::Backup;
use super::store_address::{not_in_store, of_store, settings};
use crate::edge::{Complaint, Edge};
use crate::ops_options::RestoreArgs;
use crate::options::Form;
use crate::screen::Paper;
use crate::status;
use serde::Serialize;
use std::collections::BTreeMap;
use store::{Contents, Looked, Settings, Store};
use terms::Lang;

/// The answer as JSON.
#[derive(Serialize)]
struct RestoreV1<'a> {
    schema: &'static str,
    exit_status: u8,
    written: bool,
    store: &'a str,
    file: String,
    sha256: &'a str,
    migration: &'a str,
    rows: u64,
    tables: BTreeMap<&'static str, u64>,
    hindrances: Vec<String>,
    documents_verified: Option<u64>,
    not_in_it: Vec<String>,
}

/// What came of it.
struct Outcome<'a> {
    looked: &'a Looked,
    contents: &'a Contents,
    hindrances: Vec<[String; 2]>,
    /// Documents that were read against their hash, once written.
    written: Option<u64>,
}

pub(crate) fn run(edge: &Edge, args: &RestoreArgs) -> Result<u8, Complaint> {
    let fault = |fault| of_store(edge, &fault);
    let settings = settings(edge, &args.of)?;
    let backup = Backup::of(edge.lang, &args.file, &args.identity)?;
    let waiting = waiting();
    let contents = store::look_into_from(&backup).map_err(|fault| damaged(edge, args, &fault))?;
    let looked = store::look(&settings).map_err(fault)?;
    let hindrances = hindrances(edge.lang, &looked, &contents);
    let written = if args.write && hindrances.is_empty() { Some(write(edge, &backup, &settings)?) } else { None };
    waiting.finish_and_clear();
    let outcome = Outcome { looked: &looked, contents: &contents, hindrances, written };
    let status = if outcome.hindrances.is_empty() { status::NOTHING } else { status::WRONG_CALL };
    let text = match edge.format {
        Form::Json => super::json_text(&v1(edge, args, &outcome, status)),
        Form::Human | Form::Sarif => screen(edge, args, &outcome).into_bytes(),
    };
    print(&text)?;
    Ok(status)
}

/// Restores, and reads every document against its hash.
fn write(edge: &Edge, backup: &Backup, settings: &Settings) -> Result<u64, Complaint> {
    let fault = |fault| of_store(edge, &fault);
    if let Some(folder) = std::path::Path::new(&settings.address).parent().filter(|_| !settings.address.contains("://"))
    {
        std::fs::create_dir_all(folder).map_err(|cause| {
            let what = format!("{}: {}", folder.display(), activities::os_words::cause(&cause, edge.lang));
            Complaint::new(what, edge.lang.pick("name another with --store", "--store で別の場所を指定してください"))
        })?;
    }
    super::serve::own_file(&settings.address);
    let store = Store::open(settings).map_err(fault)?;
    store.restore_from(backup).map_err(fault)?;
    store.verify().map_err(fault)
}

/// A backup that is not whole is no reason to look into another backup.
fn damaged(edge: &Edge, args: &RestoreArgs, fault: &activities::store_fault::StoreFault) -> Complaint {
    let lang = edge.lang;
    if fault.kind != activities::store_fault::StoreFaultKind::Damaged {
        return of_store(edge, fault);
    }
    let file = args.file.display();
    Complaint::new(
        lang.pick(
            format!("{file} is no backup, or not as it was made: its hash differs; nothing was restored"),
            format!(
                "{file} はバックアップではないか、作成時から変わっています（ハッシュ不一致）。何も復元していません"
            ),
        ),
        lang.pick(
            "take another copy of it, or an earlier backup",
            "別のコピーか、以前のバックアップを使用してください",
        ),
    )
}

fn hindrances(lang: Lang, looked: &Looked, contents: &Contents) -> Vec<[String; 2]> {
    let mut hindrances = Vec::new();
    if !contents.fits {
        hindrances.push([
            lang.pick(
                format!("the file was made by another version (last migration {})", contents.migration),
                format!("別の版で作成されたファイルです（最後のマイグレーション {}）", contents.migration),
            ),
            lang.pick(
                "restore it with the version that made it, then start this one on that store",
                "作成した版で復元し、その後この版で起動してください",
            )
            .to_owned(),
        ]);
    }
    if !looked.unknown.is_empty() {
        hindrances.push([
            lang.pick(
                format!("{} was made by a newer version", looked.place),
                format!("{} は新しい版で作成されています", looked.place),
            ),
            lang.pick("name another store with --store", "--store で別のデータストアを指定してください").to_owned(),
        ]);
    }
    if looked.holds_anything {
        hindrances.push([
            lang.pick(
                format!("{} is not empty; nothing is ever restored over it", looked.place),
                format!("{} は空ではありません。上書きはしません", looked.place),
            ),
            lang.pick(
                "move it away, or name a new one with --store, and stop the server before",
                "先にサーバーを停止し、移動するか --store で新しい場所を指定してください",
            )
            .to_owned(),
        ]);
    }
    hindrances
}

fn v1<'a>(edge: &Edge, args: &RestoreArgs, outcome: &'a Outcome<'_>, status: u8) -> RestoreV1<'a> {
    let Outcome { looked, contents, hindrances, written } = outcome;
    RestoreV1 {
        schema: "tutela.restore/v1",
        exit_status: status,
        written: written.is_some(),
        store: &looked.place,
        file: args.file.display().to_string(),
        sha256: &contents.sha256,
        migration: &contents.migration,
        rows: contents.rows(),
        tables: contents.tables.iter().copied().collect(),
        hindrances: hindrances.iter().map(|[what, _]| what.clone()).collect(),
        documents_verified: *written,
        not_in_it: not_in_store(edge).into_iter().map(|[what, _]| what).collect(),
    }
}

fn screen(edge: &Edge, args: &RestoreArgs, outcome: &Outcome<'_>) -> String {
    let lang = edge.lang;
    let Outcome { looked, contents, hindrances, written } = outcome;
    let mut paper = Paper::new();
    let (file, place) = (args.file.display(), &looked.place);
    match (written, hindrances.is_empty()) {
        (Some(documents), _) => paper.headed(
            lang.pick("RESTORED", "復元済み"),
            &lang.pick(
                format!("{place} holds what {file} held; {documents} documents read against their hash"),
                format!("{file} の内容を {place} に復元しました（文書 {documents} 件をハッシュと照合済み）"),
            ),
        ),
        (None, true) => paper.headed(
            lang.pick("WOULD RESTORE", "復元できます"),
            &lang.pick(
                format!("{file} is whole, and {place} is empty; nothing is written yet"),
                format!("{file} は完全で、{place} は空です。まだ何も書き込んでいません"),
            ),
        ),
        (None, false) => paper.headed(
            lang.pick("CANNOT RESTORE", "復元できません"),
            lang.pick("nothing is written", "何も書き込んでいません"),
        ),
    }
    for [what, next] in hindrances {
        paper.row(12, lang.pick("because", "理由"), what);
        paper.row(12, lang.pick("next", "次の手順"), next);
    }
    if contents.fits {
        paper.row(12, lang.pick("holds", "内容"), &holds(lang, contents));
    }
    paper.row(12, "SHA-256", &contents.sha256);
    for [what, why] in not_in_store(edge) {
        paper.row(12, lang.pick("not in it", "含まれない"), &format!("{what} – {why}"));
    }
    if written.is_none() && hindrances.is_empty() {
        paper.row(
            12,
            lang.pick("next", "次の手順"),
            lang.pick(
                "stop the server, then repeat it with --write",
                "サーバーを停止し、--write を付けて実行してください",
            ),
        );
    }
    paper.finish()
}
