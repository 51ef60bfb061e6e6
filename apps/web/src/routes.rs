//! Every route, one row each: method, path, who may enter, what goes in and what comes out. A row cannot be left without
//! its permission, and the description of the API is made from this table.

use crate::api;
use crate::guard::permit;
use crate::state::Shared;
use activities::role::Permission;
use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::MethodRouter;

/// Who may enter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Everybody, signed in or not.
    Nothing,
    /// Everybody who is signed in.
    SignIn,
    /// Who has this permission.
    One(Permission),
}

impl Needs {
    /// Its name in the description of the API.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Nothing => "nothing",
            SignIn => "sign-in",
            One(permission) => permission.name(),
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
    /// An archive of a folder (tar).
    Archive,
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

use Needs::{Nothing, One, SignIn};
use Permission::{
    AddDevices, ChangeSites, ManageTokens, ManageUsers, ReadDevices, ReadFeeds, ReadLog, ReadSites, ReadWork,
};
use Shape::{Answer, Archive, Empty, Json, Lines};
use axum::routing::{delete, get, post};

const PAGE: &[(&str, &str)] =
    &[("after", "the `next` of the page before"), ("limit", "at most so many rows, 1 to 200 (50 when left out)")];
const PUT: &[(&str, &str)] = &[
    ("name", "the id that it is kept under"),
    ("expected", "sequence of the revision it replaces, 0 when there is none yet; 409 when another is there"),
];
const RELEASE: &[(&str, &str)] = &[("release", "id of the release; the newest in support when left out")];

/// The table.
pub(crate) const ROUTES: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/session",
        needs: Nothing,
        about: "Who is signed in, and whether the instance is still to be set up.",
        query: &[],
        takes: Empty,
        gives: Json("Session"),
        answers: || get(api::session::show),
    },
    Route {
        method: "POST",
        path: "/api/v1/session",
        needs: Nothing,
        about: "Sign in.",
        query: &[],
        takes: Json("SignIn"),
        gives: Json("Session"),
        answers: || post(api::session::open),
    },
    Route {
        method: "DELETE",
        path: "/api/v1/session",
        needs: SignIn,
        about: "Sign out.",
        query: &[],
        takes: Empty,
        gives: Empty,
        answers: || delete(api::session::close),
    },
    Route {
        method: "POST",
        path: "/api/v1/setup",
        needs: Nothing,
        about: "Make the first organisation and its administrator, with the code that the server printed.",
        query: &[],
        takes: Json("SetUp"),
        gives: Json("Session"),
        answers: || post(api::setup::run),
    },
    Route {
        method: "POST",
        path: "/api/v1/password",
        needs: SignIn,
        about: "Change one's own password; every other session ends.",
        query: &[],
        takes: Json("ChangePassword"),
        gives: Empty,
        answers: || post(api::session::change_password),
    },
    Route {
        method: "GET",
        path: "/api/v1/work",
        needs: One(ReadWork),
        about: "What the caller's roles have to do now.",
        query: &[],
        takes: Empty,
        gives: Json("Work"),
        answers: || get(api::work::list_work),
    },
    Route {
        method: "POST",
        path: "/api/v1/work/{id}",
        needs: One(ReadWork),
        about: "Say that an item of work was seen, or is done; only who holds its role may.",
        query: &[],
        takes: Json("WorkChange"),
        gives: Empty,
        answers: || post(api::work::change),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices",
        needs: One(ReadDevices),
        about: "The device dossiers, with the last answer about each.",
        query: PAGE,
        takes: Empty,
        gives: Json("KeptPage"),
        answers: || get(api::devices::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/devices",
        needs: One(AddDevices),
        about: "Add a dossier or a new revision of one.",
        query: PUT,
        takes: Archive,
        gives: Json("Put"),
        answers: || post(api::devices::put),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/check",
        needs: One(ReadDevices),
        about: "Check a dossier: verdict, findings, coverage, sources.",
        query: RELEASE,
        takes: Empty,
        gives: Answer("tutela.check/v1"),
        answers: || get(api::devices::check),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/history",
        needs: One(ReadDevices),
        about: "The revisions of a dossier, newest first.",
        query: PAGE,
        takes: Empty,
        gives: Json("RevisionPage"),
        answers: || get(api::devices::history),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites",
        needs: One(ReadSites),
        about: "The site folders, with the last answer about each.",
        query: PAGE,
        takes: Empty,
        gives: Json("KeptPage"),
        answers: || get(api::sites::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/sites",
        needs: One(ChangeSites),
        about: "Add a site folder or a new revision of one.",
        query: PUT,
        takes: Archive,
        gives: Json("Put"),
        answers: || post(api::sites::put),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/check",
        needs: One(ReadSites),
        about: "Check a site: units, releases in use, vulnerabilities, packages.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.site/v1"),
        answers: || get(api::sites::check),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/history",
        needs: One(ReadSites),
        about: "The revisions of a site folder, newest first.",
        query: PAGE,
        takes: Empty,
        gives: Json("RevisionPage"),
        answers: || get(api::sites::history),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/network",
        needs: One(ReadSites),
        about: "Zones, subnets, firewalls and remote lines of a site.",
        query: &[],
        takes: Empty,
        gives: Json("Networks"),
        answers: || get(api::sites::network),
    },
    Route {
        method: "GET",
        path: "/api/v1/hit/{id}",
        needs: One(ReadWork),
        about: "Which releases and units one vulnerability touches.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.hit/v1"),
        answers: || get(api::hit::show),
    },
    Route {
        method: "GET",
        path: "/api/v1/feeds",
        needs: One(ReadFeeds),
        about: "What the mirror holds and how old it is.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.feeds/v1"),
        answers: || get(api::feeds::show),
    },
    Route {
        method: "GET",
        path: "/api/v1/explain/{code}",
        needs: SignIn,
        about: "What a code of a finding means.",
        query: &[],
        takes: Empty,
        gives: Json("Card"),
        answers: || get(api::explain::show),
    },
    Route {
        method: "GET",
        path: "/api/v1/log",
        needs: One(ReadLog),
        about: "The log of this organisation, newest first, with the newest checkpoint.",
        query: PAGE,
        takes: Empty,
        gives: Json("LogPage"),
        answers: || get(api::log::list),
    },
    Route {
        method: "GET",
        path: "/api/v1/log/export",
        needs: One(ReadLog),
        about: "The log as evidence, for `tutela log verify`: one's own entries whole, hashes of all others.",
        query: &[],
        takes: Empty,
        gives: Lines,
        answers: || get(api::log::evidence),
    },
    Route {
        method: "GET",
        path: "/api/v1/log/key",
        needs: SignIn,
        about: "The key that the signatures of the log are checked with.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.public-key/v1"),
        answers: || get(api::log::key),
    },
    Route {
        method: "GET",
        path: "/api/v1/users",
        needs: One(ManageUsers),
        about: "The accounts of this organisation.",
        query: &[],
        takes: Empty,
        gives: Json("Users"),
        answers: || get(api::users::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/users",
        needs: One(ManageUsers),
        about: "Make an account; the answer holds its first password, once.",
        query: &[],
        takes: Json("NewUser"),
        gives: Json("MadeUser"),
        answers: || post(api::users::make),
    },
    Route {
        method: "POST",
        path: "/api/v1/users/{id}/disable",
        needs: One(ManageUsers),
        about: "Disable an account; its sessions and tokens end at once.",
        query: &[],
        takes: Empty,
        gives: Empty,
        answers: || post(api::users::disable),
    },
    Route {
        method: "GET",
        path: "/api/v1/tokens",
        needs: One(ManageTokens),
        about: "One's own tokens, without their secrets.",
        query: &[],
        takes: Empty,
        gives: Json("Tokens"),
        answers: || get(api::tokens::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/tokens",
        needs: One(ManageTokens),
        about: "Make a token for a program; the answer holds it, once.",
        query: &[],
        takes: Json("NewToken"),
        gives: Json("MadeToken"),
        answers: || post(api::tokens::make),
    },
    Route {
        method: "DELETE",
        path: "/api/v1/tokens/{id}",
        needs: One(ManageTokens),
        about: "End a token.",
        query: &[],
        takes: Empty,
        gives: Empty,
        answers: || delete(api::tokens::end),
    },
];

/// The router of the table, each row behind its permission.
pub(crate) fn router(shared: &Shared) -> Router<Shared> {
    ROUTES.iter().fold(Router::new(), |router, route| {
        let guarded = (route.answers)().route_layer(from_fn_with_state((shared.clone(), route.needs), permit));
        router.route(route.path, guarded)
    })
}
