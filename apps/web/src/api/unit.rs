//! One installed unit: its page, and what a person did at it.

use super::added::folder_noting;
use super::kept::{self, Trouble};
use super::shapes::units::{UnitDeed, UnitRecord};
use super::signing_key::public_of;
use super::{asking, units};
use crate::credentials::Credentials;
use crate::deciding::Who;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::ready::Ready;
use crate::state::Shared;
use crate::unit_rooms::{UnitAsked, UnitDone, UnitNotRecorded, UnitWord};
use crate::wards::{Reach, newest, reach};
use activities::library_port::{Files, KeptId, Revision, State as Which};
use activities::record_deed::Deed;
use activities::role::Permission;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};
use std::sync::Arc;

/// How long an answer is shown again while files, mirror and day stay the same, in milliseconds.
const SHOWN_FOR: i64 = 24 * 3_600_000;

/// What stands against a unit.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((id, unit)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let shown = shared.showing(move |shared| answer(shared, &caller, &id, &unit)).await?;
    shown.map(|ready| ready.respond(&headers)).map_err(|trouble| trouble.problem(lang))
}

/// Records what a person did at it, and answers as it stands then.
pub(crate) async fn record(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path((id, unit)): Path<(String, String)>,
    headers: HeaderMap,
    Json(word): Json<UnitRecord>,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let recorded = shared.blocking(move |shared| {
        taken(shared, &caller, &id, &unit, &word)?;
        answer(shared, &caller, &id, &unit)
    });
    recorded.await?.map(|ready| ready.respond(&headers)).map_err(|trouble| trouble.problem(lang))
}

/// The wards that a caller's roles are for; `None`: the whole site.
fn wards(shared: &Shared, caller: &Caller, may: Permission, id: &KeptId) -> Result<Option<Vec<String>>, Trouble> {
    Ok(match reach(caller, shared.now(), may, &id.name).ok_or(Trouble::Nothing)? {
        Reach::Whole => None,
        Reach::Wards(names) => Some(names),
    })
}

fn answer(shared: &Shared, caller: &Caller, id: &KeptId, unit: &str) -> Result<Arc<Ready>, Trouble> {
    let wards = wards(shared, caller, Permission::ReadSites, id)?;
    let (asking, revision) = (asking(shared, caller), newest(shared, id)?);
    let (mirror, day) = (shared.wiring.rooms.mirror(), asking.now.day());
    let key =
        format!("unit {} {id} {} {unit:?} {wards:?} {mirror} {day} {}", id.tenant, revision.tree, asking.lang.tag());
    if let Some(ready) = shared.kept.get(&key, asking.now, SHOWN_FOR) {
        return Ok(ready);
    }
    let files = files_for(shared, caller, (id, &revision), unit)?;
    let rooms = &shared.wiring.rooms;
    let site = rooms.reader().site(&kept::by_name(&files));
    let answer = rooms.unit(asking, &*site, UnitAsked { unit, wards: wards.as_deref() })?.ok_or(Trouble::Nothing)?;
    let ready = Arc::new(Ready::new(answer.json));
    shared.kept.put(key, asking.now, &ready);
    Ok(ready)
}

/// What an answer about one unit rests on: what the site wrote, and of what makers handed over the SBOMs of its own device alone.
fn files_for(
    shared: &Shared,
    caller: &Caller,
    (id, revision): (&KeptId, &Revision),
    unit: &str,
) -> Result<Files, Trouble> {
    let (library, rooms) = (&shared.wiring.library, &shared.wiring.rooms);
    let state = Which::Revision(revision.sequence);
    let written = library.files(id, state, &|name| !units::is_sbom(name))?;
    let all = rooms.units(asking(shared, caller), &*rooms.reader().site(&kept::by_name(&written)))?;
    let own = all.into_iter().find(|one| one.id == unit).ok_or(Trouble::Nothing)?;
    let Some(received) = own.received else { return Ok(written) };
    let folder = format!("received/{received}/");
    let mut files = library.files(id, state, &|name| units::is_sbom(name) && name.starts_with(&folder))?;
    files.extend(written);
    Ok(files)
}

fn taken(shared: &Shared, caller: &Caller, id: &KeptId, unit: &str, word: &UnitRecord) -> Result<(), Trouble> {
    let wards = wards(shared, caller, Permission::ChangeSites, id)?;
    let (asking, before) = (asking(shared, caller), newest(shared, id)?);
    let user = caller.user.as_ref().ok_or(Trouble::Nothing)?;
    let public = public_of(user);
    let folder = folder_noting(shared, id, (&caller.by, asking.now), (Deed::UnitRecorded, format!("{id} {unit}")));
    let UnitRecord { held, done, version, evidence, release, reason } = word;
    let word = UnitWord {
        done: match done {
            UnitDeed::Runs => UnitDone::Runs { version, evidence },
            UnitDeed::Cannot => UnitDone::Cannot { release, reason },
        },
        held,
        who: Who { login: &user.login, public: &public, elsewhere: Credentials::are_elsewhere(user) },
    };
    let asked = UnitAsked { unit, wards: wards.as_deref() };
    shared.wiring.rooms.record_unit(asking, (&folder, &folder), asked, word).map_err(|not| match not {
        UnitNotRecorded::NotThere => Trouble::Nothing,
        UnitNotRecorded::Changed(why) => Problem::conflict(why.what, why.next).into(),
        UnitNotRecorded::Refused(why) => why.into(),
    })?;
    followed(shared, (id, &before)).map_err(Trouble::from)
}

/// The check of the site; the deed stands in the log with the revision.
fn followed(shared: &Shared, (id, before): (&KeptId, &Revision)) -> Result<(), StoreFault> {
    match shared.wiring.library.revision(id, Which::Now)? {
        Some(after) if after.sequence != before.sequence => kept::check_anew(shared, id, &after),
        Some(_) | None => Ok(()),
    }
}
