//! The command line as clap reads it. Global options may stand before or after the command.

use crate::cloud_options::CloudCommand;
use crate::log_options::LogCommand;
use crate::network_options::NetworkCommand;
use crate::ops_options::{BackupArgs, DoctorArgs, PushArgs, RestoreArgs};
use crate::package_options::PackageCommand;
use crate::serve_options::ServeArgs;
use crate::site_options::SiteCommand;
use crate::status;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Keeps connected medical devices safe over their whole life / 医療機器をその生涯にわたって安全に保つ
#[derive(Debug, Parser)]
#[command(name = "tutela", version, max_term_width = 100)]
pub(crate) struct Options {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// Language of what people read / 表示言語 [default: from LANG]
    #[arg(long, global = true, value_enum)]
    pub(crate) lang: Option<Tongue>,
    /// Form of the answer / 出力形式
    #[arg(long, global = true, value_enum, default_value_t = Form::Human)]
    pub(crate) format: Form,
    /// Answer as of this date (2026-11-23 or an RFC 3339 instant), with the mirror held then / 基準日時
    #[arg(long, global = true, value_name = "DATE")]
    pub(crate) as_of: Option<String>,
    /// Use the mirror generation with this hash / ミラー世代の指定
    #[arg(long, global = true, value_name = "HASH")]
    pub(crate) mirror: Option<String>,
    /// Age limit of every source in days, in place of what the plan promises; printed in the verdict / 情報源の許容日数
    #[arg(long, global = true, value_name = "DAYS")]
    pub(crate) max_age: Option<u32>,
    /// Exit status 1 from this priority on / 終了状態 1 とする優先度
    #[arg(long, global = true, value_enum, default_value_t = FailOn::Undecided)]
    pub(crate) fail_on: FailOn,
    /// `allow` leaves unwatched components out of the exit status; the answer says so / 未監視の扱い
    #[arg(long, global = true, value_enum, default_value_t = UnwatchedRule::Count)]
    pub(crate) unwatched: UnwatchedRule,
    /// Folder of mirror, index and keys / データフォルダ [default: the platform's data folder]
    #[arg(long, global = true, value_name = "DIR", env = "TUTELA_HOME")]
    pub(crate) home: Option<PathBuf>,
}

/// A language of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Tongue {
    /// English
    En,
    /// 日本語
    Ja,
}

/// Form of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// A screen for people
    Human,
    /// JSON for programs
    Json,
    /// SARIF 2.1.0 for code scanning tools
    Sarif,
}

/// From which priority on findings make the exit status 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum FailOn {
    /// Decided against the release
    Blocking,
    /// Waits for a decision
    Undecided,
    /// To do
    Attention,
    /// Anything
    Note,
}

/// What unwatched components do to the exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum UnwatchedRule {
    /// They make it 3
    Count,
    /// They are left out, and the answer says so
    Allow,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check a device dossier: what stands against the release, and what nobody looked at / 機器ドシエの確認
    Check(CheckArgs),
    /// Match SBOMs alone against the mirror / SBOM の照合
    Scan(ScanArgs),
    /// Which releases of which dossiers one vulnerability touches / 脆弱性の影響を受けるリリースの照会
    Hit(HitArgs),
    /// Bills of materials: show, compare, hold against minimum elements / SBOM の表示・比較・品質確認
    #[command(subcommand)]
    Sbom(SbomCommand),
    /// The offline mirror: take feeds in, see their age / 脆弱性情報のミラー
    #[command(subcommand)]
    Feeds(FeedsCommand),
    /// Write a commented starter / ひな形の作成
    #[command(subcommand)]
    Init(InitCommand),
    /// Installed units of a site / 設置機器の台帳
    #[command(subcommand)]
    Units(UnitsCommand),
    /// What a site keeps: the rules of its firewalls / 施設フォルダへの取り込み
    #[command(subcommand)]
    Site(SiteCommand),
    /// Score CVSS vectors; walk SSVC trees; call a risk controlled or uncontrolled / CVSS・SSVC の評価
    Score(ScoreArgs),
    /// Decide findings one by one; decisions as VEX for others, VEX of others as decisions / トリアージ、VEX の書き出しと取り込み
    Triage(TriageArgs),
    /// Prove that a firewall lets through what a device needs, nothing more and nothing less / ファイアウォールの証明
    #[command(subcommand)]
    Network(NetworkCommand),
    /// What a cloud account shows about the services of a device / クラウドの点検
    #[command(subcommand)]
    Cloud(CloudCommand),
    /// The tamper-evident log of a server / 改ざん検知ログ
    #[command(subcommand)]
    Log(LogCommand),
    /// Serve people at a browser and programs: the same answers, with accounts and a log / サーバーの起動
    Serve(ServeArgs),
    /// Hand a dossier or a site folder to a server, as a build does / サーバーへの送信
    Push(PushArgs),
    /// Everything that a server keeps in one file, held against its hash / バックアップ
    Backup(BackupArgs),
    /// Bring a backup back into an empty store; a dry run, unless --write / バックアップの復元
    Restore(RestoreArgs),
    /// What this installation rests on: folder, mirror, store, keys, clock, disk / 導入状態の点検
    Doctor(DoctorArgs),
    /// The signed dossier that travels from maker to facility, and the status that travels back / パッケージの受け渡し
    #[command(subcommand)]
    Package(PackageCommand),
    /// Print the JSON Schemas of what people write / JSON Schema の出力
    Schema(SchemaArgs),
    /// Explain a finding's code / 所見コードの説明
    Explain(ExplainArgs),
    /// Prove that this build works as validated / 自己検証
    #[command(subcommand)]
    Selftest(SelftestCommand),
    /// Print a completion script for a shell / シェル補完
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

/// Options of `check`.
#[derive(Clone, Debug, Args)]
pub(crate) struct CheckArgs {
    /// The folder of a device dossier or of a site
    pub(crate) dir: PathBuf,
    /// The release to look at [default: the newest that is neither withdrawn nor retired]
    #[arg(long, value_name = "ID")]
    pub(crate) release: Option<String>,
    /// Append what was seen to register.jsonl
    #[arg(long)]
    pub(crate) record: bool,
    /// Every finding and every unwatched component, not only the first screen
    #[arg(long)]
    pub(crate) all: bool,
}

/// Options of `scan`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ScanArgs {
    /// SBOM files, or archives of them (tar, zip, gzip, zstd, xlsx); `-` reads standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Every finding and every unwatched component, not only the first screen
    #[arg(long)]
    pub(crate) all: bool,
}

/// Options of `hit`.
#[derive(Clone, Debug, Args)]
pub(crate) struct HitArgs {
    /// A CVE id, or the id of a source for the same vulnerability (GHSA, PYSEC, …)
    #[arg(value_name = "CVE")]
    pub(crate) id: String,
    /// Folders with dossiers in or below them [default: the working folder]
    #[arg(value_name = "DIR")]
    pub(crate) dirs: Vec<PathBuf>,
    /// Every release, not only the first screen
    #[arg(long)]
    pub(crate) all: bool,
}

/// Commands about bills of materials.
#[derive(Debug, Subcommand)]
pub(crate) enum SbomCommand {
    /// Take an SBOM into a release of a dossier, as received / ドシエへの取り込み
    Add(SbomAddArgs),
    /// Every component with what is stated about it / 一覧表示
    Show {
        /// The SBOM, or an archive of several; `-` reads standard input
        file: PathBuf,
        /// Write it to this new file: `.xlsx` a workbook, `.json` JSON
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// What came, went, moved up or down, changed licence or supplier / 比較
    Diff {
        /// The earlier SBOM
        a: PathBuf,
        /// The later SBOM
        b: PathBuf,
    },
    /// What is missing against NTIA, CISA (draft), FDA and MHLW lists, and where / 品質確認
    Quality {
        /// SBOMs, folders of them, or dossiers (the SBOMs of the release)
        #[arg(required = true, value_name = "PATH")]
        paths: Vec<PathBuf>,
        /// Every place, not only the first ones
        #[arg(long)]
        all: bool,
    },
}

/// Options of `sbom add`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SbomAddArgs {
    /// The SBOM, or an archive of several
    pub(crate) file: PathBuf,
    /// The dossier's folder
    pub(crate) dir: PathBuf,
    /// The part it describes: controller, radio, gateway, app, cloud, station, accessory, product, other / 対象部位
    #[arg(long, value_name = "PART")]
    pub(crate) role: String,
    /// The release [default: the newest that is neither withdrawn nor retired]
    #[arg(long, value_name = "ID")]
    pub(crate) release: Option<String>,
    /// Its name in the dossier [default: the name it has]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) name: Option<String>,
}

/// Options of `init device`.
#[derive(Clone, Debug, Args)]
pub(crate) struct InitDeviceArgs {
    /// The folder to make
    pub(crate) dir: PathBuf,
    /// Draft device.yaml and network.yaml of a port table (CSV, XLSX), a port scan (nmap -oX) or an MDS2 sheet (CSV, XLSX), marked as not confirmed by the maker; a dry run, unless --write / ポート表などからの下書き
    #[arg(long, value_name = "FILE")]
    pub(crate) from_ports: Option<PathBuf>,
    /// Id of the device [default: the name of the folder] / 機器の id
    #[arg(long, value_name = "ID", requires = "from_ports")]
    pub(crate) id: Option<String>,
    /// The model, as units.csv has it, so that its units join the draft [default: the id] / 機種名
    #[arg(long, value_name = "NAME", requires = "from_ports")]
    pub(crate) model: Option<String>,
    /// Write the draft / 書き込む
    #[arg(long, requires = "from_ports")]
    pub(crate) write: bool,
}

/// Commands about feeds.
#[derive(Debug, Subcommand)]
pub(crate) enum FeedsCommand {
    /// Take in feed files or folders (OSV, CVE JSON, NVD, KEV, EPSS; plain, gzip, zstd, zip) / 取り込み
    Import(ImportArgs),
    /// Configure a feed for `feeds sync`; nothing is fetched yet / フィードの設定
    Add(AddArgs),
    /// Write the mirror as one signed bundle for sites without a network / 署名付きバンドルの書き出し
    Export(ExportArgs),
    /// Make a key that signs bundles: FILE and FILE.pub / 署名鍵の作成
    Keygen {
        /// The new file
        file: PathBuf,
    },
    /// Make a root: which keys may sign bundles, which are revoked / ルートの作成
    Root(RootArgs),
    /// The feeds configured / 設定済みフィードの一覧
    List,
    /// Fetch what has changed at the configured addresses / 設定済みフィードの取得
    Sync(SyncArgs),
    /// What is held, how old it is, what was refused / 取り込み状況
    Status {
        /// Hash every segment in full
        #[arg(long)]
        verify: bool,
    },
}

/// Options of `feeds add`.
#[derive(Clone, Debug, Args)]
pub(crate) struct AddArgs {
    /// Its name on this machine; without URL, that of a well-known feed (kev, epss, osv-pypi, …)
    pub(crate) name: String,
    /// Where it is fetched: https
    pub(crate) url: Option<String>,
    /// The feed holds everything the source has for this ecosystem (PyPI, npm, …) or source (NVD)
    #[arg(long, value_name = "ECO")]
    pub(crate) complete: Vec<String>,
    /// Trust these certificates (PEM) in place of the public ones
    #[arg(long, value_name = "FILE")]
    pub(crate) ca: Option<PathBuf>,
    /// A published list of SHA-256 sums in which the file must stand
    #[arg(long, value_name = "URL")]
    pub(crate) sums: Vec<String>,
    /// Refuse the feed unless URL.minisig is a signature by this minisign public key, or the key in this file
    #[arg(long, value_name = "KEY|FILE")]
    pub(crate) trust: Vec<String>,
}

/// Options of `feeds export`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ExportArgs {
    /// The new file, such as feeds.tutela
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The key that signs (see `feeds keygen`)
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Days after which the parts count as stale at the other site
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub(crate) expires: u32,
}

/// Options of `feeds root`.
#[derive(Clone, Debug, Args)]
pub(crate) struct RootArgs {
    /// The new file
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The key of this root, which signs it; for a successor also the key of the root before
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) key: Vec<PathBuf>,
    /// A key that may sign bundles (its .pub file)
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) bundle_key: Vec<PathBuf>,
    /// A key that may not sign any more (its .pub file)
    #[arg(long, value_name = "FILE")]
    pub(crate) revoke: Vec<PathBuf>,
    /// The root before this one
    #[arg(long, value_name = "FILE")]
    pub(crate) after: Option<PathBuf>,
}

/// Options of `feeds sync`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SyncArgs {
    /// The feeds [default: all that are configured]
    #[arg(value_name = "NAME")]
    pub(crate) names: Vec<String>,
    /// Take it even if a part shrinks or goes back in time, or a signature does not fit
    #[arg(long)]
    pub(crate) confirm: bool,
    /// Fetch and read everything and say what would change, but change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Generations that always stay
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) keep: usize,
    /// Generations younger than this many days stay too
    #[arg(long, value_name = "DAYS", default_value_t = 400)]
    pub(crate) keep_days: u32,
}

/// Options of `feeds import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ImportArgs {
    /// Files or folders, or one bundle (`feeds export`)
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// These files hold everything the source has for this ecosystem (PyPI, npm, …) or source (NVD)
    #[arg(long, value_name = "ECO")]
    pub(crate) complete: Vec<String>,
    /// The date of this state, where the files do not say it
    #[arg(long, value_name = "DATE")]
    pub(crate) published: Option<String>,
    /// Check signatures beside the files (FILE.minisig) by this minisign public key, or the key in this file; for a bundle
    /// the .pub file of a key, or a root
    #[arg(long, value_name = "KEY|FILE")]
    pub(crate) trust: Vec<String>,
    /// Take it even if a part shrinks or goes back in time, or a signature does not fit
    #[arg(long)]
    pub(crate) confirm: bool,
    /// Generations that always stay
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) keep: usize,
    /// Generations younger than this many days stay too
    #[arg(long, value_name = "DAYS", default_value_t = 400)]
    pub(crate) keep_days: u32,
    /// Read everything and say what would change, but change nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// What to start.
#[derive(Debug, Subcommand)]
pub(crate) enum InitCommand {
    /// A device dossier (manufacturer); with --from-ports the facility's own draft for a unit without one / 機器ドシエ（製造業者）、医療機関による下書き
    Device(InitDeviceArgs),
    /// A site folder (healthcare facility) / 施設フォルダ（医療機関）
    Site {
        /// The folder to make
        dir: PathBuf,
    },
}

/// Commands about installed units.
#[derive(Debug, Subcommand)]
pub(crate) enum UnitsCommand {
    /// Take in the unit list of a maintenance system; shows what would change, writes with --write / 台帳の取り込み
    Import(UnitsImportArgs),
}

/// Options of `units import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct UnitsImportArgs {
    /// The list: CSV (any delimiter, UTF-8 or Shift_JIS) or XLSX
    pub(crate) file: PathBuf,
    /// The site's folder
    pub(crate) site: PathBuf,
    /// What a heading means: 'Asset Tag=id'; 'Colour=-' passes a column over
    #[arg(long = "map", value_name = "HEADING=COLUMN")]
    pub(crate) map: Vec<String>,
    /// Write units.csv; the list as it was is kept as units.before.csv
    #[arg(long)]
    pub(crate) write: bool,
}

/// Options of `score`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ScoreArgs {
    /// CVSS vectors (2.0, 3.0, 3.1, 4.0); one of 3.0 may carry answers of the medical rubric
    #[arg(value_name = "VECTOR")]
    pub(crate) vectors: Vec<String>,
    /// An SSVC tree with its answers: supplier:exploitation=active,utility=efficient,… / SSVC の判断表
    #[arg(long, value_name = "TREE:ANSWERS")]
    pub(crate) ssvc: Vec<String>,
    /// Controlled or uncontrolled: exploitability=low,harm=minor,kev=no and the maker's line low=serious,medium=minor,high=none / 患者危害リスクの判定
    #[arg(long, value_name = "ANSWERS")]
    pub(crate) patient_risk: Option<String>,
}

/// A dossier to decide on, or a command about its decisions.
#[derive(Debug, Args)]
#[command(subcommand_negates_reqs = true)]
pub(crate) struct TriageArgs {
    #[command(subcommand)]
    pub(crate) command: Option<TriageCommand>,
    #[command(flatten)]
    pub(crate) walk: Option<TriageWalk>,
}

/// Options of `triage DIR`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TriageWalk {
    /// The dossier's folder: each finding without a decision is asked, answers are appended to decisions.yaml
    pub(crate) dir: PathBuf,
    /// The release [default: the newest that is neither withdrawn nor retired]
    #[arg(long, value_name = "ID")]
    pub(crate) release: Option<String>,
    /// Who decides: id of a person in people.yaml
    #[arg(long, value_name = "ID")]
    pub(crate) person: Option<String>,
}

/// Commands about decisions.
#[derive(Debug, Subcommand)]
pub(crate) enum TriageCommand {
    /// Write the decisions in force as a document for others; what it does not carry is named / 書き出し
    Export(TriageExport),
    /// Take a VEX document in: a dry run, unless --write / 取り込み
    Import(TriageImport),
    /// Say whether products that advisories name are yours; each answer becomes a rule / 名称による一致の確認
    Names(TriageNames),
    /// Sign a decision as a second person: a dry run, unless --write / 判断の承認（署名）
    Sign(TriageSign),
    /// What of a decision each format carries / 各形式が保持する項目
    Carried,
}

/// Options of `triage export`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TriageExport {
    /// The form
    #[arg(long, value_enum)]
    pub(crate) to: ExportTo,
    /// The dossier's folder
    pub(crate) dir: PathBuf,
    /// A new file [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// The release [default: the newest that is neither withdrawn nor retired]
    #[arg(long, value_name = "ID")]
    pub(crate) release: Option<String>,
    /// Write "not affected" and "fixed" although nobody who may has approved them
    #[arg(long)]
    pub(crate) claimed: bool,
}

/// A form of decisions for others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportTo {
    /// OpenVEX 0.2.0
    Openvex,
    /// CycloneDX 1.6 with vulnerabilities
    Cyclonedx,
    /// CSAF 2.0, profile VEX
    Csaf,
    /// Unresolved anomalies as CSV rows (FDA premarket guidance V.A.5)
    Anomalies,
}

/// Options of `triage import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TriageImport {
    /// OpenVEX 0.0.1 to 0.2.0, CycloneDX with vulnerabilities, CSAF 2.0 or 2.1
    pub(crate) file: PathBuf,
    /// The dossier's folder
    pub(crate) dir: PathBuf,
    /// The release [default: the newest that is neither withdrawn nor retired]
    #[arg(long, value_name = "ID")]
    pub(crate) release: Option<String>,
    /// Append what is taken to decisions.yaml, and a fact for each to register.jsonl
    #[arg(long)]
    pub(crate) write: bool,
}

/// Options of `triage names`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TriageNames {
    #[command(flatten)]
    pub(crate) walk: TriageWalk,
    /// Show the pairs that wait and ask nothing
    #[arg(long)]
    pub(crate) list: bool,
}

/// Options of `triage sign`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TriageSign {
    /// The folder of the dossier, or of a site
    pub(crate) dir: PathBuf,
    /// The decision: its id, or its number from the top of decisions.yaml
    #[arg(long, value_name = "ID|N")]
    pub(crate) decision: String,
    /// Who signs: id of a person in people.yaml whose authority holds approve-triage
    #[arg(long, value_name = "ID")]
    pub(crate) person: String,
    /// Their secret key, made by `tutela feeds keygen FILE`; its public half stands under `keys:` in people.yaml
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// What the approval means [default: reviewed and approved]
    #[arg(long, value_name = "WORDS")]
    pub(crate) meaning: Option<String>,
    /// The release [default: the newest that is neither withdrawn nor retired]
    #[arg(long, value_name = "ID")]
    pub(crate) release: Option<String>,
    /// Sign, and append the approval to decisions.yaml; the decision itself is never rewritten
    #[arg(long)]
    pub(crate) write: bool,
}

/// Options of `schema`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SchemaArgs {
    /// Write one file a kind into this folder instead of printing all
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// The description of the server's API (OpenAPI 3.1) instead / サーバー API の記述
    #[arg(long, conflicts_with = "out")]
    pub(crate) api: bool,
}

/// Options of `explain`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ExplainArgs {
    /// The code; without one, every code is listed
    pub(crate) code: Option<String>,
}

/// What to prove.
#[derive(Debug, Subcommand)]
pub(crate) enum SelftestCommand {
    /// Compare versions against lists of the form `a < b`
    Versions {
        /// Folder of lists, one file an ecosystem
        #[arg(long, value_name = "DIR")]
        vectors: PathBuf,
    },
    /// Tell pairs of names whose answer is known, and print recall and precision
    Names {
        /// Folder with `advisories.tsv` and `pairs.tsv`
        #[arg(long, value_name = "DIR")]
        labels: PathBuf,
    },
    /// Score CVSS vectors against lists of the form `vector - (base, temporal, environmental)`
    Cvss {
        /// Folder of lists
        #[arg(long, value_name = "DIR")]
        vectors: PathBuf,
    },
    /// Run the tests of the vers specification
    Vers {
        /// Folder of test files (`*.json`)
        #[arg(long, value_name = "DIR")]
        vectors: PathBuf,
    },
}

/// Prints what clap says about a call that cannot be read, and gives the exit status.
pub(crate) fn refuse(error: &clap::Error) -> u8 {
    let _ = error.print();
    if error.use_stderr() { status::WRONG_CALL } else { status::NOTHING }
}
