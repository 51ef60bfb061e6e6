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
    /// Take a package into a site: what changes for which units, which duties move; writes with --write / 受領
    Receive(ReceiveArgs),
    /// Write the signed answer to the maker of a received package: received, affected, patched, cannot because / 状況報告
    Status(StatusArgs),
    /// Make a key that signs: FILE and FILE.pub / 署名鍵の作成
    Keygen {
        /// The new file
        file: PathBuf,
        /// Make an identity that opens what is encrypted for it, in place of a key that signs / 復号用の鍵を作成
        #[arg(long)]
        encryption: bool,
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
    /// Encrypt it for these: age1…, or a file with one on each line; only they can open it / 暗号化の宛先
    #[arg(long, value_name = "age1…|FILE", num_args = 1..)]
    pub(crate) recipient: Vec<String>,
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
    /// What opens an encrypted package (see `package keygen --encryption`) / 復号用の鍵
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) identity: Vec<PathBuf>,
    /// Every file, not only the first ones / すべて表示
    #[arg(long)]
    pub(crate) all: bool,
}

/// Options of `package receive`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReceiveArgs {
    /// The package
    pub(crate) file: PathBuf,
    /// The site's folder
    pub(crate) site: PathBuf,
    /// Trust this key (.pub file) for the device from now on; without it only keys named before count / 信頼する公開鍵
    #[arg(long, value_name = "KEY.pub", num_args = 1..)]
    pub(crate) trust: Vec<PathBuf>,
    /// What opens an encrypted package (see `package keygen --encryption`) / 復号用の鍵
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) identity: Vec<PathBuf>,
    /// The folder in received/ [default: the one before, else the device's id] / フォルダ名
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) folder: Option<String>,
    /// Duties that the facility takes over: ids, or all that are not refused / 引き受ける責務
    #[arg(long, value_name = "all|ID", num_args = 1..)]
    pub(crate) accept: Vec<String>,
    /// A duty that it does not take over, with the reason for the maker / 引き受けない責務
    #[arg(long, value_name = "ID=REASON", num_args = 1..)]
    pub(crate) refuse: Vec<String>,
    /// Who says so: id of a person in the site's people.yaml / 回答者
    #[arg(long, value_name = "ID")]
    pub(crate) by: Option<String>,
    /// Files of the folder that were changed by hand may go
    #[arg(long)]
    pub(crate) replace: bool,
    /// Put it into received/ and record it in packages.jsonl
    #[arg(long)]
    pub(crate) write: bool,
}

/// Options of `package status`.
#[derive(Clone, Debug, Args)]
pub(crate) struct StatusArgs {
    /// The site's folder
    pub(crate) site: PathBuf,
    /// The facility's key that signs (see `package keygen`); the maker knows the facility by it / 施設の鍵
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    pub(crate) key: Option<PathBuf>,
    /// The new file for the maker
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    pub(crate) out: Option<PathBuf>,
    /// The package that is answered, by its folder in received/ [default: the only one] / 対象パッケージ
    #[arg(long = "for", value_name = "NAME")]
    pub(crate) folder: Option<String>,
    /// Units cannot be brought to a release, and why; kept for later answers / 更新できない理由
    #[arg(long, value_name = "RELEASE=REASON", num_args = 1..)]
    pub(crate) cannot: Vec<String>,
    /// A vulnerability that a rule of yours holds off; kept for later answers / 緩和した脆弱性と規則
    #[arg(long, value_name = "CVE=RULE", num_args = 1..)]
    pub(crate) mitigated: Vec<String>,
    /// Rule sets against which the maker's controls are proved; without them each is unknown / ルールセット
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) rules: Vec<PathBuf>,
    /// The firewall of networks.yaml that the rules are of; without --rules those that the site keeps of it / ファイアウォール
    #[arg(long, value_name = "ID")]
    pub(crate) firewall: Option<String>,
    /// When the rules were read from the firewall; without it nothing counts as proved / 取得日
    #[arg(long, value_name = "DATE", requires = "rules")]
    pub(crate) captured_at: Option<String>,
    /// Name units by serial number; needs consent in site.yaml (`unit_serials: yes`) / 製造番号を含める
    #[arg(long)]
    pub(crate) serials: bool,
    /// Who says so: id of a person in the site's people.yaml / 回答者
    #[arg(long, value_name = "ID")]
    pub(crate) by: Option<String>,
    /// Show what would be told; sign and write nothing / 内容の確認のみ
    #[arg(long)]
    pub(crate) dry_run: bool,
}
