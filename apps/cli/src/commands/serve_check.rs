//! `tutela serve --check-config`: which settings would be used, where each comes from, and what is wrong with them.

use super::server_config::{self, ServerFile};
use super::server_retention::{self, Shown};
use super::server_telling::TellingFile;
use super::{print, serve, server_people, server_telling, store_address};
use crate::edge::{Complaint, Edge, data_folder};
use crate::options::Form;
use crate::screen::Paper;
use crate::serve_options::ServeArgs;
use crate::status;
use serde::Serialize;
use std::net::{SocketAddr, TcpListener};
use terms::Lang;
use web::Tls;

/// A setting that would be used.
#[derive(Debug, Serialize)]
pub(super) struct Setting {
    /// Its name in the file.
    name: &'static str,
    /// Its value; never a secret.
    value: String,
    /// `option`, `file` or `default`.
    from: &'static str,
    /// What is wrong with it, and what to do.
    pub(super) wrong: Option<[String; 2]>,
}

/// The answer as JSON.
#[derive(Serialize)]
struct CheckedV1 {
    schema: &'static str,
    exit_status: u8,
    settings: Vec<Setting>,
}

pub(super) fn run(edge: &Edge, args: &ServeArgs) -> Result<u8, Complaint> {
    let file = args.config.as_deref().map(|path| server_config::read(edge, path)).transpose()?.unwrap_or_default();
    let settings = settings(edge, args, &file);
    let wrong = settings.iter().filter(|setting| setting.wrong.is_some()).count();
    let exit_status = if wrong == 0 { status::NOTHING } else { status::WRONG_CALL };
    let text = match edge.format {
        Form::Json => super::json_text(&CheckedV1 { schema: "tutela.serve-config/v1", exit_status, settings }),
        Form::Human | Form::Sarif => screen(edge.lang, &settings, wrong).into_bytes(),
    };
    print(&text)?;
    Ok(exit_status)
}

/// Every setting with its value, its origin and what is wrong. Nothing is made and nothing is changed.
pub(super) fn settings(edge: &Edge, args: &ServeArgs, file: &ServerFile) -> Vec<Setting> {
    let from = |typed: bool, held: bool| match (typed, held) {
        (true, _) => "option",
        (false, true) => "file",
        (false, false) => "default",
    };
    let set = |name, value: String, from, wrong| Setting { name, value, from, wrong };
    let listen = serve::listen(args, file);
    let store = args.store.clone().or(file.store.clone()).unwrap_or_else(|| store_address::default(edge));
    let (place, store_wrong) = store_state(edge, &store);
    let limit = args.upload_limit.or(file.upload_limit).unwrap_or(serve::UPLOAD_LIMIT);
    let mut all = vec![
        set(
            "listen",
            listen.to_string(),
            from(args.listen.is_some(), file.listen.is_some()),
            address(edge.lang, listen),
        ),
        set("store", place, from(args.store.is_some(), file.store.is_some()), store_wrong),
    ];
    all.extend(replica(edge, args, file, &store, &from));
    all.extend(tls(edge, args, file, &from, listen));
    all.extend([
        set(
            "upload-limit",
            format!("{limit} MiB"),
            from(args.upload_limit.is_some(), file.upload_limit.is_some()),
            None,
        ),
        set(
            "requests-per-second",
            serve::requests(file).to_string(),
            from(false, file.requests_per_second.is_some()),
            None,
        ),
        set("idle-minutes", serve::idle_minutes(file).to_string(), from(false, file.idle_minutes.is_some()), None),
        set("session-hours", serve::session_hours(file).to_string(), from(false, file.session_hours.is_some()), None),
        set(
            "trusted-proxies",
            file.trusted_proxies.as_ref().map_or_else(|| none(edge.lang), |proxies| proxies.join(", ")),
            from(false, file.trusted_proxies.is_some()),
            serve::proxies(edge, file).err().map(|complaint| [complaint.what, complaint.next]),
        ),
        set(
            "log",
            file.log.map_or_else(|| none(edge.lang), |log| log.word().to_owned()),
            from(false, file.log.is_some()),
            None,
        ),
    ]);
    all.extend(sections(edge, file).map(|(name, is_set, wrong)| {
        let value = if is_set { edge.lang.pick("set", "設定あり").to_owned() } else { none(edge.lang) };
        set(name, value, from(false, is_set), wrong)
    }));
    all.extend(
        server_retention::shown(edge.lang, file.retention.as_ref())
            .into_iter()
            .map(|Shown { name, value, is_set, wrong }| set(name, value, from(false, is_set), wrong)),
    );
    all.extend([set(
        "home",
        edge.home.display().to_string(),
        from(data_folder().as_ref() != Some(&edge.home), false),
        None,
    )]);
    all
}

/// The tables of the file: whether each is there, and what is wrong with it. Nobody is called.
fn sections(edge: &Edge, file: &ServerFile) -> impl Iterator<Item = (&'static str, bool, Option<[String; 2]>)> {
    let wrong = |complaint: Complaint| [complaint.what, complaint.next];
    let telling = |part: TellingFile| server_telling::open(edge, part).err().map(wrong);
    let people = |oidc, ldap| server_people::elsewhere(edge, oidc, ldap).err().map(wrong);
    let none = TellingFile::default;
    [
        ("mail", file.mail.is_some(), telling(TellingFile { mail: file.mail.clone(), ..none() })),
        ("webhooks", file.webhooks.is_some(), telling(TellingFile { webhooks: file.webhooks.clone(), ..none() })),
        ("notices", file.notices.is_some(), telling(TellingFile { notices: file.notices.clone(), ..none() })),
        ("feeds", file.feeds.is_some(), telling(TellingFile { feeds: file.feeds.clone(), ..none() })),
        ("packages", file.packages.is_some(), serve::package_identities(edge, file.packages.as_ref()).err().map(wrong)),
        ("oidc", file.oidc.is_some(), people(file.oidc.clone(), None)),
        ("ldap", file.ldap.is_some(), people(None, file.ldap.clone())),
    ]
    .into_iter()
}

fn none(lang: Lang) -> String {
    lang.pick("none", "なし").to_owned()
}

/// Whether the address is one of this machine. Whether the port is free is not asked: the server may be running.
fn address(lang: Lang, listen: SocketAddr) -> Option<[String; 2]> {
    let fault = TcpListener::bind(SocketAddr::new(listen.ip(), 0)).err()?;
    Some([
        lang.pick(
            format!("{} is no address of this machine ({fault})", listen.ip()),
            format!(
                "{} はこのコンピュータのアドレスではありません（{}）",
                listen.ip(),
                activities::os_words::cause(&fault, lang)
            ),
        ),
        lang.pick("0.0.0.0 or [::] listens on all of them", "0.0.0.0 または [::] で全アドレスを待ち受けます")
            .to_owned(),
    ])
}

/// The replica of the store, and how far it may be behind.
fn replica(
    edge: &Edge,
    args: &ServeArgs,
    file: &ServerFile,
    store: &str,
    from: &dyn Fn(bool, bool) -> &'static str,
) -> [Setting; 2] {
    let named = args.store_replica.clone().or(file.store_replica.clone());
    let seconds = store_address::replica_seconds(edge, file.replica_seconds);
    let (value, wrong) = match &named {
        None => (none(edge.lang), None),
        Some(named) => replica_state(edge, store, named),
    };
    let in_file = file.replica_seconds.is_some();
    let shown = file.replica_seconds.unwrap_or(store_address::REPLICA_SECONDS).to_string();
    [
        Setting {
            name: "store-replica",
            value,
            from: from(args.store_replica.is_some(), file.store_replica.is_some()),
            wrong,
        },
        Setting {
            name: "replica-seconds",
            value: shown,
            from: from(false, in_file),
            wrong: seconds.err().map(|complaint| [complaint.what, complaint.next]),
        },
    ]
}

/// How a replica stands now, and what is wrong with it.
fn replica_state(edge: &Edge, store: &str, named: &str) -> (String, Option<[String; 2]>) {
    let lang = edge.lang;
    let set = || lang.pick("set", "設定あり").to_owned();
    if let Some(wrong) = store_address::is_replica(edge, store, named) {
        return (set(), Some(wrong));
    }
    let looked = store_address::with_replica(edge, store.to_owned(), Some(named.to_owned()), None)
        .map(|settings| store::look_at_replica(&settings));
    match looked {
        Err(complaint) => (set(), Some([complaint.what, complaint.next])),
        Ok(Err(fault)) => (fault.place.clone(), Some(fault.say(lang))),
        Ok(Ok(None)) => (none(lang), None),
        Ok(Ok(Some(looked))) => {
            let wrong = store_address::replica_wrong(lang, &looked);
            (store_address::replica_text(lang, &looked), wrong)
        }
    }
}

fn store_state(edge: &Edge, address: &str) -> (String, Option<[String; 2]>) {
    let lang = edge.lang;
    match store::look(&store::Settings::new(address, edge.now)) {
        Err(fault) => (fault.place.clone(), Some(fault.say(lang))),
        Ok(looked) if !looked.unknown.is_empty() => {
            let fault = activities::store_fault::StoreFault::new(
                activities::store_fault::StoreFaultKind::Newer,
                looked.place.clone(),
            );
            (looked.place, Some(fault.say(lang)))
        }
        Ok(looked) if !looked.there => {
            let made = lang.pick("made at the first start", "初回起動時に作成");
            (format!("{} ({made})", looked.place), None)
        }
        Ok(looked) => (looked.place, None),
    }
}

fn tls(
    edge: &Edge,
    args: &ServeArgs,
    file: &ServerFile,
    from: &dyn Fn(bool, bool) -> &'static str,
    listen: SocketAddr,
) -> Vec<Setting> {
    let lang = edge.lang;
    let certificates = args.tls_certificates.clone().or(file.tls_certificates.clone());
    let key = args.tls_key.clone().or(file.tls_key.clone());
    let wrong = match (&certificates, &key) {
        (Some(certificates), Some(key)) => {
            let tls = Tls { certificates: certificates.clone(), key: key.clone() };
            web::try_tls(&tls).err().map(|fault| serve::said(edge, &fault))
        }
        (None, None) => None,
        _ => Some(serve::go_together(lang)),
    };
    let wrong = wrong.map(|complaint| [complaint.what, complaint.next]);
    let origin = args.origin.clone().or(file.origin.clone());
    let origin_wrong = match &origin {
        Some(origin) => web::try_origin(origin).err().map(|fault| serve::said(edge, &fault)),
        None if certificates.is_none() && !listen.ip().is_loopback() => Some(serve::in_the_clear(lang)),
        None => None,
    };
    let shown =
        |path: &Option<std::path::PathBuf>| path.as_ref().map_or_else(|| none(lang), |path| path.display().to_string());
    vec![
        Setting {
            name: "tls-certificates",
            value: shown(&certificates),
            from: from(args.tls_certificates.is_some(), file.tls_certificates.is_some()),
            wrong,
        },
        Setting {
            name: "tls-key",
            value: shown(&key),
            from: from(args.tls_key.is_some(), file.tls_key.is_some()),
            wrong: None,
        },
        Setting {
            name: "origin",
            value: origin.unwrap_or_else(|| none(lang)),
            from: from(args.origin.is_some(), file.origin.is_some()),
            wrong: origin_wrong.map(|complaint| [complaint.what, complaint.next]),
        },
    ]
}

fn screen(lang: Lang, settings: &[Setting], wrong: usize) -> String {
    let mut paper = Paper::new();
    match wrong {
        0 => paper.headed(
            lang.pick("USABLE", "使用できます"),
            lang.pick(
                "the server would start with this; nothing was started",
                "この設定で起動できます。起動はしていません",
            ),
        ),
        _ => paper.headed(
            lang.pick("NOT USABLE", "使用できません"),
            &lang.pick(format!("settings that are wrong: {wrong}"), format!("誤りのある設定: {wrong} 件")),
        ),
    }
    for setting in settings {
        let from = match setting.from {
            "option" => lang.pick("option or environment", "オプションまたは環境変数"),
            "file" => lang.pick("file", "設定ファイル"),
            _ => lang.pick("default", "既定値"),
        };
        paper.row(20, setting.name, &format!("{}  · {from}", setting.value));
        if let Some([what, next]) = &setting.wrong {
            paper.row(20, "", &format!("{}: {what}", lang.pick("WRONG", "誤り")));
            paper.row(20, "", &format!("{}: {next}", lang.pick("next", "次の手順")));
        }
    }
    paper.finish()
}
