//! Finds units by what is on them: words, numbers, or the barcode of a label as a scanner gives it.

pub use site::Scan;
use site::Unit;

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Sought<'q> {
    words: Vec<String>,
    /// How it reads as a barcode.
    pub scan: Scan,
    /// As it was typed.
    pub typed: &'q str,
}

/// How a unit answers to what is sought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fits {
    /// The identifier names it, or the words are its id or serial number.
    Named,
    /// The identifier may name it: a separator was lost on the way.
    Perhaps,
    /// It holds the words.
    Words,
}

impl Sought<'_> {
    /// Reads what was typed, scanned or pasted.
    pub fn of(typed: &str) -> Sought<'_> {
        let words = typed.to_lowercase().split_whitespace().map(str::to_owned).collect();
        Sought { words, scan: Scan::of(typed), typed }
    }

    /// How a unit answers to it; `None`: it is another one.
    pub fn fits(&self, unit: &Unit) -> Option<Fits> {
        match &self.scan {
            Scan::Udi(udi) if udi.names(unit) => return Some(Fits::Named),
            Scan::Udi(udi) if udi.may_name(unit) => return Some(Fits::Perhaps),
            Scan::Udi(udi) if udi.serial.is_none() && udi.is_of_model(unit) => return Some(Fits::Words),
            // What a label that breaks off begins with is on many units.
            Scan::Broken => return None,
            Scan::Udi(_) | Scan::Words => {}
        }
        let typed = self.typed.trim();
        let is = |text: &str| !typed.is_empty() && text.trim().eq_ignore_ascii_case(typed);
        if is(unit.id.as_str()) || is(&unit.serial) {
            return Some(Fits::Named);
        }
        let addresses = unit.interfaces.iter().map(|one| one.address.to_string()).collect::<Vec<_>>().join("\n");
        let written = unit.udi.as_ref().map(|udi| udi.written.as_str()).unwrap_or_default();
        let own =
            [unit.id.as_str(), &unit.serial, &unit.model, &unit.ward, written, &addresses].join("\n").to_lowercase();
        self.words.iter().all(|word| own.contains(word)).then_some(Fits::Words)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fits, Sought};
    use device::Id;
    use site::{Udi, Unit};

    fn unit() -> Unit {
        Unit {
            serial: "AS10007".to_owned(),
            model: "Aster S2".to_owned(),
            ward: "Ward A".to_owned(),
            udi: Udi::parse("(01)04512345678906(21)AS10007"),
            ..Unit::new(Id::try_from("SA-0002").unwrap())
        }
    }

    fn expect(typed: &str, fits: Option<Fits>) {
        assert_eq!(Sought::of(typed).fits(&unit()), fits, "{typed:?}");
    }

    #[test]
    fn a_unit_is_found_by_its_label_in_any_form_that_scanners_give() {
        for typed in
            ["(01)04512345678906(21)AS10007", "]d2010451234567890621AS10007", "010451234567890610L1<GS>21as10007"]
        {
            expect(typed, Some(Fits::Named));
        }
        expect("(01)04512345678906", Some(Fits::Named));
        expect("010451234567890610L121AS10007", Some(Fits::Perhaps));
        expect("(01)04512345678906(21)AS10014", None);
        expect("(01)04512345678906(10)L21X", Some(Fits::Words));
    }

    #[test]
    fn its_id_and_serial_number_name_it_and_words_only_hold() {
        expect("sa-0002", Some(Fits::Named));
        expect(" AS10007 ", Some(Fits::Named));
        expect("aster ward", Some(Fits::Words));
        expect("0451234", Some(Fits::Words));
        expect("SA-0003", None);
    }
}
