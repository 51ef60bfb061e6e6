//! The options of `tutela network mud`.

use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Manufacturer Usage Descriptions (RFC 8520), in and out.
#[derive(Debug, Subcommand)]
pub(crate) enum MudCommand {
    /// A MUD file as the draft of a network.yaml; what is not understood is named and left out / 取り込み
    Import(MudImportArgs),
    /// A network.yaml as a MUD file that is read back equal before it is written / 書き出し
    Export(MudExportArgs),
}

/// Options of `network mud import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct MudImportArgs {
    /// The MUD file (JSON)
    pub(crate) file: PathBuf,
    /// Id of the device (device.yaml) / 機器の id
    #[arg(long, value_name = "ID")]
    pub(crate) device: String,
    /// A new file for the draft [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// Options of `network mud export`.
#[derive(Clone, Debug, Args)]
pub(crate) struct MudExportArgs {
    /// The profile (network.yaml) / プロファイル
    pub(crate) profile: PathBuf,
    /// Where the maker will publish the MUD file (mud-url)
    #[arg(long, value_name = "URL")]
    pub(crate) url: String,
    /// A new file [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}
