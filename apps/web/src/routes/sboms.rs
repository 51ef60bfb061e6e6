//! SBOMs of a device, one at a time.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::AddDevices;
use Shape::{Answer, Form};
use activities::role::Permission;
use axum::routing::post;

/// What may follow the `?` of an SBOM.
const ADD: &[(&str, &str)] = &[
    ("dry_run", "`false` keeps it as a new revision; otherwise nothing is written"),
    ("release", "id of the release; the newest in support when left out"),
    ("role", "the part of the product that it describes, such as controller; product when left out"),
    ("file", "the name under which it is kept beside release.yaml"),
    ("replace", "`true`: it may take the place of a file of that name"),
    ("expected", "sequence of the revision that it follows; 409 when another is there"),
];

/// What a form may hold beside the SBOM.
const PARTS: &[(&str, &str)] = &[("reason", "why it is added or replaced; needed where something is written")];

/// Its rows.
pub(super) const ROWS: &[Route] = &[Route {
    method: "POST",
    path: "/api/v1/devices/{id}/sboms",
    needs: One(AddDevices),
    about: "Read one SBOM and say what it would change in a release; keeps it when asked to.",
    query: ADD,
    takes: Form("sbom", PARTS),
    gives: Answer("tutela.sbom-offer/v1"),
    answers: || post(api::sboms::add),
}];
