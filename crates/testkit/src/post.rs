//! Senders that keep what they are given, or refuse it by script.

use std::sync::Arc;

use parking_lot::Mutex;

use cognate_core::notify::{Message, SendError, Sender, Senders, Sent};

type Script = Box<dyn Fn(&Message) -> Result<(), SendError> + Send + Sync>;
type Choice = Box<dyn Fn(&Message) -> bool + Send + Sync>;

/// Takes every message of both channels. Cloning shares the box.
#[derive(Clone, Default)]
pub struct Post(Arc<Inner>);

#[derive(Default)]
struct Inner {
    script: Mutex<Option<Script>>,
    stalled: Mutex<Option<Choice>>,
    taken: Mutex<Vec<Message>>,
}

impl Post {
    /// From here on, `script` decides; what it refuses is not kept.
    pub fn answer(
        &self,
        script: impl Fn(&Message) -> Result<(), SendError> + Send + Sync + 'static,
    ) {
        *self.0.script.lock() = Some(Box::new(script));
    }

    /// Messages that `choice` picks are kept, but their sender never gets an answer, as when it dies
    /// before that.
    pub fn stall(&self, choice: impl Fn(&Message) -> bool + Send + Sync + 'static) {
        *self.0.stalled.lock() = Some(Box::new(choice));
    }

    /// Everything is taken again, and answered.
    pub fn take_everything(&self) {
        *self.0.script.lock() = None;
        *self.0.stalled.lock() = None;
    }

    /// The messages taken since the last time this was asked, oldest first.
    pub fn messages(&self) -> Vec<Message> {
        std::mem::take(&mut self.0.taken.lock())
    }

    pub(crate) fn senders(&self) -> Senders {
        Senders::both(Arc::new(self.clone()))
    }
}

impl Sender for Post {
    fn send<'a>(&'a self, message: &'a Message) -> Sent<'a> {
        let answer = match &*self.0.script.lock() {
            Some(script) => script(message),
            None => Ok(()),
        };
        if answer.is_ok() {
            self.0.taken.lock().push(message.clone());
        }
        if self.0.stalled.lock().as_ref().is_some_and(|choice| choice(message)) {
            return Box::pin(std::future::pending());
        }
        Box::pin(std::future::ready(answer))
    }
}
