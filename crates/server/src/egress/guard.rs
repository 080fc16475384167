//! Which addresses may be called (EG-2).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::Target;
use crate::config::network::Network;
use crate::router::host::loopback;

/// Ports of URLs in pools' settings (EG-3).
const WEB_PORTS: [u16; 2] = [80, 443];

/// Judges the addresses that a name resolves to.
#[derive(Clone, Debug)]
pub enum Guard {
    /// Public addresses, and the operator's own networks; loopback only by a name that says so.
    Public { further: Vec<Network> },
    /// As `Public`, for URLs in pools' settings: whoever may write those learns nothing about this
    /// machine (`loopback` permits it, for development), and calls only the ports of the web outside
    /// the operator's own networks.
    Settings { further: Vec<Network>, loopback: bool },
    /// Anything: the operator types the URL, and sees the answer.
    Operator,
}

impl Guard {
    pub fn permits(&self, target: &Target, address: IpAddr) -> bool {
        let (further, own, web) = match self {
            Guard::Operator => return true,
            Guard::Public { further } => (further, true, true),
            Guard::Settings { further, loopback } => {
                (further, *loopback, WEB_PORTS.contains(&target.port))
            }
        };
        let address = address.to_canonical();
        if own && loopback(&target.host) {
            return address.is_loopback();
        }
        if is_metadata(address) {
            return false;
        }
        web && is_public(address) || further.iter().any(|network| network.contains(address))
    }
}

/// Where clouds tell machines their credentials. No network that is permitted opens these.
fn is_metadata(address: IpAddr) -> bool {
    const NAMED: [IpAddr; 4] = [
        IpAddr::V4(Ipv4Addr::new(169, 254, 169, 254)),
        IpAddr::V4(Ipv4Addr::new(169, 254, 170, 2)),
        IpAddr::V4(Ipv4Addr::new(100, 100, 100, 200)),
        IpAddr::V6(Ipv6Addr::new(0xfd00, 0xec2, 0, 0, 0, 0, 0, 0x254)),
    ];
    NAMED.contains(&address)
}

/// Reachable over the internet. Source: the special-purpose registries of RFC 6890, and the ways to
/// write an IPv4 address as IPv6.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || a == 100 && (64..128).contains(&b)
        || a == 192 && b == 0 && c == 0
        || a == 192 && b == 88 && c == 99
        || a == 198 && (18..20).contains(&b);
    !special
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    // Only 2000::/3 is given out. In it: Teredo and other protocol blocks, documentation, 6to4.
    a & 0xe000 == 0x2000
        && !(a == 0x2001 && b < 0x0200)
        && !(a == 0x2001 && b == 0x0db8)
        && a != 0x2002
        && !(a == 0x3fff && b < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn permits(further: &[&str], url: &str, address: &str) -> bool {
        let further = further.iter().map(|network| network.parse().unwrap()).collect();
        let target = Target::parse(url).unwrap();
        Guard::Public { further }.permits(&target, address.parse().unwrap())
    }

    #[test]
    fn eg_2_only_public_addresses() {
        let hook = "https://hooks.example.com/";
        for address in ["93.184.216.34", "8.8.8.8", "2606:2800:220:1::1", "2a00:1450::1"] {
            assert!(permits(&[], hook, address), "{address}");
        }
        for address in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "::1",
            "::",
            "::ffff:10.0.0.1",
            "::10.0.0.1",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "2002:a00:1::1",
            "2001::1",
            "2001:db8::1",
            "100::1",
            "fec0::1",
        ] {
            assert!(!permits(&[], hook, address), "{address}");
        }
    }

    #[test]
    fn eg_2_operators_permit_networks_but_not_metadata() {
        let hook = "https://hooks.internal/";
        assert!(permits(&["10.0.0.0/8"], hook, "10.1.2.3"));
        assert!(permits(&["10.0.0.0/8"], hook, "::ffff:10.1.2.3"));
        assert!(!permits(&["10.0.0.0/8"], hook, "192.168.1.1"));
        assert!(!permits(&["0.0.0.0/0", "::/0"], hook, "169.254.169.254"));
        assert!(!permits(&["0.0.0.0/0", "::/0"], hook, "fd00:ec2::254"));
    }

    #[test]
    fn eg_2_loopback_by_its_own_name_only() {
        assert!(permits(&[], "http://localhost:9/", "127.0.0.1"));
        assert!(permits(&[], "http://localhost:9/", "::1"));
        assert!(!permits(&[], "http://localhost:9/", "93.184.216.34"));
        assert!(!permits(&[], "https://rebound.example/", "127.0.0.1"));
    }

    #[test]
    fn eg_3_settings_of_pools_reach_web_ports_and_permitted_networks() {
        let permits = |loopback: bool, further: &[&str], url: &str, address: &str| {
            let further = further.iter().map(|network| network.parse().unwrap()).collect();
            let target = Target::parse(url).unwrap();
            Guard::Settings { further, loopback }.permits(&target, address.parse().unwrap())
        };
        let (idp, port) = ("https://idp.example.com/", "https://idp.example.com:8443/");
        assert!(permits(false, &[], idp, "93.184.216.34"));
        assert!(!permits(false, &[], port, "93.184.216.34"));
        assert!(!permits(false, &["10.0.0.0/8"], port, "93.184.216.34"));
        assert!(permits(false, &["10.0.0.0/8"], port, "10.1.2.3"));
        assert!(!permits(false, &[], idp, "10.1.2.3"));
        assert!(!permits(false, &[], "http://localhost/", "127.0.0.1"));
        assert!(permits(true, &[], "http://localhost:9000/", "127.0.0.1"));
        assert!(!permits(true, &[], "https://rebound.example/", "127.0.0.1"));
        assert!(permits(false, &["127.0.0.0/8"], "http://localhost:9000/", "127.0.0.1"));
        assert!(!permits(true, &["0.0.0.0/0"], idp, "169.254.169.254"));
    }
}
