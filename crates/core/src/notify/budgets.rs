//! What a day allows (RL-8): messages of each channel to a destination, to a user, caused from an
//! address, and of a pool. Each is one conditional row under a MAC, counted in the batch that posts the
//! message: no number of nodes sends more.

use std::net::{IpAddr, Ipv6Addr};

use cognate_crypto::{MacKey, Purpose};
use cognate_store::batch::Statement;
use cognate_store::records::send_budget;

use crate::cx::Cx;
use crate::error::Result;
use crate::notify::Draft;

const DAY_MS: i64 = 86_400_000;

/// A large budget is kept in several rows, or all messages of a pool would wait for one another.
const OF_ROW_MIN: i64 = 1_000;
const ROWS_MAX: i64 = 16;

/// One message more for each of its budgets. `id`: the message's.
pub(super) async fn spend(cx: &Cx, draft: &Draft<'_>, id: &[u8; 16]) -> Result<Vec<Statement>> {
    let mac = cx.keys().installation().await?.mac(Purpose::Outbox);
    let limits = &cx.config().limits;
    let day = cx.now_ms().div_euclid(DAY_MS);
    let channel = draft.channel.as_str().as_bytes();
    let folded = draft.to.to_lowercase();
    let key = mac.mac(&[b"destination", channel, folded.as_bytes()]);
    let mut spent = vec![send_budget::spend(key, day, limits.messages_per_destination_day)];
    let mut also = |of: &[u8], who: &[u8], limit: i64| {
        if limit > 0 {
            let (key, limit) = row(&mac, [of, channel, who], limit, id);
            spent.push(send_budget::spend(key, day, limit));
        }
    };
    let pool = draft.pool.key.to_be_bytes();
    if let Some(sub) = draft.sub {
        also(b"user", &[pool.as_slice(), &sub.0].concat(), limits.messages_per_user_day);
    }
    if let Some(network) = network(cx) {
        also(b"address", &network, limits.messages_per_address_day);
    }
    also(b"pool", &pool, limits.messages_per_pool_day);
    Ok(spent)
}

/// The row of a budget that this message is counted in, and its part of the limit.
fn row(mac: &MacKey, of: [&[u8]; 3], limit: i64, id: &[u8; 16]) -> ([u8; 32], i64) {
    let rows = (limit / OF_ROW_MIN).clamp(1, ROWS_MAX);
    let row = i64::from(id[15]) % rows;
    let part = limit / rows + i64::from(row < limit % rows);
    let [of, channel, who] = of;
    (mac.mac(&[of, channel, who, &row.to_be_bytes()]), part)
}

/// The IPv4 address or IPv6 /64 that asked for the message. None for IAM principals, who are known,
/// and for this machine.
fn network(cx: &Cx) -> Option<[u8; 16]> {
    let occurrence = &cx.occurrence;
    let source = occurrence.source.to_canonical();
    (!occurrence.signed && !source.is_loopback()).then(|| network_of(source))
}

fn network_of(address: IpAddr) -> [u8; 16] {
    match address {
        IpAddr::V4(address) => address.to_ipv6_mapped().octets(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() >> 64 << 64).octets(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_in_a_64_are_one() {
        let network = |text: &str| network_of(text.parse().unwrap());
        assert_eq!(network("2001:db8:1:2::1"), network("2001:db8:1:2:ffff::9"));
        assert_ne!(network("2001:db8:1:2::1"), network("2001:db8:1:3::1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }

    #[test]
    fn the_rows_of_a_budget_add_up_to_it() {
        for limit in [1, 999, 1_000, 1_999, 2_001, 100_000, 100_007] {
            let rows = (limit / OF_ROW_MIN).clamp(1, ROWS_MAX);
            let parts = (0..rows).map(|row| limit / rows + i64::from(row < limit % rows));
            assert_eq!(parts.sum::<i64>(), limit);
        }
    }
}
