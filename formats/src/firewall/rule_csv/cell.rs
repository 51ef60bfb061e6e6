//! What stands in the cells of a rule table.

use crate::firewall::draft::{Service, Services, ServicesMaker, Side, SideMaker};
use crate::firewall::words::{Kind, numbers};
use network::policy::{Action, State};
use network::{Block, Family, Ranges};
use std::borrow::Cow;

/// Wide letters of Japanese tables as plain ones.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let letter = |letter: char| match letter {
        '～' | '〜' | '−' => '-',
        '\u{ff01}'..='\u{ff5d}' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        '　' => ' ',
        '、' => ',',
        other => other,
    };
    Cow::Owned(text.trim().chars().map(letter).collect::<String>())
}

fn is_any(text: &str) -> bool {
    let lower = text.to_lowercase();
    matches!(lower.as_str(), "" | "any" | "all" | "*" | "-" | "全て" | "すべて" | "任意")
}

/// The members of a list.
fn members(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',', ';', '\n', '\r', '\t']).filter(|member| !member.is_empty())
}

pub(super) fn action(text: &str) -> Option<Action> {
    match text.to_lowercase().as_str() {
        "allow" | "permit" | "accept" | "pass" | "許可" | "通過" => Some(Action::Accept),
        "deny" | "drop" | "reject" | "block" | "discard" | "拒否" | "遮断" | "破棄" => Some(Action::Drop),
        _ => None,
    }
}

/// To the device, or from it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Both,
    ToDevice,
    FromDevice,
}

pub(super) fn direction(text: &str) -> Option<Direction> {
    match text.to_lowercase().as_str() {
        "both" | "forward" | "両方" | "双方向" => Some(Direction::Both),
        "in" | "inbound" | "ingress" | "受信" | "内向き" => Some(Direction::ToDevice),
        "out" | "outbound" | "egress" | "送信" | "外向き" => Some(Direction::FromDevice),
        text => is_any(text).then_some(Direction::Both),
    }
}

/// `10.0.0.1, 10.1.0.0/16`, `any`, `any4`, `any6`; with `!` in front every address but these.
pub(super) fn addresses(text: &str) -> Side {
    if is_any(text) {
        return Side::any();
    }
    let (list, negated) = match text.strip_prefix('!') {
        Some(list) => (list, true),
        None => (text, false),
    };
    let mut maker = SideMaker::default();
    for member in members(list) {
        match member.to_ascii_lowercase().as_str() {
            "any" => return if negated { Side::unknown(text) } else { Side::any() },
            "any4" => maker.side(&Side::any_of(Family::V4), &mut Default::default()),
            "any6" => maker.side(&Side::any_of(Family::V6), &mut Default::default()),
            member => match Block::parse(member) {
                Some(prefix) => maker.prefix(prefix),
                None => maker.doubt(member),
            },
        }
    }
    let side = maker.finish();
    if negated { side.not() } else { side }
}

fn list(kind: Kind, text: &str) -> Option<Ranges> {
    if is_any(text) {
        return Some(Ranges::All);
    }
    members(text).map(|member| numbers(kind, member, '-')).collect::<Option<Vec<_>>>().map(Ranges::of)
}

/// Protocol, ports and ICMP types of a row together.
pub(super) fn services([protocol, from, to, types]: [&str; 4]) -> Services {
    let any_ports = is_any(from) && is_any(to);
    if is_any(protocol) && any_ports && is_any(types) {
        return Services::any();
    }
    let what = [protocol, from, to, types].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    let mut maker = ServicesMaker::default();
    for word in protocol.split([' ', ',', ';', '/', '\n']).filter(|word| !word.is_empty()) {
        let word = if word.eq_ignore_ascii_case("icmp6") { "icmpv6" } else { word };
        let Some((number, _)) = numbers(Kind::Protocol, word, '\u{0}') else {
            return Services::unknown(&what);
        };
        let numbered = match number {
            6 | 17 | 33 | 132 | 136 if is_any(types) => list(Kind::Port, from).zip(list(Kind::Port, to)),
            1 | 58 if any_ports => icmp(number, types),
            _ if any_ports && is_any(types) => Some((Ranges::All, Ranges::All)),
            _ => None,
        };
        match numbered {
            Some((first, second)) => maker.service(&Service { first, second, ..Service::protocol(number) }),
            None => maker.doubt(&what),
        }
    }
    let made = maker.finish();
    // Ports or types of no protocol say nothing that is certain.
    if made.most.is_empty() { Services::unknown(&what) } else { made }
}

/// Types, or one type with its code: `3/4`.
fn icmp(protocol: u128, types: &str) -> Option<(Ranges, Ranges)> {
    let kind = if protocol == 1 { Kind::IcmpType } else { Kind::Icmpv6Type };
    match types.split_once('/') {
        Some((of, code)) => Some((list(kind, of)?, list(Kind::IcmpCode, code)?)),
        None => Some((list(kind, types)?, Ranges::All)),
    }
}

pub(super) fn states(text: &str) -> Option<u8> {
    if is_any(text) {
        return Some(31);
    }
    let state = |word: &str| match word {
        "新規" => Some(State::New),
        "確立" | "確立済み" => Some(State::Established),
        word => State::from_name(word),
    };
    members(text).map(state).try_fold(0, |mask, state| Some(mask | state?.bit()))
}

/// `None`: the word is not known.
pub(super) fn enabled(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "" | "yes" | "true" | "1" | "on" | "enabled" | "active" | "有効" | "○" => Some(true),
        "no" | "false" | "0" | "off" | "disabled" | "inactive" | "無効" | "×" => Some(false),
        _ => None,
    }
}
