//! `provisioned_limit`: requests per second that an administrator set for a category of operations,
//! in a region of this installation.

use crate::batch::{Demand, Statement, Table};
use crate::records::{ascii_id, many};
use crate::statement::{Query, Row, WrongColumn};
use crate::{Error, Store};

/// More than there are categories.
const OF_REGION_MAX: i64 = 100;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionedLimit {
    pub region: String,
    /// AWS's name, such as `UserAuthentication`. Text, not an enum: a newer node may know others.
    pub category: String,
    /// Requests per second.
    pub rate: i64,
    /// Milliseconds since the epoch.
    pub modified: i64,
}

const OF_REGION: &str = "SELECT region, category, rate, modified FROM provisioned_limit
    WHERE region = $1 ORDER BY category LIMIT $2";

const PUT: &str = "INSERT INTO provisioned_limit (region, category, rate, modified)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (region, category) DO UPDATE
    SET rate = excluded.rate, modified = excluded.modified";

/// All limits of a region, by category.
pub async fn of_region(store: &Store, region: &str) -> Result<Vec<ProvisionedLimit>, Error> {
    let params = vec![region.as_bytes().into(), OF_REGION_MAX.into()];
    many(store, Query { sql: OF_REGION, params }, from_row).await
}

/// Sets the rate whatever it was.
pub fn put(limit: &ProvisionedLimit) -> Statement {
    let ProvisionedLimit { region, category, rate, modified } = limit;
    Statement {
        name: "provisioned_limit.put",
        table: Table::ProvisionedLimit,
        key: [region.as_bytes(), &[0], category.as_bytes()].concat(),
        sql: PUT,
        params: vec![
            region.as_bytes().into(),
            category.as_bytes().into(),
            (*rate).into(),
            (*modified).into(),
        ],
        demand: Demand::Touches(1),
    }
}

fn from_row(row: &Row) -> Result<ProvisionedLimit, WrongColumn> {
    Ok(ProvisionedLimit {
        region: ascii_id(row, 0)?,
        category: ascii_id(row, 1)?,
        rate: row.int(2)?,
        modified: row.int(3)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan;

    #[test]
    fn a_region_is_a_range_of_the_key() {
        assert_eq!(plan::of(OF_REGION), ["SEARCH provisioned_limit USING PRIMARY KEY (region=?)"]);
    }
}
