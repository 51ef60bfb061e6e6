//! The JSON of `tutela network sheet`, version 1 (`tutela.network-sheet/v1`).

use super::network::NetworkFindingV1;
use serde::Serialize;

/// The minimum operating environment of a device.
#[derive(Debug, Serialize)]
pub struct NetworkSheetV1 {
    /// `tutela.network-sheet/v1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// The moment the answer is for.
    pub as_of: String,
    /// As the program ends.
    pub exit_status: u8,
    /// Id of the device.
    pub device: String,
    /// Its name in English; `null` without device.yaml.
    pub name_en: Option<String>,
    /// Its name in Japanese.
    pub name_ja: Option<String>,
    /// Version of its profile.
    pub profile_version: Option<String>,
    /// SHA-256 of network.yaml.
    pub profile_sha256: String,
    /// Whether the maker stands by the profile, as it says of itself; `null` where it does not say: taken for the maker's own.
    pub profile_confirmed_by_maker: Option<bool>,
    /// How many facts nobody stated.
    pub not_stated: usize,
    /// Section by section.
    pub entries: Vec<SheetEntryV1>,
    /// What the profile says against itself, or leaves open.
    pub findings: Vec<NetworkFindingV1>,
}

/// An entry.
#[derive(Debug, Serialize)]
pub struct SheetEntryV1 {
    /// `environment`, `connections`, `flow`, `service`, `peer`, `compensating-control`, `remote-service`, `cloud-end-point`.
    pub section: &'static str,
    /// Id of flow, service or control; role; host; else the file that states it.
    pub id: String,
    /// What is to be known of it.
    pub facts: Vec<SheetFactV1>,
}

/// A fact.
#[derive(Debug, Serialize)]
pub struct SheetFactV1 {
    /// Its stable key.
    pub key: &'static str,
    /// Whether somebody stated it.
    pub stated: bool,
    /// In English; `null` where nobody stated it. Where only one language was written, both hold it.
    pub en: Option<String>,
    /// In Japanese.
    pub ja: Option<String>,
}
