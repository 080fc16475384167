//! The door to identity pools: one file per operation in `ops/`, one line per operation here.

mod change;
mod credentials;
mod description;
mod developer;
mod logins;
pub mod ops;
mod pools;
mod session;
mod settle;
mod tags;
mod token;

use cognate_core::call::{Door, Handler, admin, anyone, identified};
use cognate_shapes::identity::{Op, SERVICE};

/// `cognito-identity`.
pub fn door() -> Door {
    Door::new(&SERVICE, Op::ALL.iter().map(|op| (op.spec().name, handler(*op))))
}

/// The function behind each operation. The match is exhaustive: an operation that the model knows
/// and this table forgets does not compile.
#[rustfmt::skip]
fn handler(op: Op) -> Handler {
    match op {
        Op::CreateIdentityPool => admin(ops::create_identity_pool::create_identity_pool),
        Op::DeleteIdentities => identified(ops::delete_identities::delete_identities),
        Op::DeleteIdentityPool => admin(ops::delete_identity_pool::delete_identity_pool),
        Op::DescribeIdentity => admin(ops::describe_identity::describe_identity),
        Op::DescribeIdentityPool => admin(ops::describe_identity_pool::describe_identity_pool),
        Op::GetCredentialsForIdentity => anyone(ops::get_credentials_for_identity::get_credentials_for_identity),
        Op::GetId => anyone(ops::get_id::get_id),
        Op::GetIdentityPoolRoles => admin(ops::get_identity_pool_roles::get_identity_pool_roles),
        Op::GetOpenIdToken => anyone(ops::get_open_id_token::get_open_id_token),
        Op::GetOpenIdTokenForDeveloperIdentity => admin(ops::get_open_id_token_for_developer_identity::get_open_id_token_for_developer_identity),
        Op::GetPrincipalTagAttributeMap => admin(ops::get_principal_tag_attribute_map::get_principal_tag_attribute_map),
        Op::ListIdentities => admin(ops::list_identities::list_identities),
        Op::ListIdentityPools => admin(ops::list_identity_pools::list_identity_pools),
        Op::ListTagsForResource => admin(ops::list_tags_for_resource::list_tags_for_resource),
        Op::LookupDeveloperIdentity => admin(ops::lookup_developer_identity::lookup_developer_identity),
        Op::MergeDeveloperIdentities => admin(ops::merge_developer_identities::merge_developer_identities),
        Op::SetIdentityPoolRoles => admin(ops::set_identity_pool_roles::set_identity_pool_roles),
        Op::SetPrincipalTagAttributeMap => admin(ops::set_principal_tag_attribute_map::set_principal_tag_attribute_map),
        Op::TagResource => admin(ops::tag_resource::tag_resource),
        Op::UnlinkDeveloperIdentity => admin(ops::unlink_developer_identity::unlink_developer_identity),
        Op::UnlinkIdentity => anyone(ops::unlink_identity::unlink_identity),
        Op::UntagResource => admin(ops::untag_resource::untag_resource),
        Op::UpdateIdentityPool => admin(ops::update_identity_pool::update_identity_pool),
    }
}
