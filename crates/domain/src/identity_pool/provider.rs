//! Login providers by their keys: what a key in `Logins`, in a role mapping or in a map of principal
//! tags means, whichever of its spellings is used.

use super::Settings;

/// The key under which a token of the identity pool itself comes back.
pub const OWN: &str = "cognito-identity.amazonaws.com";

pub(super) const GOOGLE: &str = "accounts.google.com";
pub(super) const FACEBOOK: &str = "graph.facebook.com";
pub(super) const AMAZON: &str = "www.amazon.com";

/// What `SupportedLoginProviders` may name.
pub(super) const SOCIAL: [&str; 6] =
    [GOOGLE, FACEBOOK, AMAZON, "appleid.apple.com", "api.twitter.com", "www.digits.com"];

/// Names that a developer's own provider must not have: a backend would vouch for their users.
pub const DEVELOPER_RESERVED: [&str; 7] =
    [OWN, GOOGLE, FACEBOOK, AMAZON, "appleid.apple.com", "api.twitter.com", "www.digits.com"];

/// How this installation's own user pools are named besides AWS's way: the base URL without scheme.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    pub host: &'a str,
}

/// A provider, in one spelling. The text of [`Provider::key`] is what rows carry.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Provider {
    /// By the user pool's id.
    UserPool(String),
    Social(&'static str),
    /// By the URL without scheme.
    Oidc(String),
    /// By the ARN.
    Saml(String),
    Developer(String),
    /// A token of the identity pool itself.
    Own,
}

/// `cognito-idp.<region>.amazonaws.com/<pool id>`
pub fn user_pool_key(pool_id: &str) -> String {
    let region = crate::id::region_of(pool_id).unwrap_or_default();
    format!("cognito-idp.{region}.amazonaws.com/{pool_id}")
}

impl Site<'_> {
    /// The id of the user pool that a provider name means; `None` when it names none.
    ///
    /// `cognito-idp.<region>.amazonaws.com/<id>`, or this installation's host and the id.
    pub fn user_pool<'a>(&self, name: &'a str) -> Option<&'a str> {
        let (host, pool_id) = name.rsplit_once('/')?;
        let region = crate::id::region_of(pool_id)?;
        let aws = host.strip_prefix("cognito-idp.").and_then(|rest| rest.strip_prefix(region));
        let named = matches!(aws, Some(".amazonaws.com" | ".amazonaws.com.cn"));
        (named || host == self.host).then_some(pool_id)
    }

    /// What a key of `Logins` means to a pool: one of its providers, or `None`.
    pub fn login(&self, settings: &Settings, key: &str) -> Option<Provider> {
        if key == OWN {
            return Some(Provider::Own);
        }
        if let Some(pool_id) = self.user_pool(key) {
            let configured = settings.user_pools.iter().any(|one| one.pool_id == pool_id);
            return configured.then(|| Provider::UserPool(pool_id.to_owned()));
        }
        if let Some(name) = SOCIAL.into_iter().find(|name| *name == key) {
            let oidc = settings.oidc.iter().any(|arn| oidc_host(arn) == Some(key));
            let configured = settings.social.contains_key(key) || oidc;
            return configured.then_some(Provider::Social(name));
        }
        if settings.saml.iter().any(|arn| arn == key) {
            return Some(Provider::Saml(key.to_owned()));
        }
        if settings.developer.as_deref() == Some(key) {
            return Some(Provider::Developer(key.to_owned()));
        }
        let oidc = settings.oidc.iter().any(|arn| oidc_host(arn) == Some(key));
        oidc.then(|| Provider::Oidc(key.to_owned()))
    }

    /// What a provider's name in a map of principal tags means: as [`Site::login`], but that OIDC
    /// providers may be named by their ARN too. Developers' providers have no map.
    pub fn tagged(&self, settings: &Settings, name: &str) -> Option<Provider> {
        let key = match oidc_host(name) {
            Some(host) if settings.oidc.iter().any(|arn| arn == name) => host,
            _ => name,
        };
        let found = self.login(settings, key)?;
        (!matches!(found, Provider::Own | Provider::Developer(_))).then_some(found)
    }

    /// What a key of `RoleMappings` means: for user pools `<name>:<client id>`, of which both must be
    /// configured, for OIDC and SAML providers the ARN, else the name.
    pub fn mapped(&self, settings: &Settings, key: &str) -> Option<(Provider, Option<String>)> {
        if oidc_host(key).is_some() || settings.saml.iter().any(|arn| arn == key) {
            return self.tagged(settings, key).map(|provider| (provider, None));
        }
        if let Some((name, client)) = key.rsplit_once(':')
            && let Some(pool_id) = self.user_pool(name)
        {
            let configured = settings
                .user_pools
                .iter()
                .any(|one| one.pool_id == pool_id && one.client_id == client);
            let found = || (Provider::UserPool(pool_id.to_owned()), Some(client.to_owned()));
            return configured.then(found);
        }
        match self.login(settings, key)? {
            found @ Provider::Social(_) => Some((found, None)),
            _ => None,
        }
    }
}

impl Provider {
    /// The one spelling that rows and DescribeIdentity have.
    pub fn key(&self) -> String {
        match self {
            Provider::UserPool(pool_id) => user_pool_key(pool_id),
            Provider::Social(name) => (*name).to_owned(),
            Provider::Oidc(name) | Provider::Saml(name) | Provider::Developer(name) => name.clone(),
            Provider::Own => OWN.to_owned(),
        }
    }

    pub fn is_developer(&self) -> bool {
        matches!(self, Provider::Developer(_))
    }
}

/// The part of an OIDC provider's ARN after `oidc-provider/`.
pub(super) fn oidc_host(arn: &str) -> Option<&str> {
    iam_resource(arn, "oidc-provider/")
}

/// The rest of `arn:<partition>:iam::<account>:<kind><rest>`.
pub(super) fn iam_resource<'a>(arn: &'a str, kind: &str) -> Option<&'a str> {
    let mut parts = arn.splitn(6, ':');
    let fixed = [parts.next()?, parts.next()?, parts.next()?, parts.next()?];
    let (account, resource) = (parts.next()?, parts.next()?);
    let ["arn", partition, "iam", ""] = fixed else { return None };
    let account = account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit());
    let rest = resource.strip_prefix(kind)?;
    (partition.starts_with("aws") && account && !rest.is_empty()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity_pool::settings::tests::settings;
    use serde_json::json;

    const SITE: Site<'_> = Site { host: "auth.example:8443" };

    #[test]
    fn user_pools_have_two_names() {
        for name in [
            "cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC",
            "cognito-idp.eu-central-1.amazonaws.com.cn/eu-central-1_AbC",
            "auth.example:8443/eu-central-1_AbC",
        ] {
            assert_eq!(SITE.user_pool(name), Some("eu-central-1_AbC"), "{name}");
        }
        for name in [
            "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC",
            "cognito-idp.us-east-1.amazonaws.com/eu-central-1_AbC",
            "cognito-idp.eu-central-1.amazonaws.com/x/eu-central-1_AbC",
            "auth.example/eu-central-1_AbC",
            "eu-central-1_AbC",
            "",
        ] {
            assert_eq!(SITE.user_pool(name), None, "{name}");
        }
    }

    #[test]
    fn keys_mean_configured_providers_only() {
        let oidc = "arn:aws:iam::123456789012:oidc-provider/idp.example/tenant";
        let saml = "arn:aws:iam::123456789012:saml-provider/corp";
        let settings = settings(json!({
            "CognitoIdentityProviders": [{
                "ProviderName": "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A", "ClientId": "c1",
            }],
            "SupportedLoginProviders": { "accounts.google.com": "g" },
            "OpenIdConnectProviderARNs": [oidc],
            "SamlProviderARNs": [saml],
            "DeveloperProviderName": "login.dev",
        }));
        let pool = || Provider::UserPool("eu-west-1_A".into());
        let idp = || Provider::Oidc("idp.example/tenant".into());
        for (key, login, tagged, mapped) in [
            ("cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A", Some(pool()), Some(pool()), None),
            ("auth.example:8443/eu-west-1_A", Some(pool()), Some(pool()), None),
            (
                "cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A:c1",
                None,
                None,
                Some((pool(), Some("c1".to_owned()))),
            ),
            ("cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A:c2", None, None, None),
            ("https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_A:c1", None, None, None),
            ("cognito-idp.eu-west-1.amazonaws.com/eu-west-1_B", None, None, None),
            (
                "accounts.google.com",
                Some(Provider::Social(GOOGLE)),
                Some(Provider::Social(GOOGLE)),
                Some((Provider::Social(GOOGLE), None)),
            ),
            ("graph.facebook.com", None, None, None),
            ("idp.example/tenant", Some(idp()), Some(idp()), None),
            (oidc, None, Some(idp()), Some((idp(), None))),
            (
                saml,
                Some(Provider::Saml(saml.into())),
                Some(Provider::Saml(saml.into())),
                Some((Provider::Saml(saml.into()), None)),
            ),
            ("login.dev", Some(Provider::Developer("login.dev".into())), None, None),
            (OWN, Some(Provider::Own), None, None),
            ("", None, None, None),
        ] {
            assert_eq!(SITE.login(&settings, key), login, "login {key}");
            assert_eq!(SITE.tagged(&settings, key), tagged, "tagged {key}");
            assert_eq!(SITE.mapped(&settings, key), mapped, "mapped {key}");
        }
    }

    #[test]
    fn arns_of_iam_providers_are_whole() {
        assert_eq!(oidc_host("arn:aws:iam::123456789012:oidc-provider/a.b/c"), Some("a.b/c"));
        for wrong in [
            "arn:aws:iam::123456789012:oidc-provider/",
            "arn:aws:iam::1234:oidc-provider/a.b",
            "arn:aws:sts::123456789012:oidc-provider/a.b",
            "arn:aws:iam:eu:123456789012:oidc-provider/a.b",
            "arn:aws:iam::123456789012:role/a.b",
            "oidc-provider/a.b",
        ] {
            assert_eq!(oidc_host(wrong), None, "{wrong}");
        }
    }
}
