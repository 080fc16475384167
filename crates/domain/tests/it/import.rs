//! Files of users to import.

use cognate_domain::Sub;
use cognate_domain::import::{Columns, Row, header, read};
use cognate_domain::pool::Rules;
use serde_json::{Value, json};

use crate::sample;

const SUB: Sub = Sub([7; 16]);

fn rules(more: Value) -> Rules {
    let mut request = json!({
        "PoolName": "p",
        "AutoVerifiedAttributes": ["email"],
        "Schema": [{ "Name": "shoe", "AttributeDataType": "Number" }],
    });
    request.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    sample::pool(request).rules
}

/// A row of `name=value` for the columns of the pool's header.
fn judged(rules: &Rules, values: &[(&str, &str)]) -> Result<Row, String> {
    let mut columns = header(rules);
    columns.push("cognito:password_hash".to_owned());
    let value = |column: &String| {
        values.iter().rev().find(|(name, _)| name == column).map_or("", |(_, value)| value)
    };
    let line = columns.iter().map(value).collect::<Vec<_>>().join(",");
    let columns = Columns::read(rules, &columns.join(","), true).unwrap();
    read(rules, &columns, &line, SUB)
}

const ALICE: [(&str, &str); 4] = [
    ("cognito:username", "alice"),
    ("cognito:mfa_enabled", "false"),
    ("email", "alice@example.com"),
    ("email_verified", "TRUE"),
];

#[test]
fn a_header_has_all_columns_in_any_order() {
    let rules = rules(json!({}));
    let mut columns = header(&rules);
    assert_eq!(columns.len(), 22);
    assert_eq!(columns[0], "name");
    assert_eq!(columns[19..], ["custom:shoe", "cognito:mfa_enabled", "cognito:username"]);
    columns.reverse();
    assert!(Columns::read(&rules, &columns.join(" , "), false).is_ok());
    for (line, why) in [
        (columns[1..].join(","), "The header lacks the column cognito:username."),
        (format!("{},name", columns.join(",")), "The header has the column name twice."),
        (format!("{},custom:x", columns.join(",")), "The header has the unknown column custom:x."),
    ] {
        assert_eq!(Columns::read(&rules, &line, false).unwrap_err(), why);
    }
    let lacks = Columns::read(&rules, &columns.join(","), true).unwrap_err();
    assert_eq!(lacks, "The header lacks the column cognito:password_hash.");
}

#[test]
fn a_row_becomes_a_user() {
    let more = [("birthdate", "02/29/2000"), ("custom:shoe", "42"), ("name", r"Smith\, Alice")];
    let row = judged(&rules(json!({})), &[&ALICE[..], &more].concat()).unwrap();
    assert_eq!(row.new.username, "alice");
    let attribute = |name: &str| row.new.attributes[name].as_str();
    assert_eq!(attribute("email_verified"), "true");
    assert_eq!(attribute("birthdate"), "2000-02-29");
    assert_eq!(attribute("name"), "Smith, Alice");
    assert_eq!((row.sms, row.password_hash), (false, None));
    let row =
        judged(&rules(json!({})), &[&ALICE[..], &[("cognito:password_hash", "$2b$x")]].concat());
    assert_eq!(row.unwrap().password_hash.as_deref(), Some("$2b$x"));
}

#[test]
fn rows_are_refused_for_reasons_that_name_what_is_wrong() {
    let plain = rules(json!({}));
    let unverified = "The User Record does not set any of the auto verified attributes to true. \
                      (Example: email_verified to true).";
    for (change, why) in [
        (("email_verified", "false"), unverified),
        (("email", ""), unverified),
        (("email", "alice"), "Invalid email address format."),
        (("email_verified", "yes"), "email_verified must be true or false."),
        (("cognito:username", " "), "The User Record does not have a valid cognito:username."),
        (("cognito:username", "a b"), "The User Record does not have a valid cognito:username."),
        (("cognito:mfa_enabled", ""), "cognito:mfa_enabled must be true or false."),
        (
            ("cognito:mfa_enabled", "true"),
            "cognito:mfa_enabled must be false, since the user pool has no MFA.",
        ),
        (("birthdate", "31/12/2000"), "birthdate must be a date of the form mm/dd/yyyy."),
        (
            ("custom:shoe", "big"),
            "Attributes did not conform to the schema: custom:shoe: Number is not well formed",
        ),
    ] {
        let answer = judged(&plain, &[&ALICE[..], &[change]].concat());
        assert_eq!(answer.unwrap_err(), why, "{change:?}");
    }
    let short = Columns::read(&plain, &header(&plain).join(","), false).unwrap();
    let why = "The number of columns in the row does not match the header.";
    assert_eq!(read(&plain, &short, "alice", SUB).unwrap_err(), why);

    let needy = rules(json!({ "Schema": [
        { "Name": "family_name", "AttributeDataType": "String", "Required": true },
    ] }));
    let why = "Attributes did not conform to the schema: family_name: The attribute is required";
    assert_eq!(judged(&needy, &ALICE).unwrap_err(), why);

    let by_email = rules(json!({ "UsernameAttributes": ["email"] }));
    assert_eq!(judged(&by_email, &ALICE).unwrap_err(), "Username should be an email.");
    let named = [&ALICE[..], &[("cognito:username", "alice@example.com")]].concat();
    assert_eq!(judged(&by_email, &named).unwrap().new.username, SUB.to_string());
}
