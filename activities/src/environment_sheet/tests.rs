use super::{EnvironmentSheet, Section, environment_sheet};
use formats::dossier::{IntoCore, read_one, v1};

const PROFILE: &str = "device: pump\nversion: '1'\nflows:\n  - {id: out, initiator: device, peer: maker-cloud, protocol: tcp, ports: [443], need: needed, purpose: {en: Reports.}}\nremote_service: {en: 'None.', ja: なし。}\n";

fn sheet(profile: &str, device: Option<&str>) -> EnvironmentSheet {
    let profile = read_one::<v1::Network>("network.yaml", profile.as_bytes()).value.unwrap().into_core();
    let device = device.map(|text| read_one::<v1::Device>("device.yaml", text.as_bytes()).value.unwrap().into_core());
    environment_sheet(&profile, device.as_ref())
}

fn words(sheet: &EnvironmentSheet, section: Section, key: &str) -> Option<String> {
    let entry = sheet.entries.iter().find(|entry| entry.section == section).unwrap();
    entry.facts.iter().find(|fact| fact.key == key).unwrap().words.clone().map(|words| words.en)
}

#[test]
fn what_nobody_stated_stands_in_the_sheet_as_not_stated() {
    let bare = sheet(PROFILE, None);
    assert_eq!(words(&bare, Section::Environment, "network"), None);
    assert_eq!(words(&bare, Section::Connection, "wireless"), None);
    assert_eq!(words(&bare, Section::Flow, "encryption"), None);
    assert_eq!(words(&bare, Section::Flow, "ports").as_deref(), Some("443"));
    // Four requirements, seven connections; of the flow data, encryption, authentication, effect, care.
    assert_eq!(bare.not_stated(), 4 + 7 + 5);
}

#[test]
fn the_dossier_fills_in_environment_and_connections() {
    let device = "id: pump\nname: Pump\nconnections: {wireless: no}\nminimum_operating_environment:\n  network: {none_because: {en: Own cable., ja: 専用線。}}\n";
    let whole = sheet(PROFILE, Some(device));
    assert_eq!(words(&whole, Section::Environment, "network").as_deref(), Some("none: Own cable."));
    assert_eq!(words(&whole, Section::Connection, "wireless").as_deref(), Some("no"));
    assert_eq!(words(&whole, Section::Connection, "usb"), None);
}

#[test]
fn roles_are_listed_with_their_flows_and_those_outside_are_called_so() {
    let sheet = sheet(PROFILE, None);
    assert_eq!(words(&sheet, Section::Peer, "flows").as_deref(), Some("out"));
    assert!(words(&sheet, Section::Peer, "place").is_some());
    assert_eq!(words(&sheet, Section::Remote, "path").as_deref(), Some("None."));
    assert_eq!(words(&sheet, Section::Remote, "flows-outside").as_deref(), Some("out"));
}

#[test]
fn a_profile_of_another_device_and_a_draft_are_told() {
    let codes = |sheet: EnvironmentSheet| sheet.findings.iter().map(|told| told.code()).collect::<Vec<_>>();
    assert_eq!(codes(sheet(PROFILE, Some("id: monitor\nname: M\n"))), ["network/profile-of-another-device"]);
    assert_eq!(codes(sheet(&format!("{PROFILE}confirmed_by_maker: no\n"), None)), ["network/not-confirmed-by-maker"]);
}
