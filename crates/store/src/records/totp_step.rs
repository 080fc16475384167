//! `totp_step`: the last time step of a one-time password that a user gave (OTP-6).

use cognate_domain::Sub;

use crate::batch::{Demand, Statement, Table};

/// What a batch is unmet as when the step's code, or a later one, was given before.
pub const USED: &str = "totp_step.used";

const ADVANCE: &str = "INSERT INTO totp_step (pool, sub, step) VALUES ($1, $2, $3)
    ON CONFLICT (pool, sub) DO UPDATE SET step = excluded.step
    WHERE totp_step.step < excluded.step";

const RAISE: &str = "INSERT INTO totp_step (pool, sub, step) VALUES ($1, $2, $3)
    ON CONFLICT (pool, sub) DO UPDATE SET step = CASE
        WHEN totp_step.step < excluded.step THEN excluded.step ELSE totp_step.step END";

/// Uses the code of a new token's first step up, without a demand on the steps before, which were
/// another token's.
pub fn raise(pool: i64, sub: Sub, step: i64) -> Statement {
    Statement {
        name: "totp_step.raise",
        table: Table::TotpStep,
        key: super::place(pool, &[&sub.0]),
        sql: RAISE,
        params: vec![pool.into(), sub.0.into(), step.into()],
        demand: Demand::Any,
    }
}

/// Uses the step's code up; unmet as [`USED`] unless the step is greater than any before.
pub fn advance(pool: i64, sub: Sub, step: i64) -> Statement {
    Statement {
        name: USED,
        table: Table::TotpStep,
        key: super::place(pool, &[&sub.0]),
        sql: ADVANCE,
        params: vec![pool.into(), sub.0.into(), step.into()],
        demand: Demand::Touches(1),
    }
}
