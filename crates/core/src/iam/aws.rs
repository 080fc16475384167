//! The managed policies of AWS that stacks around user and identity pools attach: one file each.
//! Nobody can change them.

use std::sync::{Arc, OnceLock};

use super::{Held, Source};
use crate::config::Config;

/// The account in their ARNs.
pub const ACCOUNT: &str = "aws";

/// A managed policy of AWS.
pub struct Shipped {
    pub path: &'static str,
    pub name: &'static str,
    pub document: &'static str,
    held: OnceLock<Arc<Held>>,
}

macro_rules! shipped {
    ($($path:literal $name:literal)*) => {
        [$(Shipped {
            path: $path,
            name: $name,
            document: include_str!(concat!("aws/", $name, ".json")),
            held: OnceLock::new(),
        }),*]
    };
}

/// In the order of names.
pub static SHIPPED: [Shipped; 1] = shipped![
    "/" "AdministratorAccess"
];

impl Shipped {
    pub fn arn(&self) -> String {
        super::arn::policy(ACCOUNT, self.path, self.name)
    }

    /// Compiled when it is first asked for.
    pub fn held(&self) -> &Arc<Held> {
        self.held
            .get_or_init(|| Arc::new(Held::identity(self.arn(), Source::Aws, self.document)))
    }
}

/// By its ARN; None for an unknown one.
pub fn shipped(arn: &str) -> Option<&'static Shipped> {
    let named = super::arn::parse(arn)?;
    let is_it = |it: &&Shipped| it.name == named.name && it.path == named.path;
    let of_aws = named.account == ACCOUNT && named.kind == "policy";
    SHIPPED.iter().find(is_it).filter(|_| of_aws)
}

/// What an unknown one amounts to where the operator accepts it: it matches no action.
const EMPTY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","NotAction":"*","Resource":"*"}]}"#;

/// The policy behind an ARN of AWS. One that is not known here is None, or, where the operator wants it
/// so, grants nothing.
pub fn policy(config: &Config, arn: &str) -> Option<Arc<Held>> {
    match shipped(arn) {
        Some(shipped) => Some(shipped.held().clone()),
        None if config.limits.iam.accept_unknown_aws_policies => {
            Some(Arc::new(Held::identity(arn, Source::Aws, EMPTY)))
        }
        None => None,
    }
}
