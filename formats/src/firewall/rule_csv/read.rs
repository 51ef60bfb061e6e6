use super::cell::{self, Direction, narrow};
use super::column::{Column, Columns};
use crate::defect::Defects;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, interface};
use crate::firewall::lines::{end_of, place, shown};
use crate::parts_list::Rows;
use network::Addresses;
use network::policy::{Action, Base, Hook, Kind, Span};
use std::borrow::Cow;

/// The heading stands among so many rows; people put a title above it.
const LOOKED_AT: usize = 30;

const TABLE: &str = "rule-csv";

/// Whether a text is a rule table.
pub(crate) fn is_table(text: &str) -> bool {
    let mut rows = Rows::new(text.as_bytes());
    heading(&mut rows, &mut Defects::default()).is_some()
}

/// The row that names the columns, and where it stands; the rows are left behind it.
fn heading(rows: &mut Rows<'_>, defects: &mut Defects) -> Option<(usize, Columns)> {
    let mut fields: Vec<Cow<'_, str>> = Vec::new();
    for _ in 0..LOOKED_AT {
        let at = rows.next(&mut fields, defects)?;
        let columns = Columns::of(&fields);
        let has = |wanted: Column| columns.place(wanted).is_some();
        if has(Column::Action) && (has(Column::Source) || has(Column::Destination)) {
            return Some((at, columns));
        }
    }
    None
}

/// Reads a table.
pub(crate) fn read(file: u16, text: &str, device: &Addresses, builder: &mut Builder) {
    let (mut rows, mut defects) = (Rows::new(text.as_bytes()), Defects::default());
    let Some((at, columns)) = heading(&mut rows, &mut defects) else {
        return builder.unread(end_of(file, text), "no row with the headings `action`, `source`, `destination`");
    };
    let mut reader = Reader { file, text, line: 1, counted: 0, device };
    let span = reader.span(at, rows.at);
    let chain = builder.chain(TABLE, &file.to_string(), 3, span);
    let base = Base { kind: Kind::Filter, hook: Hook::Forward, priority: 0, policy: Action::Unknown };
    builder.set_base(chain, base, span);
    let mut fields = Vec::new();
    while let Some(at) = rows.next(&mut fields, &mut defects) {
        let span = reader.span(at, rows.at);
        let empty = fields.iter().all(|field| field.trim().is_empty());
        let remark = fields.first().is_some_and(|field| field.starts_with('#'));
        if empty || remark {
            continue;
        }
        if let Some(draft) = reader.row(&columns, &fields) {
            draft.put(builder, chain, TABLE, span);
        }
    }
    if defects.is_broken() {
        builder.unread(end_of(file, text), "the table breaks off inside a quoted cell");
    }
}

struct Reader<'t> {
    file: u16,
    text: &'t str,
    line: u32,
    counted: usize,
    device: &'t Addresses,
}

impl Reader<'_> {
    /// Rows come in order.
    fn span(&mut self, start: usize, end: usize) -> Span {
        let bytes = self.text.as_bytes();
        let passed = bytes.get(self.counted..start).unwrap_or_default();
        self.line = self.line.saturating_add(place(memchr::memchr_iter(b'\n', passed).count()));
        self.counted = start;
        let end = bytes.get(start..end).map_or(start, |row| start + row.trim_ascii_end().len());
        Span { file: self.file, line: self.line, start: place(start), end: place(end) }
    }

    /// `None`: the row is switched off.
    fn row(&self, columns: &Columns, fields: &[Cow<'_, str>]) -> Option<Draft> {
        let value = |wanted: Column| {
            columns.place(wanted).and_then(|at| fields.get(at)).map(|field| narrow(field)).unwrap_or_default()
        };
        let mut doubts = Vec::new();
        match cell::enabled(&value(Column::Enabled)) {
            Some(true) => {}
            Some(false) => return None,
            None => doubts.push(value(Column::Enabled).into_owned()),
        }
        let action = value(Column::Action);
        let mut draft = Draft::new(cell::action(&action).unwrap_or(Action::Unknown));
        if draft.action == Action::Unknown {
            doubts.push(format!("action `{action}`"));
        }
        draft.source = cell::addresses(&value(Column::Source));
        draft.destination = cell::addresses(&value(Column::Destination));
        let about = [Column::Protocol, Column::SourcePorts, Column::DestinationPorts, Column::IcmpType].map(value);
        draft.services = cell::services([&about[0], &about[1], &about[2], &about[3]]);
        match cell::states(&value(Column::State)) {
            Some(states) => draft.states = states,
            None => doubts.push(value(Column::State).into_owned()),
        }
        for (column, into) in [(Column::InterfaceIn, &mut draft.input), (Column::InterfaceOut, &mut draft.output)] {
            let name = value(column);
            if !matches!(name.as_ref(), "" | "any" | "*") {
                into.push(interface(&name));
            }
        }
        self.direct(&value(Column::Direction), &mut draft, &mut doubts);
        doubts.extend(unknown_cells(columns, fields));
        doubts.iter().for_each(|doubt| draft.doubt(shown(doubt)));
        Some(draft)
    }

    fn direct(&self, text: &str, draft: &mut Draft, doubts: &mut Vec<String>) {
        let nobody = *self.device == Addresses::default();
        match cell::direction(text) {
            Some(Direction::Both) => {}
            Some(Direction::ToDevice) if !nobody => draft.destination = draft.destination.and(self.device),
            Some(Direction::FromDevice) if !nobody => draft.source = draft.source.and(self.device),
            _ => doubts.push(format!("direction `{text}`")),
        }
    }
}

/// Cells that may be a condition nobody reads: under a heading that is not known or stands twice, or under none.
fn unknown_cells<'c>(columns: &'c Columns, fields: &'c [Cow<'_, str>]) -> impl Iterator<Item = String> + 'c {
    let told = |(at, field): (usize, &Cow<'_, str>)| {
        let heading = columns.headings.get(at).map(String::as_str).unwrap_or_default();
        let read = columns.read.get(at).copied().unwrap_or_default();
        (!read && !field.trim().is_empty()).then(|| format!("{heading} {field}").trim().to_owned())
    };
    fields.iter().enumerate().filter_map(told)
}
