//! The port through which messages leave, and whether there is one.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use cognate_domain::refusal;

use crate::error::Result;
use crate::node::Node;
use crate::notify::{Channel, Message};

/// Why a message was not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// A later try may succeed. Otherwise the receiver has refused this message for good.
    pub retry: bool,
    /// For the operator: no secrets, no addresses, one line.
    pub text: String,
}

impl SendError {
    pub fn temporary(text: impl Into<String>) -> SendError {
        SendError { retry: true, text: text.into() }
    }

    pub fn permanent(text: impl Into<String>) -> SendError {
        SendError { retry: false, text: text.into() }
    }
}

pub type Sent<'a> = Pin<Box<dyn Future<Output = std::result::Result<(), SendError>> + Send + 'a>>;

/// Hands a message to whoever carries it on. `Ok` means that it was taken: it is not sent again.
/// A sender keeps its own time-outs.
pub trait Sender: Send + Sync {
    fn send<'a>(&'a self, message: &'a Message) -> Sent<'a>;
}

/// The senders of an installation; None where nothing is configured.
#[derive(Clone, Default)]
pub struct Senders {
    pub email: Option<Arc<dyn Sender>>,
    pub sms: Option<Arc<dyn Sender>>,
}

impl Senders {
    /// One sender for everything, as development has it.
    pub fn both(sender: Arc<dyn Sender>) -> Senders {
        Senders { email: Some(sender.clone()), sms: Some(sender) }
    }

    pub fn of(&self, channel: Channel) -> Option<&Arc<dyn Sender>> {
        match channel {
            Channel::Email => self.email.as_ref(),
            Channel::Sms => self.sms.as_ref(),
        }
    }
}

/// `CodeDeliveryFailureException` when nothing can carry messages of this channel. Asked before
/// anything is written, and for users that do not exist as for those that do (CT-2).
pub fn refuse_unless_usable(node: &Node, channel: Channel) -> Result<()> {
    if node.senders().of(channel).is_some() {
        return Ok(());
    }
    let text = match channel {
        Channel::Email => {
            "The e-mail cannot be sent: no mail server is configured on this Cognate server. Its \
             operator sets email.server and email.from."
        }
        Channel::Sms => {
            "The text message cannot be sent: no SMS hook is configured on this Cognate server. Its \
             operator sets sms.url and sms.secret_file."
        }
    };
    Err(refusal::code_delivery_failure(text).into())
}
