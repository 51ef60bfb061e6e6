//! Tables as a workbook of a spreadsheet program. Every cell is a text, so that no version becomes a number and no value of
//! a foreign document a formula.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};
use std::collections::BTreeSet;

/// The most rows below the heading.
const ROWS: usize = (1 << 20) - 1;

/// The most letters of a cell.
const LETTERS: usize = 32_000;

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its name; what a workbook does not allow in it is left out.
    pub name: String,
    /// Headings of the columns.
    pub headings: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

/// Writes tables as a workbook, dated by `seconds` since 1970, so that the same tables give the same bytes. A table that is
/// longer than a sheet can be goes on in another one.
pub fn workbook(sheets: &[Sheet], seconds: i64) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_timestamp(seconds)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let (bold, mut names) = (Format::new().set_bold(), BTreeSet::new());
    for sheet in sheets {
        let mut pieces: Vec<&[Vec<String>]> = sheet.rows.chunks(ROWS).collect();
        if pieces.is_empty() {
            pieces.push(&[]);
        }
        for rows in pieces {
            let page = book.add_worksheet().set_name(free(&sheet.name, &mut names))?;
            for (column, heading) in (0u16..).zip(&sheet.headings) {
                page.write_string_with_format(0, column, heading, &bold)?;
            }
            for (row, cells) in (1u32..).zip(rows) {
                for (column, cell) in (0u16..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
                    page.write_string(row, column, shortened(cell))?;
                }
            }
            page.set_freeze_panes(1, 0)?;
        }
    }
    book.save_to_buffer()
}

fn shortened(cell: &str) -> String {
    match cell.char_indices().nth(LETTERS) {
        Some((at, _)) => format!("{}…", &cell[..at]),
        None => cell.to_owned(),
    }
}

/// A name that a sheet may have and that no sheet has yet.
fn free(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let plain: String = wanted.chars().filter(|letter| !"[]:*?/\\'".contains(*letter)).collect();
    let plain = if plain.is_empty() { "Sheet".to_owned() } else { plain };
    for number in 1u32.. {
        let ending = if number == 1 { String::new() } else { format!(" {number}") };
        // A name has at most 31 units of UTF-16.
        let mut room = 31 - ending.len();
        let fits = |letter: &char| {
            let left = room.checked_sub(letter.len_utf16());
            room = left.unwrap_or(0);
            left.is_some()
        };
        let name = format!("{}{ending}", plain.chars().take_while(fits).collect::<String>());
        if taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::{Sheet, workbook};
    use proptest::prelude::*;

    fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
        let texts = |row: &&[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
        Sheet {
            name: name.to_owned(),
            headings: vec!["name".to_owned(), "version".to_owned()],
            rows: rows.iter().map(texts).collect(),
        }
    }

    #[test]
    fn what_is_written_is_read_back_as_text() {
        let bytes = workbook(&[sheet("parts", &[&["a", "1.10"], &["=1+1", "0"]])], 1_700_000_000).unwrap();
        let opened = crate::sbom::open("x", &bytes);
        let text = String::from_utf8(opened.documents[0].bytes.to_vec()).unwrap();
        assert_eq!(text, "\"name\",\"version\"\n\"a\",\"1.10\"\n\"=1+1\",\"0\"\n");
        assert!(opened.findings.is_empty());
    }

    #[test]
    fn the_same_tables_give_the_same_bytes_whatever_their_names() {
        let sheets =
            [sheet("a/b:c", &[]), sheet("abc", &[]), sheet(&"long".repeat(20), &[]), sheet(&"long".repeat(21), &[])];
        assert_eq!(workbook(&sheets, 0).unwrap(), workbook(&sheets, 0).unwrap());
    }

    proptest! {
        #[test]
        fn any_text_is_written(cell in any::<String>(), name in any::<String>()) {
            prop_assert!(workbook(&[sheet(&name, &[&[&cell, "1"]])], 0).is_ok());
        }
    }
}
