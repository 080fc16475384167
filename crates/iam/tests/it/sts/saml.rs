//! AssumeRoleWithSAML with signed responses.

use cognate_testkit::{Assertion, Cognate, SamlProvider, allow, deny, json};

use super::*;

const PROVIDER: &str = "arn:aws:iam::123456789012:saml-provider/Corp";
const ENTITY: &str = "https://idp.example/metadata";
const REFUSED: &str = "Not authorized to perform sts:AssumeRoleWithSAML";
const SIGN_IN: &str = "https://signin.aws.amazon.com/saml";

/// Nobody signs.
async fn exchange(cognate: &Cognate, response: &str, more: &[(&str, &str)]) -> Answer {
    let role = role_arn("app");
    let mut all = vec![
        ("Action", "AssumeRoleWithSAML"),
        ("Version", "2011-06-15"),
        ("RoleArn", role.as_str()),
        ("PrincipalArn", PROVIDER),
        ("SAMLAssertion", response),
    ];
    for (name, value) in more {
        all.retain(|(own, _)| own != name);
        all.push((name, value));
    }
    cognate.send(cognate.query_request(&all)).await
}

fn trusting(condition: Value) -> Value {
    json!({
        "Effect": "Allow", "Principal": { "Federated": PROVIDER }, "Condition": condition,
        "Action": ["sts:AssumeRoleWithSAML", "sts:TagSession", "sts:SetSourceIdentity"],
    })
}

async fn scene() -> (Cognate, SamlProvider) {
    let cognate = Cognate::start().await;
    let idp = SamlProvider::new(ENTITY);
    assert_eq!(cognate.register_saml_provider("Corp", &idp).await, PROVIDER);
    let condition = json!({ "StringEquals": { "saml:aud": SIGN_IN } });
    let list = allow("cognito-idp:ListUserPools", "*");
    cognate.iam_role("app", trusting(condition), json!([list])).await;
    (cognate, idp)
}

fn ada(cognate: &Cognate) -> Assertion {
    Assertion::of("ada", &role_arn("app"), PROVIDER, cognate.clock.now_ms())
}

#[tokio::test]
async fn an_assertion_opens_its_role() {
    let cognate = Cognate::start().await;
    let idp = SamlProvider::new(ENTITY);
    cognate.register_saml_provider("Corp", &idp).await;
    let condition = json!({ "StringEquals": {
        "saml:aud": SIGN_IN, "saml:iss": ENTITY, "saml:sub": "ada", "saml:sub_type": "persistent",
        "saml:doc": "123456789012/Corp", "saml:eduPersonPrincipalName": "ada@example",
        "aws:RequestTag/team": "red", "sts:SourceIdentity": "ada",
    }});
    let mut list = allow("cognito-idp:ListUserPools", "*");
    list["Condition"] = json!({ "StringEquals": {
        "saml:sub": "ada", "aws:PrincipalTag/team": "red", "aws:SourceIdentity": "ada",
        "aws:FederatedProvider": PROVIDER,
    }});
    let mut frozen = deny("cognito-idp:ListUserPools", "*");
    frozen["Condition"] = json!({ "Null": { "saml:aud": "false" } });
    let id = cognate.iam_role("app", trusting(condition), json!([list, frozen])).await;
    let mut assertion = ada(&cognate);
    assertion.set("PrincipalTag:team", &["red"]);
    assertion.set("TransitiveTagKeys", &["team"]);
    assertion.set("SourceIdentity", &["ada"]);
    let name = "urn:oid:1.3.6.1.4.1.5923.1.1.1.6".to_owned();
    assertion.attributes.push((name, vec!["ada@example".to_owned()]));
    let answer = exchange(&cognate, &idp.response(&assertion), &[]).await;
    let session = credentials(&answer);
    for (member, value) in [
        ("Subject", "ada"),
        ("SubjectType", "persistent"),
        ("Issuer", ENTITY),
        ("Audience", SIGN_IN),
        ("SourceIdentity", "ada"),
        ("AssumedRoleId", &format!("{id}:ada")),
        ("PackedPolicySize", "1"),
        ("Expiration", "2027-01-15T09:00:00Z"),
    ] {
        assert_eq!(answer.element(member), value, "{member}");
    }
    assert_eq!(answer.element("NameQualifier").len(), 28);
    assert!(answer.text().contains("<AssumeRoleWithSAMLResult>"));
    assert_eq!(who(&cognate, &session).await, "arn:aws:sts::123456789012:assumed-role/app/ada");
    assert!(may_list(&cognate, &session).await);
    // Again, while it holds.
    credentials(&exchange(&cognate, &idp.response(&assertion), &[]).await);
}

#[tokio::test]
async fn who_is_not_trusted_or_not_offered_the_role_is_refused() {
    let (cognate, idp) = scene().await;
    let response = idp.response(&ada(&cognate));
    credentials(&exchange(&cognate, &response, &[]).await);
    let pair =
        "SAML Assertion doesn&apos;t contain the requested Role and Metadata in the attributes";
    let other = role_arn("other");
    let answer = exchange(&cognate, &response, &[("RoleArn", &other)]).await;
    answer.expect_error("InvalidIdentityToken", pair);
    // Offered, and does not exist; offered, and does not trust.
    let mut assertion = ada(&cognate);
    assertion.set("Role", &[&format!("{PROVIDER},{other}")]);
    let offered = idp.response(&assertion);
    let answer = exchange(&cognate, &offered, &[("RoleArn", &other)]).await;
    answer.expect_error("AccessDenied", REFUSED);
    assert_eq!(answer.status, 403);
    cognate.iam_role("other", trust(&root_arn(), &[]), json!(null)).await;
    let answer = exchange(&cognate, &offered, &[("RoleArn", &other)]).await;
    answer.expect_error("AccessDenied", REFUSED);
    // Another provider of the same name elsewhere, or none.
    for arn in [
        "arn:aws:iam::123456789012:saml-provider/None",
        "arn:aws:iam::210987654321:saml-provider/Corp",
    ] {
        let answer = exchange(&cognate, &response, &[("PrincipalArn", arn)]).await;
        answer.expect_error("InvalidIdentityToken", "Specified provider doesn&apos;t exist.");
    }
    let long = [("DurationSeconds", "3601")];
    exchange(&cognate, &response, &long).await.expect_code("ValidationError");
    let broken = [("Policy", "{}")];
    exchange(&cognate, &response, &broken).await.expect_code("MalformedPolicyDocument");
}

#[tokio::test]
async fn what_does_not_stand_is_refused() {
    let (cognate, idp) = scene().await;
    let changed = |change: &dyn Fn(&mut Assertion)| {
        let mut assertion = ada(&cognate);
        change(&mut assertion);
        idp.response(&assertion)
    };
    let other = SamlProvider::new("https://other.example");
    let minute = 60_000;
    let invalid = "InvalidIdentityToken";
    for (response, code, text) in [
        ("%%%%".to_owned(), invalid, "Invalid base64 SAMLResponse"),
        (
            "PGEvPg==".to_owned(),
            invalid,
            "Invalid SAML response: the document is no SAML 2.0 response",
        ),
        (other.response(&ada(&cognate)), invalid, "Issuer not present in specified provider"),
        (
            changed(&|it| it.audience = "urn:other".to_owned()),
            invalid,
            "Response does not contain the required audience.",
        ),
        (
            changed(&|it| it.recipient = "https://other.example/saml".to_owned()),
            invalid,
            "Invalid SAML response: nothing confirms the subject for this recipient",
        ),
        (
            changed(&|it| it.issued += 2 * minute),
            invalid,
            "Invalid SAML response: the assertion is not valid yet",
        ),
        (changed(&|it| it.issued -= 7 * minute), "ExpiredTokenException", "Response has expired"),
        (
            changed(&|it| it.issued -= 5 * minute + 1),
            "ExpiredTokenException",
            "Token must be redeemed within 5 minutes of issuance",
        ),
        (
            changed(&|it| it.session_ends = Some(it.issued - 2 * minute)),
            "ExpiredTokenException",
            "Response has expired",
        ),
        (
            changed(&|it| it.set("RoleSessionName", &[])),
            invalid,
            "RoleSessionName is required in AuthnResponse",
        ),
        (
            changed(&|it| it.set("RoleSessionName", &["a b"])),
            invalid,
            "RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}",
        ),
        (
            changed(&|it| it.set("SessionDuration", &["1"])),
            invalid,
            "SessionDuration in AuthnResponse must be between 900 and 43200",
        ),
        (
            changed(&|it| it.set("SourceIdentity", &["aws:x y"])),
            invalid,
            "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with &quot;aws:&quot;",
        ),
        (
            changed(&|it| it.set("Role", &[])),
            invalid,
            "SAML Assertion doesn&apos;t contain the requested Role and Metadata in the attributes",
        ),
    ] {
        exchange(&cognate, &response, &[]).await.expect_error(code, text);
    }
    let signed = idp.response(&ada(&cognate));
    let forged = SamlProvider::changed(&signed, ">ada<", ">eve<");
    exchange(&cognate, &forged, &[]).await.expect_error(invalid, "Response signature invalid");
    let failed = SamlProvider::changed(&signed, "status:Success", "status:Responder");
    let answer = exchange(&cognate, &failed, &[]).await;
    let text = "The identity provider reported that authentication failed.";
    answer.expect_error("IDPRejectedClaim", text);
    assert_eq!(answer.status, 403);
    exchange(&cognate, "abc", &[]).await.expect_code("ValidationError");
}

#[tokio::test]
async fn sessions_end_with_the_providers() {
    let (cognate, idp) = scene().await;
    let mut assertion = ada(&cognate);
    assertion.session_ends = Some(cognate.clock.now_ms() + 1_200_000);
    let answer = exchange(&cognate, &idp.response(&assertion), &[]).await;
    assert_eq!(answer.element("Expiration"), "2027-01-15T08:20:00Z");
    assertion.session_ends = Some(cognate.clock.now_ms() + 7_200_000);
    let answer = exchange(&cognate, &idp.response(&assertion), &[("DurationSeconds", "900")]).await;
    assert_eq!(answer.element("Expiration"), "2027-01-15T08:15:00Z");
}

#[tokio::test]
async fn one_time_use_is_one_time() {
    let (cognate, idp) = scene().await;
    let mut assertion = ada(&cognate);
    assertion.one_time = true;
    let response = idp.response(&assertion);
    credentials(&exchange(&cognate, &response, &[]).await);
    let text = "The SAML response can be used only once, and has been used.";
    exchange(&cognate, &response, &[]).await.expect_error("InvalidIdentityToken", text);
    assertion.id = "_b".to_owned();
    credentials(&exchange(&cognate, &idp.response(&assertion), &[]).await);
}

#[tokio::test]
async fn this_installation_is_a_recipient_too() {
    let (cognate, idp) = scene().await;
    cognate.iam_role("own", trusting(json!({})), json!(null)).await;
    let role = role_arn("own");
    let own = format!("{}/saml", cognate.config().base_url);
    let mut assertion = ada(&cognate);
    assertion.set("Role", &[&format!("{role},{PROVIDER}")]);
    for recipient in [own.clone(), format!("{own}/acs/{}", uuid(&cognate).await)] {
        assertion.recipient.clone_from(&recipient);
        assertion.audience.clone_from(&recipient);
        let answer = exchange(&cognate, &idp.response(&assertion), &[("RoleArn", &role)]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        assert_eq!(answer.element("Audience"), recipient);
    }
}

async fn uuid(cognate: &Cognate) -> String {
    let all =
        [("Action", "GetSAMLProvider"), ("Version", "2010-05-08"), ("SAMLProviderArn", PROVIDER)];
    cognate.query("iam", &all).await.element("SAMLProviderUUID").to_owned()
}

#[tokio::test]
async fn metadata_and_provider_count_at_every_moment() {
    let (cognate, idp) = scene().await;
    let until =
        idp.metadata().replacen(" entityID", " validUntil=\"2027-01-15T08:01:00Z\" entityID", 1);
    let call = async |operation: &str, more: &[(&str, &str)]| {
        let mut all =
            vec![("Action", operation), ("Version", "2010-05-08"), ("SAMLProviderArn", PROVIDER)];
        all.extend_from_slice(more);
        assert_eq!(cognate.query("iam", &all).await.status, 200, "{operation}");
    };
    call("UpdateSAMLProvider", &[("SAMLMetadataDocument", &until)]).await;
    let response = idp.response(&ada(&cognate));
    credentials(&exchange(&cognate, &response, &[]).await);
    cognate.clock.turn(60);
    let text = "The metadata of the specified provider has expired.";
    exchange(&cognate, &response, &[]).await.expect_error("InvalidIdentityToken", text);
    call("DeleteSAMLProvider", &[]).await;
    let text = "Specified provider doesn&apos;t exist.";
    exchange(&cognate, &response, &[]).await.expect_error("InvalidIdentityToken", text);
}
