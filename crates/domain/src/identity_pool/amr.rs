//! `amr`: how an identity proved who it is. Applications take their users' ids out of it.

use super::Provider;

pub const AUTHENTICATED: &str = "authenticated";
pub const UNAUTHENTICATED: &str = "unauthenticated";

/// What a login of the call claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    pub provider: Provider,
    /// As the client spelled it.
    pub key: String,
    pub subject: String,
    /// Client id, app id or services id.
    pub audience: String,
}

/// The claim of those who come with these logins; without any, of a guest. `identity_pool`: its id.
pub fn amr(identity_pool: &str, logins: &[Claimed]) -> Vec<String> {
    if logins.is_empty() {
        return vec![UNAUTHENTICATED.to_owned()];
    }
    let mut amr = vec![AUTHENTICATED.to_owned()];
    for Claimed { provider, key, subject, audience } in logins {
        amr.push(key.clone());
        amr.push(match provider {
            Provider::UserPool(_) => format!("{key}:CognitoSignIn:{subject}"),
            Provider::Oidc(_) => format!("{key}:OIDC:{subject}"),
            Provider::Developer(_) => format!("{key}:{identity_pool}:{subject}"),
            Provider::Social(_) | Provider::Saml(_) | Provider::Own => {
                format!("{key}:{audience}:{subject}")
            }
        });
    }
    amr
}

/// Whether a token with this claim is a guest's.
pub fn is_guest(amr: &[String]) -> bool {
    amr.first().map(String::as_str) != Some(AUTHENTICATED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_caller_has_its_form() {
        let pool = "eu-west-1:00000000-0000-0000-0000-000000000000";
        let login = |provider, key: &str| Claimed {
            provider,
            key: key.into(),
            subject: "s".into(),
            audience: "a".into(),
        };
        let user_pool = "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A";
        let cases = [
            (vec![], vec!["unauthenticated".to_owned()]),
            (
                vec![login(Provider::UserPool("eu-west-1_A".into()), user_pool)],
                vec![
                    "authenticated".into(),
                    user_pool.into(),
                    format!("{user_pool}:CognitoSignIn:s"),
                ],
            ),
            (
                vec![login(Provider::Developer("login.dev".into()), "login.dev")],
                vec!["authenticated".into(), "login.dev".into(), format!("login.dev:{pool}:s")],
            ),
            (
                vec![
                    login(Provider::Social("accounts.google.com"), "accounts.google.com"),
                    login(Provider::Oidc("idp.example".into()), "idp.example"),
                ],
                vec![
                    "authenticated".into(),
                    "accounts.google.com".into(),
                    "accounts.google.com:a:s".into(),
                    "idp.example".into(),
                    "idp.example:OIDC:s".into(),
                ],
            ),
        ];
        for (logins, expected) in cases {
            let made = amr(pool, &logins);
            assert_eq!(made, expected);
            assert_eq!(is_guest(&made), logins.is_empty());
        }
        assert!(is_guest(&[]));
    }
}
