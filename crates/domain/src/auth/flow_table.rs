//! The sign-in as data: what leads from where to where. The documentation draws it, a test walks it.
//!
//! A request that ends with a refusal leaves the sign-in where it was: such edges lead to
//! [`Place::Refused`].

use crate::auth::challenge::ChallengeName;
use crate::auth::flow::Flow;

/// Where a sign-in stands between two requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Begins(Flow),
    Asked(ChallengeName),
    Tokens,
    /// With AWS's exception.
    Refused(&'static str),
}

/// One request, and what it comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    pub from: Place,
    /// What the request brings, and what else decides, in words.
    pub event: &'static str,
    pub to: Place,
}

use ChallengeName::{
    CustomChallenge, DevicePasswordVerifier, DeviceSrpAuth, EmailOtp, MfaSetup,
    NewPasswordRequired, Password, PasswordSrp, PasswordVerifier, SelectChallenge, SelectMfaType,
    SmsMfa, SmsOtp, SoftwareTokenMfa, WebAuthn,
};
use Place::{Asked, Begins, Refused, Tokens};

/// Where the first factor is proven.
const FIRST: [Place; 9] = [
    Begins(Flow::UserPassword),
    Begins(Flow::AdminUserPassword),
    Begins(Flow::User),
    Asked(PasswordVerifier),
    Asked(SelectChallenge),
    Asked(Password),
    Asked(EmailOtp),
    Asked(SmsOtp),
    Asked(WebAuthn),
];

/// What a right first factor comes to in the user's states.
const STATES: [(&str, Place); 4] = [
    ("right, nobody confirmed the user", Refused("UserNotConfirmedException")),
    ("right, the password is to be reset", Refused("PasswordResetRequiredException")),
    ("right, the temporary password has expired", Refused("NotAuthorizedException")),
    ("right, the password is temporary", Asked(NewPasswordRequired)),
];

/// What follows when nothing but a second factor can be missing.
const SECOND: [(&str, Place); 7] = [
    ("right, nothing more is demanded", Tokens),
    ("right, a remembered device was named", Asked(DeviceSrpAuth)),
    ("right, SMS is the second factor", Asked(SmsMfa)),
    ("right, e-mail is the second factor", Asked(EmailOtp)),
    ("right, a software token is the second factor", Asked(SoftwareTokenMfa)),
    ("right, there are several second factors", Asked(SelectMfaType)),
    ("right, a second factor is demanded and there is none", Asked(MfaSetup)),
];

/// Factors that need no password are not offered where a second one is demanded.
const WITHOUT_PASSWORD: [Place; 3] = [Asked(EmailOtp), Asked(SmsOtp), Asked(WebAuthn)];

const REST: [(Place, &str, Place); 55] = [
    (Begins(Flow::UserPassword), "wrong password", Refused("NotAuthorizedException")),
    (Begins(Flow::UserPassword), "locked", Refused("NotAuthorizedException")),
    (Begins(Flow::UserPassword), "nobody, and the client tells", Refused("UserNotFoundException")),
    (Begins(Flow::AdminUserPassword), "wrong password", Refused("NotAuthorizedException")),
    (Begins(Flow::UserSrp), "public value", Asked(PasswordVerifier)),
    (Begins(Flow::UserSrp), "locked", Refused("NotAuthorizedException")),
    (Begins(Flow::User), "no preference", Asked(SelectChallenge)),
    (Begins(Flow::User), "PASSWORD preferred", Asked(Password)),
    (Begins(Flow::User), "PASSWORD_SRP preferred, with a public value", Asked(PasswordVerifier)),
    (Begins(Flow::User), "PASSWORD_SRP preferred", Asked(PasswordSrp)),
    (Begins(Flow::User), "the session of a confirmed sign-up", Tokens),
    (Begins(Flow::User), "a level out of reach", Refused("InvalidParameterException")),
    (Begins(Flow::User), "EMAIL_OTP preferred", Asked(EmailOtp)),
    (Begins(Flow::User), "SMS_OTP preferred", Asked(SmsOtp)),
    (Begins(Flow::User), "WEB_AUTHN preferred", Asked(WebAuthn)),
    (Begins(Flow::User), "wrong password", Refused("NotAuthorizedException")),
    (Begins(Flow::Custom), "the functions ask", Asked(CustomChallenge)),
    (Begins(Flow::Custom), "SRP first", Asked(PasswordVerifier)),
    (Begins(Flow::Custom), "the functions issue tokens", Tokens),
    (Begins(Flow::Custom), "the functions refuse", Refused("NotAuthorizedException")),
    (Asked(CustomChallenge), "the functions ask again", Asked(CustomChallenge)),
    (Asked(CustomChallenge), "the functions issue tokens", Tokens),
    (Asked(CustomChallenge), "the functions refuse", Refused("NotAuthorizedException")),
    (Asked(PasswordVerifier), "wrong proof", Refused("NotAuthorizedException")),
    (Asked(PasswordVerifier), "right, in CUSTOM_AUTH", Asked(CustomChallenge)),
    (Asked(SelectChallenge), "EMAIL_OTP chosen", Asked(EmailOtp)),
    (Asked(SelectChallenge), "SMS_OTP chosen", Asked(SmsOtp)),
    (Asked(SelectChallenge), "WEB_AUTHN chosen", Asked(WebAuthn)),
    (Asked(SelectChallenge), "PASSWORD_SRP chosen, with a public value", Asked(PasswordVerifier)),
    (Asked(SelectChallenge), "PASSWORD_SRP chosen", Asked(PasswordSrp)),
    (Asked(SelectChallenge), "PASSWORD chosen", Asked(Password)),
    (Asked(PasswordSrp), "public value", Asked(PasswordVerifier)),
    (Asked(SelectChallenge), "wrong password", Refused("NotAuthorizedException")),
    (Asked(SelectChallenge), "what is not offered", Refused("InvalidParameterException")),
    (Asked(Password), "wrong password", Refused("NotAuthorizedException")),
    (Asked(WebAuthn), "wrong assertion", Refused("NotAuthorizedException")),
    (Asked(SmsOtp), "wrong code", Refused("CodeMismatchException")),
    (Asked(EmailOtp), "wrong code", Refused("CodeMismatchException")),
    (Asked(EmailOtp), "used up or replaced", Refused("ExpiredCodeException")),
    (Asked(EmailOtp), "right second factor", Tokens),
    (Asked(SmsMfa), "right second factor", Tokens),
    (Asked(SmsMfa), "wrong code", Refused("CodeMismatchException")),
    (Asked(SmsMfa), "too many wrong codes", Refused("NotAuthorizedException")),
    (Asked(SmsMfa), "used up or replaced", Refused("ExpiredCodeException")),
    (Asked(SoftwareTokenMfa), "right second factor", Tokens),
    (Asked(SoftwareTokenMfa), "wrong code", Refused("CodeMismatchException")),
    (Asked(SoftwareTokenMfa), "the token is gone", Refused("SoftwareTokenMFANotFoundException")),
    (Asked(SelectMfaType), "SMS_MFA chosen", Asked(SmsMfa)),
    (Asked(SelectMfaType), "EMAIL_OTP chosen", Asked(EmailOtp)),
    (Asked(SelectMfaType), "SOFTWARE_TOKEN_MFA chosen", Asked(SoftwareTokenMfa)),
    (Asked(SelectMfaType), "what the user has not", Refused("MFAMethodNotFoundException")),
    (Asked(MfaSetup), "the software token is verified", Tokens),
    (Asked(MfaSetup), "an e-mail address", Asked(EmailOtp)),
    (Asked(MfaSetup), "nothing is set up", Refused("InvalidParameterException")),
    (Asked(NewPasswordRequired), "password refused", Refused("InvalidPasswordException")),
];

const DEVICES: [(Place, &str, Place); 3] = [
    (Asked(DeviceSrpAuth), "public value", Asked(DevicePasswordVerifier)),
    (Asked(DevicePasswordVerifier), "right proof", Tokens),
    (Asked(DevicePasswordVerifier), "wrong proof", Refused("NotAuthorizedException")),
];

/// Every edge, in the order of a sign-in.
pub fn flow_table() -> Vec<Edge> {
    let mut edges: Vec<Edge> = Vec::new();
    let mut add = |from, event, to| edges.push(Edge { from, event, to });
    for from in FIRST {
        let needs_no_password = WITHOUT_PASSWORD.contains(&from);
        for (event, to) in STATES {
            // Only confirmed users are offered anything but a password.
            if !needs_no_password {
                add(from, event, to);
            }
        }
        for (event, to) in SECOND {
            let is_second = !matches!(to, Tokens | Asked(DeviceSrpAuth));
            // Sign-ins by password at the admin door have no device.
            let no_device = from == Begins(Flow::AdminUserPassword) && to == Asked(DeviceSrpAuth);
            if !(no_device || needs_no_password && is_second) {
                add(from, event, to);
            }
        }
    }
    for (event, to) in SECOND {
        add(Asked(NewPasswordRequired), event, to);
    }
    for (from, event, to) in REST.into_iter().chain(DEVICES) {
        add(from, event, to);
    }
    edges
}
