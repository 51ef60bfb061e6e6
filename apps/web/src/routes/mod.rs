//! Every route, one row each, one file a room: method, path, who may enter, what goes in and what comes out. A row cannot be left without
//! its permission, and the description of the API is made from this table.

mod decisions;
mod devices;
mod elsewhere;
mod events;
mod feeds;
mod log;
mod loose;
mod notices;
mod packages;
mod papers;
mod passkeys;
mod people;
mod retention;
mod rules;
mod sboms;
mod second_factor;
mod sites;
mod unit;
mod wards;
mod work;

use crate::api;
use crate::guard::permit;
use crate::state::Shared;
use activities::role::Permission;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::MethodRouter;

/// Who may enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Everybody, signed in or not.
    Nothing,
    /// Everybody who is signed in, also by a password that is to be changed first.
    Password,
    /// Everybody who is signed in, also without the second factor that the organisation demands.
    Begin,
    /// Everybody who is signed in.
    SignIn,
    /// Who has this permission.
    One(Permission),
}

impl Needs {
    /// Its name in the description of the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Needs::Nothing => "nothing",
            Needs::Password | Needs::Begin | Needs::SignIn => "sign-in",
            Needs::One(permission) => permission.name(),
        }
    }
}

/// What a route takes or gives, by the name of its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Nothing.
    Empty,
    /// JSON of this schema (one of `openapi::schemas`).
    Json(&'static str),
    /// JSON as the command line answers it: an object whose `schema` says which (docs/answers.md).
    Answer(&'static str),
    /// One JSON object a line.
    Lines,
    /// Another address, for a browser (303).
    Forward,
    /// Text of this media type.
    Text(&'static str),
    /// An archive of a folder (tar).
    Archive,
    /// A file of any form that is read by its content.
    File,
    /// One file of any name, alone or as the part of this name of a form with these texts beside it, each with what it means.
    Form(&'static str, &'static [(&'static str, &'static str)]),
}

/// A row of the table.
pub(crate) struct Route {
    /// `GET`, `POST`, …
    pub(crate) method: &'static str,
    /// The path, with `{name}` for its parts.
    pub(crate) path: &'static str,
    /// Who may enter.
    pub(crate) needs: Needs,
    /// What it is for, in one line.
    pub(crate) about: &'static str,
    /// Names and meanings of what may follow the `?`.
    pub(crate) query: &'static [(&'static str, &'static str)],
    /// What goes in.
    pub(crate) takes: Shape,
    /// What comes out.
    pub(crate) gives: Shape,
    /// What answers.
    pub(crate) answers: fn() -> MethodRouter<Shared>,
}

impl Route {
    /// Whether its answer has an ETag, and `If-None-Match` spares it.
    pub(crate) fn is_tagged(&self) -> bool {
        let kept = matches!(self.gives, Shape::Json(_) | Shape::Answer(_));
        self.method == "GET" && kept && matches!(self.needs, Needs::One(_))
    }
}

/// What may follow the `?` of a list.
const PAGE: &[(&str, &str)] =
    &[("after", "the `next` of the page before"), ("limit", "at most so many rows, 1 to 200 (50 when left out)")];
/// The parameter that asks about the past.
const AS_OF: (&str, &str) = (
    "as_of",
    "as it was known then: a day (its end, UTC) or a moment (RFC 3339); 404 `server/nothing-known-then` when nothing was",
);
/// What may follow the `?` where a folder is put.
const PUT: &[(&str, &str)] = &[
    ("name", "the id that it is kept under"),
    ("expected", "sequence of the revision it replaces, 0 when there is none yet; 409 when another is there"),
    (
        "check",
        "`now` (default): checked before the answer; `later`: answered as soon as it is kept, checked by the watch",
    ),
];

/// The table, by room.
const ROOMS: &[&[Route]] = &[
    people::ROWS,
    second_factor::ROWS,
    passkeys::ROWS,
    decisions::ROWS,
    elsewhere::ROWS,
    work::ROWS,
    notices::ROWS,
    devices::ROWS,
    sboms::ROWS,
    sites::ROWS,
    unit::ROWS,
    wards::ROWS,
    packages::ROWS,
    papers::ROWS,
    rules::ROWS,
    loose::ROWS,
    feeds::ROWS,
    events::ROWS,
    log::ROWS,
    retention::ROWS,
];

/// Every row.
pub(crate) fn each() -> impl Iterator<Item = &'static Route> {
    ROOMS.iter().copied().flatten()
}

/// Larger than any JSON that a route takes.
pub(crate) const JSON_LIMIT: usize = 1 << 20;

/// The router of the table, each row behind its permission. Lists get an ETag, and uploads wait for their turn.
pub(crate) fn router(shared: &Shared) -> Router<Shared> {
    each().fold(Router::new(), |router, route| {
        let mut row = (route.answers)();
        if route.is_tagged() {
            row = row.route_layer(from_fn(api::tag));
        }
        row = match route.takes {
            Shape::Archive | Shape::File | Shape::Form(..) => {
                row.route_layer(from_fn_with_state(shared.clone(), api::in_turn))
            }
            Shape::Json(_) => row.route_layer(from_fn(api::object)),
            Shape::Empty | Shape::Forward | Shape::Answer(_) | Shape::Lines | Shape::Text(_) => {
                row.route_layer(DefaultBodyLimit::max(JSON_LIMIT))
            }
        };
        // A provider decides itself what a browser comes back with.
        if route.gives != Shape::Forward {
            row = row.route_layer(from_fn_with_state(route.query, api::known_query));
        }
        router.route(route.path, row.route_layer(from_fn_with_state((shared.clone(), route.needs), permit)))
    })
}
