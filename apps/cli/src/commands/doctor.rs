//! `tutela doctor`: what this installation rests on, a line each: fine, to be looked at, wrong, or not known.

use super::doctor_places::{clock, disk, keys};
use super::{print, serve_check, server_config, store_address};
use crate::edge::{Complaint, Edge};
use crate::ops_options::DoctorArgs;
use crate::options::Form;
use crate::screen::Paper;
use crate::serve_options::ServeArgs;
use crate::status;
use activities::scan::{SourceState, source_states};
use index::HeldKnowledge;
use serde::Serialize;
use store::{Looked, Settings, Store};
use terms::Lang;

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// It was looked at, and nothing is wrong.
    Fine,
    /// It works, and somebody should look at it.
    Look,
    /// It does not work, or it is not safe.
    Wrong,
    /// Nobody can tell; that is not fine.
    Unknown,
}

impl State {
    fn say(self, lang: Lang) -> &'static str {
        match self {
            State::Fine => lang.pick("fine", "正常"),
            State::Look => lang.pick("LOOK", "要確認"),
            State::Wrong => lang.pick("WRONG", "異常"),
            State::Unknown => lang.pick("NOT KNOWN", "不明"),
        }
    }
}

/// A line of the answer.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    /// Its name, for life.
    id: &'static str,
    /// How it stands.
    state: State,
    /// What was seen.
    what: String,
    /// What to do; empty when nothing is to be done.
    next: String,
    #[serde(skip)]
    label: [&'static str; 2],
}

impl Row {
    /// A line with what to do.
    pub(super) fn new(
        id: &'static str,
        label: [&'static str; 2],
        state: State,
        what: impl Into<String>,
        next: impl Into<String>,
    ) -> Row {
        Row { id, state, what: what.into(), next: next.into(), label }
    }
}

impl Row {
    /// How it stands.
    #[cfg(test)]
    pub(super) fn state(&self) -> State {
        self.state
    }
}

/// The answer as JSON.
#[derive(Serialize)]
struct DoctorV1 {
    schema: &'static str,
    exit_status: u8,
    program: &'static str,
    rows: Vec<Row>,
    not_looked_at: Vec<&'static str>,
}

pub(crate) fn run(edge: &Edge, args: &DoctorArgs) -> Result<u8, Complaint> {
    let settings_of_store = store_address::settings(edge, &args.of).and_then(|settings| match &args.store_replica {
        Some(replica) => store_address::with_replica(edge, settings.address, Some(replica.clone()), None),
        None => Ok(settings),
    });
    let looked = settings_of_store.map(|settings| (store::look(&settings), settings));
    let last_done = looked.as_ref().ok().and_then(|(looked, _)| looked.as_ref().ok()?.last_done);
    let mut rows = vec![folder(edge), mirror(edge, args.verify)];
    match &looked {
        Ok((Ok(looked), settings)) => {
            rows.extend(store(edge, looked, settings, args.verify));
            rows.extend(replica(edge.lang, settings));
        }
        Ok((Err(fault), _)) => {
            let [what, next] = fault.say(edge.lang);
            rows.push(Row::new("store", STORE, State::Wrong, what, next));
        }
        Err(_) => rows.push(Row::new(
            "store",
            STORE,
            State::Unknown,
            edge.lang.pick("the settings that name it cannot be read", "データストアを指定する設定を読み取れません"),
            "",
        )),
    }
    rows.push(settings(edge, args));
    rows.extend(keys(edge, looked.as_ref().ok().map(|(_, settings)| settings.address.as_str())));
    rows.push(clock(edge, last_done));
    rows.push(disk(edge));
    rows.push(pages(edge.lang));
    let is = |state| rows.iter().any(|row| row.state == state);
    // What nobody can tell ranks over what is known to be wrong, as everywhere.
    let exit_status = match (is(State::Unknown), is(State::Wrong) || is(State::Look)) {
        (true, _) => status::NO_ANSWER,
        (false, true) => status::FINDINGS,
        (false, false) => status::NOTHING,
    };
    let elsewhere = looked.as_ref().is_ok_and(|(_, settings)| settings.address.contains("://"));
    let not_looked_at = not_looked_at(edge.lang, args.verify, elsewhere);
    let text = match edge.format {
        Form::Json => {
            let (schema, program) = ("tutela.doctor/v1", crate::edge::PROGRAM);
            super::json_text(&DoctorV1 { schema, exit_status, program, rows, not_looked_at })
        }
        Form::Human | Form::Sarif => screen(edge.lang, &rows, &not_looked_at).into_bytes(),
    };
    print(&text)?;
    Ok(exit_status)
}

const MIRROR: [&str; 2] = ["mirror", "ミラー"];

const STORE: [&str; 2] = ["store", "データストア"];

/// The replica of the store, where there is one.
fn replica(lang: Lang, settings: &Settings) -> Option<Row> {
    let row = |state, what, next| {
        Row::new("store-replica", ["replica of the store", "データストアのレプリカ"], state, what, next)
    };
    match store::look_at_replica(settings) {
        Ok(None) => None,
        Ok(Some(looked)) => Some(match store_address::replica_wrong(lang, &looked) {
            None => row(State::Fine, store_address::replica_text(lang, &looked), String::new()),
            Some([what, next]) => row(State::Wrong, format!("{}: {what}", looked.place), next),
        }),
        Err(fault) => {
            // The server works on without it.
            let [what, next] = fault.say(lang);
            Some(row(State::Look, what, next))
        }
    }
}

fn folder(edge: &Edge) -> Row {
    let lang = edge.lang;
    let label = ["data folder", "データフォルダ"];
    let place = edge.home.display().to_string();
    let row = |state, what: String, next: String| Row::new("data-folder", label, state, what, next);
    match std::fs::metadata(&edge.home) {
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => row(
            State::Look,
            lang.pick(format!("{place} is not there yet"), format!("{place} はまだありません")),
            lang.pick(
                "the first import or start makes it; or name another with --home",
                "初回の取り込みか起動で作成されます（--home で変更可）",
            )
            .to_owned(),
        ),
        Err(fault) => row(
            State::Wrong,
            format!("{place}: {}", activities::os_words::cause(&fault, lang)),
            lang.pick("check who may read it", "読み取り権限を確認してください").to_owned(),
        ),
        Ok(about) if !about.is_dir() || about.permissions().readonly() => row(
            State::Wrong,
            lang.pick(format!("{place} is no folder that can be written"), format!("{place} に書き込めません")),
            lang.pick(
                "check who may write it, or name another with --home",
                "書き込み権限を確認するか、--home で別の場所を指定してください",
            )
            .to_owned(),
        ),
        Ok(_) => row(State::Fine, place, String::new()),
    }
}

fn mirror(edge: &Edge, verify: bool) -> Row {
    let lang = edge.lang;
    let row = |state, what: String, next: &str| Row::new("mirror", MIRROR, state, what, next);
    let knowledge = match edge.knowledge() {
        Ok(knowledge) => knowledge,
        Err(complaint) => return row(State::Wrong, complaint.what, &complaint.next),
    };
    let sources = source_states(&knowledge, &edge.settings());
    if sources.is_empty() {
        return row(
            State::Look,
            lang.pick(
                "nothing is held, so no answer can be trusted",
                "何も取り込まれていないため、どの回答も信頼できません",
            )
            .to_owned(),
            "tutela feeds add kev && tutela feeds sync",
        );
    }
    if let Some(row) = verify.then(|| damaged(edge, &knowledge)).flatten() {
        return row;
    }
    ages(lang, &sources)
}

/// Parts of the mirror that are not what was kept.
fn damaged(edge: &Edge, knowledge: &HeldKnowledge) -> Option<Row> {
    let wrong = |what: String, next: &str| Some(Row::new("mirror", MIRROR, State::Wrong, what, next));
    match knowledge.verify() {
        Err(fault) => {
            let complaint = edge.unusable(&fault);
            wrong(complaint.what, &complaint.next)
        }
        Ok(damaged) if damaged.is_empty() => None,
        Ok(damaged) => {
            let names = damaged.join(", ");
            wrong(
                edge.lang.pick(format!("not what was kept: {names}"), format!("保管時と内容が異なります: {names}")),
                edge.lang.pick("import the feed again", "もう一度取り込んでください"),
            )
        }
    }
}

/// How old the sources are, and how many hold only a part of what there is.
fn ages(lang: Lang, sources: &[SourceState]) -> Row {
    let told = |source: &SourceState| {
        if let Some(day) = source.day_to_come() {
            let name = &source.name;
            return lang.pick(
                format!("{name} dated {day}, in the future: the clock or the feed is wrong"),
                format!("{name} の日付 {day} が未来（時計または情報源の日付が誤り）"),
            );
        }
        let age = source.age_days.map_or("?".to_owned(), |days| days.to_string());
        lang.pick(
            format!("{} {age} days (limit {})", source.name, source.limit_days),
            format!("{} {age} 日（上限 {}）", source.name, source.limit_days),
        )
    };
    let old: Vec<String> = sources.iter().filter(|source| source.is_unusable()).map(told).collect();
    let partial = sources.iter().filter(|source| !source.facts.as_ref().is_some_and(|facts| facts.complete)).count();
    let count = sources.len();
    if old.is_empty() {
        let what = lang.pick(
            format!("{count} sources, each within its age limit, {partial} of them partial"),
            format!("情報源 {count} 件、すべて期限内（うち一部のみ {partial} 件）"),
        );
        return Row::new("mirror", MIRROR, State::Fine, what, "");
    }
    let what = lang.pick(
        format!(
            "{} of {count} sources cannot be leaned on (too old, undated, or dated in the future): {}",
            old.len(),
            old.join(" · ")
        ),
        format!(
            "情報源 {count} 件中 {} 件が使えません（期限切れ・日付不明・未来の日付）: {}",
            old.len(),
            old.join("・")
        ),
    );
    let clock = lang.pick("set the clock right, then tutela feeds sync", "時計を直してから tutela feeds sync");
    let to_come = sources.iter().any(|source| source.day_to_come().is_some());
    Row::new("mirror", MIRROR, State::Look, what, if to_come { clock } else { "tutela feeds sync" })
}

fn store(edge: &Edge, looked: &Looked, settings: &Settings, verify: bool) -> Vec<Row> {
    let lang = edge.lang;
    let Looked { place, there, done, to_do, unknown, .. } = looked;
    let row = |state, what: String, next: String| Row::new("store", STORE, state, what, next);
    if !there {
        let what = lang.pick(format!("{place} holds no store yet"), format!("{place} にデータストアはまだありません"));
        let next = lang.pick(
            "tutela serve makes it; without a server none is needed",
            "tutela serve が作成します。サーバーを使わなければ不要です",
        );
        return vec![row(State::Fine, what, next.to_owned())];
    }
    if let Some(name) = unknown.first() {
        let what = lang.pick(
            format!("{place} was made by a newer version ({name})"),
            format!("{place} は新しい版で作成されています（{name}）"),
        );
        return vec![row(
            State::Wrong,
            what,
            lang.pick("start the newer version", "新しい版を起動してください").to_owned(),
        )];
    }
    if !to_do.is_empty() {
        let names = to_do.join(", ");
        let what = lang.pick(
            format!("{place} waits for migrations: {names}"),
            format!("{place} に未適用のマイグレーションがあります: {names}"),
        );
        let next = lang.pick(
            "tutela backup FILE with the version that made it, then start this one: it does them",
            "作成した版で tutela backup FILE を実行した後、この版で起動すると適用されます",
        );
        return vec![row(State::Look, what, next.to_owned())];
    }
    let count = done.len();
    let what = lang.pick(
        format!("{place}, {count} migrations, all known"),
        format!("{place}（マイグレーション {count} 件、すべて既知）"),
    );
    let label = ["documents", "文書"];
    let content = verify.then(|| match Store::open(settings).and_then(|store| store.verify()) {
        Ok(documents) => Row::new(
            "store-content",
            label,
            State::Fine,
            lang.pick(
                format!("{documents} in the store, each equal to its hash"),
                format!("データストアの {documents} 件すべてハッシュと一致"),
            ),
            "",
        ),
        Err(fault) => {
            let [what, next] = fault.say(lang);
            Row::new("store-content", label, State::Wrong, what, next)
        }
    });
    std::iter::once(row(State::Fine, what, String::new())).chain(content).collect()
}

fn settings(edge: &Edge, args: &DoctorArgs) -> Row {
    let lang = edge.lang;
    let row = |state, what: String, next: String| Row::new("settings", ["settings", "設定"], state, what, next);
    let Some(path) = &args.of.config else {
        let what = lang.pick("no file was named; the server uses its defaults", "ファイルの指定なし（既定値を使用）");
        return row(State::Fine, what.to_owned(), String::new());
    };
    let file = match server_config::read(edge, path) {
        Ok(file) => file,
        Err(complaint) => return row(State::Wrong, complaint.what, complaint.next),
    };
    let serve = ServeArgs { config: Some(path.clone()), ..ServeArgs::default() };
    let settings = serve_check::settings(edge, &serve, &file);
    match settings.iter().filter_map(|setting| setting.wrong.as_ref()).next() {
        Some([what, next]) => row(State::Wrong, format!("{}: {what}", path.display()), next.clone()),
        None => row(State::Fine, path.display().to_string(), String::new()),
    }
}

fn pages(lang: Lang) -> Row {
    let row = |state, what: String, next: &str| Row::new("pages", ["pages", "ページ"], state, what, next);
    match web::pages_built() {
        0 => row(
            State::Look,
            lang.pick(
                "not built into this program; programs are answered all the same",
                "このプログラムに組み込まれていません（API は応答します）",
            )
            .to_owned(),
            lang.pick(
                "Node 20.19 or newer, cargo xtask pages, then cargo build",
                "Node 20.19 以上で cargo xtask pages、続けて cargo build",
            ),
        ),
        files => row(
            State::Fine,
            lang.pick(format!("built in, {files} files"), format!("組み込み済み（{files} ファイル）")),
            "",
        ),
    }
}

/// What a line that is fine does not speak of.
fn not_looked_at(lang: Lang, verify: bool, elsewhere: bool) -> Vec<&'static str> {
    let verified = lang.pick(
        "documents of the store and parts of the mirror against their hashes (--verify)",
        "データストアの文書とミラーのハッシュ照合（--verify）",
    );
    let database = lang.pick("disk and clock of the database server", "データベースサーバーのディスクと時計");
    let others = lang.pick(
        "whether a server runs (/healthz), the way to feeds, backups",
        "サーバーの稼働（/healthz）・情報源への接続・バックアップ",
    );
    let all = [(!verify).then_some(verified), elsewhere.then_some(database), Some(others)];
    all.into_iter().flatten().collect()
}

fn screen(lang: Lang, rows: &[Row], not_looked_at: &[&str]) -> String {
    let mut paper = Paper::new();
    let count = |state| rows.iter().filter(|row| row.state == state).count();
    let (look, wrong, unknown) = (count(State::Look), count(State::Wrong), count(State::Unknown));
    let looked = rows.len();
    match look + wrong + unknown {
        0 => paper.headed(
            lang.pick("NOTHING WRONG", "異常なし"),
            &lang.pick(format!("in the {looked} things looked at"), format!("確認した {looked} 項目の範囲")),
        ),
        _ => paper.headed(
            lang.pick("LOOK AT THIS", "要対応"),
            &lang.pick(
                format!("{wrong} wrong, {look} to look at, {unknown} not known, of {looked}"),
                format!("{looked} 項目中、異常 {wrong}・要確認 {look}・不明 {unknown}"),
            ),
        ),
    }
    paper.blank();
    for row in rows {
        let [en, ja] = row.label;
        paper.row(11, row.state.say(lang), &format!("{}: {}", lang.pick(en, ja), row.what));
        if !row.next.is_empty() {
            paper.row(11, "", &format!("→ {}", row.next));
        }
    }
    paper.blank();
    paper.row(15, lang.pick("Not looked at", "未確認"), &not_looked_at.join(lang.pick(" · ", "・")));
    paper.finish()
}
