//! Flows that a log saw, against the flows that the profile declares. What nobody saw is said with what was looked at.

use super::{ObservationTooOld, ObservationUndated, holds};
use formats::observed::FlowLog;
use network::{Binding, Flow, Initiator, PortRange, Profile, Protocol, SeenFlow};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use terms::{Day, Finding, Lang, Place, Priority, Speaks, Subject, finding};

finding! {
    /// A flow of the device passed that nobody declared.
    FlowUndeclared = "network/flow-undeclared" {
        /// The flow, English.
        flow: String,
        /// The flow, Japanese.
        flow_ja: String,
        /// How many addresses of the device it was seen with.
        units: usize,
        /// From when to when the log tells.
        span: String,
    }
    en: "{flow} was seen ({units} addresses of the device, {span}), and the profile declares no such flow.",
        "Nobody knows what it is for; it may be a hole, a fault or an attack.",
        "Ask the maker what it is; have it declared, or close it: tutela network verify names the rule that lets it through.";
    ja: "{flow_ja} が観測されましたが（機器のアドレス {units} 件、{span}）、プロファイルに該当する通信の申告がありません。",
        "目的不明の通信です。設定の穴、故障または攻撃の可能性があります。",
        "製造業者に確認し、申告してもらうか遮断してください（通過させる規則は tutela network verify で分かります）。";
}

finding! {
    /// A flow that nobody declared was tried and did not pass or was not answered.
    FlowTried = "network/flow-tried" {
        /// The flow, English.
        flow: String,
        /// The flow, Japanese.
        flow_ja: String,
        /// From when to when the log tells.
        span: String,
    }
    en: "{flow} was tried and did not pass or was not answered ({span}); the profile declares no such flow.",
        "Somebody looks for something at the device, or the device for something that is not there.",
        "Find out who opens it.";
    ja: "{flow_ja} が試みられましたが、通過しなかったか応答がありませんでした（{span}）。プロファイルに申告はありません。",
        "誰かが機器を探索しているか、機器が存在しない相手に接続しようとしています。",
        "接続元を確認してください。";
}

finding! {
    /// A declared flow that no log saw.
    FlowNotSeen = "network/flow-not-seen" {
        /// Id of the flow.
        flow: String,
        /// From when to when the logs tell.
        span: String,
        /// How many addresses of the device the logs saw.
        seen: usize,
    }
    en: "Nobody saw the declared flow `{flow}` ({span}; the logs saw {seen} addresses of the device).",
        "Nobody saw it is not the same as it is not needed: it may be rare, blocked, or pass where the log does not look.",
        "Ask who uses the device before its rule is closed.";
    ja: "申告された通信 `{flow}` は観測されていません（{span}。ログに現れた機器のアドレス {seen} 件）。",
        "観測されていないことは、不要であることを意味しません（まれな通信、遮断、ログの対象外の経路の可能性があります）。",
        "規則を閉じる前に、機器の使用者に確認してください。";
}

finding! {
    /// What a flow log covers and what it does not.
    FlowLogCovers = "network/flow-log-covers" {
        /// From when to when.
        span: String,
        /// Records in it.
        records: u64,
        /// Addresses of the device in it.
        seen: usize,
        /// Stretches of which the log says that records are missing.
        gaps: u64,
        /// Lines that were not understood.
        unread: u64,
    }
    en: "The flow log covers {span}: {records} records, {seen} addresses of the device, {gaps} gaps that it tells itself, {unread} lines not understood.",
        "It sees what passed its own point in that time, and nothing else.",
        "Where it has gaps or sees no unit, log again at a point that the device's traffic crosses.";
    ja: "フローログの範囲は {span}：記録 {records} 件、機器のアドレス {seen} 件、ログ自身が示す欠落 {gaps} 件、読み取れない行 {unread} 件。",
        "その地点・期間に通過したものだけを示します。",
        "欠落がある場合や機器が現れない場合は、機器の通信が通る地点で再度取得してください。";
}

/// A log: its file as the user named it, and what it says.
#[derive(Clone, Debug)]
pub struct FlowsSeen {
    /// The file.
    pub file: String,
    /// What it says.
    pub log: FlowLog,
}

impl FlowsSeen {
    /// The day it ends.
    pub fn day(&self) -> Option<Day> {
        self.log.span.map(|(_, last)| last.day())
    }

    fn span(&self) -> String {
        let Some((first, last)) = self.log.span else { return "?".to_owned() };
        format!("{first} – {last}")
    }

    fn told(&self, path: &str, priority: Priority, detail: impl Speaks + 'static) -> Finding {
        Finding::new(priority, Subject::at(format!("{}/{path}", self.file), Place::file(self.file.clone())), detail)
    }
}

/// Holds logs against the profile.
pub fn observe_flows(
    profile: &Profile,
    binding: &Binding,
    logs: &[FlowsSeen],
    (today, max_age): (Day, u32),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeSet<usize> = BTreeSet::new();
    let mut own: BTreeSet<IpAddr> = BTreeSet::new();
    for one in logs {
        let of_log = of_log(profile, binding, one, &mut seen, &mut findings);
        match one.day().map(|day| i64::from(today.0) - i64::from(day.0)) {
            None => findings.push(one.told("day", Priority::Undecided, ObservationUndated {})),
            Some(days) if !(-1..=i64::from(max_age)).contains(&days) => {
                let detail = ObservationTooOld { days, limit: max_age };
                findings.push(one.told("day", Priority::Undecided, detail));
            }
            Some(_) => {}
        }
        let FlowLog { records, gaps, unread, .. } = one.log;
        let detail = FlowLogCovers { span: one.span(), records, seen: of_log.len(), gaps, unread };
        let open = gaps > 0 || unread > 0 || of_log.is_empty();
        let priority = if open { Priority::Undecided } else { Priority::Attention };
        findings.push(one.told("covers", priority, detail));
        own.extend(of_log);
    }
    let span = logs.iter().map(FlowsSeen::span).collect::<Vec<_>>().join(", ");
    for (_, flow) in profile.flows.iter().enumerate().filter(|(place, _)| !seen.contains(place)) {
        let subject = Subject::at(format!("{}/flow/{}", profile.place.file, flow.id), flow.place.clone());
        let detail = FlowNotSeen { flow: flow.id.clone(), span: span.clone(), seen: own.len() };
        findings.push(Finding::new(Priority::Attention, subject, detail));
    }
    findings.sort_by(|a, b| (b.priority, a.code(), &a.subject).cmp(&(a.priority, b.code(), &b.subject)));
    findings
}

/// Looks at one log; gives the addresses of the device that are in it.
fn of_log(
    profile: &Profile,
    binding: &Binding,
    one: &FlowsSeen,
    seen: &mut BTreeSet<usize>,
    findings: &mut Vec<Finding>,
) -> BTreeSet<IpAddr> {
    let mut own = BTreeSet::new();
    let mut undeclared: BTreeMap<([String; 2], bool), BTreeSet<IpAddr>> = BTreeMap::new();
    for flow in &one.log.flows {
        let ends = [(flow.source, true), (flow.destination, false)];
        for (address, is_source) in ends.into_iter().filter(|(address, _)| holds(&binding.device, *address)) {
            // Who is only sent to need not be there.
            if is_source || flow.opened_by_source.is_some() && flow.passed {
                own.insert(address);
            }
            let side = Side::of(flow, is_source);
            let declared: Vec<usize> = (0..profile.flows.len())
                .filter(|place| side.iter().any(|side| is_meant(&profile.flows[*place], binding, flow.protocol, side)))
                .collect();
            if declared.is_empty() {
                let texts = [Lang::En, Lang::Ja].map(|lang| shown(&side, flow, lang));
                undeclared.entry((texts, flow.passed)).or_default().insert(address);
            } else if flow.passed {
                seen.extend(declared);
            }
        }
    }
    for (([flow, flow_ja], passed), units) in undeclared {
        let path = format!("flow/{flow}");
        findings.push(match passed {
            true => one.told(
                &path,
                Priority::Blocking,
                FlowUndeclared { flow, flow_ja, units: units.len(), span: one.span() },
            ),
            false => one.told(&path, Priority::Attention, FlowTried { flow, flow_ja, span: one.span() }),
        });
    }
    own
}

/// A connection seen from the device: who opened it, the other side, the port that was opened and the one it came from.
#[derive(Clone, Copy, Debug)]
struct Side {
    initiator: Initiator,
    peer: IpAddr,
    to: u16,
    from: u16,
}

impl Side {
    /// One where the log tells who opened it, else both.
    fn of(flow: &SeenFlow, is_source: bool) -> Vec<Side> {
        let peer = if is_source { flow.destination } else { flow.source };
        let side = |by_source: bool| {
            let initiator = if by_source == is_source { Initiator::Device } else { Initiator::Peer };
            let (to, from) = match by_source {
                true => (flow.destination_port, flow.source_port),
                false => (flow.source_port, flow.destination_port),
            };
            Side { initiator, peer, to, from }
        };
        match flow.opened_by_source {
            Some(by_source) => vec![side(by_source)],
            None => vec![side(true), side(false)],
        }
    }
}

fn is_meant(flow: &Flow, binding: &Binding, protocol: u8, side: &Side) -> bool {
    let ports = |ranges: &[PortRange], port: u16| {
        ranges.is_empty() || ranges.iter().any(|range| (range.first..=range.last).contains(&port))
    };
    let same = match flow.protocol {
        Protocol::Icmp => protocol == if side.peer.is_ipv4() { 1 } else { 58 },
        Protocol::Number(number) => number == protocol,
    };
    // Logs tell type and code of ICMP in ways of their own, or not at all.
    let is_icmp = protocol == 1 || protocol == 58;
    same && flow.initiator == side.initiator
        && (is_icmp || ports(&flow.ports, side.to) && ports(&flow.source_ports, side.from))
        && binding.peer(&flow.peer).is_some_and(|addresses| holds(addresses, side.peer))
}

/// The flow in words; where the log does not tell who opened it, the smaller port is taken for the one that was opened.
fn shown(sides: &[Side], flow: &SeenFlow, lang: Lang) -> String {
    let side = sides.iter().min_by_key(|side| side.to);
    let Some(Side { initiator, peer, to, .. }) = side else { return flow.to_string() };
    let (device, protocol) = (lang.pick("device", "機器"), Protocol::Number(flow.protocol));
    let port = if flow.protocol == 6 || flow.protocol == 17 { format!("/{to}") } else { String::new() };
    match initiator {
        Initiator::Device => format!("{device} → {peer} {protocol}{port}"),
        Initiator::Peer => format!("{peer} → {device} {protocol}{port}"),
    }
}
