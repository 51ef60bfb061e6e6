//! The register of a site: its units page by page, and the import of a list.

use super::added::folder_noting;
use super::kept::{self, Rows, Trouble, reached, scope_of};
use super::shapes::units::{UnitPage, UnitRow};
use super::{answered, asking};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::{Answer, SiteUnit, UnitList};
use crate::state::Shared;
use crate::wards::{Reach, newest, reach};
use activities::library_port::{KeptId, State as Kept};
use activities::record_deed::Deed;
use activities::role::Permission;
use activities::scope::Wards;
use axum::Extension;
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// Which units are asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct UnitsAsked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    limit: Rows,
    state: Option<String>,
    find: Option<String>,
}

/// How a list is taken in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ImportAsked {
    dry_run: Option<bool>,
    #[serde(default)]
    meanings: String,
}

/// A page of the register.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<UnitsAsked>,
) -> Result<Json<UnitPage>, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let page = shared.showing(move |shared| page(shared, &caller, &id, &asked)).await?;
    page.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn page(shared: &Shared, caller: &Caller, id: &KeptId, asked: &UnitsAsked) -> Result<UnitPage, Trouble> {
    let (reach, limit) = (reach(caller, shared.now(), Permission::ReadSites, &id.name), asked.limit.count());
    let (reach, revision) = (reach.ok_or(Trouble::Nothing)?, newest(shared, id)?);
    // What units run is told by release.yaml; the SBOMs of received dossiers say nothing about the register.
    let files = shared.wiring.library.files(id, Kept::Revision(revision.sequence), &|name| !is_sbom(name))?;
    let rooms = &shared.wiring.rooms;
    let site = rooms.reader().site(&kept::by_name(&files));
    let mut units = rooms.units(asking(shared, caller), &*site)?;
    let without_ward = units.iter().filter(|unit| unit.ward.trim().is_empty() && unit.state != "retired").count();
    let (wards, without_ward) = match reach {
        Reach::Whole => (None, Some(without_ward as u64)),
        // Everything below is of these wards alone, the numbers too.
        Reach::Wards(names) => {
            let wards = Wards::named(names.iter().map(String::as_str));
            units.retain(|unit| wards.hold(&unit.ward));
            (Some(names), None)
        }
    };
    let total = units.len() as u64;
    let known = |unit: &&SiteUnit| matches!(unit.state, "joined" | "retired");
    let blind = total - units.iter().filter(known).count() as u64;
    let wanted = units.into_iter().filter(|unit| unit.id > asked.after && fits(unit, asked));
    let mut items: Vec<UnitRow> = wanted.take(limit + 1).map(row).collect();
    let more = items.len() > limit;
    items.truncate(limit);
    let next = if more { items.last().map(|last| last.id.clone()) } else { None };
    Ok(UnitPage { items, next, total, blind, wards, without_ward })
}

/// A large document inside a release of a received dossier.
pub(super) fn is_sbom(name: &str) -> bool {
    let inside = name.strip_prefix("received/").and_then(|rest| rest.split_once("/releases/"));
    inside.is_some_and(|(_, file)| !file.ends_with(".yaml"))
}

fn fits(unit: &SiteUnit, asked: &UnitsAsked) -> bool {
    let in_state = asked.state.as_ref().is_none_or(|state| unit.state == state);
    let SiteUnit { id, serial, model, ward, addresses, .. } = unit;
    let texts = [id, serial, model, ward].into_iter().chain(addresses);
    in_state && kept::holds_words(texts.map(String::as_str), asked.find.as_deref().unwrap_or_default())
}

fn row(unit: SiteUnit) -> UnitRow {
    let SiteUnit { id, state, received, release, zone, criticality, serial, model, version, ward, addresses } = unit;
    UnitRow { id, state, received, release, zone, criticality, serial, model, version, ward, addresses }
}

/// Says what a list would change, and changes it where that is asked for.
pub(crate) async fn import(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ImportAsked>,
    headers: HeaderMap,
    list: Bytes,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    if list.is_empty() {
        return Err(Problem::bad_request(
            lang.pick("no list was sent", "一覧が送られていません"),
            lang.pick(
                "send a CSV file or a workbook as the body",
                "CSV ファイルまたはブックを本文として送ってください",
            ),
        ));
    }
    let answer = shared.blocking(move |shared| take(shared, &caller, &id, &asked, &list)).await?;
    answer.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

fn take(shared: &Shared, caller: &Caller, id: &KeptId, asked: &ImportAsked, list: &[u8]) -> Result<Answer, Trouble> {
    if !caller.within(shared.now(), Permission::ChangeSites, &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    let before = reached(shared, caller, id)?;
    let wiring = &shared.wiring;
    let folder = folder_noting(shared, id, (&caller.by, shared.now()), (Deed::UnitsImported, id.to_string()));
    let meanings: Vec<String> =
        asked.meanings.split(';').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect();
    let list = UnitList { name: "units", bytes: list, meanings: &meanings, write: asked.dry_run == Some(false) };
    let answer = wiring.rooms.import_units(asking(shared, caller), &folder, list)?;
    let after = wiring.library.revision(id, Kept::Now)?.ok_or(Trouble::Nothing)?;
    if list.write && after.sequence != before.sequence {
        kept::check_anew(shared, id, &after)?;
    }
    Ok(answer)
}
