//! What a role is for: everything, one site, one family of devices, or one ward of a site.

pub use site::Wards;
use site::{Unit, ward_key};
use std::collections::BTreeMap;

/// The scope of a role as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope<'a> {
    /// All of the organisation; nothing is written.
    All,
    /// `site:ID`: a site with all of its wards.
    Site(&'a str),
    /// `family:ID`: a dossier.
    Family(&'a str),
    /// `ward:SITE/WARD`: the units of a site that stand in a ward, and nothing else of that site.
    Ward {
        /// The id of the site.
        site: &'a str,
        /// The ward as the register names it.
        ward: &'a str,
    },
    /// Anything else, `ward:ID` of earlier versions too: it opens nothing.
    Nothing,
}

impl<'a> Scope<'a> {
    /// Reads a scope. The id of a site holds no `/`, so that the first one ends it, whatever stands in the ward's name.
    pub fn of(written: &'a str) -> Scope<'a> {
        if written.is_empty() {
            return Scope::All;
        }
        let named = |id: &'a str| (!id.is_empty()).then_some(id);
        let scope = match written.split_once(':') {
            Some(("site", id)) => named(id).map(Scope::Site),
            Some(("family", id)) => named(id).map(Scope::Family),
            Some(("ward", rest)) => rest
                .split_once('/')
                .filter(|(site, ward)| !site.is_empty() && !ward_key(ward).is_empty())
                .map(|(site, ward)| Scope::Ward { site, ward }),
            Some(_) | None => None,
        };
        scope.unwrap_or(Scope::Nothing)
    }

    /// The ward, where it is one of this site.
    pub fn ward_of(self, of_site: &str) -> Option<&'a str> {
        match self {
            Scope::Ward { site, ward } if site == of_site => Some(ward),
            Scope::Ward { .. } | Scope::All | Scope::Site(_) | Scope::Family(_) | Scope::Nothing => None,
        }
    }
}

/// What two scopes both hold, as it is written; `None`: nothing.
pub fn meet<'a>(one: &'a str, other: &'a str) -> Option<&'a str> {
    match (Scope::of(one), Scope::of(other)) {
        (Scope::Nothing, _) | (_, Scope::Nothing) => None,
        (Scope::All, _) => Some(other),
        (_, Scope::All) => Some(one),
        (Scope::Site(site), Scope::Ward { site: of, .. }) => (site == of).then_some(other),
        (Scope::Ward { site: of, .. }, Scope::Site(site)) => (site == of).then_some(one),
        (Scope::Ward { site, ward }, Scope::Ward { site: of, ward: named }) => {
            (site == of && ward_key(ward) == ward_key(named)).then_some(one)
        }
        (Scope::Site(site), Scope::Site(other)) => (site == other).then_some(one),
        (Scope::Family(family), Scope::Family(other)) => (family == other).then_some(one),
        (Scope::Family(_), Scope::Site(_) | Scope::Ward { .. })
        | (Scope::Site(_) | Scope::Ward { .. }, Scope::Family(_)) => None,
    }
}

/// The wards that a register names, each once, as it is first written; in their order.
pub fn ward_names(units: &[Unit]) -> Vec<String> {
    let mut names: BTreeMap<String, &str> = BTreeMap::new();
    for unit in units {
        names.entry(ward_key(&unit.ward)).or_insert(&unit.ward);
    }
    names.into_iter().filter(|(key, _)| !key.is_empty()).map(|(_, name)| name.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Scope, meet};

    fn expect(written: &str, scope: Scope<'_>) {
        assert_eq!(Scope::of(written), scope, "{written}");
    }

    #[test]
    fn a_scope_is_read_as_it_is_written() {
        expect("", Scope::All);
        expect("site:alba", Scope::Site("alba"));
        expect("family:aster", Scope::Family("aster"));
        expect("ward:alba/ICU", Scope::Ward { site: "alba", ward: "ICU" });
        expect("ward:alba/3/West: A", Scope::Ward { site: "alba", ward: "3/West: A" });
    }

    #[test]
    fn of_two_scopes_what_both_hold_is_left() {
        let both = |one: &str, other: &str, held: Option<&str>| {
            assert_eq!(meet(one, other), held, "{one} {other}");
            assert_eq!(meet(other, one).map(str::to_lowercase), held.map(str::to_lowercase), "{other} {one}");
        };
        both("", "", Some(""));
        both("", "family:aster", Some("family:aster"));
        both("site:alba", "site:alba", Some("site:alba"));
        both("site:alba", "site:blanc", None);
        both("site:alba", "ward:alba/ICU", Some("ward:alba/ICU"));
        both("site:blanc", "ward:alba/ICU", None);
        both("ward:alba/ICU", "ward:alba/icu", Some("ward:alba/ICU"));
        both("ward:alba/ICU", "ward:alba/NICU", None);
        both("family:alba", "site:alba", None);
        both("family:alba", "ward:alba/ICU", None);
        both("", "ward:ICU", None);
    }

    #[test]
    fn what_names_no_place_opens_nothing() {
        for written in
            ["ward:ICU", "ward:", "ward:/ICU", "ward:alba/", "ward:alba/ ", "site:", "family:", "alba", "Site:a"]
        {
            expect(written, Scope::Nothing);
        }
    }
}
