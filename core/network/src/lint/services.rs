use super::at;
use crate::profile::{Flow, Initiator, Profile, Protocol, ports};
use crate::ranges::Ranges;
use std::collections::BTreeMap;
use terms::{Finding, finding};

finding! {
    /// A peer opens a connection to ports of which no service is declared.
    FlowWithoutService = "network/flow-without-service" {
        /// Id of the flow.
        flow: String,
        /// The ports without a service.
        ports: String,
    }
    en: "Flow `{flow}` is opened to the device at {ports}, and no service is declared there.", "What listens there, and how it is protected, is not documented.",
        "Declare the service under `services:`, or correct the flow.";
    ja: "通信 `{flow}` は機器の {ports} に対して開始されますが、該当するサービスが申告されていません。", "待ち受けているサービスとその保護方法が文書化されていません。",
        "`services:` にサービスを記載するか、通信を修正してください。";
}

finding! {
    /// A service is declared that no declared flow uses.
    ServiceWithoutFlow = "network/service-without-flow" {
        /// Id of the service.
        service: String,
        /// Its ports.
        ports: String,
    }
    en: "Service `{service}` ({ports}) is declared, and no flow is opened to it.", "A service that nobody needs is only a way in.",
        "Switch it off or let the firewall keep it shut; if somebody needs it, declare the flow.";
    ja: "サービス `{service}`（{ports}）が申告されていますが、これを使う通信がありません。", "誰も必要としないサービスは、侵入経路にしかなりません。",
        "停止するか、ファイアウォールで遮断してください。必要であれば通信を申告してください。";
}

pub(super) fn look(profile: &Profile) -> Vec<Finding> {
    let inbound = || profile.flows.iter().filter(|flow| flow.initiator == Initiator::Peer);
    // Every port of a protocol at once: the work grows with what is declared, not with its square.
    let offered = gathered(profile.services.iter().map(|service| (service.protocol, ports(&service.ports))));
    let used = gathered(inbound().map(|flow| (flow.protocol, ports(&flow.ports))));
    let mut findings = Vec::new();
    // Nobody listens for ICMP.
    for flow in inbound().filter(|flow| flow.protocol != Protocol::Icmp) {
        let rest = without(flow, offered.get(&flow.protocol));
        if !rest.is_none() {
            let path = format!("{}/flow/{}", profile.place.file, flow.id);
            let detail = FlowWithoutService { flow: flow.id.clone(), ports: shown(flow.protocol, &rest) };
            findings.push(at(&path, &flow.place, detail));
        }
    }
    for service in &profile.services {
        let own = ports(&service.ports);
        if used.get(&service.protocol).is_none_or(|used| used.and(&own).is_none()) {
            let path = format!("{}/service/{}", profile.place.file, service.id);
            let detail = ServiceWithoutFlow { service: service.id.clone(), ports: shown(service.protocol, &own) };
            findings.push(at(&path, &service.place, detail));
        }
    }
    findings
}

fn gathered(all: impl Iterator<Item = (Protocol, Ranges)>) -> BTreeMap<Protocol, Ranges> {
    let mut spans: BTreeMap<Protocol, Vec<(u128, u128)>> = BTreeMap::new();
    for (protocol, ranges) in all {
        spans.entry(protocol).or_default().extend(ranges.slices(u128::from(u16::MAX)));
    }
    spans.into_iter().map(|(protocol, spans)| (protocol, Ranges::of(spans))).collect()
}

/// The ports of a flow that no service has.
fn without(flow: &Flow, offered: Option<&Ranges>) -> Ranges {
    let whole = ports(&flow.ports);
    let whole = if whole == Ranges::All { Ranges::One(0, u128::from(u16::MAX)) } else { whole };
    offered.map_or_else(|| whole.clone(), |offered| whole.and(&offered.not(u128::from(u16::MAX))))
}

fn shown(protocol: Protocol, ranges: &Ranges) -> String {
    let most = u128::from(u16::MAX);
    if ranges.covers(0, most) {
        return protocol.to_string();
    }
    let one = |(low, high): (u128, u128)| if low == high { low.to_string() } else { format!("{low}-{high}") };
    let all: Vec<String> = ranges.slices(most).into_iter().map(one).collect();
    format!("{protocol} {}", all.join(", "))
}
