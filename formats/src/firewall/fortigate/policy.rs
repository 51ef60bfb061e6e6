//! One policy.

use super::objects::Objects;
use super::section::Entry;
use crate::firewall::draft::{Draft, Services, Side};
use crate::firewall::lines::shown;
use network::Family;
use network::policy::Action;

/// Settings that say nothing about whether a packet passes.
const PASSED_OVER: &[&str] = &[
    "uuid",
    "name",
    "comments",
    "label",
    "global-label",
    "logtraffic",
    "logtraffic-start",
    "logtraffic-app",
    "nat",
    "ippool",
    "poolname",
    "poolname6",
    "fixedport",
    "auto-asic-offload",
    "np-acceleration",
    "tcp-mss-sender",
    "tcp-mss-receiver",
    "session-ttl",
    "capture-packet",
    "traffic-shaper",
    "traffic-shaper-reverse",
    "per-ip-shaper",
    "diffserv-forward",
    "diffserv-reverse",
    "diffservcode-forward",
    "diffservcode-rev",
    "vlan-cos-fwd",
    "vlan-cos-rev",
    "timeout-send-rst",
    "anti-replay",
    "profile-protocol-options",
    "ssl-ssh-profile",
    "inspection-mode",
    "delay-tcp-npu-session",
    "send-deny-packet",
    "match-vip",
    "permit-stun-host",
    "schedule-timeout",
    "policyid",
    "tcp-session-without-syn",
    "natip",
    "passive-wan-health-measurement",
];

/// Settings that [`drafts`] reads.
const READ: &[&str] = &[
    "status",
    "action",
    "srcintf",
    "dstintf",
    "srcaddr",
    "dstaddr",
    "srcaddr6",
    "dstaddr6",
    "service",
    "schedule",
    "srcaddr-negate",
    "dstaddr-negate",
    "srcaddr6-negate",
    "dstaddr6-negate",
    "service-negate",
];

/// The rules of a policy: one for each family it names addresses of. None for one that is switched off.
pub(super) fn drafts(entry: &Entry<'_>, six: bool, objects: &mut Objects<'_, '_>) -> Vec<Draft> {
    if entry.word("status") == "disable" {
        return Vec::new();
    }
    let mut draft = Draft::new(match entry.word("action") {
        "accept" => Action::Accept,
        // A policy denies unless it says otherwise.
        "" | "deny" => Action::Drop,
        _ => Action::Unknown,
    });
    if draft.action == Action::Unknown {
        draft.doubt(format!("action {}", entry.word("action")));
    }
    settings(entry, &mut draft);
    draft.services = match entry.list("service") {
        [] => Services::unknown("no service"),
        _ => objects.list(entry, "service"),
    };
    if entry.is_on("service-negate") {
        draft.doubt("service-negate");
        draft.services = Services::any();
    }
    interfaces(entry, &mut draft, objects);
    by_family(entry, six, draft, objects)
}

/// One rule for each family that a policy names addresses of.
fn by_family(entry: &Entry<'_>, six: bool, mut draft: Draft, objects: &mut Objects<'_, '_>) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (family, suffix) in [(Family::V4, ""), (Family::V6, "6")] {
        let suffix = if six { "" } else { suffix };
        let named =
            !entry.list(&format!("srcaddr{suffix}")).is_empty() || !entry.list(&format!("dstaddr{suffix}")).is_empty();
        if !named || (six && family == Family::V4) {
            continue;
        }
        let mut one = draft.clone();
        one.families = family.bit();
        one.source = side(entry, "srcaddr", suffix, family, objects);
        one.destination = side(entry, "dstaddr", suffix, family, objects);
        drafts.push(one);
    }
    if drafts.is_empty() {
        // Without addresses of its own: of an internet service, for example.
        draft.doubt("a policy without addresses");
        drafts.push(draft);
    }
    drafts
}

/// Settings that are not known leave the policy in doubt.
fn settings(entry: &Entry<'_>, draft: &mut Draft) {
    if entry.word("schedule") != "always" {
        draft.doubt(format!("schedule {}", entry.word("schedule")));
    }
    for (key, value) in &entry.values {
        let known = PASSED_OVER.contains(&key.as_ref()) || READ.contains(&key.as_ref());
        let off = matches!(value.first().map(AsRef::as_ref), Some("disable" | "none" | "0" | ""));
        // Profiles look into packets only where `utm-status` says so.
        let profile =
            key.ends_with("-profile") || matches!(key.as_ref(), "application-list" | "profile-type" | "profile-group");
        let quiet = profile && !entry.is_on("utm-status") && key != "profile-group";
        if !known && !off && !quiet {
            draft.doubt(shown(&format!("{key} {}", value.join(" "))));
        }
    }
}

fn interfaces(entry: &Entry<'_>, draft: &mut Draft, objects: &mut Objects<'_, '_>) {
    for (key, input) in [("srcintf", true), ("dstintf", false)] {
        let names = entry.list(key);
        if names.is_empty() {
            draft.doubt(format!("no {key}"));
        }
        if names.is_empty() || names.iter().any(|name| name == "any") {
            continue;
        }
        match objects.interfaces(names) {
            Some(set) => (if input { &mut draft.input } else { &mut draft.output }).push(set),
            None => draft.doubt(key),
        }
    }
}

fn side(entry: &Entry<'_>, key: &str, suffix: &str, family: Family, objects: &mut Objects<'_, '_>) -> Side {
    let side = objects.sides(family, entry, &format!("{key}{suffix}"));
    // Nothing named: an internet service, for example.
    if entry.list(&format!("{key}{suffix}")).is_empty() {
        return Side::unknown(&format!("no {key}{suffix}"));
    }
    if entry.is_on(&format!("{key}{suffix}-negate")) { side.not() } else { side }
}
