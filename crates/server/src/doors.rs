//! All services of the installation.

use cognate_core::call::Doors;

/// User pools, identity pools, STS and IAM.
pub fn all() -> Doors {
    let doors = [
        cognate_idp::door(),
        cognate_identity::door(),
        cognate_iam::sts::door(),
        cognate_iam::iam::door(),
    ];
    Doors::from(Vec::from(doors))
}
