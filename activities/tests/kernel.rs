//! The Linux kernel as the oracle: rule sets are loaded into a network namespace, real packets are sent through it, and
//! what arrives is held against what the program says.
//!
//! Needs Linux, root and `nft`, `ip`. Where namespaces are not permitted it is skipped aloud; in CI a missing program is a
//! failure.

use formats::firewall::{RuleFile, read};
use network::policy::{Hook, Policy, State};
use network::{Family, Packet, passes};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, SocketAddrV4, UdpSocket};
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};

const RULE_SETS: u64 = 50;
const PORTS: [u16; 4] = [1000, 1001, 1002, 1003];
const NAME: &str = "the_kernel_lets_through_what_the_program_says";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|word| word == "--side") {
        return side(&arguments[2]);
    }
    if arguments.iter().any(|argument| argument == "--list") {
        println!("{NAME}: test");
        return ExitCode::SUCCESS;
    }
    println!("\nrunning 1 test");
    let (word, figures) = match tried() {
        Ok(sent) => {
            println!("{sent} packets against {RULE_SETS} rule sets");
            println!("test {NAME} ... ok");
            ("ok", "1 passed; 0 failed; 0 ignored")
        }
        Err(Fault::Skipped(why)) => {
            println!("SKIPPED: {why}");
            println!("test {NAME} ... ignored, {why}");
            ("ok", "0 passed; 0 failed; 1 ignored")
        }
        Err(Fault::Failed(why)) => {
            println!("test {NAME} ... FAILED\n\n{why}");
            ("FAILED", "0 passed; 1 failed; 0 ignored")
        }
    };
    println!("\ntest result: {word}. {figures}; 0 measured; 0 filtered out; finished in 0.00s\n");
    if word == "ok" { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

enum Fault {
    Skipped(String),
    Failed(String),
}

fn failed(why: impl Into<String>) -> Fault {
    Fault::Failed(why.into())
}

/// Runs a command; the fault is what it said.
fn done(program: &str, arguments: &[&str], input: &str) -> Result<(), String> {
    let mut command = Command::new(program);
    let command = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().map_err(|fault| format!("{program}: {fault}"))?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(input.as_bytes()).map_err(|fault| fault.to_string())?;
    }
    let output = child.wait_with_output().map_err(|fault| fault.to_string())?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).into_owned()) }
}

/// Namespaces of one run; gone when dropped.
struct Lab {
    names: [String; 3],
}

impl Lab {
    fn new() -> Result<Lab, String> {
        let names = ["d", "f", "p"].map(|side| format!("tutela-{side}-{}", std::process::id()));
        let lab = Lab { names };
        let [device, filter, peer] = &lab.names;
        for name in &lab.names {
            done("ip", &["netns", "add", name], "")?;
        }
        lab.link(device, "ward0", "10.20.0")?;
        lab.link(peer, "core0", "10.1.0")?;
        done("ip", &["netns", "exec", filter, "sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"], "")?;
        Ok(lab)
    }

    fn link(&self, side: &str, interface: &str, net: &str) -> Result<(), String> {
        let filter = &self.names[1];
        let own = format!("{interface}s");
        let ip = |words: &str| done("ip", &words.split(' ').collect::<Vec<_>>(), "");
        ip(&format!("-n {filter} link add {interface} type veth peer name {own} netns {side}"))?;
        ip(&format!("-n {filter} addr add {net}.254/24 dev {interface}"))?;
        ip(&format!("-n {filter} link set {interface} up"))?;
        for host in 1..=4 {
            ip(&format!("-n {side} addr add {net}.{host}/24 dev {own}"))?;
        }
        ip(&format!("-n {side} link set {own} up"))?;
        ip(&format!("-n {side} route add default via {net}.254"))
    }

    fn load(&self, rules: &str) -> Result<(), String> {
        done("ip", &["netns", "exec", &self.names[1], "nft", "-f", "-"], &format!("flush ruleset\n{rules}"))
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        for name in &self.names {
            let _ = done("ip", &["netns", "del", name], "");
        }
    }
}

/// A process inside a namespace that sends and collects.
struct Side {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
}

impl Side {
    fn new(name: &str, net: &str) -> Result<Side, String> {
        let own = std::env::current_exe().map_err(|fault| fault.to_string())?;
        let mut command = Command::new("ip");
        command.args(["netns", "exec", name]).arg(own).args(["--side", net]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(|fault| fault.to_string())?;
        let (to, from) = (child.stdin.take().ok_or("no stdin")?, child.stdout.take().ok_or("no stdout")?);
        let mut side = Side { child, to, from: BufReader::new(from) };
        match side.answer()?.as_str() {
            "ready" => Ok(side),
            other => Err(other.to_owned()),
        }
    }

    fn say(&mut self, line: &str) -> Result<(), String> {
        writeln!(self.to, "{line}").and_then(|()| self.to.flush()).map_err(|fault| fault.to_string())
    }

    fn answer(&mut self) -> Result<String, String> {
        let mut line = String::new();
        self.from.read_line(&mut line).map_err(|fault| fault.to_string())?;
        Ok(line.trim().to_owned())
    }
}

impl Drop for Side {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Inside a namespace: `send FROM FROMPORT TO TOPORT ID`, `collect`.
fn side(net: &str) -> ExitCode {
    let mut sockets = Vec::new();
    for host in 1..=4 {
        for port in PORTS {
            match UdpSocket::bind(format!("{net}.{host}:{port}")) {
                Ok(socket) if socket.set_nonblocking(true).is_ok() => sockets.push(socket),
                _ => {
                    println!("cannot bind {net}.{host}:{port}");
                    return ExitCode::FAILURE;
                }
            }
        }
    }
    println!("ready");
    for line in std::io::stdin().lines().map_while(Result::ok) {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["send", host, port, to, id] = words.as_slice() {
            let host: usize = host.parse().unwrap_or(1);
            let port: usize = port.parse().unwrap_or(0);
            let _ = sockets[(host - 1) * PORTS.len() + port].send_to(id.as_bytes(), to);
        } else {
            let mut ids = Vec::new();
            let mut buffer = [0u8; 64];
            for socket in &sockets {
                while let Ok((length, _)) = socket.recv_from(&mut buffer) {
                    ids.push(String::from_utf8_lossy(&buffer[..length]).into_owned());
                }
            }
            println!("got {}", ids.join(" "));
        }
    }
    ExitCode::SUCCESS
}

/// A packet of the lab: sender's host, port number, receiver's host, port; from the device or to it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Shot {
    outward: bool,
    from: u8,
    source: usize,
    to: u8,
    destination: usize,
}

fn shots() -> Vec<Shot> {
    let mut shots = Vec::new();
    for outward in [true, false] {
        for from in 1..=4 {
            for to in 1..=4 {
                for source in 0..2 {
                    for destination in 0..PORTS.len() {
                        shots.push(Shot { outward, from, source, to, destination });
                    }
                }
            }
        }
    }
    shots
}

impl Shot {
    fn ends(self) -> (SocketAddrV4, SocketAddrV4) {
        let device = |host: u8| Ipv4Addr::new(10, 20, 0, host);
        let peer = |host: u8| Ipv4Addr::new(10, 1, 0, host);
        let (from, to) =
            if self.outward { (device(self.from), peer(self.to)) } else { (peer(self.from), device(self.to)) };
        (SocketAddrV4::new(from, PORTS[self.source]), SocketAddrV4::new(to, PORTS[self.destination]))
    }

    fn packet(self) -> Packet {
        let (from, to) = self.ends();
        Packet {
            family: Family::V4,
            source: u128::from(u32::from(*from.ip())),
            destination: u128::from(u32::from(*to.ip())),
            protocol: 17,
            first: from.port(),
            second: to.port(),
            state: State::New,
        }
    }

    fn interfaces(self) -> [&'static str; 2] {
        if self.outward { ["ward0", "core0"] } else { ["core0", "ward0"] }
    }
}

/// Sends packets and gives those that arrived.
fn arrived(sides: &mut [Side; 2], shots: &[Shot], round: u64) -> Result<BTreeSet<Shot>, String> {
    for (number, shot) in shots.iter().enumerate() {
        let (_, to) = shot.ends();
        let line = format!("send {} {} {to} {round}.{number}", shot.from, shot.source);
        sides[usize::from(!shot.outward)].say(&line)?;
    }
    // A first look makes sure that every packet has been sent; the second, a moment later, finds what was on its way.
    let mut found = BTreeSet::new();
    for pause in [0, 25] {
        std::thread::sleep(std::time::Duration::from_millis(pause));
        for side in sides.iter_mut() {
            side.say("collect")?;
            for id in side.answer()?.split(' ').skip(1) {
                let number = id.strip_prefix(&format!("{round}.")).and_then(|number| number.parse::<usize>().ok());
                found.extend(number.and_then(|number| shots.get(number)).copied());
            }
        }
    }
    Ok(found)
}

fn tried() -> Result<usize, Fault> {
    let ci = std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    for program in ["nft", "ip"] {
        if let Err(why) = done(program, &[if program == "nft" { "--version" } else { "-V" }], "") {
            let why = format!("`{program}` is missing ({})", why.trim());
            return Err(if ci { failed(why) } else { Fault::Skipped(why) });
        }
    }
    let not_permitted = |why: String| Fault::Skipped(format!("network namespaces are not permitted: {}", why.trim()));
    let lab = Lab::new().map_err(not_permitted)?;
    let open = "table ip f {\n\tchain forward {\n\t\ttype filter hook forward priority 0; policy accept;\n\t}\n}\n";
    lab.load(open).map_err(|why| match why.contains("ermitted") || why.contains("not supported") {
        true => not_permitted(why),
        false => failed(why),
    })?;
    let side = |name: &str, net: &str| Side::new(name, net).map_err(failed);
    let mut sides = [side(&lab.names[0], "10.20.0")?, side(&lab.names[2], "10.1.0")?];
    warm(&mut sides)?;
    let (mut sent, mut loaded, mut seed) = (0, 0, 0);
    while loaded < RULE_SETS {
        seed += 1;
        let rules = rules(seed);
        match lab.load(&rules) {
            Ok(()) => loaded += 1,
            // The kernel takes no rule whose conditions contradict each other; the dice do not know that.
            Err(why) if why.contains("conflicting") && seed < 20 * RULE_SETS => continue,
            Err(why) => return Err(failed(format!("the kernel refuses rule set {seed}: {why}\n{rules}"))),
        }
        let set = read(&[RuleFile::new("rules", rules.clone().into_bytes())]);
        sent += shots().len();
        agree(&mut sides, &set.policy, seed).map_err(|why| failed(format!("rule set {seed}: {why}\n{rules}")))?;
    }
    Ok(sent)
}

/// Neighbours must know each other before a lost packet means anything.
fn warm(sides: &mut [Side; 2]) -> Result<(), Fault> {
    for round in 0..40 {
        if arrived(sides, &shots(), 1_000_000 + round).map_err(failed)?.len() == shots().len() {
            return Ok(());
        }
    }
    Err(Fault::Skipped("packets do not get through an open filter here".to_owned()))
}

fn agree(sides: &mut [Side; 2], policy: &Policy, seed: u64) -> Result<(), String> {
    let mut wanted = BTreeSet::new();
    for shot in shots() {
        match passes(policy, Hook::Forward, &shot.packet(), shot.interfaces()) {
            Some(true) => {
                wanted.insert(shot);
            }
            Some(false) => {}
            None => return Err(format!("{} is not decided", shot.packet())),
        }
    }
    let mut through = arrived(sides, &shots(), seed * 10)?;
    for again in 1..4 {
        let lost: Vec<Shot> = wanted.difference(&through).copied().collect();
        if !lost.is_empty() {
            through.extend(arrived(sides, &lost, seed * 10 + again)?);
        }
    }
    let wrong: Vec<String> =
        wanted.symmetric_difference(&through).take(5).map(|shot| shot.packet().to_string()).collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("kernel and program differ: {}", wrong.join("; "))) }
}

/// The same numbers on every machine (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % limit
    }
}

/// A rule set of every construct that is understood.
fn rules(seed: u64) -> String {
    let dice = &mut Dice(seed);
    let mut text = String::from(
        "table inet f {\n\tset friends {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 10.1.0.2-10.1.0.3, 10.20.0.1 }\n\t}\n",
    );
    for chain in ["c", "b", "a"] {
        text.push_str(&format!("\tchain {chain} {{\n"));
        for _ in 0..dice.below(5) {
            text.push_str(&rule(dice, chain));
        }
        text.push_str("\t}\n");
    }
    for (name, hook) in [
        ("first", "forward priority filter - 10"),
        ("main", "forward priority filter"),
        ("pre", "prerouting priority raw"),
    ] {
        if name != "main" && dice.below(3) > 0 {
            continue;
        }
        let policy = if name == "main" && dice.below(2) == 0 { "drop" } else { "accept" };
        text.push_str(&format!("\tchain {name} {{\n\t\ttype filter hook {hook}; policy {policy};\n"));
        for _ in 0..(1 + dice.below(8)) {
            text.push_str(&rule(dice, name));
        }
        text.push_str("\t}\n");
    }
    text + "}\n"
}

fn rule(dice: &mut Dice, chain: &str) -> String {
    let mut text = String::from("\t\t");
    for _ in 0..dice.below(3) {
        text.push_str(condition(dice));
        text.push(' ');
    }
    if dice.below(6) == 0 {
        text.push_str("counter ");
    }
    let deeper: &[&str] = match chain {
        "c" => &[],
        "b" => &["c"],
        "a" => &["b", "c"],
        _ => &["a", "b", "c"],
    };
    let end = match dice.below(10) {
        0..=3 => "accept".to_owned(),
        4..=5 => "drop".to_owned(),
        6 => "return".to_owned(),
        7 => "ip daddr vmap { 10.1.0.1 : accept, 10.1.0.2-10.1.0.4 : drop, 10.20.0.2 : continue }".to_owned(),
        other => match deeper.get(usize::try_from(dice.below(3)).unwrap_or(0)) {
            Some(to) => format!("{} {to}", if other == 8 { "jump" } else { "goto" }),
            None => "accept".to_owned(),
        },
    };
    text + &end + "\n"
}

fn condition(dice: &mut Dice) -> &'static str {
    const ALL: [&str; 22] = [
        "ip saddr 10.20.0.1",
        "ip saddr 10.20.0.0/30",
        "ip saddr != 10.20.0.2",
        "ip daddr 10.1.0.2-10.1.0.3",
        "ip daddr { 10.1.0.1, 10.1.0.4, 10.20.0.2 }",
        "ip daddr != { 10.1.0.1, 10.20.0.3 }",
        "ip saddr @friends",
        "ip daddr != @friends",
        "udp dport 1000",
        "udp dport != 1001",
        "udp dport { 1000, 1002-1003 }",
        "udp sport 1000",
        "udp sport != 1000",
        "meta l4proto udp",
        "meta l4proto { tcp, udp }",
        "tcp dport 1000",
        "ip protocol != tcp",
        "ip saddr . udp dport { 10.20.0.1 . 1000, 10.1.0.1 . 1001, 10.1.0.3 . 1002 }",
        "meta nfproto ipv4",
        "ip6 saddr ::1",
        "iifname \"ward0\"",
        "iifname != \"ward*\"",
    ];
    ALL[usize::try_from(dice.below(22)).unwrap_or(0)]
}
