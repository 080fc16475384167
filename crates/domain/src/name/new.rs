//! User names of new users.

use std::collections::BTreeMap;

use crate::attribute::Writer;
use crate::pool::Rules;
use crate::{Refusal, Sub, refusal};

/// The canonical name and the attributes of a user about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    pub username: String,
    pub attributes: BTreeMap<String, String>,
}

/// Judges user name and attributes of SignUp (`Writer::Client`) or AdminCreateUser (`Writer::Admin`).
/// In UsernameAttributes pools the user name becomes `sub`, and what was typed its attribute.
pub fn new_user(
    rules: &Rules,
    typed: &str,
    sub: Sub,
    given: &[(String, String)],
    writer: Writer,
) -> Result<NewUser, Refusal> {
    let _ = (rules, typed, sub, given, writer);
    Err(refusal::internal_error("being written"))
}
