use super::{at, few};
use crate::Unit;
use terms::{Finding, Place, Priority, finding};

finding! {
    /// Units leave open what an asset ledger must tell. MHLW facility guide 4.1; checklist item 2-1 [O].
    UnitsNotDescribed = "site/units-not-described" {
        /// How many units.
        count: usize,
        /// The column.
        column: String,
        /// Some of them.
        units: String,
    }
    en: "{count} installed units leave open: {column} ({units}).",
        "Without it the unit cannot be joined with its dossier, found in the ward, or handed to whoever must act.",
        "Fill the column in units.csv, or import it: tutela units import FILE SITE.";
    ja: "設置機器 {count} 台で {column} が未記入です（{units}）。",
        "これがないと、ドシエとの照合、現場での特定、担当者への引き渡しができません。",
        "units.csv に記入するか、tutela units import FILE SITE で取り込んでください。";
}

/// Columns that installed units leave open, one finding a column.
pub fn judge_descriptions(units: &[Unit]) -> Vec<Finding> {
    type Open = fn(&Unit) -> bool;
    let columns: [(&str, Open); 6] = [
        ("model", |unit| unit.model.is_empty() && unit.udi.is_none()),
        ("serial", |unit| unit.serial.is_empty() && unit.udi.as_ref().is_none_or(|udi| udi.serial.is_none())),
        ("version", |unit| unit.version.is_empty()),
        ("version_evidence", |unit| !unit.version.is_empty() && unit.version_evidence.is_none()),
        ("ward", |unit| unit.ward.is_empty()),
        ("biomedical_owner", |unit| unit.biomedical_owner.is_empty()),
    ];
    let mut findings = Vec::new();
    for (column, open) in columns {
        let open = units.iter().filter(|unit| unit.is_installed() && open(unit));
        let names: Vec<&str> = open.map(|unit| unit.id.as_str()).collect();
        if !names.is_empty() {
            let detail = UnitsNotDescribed { count: names.len(), column: column.to_owned(), units: few(&names) };
            let path = format!("units/{column}");
            findings.push(at(Priority::Attention, path, &Place::file("units.csv"), detail));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::judge_descriptions;
    use crate::rules::testing::{told, unit};
    use crate::{Udi, Unit, VersionEvidence};

    #[test]
    fn a_described_unit_is_quiet() {
        let full = Unit {
            udi: Udi::parse("(01)04512345678906(21)1"),
            version: "4.1".to_owned(),
            version_evidence: Some(VersionEvidence::ReadFromDevice),
            ward: "ICU".to_owned(),
            biomedical_owner: "ce".to_owned(),
            ..unit("a", &[])
        };
        assert_eq!(told(&judge_descriptions(&[full])), Vec::<String>::new());
    }

    #[test]
    fn each_open_column_is_told_once() {
        let told = told(&judge_descriptions(&[unit("a", &[]), unit("b", &[])]));
        let wanted = ["model", "serial", "version", "ward", "biomedical_owner"];
        assert_eq!(told, wanted.map(|column| format!("site/units-not-described units/{column}")));
    }
}
