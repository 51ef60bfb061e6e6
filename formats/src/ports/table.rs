//! A port table: one row a port, as makers print it in manuals and white papers.

use super::cells::{self, Column};
use super::draft::{Draft, Row};
use super::findings::{ColumnNotUsed, DirectionAssumed, RowNotTaken};
use super::{Kind, PortsRead};
use crate::defect::Defects;
use crate::parts_list::Rows;
use crate::sbom::shortened;
use network::{Initiator, PortRange, Protocol};
use std::borrow::Cow;
use terms::{Place, Priority};

/// The heading stands among so many rows; people put a title above it.
const LOOKED_AT: usize = 30;

type Columns = Vec<(String, Option<Column>)>;

/// `None`: no row names a column of ports beside one of protocols or directions.
pub(super) fn read(file: &str, bytes: &[u8], device: &str) -> Option<PortsRead> {
    let (mut rows, mut defects) = (Rows::new(bytes), Defects::default());
    let columns = heading(&mut rows, &mut defects)?;
    let mut draft = Draft::new(file, device);
    let mut lines = Lines { file, bytes, line: 1, at: 0 };
    let mut fields = Vec::new();
    while let Some(at) = rows.next(&mut fields, &mut defects) {
        if fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        draft.rows += 1;
        row(&mut draft, &columns, &fields, lines.place(at));
    }
    for (heading, _) in columns.iter().filter(|(heading, column)| column.is_none() && !heading.trim().is_empty()) {
        let detail = ColumnNotUsed { heading: shortened(heading) };
        draft.tell(Priority::Note, Place::file(file), heading, detail);
    }
    Some(draft.finish(Kind::Table, defects))
}

fn heading<'a>(rows: &mut Rows<'a>, defects: &mut Defects) -> Option<Columns> {
    let mut fields: Vec<Cow<'a, str>> = Vec::new();
    for _ in 0..LOOKED_AT {
        rows.next(&mut fields, defects)?;
        let mut columns: Columns = Vec::new();
        for field in &fields {
            // Of two columns with one meaning the first counts; the other is told as not used.
            let column = Column::of(field).filter(|column| !columns.iter().any(|(_, taken)| *taken == Some(*column)));
            columns.push((field.to_string(), column));
        }
        let has = |wanted: Column| columns.iter().any(|(_, column)| *column == Some(wanted));
        if has(Column::Ports) && (has(Column::Protocol) || has(Column::Direction) || has(Column::Purpose)) {
            return Some(columns);
        }
    }
    None
}

/// Lines of offsets that come in order.
struct Lines<'f> {
    file: &'f str,
    bytes: &'f [u8],
    line: u32,
    at: usize,
}

impl Lines<'_> {
    fn place(&mut self, at: usize) -> Place {
        let between = self.bytes.get(self.at..at).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', between).count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.at = at;
        Place { file: self.file.to_owned(), line: self.line, column: 1 }
    }
}

fn row(draft: &mut Draft<'_>, columns: &Columns, fields: &[Cow<'_, str>], place: Place) {
    let cell = |wanted: Column| {
        let at = columns.iter().position(|(_, column)| *column == Some(wanted));
        cells::narrow(at.and_then(|at| fields.get(at)).map_or("", |field| field))
    };
    let service = service(&cell(Column::Protocol), &cell(Column::Ports));
    let way = way(&cell(Column::Direction));
    let ((protocols, ports), initiators) = match service.and_then(|service| Ok((service, way?))) {
        Ok(understood) => understood,
        Err(([en, ja], value)) => {
            let detail = RowNotTaken { en, ja, value: shortened(&value) };
            return draft.tell(Priority::Undecided, place, "row", detail);
        }
    };
    draft.taken += 1;
    let some = |column: Column| Some(cell(column).into_owned()).filter(|words| !words.is_empty());
    let both = protocols.iter().flat_map(|protocol| {
        initiators.unwrap_or(&[Initiator::Peer]).iter().map(move |initiator| (*protocol, *initiator))
    });
    for (protocol, initiator) in both {
        let added = draft.add(Row {
            place: place.clone(),
            initiator,
            peer: cells::role(&cell(Column::Peer)),
            protocol,
            ports: ports.clone(),
            need: cells::need(&cell(Column::Need)),
            purpose: cell(Column::Purpose).into_owned(),
            encryption: some(Column::Encryption),
            authentication: some(Column::Authentication),
        });
        if let (Some(flow), None) = (added, initiators) {
            let key = flow.clone();
            draft.tell(Priority::Attention, place.clone(), &key, DirectionAssumed { flow });
        }
    }
}

/// Who opens the connection; nobody says it where the cell is empty.
fn way(direction: &str) -> Result<Option<&'static [Initiator]>, NotUnderstood> {
    match (direction.is_empty(), cells::direction(direction)) {
        (true, _) => Ok(None),
        (false, Some(initiators)) => Ok(Some(initiators)),
        (false, None) => Err((["direction", "方向"], direction.to_owned())),
    }
}

type NotUnderstood = ([&'static str; 2], String);

/// Protocols and ports of a row; else which cell is not understood.
fn service(protocol: &str, ports: &str) -> Result<(Vec<Protocol>, Vec<PortRange>), NotUnderstood> {
    let no_ports = || (["port", "ポート"], ports.to_owned());
    let no_protocol = || (["protocol", "プロトコル"], protocol.to_owned());
    let written = (!protocol.is_empty()).then(|| cells::protocols(protocol).ok_or_else(no_protocol)).transpose()?;
    let is_icmp = written.as_ref().is_some_and(|all| all == &[Protocol::Icmp]);
    if is_icmp && matches!(ports, "" | "-" | "n/a" | "N/A") {
        return Ok((vec![Protocol::Icmp], Vec::new()));
    }
    let (beside, ranges) = cells::ports(ports).ok_or_else(no_ports)?;
    match (written, beside) {
        // The protocol beside the port is the closer one.
        (_, Some(protocol)) => Ok((vec![protocol], ranges)),
        (Some(protocols), None) => Ok((protocols, ranges)),
        (None, None) => Err(no_protocol()),
    }
}
