use cognate_domain::Sub;
use cognate_domain::filter::{Filter, Shown, Term};
use cognate_domain::search::Attribute;
use cognate_domain::user::{Status, User};
use proptest::prelude::*;
use serde_json::json;

use crate::sample::{self, SUB, owned, user};

fn parse(text: &str) -> Result<Filter, String> {
    Filter::parse(text).map_err(|refusal| refusal.to_string())
}

fn by(attribute: Attribute, operand: &str, prefix: bool) -> Filter {
    Filter::Attribute { attribute, operand: operand.into(), prefix }
}

const SYNTAX: &str = "InvalidParameterException: Error while parsing filter";

#[test]
fn filters_that_parse() {
    for (text, filter) in [
        ("", Filter::Everybody),
        ("  ", Filter::Everybody),
        ("username = \"alice\"", by(Attribute::Username, "alice", false)),
        ("email^=\"a@\"", by(Attribute::Email, "a@", true)),
        (" phone_number\t=\n\"+1\" ", by(Attribute::PhoneNumber, "+1", false)),
        ("name = \"\"", by(Attribute::Name, "", false)),
        (
            "family_name = \"O\\\"Hara \\\\ x = ^= \"",
            by(Attribute::FamilyName, "O\"Hara \\ x = ^= ", false),
        ),
        ("given_name = \"æ 😀\"", by(Attribute::GivenName, "æ 😀", false)),
        ("preferred_username = \"x\"", by(Attribute::PreferredUsername, "x", false)),
        ("cognito:user_status = \"confirmed\"", Filter::Status(Status::Confirmed)),
        ("cognito:user_status = \"CONFIRMED\"", Filter::Status(Status::Confirmed)),
        ("cognito:user_status = \"CONFIRM\"", Filter::Nobody),
        ("cognito:user_status ^= \"un\"", Filter::Status(Status::Unconfirmed)),
        ("cognito:user_status ^= \"\"", Filter::Everybody),
        ("status = \"Enabled\"", Filter::Enabled(true)),
        ("status = \"Disabled\"", Filter::Enabled(false)),
        ("status = \"enabled\"", Filter::Nobody),
        ("status ^= \"Dis\"", Filter::Enabled(false)),
        ("status ^= \"\"", Filter::Everybody),
    ] {
        assert_eq!(parse(text), Ok(filter), "{text}");
    }
}

#[test]
fn filters_that_do_not() {
    for text in [
        "username",
        "username =",
        "username alice",
        "username = alice",
        "username = 'alice'",
        "username = \"alice",
        "username = alice\"",
        "username = \"ali\"ce\"",
        "username = \"alice\\\"",
        "username = \"al\\ice\"",
        "username == \"alice\"",
        "username ^ = \"alice\"",
        "username != \"alice\"",
        "username = \"a\" and email = \"b\"",
        "= \"alice\"",
        "\"username\" = \"alice\"",
        "user name = \"alice\"",
        "username = “alice”",
        "^=",
        "\\",
    ] {
        assert_eq!(parse(text), Err(SYNTAX.into()), "{text}");
    }
    for name in ["custom:x", "Username", "gender", "dev:x", "cognito:status", "nosuch", "ü"] {
        assert_eq!(
            parse(&format!("{name} = \"x\"")),
            Err(format!("InvalidParameterException: Invalid search attribute: {name}"))
        );
    }
}

#[test]
fn subs_are_found_by_their_text() {
    let text = SUB.to_string();
    let one = Filter::Sub { first: SUB, last: SUB };
    assert_eq!(parse(&format!("sub = \"{text}\"")), Ok(one.clone()));
    assert_eq!(parse(&format!("sub ^= \"{text}\"")), Ok(one));
    let mut first = [0; 16];
    let mut last = [0xFF; 16];
    (first[0], last[0]) = (0xAB, 0xAB);
    (first[1], last[1]) = (0xC0, 0xCF);
    assert_eq!(parse("sub ^= \"abc\""), Ok(Filter::Sub { first: Sub(first), last: Sub(last) }));
    let all = Filter::Sub { first: Sub([0; 16]), last: Sub([0xFF; 16]) };
    assert_eq!(parse("sub ^= \"\""), Ok(all));
    assert!(matches!(parse("sub ^= \"00000000-\""), Ok(Filter::Sub { .. })));
    for nobody in ["ABC", "x", "0-", "000000000", "ø", &format!("{text}0")] {
        assert_eq!(parse(&format!("sub ^= \"{nobody}\"")), Ok(Filter::Nobody), "{nobody}");
    }
    for nobody in ["", "abc", "ABCDEF00-0000-0000-0000-000000000000"] {
        assert_eq!(parse(&format!("sub = \"{nobody}\"")), Ok(Filter::Nobody), "{nobody}");
    }
}

#[test]
fn filters_find_by_whole_values() {
    let alice = user("Alice", &[("email", "A@B.c")]);
    let finds = |text: &str, user: &User| Filter::parse(text).unwrap().finds(user, false);
    for (text, found) in [
        ("", true),
        ("username = \"Alice\"", true),
        ("username = \"alice\"", false),
        ("email = \"a@b.C\"", true),
        ("email ^= \"a\"", true),
        ("name ^= \"\"", false),
        ("cognito:user_status = \"confirmed\"", true),
        ("cognito:user_status = \"unconfirmed\"", false),
        ("status = \"Enabled\"", true),
        ("status = \"Disabled\"", false),
        ("status = \"x\"", false),
        ("sub ^= \"1111\"", true),
        ("sub ^= \"1112\"", false),
    ] {
        assert_eq!(finds(text, &alice), found, "{text}");
    }
    let disabled = User { enabled: false, ..alice };
    assert!(finds("status = \"Disabled\"", &disabled));
}

#[test]
fn only_the_attributes_asked_for_are_shown() {
    let pool = sample::pool(json!({"Schema": [
        {"Name": "given_name", "Required": true},
        {"Name": "role", "AttributeDataType": "String"}]}));
    let schema = &pool.rules.schema;
    let names = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect::<Vec<_>>();
    let shown = |list: &[&str]| Shown::read(schema, Some(&names(list)));
    let alice = user("alice", &[("email", "a@b.c"), ("custom:role", "x")]);

    let all = Shown::read(schema, None).unwrap().of(&alice).unwrap();
    let sub = SUB.to_string();
    assert_eq!(all, owned(&[("sub", &sub), ("custom:role", "x"), ("email", "a@b.c")]));
    let some = shown(&["email", "name"]).unwrap().of(&alice).unwrap();
    assert_eq!(some, owned(&[("email", "a@b.c")]));
    assert_eq!(shown(&["sub"]).unwrap().of(&alice), Some(owned(&[("sub", &sub)])));
    // A required attribute that the user lacks leaves the user out.
    assert_eq!(shown(&["given_name"]).unwrap().of(&alice), None);
    for refused in [&[][..], &["custom:nosuch"], &["email", "Email"]] {
        assert_eq!(shown(refused).unwrap_err().code, "InvalidParameterException");
    }
}

proptest! {
    #[test]
    fn parsing_never_panics(text in any::<String>()) {
        let _ = Filter::parse(&text);
    }

    #[test]
    fn parsing_near_misses_never_panics(
        text in "[ \t]{0,2}(sub|status|email|cognito:user_status|x)?[ =^\"\\\\0a-f-]{0,50}",
    ) {
        let _ = Filter::parse(&text);
    }

    #[test]
    fn terms_round_trip(name in "[^\\s=^\"\\\\]{1,20}", prefix in any::<bool>(), operand in any::<String>()) {
        let term = Term { name, prefix, operand };
        prop_assert_eq!(term.to_string().parse::<Term>().unwrap(), term);
    }

    /// A range of subs holds exactly those whose text begins with the operand.
    #[test]
    fn sub_ranges_are_prefixes(bytes in any::<[u8; 16]>(), other in any::<[u8; 16]>(), length in 0..=36_usize) {
        let operand = Sub(bytes).to_string()[..length].to_owned();
        let filter = Filter::parse(&format!("sub ^= \"{operand}\"")).unwrap();
        for sub in [Sub(bytes), Sub(other)] {
            let user = User { sub, ..user("x", &[]) };
            prop_assert_eq!(filter.finds(&user, false), sub.to_string().starts_with(&operand));
        }
    }
}
