//! Passkeys: one's own, and signing in by one.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::{Begin, Nothing, One};
use Permission::ManageUsers;
use Shape::{Empty, Json};
use activities::role::Permission;
use axum::routing::{delete, get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/passkeys",
        needs: Begin,
        about: "One's own passkeys, and the name that they are bound to, or why there can be none.",
        query: &[],
        takes: Empty,
        gives: Json("Passkeys"),
        answers: || get(api::passkeys::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/passkeys/begin",
        needs: Begin,
        about: "Begin to add a passkey: prove again who one is, and get what the browser is to be asked.",
        query: &[],
        takes: Json("Proved"),
        gives: Json("PasskeyOptions"),
        answers: || post(api::passkeys::begin),
    },
    Route {
        method: "POST",
        path: "/api/v1/passkeys",
        needs: Begin,
        about: "Add the passkey that the browser made.",
        query: &[],
        takes: Json("NewPasskey"),
        gives: Json("MadePasskey"),
        answers: || post(api::passkeys::add),
    },
    Route {
        method: "POST",
        path: "/api/v1/passkeys/{id}/remove",
        needs: Begin,
        about: "Remove one of one's own, after proving again who one is; every other session ends.",
        query: &[],
        takes: Json("Proved"),
        gives: Empty,
        answers: || post(api::passkeys::remove),
    },
    Route {
        method: "POST",
        path: "/api/v1/passkeys/challenge",
        needs: Nothing,
        about: "What the browser is to be asked for a proof by a passkey: to sign in, or to prove again who one is.",
        query: &[],
        takes: Empty,
        gives: Json("PasskeyOptions"),
        answers: || post(api::passkeys::challenge),
    },
    Route {
        method: "POST",
        path: "/api/v1/passkeys/session",
        needs: Nothing,
        about: "Sign in by a passkey alone.",
        query: &[],
        takes: Json("PasskeySignIn"),
        gives: Json("Session"),
        answers: || post(api::passkeys::sign_in),
    },
    Route {
        method: "DELETE",
        path: "/api/v1/users/{id}/passkeys",
        needs: One(ManageUsers),
        about: "Remove the passkeys of somebody who lost them; their sessions end.",
        query: &[],
        takes: Empty,
        gives: Empty,
        answers: || delete(api::passkeys::reset),
    },
];
