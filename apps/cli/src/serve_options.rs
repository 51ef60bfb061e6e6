//! Options of `tutela serve`; those down to `--upload-limit` can also stand in its TOML file, and what is typed wins.

use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;

/// `tutela serve`.
#[derive(Args, Debug, Default)]
pub(crate) struct ServeArgs {
    /// Settings (TOML); options down to --upload-limit can stand in it / 設定ファイル（TOML）。--upload-limit までの各オプションを記載できます
    #[arg(long, value_name = "FILE", env = "TUTELA_SERVER_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Address and port [default: 127.0.0.1:8443] / アドレスとポート
    #[arg(long, value_name = "ADDRESS:PORT", env = "TUTELA_LISTEN")]
    pub(crate) listen: Option<SocketAddr>,
    /// SQLite file, or postgres://USER@HOST/DATABASE; several hosts with commas: the one that follows no other [default: server.db in the data folder] / SQLite ファイルまたは PostgreSQL のアドレス（ホストはカンマ区切りで複数可）
    #[arg(long, value_name = "ADDRESS", env = "TUTELA_STORE", hide_env_values = true)]
    pub(crate) store: Option<String>,
    /// A streaming replica of the store that answers what is only shown: postgres://USER@HOST/DATABASE / 表示用の読み取りに使うレプリカ（PostgreSQL）
    #[arg(long, value_name = "ADDRESS", env = "TUTELA_STORE_REPLICA", hide_env_values = true)]
    pub(crate) store_replica: Option<String>,
    /// Certificate chain of the server (PEM); without it a proxy must speak TLS / サーバー証明書（PEM）
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub(crate) tls_certificates: Option<PathBuf>,
    /// Its private key (PEM) / その秘密鍵（PEM）
    #[arg(long, value_name = "FILE", requires = "tls_certificates")]
    pub(crate) tls_key: Option<PathBuf>,
    /// What browsers see, such as https://tutela.example.org, when a proxy stands before it / プロキシ経由の公開アドレス
    #[arg(long, value_name = "ORIGIN", env = "TUTELA_ORIGIN")]
    pub(crate) origin: Option<String>,
    /// The largest upload, in MiB [default: 256] / アップロードの上限（MiB）
    #[arg(long, value_name = "MIB")]
    pub(crate) upload_limit: Option<usize>,
    /// Say which settings would be used and what is wrong with them, and end / 設定の確認のみ
    #[arg(long)]
    pub(crate) check_config: bool,
    /// Serve the example on this machine alone: two organisations and accounts that exist only in this folder / 見本の起動
    #[arg(long, value_name = "DIR", conflicts_with_all = ["config", "store", "store_replica", "tls_certificates", "tls_key", "origin", "check_config"])]
    pub(crate) demo: Option<PathBuf>,
}
