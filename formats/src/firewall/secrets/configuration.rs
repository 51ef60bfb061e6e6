//! Secrets in configurations of one setting a line: Cisco, YAMAHA RTX, FortiGate, PAN-OS as `set` lines and with braces.

use super::{Piece, SecretKind, is_empty, kind_of};

/// A word of a line: where it begins, and in small letters.
struct Word {
    start: usize,
    text: String,
}

/// Lines of a text with the byte they begin at.
fn lines_of(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut next = 0;
    text.split_inclusive('\n').map(move |line| {
        let start = next;
        next += line.len();
        (start, line.trim_end_matches(['\n', '\r']))
    })
}

fn words(start: usize, line: &str) -> Vec<Word> {
    let offset = |word: &str| (word.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    line.split_ascii_whitespace()
        .map(|word| Word { start: start.saturating_add(offset(word)), text: word.to_ascii_lowercase() })
        .collect()
}

/// Everything behind a word of a line.
fn rest((start, line): (usize, &str), words: &[Word], after: usize, kind: SecretKind) -> Option<Piece> {
    let from = words.get(after.checked_add(1)?)?.start;
    let end = start.checked_add(line.trim_end().len())?;
    let value = line.get(from.checked_sub(start)?..)?;
    (from < end && !is_empty(value)).then_some(Piece { start: from, end, kind })
}

/// First words of lines that are rules or their parts; what looks like a secret there is a name.
const RULES: [&str; 22] = [
    "access-list",
    "permit",
    "deny",
    "access-group",
    "object",
    "object-group",
    "network-object",
    "service-object",
    "port-object",
    "group-object",
    "icmp-object",
    "protocol-object",
    "host",
    "subnet",
    "range",
    "nat",
    "static",
    "interface",
    "nameif",
    "class-map",
    "policy-map",
    "ipv6",
];

/// Pieces of a Cisco or RTX configuration.
pub(super) fn lines(text: &str) -> Vec<Piece> {
    let piece = |(start, line): (usize, &str)| {
        let words = words(start, line);
        let (after, kind) = of_line(&words)?;
        rest((start, line), &words, after, kind)
    };
    lines_of(text).filter_map(piece).collect()
}

/// The word behind which the secret stands.
fn of_line(words: &[Word]) -> Option<(usize, SecretKind)> {
    let plain: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let is_rule = plain.first().is_some_and(|first| RULES.contains(first) || first.parse::<u32>().is_ok())
        || matches!(plain.as_slice(), ["ip", "access-list" | "filter" | "access-group", ..]);
    let told = || plain.iter().enumerate().find_map(|(place, word)| Some((place, of_word(word)?)));
    if is_rule {
        // A rule may hold such a word as a name; only what people remark beside it can be a secret.
        let remark = plain.iter().position(|word| *word == "remark")?;
        let mut behind = plain.iter().enumerate().skip(remark);
        return behind.find_map(|(place, word)| Some((place, of_word(word)?)));
    }
    of_start(&plain).or_else(told)
}

/// Lines whose beginning tells where the secret stands.
fn of_start(plain: &[&str]) -> Option<(usize, SecretKind)> {
    let key = || plain.iter().position(|word| *word == "key");
    match plain {
        ["snmp-server", "community", ..] | ["snmp", "community", _, ..] => {
            Some((usize::from(plain[0] == "snmp") + 1, SecretKind::Community))
        }
        ["snmp", "trap", "community", ..] => Some((2, SecretKind::Community)),
        ["snmp-server" | "snmp", "host", ..] => Some((2, SecretKind::Community)),
        ["snmp-server", "user", ..] => Some((3, SecretKind::Password)),
        ["snmpv2c", _, "community", ..] => Some((2, SecretKind::Community)),
        ["snmpv3", "usm", "user", ..] => Some((3, SecretKind::Password)),
        ["snmp-server", "enable", ..] => Some((plain.len(), SecretKind::Community)),
        ["crypto", "isakmp", "key", ..] => Some((2, SecretKind::SharedKey)),
        ["crypto", ..] | ["key", "chain", ..] => Some((plain.len(), SecretKind::SharedKey)),
        ["key", number] if number.len() < 4 && number.parse::<u16>().is_ok() => Some((2, SecretKind::SharedKey)),
        ["key", ..] => Some((0, SecretKind::SharedKey)),
        ["pp", "auth", "username" | "myname", _, ..] => Some((3, SecretKind::Password)),
        ["login", "user", _, ..] => Some((2, SecretKind::Password)),
        ["auth", "user", _, _, ..] => Some((3, SecretKind::Password)),
        ["l2tp", "tunnel", "auth", ..] => Some((2, SecretKind::Password)),
        ["ipsec", "ike", "eap", ..] => Some((3, SecretKind::Password)),
        ["standby" | "vrrp" | "glbp", ..] if plain.contains(&"authentication") => {
            Some((plain.iter().position(|word| *word == "authentication")?, SecretKind::Password))
        }
        ["tacacs-server" | "radius-server" | "server-private" | "server" | "failover" | "aaa-server", ..] => {
            Some((key()?, SecretKind::SharedKey))
        }
        _ => None,
    }
}

fn of_word(word: &str) -> Option<SecretKind> {
    match word {
        "password"
        | "passwd"
        | "secret"
        | "ldap-login-password"
        | "area-password"
        | "domain-password"
        | "login-password"
        | "smtp-auth" => Some(SecretKind::Password),
        "pre-shared-key" | "preshared-key" | "psk" | "wpa-psk" | "key-string" | "authentication-key"
        | "message-digest-key" | "passphrase" => Some(SecretKind::SharedKey),
        "token" => Some(SecretKind::Token),
        _ => None,
    }
}

/// Pieces of a FortiGate configuration.
pub(super) fn fortigate(text: &str) -> Vec<Piece> {
    let (mut pieces, mut path, mut open_until) = (Vec::new(), Vec::<String>::new(), 0);
    for (start, line) in lines_of(text) {
        if start < open_until {
            continue;
        }
        let words = words(start, line);
        let plain: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        match plain.as_slice() {
            ["config", what @ ..] => path.push(what.join(" ")),
            ["end"] => {
                path.pop();
            }
            ["set", name, value, ..] => {
                let community = *name == "name" && path.last().is_some_and(|last| last == "system snmp community");
                let kind = match kind_of(name) {
                    _ if community => Some(SecretKind::Community),
                    Some(kind) => Some(kind),
                    None if *value == "enc" => Some(SecretKind::Password),
                    None => (*name == "key").then_some(SecretKind::SharedKey),
                };
                if let Some(piece) = kind.and_then(|kind| rest((start, line), &words, 1, kind)) {
                    let piece = quoted(text, piece);
                    open_until = piece.end;
                    pieces.push(piece);
                }
            }
            _ => {}
        }
    }
    pieces
}

/// A value in quotation marks: its inside, to the end of the quotation even where that is lines below.
fn quoted(text: &str, piece: Piece) -> Piece {
    let Some(inside) = text.get(piece.start..).and_then(|text| text.strip_prefix('"')) else { return piece };
    let start = piece.start.saturating_add(1);
    let mut escaped = false;
    for (place, letter) in inside.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Piece { start, end: start.saturating_add(place), ..piece },
            _ => {}
        }
    }
    Piece { start, end: text.len(), ..piece }
}

/// Pieces of `set` lines of PAN-OS.
pub(super) fn set_lines(text: &str) -> Vec<Piece> {
    let piece = |(start, line): (usize, &str)| {
        let words = words(start, line);
        if words.iter().any(|word| word.text.ends_with("rulebase")) {
            return None;
        }
        let (after, kind) =
            words.iter().enumerate().skip(1).find_map(|(place, word)| Some((place, kind_of(&word.text)?)))?;
        rest((start, line), &words, after, kind)
    };
    lines_of(text).filter_map(piece).collect()
}

/// Pieces of PAN-OS with braces: a value of a setting with such a name, and every value inside a brace with such a name.
pub(super) fn braces(text: &str) -> Vec<Piece> {
    // For each open brace: whether rules stand inside, whose names may look like a secret; and of what kind the values are.
    let (mut pieces, mut open, mut open_until) = (Vec::new(), Vec::<(bool, Option<SecretKind>)>::new(), 0);
    for (start, line) in lines_of(text) {
        let words = words(start, line);
        let (rules, within) = open.last().copied().unwrap_or_default();
        let told = || words.iter().enumerate().find_map(|(place, word)| Some((place, kind_of(&word.text)?)));
        match words.last().map(|word| word.text.as_str()) {
            None => {}
            Some(_) if start < open_until => {}
            Some("}") => drop(open.pop()),
            Some("{") => {
                let rules = rules || words.iter().any(|word| word.text.ends_with("rulebase"));
                open.push((rules, within.or(told().map(|(_, kind)| kind))));
            }
            Some(_) if rules => {}
            Some(_) => {
                let value = |(after, kind)| rest((start, line), &words, after, kind);
                if let Some(piece) = told().and_then(value).or_else(|| value((0, within?))) {
                    let end = piece.end.saturating_sub(usize::from(line.trim_end().ends_with(';')));
                    let piece = quoted(text, Piece { end, ..piece });
                    open_until = piece.end;
                    pieces.push(piece);
                }
            }
        }
    }
    pieces
}
