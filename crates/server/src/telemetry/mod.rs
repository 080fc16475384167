//! What the operator sees: logs, metrics.

pub mod log;
pub mod metrics;
pub mod page;
pub mod process;
