//! Proxies before the server: whose word counts about where a request came from.

use axum::http::HeaderMap;
use std::net::IpAddr;

/// Addresses whose `X-Forwarded-For` is believed. Of everybody else the address of the connection counts: the header is a
/// claim that anybody can write.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<(IpAddr, u32)>);

impl Proxies {
    /// From addresses and blocks, such as `10.0.0.7` and `fd00::/8`; otherwise the first that is neither.
    pub fn read(texts: &[String]) -> Result<Proxies, String> {
        texts.iter().map(|text| block(text.trim()).ok_or_else(|| text.clone())).collect::<Result<_, _>>().map(Proxies)
    }

    /// How many addresses and blocks.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    fn holds(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(block, bits)| match (block, address) {
            (IpAddr::V4(block), IpAddr::V4(address)) => (block.to_bits() ^ address.to_bits()).leading_zeros() >= *bits,
            (IpAddr::V6(block), IpAddr::V6(address)) => (block.to_bits() ^ address.to_bits()).leading_zeros() >= *bits,
            _ => false,
        })
    }

    /// Where a request came from: behind proxies that are known, the last address before them.
    pub(crate) fn caller(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut caller = peer;
        let lines = headers.get_all("x-forwarded-for").into_iter().filter_map(|value| value.to_str().ok());
        let hops: Vec<&str> = lines.flat_map(|line| line.split(',')).collect();
        for hop in hops.into_iter().rev() {
            if !self.holds(caller) {
                break;
            }
            match address(hop.trim()) {
                Some(before) => caller = before,
                // What cannot be read says nothing: the proxy itself stands for its callers.
                None => break,
            }
        }
        caller
    }
}

/// An address, as proxies write it: some add the port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').split(']').next().unwrap_or_default();
    bare.parse().or_else(|_| text.parse::<std::net::SocketAddr>().map(|socket| socket.ip())).ok()
}

fn block(text: &str) -> Option<(IpAddr, u32)> {
    let (address, bits) = match text.split_once('/') {
        Some((address, bits)) => (address.parse::<IpAddr>().ok()?, Some(bits.parse::<u32>().ok()?)),
        None => (text.parse::<IpAddr>().ok()?, None),
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    let bits = bits.unwrap_or(most);
    (bits <= most).then_some((address, bits))
}

#[cfg(test)]
mod tests {
    use super::Proxies;
    use axum::http::{HeaderMap, HeaderValue};

    /// Who called, seen from a server that trusts 10.0.0.0/8 and fd00::/8.
    fn caller(peer: &str, forwarded: &'static str) -> String {
        let proxies = Proxies::read(&["10.0.0.0/8".to_owned(), "fd00::/8".to_owned()]).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static(forwarded));
        proxies.caller(peer.parse().unwrap(), &headers).to_string()
    }

    #[test]
    fn a_stranger_cannot_choose_its_address() {
        assert_eq!(caller("192.0.2.9", "198.51.100.1"), "192.0.2.9");
    }
    #[test]
    fn behind_a_known_proxy_the_caller_counts() {
        assert_eq!(caller("10.1.2.3", "198.51.100.1"), "198.51.100.1");
        assert_eq!(caller("::ffff:10.1.2.3", "198.51.100.1:5555"), "198.51.100.1");
        assert_eq!(caller("fd00::1", "[2001:db8::1]"), "2001:db8::1");
    }
    #[test]
    fn what_a_caller_wrote_before_the_first_known_proxy_does_not_count() {
        assert_eq!(caller("10.1.2.3", "203.0.113.7, 198.51.100.1, 10.0.0.2"), "198.51.100.1");
    }
    #[test]
    fn a_header_that_cannot_be_read_changes_nothing() {
        assert_eq!(caller("10.1.2.3", "unknown"), "10.1.2.3");
    }
    #[test]
    fn what_is_no_address_is_named() {
        for wrong in ["10.0.0.0/33", "proxy", "::/129", "10.0.0.0/", ""] {
            assert_eq!(Proxies::read(&[wrong.to_owned()]), Err(wrong.to_owned()));
        }
    }
}
