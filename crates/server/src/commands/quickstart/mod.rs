//! `cognate quickstart`: a user pool to start from, and code that signs in to it.

mod api;
mod snippets;

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use cognate_crypto::{Random, SystemRandom};
use cognate_domain::id;
use serde_json::{Value, json};

use crate::config::Environment;
use api::{Api, Keys};
use snippets::Made;

#[derive(Args, Clone, Debug)]
pub struct QuickstartArgs {
    /// The running server
    #[arg(long, value_name = "URL", default_value = "http://127.0.0.1:9229")]
    pub endpoint: String,
    /// Region of the new pool [default: AWS_REGION, AWS_DEFAULT_REGION, us-east-1]
    #[arg(long, value_name = "NAME")]
    pub region: Option<String>,
    /// PEM file with the authorities that may sign the server's certificate
    #[arg(long, value_name = "FILE")]
    pub root_certificate: Option<PathBuf>,
}

const USER: &str = "alice@example.com";

pub fn run(args: &QuickstartArgs, environment: &Environment) -> anyhow::Result<ExitCode> {
    let variable = |name: &str| {
        let value = environment.get(OsStr::new(name))?.to_str()?;
        (!value.is_empty()).then(|| value.to_owned())
    };
    let region = args.region.clone().or_else(|| variable("AWS_REGION"));
    let region = region.or_else(|| variable("AWS_DEFAULT_REGION"));
    let keys = match (variable("AWS_ACCESS_KEY_ID"), variable("AWS_SECRET_ACCESS_KEY")) {
        (Some(id), Some(secret)) => {
            Some(Keys { id, secret, session_token: variable("AWS_SESSION_TOKEN") })
        }
        _ => None,
    };
    let api = Api::new(
        &args.endpoint,
        region.unwrap_or_else(|| "us-east-1".to_owned()),
        keys,
        args.root_certificate.as_deref(),
    )?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let made = runtime.block_on(make(&api))?;
    println!("{}", snippets::all(&made));
    Ok(ExitCode::SUCCESS)
}

/// A pool whose users sign in by e-mail, a client without a secret, a user; and a sign-in to prove it.
async fn make(api: &Api) -> anyhow::Result<Made> {
    let random: &dyn Random = &SystemRandom;
    let pool = api
        .admin(
            "CreateUserPool",
            json!({
                "PoolName": "quickstart",
                "UsernameAttributes": ["email"],
                "AutoVerifiedAttributes": ["email"],
            }),
        )
        .await?;
    let pool = text(&pool, &["UserPool", "Id"])?;
    let client = json!({
        "UserPoolId": pool,
        "ClientName": "quickstart",
        "ExplicitAuthFlows":
            ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
        "PreventUserExistenceErrors": "ENABLED",
    });
    let client = api.admin("CreateUserPoolClient", client).await?;
    let client = text(&client, &["UserPoolClient", "ClientId"])?;
    let user = json!({
        "UserPoolId": pool,
        "Username": USER,
        "MessageAction": "SUPPRESS",
        "UserAttributes": [
            { "Name": "email", "Value": USER },
            { "Name": "email_verified", "Value": "true" },
        ],
    });
    api.admin("AdminCreateUser", user).await?;
    // Every kind of character that the default policy demands, and none that a shell would touch.
    let password = format!("Try-{}-1x", hex::encode(random.array::<8>()));
    let permanent = json!({
        "UserPoolId": pool, "Username": USER, "Password": password, "Permanent": true,
    });
    api.admin("AdminSetUserPassword", permanent).await?;
    let sign_in = json!({
        "ClientId": client,
        "AuthFlow": "USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": USER, "PASSWORD": password },
    });
    let tokens = api.public("InitiateAuth", sign_in).await?;
    let access = text(&tokens, &["AuthenticationResult", "AccessToken"])?;
    let user = api.public("GetUser", json!({ "AccessToken": access })).await?;
    Ok(Made {
        endpoint: api.endpoint().to_owned(),
        // Unsigned calls name no region: the pool's id tells where it was made.
        region: id::region_of(&pool).unwrap_or(api.region()).to_owned(),
        pool,
        client,
        user: USER.to_owned(),
        password,
        sub: text(&user, &["Username"])?,
    })
}

fn text(answer: &Value, path: &[&str]) -> anyhow::Result<String> {
    let found = path.iter().try_fold(answer, |value, name| value.get(name));
    let found = found.and_then(Value::as_str).map(str::to_owned);
    found.with_context(|| format!("the server's answer has no {}", path.join(".")))
}
