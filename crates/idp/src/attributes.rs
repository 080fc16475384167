//! What the operations that change a user's attributes share: the row, the names that follow from it,
//! and the codes for contacts that have to be verified.

use std::collections::BTreeMap;

use cognate_core::codes::{self, Destination};
use cognate_core::keys::PoolKeys;
use cognate_core::messages::{self, Letter};
use cognate_core::{Cx, Error, Result, notify, pending, users};
use cognate_domain::attribute::{CONTACTS, Change};
use cognate_domain::code::{Purpose, Quota, QuotaKind};
use cognate_domain::message::{Delivery, Medium, Reason};
use cognate_domain::{Pool, User, name};
use cognate_store::batch::{Outcome, Statement};
use cognate_store::records::attempt::Key;
use cognate_store::records::{code, login_name, quota};

/// Where attributes are changed, and on whose behalf.
pub struct Scene<'a> {
    pub cx: &'a Cx,
    pub pool: &'a Pool,
    pub keys: &'a PoolKeys,
    /// None for administrators.
    pub client_id: Option<&'a str>,
    /// `ClientMetadata`
    pub metadata: Option<&'a BTreeMap<String, String>>,
}

/// A change, ready to be committed.
pub struct Prepared {
    pub statements: Vec<Statement>,
    /// The messages that go out with it.
    pub deliveries: Vec<Delivery>,
}

impl Scene<'_> {
    /// Everything that changes with the user's attributes. `named` are the attributes of the request: a
    /// contact among them has no older code and no value waiting afterwards.
    ///
    /// Errors: a value that waits for verification is another user's name; no sender.
    pub async fn prepare(&self, user: &User, change: Change, named: &[&str]) -> Result<Prepared> {
        let Change { attributes, pending: waiting, unverified } = change;
        let mut after = user.clone();
        after.attributes = attributes;
        after.modified = self.cx.now_ms();
        let mut prepared =
            Prepared { statements: users::update(self.pool, user, &after), deliveries: Vec::new() };
        for contact in CONTACTS.into_iter().filter(|contact| named.contains(contact)) {
            let Some(medium) = Medium::of_attribute(contact) else { continue };
            let waits = waiting.get(contact);
            let sent_to = waits.or_else(|| {
                let verifies = self.pool.rules.auto_verified.has(contact);
                after.attributes.get(contact).filter(|_| verifies && unverified.contains(&contact))
            });
            let Some(to) = sent_to else {
                // Setting the present value again leaves what waits, and its code, alone.
                if after.attribute(contact) != user.attribute(contact) {
                    let purpose = Purpose::verify(medium).code();
                    prepared.statements.push(code::delete(self.pool.key, user.sub, purpose));
                }
                continue;
            };
            if waits.is_some() {
                self.refuse_taken(user, &after, contact, to).await?;
            }
            let destination = Destination { medium, to };
            self.send(&after, destination, waits.is_some(), &mut prepared).await?;
        }
        Ok(prepared)
    }

    /// A code to the contact, which is not the user's before it is verified if it `waits`.
    async fn send(
        &self,
        user: &User,
        destination: Destination<'_>,
        waits: bool,
        prepared: &mut Prepared,
    ) -> Result<()> {
        let Scene { cx, pool, keys, .. } = *self;
        let medium = destination.medium;
        messages::refuse_unless_usable(cx, pool, medium)
            .map_err(|error| self.declared(error, medium))?;
        let whose = (pool.key, user.sub);
        let mut issued = codes::issue(cx, keys, whose, Purpose::verify(medium), destination);
        if waits {
            issued.row.pending = Some(pending::seal(cx, keys, &issued.row, destination.to));
        }
        let letter = Letter {
            pool,
            keys,
            client_id: self.client_id,
            metadata: self.metadata,
            reason: Reason::UpdateUserAttribute,
            user,
            destination,
        };
        prepared.statements.push(code::replace(&issued.row));
        prepared.statements.extend(letter.with_code(cx, &issued).await?);
        prepared.deliveries.push(letter.delivery());
        Ok(())
    }

    /// AdminUpdateUserAttributes declares no CodeDeliveryFailureException, but those for sender roles.
    fn declared(&self, error: Error, medium: Medium) -> Error {
        if self.client_id.is_some() || error.code != "CodeDeliveryFailureException" {
            return error;
        }
        let code = match medium {
            Medium::Email => "InvalidEmailRoleAccessPolicyException",
            Medium::Sms => "InvalidSmsRoleAccessPolicyException",
        };
        Error::new(code, error.message)
    }

    /// A value that waits, and would be a name to sign in with, must not be another user's. Where
    /// addresses are user names, everybody may know who has which; aliases are claimed when they are
    /// verified, since nobody else is to learn of them.
    async fn refuse_taken(&self, user: &User, after: &User, contact: &str, to: &str) -> Result<()> {
        if !self.pool.rules.username_attributes.has(contact) {
            return Ok(());
        }
        let mut verified = after.clone();
        verified.attributes.insert(contact.to_owned(), to.to_owned());
        let gained = name::gained(&self.pool.rules, user, &verified, &cognate_crypto::sha256);
        for name in gained {
            let holder = login_name::holder(self.cx.store(), self.pool.key, &name).await?;
            if holder.is_some_and(|holder| holder != user.sub) {
                return Err(name::alias_updated(name.kind).into());
            }
        }
        Ok(())
    }

    /// Counts the messages against the user's hour. `TooManyRequestsException` when it is used up: the
    /// operations that change attributes declare no other limit.
    pub async fn spend(&self, user: &User, prepared: &mut Prepared) -> Result<()> {
        if prepared.deliveries.is_empty() {
            return Ok(());
        }
        let (pool, key, kind) = (self.pool.key, Key::User(user.sub), QuotaKind::AttributeSends);
        let seen = quota::find(self.cx.store(), pool, key, kind.code()).await?;
        let mut next = Quota { started: seen.started, n: seen.n, version: seen.version };
        for _ in &prepared.deliveries {
            next = next
                .take(self.cx.now_ms(), self.cx.config().limits.hourly.max(kind))
                .ok_or_else(Error::too_many_requests)?;
        }
        let next = quota::Quota { started: next.started, n: next.n, version: next.version };
        prepared.statements.push(quota::record(pool, key, kind.code(), &next));
        Ok(())
    }

    /// False when a row moved meanwhile: read, judge and prepare again.
    pub async fn commit(&self, statements: Vec<Statement>) -> Result<bool> {
        match self.cx.store().write(users::batch(statements)).await? {
            Outcome::Committed => {
                self.cx.wake_outbox();
                Ok(true)
            }
            Outcome::Unmet(what) => {
                if let Some(kind) = users::taken(what) {
                    return Err(name::alias_updated(kind).into());
                }
                match notify::refused(what) {
                    Some(_) => Err(Error::too_many_requests()),
                    None => Ok(false),
                }
            }
        }
    }
}
