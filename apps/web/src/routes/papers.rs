//! Documents that come and go: SBOMs to be read, packages to be verified, decisions as VEX.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::{One, SignIn};
use Permission::{Decide, ReadDevices};
use Shape::{Answer, Empty, File};
use activities::role::Permission;
use axum::routing::{get, post};

/// The release that is meant.
const RELEASE: (&str, &str) = ("release", "id of the release; the newest in support when left out");

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/sbom",
        needs: One(ReadDevices),
        about: "Every component of a release with what its SBOMs state about it.",
        query: &[RELEASE],
        takes: Empty,
        gives: Answer("tutela.sbom-show/v1"),
        answers: || get(api::papers::sbom),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/vex",
        needs: One(ReadDevices),
        about: "The decisions in force as a document for others; what it does not carry is named.",
        query: &[
            ("form", "openvex (when left out), cyclonedx, csaf or anomalies"),
            RELEASE,
            ("claimed", "`true` writes `not affected` and `fixed` also where nobody who may has approved them"),
        ],
        takes: Empty,
        gives: Answer("tutela.triage-export/v1"),
        answers: || get(api::papers::export),
    },
    Route {
        method: "POST",
        path: "/api/v1/devices/{id}/vex",
        needs: One(Decide),
        about: "Take statements of others in as decisions (OpenVEX, CycloneDX, CSAF); says what would be taken, and appends it when asked to.",
        query: &[
            RELEASE,
            ("file", "how the document is called in the record"),
            ("dry_run", "`false` writes a new revision; otherwise nothing is written"),
        ],
        takes: File,
        gives: Answer("tutela.triage-import/v1"),
        answers: || post(api::papers::import),
    },
    Route {
        method: "POST",
        path: "/api/v1/packages/verify",
        needs: SignIn,
        about: "Say who signed a package and whether every byte is the signed one; nothing is kept.",
        query: &[("trust", "the text of a .pub file; without it the signer is not known")],
        takes: File,
        gives: Answer("tutela.package/v1"),
        answers: || post(api::papers::verify),
    },
];
