//! When access keys and roles were last used: noted apart from the request, and seldom.

use cognate_store::batch::Batch;
use cognate_store::records::last_use::{self, LastUse};

use crate::cx::Cx;

/// A use within this long of one that was noted is not noted.
const PAUSE_MS: i64 = 15 * 60 * 1_000;

impl Cx {
    /// Notes that a verified request used an access key (or a role, by its id) for a service, with that
    /// region in its signature. Returns at once; a note that is lost is nothing but a later date.
    pub fn iam_used(&self, id: &str, region: &str, service: &'static str) {
        let now_ms = self.now_ms();
        let noted = &self.caches().noted_uses;
        if noted.get(id).is_some_and(|at| now_ms < at + PAUSE_MS) {
            return;
        }
        noted.insert(id.to_owned(), now_ms);
        let (region, service) = (region.to_owned(), service.to_owned());
        let used = LastUse { id: id.to_owned(), at: now_ms, region, service };
        let node = self.node().clone();
        tokio::spawn(async move {
            let written = node.store().write(Batch::new().with(last_use::put(&used))).await;
            if let Err(error) = written {
                tracing::debug!(%error, "the last use of a key was not noted");
            }
        });
    }
}
