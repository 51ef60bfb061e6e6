//! Folders that are added to in somebody's name: a decision, a package, units, rules.

use crate::deeds;
use crate::state::Shared;
use activities::kept_folder::KeptFolder;
use activities::library_port::{Along, KeptId, KeptKind, Revision, State};
use activities::record_deed::Deed;
use activities::store_fault::StoreFault;
use terms::Instant;

/// The deed of whoever puts a revision of a folder.
pub(super) fn deed(kind: KeptKind) -> Deed {
    match kind {
        KeptKind::Dossier => Deed::DossierPut,
        KeptKind::Site => Deed::SitePut,
    }
}

/// A dossier or a site whose newest revision is added to; no new one is there without its entry in the log.
pub(super) fn folder<'k>(shared: &'k Shared, id: &KeptId, by: &str, now: Instant) -> KeptFolder<'k> {
    folder_noting(shared, id, (by, now), (deed(id.kind), id.to_string()))
}

/// The same, noted as this deed.
pub(super) fn folder_noting<'k>(
    shared: &'k Shared,
    id: &KeptId,
    (by, now): (&str, Instant),
    (deed, subject): (Deed, String),
) -> KeptFolder<'k> {
    let (tenant, noted_by) = (id.tenant.clone(), by.to_owned());
    let along = move |revision: &Revision| noted(shared, (&tenant, &noted_by), (deed, &subject), revision);
    KeptFolder {
        library: &*shared.wiring.library,
        reader: shared.wiring.rooms.reader(),
        id: id.clone(),
        state: State::Now,
        by: by.to_owned(),
        now,
        along: Box::new(along),
    }
}

/// The entry of a revision, bound to its files.
pub(super) fn noted(
    shared: &Shared,
    (tenant, by): (&str, &str),
    (deed, subject): (Deed, &str),
    revision: &Revision,
) -> Result<Along, StoreFault> {
    let entry = deeds::entry(shared, tenant, deed, by, subject, &revision.tree)?;
    Ok(Along { leaves: vec![entry.leaf(shared.now(), &*shared.wiring.secrets)], jobs: Vec::new() })
}
