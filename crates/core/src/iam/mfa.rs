//! MFA devices of IAM users and the root: virtual ones, whose seed both sides know (OTP-6).
//!
//! A device is an entity of kind `MfaDevice`, whose ARN is its serial number; its document has the sealed
//! seed as `Seed`, and how far its clock is from ours as `DriftSteps`. Whose it is says a link `MfaOf` to
//! the id of the user.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use cognate_crypto::{Aad, Purpose, equal, totp};
use cognate_domain::attempt::Gate;
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::attempt::{self, Key};
use cognate_store::records::iam_entity::{self, Entity, Kind};
use cognate_store::records::iam_link::{self, Link, Relation};
use cognate_store::records::used_once;

use super::{arn, entity};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;

/// Members of a device's document.
const SEED: &str = "Seed";
const DRIFT: &str = "DriftSteps";

/// Steps by which a device's clock may be ahead or behind when it shows two codes in a row: 5 minutes.
const DRIFT_STEPS_MAX: i64 = 10;

/// 64 characters of base32, as AWS's.
pub const SEED_BYTES: usize = 40;

/// Others kept giving codes for the same device meanwhile.
const TRIES: usize = 3;

/// What a code came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Code {
    /// And used up: it will not be right again.
    Right,
    /// No device of this user has the serial number.
    Unknown,
    /// Wrong, or used before. Counted.
    Wrong,
    /// Too many wrong codes; this one was not looked at.
    Locked,
}

/// Judges a code of a device that is assigned to `owner`, by the id. Wrong codes lock the device as wrong
/// passwords lock an account (RL-3): whoever has a user's access key could guess otherwise.
pub async fn mfa_code_is_right(cx: &Cx, owner: &str, serial: &str, code: &str) -> Result<Code> {
    let Some(device) = device_of(cx, owner, serial).await? else { return Ok(Code::Unknown) };
    let keys = cx.keys().installation().await?;
    let seed = open_seed(cx, &keys, &device)?;
    let counter = Key::Name(keys.attempt.mac(&[b"mfa", device.id.as_bytes()]));
    for _ in 0..TRIES {
        let attempts = attempt::find(cx.store(), keys.pool, counter).await?;
        let now_ms = cx.now_ms();
        if attempts.gate(now_ms) != Gate::Open {
            return Ok(Code::Locked);
        }
        let failure = || {
            let next = attempts.failed(now_ms, &cx.config().limits.attempts);
            attempt::record_failure(keys.pool, counter, &next)
        };
        let step = totp::matching_step(&seed, code, now_ms + drift_ms(&device));
        let batch = match step {
            Some(step) => Batch::new()
                .with(use_up(&keys, &device.id, step))
                .with(attempt::clear(keys.pool, counter, &attempts)),
            None => Batch::new().with(failure()),
        };
        match (cx.store().write(batch).await?, step) {
            (Outcome::Committed, Some(_)) => return Ok(Code::Right),
            (Outcome::Committed, None) => return Ok(Code::Wrong),
            // Seen by somebody and tried again, or the same code in two requests.
            (Outcome::Unmet(unmet), _) if unmet != attempt::MOVED => {
                let counted = cx.store().write(Batch::new().with(failure())).await?;
                if counted == Outcome::Committed {
                    return Ok(Code::Wrong);
                }
            }
            (Outcome::Unmet(_), _) => {}
        }
    }
    Err(Error::too_many_requests())
}

async fn device_of(cx: &Cx, owner: &str, serial: &str) -> Result<Option<Entity>> {
    let Some(named) = arn::parse(serial).filter(|named| named.kind == "mfa") else {
        return Ok(None);
    };
    let device = iam_entity::find(cx.store(), Kind::MfaDevice, named.name).await?;
    let Some(device) = device.filter(|it| entity::arn(&cx.config().account, it) == serial) else {
        return Ok(None);
    };
    let links = iam_link::of_holder(cx.store(), &device.id).await?;
    let theirs = |link: &Link| link.relation == Relation::MfaOf && link.target == owner;
    Ok(links.iter().any(theirs).then_some(device))
}

/// The codes of two steps in a row, which show that somebody has the seed: the later step, the nearest to
/// the present one by the device's clock. Both are to be used up.
pub fn consecutive(seed: &[u8], first: &str, second: &str, now_ms: i64) -> Option<i64> {
    let now = totp::step_at(now_ms);
    let is = |step, given: &str| equal(totp::code(seed, step).as_bytes(), given.as_bytes());
    let mut steps: Vec<i64> = (now - DRIFT_STEPS_MAX..=now + DRIFT_STEPS_MAX).collect();
    steps.sort_by_key(|step| (step - now).abs());
    // Computes and compares all of them (CT-1).
    steps.into_iter().rev().fold(None, |found, step| {
        if is(step, second) & is(step - 1, first) { Some(step) } else { found }
    })
}

/// From now on the device's clock is taken to be in `step` when ours is at `now_ms`.
pub fn follow(device: &mut Entity, step: i64, now_ms: i64) {
    let drift = step - totp::step_at(now_ms);
    device.document.insert(DRIFT.to_owned(), drift.into());
}

fn drift_ms(device: &Entity) -> i64 {
    let steps = device.document.get(DRIFT).and_then(|steps| steps.as_i64()).unwrap_or(0);
    steps * totp::STEP_SECONDS * 1_000
}

/// Uses the code of a step up.
pub fn use_up(keys: &PoolKeys, device_id: &str, step: i64) -> Statement {
    let id = keys.attempt.mac(&[b"mfa step", device_id.as_bytes(), &step.to_be_bytes()]);
    // No clock of this installation finds the step near any more.
    let expires_ms = (step + 20) * totp::STEP_SECONDS * 1_000;
    used_once::insert(keys.pool, &id, expires_ms)
}

/// A seed as a document keeps it.
pub fn seal_seed(cx: &Cx, keys: &PoolKeys, device_id: &str, seed: &[u8]) -> String {
    let sealer = keys.sealer(Purpose::IamSecret);
    STANDARD.encode(sealer.seal(cx.random(), &aad(&cx.config().account, device_id), seed))
}

/// A seed for a new device.
pub fn new_seed(cx: &Cx) -> Zeroizing<[u8; SEED_BYTES]> {
    Zeroizing::new(cx.random().array())
}

/// Puts the sealed seed into a new device's document.
pub fn keep_seed(cx: &Cx, keys: &PoolKeys, device: &mut Entity, seed: &[u8]) {
    let sealed = seal_seed(cx, keys, &device.id, seed);
    device.document.insert(SEED.to_owned(), sealed.into());
}

pub fn open_seed(cx: &Cx, keys: &PoolKeys, device: &Entity) -> Result<Zeroizing<Vec<u8>>> {
    let sealed = device.document.get(SEED).and_then(|seed| seed.as_str()).unwrap_or_default();
    let sealed = STANDARD.decode(sealed).map_err(Error::internal)?;
    let aad = aad(&cx.config().account, &device.id);
    Ok(keys.sealer(Purpose::IamSecret).open(&aad, &sealed)?)
}

fn aad<'a>(account: &'a str, device_id: &'a str) -> Aad<'a> {
    Aad {
        table: "iam_entity",
        column: "document",
        account,
        pool: 0,
        row: device_id.as_bytes(),
        version: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_codes_in_a_row_show_the_seed() {
        let (seed, now_ms) = ([7; SEED_BYTES], 1_800_000_000_000);
        let step = totp::step_at(now_ms);
        let code = |step| totp::code(&seed, step);
        assert_eq!(consecutive(&seed, &code(step - 1), &code(step), now_ms), Some(step));
        assert_eq!(consecutive(&seed, &code(step), &code(step - 1), now_ms), None);
        assert_eq!(consecutive(&seed, &code(step), &code(step), now_ms), None);
        // Clocks differ, and people are slow.
        assert_eq!(consecutive(&seed, &code(step - 3), &code(step - 2), now_ms), Some(step - 2));
        assert_eq!(consecutive(&seed, &code(step + 9), &code(step + 10), now_ms), Some(step + 10));
        assert_eq!(consecutive(&seed, &code(step + 10), &code(step + 11), now_ms), None);
        assert_eq!(consecutive(&seed, &code(step - 12), &code(step - 11), now_ms), None);
    }
}
