//! What answers each route; one file a noun.

pub(crate) mod devices;
pub(crate) mod explain;
pub(crate) mod feeds;
pub(crate) mod hit;
pub(crate) mod kept;
pub(crate) mod log;
pub(crate) mod session;
pub(crate) mod setup;
pub(crate) mod shapes;
pub(crate) mod sites;
pub(crate) mod tokens;
pub(crate) mod upload;
pub(crate) mod users;
pub(crate) mod work;

use crate::guard::Caller;
use crate::ready::Ready;
use crate::rooms::{Answer, Asking};
use crate::state::Shared;
use axum::http::HeaderMap;
use axum::response::Response;

/// The moment and the language of a request.
fn asking(shared: &Shared, caller: &Caller) -> Asking {
    Asking { now: shared.now(), lang: caller.lang }
}

/// An answer with its ETag; nothing when the caller holds it already.
fn answered(answer: Answer, headers: &HeaderMap) -> Response {
    Ready::new(answer.json).respond(headers)
}
