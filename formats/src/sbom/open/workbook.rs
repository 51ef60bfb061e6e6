//! Workbooks of spreadsheet programs (Office Open XML): each sheet that is a parts list becomes a table of text, one line a
//! row, so that the line of a component is the row it stands in.

use super::findings::Why;
use super::{Document, NumberAsVersion, Opening, limits};
use crate::parts_list;
use calamine::{DataRef, Reader, Xlsx};
use std::borrow::Cow;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use terms::{Finding, Place, Priority, Subject};
use zip::ZipArchive;

/// The most rows and columns a sheet can have.
const ROWS: u32 = 1 << 20;
const COLUMNS: u32 = 1 << 14;

/// More cells than this are not complained about one by one.
const TOLD: usize = 50;

/// Whether a zip archive is a workbook.
pub(super) fn is_workbook(bytes: &[u8]) -> bool {
    ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| archive.index_for_name("xl/workbook.xml").is_some())
}

pub(super) fn take(opening: &mut Opening<'_>, name: &str, bytes: &[u8]) {
    if let Err(why) = measure(opening, bytes) {
        return opening.refuse(name, why);
    }
    // The library is not ours: a fault in it must not end the reading of other files.
    let outcome = catch_unwind(AssertUnwindSafe(|| sheets(opening, name, bytes)));
    if !matches!(outcome, Ok(Ok(()))) {
        opening.refuse(name, Why::Damaged);
    }
}

/// Unpacks every part once within the limits, so that nothing in there can swell beyond them when it is read.
fn measure(opening: &mut Opening<'_>, bytes: &[u8]) -> Result<(), Why> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Why::Damaged)?;
    let mut left = opening.left;
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|_| Why::NotReadable)?;
        if part.encrypted() {
            return Err(Why::Encrypted);
        }
        let packed = usize::try_from(part.compressed_size()).unwrap_or(usize::MAX);
        let whole = limits::read(part, packed, left, opening.limits).map_err(|_| Why::TooLarge)?;
        left = left.checked_sub(whole.len() as u64).ok_or(Why::TooLarge)?;
    }
    opening.left = left;
    Ok(())
}

fn sheets(opening: &mut Opening<'_>, name: &str, bytes: &[u8]) -> Result<(), Why> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Why::Damaged)?;
    for sheet in book.sheet_names() {
        let member = format!("{name}!{sheet}");
        match table(&mut book, &sheet, opening.limits.member.min(opening.left)) {
            Ok(table) if parts_list::has_header(table.text.as_bytes()) => {
                opening.left = opening.left.saturating_sub(table.text.len() as u64);
                table.tell(&member, &mut opening.opened.findings);
                let bytes = Cow::Owned(table.text.into_bytes());
                opening.opened.documents.push(Document { name: member, bytes, inside: true });
            }
            Ok(_) => opening.rest(member),
            Err(why) => opening.refuse(&member, why),
        }
    }
    Ok(())
}

/// A sheet as text.
#[derive(Default)]
struct Table {
    text: String,
    /// Numbers and dates: row and column from 0, and how they were read.
    numbers: Vec<(u32, u32, String)>,
}

fn table<S: std::io::Read + std::io::Seek>(book: &mut Xlsx<S>, sheet: &str, most: u64) -> Result<Table, Why> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| Why::NotReadable)?;
    let (mut table, mut row, mut column) = (Table::default(), 0, 0);
    while let Some(cell) = cells.next_cell().map_err(|_| Why::Damaged)? {
        let (to_row, to_column) = cell.get_position();
        let backwards = to_row < row || (to_row == row && to_column < column);
        if to_row >= ROWS || to_column >= COLUMNS || backwards {
            return Err(Why::Damaged);
        }
        while row < to_row {
            table.text.push('\n');
            (row, column) = (row + 1, 0);
        }
        while column < to_column {
            table.text.push(',');
            column += 1;
        }
        if let Some(number) = write(cell.get_value(), &mut table.text).filter(|_| table.numbers.len() < 100_000) {
            table.numbers.push((to_row, to_column, number));
        }
        if table.text.len() as u64 > most {
            return Err(Why::TooLarge);
        }
    }
    table.text.push('\n');
    Ok(table)
}

/// Writes a cell; gives it back when it is a number or a date.
fn write(value: &DataRef<'_>, into: &mut String) -> Option<String> {
    let number = match value {
        DataRef::Empty | DataRef::Error(_) => return None,
        DataRef::String(text) => {
            quote(text, into);
            return None;
        }
        DataRef::SharedString(text) => {
            quote(text, into);
            return None;
        }
        DataRef::Bool(truth) => {
            into.push_str(if *truth { "TRUE" } else { "FALSE" });
            return None;
        }
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(at) => {
            let (year, month, day, ..) = at.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
    };
    quote(&number, into);
    Some(number)
}

/// In quotes, without line ends: a row stays one line.
fn quote(text: &str, into: &mut String) {
    into.push('"');
    for letter in text.trim().chars() {
        match letter {
            '"' => into.push_str("\"\""),
            '\n' | '\r' => into.push(' '),
            letter => into.push(letter),
        }
    }
    into.push('"');
}

impl Table {
    /// Numbers and dates below the header of the version column.
    fn tell(&self, name: &str, findings: &mut Vec<Finding>) {
        let Some((header, versions)) = parts_list::version_columns(self.text.as_bytes()) else { return };
        let below = |row: u32, column: u32| row as usize > header && versions.contains(&(column as usize));
        let told = self.numbers.iter().filter(|(row, column, _)| below(*row, *column)).take(TOLD);
        for (row, column, value) in told {
            let cell = format!("{}{}", letters(*column), row + 1);
            let place = Place { file: name.to_owned(), line: row + 1, column: 0 };
            let detail = NumberAsVersion { cell: cell.clone(), value: value.clone() };
            let subject = Subject::at(format!("{name}@{cell}"), place);
            findings.push(Finding::new(Priority::Attention, subject, detail));
        }
    }
}

/// `A`, `Z`, `AA`, …
fn letters(column: u32) -> String {
    let (mut left, mut letters) = (column + 1, Vec::new());
    while left > 0 {
        letters.push(char::from(b'A' + u8::try_from((left - 1) % 26).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}
