//! Sign-in, set-up, accounts and tokens.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::{Begin, Nothing, One, SignIn};
use Permission::{ManageTokens, ManageUsers};
use Shape::{Empty, Json};
use activities::role::Permission;
use axum::routing::{delete, get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
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
        needs: Begin,
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
        gives: Json("Session"),
        answers: || post(api::session::change_password),
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
