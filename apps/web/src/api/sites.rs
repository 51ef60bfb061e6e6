//! Site folders: units, networks, and the proof of a firewall.

use super::kept::{self, Paged, PutAsked, Trouble};
use super::shapes::kept::{Put, RevisionPage};
use super::shapes::network::{NetworkDevice, Networks, ReceivedRow, Zone};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::Asking;
use crate::state::Shared;
use activities::library_port::{KeptId, KeptKind};
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};

/// All of them, page by page.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ready = kept::list_ready(&shared, caller, KeptKind::Site, paged).await?;
    Ok(ready.respond(&headers))
}

/// Adds one, or a revision of one.
pub(crate) async fn put(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<PutAsked>,
    archive: Bytes,
) -> Result<(StatusCode, Json<Put>), Problem> {
    let put = shared.blocking(move |shared| kept::put(shared, &caller, KeptKind::Site, &asked, &archive)).await?;
    put.map(|(status, put)| (status, Json(put)))
}

/// The answer of `tutela check` for a site.
pub(crate) async fn check(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let answer = kept::check_ready(&shared, caller, id, None).await?;
    answer.map(|answer| answer.respond(&headers)).map_err(|trouble| trouble.problem(lang))
}

/// Its revisions.
pub(crate) async fn history(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(paged): Query<Paged>,
) -> Result<Json<RevisionPage>, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let page = shared.showing(move |shared| kept::history(shared, &caller, &id, &paged.into())).await?;
    page.map(Json).map_err(|trouble| trouble.problem(lang))
}

/// Zones, firewalls and lines.
pub(crate) async fn network(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<Networks>, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let shown = shared.showing(move |shared| -> Result<Networks, Trouble> {
        let revision = kept::reached(shared, &caller, &id)?;
        let files = kept::files(shared, &id, &revision)?;
        let rooms = &shared.wiring.rooms;
        Ok(rooms.networks(Asking { now: shared.now(), lang: caller.lang }, &files)?.into())
    });
    shown.await?.map(Json).map_err(|trouble| trouble.problem(lang))
}

impl From<crate::rooms::SiteNetworks> for Networks {
    fn from(networks: crate::rooms::SiteNetworks) -> Networks {
        let crate::rooms::SiteNetworks { zones, devices, received } = networks;
        let zone = |(id, name, subnets, units)| Zone { id, name, subnets, units };
        let device = |device: crate::rooms::SiteDevice| NetworkDevice {
            id: device.id,
            kind: if device.firewall { "firewall" } else { "remote-line" },
            product: device.product,
            zones: device.zones,
            rules_kept: device.rules_kept,
        };
        Networks {
            zones: zones.into_iter().map(zone).collect(),
            devices: devices.into_iter().map(device).collect(),
            received: received.into_iter().map(|(name, units)| ReceivedRow { name, units }).collect(),
        }
    }
}
