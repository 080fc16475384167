//! An import of a large file: how long it takes, and what the server needs resident meanwhile.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::users::{Pool, name, text};
use crate::api;
use crate::http::Connection;
use crate::report::Figure;
use crate::server::Server;

const ROLE: &str = "arn:aws:iam::123456789012:role/logs";
/// 100,000 rows may take a minute.
const ROWS_PER_SECOND: f64 = 100_000.0 / 60.0;
const RSS_MB_MAX: f64 = 150.0;

pub fn run(server: &Server, users: u64) -> Result<Vec<Figure>> {
    let pool = Pool::create_with(server, json!({"AutoVerifiedAttributes": ["email"]}))?;
    let mut to = Connection::open(&pool.host)?;
    let header = pool.admin(&mut to, "GetCSVHeader", json!({}))?;
    let file = file(&header["CSVHeader"], users);
    let input = json!({"JobName": "bench", "CloudWatchLogsRoleArn": ROLE});
    let job = pool.admin(&mut to, "CreateUserImportJob", input)?["UserImportJob"].clone();
    put(&mut to, &pool.host, &text(&job["PreSignedUrl"])?, &file)?;
    let asked = json!({"JobId": job["JobId"]});
    let begun = Instant::now();
    pool.admin(&mut to, "StartUserImportJob", asked.clone())?;
    let mut rss = 0.0_f64;
    let done = loop {
        std::thread::sleep(Duration::from_millis(100));
        rss = rss.max(server.rss_mb()?);
        let shown = pool.admin(&mut to, "DescribeUserImportJob", asked.clone())?;
        match shown["UserImportJob"]["Status"].as_str() {
            Some("Pending" | "InProgress") => {}
            Some("Succeeded") => break shown["UserImportJob"].clone(),
            _ => bail!("the import ended badly: {shown}"),
        }
    };
    let took = begun.elapsed().as_secs_f64();
    if done["ImportedUsers"] != users {
        bail!("not everybody was imported: {done}");
    }
    let rate = users as f64 / took;
    let figure = Figure::new(format!("import of {users} users"))
        .value("took", "s", took)
        .value("rows per second", "1/s", rate)
        .value("RSS at most", "MB", rss)
        .bound("100,000 rows < 60 s", rate > ROWS_PER_SECOND)
        .bound("RSS < 150 MB", rss < RSS_MB_MAX);
    Ok(vec![figure])
}

/// Rows with a name, an e-mail address and a birth date.
fn file(header: &Value, users: u64) -> Vec<u8> {
    let columns: Vec<&str> =
        header.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let mut file = columns.join(",");
    for number in 0..users {
        file.push('\n');
        for (at, column) in columns.iter().enumerate() {
            if at > 0 {
                file.push(',');
            }
            match *column {
                "cognito:username" => file.push_str(&name(number)),
                "cognito:mfa_enabled" => file.push_str("false"),
                "email" => file.push_str(&format!("{}@example.com", name(number))),
                "email_verified" => file.push_str("true"),
                "given_name" => file.push_str("Alice"),
                "family_name" => file.push_str("Example"),
                "birthdate" => file.push_str("12/31/1999"),
                _ => {}
            }
        }
    }
    file.into_bytes()
}

fn put(to: &mut Connection, host: &str, url: &str, file: &[u8]) -> Result<()> {
    let path = url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..]));
    let Some(path) = path else { bail!("an address without a path: {url}") };
    let head = format!(
        "PUT {path} HTTP/1.1\r\nhost: {host}\r\nx-amz-server-side-encryption: aws:kms\r\n\
         content-length: {}\r\n\r\n",
        file.len()
    );
    let answer = to.exchange(&[head.as_bytes(), file].concat())?;
    api::read(&answer).map(drop)
}
