//! Durations, names, and the size of tokens.

use cognate_testkit::{Cognate, json};

use super::*;

async fn scene(role_seconds_max: Option<i64>) -> (Cognate, AccessKey) {
    let cognate = Cognate::start().await;
    let ada = cognate.iam_user("ada", json!(null)).await;
    cognate.iam_role("app", trust(&user_arn("ada"), &[]), json!(null)).await;
    if let Some(seconds) = role_seconds_max {
        let longer = |role: &mut Entity| {
            role.document.insert("MaxSessionDuration".into(), json!(seconds));
        };
        edit(&cognate, Kind::Role, "app", longer).await;
    }
    (cognate, ada)
}

const ABOVE_ROLE: &str =
    "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
const ABOVE_CHAIN: &str = "The requested DurationSeconds exceeds the 1 hour session limit for \
                           roles assumed by role chaining.";

#[tokio::test]
async fn durations_have_limits_of_the_model() {
    let (cognate, ada) = scene(None).await;
    for (seconds, text) in [
        (
            "899",
            "1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value greater than or equal to 900",
        ),
        (
            "43201",
            "1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy \
             constraint: Member must have value less than or equal to 43200",
        ),
    ] {
        let answer = assume(&cognate, &ada, "app", &[("DurationSeconds", seconds)]).await;
        answer.expect_error("ValidationError", &escaped(text));
        assert_eq!(answer.status, 400);
    }
}

#[tokio::test]
async fn durations_have_the_limit_of_the_role() {
    let (cognate, ada) = scene(Some(7_200)).await;
    let answer = assume(&cognate, &ada, "app", &[("DurationSeconds", "7201")]).await;
    answer.expect_error("ValidationError", ABOVE_ROLE);
    let answer = assume(&cognate, &ada, "app", &[("DurationSeconds", "7200")]).await;
    credentials(&answer);
    assert_eq!(answer.element("Expiration"), "2027-01-15T10:00:00Z");
}

/// Temporary credentials of any kind give an hour at most.
#[tokio::test]
async fn chains_have_a_limit_of_their_own() {
    let (cognate, ada) = scene(Some(43_200)).await;
    let session = credentials(&sts(&cognate, &ada, "GetSessionToken", &[]).await);
    let answer = assume(&cognate, &session, "app", &[("DurationSeconds", "3601")]).await;
    answer.expect_error("ValidationError", ABOVE_CHAIN);
    credentials(&assume(&cognate, &session, "app", &[("DurationSeconds", "3600")]).await);
    credentials(&assume(&cognate, &ada, "app", &[("DurationSeconds", "3601")]).await);
}

#[tokio::test]
async fn credentials_end() {
    let (cognate, ada) = scene(None).await;
    let session = credentials(&assume(&cognate, &ada, "app", &[("DurationSeconds", "900")]).await);
    cognate.clock.turn(899);
    who(&cognate, &session).await;
    cognate.clock.turn(1);
    let answer = sts(&cognate, &session, "GetCallerIdentity", &[]).await;
    answer.expect_error("ExpiredToken", "The security token included in the request is expired");
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn names_of_sessions_have_a_form() {
    let (cognate, ada) = scene(None).await;
    let arn = role_arn("app");
    for (name, text) in [
        (
            "s",
            "1 validation error detected: Value 's' at 'roleSessionName' failed to satisfy \
             constraint: Member must have length greater than or equal to 2",
        ),
        (
            "a b",
            "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy \
             constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
        ),
    ] {
        let parameters = [("RoleArn", arn.as_str()), ("RoleSessionName", name)];
        let answer = sts(&cognate, &ada, "AssumeRole", &parameters).await;
        answer.expect_error("ValidationError", &escaped(text));
    }
}

#[tokio::test]
async fn tokens_are_as_long_as_asked() {
    let (cognate, ada) = scene(None).await;
    let long = [("MinimumSessionTokenSize", "4000")];
    let session = credentials(&assume(&cognate, &ada, "app", &long).await);
    assert!((4_000..=4_096).contains(&session.token.as_ref().unwrap().len()));
    who(&cognate, &session).await;
    let too_long = [("MinimumSessionTokenSize", "4097")];
    assume(&cognate, &ada, "app", &too_long).await.expect_code("ValidationError");
}

/// A token belongs to its access key id, and opens here only.
#[tokio::test]
async fn tokens_do_not_change_hands() {
    let (cognate, ada) = scene(None).await;
    let one = credentials(&assume(&cognate, &ada, "app", &[]).await);
    let other = credentials(&assume(&cognate, &ada, "app", &[]).await);
    let invalid = "The security token included in the request is invalid.";
    let swapped = AccessKey { token: other.token.clone(), ..one.clone() };
    let mut damaged = one.token.clone().unwrap();
    damaged.replace_range(40..41, if &damaged[40..41] == "A" { "B" } else { "A" });
    let damaged = AccessKey { token: Some(damaged), ..one.clone() };
    let without = AccessKey { token: None, ..one.clone() };
    let empty = AccessKey { token: Some(String::new()), ..one.clone() };
    let on_long_term = AccessKey { token: one.token.clone(), ..ada.clone() };
    for key in [swapped, damaged, without, empty, on_long_term] {
        let answer = sts(&cognate, &key, "GetCallerIdentity", &[]).await;
        answer.expect_error("InvalidClientTokenId", invalid);
        assert_eq!(answer.status, 403);
    }
    let wrong = AccessKey { secret: other.secret, ..one };
    let answer = sts(&cognate, &wrong, "GetCallerIdentity", &[]).await;
    answer.expect_code("SignatureDoesNotMatch");
}

/// What was issued before a restore is void: it may have been revoked since the backup.
#[tokio::test]
async fn tokens_do_not_outlive_a_restore() {
    let (cognate, ada) = scene(None).await;
    let session = credentials(&assume(&cognate, &ada, "app", &[]).await);
    let restored = cognate.restored().await;
    let answer = sts(&restored, &session, "GetCallerIdentity", &[]).await;
    answer.expect_code("InvalidClientTokenId");
    credentials(&assume(&restored, &ada, "app", &[]).await);
}
