//! Users in and out of pools: the upload over a socket, and the commands beside a running server.

use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

use serde_json::{Value, json};

use crate::client::{Answer, Client, post};
use crate::folder::Folder;
use crate::quickstart::Serving;

const ROLE: &str = "arn:aws:iam::123456789012:role/logs";
/// `Correct-Horse9`
const BCRYPT: &str = "$2b$04$C1fr9doDwhHoE/MaC26daeygp26W0wstEreKquQR1HEUh2eoRfeR6";

async fn answered(server: &Serving, operation: &str, input: Value) -> Answer {
    let headers = format!(
        "Content-Type: application/x-amz-json-1.1\r\n\
         X-Amz-Target: AWSCognitoIdentityProviderService.{operation}\r\n"
    );
    let address = server.url.strip_prefix("http://").unwrap().parse().unwrap();
    Client::once(address, &post("/", &headers, &input.to_string())).await
}

async fn call(server: &Serving, operation: &str, input: Value) -> Value {
    let answer = answered(server, operation, input).await;
    assert_eq!(answer.status, 200, "{operation}: {}", answer.body);
    serde_json::from_str(&answer.body).unwrap()
}

async fn pool(server: &Serving) -> String {
    let input = json!({ "PoolName": "p", "AutoVerifiedAttributes": ["email"] });
    let made = call(server, "CreateUserPool", input).await;
    made["UserPool"]["Id"].as_str().unwrap().to_owned()
}

/// The users' names begin with `prefix`.
async fn file(server: &Serving, pool: &str, prefix: &str, users: usize) -> String {
    let header = call(server, "GetCSVHeader", json!({ "UserPoolId": pool })).await;
    let mut columns: Vec<&str> =
        header["CSVHeader"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    columns.push("cognito:password_hash");
    let mut file = columns.join(",");
    for n in 0..users {
        let value = |column: &&str| match *column {
            "cognito:username" => format!("{prefix}-{n}"),
            "cognito:mfa_enabled" => "false".to_owned(),
            "email" => format!("{prefix}-{n}@example.com"),
            "email_verified" => "true".to_owned(),
            "address" => "x".repeat(500),
            "cognito:password_hash" if n == 0 => BCRYPT.to_owned(),
            _ => String::new(),
        };
        file.push('\n');
        file.push_str(&columns.iter().map(value).collect::<Vec<_>>().join(","));
    }
    file
}

async fn put(server: &Serving, url: &str, file: &str) -> Answer {
    let address = server.url.strip_prefix("http://").unwrap();
    let path = url.strip_prefix(&server.url).unwrap_or_else(|| panic!("{url}"));
    let request = format!(
        "PUT {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\
         x-amz-server-side-encryption: aws:kms\r\n\r\n{file}",
        file.len()
    );
    Client::once(address.parse().unwrap(), &request).await
}

async fn signs_in(server: &Serving, pool: &str, user: &str) {
    let flows = ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"];
    let input = json!({ "UserPoolId": pool, "ClientName": "c", "ExplicitAuthFlows": flows });
    let made = call(server, "CreateUserPoolClient", input).await;
    let input = json!({
        "UserPoolId": pool, "ClientId": made["UserPoolClient"]["ClientId"],
        "AuthFlow": "ADMIN_USER_PASSWORD_AUTH",
        "AuthParameters": { "USERNAME": user, "PASSWORD": "Correct-Horse9" },
    });
    let tokens = call(server, "AdminInitiateAuth", input).await;
    assert!(tokens["AuthenticationResult"]["AccessToken"].is_string(), "{tokens}");
}

async fn sub(server: &Serving, pool: &str, user: &str) -> Value {
    let input = json!({ "UserPoolId": pool, "Username": user });
    let found = call(server, "AdminGetUser", input).await;
    let mut attributes = found["UserAttributes"].as_array().unwrap().iter();
    attributes.find(|attribute| attribute["Name"] == "sub").unwrap()["Value"].clone()
}

fn user_pool(folder: &Folder, arguments: &[&str]) -> Output {
    let data: &Path = &folder.path().join("data");
    Command::new(env!("CARGO_BIN_EXE_cognate"))
        .arg("user-pool")
        .args(arguments)
        .args(["--dev", "--data"])
        .arg(data)
        .env_clear()
        .output()
        .unwrap()
}

fn said(output: Output) -> String {
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8(text).unwrap();
    assert!(output.status.success(), "{text}");
    text
}

#[tokio::test]
async fn users_move_by_upload_and_by_command() {
    let folder = Folder::new();
    let server = Serving::start(&folder);
    let first = pool(&server).await;
    let input = json!({ "UserPoolId": first, "JobName": "move", "CloudWatchLogsRoleArn": ROLE });
    let job = call(&server, "CreateUserImportJob", input).await["UserImportJob"].clone();
    let url = job["PreSignedUrl"].as_str().unwrap();
    // Larger than any other request may be.
    let users = file(&server, &first, "up", 700).await;
    assert!(users.len() > 300_000);
    let taken = put(&server, url, &users).await;
    assert_eq!((taken.status, taken.body.as_str()), (200, ""));
    let strange = put(&server, &format!("{}/_import/xyz", server.url), "x").await;
    assert_eq!(strange.status, 403);
    assert!(strange.body.contains("<Code>AccessDenied</Code>"), "{}", strange.body);

    let asked = json!({ "UserPoolId": first, "JobId": job["JobId"] });
    call(&server, "StartUserImportJob", asked.clone()).await;
    let done = loop {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let shown = call(&server, "DescribeUserImportJob", asked.clone()).await;
        match shown["UserImportJob"]["Status"].as_str() {
            Some("Pending" | "InProgress") => {}
            _ => break shown["UserImportJob"].clone(),
        }
    };
    assert_eq!((&done["Status"], &done["ImportedUsers"]), (&json!("Succeeded"), &json!(700)));
    signs_in(&server, &first, "up-0").await;

    let more = folder.file("more.csv", &file(&server, &first, "csv", 120).await);
    let more = more.to_str().unwrap();
    let text = said(user_pool(&folder, &["import", &first, more]));
    assert!(text.contains("120 users imported, 0 exist already, 0 failed"), "{text}");
    let again = said(user_pool(&folder, &["import", &first, more]));
    assert!(again.contains("[SKIPPED] Line Number 2 - The user already exists."), "{again}");
    assert!(again.contains("0 users imported, 120 exist already, 0 failed"), "{again}");
    signs_in(&server, &first, "csv-0").await;

    let phrase = folder.secret("phrase", "between us\n");
    let (phrase, out) = (phrase.to_str().unwrap(), folder.path().join("users.jsonl"));
    let out = out.to_str().unwrap();
    let written = said(user_pool(&folder, &["export", &first, out, "--passphrase-file", phrase]));
    assert!(written.contains("820 users written"), "{written}");
    let second = pool(&server).await;
    let refused = user_pool(&folder, &["import", &second, out]);
    assert!(String::from_utf8(refused.stderr).unwrap().contains("--passphrase-file"));
    let read = said(user_pool(&folder, &["import", &second, out, "--passphrase-file", phrase]));
    assert!(read.contains("820 users imported, 0 exist already, 0 failed"), "{read}");
    assert_eq!(sub(&server, &second, "up-7").await, sub(&server, &first, "up-7").await);
    signs_in(&server, &second, "up-0").await;
}
