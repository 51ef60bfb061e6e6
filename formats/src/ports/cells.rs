//! What stands in the cells of a port table, and what its headings mean.

use crate::units::plain;
use network::{Initiator, Need, PortRange, Profile, Protocol};
use std::borrow::Cow;

/// What a column says about a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Protocol,
    Ports,
    Direction,
    Peer,
    Purpose,
    Encryption,
    Authentication,
    Need,
}

impl Column {
    pub(super) fn of(heading: &str) -> Option<Column> {
        Some(match plain(&narrow(heading)).trim_matches(['*', ':', '.', '#']) {
            "protocol" | "protocols" | "transport" | "transportprotocol" | "ipprotocol" | "tcp/udp" | "プロトコル" => {
                Column::Protocol
            }
            "port" | "ports" | "port(s)" | "portnumber" | "portnumber(s)" | "portnumbers" | "portrange" | "portno"
            | "destinationport" | "destport" | "dstport" | "tcp/udpport" | "protocol/port" | "port/protocol"
            | "ポート" | "ポート番号" | "宛先ポート" => Column::Ports,
            "direction" | "in/out" | "inout" | "inbound/outbound" | "initiator" | "方向" | "通信方向" | "送受信" => {
                Column::Direction
            }
            "peer" | "role" | "remote" | "remotehost" | "remotesystem" | "connectsto" | "communicateswith"
            | "destination" | "otherside" | "相手" | "相手先" | "通信相手" | "接続先" | "宛先" => {
                Column::Peer
            }
            "purpose" | "service" | "servicename" | "description" | "application" | "function" | "use" | "usage"
            | "notes" | "comment" | "用途" | "目的" | "サービス" | "サービス名" | "説明" | "備考" => {
                Column::Purpose
            }
            "encryption" | "encrypted" | "encrypted?" | "暗号化" => Column::Encryption,
            "authentication" | "authenticated" | "auth" | "認証" => Column::Authentication,
            "need" | "required" | "required?" | "mandatory" | "required/optional" | "必須" | "必要性" | "要否" => {
                Column::Need
            }
            _ => return None,
        })
    }
}

/// Wide letters and dashes of other kinds as plain ones.
pub(super) fn narrow(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text.trim());
    }
    let letter = |letter: char| match letter {
        '～' | '〜' | '−' | '–' | '—' => '-',
        '\u{ff01}'..='\u{ff5d}' => char::from_u32(u32::from(letter).saturating_sub(0xfee0)).unwrap_or(letter),
        '　' | '\u{a0}' => ' ',
        '、' => ',',
        other => other,
    };
    Cow::Owned(text.trim().chars().map(letter).collect::<String>().trim().to_owned())
}

/// Protocols of a cell: `TCP`, `tcp/udp`, `TCP, UDP`. Applications (`DICOM`) are no protocols here: what carries them is not
/// guessed.
pub(super) fn protocols(cell: &str) -> Option<Vec<Protocol>> {
    let words = cell.split(['/', ',', ' ', '+', '&', ';', '\n']).filter(|word| !word.is_empty());
    let mut protocols = Vec::new();
    for word in words {
        // `TCP/IP` is TCP.
        if word.eq_ignore_ascii_case("ip") && !protocols.is_empty() {
            continue;
        }
        let protocol = Protocol::parse(word)?;
        if !protocols.contains(&protocol) {
            protocols.push(protocol);
        }
    }
    (!protocols.is_empty()).then_some(protocols)
}

/// Ports of a cell, and the protocol where it stands beside them (`443/tcp`, `tcp/443`, `TCP 443`).
pub(super) fn ports(cell: &str) -> Option<(Option<Protocol>, Vec<PortRange>)> {
    let lower = cell.to_ascii_lowercase().replace(" - ", "-").replace(" to ", "-");
    if matches!(lower.trim(), "any" | "all" | "*" | "すべて" | "全て" | "任意") {
        return Some((None, Vec::new()));
    }
    let (mut protocol, mut ranges) = (None, Vec::new());
    for word in lower.split(['/', ',', ' ', ';', '\n', '(', ')']).filter(|word| !word.is_empty()) {
        // `1,024` is no port 24; `1:1024` is nothing that is read.
        if word.len() > 1 && word.starts_with(['0', '+']) {
            return None;
        }
        match PortRange::parse(word) {
            Some(range) => ranges.push(range),
            None => match (Protocol::parse(word)?, protocol) {
                // Two protocols in one cell of ports: which port has which is not known.
                (known, Some(other)) if known != other => return None,
                (known, _) => protocol = Some(known),
            },
        }
    }
    ranges.sort();
    ranges.dedup();
    (!ranges.is_empty()).then_some((protocol, ranges))
}

/// Who opens the connection; both of them for `both`.
pub(super) fn direction(cell: &str) -> Option<&'static [Initiator]> {
    Some(match plain(cell).as_str() {
        "in" | "inbound" | "incoming" | "ingress" | "listen" | "listening" | "server" | "peer" | "receive" | "受信"
        | "着信" | "内向き" | "インバウンド" | "待受" | "待ち受け" => &[Initiator::Peer],
        "out"
        | "outbound"
        | "outgoing"
        | "egress"
        | "client"
        | "device"
        | "send"
        | "送信"
        | "発信"
        | "外向き"
        | "アウトバウンド" => &[Initiator::Device],
        "both" | "bidirectional" | "bi" | "in/out" | "inout" | "inbound/outbound" | "in&out" | "送受信" | "双方向"
        | "両方" => &[Initiator::Device, Initiator::Peer],
        _ => return None,
    })
}

/// The role of a peer: its words as a name that options can carry.
pub(super) fn role(cell: &str) -> Option<String> {
    if matches!(plain(cell).as_str(), "any" | "all" | "*" | "everyone" | "すべて" | "全て") {
        return Some(Profile::ANY.to_owned());
    }
    let mut role = String::new();
    for letter in cell.chars() {
        match letter.is_alphanumeric() || matches!(letter, '.' | ':' | '_') {
            true => role.extend(letter.to_lowercase()),
            false if !role.ends_with('-') => role.push('-'),
            false => {}
        }
    }
    let role = role.trim_matches('-');
    (!role.is_empty()).then(|| role.chars().take(80).collect())
}

pub(super) fn need(cell: &str) -> Option<Need> {
    match plain(cell).as_str() {
        "needed" | "yes" | "y" | "required" | "mandatory" | "true" | "必須" | "必要" | "要" | "○" => {
            Some(Need::Needed)
        }
        "optional" | "no" | "n" | "false" | "notrequired" | "任意" | "不要" | "否" | "×" => Some(Need::Optional),
        _ => None,
    }
}
