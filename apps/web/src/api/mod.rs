//! What answers each route; one file a noun.

pub(crate) mod decisions;
pub(crate) mod devices;
pub(crate) mod emergency;
pub(crate) mod explain;
pub(crate) mod feeds;
pub(crate) mod hit;
pub(crate) mod kept;
pub(crate) mod log;
pub(crate) mod oidc;
pub(crate) mod second_factor;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod shapes;
pub(crate) mod signatures;
pub(crate) mod signing_key;
pub(crate) mod sites;
pub(crate) mod tokens;
pub(crate) mod upload;
pub(crate) mod users;
pub(crate) mod work;

use crate::guard::Caller;
use crate::rooms::{Answer, Asking};
use crate::state::Shared;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// The moment and the language of a request.
fn asking(shared: &Shared, caller: &Caller) -> Asking {
    Asking { now: shared.now(), lang: caller.lang }
}

/// An answer with its ETag; nothing when the caller holds it already.
fn answered(answer: &Answer, headers: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", crate::session::hex(&Sha256::digest(&answer.json)[..16]));
    let known = headers.get_all(header::IF_NONE_MATCH).into_iter().any(|value| value.as_bytes() == tag.as_bytes());
    let about = [(header::ETAG, tag), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if known {
        return (StatusCode::NOT_MODIFIED, about).into_response();
    }
    (about, [(header::CONTENT_TYPE, "application/json")], answer.json.clone()).into_response()
}
