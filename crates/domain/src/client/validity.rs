//! Token validity: numbers with units, and their ranges.

use crate::member::{object, text, whole};
use crate::{Map, Refusal, refusal};

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Used when RefreshTokenValidity is absent or 0.
pub(super) const REFRESH_DAYS_DEFAULT: i64 = 30;

pub(super) fn access_seconds(document: &Map) -> i64 {
    seconds(document, "AccessTokenValidity", "AccessToken", HOUR).unwrap_or(HOUR)
}

pub(super) fn id_seconds(document: &Map) -> i64 {
    seconds(document, "IdTokenValidity", "IdToken", HOUR).unwrap_or(HOUR)
}

pub(super) fn refresh_seconds(document: &Map) -> i64 {
    seconds(document, "RefreshTokenValidity", "RefreshToken", DAY)
        .unwrap_or(REFRESH_DAYS_DEFAULT * DAY)
}

/// Access and ID tokens live 5 minutes to 1 day, refresh tokens 1 hour to 3650 days and at least as long
/// as the others.
pub(super) fn check(document: &Map) -> Result<(), Refusal> {
    let short = 5 * MINUTE..=DAY;
    let (access, id) = (access_seconds(document), id_seconds(document));
    let refresh = refresh_seconds(document);
    if !short.contains(&access) || !short.contains(&id) || !(HOUR..=3650 * DAY).contains(&refresh) {
        return Err(refusal::invalid_parameter("Invalid range for token validity."));
    }
    if refresh < access || refresh < id {
        return Err(refusal::invalid_parameter(
            "Refresh token validity must not be shorter than access and ID token validity.",
        ));
    }
    Ok(())
}

fn seconds(document: &Map, member: &str, unit: &str, default_unit: i64) -> Option<i64> {
    let unit = object(document, "TokenValidityUnits").and_then(|units| text(units, unit));
    let unit_seconds = match unit {
        Some("seconds") => 1,
        Some("minutes") => MINUTE,
        Some("hours") => HOUR,
        Some("days") => DAY,
        _ => default_unit,
    };
    whole(document, member).map(|number| number.saturating_mul(unit_seconds))
}
