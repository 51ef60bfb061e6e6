//! What a scanner types or a camera gives, held against the register: total, and with its doubts told.

use super::{Udi, without_symbology};
use crate::Unit;

/// How scanners that type write the separator that ends a value of open length (FNC1, sent as the control character GS).
const SEPARATORS: [&str; 8] = ["\u{241d}", "<GS>", "{GS}", "[GS]", "<FNC1>", "{FNC1}", "\\x1d", "^]"];

/// Ends a value of open length.
const SEPARATOR: &str = "\u{1d}";

/// Longer texts are no barcode of a device.
const LONGEST: usize = 4_096;

/// A text that was scanned, pasted or typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// A unique device identifier.
    Udi(Box<Udi>),
    /// It begins as one and cannot be read to its end: broken off, or not as its issuer writes it.
    Broken,
    /// Something else: a serial number, an asset number, a word.
    Words,
}

impl Scan {
    /// Reads what was scanned. Any text is one of the three.
    pub fn of(text: &str) -> Scan {
        if text.len() > LONGEST {
            return Scan::Words;
        }
        let plain = SEPARATORS.iter().fold(text.trim_matches(is_end).to_owned(), |text, separator| {
            if text.contains(separator) { text.replace(separator, SEPARATOR) } else { text }
        });
        match Udi::parse(&plain) {
            // A number of 8 to 14 digits may as well be a serial number: it is a device identifier only where its check digit fits.
            Some(udi) if plain.trim().bytes().all(|byte| byte.is_ascii_digit()) && udi.check != Some(true) => {
                Scan::Words
            }
            Some(udi) => Scan::Udi(Box::new(udi)),
            None if begins_as_one(&plain) => Scan::Broken,
            None => Scan::Words,
        }
    }
}

/// What scanners put around a text.
fn is_end(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '\u{2}' | '\u{3}' | '\u{4}' | '\u{feff}')
}

fn begins_as_one(text: &str) -> bool {
    let bare = without_symbology(text);
    let named = bare.len() < text.len();
    let digits = bare.trim_start_matches(SEPARATOR).strip_prefix("01").unwrap_or_default();
    let has_gtin = digits.len() > 14 && digits.bytes().take(14).all(|byte| byte.is_ascii_digit());
    named || bare.starts_with("(01)") || bare.starts_with("=/") || has_gtin || bare.contains(SEPARATOR)
}

impl Udi {
    /// Whether it names this unit: its device identifier, and its serial number where it carries one. A lot that may have swallowed
    /// a serial number names nothing.
    pub fn names(&self, unit: &Unit) -> bool {
        let device = unit.udi.as_ref().is_none_or(|udi| (udi.agency, &udi.device) == (self.agency, &self.device));
        match self.serial.as_deref() {
            Some(serial) => device && has_serial(unit, serial),
            None => {
                self.is_of_model(unit) && self.lot.as_deref().is_none_or(|lot| after_identifier(lot).next().is_none())
            }
        }
    }

    /// Whether its device identifier is the one of this unit.
    pub fn is_of_model(&self, unit: &Unit) -> bool {
        unit.udi.as_ref().is_some_and(|udi| (udi.agency, &udi.device) == (self.agency, &self.device))
    }

    /// Whether it may name this unit although the separator that ends a value was lost on the way: the serial number stands at the
    /// end of what was read as another value.
    pub fn may_name(&self, unit: &Unit) -> bool {
        let swallowed = self.lot.as_deref().into_iter().chain(self.serial.as_deref());
        self.is_of_model(unit) && swallowed.flat_map(after_identifier).any(|serial| has_serial(unit, serial))
    }
}

/// What follows each `21` in a value that swallowed more than its own.
fn after_identifier(value: &str) -> impl Iterator<Item = &str> {
    value.match_indices("21").map(|(at, found)| &value[at + found.len()..]).filter(|rest| !rest.is_empty())
}

fn has_serial(unit: &Unit, serial: &str) -> bool {
    let plain = |text: &str| text.trim().to_lowercase();
    let own = unit.udi.as_ref().and_then(|udi| udi.serial.as_deref()).unwrap_or_default();
    [own, &unit.serial].into_iter().any(|one| !one.is_empty() && plain(one) == plain(serial))
}

#[cfg(test)]
mod tests {
    use super::Scan;
    use crate::rules::testing::unit;
    use crate::{Udi, Unit};

    fn read(text: &str) -> String {
        match Scan::of(text) {
            Scan::Udi(udi) => {
                let check = if udi.check == Some(false) { " differs" } else { "" };
                format!("{} {}{check}", udi.device, udi.serial.unwrap_or_default())
            }
            Scan::Broken => "broken".to_owned(),
            Scan::Words => "words".to_owned(),
        }
    }

    #[test]
    fn separators_are_read_as_scanners_type_them() {
        for separator in ["\u{1d}", "\u{241d}", "<GS>", "{GS}", "[GS]", "<FNC1>", "^]"] {
            let text = format!("]d2010451234567890610L1{separator}21SN-1\r\n");
            assert_eq!(read(&text), "04512345678906 SN-1", "{separator:?}");
        }
    }

    #[test]
    fn what_begins_as_an_identifier_and_breaks_off_is_told_apart_from_words() {
        for text in ["(01)0451234567", "(01)04512345678906(21)", "]d20104512", "0104512345678906ZZ", "=/A9999"] {
            assert_eq!(read(text), "broken", "{text}");
        }
        for text in ["AS10007", "ICU 4", "", "0104", "10.20.4.21", "+", "]", "あ", "12345678", "https://a.example/"] {
            assert_eq!(read(text), "words", "{text}");
        }
        assert_eq!(read(&"0".repeat(9_000)), "words");
    }

    #[test]
    fn a_check_digit_that_does_not_fit_is_told_and_makes_no_identifier_of_a_bare_number() {
        assert_eq!(read("(01)04512345678907(21)9"), "04512345678907 9 differs");
        assert_eq!(read("4512345678906"), "04512345678906 ");
        assert_eq!(read("4512345678907"), "words");
    }

    fn of(udi: &str, serial: &str) -> Unit {
        Unit { udi: Udi::parse(udi), serial: serial.to_owned(), ..unit("u", &[]) }
    }

    #[test]
    fn an_identifier_names_the_unit_of_its_serial_number_and_no_other() {
        let scanned = Udi::parse("(01)04512345678906(21)sn-1").unwrap();
        assert!(scanned.names(&of("(01)04512345678906(21)SN-1", "")));
        assert!(scanned.names(&of("(01)04512345678906", "SN-1")));
        assert!(scanned.names(&of("", "SN-1")), "the register has no identifier of it");
        assert!(!scanned.names(&of("(01)04599999000017(21)SN-1", "SN-1")), "another model");
        assert!(!scanned.names(&of("(01)04512345678906(21)SN-2", "SN-2")));
        let model = Udi::parse("(01)04512345678906").unwrap();
        assert!(model.names(&of("(01)04512345678906(21)SN-2", "")) && !model.names(&of("", "SN-2")));
    }

    #[test]
    fn a_separator_that_was_lost_leaves_a_guess_that_is_no_more_than_one() {
        let scanned = Udi::parse("010451234567890610L121SN-1").unwrap();
        assert!(!scanned.names(&of("(01)04512345678906(21)SN-1", "")));
        assert!(scanned.may_name(&of("(01)04512345678906(21)SN-1", "")));
        assert!(!scanned.may_name(&of("(01)04512345678906(21)SN-2", "")));
    }
}
