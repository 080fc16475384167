//! The port to the pages that pools show to browsers: whoever draws them is handed in, as doors are.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::{Request, Response};

use crate::cx::Cx;

/// Where a request for a page goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The row key of the domain, which may not exist.
    pub domain: String,
    /// What precedes `path` in the path of the request: empty on a host of the domain's own.
    pub base: String,
    /// The path below the domain, beginning with a slash.
    pub path: String,
}

pub type Shown = Pin<Box<dyn Future<Output = Response<Bytes>> + Send>>;

/// Answers a browser. Never fails: an error is a page, too.
pub type Pages = fn(Cx, Place, Request<Bytes>) -> Shown;
