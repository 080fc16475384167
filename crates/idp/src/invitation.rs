//! Invitations: how a user whom an administrator made learns user name and temporary password.

use std::collections::BTreeMap;

use cognate_core::codes::Destination;
use cognate_core::keys::PoolKeys;
use cognate_core::messages::{Letter, refuse_unless_usable};
use cognate_core::passwords::Password;
use cognate_core::{Cx, Error, Result};
use cognate_domain::message::{Medium, Reason};
use cognate_domain::{Pool, User, refusal, signup};
use cognate_shapes::idp::DeliveryMediumType;
use cognate_store::batch::Statement;

/// An invitation by all desired media for which the user has an address.
pub struct Invitation<'a> {
    pub pool: &'a Pool,
    pub keys: &'a PoolKeys,
    pub user: &'a User,
    pub desired: &'a [Medium],
    /// `ClientMetadata`
    pub metadata: Option<&'a BTreeMap<String, String>>,
}

/// `DesiredDeliveryMediums`.
pub fn desired(mediums: Option<Vec<DeliveryMediumType>>) -> Vec<Medium> {
    let medium = |medium| match medium {
        DeliveryMediumType::Sms => Medium::Sms,
        DeliveryMediumType::Email => Medium::Email,
    };
    mediums.unwrap_or_default().into_iter().map(medium).collect()
}

impl Invitation<'_> {
    pub fn has_address(&self) -> bool {
        !self.addresses().is_empty()
    }

    /// Refuses what could not be delivered, before anything is written.
    pub fn refuse_unless_usable(&self, cx: &Cx) -> Result<()> {
        let mut addresses = self.addresses().into_iter();
        addresses.try_for_each(|(medium, _)| refuse_unless_usable(cx, self.pool, medium))
    }

    /// The messages, for the batch that makes the user or the password.
    pub async fn statements(&self, cx: &Cx, password: Option<&Password>) -> Result<Vec<Statement>> {
        let password = password.map(|password| password.as_str());
        let expires_ms = self.pool.rules.password.temporary_until(cx.now_ms());
        let mut statements = Vec::new();
        for (medium, to) in self.addresses() {
            let letter = Letter {
                pool: self.pool,
                keys: self.keys,
                client_id: None,
                metadata: self.metadata,
                reason: Reason::AdminCreateUser,
                user: self.user,
                destination: Destination { medium, to },
            };
            let username = self.sign_in_name();
            statements.extend(letter.with_invitation(cx, username, password, expires_ms).await?);
        }
        Ok(statements)
    }

    fn addresses(&self) -> Vec<(Medium, &str)> {
        signup::invitation(self.desired, &self.user.attributes)
    }

    /// What the user types: where an address is the user name, nobody knows the generated one.
    fn sign_in_name(&self) -> &str {
        let names = self.pool.rules.username_attributes;
        let mut contacts = Medium::ALL.into_iter().map(Medium::attribute);
        let own = contacts
            .find_map(|contact| self.user.attribute(contact).filter(|_| names.has(contact)));
        own.unwrap_or(&self.user.username)
    }
}

/// The operation declares no LimitExceededException for destinations that have had their messages.
pub fn declared(error: Error) -> Error {
    match error.code.as_ref() {
        "LimitExceededException" => refusal::code_delivery_failure(error.message).into(),
        _ => error,
    }
}
