use crate::{AddressUse, Unit};
use device::Id;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// What a new list says about the units that are known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Each row of the new list, in its order.
    pub rows: Vec<Reconciled>,
    /// Known units that the new list does not name. They stay: a list that is silent retires nothing.
    pub not_named: Vec<Id>,
}

/// What happens to a row of a new list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reconciled {
    /// No known unit fits: a new unit.
    New,
    /// A known unit that already says the same.
    Same(Id),
    /// A known unit of which something changes.
    Changed(Id, Vec<Change>),
    /// The row points at several known units, or a unit was named twice: a person decides.
    Conflict(Vec<Id>),
}

/// A column that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The column.
    pub column: &'static str,
    /// As known.
    pub before: String,
    /// As the new list has it.
    pub after: String,
}

/// Finds the known unit of each new row: by UDI with serial number, by model and serial number, by id, else by an address of
/// its own. Where two of these point at different units the row is a conflict, never a guess.
pub fn reconcile(known: &[Unit], new: &[Unit]) -> Reconciliation {
    let keys = Keys::of(known);
    let mut named: BTreeMap<usize, usize> = BTreeMap::new();
    let mut rows = Vec::new();
    for (row, unit) in new.iter().enumerate() {
        let found = keys.find(unit);
        let ids = || found.iter().map(|place| known[*place].id.clone()).collect();
        // What a conflict points at is named all the same.
        let before: Vec<usize> = found.iter().filter_map(|place| named.insert(*place, row)).collect();
        rows.push(match found.as_slice() {
            [] => Reconciled::New,
            [one] if before.is_empty() => {
                let changes = changes(&known[*one], unit);
                let id = known[*one].id.clone();
                if changes.is_empty() { Reconciled::Same(id) } else { Reconciled::Changed(id, changes) }
            }
            [..] => Reconciled::Conflict(ids()),
        });
    }
    let missing = known.iter().enumerate().filter(|(place, unit)| unit.is_installed() && !named.contains_key(place));
    Reconciliation { rows, not_named: missing.map(|(_, unit)| unit.id.clone()).collect() }
}

/// What known units are found by.
struct Keys<'k> {
    udis: BTreeMap<(&'k str, &'k str), Vec<usize>>,
    serials: BTreeMap<(String, String), Vec<usize>>,
    ids: BTreeMap<&'k str, Vec<usize>>,
    addresses: BTreeMap<IpAddr, Vec<usize>>,
}

fn serial_key(unit: &Unit) -> Option<(String, String)> {
    let plain = |text: &str| text.trim().to_lowercase();
    (!unit.serial.is_empty()).then(|| (plain(&unit.model), plain(&unit.serial)))
}

fn udi_key(unit: &Unit) -> Option<(&str, &str)> {
    let udi = unit.udi.as_ref()?;
    Some((udi.device.as_str(), udi.serial.as_deref()?))
}

impl<'k> Keys<'k> {
    fn of(known: &'k [Unit]) -> Keys<'k> {
        let (mut udis, mut serials) = (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::<_, Vec<usize>>::new());
        let (mut ids, mut addresses) = (BTreeMap::<_, Vec<usize>>::new(), BTreeMap::<_, Vec<usize>>::new());
        for (place, unit) in known.iter().enumerate() {
            if let Some(key) = udi_key(unit) {
                udis.entry(key).or_default().push(place);
            }
            if let Some(key) = serial_key(unit) {
                serials.entry(key).or_default().push(place);
            }
            ids.entry(unit.id.as_str()).or_default().push(place);
            if unit.address_use == AddressUse::Own && unit.is_installed() {
                for interface in &unit.interfaces {
                    addresses.entry(interface.address).or_default().push(place);
                }
            }
        }
        Keys { udis, serials, ids, addresses }
    }

    /// The known units that a row points at; an address counts only where nothing stronger points anywhere.
    fn find(&self, unit: &Unit) -> Vec<usize> {
        let by_udi = udi_key(unit).and_then(|key| self.udis.get(&key));
        let by_serial = serial_key(unit).and_then(|key| self.serials.get(&key));
        let by_id = self.ids.get(unit.id.as_str());
        let mut found: Vec<usize> = [by_udi, by_serial, by_id].into_iter().flatten().flatten().copied().collect();
        if found.is_empty() && unit.serial.is_empty() && udi_key(unit).is_none() && unit.address_use == AddressUse::Own
        {
            let addresses = unit.interfaces.iter().filter_map(|interface| self.addresses.get(&interface.address));
            found.extend(addresses.flatten());
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// Columns in which the new row says something else. What it leaves open changes nothing.
fn changes(before: &Unit, after: &Unit) -> Vec<Change> {
    let addresses = |unit: &Unit| {
        let mut all: Vec<String> = unit.interfaces.iter().map(|interface| interface.address.to_string()).collect();
        all.sort();
        all.join(" ")
    };
    let pairs = [
        ("serial", before.serial.clone(), after.serial.clone()),
        ("model", before.model.clone(), after.model.clone()),
        ("addresses", addresses(before), addresses(after)),
        ("version", before.version.clone(), after.version.clone()),
        ("ward", before.ward.clone(), after.ward.clone()),
        ("owner", before.owner.clone(), after.owner.clone()),
        ("biomedical_owner", before.biomedical_owner.clone(), after.biomedical_owner.clone()),
        ("it_owner", before.it_owner.clone(), after.it_owner.clone()),
    ];
    let differs = |(_, before, after): &(&str, String, String)| !after.is_empty() && before != after;
    let changed = pairs.into_iter().filter(differs);
    changed.map(|(column, before, after)| Change { column, before, after }).collect()
}

#[cfg(test)]
mod tests {
    use super::{Reconciled, reconcile};
    use crate::rules::testing::unit;
    use crate::{Udi, Unit};

    fn of(name: &str, serial: &str, address: &[&str]) -> Unit {
        Unit { model: "Aster".to_owned(), serial: serial.to_owned(), ..unit(name, address) }
    }

    fn told(known: &[Unit], new: &[Unit]) -> Vec<String> {
        let answer = reconcile(known, new);
        let row = |row: &Reconciled| match row {
            Reconciled::New => "new".to_owned(),
            Reconciled::Same(id) => format!("same {id}"),
            Reconciled::Changed(id, changes) => {
                let changes: Vec<_> = changes
                    .iter()
                    .map(|change| format!("{} {}>{}", change.column, change.before, change.after))
                    .collect();
                format!("{id}: {}", changes.join(", "))
            }
            Reconciled::Conflict(ids) => {
                format!("conflict {}", ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
            }
        };
        answer.rows.iter().map(row).chain(answer.not_named.iter().map(|id| format!("left {id}"))).collect()
    }

    #[test]
    fn a_unit_is_found_by_its_serial_though_its_id_differs() {
        let known = [of("u-1", "S1", &["10.0.0.1"]), of("u-2", "S2", &[])];
        assert_eq!(
            told(&known, &[of("asset-77", "s1", &["10.0.0.9"])]),
            ["u-1: serial S1>s1, addresses 10.0.0.1>10.0.0.9", "left u-2"]
        );
    }

    #[test]
    fn an_address_finds_only_a_row_that_says_nothing_better() {
        let known = [of("u-1", "S1", &["10.0.0.1"])];
        assert_eq!(told(&known, &[of("x", "", &["10.0.0.1"])]), ["same u-1"]);
        assert_eq!(told(&known, &[of("x", "S9", &["10.0.0.1"])]), ["new", "left u-1"]);
    }

    #[test]
    fn two_keys_that_point_apart_are_a_conflict() {
        let known = [of("u-1", "S1", &[]), of("u-2", "S2", &[])];
        assert_eq!(told(&known, &[of("u-2", "S1", &[])]), ["conflict u-1 u-2"]);
    }

    #[test]
    fn a_unit_named_twice_is_a_conflict() {
        let known = [of("u-1", "S1", &[])];
        assert_eq!(told(&known, &[of("a", "S1", &[]), of("b", "S1", &[])]), ["same u-1", "conflict u-1"]);
    }

    #[test]
    fn a_udi_with_its_serial_is_enough() {
        let udi = || Udi::parse("(01)04512345678906(21)7");
        let known = [Unit { udi: udi(), ..unit("u-1", &[]) }];
        assert_eq!(told(&known, &[Unit { udi: udi(), ..unit("other", &[]) }]), ["same u-1"]);
    }
}
