//! Least-privilege rules as text: what every language's writer takes and gives. A text is a draft; nothing is applied here.

use network::{Family, Permit, Permits, Ports, Ranges, Region, ports_of, show_address};

/// How a generated text treats what is not permitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Writes it to the log and lets it pass: the stage before the filter is put in force.
    LogOnly,
    /// Stops it.
    Enforce,
}

/// What is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Draft<'d> {
    /// What the rules are named after; anything but letters, digits, `.`, `_` and `-` is replaced.
    pub name: &'d str,
    /// Lines of comment above the rules.
    pub head: &'d [String],
    /// The words before the commands that load the text and take it back.
    pub labels: [&'d str; 2],
    /// What may pass.
    pub permits: &'d Permits,
    /// For each permit, the id of its flow and lines of comment.
    pub about: &'d [(String, Vec<String>)],
    /// Whether connections that are there already end unless a permit holds for them: for a unit that is not trusted.
    pub strict: bool,
    /// Whether the rest is stopped.
    pub stage: Stage,
}

impl<'d> Draft<'d> {
    /// What a permit lets through in a direction, each with the states of a connection.
    pub(crate) fn seen(
        &self,
        permit: &'d Permit,
        from_device: bool,
    ) -> impl Iterator<Item = (&'d Region, &'static [&'static str])> {
        let [opening, answer] = self.permits.seen(permit, from_device);
        let states: &[&str] = if self.strict { &["new", "established"] } else { &["new"] };
        let answer = answer.filter(|_| self.strict).map(|region| (region, &["established"][..]));
        opening.map(|region| (region, states)).into_iter().chain(answer)
    }
}

/// A text for one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The name of its file.
    pub file: String,
    /// The text.
    pub text: String,
}

/// What was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// One text for each file that the language needs.
    pub parts: Vec<Part>,
    /// The command that loads them.
    pub load: String,
    /// The commands that take them back.
    pub roll_back: String,
}

/// A permit that the language cannot say exactly: the id of its flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotSay(pub String);

/// A name that every language takes: a letter first, then letters, digits, `_` and `-`; at most `most` of them.
pub(crate) fn name(text: &str, most: usize) -> String {
    let kept = |letter: char| if letter.is_ascii_alphanumeric() || "_-".contains(letter) { letter } else { '-' };
    let mut name: String = text.chars().map(kept).collect();
    if !name.starts_with(|letter: char| letter.is_ascii_alphabetic()) {
        name.insert(0, 'd');
    }
    if name.len() > most {
        // Two long names that begin alike must not meet.
        let mark = text.bytes().fold(0x811c_9dc5u32, |mark, byte| (mark ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        name.truncate(most.saturating_sub(5));
        name.push_str(&format!("-{:04x}", mark >> 16));
    }
    name
}

/// A text as lines of comment: no line of it can become a rule.
pub(crate) fn comment(into: &mut String, indent: &str, mark: &str, text: &str) {
    let plain: String = text.chars().map(|letter| if is_break(letter) { ' ' } else { letter }).collect();
    let plain = plain.trim_end();
    into.push_str(indent);
    into.push_str(mark);
    if !plain.is_empty() {
        into.push(' ');
        into.push_str(plain);
    }
    into.push('\n');
}

/// Letters that end a line, or steer how it is shown.
fn is_break(letter: char) -> bool {
    letter.is_control() || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The name that rules have for a protocol, or its number.
pub fn protocol_word(number: u128) -> String {
    match number {
        1 => "icmp".to_owned(),
        6 => "tcp".to_owned(),
        17 => "udp".to_owned(),
        33 => "dccp".to_owned(),
        58 => "icmpv6".to_owned(),
        132 => "sctp".to_owned(),
        136 => "udplite".to_owned(),
        number => number.to_string(),
    }
}

/// Addresses of a range as a prefix or as `a-b`.
pub fn addresses(family: Family, (low, high): (u128, u128)) -> String {
    let span = high.wrapping_sub(low);
    let width = if family == Family::V4 { 32 } else { 128 };
    if low == high {
        return show_address(family, low);
    }
    let is_block = span.checked_add(1).is_none_or(|size| size.is_power_of_two() && low & span == 0);
    if is_block {
        let host = span.trailing_ones();
        return format!("{}/{}", show_address(family, low), width - host);
    }
    format!("{}-{}", show_address(family, low), show_address(family, high))
}

/// Protocol and the two numbers behind it, as far as they narrow a region.
pub(crate) enum About {
    /// Protocols, whatever their ports.
    Protocols(Ranges),
    /// Protocols with ports; source and destination ports.
    Ports(Ranges, Ranges, Ranges),
    /// ICMP of one family; types and codes.
    Types(u128, Ranges, Ranges),
}

/// What a region says of protocols and ports; `None` for a mixture that no single rule says.
pub(crate) fn about(region: &Region) -> Option<About> {
    let Region { protocol, first, second, .. } = region;
    let one = match protocol {
        Ranges::One(low, high) if low == high => u8::try_from(*low).ok(),
        _ => None,
    };
    let most = if one.is_some_and(|number| ports_of(number) == Ports::Types) { 255 } else { 65_535 };
    let whole = |ranges: &Ranges| if ranges.covers(0, most) { Ranges::All } else { ranges.clone() };
    let (first, second) = (whole(first), whole(second));
    if first == Ranges::All && second == Ranges::All {
        return Some(About::Protocols(if protocol.covers(0, 255) { Ranges::All } else { protocol.clone() }));
    }
    match one.map(ports_of) {
        Some(Ports::Types) => Some(About::Types(u128::from(one?), first, second)),
        Some(Ports::Nothing) => (first.holds(0) && second.holds(0)).then(|| About::Protocols(protocol.clone())),
        Some(Ports::Ports) => Some(About::Ports(protocol.clone(), first, second)),
        None => {
            let ported = super::words::with_ports();
            let all = protocol.slices(255).iter().all(|(low, high)| (*low..=*high).all(|number| ported.holds(number)));
            all.then(|| About::Ports(protocol.clone(), first, second))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{comment, name};

    #[test]
    fn names_are_safe_short_and_do_not_meet() {
        assert_eq!(name("aster s2;flush", 40), "aster-s2-flush");
        assert_eq!(name("2nd", 40), "d2nd");
        let (a, b) = (name("a-very-long-device-name-one", 20), name("a-very-long-device-name-two", 20));
        assert!(a.len() <= 20 && b.len() <= 20 && a != b);
    }

    #[test]
    fn no_comment_becomes_a_rule() {
        let mut text = String::new();
        comment(&mut text, "", "#", "time\naccept\r\u{2028}drop");
        assert_eq!(text, "# time accept  drop\n");
    }
}
