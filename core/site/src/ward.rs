//! Which names of wards mean one ward.

use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// A ward's name as it is compared: full-width and half-width letters, composed and taken apart, in capitals or not, with blanks
/// around it or without, are one. Empty where no ward is named.
pub fn ward_key(name: &str) -> String {
    let composed: String = name.nfkc().collect();
    // Lower case may take a composed letter apart.
    composed.trim().to_lowercase().nfkc().collect()
}

/// Some wards of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wards(BTreeSet<String>);

impl Wards {
    /// Wards of these names; one without a name is none.
    pub fn named<'n>(names: impl IntoIterator<Item = &'n str>) -> Wards {
        Wards(names.into_iter().map(ward_key).filter(|key| !key.is_empty()).collect())
    }

    /// Whether a unit stands in one of them, by the ward that the register has for it; without one it stands in none.
    pub fn hold(&self, ward: &str) -> bool {
        self.0.contains(&ward_key(ward))
    }
}

#[cfg(test)]
mod tests {
    use super::{Wards, ward_key};

    fn expect(written: &str, named: &str, same: bool) {
        assert_eq!(ward_key(written) == ward_key(named), same, "{written} {named}");
        assert_eq!(Wards::named([named]).hold(written), same && !ward_key(named).is_empty(), "{written} {named}");
    }

    #[test]
    fn a_ward_is_known_whatever_its_letters_look_like() {
        expect("ICU", "icu", true);
        expect(" ICU\u{3000}", "ＩＣＵ", true);
        expect("ﾋﾞｮｳﾄｳ 3", "ビョウトウ 3", true);
        expect("Cafe\u{301}", "Café", true);
        expect("3/West", "3/west", true);
    }

    #[test]
    fn another_ward_is_another_and_none_is_none() {
        expect("ICU", "ICU 2", false);
        expect("ICU", "NICU", false);
        expect("", "ICU", false);
        expect("", "", true);
        expect(" ", "\u{3000}", true);
    }
}
