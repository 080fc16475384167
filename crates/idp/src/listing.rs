//! Pages of lists that take `Limit`.

/// A page holds this many items unless `Limit` says fewer.
const PAGE_DEFAULT: i64 = 60;

/// `Limit`, at most 60 by the model; none, or 0, means as many as a page may hold.
pub fn page(limit: Option<i64>) -> i64 {
    limit.filter(|limit| *limit > 0).unwrap_or(PAGE_DEFAULT)
}
