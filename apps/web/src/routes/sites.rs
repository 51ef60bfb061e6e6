//! Site folders and their networks.

use super::{Needs, PAGE, PUT, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{ChangeSites, ReadSites};
use Shape::{Answer, Archive, Empty, Json};
use activities::role::Permission;
use axum::routing::{get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
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
];
