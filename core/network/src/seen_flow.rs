//! A flow that somebody saw.

use std::fmt;
use std::net::IpAddr;

/// A flow in a log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct SeenFlow {
    /// The address it came from.
    pub source: IpAddr,
    /// The address it went to.
    pub destination: IpAddr,
    /// Protocol number (IANA).
    pub protocol: u8,
    /// Port it came from; the type where the protocol is ICMP and the log tells it.
    pub source_port: u16,
    /// Port it went to.
    pub destination_port: u16,
    /// Whether it passed or was answered; else it was only tried.
    pub passed: bool,
    /// Whether the source opened the connection; `None`: the log does not tell.
    pub opened_by_source: Option<bool>,
}

impl fmt::Display for SeenFlow {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let protocol = crate::Protocol::Number(self.protocol);
        write!(out, "{} → {} {protocol}/{}", self.source, self.destination, self.destination_port)
    }
}
