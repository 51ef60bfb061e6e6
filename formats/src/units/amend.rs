//! Changes cells of one unit in units.csv; whatever a person wrote beside them stays as it is.

use super::Column;
use super::read::heading;
use super::write::quoted;
use crate::defect::Defects;
use crate::parts_list::Rows;
use std::borrow::Cow;
use std::ops::Range;

/// Why a row cannot be changed in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CannotAmend {
    /// No row has this id.
    NoSuchUnit,
    /// Several rows have it.
    Twice,
    /// The table cannot be read to its end, or a row says more than there are headings.
    Broken,
}

/// The table with these cells of one unit as given. A column that is not there yet is added behind the others.
pub fn amend(bytes: &[u8], id: &str, cells: &[(Column, &str)]) -> Result<String, CannotAmend> {
    let text = std::str::from_utf8(bytes).map_err(|_| CannotAmend::Broken)?;
    let (mut rows, mut defects) = (Rows::new(bytes), Defects::default());
    let columns = heading(&mut rows, &Vec::new(), &mut defects).ok_or(CannotAmend::NoSuchUnit)?;
    let place_of = |wanted: Column| columns.iter().position(|(_, column)| *column == Some(wanted));
    let id_at = place_of(Column::Id).ok_or(CannotAmend::NoSuchUnit)?;
    let heading_end = rows.at.min(bytes.len());
    let (mut fields, mut found) = (Vec::<Cow<'_, str>>::new(), None);
    while let Some(start) = rows.next(&mut fields, &mut defects) {
        if fields.iter().skip(columns.len()).any(|field| !field.is_empty()) {
            return Err(CannotAmend::Broken);
        }
        if fields.get(id_at).is_some_and(|field| field.trim() == id) {
            let range = start..rows.at.min(bytes.len());
            let own: Vec<String> = fields.iter().map(|field| field.to_string()).collect();
            found.replace((range, own)).map_or(Ok(()), |_| Err(CannotAmend::Twice))?;
        }
    }
    if defects.is_broken() {
        return Err(CannotAmend::Broken);
    }
    let (range, mut own) = found.ok_or(CannotAmend::NoSuchUnit)?;
    let mut added: Vec<Column> = Vec::new();
    for (column, value) in cells {
        let at = place_of(*column).unwrap_or_else(|| {
            added.push(*column);
            columns.len() + added.len() - 1
        });
        if own.len() <= at {
            own.resize(at + 1, String::new());
        }
        own[at] = (*value).to_owned();
    }
    let delimiter = char::from(rows.delimiter);
    let row: Vec<String> = own.iter().map(|field| quoted(field)).collect();
    let names: String = added.iter().map(|column| format!("{delimiter}{}", column.name())).collect();
    let heading = before_line_end(text, 0..heading_end);
    let range = before_line_end(text, range);
    let row = row.join(&delimiter.to_string());
    let between = text.get(heading.end..range.start).unwrap_or_default();
    let rest = text.get(range.end..).unwrap_or_default();
    Ok(format!("{}{names}{between}{row}{rest}", &text[heading]))
}

/// A range without the line end that closes it.
fn before_line_end(text: &str, range: Range<usize>) -> Range<usize> {
    let inside = text.get(range.clone()).unwrap_or_default();
    range.start..range.start + inside.trim_end_matches(['\r', '\n']).len()
}

#[cfg(test)]
mod tests {
    use super::{CannotAmend, amend};
    use crate::units::{Column, Mapping, read};

    const CELLS: &[(Column, &str)] = &[(Column::Version, "4.1, b"), (Column::VersionSeen, "2026-11-24")];

    #[test]
    fn only_the_cells_of_the_unit_change_and_every_other_byte_stays() {
        let before = "\u{feff}title;;;\r\nid;colour;version;version_seen\r\na;\"x;\"\"y\";1;?\r\n\r\nb;blue;not a date; 2026\r\n";
        let after = amend(before.as_bytes(), "a", CELLS).unwrap();
        assert_eq!(after, before.replace(";1;?", ";\"4.1, b\";2026-11-24"));
    }

    #[test]
    fn a_column_that_is_not_there_yet_is_added_behind_the_others() {
        let after = amend(b"id,version\na,1\nb,2", "b", CELLS).unwrap();
        assert_eq!(after, "id,version,version_seen\na,1\nb,\"4.1, b\",2026-11-24");
        let units = read("units.csv", after.as_bytes(), &Mapping::new(), true);
        assert_eq!((units.units[1].version.as_str(), units.complaints.len()), ("4.1, b", 0));
    }

    #[test]
    fn what_cannot_be_changed_safely_is_refused() {
        let why = |text: &[u8], id: &str| amend(text, id, CELLS).unwrap_err();
        assert_eq!(why(b"id,version\na,1\n", "z"), CannotAmend::NoSuchUnit);
        assert_eq!(why(b"id,version\na,1\na,2\n", "a"), CannotAmend::Twice);
        assert_eq!(why(b"id,version\na,1\nb,\"2\n", "a"), CannotAmend::Broken);
        assert_eq!(why(b"id,version\na,1,what is this\n", "a"), CannotAmend::Broken);
        assert_eq!(why(b"id,version\na,\xff\n", "a"), CannotAmend::Broken);
        assert_eq!(why(b"", "a"), CannotAmend::NoSuchUnit);
    }

    #[test]
    fn any_bytes_are_survived() {
        let pieces: [&[u8]; 8] = [b"id,version", b"\n", b"a,1", b"\"", b"\xff", b";", "あ".as_bytes(), b"sep=;\n"];
        for first in pieces {
            for second in pieces {
                for third in pieces {
                    let _ = amend(&[first, second, third].concat(), "a", CELLS);
                }
            }
        }
    }
}
