use super::{PortScan, PortState, read};
use network::Protocol;
use proptest::prelude::*;

const SCAN: &str = r#"<?xml version="1.0"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -oX - 10.20.4.11" start="1795600000" version="7.94">
<scaninfo type="connect" protocol="tcp" numservices="3" services="22-23,443"/>
<host><status state="up" reason="arp-response"/><address addr="10.20.4.11" addrtype="ipv4"/>
<address addr="00:11:22:33:44:55" addrtype="mac"/>
<ports><extraports state="closed" count="1"/>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack"/><service name="ssh" product="Dropbear &amp; co" version="2019"/></port>
<port protocol="tcp" portid="23"><state state="open"/><service name="telnet"/></port>
</ports></host>
<runstats><finished time="1795600010" exit="success"/></runstats>
</nmaprun>
"#;

fn scan(text: &str) -> PortScan {
    read(text.as_bytes()).expect("this is a scan")
}

#[test]
fn a_scan_is_read_with_its_day_its_hosts_and_what_it_looked_at() {
    let scan = scan(SCAN);
    assert!(scan.whole && scan.started.is_some());
    assert!(scan.looks_at(Protocol::Number(6), 23) && !scan.looks_at(Protocol::Number(6), 80));
    assert!(!scan.looks_at(Protocol::Number(17), 23));
    let host = &scan.hosts[0];
    assert_eq!((host.addresses.len(), host.up, host.maybe_open), (1, true, 0));
    let ports: Vec<_> = host.ports.iter().map(|port| (port.port, port.state, port.line)).collect();
    assert_eq!(ports, [(22, PortState::Open, 8), (23, PortState::Open, 9)]);
    assert_eq!(host.ports[0].service, "ssh Dropbear & co 2019");
}

#[test]
fn a_scan_that_breaks_off_is_not_whole() {
    assert!(!scan(&SCAN[..SCAN.len() - 90]).whole);
    assert!(!scan(&SCAN.replace("success", "error")).whole);
}

#[test]
fn ports_that_did_not_answer_are_not_closed() {
    let udp = SCAN.replace("extraports state=\"closed\" count=\"1\"", "extraports state=\"open|filtered\" count=\"7\"");
    assert_eq!(scan(&udp).hosts[0].maybe_open, 7);
}

#[test]
fn ports_of_which_the_scan_does_not_know_are_not_closed() {
    for state in ["unknown", "unfiltered"] {
        let text = SCAN
            .replace("extraports state=\"closed\" count=\"1\"", &format!("extraports state=\"{state}\" count=\"10\""));
        assert_eq!(scan(&text).hosts[0].maybe_open, 10, "{state}");
    }
    assert_eq!(scan(&SCAN.replace("state=\"closed\"", "state=\"filtered\"")).hosts[0].maybe_open, 0);
}

#[test]
fn what_is_no_scan_is_none() {
    assert_eq!(read(b"<config/>"), None);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_scan_with_one_byte_changed_is_read_without_a_panic(place in 0..SCAN.len(), byte in any::<u8>()) {
        let mut bytes = SCAN.as_bytes().to_vec();
        bytes[place] = byte;
        let _ = read(&bytes);
    }
}
