//! What pools' log deliveries received.

use std::sync::Arc;
use std::sync::Mutex;

use cognate_core::logs::LogSink;
use serde_json::Value;

/// Every record with its destination, in the order of their delivery.
#[derive(Clone, Default)]
pub struct Logs(Arc<Mutex<Vec<(String, Value)>>>);

impl Logs {
    pub fn delivered(&self) -> Vec<(String, Value)> {
        self.0.lock().expect("no test panics while it holds the lock").clone()
    }
}

impl LogSink for Logs {
    fn deliver(&self, destination: &str, record: Value) {
        let mut records = self.0.lock().expect("no test panics while it holds the lock");
        records.push((destination.to_owned(), record));
    }
}
