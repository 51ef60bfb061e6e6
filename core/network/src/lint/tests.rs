use super::{CARDS, another_device, lint, not_networked, says_none};
use crate::profile::{CloudEndPoint, DataWord, Flow, Initiator, Need, PortRange, Profile, Protocol, Service};
use terms::{Lang, Place, Text};

fn flow(id: &str, initiator: Initiator, port: u16) -> Flow {
    Flow {
        place: Place::default(),
        id: id.to_owned(),
        initiator,
        peer: "gateway".to_owned(),
        protocol: Protocol::Number(6),
        ports: vec![PortRange { first: port, last: port }],
        source_ports: Vec::new(),
        need: Need::Needed,
        purpose: Text::default(),
        data: None,
        encryption: None,
        authentication: None,
        effect_if_blocked: None,
        essential_for_care: None,
    }
}

fn service(id: &str, first: u16, last: u16) -> Service {
    Service {
        place: Place::default(),
        id: id.to_owned(),
        protocol: Protocol::Number(6),
        ports: vec![PortRange { first, last }],
        purpose: Text::default(),
        encryption: None,
        authentication: Some("certificates".to_owned()),
    }
}

fn codes(flows: Vec<Flow>, services: Vec<Service>) -> Vec<&'static str> {
    lint(&profile(flows, services)).iter().map(|finding| finding.code()).collect()
}

fn profile(flows: Vec<Flow>, services: Vec<Service>) -> Profile {
    Profile { device: "pump".to_owned(), services, ..crate::testing::profile(flows) }
}

#[test]
fn a_profile_that_says_everything_is_quiet() {
    let out = Flow {
        data: Some(DataWord::Patient),
        encryption: Some("TLS 1.3".to_owned()),
        ..flow("out", Initiator::Device, 443)
    };
    assert!(codes(vec![out, flow("in", Initiator::Peer, 22)], vec![service("ssh", 22, 22)]).is_empty());
}

#[test]
fn nothing_declared_is_told_and_not_taken_for_nothing_needed() {
    assert_eq!(codes(Vec::new(), Vec::new()), ["network/no-flow-declared"]);
}

#[test]
fn patient_data_in_clear_text_is_told_and_so_is_silence_about_it() {
    let told = |data, words: Option<&str>| {
        let flow = Flow { data, encryption: words.map(str::to_owned), ..flow("f", Initiator::Device, 104) };
        codes(vec![flow], Vec::new())
    };
    assert_eq!(told(Some(DataWord::Patient), Some("none")), ["network/clear-text-patient-data"]);
    assert_eq!(told(Some(DataWord::Patient), None), ["network/encryption-not-stated"]);
    assert_eq!(told(Some(DataWord::Control), None), ["network/encryption-not-stated"]);
    assert!(told(Some(DataWord::Device), Some("none")).is_empty());
}

#[test]
fn a_service_without_authentication_is_told_and_so_is_silence_about_it() {
    let told = |words: Option<&str>| {
        let service = Service { authentication: words.map(str::to_owned), ..service("web", 80, 80) };
        codes(vec![flow("in", Initiator::Peer, 80)], vec![service])
    };
    assert_eq!(told(Some("none")), ["network/service-without-authentication"]);
    assert_eq!(told(Some("なし")), ["network/service-without-authentication"]);
    assert_eq!(told(None), ["network/authentication-not-stated"]);
    assert!(told(Some("keys")).is_empty());
}

#[test]
fn a_role_whose_name_stands_outside_may_be_called_and_not_call() {
    let told = |initiator, role: &str| {
        codes(vec![Flow { peer: role.to_owned(), ..flow("f", initiator, 22) }], vec![service("ssh", 22, 22)])
    };
    assert_eq!(told(Initiator::Peer, "vendor-remote"), ["network/inbound-from-outside"]);
    assert_eq!(told(Initiator::Peer, "any"), ["network/any-peer"]);
    assert!(told(Initiator::Peer, "service-station").is_empty());
    assert!(!told(Initiator::Device, "vendor-cloud").contains(&"network/inbound-from-outside"));
}

#[test]
fn what_is_opened_to_needs_a_service_and_a_service_somebody_who_opens_it() {
    assert_eq!(codes(vec![flow("in", Initiator::Peer, 22)], Vec::new()), ["network/flow-without-service"]);
    let none = codes(Vec::new(), vec![service("web", 80, 80)]);
    assert_eq!(none, ["network/no-flow-declared", "network/service-without-flow"]);
    // The flow goes to 20-29, the services have 20-24 and 26-29.
    let wide = Flow { ports: vec![PortRange { first: 20, last: 29 }], ..flow("in", Initiator::Peer, 20) };
    let profile = profile(vec![wide], vec![service("a", 20, 24), service("b", 26, 29)]);
    let told = lint(&profile);
    assert_eq!(told.len(), 1);
    assert!(told[0].detail.say(Lang::En).what.contains("tcp 25,"), "{}", told[0].detail.say(Lang::En).what);
    // Echo needs nobody who listens.
    let echo = Flow { protocol: Protocol::Icmp, ..flow("ping", Initiator::Peer, 8) };
    assert!(codes(vec![echo], Vec::new()).is_empty());
}

#[test]
fn a_device_without_a_network_has_no_flows() {
    let some = profile(vec![flow("out", Initiator::Device, 443)], Vec::new());
    assert_eq!(not_networked(&some, Some(false)).map(|told| told.code()), Some("network/not-networked-with-flows"));
    assert!(not_networked(&some, Some(true)).is_none() && not_networked(&some, None).is_none());
    assert!(not_networked(&profile(Vec::new(), Vec::new()), Some(false)).is_none());
}

#[test]
fn a_draft_of_others_is_told_and_so_is_the_profile_of_another_device() {
    let own = profile(vec![flow("out", Initiator::Device, 443)], Vec::new());
    let draft = Profile { confirmed_by_maker: Some(false), ..own.clone() };
    assert_eq!(lint(&draft).iter().map(|told| told.code()).collect::<Vec<_>>(), ["network/not-confirmed-by-maker"]);
    let confirmed = Profile { confirmed_by_maker: Some(true), ..own.clone() };
    assert!(lint(&own).is_empty() && lint(&confirmed).is_empty());
    assert!(another_device(&own, "pump").is_none() && another_device(&own, "monitor").is_some());
}

#[test]
fn a_cloud_end_point_names_flows_that_are_there() {
    let told = |flows: &[&str]| {
        let point = CloudEndPoint {
            place: Place::default(),
            host: "telemetry.example".to_owned(),
            purpose: Text::default(),
            flows: flows.iter().map(|flow| (*flow).to_owned()).collect(),
        };
        lint(&Profile {
            cloud_end_points: vec![point],
            ..profile(vec![flow("out", Initiator::Device, 443)], Vec::new())
        })
        .len()
    };
    assert_eq!([told(&["out"]), told(&["out", "gone"]), told(&[])], [0, 1, 1]);
}

#[test]
fn words_that_say_none_are_known() {
    for words in ["none", "None.", "no encryption", "plain text", "not used", "平文", "無し", "n/a"] {
        assert!(says_none(words), "{words}");
    }
    for words in ["TLS 1.3", "noise protocol", "notary certificates", "SSH", "暗号化あり"] {
        assert!(!says_none(words), "{words}");
    }
}

#[test]
fn each_code_stands_once() {
    let codes: std::collections::BTreeSet<&str> = CARDS.iter().map(|card| card.code).collect();
    assert_eq!(codes.len(), CARDS.len());
}
