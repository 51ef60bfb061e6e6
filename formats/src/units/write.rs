use super::Column;
use site::{AddressUse, Unit};
use terms::Choice;

/// A unit list in the form of units.csv: every column, one unit a row, in the order of the ids. Same units, same bytes.
pub fn write(units: &[Unit]) -> String {
    let mut sorted: Vec<&Unit> = units.iter().collect();
    sorted.sort_by(|a, b| a.id.cmp(&b.id));
    let mut text = Column::ALL.map(Column::name).join(",");
    text.push('\n');
    for unit in sorted {
        let cells: Vec<String> = Column::ALL.iter().map(|column| quoted(&cell(unit, *column))).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    text
}

fn cell(unit: &Unit, column: Column) -> String {
    match column {
        Column::Id => unit.id.to_string(),
        Column::Serial => unit.serial.clone(),
        Column::Model => unit.model.clone(),
        Column::Maker => unit.maker.clone(),
        Column::Udi => unit.udi.as_ref().map(|udi| udi.written.clone()).unwrap_or_default(),
        Column::Addresses => {
            let address = |interface: &site::Interface| match interface.name.is_empty() {
                true => interface.address.to_string(),
                false => format!("{}={}", interface.name, interface.address),
            };
            unit.interfaces.iter().map(address).collect::<Vec<_>>().join(" ")
        }
        Column::AddressUse => match &unit.address_use {
            AddressUse::Own => String::new(),
            AddressUse::Shared => "shared".to_owned(),
            AddressUse::Pooled => "pooled".to_owned(),
            AddressUse::Gateway(gateway) => format!("gateway:{gateway}"),
        },
        Column::Version => unit.version.clone(),
        Column::VersionEvidence => named(unit.version_evidence),
        Column::VersionSeen => unit.version_seen.map(|when| when.to_string()).unwrap_or_default(),
        Column::Configuration => unit.configuration.join("; "),
        Column::Ward => unit.ward.clone(),
        Column::Zone => unit.zone.as_ref().map(ToString::to_string).unwrap_or_default(),
        Column::Owner => unit.owner.clone(),
        Column::BiomedicalOwner => unit.biomedical_owner.clone(),
        Column::ItOwner => unit.it_owner.clone(),
        Column::Criticality => named(unit.criticality),
        Column::InstalledOn => unit.installed_on.map(|when| when.to_string()).unwrap_or_default(),
        Column::State => unit.state.name().to_owned(),
    }
}

fn named<T: Choice>(value: Option<T>) -> String {
    value.map(|value| value.name().to_owned()).unwrap_or_default()
}

/// A cell as RFC 4180 writes it.
pub(super) fn quoted(text: &str) -> String {
    let plain = !text.contains([',', ';', '"', '\n', '\r', '\t']) && text.trim() == text;
    if plain { text.to_owned() } else { format!("\"{}\"", text.replace('"', "\"\"")) }
}
