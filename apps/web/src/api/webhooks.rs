//! Webhooks of an organisation, and how its messages stand.

use super::session::record;
use super::shapes::notices::{MadeWebhook, NewWebhook, Outbox, Trial, WayRow, WebhookRow, Webhooks};
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::session::new_token;
use crate::state::Shared;
use crate::tell::{Trial as Whom, trial as send_trial};
use activities::courier_port::{MAIL, Undelivered, WEBHOOK};
use activities::notices_port::{Endpoint, WayCount};
use activities::record_deed::Deed;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use terms::Lang;

/// Webhooks of an organisation, at most.
const MOST: usize = 20;

/// How messages stand, by way.
pub(crate) async fn outbox(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Outbox>, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let counted = shared.blocking(move |shared| {
        let counts = shared.wiring.notices.outbox(Some(&tenant), shared.now())?;
        let open = shared.wiring.courier.ways();
        let way = |way: &'static str| {
            let count = counts.iter().find(|count| count.way == way).cloned().unwrap_or_default();
            way_row(way, open.contains(&way), count, lang)
        };
        Ok::<_, StoreFault>(Outbox { ways: [MAIL, WEBHOOK].map(way).into() })
    });
    counted.await?.map(Json).map_err(|fault| fault_of(&fault, lang))
}

fn way_row(way: &str, open: bool, count: WayCount, lang: Lang) -> WayRow {
    let WayCount { way: _, waiting, failing, sent, withdrawn, oldest, fault } = count;
    let oldest = oldest.map(|oldest| oldest.to_string());
    let fault = Some(Undelivered(fault).say(lang).to_owned()).filter(|fault| !fault.is_empty());
    WayRow { way: way.to_owned(), open, waiting, failing, sent, withdrawn, oldest, fault }
}

/// Where events are posted.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Webhooks>, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let held = shared.blocking(move |shared| shared.wiring.notices.endpoints(&tenant)).await?;
    let held = held.map_err(|fault| fault_of(&fault, lang))?;
    Ok(Json(Webhooks { items: held.iter().map(row).collect() }))
}

/// Adds a webhook.
pub(crate) async fn make(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewWebhook>,
) -> Result<(StatusCode, Json<MadeWebhook>), Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    if caller.session.is_none() {
        return Err(Problem::not_permitted(lang, "sign-in"));
    }
    shared.wiring.courier.may_post(&asked.url).map_err(|why| {
        let why = why.say(lang);
        Problem::bad_request(
            lang.pick(
                format!("this address is not posted to: {why}"),
                format!("このアドレスには送信できません（{why}）"),
            ),
            lang.pick(
                "give an https address of the public internet; the operator opens webhooks, and addresses inside, under [webhooks] in the server's settings",
                "インターネット上の https アドレスを指定してください。Webhook と内部アドレスは、運用者がサーバー設定の [webhooks] で許可します",
            ),
        )
    })?;
    let mut secret = vec![0; 32];
    shared.wiring.secrets.random(&mut secret);
    let shown = format!("whsec_{}", STANDARD.encode(&secret));
    let endpoint = Endpoint {
        id: new_token(&shared)[..16].to_owned(),
        tenant: tenant.clone(),
        name: asked.label.chars().take(100).collect(),
        url: asked.url,
        secret,
        urgent_only: asked.urgent_only,
        since: shared.now(),
        ended: None,
    };
    let about = row(&endpoint);
    let made = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        if shared.wiring.notices.endpoints(&tenant)?.len() >= MOST {
            return Ok(false);
        }
        shared.wiring.notices.add_endpoint(&endpoint)?;
        record(shared, &tenant, Deed::WebhookMade, &caller.by, &endpoint.id)?;
        Ok(true)
    });
    match made.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok((StatusCode::CREATED, Json(MadeWebhook { secret: shown, about }))),
        false => Err(Problem::conflict(
            lang.pick("there are twenty webhooks already", "Webhook は 20 件までです"),
            lang.pick("end one that nobody uses", "使っていないものを終了してください"),
        )),
    }
}

/// Ends a webhook.
pub(crate) async fn end(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let done = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let done = shared.wiring.notices.end_endpoint(&tenant, &id, shared.now())?;
        if done {
            record(shared, &tenant, Deed::WebhookEnded, &caller.by, &id)?;
        }
        Ok(done)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(lang)),
    }
}

/// Posts a trial event.
pub(crate) async fn trial(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<(StatusCode, Json<Trial>), Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    shared.sign_ins.take(caller.address, shared.now()).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let done = shared.blocking(move |shared| -> Result<Option<Trial>, StoreFault> {
        let endpoint = shared.wiring.notices.endpoint(&id)?;
        let Some(endpoint) = endpoint.filter(|one| one.tenant == tenant && one.ended.is_none()) else {
            return Ok(None);
        };
        let id = send_trial(shared, &Whom::Endpoint(&endpoint))?;
        Ok(Some(Trial { id, open: shared.wiring.courier.ways().contains(&WEBHOOK) }))
    });
    let done = done.await?.map_err(|fault| fault_of(&fault, lang))?;
    done.map(|trial| (StatusCode::ACCEPTED, Json(trial))).ok_or_else(|| Problem::not_found(lang))
}

fn row(endpoint: &Endpoint) -> WebhookRow {
    WebhookRow {
        id: endpoint.id.clone(),
        label: endpoint.name.clone(),
        url: endpoint.url.clone(),
        urgent_only: endpoint.urgent_only,
        since: endpoint.since.to_string(),
    }
}
