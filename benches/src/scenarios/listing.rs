//! A list that is read page after page.

use std::sync::Arc;

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::users::Pool;
use crate::load::{Measured, Until, Work, measure};
use crate::server::Server;

const CONNECTIONS: usize = 2;

/// An administrator's operation that lists.
pub struct Listing {
    pub operation: &'static str,
    /// With the length of a page, without its token.
    pub input: Value,
    /// The member that is the list.
    pub list: &'static str,
    /// The member that asks for the following page, in input and output.
    pub token: &'static str,
}

impl Listing {
    /// First and following pages in turn. None may be empty.
    pub fn measure(self, server: &Server, pool: &Arc<Pool>, seconds: f64) -> Result<Measured> {
        let work = |_| -> Work {
            let (pool, input) = (pool.clone(), self.input.clone());
            let Listing { operation, list, token, .. } = self;
            let mut next = json!(null);
            Box::new(move |to| {
                let mut input = input.clone();
                input[token] = next.take();
                let mut page = pool.admin(to, operation, input)?;
                let count = page[list].as_array().map_or(0, Vec::len);
                ensure!(count > 0, "an empty page of {operation}");
                next = page[token].take();
                Ok(())
            })
        };
        measure(server, (0..CONNECTIONS).map(work).collect(), Until::Seconds(seconds))
    }
}
