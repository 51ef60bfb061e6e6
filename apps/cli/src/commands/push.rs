//! `tutela push DIR`: hands a dossier or a site folder to a server, as a build does after each change.

use super::print;
use crate::edge::{Complaint, Edge};
use crate::ops_options::PushArgs;
use crate::options::Form;
use crate::screen::Paper;
use crate::status;
use activities::dossier_port::{DossierFault, Dossiers};
use activities::init_dossier::TODO_DEVICE;
use activities::init_site::TODO_SITE;
use activities::site_port::Sites;
use dossier_folder::{DossierFolder, SiteFolder};
use indicatif::{ProgressBar, ProgressStyle};
use remote::{Fault, FaultKind, Kept, KeptAnswer, Kind, Packed, Pushing, Server};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use terms::Lang;

/// The answer as JSON.
#[derive(Serialize)]
struct PushV1<'a> {
    schema: &'static str,
    exit_status: u8,
    server: &'a str,
    kind: &'static str,
    id: &'a str,
    sequence: i64,
    hash: &'a str,
    new: bool,
    files: usize,
    bytes: usize,
    answer: Option<AnswerV1<'a>>,
    check_follows: bool,
}

/// What the server says about it; `null` where it could not be checked, or is checked later.
#[derive(Serialize)]
struct AnswerV1<'a> {
    verdict: &'a str,
    mirror: Option<&'a str>,
    counts: &'a BTreeMap<String, i64>,
}

pub(crate) fn run(edge: &Edge, args: &PushArgs) -> Result<u8, Complaint> {
    let lang = edge.lang;
    let said = |fault: Fault| complaint(lang, &fault);
    let token = token(lang, &args.token_file)?;
    let server = Server::new(&args.server, &token, args.ca.as_deref(), args.plain_http).map_err(said)?;
    let kind = if SiteFolder::is_site(&args.dir) { Kind::Site } else { Kind::Dossier };
    let id = match &args.name {
        Some(name) => name.clone(),
        None => own_id(lang, kind, &args.dir)?,
    };
    let packed = remote::pack(&args.dir).map_err(said)?;
    let bar = ProgressBar::new(packed.archive.len() as u64);
    bar.set_style(
        ProgressStyle::with_template("{wide_bar} {bytes}/{total_bytes} {bytes_per_sec}")
            .unwrap_or_else(|_| ProgressStyle::default_bar()),
    );
    let (expected, archive, check_later) = (args.expected, &packed.archive, args.no_wait);
    let pushing = Pushing { kind, name: &id, expected, archive, check_later, lang };
    let kept = server.put(&pushing, &mut |bytes| bar.set_position(bytes));
    bar.finish_and_clear();
    let kept = kept.map_err(said)?;
    let text = match edge.format {
        Form::Json => super::json_text(&v1(args, kind, &packed, &kept)),
        Form::Human | Form::Sarif => screen(lang, args, kind, &packed, &kept).into_bytes(),
    };
    print(&text)?;
    Ok(status::NOTHING)
}

/// The token, without the line's end. It is never shown.
fn token(lang: Lang, path: &Path) -> Result<String, Complaint> {
    let text = std::fs::read_to_string(path).map_err(|fault| {
        Complaint::new(
            format!("--token-file {}: {}", path.display(), activities::os_words::cause(&fault, lang)),
            lang.pick("name a file that holds the token", "トークンを記載したファイルを指定してください"),
        )
    })?;
    let token = text.trim();
    if token.is_empty() || token.contains(|letter: char| !letter.is_ascii_graphic()) {
        return Err(Complaint::new(
            lang.pick(
                format!("--token-file {} holds no token", path.display()),
                format!("--token-file {} にトークンがありません", path.display()),
            ),
            lang.pick(
                "make one on the page of your account, and keep it alone in the file",
                "アカウントのページで作成し、ファイルにはトークンだけを記載してください",
            ),
        ));
    }
    #[cfg(unix)]
    warn_of_readers(lang, path);
    Ok(token.to_owned())
}

#[cfg(unix)]
fn warn_of_readers(lang: Lang, path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let others = std::fs::metadata(path).is_ok_and(|about| about.is_file() && about.permissions().mode() & 0o077 != 0);
    if others {
        let place = path.display();
        eprintln!(
            "{}",
            lang.pick(
                format!("others on this machine can read the token: chmod 600 {place}"),
                format!("トークンがこのコンピュータの他の利用者に読まれる状態です: chmod 600 {place}"),
            )
        );
    }
}

/// The id that the folder gives itself.
fn own_id(lang: Lang, kind: Kind, dir: &Path) -> Result<String, Complaint> {
    let fault = |fault: DossierFault| {
        let [what, next] = fault.say(lang);
        Complaint::new(what, next)
    };
    let (id, file) = match kind {
        Kind::Dossier => {
            let loaded = DossierFolder::new(dir).load().map_err(fault)?;
            (loaded.device.map(|device| device.id.to_string()), "device.yaml")
        }
        Kind::Site => {
            let loaded = SiteFolder::new(dir).load().map_err(fault)?;
            (loaded.site.map(|site| site.id.to_string()), "site.yaml")
        }
    };
    let dir = dir.display();
    if id.as_deref().is_some_and(|id| id == TODO_DEVICE || id == TODO_SITE) {
        return Err(Complaint::new(
            lang.pick(
                format!("{dir}/{file} still has the id of the starter; nothing was sent: every folder with it would replace the one before"),
                format!("{dir}/{file} の id がひな形のままのため、何も送信していません（同じ id のフォルダは互いに置き換わります）"),
            ),
            lang.pick(
                format!("write an id of its own into {dir}/{file}"),
                format!("{dir}/{file} に固有の id を記入してください"),
            ),
        ));
    }
    id.ok_or_else(|| {
        Complaint::new(
            lang.pick(
                format!("{dir}/{file} gives no id that can be read; nothing was sent"),
                format!("{dir}/{file} から id を読み取れないため、何も送信していません"),
            ),
            lang.pick(
                format!("tutela check {dir} says why; or name one with --name"),
                format!("理由は tutela check {dir} で確認できます。--name で指定することもできます"),
            ),
        )
    })
}

/// A fault as a complaint. Where nobody knows what is kept, it is no answer; else the call was wrong.
fn complaint(lang: Lang, fault: &Fault) -> Complaint {
    let [what, mut next] = fault.say(lang);
    if let FaultKind::Refused(409, ..) = &fault.kind {
        next = lang
            .pick(
                "look at the revision that is there, then name it with --expected, or leave that out",
                "サーバー上の版を確認し、--expected に指定するか、--expected を省いてください",
            )
            .to_owned();
    }
    let status = match &fault.kind {
        FaultKind::Unreachable | FaultKind::CutOff => status::NO_ANSWER,
        FaultKind::Refused(code, ..) | FaultKind::Stranger(code) if *code == 429 || *code >= 500 => status::NO_ANSWER,
        _ => status::WRONG_CALL,
    };
    Complaint { status, ..Complaint::new(what, next) }
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Dossier => "device",
        Kind::Site => "site",
    }
}

fn v1<'a>(args: &'a PushArgs, kind: Kind, packed: &Packed, kept: &'a Kept) -> PushV1<'a> {
    let answer = |answer: &'a KeptAnswer| AnswerV1 {
        verdict: &answer.verdict,
        mirror: formats::answer::v1::filled(&answer.mirror),
        counts: &answer.counts,
    };
    PushV1 {
        schema: "tutela.push/v1",
        exit_status: status::NOTHING,
        server: &args.server,
        kind: word(kind),
        id: &kept.id,
        sequence: kept.revision.sequence,
        hash: &kept.revision.hash,
        new: kept.new,
        files: packed.files,
        bytes: packed.archive.len(),
        answer: kept.answer.as_ref().map(answer),
        check_follows: kept.check_follows,
    }
}

fn screen(lang: Lang, args: &PushArgs, kind: Kind, packed: &Packed, kept: &Kept) -> String {
    let mut paper = Paper::new();
    let (id, sequence) = (&kept.id, kept.revision.sequence);
    match kept.new {
        true => paper.headed(
            lang.pick("KEPT", "保存済み"),
            &lang.pick(format!("{id} is revision {sequence} now"), format!("{id} は版 {sequence} になりました")),
        ),
        false => paper.headed(
            lang.pick("KEPT BEFORE", "変更なし"),
            &lang.pick(
                format!("{id} holds the same files already, as revision {sequence}"),
                format!("{id} には同じファイルが版 {sequence} として保存されています"),
            ),
        ),
    }
    paper.row(12, lang.pick("server", "サーバー"), &args.server);
    let (files, bytes) = (packed.files, packed.archive.len());
    paper.row(
        12,
        lang.pick("sent", "送信"),
        &lang.pick(format!("{files} files, {bytes} bytes"), format!("{files} ファイル、{bytes} バイト")),
    );
    paper.row(12, lang.pick("hash", "ハッシュ"), &kept.revision.hash);
    answer(lang, args, kind, kept, &mut paper);
    paper.finish()
}

/// A verdict never stands without its coverage and where the age of its sources is to be seen.
fn answer(lang: Lang, args: &PushArgs, kind: Kind, kept: &Kept, paper: &mut Paper) {
    let room = if kind == Kind::Site { "sites" } else { "devices" };
    let page = format!("{}/{room}/{}", args.server.trim_end_matches('/'), kept.id);
    let Some(KeptAnswer { verdict_text, mirror, counts, .. }) = &kept.answer else {
        if kept.check_follows {
            return paper.row(
                12,
                lang.pick("answer", "回答"),
                &lang.pick(
                    format!("none yet: the server checks it next; that it is kept says nothing about it. {page}"),
                    format!("未回答。サーバーがこれから確認します。保存されたことは判定ではありません。{page}"),
                ),
            );
        }
        return paper.row(
            12,
            lang.pick("answer", "回答"),
            &lang.pick(
                format!("none: the server could not check it; that it is kept says nothing about it. {page}"),
                format!("なし。サーバーで確認できませんでした。保存されたことは判定ではありません。{page}"),
            ),
        );
    };
    let coverage = match (counts.get("watched"), counts.get("countable")) {
        (Some(watched), Some(countable)) => lang.pick(
            format!("{watched} of {countable} components watched"),
            format!("構成要素 {countable} 件中 {watched} 件を監視"),
        ),
        _ => lang.pick("coverage: see the page", "監視の範囲はページで確認してください").to_owned(),
    };
    let units = counts.get("units").map(|units| {
        let blind = counts.get("blind").copied().unwrap_or_default();
        lang.pick(
            format!(" · about {blind} of {units} units nobody can tell"),
            format!(" · 機器 {units} 台中 {blind} 台は判定できません"),
        )
    });
    let units = units.unwrap_or_default();
    if let Some(unread) = counts.get("unread").filter(|unread| **unread > 0) {
        let s = if *unread == 1 { "" } else { "s" };
        paper.row(
            12,
            lang.pick("not read", "未読"),
            &lang.pick(
                format!("{unread} SBOM{s} could not be read whole (it breaks off, or a part is damaged): what is missing is not counted. tutela check {}", args.dir.display()),
                format!("全部は読み取れなかった SBOM {unread} 件（途切れ、または一部破損）。欠けた部分は件数に含まれません。tutela check {}", args.dir.display()),
            ),
        );
    }
    let mirror = match mirror.is_empty() {
        true => lang.pick("no mirror is held", "ミラーなし").to_owned(),
        false => lang.pick(
            format!("mirror {}", mirror.get(..12).unwrap_or(mirror)),
            format!("ミラー {}", mirror.get(..12).unwrap_or(mirror)),
        ),
    };
    paper.row(12, lang.pick("answer", "回答"), &format!("{verdict_text} · {coverage}{units} · {mirror}"));
    paper.row(
        12,
        lang.pick("next", "次の手順"),
        &lang.pick(
            format!("see reasons and the age of the sources at {page}; to stop a build on findings: tutela check"),
            format!("理由と情報源の日付: {page}。ビルドを止める判定には tutela check を使用してください"),
        ),
    );
}
