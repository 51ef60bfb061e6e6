use super::header::{Column, column, kind};
use super::rows::Rows;
use crate::defect::{Defects, Wrong};
use crate::sbom::{Each, push_cpe, push_licence, push_purl, push_swhid, shortened};
use sbom::{Component, Document, Item, is_end_of_support, is_level_of_support, may_have_lost_zeros};
use std::borrow::Cow;

/// A header stands among so many rows; people put a title above it.
const LOOKED_AT: usize = 30;

/// Whether there is the header of a parts list: it names the part, or an identifier, and at least two columns are known.
pub(crate) fn has_header(bytes: &[u8]) -> bool {
    let mut rows = Rows::new(&bytes[..bytes.len().min(64 * 1024)]);
    header(&mut rows, &mut Defects::default()).is_some_and(|(_, headings)| is_header(&headings))
}

/// The row of the header, from 0, the columns that hold versions, and the columns that tell a part: versions, names and
/// identifiers.
pub(crate) fn telling_columns(bytes: &[u8]) -> Option<(usize, Vec<usize>, Vec<usize>)> {
    let (row, headings) = header(&mut Rows::new(bytes), &mut Defects::default())?;
    let columns: Vec<Column> = headings.iter().map(|heading| column(heading)).collect();
    let all = |wanted: &dyn Fn(Column) -> bool| {
        let found = columns.iter().enumerate().filter(|(_, column)| wanted(**column));
        found.map(|(place, _)| place).collect()
    };
    Some((row - 1, all(&|column| column == Column::Version), all(&|one| one == Column::Version || names(one))))
}

fn is_header(headings: &[Cow<'_, str>]) -> bool {
    let known = headings.iter().map(|heading| column(heading)).filter(|column| *column != Column::Own);
    let columns: Vec<_> = known.collect();
    columns.len() >= 2 && columns.iter().any(|column| names(*column))
}

/// Whether a column can tell which part a row is about.
fn names(column: Column) -> bool {
    match column {
        Column::Name | Column::Purl | Column::Cpe | Column::Swhid => true,
        Column::Group
        | Column::Version
        | Column::Supplier
        | Column::Licence
        | Column::Kind
        | Column::Reference
        | Column::Own => false,
    }
}

/// The row that is a header, and its number; where there is none, the first row that is not blank. The rows are left
/// behind it.
fn header<'a>(rows: &mut Rows<'a>, defects: &mut Defects) -> Option<(usize, Vec<Cow<'a, str>>)> {
    let start = rows.at;
    let (mut fields, mut unused) = (Vec::new(), Defects::default());
    let found = (1..=LOOKED_AT).find(|_| rows.next(&mut fields, &mut unused).is_some() && is_header(&fields));
    rows.at = start;
    let mut number = 1;
    while rows.next(&mut fields, defects).is_some() {
        let wanted = found.map_or(!fields.iter().all(|field| field.is_empty()), |found| found == number);
        if wanted {
            return Some((number, fields));
        }
        number += 1;
    }
    None
}

/// Reads a CSV parts list. A row without any value is passed over; the document itself comes last.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let mut defects = Defects::default();
    let mut rows = Rows::new(bytes);
    let (mut number, headings) = header(&mut rows, &mut defects).unwrap_or_default();
    // Where the headings stand in quotes, texts do, and what stands without is a number: so write workbooks that are read
    // here, and programs that quote whatever is no number.
    let typed = !headings.is_empty()
        && headings.iter().zip(&rows.quoted).all(|(heading, quoted)| heading.is_empty() || *quoted);
    let columns = headings.iter().map(|heading| column(heading)).collect();
    let mut table = Table { columns, headings, typed, numbers: Vec::new() };
    if table.columns.iter().any(|column| names(*column)) {
        table.only_one(Column::Name, &mut defects);
        table.unknown(&mut defects);
        let (mut fields, mut component) = (Vec::new(), Component::default());
        while let Some(at) = rows.next(&mut fields, &mut defects) {
            number += 1;
            if fields.iter().all(|field| field.is_empty()) {
                continue;
            }
            component.clear();
            (component.reference, component.offset) = (Cow::Owned(number.to_string()), at);
            table.row(&mut fields, &rows.quoted, &mut component, &mut defects);
            each(Item::Component(&component));
        }
        table.tell_numbers(&mut defects);
    } else {
        defects.note(0, "", Wrong::Broken { expected: "a header row with a column for the name" });
    }
    each(Item::Document(&Document { format: "CSV", ..Document::default() }));
    defects
}

struct Table<'a> {
    headings: Vec<Cow<'a, str>>,
    columns: Vec<Column>,
    /// Whether numbers are told from texts.
    typed: bool,
    /// Versions that look like numbers: the first, and the place of each.
    numbers: Vec<(usize, String)>,
}

impl<'a> Table<'a> {
    /// The first column of a meaning counts, another one becomes a property.
    fn only_one(&mut self, wanted: Column, defects: &mut Defects) {
        let same = self.columns.iter_mut().zip(&self.headings).filter(|(column, _)| **column == wanted);
        for (column, heading) in same.skip(1) {
            defects.note(0, heading, Wrong::DuplicateKey);
            *column = Column::Own;
        }
    }

    /// Columns that say nothing that is known; those of support are looked at by their headings elsewhere.
    fn unknown(&self, defects: &mut Defects) {
        let own = self.columns.iter().zip(&self.headings).filter(|(column, _)| **column == Column::Own);
        for (_, heading) in own
            .filter(|(_, heading)| !heading.is_empty() && !is_level_of_support(heading) && !is_end_of_support(heading))
        {
            defects.note(0, &shortened(heading), Wrong::UnknownColumn);
        }
    }

    /// Tells once of versions that a spreadsheet program may have changed.
    fn tell_numbers(&self, defects: &mut Defects) {
        if let Some((at, first)) = self.numbers.first() {
            let wrong = Wrong::NumbersInTable { count: self.numbers.len(), first: first.clone() };
            defects.note(*at, "version", wrong);
        }
    }

    fn row(&mut self, fields: &mut [Cow<'a, str>], quoted: &[bool], into: &mut Component<'a>, defects: &mut Defects) {
        let at = into.offset;
        for (place, field) in fields.iter_mut().enumerate().filter(|(_, field)| !field.is_empty()) {
            let value = std::mem::take(field);
            match self.columns.get(place) {
                Some(Column::Name) => into.name = value,
                Some(Column::Group) => into.group = value,
                Some(Column::Version) => {
                    if may_have_lost_zeros(&value) && !quoted.get(place).is_some_and(|quoted| *quoted) {
                        into.number = self.typed;
                        self.numbers.push((at, value.to_string()));
                    }
                    into.version = value;
                }
                Some(Column::Supplier) if into.supplier.is_empty() => into.supplier = value,
                Some(Column::Licence) => push_licence(into, value),
                Some(Column::Purl) => push_purl(into, value, at, defects),
                Some(Column::Cpe) => push_cpe(into, value, at, defects),
                Some(Column::Swhid) => push_swhid(into, value, at, defects),
                Some(Column::Reference) => into.reference = value,
                Some(Column::Kind) => match kind(&value) {
                    Some(kind) => into.kind = kind,
                    None => into.properties.push((self.headings[place].clone(), value)),
                },
                Some(Column::Supplier | Column::Own) => into.properties.push((self.headings[place].clone(), value)),
                None => defects.note(at, "row", Wrong::NotAllowed { value: shortened(&value) }),
            }
        }
        if into.name.is_empty() {
            defects.note(at, "name", Wrong::Missing);
        }
    }
}
