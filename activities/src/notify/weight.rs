//! How much an item of work weighs: whether it can wait.

use crate::jobs_port::WorkItem;
use serde_json::Value;
use terms::Instant;

/// Why something cannot wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// It is exploited, or is known to have been.
    Exploited,
    /// A risk that nothing controls.
    Uncontrolled,
    /// Somebody took access beyond their roles, in an emergency.
    EmergencyAccess,
    /// A clock set by law runs.
    LegalClock,
}

/// The code of work about access in an emergency.
pub const EMERGENCY: &str = "server/emergency-access";

/// The code of work about a decision that waits for a second person.
pub const DECISION_WAITS: &str = "server/decision-waits";

/// The code of work about a passkey that was copied.
pub const PASSKEY_COPIED: &str = "server/passkey-copied";

/// The code of work about a dossier or site that could not be checked again.
pub const CHECK_FAILED: &str = "server/check-failed";

/// What an item says of itself, in no language.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Weight {
    /// Why it cannot wait; the first reason that holds.
    pub urgency: Option<Urgency>,
    /// The vulnerability; empty when none.
    pub vulnerability: String,
    /// Component and version; empty when none.
    pub component: String,
}

/// Rooms whose findings set a clock of the law running.
const LEGAL: [&str; 2] = ["incident/", "duty/"];

impl Weight {
    /// The weight of an item. What its facts leave out, or say in another form, weighs nothing; its code and clock still do.
    pub fn of(item: &WorkItem) -> Weight {
        Weight::of_facts(&item.code, item.due, &item.facts)
    }

    /// The same of what an item would be made of.
    pub fn of_facts(code: &str, due: Option<Instant>, facts: &[u8]) -> Weight {
        let facts: Value = serde_json::from_slice(facts).unwrap_or_default();
        let word = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let vulnerability = &facts["vulnerability"];
        let exploited = vulnerability["known_exploited"] == true || vulnerability["exploitation"] == "active";
        let legal = facts["clock"] == "legal" || LEGAL.iter().any(|room| code.starts_with(room));
        let urgency = match () {
            () if code == EMERGENCY => Some(Urgency::EmergencyAccess),
            () if exploited => Some(Urgency::Exploited),
            () if facts["priority"] == "blocking" => Some(Urgency::Uncontrolled),
            () if legal && due.is_some() => Some(Urgency::LegalClock),
            () => None,
        };
        let component = [word(&facts["component"]["name"]), word(&facts["component"]["version"])].join(" ");
        Weight { urgency, vulnerability: word(&vulnerability["id"]), component: component.trim().to_owned() }
    }
}

/// What an item is about: the kind of folder and its name; `dossier/aster-s2 CVE-…` gives `dossier` and `aster-s2`.
pub fn about(item: &WorkItem) -> (&str, &str) {
    let about = item.subject.split(' ').next().unwrap_or_default();
    let (kind, name) = about.split_once('/').unwrap_or(("dossier", about));
    (kind, name.split('#').next().unwrap_or_default())
}

/// What leads to the card of one item on the page of its site.
fn card(item: &WorkItem) -> String {
    let plain = |text: &&str| text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
    item.subject.split(' ').nth(1).filter(plain).map(|about| format!("?about={about}")).unwrap_or_default()
}

/// The page it is done on.
pub fn page(item: &WorkItem) -> String {
    match item.code.as_str() {
        EMERGENCY => return "/log".to_owned(),
        PASSKEY_COPIED => return "/admin".to_owned(),
        DECISION_WAITS => return "/approvals".to_owned(),
        _ => {}
    }
    match about(item) {
        ("site", name) => format!("/sites/{name}{}", card(item)),
        ("feeds", _) => "/feeds".to_owned(),
        (_, name) => format!("/devices/{name}"),
    }
}
