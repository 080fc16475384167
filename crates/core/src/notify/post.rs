//! From an operation to the outbox.

use cognate_domain::{Pool, Sub};
use cognate_store::batch::Statement;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;
use crate::notify::{Channel, Message, Reason, sealed};

/// What an operation wants to be sent.
pub struct Draft<'a> {
    pub pool: &'a Pool,
    /// To whom; for a user that does not exist a random one.
    pub sub: Option<Sub>,
    pub channel: Channel,
    /// An e-mail address or an E.164 phone number.
    pub to: String,
    /// The destination as `CodeDeliveryDetails` shows it, for operators.
    pub masked: String,
    /// Empty for SMS.
    pub subject: String,
    pub text: String,
    /// With every value escaped.
    pub html: Option<String>,
    pub reason: Reason,
    /// The code or temporary password in clear, for the development mailbox.
    pub code: Option<String>,
    pub carries: Option<Carried>,
    /// From when on the message is of no use, milliseconds since the epoch.
    pub expires_ms: i64,
}

/// The code row a message depends on: it is delivered only while that row is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Carried {
    /// `code.id`.
    pub id: [u8; 16],
    /// `code.purpose`.
    pub purpose: i64,
}

/// The statements that put the message into the outbox, and count it against the day's budget of its
/// destination (RL-8), for the operation's batch.
pub async fn post(cx: &Cx, keys: &PoolKeys, draft: Draft<'_>) -> Result<Vec<Statement>> {
    let message = Message {
        id: cx.random().array(),
        pool: draft.pool.id.clone(),
        channel: draft.channel,
        to: draft.to,
        subject: draft.subject,
        text: draft.text,
        html: draft.html,
        reason: draft.reason,
        code: draft.code,
        created_ms: cx.now_ms(),
    };
    let _sealed = sealed::seal(cx.random(), keys, &cx.config().account, &message);
    Err(Error::internal("the outbox is not there yet"))
}

/// What an unmet condition of [`post`]'s statements means; None when it was none of theirs.
pub fn refused(_unmet: &str) -> Option<Error> {
    None
}
