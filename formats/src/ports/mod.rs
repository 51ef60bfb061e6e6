//! What tells of a device's ports when its maker has handed nothing over: a port table (CSV), a port scan (XML of `nmap -oX`),
//! an MDS2 sheet (HN 1-2019, as CSV). Gives the draft of a network profile that the maker has not confirmed.
//!
//! Any bytes give what could be read and complaints about the rest. What nobody says is never guessed in silence.

mod cells;
mod draft;
mod findings;
mod mds2;
mod scan;
mod table;
#[cfg(test)]
mod tests;

pub use findings::{
    CARDS, ColumnNotUsed, DirectionAssumed, NeedNotStated, NoPortsInMds2, PeerNotNamed, PortMaybeOpen, RowNotTaken,
    ScanNotWhole, ScanSeesInboundOnly,
};

use crate::defect::Defects;
use crate::dossier::v1;
use terms::{Finding, choice};

choice! {
    /// What kind of document it was.
    Kind {
        Table = "port-table" : "a port table" | "ポート表",
        Scan = "nmap" : "a port scan (nmap)" | "ポートスキャン（nmap）",
        Mds2 = "mds2" : "an MDS2 sheet" | "MDS2 シート",
    }
}

/// The role of a peer that nobody names.
pub const UNKNOWN_PEER: &str = "unknown-peer";

/// What was read.
#[derive(Clone, Debug)]
pub struct PortsRead {
    /// What kind of document it was.
    pub kind: Kind,
    /// The draft; it says of itself that the maker has not confirmed it.
    pub profile: v1::Network,
    /// How the device can be connected, where the document says so.
    pub connections: Option<v1::Connections>,
    /// Rows, open ports or questions that say something.
    pub rows: usize,
    /// Those that were taken.
    pub taken: usize,
    /// What was left out or assumed.
    pub findings: Vec<Finding>,
    /// How the file itself is wrong.
    pub defects: Defects,
}

/// Why nothing was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotPorts {
    /// It is none of the three.
    Unknown,
    /// A workbook: its sheets are not read here.
    Workbook,
    /// A scan of several devices, or of none that answered; how many answered.
    Hosts(usize),
}

/// Reads a document about the ports of `device`.
pub fn read(file: &str, bytes: &[u8], device: &str) -> Result<PortsRead, NotPorts> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(NotPorts::Workbook);
    }
    let text = crate::sbom::decode(bytes);
    if let Some(scan) = crate::nmap::read(&text) {
        return scan::draft(file, &scan, device);
    }
    mds2::read(file, &text, device).or_else(|| table::read(file, &text, device)).ok_or(NotPorts::Unknown)
}
