//! A pool, its client and confirmed users, for scenarios that sign in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::api::{self, Key};
use crate::http::Connection;
use crate::load::{Until, Work, run};
use crate::server::Server;

pub const PASSWORD: &str = "Correct-Horse-9";

/// Users who sign in: enough that no two connections share one.
pub const USERS: usize = 64;

/// The number of the first user made under load.
pub const FIRST_NUMBER: u64 = 1_000_000;

/// Shared by the threads of a scenario.
pub struct Pool {
    pub host: String,
    pub root: Key,
    pub id: String,
    pub client: String,
    /// Numbers the users created under load, so that no name comes twice.
    next: AtomicU64,
}

impl Pool {
    /// A new pool with a client that allows all flows.
    pub fn create(server: &Server) -> Result<Arc<Pool>> {
        Pool::create_with(server, json!({}))
    }

    /// With settings of CreateUserPool.
    pub fn create_with(server: &Server, settings: Value) -> Result<Arc<Pool>> {
        Pool::create_named(server, "bench", settings)
    }

    /// The pool of this name that an earlier run has left, or a new one that `fill` fills.
    pub fn left_or_filled(
        server: &Server,
        name: &str,
        fill: impl FnOnce(&Arc<Pool>) -> Result<()>,
    ) -> Result<Arc<Pool>> {
        let (host, root) = (server.address.clone(), server.root.clone());
        let mut to = Connection::open(&host)?;
        let input = json!({"MaxResults": 60});
        let pools = api::admin(&mut to, &host, &root, "ListUserPools", input)?;
        let mut pools = pools["UserPools"].as_array().into_iter().flatten();
        if let Some(left) = pools.find(|pool| pool["Name"] == name) {
            let (id, next) = (text(&left["Id"])?, AtomicU64::new(FIRST_NUMBER));
            return Ok(Arc::new(Pool { host, root, id, client: String::new(), next }));
        }
        let pool = Pool::create_named(server, "half filled", json!({}))?;
        fill(&pool)?;
        pool.admin(&mut Connection::open(&host)?, "UpdateUserPool", json!({"PoolName": name}))?;
        Ok(pool)
    }

    fn create_named(server: &Server, name: &str, settings: Value) -> Result<Arc<Pool>> {
        let (host, root) = (server.address.clone(), server.root.clone());
        let mut to = Connection::open(&host)?;
        let mut call = |name: &str, input: Value| api::admin(&mut to, &host, &root, name, input);
        let mut asked = settings;
        asked["PoolName"] = json!(name);
        let made = call("CreateUserPool", asked)?;
        let id = text(&made["UserPool"]["Id"])?;
        let flows = [
            "ALLOW_USER_PASSWORD_AUTH",
            "ALLOW_USER_SRP_AUTH",
            "ALLOW_ADMIN_USER_PASSWORD_AUTH",
            "ALLOW_REFRESH_TOKEN_AUTH",
        ];
        let asked = json!({
            "UserPoolId": id,
            "ClientName": "bench",
            "ExplicitAuthFlows": flows,
            "PreventUserExistenceErrors": "ENABLED",
        });
        let made = call("CreateUserPoolClient", asked)?;
        let client = text(&made["UserPoolClient"]["ClientId"])?;
        let next = AtomicU64::new(FIRST_NUMBER);
        Ok(Arc::new(Pool { host, root, id, client, next }))
    }

    /// A signed call about this pool.
    pub fn admin(&self, to: &mut Connection, name: &str, mut input: Value) -> Result<Value> {
        input["UserPoolId"] = json!(self.id);
        api::admin(to, &self.host, &self.root, name, input)
    }

    /// A number that no other user of this pool has.
    pub fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }

    /// SignUp of a new user, at one of many mail domains.
    pub fn sign_up(&self, to: &mut Connection) -> Result<()> {
        let number = self.number();
        let domain = number % 61;
        let input = json!({
            "ClientId": self.client,
            "Username": name(number),
            "Password": PASSWORD,
            "UserAttributes":
                [{"Name": "email", "Value": format!("{}@d{domain}.example", name(number))}],
        });
        api::public(to, &self.host, "SignUp", &input).map(drop)
    }

    /// Work that signs one user up after another.
    pub fn sign_ups(self: &Arc<Self>, connections: usize) -> Vec<Work> {
        let work = |_| -> Work {
            let pool = self.clone();
            Box::new(move |to| pool.sign_up(to))
        };
        (0..connections).map(work).collect()
    }

    /// A pool with `USERS` confirmed users.
    pub fn with_users(server: &Server) -> Result<Arc<Pool>> {
        let pool = Pool::create(server)?;
        pool.add_users()?;
        Ok(pool)
    }

    /// Adds `USERS` confirmed users, who can sign in, and has the pool's keys made.
    pub fn add_users(&self) -> Result<()> {
        let mut to = Connection::open(&self.host)?;
        let keys = api::get(&self.host, &format!("/{}/.well-known/jwks.json", self.id));
        api::read(&to.exchange(&keys)?)?;
        for number in 0..USERS {
            self.create_user(&mut to, &name(number as u64))?;
            let input = json!({
                "UserPoolId": self.id,
                "Username": name(number as u64),
                "Password": PASSWORD,
                "Permanent": true,
            });
            api::admin(&mut to, &self.host, &self.root, "AdminSetUserPassword", input)?;
        }
        Ok(())
    }

    /// Fills the pool with this many users over 32 connections.
    pub fn fill(self: &Arc<Self>, users: u64) -> Result<()> {
        run(&self.host, self.creators(32), Until::Done(users)).map(drop)
    }

    /// Work that creates one user after another, each of another name.
    pub fn creators(self: &Arc<Self>, connections: usize) -> Vec<Work> {
        let work = |_| -> Work {
            let pool = self.clone();
            Box::new(move |to| {
                let number = pool.number();
                pool.create_user(to, &name(number))
            })
        };
        (0..connections).map(work).collect()
    }

    fn create_user(&self, to: &mut Connection, name: &str) -> Result<()> {
        let input = json!({
            "UserPoolId": self.id,
            "Username": name,
            "TemporaryPassword": PASSWORD,
            "MessageAction": "SUPPRESS",
            "UserAttributes": [{"Name": "email", "Value": format!("{name}@example.com")}],
        });
        api::admin(to, &self.host, &self.root, "AdminCreateUser", input).map(drop)
    }

    /// InitiateAuth.
    pub fn initiate(&self, to: &mut Connection, flow: &str, parameters: Value) -> Result<Value> {
        let input =
            json!({"AuthFlow": flow, "ClientId": self.client, "AuthParameters": parameters});
        api::public(to, &self.host, "InitiateAuth", &input)
    }

    /// Signs a user in by password; the AuthenticationResult.
    pub fn sign_in(&self, to: &mut Connection, user: &str) -> Result<Value> {
        let parameters = json!({"USERNAME": user, "PASSWORD": PASSWORD});
        let mut answer = self.initiate(to, "USER_PASSWORD_AUTH", parameters)?;
        let result = answer["AuthenticationResult"].take();
        if result.is_null() { anyhow::bail!("no tokens: {answer}") } else { Ok(result) }
    }

    /// Of each of the users, one string of the AuthenticationResult.
    pub fn tokens(&self, kind: &str) -> Result<Vec<String>> {
        let mut to = Connection::open(&self.host)?;
        let mut token = |number| text(&self.sign_in(&mut to, &name(number as u64))?[kind]);
        (0..USERS).map(&mut token).collect()
    }
}

/// The name of the user with this number.
pub fn name(number: u64) -> String {
    format!("user-{number}")
}

/// The users of one connection among all, in turn.
pub fn turns(connection: usize, connections: usize) -> impl Iterator<Item = u64> + Send {
    (0..USERS).filter(move |user| user % connections == connection).map(|user| user as u64).cycle()
}

pub fn text(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).with_context(|| format!("a string instead of {value}"))
}
