//! Somebody to go through the motions with, in the place of a user who does not exist or must not be
//! known to (CT-2): the same functions are asked, messages of the same length are written, the same
//! budgets are spent. Everything follows from the name and a key, so that it is the same every time.

use std::collections::BTreeMap;

use cognate_domain::attribute::verified_flag;
use cognate_domain::message::{Delivery, Medium, Seed};
use cognate_domain::name::typed_fold;
use cognate_domain::user::Status;
use cognate_domain::{Pool, Sub, User, id};

use crate::codes::Destination;
use crate::cx::Cx;
use crate::keys::PoolKeys;

/// Nobody, and where nothing is sent to.
pub struct Decoy {
    pub user: User,
    /// What the caller is told.
    pub delivery: Delivery,
    to: String,
}

/// What made-up destinations are drawn from.
pub fn seed(keys: &PoolKeys, pool: &Pool, typed: &str) -> Seed {
    keys.fake_user.mac(&[b"delivery", typed_fold(&pool.rules, typed).as_bytes()])
}

/// The decoy of a name, of a status that messages go out to.
pub fn decoy(
    cx: &Cx,
    keys: &PoolKeys,
    pool: &Pool,
    typed: &str,
    delivery: Delivery,
    status: Status,
) -> Decoy {
    let folded = typed_fold(&pool.rules, typed);
    let mac = keys.fake_user.mac(&[b"user", folded.as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&mac[..16]);
    let sub = Sub(id::version_4(bytes));
    let contact = delivery.attribute();
    // The address that was typed has a budget of its own, whoever it belongs to (RL-8).
    let to = match Delivery::to(delivery.medium, typed) == delivery {
        true => typed.to_owned(),
        false => made_up(delivery.medium, &mac),
    };
    let attributes = BTreeMap::from([
        (contact.to_owned(), to.clone()),
        (verified_flag(contact), (status != Status::Unconfirmed).to_string()),
    ]);
    let username = if pool.rules.username_attributes.any() { sub.to_string() } else { folded };
    let now_ms = cx.now_ms();
    let user = User {
        pool: pool.key,
        sub,
        username,
        status,
        enabled: true,
        version: 1,
        epoch: 0,
        created: now_ms,
        modified: now_ms,
        attributes,
        credential: None,
        groups: Vec::new(),
        factors: None,
        fold_version: pool.fold_version,
    };
    Decoy { user, delivery, to }
}

impl Decoy {
    pub fn destination(&self) -> Destination<'_> {
        Destination { medium: self.delivery.medium, to: &self.to }
    }
}

/// As long as addresses are; nothing is ever sent there.
fn made_up(medium: Medium, mac: &[u8; 32]) -> String {
    let digits = hex::encode(&mac[16..]);
    match medium {
        Medium::Email => format!("{}@{}.invalid", &digits[..8], &digits[8..12]),
        Medium::Sms => {
            let digits: String = mac[16..28].iter().map(|b| char::from(b'0' + b % 10)).collect();
            format!("+{digits}")
        }
    }
}
