//! Workbooks of spreadsheet programs (Office Open XML): each sheet that is a parts list becomes a table of text, one line a
//! row, so that the line of a component is the row it stands in.

use super::findings::Why;
use super::{CellWithoutValue, Document, Limits, NumberAsVersion, Opened, Opening, limits};
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

/// More cells than this are not kept to be complained about.
const KEPT: usize = 100_000;

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
                opening.opened.refused += u64::from(table.tell(&member, &mut opening.opened.findings));
                let bytes = Cow::Owned(table.text.into_bytes());
                opening.opened.documents.push(Document { name: member, bytes, inside: true, form: Some("XLSX") });
            }
            Ok(_) => opening.rest(member),
            Err(why) => opening.refuse(&member, why),
        }
    }
    Ok(())
}

/// Every sheet of a workbook as text, one line a row, with its name; `None` where it is no workbook that can be read within
/// the limits.
pub(crate) fn sheets_of(bytes: &[u8]) -> Option<Vec<(String, String)>> {
    let limits = Limits::default();
    let mut opening = Opening { opened: Opened::default(), left: limits.total, members: 0, limits };
    if !is_workbook(bytes) || measure(&mut opening, bytes).is_err() {
        return None;
    }
    let read = || {
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
        let (mut left, mut sheets) = (limits.member, Vec::new());
        for name in book.sheet_names() {
            let text = table(&mut book, &name, left).ok()?.text;
            left = left.saturating_sub(text.len() as u64);
            sheets.push((name, text));
        }
        Some(sheets)
    };
    // The library is not ours.
    catch_unwind(AssertUnwindSafe(read)).ok().flatten()
}

/// A sheet as text.
#[derive(Default)]
struct Table {
    text: String,
    /// Numbers and dates: row and column from 0, and how they were read.
    numbers: Vec<(u32, u32, String)>,
    /// Cells that should hold a value and do not: row and column from 0, and the error that stands there.
    empty: Vec<(u32, u32, String)>,
}

fn table<S: std::io::Read + std::io::Seek>(book: &mut Xlsx<S>, sheet: &str, most: u64) -> Result<Table, Why> {
    let mut cells = book.worksheet_cells_reader(sheet).map_err(|_| Why::NotReadable)?;
    let (mut table, mut row, mut column) = (Table::default(), 0, 0);
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| Why::Damaged)? {
        let (to_row, to_column) = cell.pos;
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
        match (&cell.value, cell.formula.is_some()) {
            (DataRef::Empty, true) => table.missing(to_row, to_column, String::new()),
            (DataRef::Error(error), _) => table.missing(to_row, to_column, error.to_string()),
            _ => {}
        }
        if let Some(number) = write(&cell.value, &mut table.text).filter(|_| table.numbers.len() < KEPT) {
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
    // Without quotes, so that its reader can tell it from a text.
    into.push_str(&number.replace([',', '"', '\n', '\r'], " "));
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
    fn missing(&mut self, row: u32, column: u32, error: String) {
        if self.empty.len() < KEPT {
            self.empty.push((row, column, error));
        }
    }

    /// Tells of numbers and dates below the header of the version column, and of cells below the header that should hold a
    /// value and do not. Answers whether one of these would have told a part: then the sheet was not read in full.
    fn tell(&self, name: &str, findings: &mut Vec<Finding>) -> bool {
        let Some((header, versions, telling)) = parts_list::telling_columns(self.text.as_bytes()) else { return false };
        let below =
            |row: u32, column: u32, columns: &[usize]| row as usize > header && columns.contains(&(column as usize));
        let subject = |row: u32, column: u32| {
            let cell = format!("{}{}", letters(column), row + 1);
            let place = Place { file: name.to_owned(), line: row + 1, column: 0 };
            (Subject::at(format!("{name}@{cell}"), place), cell)
        };
        let told = self.numbers.iter().filter(|(row, column, _)| below(*row, *column, &versions)).take(TOLD);
        for (row, column, value) in told {
            let (subject, cell) = subject(*row, *column);
            let detail = NumberAsVersion { cell, value: value.clone() };
            findings.push(Finding::new(Priority::Attention, subject, detail));
        }
        // What tells a part first: it takes the answer away.
        let lacks = |(row, column, _): &&(u32, u32, String)| below(*row, *column, &telling);
        let (worse, rest): (Vec<_>, Vec<_>) =
            self.empty.iter().filter(|(row, ..)| *row as usize > header).partition(lacks);
        for (place, (row, column, error)) in worse.iter().chain(&rest).take(TOLD).enumerate() {
            let priority = if place < worse.len() { Priority::Undecided } else { Priority::Attention };
            let (subject, cell) = subject(*row, *column);
            let (en, ja) = match error.as_str() {
                "" => ("a formula whose value is not stored".to_owned(), "値が保存されていない数式".to_owned()),
                error => (format!("the error {error} in place of a value"), format!("値ではなくエラー {error}")),
            };
            let count = self.empty.len() as u64;
            findings.push(Finding::new(priority, subject, CellWithoutValue { cell, en, ja, count }));
        }
        !worse.is_empty()
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
