//! Writes into the log who did what. Whoever acts is named by id and name: both stand in the leaf as a salted hash alone.

use crate::state::Shared;
use activities::record_deed::{Deed, Entry, PROGRAM, record_deed};
use activities::store_fault::StoreFault;

/// Appends an entry to the log of an organisation, bound to a hash (empty: to none).
pub(crate) fn record(
    shared: &Shared,
    tenant: &str,
    deed: Deed,
    by: &str,
    subject: &str,
    hash: &str,
) -> Result<(), StoreFault> {
    let now = shared.now();
    let entry = entry(shared, tenant, deed, by, subject, hash)?;
    record_deed(&*shared.wiring.log, &*shared.wiring.secrets, now, &entry).map(drop)
}

/// The entry, for what is written together with it.
pub(crate) fn entry(
    shared: &Shared,
    tenant: &str,
    deed: Deed,
    by: &str,
    subject: &str,
    hash: &str,
) -> Result<Entry, StoreFault> {
    let by = named(shared, tenant, by)?;
    let subject = if deed.is_about_a_person() { named(shared, tenant, subject)? } else { subject.to_owned() };
    Ok(Entry::new(tenant, shared.now(), deed, &by, &subject, hash))
}

/// An id with the name that belongs to it now: what it is called later is another matter.
fn named(shared: &Shared, tenant: &str, id: &str) -> Result<String, StoreFault> {
    if id.is_empty() || id == PROGRAM {
        return Ok(id.to_owned());
    }
    let accounts = &shared.wiring.accounts;
    let name = match id.strip_prefix("token:") {
        Some(token) => accounts.tokens(tenant)?.into_iter().find(|one| one.id == token).map(|one| one.name),
        None => accounts.user(id)?.map(|user| user.printed_name),
    };
    Ok(name.filter(|name| !name.is_empty()).map_or_else(|| id.to_owned(), |name| format!("{id} {name}")))
}
