//! What the operations on users' events share.

use cognate_core::{Cx, Result};
use cognate_domain::auth_event::{AuthEvent, Factor, Feedback};
use cognate_domain::pool::RiskMode;
use cognate_domain::{Pool, Refusal, User, id, refusal};
use cognate_shapes::idp::{
    AuthEventType, ChallengeName, ChallengeResponse, ChallengeResponseType, EventContextDataType,
    EventFeedbackType, EventRiskType, FeedbackValueType, RiskDecisionType,
};
use cognate_store::records::auth_event;
use cognate_wire::Timestamp;

/// Risk operations need threat protection.
pub fn refuse_without_protection(pool: &Pool) -> std::result::Result<(), Refusal> {
    match pool.rules.risk {
        RiskMode::Off => Err(refusal::user_pool_add_on_not_enabled(
            "Threat protection is not enabled for the user pool.",
        )),
        RiskMode::Audit | RiskMode::Enforced => Ok(()),
    }
}

/// The user's event of this id.
pub async fn found(cx: &Cx, pool: &Pool, user: &User, text: &str) -> Result<AuthEvent> {
    let event = match id::parse_uuid(text) {
        Some(id) => auth_event::find(cx.store(), pool.key, user.sub, id).await?,
        None => None,
    };
    event.ok_or_else(|| {
        refusal::resource_not_found(format!("Auth event {text} does not exist.")).into()
    })
}

/// With somebody's word on it.
pub fn judged(
    event: AuthEvent,
    value: FeedbackValueType,
    by: &'static str,
    at_ms: i64,
) -> AuthEvent {
    let valid = value == FeedbackValueType::Valid;
    AuthEvent { feedback: Some(Feedback { valid, provider: by, at_ms }), ..event }
}

/// In the shape that operations answer.
pub fn shown(event: AuthEvent) -> AuthEventType {
    let challenges: Vec<ChallengeResponseType> = event.factors.iter().map(challenge).collect();
    AuthEventType {
        event_id: Some(id::uuid(&event.id)),
        event_type: event.kind.as_str().parse().ok(),
        creation_date: Some(Timestamp(event.created)),
        event_response: event.response.as_str().parse().ok(),
        event_risk: Some(EventRiskType {
            risk_decision: Some(RiskDecisionType::NoRisk),
            risk_level: None,
            compromised_credentials_detected: Some(false),
        }),
        challenge_responses: Some(challenges).filter(|challenges| !challenges.is_empty()),
        event_context_data: Some(EventContextDataType {
            ip_address: event.context.address,
            device_name: event.context.device,
            timezone: None,
            city: None,
            country: None,
        }),
        event_feedback: event.feedback.map(|feedback| EventFeedbackType {
            feedback_value: match feedback.valid {
                true => FeedbackValueType::Valid,
                false => FeedbackValueType::Invalid,
            },
            provider: feedback.provider.to_owned(),
            feedback_date: Some(Timestamp(feedback.at_ms)),
        }),
    }
}

fn challenge((factor, right): &(Factor, bool)) -> ChallengeResponseType {
    ChallengeResponseType {
        challenge_name: Some(match factor {
            Factor::Password => ChallengeName::Password,
            Factor::Mfa => ChallengeName::Mfa,
        }),
        challenge_response: Some(match right {
            true => ChallengeResponse::Success,
            false => ChallengeResponse::Failure,
        }),
    }
}
