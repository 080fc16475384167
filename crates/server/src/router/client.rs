//! Who the client is behind trusted proxies (RL-6).

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

use crate::config::network::Network;

/// The client's address: the socket's peer, unless that is a trusted proxy; then the rightmost address
/// in `X-Forwarded-For` that is not one. What cannot be read ends the search at the last trusted hop.
pub fn address(peer: SocketAddr, headers: &HeaderMap, trusted: &[Network]) -> SocketAddr {
    let known = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    if !known(peer.ip()) {
        return peer;
    }
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().collect();
    let hops = lines
        .iter()
        .rev()
        .flat_map(|line| line.to_str().unwrap_or("unreadable").rsplit(',').map(str::trim));
    let mut client = peer;
    for hop in hops {
        let Some(address) = parse(hop) else { break };
        client = SocketAddr::new(address, 0);
        if !known(address) {
            break;
        }
    }
    client
}

/// Removes everything by which a client or proxy could claim another address, scheme or host; the
/// answer is in [`crate::application::Arrival`]. Underscore twins are what CGI-like hops confuse.
pub fn forget_claims(headers: &mut HeaderMap) {
    const CLAIMS: [&str; 11] = [
        "forwarded",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-port",
        "x-forwarded-proto",
        "x-forwarded-server",
        "x-real-ip",
        "x_forwarded_for",
        "x_forwarded_host",
        "x_forwarded_proto",
        "x_real_ip",
    ];
    for claim in CLAIMS {
        headers.remove(claim);
    }
}

/// `192.0.2.1`, `192.0.2.1:99`, `2001:db8::1`, `[2001:db8::1]`, `[2001:db8::1]:99`.
fn parse(hop: &str) -> Option<IpAddr> {
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']')).unwrap_or(hop);
    bare.parse().ok().or_else(|| hop.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rl_6_only_trusted_proxies_name_the_client() {
        let trusted: Vec<Network> = vec!["10.0.0.0/8".parse().unwrap()];
        let client = |peer: &str, lines: &[&str]| {
            let mut headers = HeaderMap::new();
            for line in lines {
                headers.append("x-forwarded-for", line.parse().unwrap());
            }
            let peer = SocketAddr::new(peer.parse().unwrap(), 9);
            address(peer, &headers, &trusted).ip().to_string()
        };
        assert_eq!(client("192.0.2.1", &["203.0.113.9"]), "192.0.2.1");
        assert_eq!(client("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, 203.0.113.9, 10.2.2.2"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["1.1.1.1", "203.0.113.9:4711"]), "203.0.113.9");
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]:4711"]), "2001:db8::1");
        assert_eq!(client("10.0.0.1", &["1.1.1.1, unknown, 10.2.2.2"]), "10.2.2.2");
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    }
}
