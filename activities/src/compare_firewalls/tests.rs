use super::{Asked, Compared, Outcome, compare_firewalls};
use device::Id;
use formats::firewall::RuleFile;
use network::policy::Hook;
use network::{Addresses, Binding, Block, Change};

fn nft(rules: &str) -> String {
    format!(
        "table inet f {{\n chain forward {{\n type filter hook forward priority 0; policy drop;\n{rules}\n }}\n}}\n"
    )
}

fn addresses(text: &str) -> Addresses {
    let mut addresses = Addresses::default();
    addresses.add(Block::parse(text).unwrap());
    addresses
}

fn compared(old: &str, new: &str, device: Addresses) -> Compared {
    let file = |name: &str, rules: &str| [RuleFile::new(name, rules.as_bytes().to_vec())];
    let binding = Binding { device, ..Binding::default() };
    let unit = |id: &str, at: &str| (Id::try_from(id).unwrap(), addresses(at));
    compare_firewalls(&Asked {
        old: &file("old", old),
        new: &file("new", new),
        profile: None,
        binding: &binding,
        units: &[unit("a", "10.0.0.1"), unit("b", "10.0.0.2")],
        hook: Hook::Forward,
    })
}

#[track_caller]
fn expect(old: &str, new: &str, outcome: Outcome, changes: &[(Change, Option<u32>, Option<u32>)]) -> Compared {
    let compared = compared(&nft(old), &nft(new), Addresses::ALL);
    assert_eq!(compared.outcome(), outcome, "{:?}", compared.changes);
    let mut found: Vec<_> = compared
        .changes
        .iter()
        .map(|shown| {
            (shown.changed.change, shown.old.as_ref().map(|rule| rule.line), shown.new.as_ref().map(|rule| rule.line))
        })
        .collect();
    found.dedup();
    assert_eq!(found, changes);
    compared
}

#[test]
fn rules_written_otherwise_that_do_the_same_are_the_same() {
    let old = "ip saddr 10.0.0.0/24 tcp dport { 80, 443 } ct state new accept";
    let new = "ip saddr 10.0.0.0/25 tcp dport 443 ct state new accept\nip saddr 10.0.0.0/24 tcp dport 80 ct state new accept\nip saddr 10.0.0.128-10.0.0.255 tcp dport 443 ct state new accept";
    expect(old, new, Outcome::Same, &[]);
    let iptables = "*filter\n:FORWARD DROP [0:0]\n-A FORWARD -s 10.0.0.0/24 -p tcp -m multiport --dports 80,443 -m conntrack --ctstate NEW -j ACCEPT\nCOMMIT\n";
    // Nothing of IPv6 is filtered by a file of iptables alone.
    assert_eq!(compared(&nft(old), iptables, Addresses::ALL).outcome(), Outcome::Changed);
    assert_eq!(compared(&nft(old), iptables, addresses("0.0.0.0/0")).outcome(), Outcome::Same);
}

#[test]
fn what_opens_and_what_closes_is_told_with_both_rules_and_the_units() {
    let same = "ip saddr 10.0.0.2 tcp dport 22 ct state new accept";
    let old = format!("{same}\nip saddr 10.0.0.1 ip daddr 10.1.0.0/16 tcp dport 80 ct state new accept");
    let new = format!("ip saddr 10.0.0.1 ip daddr 10.1.0.0/16 tcp dport 81 ct state new accept\n{same}");
    // Line 3 is the policy.
    let found =
        expect(&old, &new, Outcome::Changed, &[(Change::Opened, Some(3), Some(4)), (Change::Closed, Some(5), Some(3))]);
    assert_eq!(found.units.iter().map(|unit| unit.unit.as_str()).collect::<Vec<_>>(), ["a"]);
}

#[test]
fn a_change_of_interface_is_a_change_and_other_interfaces_are_not_in_doubt() {
    let rule = |name: &str| format!("iifname \"{name}\" tcp dport 80 ct state new accept");
    expect(&rule("ward*"), &rule("ward*"), Outcome::Same, &[]);
    expect(&rule("ward*"), &rule("ward0"), Outcome::Changed, &[(Change::Closed, Some(4), Some(3))]);
}

#[test]
fn a_condition_that_is_not_understood_is_never_called_the_same() {
    let rule = "meta mark 0x7 tcp dport 80 ct state new accept";
    expect(rule, rule, Outcome::NotProved, &[(Change::NotProved, Some(4), Some(4))]);
}

#[test]
fn outside_the_addresses_that_matter_nothing_changes() {
    let (old, new) = (nft("ip saddr 10.9.0.0/16 accept"), nft("ip saddr 10.8.0.0/16 accept"));
    assert_eq!(compared(&old, &new, addresses("10.0.0.0/24")).outcome(), Outcome::Changed);
    let to = "ip daddr 10.7.0.0/16 accept";
    let (old, new) = (nft(&format!("ip saddr 10.9.0.0/16 {to}")), nft(&format!("ip saddr 10.8.0.0/16 {to}")));
    assert_eq!(compared(&old, &new, addresses("10.0.0.0/24")).outcome(), Outcome::Same);
}

#[test]
fn a_file_that_is_no_rule_set_changes_nothing_that_anybody_knows_of() {
    let compared = compared("\u{1}\u{2} nonsense", &nft("tcp dport 80 accept"), Addresses::ALL);
    assert!(compared.unreadable && compared.changes.is_empty() && compared.units.is_empty());
    assert_eq!(compared.outcome(), Outcome::NotProved);
}
