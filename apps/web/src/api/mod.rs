//! What answers each route; one file a noun.

pub(crate) mod account_changes;
mod added;
pub(crate) mod as_of;
pub(crate) mod calendar;
pub(crate) mod components;
pub(crate) mod decisions;
pub(crate) mod devices;
pub(crate) mod emergency;
pub(crate) mod explain;
pub(crate) mod feeds;
pub(crate) mod findings;
pub(crate) mod hit;
pub(crate) mod kept;
pub(crate) mod listed;
pub(crate) mod log;
pub(crate) mod loose;
pub(crate) mod network;
pub(crate) mod notices;
pub(crate) mod oidc;
mod package_body;
pub(crate) mod packages;
pub(crate) mod papers;
pub(crate) mod passkeys;
pub(crate) mod releases;
pub(crate) mod retention;
pub(crate) mod rules;
pub(crate) mod sboms;
pub(crate) mod search;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod shapes;
pub(crate) mod signatures;
pub(crate) mod signing_key;
pub(crate) mod sites;
pub(crate) mod tokens;
pub(crate) mod unit;
pub(crate) mod units;
pub(crate) mod upkeep;
pub(crate) mod upload;
pub(crate) mod users;
pub(crate) mod wards;
pub(crate) mod webhooks;
pub(crate) mod work;
pub(crate) mod work_change;
mod work_reach;
pub(crate) mod work_sources;

use crate::guard::{Caller, language};
use crate::problem::Problem;
use crate::rooms::{Answer, Asking};
use crate::routes::JSON_LIMIT;
use crate::state::Shared;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::str::FromStr;
use tokio_stream::StreamExt;

/// The moment and the language of a request.
fn asking(shared: &Shared, caller: &Caller) -> Asking {
    Asking { now: shared.now(), lang: caller.lang }
}

/// An answer with its ETag; nothing when the caller holds it already.
fn answered(answer: &Answer, headers: &HeaderMap) -> Response {
    tagged(&answer.json, headers, "private, no-cache")
}

/// JSON with its ETag, or that the caller holds it already.
pub(crate) fn tagged(json: &[u8], headers: &HeaderMap, keeping: &'static str) -> Response {
    let tag = format!("\"{}\"", crate::session::hex(&Sha256::digest(json)[..16]));
    let known = holds(headers, &tag);
    let about = [(header::ETAG, tag), (header::CACHE_CONTROL, keeping.to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(header::CONTENT_TYPE, "application/json")], json.to_vec()).into_response()
}

/// Whether `If-None-Match` names this tag; a weak one means the same here, since an answer is compared whole.
pub(crate) fn holds(headers: &HeaderMap, tag: &str) -> bool {
    let values = headers.get_all(header::IF_NONE_MATCH).into_iter().filter_map(|value| value.to_str().ok());
    let mut tags = values.flat_map(|value| value.split(',')).map(str::trim);
    tags.any(|held| held == "*" || held.trim_start_matches("W/") == tag)
}

/// Gives a list its ETag, so that who asks again is only told that nothing has changed.
pub(crate) async fn tag(request: Request, next: Next) -> Response {
    let asked = request.headers().clone();
    let response = next.run(request).await;
    if response.status() != StatusCode::OK || response.headers().contains_key(header::ETAG) {
        return response;
    }
    match to_bytes(response.into_body(), usize::MAX).await {
        Ok(json) => tagged(&json, &asked, "private, no-cache"),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// Refuses what follows the `?` and has no name in the row of the route: an answer that ignored it would not be the one that was
/// asked for.
pub(crate) async fn known_query(
    State(known): State<&'static [(&'static str, &'static str)]>,
    request: Request,
    next: Next,
) -> Response {
    let lang = language(request.headers());
    let Ok(Query(asked)) = Query::<Vec<(String, String)>>::try_from_uri(request.uri()) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Some((other, _)) = asked.iter().find(|(name, _)| known.iter().all(|(held, _)| held != name)) else {
        return next.run(request).await;
    };
    let names = known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let next = if names.is_empty() {
        lang.pick("it takes none: leave it out", "このアドレスにパラメーターはありません。外してください").to_owned()
    } else {
        lang.pick(format!("it takes {names}"), format!("使えるもの: {names}"))
    };
    let what = lang.pick(
        format!("this address takes no parameter “{other}”"),
        format!("このアドレスにパラメーター「{other}」はありません"),
    );
    Problem::bad_request(what, next).into_response()
}

/// Refuses a list where an object is asked for: a reader of structures would take its values field by field.
pub(crate) async fn object(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, JSON_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => (StatusCode::UNPROCESSABLE_ENTITY, "a list, where an object is asked for").into_response(),
        _ => next.run(Request::from_parts(parts, Body::from(bytes))).await,
    }
}

/// So much of a body that is too large is read, in bytes.
const READ_AWAY: u64 = 256 << 20;

/// Refuses a body that says it is too large. It is read and thrown away first: most callers listen only when they have sent all, and
/// would see a connection that breaks in place of the reason.
pub(crate) async fn too_large(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let length: Option<u64> = length_of(&request);
    if length.is_none_or(|length| length <= shared.settings.upload_limit as u64) {
        return next.run(request).await;
    }
    let (mut pieces, mut read) = (request.into_body().into_data_stream(), 0);
    while let Some(Ok(piece)) = pieces.next().await {
        read += piece.len() as u64;
        if read > READ_AWAY {
            break;
        }
    }
    StatusCode::PAYLOAD_TOO_LARGE.into_response()
}

fn length_of<N: FromStr>(request: &Request) -> Option<N> {
    request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok())
}

/// Lets only so many bytes of uploads into memory at once: the others wait before their body is read.
pub(crate) async fn in_turn(State(shared): State<Shared>, request: Request, next: Next) -> Response {
    let length = length_of(&request);
    match shared.uploads.acquire_many(shared.upload_weight(length)).await {
        Ok(_turn) => next.run(request).await,
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::holds;
    use axum::http::{HeaderMap, HeaderValue, header};

    fn expect(sent: &'static str, held: bool) {
        let headers = HeaderMap::from_iter([(header::IF_NONE_MATCH, HeaderValue::from_static(sent))]);
        assert_eq!(holds(&headers, "\"a1\""), held, "{sent}");
    }

    #[test]
    fn a_held_answer_is_known_by_any_of_the_tags_sent() {
        expect("\"a1\"", true);
        expect("W/\"a1\"", true);
        expect("\"b2\", \"a1\"", true);
        expect("*", true);
        expect("\"b2\"", false);
        expect("a1", false);
    }
}
