//! `cargo xtask diagram [--check]`: docs/sign-in.md and docs/sign-in.svg from the flow table of the auth
//! machine.

mod drawing;
mod page;

use std::path::Path;

use anyhow::{Context, bail};

use cognate_domain::auth::{ChallengeName, Flow, Place, flow_table};

pub fn run(arguments: &[String]) -> anyhow::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("the workspace's root")?;
    let docs = docs.join("docs");
    let table = flow_table();
    let made = [("sign-in.md", page::page(&table)), ("sign-in.svg", drawing::drawing(&table))];
    let check = arguments.iter().any(|argument| argument == "--check");
    for (name, made) in made {
        let path = docs.join(name);
        if !check {
            std::fs::write(&path, made)?;
        } else if std::fs::read_to_string(&path).unwrap_or_default() != made {
            bail!("docs/{name} is not what the auth machine does: run `cargo xtask diagram`");
        }
    }
    println!("docs/sign-in.{{md,svg}} {}", if check { "are as the machine is" } else { "written" });
    Ok(())
}

/// How a place is called on the page and in the drawing.
fn named(place: Place) -> &'static str {
    match place {
        Place::Begins(flow) => match flow {
            Flow::UserPassword => "USER_PASSWORD_AUTH",
            Flow::UserSrp => "USER_SRP_AUTH",
            Flow::AdminUserPassword => "ADMIN_USER_PASSWORD_AUTH",
            Flow::RefreshToken => "REFRESH_TOKEN_AUTH",
            Flow::Custom => "CUSTOM_AUTH",
            Flow::User => "USER_AUTH",
        },
        Place::Asked(challenge) => ChallengeName::as_str(challenge),
        Place::Tokens => "tokens",
        Place::Refused(exception) => exception,
    }
}
