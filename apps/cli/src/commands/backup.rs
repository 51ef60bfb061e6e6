//! `tutela backup FILE`: everything that the store holds in one file, read back and held against its hash.

use super::print;
use super::sealed::{self, Backup};
use super::store_address::{not_in_store, of_store, settings, there};
use crate::edge::{Complaint, Edge};
use crate::ops_options::BackupArgs;
use crate::options::Form;
use crate::screen::Paper;
use crate::status;
use encryption::{Identities, Recipient};
use indicatif::ProgressBar;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use store::{Contents, Store};
use terms::Lang;

/// The answer as JSON.
#[derive(Serialize)]
struct BackupV1<'a> {
    schema: &'static str,
    exit_status: u8,
    store: &'a str,
    file: String,
    encrypted: bool,
    sha256: &'a str,
    migration: &'a str,
    rows: u64,
    tables: BTreeMap<&'static str, u64>,
    not_in_it: Vec<String>,
}

pub(crate) fn run(edge: &Edge, args: &BackupArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let settings = settings(edge, &args.of)?;
    let looked = there(edge, &settings)?;
    // Opening it would change it, perhaps under a server of the older version.
    if !looked.to_do.is_empty() {
        return Err(Complaint::new(
            lang.pick(
                format!("{} was made by an older version; nothing was done", looked.place),
                format!("{} は古い版で作成されているため、何もしていません", looked.place),
            ),
            lang.pick(
                "back it up with that version, then start this one",
                "その版でバックアップしてから、この版で起動してください",
            ),
        ));
    }
    if args.file.symlink_metadata().is_ok() {
        return Err(Complaint::new(
            lang.pick(
                format!("{} is there already and was not touched", args.file.display()),
                format!("{} は既に存在するため、変更していません", args.file.display()),
            ),
            lang.pick("name a new file", "新しいファイル名を指定してください"),
        ));
    }
    let fault = |fault| of_store(edge, &fault);
    let recipients = sealed::recipients(lang, &args.recipient)?;
    let waiting = waiting();
    let store = Store::open(&settings).map_err(fault)?;
    let contents = write(edge, args, &store, &recipients)?;
    waiting.finish_and_clear();
    let text = match edge.format {
        Form::Json => super::json_text(&BackupV1 {
            schema: "tutela.backup/v1",
            exit_status: status::NOTHING,
            store: store.place(),
            file: args.file.display().to_string(),
            encrypted: !args.recipient.is_empty(),
            sha256: &contents.sha256,
            migration: &contents.migration,
            rows: contents.rows(),
            tables: contents.tables.iter().copied().collect(),
            not_in_it: not_in_store(edge).into_iter().map(|[what, _]| what).collect(),
        }),
        Form::Human | Form::Sarif => screen(edge, args, store.place(), &contents).into_bytes(),
    };
    print(&text)?;
    Ok(status::NOTHING)
}

/// Writes it, and reads it again: a disk that keeps something else is noticed now and not on the day of need.
fn write(edge: &Edge, args: &BackupArgs, store: &Store, recipients: &[Recipient]) -> Result<Contents, Complaint> {
    let fault = |fault| of_store(edge, &fault);
    if recipients.is_empty() {
        store.backup(&args.file).map_err(fault)?;
        return store::look_into(&args.file).map_err(fault);
    }
    // Who encrypts for others cannot read it again, so that a key of this moment alone is a recipient too; nobody keeps it.
    let (own, recipient) = Identities::of_the_moment();
    let all = [recipients, &[recipient]].concat();
    store.backup_packed(&args.file, &|to| sealed::pack(to, &all)).map_err(fault)?;
    store::look_into_from(&Backup::opened_by(&args.file, own)).map_err(fault)
}

/// Shows that something goes on.
pub(super) fn waiting() -> ProgressBar {
    let bar = ProgressBar::new_spinner();
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}

/// What a file holds, in words that people count in.
pub(super) fn holds(lang: Lang, contents: &Contents) -> String {
    let [organisations, folders, revisions, documents, accounts, entries] =
        ["tenant", "folder", "revision", "document", "account", "leaf"].map(|table| contents.rows_of(table));
    lang.pick(
        format!(
            "organisations {organisations} · dossiers and sites {folders} (revisions {revisions}) · documents {documents} · accounts {accounts} · entries of the log {entries}"
        ),
        format!(
            "組織 {organisations} · ドシエと施設 {folders}（版 {revisions}）· 文書 {documents} · アカウント {accounts} · ログ {entries} 件"
        ),
    )
}

fn screen(edge: &Edge, args: &BackupArgs, place: &str, contents: &Contents) -> String {
    let lang = edge.lang;
    let identity = if args.recipient.is_empty() { "" } else { " --identity FILE" };
    let mut paper = Paper::new();
    paper.headed(
        lang.pick("BACKED UP", "バックアップ済み"),
        &lang.pick(
            format!("{}, read back and equal to its hash", args.file.display()),
            format!("{}（読み直してハッシュと一致）", args.file.display()),
        ),
    );
    paper.row(12, lang.pick("store", "データストア"), place);
    paper.row(12, lang.pick("holds", "内容"), &holds(lang, contents));
    paper.row(12, "SHA-256", &contents.sha256);
    paper.row(
        12,
        lang.pick("readable", "読み取り"),
        match args.recipient.is_empty() {
            true => lang.pick(
                "by its owner alone; it is packed and not encrypted, and holds hashes of passwords",
                "所有者のみ。圧縮のみで暗号化はされておらず、パスワードのハッシュを含みます",
            ),
            false => lang.pick(
                "by the named recipients alone; without their identity nobody brings it back",
                "指定した受信者のみ。対応する鍵を失うと復元できません",
            ),
        },
    );
    for [what, why] in not_in_store(edge) {
        paper.row(12, lang.pick("not in it", "含まれない"), &format!("{what} – {why}"));
    }
    paper.row(
        12,
        lang.pick("next", "次の手順"),
        &lang.pick(
            format!("try it: tutela restore {}{identity} --store NEW.db", args.file.display()),
            format!("復元の確認: tutela restore {}{identity} --store NEW.db", args.file.display()),
        ),
    );
    paper.finish()
}
