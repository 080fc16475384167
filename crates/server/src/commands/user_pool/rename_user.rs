//! `cognate user-pool rename-user`

use clap::Args;

use cognate_core::Cx;
use cognate_core::operator::rename::rename;

use super::{pool, told};

#[derive(Args, Clone, Debug)]
pub struct RenameUserArgs {
    /// The user pool's id
    pub pool: String,
    /// The user name, or another name that signs the user in
    pub user: String,
    /// The new user name
    pub new_name: String,
}

pub async fn run(cx: &Cx, args: &RenameUserArgs) -> anyhow::Result<()> {
    let pool = pool(cx, &args.pool).await?;
    let user = rename(cx, &pool, &args.user, &args.new_name).await.map_err(told)?;
    println!("user {} is called {} now", user.sub, user.username);
    Ok(())
}
