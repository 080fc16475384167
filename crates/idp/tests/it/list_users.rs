//! ListUsers: whom a filter finds, page by page, and what it shows of them.

use std::collections::BTreeSet;

use cognate_domain::user::Status;
use cognate_testkit::{Answer, Cognate, Value, json};

use crate::stored::rewrite;

const INVALID: &str = "Invalid pagination token.";

async fn list(cognate: &Cognate, pool: &str, members: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool });
    for (name, value) in members.as_object().unwrap() {
        request[name] = value.clone();
    }
    cognate.admin("ListUsers", request).await
}

/// The names of those whom the filter finds, on one page.
async fn found(cognate: &Cognate, pool: &str, filter: &str) -> Vec<String> {
    let answer = list(cognate, pool, json!({ "Filter": filter })).await.ok();
    assert!(answer.get("PaginationToken").is_none(), "{filter}");
    let mut names = names(&answer);
    names.sort();
    names
}

fn names(answer: &Value) -> Vec<String> {
    let users = answer["Users"].as_array().expect("a list of users").iter();
    users.map(|user| user["Username"].as_str().unwrap().to_owned()).collect()
}

/// All pages of a list; the last has no token.
async fn pages(cognate: &Cognate, pool: &str, members: Value) -> Vec<Vec<String>> {
    let (mut pages, mut request) = (Vec::new(), members);
    loop {
        let page = list(cognate, pool, request.clone()).await.ok();
        pages.push(names(&page));
        match page["PaginationToken"].as_str() {
            Some(token) => request["PaginationToken"] = token.into(),
            None => return pages,
        }
    }
}

async fn invite(cognate: &Cognate, pool: &str, name: &str, attributes: &[(&str, &str)]) -> String {
    let attributes: Vec<Value> =
        attributes.iter().map(|(name, value)| json!({ "Name": name, "Value": value })).collect();
    let members = json!({ "Username": name, "UserAttributes": attributes });
    cognate.invite_user(pool, members).await
}

#[tokio::test]
async fn a_user_is_shown_as_it_is() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let sub = invite(&cognate, &pool, "ada", &[("email", "ada@example.com")]).await;
    let now = cognate.clock.now_s();
    let expected = json!({ "Users": [{
        "Username": "ada",
        "Attributes": [
            { "Name": "email", "Value": "ada@example.com" },
            { "Name": "sub", "Value": sub },
        ],
        "UserCreateDate": now,
        "UserLastModifiedDate": now,
        "Enabled": true,
        "UserStatus": "FORCE_CHANGE_PASSWORD",
    }] });
    assert_eq!(list(&cognate, &pool, json!({})).await.ok(), expected);
    let missing = "eu-central-1_000000000";
    list(&cognate, missing, json!({}))
        .await
        .expect_error("ResourceNotFoundException", &format!("User pool {missing} does not exist."));
    let empty = cognate.create_pool(json!({})).await;
    assert_eq!(list(&cognate, &empty, json!({})).await.ok(), json!({ "Users": [] }));
}

#[tokio::test]
async fn each_attribute_is_found_whole_and_by_its_beginning() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let attributes = |n: &str, phone| {
        [
            ("email", format!("{n}.mail@example.com")),
            ("phone_number", phone),
            ("name", format!("{n} of the Name")),
            ("given_name", format!("{n} given")),
            ("family_name", format!("{n} family")),
            ("preferred_username", format!("{n}-preferred")),
        ]
    };
    for (name, phone) in [("one", "+4915112345"), ("two", "+4915267890")] {
        let owned = attributes(name, phone.to_owned());
        let borrowed: Vec<(&str, &str)> =
            owned.iter().map(|(name, value)| (*name, value.as_str())).collect();
        invite(&cognate, &pool, name, &borrowed).await;
    }
    for (attribute, whole) in
        [("username", "one".to_owned())].into_iter().chain(attributes("one", "+4915112345".into()))
    {
        let filter =
            |operator: &str, operand: &str| format!("{attribute} {operator} \"{operand}\"");
        assert_eq!(found(&cognate, &pool, &filter("=", &whole)).await, ["one"], "{attribute}");
        let (most, first) = (&whole[..whole.len() - 1], &whole[..1]);
        assert!(found(&cognate, &pool, &filter("=", most)).await.is_empty(), "{attribute}");
        assert_eq!(found(&cognate, &pool, &filter("^=", most)).await, ["one"], "{attribute}");
        let by_first = found(&cognate, &pool, &filter("^=", first)).await;
        let expected: &[&str] =
            if attribute == "phone_number" { &["one", "two"] } else { &["one"] };
        assert_eq!(by_first, expected, "{attribute}");
        assert_eq!(found(&cognate, &pool, &filter("^=", "")).await, ["one", "two"], "{attribute}");
        assert!(found(&cognate, &pool, &filter("=", "")).await.is_empty(), "{attribute}");
        assert!(found(&cognate, &pool, &filter("^=", "zzz")).await.is_empty(), "{attribute}");
    }
}

#[tokio::test]
async fn status_enabled_and_sub_are_found() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let mut subs = Vec::new();
    for (name, status, enabled) in [
        ("ada", Status::Confirmed, true),
        ("bob", Status::Unconfirmed, false),
        ("cyd", Status::ForceChangePassword, true),
        ("dan", Status::ResetRequired, true),
        ("eve", Status::ExternalProvider, true),
    ] {
        subs.push(invite(&cognate, &pool, name, &[]).await);
        rewrite(&cognate, &pool, name, |user| (user.status, user.enabled) = (status, enabled))
            .await;
    }
    let all = ["ada", "bob", "cyd", "dan", "eve"];
    let (first, second) = (subs[0].as_str(), subs[1].as_str());
    let shared = first.chars().zip(second.chars()).take_while(|(a, b)| a == b).count();
    let cases: Vec<(String, &[&str])> = vec![
        ("cognito:user_status = \"CONFIRMED\"".into(), &["ada"]),
        ("cognito:user_status = \"confirmed\"".into(), &["ada"]),
        ("cognito:user_status ^= \"Un\"".into(), &["bob"]),
        ("cognito:user_status = \"FORCE_CHANGE_PASSWORD\"".into(), &["cyd"]),
        ("cognito:user_status=\"reset_required\"".into(), &["dan"]),
        ("cognito:user_status ^= \"external\"".into(), &["eve"]),
        ("cognito:user_status = \"ARCHIVED\"".into(), &[]),
        ("cognito:user_status ^= \"\"".into(), &all),
        ("status = \"Enabled\"".into(), &["ada", "cyd", "dan", "eve"]),
        ("status = \"Disabled\"".into(), &["bob"]),
        ("status ^= \"Dis\"".into(), &["bob"]),
        ("status = \"disabled\"".into(), &[]),
        ("status ^= \"\"".into(), &all),
        (format!("sub = \"{first}\""), &["ada"]),
        (format!("sub = \"{}\"", &first[..35]), &[]),
        (format!("sub ^= \"{}\"", &first[..shared + 1]), &["ada"]),
        (format!("sub ^= \"{}\"", &first[..35]), &["ada"]),
        ("sub ^= \"\"".into(), &all),
        ("sub ^= \"not-hex\"".into(), &[]),
        (format!("sub = \"{}\"", first.to_uppercase()), &[]),
    ];
    for (filter, expected) in cases {
        assert_eq!(found(&cognate, &pool, &filter).await, expected, "{filter}");
    }
}

#[tokio::test]
async fn case_counts_where_the_pool_says_so() {
    let cognate = Cognate::start().await;
    let strict = cognate.create_pool(json!({})).await;
    let folded = json!({ "UsernameConfiguration": { "CaseSensitive": false } });
    let folded = cognate.create_pool(folded).await;
    for pool in [&strict, &folded] {
        let attributes = [("email", "Ada@Example.com"), ("given_name", "Ådа")];
        invite(&cognate, pool, "Ada", &attributes).await;
    }
    for (filter, in_strict, in_folded) in [
        ("email = \"Ada@Example.com\"", true, true),
        ("email = \"ada@example.com\"", false, true),
        ("email ^= \"ADA@\"", false, true),
        ("given_name = \"åda\"", false, false), // The last letter here is Latin, there Cyrillic.
        ("given_name ^= \"å\"", false, true),
        ("given_name ^= \"A\u{30a}\"", false, true),
        // User names compare exactly with the stored one, which a pool without case has in lower case.
        ("username = \"Ada\"", true, false),
        ("username = \"ada\"", false, true),
        ("username ^= \"Ad\"", true, false),
    ] {
        for (pool, expected) in [(&strict, in_strict), (&folded, in_folded)] {
            let names = found(&cognate, pool, filter).await;
            assert_eq!(!names.is_empty(), expected, "{filter} {}", pool == &folded);
        }
    }
}

#[tokio::test]
async fn values_are_compared_whole() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let long = "é".repeat(700);
    invite(&cognate, &pool, "long", &[("name", &format!("{long}!"))]).await;
    invite(&cognate, &pool, "quotes", &[("name", "a \"b\\ c")]).await;
    assert_eq!(
        found(&cognate, &pool, &format!("name ^= \"{}\"", &"é".repeat(200))).await,
        ["long"]
    );
    assert_eq!(found(&cognate, &pool, "name = \"a \\\"b\\\\ c\"").await, ["quotes"]);
    assert_eq!(found(&cognate, &pool, "  name=\"a \\\"b\\\\ c\"  ").await, ["quotes"]);
}

#[tokio::test]
async fn a_filter_that_does_not_parse() {
    let cognate = Cognate::start().await;
    let pool = cognate
        .create_pool(json!({
            "Schema": [{ "Name": "team", "AttributeDataType": "String", "Mutable": true }],
        }))
        .await;
    let syntax = "Error while parsing filter";
    let custom = "Invalid search attribute: custom:team";
    for (filter, text) in [
        ("username = foo", syntax),
        ("username=", syntax),
        ("username", syntax),
        ("= \"x\"", syntax),
        ("username == \"x\"", syntax),
        ("username ^ = \"x\"", syntax),
        ("username = \"x", syntax),
        ("username = \"x\" and email = \"y\"", syntax),
        ("username = \"x\\n\"", syntax),
        ("username = 'x'", syntax),
        ("user name = \"x\"", syntax),
        ("custom:team = \"x\"", custom),
        ("Username = \"x\"", "Invalid search attribute: Username"),
        ("address = \"x\"", "Invalid search attribute: address"),
        ("cognito:groups = \"x\"", "Invalid search attribute: cognito:groups"),
    ] {
        let answer = list(&cognate, &pool, json!({ "Filter": filter })).await;
        answer.expect_error("InvalidParameterException", text);
    }
    let long = format!("username = \"{}\"", "x".repeat(256));
    let answer = list(&cognate, &pool, json!({ "Filter": long })).await;
    answer.expect_code("InvalidParameterException");
    for everybody in ["", "  "] {
        assert!(found(&cognate, &pool, everybody).await.is_empty());
    }
}

#[tokio::test]
async fn lists_come_in_pages_and_the_last_has_no_token() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let mut all = BTreeSet::new();
    for n in 0..7 {
        // Equal values, so that pages end within one.
        let attributes = [("family_name", if n < 5 { "Smith" } else { "Smithers" })];
        invite(&cognate, &pool, &format!("user{n}"), &attributes).await;
        all.insert(format!("user{n}"));
    }
    for (filter, limit, sizes) in [
        ("", 3, vec![3, 3, 1]),
        ("", 7, vec![7]),
        ("", 0, vec![7]),
        ("family_name ^= \"Smith\"", 2, vec![2, 2, 2, 1]),
        ("family_name = \"Smith\"", 2, vec![2, 2, 1]),
        ("username ^= \"user\"", 3, vec![3, 3, 1]),
        ("cognito:user_status = \"FORCE_CHANGE_PASSWORD\"", 4, vec![4, 3]),
        ("status = \"Enabled\"", 6, vec![6, 1]),
        ("sub ^= \"\"", 6, vec![6, 1]),
    ] {
        let pages = pages(&cognate, &pool, json!({ "Filter": filter, "Limit": limit })).await;
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), sizes, "{filter}");
        let seen: BTreeSet<String> = pages.concat().into_iter().collect();
        assert_eq!(seen.len(), sizes.iter().sum::<usize>(), "{filter}: nobody twice");
        assert!(seen.is_subset(&all));
    }
    // By an attribute, in the order of its value.
    let request = json!({ "Filter": "username ^= \"u\"", "Limit": 2 });
    let ordered = pages(&cognate, &pool, request).await.concat();
    assert_eq!(ordered, Vec::from_iter(all.clone()));

    // Users who come and go between pages disturb nobody else's place.
    let request = json!({ "Filter": "username ^= \"user\"", "Limit": 3 });
    let first = list(&cognate, &pool, request.clone()).await.ok();
    assert_eq!(names(&first), ["user0", "user1", "user2"]);
    for gone in ["user2", "user4"] {
        let request = json!({ "UserPoolId": pool, "Username": gone });
        cognate.admin("AdminDeleteUser", request).await.ok();
    }
    let mut next = request;
    next["PaginationToken"] = first["PaginationToken"].clone();
    assert_eq!(names(&list(&cognate, &pool, next).await.ok()), ["user3", "user5", "user6"]);
}

#[tokio::test]
async fn il_4_a_token_is_good_for_its_own_list_and_an_hour() {
    let cognate = Cognate::start().await;
    let (pool, other) =
        (cognate.create_pool(json!({})).await, cognate.create_pool(json!({})).await);
    for pool in [&pool, &other] {
        for name in ["ada", "bob"] {
            invite(&cognate, pool, name, &[("name", "x")]).await;
        }
    }
    let first = list(&cognate, &pool, json!({ "Limit": 1 })).await.ok();
    let token = first["PaginationToken"].as_str().unwrap().to_owned();
    let filtered = json!({ "Filter": "name = \"x\"", "Limit": 1 });
    let by_name = list(&cognate, &pool, filtered.clone()).await.ok();
    let by_name = by_name["PaginationToken"].as_str().unwrap().to_owned();

    let refuse = |pool: String, mut request: Value, token: String| {
        request["PaginationToken"] = token.into();
        let cognate = &cognate;
        async move {
            let answer = list(cognate, &pool, request).await;
            answer.expect_error("InvalidParameterException", INVALID);
        }
    };
    refuse(other, json!({}), token.clone()).await;
    refuse(pool.clone(), filtered.clone(), token.clone()).await;
    refuse(pool.clone(), json!({ "Filter": "name ^= \"x\"" }), by_name.clone()).await;
    refuse(pool.clone(), json!({}), by_name.clone()).await;
    for at in [0, token.len() / 2, token.len() - 2] {
        let mut bytes = token.clone().into_bytes();
        bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
        refuse(pool.clone(), json!({}), String::from_utf8(bytes).unwrap()).await;
    }
    for foreign in ["x", "!", &token[1..], "bm90LW91cnM"] {
        refuse(pool.clone(), json!({}), foreign.to_owned()).await;
    }
    // ListUsersInGroup gave it.
    let request = json!({ "UserPoolId": pool, "GroupName": "g" });
    cognate.admin("CreateGroup", request).await.ok();
    let of_groups = json!({ "UserPoolId": pool, "GroupName": "g2" });
    cognate.admin("CreateGroup", of_groups).await.ok();
    let groups = cognate.admin("ListGroups", json!({ "UserPoolId": pool, "Limit": 1 })).await.ok();
    refuse(pool.clone(), json!({}), groups["NextToken"].as_str().unwrap().to_owned()).await;

    cognate.clock.turn(3_599);
    let next = json!({ "PaginationToken": token });
    assert_eq!(names(&list(&cognate, &pool, next).await.ok()).len(), 1);
    cognate.clock.turn(1);
    refuse(pool, json!({}), token).await;
}

#[tokio::test]
async fn attributes_to_get_choose_what_is_shown() {
    let cognate = Cognate::start().await;
    let pool = cognate
        .create_pool(json!({
            "Schema": [
                { "Name": "email", "Required": true },
                { "Name": "team", "AttributeDataType": "String", "Mutable": true },
            ],
        }))
        .await;
    let attributes = [("email", "ada@example.com"), ("name", "Ada"), ("custom:team", "red")];
    let sub = invite(&cognate, &pool, "ada", &attributes).await;
    invite(&cognate, &pool, "bob", &[("email", "bob@example.com")]).await;
    // Required attributes may be missing as long as the user has not set a password.
    invite(&cognate, &pool, "cyd", &[("name", "Cyd")]).await;

    let shown = |user: &'static str, get: Value| {
        let (cognate, pool) = (&cognate, &pool);
        async move {
            let filter = format!("username = \"{user}\"");
            let request = json!({ "Filter": filter, "AttributesToGet": get });
            let answer = list(cognate, pool, request).await.ok();
            answer["Users"].as_array().unwrap().first().map(|user| {
                let pairs = user["Attributes"].as_array().unwrap().iter();
                let text = |value: &Value| value.as_str().unwrap().to_owned();
                let pairs = pairs.map(|pair| (text(&pair["Name"]), text(&pair["Value"])));
                BTreeSet::from_iter(pairs)
            })
        }
    };
    let set = |pairs: &[(&str, &str)]| {
        let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Some(BTreeSet::from_iter(owned))
    };
    let get = json!(["email", "custom:team"]);
    let expected = set(&[("email", "ada@example.com"), ("custom:team", "red")]);
    assert_eq!(shown("ada", get.clone()).await, expected);
    assert_eq!(shown("bob", get.clone()).await, set(&[("email", "bob@example.com")]));
    assert_eq!(shown("cyd", get).await, None);
    assert_eq!(shown("cyd", json!(["name"])).await, set(&[("name", "Cyd")]));
    assert_eq!(shown("ada", json!(["sub"])).await, set(&[("sub", &sub)]));
    assert_eq!(shown("bob", json!(["phone_number"])).await, set(&[]));
    // Null is absent: all.
    assert_eq!(shown("ada", Value::Null).await.map(|set| set.len()), Some(4));

    for (get, text) in [
        (json!([]), "AttributesToGet must not be empty."),
        (json!(["custom:other"]), "One or more requested attributes do not exist."),
        (json!(["email", "team"]), "One or more requested attributes do not exist."),
    ] {
        let answer = list(&cognate, &pool, json!({ "AttributesToGet": get })).await;
        answer.expect_error("InvalidParameterException", text);
    }
    // A page that leaves somebody out still has the next one.
    let request = json!({ "AttributesToGet": ["email"], "Limit": 1 });
    let pages = pages(&cognate, &pool, request).await;
    assert_eq!(pages.len(), 3);
    let seen: BTreeSet<String> = pages.concat().into_iter().collect();
    assert_eq!(seen, BTreeSet::from(["ada", "bob"].map(String::from)));
}

#[tokio::test]
async fn a_page_has_60_users_at_most() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    for (limit, bound) in [(-1, "greater than or equal to 0"), (61, "less than or equal to 60")] {
        list(&cognate, &pool, json!({ "Limit": limit })).await.expect_error(
            "InvalidParameterException",
            &format!(
                "1 validation error detected: Value '{limit}' at 'limit' failed to satisfy \
                 constraint: Member must have value {bound}"
            ),
        );
    }
    for n in 0..61 {
        invite(&cognate, &pool, &format!("u{n}"), &[]).await;
    }
    let pages = pages(&cognate, &pool, json!({})).await;
    assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [60, 1]);
}
