//! Functions that answer by script, and remember what they were asked.

use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

use parking_lot::Mutex;
use serde_json::Value;

use cognate_core::triggers::{Failure, FunctionPort};

type Script = Box<dyn Fn(&str, &Value) -> Result<Value, Failure> + Send + Sync>;

/// One call of a function.
#[derive(Clone, Debug)]
pub struct Invocation {
    pub arn: String,
    pub event: Value,
}

/// The function port of a test. Without a script no function can be called, as in production.
#[derive(Clone, Default)]
pub struct Functions(Arc<Inner>);

#[derive(Default)]
struct Inner {
    script: Mutex<Option<Script>>,
    calls: Mutex<Vec<Invocation>>,
}

impl Functions {
    /// From here on, `script` answers: it gets ARN and event, and returns the whole event.
    pub fn answer(
        &self,
        script: impl Fn(&str, &Value) -> Result<Value, Failure> + Send + Sync + 'static,
    ) {
        *self.0.script.lock() = Some(Box::new(script));
    }

    /// Every function returns its event as it came.
    pub fn echo(&self) {
        self.answer(|_, event| Ok(event.clone()));
    }

    /// The calls since the last time this was asked, oldest first.
    pub fn calls(&self) -> Vec<Invocation> {
        std::mem::take(&mut self.0.calls.lock())
    }

    /// The `triggerSource`s of those calls.
    pub fn sources(&self) -> Vec<String> {
        let source = |call: Invocation| call.event["triggerSource"].as_str().map(str::to_owned);
        self.calls().into_iter().filter_map(source).collect()
    }
}

impl FunctionPort for Functions {
    fn call<'a>(
        &'a self,
        arn: &'a str,
        event: Value,
    ) -> Pin<Box<dyn Future<Output = Result<Value, Failure>> + Send + 'a>> {
        let answer = match &*self.0.script.lock() {
            Some(script) => script(arn, &event),
            None => Err(Failure::Invocation("configuration".into())),
        };
        self.0.calls.lock().push(Invocation { arn: arn.to_owned(), event });
        Box::pin(ready(answer))
    }
}
