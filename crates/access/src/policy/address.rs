//! Networks and addresses of conditions.

use std::net::IpAddr;

use ipnet::IpNet;

/// `203.0.113.0/24`, `2001:db8::/32`, or a bare address.
pub(super) fn network(text: &str) -> Option<IpNet> {
    match text.contains('/') {
        true => text.parse().ok(),
        false => text.parse::<IpAddr>().ok().map(IpNet::from),
    }
}

/// An IPv4 address is itself also where it arrived mapped into IPv6.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_addresses_in_networks() {
        for (inside, addr, expected) in [
            ("203.0.113.0/24", "203.0.113.9", true),
            ("203.0.113.77/24", "203.0.113.9", true),
            ("203.0.113.9", "203.0.113.9", true),
            ("203.0.113.9", "203.0.113.10", false),
            ("203.0.113.0/24", "::ffff:203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("2001:DB8::/32", "2001:db8::1", true),
        ] {
            let found = network(inside).unwrap().contains(&address(addr).unwrap());
            assert_eq!(found, expected, "{addr} in {inside}");
        }
        for text in ["", "1.2.3", "1.2.3.4/33", "1.2.3.4/", "01.2.3.4", "*"] {
            assert_eq!(network(text), None, "{text}");
        }
    }
}
