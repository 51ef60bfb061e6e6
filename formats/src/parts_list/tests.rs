use super::{has_header, read};
use crate::defect::Wrong;
use proptest::prelude::*;
use sbom::{Component, Item};

fn shown(part: &Component<'_>) -> String {
    let mut words = vec![part.reference.to_string(), part.name.to_string(), part.version.to_string()];
    words.push(if part.kind == sbom::Kind::Library { String::new() } else { format!("{:?}", part.kind) });
    words.extend([&part.purls, &part.cpes, &part.licences].into_iter().flatten().map(ToString::to_string));
    words.extend(part.properties.iter().map(|(name, value)| format!("{name}={value}")));
    words.push(if part.supplier.is_empty() { String::new() } else { format!("by {}", part.supplier) });
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

fn told(bytes: &[u8]) -> String {
    let mut lines = Vec::new();
    let defects = read(bytes, &mut |item| {
        if let Item::Component(part) = item {
            lines.push(shown(part));
        }
    });
    // How a table was read is told apart from what is wrong with it.
    let wrong = defects
        .kept()
        .iter()
        .filter(|defect| !matches!(defect.wrong, Wrong::UnknownColumn | Wrong::NumbersInTable { .. }));
    lines.extend(wrong.map(|defect| format!("{}: {:?}", defect.field, defect.wrong)));
    lines.join("\n")
}

fn expect(table: &str, wanted: &str) {
    assert_eq!(told(table.as_bytes()), wanted, "{table:?}");
}

#[test]
fn columns_are_known_by_english_and_japanese_names() {
    expect(
        "Name,Version,Vendor,License,purl,CPE,Type\nlwIP,2.1,SICS,BSD,pkg:generic/lwip@2.1,cpe:2.3:a:lwip:lwip,library",
        "2 lwIP 2.1 pkg:generic/lwip@2.1 cpe:2.3:a:lwip:lwip BSD by SICS",
    );
    expect("部品名,バージョン,製造元,種別\nμC/OS,3.1,Micrium,OS", "2 μC/OS 3.1 OperatingSystem by Micrium");
}

/// How a table was read: the notes, and whether a version may have lost zeros.
fn notes(table: &str) -> String {
    let mut lines = Vec::new();
    let defects = read(table.as_bytes(), &mut |item| {
        if let Item::Component(part) = item
            && part.number
        {
            lines.push(format!("{} may be another", part.version));
        }
    });
    lines.extend(defects.kept().iter().map(|defect| format!("{}: {:?}", defect.field, defect.wrong)));
    lines.join("\n")
}

#[test]
fn a_column_that_is_not_used_is_noted() {
    assert_eq!(notes("name,Shelf,End of support\na,3,2030"), "Shelf: UnknownColumn");
}

#[test]
fn versions_that_a_spreadsheet_may_have_changed_are_noted_once() {
    assert_eq!(
        notes("name,version\na,1.1\nb,1.10\nc,2\nd,3.5"),
        "version: NumbersInTable { count: 2, first: \"1.1\" }"
    );
}

#[test]
fn a_number_beside_quoted_texts_is_a_number() {
    assert_eq!(
        notes("\"name\",\"version\"\n\"a\",1.1\n\"b\",\"1.1\""),
        "1.1 may be another\nversion: NumbersInTable { count: 1, first: \"1.1\" }"
    );
}

#[test]
fn the_delimiter_is_found() {
    expect("name;version\na;1,5", "2 a 1,5");
    expect("name\tversion\na\t1", "2 a 1");
    expect("sep=;\nname;version\na;1", "3 a 1");
    expect("\"name, or so\";name\nx;a", "2 a name, or so=x");
    expect("name\na", "2 a");
}

#[test]
fn quotes_line_ends_and_a_byte_order_mark_are_understood() {
    expect("\u{feff}name,note\r\n\"a \"\"b\"\"\",\"two\nlines\"\r\nc,\r\n", "2 a \"b\" note=two\nlines\n3 c");
    expect("name,version\r\"a\" ,1", "2 a 1");
}

#[test]
fn blank_rows_are_passed_over_and_rows_are_counted_as_in_a_spreadsheet() {
    expect("\nname,version\n\na,1\n,,,\n,\n", "4 a 1");
}

#[test]
fn defects_are_told_and_lose_nothing() {
    expect("name,version\n,1", "2 1\nname: Missing");
    expect("name,version\na,1,x", "2 a 1\nrow: NotAllowed { value: \"x\" }");
    expect("name,purl\na,lwip@2", "2 a lwip@2\npurl: BadIdentifier { kind: \"purl\", value: \"lwip@2\" }");
    expect("name,version\n\"a,1", "2 a,1\n: Broken { expected: \"`\\\"`\" }");
    expect("name,version\n\"a\"b,1", "2 ab 1\n: NotAllowed { value: \"b\" }");
    expect("name,component\na,b", "2 a component=b\ncomponent: DuplicateKey");
    expect("x,y\na,b", ": Broken { expected: \"a header row with a column for the name\" }");
    expect("", ": Broken { expected: \"a header row with a column for the name\" }");
}

#[test]
fn another_encoding_is_told_and_what_is_ascii_is_read() {
    assert_eq!(told(b"name,version\n\x95\x94\x95i,1.0"), "2 \u{fffd}\u{fffd}\u{fffd}i 1.0\n: BadUtf8");
}

#[test]
fn a_parts_list_is_told_from_other_text_by_its_header() {
    assert!(has_header(b"\n\nname,version\n"));
    assert!(has_header("名称;版".as_bytes()));
    assert!(!has_header(b"Dear all, the name of the product is"));
    assert!(!has_header(b"name\n"));
    assert!(!has_header(b"version,license\n"));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes, &mut |_| {});
        has_header(&bytes);
    }

    #[test]
    fn any_table_is_survived(text in "(name|version|purl|,|;|\t|\"|\r|\n|a|é| ){0,60}") {
        read(text.as_bytes(), &mut |_| {});
        read(format!("name,version\n{text}").as_bytes(), &mut |_| {});
    }
}
