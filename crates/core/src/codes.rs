//! One-time codes that users are sent: issued, judged and settled (OTP-1 to OTP-4, RL-2).
//!
//! ```text
//! let holder = cx.code_holder(&pool, &keys, &typed, Purpose::SignUp, Purpose::SignUp.answers()).await?;
//! match codes::judge(&cx, &keys, &holder, destination, answer).await? {
//!     Judged::Right => batch.push(holder.redeem()),     // in the batch of what the code is good for
//!     Judged::Refused(error) => return Err(error),      // settled already
//!     Judged::Moved => …                                // read and judge again
//! }
//! ```
//!
//! Names that nobody has hold codes as well, which nothing matches: whoever asks and answers learns
//! from neither answers nor limits whether there is somebody (CT-2, CT-5).

use zeroize::Zeroizing;

use cognate_crypto::{Purpose as KeyPurpose, equal};
use cognate_domain::attempt::{Attempts, Gate};
use cognate_domain::code::{self as rule, Facts, Outstanding, Purpose, QuotaKind, Verdict};
use cognate_domain::message::Medium;
use cognate_domain::name;
use cognate_domain::{Pool, Sub, User};
use cognate_store::batch::{Batch, Outcome, Statement};
use cognate_store::records::code::{self, Code};
use cognate_store::records::outbox::Carried;
use cognate_store::records::quota::{self, Quota};
use cognate_store::records::user::StandIn;
use cognate_store::records::{attempt, user};

use crate::cx::Cx;
use crate::error::{Error, Result};
use crate::keys::PoolKeys;
use crate::supposed;
use crate::users::name_mac;

/// Whoever a code is for, and what one read knows about it. Writes are conditional on it.
pub struct Holder {
    /// None for a name that nobody has.
    pub user: Option<User>,
    pub attempts: Attempts,
    pub key: attempt::Key,
    pub pool: i64,
    pub purpose: Purpose,
    /// The outstanding code, dead or alive.
    pub code: Option<Code>,
    /// Which hourly counter was read.
    pub counter: QuotaKind,
    pub quota: Quota,
    /// To be taken as much trouble over while there is no user.
    pub stand_in: Option<StandIn>,
}

/// What an answer to a code came to.
#[derive(Debug)]
pub enum Judged {
    /// Nothing may be said before [`Holder::redeem`], or [`Holder::try_used`], has committed.
    Right,
    /// Settled: this may be said.
    Refused(Error),
    /// A row moved meanwhile: read again and judge again.
    Moved,
}

/// A new code, on its way to its holder.
pub struct Issued {
    /// For the batch of the operation; `pending` may still be filled in.
    pub row: Code,
    /// The digits; wiped when dropped.
    pub digits: Zeroizing<String>,
    /// Binds the message to the code: it is delivered only while that is the current one.
    pub carried: Carried,
}

/// Where a code goes.
#[derive(Clone, Copy)]
pub struct Destination<'a> {
    pub medium: Medium,
    /// The whole address.
    pub to: &'a str,
}

impl Cx {
    /// Whoever a typed string means, with their code of a purpose and an hourly counter. One
    /// statement, the same for names that nobody has.
    pub async fn code_holder(
        &self,
        pool: &Pool,
        keys: &PoolKeys,
        typed: &str,
        purpose: Purpose,
        counter: QuotaKind,
    ) -> Result<Holder> {
        let names = name::candidates(&pool.rules, typed, &cognate_crypto::sha256);
        let mac = name_mac(keys, pool, typed);
        let (purpose_number, kind) = (purpose.code(), counter.code());
        let found = user::by_name_with_code(
            self.store(),
            pool.key,
            &names.names,
            names.sub,
            mac,
            purpose_number,
            kind,
        )
        .await?;
        let (user, attempts, key) = match found.user {
            Some((user, attempts)) => {
                let key = attempt::Key::User(user.sub);
                (Some(user), attempts, key)
            }
            None => (None, found.name_attempts, attempt::Key::Name(mac)),
        };
        let (code, quota, stand_in) = (found.code, found.quota, found.stand_in);
        let pool = pool.key;
        Ok(Holder { user, attempts, key, pool, purpose, code, counter, quota, stand_in })
    }
}

impl Holder {
    /// Under whose id the code is kept: the user's, or what stands for a name that nobody has.
    pub fn home(&self) -> Sub {
        match self.key {
            attempt::Key::User(sub) => sub,
            attempt::Key::Name(mac) => code::home_of_name(mac),
        }
    }

    /// A new code for the user. Its row replaces an older one of the purpose (OTP-5).
    pub fn issue(&self, cx: &Cx, keys: &PoolKeys, destination: Destination<'_>) -> Issued {
        issue(cx, keys, (self.pool, self.home()), self.purpose, destination)
    }

    /// The same motions, and the same rows, for nobody: no answer is right, nothing is delivered.
    pub fn pretend(&self, cx: &Cx, keys: &PoolKeys, destination: Destination<'_>) -> Issued {
        let mut issued = self.issue(cx, keys, destination);
        issued.row.id = cx.random().array();
        issued
    }

    /// Counts what is about to be done. `LimitExceededException` when the hour's number is used up.
    pub fn spend(&self, cx: &Cx) -> Result<Statement> {
        let max = cx.config().limits.hourly.max(self.counter);
        let next = counted(&self.quota).take(cx.now_ms(), max).ok_or_else(rule::exceeded)?;
        Ok(self.record(&next))
    }

    /// The batch rests on the user as read; on there being nobody, while there was nobody.
    pub fn check_unchanged(&self) -> Statement {
        match &self.user {
            Some(user) => user::check_unchanged(self.pool, user.sub, user.version),
            None => user::check_absent(self.pool, self.home()),
        }
    }

    /// Uses the code up, in the batch of its effect; unmet as [`code::MOVED`].
    pub fn redeem(&self) -> Statement {
        // Right answers are only judged right against a row.
        let code = self.code.as_ref().expect("a right answer has a code");
        code::redeem(code)
    }

    /// Settles a right answer that has no effect, for example because the new password was refused:
    /// it counts like a wrong one, or parallel guesses would learn more than the limit (RL-2). False
    /// when a row moved meanwhile.
    pub async fn try_used(&self, cx: &Cx) -> Result<bool> {
        let max = cx.config().limits.hourly.max(self.counter);
        let Some(next) = counted(&self.quota).take(cx.now_ms(), max) else { return Ok(false) };
        let Some(code) = &self.code else { return Ok(false) };
        let batch = Batch::new().with(code::wrong_answer(code)).with(self.record(&next));
        Ok(cx.store().write(batch).await? == Outcome::Committed)
    }

    fn record(&self, next: &rule::Quota) -> Statement {
        let next = Quota { started: next.started, n: next.n, version: next.version };
        quota::record(self.pool, self.key, self.counter.code(), &next)
    }

    /// Past the long limit all further guesses are slow, over all codes and passwords (OTP-4).
    fn is_slowed(&self, cx: &Cx) -> bool {
        self.attempts.long_failures > cx.config().limits.attempts.long_failures_max
            && self.attempts.gate(cx.now_ms()) != Gate::Open
    }
}

/// A new code of a purpose for the user `whose`: pool key and sub.
pub fn issue(
    cx: &Cx,
    keys: &PoolKeys,
    whose: (i64, Sub),
    purpose: Purpose,
    destination: Destination<'_>,
) -> Issued {
    issue_as(cx, keys, whose, purpose, destination, cx.random().array())
}

/// The same with an id that was drawn before.
pub fn issue_as(
    cx: &Cx,
    keys: &PoolKeys,
    whose: (i64, Sub),
    purpose: Purpose,
    destination: Destination<'_>,
    id: [u8; 16],
) -> Issued {
    let random = Zeroizing::new(cx.random().array());
    let digits = Zeroizing::new(rule::draw(purpose, &random));
    let (pool, sub) = whose;
    let issued = cx.now_ms();
    let row = Code {
        pool,
        sub,
        purpose: purpose.code(),
        id,
        mac: digest(keys, (sub, purpose), &id, destination.to, &digits),
        medium: destination.medium.code(),
        attempts: 0,
        issued,
        expires: issued + purpose.lifetime_ms(),
        pending: None,
        store_epoch: cx.store_epoch(),
    };
    Issued { row, digits, carried: Carried { id, purpose: purpose.code() } }
}

/// Judges an answer to the holder's code, and settles it unless it is right.
///
/// `destination` is where the code went, as the holder has it now; None: no answer is right.
pub async fn judge(
    cx: &Cx,
    keys: &PoolKeys,
    holder: &Holder,
    destination: Option<&str>,
    answer: &str,
) -> Result<Judged> {
    judge_beside(cx, keys, holder, None, destination, answer).await
}

/// As [`judge`], but whoever has no code that lives is judged by a [supposed](supposed::code) one.
pub async fn judge_as_sent(
    cx: &Cx,
    keys: &PoolKeys,
    holder: &Holder,
    destination: Option<&str>,
    answer: &str,
) -> Result<Judged> {
    let supposed = supposed::code(cx, keys, holder);
    judge_beside(cx, keys, holder, Some(supposed), destination, answer).await
}

async fn judge_beside(
    cx: &Cx,
    keys: &PoolKeys,
    holder: &Holder,
    supposed: Option<Code>,
    destination: Option<&str>,
    answer: &str,
) -> Result<Judged> {
    if holder.is_slowed(cx) {
        return Ok(Judged::Refused(rule::exceeded().into()));
    }
    let matches = matches(keys, holder, destination, answer);
    // An old code that fits is not denied: its owner hears that it is too old.
    let counts = |code: &Code| {
        matches || (cx.now_ms() < code.expires && code.store_epoch == cx.store_epoch())
    };
    let supposed = supposed.filter(|_| !holder.code.as_ref().is_some_and(counts));
    let outstanding = supposed.as_ref().or(holder.code.as_ref()).map(|code| Outstanding {
        attempts: code.attempts,
        expires: code.expires,
        store_epoch: code.store_epoch,
    });
    let facts = Facts {
        purpose: holder.purpose,
        code: outstanding.as_ref(),
        quota: &counted(&holder.quota),
        now: cx.now_ms(),
        store_epoch: cx.store_epoch(),
    };
    let verdict = rule::judge(&facts, &cx.config().limits.hourly, matches);
    let mut batch = Batch::new();
    match &verdict {
        Verdict::Right => return Ok(Judged::Right),
        Verdict::LimitExceeded => return Ok(Judged::Refused(rule::exceeded().into())),
        Verdict::Expired { quota } => batch.push(holder.record(quota)),
        Verdict::Wrong { quota, .. } => {
            batch.push(holder.record(quota));
            batch.extend(match supposed {
                Some(code) => Some(code::replace_seen(
                    &Code { attempts: code.attempts + 1, ..code },
                    holder.code.as_ref(),
                )),
                None => holder.code.as_ref().map(code::wrong_answer),
            });
            // Its own row limits how often one may guess soon.
            let next = holder.attempts.failed_code(cx.now_ms(), &cx.config().limits.attempts);
            batch.push(attempt::record_failure(holder.pool, holder.key, &next));
        }
    }
    Ok(match cx.store().write(batch).await? {
        Outcome::Committed => Judged::Refused(
            verdict.refusal().map_or_else(|| Error::internal("no verdict"), Into::into),
        ),
        Outcome::Unmet(_) => Judged::Moved,
    })
}

fn matches(keys: &PoolKeys, holder: &Holder, destination: Option<&str>, answer: &str) -> bool {
    let place = (holder.home(), holder.purpose);
    fits(keys, place, holder.code.as_ref(), destination, answer)
}

/// Is that the code? Constant in time, and the same work without a code, a destination or well-formed
/// digits (CT-1, CT-2).
pub fn fits(
    keys: &PoolKeys,
    place: (Sub, Purpose),
    code: Option<&Code>,
    destination: Option<&str>,
    answer: &str,
) -> bool {
    let (id, mac) = code.map_or(([0; 16], [0; 32]), |code| (code.id, code.mac));
    let computed = digest(keys, place, &id, destination.unwrap_or_default(), answer);
    let same = equal(&computed, &mac);
    same & code.is_some() & destination.is_some() & rule::is_well_formed(place.1, answer)
}

/// OTP-1. The key is the pool's own.
fn digest(
    keys: &PoolKeys,
    (sub, purpose): (Sub, Purpose),
    id: &[u8; 16],
    to: &str,
    digits: &str,
) -> [u8; 32] {
    let (purpose, pool) = (purpose.code().to_be_bytes(), keys.pool.to_be_bytes());
    let parts: [&[u8]; 6] = [&purpose, &pool, &sub.0, to.as_bytes(), id, digits.as_bytes()];
    keys.mac(KeyPurpose::CodeMac).mac(&parts)
}

fn counted(quota: &Quota) -> rule::Quota {
    rule::Quota { started: quota.started, n: quota.n, version: quota.version }
}
