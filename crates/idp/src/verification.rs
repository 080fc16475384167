//! What asking for an attribute's code and answering with it share.

use cognate_core::access_token;
use cognate_core::codes::Holder;
use cognate_core::keys::PoolKeys;
use cognate_core::{Error, Result, SignedIn, pending};
use cognate_domain::code::{Purpose, QuotaKind};
use cognate_domain::message::Medium;
use cognate_domain::refusal;
use cognate_store::records::attempt::Key;
use cognate_store::records::user::{self, WithSessionAndCode};

/// The medium of a request's `AttributeName`.
pub fn medium(attribute: &str) -> Result<Medium> {
    Medium::of_attribute(attribute).ok_or_else(|| {
        Error::invalid_parameter(format!(
            "Attribute {attribute} cannot be verified: only email and phone_number can be."
        ))
    })
}

/// The bearer as of now, with the code that verifies the medium's attribute and an hourly counter. The
/// same errors as at the start of the request.
pub async fn holder(caller: &SignedIn, medium: Medium, counter: QuotaKind) -> Result<Holder> {
    let purpose = Purpose::verify(medium);
    let (pool, sub) = (caller.pool.key, caller.user.sub);
    let found = user::with_session_and_code(
        caller.store(),
        pool,
        sub,
        caller.session.id,
        purpose.code(),
        counter.code(),
    )
    .await?;
    let Some(WithSessionAndCode { user, session, attempts, code, quota }) = found else {
        return Err(refusal::user_not_found("User does not exist.").into());
    };
    access_token::admit(caller, &caller.client, &user, session)?;
    let key = Key::User(sub);
    Ok(Holder {
        user: Some(user),
        attempts,
        key,
        pool,
        purpose,
        code,
        counter,
        quota,
        stand_in: None,
    })
}

/// A contact to be verified.
pub struct Contact {
    pub value: String,
    /// It is not the user's yet.
    pub waits: bool,
}

/// What a code of this medium verifies: the value that waits, else the user's.
pub fn contact(
    caller: &SignedIn,
    keys: &PoolKeys,
    holder: &Holder,
    medium: Medium,
) -> Result<Option<Contact>> {
    let waiting = match &holder.code {
        Some(row) => pending::open(caller, keys, row)?,
        None => None,
    };
    if let Some(value) = waiting {
        return Ok(Some(Contact { value, waits: true }));
    }
    let user = holder.user.as_ref();
    let value = user.and_then(|user| user.attribute(medium.attribute()));
    Ok(value.map(|value| Contact { value: value.to_owned(), waits: false }))
}
