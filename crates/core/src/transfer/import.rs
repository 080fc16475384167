//! Reading the lines, and writing the users that they tell of. Who exists already is skipped, so a file
//! can be read again after an interruption.

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::DeserializeOwned;

use cognate_crypto::{Aad, Kek, Purpose, Sealer};
use cognate_domain::user::Status;
use cognate_domain::{self as domain, Pool, Sub, id};
use cognate_store::batch::{Outcome, Statement};
use cognate_store::records::credential_old::{self, OldCredential};
use cognate_store::records::{device, group, job, member, passkey, user_pool};

use super::possessions::Possessions;
use super::{
    FORMAT, Group, Head, Line, Secrets, User, VERSION, key_aad, possessions_aad, user_aad,
};
use crate::cx::Cx;
use crate::error::Error;
use crate::keys::PoolKeys;
use crate::{configuration, credentials, factors, jobs, users};

/// Users of one batch, and statements at which it is full with fewer.
const GROUP_MAX: usize = 50;
const STATEMENTS_MAX: usize = 1_000;

/// What became of the lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Result {
    pub imported: u64,
    pub skipped: u64,
    /// User names, and why.
    pub failed: Vec<(String, String)>,
}

pub struct Import {
    cx: Cx,
    pool: Arc<Pool>,
    keys: Arc<PoolKeys>,
    sealer: Sealer,
    /// The pool that the file is of.
    origin: String,
    /// By name.
    groups: HashMap<String, [u8; 16]>,
    waiting: Vec<Waiting>,
    /// Statements of those who wait.
    statements: usize,
    has_ended: bool,
    pub result: Result,
}

struct Waiting {
    username: String,
    sub: Sub,
    statements: Vec<Statement>,
}

impl Import {
    /// The head of a file; `None` when it is none of ours.
    pub fn head(line: &str) -> Option<Head> {
        let head: Head = serde_json::from_str(line).ok()?;
        (head.format == FORMAT && head.version == VERSION).then_some(head)
    }

    /// `keks`: of the installation, or of the passphrase that the head asks for.
    pub async fn begin(
        cx: &Cx,
        pool: &Arc<Pool>,
        head: &Head,
        keks: &[Kek],
    ) -> crate::Result<Import> {
        let wrapped = STANDARD.decode(&head.wrapped).map_err(Error::internal)?;
        let key = keks.iter().find_map(|kek| kek.unwrap(&wrapped, &key_aad()).ok());
        let key = key.ok_or_else(|| {
            Error::invalid_parameter("the key or passphrase does not open this file")
        })?;
        Ok(Import {
            cx: cx.clone(),
            pool: pool.clone(),
            keys: cx.keys().pool(pool.key).await?,
            sealer: key.sealer(Purpose::Import, 0, 1),
            origin: head.user_pool_id.clone(),
            groups: HashMap::new(),
            waiting: Vec::new(),
            statements: 0,
            has_ended: false,
            result: Result::default(),
        })
    }

    /// The next line.
    pub async fn line(&mut self, line: &str) -> crate::Result<()> {
        let line: Line = serde_json::from_str(line).map_err(|_| damaged())?;
        match line {
            Line::Group(group) => self.group(group).await,
            Line::User(user) => {
                let (username, sub) = (user.username.clone(), Sub::parse(&user.sub));
                let sub = sub.ok_or_else(damaged)?;
                match self.statements(user, sub)? {
                    Ok(statements) => {
                        self.statements += statements.len();
                        self.waiting.push(Waiting { username, sub, statements });
                    }
                    Err(why) => self.result.failed.push((username, why)),
                }
                let full = self.waiting.len() >= GROUP_MAX || self.statements >= STATEMENTS_MAX;
                if full { self.flush().await } else { Ok(()) }
            }
            Line::End { .. } => {
                self.has_ended = true;
                self.flush().await
            }
        }
    }

    /// After the last line. The error says that the file is not whole; what was in it is imported.
    pub async fn finish(mut self) -> crate::Result<Result> {
        self.flush().await?;
        if self.has_ended { Ok(self.result) } else { Err(damaged()) }
    }

    async fn group(&mut self, group: Group) -> crate::Result<()> {
        let store = self.cx.store();
        if let Some(found) = group::by_name(store, self.pool.key, &group.name).await? {
            self.groups.insert(group.name, found.uid);
            return Ok(());
        }
        let now_ms = self.cx.now_ms();
        let new = group::Group {
            pool: self.pool.key,
            uid: id::version_4(self.cx.random().array()),
            name: group.name,
            description: group.description,
            role: group.role,
            precedence: group.precedence,
            created: now_ms,
            modified: now_ms,
            version: 1,
        };
        let statements = vec![user_pool::check_live(&self.pool.id), group::insert(&new)];
        let changes = [configuration::group(&self.cx, self.pool.key, new.uid)];
        match configuration::write(&self.cx, users::batch(statements), &changes).await? {
            Outcome::Committed => {
                self.groups.insert(new.name, new.uid);
                Ok(())
            }
            Outcome::Unmet(what) => Err(Error::internal(format!("a group was unmet: {what}"))),
        }
    }

    /// What writes the user, or why it cannot be.
    fn statements(
        &self,
        line: User,
        sub: Sub,
    ) -> crate::Result<std::result::Result<Vec<Statement>, String>> {
        let Import { cx, pool, keys, .. } = self;
        let status = Status::parse(&line.status).ok_or_else(damaged)?;
        let known = |name: &String| name == "identities" || pool.rules.schema.get(name).is_some();
        if let Some(name) = line.attributes.keys().find(|name| !known(name)) {
            return Ok(Err(format!("{name}: Attribute does not exist in the schema.")));
        }
        let secrets: Secrets =
            self.open(&user_aad(&self.origin, &sub.0), line.sealed.as_deref())?;
        let aad = possessions_aad(&self.origin, &sub.0);
        let mut possessions: Possessions = self.open(&aad, line.possessions.as_deref())?;
        if id::region_of(&self.origin) != Some(&*pool.region) {
            possessions.forget_devices();
        }
        let account = &cx.config().account;
        let origin = credentials::Origin {
            pool_name: id::pool_name(&self.origin),
            pool_name_here: id::pool_name(&pool.id),
            user_id: &line.username,
        };
        let take = |form: &[u8]| {
            credentials::take(keys, cx.random(), account, (pool.key, sub), form, &origin)
        };
        let further = match &secrets.factors {
            Some(form) => postcard::from_bytes(form).map_err(Error::internal)?,
            None => domain::factor::Factors::default(),
        };
        let mut groups: Vec<[u8; 16]> =
            line.groups.iter().filter_map(|name| self.groups.get(name).copied()).collect();
        groups.sort_unstable();
        groups.dedup();
        let user = domain::User {
            pool: pool.key,
            sub,
            username: line.username.clone(),
            status,
            enabled: line.enabled,
            // Former credentials are numbered below it.
            version: 1 + secrets.former.len() as i64,
            epoch: 0,
            created: line.created,
            modified: line.modified,
            attributes: line.attributes,
            credential: secrets.credential.as_deref().map(take).transpose()?,
            groups,
            factors: factors::seal(cx, keys, pool.key, sub, &further)?,
            fold_version: pool.fold_version,
        };
        let mut statements = users::insert(pool, &user);
        for uid in &user.groups {
            statements.push(member::insert(pool.key, *uid, sub, cx.now_ms()));
        }
        // The newest comes first, and has the highest number.
        for ((created, form), n) in secrets.former.iter().rev().zip(1..) {
            let old =
                OldCredential { pool: pool.key, sub, n, sealed: take(form)?, created: *created };
            statements.push(credential_old::insert(&old));
        }
        statements.extend(possessions.insert(cx, keys, sub)?);
        statements.push(jobs::check_user_swept(pool.key, sub));
        Ok(Ok(statements))
    }

    /// The default when nothing is sealed.
    fn open<T: Default + DeserializeOwned>(
        &self,
        aad: &Aad<'_>,
        sealed: Option<&str>,
    ) -> crate::Result<T> {
        let Some(sealed) = sealed else { return Ok(T::default()) };
        let sealed = STANDARD.decode(sealed).map_err(|_| damaged())?;
        let plain = self.sealer.open(aad, &sealed).map_err(|_| damaged())?;
        postcard::from_bytes(&plain).map_err(|_| damaged())
    }

    /// Together, and one by one when somebody exists.
    async fn flush(&mut self) -> crate::Result<()> {
        let waiting = std::mem::take(&mut self.waiting);
        self.statements = 0;
        if waiting.is_empty() {
            return Ok(());
        }
        let all = waiting.iter().flat_map(|user| user.statements.clone()).collect();
        if self.write(all).await?.is_none() {
            self.imported(waiting.len());
            return Ok(());
        }
        for Waiting { username, sub, statements } in waiting {
            match self.write(statements).await? {
                None => self.imported(1),
                Some("user.absent") => self.result.skipped += 1,
                // Deleted a moment ago; the job that removes the rest is still to come.
                Some("credential_old.absent" | device::TAKEN | job::PRESENT) => {
                    self.failed(username, STILL_REMOVED);
                }
                Some(passkey::TAKEN) => {
                    let of_old = passkey::of_user(self.cx.store(), self.pool.key, sub).await?;
                    self.failed(username, if of_old.is_empty() { FOREIGN } else { STILL_REMOVED });
                }
                Some(what) => match users::taken(what) {
                    Some(domain::name::Kind::Name) => self.result.skipped += 1,
                    Some(kind) => {
                        let why = domain::name::created_by_admin(kind).message;
                        self.failed(username, &why);
                    }
                    None => return Err(users::moved(what)),
                },
            }
        }
        Ok(())
    }

    async fn write(&self, mut statements: Vec<Statement>) -> crate::Result<Option<&'static str>> {
        statements.push(user_pool::check_live(&self.pool.id));
        Ok(match self.cx.store().write(users::batch(statements)).await? {
            Outcome::Committed => None,
            Outcome::Unmet(what) => Some(what),
        })
    }

    fn failed(&mut self, username: String, why: &str) {
        self.result.failed.push((username, why.to_owned()));
    }

    fn imported(&mut self, users: usize) {
        self.result.imported += users as u64;
        self.cx.counts().add(self.pool.key, users as i64);
    }
}

const STILL_REMOVED: &str = "a deleted user of this sub is still being removed: try again soon";
const FOREIGN: &str = "another user of this pool has one of the passkeys";

fn damaged() -> Error {
    Error::invalid_parameter("the file is damaged, or does not end where it should")
}
