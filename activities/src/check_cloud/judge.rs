//! What stands in the answers, as findings.

use super::findings::{
    ClearText, NoSecondFactor, NotEncrypted, NotSaid, OldTls, OpenToInternet, PolicyNotThere, PublicStore,
    RoleForAnybody, RootKey, SourcesNotKnown, TlsNotKnown, WidePolicy,
};
use super::sort::Answer;
use formats::cloud::aws::{Balancer, Credential, Door, Export, Listener, Policy, Statement, Store};
use network::{Block, Family};
use std::collections::BTreeMap;
use terms::{Finding, Place, Priority, Speaks, Subject};

/// A finding at a line of an answer.
pub(super) fn at(
    answer: &Answer,
    line: u32,
    priority: Priority,
    key: impl Into<String>,
    detail: impl Speaks + 'static,
) -> Finding {
    let place = Place { file: answer.file.clone(), line, column: 0 };
    let path = format!("cloud/{}/{}", answer.region, answer.export.name());
    Finding { key: key.into(), ..Finding::new(priority, Subject::at(path, place), detail) }
}

/// Findings of one answer that hang on no other.
pub(super) fn alone(answer: &Answer, findings: &mut Vec<Finding>) {
    findings.extend(answer.facts.doors.iter().flat_map(|entry| door(answer, entry)));
    findings.extend(answer.facts.stores.iter().flat_map(|entry| store(answer, entry)));
    for (role, line, condition) in &answer.facts.open_roles {
        let priority = if *condition { Priority::Undecided } else { Priority::Blocking };
        let (when, when_ja) = match condition {
            true => ("under a condition that a person must read", "条件付き。内容の確認が必要"),
            false => ("without any condition", "無条件"),
        };
        let detail = RoleForAnybody { role: role.clone(), when, when_ja };
        findings.push(at(answer, *line, priority, role.as_str(), detail));
    }
    findings.extend(answer.facts.credentials.iter().flat_map(|entry| credential(answer, entry)));
}

/// Ports over which a machine or its data are taken over, or patient data are spoken in clear text: FTP, SSH, Telnet, RPC,
/// NetBIOS, DICOM, SMB, databases, NFS, HL7 (MLLP), container control, remote desktops, caches and search services.
const DELICATE: [i64; 25] = [
    21, 22, 23, 104, 111, 135, 139, 445, 1433, 1521, 2049, 2375, 2575, 3306, 3389, 5432, 5439, 5900, 5985, 6379, 9200,
    11_112, 11_211, 27_017, 50_000,
];

fn door(answer: &Answer, door: &Door) -> Vec<Finding> {
    let (mut wide, mut unclear) = (Vec::new(), door.lists.clone());
    for block in &door.blocks {
        match Block::parse(block) {
            Some(prefix) if is_wide(prefix) => wide.push(block.clone()),
            Some(_) => {}
            None => unclear.push(block.clone()),
        }
    }
    let (group, service) = (door.group.clone(), service(door));
    let mut found = Vec::new();
    if !wide.is_empty() {
        let key = format!("{group} {service} {}", wide.join(" "));
        let detail = OpenToInternet { group: group.clone(), service: service.clone(), from: wide.join(", ") };
        found.push(at(answer, door.line, weight(door), key, detail));
    }
    if !unclear.is_empty() {
        let key = format!("{group} {service} {}", unclear.join(" "));
        let detail = SourcesNotKnown { group, service, from: unclear.join(", ") };
        found.push(at(answer, door.line, Priority::Undecided, key, detail));
    }
    found
}

/// Larger than any block that one holder has: more than a /8, of IPv6 more than a /16; addresses of the inside are none of
/// the internet (RFC 4193).
fn is_wide(prefix: Block) -> bool {
    let (first, last) = prefix.range;
    let (most, inside) = match prefix.family {
        Family::V4 => (1_u128 << 24, false),
        Family::V6 => (1_u128 << 112, first >> 121 == 0xfc >> 1 && last >> 121 == 0xfc >> 1),
    };
    last.saturating_sub(first) >= most && !inside
}

fn weight(door: &Door) -> Priority {
    match (door.protocol.as_str(), door.ports) {
        ("icmp" | "icmpv6" | "1" | "58", _) => Priority::Attention,
        ("tcp" | "6", Some((443, 443) | (80, 80))) | ("udp" | "17", Some((443, 443))) => Priority::Attention,
        (_, Some((from, to))) if DELICATE.iter().all(|port| !(from..=to).contains(port)) => Priority::Undecided,
        _ => Priority::Blocking,
    }
}

fn service(door: &Door) -> String {
    let protocol = if door.protocol == "-1" { "all protocols" } else { door.protocol.as_str() };
    match door.ports {
        None => protocol.to_owned(),
        Some((from, to)) if from == to => format!("{protocol} {from}"),
        Some((from, to)) => format!("{protocol} {from}-{to}"),
    }
}

fn store(answer: &Answer, store: &Store) -> Vec<Finding> {
    let name = format!("{} {}", kind(store.kind), store.id);
    let not_said = |field: &str| {
        let detail = NotSaid { store: name.clone(), field: field.to_owned() };
        at(answer, store.line, Priority::Undecided, format!("{name} {field}"), detail)
    };
    let mut found = Vec::new();
    match store.encrypted {
        Some(true) => {}
        Some(false) => {
            let detail = NotEncrypted { store: name.clone() };
            found.push(at(answer, store.line, Priority::Undecided, name.as_str(), detail));
        }
        None => found.push(not_said("Encrypted")),
    }
    match store.public {
        Some(true) => {
            let detail = PublicStore { store: name.clone(), by: "PubliclyAccessible".to_owned() };
            found.push(at(answer, store.line, Priority::Blocking, name.as_str(), detail));
        }
        None if matches!(store.kind, Export::Databases | Export::Warehouses) => {
            found.push(not_said("PubliclyAccessible"))
        }
        _ => {}
    }
    found
}

/// The services' own words for it, which both languages use.
fn kind(export: Export) -> &'static str {
    match export {
        Export::Databases => "RDS",
        Export::DatabaseSnapshots => "RDS snapshot",
        Export::Warehouses => "Redshift",
        Export::Volumes => "EBS",
        _ => "EBS snapshot",
    }
}

fn credential(answer: &Answer, user: &Credential) -> Option<Finding> {
    let root = user.user == "<root_account>";
    if root && user.key == Some(true) {
        return Some(at(answer, 0, Priority::Blocking, "root", RootKey {}));
    }
    let signs_in = root || user.password == Some(true);
    let detail = || NoSecondFactor { user: user.user.clone() };
    (signs_in && user.second_factor == Some(false))
        .then(|| at(answer, 0, Priority::Undecided, user.user.as_str(), detail()))
}

/// Policies of load balancers that ask for TLS 1.2 or later (Elastic Load Balancing, security policies).
const MODERN: [&str; 16] = [
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext0-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext1-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Ext2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS-1-2-2017-01",
    "ELBSecurityPolicy-TLS-1-2-Ext-2018-06",
    "ELBSecurityPolicy-FS-1-2-2019-08",
    "ELBSecurityPolicy-FS-1-2-Res-2019-08",
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
];

/// Policies that take TLS 1.1, 1.0 or SSL 3.0 (the same source).
const OLD: [&str; 14] = [
    "ELBSecurityPolicy-2016-08",
    "ELBSecurityPolicy-2015-05",
    "ELBSecurityPolicy-2015-03",
    "ELBSecurityPolicy-2015-02",
    "ELBSecurityPolicy-2014-10",
    "ELBSecurityPolicy-2014-01",
    "ELBSecurityPolicy-2011-08",
    "ELBSecurityPolicy-TLS-1-0-2015-04",
    "ELBSecurityPolicy-TLS-1-1-2017-01",
    "ELBSecurityPolicy-FS-2018-06",
    "ELBSecurityPolicy-FS-1-1-2019-08",
    "ELBSecurityPolicy-TLS13-1-0-2021-06",
    "ELBSecurityPolicy-TLS13-1-1-2021-06",
    "ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04",
];

/// A listener of an answer; `balancer` is known where the load balancer was in the export too.
pub(super) fn listener(answer: &Answer, listener: &Listener, balancer: Option<&Balancer>) -> Option<Finding> {
    let name = balancer.map_or(&listener.of, |balancer| &balancer.name).clone();
    let port = listener.port.map(|port| format!(" {port}")).unwrap_or_default();
    let shown = format!("{}{port}", listener.protocol);
    let key = format!("{} {shown}", listener.of);
    let policy = listener.policies.join(", ");
    let public = balancer.map_or(listener.public, |balancer| balancer.public);
    let find = |priority, detail| Some(at_detail(answer, listener.line, priority, key.clone(), detail));
    match listener.protocol.as_str() {
        "HTTP" if listener.redirects => None,
        "HTTP" => {
            let priority = if public == Some(false) { Priority::Undecided } else { Priority::Blocking };
            find(priority, Detail::Clear(ClearText { balancer: name, listener: shown }))
        }
        "HTTPS" | "TLS" | "SSL" if listener.policies.iter().any(|policy| OLD.contains(&policy.as_str())) => {
            find(Priority::Undecided, Detail::Old(OldTls { balancer: name, listener: shown, policy }))
        }
        "HTTPS" | "TLS" | "SSL" if listener.policies.iter().any(|policy| MODERN.contains(&policy.as_str())) => None,
        _ => {
            let policy = if policy.is_empty() { "-".to_owned() } else { policy };
            find(Priority::Undecided, Detail::Unknown(TlsNotKnown { balancer: name, listener: shown, policy }))
        }
    }
}

enum Detail {
    Clear(ClearText),
    Old(OldTls),
    Unknown(TlsNotKnown),
}

fn at_detail(answer: &Answer, line: u32, priority: Priority, key: String, detail: Detail) -> Finding {
    match detail {
        Detail::Clear(detail) => at(answer, line, priority, key, detail),
        Detail::Old(detail) => at(answer, line, priority, key, detail),
        Detail::Unknown(detail) => at(answer, line, priority, key, detail),
    }
}

/// Policies that allow everything, with who holds them, and attached ones that are not there.
pub(super) fn policies(answer: &Answer, findings: &mut Vec<Finding>) {
    let mut holders: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (arn, holder, _) in &answer.facts.attached {
        holders.entry(arn).or_default().push(holder);
    }
    for policy in &answer.facts.policies {
        let held = match &policy.holder {
            Some(holder) => vec![holder.as_str()],
            None => holders.get(policy.arn.as_str()).cloned().unwrap_or_default(),
        };
        findings.extend(policy.statements.iter().filter_map(|statement| wide(answer, policy, statement, &held)));
    }
    let known: std::collections::BTreeSet<&str> =
        answer.facts.policies.iter().map(|policy| policy.arn.as_str()).collect();
    for (arn, holder, line) in answer.facts.attached.iter().filter(|(arn, ..)| !known.contains(arn.as_str())) {
        let detail = PolicyNotThere { policy: arn.clone(), holder: holder.clone() };
        findings.push(at(answer, *line, Priority::Undecided, format!("{arn} {holder}"), detail));
    }
}

/// Actions that are, or lead to, every other one.
fn leads_to_all(action: &str) -> bool {
    let all = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte == b'*');
    match action.split_once(':') {
        Some((service, call)) => all(call) && (all(service) || service.eq_ignore_ascii_case("iam")),
        None => all(action),
    }
}

fn wide(answer: &Answer, policy: &Policy, statement: &Statement, held: &[&str]) -> Option<Finding> {
    let everything = statement.not_resources || statement.resources.iter().any(|resource| resource == "*");
    let actions: Vec<&str> =
        statement.actions.iter().map(String::as_str).filter(|action| leads_to_all(action)).collect();
    let actions = match &statement.not_actions {
        Some(not) => format!("NotAction {}", not.join(" ")),
        None if actions.is_empty() => return None,
        None => actions.join(" "),
    };
    if !statement.allows || !everything {
        return None;
    }
    let actions = if statement.condition { format!("{actions} (Condition)") } else { actions };
    let holders = if held.is_empty() { "-".to_owned() } else { held.join(", ") };
    let priority = if held.is_empty() { Priority::Attention } else { Priority::Undecided };
    let key = format!("{} {} {actions} {holders}", policy.arn, policy.name);
    let line = if statement.line == 0 { policy.line } else { statement.line };
    Some(at(answer, line, priority, key, WidePolicy { policy: policy.name.clone(), actions, holders }))
}
