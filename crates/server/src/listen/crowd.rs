//! Connection caps: in total, and per address (IL-2).

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use parking_lot::Mutex;

/// Counts open connections.
#[derive(Debug)]
pub struct Crowd {
    max: usize,
    per_ip: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    total: usize,
    by_address: HashMap<IpAddr, usize>,
}

/// Why a connection is closed at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Full {
    Total,
    Address,
}

impl Full {
    pub fn reason(self) -> &'static str {
        match self {
            Full::Total => "connections_max",
            Full::Address => "connections_per_ip",
        }
    }
}

/// An open connection; counted until dropped.
#[derive(Debug)]
pub struct Place {
    crowd: Arc<Crowd>,
    /// None: exempt from the cap per address.
    address: Option<IpAddr>,
}

impl Crowd {
    pub fn new(max: usize, per_ip: usize) -> Arc<Self> {
        Arc::new(Crowd { max, per_ip, counts: Mutex::default() })
    }

    /// Admits a connection, unless a cap is reached. `exempt` ones count in total only.
    pub fn admit(self: &Arc<Self>, address: IpAddr, exempt: bool) -> Result<Place, Full> {
        let address = (!exempt).then(|| block(address));
        let mut counts = self.counts.lock();
        if counts.total >= self.max {
            return Err(Full::Total);
        }
        if let Some(address) = address {
            let count = counts.by_address.entry(address).or_insert(0);
            if *count >= self.per_ip {
                return Err(Full::Address);
            }
            *count += 1;
        }
        counts.total += 1;
        metrics::gauge!("cognate_connections").increment(1);
        Ok(Place { crowd: self.clone(), address })
    }

    pub fn total(&self) -> usize {
        self.counts.lock().total
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.crowd.counts.lock();
        counts.total -= 1;
        metrics::gauge!("cognate_connections").decrement(1);
        if let Some(address) = self.address
            && let Some(count) = counts.by_address.get_mut(&address)
        {
            *count -= 1;
            if *count == 0 {
                counts.by_address.remove(&address);
            }
        }
    }
}

/// One IPv4 address, or the /64 that one IPv6 subscriber usually has.
fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() >> 64 << 64).into()),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn il_2_caps_count_open_connections_only() {
        let crowd = Crowd::new(4, 2);
        let admit = |address: &str| crowd.admit(address.parse().unwrap(), false);
        let first = admit("192.0.2.1").unwrap();
        let _second = admit("::ffff:192.0.2.1").unwrap();
        assert_eq!(admit("192.0.2.1").unwrap_err(), Full::Address);
        let _third = admit("2001:db8::1").unwrap();
        let _fourth = admit("2001:db8::2:1").unwrap();
        assert_eq!(admit("192.0.2.9").unwrap_err(), Full::Total);
        drop(first);
        assert_eq!(admit("2001:db8::3").unwrap_err(), Full::Address);
        let _fifth = crowd.admit("192.0.2.1".parse().unwrap(), true).unwrap();
        assert_eq!(crowd.total(), 4);
    }
}
