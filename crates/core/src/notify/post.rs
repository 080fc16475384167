//! From an operation to the outbox.

use cognate_crypto::Purpose;
use cognate_domain::{Pool, Sub, refusal};
use cognate_store::batch::Statement;
use cognate_store::records::{outbox, send_budget};

pub use cognate_store::records::outbox::Carried;

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
    /// The code row the message depends on: it is delivered only while that row is there.
    pub carries: Option<Carried>,
    /// From when on the message is of no use, milliseconds since the epoch.
    pub expires_ms: i64,
}

const DAY_MS: i64 = 86_400_000;

/// The statements that put the message into the outbox, and count it against the day's budget of its
/// destination (RL-8), for the operation's batch. Unmet: ask [`refused`].
pub async fn post(cx: &Cx, keys: &PoolKeys, draft: Draft<'_>) -> Result<Vec<Statement>> {
    let now_ms = cx.now_ms();
    let budget = budget(cx, draft.channel, &draft.to, now_ms).await?;
    let id = cx.held().near(cx.random().array());
    let email = draft.channel == Channel::Email;
    let message = Message {
        id,
        pool: draft.pool.id.clone(),
        channel: draft.channel,
        to: draft.to,
        from: email.then(|| of_pool(draft.pool, "From")).flatten(),
        reply_to: email.then(|| of_pool(draft.pool, "ReplyToEmailAddress")).flatten(),
        subject: draft.subject,
        text: draft.text,
        html: draft.html,
        reason: draft.reason,
        code: draft.code,
        created_ms: now_ms,
    };
    let row = outbox::Message {
        id,
        pool: draft.pool.key,
        sub: draft.sub,
        code: draft.carries,
        channel: draft.channel.number(),
        sealed: sealed::seal(cx.random(), keys, &cx.config().account, &message),
        destination: draft.masked,
        due: now_ms,
        created: now_ms,
        expires: draft.expires_ms,
        tries: 0,
        last_error: None,
    };
    Ok(vec![outbox::insert(&row), budget])
}

/// What an unmet condition of [`post`]'s statements means; None when it was none of theirs.
pub fn refused(unmet: &str) -> Option<Error> {
    let full = || refusal::limit_exceeded("Attempt limit exceeded, please try after some time.");
    (unmet == send_budget::FULL).then(|| full().into())
}

/// One message more for a destination, whichever pool it comes from.
async fn budget(cx: &Cx, channel: Channel, to: &str, now_ms: i64) -> Result<Statement> {
    let mac = cx.keys().installation().await?.mac(Purpose::Outbox);
    let folded = to.to_lowercase();
    let key = mac.mac(&[b"destination", channel.as_str().as_bytes(), folded.as_bytes()]);
    let limit = cx.config().limits.messages_per_destination_day;
    Ok(send_budget::spend(key, now_ms.div_euclid(DAY_MS), limit))
}

/// A member of the pool's `EmailConfiguration`.
fn of_pool(pool: &Pool, member: &str) -> Option<String> {
    let text = pool.document.get("EmailConfiguration")?.get(member)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}
