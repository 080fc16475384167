use cognate_domain::group::{
    PER_POOL_MAX, PER_USER_MAX, Settings, exists, join, not_found, room_for_another,
};

use crate::sample::user;

fn settings(description: Option<&str>, role: Option<&str>, precedence: Option<i64>) -> Settings {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    Settings { description: owned(description), role: owned(role), precedence }
}

#[test]
fn precedence_is_a_small_whole_number() {
    for (precedence, good) in [
        (None, true),
        (Some(0), true),
        (Some(2_147_483_647), true),
        (Some(2_147_483_648), false),
        (Some(-1), false),
    ] {
        let accepted = settings(None, None, precedence).accept();
        assert_eq!(accepted.is_ok(), good, "{precedence:?}");
        if let Err(refusal) = accepted {
            assert_eq!(refusal.code, "InvalidParameterException");
        }
    }
}

#[test]
fn what_an_update_leaves_out_stays() {
    let stored = settings(Some("d"), Some("r"), Some(3));
    assert_eq!(stored.update(Settings::default()), Ok(stored.clone()));
    assert_eq!(
        stored.update(settings(Some(""), None, Some(0))),
        Ok(settings(Some(""), Some("r"), Some(0)))
    );
    assert!(stored.update(settings(None, None, Some(-1))).is_err());
}

#[test]
fn limits_count_what_exists() {
    assert_eq!(room_for_another(PER_POOL_MAX - 1, PER_POOL_MAX), Ok(()));
    let full = room_for_another(PER_POOL_MAX, PER_POOL_MAX).unwrap_err();
    assert_eq!(full.code, "LimitExceededException");

    let mut alice = user("alice", &[]);
    alice.groups = (0..PER_USER_MAX).map(|n| [n as u8; 16]).collect();
    let new = [200; 16];
    assert_eq!(join(&alice, [5; 16], &|_| true), Ok(None), "a member already");
    let refused = join(&alice, new, &|_| true).unwrap_err();
    assert_eq!(refused.code, "InvalidParameterException");
    // A deleted group makes room, and its entry goes.
    let groups = join(&alice, new, &|uid| uid[0] != 7).unwrap().unwrap();
    assert_eq!(groups.len(), PER_USER_MAX);
    assert!(groups.contains(&new) && !groups.contains(&[7; 16]));
}

#[test]
fn texts() {
    assert_eq!(exists().to_string(), "GroupExistsException: A group with the name already exists.");
    assert_eq!(not_found().to_string(), "ResourceNotFoundException: Group not found.");
}
