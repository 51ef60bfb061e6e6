use crate::{Dated, Id, People, PublicKey, Sha256};
use terms::{Day, Place, Text, When};

/// Who approved a record, and of which bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Where it stands.
    pub place: Place,
    /// Who.
    pub person: Id,
    /// In which role.
    pub role: Option<String>,
    /// What the approval means.
    pub meaning: Option<Text>,
    /// When.
    pub at: Option<Dated>,
    /// SHA-256 of the canonical record that was approved.
    pub sha256: Option<Sha256>,
    /// The key among the person's keys.
    pub key: Option<Id>,
    /// Ed25519 signature, base64; `None`: a name that anybody could have written.
    pub signature: Option<String>,
    /// What came of checking the signature.
    pub seal: Seal,
}

/// What came of checking the signature of an approval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seal {
    /// Nobody checked, or there is nothing to check.
    #[default]
    Unchecked,
    /// It is by the person's key and about this very record.
    Fits,
    /// It is not by that key, or about something else.
    Wrong,
    /// The person is unknown, or has no Ed25519 key of that id.
    UnknownKey,
    /// The approval bears no day, or one on which the key was not good.
    OutOfTime,
    /// The key was revoked.
    Revoked,
}

impl Approval {
    /// Whether its signature was checked and does not hold.
    pub fn is_broken(&self) -> bool {
        match self.seal {
            Seal::Unchecked | Seal::Fits => false,
            Seal::Wrong | Seal::UnknownKey | Seal::OutOfTime | Seal::Revoked => true,
        }
    }

    /// The day on which it was given; a month is no day.
    pub fn day(&self) -> Option<Day> {
        self.at.and_then(|at| match at.when {
            When::Instant(_) | When::Day(_) => at.when.last_day(),
            When::Unknown | When::Month(..) | When::NotBefore(_) => None,
        })
    }
}

/// The key that must have signed the approval, where it may sign on that day.
pub fn usable_key<'p>(approval: &Approval, people: Option<&'p People>) -> Result<&'p PublicKey, Seal> {
    let person = people.and_then(|people| people.person(&approval.person)).ok_or(Seal::UnknownKey)?;
    let named = person.keys.iter().find(|key| Some(&key.id) == approval.key.as_ref());
    let key = named.filter(|key| key.algorithm == "ed25519").ok_or(Seal::UnknownKey)?;
    if key.revoked.is_some() {
        return Err(Seal::Revoked);
    }
    let day = approval.day().ok_or(Seal::OutOfTime)?;
    let begun = key.from.is_none_or(|from| first_day(from).is_some_and(|from| from <= day));
    let goes_on = key.until.is_none_or(|until| until.last_day().is_some_and(|until| day <= until));
    if begun && goes_on { Ok(key) } else { Err(Seal::OutOfTime) }
}

fn first_day(when: When) -> Option<Day> {
    match when {
        When::Month(year, month) => Day::from_ymd(year, month, 1),
        When::NotBefore(day) => Some(day),
        When::Unknown | When::Instant(_) | When::Day(_) => when.last_day(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Approval, Seal, usable_key};
    use crate::{Dated, Id, People, Person, PublicKey};
    use terms::{Place, Text, When};

    fn id(text: &str) -> Id {
        Id::try_from(text).unwrap()
    }

    fn approval(at: Option<&str>) -> Approval {
        Approval {
            place: Place::default(),
            person: id("sato"),
            role: None,
            meaning: None,
            at: at.map(|at| Dated::parse(at).unwrap()),
            sha256: None,
            key: Some(id("sato-1")),
            signature: Some(String::new()),
            seal: Seal::Unchecked,
        }
    }

    fn judged(at: Option<&str>, change: impl FnOnce(&mut PublicKey)) -> Result<Id, Seal> {
        let mut key = PublicKey {
            place: Place::default(),
            id: id("sato-1"),
            algorithm: "ed25519".to_owned(),
            public: String::new(),
            from: When::parse("2026-04-01"),
            until: When::parse("2027-03-31"),
            revoked: None,
        };
        change(&mut key);
        let person = Person {
            place: Place::default(),
            id: id("sato"),
            name: Text::default(),
            contact: None,
            organisation: None,
            roles: Vec::new(),
            authority: Vec::new(),
            keys: vec![key],
        };
        let people = People { persons: vec![person], ..People::default() };
        usable_key(&approval(at), Some(&people)).map(|key| key.id.clone())
    }

    #[test]
    fn a_key_signs_from_its_first_day_to_its_last() {
        for (day, is_good) in
            [("2026-03-31", false), ("2026-04-01", true), ("2027-03-31T23:59:59Z", true), ("2027-04-01", false)]
        {
            let wanted = if is_good { Ok(id("sato-1")) } else { Err(Seal::OutOfTime) };
            assert_eq!(judged(Some(day), |_| ()), wanted, "{day}");
        }
    }

    #[test]
    fn an_approval_without_a_day_is_out_of_time() {
        assert_eq!(judged(None, |_| ()), Err(Seal::OutOfTime));
        assert_eq!(judged(Some("2026-05"), |_| ()), Err(Seal::OutOfTime));
    }

    #[test]
    fn a_revoked_key_signs_nothing_whatever_the_day() {
        assert_eq!(judged(Some("2026-05-01"), |key| key.revoked = When::parse("2026-11-01")), Err(Seal::Revoked));
    }

    #[test]
    fn another_key_or_algorithm_is_unknown() {
        assert_eq!(judged(Some("2026-05-01"), |key| key.id = id("sato-2")), Err(Seal::UnknownKey));
        assert_eq!(judged(Some("2026-05-01"), |key| key.algorithm = "rsa".to_owned()), Err(Seal::UnknownKey));
        assert_eq!(usable_key(&approval(Some("2026-05-01")), None).map(|key| key.id.clone()), Err(Seal::UnknownKey));
    }
}
