//! A write: statements that happen all together or not at all, in one round trip.
//!
//! Each statement says how many rows it must touch (a *change*) or find (a *check*). The answer is
//! `Committed`, or `Unmet` with the name of the first statement whose demand was not met; the
//! operation decides what that means (name taken, code already used, version moved: read again).

use crate::statement::Param;

/// What a statement demands before the batch may commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Demand {
    /// The change must touch exactly this many rows.
    Touches(i64),
    /// The change may touch any number of rows (chunked sweeps, idempotent upserts).
    Any,
    /// The `SELECT` must find exactly this many rows.
    Finds(i64),
}

/// One statement of a batch. `name` is what `Unmet` reports; `table` and `key` give its place in
/// the batch, so that all batches lock rows in one order.
#[derive(Clone, Debug)]
pub struct Statement {
    pub name: &'static str,
    pub table: Table,
    pub key: Vec<u8>,
    /// An INSERT, UPDATE or DELETE without `RETURNING`, or (for `Finds`) a `SELECT 1 …`.
    pub sql: &'static str,
    pub params: Vec<Param>,
    pub demand: Demand,
}

/// Every table, in the order in which batches touch them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Table {
    Meta,
    DataKey,
    UserPool,
    Domain,
    ResourceServer,
    IdentityProvider,
    IdpIdentifier,
    SamlKey,
    UiCustomization,
    RiskConfiguration,
    LogDelivery,
    // Images before styles: they are found by the style.
    BrandingAsset,
    Branding,
    Terms,
    Replica,
    AppClient,
    ClientSecret,
    SigningKey,
    KeyStock,
    // Who may do what, before the keys of users.
    IamEntity,
    IamLink,
    AccessKey,
    LastUse,
    IdentityPool,
    // Identities before their logins: who changes these holds the identity.
    Identity,
    IdentityLogin,
    ProvisionedLimit,
    Group,
    User,
    LoginName,
    UserSearch,
    Member,
    Attempt,
    Quota,
    Code,
    ImportJob,
    ImportRun,
    ImportChunk,
    UsedOnce,
    CredentialOld,
    TotpStep,
    Passkey,
    Device,
    Session,
    TrackedSession,
    SessionGuard,
    ParkedSession,
    SendBudget,
    Outbox,
    UserCount,
    Job,
    Lease,
    Node,
    AuthEvent,
    AuditEvent,
    ConfigChange,
    BatchDone,
}

/// What became of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Committed,
    /// The named statement's demand was not met, or it broke a unique key. Nothing was written.
    Unmet(&'static str),
}

/// Statements in the order of `(table, key)`; no two touch the same row.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    statements: Vec<Statement>,
}

impl Batch {
    pub fn new() -> Batch {
        Batch::default()
    }

    pub fn push(&mut self, statement: Statement) {
        self.statements.push(statement);
    }

    #[must_use]
    pub fn with(mut self, statement: Statement) -> Batch {
        self.push(statement);
        self
    }

    pub fn extend(&mut self, statements: impl IntoIterator<Item = Statement>) {
        self.statements.extend(statements);
    }

    pub fn is_empty(&self) -> bool {
        self.statements.is_empty()
    }

    /// Does it write nothing? Engines decide checks alone where they read: they need no turn among the
    /// writes, no fsync and no claim. That is as good as a turn, because
    ///
    /// - the snapshot is taken after the call and is the newest there is. Every batch that was answered
    ///   before the call is in it, so the verdict was true at a moment between call and answer. No other
    ///   check can say more: what a turn found was also true only until the next batch;
    /// - all checks of a batch see one snapshot;
    /// - both engines let others see a commit when it is durable and not before (SQLite writes the index
    ///   of its log after the fsync, PostgreSQL ends a transaction after its log is flushed), so that no
    ///   verdict rests on what a crash undoes. Where durability is switched off, it may: then what was
    ///   lost is the change that was seen, and not what the check let pass. "The counter is as read"
    ///   wrote nothing that could be wrong without it;
    /// - a check must not succeed where a change could not: an answer that cannot be counted as wrong
    ///   must not be told to be right (RL-2). So once a change has failed for a reason of the store, checks
    ///   are refused for the same reason until a write larger than any counter has succeeded, which the
    ///   next of them brings along (ST-6); and while SQLite's queue is full.
    pub fn is_checks(&self) -> bool {
        is_checks(&self.statements)
    }

    /// The statements in lock order.
    pub fn into_ordered(mut self) -> Vec<Statement> {
        self.statements.sort_by(|a, b| (a.table, &a.key).cmp(&(b.table, &b.key)));
        self.statements
    }
}

/// See [`Batch::is_checks`].
pub(crate) fn is_checks(statements: &[Statement]) -> bool {
    statements.iter().all(|statement| matches!(statement.demand, Demand::Finds(_)))
}
