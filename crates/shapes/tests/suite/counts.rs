use cognate_shapes::{Auth, Service, iam, identity, idp, sts};
use cognate_wire::{Enumeration, Kind, Protocol};

use crate::SERVICES;

fn with_auth(service: &Service, auth: Auth) -> Vec<&'static str> {
    let operations = service.operations.iter();
    operations.filter(|it| it.auth == auth).map(|it| it.name).collect()
}

#[test]
fn operations_are_all_there_and_sorted() {
    assert_eq!(SERVICES.map(|it| it.operations.len()), [141, 23, 11, 140]);
    for service in SERVICES {
        assert!(service.operations.is_sorted_by(|a, b| a.name < b.name), "{}", service.name);
    }
    for op in idp::Op::ALL {
        assert_eq!(idp::Op::from_name(op.spec().name), Some(op));
        assert_eq!(format!("{op:?}"), op.spec().name);
    }
    for op in iam::Op::ALL {
        assert_eq!(format!("{op:?}"), op.spec().name);
    }
    assert_eq!(idp::Op::from_name("NoSuchOperation"), None);
}

#[test]
fn callers_are_known_by_what_the_model_says() {
    assert_eq!(with_auth(&idp::SERVICE, Auth::Signed).len(), 107);
    assert_eq!(
        with_auth(&idp::SERVICE, Auth::Public),
        [
            "ConfirmForgotPassword",
            "ConfirmSignUp",
            "ForgotPassword",
            "GetTokensFromRefreshToken",
            "InitiateAuth",
            "ResendConfirmationCode",
            "RespondToAuthChallenge",
            "RevokeToken",
            "SignUp",
            "UpdateAuthEventFeedback",
        ]
    );
    assert_eq!(
        with_auth(&idp::SERVICE, Auth::TokenOrSession),
        ["AssociateSoftwareToken", "ForgetDevice", "GetDevice", "VerifySoftwareToken"]
    );
    assert_eq!(with_auth(&idp::SERVICE, Auth::Token).len(), 20);
    assert_eq!(
        with_auth(&identity::SERVICE, Auth::Public),
        ["GetCredentialsForIdentity", "GetId", "GetOpenIdToken", "UnlinkIdentity"]
    );
    assert_eq!(
        with_auth(&sts::SERVICE, Auth::Public),
        ["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]
    );
    assert_eq!(with_auth(&iam::SERVICE, Auth::Signed).len(), iam::SERVICE.operations.len());
}

#[test]
fn services_say_how_they_speak() {
    assert_eq!(idp::SERVICE.target_prefix, Some("AWSCognitoIdentityProviderService"));
    assert_eq!(identity::SERVICE.target_prefix, Some("AWSCognitoIdentityService"));
    assert_eq!((idp::SERVICE.protocol, sts::SERVICE.protocol), (Protocol::Json, Protocol::Query));
    assert_eq!(sts::SERVICE.version, "2011-06-15");
    assert_eq!(iam::SERVICE.xml_namespace, Some("https://iam.amazonaws.com/doc/2010-05-08/"));
    assert_eq!(
        SERVICES.map(|it| it.signing_name),
        ["cognito-idp", "cognito-identity", "sts", "iam"]
    );
}

#[test]
fn faults_have_the_status_of_the_model() {
    let fault = |op: &'static cognate_shapes::Operation, name| {
        let fault = op.fault(name).unwrap_or_else(|| panic!("{} has no {name}", op.name));
        (fault.code, fault.status)
    };
    let sign_up = idp::Op::SignUp.spec();
    assert_eq!(fault(sign_up, "UsernameExistsException"), ("UsernameExistsException", 400));
    assert_eq!(fault(sign_up, "InternalErrorException"), ("InternalErrorException", 500));
    let get_role = iam::Op::GetRole.spec();
    assert_eq!(fault(get_role, "NoSuchEntityException"), ("NoSuchEntity", 404));
    let saml = sts::Op::AssumeRoleWithSAML.spec();
    assert_eq!(fault(saml, "IDPRejectedClaimException"), ("IDPRejectedClaim", 403));
    for operation in SERVICES.iter().flat_map(|it| it.operations) {
        for fault in operation.errors {
            assert!((400..=599).contains(&fault.status), "{} {fault:?}", operation.name);
        }
    }
}

#[test]
fn outputs_and_reads_follow_the_model() {
    let without_output =
        |service: &Service| service.operations.iter().filter(|it| it.output.is_none()).count();
    assert_eq!(without_output(&idp::SERVICE), 13);
    assert_eq!(without_output(&identity::SERVICE), 4);
    assert_eq!(without_output(&sts::SERVICE), 0);
    let read_only = idp::SERVICE.operations.iter().filter(|it| it.read_only);
    assert_eq!(read_only.count(), 4);
}

#[test]
fn the_overlay_is_applied() {
    let flow = "ALLOW_CLIENT_TOKEN_AUTH".parse::<idp::ExplicitAuthFlowsType>();
    assert_eq!(flow.map(idp::ExplicitAuthFlowsType::as_str), Ok("ALLOW_CLIENT_TOKEN_AUTH"));
    let Kind::Text(rules) = &idp::schemas::EXPLICIT_AUTH_FLOWS_TYPE.kind else { panic!("a text") };
    assert_eq!(rules.values, idp::ExplicitAuthFlowsType::NAMES);
    assert_eq!("NO_SUCH_FLOW".parse::<idp::ExplicitAuthFlowsType>().ok(), None);
}
