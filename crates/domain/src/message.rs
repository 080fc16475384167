//! Messages to users: which template they use, what they say, and what may be told about where they
//! went.
//!
//! A message comes about in three steps: [`template`] chooses the pool's text for a [`Reason`] and a
//! [`Medium`], [`Template::custom`] lets the CustomMessage function replace it, and
//! [`Template::render`] fills it in.
//!
//! Source: developer guide, "Configuring SMS and email verification messages and user invitation
//! messages".

mod custom;
mod delivery;
mod fill;
mod link;
mod medium;
mod plain;
mod reason;
mod simulated;
mod template;

pub use custom::parameters;
pub use delivery::{Delivery, mask};
pub use fill::{Fill, Message};
pub use link::confirmation_link;
pub use medium::Medium;
pub use reason::Reason;
pub use simulated::{Seed, simulated};
pub use template::{Form, Template, template};
