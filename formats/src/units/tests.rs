use super::{Column, Mapping, UnitTable, read, write};
use proptest::prelude::*;
use terms::Lang;

fn list(text: &str) -> UnitTable {
    read("units.csv", text.as_bytes(), &Mapping::new(), false)
}

fn told(text: &str) -> String {
    let UnitTable { units, complaints, .. } = list(text);
    let mut lines: Vec<String> =
        write(&units).lines().skip(1).map(|line| line.replace(",,", " ").replace(',', " ")).collect();
    lines.extend(complaints.iter().map(|finding| {
        let line = finding.subject.place.as_ref().map_or(0, |place| place.line);
        format!("{line} {}: {}", finding.code(), finding.detail.say(Lang::En).what)
    }));
    lines.into_iter().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_export_of_a_maintenance_system_is_read_by_its_own_headings() {
    let text = "Asset Tag;Manufacturer;Model No;S/N;IP Address;Location;Status;Firmware Version\n\
                CE/0042;Example Medical;Aster S2;SN1;10.20.4.17;ICU 3;In Service;4.1.0\n";
    assert_eq!(told(text), "CE-0042 SN1 Aster S2 Example Medical 10.20.4.17 4.1.0 ICU 3 in-use");
}

#[test]
fn japanese_headings_and_states_are_read() {
    let text = "機器一覧\n管理番号,メーカー,型式,製造番号,IPアドレス,設置場所,状態,導入日\n\
                A-1,例示医療,アスター,77,10.20.4.17,ICU,使用中,2024年3月5日\n";
    assert_eq!(told(text), "A-1 77 アスター 例示医療 10.20.4.17 ICU 2024-03-05 in-use");
}

#[test]
fn a_cell_that_cannot_be_read_is_told_with_its_line() {
    let text = "id,addresses,installed_on,state\n\na,10.20.4.300,03/05/2024,broken\n";
    assert_eq!(
        told(text),
        "a in-use\n\
         3 units/cell-not-understood: `10.20.4.300` in column addresses is not a list of IPv4 or IPv6 addresses.\n\
         3 units/cell-not-understood: `03/05/2024` in column installed_on is not a date, year first.\n\
         3 units/cell-not-understood: `broken` in column state is not in-use, spare, under-repair, quarantined or retired."
    );
}

#[test]
fn what_no_column_takes_is_told() {
    let text = "id,serial,colour,SN\na,1,red,2\n";
    assert_eq!(told(text), "a 1 in-use\n0 units/columns-not-used: These columns are not used: colour, SN.");
}

#[test]
fn a_person_names_columns() {
    let mapping = vec![("tag".to_owned(), Some(Column::Id)), ("serial".to_owned(), None)];
    let table = read("x.csv", "Tag,Serial,Model\nu1,9,Aster\n".as_bytes(), &mapping, false);
    assert_eq!((table.units[0].id.as_str(), table.units[0].serial.as_str()), ("u1", ""));
}

#[test]
fn rows_without_an_id_are_counted_and_in_units_csv_told() {
    let text = "serial,model\n1,Aster\n2,Aster\n";
    assert_eq!(list(text).without_id, [0, 1]);
    let own = read("units.csv", text.as_bytes(), &Mapping::new(), true);
    assert_eq!(own.complaints.iter().filter(|finding| finding.code() == "units/without-id").count(), 2);
}

#[test]
fn what_is_no_unit_list_is_told() {
    assert_eq!(told("hello\nworld\n"), "0 units/no-table: No row names the columns of a unit list.");
    assert_eq!(told(""), "0 units/no-table: No row names the columns of a unit list.");
}

#[test]
fn what_is_written_is_read_back() {
    let text = "id,serial,model,maker,udi,addresses,address_use,version,version_evidence,version_seen,configuration,ward,zone,\
                owner,biomedical_owner,it_owner,criticality,installed_on,state\n\
                a,\"S,1\",Aster,Example,(01)04512345678906(21)S1,eth0=10.20.4.17 fd00::1,gateway:b,4.1.0,observed,2026-11,\
                \"pca=on; dock\",ICU,icu,leased,ce,it,high,2024-03-05,spare\n\
                b,,,,,,,,,,,,,,,,,,quarantined\n";
    let UnitTable { units, complaints, .. } = list(text);
    assert!(complaints.is_empty(), "{complaints:?}");
    let again = list(&write(&units));
    let bare = |units: &[site::Unit]| {
        let place = |unit: &site::Unit| site::Unit { place: terms::Place::default(), ..unit.clone() };
        units.iter().map(place).collect::<Vec<_>>()
    };
    assert_eq!(bare(&again.units), bare(&units));
    assert_eq!(write(&again.units), write(&units));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let table = read("units.csv", &bytes, &Mapping::new(), true);
        prop_assert!(table.without_id.len() <= table.units.len());
    }

    #[test]
    fn any_cells_are_survived(cells in proptest::collection::vec("[ -~あ]{0,12}", 0..40)) {
        let rows: Vec<String> = cells.chunks(4).map(|row| row.join(",")).collect();
        let table = list(&format!("id,udi,addresses,installed_on\n{}\n", rows.join("\n")));
        let again = list(&write(&table.units));
        prop_assert_eq!(write(&again.units), write(&table.units));
    }
}
