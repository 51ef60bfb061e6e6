//! Site folders and their networks.

use super::{Needs, PAGE, PUT, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{ChangeSites, ReadSites};
use Shape::{Answer, Archive, Empty, File, Json};
use activities::role::Permission;
use axum::routing::{get, post};

/// What may follow the `?` of units.
const UNITS: &[(&str, &str)] = &[
    PAGE[0],
    PAGE[1],
    ("state", "only in this state: joined, release-unknown, several-dossiers, no-dossier or retired"),
    ("find", "only those whose id, serial number, model, ward or address holds these words"),
];

/// What may follow the `?` of an import.
const IMPORT: &[(&str, &str)] = &[
    ("dry_run", "`false` writes a new revision; otherwise nothing is written"),
    ("meanings", "what headings mean where the list does not tell: HEADING=COLUMN, several with `;`"),
];

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
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/network/verify",
        needs: One(ReadSites),
        about: "Hold the kept rules of a firewall against the profile of a received dossier: equal, or both differences with a packet each.",
        query: &[
            ("received", "folder of received/ whose profile is meant"),
            ("firewall", "id of the firewall in networks.yaml"),
        ],
        takes: Empty,
        gives: Answer("tutela.network-verify/v1"),
        answers: || get(api::network::verify),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/units",
        needs: One(ReadSites),
        about: "The register of installed units in the order of their ids.",
        query: UNITS,
        takes: Empty,
        gives: Json("UnitPage"),
        answers: || get(api::units::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/sites/{id}/units",
        needs: One(ChangeSites),
        about: "Take in the unit list of a maintenance system (CSV or workbook); says what would change, and changes it when asked to.",
        query: IMPORT,
        takes: File,
        gives: Answer("tutela.units-import/v1"),
        answers: || post(api::units::import),
    },
];
