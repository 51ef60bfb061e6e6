//! Web: the server of the same activities as the command line, for people at a browser and for programs.
//!
//! Takes: requests, and the rooms behind ports that the edge wires. Gives: the published answers, pages, and problems
//! with their next step. Serves: JIS T 81001-5-1 4.1.2 (who is responsible), MHLW guidance on accounts (2.2). Never:
//! decides anything about a device, opens a connection to elsewhere, or answers a route whose permission is not stated.

mod api;
mod complaints;
mod credentials;
mod deciding;
mod deeds;
mod elsewhere;
mod events;
mod guard;
mod headers;
mod known;
mod limits;
mod loops;
mod metrics;
mod network_rooms;
pub mod openapi;
mod packages;
mod pages;
mod paper_rooms;
mod passkeys;
mod patience;
mod problem;
mod prove;
mod proxies;
mod ready;
mod request_log;
mod rooms;
mod routes;
mod sbom_rooms;
mod serve;
mod session;
mod state;
mod tell;
#[cfg(test)]
mod tests;
mod unit_rooms;
mod wards;
mod watch;

pub use api::signing_key::with_signing_key;
pub use deciding::{AtSite, Deciding, DecisionState, Signed, SiteDecided, Wanted, Who};
pub use elsewhere::{Elsewhere, Ldap, Oidc, RoleTable};
pub use network_rooms::{DraftAsked, IsolationAsked, NetworkRooms, NewRules, ProfileOf, RulesOffered};
pub use packages::{Judged, Offered, Packages};
pub use pages::built as pages_built;
pub use paper_rooms::{ExportForm, PaperRooms, StatementsOffered};
pub use patience::Patience;
pub use proxies::Proxies;
pub use request_log::RequestLog;
pub use rooms::{
    Answer, Asking, Checked, FeedProgress, FeedSynced, HitAsked, HitStanding, LIMIT, Looked, Refusal, Rooms,
    SiteDevice, SiteNetworks, SiteUnit, SourceAge, ToScore, UnitList, Unlisted, WardChecked, WardRelease,
};
pub use sbom_rooms::{SbomJudged, SbomOffered, SbomRooms};
pub use serve::{Fault, Listening, Tls, serve, try_origin, try_tls};
pub use state::{Settings, Wiring};
pub use tell::TellSettings;
pub use unit_rooms::{UnitAsked, UnitDone, UnitNotRecorded, UnitRooms, UnitWord};
