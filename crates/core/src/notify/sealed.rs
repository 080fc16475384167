//! A message as the outbox keeps it: sealed, since it carries a code and an address (KEY-1, AS-6).

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use cognate_crypto::{Aad, Random, Unsealable};
use cognate_store::records::outbox;

use crate::keys::PoolKeys;
use crate::notify::{Channel, Message, Reason};

/// The first byte inside each seal. Another form is another number.
const FORM: u8 = 1;

#[derive(Serialize, Deserialize)]
struct Payload {
    pool: String,
    to: String,
    from: Option<String>,
    reply_to: Option<String>,
    subject: String,
    text: String,
    html: Option<String>,
    reason: String,
    code: Option<String>,
}

impl Drop for Payload {
    fn drop(&mut self) {
        self.text.zeroize();
        self.html.zeroize();
        self.code.zeroize();
    }
}

/// The part of an outbox row that only the delivering node reads.
pub(crate) fn seal(
    random: &dyn Random,
    keys: &PoolKeys,
    account: &str,
    message: &Message,
) -> Vec<u8> {
    let payload = Payload {
        pool: message.pool.clone(),
        to: message.to.clone(),
        from: message.from.clone(),
        reply_to: message.reply_to.clone(),
        subject: message.subject.clone(),
        text: message.text.clone(),
        html: message.html.clone(),
        reason: message.reason.as_str().to_owned(),
        code: message.code.clone(),
    };
    let body = postcard::to_stdvec(&payload).expect("texts can be written");
    let mut plain = Zeroizing::new(Vec::with_capacity(body.len() + 1));
    plain.push(FORM);
    plain.extend_from_slice(&Zeroizing::new(body));
    keys.outbox.seal(random, &aad(account, keys.pool, &message.id), &plain)
}

/// The message in a row. [`Unsealable`] also for a form or reason that this version does not know.
pub(crate) fn open(
    keys: &PoolKeys,
    account: &str,
    channel: Channel,
    row: &outbox::Message,
) -> Result<Message, Unsealable> {
    let plain = keys.outbox.open(&aad(account, keys.pool, &row.id), &row.sealed)?;
    let body = match plain.split_first() {
        Some((&FORM, body)) => body,
        _ => return Err(Unsealable),
    };
    let mut payload: Payload = postcard::from_bytes(body).map_err(|_| Unsealable)?;
    let reason = Reason::named(&payload.reason).ok_or(Unsealable)?;
    Ok(Message {
        id: row.id,
        pool: std::mem::take(&mut payload.pool),
        channel,
        to: std::mem::take(&mut payload.to),
        from: payload.from.take(),
        reply_to: payload.reply_to.take(),
        subject: std::mem::take(&mut payload.subject),
        text: std::mem::take(&mut payload.text),
        html: payload.html.take(),
        reason,
        code: payload.code.take(),
        created_ms: row.created,
    })
}

fn aad<'a>(account: &'a str, pool: i64, id: &'a [u8; 16]) -> Aad<'a> {
    Aad { table: "outbox", column: "sealed", account, pool, row: id, version: 1 }
}
