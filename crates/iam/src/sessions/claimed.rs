//! What a verified token says, as trust policies see it.

use cognate_core::iam::arn;
use cognate_core::sts::WebIdentity;
use cognate_core::web_identity::{IDENTITY_POOLS, Provider, Verified};
use cognate_core::{Error, Result};
use cognate_domain::sts::{TagProblem, claims};

/// Claims of providers that are condition keys beside `aud`, `sub` and `amr`.
const FURTHER: [(&str, &[&str]); 1] = [(
    "token.actions.githubusercontent.com",
    &[
        "actor",
        "actor_id",
        "enterprise_id",
        "environment",
        "job_workflow_ref",
        "ref",
        "repository",
        "repository_id",
        "workflow",
    ],
)];

/// `InvalidIdentityToken` for tags or a source identity of the wrong form.
pub fn claimed(account: &str, verified: &Verified) -> Result<WebIdentity> {
    let malformed = |problem: TagProblem| Error::new("InvalidIdentityToken", problem.text());
    let tags = claims::tags(&verified.claims).map_err(malformed)?;
    let source_identity = claims::source_identity(&verified.claims).map_err(malformed)?;
    Ok(WebIdentity {
        provider: match &verified.provider {
            Provider::IdentityPool { .. } => IDENTITY_POOLS.to_owned(),
            Provider::WellKnown(name) => (*name).to_owned(),
            Provider::Oidc { arn } => arn.clone(),
            Provider::UserPool { .. } => arn::oidc_provider(account, &verified.issuer),
        },
        keys: keys(verified),
        tags: tags.tags,
        transitive: tags.transitive,
        source_identity,
    })
}

fn keys(verified: &Verified) -> Vec<(String, Vec<String>, bool)> {
    let mut keys: Vec<(String, Vec<String>, bool)> = Vec::new();
    let prefix = match &verified.provider {
        Provider::IdentityPool { .. } => IDENTITY_POOLS,
        Provider::WellKnown(name) => name,
        Provider::Oidc { .. } | Provider::UserPool { .. } => verified.issuer.as_str(),
    };
    let mut put = |name: &str, values: Vec<String>, many: bool| {
        if !values.is_empty() {
            keys.push((format!("{prefix}:{name}"), values, many));
        }
    };
    let subject = || vec![verified.subject.clone()];
    let audience = || verified.audience.clone();
    match prefix {
        "graph.facebook.com" => {
            put("app_id", audience(), false);
            put("id", subject(), false);
        }
        "www.amazon.com" => {
            put("app_id", audience(), false);
            put("user_id", subject(), false);
        }
        "accounts.google.com" => {
            let presenter = verified.authorized_party.iter().cloned().collect::<Vec<_>>();
            put("aud", if presenter.is_empty() { audience() } else { presenter }, false);
            put("oaud", audience(), false);
            put("sub", subject(), false);
        }
        _ => {
            put("aud", audience(), false);
            put("sub", subject(), false);
            put("amr", verified.amr.clone(), true);
        }
    }
    let further = FURTHER.iter().find(|(issuer, _)| *issuer == prefix);
    for claim in further.map_or(&[][..], |(_, claims)| claims) {
        let value = verified.claims.get(*claim).and_then(|value| value.as_str());
        put(claim, value.map(str::to_owned).into_iter().collect(), false);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use cognate_domain::Map;

    fn verified(issuer: &str, provider: Provider) -> Verified {
        Verified {
            issuer: issuer.into(),
            provider,
            subject: "s".into(),
            audience: vec!["a".into()],
            authorized_party: Some("z".into()),
            amr: vec!["authenticated".into()],
            claims: Map::new(),
            issued_at: None,
            expires_at: 0,
        }
    }

    fn value(identity: &WebIdentity, key: &str) -> Option<(String, bool)> {
        let found = identity.keys.iter().find(|(name, ..)| name == key)?;
        Some((found.1.join(" "), found.2))
    }

    #[test]
    fn every_provider_has_its_own_keys() {
        let account = "123456789012";
        let pool = Provider::IdentityPool { pool_id: "p".into() };
        let pool = claimed(account, &verified("i.example", pool)).unwrap();
        assert_eq!(pool.provider, IDENTITY_POOLS);
        assert_eq!(
            value(&pool, "cognito-identity.amazonaws.com:amr"),
            Some(("authenticated".into(), true))
        );
        let google = Provider::WellKnown("accounts.google.com");
        let google = claimed(account, &verified("accounts.google.com", google)).unwrap();
        assert_eq!(value(&google, "accounts.google.com:aud"), Some(("z".into(), false)));
        assert_eq!(value(&google, "accounts.google.com:oaud"), Some(("a".into(), false)));
        let facebook = Provider::WellKnown("graph.facebook.com");
        let facebook = claimed(account, &verified("graph.facebook.com", facebook)).unwrap();
        assert_eq!(value(&facebook, "graph.facebook.com:id"), Some(("s".into(), false)));
        let arn = arn::oidc_provider(account, "i.example/x");
        let oidc = Provider::Oidc { arn: arn.clone() };
        let oidc = claimed(account, &verified("i.example/x", oidc)).unwrap();
        assert_eq!(oidc.provider, arn);
        assert_eq!(value(&oidc, "i.example/x:aud"), Some(("a".into(), false)));
    }
}
