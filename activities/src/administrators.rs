//! Whether an organisation keeps somebody who keeps its accounts: the last one is neither disabled nor demoted, and gets no end.

use crate::accounts_port::User;
use crate::role::{Permission, Role};
use terms::Instant;

/// Whether a person can get in at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GetsIn {
    /// Not, or nobody knows: such an administrator keeps nothing.
    No,
    /// By a password here, for as long as the roles hold.
    Here,
    /// By whoever vouches for the person, and roles get a new end each time.
    Renewed,
}

/// Whether accounts are kept for as long after a change of one of them as before.
pub fn stay(users: &[User], changed: &User, now: Instant, gets_in: &dyn Fn(&User) -> GetsIn) -> bool {
    let before = users.iter().map(|user| kept_until(user, now, gets_in)).max();
    let after = users.iter().map(|user| if user.id == changed.id { changed } else { user });
    after.map(|user| kept_until(user, now, gets_in)).max() >= before
}

/// Until when a person keeps the accounts, in milliseconds; long past when they do not.
fn kept_until(user: &User, now: Instant, gets_in: &dyn Fn(&User) -> GetsIn) -> i64 {
    let keeps = |role: &str| Role::named(role).is_some_and(|role| role.may(Permission::ManageUsers));
    let ends = user.roles.iter().filter(|held| keeps(&held.role)).map(|held| held.until.map_or(i64::MAX, |end| end.0));
    let until = ends.filter(|end| *end > now.0).max();
    match (until.filter(|_| user.disabled.is_none()), gets_in(user)) {
        (None, _) | (Some(_), GetsIn::No) => i64::MIN,
        (Some(until), GetsIn::Here) => until,
        (Some(_), GetsIn::Renewed) => i64::MAX,
    }
}

#[cfg(test)]
mod tests {
    use super::{GetsIn, stay};
    use crate::accounts_port::{HeldRole, User};
    use terms::Instant;

    const NOW: Instant = Instant(1_000);

    fn user(id: &str, role: &str, until: Option<i64>) -> User {
        User {
            id: id.to_owned(),
            tenant: "north".to_owned(),
            login: id.to_owned(),
            printed_name: id.to_owned(),
            mail: String::new(),
            language: String::new(),
            password: "x".to_owned(),
            totp: None,
            credentials: Vec::new(),
            roles: vec![HeldRole { role: role.to_owned(), scope: String::new(), until: until.map(Instant) }],
            since: NOW,
            disabled: None,
        }
    }

    fn expect(users: &[User], changed: &User, kept: bool) {
        let gets_in = |user: &User| match user.password.as_str() {
            "" => GetsIn::No,
            "elsewhere" => GetsIn::Renewed,
            _ => GetsIn::Here,
        };
        assert_eq!(stay(users, changed, NOW, &gets_in), kept, "{users:?} {changed:?}");
    }

    #[test]
    fn the_last_administrator_stays_one() {
        let admin = user("a", "administrator", None);
        let alone = [admin.clone(), user("b", "auditor", None)];
        expect(&alone, &user("a", "auditor", None), false);
        expect(&alone, &User { disabled: Some(NOW), ..admin.clone() }, false);
        expect(&alone, &user("b", "quality", None), true);
        let two = [admin.clone(), user("b", "administrator", None)];
        expect(&two, &user("a", "auditor", None), true);
        expect(&two, &User { disabled: Some(NOW), ..admin }, true);
    }

    #[test]
    fn one_whose_role_ends_does_not_take_the_place_of_one_who_stays() {
        let users = [user("a", "administrator", None), user("b", "administrator", Some(2_000))];
        expect(&users, &user("a", "auditor", None), false);
        expect(&users, &user("a", "administrator", Some(9_000)), false);
        expect(&users, &user("b", "auditor", None), true);
        expect(&users, &user("b", "administrator", None), true);
    }

    #[test]
    fn of_those_whose_roles_are_renewed_at_each_sign_in_any_one_is_enough() {
        let elsewhere = |id: &str, until| User { password: "elsewhere".to_owned(), ..user(id, "administrator", until) };
        let two = [elsewhere("a", Some(2_000)), elsewhere("b", Some(3_000))];
        expect(&two, &User { disabled: Some(NOW), ..two[1].clone() }, true);
        expect(&two[..1], &User { disabled: Some(NOW), ..two[0].clone() }, false);
        expect(&[two[0].clone(), elsewhere("b", Some(500))], &User { disabled: Some(NOW), ..two[0].clone() }, false);
    }

    #[test]
    fn one_who_is_gone_counts_for_nothing() {
        let admin = user("a", "administrator", None);
        for gone in [
            user("b", "administrator", Some(1_000)),
            User { disabled: Some(NOW), ..user("b", "administrator", None) },
            User { password: String::new(), ..user("b", "administrator", None) },
        ] {
            expect(&[admin.clone(), gone], &user("a", "auditor", None), false);
        }
    }
}
