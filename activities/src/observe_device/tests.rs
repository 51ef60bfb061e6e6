use super::*;
use formats::dossier::{IntoCore, read_one, v1};
use network::Block;

const PROFILE: &str = "device: pump\nversion: \"1\"\nflows:\n  - { id: pull, initiator: peer, peer: station, protocol: tcp, ports: [8443], \
     need: needed, purpose: { en: a, ja: a } }\n  - { id: push, initiator: device, peer: station, protocol: tcp, ports: [23], need: needed, \
     purpose: { en: a, ja: a } }\nservices:\n  - { id: ssh, protocol: tcp, ports: [22], purpose: { en: a, ja: a } }\n";

fn seen(ports: &str, day: &str) -> Vec<String> {
    let text = format!(
        "<nmaprun start=\"{day}\"><scaninfo protocol=\"tcp\" services=\"1-65535\"/><scaninfo protocol=\"udp\" services=\"1-65535\"/><host><status state=\"up\"/>\
         <address addr=\"10.0.0.1\" addrtype=\"ipv4\"/><ports>{ports}</ports></host><runstats><finished exit=\"success\"/></runstats></nmaprun>"
    );
    let profile = read_one::<v1::Network>("network.yaml", PROFILE.as_bytes()).value.unwrap().into_core();
    let mut device = Addresses::default();
    device.add(Block::parse("10.0.0.1").unwrap());
    let scan = formats::nmap::read(text.as_bytes()).unwrap();
    let observations = [Observation { file: "scan.xml".to_owned(), scan }];
    let today = Day::parse("2026-11-24").unwrap();
    observe_device(&profile, &device, &observations, (today, 30))
        .iter()
        .map(|finding| finding.code().to_owned())
        .collect()
}

fn open(port: u16) -> String {
    format!("<port protocol=\"tcp\" portid=\"{port}\"><state state=\"open\"/></port>")
}

/// 2026-11-20.
const FRESH: &str = "1795132800";

#[test]
fn declared_services_and_inbound_flows_may_be_open() {
    assert!(seen(&(open(22) + &open(8443)), FRESH).is_empty());
}

#[test]
fn a_port_of_an_outbound_flow_is_no_declared_service() {
    assert_eq!(seen(&(open(22) + &open(23)), FRESH), ["network/open-port-undeclared"]);
}

#[test]
fn a_declared_service_that_did_not_answer_is_not_seen() {
    assert_eq!(seen("", FRESH), ["network/service-not-seen"]);
}

#[test]
fn no_answer_is_not_closed() {
    let maybe = open(22) + "<extraports state=\"open|filtered\" count=\"9\"/>";
    assert_eq!(seen(&maybe, FRESH), ["network/port-maybe-open"]);
}

#[test]
fn an_old_observation_and_one_without_a_day_say_so() {
    assert_eq!(seen(&open(22), "1700000000"), ["network/observation-too-old"]);
    assert_eq!(seen(&open(22), ""), ["network/observation-without-date"]);
}

#[test]
fn ports_that_no_scan_looked_at_are_counted_by_protocol() {
    let scan = |ports: &str| {
        let text = format!(
            "<nmaprun start=\"{FRESH}\"><scaninfo protocol=\"tcp\" services=\"{ports}\"/><host><status state=\"up\"/>\
             <address addr=\"10.0.0.1\" addrtype=\"ipv4\"/><ports>{}</ports></host><runstats><finished exit=\"success\"/></runstats></nmaprun>",
            open(22)
        );
        Observation { file: "scan.xml".to_owned(), scan: formats::nmap::read(text.as_bytes()).unwrap() }
    };
    let profile = read_one::<v1::Network>("network.yaml", PROFILE.as_bytes()).value.unwrap().into_core();
    let mut device = Addresses::default();
    device.add(Block::parse("10.0.0.1").unwrap());
    let told = |scans: &[Observation]| {
        let found = observe_device(&profile, &device, scans, (Day::parse("2026-11-24").unwrap(), 30));
        let of_it = found.iter().filter(|finding| finding.code() == "network/ports-not-looked-at");
        of_it.map(|finding| finding.detail.say(terms::Lang::En).what).collect::<Vec<_>>()
    };
    let udp = "Of the 65535 ports of udp 0 were looked at.";
    assert_eq!(told(&[scan("1-100,50-200")]), ["Of the 65535 ports of tcp 200 were looked at.", udp]);
    assert_eq!(told(&[scan("1-100"), scan("101-65535")]), [udp]);
}

#[test]
fn a_device_that_was_not_observed_is_said() {
    let empty = Observation { file: "scan.xml".to_owned(), scan: PortScan { whole: true, ..PortScan::default() } };
    let profile = read_one::<v1::Network>("network.yaml", PROFILE.as_bytes()).value.unwrap().into_core();
    let mut device = Addresses::default();
    device.add(Block::parse("10.0.0.0/24").unwrap());
    let found = observe_device(&profile, &device, &[empty], (Day::parse("2026-11-24").unwrap(), 30));
    let all = found.iter().find(|finding| finding.code() == "network/addresses-not-observed").unwrap();
    assert_eq!(all.priority, Priority::Undecided);
}

fn flows(profile: &str, records: &str) -> Vec<String> {
    let heading = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n";
    let Some(formats::observed::Observed::Flows(log)) =
        formats::observed::read(format!("{heading}{records}").as_bytes())
    else {
        panic!("this is a flow log")
    };
    let profile = read_one::<v1::Network>("network.yaml", profile.as_bytes()).value.unwrap().into_core();
    let mut binding = network::Binding::default();
    binding.device.add(Block::parse("10.0.0.1").unwrap());
    binding.roles.entry("station".to_owned()).or_default().add(Block::parse("10.0.0.40").unwrap());
    let logs = [FlowsSeen { file: "flow.txt".to_owned(), log }];
    let today = Day::parse("2026-11-24").unwrap();
    let findings = observe_flows(&profile, &binding, &logs, (today, 30));
    findings.iter().map(|one| format!("{} {}", one.code(), one.detail.say(terms::Lang::En).what)).collect()
}

fn record(from: &str, to: &str, action: &str) -> String {
    let ((from, from_port), (to, to_port)) = (from.split_once(':').unwrap(), to.split_once(':').unwrap());
    format!("2 1 eni-1 {from} {to} {from_port} {to_port} 6 1 1 1795132800 1795132860 {action} OK\n")
}

#[test]
fn a_declared_flow_is_seen_in_either_direction_of_its_packets() {
    let there =
        record("10.0.0.40:50000", "10.0.0.1:8443", "ACCEPT") + &record("10.0.0.1:8443", "10.0.0.40:50000", "ACCEPT");
    let told = flows(PROFILE, &there);
    assert!(told[0].starts_with("network/flow-log-covers") && told[0].contains("2 records, 1 addresses"), "{told:?}");
    assert!(told[1].contains("`push`") && told.len() == 2, "only the other flow was not seen: {told:?}");
}

#[test]
fn a_flow_to_another_peer_or_port_is_undeclared_and_a_rejected_one_was_tried() {
    let told = flows(PROFILE, &record("10.0.0.1:50000", "192.0.2.9:443", "ACCEPT"));
    assert!(told[0].starts_with("network/flow-undeclared device → 192.0.2.9 tcp/443"), "{told:?}");
    let told = flows(
        PROFILE,
        &(record("10.0.0.9:50000", "10.0.0.1:8443", "REJECT") + &record("10.0.0.1:8443", "10.0.0.9:1", "REJECT")),
    );
    assert!(told.iter().any(|one| one.starts_with("network/flow-tried 10.0.0.9 → device tcp/8443")), "{told:?}");
    assert!(!told.iter().any(|one| one.starts_with("network/flow-undeclared")), "{told:?}");
}

#[test]
fn a_log_with_gaps_or_without_the_device_leaves_it_open() {
    let priority =
        |records: &str| flows(PROFILE, records).iter().position(|one| one.starts_with("network/flow-log-covers"));
    let elsewhere = record("10.9.0.1:1", "10.9.0.2:2", "ACCEPT");
    assert_eq!(priority(&elsewhere), Some(0), "the log comes first, because it must be acted upon");
    let gap = "2 1 eni-1 - - - - - - - 1795132860 1795132920 - SKIPDATA\n";
    let told = flows(PROFILE, &(record("10.0.0.40:50000", "10.0.0.1:8443", "ACCEPT") + gap));
    assert!(told[0].contains("1 gaps"), "{told:?}");
}
