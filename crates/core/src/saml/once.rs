//! Assertions that are good for one use.

use cognate_crypto::sha256;
use cognate_store::batch::{Batch, Outcome};
use cognate_store::records::used_once;

use super::Asserted;
use crate::cx::Cx;
use crate::error::Result;
use crate::keys::INSTALLATION;

impl Asserted {
    /// Uses an assertion up that says `OneTimeUse`; false when somebody has done so before.
    pub async fn use_up(&self, cx: &Cx) -> Result<bool> {
        let Some(until) = self.once_until else { return Ok(true) };
        // An ARN has no line break.
        let id = sha256(format!("saml\n{}\n{}", self.provider_arn, self.id).as_bytes());
        let batch = Batch::new().with(used_once::insert(INSTALLATION, &id, until));
        Ok(cx.store().write(batch).await? == Outcome::Committed)
    }
}
