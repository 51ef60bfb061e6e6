//! The options of `tutela network`.

use crate::mud_options::MudCommand;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Commands about networks.
#[derive(Debug, Subcommand)]
pub(crate) enum NetworkCommand {
    /// Hold the rules of a firewall against a device's profile: equal, or both differences with a packet each / 検証
    Verify(VerifyArgs),
    /// Profiles from and to Manufacturer Usage Descriptions (RFC 8520) / MUD ファイル
    #[command(subcommand)]
    Mud(MudCommand),
    /// Write least-privilege rules for a device as a draft, proved equal to its profile / 規則の下書き
    Generate(GenerateArgs),
    /// What an old and a new rule set do otherwise: traffic, flows, units / 動作の比較
    Diff(DiffArgs),
    /// Write the quarantine of one unit as a draft: what care cannot be without still passes / 隔離
    Isolate(IsolateArgs),
    /// What a unit, once taken over, can open: by zone, service and number of units / 到達範囲
    Reach(ReachArgs),
    /// The minimum operating environment of a device: what it needs of the network and the place, and what nobody stated / 使用環境シート
    Sheet(SheetArgs),
}

/// Options of `network sheet`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SheetArgs {
    /// The folder of a device dossier: environment and connections come from its device.yaml / ドシエ
    #[arg(value_name = "DOSSIER", required_unless_present = "profile")]
    pub(crate) dossier: Option<PathBuf>,
    /// A profile alone (network.yaml); environment and connections are then not stated / プロファイル
    #[arg(long, value_name = "FILE", conflicts_with = "dossier")]
    pub(crate) profile: Option<PathBuf>,
    /// A new file in both languages: .csv or .xlsx (one row a fact), or .json / 出力先
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Where a device is: its addresses, and those of the roles it talks to.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct WhereArgs {
    /// Addresses of a role: role=CIDR, several with commas / 役割のアドレス
    #[arg(long, value_name = "ROLE=CIDR", num_args = 1..)]
    pub(crate) bind: Vec<String>,
    /// Addresses of the device's units, several with commas / 機器のアドレス
    #[arg(long, value_name = "CIDR", num_args = 1..)]
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
}

/// Options of `network verify`.
#[derive(Clone, Debug, Args)]
pub(crate) struct VerifyArgs {
    /// The device's profile (network.yaml, or the folder of its dossier); without it that of the dossier that --unit has / プロファイル
    #[arg(long, value_name = "FILE", required_unless_present = "unit")]
    pub(crate) profile: Option<PathBuf>,
    /// Rule sets that hold together, in a language of docs/firewalls.md; without it those that the site keeps of --firewall / ルールセット
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present = "firewall")]
    pub(crate) rules: Vec<PathBuf>,
    /// Their language, where the content does not tell it: nftables, iptables-save, rule-csv, … / ルールの形式
    #[arg(long, value_name = "NAME")]
    pub(crate) language: Option<String>,
    #[command(flatten)]
    pub(crate) at: WhereArgs,
    /// Look for rules without effect in rule sets of any size [default: up to 2,000 rows that touch the device] / 効果のない規則の探索
    #[arg(long)]
    pub(crate) tidy: bool,
    /// What was seen of the device: XML of `nmap -oX`; open ports nobody declared, declared services nobody saw / 観測結果
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) observed: Vec<PathBuf>,
    /// Ask about this firewall alone: other paths are listed and do not count for the exit status / このファイアウォールのみ
    #[arg(long)]
    pub(crate) this_firewall_only: bool,
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

/// Languages that rules are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum WrittenIn {
    /// A table of its own for `nft -f`
    #[default]
    Nftables,
    /// Chains of their own for `iptables-restore --noflush`
    Iptables,
    /// An access list to be merged above those that are there
    CiscoAsa,
    /// A security group, in the shape of `aws ec2 describe-security-groups`
    Aws,
    /// A NetworkPolicy
    Kubernetes,
}

impl WrittenIn {
    /// The name that answers use.
    pub(crate) fn name(self) -> &'static str {
        match self {
            WrittenIn::Nftables => "nftables",
            WrittenIn::Iptables => "iptables",
            WrittenIn::CiscoAsa => "cisco-asa",
            WrittenIn::Aws => "aws",
            WrittenIn::Kubernetes => "kubernetes",
        }
    }
}

impl From<WrittenIn> for activities::draft_rules::WrittenIn {
    fn from(language: WrittenIn) -> Self {
        match language {
            WrittenIn::Nftables => Self::Nftables,
            WrittenIn::Iptables => Self::Iptables,
            WrittenIn::CiscoAsa => Self::CiscoAsa,
            WrittenIn::Aws => Self::Aws,
            WrittenIn::Kubernetes => Self::Kubernetes,
        }
    }
}

/// Stages in which rules are put in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageWord {
    /// What would be stopped is written to the log and passes
    Log,
    /// What is not declared is stopped
    #[default]
    Enforce,
}

/// In what form rules are written.
#[derive(Clone, Debug, Args)]
pub(crate) struct DraftArgs {
    /// The language of the firewall / 出力する言語
    #[arg(long = "for", value_name = "LANGUAGE", value_enum, default_value_t)]
    pub(crate) language: WrittenIn,
    /// Log only, or stop what is not declared / 段階
    #[arg(long, value_name = "STAGE", value_enum, default_value_t)]
    pub(crate) stage: StageWord,
    /// A folder for the texts, one file each; a file that is there is never overwritten / 出力先フォルダ
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// Options of `network generate`.
#[derive(Clone, Debug, Args)]
pub(crate) struct GenerateArgs {
    /// The device's profile (network.yaml, or the folder of its dossier); without it that of the dossier that --unit has / プロファイル
    #[arg(long, value_name = "FILE", required_unless_present = "unit")]
    pub(crate) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) at: WhereArgs,
    /// Optional flows that may pass too, by id; needed flows always may / 通す任意の通信
    #[arg(long, value_name = "FLOW", num_args = 1..)]
    pub(crate) with: Vec<String>,
    #[command(flatten)]
    pub(crate) draft: DraftArgs,
}

/// Options of `network diff`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DiffArgs {
    /// The rule set of before / 旧ルールセット
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The rule set of now / 新ルールセット
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// A device's profile, to tell which of its flows change / プロファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) at: WhereArgs,
    /// Where the packets meet the filter: forward, input, output, prerouting, postrouting
    #[arg(long, value_name = "HOOK", default_value = "forward")]
    pub(crate) hook: String,
}

/// Options of `network isolate`.
#[derive(Clone, Debug, Args)]
pub(crate) struct IsolateArgs {
    /// The unit, by its id in units.csv / 機器
    #[arg(value_name = "UNIT")]
    pub(crate) unit: String,
    /// The profile of its device; without it that of the received dossier the unit belongs to / プロファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// The site folder / 施設フォルダ
    #[arg(long, value_name = "DIR")]
    pub(crate) site: PathBuf,
    /// The firewall of networks.yaml that the rules are for / ファイアウォール
    #[arg(long, value_name = "ID")]
    pub(crate) firewall: Option<String>,
    /// Addresses of a role beside those of the site: role=CIDR / 役割のアドレス
    #[arg(long, value_name = "ROLE=CIDR", num_args = 1..)]
    pub(crate) bind: Vec<String>,
    /// Flows that the facility keeps beyond those the maker marks as essential for care / 維持する通信
    #[arg(long, value_name = "FLOW", num_args = 1..)]
    pub(crate) keep: Vec<String>,
    /// Flows that the facility stops though the maker does not say whether care can be without them / 停止する通信
    #[arg(long, value_name = "FLOW", num_args = 1..)]
    pub(crate) stop: Vec<String>,
    #[command(flatten)]
    pub(crate) draft: DraftArgs,
}

/// Options of `network reach`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReachArgs {
    /// The unit, by its id in units.csv / 機器
    #[arg(value_name = "UNIT")]
    pub(crate) unit: String,
    /// The site folder / 施設フォルダ
    #[arg(long, value_name = "DIR")]
    pub(crate) site: PathBuf,
    /// Rule sets of the firewall that hold together; without them only links count / ルールセット
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) rules: Vec<PathBuf>,
    /// The firewall of networks.yaml that the rules are of / ファイアウォール
    #[arg(long, value_name = "ID")]
    pub(crate) firewall: Option<String>,
    /// The profile of the unit's device, for declared ways to clinical systems; without it that of its received dossier / プロファイル
    #[arg(long, value_name = "FILE")]
    pub(crate) profile: Option<PathBuf>,
    /// Addresses of a role beside those of the site: role=CIDR / 役割のアドレス
    #[arg(long, value_name = "ROLE=CIDR", num_args = 1..)]
    pub(crate) bind: Vec<String>,
    /// The firewall's interface to a side: device=NAME, ROLE=NAME, other=NAME / インタフェース
    #[arg(long, value_name = "SIDE=NAME", num_args = 1..)]
    pub(crate) interface: Vec<String>,
    /// Where the packets meet the filter: forward, input, output, prerouting, postrouting
    #[arg(long, value_name = "HOOK", default_value = "forward")]
    pub(crate) hook: String,
    /// When the rules were read from the firewall / 取得日時
    #[arg(long, value_name = "DATE")]
    pub(crate) captured_at: Option<String>,
}
