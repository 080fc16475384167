//! How long credentials last, in seconds.

use crate::Refusal;

/// Models refuse less, except for root's tasks.
pub const DURATION_SECONDS_MIN: i64 = 900;
pub const ROLE_SECONDS_DEFAULT: i64 = 3_600;
pub const CHAINED_SECONDS_MAX: i64 = 3_600;
pub const USER_SECONDS_DEFAULT: i64 = 43_200;
/// Of credentials that the root's own keys made.
pub const ROOT_SECONDS_MAX: i64 = 3_600;
/// Of `AssumeRoot`, and what it gives unasked.
pub const ROOT_TASK_SECONDS_MAX: i64 = 900;

/// Of a role's session. `chained`: whoever asks holds temporary credentials already.
pub fn of_role(asked: Option<i64>, role_seconds_max: i64, chained: bool) -> Result<i64, Refusal> {
    let seconds = asked.unwrap_or(ROLE_SECONDS_DEFAULT);
    if seconds > role_seconds_max {
        return Err(refused("the MaxSessionDuration set for this role."));
    }
    if chained && seconds > CHAINED_SECONDS_MAX {
        return Err(refused("the 1 hour session limit for roles assumed by role chaining."));
    }
    Ok(seconds)
}

/// Of `GetSessionToken` and `GetFederationToken`. The root is given less without a word.
pub fn of_user(asked: Option<i64>, root: bool) -> i64 {
    let seconds = asked.unwrap_or(USER_SECONDS_DEFAULT);
    if root { seconds.min(ROOT_SECONDS_MAX) } else { seconds }
}

/// Of `AssumeRoot`; the model refuses more.
pub fn of_root_task(asked: Option<i64>) -> i64 {
    asked.unwrap_or(ROOT_TASK_SECONDS_MAX).min(ROOT_TASK_SECONDS_MAX)
}

fn refused(limit: &str) -> Refusal {
    Refusal::new("ValidationError", format!("The requested DurationSeconds exceeds {limit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_role_has_a_limit_and_chains_have_another() {
        for (asked, role_max, chained, right) in [
            (None, 3_600, false, Some(3_600)),
            (None, 43_200, true, Some(3_600)),
            (Some(900), 3_600, false, Some(900)),
            (Some(3_601), 3_600, false, None),
            (Some(43_200), 43_200, false, Some(43_200)),
            (Some(3_600), 43_200, true, Some(3_600)),
            (Some(3_601), 43_200, true, None),
        ] {
            assert_eq!(of_role(asked, role_max, chained).ok(), right, "{asked:?} {role_max}");
        }
        let of_the_role = of_role(Some(7_200), 3_600, true).unwrap_err();
        assert_eq!(
            of_the_role.message,
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."
        );
        let of_the_chain = of_role(Some(7_200), 43_200, true).unwrap_err();
        assert_eq!(
            of_the_chain.message,
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by \
             role chaining."
        );
    }

    #[test]
    fn the_root_is_given_an_hour_at_most() {
        assert_eq!(of_user(None, false), 43_200);
        assert_eq!(of_user(Some(129_600), false), 129_600);
        assert_eq!(of_user(None, true), 3_600);
        assert_eq!(of_user(Some(129_600), true), 3_600);
        assert_eq!(of_user(Some(900), true), 900);
        assert_eq!((of_root_task(None), of_root_task(Some(0))), (900, 0));
    }
}
