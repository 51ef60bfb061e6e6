//! Options of the commands that keep a server running: push, backup, restore, doctor.

use clap::Args;
use std::path::PathBuf;

/// `tutela push`.
#[derive(Args, Debug)]
pub(crate) struct PushArgs {
    /// The folder of a device dossier or of a site / ドシエまたは施設のフォルダ
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// The server, such as https://tutela.example.org / サーバーのアドレス
    #[arg(long, value_name = "URL", env = "TUTELA_SERVER")]
    pub(crate) server: String,
    /// File that holds the token, and nothing else / トークンを記載したファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) token_file: PathBuf,
    /// The id it is kept under [default: the id in device.yaml or site.yaml] / 保存先の id
    #[arg(long, value_name = "ID")]
    pub(crate) name: Option<String>,
    /// Keep it only if the server holds this revision now; 0: nothing yet / サーバー上の現在の版
    #[arg(long, value_name = "N")]
    pub(crate) expected: Option<i64>,
    /// Certificates of your own authority (PEM), in place of the public ones / 独自の認証局の証明書（PEM）
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// Return as soon as it is kept; the server checks it afterwards / 保存後すぐに終了し、確認はサーバーが後で実施
    #[arg(long)]
    pub(crate) no_wait: bool,
    /// Send the token without TLS, where the network is yours alone / TLS なしでの送信を許可
    #[arg(long)]
    pub(crate) plain_http: bool,
}

/// Which store is meant.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct StoreArgs {
    /// SQLite file, or postgres://USER@HOST/DATABASE [default: server.db in the data folder] / データストア
    #[arg(long, value_name = "ADDRESS", env = "TUTELA_STORE", hide_env_values = true)]
    pub(crate) store: Option<String>,
    /// Settings of the server (TOML), whose store is meant / サーバーの設定ファイル（TOML）
    #[arg(long, value_name = "FILE", env = "TUTELA_SERVER_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

/// `tutela backup`.
#[derive(Args, Debug)]
pub(crate) struct BackupArgs {
    /// The new file / 作成するファイル
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Encrypt it for these: age1…, or a file with one on each line; only they can open it / 暗号化の宛先
    #[arg(long, value_name = "age1…|FILE", num_args = 1..)]
    pub(crate) recipient: Vec<String>,
    #[command(flatten)]
    pub(crate) of: StoreArgs,
}

/// `tutela restore`.
#[derive(Args, Debug)]
pub(crate) struct RestoreArgs {
    /// A file that `tutela backup` made / バックアップファイル
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// What opens an encrypted backup (see `package keygen --encryption`) / 復号用の鍵
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) identity: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) of: StoreArgs,
    /// Do it; without this it only says what it would do / 実行する（省略時は確認のみ）
    #[arg(long)]
    pub(crate) write: bool,
}

/// `tutela doctor`.
#[derive(Args, Debug)]
pub(crate) struct DoctorArgs {
    /// The streaming replica of the store, where no file names it / データストアのレプリカ
    #[arg(long, value_name = "ADDRESS", env = "TUTELA_STORE_REPLICA", hide_env_values = true)]
    pub(crate) store_replica: Option<String>,
    #[command(flatten)]
    pub(crate) of: StoreArgs,
    /// Read every document of the store and every part of the mirror against its hash / すべてをハッシュと照合
    #[arg(long)]
    pub(crate) verify: bool,
}
