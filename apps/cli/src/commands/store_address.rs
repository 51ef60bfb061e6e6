//! Which store a command means: the same as `tutela serve`.

use super::{server_config, server_vault};
use crate::edge::{Complaint, Edge};
use crate::ops_options::StoreArgs;
use activities::store_fault::StoreFault;
use std::time::Duration;
use store::{Looked, ReplicaLooked, ReplicaSettings, ServerTold, Settings};
use terms::Lang;

/// How many seconds a replica may be behind when nobody says.
pub(super) const REPLICA_SECONDS: u64 = 5;

/// What was typed, then what the settings of the server say, then `server.db` in the data folder.
pub(super) fn settings(edge: &Edge, of: &StoreArgs) -> Result<Settings, Complaint> {
    let file = of.config.as_deref().map(|path| server_config::read(edge, path)).transpose()?.unwrap_or_default();
    let address = of.store.clone().or(file.store).unwrap_or_else(|| default(edge));
    // An SQLite file that is named in place of the store of the file can have no replica.
    let replica = file.store_replica.filter(|_| of.store.is_none() || store::is_server(&address));
    with_replica(edge, address, replica, file.replica_seconds)
}

/// Settings of a store with its replica; refused where it can have none.
pub(super) fn with_replica(
    edge: &Edge,
    address: String,
    replica: Option<String>,
    seconds: Option<u64>,
) -> Result<Settings, Complaint> {
    let behind = Duration::from_secs(replica_seconds(edge, seconds)?);
    let replica = replica.map(|replica| match is_replica(edge, &address, &replica) {
        Some([what, next]) => Err(Complaint::new(what, next)),
        None => Ok(ReplicaSettings { address: replica, behind }),
    });
    let tell = |told: &ServerTold| eprintln!("tutela serve: {}", told.say(Lang::En));
    Ok(Settings { replica: replica.transpose()?, tell, ..Settings::new(address, edge.now) })
}

/// How many seconds a replica may be behind.
pub(super) fn replica_seconds(edge: &Edge, seconds: Option<u64>) -> Result<u64, Complaint> {
    match seconds.unwrap_or(REPLICA_SECONDS) {
        seconds @ 1..=60 => Ok(seconds),
        other => Err(Complaint::new(
            edge.lang.pick(
                format!("replica-seconds is 1 to 60, not {other}"),
                format!("replica-seconds は 1～60 です（指定値: {other}）"),
            ),
            "replica-seconds = 5",
        )),
    }
}

/// A replica in a line.
pub(super) fn replica_text(lang: Lang, looked: &ReplicaLooked) -> String {
    let ReplicaLooked { place, behind, .. } = looked;
    lang.pick(format!("{place}, {behind} bytes behind"), format!("{place}（遅れ {behind} バイト）"))
}

/// What is wrong with a replica, and what to do.
pub(super) fn replica_wrong(lang: Lang, looked: &ReplicaLooked) -> Option<[String; 2]> {
    let what = lang.pick(
        "it follows no other server: it is no replica, and is not read",
        "他のサーバーを複製していないため、レプリカとして使用しません",
    );
    let next = lang.pick("name a standby of the store", "データストアのスタンバイを指定してください");
    (!looked.follows).then(|| [what.to_owned(), next.to_owned()])
}

/// Why the store cannot have this replica, and what to do.
pub(super) fn is_replica(edge: &Edge, address: &str, replica: &str) -> Option<[String; 2]> {
    let lang = edge.lang;
    if !store::is_server(address) {
        return Some([
            lang.pick(
                "an SQLite file has no replica: store-replica goes with a store in PostgreSQL",
                "SQLite ファイルにレプリカはありません。store-replica は PostgreSQL のデータストア用です",
            )
            .to_owned(),
            lang.pick(
                "leave store-replica out, or name a store postgres://USER@HOST/DATABASE",
                "store-replica を外すか、store に postgres://USER@HOST/DATABASE を指定してください",
            )
            .to_owned(),
        ]);
    }
    let hosts = replica.split_once("://").map_or("", |(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or(""));
    let one = !hosts.rsplit('@').next().unwrap_or_default().contains(',');
    if store::is_server(replica) && one {
        return None;
    }
    Some([
        lang.pick(
            "store-replica is the address of one server in PostgreSQL",
            "store-replica には PostgreSQL サーバー 1 台のアドレスを指定してください",
        )
        .to_owned(),
        "store-replica = \"postgres://USER@HOST/DATABASE\"".to_owned(),
    ])
}

/// The store when nobody says.
pub(super) fn default(edge: &Edge) -> String {
    edge.home.join("server.db").display().to_string()
}

/// A store that is there; making an empty one would help nobody.
pub(super) fn there(edge: &Edge, settings: &Settings) -> Result<Looked, Complaint> {
    let looked = store::look(settings).map_err(|fault| of_store(edge, &fault))?;
    if looked.there {
        return Ok(looked);
    }
    let lang = edge.lang;
    Err(Complaint::new(
        lang.pick(
            format!("{} holds no store; nothing was done", looked.place),
            format!("{} にデータストアがないため、何もしていません", looked.place),
        ),
        lang.pick("name it with --store or --config", "--store または --config で指定してください"),
    ))
}

/// A fault of the store as a complaint.
pub(super) fn of_store(edge: &Edge, fault: &StoreFault) -> Complaint {
    let [what, next] = fault.say(edge.lang);
    Complaint::new(what, next)
}

/// What a store does not hold and has to be kept beside it: file and why.
pub(super) fn not_in_store(edge: &Edge) -> Vec<[String; 2]> {
    let lang = edge.lang;
    let path = |name: &str| edge.home.join(name).display().to_string();
    vec![
        [
            path("log-key.json"),
            lang.pick(
                "the key that signs the log: without it the log begins a new signer. Keep a copy apart, readable by you alone",
                "ログに署名する鍵。失うと署名者が変わります。本人だけが読める場所に別途保管してください",
            )
            .to_owned(),
        ],
        [
            path(server_vault::FILE),
            lang.pick(
                "the key that seals second factors and signing keys: without it they are set up anew. Keep a copy apart, readable by you alone",
                "二要素認証と署名鍵を保護する鍵。失うと再設定が必要です。本人だけが読める場所に別途保管してください",
            )
            .to_owned(),
        ],
        [
            path("mirror"),
            lang.pick(
                "feeds and the generations that --as-of answers from: fetched again they are those of today",
                "情報源と過去時点（--as-of）の世代。再取得すると現在の内容になります",
            )
            .to_owned(),
        ],
        [
            lang.pick("the settings of the server (TOML), certificates", "サーバーの設定（TOML）と証明書").to_owned(),
            lang.pick("they are files of yours", "ご自身で管理するファイルです").to_owned(),
        ],
    ]
}
