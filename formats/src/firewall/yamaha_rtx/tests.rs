//! Filters go in the order of the list that binds them; what is bound and not there is in doubt.

use crate::firewall::testing::{BASE, agree, of};
use crate::firewall::{Language, RuleFile, RuleSet, read, read_as};
use network::policy::{Action, Hook, State};
use network::{Packet, passes};
use proptest::prelude::*;

fn rtx(text: &str) -> RuleSet {
    of(Language::YamahaRtx, text)
}

/// Action and doubt of the one filter of a list.
fn filter(words: &str) -> Vec<(Action, bool)> {
    let set = rtx(&format!("ip filter 1 {words}\nip lan1 secure filter in 1\n"));
    let chain = set.policy.chains.iter().find(|chain| chain.name.ends_with("lan1 in")).unwrap();
    chain.rules.iter().map(|rule| (rule.action.clone(), rule.unsure.is_some())).collect()
}

#[test]
fn what_is_not_understood_leaves_the_filter_in_doubt() {
    for words in [
        "restrict * * tcp * 80",
        "pass pacs.example.org *",
        "pass * * tcpflag=0x0002/0x0017",
        "pass * * tcp * no-such-port",
        "pass * * icmp 8 *",
        "pass * * tcpsyn",
        "pass * * tcp * 80 more",
    ] {
        assert_eq!(filter(words), [(Action::Accept, true)], "{words}");
    }
    assert_eq!(filter("frobnicate * *"), [(Action::Unknown, true)]);
    assert_eq!(
        filter("pass-nolog * * udp,tcp * netbios_ns-netbios_ssn"),
        [(Action::Accept, false), (Action::Accept, false)]
    );
    assert_eq!(rtx("ip lan1 secure filter in 7\n").findings.len(), 1);
}

#[test]
fn dynamic_filters_let_only_answers_back() {
    let set = rtx(
        "# RTX1210 Rev.14.01.42\r\nip filter 1 reject * *\r\nip filter 2 pass * *\r\nip filter dynamic 80 * * www\r\n\
        pp select 1\r\n ip pp secure filter in 1\r\n ip pp secure filter out 2 dynamic 80\r\npp enable 1\r\n",
    );
    let packet = |first, second, state| {
        let packet = crate::firewall::testing::packets().remove(0);
        Packet { source: BASE + 2, destination: BASE, protocol: 6, first, second, state, ..packet }
    };
    let decided = |packet: &Packet| passes(&set.policy, Hook::Forward, packet, ["pp1", "lan1"]);
    assert_eq!(decided(&packet(80, 1, State::Established)), Some(true));
    assert_eq!(decided(&packet(80, 1, State::New)), Some(false));
    assert_eq!(decided(&packet(81, 1, State::Established)), Some(false));
}

#[test]
fn fixed_translations_are_not_proved_and_masquerading_is() {
    let count = |line: &str| {
        let set = rtx(&format!("nat descriptor type 1 masquerade\n{line}\n"));
        set.policy.chains.iter().find(|chain| chain.name.ends_with("nat")).map_or(0, |chain| chain.rules.len())
    };
    assert_eq!(count("nat descriptor masquerade static 1 1 10.0.0.1 tcp www"), 2);
    assert_eq!(count("nat descriptor static 1 1 192.0.2.1=10.0.0.1"), 2);
    assert_eq!(count(""), 0);
}

#[test]
fn what_decides_elsewhere_is_unread() {
    assert_eq!(rtx("ip filter 1 pass * *\n").policy.unread.len(), 1);
    assert_eq!(rtx("ip policy filter 1 pass * * * * *\n").policy.unread.len(), 1);
    assert_eq!(rtx("ethernet lan1 filter in 1\n").policy.unread.len(), 1);
    assert_eq!(rtx("ip lan1 secure filter name wan\n").policy.unread.len(), 1);
    assert_eq!(rtx("---つづく---\n").policy.unread.len(), 1);
}

#[test]
fn the_language_is_recognised_in_shift_jis() {
    let text = "# 病棟ルータ\nip filter 1 pass * 10.1.0.5 tcp * 8443\nip lan1 secure filter in 1\n";
    let (bytes, _, _) = encoding_rs::SHIFT_JIS.encode(text);
    assert_eq!(read(&[RuleFile::new("config.txt", bytes.into_owned())]).languages, [Some(Language::YamahaRtx)]);
}

const SIDES: [(&str, &[u128]); 5] = [
    ("*", &[0, 1, 2, 3, 4]),
    ("10.0.0.1", &[1]),
    ("10.0.0.2/31", &[2, 3]),
    ("10.0.0.0-10.0.0.2,10.0.0.4", &[0, 1, 2, 4]),
    ("10.0.0.*", &[0, 1, 2, 3, 4]),
];

/// As written, and which packets are meant.
type Words = (&'static str, fn(&Packet) -> bool);

const ABOUT: [Words; 6] = [
    ("", |_| true),
    ("tcp * 2", |packet| packet.protocol == 6 && packet.second == 2),
    ("udp,tcp 1 2-", |packet| matches!(packet.protocol, 6 | 17) && packet.first == 1 && packet.second >= 2),
    ("icmp", |packet| packet.protocol == 1),
    ("established * 1,3", |packet| packet.protocol == 6 && packet.state == State::Established && packet.second != 2),
    ("47", |packet| packet.protocol == 47),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, ..ProptestConfig::default() })]

    #[test]
    fn the_first_filter_of_each_list_decides_every_packet(
        filters in prop::collection::vec((prop::bool::ANY, 0usize..5, 0usize..5, 0usize..6), 1..5),
        inward in prop::collection::vec(0usize..5, 1..5), outward in prop::option::of(prop::collection::vec(0usize..5, 1..5))
    ) {
        let mut text: String = filters.iter().enumerate().map(|(number, (pass, source, destination, about))| {
            let word = if *pass { "pass" } else { "reject" };
            format!("ip filter {number} {word} {} {} {}\n", SIDES[*source].0, SIDES[*destination].0, ABOUT[*about].0)
        }).collect();
        let list = |numbers: &[usize]| -> Vec<usize> { numbers.iter().map(|number| number % filters.len()).collect() };
        let words = |numbers: &[usize]| list(numbers).iter().map(usize::to_string).collect::<Vec<_>>().join(" ");
        text.push_str(&format!("ip lan1 secure filter in {}\n", words(&inward)));
        if let Some(outward) = &outward {
            text.push_str(&format!("ip lan2 secure filter out {}\n", words(outward)));
        }
        agree(&rtx(&text), ["lan1", "lan2"], |packet| {
            let passes = |numbers: &[usize]| list(numbers).into_iter().map(|number| &filters[number]).find(|(_, source, destination, about)| {
                SIDES[*source].1.contains(&(packet.source - BASE))
                    && SIDES[*destination].1.contains(&(packet.destination - BASE))
                    && ABOUT[*about].1(packet)
            }).is_some_and(|filter| filter.0);
            Some(passes(&inward) && outward.as_ref().is_none_or(|outward| passes(outward)))
        });
    }

    #[test]
    fn any_bytes_are_survived(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let bytes = [b"ip lan1 secure filter in 1\nip filter 1 pass ".as_slice(), &bytes].concat();
        read_as(&[RuleFile::new("x", bytes)], Some(Language::YamahaRtx), &Default::default());
    }

    #[test]
    fn any_words_are_survived(words in prop::collection::vec(0usize..22, 0..80)) {
        let tokens = ["ip", "filter", "1", "pass", "reject", "*", "10.0.0.1-", ".*", "tcp", "established", "80-", "\n", "dynamic", "lan1",
            "secure", "in", "out", "pp", "select", "nat", "descriptor", "static"];
        rtx(&words.iter().map(|word| format!("{} ", tokens[*word])).collect::<String>());
    }
}
