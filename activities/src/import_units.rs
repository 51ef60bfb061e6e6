//! Takes a unit list from elsewhere into a site: each row becomes a new unit, a change of a known one, or a conflict that a
//! person decides.

use crate::dossier_port::DossierFault;
use crate::site_port::{LoadedSite, Sites};
use device::Id;
use formats::units::{Mapping, UnitNotIdentified, UnitTable, read, write};
use site::{Change, Reconciled, Reconciliation, Unit, reconcile};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Priority, Subject};

/// What an import would do.
#[derive(Debug)]
pub struct UnitImport {
    /// The list as it was read; new units have the ids they get.
    pub table: UnitTable,
    /// What happens to each of its rows.
    pub answer: Reconciliation,
    /// The list that would be written.
    pub units: Vec<Unit>,
}

/// Reads a list and says what it would change. Nothing is written.
pub fn plan_units(site: &LoadedSite, file: &str, bytes: &[u8], mapping: &Mapping) -> UnitImport {
    let mut table = read(file, bytes, mapping, false);
    let known: &[Unit] = site.units.as_deref().unwrap_or_default();
    let mut answer = reconcile(known, &table.units);
    set_aside(&mut table, &mut answer);
    name_new(known, &mut table, &answer);
    let mut units: Vec<Unit> = known.to_vec();
    let places: BTreeMap<Id, usize> = known.iter().enumerate().map(|(place, unit)| (unit.id.clone(), place)).collect();
    for (row, unit) in answer.rows.iter().zip(&table.units) {
        match row {
            Reconciled::New => units.push(unit.clone()),
            Reconciled::Same(_) | Reconciled::Conflict(_) => {}
            Reconciled::Changed(id, changes) => {
                if let Some(place) = places.get(id) {
                    take_over(&mut units[*place], unit, changes);
                }
            }
        }
    }
    // What the list makes of the site is judged before it is written.
    table.complaints.extend(site::rules::judge_identities(&units));
    table.complaints.extend(site::rules::judge_addresses(&units, None));
    UnitImport { table, answer, units }
}

/// Makes conflicts of new rows that share an id with another row of the list, and of rows that nothing identifies.
fn set_aside(table: &mut UnitTable, answer: &mut Reconciliation) {
    let mut given: BTreeMap<Id, usize> = BTreeMap::new();
    let nameless: BTreeSet<usize> = table.without_id.iter().copied().collect();
    for (place, row) in answer.rows.iter_mut().enumerate().filter(|(_, row)| **row == Reconciled::New) {
        let unit = &table.units[place];
        if !nameless.contains(&place) {
            if given.insert(unit.id.clone(), place).is_some() {
                *row = Reconciled::Conflict(vec![unit.id.clone()]);
            }
        } else if unit.serial.is_empty() && unit.udi.is_none() && unit.interfaces.is_empty() {
            *row = Reconciled::Conflict(Vec::new());
            let subject = Subject::at(format!("row/{}", place + 1), unit.place.clone());
            table.complaints.push(Finding::new(Priority::Undecided, subject, UnitNotIdentified {}));
        }
    }
}

/// Writes the list, unless the site has changed since it was read.
pub fn write_units(sites: &dyn Sites, site: &LoadedSite, import: &UnitImport) -> Result<(), DossierFault> {
    sites.put_units(&site.hash, &write(&import.units))
}

/// Gives new units without an id of their own, or with one that is taken, the next free `u-…`.
fn name_new(known: &[Unit], table: &mut UnitTable, answer: &Reconciliation) {
    let mut taken: BTreeSet<String> = known.iter().map(|unit| unit.id.to_string()).collect();
    let nameless: BTreeSet<usize> = table.without_id.iter().copied().collect();
    let mut number = 0_u32;
    for (place, row) in answer.rows.iter().enumerate() {
        if *row != Reconciled::New {
            continue;
        }
        let unit = &mut table.units[place];
        if nameless.contains(&place) || taken.contains(unit.id.as_str()) {
            let free = loop {
                number += 1;
                let name = format!("u-{number:04}");
                if !taken.contains(&name) {
                    break name;
                }
            };
            unit.id = Id::try_from(free.as_str()).expect("letters and digits fit an id");
        }
        taken.insert(unit.id.to_string());
    }
}

fn take_over(known: &mut Unit, new: &Unit, changes: &[Change]) {
    for change in changes {
        match change.column {
            "serial" => known.serial = new.serial.clone(),
            "model" => known.model = new.model.clone(),
            "addresses" => known.interfaces = new.interfaces.clone(),
            "version" => {
                known.version = new.version.clone();
                // Whatever proved the old version proves nothing of the new one.
                (known.version_evidence, known.version_seen) = (new.version_evidence, new.version_seen);
            }
            "ward" => known.ward = new.ward.clone(),
            "owner" => known.owner = new.owner.clone(),
            "biomedical_owner" => known.biomedical_owner = new.biomedical_owner.clone(),
            "it_owner" => known.it_owner = new.it_owner.clone(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plan_units;
    use crate::site_port::LoadedSite;
    use formats::units::{Mapping, read, write};

    fn planned(known: &str, new: &str) -> (String, Vec<String>) {
        let units = read("units.csv", known.as_bytes(), &Mapping::new(), true).units;
        let site = LoadedSite { units: Some(units), ..LoadedSite::default() };
        let import = plan_units(&site, "cmms.csv", new.as_bytes(), &Mapping::new());
        let written = write(&import.units);
        let short = |line: &str| line.split(',').filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
        (
            written.lines().skip(1).map(short).collect::<Vec<_>>().join("\n"),
            import.answer.not_named.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn a_first_import_names_units_that_have_no_id() {
        let (written, _) = planned("id,serial\n", "Serial,Model\n1,Aster\n2,Aster\n");
        assert_eq!(written, "u-0001 1 Aster in-use\nu-0002 2 Aster in-use");
    }

    #[test]
    fn the_same_list_again_changes_nothing_and_silence_retires_nothing() {
        let known = "id,serial,model,ward\nu-0001,1,Aster,ICU\nu-0002,2,Aster,ICU\n";
        let (written, left) = planned(known, "Serial,Model,Ward\n1,Aster,\n");
        assert_eq!(written, "u-0001 1 Aster ICU in-use\nu-0002 2 Aster ICU in-use");
        assert_eq!(left, ["u-0002"]);
    }

    #[test]
    fn a_new_version_does_not_inherit_the_old_evidence() {
        let known = "id,serial,model,version,version_evidence\na,1,Aster,4.0,read-from-device\n";
        let (written, _) = planned(known, "serial,model,version\n1,Aster,4.1\n");
        assert_eq!(written, "a 1 Aster 4.1 in-use");
    }

    #[test]
    fn one_id_for_two_rows_and_a_row_that_nothing_identifies_are_not_taken() {
        let list = "id,serial,model,ward\na,1,Aster,\na,2,Aster,\n,,Aster,ICU\n";
        let (written, _) = planned("id,serial\n", list);
        assert_eq!(written, "a 1 Aster in-use");
    }

    #[test]
    fn a_conflict_changes_nothing() {
        let known = "id,serial,model\na,1,Aster\nb,2,Aster\n";
        let (written, _) = planned(known, "id,serial,model,ward\nb,1,Aster,ICU\n");
        assert_eq!(written, "a 1 Aster in-use\nb 2 Aster in-use");
    }
}
