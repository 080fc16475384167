//! All services of the installation.

use cognate_core::call::{Door, Doors};
use cognate_shapes::identity;

/// User pools, identity pools (whose operations are known and not built), STS and IAM.
pub fn all() -> Doors {
    let identity_pools = Door::new(&identity::SERVICE, []);
    let doors =
        [cognate_idp::door(), identity_pools, cognate_iam::sts::door(), cognate_iam::iam::door()];
    Doors::from(Vec::from(doors))
}
