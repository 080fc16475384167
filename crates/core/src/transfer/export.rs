//! Writing the lines.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use zeroize::Zeroizing;

use cognate_crypto::{Aad, DataKey, Kek, Purpose, Sealer};
use cognate_domain::factor::Factors;
use cognate_domain::{self as domain, Pool, Sub};
use cognate_store::records::credential_old::{self, HISTORY_MAX};
use cognate_store::records::{group, user, user_count};

use super::possessions::Possessions;
use super::{
    FORMAT, Group, Head, Line, Secrets, User, VERSION, key_aad, possessions_aad, user_aad,
};
use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;
use crate::{credentials, factors};

/// Users read at a time.
const PAGE: i64 = 200;

pub struct Export {
    cx: Cx,
    pool: Arc<Pool>,
    keys: Arc<PoolKeys>,
    sealer: Sealer,
    after: Option<Sub>,
    users: u64,
}

impl Export {
    /// The export and its first line. `kek` wraps the file's key; `salt` is that of its passphrase, if
    /// it is of one.
    pub async fn begin(
        cx: &Cx,
        pool: &Arc<Pool>,
        kek: &Kek,
        salt: Option<[u8; 16]>,
    ) -> Result<(Export, String)> {
        let keys = cx.keys().pool(pool.key).await?;
        let key = DataKey::generate(cx.random());
        let head = Head {
            format: FORMAT.to_owned(),
            version: VERSION,
            user_pool_id: pool.id.clone(),
            users: user_count::sum(cx.store(), pool.key).await?,
            wrapped: STANDARD.encode(kek.wrap(cx.random(), &key, &key_aad())),
            passphrase_salt: salt.map(hex::encode),
        };
        let sealer = key.sealer(Purpose::Import, 0, 1);
        let export =
            Export { cx: cx.clone(), pool: pool.clone(), keys, sealer, after: None, users: 0 };
        Ok((export, serde_json::to_string(&head).map_err(Error::internal)?))
    }

    /// The lines of the groups.
    pub async fn groups(&self) -> Result<Vec<String>> {
        let mut lines = Vec::new();
        let mut after = None;
        loop {
            let page = group::page(self.cx.store(), self.pool.key, after, PAGE).await?;
            let Some(last) = page.last() else { return Ok(lines) };
            after = Some(group::name_hash(&last.name));
            for group::Group { name, description, role, precedence, .. } in page {
                lines.push(text(&Line::Group(Group { name, description, role, precedence }))?);
            }
        }
    }

    /// The lines of the next users; none at the end.
    pub async fn next(&mut self) -> Result<Vec<String>> {
        let page = user::page(self.cx.store(), self.pool.key, self.after, PAGE).await?;
        let mut lines = Vec::with_capacity(page.len());
        for user in &page {
            lines.push(text(&Line::User(self.user(user).await?))?);
        }
        self.after = page.last().map(|user| user.sub).or(self.after);
        self.users += lines.len() as u64;
        Ok(lines)
    }

    /// The last line.
    pub fn end(self) -> Result<String> {
        text(&Line::End { users: self.users })
    }

    async fn user(&self, user: &domain::User) -> Result<User> {
        let (cx, keys, account) = (&self.cx, &self.keys, &self.cx.config().account);
        let plain = |sealed: &[u8]| {
            credentials::plain(keys, account, user.pool, user.sub, sealed).map(|form| form.to_vec())
        };
        let mut secrets = Secrets::default();
        secrets.credential = user.credential.as_deref().map(plain).transpose()?;
        let former = credential_old::newest(cx.store(), user.pool, user.sub, HISTORY_MAX).await?;
        for old in former {
            secrets.former.push((old.created, plain(&old.sealed)?));
        }
        let further = factors::open(cx, keys, user)?;
        if further != Factors::default() {
            secrets.factors = Some(postcard::to_stdvec(&further).map_err(Error::internal)?);
        }
        let sealed = self.sealed(&secrets, &user_aad(&self.pool.id, &user.sub.0))?;
        let possessions = Possessions::of(cx, keys, user).await?;
        let possessions = match possessions == Possessions::default() {
            true => None,
            false => Some(self.sealed(&possessions, &possessions_aad(&self.pool.id, &user.sub.0))?),
        };
        let groups = cx.groups_of(user).await?;
        Ok(User {
            sub: user.sub.to_string(),
            username: user.username.clone(),
            status: user.status.as_str().to_owned(),
            enabled: user.enabled,
            created: user.created,
            modified: user.modified,
            attributes: user.attributes.clone(),
            groups: groups.iter().map(|group| group.name.clone()).collect(),
            sealed: Some(sealed),
            possessions,
        })
    }

    /// As base64.
    fn sealed(&self, secret: &impl Serialize, aad: &Aad<'_>) -> Result<String> {
        let form = Zeroizing::new(postcard::to_stdvec(secret).map_err(Error::internal)?);
        Ok(STANDARD.encode(self.sealer.seal(self.cx.random(), aad, &form)))
    }
}

fn text(line: &Line) -> Result<String> {
    serde_json::to_string(line).map_err(Error::internal)
}
