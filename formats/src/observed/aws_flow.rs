//! AWS VPC flow logs, version 2 as text (docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html), with or without heading,
//! also with the time stamp that CloudWatch sets before each record. A record does not say who opened the connection.

use super::{FlowLog, Flows, lines, seconds};
use network::SeenFlow;
use terms::Instant;

/// The fields of version 2 in their own order.
const DEFAULT: [&str; 14] = [
    "version",
    "account-id",
    "interface-id",
    "srcaddr",
    "dstaddr",
    "srcport",
    "dstport",
    "protocol",
    "packets",
    "bytes",
    "start",
    "end",
    "action",
    "log-status",
];

/// Reads a log; `None` where no line is a record of one.
pub(super) fn read(text: &str) -> Option<FlowLog> {
    let mut flows = Flows::default();
    let mut names: Vec<&str> = DEFAULT.to_vec();
    for (_, text) in lines(text) {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        if words.contains(&"srcaddr") && words.contains(&"dstaddr") {
            names = words;
            continue;
        }
        if words.len() == names.len() + 1 && Instant::parse(words[0]).is_some() {
            words.remove(0);
        }
        match record(&names, &words) {
            Some(Record::Flow(flow, span)) => flows.put(flow, span),
            Some(Record::Quiet(span)) => flows.span(span),
            Some(Record::Gap(span)) => {
                flows.log.gaps += 1;
                flows.span(span);
            }
            None => flows.log.unread += 1,
        }
    }
    let log = flows.done();
    let known = log.records + log.gaps;
    let is_log = log.span.is_some() || names.as_slice() != DEFAULT;
    (is_log && log.unread <= known.max(8)).then_some(log)
}

enum Record {
    Flow(SeenFlow, (Instant, Instant)),
    /// Nothing passed.
    Quiet((Instant, Instant)),
    /// Records are missing (`SKIPDATA`).
    Gap((Instant, Instant)),
}

fn record(names: &[&str], words: &[&str]) -> Option<Record> {
    let field = |name: &str| names.iter().position(|one| *one == name).and_then(|place| words.get(place)).copied();
    if words.len() != names.len() {
        return None;
    }
    let span = (seconds(field("start")?)?, seconds(field("end")?)?);
    match field("log-status").unwrap_or("OK") {
        "OK" => {}
        "NODATA" => return Some(Record::Quiet(span)),
        "SKIPDATA" => return Some(Record::Gap(span)),
        _ => return None,
    }
    Some(Record::Flow(
        SeenFlow {
            source: field("srcaddr")?.parse().ok()?,
            destination: field("dstaddr")?.parse().ok()?,
            protocol: field("protocol")?.parse().ok()?,
            source_port: field("srcport")?.parse().ok()?,
            destination_port: field("dstport")?.parse().ok()?,
            passed: match field("action")? {
                "ACCEPT" => true,
                "REJECT" => false,
                _ => return None,
            },
            opened_by_source: None,
        },
        span,
    ))
}
