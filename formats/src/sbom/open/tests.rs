use super::{Limits, open, open_within};
use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use std::io::Write;
use terms::Lang;

const BOM: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "a"}]}"#;

fn tarred(members: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        // Written past the checks of the library, as harmful archives are.
        let place = &mut header.as_old_mut().name;
        place[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        builder.append(&header, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Names of documents, then findings.
fn told(bytes: &[u8]) -> String {
    let opened = open("x", bytes);
    let names = opened.documents.iter().map(|document| document.name.clone());
    let findings = opened.findings.iter().map(|finding| finding.detail.say(Lang::En).what);
    names.chain(findings).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_plain_file_is_its_only_document() {
    assert_eq!(told(BOM.as_bytes()), "x");
}

#[test]
fn every_document_of_an_archive_has_its_own_name() {
    let members = [("./recipe.spdx.json", BOM), ("deep/b.json", BOM), ("index.json", "{}"), ("LICENSE", "text")];
    let wanted = "x!recipe.spdx.json\nx!deep/b.json\n2 members of the archive are no SBOM and were passed over: \
        x!index.json, x!LICENSE.";
    let tar = tarred(&members);
    assert_eq!(told(&tar), wanted);
    assert_eq!(told(&zstd(&tar)), wanted);
    assert_eq!(told(&gzip(&tar)), wanted);
    assert_eq!(told(&zipped(&members)), wanted.replace("x!recipe", "x!./recipe"));
}

#[test]
fn members_of_one_name_are_told_because_only_one_of_them_is_read() {
    // The library writes no such archive, so the second name is changed in the finished bytes.
    let mut bytes = zipped(&[("a.json", BOM), ("b.json", BOM)]);
    for at in 0..bytes.len() - 6 {
        if &bytes[at..at + 6] == b"b.json" {
            bytes[at] = b'a';
        }
    }
    let wanted = "x was not read: several members share one name, and only one of each was read.";
    assert!(told(&bytes).contains(wanted), "{}", told(&bytes));
    assert!(open("x", &bytes).refused > 0);
    assert!(!told(&zipped(&[("a.json", BOM), ("b.json", BOM)])).contains("share one name"));
}

#[test]
fn a_compressed_document_keeps_the_name_of_its_file() {
    assert_eq!(told(&zstd(BOM.as_bytes())), "x");
    assert_eq!(told(&gzip(BOM.as_bytes())), "x");
    assert_eq!(told(&zipped(&[("in.tar.zst", "no archive"), ("a.json", BOM)])).lines().next(), Some("x!a.json"));
}

#[test]
fn a_document_that_cannot_be_told_but_is_named_like_one_is_not_passed_over() {
    assert_eq!(told(&tarred(&[("broken.spdx.json", "[")])), "x!broken.spdx.json");
}

#[test]
fn names_that_lead_out_are_refused() {
    let wanted = "x!a.json\nx!../b.json was not read: its name leads out of the archive.";
    assert_eq!(told(&tarred(&[("a.json", BOM), ("../b.json", BOM)])), wanted);
    assert_eq!(open("x", &tarred(&[("a.json", BOM), ("/etc/b.json", BOM)])).refused, 1);
}

#[test]
fn a_bomb_is_refused_and_the_rest_is_read() {
    let zeros = "0".repeat(3 << 20);
    let limits = Limits { member: 1 << 20, total: 2 << 20, members: 10, ratio: 1000 };
    let bytes = zipped(&[("bomb.json", &zeros), ("a.json", BOM)]);
    let opened = open_within("x", &bytes, limits);
    assert_eq!(opened.documents[0].name, "x!a.json");
    assert_eq!(opened.refused, 1);
    let opened = open_within("x", &zstd(zeros.as_bytes()).clone(), limits).refused;
    assert_eq!(opened, 1);
    let many: Vec<(String, &str)> = (0..20).map(|number| (format!("{number}.json"), BOM)).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(name, text)| (name.as_str(), *text)).collect();
    assert_eq!(open_within("x", &tarred(&many), limits).documents.len(), 10);
}

#[test]
fn an_archive_that_breaks_off_is_told() {
    let tar = tarred(&[("a.json", BOM), ("b.json", &format!("{BOM}{}", " ".repeat(2000)))]);
    let opened = open("x", &tar[..2000]);
    assert_eq!(opened.documents[0].name, "x!a.json");
    // The member, and the archive behind it.
    assert_eq!(opened.refused, 2, "{:?}", opened.findings);
}

#[test]
fn an_archive_without_any_is_given_as_it_is() {
    assert_eq!(told(&zipped(&[("a.txt", "text")])), "x");
}

fn workbook(rows: &[&[&str]], number: Option<(u32, u16, f64)>) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("部品").unwrap();
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            sheet.write(row as u32, column as u16, *cell).unwrap();
        }
    }
    if let Some((row, column, number)) = number {
        sheet.write(row, column, number).unwrap();
    }
    book.add_worksheet().set_name("Notes").unwrap().write(0, 0, "hello").unwrap();
    book.save_to_buffer().unwrap()
}

#[test]
fn each_sheet_of_a_workbook_that_is_a_parts_list_is_a_document() {
    let rows: &[&[&str]] = &[&["Parts of model X"], &[], &["部品名", "版", "供給者"], &["μC/OS", "3.1", "A, \"B\"\nC"]];
    let bytes = workbook(rows, None);
    let opened = open("x", &bytes);
    assert_eq!(opened.documents[0].name, "x!部品");
    let text = String::from_utf8(opened.documents[0].bytes.to_vec()).unwrap();
    assert_eq!(text, "\"Parts of model X\"\n\n\"部品名\",\"版\",\"供給者\"\n\"μC/OS\",\"3.1\",\"A, \"\"B\"\" C\"\n");
    let mut seen = Vec::new();
    crate::sbom::read(text.as_bytes(), &mut |item| {
        if let sbom::Item::Component(part) = item {
            seen.push(format!("{} {} {}", part.reference, part.name, part.version));
        }
    });
    assert_eq!(seen, ["4 μC/OS 3.1"]);
}

#[test]
fn a_number_in_the_version_column_is_told() {
    let rows: &[&[&str]] = &[&["Name", "Version"], &["lwIP"]];
    assert_eq!(
        told(&workbook(rows, Some((1, 1, 1.1)))).lines().nth(1),
        Some("Cell B2 holds a number or a date as version (1.1): 1.10 and 1.1 are the same number.")
    );
}

#[test]
fn a_formula_cell_without_a_stored_value_does_not_vanish() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in ["Name", "Version", "Shelf"].into_iter().enumerate() {
        sheet.write(0, column as u16, text).unwrap();
    }
    sheet.write(1, 0, "lwIP").unwrap();
    sheet.write(1, 1, rust_xlsxwriter::Formula::new("=C1").set_result("7.7")).unwrap();
    sheet.write(2, 0, rust_xlsxwriter::Formula::new("=A2").set_result("MARK")).unwrap();
    let bytes = without(&book.save_to_buffer().unwrap(), "<v>MARK</v>");
    let opened = open("x", &bytes);
    assert_eq!(opened.refused, 1);
    let finding = opened.findings.iter().find(|finding| finding.code() == "input/cell-without-value").unwrap();
    let said = finding.detail.say(Lang::En).what;
    assert_eq!(said, "Cell A3 holds a formula whose value is not stored (such cells in the sheet: 1).");
    assert!(finding.detail.say(Lang::Ja).what.contains("A3"));
}

/// A workbook with a piece of its first sheet cut out.
fn without(bytes: &[u8], piece: &str) -> Vec<u8> {
    with(bytes, piece, "")
}

#[test]
fn a_merged_range_as_large_as_a_sheet_can_be_costs_nothing() {
    let rows: &[&[&str]] = &[&["name", "version"], &["lwIP", "2.1"]];
    let merged = r#"</sheetData><mergeCells count="1"><mergeCell ref="A3:XFD1048576"/></mergeCells>"#;
    let bytes = with(&workbook(rows, None), "</sheetData>", merged);
    let opened = open("x", &bytes);
    assert_eq!((opened.refused, opened.documents.len()), (0, 1));
    assert!(opened.documents[0].bytes.len() < 100);
}

/// A workbook with a piece of its first sheet replaced.
fn with(bytes: &[u8], piece: &str, by: &str) -> Vec<u8> {
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut members = Vec::new();
    for number in 0..from.len() {
        let mut part = from.by_index(number).unwrap();
        let (name, mut text) = (String::from_utf8_lossy(part.name_raw()).into_owned(), String::new());
        std::io::Read::read_to_string(&mut part, &mut text).unwrap();
        assert!(name != "xl/worksheets/sheet1.xml" || text.contains(piece));
        members.push((name, text.replace(piece, by)));
    }
    zipped(&members.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), magic in 0usize..4) {
        let start: &[u8] = [b"PK\x03\x04".as_slice(), b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b""][magic];
        open("x", &[start, &bytes].concat());
    }

    #[test]
    fn a_damaged_archive_is_survived(cut in 0usize..4000, flip in any::<u8>(), kind in 0usize..4) {
        let members = [("a.json", BOM), ("b.json", BOM)];
        let mut bytes = match kind {
            0 => tarred(&members),
            1 => zipped(&members),
            2 => zstd(&tarred(&members)),
            _ => workbook(&[&["name", "version"], &["a", "1"]], None),
        };
        let at = cut % bytes.len();
        bytes[at] = flip;
        open("x", &bytes);
        open("x", &bytes[..at]);
    }
}
