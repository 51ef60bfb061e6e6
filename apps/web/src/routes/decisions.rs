//! Decisions, approvals and the keys that sign them.

use super::{AS_OF, Needs, Route, Shape};
use crate::api;
use Needs::{One, SignIn};
use Permission::{Approve, Decide, ReadDevices, ReadSites};
use Shape::{Empty, Json};
use activities::role::Permission;
use axum::routing::{get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "POST",
        path: "/api/v1/devices/{id}/decisions",
        needs: One(Decide),
        about: "Decide about a finding; the decision is appended to the dossier as a new revision.",
        query: &[],
        takes: Json("NewDecision"),
        gives: Json("Decided"),
        answers: || post(api::decisions::decide),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/decisions",
        needs: One(ReadDevices),
        about: "The decisions of a dossier that no later one replaces, with their signatures.",
        query: &[AS_OF],
        takes: Empty,
        gives: Json("Decisions"),
        answers: || get(api::decisions::of_device),
    },
    Route {
        method: "GET",
        path: "/api/v1/decisions",
        needs: One(ReadDevices),
        about: "Decisions of every dossier and site that wait for a second person.",
        query: &[],
        takes: Empty,
        gives: Json("Decisions"),
        answers: || get(api::decisions::waiting),
    },
    Route {
        method: "POST",
        path: "/api/v1/devices/{id}/signatures",
        needs: One(Approve),
        about: "Approve, review or reject a decision with an electronic signature: password (and code where there is one), or a passkey.",
        query: &[],
        takes: Json("NewSignature"),
        gives: Json("SignatureRow"),
        answers: || post(api::signatures::sign),
    },
    Route {
        method: "POST",
        path: "/api/v1/sites/{id}/decisions",
        needs: One(Decide),
        about: "Decide about a vulnerability in a release that units run; appended to the site as a new revision.",
        query: &[],
        takes: Json("NewSiteDecision"),
        gives: Json("Decided"),
        answers: || post(api::decisions::decide_at_site),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/decisions",
        needs: One(ReadSites),
        about: "The decisions of a site that no later one replaces, with their signatures.",
        query: &[],
        takes: Empty,
        gives: Json("Decisions"),
        answers: || get(api::decisions::of_site),
    },
    Route {
        method: "POST",
        path: "/api/v1/sites/{id}/signatures",
        needs: One(Approve),
        about: "Approve, review or reject a decision of a site with an electronic signature, as one of a dossier.",
        query: &[],
        takes: Json("NewSignature"),
        gives: Json("SignatureRow"),
        answers: || post(api::signatures::sign_at_site),
    },
    Route {
        method: "GET",
        path: "/api/v1/signing-key",
        needs: SignIn,
        about: "The public half of the key that signs one's approvals, as people.yaml takes it.",
        query: &[],
        takes: Empty,
        gives: Json("SigningKeyRow"),
        answers: || get(api::signing_key::show),
    },
    Route {
        method: "POST",
        path: "/api/v1/signing-key",
        needs: SignIn,
        about: "Make the key that signs one's approvals, or a new one in place of it.",
        query: &[],
        takes: Json("Proved"),
        gives: Json("SigningKeyRow"),
        answers: || post(api::signing_key::make),
    },
];
