//! Rule sets of a hospital's firewall in nftables, of any size, for one device among many.

use super::Dice;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// What is odd in a rule set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Equal to the profile.
    Equal,
    /// One rule lets through more.
    OneHole,
    /// A needed rule is missing.
    OneMissing,
    /// A hole behind a rule that covers it, so none.
    Shadowed,
    /// Every rule is about the device, and all overlap.
    Overlapping,
}

impl Shape {
    /// Every shape.
    pub const ALL: [Shape; 5] = [Shape::Equal, Shape::OneHole, Shape::OneMissing, Shape::Shadowed, Shape::Overlapping];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Equal => "equal",
            Shape::OneHole => "one hole",
            Shape::OneMissing => "one missing",
            Shape::Shadowed => "shadowed",
            Shape::Overlapping => "overlapping",
        }
    }
}

/// The device's addresses, and those of its peers.
pub const DEVICE: &str = "10.20.0.0/24";
/// Addresses of the gateway.
pub const GATEWAY: &str = "10.1.0.5";

/// The profile that the rule sets are held against.
pub const PROFILE: &str = "device: pump\nversion: \"1\"\nflows:\n  - { id: library, initiator: device, peer: gateway, protocol: tcp, ports: [8443], need: needed, purpose: { en: Drug library } }\n";

/// Writes a profile of so many flows, each with a port and a source port of its own.
pub fn write_profile(path: &Path, flows: u64) -> io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    out.write_all(b"device: pump\nversion: \"1\"\nflows:\n")?;
    for number in 0..flows {
        let (port, from) = (1 + number % 60_000, 1024 + number / 60_000);
        let initiator = if number % 2 == 0 { "device" } else { "peer" };
        writeln!(
            out,
            "  - {{ id: f{number}, initiator: {initiator}, peer: gateway, protocol: tcp, ports: [{port}], source_ports: [{from}], need: needed, purpose: {{ en: Flow {number} }} }}"
        )?;
    }
    out.flush()
}

/// Writes a rule set of about `rules` rules.
pub fn write(path: &Path, rules: u64, shape: Shape) -> io::Result<()> {
    let mut out = BufWriter::new(std::fs::File::create(path)?);
    let mut dice = Dice::new(rules);
    out.write_all(
        b"table inet filter {\n\tchain forward {\n\t\ttype filter hook forward priority filter; policy drop;\n",
    )?;
    out.write_all(b"\t\tct state established,related accept\n")?;
    let middle = rules / 2;
    for number in 0..rules {
        if number == middle {
            middle_rules(&mut out, shape)?;
        }
        if shape == Shape::Overlapping {
            overlapping(&mut out, &mut dice)?;
        } else {
            other(&mut out, &mut dice)?;
        }
    }
    out.write_all(b"\t}\n}\n")?;
    out.flush()
}

fn middle_rules(out: &mut impl Write, shape: Shape) -> io::Result<()> {
    if shape != Shape::OneMissing {
        writeln!(out, "\t\tip saddr {DEVICE} ip daddr {GATEWAY} tcp dport 8443 counter packets 0 bytes 0 accept")?;
    }
    if shape == Shape::Shadowed {
        writeln!(out, "\t\tip saddr {DEVICE} drop")?;
    }
    if matches!(shape, Shape::OneHole | Shape::Shadowed) {
        writeln!(out, "\t\tip saddr {DEVICE} ip daddr 10.9.0.0/16 tcp dport 23 accept")?;
    }
    Ok(())
}

/// A rule about other devices of the hospital.
fn other(out: &mut impl Write, dice: &mut Dice) -> io::Result<()> {
    let (net, host, port) = (30 + dice.below(100), dice.below(65_536), 1 + dice.below(60_000));
    let (high, low) = (host / 256, host % 256);
    match dice.below(4) {
        0 => writeln!(out, "\t\tip saddr 10.{net}.{high}.0/24 ip daddr 10.2.{high}.{low} tcp dport {port} accept"),
        1 => writeln!(out, "\t\tip saddr 10.{net}.{high}.{low} udp dport {{ {port}, 53 }} drop"),
        2 => writeln!(
            out,
            "\t\tip saddr 10.{net}.{high}.{low} ip daddr 10.3.0.{low} tcp dport {port} ct state new counter packets 17 bytes 1020 accept"
        ),
        _ => writeln!(out, "\t\tip6 saddr 2001:db8:{net:x}::/48 ip6 daddr 2001:db8:1::{low:x} tcp dport {port} accept"),
    }
}

/// A rule about the device that overlaps with most others in every field.
fn overlapping(out: &mut impl Write, dice: &mut Dice) -> io::Result<()> {
    let mut range = |most: u64| {
        let (a, b) = (dice.below(most), dice.below(most));
        (a.min(b), a.max(b))
    };
    let ((a, b), (c, d), (e, f), (g, h)) = (range(256), range(65_536), range(65_536), range(65_536));
    let verdict = if e % 2 == 0 { "accept" } else { "drop" };
    writeln!(
        out,
        "\t\tip saddr 10.20.0.{a}-10.20.0.{b} ip daddr 10.9.{}.{}-10.9.{}.{} tcp sport {e}-{f} tcp dport {g}-{h} {verdict}",
        c / 256,
        c % 256,
        d / 256,
        d % 256
    )
}
