//! How long it takes to prove again after one rule has changed: `cargo run --release --example reproof -- 10000`.
//!
//! Two rule sets: one of a whole hospital, of which few rules touch the device, and one of which every rule does.

use formats::dossier::{IntoCore, read_one, v1::Network};
use formats::firewall::RuleFile;
use network::policy::{Action, Hook, Rule};
use network::{Addresses, Binding, Block, DEFAULT_BUDGET, Standing};
use std::fmt::Write;
use std::time::{Duration, Instant};

const PROFILE: &str = "device: pump\nversion: \"1\"\nflows:\n  - { id: library, initiator: device, peer: gateway, protocol: tcp, ports: [8443], need: needed, purpose: { en: Drug library } }\n  - { id: service, initiator: peer, peer: gateway, protocol: tcp, ports: [22], need: optional, purpose: { en: Service } }\n";

fn rules(count: u32, of_device: bool) -> String {
    let mut text =
        "table inet f {\n chain forward {\n type filter hook forward priority 0; policy drop;\n ct state established,related accept\n"
            .to_owned();
    for number in 0..count {
        let (high, low) = (number / 250, number % 250);
        let source =
            if of_device { "10.20.0.0/24".to_owned() } else { format!("10.{}.{}.{low}", 30 + high / 250, high % 250) };
        let _ = writeln!(
            text,
            "ip saddr {source} ip daddr 10.2.{}.{low} tcp dport {} drop",
            high % 250,
            1 + number % 60_000
        );
        if number == count / 2 {
            text.push_str("ip saddr 10.20.0.0/24 ip daddr 10.1.0.5 tcp dport 8443 accept\n");
        }
    }
    text.push_str(" }\n}\n");
    text
}

fn addresses(text: &str) -> Addresses {
    let mut addresses = Addresses::default();
    Block::parse(text).into_iter().for_each(|prefix| addresses.add(prefix));
    addresses
}

fn main() {
    let count: u32 = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(10_000);
    for of_device in [false, true] {
        let set = formats::firewall::read(&[RuleFile::new("rules", rules(count, of_device).into_bytes())]);
        let Some(profile) = read_one::<Network>("network.yaml", PROFILE.as_bytes()).value else { return };
        let binding = Binding {
            device: addresses("10.20.0.0/24"),
            roles: [("gateway".to_owned(), addresses("10.1.0.5"))].into(),
            interfaces: Default::default(),
        };
        let began = Instant::now();
        let standing = Standing::new(set.policy, profile.into_core(), binding, Hook::Forward, DEFAULT_BUDGET);
        let Ok(mut standing) = standing else { return };
        let whole = began.elapsed();
        let mut times: Vec<Duration> = Vec::new();
        let step = usize::try_from(count / 100).unwrap_or(1).max(1);
        for place in (0..standing.policy().chains[0].rules.len()).step_by(step) {
            let rule = standing.policy().chains[0].rules[place].clone();
            let flipped = if rule.action == Action::Accept { Action::Drop } else { Action::Accept };
            for action in [flipped, rule.action.clone()] {
                let began = Instant::now();
                let _ = standing.change(0, place, Rule { action, ..rule.clone() });
                let proof = standing.verification();
                times.push(began.elapsed());
                std::hint::black_box(proof);
            }
        }
        times.sort_unstable();
        let (median, most) = (times[times.len() / 2], times[times.len() - 1]);
        let kind = if of_device { "all touch the device" } else { "few touch the device" };
        println!(
            "{count} rules, {kind}: whole {whole:?}, one changed {median:?} (median), {most:?} (most) of {}",
            times.len()
        );
    }
}
