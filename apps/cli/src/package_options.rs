//! The options of `tutela package`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands about packages: a dossier travels signed from its maker to a facility, and a signed status travels back.
#[derive(Debug, Subcommand)]
pub(crate) enum PackageCommand {
    /// Make one signed file of a device dossier for customers / パッケージの作成
    Build(BuildArgs),
    /// Say who signed a package and whether every byte is the signed one; needs no connection / 検証
    Verify(PackageVerifyArgs),
    /// Make a key that signs: FILE and FILE.pub / 署名鍵の作成
    Keygen {
        /// The new file
        file: PathBuf,
    },
}

/// Options of `package build`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BuildArgs {
    /// The dossier's folder
    pub(crate) dossier: PathBuf,
    /// The key that signs (see `package keygen`)
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    pub(crate) key: Option<PathBuf>,
    /// The new file, such as aster-s2-7.tutela
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    pub(crate) out: Option<PathBuf>,
    /// Releases [default: all that customers may run: released, withdrawn, retired] / 対象リリース
    #[arg(long, value_name = "ID", num_args = 1..)]
    pub(crate) release: Vec<String>,
    /// Files or folders to show although they usually stay with the maker / 追加で開示するもの
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) show: Vec<String>,
    /// Files or folders to leave out although they usually go / 開示しないもの
    #[arg(long, value_name = "PATH", num_args = 1..)]
    pub(crate) leave_out: Vec<String>,
    /// When the next package is due; past it this one is stale at the facility [default: in 90 days] / 次回の期日
    #[arg(long, value_name = "DATE")]
    pub(crate) next_due: Option<String>,
    /// Show what would go in, what stays and which duties move; sign and write nothing / 内容の確認のみ
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Options of `package verify`.
#[derive(Clone, Debug, Args)]
pub(crate) struct PackageVerifyArgs {
    /// The package
    pub(crate) file: PathBuf,
    /// The .pub file of a key whose signature counts / 信頼する公開鍵
    #[arg(long, value_name = "KEY.pub", num_args = 1..)]
    pub(crate) trust: Vec<PathBuf>,
    /// Every file, not only the first ones / すべて表示
    #[arg(long)]
    pub(crate) all: bool,
}
