//! The options of `tutela cloud`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands about cloud accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum CloudCommand {
    /// Look at an export of an AWS account: open ports, TLS, encryption, public data, wide identities / 点検
    Check(CloudArgs),
}

/// Options of `cloud check`.
#[derive(Clone, Debug, Args)]
pub(crate) struct CloudArgs {
    /// The folder of the export, one account (see docs/cloud.md) / エクスポートのフォルダ
    #[arg(value_name = "DIR")]
    pub(crate) dir: PathBuf,
    /// When the export was made (2026-11-23 or an instant); without it nothing counts as proved / 取得日時
    #[arg(long, value_name = "DATE")]
    pub(crate) captured_at: Option<String>,
    /// Who answers for the account / アカウントの責任者
    #[arg(long, value_name = "NAME")]
    pub(crate) owner: Option<String>,
    /// Show every finding and the whole scope / すべて表示
    #[arg(long)]
    pub(crate) all: bool,
}
