//! Which store a command means: the same as `tutela serve`.

use super::{server_config, server_vault};
use crate::edge::{Complaint, Edge};
use crate::ops_options::StoreArgs;
use activities::store_fault::StoreFault;
use store::{Looked, Settings};

/// What was typed, then what the settings of the server say, then `server.db` in the data folder.
pub(super) fn settings(edge: &Edge, of: &StoreArgs) -> Result<Settings, Complaint> {
    let file = of.config.as_deref().map(|path| server_config::read(edge, path)).transpose()?.unwrap_or_default();
    let address = of.store.clone().or(file.store).unwrap_or_else(|| default(edge));
    Ok(Settings::new(address, edge.now))
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
