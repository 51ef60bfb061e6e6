//! What tells of a device's ports when its maker has handed nothing over: a port table (CSV, XLSX), a port scan (XML of `nmap
//! -oX`), an MDS2 sheet (HN 1-2019; CSV, XLSX). Gives the draft of a network profile that the maker has not confirmed.
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
    ScanNotWhole, ScanSeesInboundOnly, SheetsNotRead,
};

use crate::defect::Defects;
use crate::dossier::v1;
use terms::{Finding, Place, Priority, Subject, choice};

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
    /// A workbook that cannot be read.
    Workbook,
    /// A scan of several devices, or of none that answered; how many answered.
    Hosts(usize),
}

/// Reads a document about the ports of `device`.
pub fn read(file: &str, bytes: &[u8], device: &str) -> Result<PortsRead, NotPorts> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => return workbook(file, bytes, device),
        // Workbooks of before 2007.
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(NotPorts::Workbook),
        _ => {}
    }
    let text = crate::sbom::decode(bytes);
    if let Some(scan) = crate::nmap::read(&text) {
        return scan::draft(file, &scan, device);
    }
    sheet(file, &text, device).ok_or(NotPorts::Unknown)
}

fn sheet(file: &str, text: &[u8], device: &str) -> Option<PortsRead> {
    mds2::read(file, text, device).or_else(|| table::read(file, text, device))
}

/// The first sheet that is a port table or an MDS2; that there are others is told.
fn workbook(file: &str, bytes: &[u8], device: &str) -> Result<PortsRead, NotPorts> {
    let sheets = crate::sbom::sheets_of(bytes).ok_or(NotPorts::Workbook)?;
    let read = |(name, text): &(String, String)| sheet(&format!("{file}!{name}"), text.as_bytes(), device);
    let (at, mut read) =
        sheets.iter().enumerate().find_map(|(at, one)| Some((at, read(one)?))).ok_or(NotPorts::Unknown)?;
    let others: Vec<&str> =
        sheets.iter().enumerate().filter(|(other, _)| *other != at).map(|(_, (name, _))| name.as_str()).collect();
    if !others.is_empty() {
        let detail = SheetsNotRead { sheets: others.join(", ") };
        let subject = Subject::at(format!("{file}/sheets"), Place::file(file));
        read.findings.push(Finding::new(Priority::Attention, subject, detail));
    }
    Ok(read)
}
