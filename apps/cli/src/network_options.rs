//! The options of `tutela network`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Commands about networks.
#[derive(Debug, Subcommand)]
pub(crate) enum NetworkCommand {
    /// Hold the rules of a firewall against a device's profile: equal, or both differences with a packet each / 検証
    Verify(VerifyArgs),
}

/// Options of `network verify`.
#[derive(Clone, Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The device's profile (network.yaml) / プロファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: PathBuf,
    /// Rule sets that hold together, in a language of docs/firewalls.md / ルールセット
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub(crate) rules: Vec<PathBuf>,
    /// Their language, where the content does not tell it: nftables, iptables-save, rule-csv, … / ルールの形式
    #[arg(long, value_name = "NAME")]
    pub(crate) language: Option<String>,
    /// Addresses of a role: role=CIDR, several with commas / 役割のアドレス
    #[arg(long, value_name = "ROLE=CIDR", num_args = 1..)]
    pub(crate) bind: Vec<String>,
    /// Addresses of the device's units, several with commas / 機器のアドレス
    #[arg(long, value_name = "CIDR", num_args = 1.., required_unless_present = "site")]
    pub(crate) device: Vec<String>,
    /// A site folder: units, peers, paths and the limit of age come from it / 施設フォルダ
    #[arg(long, value_name = "DIR")]
    pub(crate) site: Option<PathBuf>,
    /// Units of the site by id; without it those whose model joins the device / 機器
    #[arg(long, value_name = "ID", num_args = 1.., requires = "site")]
    pub(crate) unit: Vec<String>,
    /// The firewall of networks.yaml that the rules are of / ファイアウォール
    #[arg(long, value_name = "ID", requires = "site")]
    pub(crate) firewall: Option<String>,
    /// The firewall's interface to a side: device=NAME, ROLE=NAME, other=NAME / インタフェース
    #[arg(long, value_name = "SIDE=NAME", num_args = 1..)]
    pub(crate) interface: Vec<String>,
    /// Where the packets meet the filter: forward, input, output, prerouting, postrouting
    #[arg(long, value_name = "HOOK", default_value = "forward")]
    pub(crate) hook: String,
    /// When the rules were read from the firewall (2026-11-23 or an instant); without it nothing counts as proved / 取得日時
    #[arg(long, value_name = "DATE")]
    pub(crate) captured_at: Option<String>,
    /// Who read them / 取得者
    #[arg(long, value_name = "NAME")]
    pub(crate) captured_by: Option<String>,
}
