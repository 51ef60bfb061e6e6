use super::at;
use crate::{Agency, Unit};
use std::collections::BTreeMap;
use terms::{Finding, Priority, finding};

finding! {
    /// Two rows have one id. MHLW facility guide 4.1 (asset data) [O].
    UnitIdTwice = "site/unit-id-twice" {
        /// The id.
        id: String,
        /// The line of the first row.
        first_line: u32,
    }
    en: "The id {id} is used by two rows (the first is line {first_line}).",
        "What is said about one unit would be taken for the other.",
        "Give the second unit an id of its own.";
    ja: "id {id} が 2 つの行で使われています（最初は {first_line} 行目）。",
        "一方の機器についての情報が、もう一方の情報として扱われてしまいます。",
        "2 番目の機器に別の id を付けてください。";
}

finding! {
    /// Two units of one model have one serial number.
    UnitSerialTwice = "site/unit-serial-twice" {
        /// The serial number.
        serial: String,
        /// The other unit.
        other: String,
    }
    en: "Serial number {serial} also belongs to unit {other} of the same model.",
        "One unit listed twice hides how many there are, and a patch of one may be counted for the other.",
        "Find out which row is right; correct or retire the other.";
    ja: "製造番号 {serial} は、同じ型式の機器 {other} にも付いています。",
        "二重登録は実際の台数を分からなくし、一方の修正がもう一方の修正として数えられることがあります。",
        "正しい行を確認し、もう一方を訂正または廃棄としてください。";
}

finding! {
    /// Two units have one UDI with serial number. FDA 21 CFR 801.20; MDR Art. 27.
    UnitUdiTwice = "site/unit-udi-twice" {
        /// The identifier.
        udi: String,
        /// The other unit.
        other: String,
    }
    en: "UDI {udi} also belongs to unit {other}.",
        "A UDI with its serial number names one unit in the world.",
        "Scan both labels again and correct the row that is wrong.";
    ja: "UDI {udi} は機器 {other} にも付いています。",
        "製造番号を含む UDI は世界で 1 台だけを示します。",
        "両方のラベルを再度読み取り、誤った行を訂正してください。";
}

finding! {
    /// The check character of a UDI does not fit. GS1 General Specifications 7.9; ANSI/HIBC 2.
    UdiCheckDiffers = "site/udi-check-differs" {
        /// The identifier.
        udi: String,
        /// Who issued it.
        agency: String,
    }
    en: "The check character of the {agency} identifier {udi} does not fit.",
        "It was mistyped or misread, and may name another product.",
        "Scan the label again.";
    ja: "{agency} の識別子 {udi} のチェックキャラクタが一致しません。",
        "入力または読み取りの誤りで、別の製品を示している可能性があります。",
        "ラベルを再度読み取ってください。";
}

/// Units that share what only one may have.
pub fn judge_identities(units: &[Unit]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut ids: BTreeMap<&str, &Unit> = BTreeMap::new();
    let mut serials: BTreeMap<(String, String, String), &Unit> = BTreeMap::new();
    let mut udis: BTreeMap<(Agency, &str, &str), &Unit> = BTreeMap::new();
    for unit in units {
        let path = |what: &str| format!("unit/{}/{what}", unit.id);
        if let Some(first) = ids.insert(unit.id.as_str(), unit) {
            ids.insert(unit.id.as_str(), first);
            let detail = UnitIdTwice { id: unit.id.to_string(), first_line: first.place.line };
            findings.push(at(Priority::Undecided, path("id"), &unit.place, detail));
            continue;
        }
        let plain = |text: &str| text.trim().to_lowercase();
        if !unit.serial.is_empty() {
            let key = (plain(&unit.maker), plain(&unit.model), plain(&unit.serial));
            if let Some(other) = serials.insert(key, unit) {
                let detail = UnitSerialTwice { serial: unit.serial.clone(), other: other.id.to_string() };
                findings.push(at(Priority::Undecided, path("serial"), &unit.place, detail));
            }
        }
        let Some(udi) = &unit.udi else { continue };
        if udi.check == Some(false) {
            let detail = UdiCheckDiffers { udi: udi.device.clone(), agency: udi.agency.name().to_owned() };
            findings.push(at(Priority::Attention, path("udi"), &unit.place, detail));
        }
        let Some(serial) = &udi.serial else { continue };
        if let Some(other) = udis.insert((udi.agency, &udi.device, serial), unit) {
            let detail = UnitUdiTwice { udi: format!("{} {serial}", udi.device), other: other.id.to_string() };
            findings.push(at(Priority::Undecided, path("udi"), &unit.place, detail));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::judge_identities;
    use crate::rules::testing::{told, unit};
    use crate::{Udi, Unit};

    fn of(name: &str, model: &str, serial: &str, udi: &str) -> Unit {
        Unit { model: model.to_owned(), serial: serial.to_owned(), udi: Udi::parse(udi), ..unit(name, &[]) }
    }

    #[test]
    fn units_of_their_own_are_quiet() {
        let units =
            [of("a", "Aster", "1", "(01)04512345678906(21)1"), of("b", "Aster", "2", "(01)04512345678906(21)2")];
        assert_eq!(told(&judge_identities(&units)), Vec::<String>::new());
    }

    #[test]
    fn a_serial_may_repeat_between_models_only() {
        let units = [of("a", "Aster", "1", ""), of("b", "Borealis", "1", ""), of("c", "aster ", "1", "")];
        assert_eq!(told(&judge_identities(&units)), ["site/unit-serial-twice unit/c/serial"]);
    }

    #[test]
    fn one_id_and_one_udi_are_for_one_unit() {
        let twice = "(01)04512345678906(21)1";
        let units = [of("a", "", "", twice), of("a", "", "", ""), of("b", "", "", twice)];
        assert_eq!(told(&judge_identities(&units)), ["site/unit-id-twice unit/a/id", "site/unit-udi-twice unit/b/udi"]);
    }
}
