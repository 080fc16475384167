//! `cognate iam create-administrator`

use std::process::ExitCode;

use clap::Args;

use cognate_core::Cx;
use cognate_core::operator::administrator;

use super::told;

#[derive(Args, Clone, Debug)]
pub struct CreateAdministratorArgs {
    /// The user's name
    #[arg(default_value = "administrator")]
    pub name: String,
}

pub async fn run(cx: &Cx, args: &CreateAdministratorArgs) -> anyhow::Result<ExitCode> {
    let name = &args.name;
    let key = administrator::create(cx, name).await.map_err(told)?;
    println!("User {name} may do everything. The access key, shown this once:");
    println!("  aws_access_key_id     = {}", key.id);
    println!("  aws_secret_access_key = {}", key.secret.expose());
    Ok(ExitCode::SUCCESS)
}
