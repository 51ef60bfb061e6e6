//! Packages of makers.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{DeliverPackages, ReadSites};
use Shape::{Answer, Empty, Form};
use activities::role::Permission;
use axum::routing::{get, post};

/// What may follow the `?` of a package.
const RECEIVE: &[(&str, &str)] = &[
    ("dry_run", "`false` takes the package in as a new revision; otherwise nothing is written"),
    ("as", "folder in received/; the one before, else the id of the device, when left out"),
    ("replace", "`true`: files of the folder that were changed by hand may go; not with a token"),
];

/// What a form may hold beside the package.
const PARTS: &[(&str, &str)] = &[
    ("trust", "text of the .pub file of a key that is trusted for the device from now on; not with a token"),
    ("accept", "duties that the facility takes over: ids with `,` between, or `all`; not with a token"),
    ("refuse", "duties that it does not take over: ID=REASON, one on a line; not with a token"),
];

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "POST",
        path: "/api/v1/sites/{id}/packages",
        needs: One(DeliverPackages),
        about: "Verify a signed package of a maker and say what it would change; takes it in when asked to.",
        query: RECEIVE,
        takes: Form("package", PARTS),
        gives: Answer("tutela.package-receive/v1"),
        answers: || post(api::packages::receive),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/packages/{received}/status",
        needs: One(ReadSites),
        about: "What the maker of a received package would be told: units by release, vulnerabilities, duties. Not signed.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.package-status/v1"),
        answers: || get(api::packages::status),
    },
];
