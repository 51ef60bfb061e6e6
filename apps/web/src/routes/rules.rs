//! Rules of firewalls: drafted, compared, taken in; and what a unit can open.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{ChangeSites, ReadDevices, ReadSites};
use Shape::{Answer, Empty, File};
use activities::role::Permission;
use axum::routing::{get, post};

/// A received dossier and a firewall.
const RECEIVED: (&str, &str) = ("received", "folder of received/ whose profile is meant");
const FIREWALL: (&str, &str) = ("firewall", "id of the firewall in networks.yaml");
const FOR: (&str, &str) = ("for", "language that the rules are written in; nftables when left out");

/// What may follow the `?` of a draft.
const DRAFT: &[(&str, &str)] =
    &[RECEIVED, FIREWALL, FOR, ("with", "optional flows that may pass too, by id; several with commas")];

/// What may follow the `?` of rules that are taken in.
const RULES: &[(&str, &str)] = &[
    FIREWALL,
    ("captured_at", "when they were read from the firewall: a day, or a moment with its zone"),
    ("captured_by", "who read them; whoever sends them, by the name of the account, when left out"),
    ("configuration", "`running`: the one that runs; `stored`: the one for the next start; unknown when left out"),
    ("language", "their language, where the content does not tell it"),
    ("file", "the name that the file gets; rules.txt when left out"),
    ("dry_run", "`false` writes a new revision; otherwise nothing is written"),
];

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/network/generate",
        needs: One(ReadSites),
        about: "Draft least-privilege rules for the units of a received dossier, read back and proved; never approved by itself.",
        query: DRAFT,
        takes: Empty,
        gives: Answer("tutela.network-draft/v1"),
        answers: || get(api::rules::generate),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/network/diff",
        needs: One(ReadSites),
        about: "What rules that would be drafted do otherwise than those that are kept of a firewall.",
        query: DRAFT,
        takes: Empty,
        gives: Answer("tutela.network-diff/v1"),
        answers: || get(api::rules::compare_draft),
    },
    Route {
        method: "POST",
        path: "/api/v1/sites/{id}/network/diff",
        needs: One(ReadSites),
        about: "What a rule set that is sent does otherwise than the one that is kept of a firewall; nothing is kept.",
        query: &[RECEIVED, FIREWALL],
        takes: File,
        gives: Answer("tutela.network-diff/v1"),
        answers: || post(api::rules::compare_file),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/network/isolate",
        needs: One(ReadSites),
        about: "Draft the quarantine of a unit: what care cannot be without passes, everything else is stopped. Nothing is applied.",
        query: &[
            ("unit", "id of the unit"),
            FIREWALL,
            FOR,
            (
                "keep",
                "flows that are kept beyond those that the maker marks as essential for care; several with commas",
            ),
            ("stop", "flows that are stopped though the maker does not say whether care can be without them"),
            (
                "undecided",
                "`keep`: flows about which nobody said anything are kept; otherwise there is no draft until somebody does",
            ),
        ],
        takes: Empty,
        gives: Answer("tutela.network-draft/v1"),
        answers: || get(api::rules::isolate),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/network/reach",
        needs: One(ReadSites),
        about: "What a unit, once taken over, can open with the rules that are kept of a firewall, by zone.",
        query: &[("unit", "id of the unit"), FIREWALL],
        takes: Empty,
        gives: Answer("tutela.network-reach/v1"),
        answers: || get(api::rules::reach),
    },
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/network/sheet",
        needs: One(ReadSites),
        about: "The minimum operating environment of a device, by the dossier that was received.",
        query: &[RECEIVED],
        takes: Empty,
        gives: Answer("tutela.network-sheet/v1"),
        answers: || get(api::rules::sheet_at_site),
    },
    Route {
        method: "POST",
        path: "/api/v1/sites/{id}/rules",
        needs: One(ChangeSites),
        about: "Take in the rules of a firewall without their secrets; says what would be kept, and keeps it when asked to.",
        query: RULES,
        takes: File,
        gives: Answer("tutela.site-add-rules/v1"),
        answers: || post(api::rules::add),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/network/sheet",
        needs: One(ReadDevices),
        about: "The minimum operating environment of a device: what it needs, and what nobody stated.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.network-sheet/v1"),
        answers: || get(api::rules::sheet),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/network/mud",
        needs: One(ReadDevices),
        about: "The network profile of a device as a Manufacturer Usage Description (RFC 8520).",
        query: &[("url", "where the file will be published, with https")],
        takes: Empty,
        gives: Answer("tutela.network-mud/v1"),
        answers: || get(api::rules::mud),
    },
];
