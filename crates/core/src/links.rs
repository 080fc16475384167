//! Whose an external identity is.

use cognate_crypto::sha256;
use cognate_domain::identity::Source;
use cognate_domain::user::Status;
use cognate_domain::{Pool, User, name};
use cognate_store::records::{login_name, user};

use crate::cx::Cx;
use crate::error::Result;

impl Cx {
    /// The user who signs in with this subject of this provider.
    pub async fn user_of_subject(
        &self,
        pool: &Pool,
        provider: &str,
        subject: &str,
    ) -> Result<Option<User>> {
        let name = name::external(provider, subject, &sha256);
        let Some(sub) = login_name::holder(self.store(), pool.key, &name).await? else {
            return Ok(None);
        };
        Ok(user::find(self.store(), pool.key, sub).await?)
    }

    /// The user who has this source: by a link, or as the profile that signing in with it made, even
    /// when that may not sign in any more.
    pub async fn user_of_source(&self, pool: &Pool, source: &Source) -> Result<Option<User>> {
        let name = source.identity(0).login_name(&sha256);
        if let Some(sub) = login_name::holder(self.store(), pool.key, &name).await? {
            return Ok(user::find(self.store(), pool.key, sub).await?);
        }
        if source.attribute.is_some() {
            return Ok(None);
        }
        let keys = self.keys().pool(pool.key).await?;
        let profile = format!("{}_{}", source.provider, source.value);
        let named = self.user_by_name(pool, &keys, &profile).await?;
        Ok(named.user.filter(|user| user.status == Status::ExternalProvider))
    }
}
