use super::cell;
use super::column::{Column, plain};
use super::complaint::{CellBeyondHeadings, CellNotUnderstood, ColumnsNotUsed, NoUnitTable, UnitWithoutId};
use crate::defect::Defects;
use crate::parts_list::Rows;
use crate::sbom::shortened;
use device::Id;
use site::{Udi, Unit};
use std::borrow::Cow;
use terms::{Finding, Place, Priority, Subject};

/// The heading stands among so many rows; people put a title above it.
const LOOKED_AT: usize = 30;

/// More complaints about cells than this are not kept.
const KEPT: usize = 1000;

/// Columns that a person named: heading, plain, and what it holds; `None`: passed over.
pub type Mapping = Vec<(String, Option<Column>)>;

/// A unit list as it was read.
#[derive(Clone, Debug, Default)]
pub struct UnitTable {
    /// The units in the order of the rows.
    pub units: Vec<Unit>,
    /// Places in `units` of those whose row has no id; theirs is `row-N`.
    pub without_id: Vec<usize>,
    /// Each heading with what it was taken for.
    pub columns: Vec<(String, Option<Column>)>,
    /// What is wrong.
    pub complaints: Vec<Finding>,
    /// Whether the table breaks off, so that its last row cannot be trusted.
    pub broken: bool,
}

/// Reads a unit list. Any bytes give what could be read, and complaints about the rest. `own`: the facility's units.csv, in
/// which every unit has an id.
pub fn read(file: &str, bytes: &[u8], mapping: &Mapping, own: bool) -> UnitTable {
    let mut reading = Reading { file, own, line: 1, line_at: 0, bytes, table: UnitTable::default() };
    let (mut rows, mut defects) = (Rows::new(bytes), Defects::default());
    let Some(columns) = heading(&mut rows, mapping, &mut defects) else {
        if !(own && bytes.trim_ascii().is_empty()) {
            let place = Place::file(file);
            let finding = Finding::new(Priority::Undecided, Subject::at(file, place), NoUnitTable {});
            reading.table.complaints.push(finding);
        }
        return reading.table;
    };
    let mut fields = Vec::new();
    let mut number = 0;
    while let Some(at) = rows.next(&mut fields, &mut defects) {
        if fields.iter().all(|field| field.is_empty()) {
            continue;
        }
        number += 1;
        let place = reading.place(at);
        reading.row(&columns, &fields, number, place);
    }
    reading.table.broken = defects.is_broken();
    reading.table.complaints.extend(defects.findings(file, bytes));
    reading.unused(&columns);
    reading.table.columns = columns;
    reading.table
}

/// The row that names the columns; the rows are left behind it.
pub(super) fn heading<'a>(
    rows: &mut Rows<'a>,
    mapping: &Mapping,
    defects: &mut Defects,
) -> Option<Vec<(String, Option<Column>)>> {
    let mut fields: Vec<Cow<'a, str>> = Vec::new();
    for _ in 0..LOOKED_AT {
        rows.next(&mut fields, defects)?;
        let mut columns: Vec<(String, Option<Column>)> = Vec::new();
        for field in &fields {
            let named = mapping.iter().find(|(heading, _)| *heading == plain(field));
            let column = named.map_or_else(|| Column::of(field), |(_, column)| *column);
            // Of two columns with one meaning the first counts; the other one is told as not used.
            let column = column.filter(|column| !columns.iter().any(|(_, taken)| taken == &Some(*column)));
            columns.push((field.to_string(), column));
        }
        let known = columns.iter().filter_map(|(_, column)| *column).collect::<Vec<_>>();
        let tells = [Column::Id, Column::Serial, Column::Model, Column::Addresses, Column::Udi];
        if known.len() >= 2 && known.iter().any(|column| tells.contains(column)) {
            return Some(columns);
        }
    }
    None
}

struct Reading<'f> {
    file: &'f str,
    own: bool,
    bytes: &'f [u8],
    line: u32,
    line_at: usize,
    table: UnitTable,
}

impl Reading<'_> {
    /// The line of an offset; offsets come in order.
    fn place(&mut self, at: usize) -> Place {
        let between = self.bytes.get(self.line_at..at).unwrap_or_default();
        let lines = memchr::memchr_iter(b'\n', between).count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.line_at = at;
        Place { file: self.file.to_owned(), line: self.line, column: 1 }
    }

    fn row(&mut self, columns: &[(String, Option<Column>)], fields: &[Cow<'_, str>], number: usize, place: Place) {
        let value = |wanted: Column| {
            let at = columns.iter().position(|(_, column)| *column == Some(wanted))?;
            fields.get(at).map(|field| field.trim()).filter(|field| !field.is_empty())
        };
        let words = |wanted: Column| value(wanted).unwrap_or_default().to_owned();
        if let Some(surplus) = fields.iter().skip(columns.len()).find(|field| !field.is_empty()) {
            let detail = CellBeyondHeadings { value: shortened(surplus) };
            self.complain(&place, format!("row/{number}"), Priority::Undecided, detail);
        }
        let id = value(Column::Id).and_then(cell::id);
        if id.is_none() {
            self.table.without_id.push(self.table.units.len());
            if self.own {
                self.complain(&place, format!("row/{number}"), Priority::Undecided, UnitWithoutId {});
            }
        }
        let id = id.unwrap_or_else(|| Id::try_from(format!("row-{number}").as_str()).expect("a number fits an id"));
        let mut unit = Unit { place: place.clone(), ..Unit::new(id) };
        unit.serial = words(Column::Serial);
        unit.model = words(Column::Model);
        unit.maker = words(Column::Maker);
        unit.version = words(Column::Version);
        unit.ward = words(Column::Ward);
        unit.owner = words(Column::Owner);
        unit.biomedical_owner = words(Column::BiomedicalOwner);
        unit.it_owner = words(Column::ItOwner);
        let configuration = value(Column::Configuration).unwrap_or_default();
        unit.configuration =
            configuration.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect();
        let mut cells = Cells { reading: self, place: &place, number, value: &value };
        unit.udi = cells.read(Column::Udi, Udi::parse);
        unit.interfaces = cells.read(Column::Addresses, cell::addresses).unwrap_or_default();
        unit.address_use = cells.read(Column::AddressUse, cell::address_use).unwrap_or_default();
        unit.version_evidence = cells.read(Column::VersionEvidence, cell::choice);
        unit.version_seen = cells.read(Column::VersionSeen, cell::date);
        unit.zone = cells.read(Column::Zone, cell::id);
        unit.criticality = cells.read(Column::Criticality, cell::choice);
        unit.installed_on = cells.read(Column::InstalledOn, cell::date);
        unit.state = cells.read(Column::State, cell::state).unwrap_or(site::UnitState::InUse);
        self.table.units.push(unit);
    }

    fn complain(&mut self, place: &Place, path: String, priority: Priority, detail: impl terms::Speaks + 'static) {
        if self.table.complaints.len() < KEPT {
            self.table.complaints.push(Finding::new(priority, Subject::at(path, place.clone()), detail));
        }
    }

    fn unused(&mut self, columns: &[(String, Option<Column>)]) {
        let unused = columns.iter().filter(|(heading, column)| column.is_none() && !heading.is_empty());
        let headings: Vec<&str> = unused.map(|(heading, _)| heading.as_str()).collect();
        if !headings.is_empty() {
            let place = Place::file(self.file);
            let detail = ColumnsNotUsed { headings: headings.join(", ") };
            let path = format!("{}#columns", self.file);
            self.complain(&place, path, Priority::Attention, detail);
        }
    }
}

/// The cells of one row that hold more than words.
struct Cells<'r, 'f, V> {
    reading: &'r mut Reading<'f>,
    place: &'r Place,
    number: usize,
    value: V,
}

impl<'v, V: Fn(Column) -> Option<&'v str>> Cells<'_, '_, V> {
    fn read<T>(&mut self, column: Column, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = (self.value)(column)?;
        let value = parse(text);
        if value.is_none() {
            let [expected, expected_ja] = expected(column).map(str::to_owned);
            let detail =
                CellNotUnderstood { column: column.name().to_owned(), value: shortened(text), expected, expected_ja };
            let path = format!("row/{}/{}", self.number, column.name());
            self.reading.complain(self.place, path, Priority::Undecided, detail);
        }
        value
    }
}

/// What a column holds, in words.
fn expected(column: Column) -> [&'static str; 2] {
    match column {
        Column::Udi => ["a UDI of GS1, HIBCC or ICCBBA", " GS1、HIBCC、ICCBBA の UDI "],
        Column::Addresses => ["a list of IPv4 or IPv6 addresses", " IPv4・IPv6 アドレスの一覧"],
        Column::AddressUse => ["own, shared, pooled or gateway:UNIT", " own、shared、pooled、gateway:機器 のいずれか"],
        Column::VersionEvidence => [
            "read-from-device, observed, service-record or reported-by-person",
            " read-from-device、observed、service-record、reported-by-person のいずれか",
        ],
        Column::VersionSeen | Column::InstalledOn => ["a date, year first", "年から始まる日付"],
        Column::Criticality => {
            ["life-supporting, high, medium or low", " life-supporting、high、medium、low のいずれか"]
        }
        Column::State => [
            "in-use, spare, under-repair, quarantined or retired",
            " in-use、spare、under-repair、quarantined、retired のいずれか",
        ],
        Column::Zone | Column::Id => ["an id", " id "],
        Column::Serial
        | Column::Model
        | Column::Maker
        | Column::Version
        | Column::Configuration
        | Column::Ward
        | Column::Owner
        | Column::BiomedicalOwner
        | Column::ItOwner => ["a text", "文字列"],
    }
}
