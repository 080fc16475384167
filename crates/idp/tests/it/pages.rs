//! ListUserPools and ListUserPoolClients: pages, and whose tokens are taken (IL-4).

use std::collections::BTreeSet;

use cognate_testkit::{Answer, Cognate, Value, json};

const INVALID: &str = "Invalid pagination token.";

async fn pools(cognate: &Cognate, max: u32, token: Option<&str>) -> Answer {
    cognate.admin("ListUserPools", json!({ "MaxResults": max, "NextToken": token })).await
}

async fn clients(cognate: &Cognate, pool: &str, more: Value) -> Answer {
    let mut request = json!({ "UserPoolId": pool });
    for (name, value) in more.as_object().unwrap() {
        request[name] = value.clone();
    }
    cognate.admin("ListUserPoolClients", request).await
}

fn token(answer: &Value) -> &str {
    answer["NextToken"].as_str().expect("there is a next page")
}

fn changed(token: &str, at: usize) -> String {
    let mut bytes = token.as_bytes().to_vec();
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
    String::from_utf8(bytes).unwrap()
}

#[tokio::test]
async fn pools_are_listed_in_pages() {
    let cognate = Cognate::start().await;
    let function = "arn:aws:lambda:eu-central-1:123456789012:function:trigger";
    let mut made = BTreeSet::new();
    for n in 0..5 {
        let members =
            json!({ "PoolName": format!("p{n}"), "LambdaConfig": { "PreSignUp": function } });
        made.insert(cognate.create_pool(members).await);
    }
    // Another region's pools are its own.
    let request = cognate.json_request(
        "AWSCognitoIdentityProviderService",
        "CreateUserPool",
        &json!({ "PoolName": "elsewhere" }),
    );
    cognate.send(cognate.signed(&cognate.root, "cognito-idp", "us-east-1", request)).await.ok();

    let pages = cognate.pages("ListUserPools", json!({ "MaxResults": 2 }), "UserPools").await;
    let seen = pages.concat();
    assert_eq!((pages.len(), seen.len()), (3, 5));
    let ids: BTreeSet<String> =
        seen.iter().map(|one| one["Id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(ids, made);
    let one = &seen[0];
    assert_eq!(one["LambdaConfig"], json!({ "PreSignUp": function }));
    assert_eq!(one["CreationDate"], one["LastModifiedDate"]);
    let members: BTreeSet<&str> = one.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = ["CreationDate", "Id", "LambdaConfig", "LastModifiedDate", "Name"];
    assert_eq!(members, BTreeSet::from(expected));

    // A page that is full to the last item has no next one.
    assert!(pools(&cognate, 5, None).await.ok().get("NextToken").is_none());
    let empty = Cognate::start().await;
    assert_eq!(pools(&empty, 60, None).await.ok(), json!({ "UserPools": [] }));
}

#[tokio::test]
async fn clients_are_listed_in_pages() {
    let cognate = Cognate::start().await;
    let pool = cognate.create_pool(json!({})).await;
    let other = cognate.create_pool(json!({})).await;
    cognate.create_client(&other, json!({})).await;
    let mut made = BTreeSet::new();
    for n in 0..4 {
        let client = cognate.create_client(&pool, json!({ "ClientName": format!("c{n}") })).await;
        made.insert((client, format!("c{n}")));
    }
    let first = clients(&cognate, &pool, json!({ "MaxResults": 3 })).await.ok();
    let more = json!({ "MaxResults": 3, "NextToken": token(&first) });
    let second = clients(&cognate, &pool, more).await.ok();
    assert!(second.get("NextToken").is_none());
    let seen: Vec<&Value> = [&first, &second]
        .iter()
        .flat_map(|page| page["UserPoolClients"].as_array().unwrap())
        .collect();
    let text = |one: &Value, name: &str| one[name].as_str().unwrap().to_owned();
    assert!(seen.iter().all(|one| one["UserPoolId"] == pool.as_str()));
    let named: BTreeSet<(String, String)> =
        seen.iter().map(|one| (text(one, "ClientId"), text(one, "ClientName"))).collect();
    assert_eq!(named, made);

    // Without MaxResults a page holds 60.
    let all = clients(&cognate, &pool, json!({})).await.ok();
    assert_eq!(all["UserPoolClients"].as_array().unwrap().len(), 4);
    let regular = clients(&cognate, &pool, json!({ "ClientType": "REGULAR" })).await.ok();
    assert_eq!(regular, all);
    let registered = clients(&cognate, &pool, json!({ "ClientType": "DCR" })).await.ok();
    assert_eq!(registered, json!({ "UserPoolClients": [] }));
}

#[tokio::test]
async fn il_4_a_token_is_good_only_where_and_while_it_was_meant() {
    let cognate = Cognate::start().await;
    let (pool, other) =
        (cognate.create_pool(json!({})).await, cognate.create_pool(json!({})).await);
    for pool in [&pool, &pool, &other, &other] {
        cognate.create_client(pool, json!({})).await;
    }
    let of_pools = pools(&cognate, 1, None).await.ok();
    let of_pools = token(&of_pools);
    let of_clients = clients(&cognate, &pool, json!({ "MaxResults": 1 })).await.ok();
    let of_clients = token(&of_clients);

    for at in [0, 3, 8, 20, of_pools.len() / 2, of_pools.len() - 2] {
        let answer = pools(&cognate, 1, Some(&changed(of_pools, at))).await;
        answer.expect_error("InvalidParameterException", INVALID);
    }
    let shortened = &of_pools[..of_pools.len() - 4];
    for foreign in [of_clients, shortened, "x", "!", "bm90LWEtdG9rZW4tb2Ytb3Vycw=="] {
        let answer = pools(&cognate, 1, Some(foreign)).await;
        answer.expect_error("InvalidParameterException", INVALID);
    }
    // Another pool, and another filter.
    let answer = clients(&cognate, &other, json!({ "NextToken": of_clients })).await;
    answer.expect_error("InvalidParameterException", INVALID);
    let more = json!({ "NextToken": of_clients, "ClientType": "REGULAR" });
    clients(&cognate, &pool, more).await.expect_error("InvalidParameterException", INVALID);
    // Another region.
    let request = json!({ "MaxResults": 1, "NextToken": of_pools });
    let request =
        cognate.json_request("AWSCognitoIdentityProviderService", "ListUserPools", &request);
    let request = cognate.signed(&cognate.root, "cognito-idp", "us-east-1", request);
    cognate.send(request).await.expect_error("InvalidParameterException", INVALID);

    cognate.clock.turn(3_599);
    pools(&cognate, 1, Some(of_pools)).await.ok();
    cognate.clock.turn(1);
    let answer = pools(&cognate, 1, Some(of_pools)).await;
    answer.expect_error("InvalidParameterException", INVALID);
}

#[tokio::test]
async fn a_page_has_1_to_60_items() {
    let cognate = Cognate::start().await;
    for (max, bound) in [(0, "greater than or equal to 1"), (61, "less than or equal to 60")] {
        pools(&cognate, max, None).await.expect_error(
            "InvalidParameterException",
            &format!(
                "1 validation error detected: Value '{max}' at 'maxResults' failed to satisfy \
                 constraint: Member must have value {bound}"
            ),
        );
    }
}
