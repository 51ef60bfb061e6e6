//! A second reader of the JSON of nft, written by others (crate `nftables`), and a tiny evaluator of what it read: ours must
//! decide the same of every packet of a small universe.

use crate::firewall::testing::{agree, of};
use crate::firewall::{Language, RuleFile, read_as};
use network::policy::State;
use network::{Addresses, Packet};
use nftables::expr::{Expression, MetaKey, NamedExpression, Payload, SetItem, Verdict as Named};
use nftables::schema::{NfCmd, NfListObject, NfObject, Nftables, Rule};
use nftables::stmt::{Operator, Statement};
use nftables::types::{NfChainPolicy, NfFamily};
use proptest::prelude::*;
use std::net::Ipv4Addr;

fn second(text: &str) -> Nftables<'_> {
    serde_json::from_str(text).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

/// What a rule or a chain comes to.
#[derive(Clone, Debug, PartialEq)]
enum End {
    Accept,
    Drop,
    Return,
    Jump(String),
    Goto(String),
}

struct Evaluator<'s, 'p> {
    objects: &'s [NfObject<'s>],
    packet: &'p Packet,
}

impl<'s> Evaluator<'s, '_> {
    /// What becomes of the packet at the only base chain.
    fn passes(&self) -> bool {
        let base = self.list().find_map(|object| match object {
            NfListObject::Chain(chain) if chain.hook.is_some() => Some(chain),
            _ => None,
        });
        let base = base.expect("one base chain is there");
        match self.chain(&base.name) {
            Some(end) => end == End::Accept,
            None => base.policy == Some(NfChainPolicy::Accept),
        }
    }

    fn list(&self) -> impl Iterator<Item = &'s NfListObject<'s>> {
        self.objects.iter().filter_map(|object| match object {
            NfObject::ListObject(object) => Some(object),
            NfObject::CmdObject(_) => None,
        })
    }

    /// `Accept` or `Drop`; `None` where the chain ends or returns.
    fn chain(&self, name: &str) -> Option<End> {
        for object in self.list() {
            let NfListObject::Rule(rule) = object else { continue };
            if rule.chain != name {
                continue;
            }
            match self.rule(rule) {
                Some(End::Return) => return None,
                Some(End::Jump(target)) => {
                    if let Some(end) = self.chain(&target) {
                        return Some(end);
                    }
                }
                Some(End::Goto(target)) => return self.chain(&target),
                Some(end) => return Some(end),
                None => {}
            }
        }
        None
    }

    fn rule(&self, rule: &Rule<'_>) -> Option<End> {
        for statement in rule.expr.iter() {
            match statement {
                Statement::Match(one) => {
                    let holds = self
                        .value(&one.left)
                        .is_some_and(|value| self.holds(&one.right, value) != (one.op == Operator::NEQ));
                    if !holds {
                        return None;
                    }
                }
                Statement::VerdictMap(map) => {
                    let Expression::Named(NamedExpression::Set(items)) = &map.data else { panic!("{:?}", map.data) };
                    let value = self.value(&map.key)?;
                    // That reader takes each pair of a verdict map for a list of two.
                    return items.iter().find_map(|item| match item {
                        SetItem::Element(Expression::List(pair)) => match pair.as_slice() {
                            [key, Expression::Verdict(verdict)] if self.holds(key, value) => named(verdict),
                            [_, Expression::Verdict(_)] => None,
                            other => panic!("{other:?}"),
                        },
                        other => panic!("{other:?}"),
                    });
                }
                Statement::Counter(_) | Statement::Log(_) | Statement::Continue(_) => {}
                other => return Some(end(other).unwrap_or_else(|| panic!("{other:?}"))),
            }
        }
        None
    }

    /// The value of a left side; `None` where the packet has no such field.
    fn value(&self, left: &Expression<'_>) -> Option<u128> {
        let packet = self.packet;
        let protocol = |wanted: u8, value: u128| (packet.protocol == wanted).then_some(value);
        match left {
            Expression::Named(NamedExpression::Payload(Payload::PayloadField(field))) => {
                match (field.protocol.as_ref(), field.field.as_ref()) {
                    ("ip", "saddr") => Some(packet.source),
                    ("ip", "daddr") => Some(packet.destination),
                    ("tcp", "sport") => protocol(6, packet.first.into()),
                    ("tcp", "dport") => protocol(6, packet.second.into()),
                    ("udp", "dport") => protocol(17, packet.second.into()),
                    other => panic!("{other:?}"),
                }
            }
            Expression::Named(NamedExpression::Meta(meta)) if meta.key == MetaKey::L4proto => {
                Some(packet.protocol.into())
            }
            Expression::Named(NamedExpression::CT(_)) => Some(packet.state as u128),
            other => panic!("{other:?}"),
        }
    }

    fn holds(&self, right: &Expression<'_>, value: u128) -> bool {
        match right {
            Expression::Named(NamedExpression::Set(items)) => items.iter().any(|item| match item {
                SetItem::Element(element) => self.holds(element, value),
                other => panic!("{other:?}"),
            }),
            Expression::List(elements) => elements.iter().any(|element| self.holds(element, value)),
            Expression::Range(range) => (number(&range.range[0])..=number(&range.range[1])).contains(&value),
            Expression::Named(NamedExpression::Prefix(prefix)) => {
                let open = 32 - prefix.len;
                number(&prefix.addr) >> open == value >> open
            }
            Expression::String(name) if name.starts_with('@') => {
                let named =
                    |object: &&NfListObject<'_>| matches!(object, NfListObject::Set(set) if set.name == name[1..]);
                let Some(NfListObject::Set(set)) = self.list().find(named) else { panic!("{name}") };
                set.elem.iter().flat_map(|elements| elements.iter()).any(|element| self.holds(element, value))
            }
            single => number(single) == value,
        }
    }
}

fn number(value: &Expression<'_>) -> u128 {
    match value {
        Expression::Number(number) => (*number).into(),
        Expression::String(text) => match text.as_ref() {
            "tcp" => 6,
            "udp" => 17,
            "new" => State::New as u128,
            "established" => State::Established as u128,
            address => u32::from(address.parse::<Ipv4Addr>().expect("an address")).into(),
        },
        other => panic!("{other:?}"),
    }
}

fn end(statement: &Statement<'_>) -> Option<End> {
    Some(match statement {
        Statement::Accept(_) => End::Accept,
        Statement::Drop(_) => End::Drop,
        Statement::Return(_) => End::Return,
        Statement::Jump(to) => End::Jump(to.target.clone().into_owned()),
        Statement::Goto(to) => End::Goto(to.target.clone().into_owned()),
        _ => return None,
    })
}

fn named(verdict: &Named<'_>) -> Option<End> {
    Some(match verdict {
        Named::Accept => End::Accept,
        Named::Drop => End::Drop,
        Named::Return => End::Return,
        Named::Jump(to) => End::Jump(to.target.clone().into_owned()),
        Named::Goto(to) => End::Goto(to.target.clone().into_owned()),
        Named::Continue => return None,
    })
}

fn address() -> impl Strategy<Value = String> {
    let one = (0..5u8).prop_map(|last| format!(r#""10.0.0.{last}""#));
    let prefix = (0..5u8, 29..33u8).prop_map(|(last, len)| {
        let last = last & !(((1u16 << (32 - len)) - 1) as u8);
        format!(r#"{{"prefix": {{"addr": "10.0.0.{last}", "len": {len}}}}}"#)
    });
    let range = (0..3u8, 0..3u8)
        .prop_map(|(low, more)| format!(r#"{{"range": ["10.0.0.{low}", "10.0.0.{}"]}}"#, low + more + 1));
    prop_oneof![one, prefix, range]
}

fn port() -> impl Strategy<Value = String> {
    let range = (1..3u16).prop_map(|low| format!(r#"{{"range": [{low}, {}]}}"#, low + 1));
    prop_oneof![(1..4u16).prop_map(|port| port.to_string()), range]
}

/// A single value, or an anonymous set of some that do not overlap for sure: single ones.
fn right(one: impl Strategy<Value = String> + 'static, single: Vec<&'static str>) -> impl Strategy<Value = String> {
    let set = prop::sample::subsequence(single.clone(), 1..=single.len());
    prop_oneof![one, set.prop_map(|all| format!(r#"{{"set": [{}]}}"#, all.join(", ")))]
}

const ADDRESSES: [&str; 4] = [r#""10.0.0.0""#, r#""10.0.0.1""#, r#""10.0.0.2""#, r#""10.0.0.4""#];

fn condition() -> impl Strategy<Value = String> {
    let payload =
        |protocol: &str, field: &str| format!(r#"{{"payload": {{"protocol": "{protocol}", "field": "{field}"}}}}"#);
    let addresses = prop_oneof![3 => right(address(), ADDRESSES.to_vec()), 1 => Just(r#""@s""#.to_owned())];
    let on_address = (prop_oneof![Just("saddr"), Just("daddr")], addresses)
        .prop_map(move |(field, right)| (payload("ip", field), right));
    let of_ports = prop_oneof![Just(("tcp", "dport")), Just(("tcp", "sport")), Just(("udp", "dport"))];
    let on_port = (of_ports, right(port(), vec!["1", "2", "3"]))
        .prop_map(move |((protocol, field), right)| (payload(protocol, field), right));
    let on_protocol = right(Just(r#""tcp""#.to_owned()), vec![r#""tcp""#, r#""udp""#])
        .prop_map(|right| (r#"{"meta": {"key": "l4proto"}}"#.to_owned(), right));
    let on_state = prop_oneof![Just(r#""new""#), Just(r#""established""#), Just(r#"{"set": ["new", "established"]}"#)]
        .prop_map(|right| (r#"{"ct": {"key": "state"}}"#.to_owned(), right.to_owned()));
    let sides = prop_oneof![on_address, on_port, on_protocol, on_state];
    (sides, prop_oneof![3 => Just("=="), 1 => Just("!=")])
        .prop_map(|((left, right), op)| format!(r#"{{"match": {{"op": "{op}", "left": {left}, "right": {right}}}}}"#))
}

/// Verdicts of a chain that may lead to these.
fn verdict(targets: &'static [&'static str]) -> impl Strategy<Value = String> {
    let plain = vec![r#"{"accept": null}"#, r#"{"drop": null}"#, r#"{"return": null}"#];
    let mut all: Vec<String> = plain.into_iter().map(str::to_owned).collect();
    for target in targets {
        all.extend(["jump", "goto"].map(|how| format!(r#"{{"{how}": {{"target": "{target}"}}}}"#)));
    }
    prop::sample::select(all)
}

fn rule(chain: &'static str, targets: &'static [&'static str]) -> impl Strategy<Value = String> {
    let counter = r#"{"counter": {"packets": 0, "bytes": 0}}"#.to_owned();
    let plain = (prop::collection::vec(condition(), 0..3), any::<bool>(), verdict(targets)).prop_map(
        move |(mut all, counted, verdict)| {
            all.extend(counted.then(|| counter.clone()));
            all.push(verdict);
            all
        },
    );
    let keys = prop::sample::subsequence(ADDRESSES.to_vec(), 1..=3);
    let map = (prop::collection::vec(condition(), 0..2), keys, prop::collection::vec(verdict(targets), 3)).prop_map(
        |(mut all, keys, verdicts)| {
            let items: Vec<String> =
                keys.iter().zip(&verdicts).map(|(key, verdict)| format!("[{key}, {verdict}]")).collect();
            let left = r#"{"payload": {"protocol": "ip", "field": "daddr"}}"#;
            all.push(format!(r#"{{"vmap": {{"key": {left}, "data": {{"set": [{}]}}}}}}"#, items.join(", ")));
            all
        },
    );
    prop_oneof![4 => plain, 1 => map].prop_map(move |statements| {
        format!(
            r#"{{"rule": {{"family": "ip", "table": "t", "chain": "{chain}", "expr": [{}]}}}}"#,
            statements.join(", ")
        )
    })
}

fn rule_set() -> impl Strategy<Value = String> {
    let rules = |chain, targets| prop::collection::vec(rule(chain, targets), 0..5);
    let all = (rules("c", &["d", "e"]), rules("d", &["e"]), rules("e", &[]));
    let set = prop::sample::subsequence(ADDRESSES.to_vec(), 1..=4);
    (all, set, prop_oneof![Just("accept"), Just("drop")]).prop_map(|((base, first, second), set, policy)| {
        let mut objects = vec![
            r#"{"metainfo": {"version": "1.0.9", "release_name": "x", "json_schema_version": 1}}"#.to_owned(),
            r#"{"table": {"family": "ip", "name": "t", "handle": 1}}"#.to_owned(),
            format!(r#"{{"chain": {{"family": "ip", "table": "t", "name": "c", "type": "filter", "hook": "forward", "prio": 0, "policy": "{policy}"}}}}"#),
        ];
        objects.extend(["d", "e"].map(|name| format!(r#"{{"chain": {{"family": "ip", "table": "t", "name": "{name}"}}}}"#)));
        objects.push(format!(r#"{{"set": {{"family": "ip", "table": "t", "name": "s", "type": "ipv4_addr", "elem": [{}]}}}}"#, set.join(", ")));
        objects.extend(base.into_iter().chain(first).chain(second));
        format!(r#"{{"nftables": [{}]}}"#, objects.join(",\n"))
    })
}

proptest! {
    #[test]
    fn a_second_reader_decides_the_same(text in rule_set()) {
        let theirs = second(&text);
        let ours = of(Language::NftablesJson, &text);
        prop_assert!(ours.policy.unread.is_empty(), "{:?}\n{}", ours.policy.unread, text);
        agree(&ours, ["", ""], |packet| Some(Evaluator { objects: &theirs.objects, packet }.passes()));
    }
}

/// The published rule sets of that reader's own tests, where they are there: each chain of IP is found, and each rule that
/// decides something.
#[test]
fn chains_and_rules_of_published_rule_sets_are_those_of_a_second_reader() {
    let data = std::env::var_os("TUTELA_WIDE_DATA").map(std::path::PathBuf::from);
    let folder = data.map(|data| data.join("network/nftables/resources/test/json"));
    let Some(folder) = folder.filter(|folder| folder.is_dir()) else {
        println!("SKIPPED: published rule sets of nftables (no reference data)");
        return;
    };
    let (mut files, mut deciding) = (0, 0);
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let theirs = second(&text);
        let file = RuleFile::new(path.display().to_string(), text.as_bytes().to_vec());
        let ours = read_as(&[file], None, &Addresses::default());
        assert_eq!(ours.languages, [Some(Language::NftablesJson)]);
        for object in theirs.objects.iter().map(listed).filter(|object| is_of_ip(object)) {
            match object {
                NfListObject::Chain(chain) => {
                    let wanted = format!(" {} {}", chain.table, chain.name);
                    assert!(
                        ours.policy.chains.iter().any(|one| one.name.ends_with(&wanted)),
                        "{wanted}: {}",
                        path.display()
                    );
                }
                NfListObject::Rule(rule) if rule.expr.iter().any(|statement| end(statement).is_some()) => {
                    let wanted = format!(" {} {}", rule.table, rule.chain);
                    let chain = ours.policy.chains.iter().find(|one| one.name.ends_with(&wanted));
                    assert!(chain.is_some_and(|chain| !chain.rules.is_empty()), "{wanted}: {}", path.display());
                    deciding += 1;
                }
                _ => {}
            }
        }
        files += 1;
    }
    assert!(files >= 5 && deciding >= 10, "{files} {deciding}");
}

fn listed<'o>(object: &'o NfObject<'o>) -> &'o NfListObject<'o> {
    match object {
        NfObject::ListObject(object) | NfObject::CmdObject(NfCmd::Add(object) | NfCmd::Insert(object)) => object,
        NfObject::CmdObject(other) => panic!("{other:?}"),
    }
}

fn is_of_ip(object: &NfListObject<'_>) -> bool {
    let family = match object {
        NfListObject::Chain(chain) => &chain.family,
        NfListObject::Rule(rule) => &rule.family,
        _ => return false,
    };
    matches!(family, NfFamily::IP | NfFamily::IP6 | NfFamily::INet)
}
