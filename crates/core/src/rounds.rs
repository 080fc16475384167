//! Deciding again when what was read has moved: everybody who guesses at one account writes its rows.

use std::time::Duration;

use crate::cx::Cx;

/// Rounds of a request whose rows others write, too; each settles somebody's guess.
pub const ROUNDS: u32 = 64;

/// Before each round. In every one somebody makes progress; a little chance lets everybody through
/// soon.
pub async fn pause(cx: &Cx, round: u32) {
    if round >= 2 {
        let micros = u64::from(u16::from_be_bytes(cx.random().array())) % (500 << round.min(6));
        tokio::time::sleep(Duration::from_micros(micros)).await;
    }
}
