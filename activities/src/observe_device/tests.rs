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
