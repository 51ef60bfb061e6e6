//! The wards that somebody's roles are for, and what roles can be for at all.

use super::kept::Trouble;
use super::shapes::wards::{Scopes, Wards, WardsOfSite};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use crate::wards::wards_alone;
use activities::library_port::{Kept, KeptId, KeptKind, Page, State as Which};
use activities::role::Permission;
use activities::scope::ward_names;
use activities::store_fault::StoreFault;
use axum::extract::State;
use axum::{Extension, Json};
use formats::units::{Mapping, read};

/// Rows read at a time.
const ROWS: u32 = 200;

/// The caller's own.
pub(crate) async fn own(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Wards>, Problem> {
    let lang = caller.lang;
    let found = shared.blocking(move |shared| -> Result<Vec<WardsOfSite>, Trouble> {
        let tenant = caller.tenant().unwrap_or_default();
        let mut items = Vec::new();
        for (site, wards) in wards_alone(&caller, shared.now()) {
            if shared.wiring.library.revision(&KeptId::site(&tenant, &site), Which::Now)?.is_some() {
                items.push(WardsOfSite { site, wards });
            }
        }
        Ok(items)
    });
    let items = found.await?.map_err(|trouble| trouble.problem(lang))?;
    Ok(Json(Wards { items }))
}

/// Names of sites, wards and dossiers, for who gives roles: names alone, nothing of what stands there.
pub(crate) async fn scopes(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Scopes>, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let found = shared.blocking(move |shared| scopes_of(shared, &tenant));
    found.await?.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn scopes_of(shared: &Shared, tenant: &str) -> Result<Scopes, Trouble> {
    let mut sites = Vec::new();
    for Kept { id, revision } in all(shared, tenant, KeptKind::Site)? {
        let state = Which::Revision(revision.sequence);
        let files = shared.wiring.library.files(&id, state, &|name| name == "units.csv")?;
        let units = files.get("units.csv").map(|bytes| read("units.csv", bytes, &Mapping::new(), true).units);
        sites.push(WardsOfSite { site: id.name, wards: ward_names(&units.unwrap_or_default()) });
    }
    let families = all(shared, tenant, KeptKind::Dossier)?.into_iter().map(|one| one.id.name).collect();
    Ok(Scopes { sites, families })
}

/// The same for who makes a token: what the caller's roles reach, and of a site that they reach by wards alone those wards.
pub(crate) async fn reached(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Scopes>, Problem> {
    let (lang, now, tenant) = (caller.lang, shared.now(), caller.tenant()?);
    let found = shared.blocking(move |shared| -> Result<Scopes, Trouble> {
        let mut scopes = scopes_of(shared, &tenant)?;
        let within = |permission, what: String| caller.within_roles(now, permission, &what);
        scopes.families.retain(|name| within(Permission::ReadDevices, format!("family:{name}")));
        let mut wards = wards_alone(&caller, now);
        scopes.sites.retain_mut(|one| {
            let whole = within(Permission::ReadSites, format!("site:{}", one.site));
            let own = wards.remove(&one.site);
            own.is_some_and(|own| {
                one.wards = own;
                true
            }) || whole
        });
        Ok(scopes)
    });
    found.await?.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn all(shared: &Shared, tenant: &str, kind: KeptKind) -> Result<Vec<Kept>, StoreFault> {
    let (mut found, mut after) = (Vec::new(), String::new());
    loop {
        let page = shared.wiring.library.kept(tenant, kind, None, Page { after: &after, limit: ROWS })?;
        let full = page.len() as u64 >= u64::from(ROWS);
        after = page.last().map(|last| last.id.name.clone()).unwrap_or_default();
        found.extend(page);
        if !full {
            return Ok(found);
        }
    }
}
