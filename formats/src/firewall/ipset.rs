//! The sets of `ipset save`, given beside the rules of iptables that name them.

use super::build::Builder;
use super::draft::{Side, SideMaker};
use super::lines::{lines, shown};
use super::words::{Kind, numbers};
use network::policy::Match;
use network::{Block, Family, Ranges};
use std::collections::{HashMap, HashSet};

/// What the elements of a set are.
#[derive(Debug)]
enum Elements {
    Addresses(SideMaker),
    Ports(Vec<(u128, u128)>),
    /// Of a type, or with an option, that is not understood.
    Other,
}

/// A set that has been read.
#[derive(Clone, Debug)]
enum Known {
    Addresses(Side),
    Ports(Ranges),
}

/// The sets of all files.
#[derive(Debug, Default)]
pub(crate) struct Sets {
    open: HashMap<String, Elements>,
    known: HashMap<String, Known>,
    /// Sets that rules change while the firewall runs.
    changing: HashSet<String>,
}

impl Sets {
    /// Takes a file of `ipset save`.
    pub(crate) fn file(&mut self, file: u16, text: &str, builder: &mut Builder) {
        for line in lines(file, text) {
            match line.words().as_slice() {
                ["create", name, kind, options @ ..] => {
                    // A set with a time limit changes by itself, and a mask stands for more than is written.
                    let plain = !options.iter().any(|option| matches!(*option, "timeout" | "netmask" | "bitmask"));
                    let elements = match *kind {
                        "hash:ip" | "hash:net" | "bitmap:ip" if plain => Elements::Addresses(SideMaker::default()),
                        "bitmap:port" if plain => Elements::Ports(Vec::new()),
                        _ => Elements::Other,
                    };
                    self.open.insert((*name).to_owned(), elements);
                }
                ["add", name, element, options @ ..] => self.element(name, element, options),
                [first, ..] if first.starts_with('#') => {}
                _ => builder.unread(line.span, shown(line.text)),
            }
        }
    }

    fn element(&mut self, name: &str, element: &str, options: &[&str]) {
        let elements = self.open.entry(name.to_owned()).or_insert(Elements::Other);
        let excepted = options.contains(&"nomatch");
        match elements {
            Elements::Addresses(maker) => match Block::parse(element).filter(|_| !excepted) {
                Some(prefix) => maker.prefix(prefix),
                None => maker.doubt(element),
            },
            Elements::Ports(ports) => match numbers(Kind::Port, element, '-') {
                Some(range) => ports.push(range),
                None => *elements = Elements::Other,
            },
            Elements::Other => {}
        }
    }

    /// Notes the sets that rules change.
    pub(crate) fn rules(&mut self, text: &str) {
        for line in text.lines().filter(|line| line.contains("-set ")) {
            let words: Vec<&str> = line.split_ascii_whitespace().collect();
            let changed = words.windows(2).filter(|pair| matches!(pair[0], "--add-set" | "--del-set" | "--map-set"));
            self.changing.extend(changed.map(|pair| pair[1].to_owned()));
        }
    }

    /// To be called once, when every file was taken.
    pub(crate) fn finish(&mut self) {
        for (name, elements) in self.open.drain().filter(|(name, _)| !self.changing.contains(name)) {
            let known = match elements {
                Elements::Addresses(maker) => Known::Addresses(maker.finish()),
                Elements::Ports(ports) => Known::Ports(Ranges::of(ports)),
                Elements::Other => continue,
            };
            self.known.insert(name, known);
        }
    }

    /// Narrows a rule by `--match-set NAME FLAGS`; `false` when it is not understood.
    pub(crate) fn narrow(&self, when: &mut Match, family: Family, name: &str, flags: &str, negated: bool) -> bool {
        let known = self.known.get(name);
        let (field, ranges, most) = match (known, flags) {
            (Some(Known::Addresses(side)), "src") if side.doubt.is_none() => {
                (&mut when.source, side.sure.of(family), family.most())
            }
            (Some(Known::Addresses(side)), "dst") if side.doubt.is_none() => {
                (&mut when.destination, side.sure.of(family), family.most())
            }
            // A set of ports matches TCP and UDP alike; its negation would match the other protocols too.
            (Some(Known::Ports(ports)), "src" | "dst") if !negated => {
                when.protocol = when.protocol.and(&Ranges::of(vec![(6, 6), (17, 17)]));
                (if flags == "src" { &mut when.first } else { &mut when.second }, ports, 65_535)
            }
            _ => return false,
        };
        *field = field.and(&if negated { ranges.not(most) } else { ranges.clone() });
        true
    }
}

#[cfg(test)]
mod tests {
    use crate::firewall::{Language, RuleFile, RuleSet, read};
    use network::policy::{Hook, State};
    use network::{Block, Family, Packet, passes};

    fn of(sets: &str, rules: &str) -> RuleSet {
        let rules = format!("*filter\n:FORWARD DROP [0:0]\n{rules}\nCOMMIT\n");
        let file = |text: &str| RuleFile::new("rules", text.as_bytes().to_vec());
        read(&[file(&rules), file(sets)])
    }

    fn passed(set: &RuleSet, source: &str, port: u16) -> Option<bool> {
        let number = |text: &str| Block::parse(text).unwrap().range.0;
        let (source, destination) = (number(source), number("10.1.0.5"));
        let packet =
            Packet { family: Family::V4, source, destination, protocol: 6, first: 9, second: port, state: State::New };
        passes(&set.policy, Hook::Forward, &packet, ["a", "b"])
    }

    const SETS: &str = "create pumps hash:net family inet hashsize 1024 maxelem 65536\nadd pumps 10.20.0.0/24\r\nadd pumps 10.21.0.7\n\
        create ports bitmap:port range 0-65535\nadd ports 8443\nadd ports 80-81\ncreate short hash:ip timeout 300\nadd short 10.0.0.1\n";

    #[test]
    fn sets_given_beside_the_rules_are_their_elements() {
        let set = of(SETS, "-A FORWARD -p tcp -m set --match-set pumps src -m set --match-set ports dst -j ACCEPT");
        assert_eq!(set.languages, [Some(Language::IptablesSave), Some(Language::IpsetSave)]);
        assert_eq!(passed(&set, "10.20.0.9", 81), Some(true));
        assert_eq!(passed(&set, "10.20.0.9", 82), Some(false));
        assert_eq!(passed(&set, "10.22.0.9", 81), Some(false));
        let but = of(SETS, "-A FORWARD -m set ! --match-set pumps src -j ACCEPT");
        assert_eq!((passed(&but, "10.21.0.7", 1), passed(&but, "10.21.0.8", 1)), (Some(false), Some(true)));
    }

    #[test]
    fn sets_that_are_not_there_or_change_or_join_keys_are_in_doubt() {
        for rule in [
            "-A FORWARD -m set --match-set nowhere src -j ACCEPT",
            "-A FORWARD -m set --match-set short src -j ACCEPT",
            "-A FORWARD -m set --match-set pumps src,dst -j ACCEPT",
            "-A FORWARD -m set ! --match-set ports dst -j ACCEPT",
            "-A FORWARD -m set --match-set pumps src --return-nomatch -j ACCEPT",
            "-A FORWARD -j SET --add-set pumps src\n-A FORWARD -m set --match-set pumps src -j ACCEPT",
        ] {
            assert_eq!(passed(&of(SETS, rule), "10.20.0.9", 80), None, "{rule}");
        }
        let except = format!("{SETS}add pumps 10.20.0.9 nomatch\n");
        assert_eq!(passed(&of(&except, "-A FORWARD -m set --match-set pumps src -j ACCEPT"), "10.20.0.9", 80), None);
    }
}
