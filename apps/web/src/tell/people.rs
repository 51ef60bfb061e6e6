//! The people of an organisation with how they want to be told.

use crate::state::Shared;
use crate::wards::ByAnswers;
use activities::courier_port::MAIL;
use activities::jobs_port::WorkItem;
use activities::notices_port::Preferences;
use activities::notify::letter::Told;
use activities::notify::person::Person;
use activities::store_fault::StoreFault;
use std::collections::BTreeMap;
use std::sync::Arc;
use terms::Lang;

/// Everybody of a tenant.
pub(crate) fn people(shared: &Shared, tenant: &str) -> Result<Vec<Person>, StoreFault> {
    let said = shared.wiring.notices.preferences_of(tenant)?.into_iter().map(|one| (one.account.clone(), one));
    let mut said: BTreeMap<String, Preferences> = said.collect();
    let users = shared.wiring.accounts.users(tenant)?.into_iter();
    let mail_is_open = shared.wiring.courier.ways().contains(&MAIL);
    Ok(users
        .map(|user| {
            let said = said.remove(&user.id);
            let person = Person::new(user, said).asking(Arc::new(ByAnswers(shared.clone())));
            Person { mail_is_open, ..person }
        })
        .collect())
}

/// One person; `None` when there is no such account.
pub(crate) fn person(shared: &Shared, account: &str) -> Result<Option<Person>, StoreFault> {
    let Some(user) = shared.wiring.accounts.user(account)? else { return Ok(None) };
    let said = shared.wiring.notices.preferences(account)?;
    Ok(Some(Person::new(user, said).asking(Arc::new(ByAnswers(shared.clone())))))
}

/// An item as it is told in a language.
pub(crate) fn told(shared: &Shared, item: &WorkItem, lang: Lang) -> Told {
    if let Some(told) = Told::of_server(item, lang) {
        return told;
    }
    Told::of_finding(item, shared.wiring.rooms.explain(lang, &item.code), lang)
}

/// The address that people see; empty when the operator named none.
pub(crate) fn origin(shared: &Shared) -> &str {
    shared.settings.origin.as_deref().unwrap_or_default()
}
