//! Whether an assertion holds, here and now (saml-profiles-2.0-os, 4.1.4.3).

use crate::assertion::Confirmation;
use crate::problem::Problem;
use crate::response::Verified;

/// What the service is, and what time it is. Times are milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Since the epoch.
    pub now: i64,
    /// How far the provider's clock may be off.
    pub skew: i64,
    /// How long after it was issued an assertion may be used.
    pub age_max: i64,
    /// The provider's entity id.
    pub issuer: &'a str,
    /// Addresses that assertions are sent to: one of them is the recipient.
    pub recipients: &'a [String],
    /// Names of the service: one of them is the audience.
    pub audiences: &'a [String],
    pub request: Request<'a>,
}

/// What the response answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request<'a> {
    /// Nobody here knows of requests.
    Any,
    /// It must answer none.
    None,
    /// The one with this ID.
    Is(&'a str),
}

/// What an assertion that holds was accepted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    pub recipient: String,
    /// When sessions that come from it end at the latest.
    pub session_not_on_or_after: Option<i64>,
}

impl Verified {
    /// Problems, in order: issuer; destination; request; a condition that is not understood; too early;
    /// expired; too old; audience; confirmation.
    pub fn check(&self, expected: &Expected) -> Result<Accepted, Problem> {
        let Expected { now, skew, .. } = *expected;
        let assertion = &self.assertion;
        if assertion.issuer != expected.issuer {
            return Err(Problem::Issuer);
        }
        let is_recipient = |address: &String| expected.recipients.contains(address);
        if !self.destination.as_ref().is_none_or(is_recipient) {
            return Err(Problem::Destination);
        }
        if !expected.request.is_answered(self.in_response_to.as_deref()) {
            return Err(Problem::InResponseTo);
        }
        let conditions = &assertion.conditions;
        if conditions.unknown {
            return Err(Problem::Condition);
        }
        let begins = conditions.not_before.is_none_or(|from| now >= from - skew);
        if !begins || assertion.issued - skew > now {
            return Err(Problem::TooEarly);
        }
        let sessions = assertion.statements.iter();
        let session = sessions.filter_map(|statement| statement.session_not_on_or_after).min();
        let ends = [conditions.not_on_or_after, session];
        if ends.into_iter().flatten().any(|end| now >= end.saturating_add(skew)) {
            return Err(Problem::Expired);
        }
        if now - assertion.issued > expected.age_max {
            return Err(Problem::TooOld);
        }
        let is_audience = |name: &String| expected.audiences.contains(name);
        let all_name_us = conditions.audiences.iter().all(|names| names.iter().any(is_audience));
        if conditions.audiences.is_empty() || !all_name_us {
            return Err(Problem::Audience);
        }
        let mut problem = Problem::Recipient;
        for confirmation in &assertion.subject.confirmations {
            match confirmation.accepted(expected) {
                Ok(recipient) => {
                    return Ok(Accepted { recipient, session_not_on_or_after: session });
                }
                Err(other) => problem = other,
            }
        }
        Err(problem)
    }
}

impl Confirmation {
    /// The recipient. A bearer's confirmation says until when, and not from when.
    fn accepted(&self, expected: &Expected) -> Result<String, Problem> {
        let is_ours = |address: &&String| expected.recipients.contains(address);
        let recipient = self.recipient.as_ref().filter(is_ours).ok_or(Problem::Recipient)?;
        let until = self.not_on_or_after.ok_or(Problem::Recipient)?;
        if self.not_before.is_some() {
            return Err(Problem::Recipient);
        }
        if expected.now >= until.saturating_add(expected.skew) {
            return Err(Problem::Expired);
        }
        match expected.request.is_answered(self.in_response_to.as_deref()) {
            true => Ok(recipient.clone()),
            false => Err(Problem::InResponseTo),
        }
    }
}

impl Request<'_> {
    fn is_answered(self, in_response_to: Option<&str>) -> bool {
        match self {
            Request::Any => true,
            Request::None => in_response_to.is_none(),
            Request::Is(id) => in_response_to == Some(id),
        }
    }
}
