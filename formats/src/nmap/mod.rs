//! What a port scan saw: the XML that nmap writes (`-oX`).
//!
//! Any bytes give what could be read and whether it is whole. What the scan did not look at is never taken for closed.

#[cfg(test)]
mod tests;

use crate::json::Stop;
use crate::xml::{Tag, Xml};
use network::{PortRange, Protocol};
use std::net::IpAddr;
use terms::Instant;

/// What a scan says of a port.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PortState {
    /// Something answered.
    Open,
    /// Nothing answered, which may mean either; or the scan does not tell (`unfiltered`, `unknown`).
    OpenOrFiltered,
    /// Anything else: refused, or not answered where an answer was due.
    NotOpen,
}

impl PortState {
    fn of(word: &str) -> PortState {
        match word {
            "open" => PortState::Open,
            "closed" | "filtered" | "closed|filtered" => PortState::NotOpen,
            _ => PortState::OpenOrFiltered,
        }
    }
}

/// A port that the scan names by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenPort {
    /// Protocol.
    pub protocol: Protocol,
    /// Its number.
    pub port: u16,
    /// What was seen.
    pub state: PortState,
    /// What answered, in the scanner's words.
    pub service: String,
    /// Line, from 1.
    pub line: u32,
}

/// A host.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeenHost {
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// Whether it answered at all.
    pub up: bool,
    /// Ports named by themselves.
    pub ports: Vec<SeenPort>,
    /// Ports not named of which it is not known whether they are open.
    pub maybe_open: u32,
}

/// Ports that were looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookedAt {
    /// Protocol.
    pub protocol: Protocol,
    /// The ports.
    pub ports: Vec<PortRange>,
}

/// A scan.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PortScan {
    /// When it began; `None` when it does not say.
    pub started: Option<Instant>,
    /// Ports that were looked at, of every host.
    pub looked_at: Vec<LookedAt>,
    /// The hosts.
    pub hosts: Vec<SeenHost>,
    /// Whether the scan came to its end and was read whole.
    pub whole: bool,
}

impl PortScan {
    /// Whether a port was looked at.
    pub fn looks_at(&self, protocol: Protocol, port: u16) -> bool {
        let holds = |range: &PortRange| (range.first..=range.last).contains(&port);
        self.looked_at.iter().any(|looked| looked.protocol == protocol && looked.ports.iter().any(holds))
    }
}

/// Whether a text is a scan of nmap.
pub fn is_nmap(text: &str) -> bool {
    let start: String = text.chars().take(4096).collect();
    start.contains("<nmaprun")
}

/// Reads a scan; `None` where it is none.
pub fn read(bytes: &[u8]) -> Option<PortScan> {
    let decoded = crate::sbom::decode(bytes);
    let mut reader =
        Reader { xml: Xml::new(&decoded, |space| space.is_none()), scan: PortScan::default(), at: 0, line: 1 };
    let text = std::str::from_utf8(&decoded).unwrap_or_default();
    if !is_nmap(text) {
        return None;
    }
    let ended = reader.run(text);
    let mut scan = reader.scan;
    scan.whole &= ended.is_ok() && !reader.xml.defects.is_broken();
    Some(scan)
}

struct Reader<'a> {
    xml: Xml<'a>,
    scan: PortScan,
    /// The byte whose line is known, and that line.
    at: usize,
    line: u32,
}

impl<'a> Reader<'a> {
    fn run(&mut self, text: &'a str) -> Result<(), Stop> {
        while let Some(root) = self.xml.node()? {
            if root.name != "nmaprun" {
                self.xml.skip()?;
                continue;
            }
            let start = self.xml.attribute(root, "start");
            let seconds = start.parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1000));
            // A scan of the year 10000 is no scan.
            self.scan.started = seconds.filter(|time| (0..253_402_300_800_000).contains(time)).map(Instant);
            while let Some(tag) = self.xml.node()? {
                match tag.name {
                    "scaninfo" => self.looked_at(tag)?,
                    "host" => self.host(text)?,
                    "runstats" => self.run_stats()?,
                    _ => self.xml.skip()?,
                }
            }
        }
        Ok(())
    }

    fn looked_at(&mut self, tag: Tag<'a>) -> Result<(), Stop> {
        let (protocol, services) = (self.xml.attribute(tag, "protocol"), self.xml.attribute(tag, "services"));
        if let Some(protocol) = Protocol::parse(&protocol) {
            let ports = services.split(',').filter_map(PortRange::parse).collect();
            self.scan.looked_at.push(LookedAt { protocol, ports });
        }
        self.xml.skip()
    }

    fn run_stats(&mut self) -> Result<(), Stop> {
        while let Some(tag) = self.xml.node()? {
            if tag.name == "finished" {
                let exit = self.xml.attribute(tag, "exit");
                self.scan.whole = exit == "success" || exit.is_empty();
            }
            self.xml.skip()?;
        }
        Ok(())
    }

    fn host(&mut self, text: &'a str) -> Result<(), Stop> {
        let mut host = SeenHost { up: true, ..SeenHost::default() };
        while let Some(tag) = self.xml.node()? {
            match tag.name {
                "status" => {
                    host.up = self.xml.attribute(tag, "state") == "up";
                    self.xml.skip()?;
                }
                "address" => {
                    host.addresses.extend(self.xml.attribute(tag, "addr").parse::<IpAddr>().ok());
                    self.xml.skip()?;
                }
                "ports" => self.ports(text, &mut host)?,
                _ => self.xml.skip()?,
            }
        }
        self.scan.hosts.push(host);
        Ok(())
    }

    fn ports(&mut self, text: &'a str, host: &mut SeenHost) -> Result<(), Stop> {
        while let Some(tag) = self.xml.node()? {
            match tag.name {
                "extraports" => {
                    if PortState::of(&self.xml.attribute(tag, "state")) != PortState::NotOpen {
                        let count = self.xml.attribute(tag, "count").parse().unwrap_or(1);
                        host.maybe_open = host.maybe_open.saturating_add(count);
                    }
                    self.xml.skip()?;
                }
                "port" => self.port(tag, text, host)?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn port(&mut self, tag: Tag<'a>, text: &'a str, host: &mut SeenHost) -> Result<(), Stop> {
        let (protocol, number) = (self.xml.attribute(tag, "protocol"), self.xml.attribute(tag, "portid"));
        let (protocol, number) = (Protocol::parse(&protocol), number.parse().ok());
        let (mut state, mut service) = (PortState::OpenOrFiltered, String::new());
        while let Some(inner) = self.xml.node()? {
            match inner.name {
                "state" => state = PortState::of(&self.xml.attribute(inner, "state")),
                "service" => service = self.service(inner),
                _ => {}
            }
            self.xml.skip()?;
        }
        if let (Some(protocol), Some(port)) = (protocol, number) {
            let line = self.line_of(tag.at, text);
            host.ports.push(SeenPort { protocol, port, state, service, line });
        } else {
            // A port that cannot be read may be an open one.
            host.maybe_open = host.maybe_open.saturating_add(1);
        }
        Ok(())
    }

    fn service(&mut self, tag: Tag<'a>) -> String {
        let words = ["name", "product", "version"].map(|name| self.xml.attribute(tag, name).into_owned());
        let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
        let plain = words.join(" ");
        plain.chars().filter(|letter| !letter.is_control()).take(120).collect()
    }

    /// The line of a byte; bytes come in order, so each is counted once.
    fn line_of(&mut self, at: usize, text: &str) -> u32 {
        let new = text.as_bytes().get(self.at..at).unwrap_or_default();
        let more = u32::try_from(new.iter().filter(|byte| **byte == b'\n').count()).unwrap_or(u32::MAX);
        (self.at, self.line) = (at.max(self.at), self.line.saturating_add(more));
        self.line
    }
}
