//! Codes that prove who reads a mailbox or a telephone: purposes, lives, and how often one may try.
//!
//! Computing and comparing the keyed digest of a code is the caller's; everything else is decided
//! here (OTP-1 to OTP-5).

mod purpose;
mod quota;
mod verdict;

pub use purpose::{Purpose, draw, is_well_formed};
pub use quota::{Hourly, Quota, QuotaKind, exceeded};
pub use verdict::{Facts, Outstanding, Verdict, expired, judge, mismatch};
