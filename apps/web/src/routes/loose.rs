//! What is asked without a dossier: a loose SBOM, a vector; and the search over everything that is kept.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::{One, SignIn};
use Permission::{ReadDevices, ReadWork};
use Shape::{Answer, Empty, File, Json};
use activities::role::Permission;
use axum::routing::{get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/search",
        needs: One(ReadWork),
        about: "Find devices, sites, units, components and vulnerabilities among what the caller's roles reach.",
        query: &[("q", "what is looked for: an id, a serial number, a component's name, package URL or CPE")],
        takes: Empty,
        gives: Json("Found"),
        answers: || get(api::search::find),
    },
    Route {
        method: "POST",
        path: "/api/v1/scan",
        needs: One(ReadDevices),
        about: "Match one SBOM against the mirror; nothing is kept.",
        query: &[],
        takes: File,
        gives: Answer("tutela.scan/v1"),
        answers: || post(api::loose::scan),
    },
    Route {
        method: "POST",
        path: "/api/v1/score",
        needs: SignIn,
        about: "Score CVSS vectors, walk SSVC trees, and call a risk controlled or uncontrolled.",
        query: &[],
        takes: Json("ToScore"),
        gives: Answer("tutela.score/v1"),
        answers: || post(api::loose::score),
    },
];
