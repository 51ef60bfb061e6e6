//! Device dossiers.

use super::{AS_OF, Needs, PAGE, PUT, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{AddDevices, ReadDevices};
use Shape::{Answer, Archive, Empty, Json};
use activities::role::Permission;
use axum::routing::{get, post};

const RELEASE: &[(&str, &str)] = &[("release", "id of the release; the newest in support when left out")];

/// What may follow the `?` of a check.
const CHECK: &[(&str, &str)] = &[RELEASE[0], AS_OF];

/// What may follow the `?` of the history.
const HISTORY: &[(&str, &str)] = &[PAGE[0], PAGE[1], AS_OF];

/// What may follow the `?` of findings.
const FINDINGS: &[(&str, &str)] = &[
    PAGE[0],
    PAGE[1],
    ("priority", "only of this priority: blocking, undecided, attention or note"),
    ("code", "only with this code"),
    ("vulnerability", "only about this vulnerability"),
    AS_OF,
    ("find", "only those whose subject, code or vulnerability holds these words"),
];

/// What may follow the `?` of components.
const COMPONENTS: &[(&str, &str)] = &[
    PAGE[0],
    PAGE[1],
    ("state", "only in this coverage state, such as no-source"),
    AS_OF,
    ("find", "only those whose name, version or package URL holds these words"),
];

/// Its rows.
pub(super) const ROWS: &[Route] = &[
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
        about: "Check a dossier: verdict, findings, coverage, sources; with as_of the answer that was given then, as it is kept.",
        query: CHECK,
        takes: Empty,
        gives: Answer("tutela.check/v1"),
        answers: || get(api::devices::check),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/history",
        needs: One(ReadDevices),
        about: "The revisions of a dossier, newest first.",
        query: HISTORY,
        takes: Empty,
        gives: Json("RevisionPage"),
        answers: || get(api::devices::history),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/findings",
        needs: One(ReadDevices),
        about: "What stands against a device, worst first, as its last check found it.",
        query: FINDINGS,
        takes: Empty,
        gives: Json("FindingPage"),
        answers: || get(api::findings::list),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/components",
        needs: One(ReadDevices),
        about: "The components of a device and who watches each, as its last check found it.",
        query: COMPONENTS,
        takes: Empty,
        gives: Json("ComponentPage"),
        answers: || get(api::components::list),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/releases",
        needs: One(ReadDevices),
        about: "The releases that the newest revision of a dossier holds, and the stage of life that the device is in.",
        query: &[AS_OF],
        takes: Empty,
        gives: Json("Releases"),
        answers: || get(api::releases::list),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/diff",
        needs: One(ReadDevices),
        about: "What came, went and changed between the SBOMs of two releases.",
        query: &[("from", "id of the release of before"), ("to", "id of the release of now")],
        takes: Empty,
        gives: Answer("tutela.sbom-diff/v1"),
        answers: || get(api::devices::diff),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/quality",
        needs: One(ReadDevices),
        about: "What the SBOMs of a release do not state.",
        query: RELEASE,
        takes: Empty,
        gives: Answer("tutela.sbom-quality/v1"),
        answers: || get(api::devices::quality),
    },
];
