//! Codes that the public asks for: what ForgotPassword and ResendConfirmationCode share.

use std::collections::BTreeMap;

use cognate_core::clients::ClientEntry;
use cognate_core::codes::{Destination, Holder};
use cognate_core::decoys::decoy;
use cognate_core::keys::PoolKeys;
use cognate_core::messages::{Letter, refuse_unless_usable};
use cognate_core::{Cx, Error, Result, events, notify, users};
use cognate_domain::auth::secret_hash_names;
use cognate_domain::auth_event::{AuthEvent, Kind};
use cognate_domain::message::{Delivery, Medium, Reason};
use cognate_domain::user::Status;
use cognate_domain::{Pool, User};
use cognate_store::batch::Outcome;
use cognate_store::records::code;

/// A public request for a code.
pub struct Asked<'a> {
    pub pool: &'a Pool,
    pub client: &'a ClientEntry,
    pub keys: &'a PoolKeys,
    /// The user name as typed.
    pub typed: &'a str,
    pub secret_hash: Option<&'a str>,
    pub metadata: Option<&'a BTreeMap<String, String>>,
    pub reason: Reason,
}

/// Whom the code is for.
#[derive(Clone, Copy)]
pub enum Addressee<'a> {
    User(&'a User, Medium),
    /// Nobody may learn who exists: the same motions to no effect (CT-2).
    Nobody,
}

/// Who stands in for nobody: made up for everybody, so that it takes the same time.
pub struct Simulated {
    /// What is told of the delivery; None where nobody is ever sent such a code.
    pub delivery: Option<Delivery>,
    /// Of those who are sent such codes.
    pub status: Status,
}

impl Asked<'_> {
    /// `SECRET_HASH` over any name of the user's.
    pub fn check_secret_hash(&self, user: Option<&User>) -> Result<()> {
        let known = user.map(|user| (user.username.as_str(), user.sub));
        self.client.check_secret_hash(self.secret_hash, &secret_hash_names(self.typed, known))
    }

    pub fn hides_existence(&self) -> bool {
        self.client.client.rules.hide_existence
    }

    /// Counts the request, and puts the code and its message into the store. Where it went; None when
    /// a row moved meanwhile.
    ///
    /// Errors, in order: too many in this hour; no usable sender; CustomMessage; too many messages for
    /// the destination today.
    pub async fn send(
        &self,
        cx: &Cx,
        holder: &Holder,
        addressee: Addressee<'_>,
        simulated: &Simulated,
    ) -> Result<Option<Delivery>> {
        let count = holder.spend(cx)?;
        let asker = match addressee {
            Addressee::User(user, _) => Some(user),
            Addressee::Nobody => None,
        };
        let nobody = simulated.delivery.clone().map(|delivery| {
            decoy(cx, self.keys, self.pool, self.typed, delivery, simulated.status)
        });
        let (letter, issued, told) = match (addressee, &nobody) {
            (Addressee::User(user, medium), _) => {
                let to = user.attribute(medium.attribute());
                let to = to.ok_or_else(|| Error::internal("a code for a missing address"))?;
                let letter = self.letter(user, Destination { medium, to });
                let issued = holder.issue(cx, self.keys, letter.destination);
                (letter, issued, letter.delivery())
            }
            (Addressee::Nobody, Some(nobody)) => {
                let letter = self.letter(&nobody.user, nobody.destination());
                let issued = holder.pretend(cx, self.keys, letter.destination);
                (letter, issued, nobody.delivery.clone())
            }
            (Addressee::Nobody, None) => {
                return Err(Error::internal("there is no medium to pretend with"));
            }
        };
        refuse_unless_usable(cx, self.pool, told.medium)?;
        let mut batch = users::batch(letter.with_code(cx, &issued).await?);
        batch.extend([code::replace(&issued.row), count, holder.check_unchanged()]);
        // Only somebody's history tells of it; who calls this answers after a fixed time (CT-3).
        let event = asker.and_then(|user| self.event(cx, user));
        batch.extend(event.as_ref().map(events::statement));
        match cx.store().write(batch).await? {
            Outcome::Committed => {
                cx.wake_outbox_apart();
                if let (Some(event), Some(user)) = (event, asker) {
                    cx.export(self.pool, user, &event).await;
                }
                Ok(Some(told))
            }
            Outcome::Unmet(what) => match notify::refused(what) {
                Some(error) => Err(error),
                None => Ok(None),
            },
        }
    }

    fn event(&self, cx: &Cx, user: &User) -> Option<AuthEvent> {
        let kind = match self.reason {
            Reason::ForgotPassword => Kind::ForgotPassword,
            _ => Kind::ResendCode,
        };
        events::noted(cx, self.pool, &self.client.client.id, user.sub, kind)
    }

    fn letter<'a>(&'a self, user: &'a User, destination: Destination<'a>) -> Letter<'a> {
        Letter {
            pool: self.pool,
            keys: self.keys,
            client_id: Some(&self.client.client.id),
            metadata: self.metadata,
            reason: self.reason,
            user,
            destination,
        }
    }
}
