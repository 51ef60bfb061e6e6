//! Brute force for readers: every packet of a small universe, decided by the policy and by a tiny evaluator of the language
//! that knows nothing of the policy.

use super::{Language, RuleFile, RuleSet, read_as};
use network::policy::{Hook, State};
use network::{Addresses, Block, Family, Packet, passes};

/// Reads one text in a language, for a device at 10.0.0.0 and 10.0.0.1.
pub(crate) fn of(language: Language, text: &str) -> RuleSet {
    read_as(&[RuleFile::new("rules", text.as_bytes().to_vec())], Some(language), &device())
}

pub(crate) fn device() -> Addresses {
    let mut device = Addresses::default();
    device.add(Block::parse("10.0.0.0/31").unwrap());
    device
}

pub(crate) const BASE: u128 = 0x0a00_0000;

/// Addresses 10.0.0.0 to 10.0.0.4, ports or ICMP types 1 to 3, TCP, UDP, ICMP and GRE; the first packets and later ones.
pub(crate) fn packets() -> Vec<Packet> {
    let mut packets = Vec::new();
    for (source, destination) in (0..5).flat_map(|source| (0..5).map(move |destination| (source, destination))) {
        for protocol in [6u8, 17, 1, 47] {
            let (firsts, seconds): (&[u16], &[u16]) = match protocol {
                6 | 17 => (&[1, 2, 3], &[1, 2, 3]),
                1 => (&[1, 2, 3], &[0]),
                _ => (&[0], &[0]),
            };
            for (first, second) in firsts.iter().flat_map(|first| seconds.iter().map(move |second| (first, second))) {
                for state in [State::New, State::Established] {
                    packets.push(Packet {
                        family: Family::V4,
                        source: BASE + source,
                        destination: BASE + destination,
                        protocol,
                        first: *first,
                        second: *second,
                        state,
                    });
                }
            }
        }
    }
    packets
}

/// The policy and the evaluator say the same of every packet; `None`: not proved.
#[track_caller]
pub(crate) fn agree(set: &RuleSet, interfaces: [&str; 2], evaluator: impl Fn(&Packet) -> Option<bool>) {
    for packet in packets() {
        let decided = passes(&set.policy, Hook::Forward, &packet, interfaces);
        assert_eq!(decided, evaluator(&packet), "{packet} {:?} {:?}", packet.state, set.policy);
    }
}
