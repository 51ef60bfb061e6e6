//! The options of `tutela site`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands about what a site keeps.
#[derive(Debug, Subcommand)]
pub(crate) enum SiteCommand {
    /// Take in the rules of a firewall without their secrets; shows what would be kept, writes with --write / 規則の取り込み
    AddRules(AddRulesArgs),
}

/// Options of `site add-rules`.
#[derive(Clone, Debug, Args)]
pub(crate) struct AddRulesArgs {
    /// Rule sets that hold together, then the site's folder / ルールセット（複数可）と施設フォルダ
    #[arg(value_name = "FILE… SITE", num_args = 2.., required = true)]
    pub(crate) files_and_site: Vec<PathBuf>,
    /// The firewall of networks.yaml that the rules are of / ファイアウォール
    #[arg(long, value_name = "ID")]
    pub(crate) firewall: String,
    /// When the rules were read from it: a day, or a moment with its zone (2026-11-23, 2026-11-23T09:00:00Z) / 取得日時
    #[arg(long, value_name = "DATE")]
    pub(crate) captured_at: String,
    /// Who read them / 取得者
    #[arg(long, value_name = "NAME")]
    pub(crate) captured_by: String,
    /// They are the configuration that runs / 稼働中の設定
    #[arg(long, conflicts_with = "stored")]
    pub(crate) running: bool,
    /// They are the configuration that is stored for the next start / 保存された設定
    #[arg(long)]
    pub(crate) stored: bool,
    /// Their language, where the content does not tell it / ルールの形式
    #[arg(long, value_name = "NAME")]
    pub(crate) language: Option<String>,
    /// Keep them in firewalls/ID of the site / 保存する
    #[arg(long)]
    pub(crate) write: bool,
}
