//! Options of `tutela log`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands about the log.
#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    /// Check an exported log offline: unchanged, signed, and begun by an earlier export / ログの検証
    Verify(LogVerifyArgs),
}

/// Options of `log verify`.
#[derive(Args, Debug)]
pub(crate) struct LogVerifyArgs {
    /// The export (/api/v1/log/export) / エクスポートしたファイル
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Public key of the server (/api/v1/log/key); may be given several times / サーバーの公開鍵
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Vec<PathBuf>,
    /// An earlier export, whose entries must be the first of this one / 以前のエクスポート
    #[arg(long, value_name = "FILE")]
    pub(crate) since: Option<PathBuf>,
}
