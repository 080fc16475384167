//! From an operation to the outbox.

use cognate_domain::{Pool, Sub, refusal};
use cognate_store::batch::Statement;
use cognate_store::records::{outbox, send_budget};

pub use cognate_store::records::outbox::Carried;

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::jobs::Posted;
use crate::keys::PoolKeys;
use crate::notify::{Channel, Message, Reason, budgets, sealed};

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

/// The statements that put the message into the outbox, and count it against its budgets of the day
/// (RL-8), for the operation's batch. Unmet: ask [`refused`].
pub async fn post(cx: &Cx, keys: &PoolKeys, draft: Draft<'_>) -> Result<Vec<Statement>> {
    let now_ms = cx.now_ms();
    let id = cx.held().new_id(cx.random(), now_ms);
    let mut statements = budgets::spend(cx, &draft, &id).await?;
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
    cx.posted(Posted { id, channel: draft.channel });
    statements.push(outbox::insert(&row));
    Ok(statements)
}

/// What an unmet condition of [`post`]'s statements means; None when it was none of theirs.
pub fn refused(unmet: &str) -> Option<Error> {
    let full = || refusal::limit_exceeded("Attempt limit exceeded, please try after some time.");
    (unmet == send_budget::FULL).then(|| full().into())
}

/// A member of the pool's `EmailConfiguration`.
fn of_pool(pool: &Pool, member: &str) -> Option<String> {
    let text = pool.document.get("EmailConfiguration")?.get(member)?.as_str()?;
    (!text.is_empty()).then(|| text.to_owned())
}
