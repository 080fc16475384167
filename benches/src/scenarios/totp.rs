//! USER_PASSWORD_AUTH followed by a code of an authenticator app, against the password alone, in one
//! run: what the second factor costs. A code is good once, so every sign-in is another user's.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use cognate_crypto::totp;
use serde_json::json;

use super::CONNECTIONS;
use super::users::{FIRST_NUMBER, PASSWORD, Pool, name, text};
use crate::api;
use crate::http::Connection;
use crate::load::{Measured, Until, Work, measure, run as drive};
use crate::report::Figure;
use crate::server::Server;

/// Users with an app, and as many without; each signs in once.
const USERS: usize = 3_000;
/// One after the other and again, so that both meet the same machine: what is looked for is a tenth of
/// what its speed may differ by from one second to the next.
const ROUNDS: usize = 6;

struct User {
    name: String,
    secret: Option<Vec<u8>>,
}

pub fn run(server: &Server) -> Result<Vec<Figure>> {
    let pool = Pool::create(server)?;
    let mut to = Connection::open(&pool.host)?;
    let mfa = json!({
        "MfaConfiguration": "OPTIONAL", "SoftwareTokenMfaConfiguration": { "Enabled": true },
    });
    pool.admin(&mut to, "SetUserPoolMfaConfig", mfa)?;
    pool.fill(2 * USERS as u64)?;
    let with = enrolled(&pool, true)?;
    let without = enrolled(&pool, false)?;
    let (mut plain, mut totp) = (Vec::new(), Vec::new());
    for (without, with) in without.chunks(USERS / ROUNDS).zip(with.chunks(USERS / ROUNDS)) {
        plain.push(round(server, &pool, without)?);
        totp.push(round(server, &pool, with)?);
    }
    let (plain, totp) = (Measured::average(&plain), Measured::average(&totp));
    let added = totp.cpu_ms - plain.cpu_ms;
    let figure = Figure::new("TOTP sign-in, both steps")
        .value("CPU of a password sign-in", "ms", plain.cpu_ms)
        .value("added", "ms", added)
        .load(totp)
        .bound("adds ≤ 0.1 ms CPU", added <= 0.1);
    Ok(vec![figure])
}

/// Gives users passwords, and apps.
fn enrolled(pool: &Arc<Pool>, with_app: bool) -> Result<Vec<Arc<User>>> {
    let first = FIRST_NUMBER + if with_app { 0 } else { USERS as u64 };
    let users = Arc::new(parking_lot::Mutex::new(Vec::new()));
    let next = Arc::new(AtomicUsize::new(0));
    let work = |_| -> Work {
        let (pool, users, next) = (pool.clone(), users.clone(), next.clone());
        Box::new(move |to| {
            let name = name(first + next.fetch_add(1, Ordering::Relaxed) as u64);
            let input = json!({ "Username": name, "Password": PASSWORD, "Permanent": true });
            pool.admin(to, "AdminSetUserPassword", input)?;
            let secret = if with_app { Some(enrol(&pool, to, &name)?) } else { None };
            users.lock().push(Arc::new(User { name, secret }));
            Ok(())
        })
    };
    drive(&pool.host, (0..CONNECTIONS).map(work).collect(), Until::Done(USERS as u64))?;
    let users = std::mem::take(&mut *users.lock());
    Ok(users)
}

fn enrol(pool: &Pool, to: &mut Connection, user: &str) -> Result<Vec<u8>> {
    let token = text(&pool.sign_in(to, user)?["AccessToken"])?;
    let asked = json!({ "AccessToken": token });
    let answer = api::public(to, &pool.host, "AssociateSoftwareToken", &asked)?;
    let secret = decoded(&text(&answer["SecretCode"])?).context("a base32 secret")?;
    let code = totp::code(&secret, totp::step_at(now_ms()) - 1);
    let asked = json!({ "AccessToken": token, "UserCode": code });
    let answer = api::public(to, &pool.host, "VerifySoftwareToken", &asked)?;
    ensure!(answer["Status"] == "SUCCESS", "not verified: {answer}");
    let asked = json!({
        "AccessToken": token, "SoftwareTokenMfaSettings": { "Enabled": true, "PreferredMfa": true },
    });
    api::public(to, &pool.host, "SetUserMFAPreference", &asked)?;
    Ok(secret)
}

fn round(server: &Server, pool: &Arc<Pool>, users: &[Arc<User>]) -> Result<Measured> {
    let users: Arc<[Arc<User>]> = users.into();
    let next = Arc::new(AtomicUsize::new(0));
    let work = |_| -> Work {
        let (pool, users, next) = (pool.clone(), users.clone(), next.clone());
        Box::new(move |to| {
            let at = next.fetch_add(1, Ordering::Relaxed) % users.len();
            sign_in(&pool, to, &users[at])
        })
    };
    let works = (0..CONNECTIONS).map(work).collect();
    measure(server, works, Until::Done(users.len() as u64))
}

fn sign_in(pool: &Pool, to: &mut Connection, user: &User) -> Result<()> {
    let Some(secret) = &user.secret else { return pool.sign_in(to, &user.name).map(drop) };
    let parameters = json!({ "USERNAME": user.name, "PASSWORD": PASSWORD });
    let challenge = pool.initiate(to, "USER_PASSWORD_AUTH", parameters)?;
    let code = totp::code(secret, totp::step_at(now_ms()) + 1);
    let input = json!({
        "ClientId": pool.client,
        "ChallengeName": "SOFTWARE_TOKEN_MFA",
        "Session": challenge["Session"],
        "ChallengeResponses": { "USERNAME": user.name, "SOFTWARE_TOKEN_MFA_CODE": code },
    });
    let answer = api::public(to, &pool.host, "RespondToAuthChallenge", &input)?;
    ensure!(answer["AuthenticationResult"].is_object(), "no tokens: {answer}");
    Ok(())
}

fn now_ms() -> i64 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_millis()).unwrap_or(i64::MAX)
}

/// RFC 4648 base32 without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let (mut bits, mut held, mut bytes) = (0_u32, 0, Vec::new());
    for char in text.bytes() {
        let value = match char {
            b'A'..=b'Z' => char - b'A',
            b'2'..=b'7' => char - b'2' + 26,
            _ => return None,
        };
        bits = bits << 5 | u32::from(value);
        held += 5;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    Some(bytes)
}
