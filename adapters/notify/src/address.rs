//! Which addresses of the network are somebody's inside: a webhook reaches none of them unless the operator says so.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is not one of the public internet.
pub(crate) fn is_inside(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => inside_v4(address),
        IpAddr::V6(address) => inside_v6(address),
    }
}

fn inside_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_unspecified()
        || address.is_broadcast()
        || address.is_multicast()
        || address.is_documentation()
        // Shared addresses of providers (RFC 6598), protocols (RFC 6890), benchmarks (RFC 2544), reserved (RFC 1112).
        || (first == 100 && (64..128).contains(&second))
        || (first == 192 && second == 0 && third == 0)
        || (first == 198 && (18..20).contains(&second))
        || first == 0
        || first >= 240
}

fn inside_v6(address: Ipv6Addr) -> bool {
    if let Some(inner) = address.to_ipv4() {
        // Mapped and compatible forms; `::` and `::1` too.
        return inside_v4(inner) || inner.octets()[..3] == [0, 0, 0];
    }
    let segments = address.segments();
    match segments[0] {
        // NAT64 leads to the address inside it, 6to4 too.
        0x64 => {
            inside_v4(Ipv4Addr::from(u32::from(segments[6]) << 16 | u32::from(segments[7])))
                || segments[1..3] != [0xff9b, 0]
        }
        0x2002 => inside_v4(Ipv4Addr::from(u32::from(segments[1]) << 16 | u32::from(segments[2]))),
        first => {
            address.is_multicast()
                || first & 0xfe00 == 0xfc00
                || first & 0xffc0 == 0xfe80
                || first & 0xffc0 == 0xfec0
                // Documentation, and Teredo, which leads elsewhere.
                || (first == 0x2001 && [0xdb8, 0].contains(&segments[1]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_inside;

    #[test]
    fn what_is_not_the_public_internet_is_inside() {
        let inside = [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.8",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:10.0.0.1",
            "fc00::1",
            "fd12::1",
            "fe80::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "2002:a00:1::",
            "2001:db8::1",
            "64:ff9b:1::808:808",
        ];
        for address in inside {
            assert!(is_inside(address.parse().unwrap()), "{address}");
        }
        for address in [
            "8.8.8.8",
            "203.0.114.1",
            "100.63.0.1",
            "172.32.0.1",
            "2606:4700::1111",
            "::ffff:8.8.8.8",
            "64:ff9b::808:808",
        ] {
            assert!(!is_inside(address.parse().unwrap()), "{address}");
        }
    }
}
