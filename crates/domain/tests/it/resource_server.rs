use cognate_domain::{Map, resource_server as rules};
use serde_json::{Value, json};

use crate::sample;

fn document(request: Value) -> Result<Map, String> {
    rules::document(request.as_object().unwrap()).map_err(|refusal| refusal.to_string())
}

#[test]
fn scopes_have_full_names_and_occur_once() {
    let scope = |name: &str| json!({ "ScopeName": name, "ScopeDescription": "d" });
    let api = "https://api.example.com";
    let given =
        json!({ "Identifier": api, "Name": "n", "Scopes": [scope("read"), scope("write")] });
    let stored = document(given).unwrap();
    let names = rules::scopes(api, &stored);
    assert_eq!(names, ["https://api.example.com/read", "https://api.example.com/write"]);
    assert!(names.iter().all(|name| rules::identifier_of(name) == Some(api)));
    assert_eq!(rules::identifier_of("openid"), None);
    let twice = json!({ "Identifier": "a", "Name": "n", "Scopes": [scope("x"), scope("x")] });
    assert!(document(twice).unwrap_err().starts_with("InvalidParameterException"));
    let none = document(json!({ "Identifier": "a", "Name": "n" })).unwrap();
    assert!(rules::scopes("a", &none).is_empty());
    assert!(!none.contains_key("Scopes"));
}

#[test]
fn the_services_own_servers_are_reserved() {
    for reserved in ["aws.cognito", "aws.cognito/dcr", "aws.cognito/x"] {
        let refused = document(json!({ "Identifier": reserved, "Name": "n" })).unwrap_err();
        assert!(refused.starts_with("InvalidParameterException"), "{refused}");
    }
    document(json!({ "Identifier": "aws.cognitoo", "Name": "n" })).unwrap();
}

#[test]
fn a_pool_in_which_clients_register_has_a_server_for_that() {
    assert_eq!(rules::managed(&sample::pool(json!({}))), None);
    let off = json!({ "DcrConfiguration": { "EnableStatus": "Disabled" } });
    assert_eq!(rules::managed(&sample::pool(off)), None);
    let server = rules::managed(&sample::pool(json!({ "DcrConfiguration": {} }))).unwrap();
    assert_eq!(rules::scopes(rules::REGISTRATION, &server), [rules::REGISTER]);
    assert_eq!(server["ManagedBy"], "COGNITO");
}
