//! Tables of neighbours: `arp -an` (Linux, BSD, macOS), `arp -a` (Windows), `arp -n` (Linux), `ip neigh`, `show ip arp` (Cisco).
//!
//! Entries that nobody answered for (incomplete, failed) or that a person wrote (permanent) are not seen.

use super::{Listed, lines};
use site::{Mac, Sighting};
use std::net::IpAddr;

/// Reads a table; `None` where no line is an entry of one.
pub(super) fn read(text: &str) -> Option<Listed> {
    let mut listed = Listed::default();
    let (mut entries, mut others) = (0_u32, 0_u32);
    for (line, text) in lines(text) {
        match entry(text) {
            Entry::Seen(address, mac) => {
                entries += 1;
                listed.sightings.push(Sighting { address, mac: Some(mac), line });
            }
            Entry::NotSeen => entries += 1,
            Entry::Heading => {}
            Entry::Other => others += 1,
        }
    }
    listed.unread = others;
    // A text that happens to hold one such line is no table.
    (entries > 0 && others <= entries).then_some(listed)
}

enum Entry {
    Seen(IpAddr, Mac),
    NotSeen,
    Heading,
    Other,
}

/// Words that begin a heading, a prompt or a note of these tools.
const HEADINGS: [&str; 8] = ["Protocol", "Address", "Interface:", "Internet Address", "Entries:", "Total", "#", "!"];

/// Words of entries that nobody answered for or that a person wrote.
const NOT_SEEN: [&str; 9] =
    ["incomplete", "<incomplete>", "(incomplete)", "FAILED", "INCOMPLETE", "PERMANENT", "permanent", "NOARP", "static"];

fn entry(text: &str) -> Entry {
    if is_heading(text) {
        return Entry::Heading;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let not_seen = words.iter().any(|word| NOT_SEEN.iter().any(|known| word.eq_ignore_ascii_case(known)));
    let address = words.iter().take(2).find_map(|word| {
        let word = word.trim_start_matches('(').trim_end_matches(')');
        // `fe80::1%eth0` names the interface behind the address.
        word.split_once('%').map_or(word, |(address, _)| address).parse::<IpAddr>().ok()
    });
    let Some(address) = address else { return Entry::Other };
    // The adapter itself has no age (Cisco `-`): it is the router's own.
    match words.iter().skip(1).find_map(|word| Mac::parse(word)) {
        Some(mac) if !not_seen => Entry::Seen(address, mac),
        Some(_) => Entry::NotSeen,
        None if not_seen || words.iter().any(|word| is_adapter(word)) => Entry::NotSeen,
        None => Entry::Other,
    }
}

/// An adapter's address that is nobody's or a group's.
fn is_adapter(word: &str) -> bool {
    let digits = word.bytes().filter(u8::is_ascii_hexdigit).count();
    digits == 12 && word.bytes().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'-' | b'.'))
}

fn is_heading(text: &str) -> bool {
    HEADINGS.iter().any(|heading| text.starts_with(heading))
        || text.ends_with("show ip arp")
        || text.ends_with("show arp")
}
