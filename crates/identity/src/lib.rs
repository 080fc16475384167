//! The door to identity pools: one file per operation in `ops/`, one line per operation here.

mod change;
pub mod ops;
mod pools;
mod tags;

use cognate_core::call::{Door, Handler, admin, missing};
use cognate_shapes::identity::{Op, SERVICE};

/// `cognito-identity` with everything that is built.
pub fn door() -> Door {
    Door::new(&SERVICE, Op::ALL.iter().map(|op| (op.spec().name, handler(*op))))
}

/// The function behind each operation. The match is exhaustive: an operation that the model knows
/// and this table forgets does not compile.
#[rustfmt::skip]
fn handler(op: Op) -> Handler {
    match op {
        Op::CreateIdentityPool => admin(ops::create_identity_pool::create_identity_pool),
        Op::DeleteIdentityPool => admin(ops::delete_identity_pool::delete_identity_pool),
        Op::DescribeIdentityPool => admin(ops::describe_identity_pool::describe_identity_pool),
        Op::GetIdentityPoolRoles => admin(ops::get_identity_pool_roles::get_identity_pool_roles),
        Op::GetPrincipalTagAttributeMap => admin(ops::get_principal_tag_attribute_map::get_principal_tag_attribute_map),
        Op::ListIdentityPools => admin(ops::list_identity_pools::list_identity_pools),
        Op::ListTagsForResource => admin(ops::list_tags_for_resource::list_tags_for_resource),
        Op::SetIdentityPoolRoles => admin(ops::set_identity_pool_roles::set_identity_pool_roles),
        Op::SetPrincipalTagAttributeMap => admin(ops::set_principal_tag_attribute_map::set_principal_tag_attribute_map),
        Op::TagResource => admin(ops::tag_resource::tag_resource),
        Op::UntagResource => admin(ops::untag_resource::untag_resource),
        Op::UpdateIdentityPool => admin(ops::update_identity_pool::update_identity_pool),
        _ => missing(),
    }
}
