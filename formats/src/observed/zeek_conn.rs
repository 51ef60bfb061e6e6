//! `conn.log` of Zeek as tab separated text (docs.zeek.org, base/protocols/conn): the originator of each connection is known.

use super::{FlowLog, Flows, lines, seconds};
use network::SeenFlow;
use terms::Instant;

/// Reads a log; `None` where it is no conn.log.
pub(super) fn read(text: &str) -> Option<FlowLog> {
    let head = text.lines().take(16);
    let names: Vec<&str> =
        head.clone().find_map(|line| line.strip_prefix("#fields\t"))?.trim_end().split('\t').collect();
    if !names.contains(&"id.orig_h") || !names.contains(&"id.resp_h") || !names.contains(&"proto") {
        return None;
    }
    let mut flows = Flows::default();
    for (_, text) in lines(text).filter(|(_, text)| !text.starts_with('#')) {
        match record(&names, text) {
            Some((flow, span)) => flows.put(flow, span),
            None => flows.log.unread += 1,
        }
    }
    Some(flows.done())
}

fn record(names: &[&str], text: &str) -> Option<(SeenFlow, (Instant, Instant))> {
    let cells: Vec<&str> = text.split('\t').collect();
    let field = |name: &str| names.iter().position(|one| *one == name).and_then(|place| cells.get(place)).copied();
    let first = seconds(field("ts")?)?;
    let lasted = field("duration").and_then(seconds).map_or(0, |lasted| lasted.0);
    let protocol = match field("proto")? {
        "tcp" => 6,
        "udp" => 17,
        // The ports of ICMP are type and code here.
        "icmp" if field("id.orig_h")?.contains(':') => 58,
        "icmp" => 1,
        _ => return None,
    };
    let flow = SeenFlow {
        source: field("id.orig_h")?.parse().ok()?,
        destination: field("id.resp_h")?.parse().ok()?,
        protocol,
        source_port: field("id.orig_p")?.parse().ok()?,
        destination_port: field("id.resp_p")?.parse().ok()?,
        // S0: no answer; REJ: refused; the other two began and were never answered.
        passed: !matches!(field("conn_state").unwrap_or_default(), "S0" | "REJ" | "RSTOS0" | "SH"),
        opened_by_source: Some(field("conn_state") != Some("OTH")).filter(|known| *known),
    };
    Some((flow, (first, Instant(first.0.saturating_add(lasted)))))
}
