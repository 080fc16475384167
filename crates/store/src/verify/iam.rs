//! IAM: entities can be read, links have both their ends, keys their owners.

use super::Run;
use super::pages::{Pages, row_key, text};
use crate::Error;
use crate::records::access_key;
use crate::records::iam_entity::{self, Entity, Kind};
use crate::records::iam_link::{self, Link, Relation};

const ENTITIES: &str = "SELECT id FROM iam_entity WHERE id > $1 ORDER BY id LIMIT $2";

const LINKS: &str = "SELECT relation, target, kind, holder, at FROM iam_link
    WHERE (relation, target, kind, holder) > ($1, $2, $3, $4)
    ORDER BY relation, target, kind, holder LIMIT $5";

const KEYS: &str = "SELECT k.id, k.owner FROM access_key k
    LEFT JOIN iam_entity e ON e.id = k.owner AND e.kind = 1
    WHERE k.id > $1 AND k.owner IS NOT NULL AND e.id IS NULL ORDER BY k.id LIMIT $2";

impl Run<'_> {
    pub(super) async fn iam(&mut self) -> Result<(), Error> {
        self.entities().await?;
        self.iam_links().await?;
        self.key_owners().await
    }

    async fn entities(&mut self) -> Result<(), Error> {
        let mut entities = Pages::new(self.store, ENTITIES, Vec::new(), vec![Vec::new().into()]);
        while let Some(rows) = entities.next().await? {
            self.progress("iam_entity", entities.rows());
            for row in &rows {
                let id = text(row, 0);
                match iam_entity::find_by_id(self.store, &id).await {
                    Ok(Some(entity)) if entity.name != iam_entity::key(&entity.name) => {
                        self.found("iam_entity.name", 0, id);
                    }
                    Ok(_) => {}
                    Err(Error::Corrupt(_)) => self.found("iam_entity.readable", 0, id),
                    Err(error) => return Err(error),
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    async fn iam_links(&mut self) -> Result<(), Error> {
        let first = vec![0.into(), Vec::new().into(), 0.into(), Vec::new().into()];
        let mut links = Pages::new(self.store, LINKS, Vec::new(), first);
        while let Some(rows) = links.next().await? {
            self.progress("iam_link", links.rows());
            for row in &rows {
                let Ok(link) = iam_link::from_row(row) else {
                    self.found("iam_link.readable", 0, row_key(row, 4));
                    continue;
                };
                if !self.has_holder(&link).await? && self.has_link(&link).await? {
                    self.found("iam_link.holder", 0, row_key(row, 4));
                }
                if !self.has_target(&link).await? && self.has_link(&link).await? {
                    self.found("iam_link.target", 0, row_key(row, 4));
                }
            }
            if self.is_full() {
                break;
            }
        }
        Ok(())
    }

    async fn key_owners(&mut self) -> Result<(), Error> {
        let mut keys = Pages::new(self.store, KEYS, Vec::new(), vec![Vec::new().into()]);
        while let Some(rows) = keys.next().await? {
            self.progress("access_key", keys.rows());
            for row in &rows {
                let (id, owner) = (text(row, 0), text(row, 1));
                let stands = self.entity(&owner).await?.is_some_and(|it| it.kind == Kind::User);
                if !stands && access_key::find(self.store, &id).await?.is_some() {
                    self.found("access_key.owner", 0, id);
                }
            }
        }
        Ok(())
    }

    async fn has_holder(&self, link: &Link) -> Result<bool, Error> {
        Ok(self.entity(&link.holder).await?.is_some_and(|holder| holder.kind == link.kind))
    }

    /// Policies are known by ARN, and those of AWS have no row.
    async fn has_target(&self, link: &Link) -> Result<bool, Error> {
        let kind = match link.relation {
            Relation::Attached | Relation::Boundary => {
                let name = link.target.rsplit('/').next().unwrap_or_default();
                return Ok(link.target.contains("::aws:policy/")
                    || match iam_entity::find(self.store, Kind::Policy, name).await {
                        Ok(policy) => policy.is_some(),
                        Err(Error::Corrupt(_)) => true,
                        Err(error) => return Err(error),
                    });
            }
            Relation::Member => Kind::Group,
            Relation::ProfileRole => Kind::Role,
            Relation::MfaOf => Kind::User,
        };
        Ok(self.entity(&link.target).await?.is_some_and(|target| target.kind == kind))
    }

    async fn has_link(&self, link: &Link) -> Result<bool, Error> {
        let links = iam_link::of_holder(self.store, &link.holder).await?;
        Ok(links.contains(link))
    }

    /// One that cannot be read is reported as such.
    async fn entity(&self, id: &str) -> Result<Option<Entity>, Error> {
        match iam_entity::find_by_id(self.store, id).await {
            Err(Error::Corrupt(_)) => Ok(None),
            found => found,
        }
    }
}
