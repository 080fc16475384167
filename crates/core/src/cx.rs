//! The context of one request: the node, and what is known about the occasion.

use std::net::IpAddr;
use std::ops::Deref;
use std::sync::Arc;

use crate::node::Node;

/// One request, as far as logs, audit and events name it.
#[derive(Clone, Debug)]
pub struct Occurrence {
    pub request_id: String,
    pub source: IpAddr,
    pub operation: &'static str,
    pub service: &'static str,
    pub user_agent: Option<String>,
    /// Of the credential scope; the installation's own for unsigned requests.
    pub region: String,
}

#[derive(Clone)]
pub struct Cx {
    node: Node,
    pub occurrence: Arc<Occurrence>,
}

impl Cx {
    pub fn new(node: Node, occurrence: Occurrence) -> Cx {
        Cx { node, occurrence: Arc::new(occurrence) }
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
            operation,
            service,
            user_agent: None,
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
        Cx { node: self.node, occurrence: Arc::new(occurrence) }
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
