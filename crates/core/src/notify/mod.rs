//! Messages to people: an operation puts them into the outbox, in its own batch; after the commit
//! they are delivered by [`crate::jobs::Courier`] through a [`Sender`].
//!
//! ```text
//! notify::refuse_unless_usable(&cx, Channel::Email)?;           // before anything is written
//! batch.extend(notify::post(&cx, &keys, &draft).await?);        // with everything else
//! match cx.store().write(batch).await? {
//!     Outcome::Committed => cx.wake_outbox(),                   // it leaves within milliseconds
//!     Outcome::Unmet(what) => match notify::refused(what) { … } // the budget is spent
//! }
//! ```
//!
//! A message that carries a code is not delivered once the code has been replaced or used, and
//! expires with it. For a user that does not exist, post a draft of the same length whose
//! [`Carried::id`] is random: the same statements are written, and delivery skips the row (CT-2). Wake the
//! outbox by `cx.wake_outbox_apart()` then, that delivering or skipping does not show.

mod budgets;
mod message;
mod post;
mod sealed;
mod sender;

pub use message::{Channel, Message, Reason};
pub use post::{Carried, Draft, post, refused};
pub(crate) use sealed::open;
pub use sender::{SendError, Sender, Senders, Sent, refuse_unless_usable};
