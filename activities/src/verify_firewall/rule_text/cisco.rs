//! Entries of access lists, without the name of the list: that depends on where it is bound.

use super::{Language, protocol_word, some_types};
use formats::firewall::blocks::{AddressBlock, blocks as address_blocks};
use network::{Family, Ports, Ranges, Region, ports_of, show_address};

/// One entry for each pair of address blocks and ports; nothing for what one entry cannot say.
pub(super) fn entry(language: Language, region: &Region, accept: bool) -> String {
    let word = if accept { "permit" } else { "deny" };
    let ip = match (language, region.family) {
        (Language::CiscoIos, Family::V6) => "ipv6",
        _ => "ip",
    };
    let number = match &region.protocol {
        Ranges::All => None,
        Ranges::One(low, high) if low == high => u8::try_from(*low).ok(),
        _ => return String::new(),
    };
    let protocol = match number {
        None => ip.to_owned(),
        Some(58) if language == Language::CiscoAsa => "icmp6".to_owned(),
        Some(58) => "icmp".to_owned(),
        Some(number) => protocol_word(u128::from(number)),
    };
    let (from, to) = match number.map(ports_of) {
        Some(Ports::Ports) => (ports(&region.first), ports(&region.second)),
        Some(Ports::Types) if some_types(&region.first) || some_types(&region.second) => match region.first {
            Ranges::One(low, high) if low == high && !some_types(&region.second) => {
                (vec![String::new()], vec![format!(" {low}")])
            }
            _ => return String::new(),
        },
        _ => (vec![String::new()], vec![String::new()]),
    };
    let mut lines = Vec::new();
    for source in blocks(language, region.family, &region.source) {
        for destination in blocks(language, region.family, &region.destination) {
            for from in &from {
                lines.extend(to.iter().map(|to| format!("{word} {protocol} {source}{from} {destination}{to}")));
            }
        }
    }
    lines.join("\n")
}

fn ports(ranges: &Ranges) -> Vec<String> {
    let one =
        |(low, high): (u128, u128)| if low == high { format!(" eq {low}") } else { format!(" range {low} {high}") };
    match ranges {
        Ranges::All => vec![String::new()],
        ranges => ranges.slices(65_535).into_iter().map(one).collect(),
    }
}

fn blocks(language: Language, family: Family, ranges: &Ranges) -> Vec<String> {
    if *ranges == Ranges::All {
        return vec![
            match (language, family) {
                (Language::CiscoAsa, Family::V4) => "any4",
                (Language::CiscoAsa, Family::V6) => "any6",
                _ => "any",
            }
            .to_owned(),
        ];
    }
    let one = |found: AddressBlock| block(language, family, found.first, found.open, found.prefix() + found.open);
    address_blocks(family, ranges).into_iter().map(one).collect()
}

fn block(language: Language, family: Family, low: u128, host: u32, width: u32) -> String {
    let address = show_address(family, low);
    if host == 0 {
        return format!("host {address}");
    }
    if family == Family::V6 {
        return format!("{address}/{}", width - host);
    }
    let free = (1u128 << host) - 1;
    let mask = if language == Language::CiscoAsa { u128::from(u32::MAX) & !free } else { free };
    format!("{address} {}", show_address(Family::V4, mask))
}
