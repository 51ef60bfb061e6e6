use super::{FlowLog, Listed, Observed, read};
use proptest::prelude::*;

const ARP: &str = "? (10.20.4.21) at 00:1b:08:03:04:05 [ether] on eth0\n? (10.20.4.22) at <incomplete> on eth0\n\
    gateway (10.20.4.1) at 0:1b:8:3:4:1 on en0 ifscope [ethernet]\n";
const NEIGH: &str = "10.20.4.21 dev eth0 lladdr 00:1b:08:03:04:05 REACHABLE\n10.20.4.22 dev eth0 FAILED\n\
    10.20.4.9 dev eth0 lladdr 00:1b:08:03:04:09 PERMANENT\nfe80::1 dev eth0 lladdr 00:1b:08:03:04:01 router STALE\n";
const CISCO: &str = "core#show ip arp\nProtocol  Address          Age (min)  Hardware Addr   Type   Interface\n\
    Internet  10.20.4.1               -   001b.0803.0401  ARPA   Vlan204\nInternet  10.20.4.21              5   001b.0803.0405  ARPA   Vlan204\n\
    Internet  10.20.4.22              0   Incomplete      ARPA\n";
const WINDOWS: &str = "\nInterface: 10.20.4.9 --- 0x4\n  Internet Address      Physical Address      Type\n  \
    10.20.4.21            00-1b-08-03-04-05     dynamic\n  10.20.4.255           ff-ff-ff-ff-ff-ff     static\n";
const ISC: &str = "# The format of this file is documented in the dhcpd.leases(5) manual page.\nauthoring-byte-order little-endian;\n\
    lease 10.20.4.21 {\n  starts 5 2026/11/20 08:00:00;\n  ends 5 2026/11/20 20:00:00;\n  cltt 5 2026/11/20 09:30:00;\n  binding state active;\n  \
    hardware ethernet 00:1b:08:03:04:05;\n  client-hostname \"pump-1\";\n}\n\
    lease 10.20.4.30 {\n  starts 4 2026/11/19 08:00:00;\n  binding state free;\n  hardware ethernet 00:1b:08:03:04:30;\n}\n";
const DNSMASQ: &str = "1795600000 00:1b:08:03:04:05 10.20.4.21 pump-1 01:00:1b:08:03:04:05\n1795600001 00:1b:08:03:04:06 10.20.4.23 * *\n";
const KEA: &str = "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id\n\
    10.20.4.21,00:1b:08:03:04:05,,3600,1795603600,1,0,0,pump-1,0,,0\n10.20.4.22,00:1b:08:03:04:06,,3600,1795603600,1,0,0,,0,,0\n\
    10.20.4.22,00:1b:08:03:04:06,,0,1795603600,1,0,0,,2,,0\n";
const AWS: &str = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status\n\
    2 123456789010 eni-1235b8ca123456789 10.20.4.21 10.10.0.20 49761 8443 6 20 4249 1795600000 1795600060 ACCEPT OK\n\
    2 123456789010 eni-1235b8ca123456789 10.30.0.9 10.20.4.21 49761 23 6 2 80 1795600060 1795600120 REJECT OK\n\
    2 123456789010 eni-1235b8ca123456789 - - - - - - - 1795600120 1795600180 - NODATA\n\
    2 123456789010 eni-1235b8ca123456789 - - - - - - - 1795600180 1795600240 - SKIPDATA\n";
const ZEEK: &str = "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tconn\n#open\t2026-11-20-00-00-00\n\
    #fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\torig_bytes\tresp_bytes\tconn_state\n\
    #types\ttime\tstring\taddr\tport\taddr\tport\tenum\tstring\tinterval\tcount\tcount\tstring\n\
    1795600000.123456\tC1\t10.20.4.21\t49761\t10.10.0.20\t8443\ttcp\tssl\t2.5\t10\t20\tSF\n\
    1795600010.5\tC2\t10.30.0.9\t50000\t10.20.4.21\t23\ttcp\t-\t-\t-\t-\tS0\n#close\t2026-11-20-01-00-00\n";

const ALL: [&str; 9] = [ARP, NEIGH, CISCO, WINDOWS, ISC, DNSMASQ, KEA, AWS, ZEEK];

#[track_caller]
fn table(text: &str) -> Listed {
    match read(text.as_bytes()) {
        Some(Observed::Neighbours(listed) | Observed::Leases(listed)) => listed,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn expect(text: &str, seen: &[&str], unread: u32, last: Option<&str>) {
    let Listed { sightings, last: found, unread: not_read } = table(text);
    let shown: Vec<String> = sightings
        .iter()
        .map(|one| format!("{} {}", one.address, one.mac.map(|mac| mac.to_string()).unwrap_or_default()))
        .collect();
    assert_eq!((shown.iter().map(String::as_str).collect::<Vec<_>>(), not_read), (seen.to_vec(), unread));
    assert_eq!(found.map(|last| last.day().to_string()).as_deref(), last);
}

const PUMP: &str = "10.20.4.21 00:1b:08:03:04:05";

#[test]
fn neighbours_are_read_without_those_that_nobody_answered_for() {
    expect(ARP, &[PUMP, "10.20.4.1 00:1b:08:03:04:01"], 0, None);
    expect(NEIGH, &[PUMP, "fe80::1 00:1b:08:03:04:01"], 0, None);
    expect(CISCO, &["10.20.4.1 00:1b:08:03:04:01", PUMP], 0, None);
    expect(WINDOWS, &[PUMP], 0, None);
}

#[test]
fn leases_are_read_with_their_day_and_without_those_that_are_free() {
    expect(ISC, &[PUMP], 0, Some("2026-11-20"));
    expect(DNSMASQ, &[PUMP, "10.20.4.23 00:1b:08:03:04:06"], 0, None);
    expect(KEA, &[PUMP], 0, Some("2026-11-25"));
}

#[test]
fn a_later_block_about_an_address_replaces_an_earlier() {
    let freed = ISC.replace("lease 10.20.4.30", "lease 10.20.4.21");
    expect(&freed, &[], 0, Some("2026-11-20"));
}

#[test]
fn lines_that_are_not_understood_are_counted() {
    expect(&format!("{ARP}what is this\n"), &[PUMP, "10.20.4.1 00:1b:08:03:04:01"], 1, None);
    expect(ISC.trim_end().trim_end_matches('}'), &[PUMP], 1, Some("2026-11-20"));
}

fn log(text: &str) -> FlowLog {
    match read(text.as_bytes()) {
        Some(Observed::Flows(log)) => log,
        other => panic!("{other:?}"),
    }
}

#[test]
fn flows_are_read_with_their_span_and_what_the_log_itself_misses() {
    let aws = log(AWS);
    let shown: Vec<String> = aws.flows.iter().map(|flow| format!("{flow} {}", flow.passed)).collect();
    assert_eq!(shown, ["10.20.4.21 → 10.10.0.20 tcp/8443 true", "10.30.0.9 → 10.20.4.21 tcp/23 false"]);
    assert_eq!((aws.records, aws.gaps, aws.unread), (2, 1, 0));
    assert_eq!(aws.span.map(|(first, last)| last.0 - first.0), Some(240_000));
    let without_heading = log(AWS.split_once('\n').unwrap().1);
    assert_eq!(without_heading, aws);
    let zeek = log(ZEEK);
    let shown: Vec<String> =
        zeek.flows.iter().map(|flow| format!("{flow} {} {:?}", flow.passed, flow.opened_by_source)).collect();
    assert_eq!(
        shown,
        ["10.20.4.21 → 10.10.0.20 tcp/8443 true Some(true)", "10.30.0.9 → 10.20.4.21 tcp/23 false Some(true)"]
    );
    assert_eq!(log(&format!("{ZEEK}torn\tline")).unread, 1);
}

#[test]
fn what_is_no_observation_is_none() {
    for text in ["", "hello\n", "{\"a\": 1}", "lease", "a,b,c\n1,2,3\n", "10.0.0.1\n", "table inet x { }\n"] {
        assert_eq!(read(text.as_bytes()), None, "{text}");
    }
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn a_form_with_bytes_changed_is_read_without_a_panic(
        form in 0..ALL.len(), places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut bytes = ALL[form].as_bytes().to_vec();
        for (place, byte) in places {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = read(&bytes);
    }

    #[test]
    fn a_form_that_breaks_off_is_read_without_a_panic(form in 0..ALL.len(), end in any::<prop::sample::Index>()) {
        let bytes = ALL[form].as_bytes();
        let _ = read(&bytes[..end.index(bytes.len())]);
    }
}
