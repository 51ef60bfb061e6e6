use super::{Kind, NotPorts, PortsRead, read};
use crate::dossier::{Field, read_one, v1};
use crate::sheet::{Sheet, workbook};
use crate::yaml::yaml_document;
use network::{Initiator, Need};
use proptest::prelude::*;

const TABLE: &str = "Monitor X ports\nProtocol,Port(s),Direction,Peer,Purpose,Encryption,Required,Vendor note\nTCP,443,Outbound,Telemetry Gateway,Reports,TLS 1.2,yes,x\nTCP/UDP,\"3000-3010, 4000\",Inbound,,Service,,no,\n,123/udp,out,NTP,Clock,,,\nDICOM,104,in,PACS,Images,,,\nICMP,-,both,any,Ping,,,\n";

fn taken(text: &str) -> PortsRead {
    read("ports.csv", text.as_bytes(), "monitor").unwrap()
}

fn codes(read: &PortsRead) -> Vec<&'static str> {
    read.findings.iter().map(|told| told.code()).collect()
}

#[test]
fn a_port_table_becomes_flows_and_services_and_what_is_not_understood_is_told_at_its_line() {
    let read = taken(TABLE);
    assert_eq!((read.kind, read.rows, read.taken), (Kind::Table, 5, 4));
    let ids: Vec<&str> = read.profile.flows.iter().map(|flow| flow.id.as_str()).collect();
    assert_eq!(
        ids,
        ["tcp-443-out", "tcp-3000-3010-in", "udp-3000-3010-in", "udp-123-out", "icmp-all-out", "icmp-all-in"]
    );
    let gateway = &read.profile.flows[0];
    assert_eq!((gateway.peer.as_str(), gateway.need, gateway.place.line), ("telemetry-gateway", Need::Needed, 3));
    assert_eq!(gateway.encryption.as_deref(), Some("TLS 1.2"));
    assert_eq!(read.profile.services.len(), 2);
    assert_eq!(
        codes(&read),
        ["ports/row-not-taken", "ports/column-not-used", "ports/peer-not-named", "ports/need-not-stated"]
    );
    assert_eq!(read.findings[0].subject.place.as_ref().unwrap().line, 6);
}

#[test]
fn a_draft_says_of_itself_that_the_maker_has_not_confirmed_it_and_reads_back() {
    let read = taken(TABLE);
    assert_eq!(read.profile.confirmed_by_maker, Some(false));
    let text = yaml_document(&read.profile.write().unwrap());
    let back = read_one::<v1::Network>("network.yaml", text.as_bytes());
    assert!(back.complaints.is_empty(), "{:?}", back.complaints);
    assert_eq!(back.value.unwrap().write(), read.profile.write());
}

#[test]
fn a_direction_that_nobody_states_is_assumed_aloud_and_one_nobody_knows_is_not_taken() {
    let silent = taken("port,protocol\n22,tcp\n");
    assert_eq!(silent.profile.flows[0].initiator, Initiator::Peer);
    assert!(codes(&silent).contains(&"ports/direction-assumed"));
    let odd = taken("port,protocol,direction\n22,tcp,sideways\n");
    assert!(odd.profile.flows.is_empty() && codes(&odd).contains(&"ports/row-not-taken"));
}

#[test]
fn a_cell_of_ports_that_could_mean_two_things_is_not_taken() {
    for odd in ["\"1,024\"", "1:1024", "80-", "ephemeral", "443/tcp 53/udp", "70000"] {
        let read = taken(&format!("port,protocol\n{odd},tcp\n"));
        assert_eq!((read.profile.flows.len(), read.taken), (0, 0), "{odd}");
        assert!(codes(&read).contains(&"ports/row-not-taken"), "{odd}");
    }
    for (fine, id) in
        [("443/tcp", "tcp-443-in"), ("TCP 80", "tcp-80-in"), ("5000 - 5010", "tcp-5000-5010-in"), ("any", "tcp-all-in")]
    {
        assert_eq!(taken(&format!("port,protocol\n{fine},tcp\n")).profile.flows[0].id, id);
    }
}

#[test]
fn a_japanese_table_is_read_too() {
    let read = taken("プロトコル,ポート番号,方向,通信相手,用途,必須\nＴＣＰ,１０４,送信,PACS サーバー,画像送信,必須\n");
    let flow = &read.profile.flows[0];
    assert_eq!(
        (flow.id.as_str(), flow.peer.as_str(), flow.initiator),
        ("tcp-104-out", "pacs-サーバー", Initiator::Device)
    );
    assert_eq!(flow.purpose.ja.as_deref(), Some("画像送信"));
}

#[test]
fn the_same_row_twice_is_one_flow_and_two_peers_are_two() {
    let read = taken("port,protocol,direction,peer\n22,tcp,in,a\n22,tcp,in,a\n22,tcp,in,b\n");
    let ids: Vec<&str> = read.profile.flows.iter().map(|flow| flow.id.as_str()).collect();
    assert_eq!((ids, read.profile.services.len()), (vec!["tcp-22-in", "tcp-22-in-2"], 1));
}

const SCAN: &str = "<nmaprun start=\"1795600000\"><scaninfo protocol=\"tcp\" services=\"22,80\"/><host><status state=\"up\"/><address addr=\"10.0.0.1\" addrtype=\"ipv4\"/><ports><port protocol=\"tcp\" portid=\"22\"><state state=\"open\"/><service name=\"ssh\"/></port><port protocol=\"tcp\" portid=\"80\"><state state=\"open|filtered\"/></port></ports></host><runstats><finished exit=\"success\"/></runstats></nmaprun>";

#[test]
fn a_scan_gives_services_that_nobody_needs_until_somebody_says_so() {
    let read = taken(SCAN);
    assert_eq!((read.kind, read.profile.flows.len(), read.profile.services.len()), (Kind::Scan, 1, 1));
    assert_eq!(read.profile.flows[0].need, Need::Optional);
    let all = codes(&read);
    assert!(all.contains(&"ports/scan-sees-inbound-only") && all.contains(&"ports/maybe-open"));
    let broken = taken(&SCAN.replace("success", "error"));
    assert!(codes(&broken).contains(&"ports/scan-not-whole"));
}

#[test]
fn a_scan_of_two_devices_is_refused() {
    let host = "<host><status state=\"up\"/></host>";
    let two = format!("<nmaprun>{host}{host}</nmaprun>");
    assert_eq!(read("scan.xml", two.as_bytes(), "x").unwrap_err(), NotPorts::Hosts(2));
}

#[test]
fn an_mds2_tells_how_a_device_is_connected_and_names_no_ports() {
    let sheet = "Manufacturer Disclosure Statement\nQuestion ID,Question,Answer,Note\nCONN-1.1,Wireless?,No,__\nCONN-1.2.1,RJ45?,Yes,__\nCONN-1.2.2,USB?,See Notes,Note 1\nCONN-1.2.3,Removable memory?,No,\nRMOT-1,Remote service?,Yes,\n";
    let read = taken(sheet);
    assert_eq!((read.kind, read.rows, read.taken, read.profile.flows.len()), (Kind::Mds2, 5, 4, 0));
    let at = read.connections.clone().unwrap();
    let present =
        |connection: &Option<v1::Connection>| connection.as_ref().map(|one| one.clone() == v1::Connection::bare(true));
    assert_eq!(
        [&at.network, &at.wireless, &at.usb, &at.removable_media].map(present),
        [Some(true), Some(false), None, Some(false)]
    );
    assert!(read.profile.remote_service.is_some());
    assert_eq!(codes(&read), ["ports/mds2-names-no-ports"]);
}

#[test]
fn a_sheet_of_a_workbook_is_read_and_the_others_are_told() {
    let sheet = |name: &str, rows: &[&[&str]]| Sheet {
        name: name.to_owned(),
        headings: rows[0].iter().map(|cell| (*cell).to_owned()).collect(),
        rows: rows[1..].iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect(),
    };
    let cover = sheet("Cover", &[&["Monitor X"]]);
    let ports = sheet("Ports", &[&["Port", "Protocol", "Direction"], &["443", "TCP", "out"]]);
    let read = read("m.xlsx", &workbook(&[cover, ports], 0).unwrap(), "monitor").unwrap();
    assert_eq!(read.profile.flows[0].id, "tcp-443-out");
    assert_eq!(read.profile.flows[0].place.file, "m.xlsx!Ports");
    assert!(codes(&read).contains(&"ports/sheets-not-read"));
}

#[test]
fn a_workbook_and_what_is_no_table_are_refused() {
    assert_eq!(read("a.xlsx", b"PK\x03\x04...", "x").unwrap_err(), NotPorts::Workbook);
    assert_eq!(read("a.xls", b"\xd0\xcf\x11\xe0...", "x").unwrap_err(), NotPorts::Workbook);
    assert_eq!(read("a.csv", b"name,version\nopenssl,1\n", "x").unwrap_err(), NotPorts::Unknown);
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300), at in 0usize..400) {
        let _ = read("x", &bytes, "d");
        let mut table = TABLE.as_bytes().to_vec();
        table.truncate(at % TABLE.len());
        table.extend(&bytes);
        let _ = read("x", &table, "d");
    }
}
