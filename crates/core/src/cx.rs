//! The context of one request: the node, and what is known about the occasion.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;

use crate::jobs::Posted;
use crate::node::Node;

/// Longest wait of a message whose request must not show.
const APART_MS: u64 = 1_000;

/// One request, as far as logs, audit and events name it.
#[derive(Clone, Debug)]
pub struct Occurrence {
    pub request_id: String,
    pub source: IpAddr,
    /// An IAM principal asks; nobody else signs.
    pub signed: bool,
    pub operation: &'static str,
    pub service: &'static str,
    pub user_agent: Option<String>,
    pub referer: Option<String>,
    /// The name and port that were asked.
    pub host: Option<String>,
    /// Of the credential scope; the installation's own for unsigned requests.
    pub region: String,
}

#[derive(Clone)]
pub struct Cx {
    node: Node,
    pub occurrence: Arc<Occurrence>,
    /// Messages in this request's batches, of which those are there that were committed.
    posted: Arc<Mutex<Vec<Posted>>>,
}

impl Cx {
    pub fn new(node: Node, occurrence: Occurrence) -> Cx {
        Cx { node, occurrence: Arc::new(occurrence), posted: Arc::default() }
    }

    /// For a request outside the API: `what` it is, and of which service.
    pub fn unsigned(
        node: Node,
        (operation, service): (&'static str, &'static str),
        source: IpAddr,
        request_id: &str,
    ) -> Cx {
        let region = node.config().region.clone();
        let occurrence = Occurrence {
            request_id: request_id.to_owned(),
            source,
            signed: false,
            operation,
            service,
            user_agent: None,
            referer: None,
            host: None,
            region,
        };
        Cx::new(node, occurrence)
    }

    /// For work that no request caused: jobs and commands.
    pub fn background(node: Node, what: &'static str) -> Cx {
        Cx::unsigned(node, (what, "cognate"), IpAddr::from([127, 0, 0, 1]), "")
    }

    #[must_use]
    pub fn in_region(self, region: String) -> Cx {
        let mut occurrence = (*self.occurrence).clone();
        occurrence.region = region;
        Cx { occurrence: Arc::new(occurrence), ..self }
    }

    pub(crate) fn posted(&self, message: Posted) {
        self.posted.lock().push(message);
    }

    /// After a commit that put messages into the outbox: they leave at once.
    pub fn wake_outbox(&self) {
        let posted = std::mem::take(&mut *self.posted.lock());
        if !posted.is_empty() {
            self.node.held().wake_for(&posted);
        }
    }

    /// As [`Cx::wake_outbox`], where nobody may learn whether there is anybody to send to: delivering warms
    /// processors that answer meanwhile. They leave at a moment that has nothing to do with the request,
    /// within a second.
    pub fn wake_outbox_apart(&self) {
        let posted = std::mem::take(&mut *self.posted.lock());
        if posted.is_empty() {
            return;
        }
        let node = self.node.clone();
        let ms = u64::from(u16::from_be_bytes(node.random().array())) % APART_MS;
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            node.held().wake_for(&posted);
        });
    }

    pub fn node(&self) -> &Node {
        &self.node
    }
}

impl Deref for Cx {
    type Target = Node;

    fn deref(&self) -> &Node {
        &self.node
    }
}
